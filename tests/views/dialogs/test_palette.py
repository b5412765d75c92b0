"""The palette and the overview of keys, over a window with menus, a pane and a database to search."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QPushButton, QToolButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.services.database import Database
from app.views.bridge import Changes
from app.views.commands import bare, commands_of
from app.views.dialogs.about import About
from app.views.dialogs.keyboard import Keyboard
from app.views.dialogs.palette import Palette
from app.views.i18n import Language, Sentence
from app.views.pane import Desk, Pane
from app.views.queue.filter import WorklistFilter
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.services.floor.test_find import fill
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right, speak

SOME = Sentence("Banner", "Try again")


class Somewhere(Pane):
    """A pane with an action, a button and a shortcut."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.done: list[str] = []
        self.action, self.idle = QAction("&Raise …", self), QAction("Nothing to do", self, enabled=False)
        self.action.setShortcut(QKeySequence("P"))
        self.action.triggered.connect(lambda: self.done.append("raised"))
        self.addActions([self.action, self.idle])
        self.button = QToolButton(self)
        self.button.setShortcut(QKeySequence("Ctrl+Z"))
        self.button.setAccessibleName("Undo")
        self.button.clicked.connect(lambda: self.done.append("undone"))
        QVBoxLayout(self).addWidget(QPushButton("&Marked"))
        QShortcut(QKeySequence("Ctrl+F"), self).setWhatsThis("Filter")
        QShortcut(QKeySequence("Ctrl+G"), self)

    @classmethod
    def heading(cls) -> str:
        return "Worklist"

    def refresh(self, changes: Changes | None) -> None:
        """Read nothing."""

    def retranslate(self) -> None:
        """Say nothing."""


