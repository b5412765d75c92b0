"""The stages that complaints of the demo's past were led through: not measured anywhere, drawn by the ticket."""

from datetime import UTC, datetime
from random import Random
from typing import NamedTuple

from app.models.calendar import BusinessCalendar
from app.services.demo.past import PastTicket

# This much was investigated once more, or given to somebody else; and how many seconds of opening hours the present
# stage lasts by now at most.
_SENT_BACK, _HANDED_OVER, _LASTS = 0.12, 0.15, 9 * 3_600


class Stay(NamedTuple):
    """One stretch of a complaint in a stage: seconds since 1970, and None as long as it goes on."""

    stage: str
    owner_id: int | None
    since: int
    until: int | None


def stays(
    ticket: PastTicket, stages: tuple[str, ...], colleague: int, number: int, hours: BusinessCalendar, *, now: datetime
) -> list[Stay]:
    """Return the stretches of a complaint, which was answered in the first stage and solved in the last one.

    `number` decides how it went, in opening hours; a `colleague` may have had it for a while.
    """
    intake, later, last = stages[0], list(stages[1:-1]), stages[-1]
    rng = Random(number)
    if ticket.answered is None:
        return [Stay(intake, ticket.owner_id, ticket.received, None)]
    way = [*later, *later, last] if rng.random() < _SENT_BACK else [*later, last]
    if ticket.resolved is None:
        lately = int(hours.subtract(now, int(rng.random() * _LASTS)).timestamp())
        since = max(ticket.answered, min(ticket.waiting_since or lately, lately))
        way = way[: rng.randrange(2 if since > ticket.answered else 1, len(way))]
        cuts: list[int | None] = [*_cuts(rng, hours, ticket.answered, since, len(way) - 1), since, None]
    else:
        cuts = [*_cuts(rng, hours, ticket.answered, ticket.resolved, len(way)), ticket.resolved]
    handed_over = rng.random() < _HANDED_OVER
    found = [Stay(intake, None, ticket.received, ticket.answered)]
    for place, (stage, begins, ends) in enumerate(zip(way, cuts[:-1], cuts[1:], strict=True)):
        owner_id = colleague if handed_over and place == 0 and len(way) > 1 else ticket.owner_id
        if begins != ends:
            found.append(Stay(stage, owner_id, begins or 0, ends))
    return found


def _cuts(rng: Random, hours: BusinessCalendar, since: int, until: int, count: int) -> list[int]:
    """Return the beginnings of so many stretches one after the other, the first at `since`."""
    start, end = (datetime.fromtimestamp(at, UTC) for at in (since, until))
    taken = hours.elapsed(start, end)
    within = (hours.add(start, rng.randint(0, taken)) for _ in range(count - 1))
    return [since, *sorted(min(int(at.timestamp()), until) for at in within)] if count > 0 else []
