"""The post (邮件投递): sends what is owed by e-mail to customers and departments, one after the other, each once.

A mail has its Message-ID before it leaves, and keeps it however often it is tried. A sender that dies leaves its lease
behind: nobody knows whether that mail has left, so that a person decides about it.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.escalation import Delivery
from app.models.message import Direction, Message
from app.models.ticket import TicketEvent
from app.services.database import Database
from app.services.deadlines.channels.base import Channel, Fate, Receipt
from app.services.deadlines.couriers import GRACE
from app.services.deadlines.delivery import hand_over
from app.services.deadlines.lease import LEASE
from app.services.deadlines.letters import MAIL
from app.services.deadlines.message import Message as Parcel
from app.services.deadlines.sealing import Address

ATTEMPTS = 10
FAILED = "message_failed"
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
_LOST = "the sender stopped while the message was under way"
_log = logging.getLogger(__name__)


class _Leased(NamedTuple):
    """A mail that this sender has, and nobody else."""

    id: int
    parcel: Parcel


class Post:
    """Sends at each `tick` what is due, over the channel of e-mail; `sender` is the address that it comes from."""

    def __init__(self, database: Database, channel: Channel, sender: str, now: Callable[[], datetime]) -> None:
        self._database, self._channel, self._now = database, channel, now
        self._domain = sender.rpartition("@")[2].strip(">") or "localhost"
        self._stopping = threading.Event()
        self._busy = threading.Lock()
        self._rests_until: datetime | None = None

    def tick(self) -> int:
        """Send what is due until nothing is, or until the server takes nothing now; return how many have left."""
        with self._busy:
            return self._send_due()

    def stop(self) -> None:
        """Send nothing more; the line of what is under way is cut where the server takes too long."""
        self._stopping.set()
        if self._busy.acquire(timeout=GRACE):
            self._busy.release()
        else:
            self._channel.cut()

    def _send_due(self) -> int:
        now = self._now()
        with self._database.write() as session:
            give_up_leases(session, now=now)
        if self._rests_until is not None and now < self._rests_until:
            return 0
        self._rests_until, sent = None, 0
        try:
            while not self._stopping.is_set() and self._rests_until is None:
                with self._database.write() as session:
                    leased = _lease(self._database, session, self._domain, now=self._now())
                if leased is None:
                    break
                receipt = hand_over(self._channel, leased.parcel)
                with self._database.write() as session:
                    rest = _record(session, leased.id, receipt, now=self._now())
                sent += receipt.fate is Fate.SENT
                self._rests_until = self._now() + rest if rest else None
        finally:
            self._channel.close()
        return sent


def give_up_leases(session: Session, *, now: datetime) -> int:
    """Leave to a person what a dead sender had under way; return how many mails that are."""
    lost = session.scalars(
        select(Message)
        .where(Message.next_attempt_at <= now, Message.state == Delivery.SENDING)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    for message in lost:
        _finish(session, message, Delivery.UNKNOWN, _LOST, now=now)
        _log.warning("post message=%s unknown: %s", message.id, _LOST)
    return len(lost)


def _lease(database: Database, session: Session, domain: str, *, now: datetime) -> _Leased | None:
    due = (
        select(Message)
        .where(Message.next_attempt_at <= now, Message.state == Delivery.PENDING, Message.direction == Direction.OUT)
        .order_by(Message.next_attempt_at, Message.id)
        .limit(1)
    )
    message = session.scalars(database.claim(due, Message)).first()
    if message is None:
        return None
    message.state, message.next_attempt_at = Delivery.SENDING, now + LEASE
    message.attempts += 1
    # Fixed before it leaves: whoever receives it twice can tell.
    message.message_id = message.message_id or f"<{uuid4().hex}.{message.id}@{domain}>"
    message.origin = MAIL
    session.flush()
    head = {"Message-ID": message.message_id, "Auto-Submitted": "no" if message.person_id else "auto-generated"}
    if message.in_reply_to:
        head |= {"In-Reply-To": message.in_reply_to, "References": message.in_reply_to}
    return _Leased(
        message.id,
        Parcel(f"message-{message.id}", Address(message.address), now, message.subject, message.body, head=head),
    )


def _record(session: Session, message_id: int, receipt: Receipt, *, now: datetime) -> timedelta | None:
    """Record what became of a mail, unless somebody has judged it meanwhile; return how long all others wait."""
    message = session.get(Message, message_id, with_for_update=True)
    if message is None or message.state is not Delivery.SENDING:
        return None
    rest: timedelta | None = None
    if receipt.fate is Fate.SENT:
        _finish(session, message, Delivery.SENT, None, now=now)
    elif receipt.fate is Fate.UNKNOWN:
        _finish(session, message, Delivery.UNKNOWN, receipt.reason, now=now)
    elif receipt.fate in (Fate.UNREACHABLE, Fate.CROWDED):
        # Nobody has refused it: it waits for as long as the server is away, and so does all behind it.
        rest = receipt.wait or _FIRST_WAIT
        message.attempts = 0
        _finish(session, message, Delivery.PENDING, receipt.reason, at=now + rest, now=now)
    elif receipt.fate is Fate.REFUSED or message.attempts >= ATTEMPTS:
        _finish(session, message, Delivery.FAILED, receipt.reason, now=now)
    else:
        wait = receipt.wait or min(_FIRST_WAIT * 2 ** (message.attempts - 1), _LONGEST_WAIT)
        _finish(session, message, Delivery.PENDING, receipt.reason, at=now + wait, now=now)
    level = logging.INFO if receipt.fate is Fate.SENT else logging.WARNING
    _log.log(level, "post message=%s attempt=%s %s %s", message.id, message.attempts, receipt.fate, receipt.reason)
    return rest


def _finish(
    session: Session,
    message: Message,
    state: Delivery,
    reason: str | None,
    *,
    at: datetime | None = None,
    now: datetime,
) -> None:
    message.state, message.next_attempt_at = state, at
    message.last_error = reason[:1000] if reason else None
    message.sent_at = now if state is Delivery.SENT else None
    if state in (Delivery.FAILED, Delivery.UNKNOWN) and message.ticket_id is not None:
        details = {"message_id": message.id, "text": f"{message.subject}\n{message.last_error or ''}".strip()}
        session.add(TicketEvent(ticket_id=message.ticket_id, at=now, kind=FAILED, details=details))
    session.flush()
