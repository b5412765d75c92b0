"""Opens a follow-up with each result that a customer is told, and ends it when the complaint needs none any more."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.follow_up import FollowUp
from app.models.sla import LifeEvent
from app.models.ticket import Ticket

# After these nobody calls: it was done, or what would be asked about is no result any more.
_ENDS = (LifeEvent.FOLLOWED_UP, LifeEvent.REOPENED, LifeEvent.WITHDRAWN, LifeEvent.CLOSED)


def open_or_end(session: Session, ticket: Ticket, event: LifeEvent, *, at: datetime) -> None:
    """Let the follow-ups of a ticket, which is locked, follow an event that has just happened to it."""
    if event is LifeEvent.RESOLVED:
        known = session.scalar(select(func.max(FollowUp.cycle)).where(FollowUp.ticket_id == ticket.id))
        session.add(FollowUp(ticket_id=ticket.id, cycle=(known or 0) + 1, opened_at=at))
    elif event in _ENDS:
        owed = select(FollowUp).where(FollowUp.ticket_id == ticket.id, FollowUp.done_at.is_(None))
        for follow_up in session.scalars(owed):
            follow_up.done_at = at
