"""When people are here: rests that will be owed, and what lending somebody does to their day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from app.models.rest import REST, REST_AT_LEAST, REST_OWED_AFTER
from app.models.skill import SPEEDS
from app.services.floor.whatif.floor_now import Agent, FloorNow, Help, Mix, Stretch

OWED_AFTER, _COUNTS_FROM = REST_OWED_AFTER.total_seconds(), REST_AT_LEAST.total_seconds()
REST_SECONDS = REST.total_seconds()


@dataclass(frozen=True)
class Crew:
    """Who works under a mix of help: every list is a column, one place in each is one person in one role.

    `home` is the place of a queue, or the number of queues for who serves all alike. `slower` gives by which factor
    they take longer in each queue, 0 where they do not serve it; `serves` are these queues. `goes_on` is the place of
    the agent on the floor whose contact at hand they bring to its end as they begin; -1: nobody's.
    """

    home: list[int]
    slower: list[list[float]]
    serves: list[list[int]]
    here: list[tuple[Stretch, ...]]
    goes_on: list[int]


def with_rests(here: Iterable[Stretch], worked: float = 0.0) -> tuple[Stretch, ...]:
    """Cut the rests that will be owed out of stretches, of somebody who has worked for so many seconds by the first."""
    found: list[Stretch] = []
    before: float | None = None
    for start, end in here:
        if before is not None:
            worked = 0.0 if start - before >= _COUNTS_FROM else worked
        rest = max(start + OWED_AFTER - worked, start)
        while rest < end:
            found.append((start, rest))
            start, worked = rest + REST_SECONDS, 0.0
            rest = start + OWED_AFTER
        if start < end:
            found.append((start, end))
            worked += end - start
        before = end
    return tuple(each for each in found if each[0] < each[1])


def within(here: Iterable[Stretch], start: float, end: float) -> tuple[Stretch, ...]:
    """Return what of the stretches lies between two instants."""
    cut = ((max(begins, start), min(ends, end)) for begins, ends in here)
    return tuple(each for each in cut if each[0] < each[1])


def crew_of(floor: FloorNow, mix: Mix, seconds: float) -> Crew:
    """Return who works so long under a mix; who is lent has two places, one for each role."""
    places = {each.queue_id: place for place, each in enumerate(floor.work)}
    agents, lent = list(floor.agents), set[int]()
    goes_on = list(range(len(agents)))
    for help_ in mix:
        start, end = help_.after * 60, inf if help_.until is None else help_.until * 60
        found = _lendable(floor.agents, help_, lent)
        for place in found:
            agent = floor.agents[place]
            lent.add(place)
            stays = within(agent.here, 0.0, start) + within(agent.here, end, inf)
            agents[place] = replace(agent, here=stays)
            agents.append(_helper(help_, agent.person_id, agent.paces, places, within(agent.here, start, end)))
            goes_on.append(place)
        if not found and help_.donor_queue_id is None and start < min(end, seconds):
            here = with_rests([(start, min(end, seconds))])
            agents += [_helper(help_, help_.person_id or 0, {}, places, here)] * help_.count
            goes_on += [-1] * help_.count
    slower = [[1 / pace if (pace := each.paces.get(id_, 0.0)) else 0.0 for id_ in places] for each in agents]
    home = [
        place if each.home is not None and factors[place := places.get(each.home, 0)] else len(places)
        for each, factors in zip(agents, slower, strict=True)
    ]
    return Crew(
        home,
        slower,
        [[place for place, factor in enumerate(factors) if factor] for factors in slower],
        [within(each.here, 0.0, seconds) for each in agents],
        goes_on,
    )


def _lendable(agents: Sequence[Agent], help_: Help, lent: set[int]) -> list[int]:
    """Return the places of those on the floor who are this help, as many as are asked for."""
    found = (place for place, each in enumerate(agents) if each.here and place not in lent)
    if help_.person_id is not None:
        return [place for place in found if agents[place].person_id == help_.person_id]
    if help_.donor_queue_id is None:
        return []
    able = (
        place
        for place in found
        if agents[place].home == help_.donor_queue_id
        and (help_.queue_id is None or help_.queue_id in agents[place].paces)
    )
    return list(able)[: help_.count]


def _helper(
    help_: Help, person_id: int, paces: Mapping[int, float], queues: Iterable[int], here: tuple[Stretch, ...]
) -> Agent:
    """Return somebody in their role as help: for one queue alone, or for all of them."""
    own = SPEEDS.get(help_.level, 1.0)
    helped = queues if help_.queue_id is None else [help_.queue_id]
    return Agent(person_id, help_.queue_id, {each: paces.get(each, own) for each in helped}, here)