class Floor:
    """A window with one menu and one pane."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.window, self.pane = QMainWindow(), Somewhere(desk)
        qtbot.addWidget(self.window)
        self.menu = self.window.menuBar().addMenu("&View")
        self.menu.addAction(QAction("全屏(&F)", self.window, shortcut=QKeySequence("F11")))
        self.menu.addSeparator()
        self.window.setCentralWidget(self.pane)
        self.window.resize(1024, 700)
        self.window.show()

    def palette(self, typed: str = "", lines: int = 0) -> Palette:
        """Open the palette and let it find what is typed."""
        dialog = Palette(self.desk, self.window)
        dialog.open()
        dialog.picker.field.insert(typed)
        if lines:
            self.qtbot.waitUntil(lambda: len(dialog.picker.lines()) == lines)
        return dialog


@pytest.fixture
def floor(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path, language: Language) -> Floor:
    language.switch("en")
    fill(sqlite_database)
    return Floor(qtbot, desk_on(sqlite_database, tasks, tmp_path))


def test_commands_are_found_in_the_window_itself(floor: Floor) -> None:
    found = {(each.place, each.words): (each.keys, each.enabled) for each in commands_of(floor.window)}
    assert found == {
        ("Worklist", "Raise"): (("P",), True),
        ("Worklist", "Nothing to do"): ((), False),
        ("View", "全屏"): (("F11",), True),
        ("Worklist", "Undo"): (("Ctrl+Z",), True),
        ("Worklist", "Filter"): (("Ctrl+F",), True),
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [("&File", "File"), ("文件(&F)", "文件"), ("R && D", "R & D"), ("Report …", "Report"), ("A&", "A&")],
)
def test_marks_of_menus_are_not_shown(text: str, shown: str) -> None:
    assert bare(text) == shown


def test_without_letters_all_that_can_be_done_is_offered_and_enter_does_it(floor: Floor) -> None:
    palette = floor.palette()
    assert palette.picker.lines() == ["全屏", "Raise", "Undo", "Filter"]
    QTest.keyClick(palette.picker.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.picker.field, Qt.Key.Key_Return)
    assert palette.isHidden()
    assert floor.pane.done == ["raised"]


def test_a_command_is_found_by_its_letters_and_by_its_place(floor: Floor) -> None:
    palette = floor.palette("worklist undo")
    assert palette.picker.lines() == ["Undo"]
    QTest.keyClick(palette.picker.field, Qt.Key.Key_Return)
    assert floor.pane.done == ["undone"]


@pytest.mark.parametrize(("typed", "ticket"), [("FW-1000001", 1), ("1000003", 3), ("宽带", 1), ("ÉTÉ 100%", 2)])
def test_a_complaint_is_opened_by_number_or_words(floor: Floor, typed: str, ticket: int) -> None:
    palette = floor.palette(typed, lines=1)
    with floor.qtbot.waitSignal(floor.desk.requests.case) as asked:
        QTest.keyClick(palette.picker.field, Qt.Key.Key_Return)
    assert asked.args == [ticket]


def test_a_person_leads_to_their_complaints(floor: Floor) -> None:
    palette = floor.palette("王芳", lines=1)
    assert palette.picker.lines() == ["Complaints of 王芳 Fiona"]
    with floor.qtbot.waitSignal(floor.desk.requests.worklist) as asked:
        QTest.keyClick(palette.picker.field, Qt.Key.Key_Return)
    assert asked.args == [WorklistFilter(owners=frozenset({1}))]


def test_arrows_walk_and_a_click_takes(floor: Floor) -> None:
    palette = floor.palette("billing", lines=2)
    QTest.keyClick(palette.picker.field, Qt.Key.Key_Down)
    with floor.qtbot.waitSignal(floor.desk.requests.case) as asked:
        QTest.keyClick(palette.picker.field, Qt.Key.Key_Return)
    assert asked.args == [2]


def test_what_was_typed_while_it_searched_is_searched_too(floor: Floor) -> None:
    palette = floor.palette("b")
    palette._search()
    palette.picker.field.insert("illing again")
    assert palette.picker.nothing.text() == "Searching …"
    floor.qtbot.waitUntil(lambda: palette.picker.lines() == ["FW-1000003  billing again"])


def test_nothing_found_is_said(floor: Floor) -> None:
    palette = floor.palette("zzz")
    floor.qtbot.waitUntil(lambda: palette.picker.nothing.text() == "Nothing is called so.")
    QTest.keyClick(palette.picker.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    QTest.keyClick(palette.picker.field, Qt.Key.Key_Escape)
    assert palette.isHidden()


def test_a_lost_database_is_told_and_commands_still_work(floor: Floor) -> None:
    assert floor.desk.database.file
    floor.desk.database.close()
    floor.desk.database.file.unlink()
    palette = floor.palette("raise")
    floor.qtbot.waitUntil(palette.banner.isVisible)
    QTest.keyClick(palette.picker.field, Qt.Key.Key_Return)
    assert floor.pane.done == ["raised"]


def test_the_keys_are_listed_by_place_and_found_by_what_they_do(floor: Floor) -> None:
    dialog = Keyboard(floor.desk, floor.window)
    dialog.open()
    assert dialog.lines() == [
        ("View", "全屏", "F11"),
        ("Worklist", "Raise", "P"),
        ("Worklist", "Undo", "Ctrl+Z"),
        ("Worklist", "Filter", "Ctrl+F"),
    ]
    dialog.field.setText("ctrl")
    assert [words for _, words, _ in dialog.lines()] == ["Undo", "Filter"]
    QTest.keyClick(dialog.field, Qt.Key.Key_Escape)
    assert dialog.isHidden()


def test_about_can_be_copied(floor: Floor) -> None:
    dialog = About(floor.desk, floor.window)
    dialog.open()
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == "Floorwatch · 投诉时效督导台"
    assert copied[3] == f"Database: {floor.desk.database.name}"


@pytest.mark.parametrize("kind", [Keyboard, About, Palette])
def test_they_look_right(
    floor: Floor, language: Language, theme: Theme, kind: Callable[[Desk, QMainWindow], Keyboard | About | Palette]
) -> None:
    speak(language, "zh")
    dialog = kind(floor.desk, floor.window)
    dialog.open()
    if isinstance(dialog, Palette):
        dialog.picker.field.insert("1")
        floor.qtbot.waitUntil(lambda: len(dialog.picker.lines()) == 4)
    names = [value.text() for _, value in dialog.facts] if isinstance(dialog, About) else []
    assert_looks_right(floor.qtbot, dialog, language, theme, type(dialog).__name__, names=names)
    assert_fits_a_small_screen(dialog)
