"""The complaints of the demo floor that nobody has answered, as its agents see them: the pressing ones first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select, text
from sqlalchemy.orm import Session

from app.models.sla import LIVE, Clock
from app.models.ticket import Status, Ticket
from app.services.demo.past import LIVE_SOURCES

# A late complaint that went up is the boss's to place for so long; then whoever is free answers it.
_PLACED_AFTER = timedelta(minutes=8)
# Of a list that has become hopelessly long, this much is looked at.
_MOST_LOOKED_AT = 1_000
# As the index of open tickets says it: with bound values SQLite would not know that it may use it.
_IS_OPEN = text("ticket.status IN ('open', 'waiting')")


@dataclass(frozen=True)
class Unanswered:
    """One of them; `pressing` where somebody waits on the line, or it is dangerous."""

    id: int
    queue_id: int | None
    pressing: bool


def read_unanswered(session: Session, bosses: Collection[int], *, at: datetime) -> list[Unanswered]:
    """Read what nobody has answered and nobody works on: the pressing, then in the order of arrival."""
    found = [
        (not (source in LIVE_SOURCES or risky), received, id_, queue)
        for id_, queue, source, risky, received, owner, due_at in session.execute(_waiting(), {"bosses": list(bosses)})
        if owner is None or (due_at and due_at < at - _PLACED_AFTER)
    ]
    # Sorted here: the database would walk through all that ever came, to have them in order.
    return [Unanswered(id_, queue, not later) for later, _, id_, queue in sorted(found)]


# Made once: that takes longer than reading, and holds up the window.
@cache
def _waiting() -> Select[*tuple[Any, ...]]:
    due = select(func.min(Clock.due_at)).where(Clock.ticket_id == Ticket.id, Clock.state.in_(LIVE))
    return (
        select(
            Ticket.id,
            Ticket.queue_id,
            Ticket.source,
            Ticket.high_risk,
            Ticket.received_at,
            Ticket.owner_id,
            due.scalar_subquery(),
        )
        .where(
            _IS_OPEN,
            Ticket.status == Status.OPEN,
            Ticket.first_responded_at.is_(None),
            or_(Ticket.owner_id.is_(None), Ticket.owner_id.in_(bindparam("bosses", expanding=True))),
        )
        .limit(_MOST_LOOKED_AT)
    )
