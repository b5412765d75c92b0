"""How soon a complaint that is taken down stands in the queue, against a bare commit of the same rows.

100,000 tickets are open in SQLite. Measured is the time from pressing "Record" in the dialog until the table of the
queue pane, which hears of it by the change feed as every console does, has the row. On the other side the driver writes
the very rows that this wrote into a copy of the database, in one transaction.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.models.people import Role
from app.models.tables import Base
from app.services.change_feed import ChangeFeed
from app.services.database import Database
from app.services.intake.customers import find_customers, find_or_make
from app.services.schema import upgrade
from app.services.sqlite import sqlite
from app.views.bridge import Bridge
from app.views.dialogs.record import RecordComplaint
from app.views.garbage import GarbageCollector
from app.views.panes.queue import QueuePane
from app.views.tasks import Tasks
from app.views.theme import Mode, Theme
from bench.report import Case, main
from tests.builders import MONDAY, add_due_clocks, open_floor, person
from tests.views.desks import desk_on

TICKETS, ROUNDS = 100_000, 15
GIVE_UP_MS = 30_000
_TEXT = "开机后客厅的插座跳闸，已经两次，家里有老人和孩子，希望尽快处理。" * 3
# What the triggers write, on either side.
_BY_ITSELF = ("search_queue",)
_Rows = Mapping[str, Sequence[tuple[Any, ...]]]


def cases() -> Iterator[Case]:
    """Yield the figure; both sides write the same rows in turn."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    Theme(application).switch(Mode.LIGHT)
    with tempfile.TemporaryDirectory() as folder:
        file, copy = Path(folder) / "floor.db", Path(folder) / "copy.db"
        database = Database(file)
        database.create()
        upgrade(database, now=MONDAY)
        add_due_clocks(database, open_floor(database), TICKETS)
        with database.write() as session:
            find_or_make(session, name="张伟", telephone="13800012345")
        database.close()
        shutil.copy(file, copy)
        yield _figure(database, copy, Path(folder))
        database.close()


def _figure(database: Database, copy: Path, folder: Path) -> Case:
    assert database.file
    desk = _Desk(database, folder)
    ours: list[float] = []
    theirs: list[float] = []
    with sqlite.connect(database.file) as seen, sqlite.connect(copy, isolation_level=None) as bare:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            bare.execute(f"PRAGMA {pragma}")
        # The first ones compile statements and warm what is warm all day.
        for number in range(ROUNDS + 3):
            before = _last_ids(seen)
            ours.append(desk.record(number))
            theirs.append(_commit(bare, _rows_since(seen, before)))
    desk.close()
    ratio = median(mine / his for mine, his in zip(theirs[3:], ours[3:], strict=True))
    against = f"one bare commit of the same rows, with {TICKETS:,} tickets; ours {median(ours[3:]) * 1000:.0f} ms"
    return Case(bench="intake", case="save_vs_insert", ratio=ratio, against=against)


class _Desk:
    """A queue pane that hears of changes, and whoever records complaints before it."""

    def __init__(self, database: Database, folder: Path) -> None:
        with database.read() as session:
            agent = person(session, Role.AGENT).id
            (self._customer,) = find_customers(session, "13800012345")
        self._tasks, self._bridge = Tasks(), Bridge()
        # As in the console: otherwise Python would collect whenever a thread happens to make an object.
        self._garbage = GarbageCollector(self._bridge)
        self._desk = desk_on(database, self._tasks, folder, me=lambda: agent)
        self._pane = QueuePane(self._desk)
        self._bridge.changed.connect(self._pane.hear)
        self._feed = ChangeFeed(database, self._bridge.publish)
        self._pane.resize(1_280, 800)
        self._pane.show()
        self._feed.start()
        self._rest()
        if self._pane.table.total() != TICKETS:
            raise AssertionError("The queue has not been read.")
        self._garbage.spare()

    def record(self, number: int) -> float:
        """Fill in the form, press the button, and return the seconds until the row is in the queue."""
        total = self._pane.table.total()
        form = RecordComplaint(self._desk, self._pane)
        form.show()
        form.fields.customer.chosen = self._customer
        form.fields.title.setText(f"取暖器漏电，客厅跳闸 {number}")
        form.fields.description.setPlainText(_TEXT)
        # What is looked up while somebody types has been answered when they press the button.
        self._rest()
        loop = QEventLoop()

        self._pane.table.rowsInserted.connect(loop.quit)
        QTimer.singleShot(GIVE_UP_MS, loop.quit)
        begin = perf_counter()
        form.ok.click()
        loop.exec()
        spent = perf_counter() - begin
        self._pane.table.rowsInserted.disconnect(loop.quit)
        if self._pane.table.total() != total + 1:
            raise AssertionError("The complaint has not come.")
        self._rest()
        form.deleteLater()
        return spent

    def close(self) -> None:
        """Give threads and connections back."""
        self._feed.stop()
        self._tasks.close()
        self._pane.close()
        self._garbage.stop()

    def _rest(self) -> None:
        """Wait until nothing is under way, nor about to be."""
        loop = QEventLoop()
        QTimer.singleShot(800, loop.quit)
        loop.exec()
        while self._tasks.busy():
            QApplication.processEvents()


def _last_ids(connection: Any) -> dict[str, int]:
    tables = (table.name for table in Base.metadata.sorted_tables if table.name not in _BY_ITSELF)
    return {name: connection.execute(f"SELECT coalesce(max(id), 0) FROM {name}").fetchone()[0] for name in tables}


def _rows_since(connection: Any, before: Mapping[str, int]) -> _Rows:
    """Return what was written: by the statement that writes it, the rows."""
    found = {}
    for name, last in before.items():
        # What is worked out from the other columns is not written.
        columns = [row[1] for row in connection.execute(f"PRAGMA table_xinfo({name})") if not row[6]]
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {name} WHERE id > {last}").fetchall()
        if rows:
            marks = ", ".join("?" * len(columns))
            found[f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"] = rows
    return found


def _commit(connection: Any, rows: _Rows) -> float:
    begin = perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for statement, values in rows.items():
        connection.executemany(statement, values)
    connection.execute("COMMIT")
    return perf_counter() - begin


if __name__ == "__main__":
    main(cases)
