"""Empties the outbox: takes one message at a time, hands it to its channel with no transaction open, records its fate.

What leaves over one channel for one address is a lane: its messages leave one after the other, and nothing that happens
there delays another lane. A definite refusal is tried again with growing waits. A sender that dies leaves its lease
behind; what was under way is then unknown and waits for a person, except in the fast lane, where twice is better than
never.
"""

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_exc

from sqlalchemy import ColumnElement, Result, case, null, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.models.escalation import Delivery, Notification
from app.models.sla import LIVE
from app.services.changes import note
from app.services.database import Database
from app.services.deadlines.channels.base import Channel, Fate, Receipt
from app.services.deadlines.escalation import NothingWaitsError
from app.services.deadlines.lease import Lane, LeasedRow, lease
from app.services.deadlines.message import Message, Told, compose
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.sealing import Address, Seal, SealError

# What only a person can decide.
WAITS_FOR_A_PERSON = (Delivery.UNKNOWN, Delivery.FAILED)
ATTEMPTS = 10
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
_log = logging.getLogger(__name__)


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
    flood: int,
    now: Callable[[], datetime],
    stopping: threading.Event,
) -> Delivered:
    """Send what is due in a lane, fast lane first, until nothing is, or until the other side takes nothing now.

    More than `flood` messages for one reader in a while leave in one. `stopping` is looked at before each message; what
    has not left then leaves another time.
    """
    delivered = Delivered()
    try:
        while not stopping.is_set() and delivered.rest is None:
            with database.write() as session:
                leased = lease(database, session, lane, flood, now=now())
                if not leased:
                    break
                rows = _needed(session, leased, delivered)
                if not rows:
                    continue
                message = _message(session, rulebook, rows, channel, seal, now=now())
            receipt = hand_over(channel, message) if isinstance(message, Message) else message
            with database.write() as session:
                _record(session, rows[0], receipt, delivered, now=now())
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

    Of a bundle all is sent again, in one or not. Raises `NothingWaitsError`.
    """
    sent_again = session.execute(
        update(Notification)
        .where(_bundled_with(session, notification_id), Notification.state.in_(WAITS_FOR_A_PERSON))
        .values(state=Delivery.PENDING, attempts=0, next_attempt_at=now, carried_by_id=None)
        .returning(Notification.id)
    )
    _require_one(session, sent_again, notification_id)


def settle(session: Session, notification_id: int) -> None:
    """Let a person's decision end the wait of a message that failed or whose fate is unknown: it is not sent.

    Nor is anything else of its bundle. Raises `NothingWaitsError`.
    """
    settled = session.execute(
        update(Notification)
        .where(_bundled_with(session, notification_id), Notification.state.in_(WAITS_FOR_A_PERSON))
        .values(state=Delivery.SETTLED)
        .returning(Notification.id)
    )
    _require_one(session, settled, notification_id)


def _bundled_with(session: Session, notification_id: int) -> ColumnElement[bool]:
    """Choose a message and all that left, or was to leave, in one with it."""
    message = session.get(Notification, notification_id)
    carrier = message.carried_by_id if message and message.carried_by_id else notification_id
    return or_(Notification.id == carrier, Notification.carried_by_id == carrier)


def _require_one(session: Session, changed: Result[int], notification_id: int) -> None:
    ids = [id_ for (id_,) in changed]
    note(session, Notification, ids)
    if not ids:
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
        .returning(Notification.id, Notification.state, Notification.carried_by_id)
    ).all()
    note(session, Notification, [id_ for id_, _, _ in lost])
    own = [(id_, state) for id_, state, carrier in lost if carrier is None]
    for id_, state in own:
        _log.warning("delivery notification=%s %s: its sender stopped while it was under way", id_, state)
    return sum(state is Delivery.UNKNOWN for _, state in own)


def _needed(session: Session, leased: Sequence[LeasedRow], delivered: Delivered) -> Sequence[LeasedRow]:
    """Keep back what need not leave any more; the first of the rest carries the others."""
    rows = []
    for row in leased:
        if reason := _needless(row):
            _finish(session, row.id, Delivery.WITHDRAWN, reason)
            delivered.withdrawn += 1
        else:
            rows.append(row)
    if len(rows) > 1:
        carried = update(Notification).where(Notification.id.in_([row.id for row in rows[1:]]))
        session.execute(carried.values(carried_by_id=rows[0].id))
    return rows


def _needless(row: LeasedRow) -> str | None:
    """Say why a message need not leave any more."""
    if row.state not in LIVE:
        return "the clock was stopped before the message left"
    if row.ChannelAddress is not None and not row.ChannelAddress.active:
        return "the address was removed"
    return None


def _message(
    session: Session, rulebook: Rulebook, rows: Sequence[LeasedRow], channel: Channel, seal: Seal, *, now: datetime
) -> Message | Receipt:
    """Write the message; where the key of its address is not here, or it cannot be written, it waits for that."""
    person, kept = rows[0].Person, rows[0].ChannelAddress
    try:
        address = seal.open(kept.secret) if kept else Address(channel.reaches(person) or "")
    except SealError as refusal:
        return Receipt(Fate.UNREACHABLE, str(refusal))
    language = person.language if person else kept.language
    try:
        told = [_told(session, rulebook, row) for row in rows]
        return compose(rows[0].id, address, language, *told, now=now)
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001 - what stands behind it must not wait for words that cannot be read
        _log.exception("delivery notification=%s cannot be written", rows[0].id)
        return Receipt(Fate.PUT_OFF, f"it cannot be written: {type(error).__name__}: {error}")


def hand_over(channel: Channel, message: Message) -> Receipt:
    """Send a message; what a channel raises although it promises not to leaves open whether it has left."""
    try:
        return channel.send(message)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next message leaves
        strike = message.address.struck_from
        _log.error("channel %s failed unforeseen with %s\n%s", channel.name, message.identity, strike(format_exc()))
        return Receipt(Fate.UNKNOWN, strike(f"{type(error).__name__}: {error}"))


def _told(session: Session, rulebook: Rulebook, row: LeasedRow) -> Told:
    policy = rulebook.policy(session, row.policy_version_id)
    return Told(
        number=row.number,
        target=row.target,
        name=row.subject,
        step=policy.step(row.target, row.fast_lane, row.step),
        occurrence=row.occurrence,
        due_at=row.due_at,
        zone=rulebook.times(session, row.calendar_version_id).opening_hours.spec["zone"],
    )


def _record(session: Session, row: LeasedRow, receipt: Receipt, delivered: Delivered, *, now: datetime) -> None:
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
    """Record a fate, unless the lease has ended meanwhile and somebody else has judged it.

    What the message carries shares it; what has to be tried again is carried anew, as things stand then.
    """
    if state is Delivery.PENDING:
        more["carried_by_id"] = None
    bundle = or_(Notification.id == notification_id, Notification.carried_by_id == notification_id)
    finished = session.scalars(
        update(Notification)
        .where(bundle, Notification.state == Delivery.SENDING)
        .values(
            state=state,
            sent_at=sent_at,
            next_attempt_at=next_attempt_at,
            last_error=reason[:1000] if reason else None,
            **more,
        )
        .returning(Notification.id)
    ).all()
    note(session, Notification, finished)
