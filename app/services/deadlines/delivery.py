"""Empties the outbox: leases one message at a time, hands it to its channel with no transaction open, records its fate.

What leaves over one channel for one address is a lane: its messages leave one after the other, and nothing that happens
there delays another lane. A definite refusal is tried again with growing waits. A sender that dies leaves its lease
behind; what was under way is then unknown and waits for a person, except in the fast lane, where twice is better than
never.
"""

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Result, Row, case, null, select, update
from sqlalchemy.orm import Session

from app.models.channel import ChannelAddress
from app.models.escalation import Delivery, Escalation, Notification
from app.models.people import Person
from app.models.sla import LIVE, Clock
from app.models.ticket import Ticket
from app.services.changes import note
from app.services.database import Database
from app.services.deadlines.channels.base import Channel, Fate, Receipt
from app.services.deadlines.escalation import NothingWaitsError
from app.services.deadlines.message import Message, compose
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.sealing import Address, Seal, SealError

# What only a person can decide.
WAITS_FOR_A_PERSON = (Delivery.UNKNOWN, Delivery.FAILED)
LEASE = timedelta(minutes=5)
ATTEMPTS = 10
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
_LeasedRow = Row[*tuple[Any, ...]]
_log = logging.getLogger(__name__)


class Lane(NamedTuple):
    """What leaves one after the other: all of a channel that knows its people, or what is for one kept address."""

    channel: str
    address_id: int | None = None


