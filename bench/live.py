"""How soon a change that another console commits is painted here: by the change feed, and by reloading every second.

20,000 tickets are open. Another console gives a ticket that is in sight another title, at random instants; measured is
the time from the beginning of its transaction until the row is painted with it. Both sides are the queue pane.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median
from threading import Thread
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, QRect, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from app.models.ticket import Ticket
from app.services.change_feed import ChangeFeed
from app.services.database import Database
from app.services.schema import upgrade
from app.views.bridge import Bridge
from app.views.panes.queue import QueuePane
from app.views.tasks import Tasks
from app.views.theme import Mode, Theme
from bench.report import Case, main
from tests.builders import MONDAY, add_due_clocks, open_floor
from tests.postgres import Postgres
from tests.views.desks import desk_on

TICKETS, CHANGES, ROUNDS = 20_000, 5, 5
POLL_MS, GIVE_UP_MS = 1_000, 30_000
_TITLE = "title"


def cases() -> Iterator[Case]:
    """Yield the figure for the embedded database, then for the shared one."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    Theme(application).switch(Mode.LIGHT)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "floor.db"
        yield _figure("", lambda: Database(file), Path(folder))
        server = Postgres()
        url = server.empty("floor").url.render_as_string(hide_password=False)
        yield _figure("_postgresql", lambda: Database(url), Path(folder))
        server.stop()


def _figure(suffix: str, connect: Callable[[], Database], folder: Path) -> Case:
    elsewhere = connect()
    upgrade(elsewhere, now=MONDAY)
    add_due_clocks(elsewhere, open_floor(elsewhere), TICKETS)
    console = _Console(connect(), folder)
    random = Random(7)
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        for begin, end, times in (
            (console.follow, console.leave, ours),
            (console.poll.start, console.poll.stop, theirs),
        ):
            begin()
            times += [_seconds_to_paint(console, elsewhere, random) for _ in range(CHANGES)]
            end()
    console.close()
    elsewhere.close()
    return Case(
        bench="live",
        case=f"change_vs_poll{suffix}",
        ratio=median(theirs) / median(ours),
        against=f"a console that reloads its {TICKETS:,} open tickets every second; ours {median(ours) * 1000:.0f} ms",
    )


class _Console:
    """The queue pane on a database, which is told of changes by the feed, or else reloads by its timer."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._tasks, self._bridge = database, Tasks(), Bridge()
        self.pane = QueuePane(desk_on(database, self._tasks, folder))
        self.poll = QTimer(interval=POLL_MS)
        self.poll.timeout.connect(lambda: self.pane.refresh(None))
        self._bridge.changed.connect(self.pane.hear)
        self.pane.resize(1_280, 800)
        self.pane.show()
        _wait(lambda done: self._tasks.settled.connect(done))
        assert self.pane.table.rowCount() == TICKETS

    def follow(self) -> None:
        """Hear of changes from now on."""
        self._feed = ChangeFeed(self._database, self._bridge.publish)
        self._feed.start()

    def leave(self) -> None:
        """Hear of nothing more."""
        self._feed.stop()

    def close(self) -> None:
        """Give threads and connections back."""
        self._tasks.close()
        self.pane.close()
        self._database.close()


class _Eye(QObject):
    """Sees when a row of a pane is painted with a title that it is to have."""

    def __init__(self, pane: QueuePane, ticket_id: int, title: str, seen: Callable[[], None]) -> None:
        super().__init__(pane)
        self._pane, self._ticket_id, self._title, self._seen = pane, ticket_id, title, seen
        self._column = [column.key for column in pane.table.columns].index(_TITLE)
        pane.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at what is about to be painted; it has been when the event loop goes on."""
        if isinstance(event, QPaintEvent):
            index = self._pane.table.index(self._pane.table.row_of(self._ticket_id), self._column)
            place: QRect = self._pane.view.visualRect(index)
            if index.data() == self._title and event.region().intersects(place):
                watched.removeEventFilter(self)
                QTimer.singleShot(0, self._seen)
        return False


def _seconds_to_paint(console: _Console, elsewhere: Database, random: Random) -> float:
    """Change a ticket in sight from another console, at a random instant, and wait until it is painted here."""
    _wait(lambda done: QTimer.singleShot(random.randrange(2 * POLL_MS), done))
    view = console.pane.view
    ticket_id = console.pane.table.id_at(random.randrange(view.rowAt(view.viewport().height() - 1)))
    title = f"Title {random.random()}"
    times: list[float] = []

    def change() -> None:
        with elsewhere.write() as session:
            session.get_one(Ticket, ticket_id).title = title

    def begin(done: Callable[[], None]) -> None:
        def seen() -> None:
            times.append(perf_counter())
            done()

        _Eye(console.pane, ticket_id, title, seen)
        times.append(perf_counter())
        Thread(target=change).start()

    _wait(begin)
    return times[1] - times[0]


def _wait(begin: Callable[[Callable[[], None]], object]) -> None:
    """Let the window live until what was begun is done."""
    loop = QEventLoop()
    QTimer.singleShot(GIVE_UP_MS, loop, lambda: loop.exit(1))
    begin(loop.quit)
    if loop.exec():
        raise AssertionError("What was waited for did not happen.")


if __name__ == "__main__":
    main(cases)
