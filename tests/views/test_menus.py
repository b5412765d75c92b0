"""The menus over every pane and dialog of the registries: what opens what, by which key, in both languages."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.discovery import subclasses
from app.services.database import Database
from app.views import dialogs, panes
from app.views.case import parts as case_parts
from app.views.case.part import CasePart
from app.views.commands import bare, commands_of
from app.views.dialog import Dialog
from app.views.dialogs.keyboard import Keyboard
from app.views.dialogs.palette import Palette
from app.views.dialogs.seat import TakeSeat
from app.views.i18n import Language
from app.views.memory import Memory
from app.views.notice import Notices
from app.views.pane import Pane
from app.views.panes.case import CasePane
from app.views.panes.queue import QueuePane
from app.views.seat import Seat
from app.views.tasks import Tasks
from app.views.theme import Mode, Theme
from app.views.wallboard.board import Wallboard
from app.views.window import Window
from tests.builders import open_floor
from tests.views.desks import desk_on
from tests.views.dialogs.looks import speak
from tests.views.walk import cut_off, texts, untranslated

KINDS = [kind for kind in subclasses(dialogs, Dialog) if kind.in_menu]


class Whole:
    """The window with everything there is, and who sits at it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path, look: tuple[Language, Theme]):
        self.notices, self.tasks = Notices(), tasks
        self.seat = Seat(tasks, database, Memory(folder / "console.ini"))
        self.desk = desk_on(database, tasks, folder, me=self.seat.person_id, notices=self.notices)
        self.window = Window(tasks, self.notices, *look, Memory(folder / "console.ini"))
        qtbot.addWidget(self.window)
        self.window.begin(self.desk, QueuePane(self.desk))
        others = [kind for kind in subclasses(panes, Pane) if kind is not QueuePane and not kind.demo_only]
        self.window.add_panes([kind(self.desk) for kind in others])
        self.window.add_dialogs(self.desk, subclasses(dialogs, Dialog))
        self.window.add_seat(self.desk, self.seat)
        self.window.show()
        with qtbot.waitSignal(self.seat.changed):
            self.seat.look()

    def opened(self) -> list[Dialog]:
        """The dialogs that can be seen."""
        return [dialog for dialog in self.window.findChildren(Dialog) if dialog.isVisible()]

    def action(self, kind: type[Dialog]) -> QAction:
        """The action that opens a dialog."""
        return next(action for action in self.window.findChildren(QAction) if action.text() == kind.heading())


@pytest.fixture
def whole(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path, language: Language, theme: Theme
) -> Iterator[Whole]:
    language.switch("en")
    open_floor(sqlite_database)
    found = Whole(qtbot, tasks, sqlite_database, tmp_path, (language, theme))
    yield found
    qtbot.waitUntil(lambda: not tasks._under_way)


def test_there_are_dialogs_in_the_menu() -> None:
    assert {Palette, Keyboard} < set(KINDS)


def test_each_dialog_of_the_menu_opens_and_goes_with_escape(whole: Whole, qtbot: QtBot) -> None:
    for kind in KINDS:
        whole.action(kind).trigger()
        (dialog,) = whole.opened()
        assert type(dialog) is kind
        assert dialog.windowTitle() == kind.heading()
        with qtbot.waitSignal(dialog.destroyed):
            QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Escape)
        assert whole.opened() == [], kind