@dataclass
class Delivered:
    """What became of the messages of one round; `rest` is how long the lane takes nothing."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    unknown: int = 0
    withdrawn: int = 0
    rest: timedelta | None = None

    def add(self, other: "Delivered") -> None:
        """Count what another round did as well."""
        self.sent += other.sent
        self.put_off += other.put_off
        self.failed += other.failed
        self.unknown += other.unknown
        self.withdrawn += other.withdrawn


def deliver(
    database: Database,
    rulebook: Rulebook,
    lane: Lane,
    channel: Channel,
    seal: Seal,
    now: Callable[[], datetime],
    stopping: threading.Event,
) -> Delivered:
    """Send what is due in a lane, fast lane first, until nothing is, or until the other side takes nothing now.

    `stopping` is looked at before each message; what has not left then leaves another time.
    """
    delivered = Delivered()
    try:
        while not stopping.is_set() and delivered.rest is None:
            with database.write() as session:
                row = _lease(database, session, lane, now=now())
                if row is None:
                    break
                if reason := _needless(row):
                    _finish(session, row.id, Delivery.WITHDRAWN, reason)
                    delivered.withdrawn += 1
                    continue
                message = _message(session, rulebook, row, channel, seal, now=now())
            receipt = channel.send(message) if isinstance(message, Message) else message
            with database.write() as session:
                _record(session, row, receipt, delivered, now=now())
            stopping.wait(channel.pace.total_seconds())
    finally:
        channel.close()
    return delivered


def due_lanes(session: Session, channels: Collection[str], *, now: datetime) -> list[Lane]:
    """Return the lanes of these channels in which something is due."""
    due = (
        select(Notification.channel, Notification.address_id)
        .where(
            Notification.next_attempt_at <= now,
            Notification.state == Delivery.PENDING,
            Notification.channel.in_(channels),
        )
        .distinct()
    )
    return [Lane(channel, address_id) for channel, address_id in session.execute(due)]


def send_again(session: Session, notification_id: int, *, now: datetime) -> None:
    """Let a person's decision send a message whose fate is unknown, or that failed, once more.

    Raises `NothingWaitsError`.
    """
    sent_again = session.execute(
        update(Notification)
        .where(Notification.id == notification_id, Notification.state.in_(WAITS_FOR_A_PERSON))
        .values(state=Delivery.PENDING, attempts=0, next_attempt_at=now)
        .returning(Notification.id)
    )
    _require_one(session, sent_again, notification_id)


def settle(session: Session, notification_id: int) -> None:
    """Let a person's decision end the wait of a message that failed or whose fate is unknown: it is not sent.

    Raises `NothingWaitsError`.
    """
    settled = session.execute(
        update(Notification)
        .where(Notification.id == notification_id, Notification.state.in_(WAITS_FOR_A_PERSON))
        .values(state=Delivery.SETTLED)
        .returning(Notification.id)
    )
    _require_one(session, settled, notification_id)


def _require_one(session: Session, changed: Result[*tuple[Any, ...]], notification_id: int) -> None:
    note(session, Notification, [notification_id])
    if changed.first() is None:
        raise NothingWaitsError("Message {id} neither failed nor is its fate unknown.", id=notification_id)


def give_up_leases(session: Session, *, now: datetime) -> int:
    """Settle what a dead sender had under way; return how many messages are unknown now."""
    lost = session.execute(
        update(Notification)
        .where(Notification.state == Delivery.SENDING, Notification.next_attempt_at <= now)
        .values(
            state=case((Notification.fast_lane, Delivery.PENDING.value), else_=Delivery.UNKNOWN.value),
            next_attempt_at=case((Notification.fast_lane, Notification.next_attempt_at), else_=null()),
            last_error="the sender stopped while the message was under way",
        )
        .returning(Notification.id, Notification.state)
    ).all()
    note(session, Notification, [id_ for id_, _ in lost])
    for id_, state in lost:
        _log.warning("delivery notification=%s %s: its sender stopped while it was under way", id_, state)
    return sum(state is Delivery.UNKNOWN for _, state in lost)


def _lease(database: Database, session: Session, lane: Lane, *, now: datetime) -> _LeasedRow | None:
    chosen = (
        select(
            Notification.id,
            Notification.channel,
            Notification.attempts,
            Notification.fast_lane,
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
            Notification.address_id.is_not_distinct_from(lane.address_id),
        )
        .order_by(Notification.fast_lane.desc(), Notification.next_attempt_at, Notification.id)
        .limit(1)
    )
    row = session.execute(database.claim(chosen, Notification)).first()
    if row is not None:
        session.execute(
            update(Notification)
            .where(Notification.id == row.id)
            .values(state=Delivery.SENDING, attempts=row.attempts + 1, next_attempt_at=now + LEASE)
        )
        note(session, Notification, [row.id])
    return row


def _needless(row: _LeasedRow) -> str | None:
    """Say why a message need not leave any more."""
    if row.state not in LIVE:
        return "the clock was stopped before the message left"
    if row.ChannelAddress is not None and not row.ChannelAddress.active:
        return "the address was removed"
    return None


def _message(
    session: Session, rulebook: Rulebook, row: _LeasedRow, channel: Channel, seal: Seal, *, now: datetime
) -> Message | Receipt:
    """Write the message; where the key of its address is not here, it waits for that."""
    person, kept = row.Person, row.ChannelAddress
    try:
        address = seal.open(kept.secret) if kept else Address(channel.reaches(person) or "")
    except SealError as refusal:
        return Receipt(Fate.UNREACHABLE, str(refusal))
    ladder = rulebook.policy(session, row.policy_version_id).ladders.get(row.target, ())
    return compose(
        row.id,
        address,
        person.language if person else kept.language,
        number=row.number,
        target=row.target,
        name=row.subject,
        step=next((step for step in ladder if step.key == row.step), None),
        occurrence=row.occurrence,
        due_at=row.due_at,
        zone=rulebook.times(session, row.calendar_version_id).opening_hours.spec["zone"],
        now=now,
    )


def _record(session: Session, row: _LeasedRow, receipt: Receipt, delivered: Delivered, *, now: datetime) -> None:
    attempts = row.attempts + 1
    if receipt.fate is Fate.SENT:
        _finish(session, row.id, Delivery.SENT, None, sent_at=now)
        delivered.sent += 1
    elif receipt.fate is Fate.UNKNOWN and not row.fast_lane:
        _finish(session, row.id, Delivery.UNKNOWN, receipt.reason)
        delivered.unknown += 1
    elif receipt.fate in (Fate.UNREACHABLE, Fate.CROWDED):
        # Nobody has refused it: it waits for as long as the other side is away, and so do all behind it.
        delivered.rest = receipt.wait or _FIRST_WAIT
        _finish(session, row.id, Delivery.PENDING, receipt.reason, next_attempt_at=now + delivered.rest, attempts=0)
        delivered.put_off += 1
    elif receipt.fate is Fate.REFUSED or attempts >= ATTEMPTS:
        _finish(session, row.id, Delivery.FAILED, receipt.reason)
        delivered.failed += 1
    else:
        wait = receipt.wait or min(_FIRST_WAIT * 2 ** (attempts - 1), _LONGEST_WAIT)
        _finish(session, row.id, Delivery.PENDING, receipt.reason, next_attempt_at=now + wait)
        delivered.put_off += 1
    level = logging.INFO if receipt.fate is Fate.SENT else logging.WARNING
    _log.log(
        level,
        "delivery notification=%s ticket=%s channel=%s attempt=%s %s %s",
        row.id,
        row.number,
        row.channel,
        attempts,
        receipt.fate,
        receipt.reason,
    )


def _finish(
    session: Session,
    notification_id: int,
    state: Delivery,
    reason: str | None,
    *,
    sent_at: datetime | None = None,
    next_attempt_at: datetime | None = None,
    **more: object,
) -> None:
    """Record a fate, unless the lease has ended meanwhile and somebody else has judged it."""
    session.execute(
        update(Notification)
        .where(Notification.id == notification_id, Notification.state == Delivery.SENDING)
        .values(
            state=state,
            sent_at=sent_at,
            next_attempt_at=next_attempt_at,
            last_error=reason[:1000] if reason else None,
            **more,
        )
    )
    note(session, Notification, [notification_id])
