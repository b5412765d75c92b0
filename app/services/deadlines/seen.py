"""Takes note that somebody has seen (知悉) a step: it is not repeated, while the ladder goes on."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.escalation import Acknowledgement, Escalation, Notification
from app.models.sla import LIVE, Clock
from app.models.ticket import Ticket, TicketEvent
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.planning import plan
from app.services.deadlines.rulebook import Rulebook

# What the event is called.
SEEN = "step_seen"


class AcknowledgementError(DomainError):
    """Nobody says who has seen a step."""


def acknowledge(
    session: Session, rulebook: Rulebook, notification_id: int, *, person_id: int | None, now: datetime
) -> None:
    """Put on record who has seen what a message tells of: this step is not repeated to anybody, higher ones still come.

    It holds for the cycle, for as long as its deadline stays where it is: a deadline that moves begins to repeat anew.
    Who has seen it first stays on record. Raises `AcknowledgementError`.
    """
    if person_id is None:
        raise AcknowledgementError("Say first who you are: somebody has to have seen it.")
    message = session.get_one(Notification, notification_id)
    escalation = session.get_one(Escalation, message.escalation_id)
    clock = session.get_one(Clock, escalation.clock_id)
    ticket = session.get_one(Ticket, clock.ticket_id)
    lock_live_clocks(session, ticket)
    message.read_at = message.read_at or now
    occurrence = {"clock_id": clock.id, "step": escalation.step, "occurrence": escalation.occurrence}
    known = session.scalars(select(Acknowledgement.id).filter_by(**occurrence)).first()
    if known is None and clock.state in LIVE:
        session.add(Acknowledgement(**occurrence, at=now, person_id=person_id))
        details = occurrence | {"target": clock.target, "subject": clock.subject}
        session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=SEEN, person_id=person_id, details=details))
        session.flush()
        plan(session, rulebook, clock)
    session.flush()