def test_the_search_field_and_its_keys_open_the_palette(whole: Whole) -> None:
    QTest.mouseClick(whole.window.header.search, Qt.MouseButton.LeftButton)
    assert [type(each) for each in whole.opened()] == [Palette]
    whole.opened()[0].reject()
    QTest.keyClick(whole.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert type(whole.opened()[-1]) is Palette


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_the_overview_of_keys_opens_by_a_key(whole: Whole, key: Qt.Key) -> None:
    QTest.keyClick(whole.window, key)
    assert [type(each) for each in whole.opened()] == [Keyboard]


def test_no_key_of_the_window_means_two_things(whole: Whole) -> None:
    everywhere = Qt.ShortcutContext.WindowShortcut
    actions = [action for action in whole.window.findChildren(QAction) if action.shortcutContext() == everywhere]
    keys = [key.toString() for action in actions for key in action.shortcuts()]
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_no_key_of_a_pane_or_of_a_page_of_the_case_is_one_of_the_window(whole: Whole) -> None:
    """Where both fit, neither would do anything."""
    case = next(pane for pane in whole.window.docks.panes.values() if isinstance(pane, CasePane))
    case.aside.show()
    for kind in subclasses(case_parts, CasePart):
        kind(whole.desk).setParent(case.aside)
    actions, shortcuts = whole.window.findChildren(QAction), whole.window.findChildren(QShortcut)
    everywhere = Qt.ShortcutContext.WindowShortcut
    of_all = [(each.shortcutContext(), key) for each in actions for key in each.shortcuts()]
    of_all += [(each.context(), key) for each in shortcuts for key in [each.key()]]
    of_window = {key.toString() for context, key in of_all if context == everywhere}
    assert {key.toString() for context, key in of_all if context != everywhere} & of_window == set()


def test_every_key_of_an_action_is_in_the_overview(whole: Whole) -> None:
    listed = {key for command in commands_of(whole.window) for key in command.keys}
    actions = [action for action in whole.window.findChildren(QAction) if action.isVisible()]
    named = {key.toString(key.SequenceFormat.NativeText) for action in actions for key in action.shortcuts()} - {""}
    assert named - listed == set()


def test_what_acts_on_a_choice_in_a_pane_comes_after_what_acts_on_the_window(whole: Whole) -> None:
    keyed = [command.in_pane for command in commands_of(whole.window) if command.keys]
    assert keyed == sorted(keyed)
    assert set(keyed) == {False, True}


def test_who_sits_here_is_shown_and_changed_from_the_header(whole: Whole, qtbot: QtBot) -> None:
    button = whole.window.header.seat
    assert button.text() == "Who are you?"
    button.click()
    (dialog,) = whole.opened()
    assert isinstance(dialog, TakeSeat)
    with qtbot.waitSignal(whole.seat.changed):
        dialog.picker.taken.emit(whole.seat.people[1])
    assert button.text() == "team_lead"
    assert button.toolTip() == "You are team_lead, Team lead."
    assert whole.desk.me() == whole.seat.people[1].id


def test_header_and_menus_fit_and_are_translated(whole: Whole, qtbot: QtBot, language: Language, theme: Theme) -> None:
    whole.seat.take(whole.seat.people[2])
    for code in ("zh", "en"):
        speak(language, code)
        for mode in (Mode.LIGHT, Mode.DARK):
            theme.switch(mode)
            for size in ((1024, 700), (1280, 800)):
                whole.window.resize(*size)
                qtbot.waitUntil(lambda: cut_off(whole.window.header) == [])
        if code == "zh":
            english = [text for text in untranslated(whole.window.header) if "supervisor" not in text]
            assert english == []
            assert "导入投诉…" in list(texts(whole.window))


def test_the_start_page_is_in_the_menu_once_it_is_offered(whole: Whole) -> None:
    assert "Start page" not in {command.words for command in commands_of(whole.window)}
    shown: list[bool] = []
    whole.window.menus.offer_start_page(lambda: shown.append(True))
    next(command for command in commands_of(whole.window) if command.words == "Start page").do()
    assert shown == [True]


def test_a_menu_says_what_its_action_is_called(whole: Whole) -> None:
    found = {command.words: command for command in commands_of(whole.window)}
    assert bare("&Quit") in found
    assert found["Import complaints"].keys == ("Ctrl+I",)
    assert found["Import complaints"].place == "Desk"


def test_a_key_shows_the_wallboard_once_over_a_whole_screen_and_esc_leaves_it(whole: Whole, qtbot: QtBot) -> None:
    wallboards = whole.window.menus.wallboard
    assert wallboards.shortcut().toString() == "F12"
    wallboards.trigger()
    wallboards.trigger()
    (board,) = whole.window.findChildren(Wallboard)
    assert board.isFullScreen()
    qtbot.waitUntil(lambda: board.board is not None)
    with qtbot.waitSignal(board.destroyed):
        QTest.keyClick(board, Qt.Key.Key_Escape)
    assert whole.window.isVisible()
