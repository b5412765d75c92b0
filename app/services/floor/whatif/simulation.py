"""Asks for the coming hours under mixes of help: in portions of runs, so that a newer question need not wait long."""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.services.floor.whatif.draws import Chance
from app.services.floor.whatif.engine import Engine
from app.services.floor.whatif.floor_now import FloorNow, Mix, Offers
from app.services.floor.whatif.outcome import Floats, Outcome, outcome_of
from app.services.floor.whatif.presence import crew_of

if TYPE_CHECKING:
    # The process that computes does without the database.
    from app.services.staffing.service_level import ServiceLevelRule

# The first portion: figures with intervals that can be used while a slider moves.
FIRST_RUNS = 8
# Enough to tell one head more from one head less.
PROPOSING_RUNS = 24
# So much of the service level, and so many late complaints, make no difference that anybody would call people for.
_ALIKE_LEVEL, _ALIKE_LATE = 0.005, 0.5


def simulate(
    floor: FloorNow, mixes: Sequence[Mix], seconds: float, first: int, count: int, seed: int = 0
) -> tuple[Floats, ...]:
    """Run the coming `seconds` `count` times under each mix, from run number `first` on; every mix meets the same luck.

    Return for each mix an array of run, queue (in the order of `floor.work`, and one more for people without a home)
    and `Count`: portions are joined by the run.
    """
    chance = Chance(floor, seconds, seed)
    engines = [Engine(crew_of(floor, mix, seconds), len(floor.work), seconds, floor.within_seconds) for mix in mixes]
    runs = [[engine.run(draw) for engine in engines] for draw in map(chance.draw, range(first, first + count))]
    return tuple(np.array(each) for each in zip(*runs, strict=True))


def search(
    floor: FloorNow, rule: "ServiceLevelRule", offers: Offers, queue_id: int | None
) -> Generator[Mix, Floats, dict[int, int]]:
    """Look for the least head count by tier that does it for a queue (None: for the floor), lower tiers first.

    That is, the service level that is aimed at, or the best that all together could reach; and no more complaints late
    than with all together. Of a tier nobody counts from the first one on whom their donor cannot spare: who lends falls
    below what it keeps, or loses more complaints than are saved. Yields mixes, and wants the first `PROPOSING_RUNS`
    runs of each.
    """
    lent = yield from _spared(floor, rule, offers, queue_id)
    everybody = [(tier, each) for tier in sorted(lent) for each in lent[tier]]

    def judged(heads: int) -> Generator[Mix, Floats, tuple[float, float]]:
        runs = yield tuple(each for _, each in everybody[:heads])
        return _told(outcome_of(floor, rule, runs, _of(queue_id)), queue_id)

    best, fewest = yield from judged(len(everybody))
    least = min(rule.aim, best - _ALIKE_LEVEL)
    low, high = -1, len(everybody)
    while high - low > 1:
        middle = (low + high) // 2
        level, late = yield from judged(middle)
        low, high = (low, middle) if level >= least and late <= fewest + _ALIKE_LATE else (middle, high)
    return {tier: sum(each == tier for each, _ in everybody[:high]) for tier in sorted(offers)}


def _spared(
    floor: FloorNow, rule: "ServiceLevelRule", offers: Offers, queue_id: int | None
) -> Generator[Mix, Floats, Offers]:
    """Look for as many of each tier as their donors can spare, all of them together; yields mixes as `search` does."""
    donors = {each.donor_queue_id for heads in offers.values() for each in heads} - {None, queue_id}
    known = donors & {each.queue_id for each in floor.work}
    if not known:
        return offers
    asked = {queue_id, *known}
    before = outcome_of(floor, rule, (yield ()), asked)
    lent = {tier: tuple(heads) for tier, heads in offers.items()}
    while True:
        mix = tuple(each for tier in sorted(lent) for each in lent[tier])
        after = outcome_of(floor, rule, (yield mix), asked)
        hurt = _hurt(mix, before, after, queue_id)
        if not hurt:
            return lent
        for tier, heads in lent.items():
            places = [place for place, each in enumerate(heads) if each.donor_queue_id in hurt]
            # Half as many of theirs at each attempt, then none.
            lent[tier] = heads[: places[len(places) // 2]] if places else heads


def _hurt(mix: Mix, before: Outcome, after: Outcome, queue_id: int | None) -> set[int]:
    """Return the donors whom a mix costs more than it may."""
    found, lost = set[int](), dict[int, float]()
    for each in mix:
        donor = each.donor_queue_id
        if donor is None or donor not in after.queues or donor == queue_id:
            continue
        (level, late), (kept, were_late) = _told(after, donor), _told(before, donor)
        if level < each.donor_keeps and level < kept - _ALIKE_LEVEL:
            found.add(donor)
        if late > were_late + _ALIKE_LATE:
            lost[donor] = late - were_late
    saved = _told(before, queue_id)[1] - _told(after, queue_id)[1]
    # Of help for the whole floor, what the donors lose is in the sum already.
    worse = saved < -_ALIKE_LATE if queue_id is None else sum(lost.values()) > max(saved, 0.0)
    return found | lost.keys() if worse else found


def _of(queue_id: int | None) -> tuple[int, ...]:
    return () if queue_id is None else (queue_id,)


def _told(whole: Outcome, queue_id: int | None) -> tuple[float, float]:
    """Return the service level and the late complaints of a queue (None: of the floor)."""
    found = whole if queue_id is None else whole.queues[queue_id]
    # Where nobody calls, nothing is missed.
    return found.service_level.value if found.service_level else 1.0, found.late.value if found.late else 0.0


def propose(
    floor: FloorNow, rule: "ServiceLevelRule", offers: Offers, queue_id: int | None, seconds: float, seed: int = 0
) -> dict[int, int]:
    """Return what `search` finds, at once."""
    searching = search(floor, rule, offers, queue_id)
    mix = next(searching)
    while True:
        (runs,) = simulate(floor, [mix], seconds, 0, PROPOSING_RUNS, seed)
        try:
            mix = searching.send(runs)
        except StopIteration as found:
            proposed: dict[int, int] = found.value
            return proposed
