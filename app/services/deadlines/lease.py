"""Leases what leaves next over a lane: one message, or the bundle (汇总) of those that would flood their reader.

To one address of one channel leave at most so many messages in `FLOOD_SPAN`. Where more are owed, one carries them all,
and where so many have left already, the rest waits until the span is over and leaves in one. Who wants a digest gets
what is due for them in one in any case. The fast lane never waits, and is never carried.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select, text, update
from sqlalchemy.orm import Session

from app.models.channel import ChannelAddress
from app.models.escalation import Delivery, Escalation, Notification
from app.models.people import Person
from app.models.sla import Clock
from app.models.ticket import Ticket
from app.services.changes import note
from app.services.database import Database

LEASE = timedelta(minutes=5)
FLOOD_SPAN = timedelta(minutes=5)
# One message carries no more: the rest goes with the next one.
_MOST = 500
LeasedRow = Row[*tuple[Any, ...]]
# As its index says it: with bound values SQLite would not know that it may use it.
_OUTSIDE = text("notification.channel <> 'inbox'")


class Lane(NamedTuple):
    """What leaves one after the other: all of a channel that knows its people, or what is for one kept address."""

    channel: str
    address_id: int | None = None


def lease(database: Database, session: Session, lane: Lane, flood: int, *, now: datetime) -> Sequence[LeasedRow]:
    """Take what leaves next, the fast lane first; what is more than `flood` leaves in one. Empty: nothing is due."""
    while (first := session.execute(database.claim(_due(lane, now).limit(1), Notification)).first()) is not None:
        rows = [first] if first.fast_lane else _together(database, session, lane, first, flood, now=now)
        if rows:
            session.execute(
                update(Notification)
                .where(Notification.id.in_([row.id for row in rows]))
                .values(state=Delivery.SENDING, attempts=Notification.attempts + 1, next_attempt_at=now + LEASE)
            )
            note(session, Notification, [row.id for row in rows])
            return rows
    return ()


def _together(
    database: Database, session: Session, lane: Lane, first: LeasedRow, flood: int, *, now: datetime
) -> Sequence[LeasedRow]:
    """Return what leaves in one message for the reader of the first one; empty where all of it has to wait."""
    to_reader = (
        Notification.channel == lane.channel,
        _is(Notification.address_id, lane.address_id),
        _is(Notification.person_id, first.person_id),
        Notification.fast_lane.is_(False),
    )
    # What was carried by another one has left with it.
    left = select(Notification.sent_at).where(
        *to_reader, _OUTSIDE, Notification.sent_at > now - FLOOD_SPAN, Notification.carried_by_id.is_(None)
    )
    lately = [at for at in session.scalars(left.order_by(Notification.sent_at.desc()).limit(flood)) if at is not None]
    if len(lately) == flood:
        held = update(Notification).where(*to_reader, Notification.state == Delivery.PENDING)
        session.execute(held.where(Notification.next_attempt_at <= now).values(next_attempt_at=lately[-1] + FLOOD_SPAN))
        note(session, Notification, None)
        return ()
    due = _due(lane, now).where(*to_reader).order_by(None).order_by(Escalation.due_at, Notification.id).limit(_MOST)
    rows = session.execute(database.claim(due, Notification)).all()
    digests = first.Person is not None and first.Person.digest_minutes
    return rows if digests or len(rows) > flood - len(lately) else [first]


def _due(lane: Lane, now: datetime) -> Select[*tuple[Any, ...]]:
    """Select what is due in a lane, with all that its words need."""
    return (
        select(
            Notification.id,
            Notification.channel,
            Notification.attempts,
            Notification.fast_lane,
            Notification.person_id,
            Person,
            ChannelAddress,
            Escalation.step,
            Escalation.occurrence,
            Escalation.due_at,
            Clock.state,
            Clock.target,
            Clock.subject,
            Clock.policy_version_id,
            Clock.calendar_version_id,
            Ticket.number,
        )
        .outerjoin(Person, Person.id == Notification.person_id)
        .outerjoin(ChannelAddress, ChannelAddress.id == Notification.address_id)
        .join(Escalation, Escalation.id == Notification.escalation_id)
        .join(Clock, Clock.id == Escalation.clock_id)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(
            Notification.next_attempt_at <= now,
            Notification.state == Delivery.PENDING,
            Notification.channel == lane.channel,
            _is(Notification.address_id, lane.address_id),
        )
        .order_by(Notification.fast_lane.desc(), Notification.next_attempt_at, Notification.id)
    )


def _is(column: Any, value: int | None) -> Any:
    return column.is_(None) if value is None else column == value
