"""Complaints with their clocks as history left them, for the reports to count."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.sla import CalendarVersion, Clock, ClockState, PolicyVersion, Target
from app.models.ticket import Category, Source, Status, Ticket
from app.services.database import Database
from tests.builders import MONDAY, open_floor

HOUR = timedelta(hours=1)
NOW = MONDAY + timedelta(days=2)


def prepare(database: Database) -> None:
    """A floor in Shanghai with its people, a policy, and two categories."""
    open_floor(database)
    with database.write() as session:
        session.add_all([Category(name="Billing", path="Billing"), Category(name="账单", path="=Billing / 账单")])


def add_ticket(session: Session, received: datetime = MONDAY, **details: Any) -> Ticket:
    """A complaint; everything but its received time is of no matter unless said."""
    given: dict[str, Any] = {"source": Source.EMAIL, "title": "t", "recorded_at": received} | details
    ticket = Ticket(received_at=received, **given)
    session.add(ticket)
    session.flush()
    return ticket


def add_clock(
    session: Session,
    ticket: Ticket,
    state: ClockState = ClockState.MET,
    *,
    due: float = 4,
    stopped: float | None = None,
    target: Target = Target.RESOLUTION,
    **details: Any,
) -> Clock:
    """A clock of a complaint, with its due and stopped times in hours after the complaint was received."""
    started = ticket.received_at
    clock = Clock(
        ticket_id=ticket.id,
        target=target,
        state=state,
        started_at=started,
        due_at=started + due * HOUR,
        stopped_at=None if stopped is None else started + stopped * HOUR,
        policy_version_id=session.scalars(select(PolicyVersion.id)).one(),
        calendar_version_id=session.scalars(select(CalendarVersion.id)).one(),
        **details,
    )
    session.add(clock)
    session.flush()
    return clock


def category(session: Session, path: str) -> int:
    """The identity of a category."""
    return session.scalars(select(Category.id).where(Category.path == path)).one()


DONE = Status.RESOLVED
