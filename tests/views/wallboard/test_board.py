"""The wallboard: readable from ten metres at every size, in both languages; a lost database cannot be missed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.clock import steady_seconds
from app.errors import DatabaseLostError
from app.models.roster import Shift
from app.models.sla import Clock
from app.services.database import Database
from app.services.floor.wallboard import read_board
from app.views.i18n import Language
from app.views.tasks import Tasks
from app.views.theme import Mark, Mode, Theme, colour
from app.views.wallboard import board as wallboard
from app.views.wallboard.board import Wallboard
from tests.builders import HOUR, MONDAY, new_ticket, open_floor
from tests.views.desks import desk_on
from tests.views.panes.surge_floor import THREE, fill

Show = Callable[..., Wallboard]
LATE, LEVEL, KEPT, LOAD, ON = range(5)


@pytest.fixture
def show(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> Show:
    """Shows a wallboard of the test's floor at an instant, in a size, once it has been read."""

    def make(now: timedelta = timedelta(), width: int = 1280, height: int = 720) -> Wallboard:
        desk = desk_on(sqlite_database, tasks, tmp_path, now=lambda: MONDAY + now)
        board = Wallboard(desk)
        qtbot.addWidget(board)
        board.resize(width, height)
        board.show()
        qtbot.waitUntil(lambda: board.board is not None)
        return board

    return make


def a_bad_afternoon(database: Database) -> None:
    """Let twice as many call as usual, one complaint be late and one be due soon, and nobody come to their shift."""
    rulebook = open_floor(database)
    fill(database, more=2.0)
    late, soon = (new_ticket(database, rulebook, title="A long title of a complaint " * 4) for _ in range(2))
    with database.write() as session:
        for ticket, due in ((late, THREE - HOUR), (soon, THREE + HOUR / 2)):
            for clock in session.query(Clock).filter_by(ticket_id=ticket.id):
                clock.due_at = due
        session.add(Shift(person_id=late.owner_id, starts_at=MONDAY, ends_at=THREE + HOUR))


def test_each_figure_has_its_target_and_says_when_it_is_off(sqlite_database: Database, show: Show) -> None:
    a_bad_afternoon(sqlite_database)
    board = show(THREE - MONDAY)
    said = [tile.figure for tile in board.figures]
    assert [each.name for each in said] == ["Late", "Service level, 1 h", "Kept today", "Load", "Agents on"]
    assert [each.aim for each in said] == ["Target 0", "Target 80%", "Target 100%", "Target ≤ 85%", "Scheduled 1"]
    assert (said[LATE].value, said[LATE].mark) == ("1", Mark.LATE)
    assert (said[LEVEL].value, said[LEVEL].mark) == ("—", Mark.QUIET)
    assert (said[ON].value, said[ON].mark) == ("0", Mark.LATE)
    assert board.line.state.startswith("SURGE +")
    assert [(each.left, each.mark) for each in board.soonest.lines] == [("30:00", Mark.SOON)]
    assert board.definition.words.startswith("Service level = answered within 20 s ÷ offered; aim 80%.")
    assert "figures" in board.bar.status.freshness


def test_an_empty_floor_says_so(sqlite_database: Database, show: Show) -> None:
    open_floor(sqlite_database)
    board = show()
    assert board.soonest.lines == []
    assert board.soonest.empty == "No deadline is to come."
    assert [tile.figure.mark for tile in board.figures] == [Mark.FINE, Mark.QUIET, Mark.QUIET, Mark.QUIET, Mark.QUIET]


def test_at_every_size_figures_can_be_read_from_ten_metres_and_nothing_lies_outside(
    sqlite_database: Database, show: Show
) -> None:
    a_bad_afternoon(sqlite_database)
    board = show(THREE - MONDAY)
    for size in ((1280, 720), (1024, 768), (1920, 1080), (3840, 2160), (1080, 1920)):
        board.resize(*size)
        assert board.size().toTuple() == size
        # Capitals of a two-hundredth of ten metres on a screen of 55 inches, whose height is 685 mm.
        least = min(size[1], size[0] * 9 / 16) * 50 / 685
        for tile in board.figures:
            assert QFontMetricsF(tile.value_letters()).capHeight() >= least
        for part in board.parts:
            assert board.rect().contains(part.geometry())
        places = [part.geometry() for part in board.parts]
        assert not any(one.intersects(other) for place, one in enumerate(places) for other in places[place + 1 :])


def test_a_lost_database_cannot_be_missed_and_is_asked_for_again(
    qtbot: QtBot, sqlite_database: Database, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_floor(sqlite_database)
    board = show()

    def lose(*_: object, **__: object) -> None:
        raise DatabaseLostError("The database does not answer.")

    monkeypatch.setattr(wallboard, "read_board", lose)
    board.reader.ask(hurried=True)
    qtbot.waitUntil(lambda: board.bar.status.mark is Mark.LATE)
    assert board.bar.status.freshness == "NO DATABASE: figures of 10:00:00"
    picture = board.bar.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 3).name() == colour(Mark.LATE_BACK).name()
    monkeypatch.setattr(wallboard, "read_board", read_board)
    board.reader.ask(hurried=True)
    qtbot.waitUntil(lambda: board.bar.status.mark is Mark.FINE)


def test_figures_that_nobody_has_read_for_long_are_called_old(
    sqlite_database: Database, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_floor(sqlite_database)
    board = show()
    seconds = steady_seconds()
    monkeypatch.setattr(wallboard, "steady_seconds", lambda: seconds + 90)
    board.tick()
    assert board.bar.status.mark is Mark.SOON
    assert board.bar.status.freshness.startswith("Figures are 1 min")


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F11, Qt.Key.Key_F12])
def test_a_key_leaves_it(sqlite_database: Database, show: Show, key: Qt.Key) -> None:
    open_floor(sqlite_database)
    board = show()
    QTest.keyClick(board, key)
    assert not board.isVisible()


def test_it_speaks_both_languages_and_follows_the_theme(
    qtbot: QtBot, sqlite_database: Database, show: Show, language: Language, theme: Theme
) -> None:
    a_bad_afternoon(sqlite_database)
    board = show(THREE - MONDAY)
    assert _ground(board).lightness() > 200
    theme.switch(Mode.DARK)
    qtbot.waitUntil(lambda: _ground(board).lightness() < 100)
    language.switch("zh")
    names = ["超时", "1 小时服务水平", "今日达标", "负荷", "在岗坐席"]
    qtbot.waitUntil(lambda: [tile.figure.name for tile in board.figures] == names)
    assert board.definition.words.startswith("服务水平 = 20 秒内接通 ÷ 呼入")
    assert board.soonest.lines[0].about.startswith("agent · ")
    assert "数据" in board.bar.status.freshness


@pytest.mark.parametrize(
    ("span", "words"),
    [(timedelta(seconds=65), "1:05"), (timedelta(hours=2, minutes=5), "2 h 05"), (timedelta(days=3, hours=1), "3 d")],
)
def test_spans_are_short(span: timedelta, words: str) -> None:
    assert wallboard._short(span) == words


def test_parts_tell_a_screen_reader_what_they_show(sqlite_database: Database, show: Show) -> None:
    a_bad_afternoon(sqlite_database)
    board = show(THREE - MONDAY)
    assert board.figures[LATE].accessibleName() == "Late: 1"
    assert board.soonest.accessibleDescription().startswith("FW-")
    assert board.bar.status.freshness in board.bar.accessibleName()
    assert all(part.accessibleName() for part in board.parts)


def _ground(board: Wallboard) -> QColor:
    picture = board.grab().toImage()
    return picture.pixelColor(2, picture.height() // 2)
