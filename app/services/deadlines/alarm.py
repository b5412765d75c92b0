"""Tells the administrators over channels that a duty is silent: past the outbox, which may be what does not work."""

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.alert import Alert, AlertKind
from app.models.channel import ChannelAddress
from app.models.people import Language, Person
from app.models.policy import Audience
from app.services.database import Database
from app.services.deadlines.addresses import ready_channels
from app.services.deadlines.audience import People
from app.services.deadlines.channels.base import Channel, Fate
from app.services.deadlines.message import Message, compose_alarm
from app.services.deadlines.sealing import Address, Seal, SealError
from app.services.pulse import CHANNEL, floor_zone
from app.settings import Settings

# After a definite refusal; what may have arrived is not sent again.
RETRY_AFTER = timedelta(minutes=1)
_AGAIN = (Fate.PUT_OFF, Fate.CROWDED, Fate.UNREACHABLE)
_log = logging.getLogger(__name__)


class _Call(NamedTuple):
    """One message, and the channel that carries it."""

    alert_id: int
    channel: Channel
    message: Message


class Alarm:
    """Tells of each alert once, in a thread for each address; `stop` ends them.

    Whoever takes an alert on tells it, until it is told or its cause is gone. Should that process die as well, nobody
    delivers any more, and every console says so.
    """

    def __init__(self, database: Database, settings: Settings, seal: Seal, now: Callable[[], datetime]) -> None:
        self._database, self._settings, self._seal, self._now = database, settings, seal, now
        self._stopping = threading.Event()
        self._under_way: dict[threading.Thread, _Call] = {}

    def tick(self) -> None:
        """Take on the alerts that nobody tells yet."""
        self._under_way = {thread: call for thread, call in self._under_way.items() if thread.is_alive()}
        with self._database.write() as session:
            calls = self._take_on(session)
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
        """Cut what is under way, and tell no more; returns when it is quiet."""
        self._stopping.set()
        for call in self._under_way.values():
            call.channel.cut()
        self.wait()

    def _take_on(self, session: Session) -> list[_Call]:
        now = self._now()
        untold = select(Alert).where(
            Alert.kind == AlertKind.WATCH,
            text("alert.resolved_at IS NULL"),
            Alert.cleared_at.is_(None),
            Alert.told_at.is_(None),
        )
        calls: list[_Call] = []
        for alert in session.scalars(untold.with_for_update(skip_locked=True)).all():
            alert.told_at = now
            since = alert.details["since"]
            for channel, address, language in self._ways(session, alert.subject.removeprefix(CHANNEL), now=now):
                message = compose_alarm(
                    alert.id,
                    address,
                    language,
                    subject=alert.subject,
                    since=datetime.fromisoformat(since) if since else None,
                    zone=floor_zone(session),
                    now=now,
                )
                calls.append(_Call(alert.id, channel, message))
        return calls

    def _ways(self, session: Session, dead: str, *, now: datetime) -> Iterator[tuple[Channel, Address, Language]]:
        """Yield how the administrators are reached, but not over what is dead: channels of our own, one a thread."""
        reached: set[int] = set()
        people = People.read(session, ready_channels(self._settings), now=now)
        for listener in people.behind(Audience.ADMINISTRATOR, None, fast_lane=True):
            person = session.get_one(Person, listener.id)
            for way in listener.ways:
                channel = next(each for each in ready_channels(self._settings) if each.name == way.channel)
                if way.channel == dead or way.address_id in reached:
                    continue
                if way.address_id is None:
                    yield channel, Address(channel.reaches(person) or ""), person.language
                    continue
                reached.add(way.address_id)
                kept = session.get_one(ChannelAddress, way.address_id)
                try:
                    yield channel, self._seal.open(kept.secret), kept.language
                except SealError as refusal:
                    _log.warning("alarm over %s does not leave: %s", way.channel, refusal)

    def _carry(self, call: _Call) -> None:
        try:
            while True:
                receipt = call.channel.send(call.message)
                level = logging.INFO if receipt.fate is Fate.SENT else logging.WARNING
                _log.log(
                    level, "alarm %s over %s %s %s", call.alert_id, call.channel.name, receipt.fate, receipt.reason
                )
                if receipt.fate not in _AGAIN or self._stopping.wait(RETRY_AFTER.total_seconds()):
                    return
                if not self._is_needed(call.alert_id):
                    return
        finally:
            call.channel.close()

    def _is_needed(self, alert_id: int) -> bool:
        try:
            with self._database.read() as session:
                alert = session.get_one(Alert, alert_id)
                return alert.cleared_at is None and alert.resolved_at is None
        except DomainError:
            # The database is away, which does not make the duty run.
            return True
