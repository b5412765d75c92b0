"""The console: a window at once, the database behind it, and the duties of this machine."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from datetime import tzinfo
from functools import partial
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer

from app.clock import wall_time
from app.discovery import modules, subclasses
from app.errors import DomainError
from app.views import dialogs, panes
from app.views.bridge import Bridge
from app.views.dialog import Dialog
from app.views.garbage import GarbageCollector
from app.views.i18n import Language, Sentence
from app.views.intake.complaint_draft import KEPT_FOR, drop_old
from app.views.memory import Memory
from app.views.notice import Notices
from app.views.pane import Desk, Pane, Requests
from app.views.panes.queue import QueuePane
from app.views.tasks import Tasks
from app.views.theme import Theme
from app.views.turns import in_turns
from app.views.window import Window

# Nothing of this is imported before the first paint: SQLAlchemy alone takes longer than that.
if TYPE_CHECKING:
    from app.services.database import Database
    from app.services.demo.clock import DemoClock
    from app.services.duties import Duty, OpenedFloor
    from app.services.floor.first_look import FirstLook
    from app.services.floor.lookout import Lookout
    from app.services.pulse import Kpis, Pulse
    from app.views.seat import Seat

# How often the sweep's heartbeat is read, which also shows that the database is there.
_LOOK_MS = 2_000
# Qt gathers what is to be painted for some milliseconds.
_UNTIL_PAINTED_MS = 50
_ONCE = Qt.ConnectionType.SingleShotConnection
_log = logging.getLogger(__name__)


class Console:
    """The window on one database, from its opening to its closing.

    A thread makes the database and has it opened by `opening`. With `look` the top of the queue is painted before that.
    """

    def __init__(
        self,
        language: Language,
        theme: Theme,
        memory: Memory,
        database: "Callable[[], Database]",
        opening: "Callable[[Database], OpenedFloor]",
        look: "Callable[[], FirstLook | None] | None" = None,
    ) -> None:
        self._make, self._opening, self._memory = database, opening, memory
        self.tasks, self._notices, self._bridge = Tasks(), Notices(), Bridge()
        # Whoever wants to read waits for it, in a thread.
        self._database: Future[Database] = Future()
        self._opened: OpenedFloor | None = None
        self.desk: Desk | None = None
        self.seat: Seat | None = None
        self._duties: list[Duty] = []
        self._lookout: Lookout | None = None
        # What is silent and was told here; see `Pulse.silent`.
        self._silent: dict[str, dict[str, Any]] = {}
        self._looking = False
        self.window = Window(self.tasks, self._notices, language, theme, memory)
        self._garbage = GarbageCollector(self.window)
        # What was imported by then is no garbage.
        self.tasks.settled.connect(self._garbage.spare, _ONCE)
        self.window.retry.connect(self.look)
        self._bridge.changed.connect(self.window.hear)
        self._clock = QTimer(self.window, interval=_LOOK_MS)
        self._clock.timeout.connect(self.look)
        if look:
            self.tasks.run(self.window, look, self._show_first)
        else:
            self.look()

    def look(self) -> None:
        """Open the database, or read the sweep's pulse if it is open; one look at a time."""
        if self._looking:
            return
        self._looking = True
        if self._opened is None:
            if self._database.done():
                self._database = Future()
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
        # Whoever waits for it need not wait any longer, unless it is being opened.
        self._database.cancel()
        self.window.deleteLater()
        self.tasks.close()
        for duty in self._duties:
            duty.stop()
        if not self._database.cancelled() and not self._database.exception():
            self._database.result().close()
        self._garbage.stop()

    def _show_first(self, found: "FirstLook | None") -> None:
        if found:
            self._show_queue(found.zone).show_page(found.rows)
        # A thread that imports takes its turns with the one that paints.
        QTimer.singleShot(_UNTIL_PAINTED_MS if found else 0, self.window, self.look)

    def _show_queue(self, zone: tzinfo, demo: "DemoClock | None" = None) -> QueuePane:
        """Show the pane that people look at first."""
        self.desk = Desk(
            opened=lambda: self._database.result(),
            tasks=self.tasks,
            notices=self._notices,
            now=lambda: self._opened.now() if self._opened else wall_time(),
            zone=zone,
            requests=Requests(self.window),
            memory=self._memory,
            me=lambda: self.seat.person_id() if self.seat else None,
            demo=demo,
        )
        queue = QueuePane(self.desk)
        self.window.begin(self.desk, queue)
        return queue

    def _open(self) -> "OpenedFloor":
        from app.services import floor, handling
        from app.services.change_feed import ChangeFeed

        if not self._database.set_running_or_notify_cancel():
            raise CancelledError
        try:
            database = self._make()
            try:
                opened = self._opening(database)
            except BaseException:
                database.close()
                raise
        except BaseException as error:
            self._database.set_exception(error)
            raise
        # Before anything is read, so that no change falls in between.
        feed = ChangeFeed(database, self._bridge.publish)
        feed.start()
        self._duties += [feed, *opened.duties]
        self._database.set_result(database)
        # What the panes read by: imported here, so that the window can be moved meanwhile.
        for package in (floor, handling):
            list(modules(package))
        import_module("app.services.deadlines.delivery_log")
        return opened

    def _begin(self, opened: "OpenedFloor") -> None:
        from app.views.herald import Herald
        from app.views.seat import Seat

        self._opened = opened
        if self.desk is None:
            self._show_queue(opened.zone, opened.demo)
        assert self.desk, "it has just been made"
        self.desk = replace(self.desk, settings=opened.settings)
        self.seat = seat = Seat(self.tasks, self._database.result(), self._memory, self.window, opened.sits)
        self.window.add_seat(self.desk, seat)
        self._bridge.changed.connect(seat.hear)
        self._herald = Herald(self.desk, seat, self.window)
        self._bridge.changed.connect(self._herald.hear)
        seat.look()
        self._clock.start()
        dropping = partial(drop_old, self._memory.folder, now=wall_time())
        self.tasks.run(self.window, dropping, self._tell_dropped)
        in_turns(self.tasks, self.window, modules(panes), partial(self._make_panes, self.desk))

    def _tell_dropped(self, count: int) -> None:
        if count:
            days = KEPT_FOR.days
            self._notices.change(
                Sentence(
                    "RecordComplaint",
                    "New complaints left for {days} days are dropped: {count}",
                    days=days,
                    count=count,
                )
            )

    def _make_panes(self, desk: Desk) -> None:
        made: list[Pane] = []

        def make() -> Iterator[Pane]:
            for kind in subclasses(panes, Pane):
                if kind is not QueuePane and (desk.demo or not kind.demo_only):
                    made.append(kind(desk))
                    yield made[-1]

        in_turns(self.tasks, self.window, make(), lambda: self._add_panes(desk, made))

    def _add_panes(self, desk: Desk, made: Sequence[Pane]) -> None:
        self.window.add_panes(made)
        # What the panes read first is seen before anything that can wait is imported or begun.
        self.tasks.settled.connect(partial(self._go_on, desk), _ONCE)

    def _go_on(self, desk: Desk) -> None:
        assert self._opened, "panes are shown of an open database"
        self.tasks.run(self.window, partial(_start, self._opened.duties), lambda _: self.look())
        add = partial(self._add_dialogs, desk)
        self.tasks.run(
            self.window, _import_services, lambda _: in_turns(self.tasks, self.window, modules(dialogs), add)
        )

    def _add_dialogs(self, desk: Desk) -> None:
        self.window.add_dialogs(desk, subclasses(dialogs, Dialog))
        self.tasks.settled.connect(self._garbage.spare, _ONCE)

    def _read(self, opened: "OpenedFloor") -> "tuple[Pulse, Kpis, dict[str, dict[str, Any]]]":
        # It counts with NumPy and the arrivals: not before the first paint.
        from app.services.floor.arrivals import floor_calendar
        from app.services.floor.kpis import read_kpis
        from app.services.floor.lookout import Lookout, differs, record
        from app.services.pulse import read_pulse

        assert self.desk, "the floor is read for those who sit at a desk"
        opened.check()
        self._lookout = self._lookout or Lookout()
        now = opened.now()
        with self.desk.database.read() as session:
            calendar = floor_calendar(session, self.desk.rulebook)
            kpis = read_kpis(session, zone=opened.zone, calendar=calendar, history=self.desk.history, now=now)
            pulse = read_pulse(session, now=now)
            silent = self._lookout.silent(pulse, now=now)
            is_news = differs(session, pulse, silent, now=now)
        if is_news:
            with self.desk.database.write() as session:
                record(session, pulse, silent, now=now)
        return pulse, kpis, silent

    def _show(self, read: "tuple[Pulse, Kpis, dict[str, dict[str, Any]]]") -> None:
        pulse, kpis, silent = read
        self.window.show_pulse(pulse, self._database.result().name)
        self.window.show_kpis(kpis)
        news = {subject: details for subject, details in silent.items() if subject not in self._silent}
        self._silent = silent
        if news:
            self._herald.warn(news)

    def _refused(self, refusal: DomainError) -> None:
        self.window.lose(refusal)


def _import_services() -> None:
    """Import what the dialogs read and write by; no widget is in it, so that a thread may."""
    from app.services import deadlines

    list(modules(deadlines))
    for name in ("import_files", "mapping_files"):
        import_module(f"app.services.intake.{name}")


def _start(duties: "Sequence[Duty]") -> None:
    for duty in duties:
        duty.start()
