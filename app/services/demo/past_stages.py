"""The stages that complaints of the demo's past were led through: not measured anywhere, drawn by the ticket."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from app.services.demo.past import PastTicket

# This much was investigated once more, or given to somebody else; and how long the present stage lasts by now at most:
# seconds by the clock on the wall.
_SENT_BACK, _HANDED_OVER, _LASTS = 0.12, 0.15, 26 * 3_600


class Stay(NamedTuple):
    """One stretch of a complaint in a stage: seconds since 1970, and None as long as it goes on."""

    stage: str
    owner_id: int | None
    since: int
    until: int | None


def stays(ticket: PastTicket, stages: tuple[str, ...], colleague: int, number: int, *, now: int) -> list[Stay]:
    """Return the stretches of a complaint, which was answered in the first stage and solved in the last one.

    `number` decides how it went; a `colleague` may have had it for a while.
    """
    intake, later, last = stages[0], list(stages[1:-1]), stages[-1]
    rng = Random(number)
    if ticket.answered is None:
        return [Stay(intake, ticket.owner_id, ticket.received, None)]
    way = [*later, *later, last] if rng.random() < _SENT_BACK else [*later, last]
    if ticket.resolved is None:
        since = max(ticket.answered, min(ticket.waiting_since or now, now - int(rng.random() * _LASTS)))
        way = way[: rng.randrange(2 if since > ticket.answered else 1, len(way))]
        cuts: list[int | None] = [*_cuts(rng, ticket.answered, since, len(way) - 1), since, None]
    else:
        cuts = [*_cuts(rng, ticket.answered, ticket.resolved, len(way)), ticket.resolved]
    handed_over = rng.random() < _HANDED_OVER
    found = [Stay(intake, None, ticket.received, ticket.answered)]
    for place, (stage, begins, ends) in enumerate(zip(way, cuts[:-1], cuts[1:], strict=True)):
        owner_id = colleague if handed_over and place == 0 and len(way) > 1 else ticket.owner_id
        if begins != ends:
            found.append(Stay(stage, owner_id, begins or 0, ends))
    return found


def _cuts(rng: Random, since: int, until: int, count: int) -> Iterator[int]:
    """Yield the beginnings of so many stretches one after the other, the first at `since`."""
    within = sorted(rng.randint(since, until) for _ in range(count - 1))
    yield from [since, *within] if count > 0 else []
