"""How well a queue that gives people serves now: by its contacts, or by the deadlines of its complaints."""

from datetime import datetime, timedelta

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from app.models.forecast import ContactInterval
from app.models.sla import Clock
from app.models.ticket import Ticket

# What a telephone system counted longer ago says nothing of now.
_LATELY = timedelta(hours=1)
_IS_OPEN, _RUNS = text("ticket.status IN ('open', 'waiting')"), text("clock.state = 'running'")


def service_of(session: Session, queue_id: int | None, *, now: datetime) -> float | None:
    """Return the share of contacts of the last hour that were answered in time, of a queue or of all of them.

    Where none are counted, the share of open complaints that are not late. None where there is neither.
    """
    contacts = select(func.sum(ContactInterval.offered), func.sum(ContactInterval.answered_in_time)).where(
        ContactInterval.starts_at > now - _LATELY, ContactInterval.starts_at <= now
    )
    if queue_id is not None:
        contacts = contacts.where(ContactInterval.queue_id == queue_id)
    offered, in_time = session.execute(contacts).one()
    if offered and in_time is not None:
        return float(in_time) / float(offered)
    every, late = open_and_late(session, queue_id, now=now)
    return 1 - late / every if every else None


def open_and_late(session: Session, queue_id: int | None, *, now: datetime) -> tuple[int, int]:
    """Return how many complaints of a queue (None: of all) are open, and how many of them have missed a deadline."""
    counts = (
        select(
            func.count(Ticket.id.distinct()),
            func.count(case((Clock.due_at <= now, Ticket.id)).distinct()),
        )
        .outerjoin(Clock, (Clock.ticket_id == Ticket.id) & _RUNS)
        .where(_IS_OPEN)
    )
    if queue_id is not None:
        counts = counts.where(Ticket.queue_id == queue_id)
    every, late = session.execute(counts).one()
    return int(every), int(late)
