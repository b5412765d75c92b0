"""How well a queue that gives people serves now: by its contacts, or by the deadlines of its complaints."""

from datetime import datetime, timedelta
from math import isnan

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from app.models.sla import Clock
from app.models.ticket import Ticket
from app.services.staffing.contacts import read_contacts
from app.services.staffing.service_level import ServiceLevelRule

# What a telephone system counted longer ago says nothing of now.
_LATELY = timedelta(hours=1)
_IS_OPEN, _RUNS = text("ticket.status IN ('open', 'waiting')"), text("clock.state = 'running'")


def service_of(session: Session, queue_id: int | None, *, now: datetime) -> float | None:
    """Return the service level of the last hour's contacts by the floor's rule, of a queue or of all of them.

    Where none are counted, the share of open complaints that are not late. None where there is neither.
    """
    contacts = read_contacts(session, queue_id, now - _LATELY, now)
    columns = (contacts.offered, contacts.answered, contacts.in_time, contacts.abandoned, contacts.early)
    level = float(ServiceLevelRule.read(session).share(*(column.sum() for column in columns)))
    if not isnan(level):
        return level
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
