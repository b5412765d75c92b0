"""Opens a follow-up with each result that a customer is told, and ends it when the complaint needs none any more."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.models.follow_up import FollowUp
from app.models.sla import LifeEvent
from app.models.ticket import Status, Ticket
from app.services.changes import note

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


def open_imported(
    session: Session, resolved: Iterable[tuple[int, datetime | None]], within: timedelta, *, now: datetime
) -> None:
    """Owe the follow-up of complaints that another system has resolved, given with when that was.

    Whose result is older than `within`, as the rules say of what reopens, nobody is called about: it counts as
    followed up, so that it can be closed.
    """
    rows = [
        {"ticket_id": id_, "cycle": 1, "opened_at": at or now, "done_at": now if at and at < now - within else None}
        for id_, at in resolved
    ]
    if rows:
        session.execute(insert(FollowUp), rows)
        note(session, FollowUp, None)


def follow_import(session: Session, ticket: Ticket, within: timedelta, *, now: datetime) -> None:
    """Let the follow-ups of a complaint, which is locked, follow what its file says of it now."""
    theirs = session.scalars(select(FollowUp).where(FollowUp.ticket_id == ticket.id)).all()
    if ticket.status != Status.RESOLVED:
        for each in theirs:
            each.done_at = each.done_at or now
    elif not theirs:
        open_imported(session, [(ticket.id, ticket.resolved_at)], within, now=now)
    elif all(each.done_at for each in theirs) and ticket.resolved_at is not None:
        newest = max(theirs, key=lambda each: each.cycle)
        if newest.opened_at < ticket.resolved_at:
            session.add(FollowUp(ticket_id=ticket.id, cycle=newest.cycle + 1, opened_at=ticket.resolved_at))
