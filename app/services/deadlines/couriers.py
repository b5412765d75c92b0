"""Couriers: one thread for each lane that has something to send, so that a dead or slow one delays nothing else."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from app.errors import DomainError
from app.services.database import Database
from app.services.deadlines.channels.base import Channel
from app.services.deadlines.delivery import Delivered, deliver, due_lanes, give_up_leases
from app.services.deadlines.lease import Lane
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.sealing import Seal
from app.settings import ChannelSettings

# Seconds that a message under way has left when somebody wants to stop; after them its line is cut.
GRACE = 3.0
_log = logging.getLogger(__name__)


class Couriers:
    """Sends them out at each `tick`, and calls them back with `stop`; a lane has one at most at a time."""

    def __init__(
        self,
        database: Database,
        rulebook: Rulebook,
        channels: Sequence[Channel],
        settings: ChannelSettings,
        now: Callable[[], datetime],
    ) -> None:
        self._database, self._rulebook, self._now = database, rulebook, now
        self._seal, self._flood = Seal(settings), settings.flood
        self._channels = {channel.name: channel for channel in channels}
        self._stopping = threading.Event()
        self._under_way: dict[Lane, threading.Thread] = {}
        # Until when a lane is left alone, because the other side took nothing.
        self._resting: dict[Lane, datetime] = {}
        # The lanes whose last courier came to grief in a way that nobody has foreseen, and that still wait.
        self._failing: set[Lane] = set()
        self._delivered = Delivered()
        self._lock = threading.Lock()

    def tick(self) -> None:
        """Settle what dead senders had under way, and send a courier into every lane that waits for one."""
        now = self._now()
        with self._database.write() as session:
            unknown = give_up_leases(session, now=now)
            lanes = due_lanes(session, self._channels, now=now)
        with self._lock:
            self._delivered.unknown += unknown
            self._under_way = {lane: thread for lane, thread in self._under_way.items() if thread.is_alive()}
            self._resting = {lane: until for lane, until in self._resting.items() if until > now}
            self._failing &= set(lanes)
            for lane in lanes:
                if not self._stopping.is_set() and lane not in self._under_way and lane not in self._resting:
                    self._under_way[lane] = courier = self._courier(lane)
                    courier.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until every courier is back, for so long at most each; say whether they are."""
        with self._lock:
            couriers = list(self._under_way.values())
        for courier in couriers:
            courier.join(seconds)
        return not any(courier.is_alive() for courier in couriers)

    def stop(self) -> None:
        """Finish what is under way, or cut its line where the other side takes too long; returns when it is quiet."""
        self._stopping.set()
        if not self.wait(GRACE / max(len(self._under_way), 1)):
            for channel in self._channels.values():
                channel.cut()
            self.wait()

    def is_failing(self) -> bool:
        """Say whether a lane is not being emptied, for a reason that nobody has foreseen."""
        with self._lock:
            return bool(self._failing)

    def delivered(self) -> Delivered:
        """Return what became of the messages since it was last asked."""
        with self._lock:
            told, self._delivered = self._delivered, Delivered()
        return told

    def _courier(self, lane: Lane) -> threading.Thread:
        # One that hangs where no line can be cut must not keep the program from ending.
        return threading.Thread(target=self._carry, args=(lane,), name=f"courier-{lane.channel}", daemon=True)

    def _carry(self, lane: Lane) -> None:
        channel = self._channels[lane.channel]
        try:
            delivered = deliver(
                self._database, self._rulebook, lane, channel, self._seal, self._flood, self._now, self._stopping
            )
        except DomainError as refusal:
            _log.warning("delivery over %s waits: %s", lane.channel, refusal)
            return
        except Exception:  # noqa: BLE001 - the edge of the thread: nobody else would hear of it
            _log.exception("delivery over %s failed unforeseen; the next round tries again", lane.channel)
            with self._lock:
                self._failing.add(lane)
            return
        with self._lock:
            self._failing.discard(lane)
            if delivered.rest is not None:
                self._resting[lane] = self._now() + delivered.rest
            self._delivered.add(delivered)
