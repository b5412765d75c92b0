"""Opens a floor for work: its database made ready, its time measured, and the duties that this process takes on."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from app.clock import TimeSource
from app.discovery import subclasses
from app.services.database import Database
from app.services.demo.clock import DemoClock
from app.services.pulse import floor_zone
from app.settings import Settings

if TYPE_CHECKING:
    from app.services.scheduler import Scheduler

_log = logging.getLogger(__name__)


class Duty(Protocol):
    """Work that goes on by itself, in threads of its own."""

    def start(self) -> None:
        """Begin; returns at once."""

    def stop(self) -> None:
        """Finish what is under way; returns when it is quiet."""


@dataclass(frozen=True)
class OpenedFloor:
    """What an opened database gives: the time it runs by, the floor's zone, and the duties, not yet started."""

    now: Callable[[], datetime]
    zone: ZoneInfo
    duties: Sequence[Duty]
    # The clock of a demo, and who sits at its console until somebody says otherwise.
    demo: DemoClock | None = None
    sits: int | None = None


def open_floor(database: Database, settings: Settings) -> OpenedFloor:
    """Make an embedded database ready, or see that a shared one is; sweep it where that is this machine's to do.

    Raises `DatabaseError`.
    """
    # Alembic takes a third of a second to import: not before the first paint.
    from app.services.first_start import make_ready
    from app.services.schema import require_schema

    if database.embedded:
        for done in make_ready(database, settings.database.backup_folder, now=database.time()):
            _log.info("%s", done)
    time = TimeSource(database.time)
    with database.read() as session:
        require_schema(session)
        zone = ZoneInfo(floor_zone(session))
    # People's own logins never sweep a shared database.
    return OpenedFloor(time.now, zone, [scheduler(database, settings, time)] if database.embedded else [])


def scheduler(database: Database, settings: Settings, time: TimeSource) -> "Scheduler":
    """Make the duty that sweeps and delivers, over every channel that the settings name."""
    # APScheduler is slow to import, and not every console sweeps.
    from app.services.deadlines import channels
    from app.services.deadlines.channels.base import Channel
    from app.services.deadlines.rulebook import Rulebook
    from app.services.scheduler import Scheduler

    found = [kind.from_settings(settings) for kind in subclasses(channels, Channel)]  # type: ignore[type-abstract]
    ready = [channel for channel in found if channel is not None]
    _log.info("duties database=%s channels=%s", database.name, ",".join(["inbox", *(each.name for each in ready)]))
    return Scheduler(database, Rulebook(), ready, settings.sweep, time)
