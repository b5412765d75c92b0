"""The console: a window at once, the database behind it, and the duties of this machine."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from app.discovery import subclasses
from app.errors import DomainError
from app.services.change_feed import ChangeFeed
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.duties import Duty, OpenedFloor
from app.services.pulse import Kpis, Pulse, read_pulse
from app.views import dialogs, panes
from app.views.bridge import Bridge
from app.views.dialog import Dialog
from app.views.garbage import GarbageCollector
from app.views.i18n import Language
from app.views.memory import Memory
from app.views.notice import Notices
from app.views.pane import Desk, Pane, Requests
from app.views.seat import Seat
from app.views.tasks import Tasks
from app.views.theme import Theme
from app.views.window import Window

if TYPE_CHECKING:
    from app.services.floor.arrivals import History

# How often the sweep's heartbeat is read, which also shows that the database is there.
_LOOK_MS = 2_000
_ONCE = Qt.ConnectionType.SingleShotConnection
_log = logging.getLogger(__name__)


class Console:
    """The window on one database, from its opening to its closing; `opening` is called in a thread."""

    def __init__(
        self,
        language: Language,
        theme: Theme,
        memory: Memory,
        database: Database,
        opening: Callable[[Database], OpenedFloor],
    ) -> None:
        self._database, self._opening, self._memory = database, opening, memory
        self.tasks, self._notices, self._bridge = Tasks(), Notices(), Bridge()
        self._feed = ChangeFeed(database, self._bridge.publish)
        self._opened: OpenedFloor | None = None
        self.desk: Desk | None = None
        self.seat: Seat | None = None
        self._duties: list[Duty] = [self._feed]
        self._history: History | None = None
        self._looking = False
        self.window = Window(self.tasks, self._notices, language, theme, memory)
        self._garbage = GarbageCollector(self.window)
        # What was imported by then is no garbage.
        self.tasks.settled.connect(self._garbage.spare, _ONCE)
        self.window.retry.connect(self.look)
        self._bridge.changed.connect(self.window.hear)
        self._clock = QTimer(self.window, interval=_LOOK_MS)
        self._clock.timeout.connect(self.look)
        self.look()

    def look(self) -> None:
        """Open the database, or read the sweep's pulse if it is open; one look at a time."""
        if self._looking:
            return
        self._looking = True
        if self._opened is None:
            self.tasks.run(self.window, self._open, self._begin, refused=self._refused, over=self._looked)
        else:
            reading = partial(self._read, self._opened)
            self.tasks.read(self.window, reading, self._show, refused=self._refused, over=self._looked)

    def _looked(self) -> None:
        self._looking = False

    def fault(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log and show what nobody caught on the GUI thread."""
        _log.error("The window met a fault", exc_info=(kind, error, trace))
        self.window.fault.tell(error)

    def close(self) -> None:
        """Finish the sweep under way, give threads, process and connections back, and let the window go."""
        self._clock.stop()
        self.window.deleteLater()
        self.tasks.close()
        for duty in self._duties:
            duty.stop()
        self._database.close()
        self._garbage.stop()

    def _open(self) -> tuple[OpenedFloor, list[type[Pane]]]:
        opened = self._opening(self._database)
        # Before anything is read, so that no change falls in between.
        self._feed.start()
        # Imported here, so that the window can be moved meanwhile.
        return opened, subclasses(panes, Pane)

    def _begin(self, found: tuple[OpenedFloor, list[type[Pane]]]) -> None:
        opened, kinds = found
        self._opened = opened
        self.seat = seat = Seat(self.tasks, self._database, self._memory, self.window, opened.sits)
        if opened.demo:
            self.window.header.indicators.stale_after *= opened.demo.speed
        self.desk = desk = Desk(
            database=self._database,
            tasks=self.tasks,
            notices=self._notices,
            now=opened.now,
            zone=opened.zone,
            rulebook=Rulebook(),
            requests=Requests(self.window),
            memory=self._memory,
            me=seat.person_id,
            demo=opened.demo,
        )
        self.window.add_panes(desk, kinds)
        self.window.add_seat(desk, seat)
        self._bridge.changed.connect(seat.hear)
        seat.look()
        self._clock.start()
        self._duties += opened.duties
        # What the panes read first is seen before anything that can wait is imported or begun.
        self.tasks.settled.connect(partial(self._go_on, opened, desk), _ONCE)

    def _go_on(self, opened: OpenedFloor, desk: Desk) -> None:
        self.tasks.run(self.window, partial(subclasses, dialogs, Dialog), partial(self.window.add_dialogs, desk))
        self.tasks.run(self.window, partial(_start, opened.duties), lambda _: self.look())
        self.tasks.settled.connect(self._garbage.spare, _ONCE)

    def _read(self, opened: OpenedFloor) -> tuple[Pulse, Kpis]:
        # It counts with NumPy and the arrivals: not before the first paint.
        from app.services.floor.arrivals import History, floor_calendar
        from app.services.floor.kpis import read_kpis

        assert self.desk, "the floor is read for those who sit at a desk"
        # Days that are over are not counted every two seconds.
        self._history = self._history or History()
        with self._database.read() as session:
            calendar = floor_calendar(session, self.desk.rulebook)
            kpis = read_kpis(session, zone=opened.zone, calendar=calendar, history=self._history, now=opened.now())
            return read_pulse(session), kpis

    def _show(self, read: tuple[Pulse, Kpis]) -> None:
        pulse, kpis = read
        self.window.show_pulse(pulse, self._database.name)
        self.window.show_kpis(kpis)

    def _refused(self, refusal: DomainError) -> None:
        self.window.lose(refusal)


def _start(duties: Sequence[Duty]) -> None:
    for duty in duties:
        duty.start()
