"""Opens a complaint again (重新打开): itself within the time that the rules allow, later as a new one linked to it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.models.desk import Link, TicketLink
from app.models.people import Person
from app.models.sla import STATUS, LifeEvent
from app.models.ticket import Source, Ticket, TicketEvent
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import NotPossibleError, happen
from app.services.handling.register import register

CAME_BACK = "came_back"
# What the new complaint has in common with the one that came back.
_SHARED = (
    "product",
    "customer_id",
    "order_id",
    "category_id",
    "queue_id",
    "priority",
    "complexity",
    "policy",
    "affected",
    # What was of high risk has not become harmless by coming back.
    "high_risk",
)


def reopens(session: Session, rulebook: Rulebook, ticket: Ticket, now: datetime) -> bool:
    """Say whether a complaint itself would be opened again now, not a new one."""
    within = timedelta(days=rulebook.desk(session).follow_up.reopen_within)
    return ticket.closed_at is None or now <= ticket.closed_at + within


def reopen(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    reason: str,
    *,
    text: str = "",
    source: Source | None = None,
    details: dict[str, Any] | None = None,
    person_id: int | None,
    now: datetime,
) -> Ticket:
    """Open a resolved or closed complaint again, and return the one that is open now.

    Within the rules' time after its closing it is itself: a new resolution begins, with a clock of its own, and what
    the follow-up owed lapses. Later it is a new complaint, received now by `source` (by default as the first was), that
    is linked to it and says the `text` (by default the reason); what has been kept and missed stays as it is. Raises
    `NotPossibleError`.
    """
    given = ({"reason": reason} if reason else {}) | (details or {})
    if reopens(session, rulebook, ticket, now):
        happen(session, rulebook, ticket, LifeEvent.REOPENED, person_id=person_id, details=given, now=now)
        return ticket
    session.refresh(ticket, with_for_update={"key_share": True})
    if ticket.status not in STATUS[LifeEvent.REOPENED][0]:
        raise NotPossibleError(
            "{number} is {status}: it cannot be {event}.",
            number=ticket.number,
            status=ticket.status,
            event=LifeEvent.REOPENED,
        )
    owner = session.get(Person, ticket.owner_id) if ticket.owner_id else None
    again = register(
        session,
        rulebook,
        source=source or ticket.source,
        title=ticket.title,
        description=text or reason,
        owner_id=owner.id if owner and owner.active else None,
        person_id=person_id,
        now=now,
        **{name: getattr(ticket, name) for name in _SHARED},
    )
    session.add(
        TicketEvent(
            ticket_id=ticket.id, at=now, kind=CAME_BACK, person_id=person_id, details={"into": again.number, **given}
        )
    )
    drawn = {"kind": Link.RELATED, "linked_at": now, "linked_by_id": person_id}
    session.add(TicketLink(ticket_id=again.id, other_id=ticket.id, **drawn))
    session.flush()
    return again
