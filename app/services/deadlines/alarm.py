"""Tells people at once, past the outbox: administrators that a duty is silent, staff that they are called for help.

The outbox may be what does not work; and who is called for help is not to wait for a digest or behind a flood.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.alert import Alert, AlertKind
from app.models.channel import ChannelAddress
from app.models.escalation import AlarmCall, Delivery
from app.models.people import Person
from app.models.policy import Audience
from app.services.database import Database
from app.services.deadlines.addresses import channel_named, ready_channels
from app.services.deadlines.audience import People
from app.services.deadlines.call_messages import is_to_be_told, record_calls, told_of
from app.services.deadlines.channels.base import AddressError, Channel, Fate, Receipt
from app.services.deadlines.delivery import hand_over
from app.services.deadlines.message import Message, compose_alarm, compose_call
from app.services.deadlines.sealing import Address, Seal, SealError
from app.services.pulse import CHANNEL, floor_zone
from app.settings import Settings

# After a definite refusal; what may have arrived is not sent again.
RETRY_AFTER = timedelta(minutes=1)
# So long a sender has a call; of one that died another takes it over, since twice is better than never.
LEASE = timedelta(minutes=5)
_FATES = {Fate.SENT: Delivery.SENT, Fate.REFUSED: Delivery.FAILED, Fate.UNKNOWN: Delivery.UNKNOWN}
_log = logging.getLogger(__name__)


class _Call(NamedTuple):
    """One message, and the channel that carries it."""

    id: int
    channel: Channel
    message: Message


class Alarm:
    """Tells of each alert once, in a thread for each address; `stop` ends them.

    What is to be told is on record before it leaves: whatever process dies, another one that delivers tells it. Where
    none is left, every console says so.
    """

    def __init__(self, database: Database, settings: Settings, seal: Seal, now: Callable[[], datetime]) -> None:
        self._database, self._settings, self._seal, self._now = database, settings, seal, now
        self._under_way: dict[threading.Thread, _Call] = {}

    def tick(self) -> None:
        """Put on record what alerts nobody tells of yet, and send what waits and is needed still."""
        self._under_way = {thread: call for thread, call in self._under_way.items() if thread.is_alive()}
        now = self._now()
        with self._database.write() as session:
            self._record(session, now=now)
            record_calls(session, ready_channels(self._settings), now=now)
            calls = list(self._take_on(session, now=now))
        for call in calls:
            name = f"alarm-{call.channel.name}"
            # One that hangs where no line can be cut must not keep the program from ending.
            thread = threading.Thread(target=self._carry, args=(call,), name=name, daemon=True)
            self._under_way[thread] = call
            thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until everything is told, for so long at most each."""
        for thread in self._under_way:
            thread.join(seconds)

    def stop(self) -> None:
        """Cut what is under way; returns when it is quiet."""
        for call in self._under_way.values():
            call.channel.cut()
        self.wait()

    def _record(self, session: Session, *, now: datetime) -> None:
        """Owe a call over every way by which an administrator is reached, but not over what is dead."""
        untold = select(Alert).where(
            Alert.kind == AlertKind.WATCH,
            text("alert.resolved_at IS NULL"),
            Alert.cleared_at.is_(None),
            Alert.told_at.is_(None),
        )
        for alert in session.scalars(untold.with_for_update(skip_locked=True)).all():
            alert.told_at = now
            dead = alert.subject.removeprefix(CHANNEL)
            people = People.read(session, ready_channels(self._settings), now=now)
            listeners = people.behind(Audience.ADMINISTRATOR, None, fast_lane=True)
            ways = {(way, None if way.address_id else each.id) for each in listeners for way in each.ways}
            session.add_all(
                AlarmCall(
                    alert_id=alert.id,
                    person_id=person_id,
                    channel=way.channel,
                    address_id=way.address_id,
                    next_attempt_at=now,
                )
                for way, person_id in ways
                if way.channel != dead
            )
        session.flush()

    def _take_on(self, session: Session, *, now: datetime) -> Iterator[_Call]:
        """Lease the calls that are due; what nobody has to be told any more is withdrawn."""
        due = (
            select(AlarmCall, Alert)
            .outerjoin(Alert, Alert.id == AlarmCall.alert_id)
            .where(AlarmCall.next_attempt_at <= now)
            .order_by(AlarmCall.id)
        )
        for call, alert in session.execute(self._database.claim(due, AlarmCall)).all():
            if not _is_needed(session, call, alert):
                call.state, call.next_attempt_at = Delivery.WITHDRAWN, None
                continue
            try:
                channel = channel_named(ready_channels(self._settings), call.channel)
                message = self._message(session, call, alert, channel, now=now)
            except (AddressError, SealError) as refusal:
                _log.warning("alarm %s over %s waits: %s", call.id, call.channel, refusal)
                call.next_attempt_at, call.last_error = now + RETRY_AFTER, str(refusal)
                continue
            call.state, call.next_attempt_at = Delivery.SENDING, now + LEASE
            yield _Call(call.id, channel, message)

    def _message(
        self, session: Session, call: AlarmCall, alert: Alert | None, channel: Channel, *, now: datetime
    ) -> Message:
        """Write the message, in the language of the person or the group; raises `SealError`."""
        if call.address_id is not None:
            kept = session.get_one(ChannelAddress, call.address_id)
            address, language = self._seal.open(kept.secret), kept.language
        else:
            assert call.person_id is not None, "without an address it is a person's"
            person = session.get_one(Person, call.person_id)
            address, language = Address(channel.reaches(person) or ""), person.language
        if alert is None:
            assert call.call_out_id is not None, "without an alert it is a call for help"
            by_reply = channel.name == "email" and bool(self._settings.mailbox.host)
            called = told_of(session, call.call_out_id, by_reply=by_reply)
            return compose_call(call.id, address, language, called, now=now)
        since = alert.details["since"]
        return compose_alarm(
            call.id,
            address,
            language,
            subject=alert.subject,
            since=datetime.fromisoformat(since) if since else None,
            zone=floor_zone(session),
            now=now,
        )

    def _carry(self, call: _Call) -> None:
        receipt = hand_over(call.channel, call.message)
        call.channel.close()
        level = logging.INFO if receipt.fate is Fate.SENT else logging.WARNING
        _log.log(level, "%s over %s %s %s", call.message.identity, call.channel.name, receipt.fate, receipt.reason)
        try:
            with self._database.write() as session:
                self._keep(session, call.id, receipt)
        except DomainError as refusal:
            # Its lease ends, and it is told again.
            _log.warning("the fate of %s is not on record: %s", call.message.identity, refusal)

    def _keep(self, session: Session, call_id: int, receipt: Receipt) -> None:
        now, state = self._now(), _FATES.get(receipt.fate, Delivery.PENDING)
        session.execute(
            update(AlarmCall)
            .where(AlarmCall.id == call_id, AlarmCall.state == Delivery.SENDING)
            .values(
                state=state,
                next_attempt_at=now + (receipt.wait or RETRY_AFTER) if state is Delivery.PENDING else None,
                sent_at=now if state is Delivery.SENT else None,
                last_error=receipt.reason[:1000] or None,
            )
        )


def _is_needed(session: Session, call: AlarmCall, alert: Alert | None) -> bool:
    """Say whether somebody has to be told still: of what is silent yet, or of a call as it stands."""
    if alert is not None:
        return alert.cleared_at is None and alert.resolved_at is None
    return call.call_out_id is not None and is_to_be_told(session, call.call_out_id)
