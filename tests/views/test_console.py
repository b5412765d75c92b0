"""The start of the console: with a real database behind it, without a display, and when the database is not there."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from app.models.alert import Alert
from app.services.database import Database
from app.services.duties import OpenedFloor, open_floor
from app.services.floor.first_look import first_look
from app.services.holds import beat
from app.services.pulse import DELIVERY, SWEEP
from app.settings import DatabaseSettings, Settings
from app.views.console import Console
from app.views.herald import Herald
from app.views.i18n import Language
from app.views.intake.complaint_draft import ComplaintDraft
from app.views.memory import Memory
from app.views.panes.queue import QueuePane
from app.views.queue.views import BUILT_IN, SavedViews
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, new_ticket
from tests.builders import open_floor as new_floor

ROOT = Path(__file__).parents[2]
OPENING_MS = 60_000
Open = Callable[..., Console]


@pytest.fixture
def opened(language: Language, theme: Theme, tmp_path: Path) -> Iterator[Open]:
    """A maker of consoles on a database file; they are closed after the test."""
    consoles: list[Console] = []

    def open_on(file: Path, waits_for: Event | None = None, now: Callable[[], datetime] | None = None) -> Console:
        settings = Settings(database=DatabaseSettings(address=str(file)))

        def opening(database: Database) -> OpenedFloor:
            assert waits_for is None or waits_for.wait(OPENING_MS)
            floor = open_floor(database, settings)
            # By a time of the test's own nothing is swept here.
            return replace(floor, now=now, duties=()) if now else floor

        memory, look = Memory(tmp_path / "console.ini"), partial(first_look, str(file), now=MONDAY)
        consoles.append(Console(language, theme, memory, lambda: Database(file), opening, look))
        consoles[-1].window.show()
        return consoles[-1]

    yield open_on
    for console in consoles:
        console.window.close()
        console.close()


def test_the_console_opens_its_database_and_sweeps_it(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    console = opened(tmp_path / "floor.db")
    indicators = console.window.header.indicators
    assert console.window.waiting.isVisible()
    qtbot.waitUntil(lambda: indicators.sweep.word() == "Sweep runs", timeout=OPENING_MS)
    assert indicators.connection.word() == "Connected"
    assert not console.window.waiting.isVisible()


def test_a_complaint_that_was_left_unrecorded_for_long_is_dropped_with_a_word(
    opened: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    draft = ComplaintDraft(tmp_path, 7)
    draft.keep({"title": "漏电"})
    os.utime(draft.file, (0, 0))
    console = opened(tmp_path / "floor.db")
    told: list[str] = []
    console._notices.changed.connect(lambda sentence, _: told.append(str(sentence)))
    qtbot.waitUntil(lambda: bool(told), timeout=OPENING_MS)
    assert told == ["New complaints left for 7 days are dropped: 1"]
    assert draft.read() == {}


def test_whatever_console_is_open_raises_the_alarm_when_nothing_sweeps_or_sends(
    opened: Open, sqlite_database: Database, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    warned: list[set[str]] = []
    monkeypatch.setattr(Herald, "warn", lambda _, silent: warned.append({*silent}))
    new_floor(sqlite_database)
    now = [MONDAY]
    console = opened(sqlite_database.file, now=lambda: now[0])
    indicators = console.window.header.indicators

    def told(word: str) -> bool:
        console.look()
        return indicators.sweep.word() == word

    def alerts() -> list[tuple[str, bool]]:
        with sqlite_database.read() as session:
            return [(each.subject, each.cleared_at is None) for each in session.query(Alert).order_by(Alert.subject)]

    qtbot.waitUntil(lambda: told("Sweep never ran"), timeout=OPENING_MS)
    assert alerts() == []
    with sqlite_database.write() as session:
        for duty in (SWEEP, DELIVERY):
            beat(session, duty, every=10, now=MONDAY)
    qtbot.waitUntil(lambda: told("Sweep runs"), timeout=OPENING_MS)
    now[0] += timedelta(seconds=21)
    qtbot.waitUntil(lambda: told("Sweep silent for 21 s") and bool(warned), timeout=OPENING_MS)
    assert warned == [{SWEEP, DELIVERY}]
    assert alerts() == [("delivery", True), ("sweep", True)]
    with sqlite_database.write() as session:
        beat(session, SWEEP, every=10, now=now[0])
    qtbot.waitUntil(lambda: told("Sweep runs") and ("sweep", False) in alerts(), timeout=OPENING_MS)
    assert warned == [{SWEEP, DELIVERY}]
    assert alerts() == [("delivery", True), ("sweep", False)]


def test_a_database_that_cannot_be_opened_is_a_banner_and_retry_opens_it(
    opened: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "floor.db"
    file.write_text("This is no database, whatever its name says. " * 50, "utf-8")
    console = opened(file)
    lost, indicators = console.window.header.lost, console.window.header.indicators
    qtbot.waitUntil(lost.isVisible, timeout=OPENING_MS)
    assert indicators.connection.word() == "No database"
    file.unlink()
    lost.answered.emit()
    qtbot.waitUntil(lambda: indicators.connection.word() == "Connected", timeout=OPENING_MS)
    assert not lost.isVisible()


def test_the_top_of_the_queue_is_shown_before_the_database_is_open(
    opened: Open, sqlite_database: Database, qtbot: QtBot
) -> None:
    rulebook = new_floor(sqlite_database)
    soon, late = (new_ticket(sqlite_database, rulebook, received_at=MONDAY - age * HOUR) for age in (1, 9))
    may_open = Event()
    console = opened(sqlite_database.file, may_open)
    qtbot.waitUntil(lambda: bool(console.window.docks.panes), timeout=OPENING_MS)
    (queue,) = console.window.docks.panes.values()
    assert isinstance(queue, QueuePane)
    assert [queue.table.id_at(row) for row in range(queue.table.rowCount())] == [late.id, soon.id]
    assert queue.counted.text() == "Reading the complaints …"
    assert console.window.waiting.isVisible()
    may_open.set()
    qtbot.waitUntil(lambda: queue.counted.text() == "2 of 2 shown", timeout=OPENING_MS)
    qtbot.waitUntil(lambda: not console.window.waiting.isVisible(), timeout=OPENING_MS)
    assert len(console.window.docks.panes) > 1


def test_a_queue_that_is_looked_at_in_another_way_waits_for_all_of_it(
    opened: Open, sqlite_database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    new_ticket(sqlite_database, new_floor(sqlite_database))
    SavedViews(Memory(tmp_path / "console.ini")).keep_last(replace(BUILT_IN[0], sorted_by="title"))
    may_open = Event()
    console = opened(sqlite_database.file, may_open)
    qtbot.waitUntil(lambda: bool(console.window.docks.panes), timeout=OPENING_MS)
    (queue,) = console.window.docks.panes.values()
    assert isinstance(queue, QueuePane)
    assert queue.table.rowCount() == 0
    may_open.set()
    qtbot.waitUntil(lambda: queue.table.rowCount() == 1, timeout=OPENING_MS)


def test_a_window_that_is_closed_before_its_database_is_open_ends_at_once(
    opened: Open, sqlite_database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    new_ticket(sqlite_database, new_floor(sqlite_database))
    Memory(tmp_path / "console.ini").keep("layout", QByteArray(b"of the last time"))
    console = opened(sqlite_database.file)
    qtbot.waitUntil(lambda: bool(console.window.docks.panes), timeout=OPENING_MS)
    console.window.close()
    console.close()
    assert console.seat is None
    # There was nothing to remember yet.
    assert Memory(tmp_path / "console.ini").state("layout") == QByteArray(b"of the last time")
