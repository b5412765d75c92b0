"""Opens a floor for work: its database made ready, its time measured, and the duties that this process takes on."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.clock import JUMP_LIMIT, TimeSource
from app.errors import DomainError
from app.models.escalation import Heartbeat
from app.models.floor import Floor
from app.services.database import Database
from app.services.demo.clock import SPEED, DemoClock
from app.services.demo.played import DEMO, Asked, DemoError, PlayedDemo
from app.services.holds import open_hold
from app.services.pulse import floor_zone
from app.services.schema import require_schema, schema_version
from app.services.version import newest_version
from app.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.first_start import FirstFloor
    from app.services.scheduler import Scheduler

# Seconds; a bad clock is off by less than a hundredth of one in that time.
_MEASURES_EVERY = 60
_log = logging.getLogger(__name__)


class Duty(Protocol):
    """Work that goes on by itself, in threads of its own."""

    def start(self) -> None:
        """Begin; returns at once."""

    def stop(self) -> None:
        """Finish what is under way; returns when it is quiet."""


@dataclass(frozen=True)
class OpenedFloor:
    """What an opened database gives: the time it runs by, the floor's zone, and the duties, not yet started.

    `check` raises what keeps its time from going on, where something does.
    """

    now: Callable[[], datetime]
    zone: ZoneInfo
    duties: Sequence[Duty]
    # The clock of a demo, and who sits at its console until somebody says otherwise.
    demo: DemoClock | None = None
    sits: int | None = None
    settings: Settings = field(default_factory=Settings)
    check: Callable[[], None] = lambda: None


class _Upkeep:
    """Looks after an embedded database: sees that the file is sound, then sweeps it.

    Begun after the first paint: to read a large file through, and to import APScheduler, takes a while.
    """

    def __init__(self, database: Database, settings: Settings, time: TimeSource) -> None:
        self._database, self._settings, self._time = database, settings, time
        self._scheduler: Scheduler | None = None

    def start(self) -> None:
        """Sweep, if the file is sound and has all that a start publishes; raises `DatabaseError`."""
        _make_ready(self._database, self._settings)
        self._scheduler = scheduler(self._database, self._settings, self._time)
        self._scheduler.start()

    def stop(self) -> None:
        """Finish what is under way."""
        if self._scheduler:
            self._scheduler.stop()


class Timekeeper:
    """Keeps the time of a console that of its shared database: clocks drift apart, and heartbeats are judged by them.

    A jump is taken over when the sweep goes by it: with no hold that waits for a person, twice in a row.
    """

    def __init__(self, database: Database, time: TimeSource) -> None:
        self._database, self._time = database, time
        self._has_jumped = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="timekeeper", daemon=True)

    def start(self) -> None:
        """Begin to measure, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Measure no more; returns when it is quiet."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def measure(self) -> None:
        """Ask the database for its time once."""
        if abs(self._time.measure()) <= JUMP_LIMIT:
            self._has_jumped = False
            return
        with self._database.read() as session:
            is_held = open_hold(session) is not None
        if self._has_jumped and not is_held:
            self._time.adopt()
        self._has_jumped = not is_held

    def _keep(self) -> None:
        while not self._stopping.wait(_MEASURES_EVERY):
            try:
                self.measure()
            except DomainError as refusal:
                _log.warning("the time of the database is not known: %s", refusal)


def open_floor(database: Database, settings: Settings, first: "FirstFloor | None" = None) -> OpenedFloor:
    """Make an embedded database ready, or see that a shared one is; sweep it where that is this machine's to do.

    An embedded one whose tables are up to date is made ready by its duty; one without a floor gets it as `first` says.
    Raises `DatabaseError`, and `DemoError` for the file of a demo.
    """
    if database.embedded and not _is_up_to_date(database):
        _make_ready(database, settings, first)
    time = TimeSource(database.time)
    with database.read() as session:
        require_schema(session)
        refuse_demo(session, database)
        zone = ZoneInfo(floor_zone(session))
    # People's own logins never sweep a shared database.
    duties: list[Duty] = [_Upkeep(database, settings, time) if database.embedded else Timekeeper(database, time)]
    return OpenedFloor(time.now, zone, duties, settings=settings)


def open_played(asked: Asked, speed: float = SPEED) -> OpenedFloor:
    """Open a demo floor, whose duty is to play it; raises `DemoError` and the database's refusals."""
    demo = PlayedDemo(asked, speed)
    return OpenedFloor(demo.clock.now, demo.zone, [demo], demo=demo.clock, sits=demo.supervisor, check=demo.check)


def refuse_demo(session: "Session", database: Database) -> None:
    """Refuse the database of a demo: its time is its own, and nothing in it is real; raises `DemoError`."""
    if session.scalar(select(Heartbeat.id).where(Heartbeat.duty == DEMO).limit(1)) is not None:
        raise DemoError("{database} holds a demo floor: `main.py demo --keep FILE` opens it.", database=database.name)


def _is_up_to_date(database: Database) -> bool:
    if not (database.file and database.file.is_file()):
        return False
    with database.read() as session:
        # A floor is the last thing that a first start makes.
        return schema_version(session) == newest_version() and session.scalar(select(Floor.id).limit(1)) is not None


def _make_ready(database: Database, settings: Settings, first: "FirstFloor | None" = None) -> None:
    # It publishes sample rules, which takes some imports.
    from app.services.first_start import make_ready

    for done in make_ready(database, settings.database.backup_folder, first, now=database.time()):
        _log.info("%s", done)


def scheduler(database: Database, settings: Settings, time: TimeSource) -> "Scheduler":
    """Make the duty that sweeps and delivers, over every channel that the settings name."""
    # APScheduler is slow to import, and not every console sweeps.
    from app.services.deadlines.addresses import ready_channels
    from app.services.deadlines.rulebook import Rulebook
    from app.services.scheduler import Scheduler

    ready = ready_channels(settings)
    _log.info("duties database=%s channels=%s", database.name, ",".join(["inbox", *(each.name for each in ready)]))
    return Scheduler(database, Rulebook(), ready, settings, time)
