"""Whatever can be done with a mouse in any window is reached with the keyboard, and nothing holds the keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.discovery import subclasses
from app.models.ticket import Status
from app.services.database import Database
from app.views import dialogs, panes
from app.views.case import parts as case_parts
from app.views.case.part import CasePart
from app.views.dialog import Dialog
from app.views.i18n import Language
from app.views.memory import Memory
from app.views.pane import Desk, Pane
from app.views.panes.case import CasePane
from app.views.seat import Seat
from app.views.tasks import Tasks
from app.views.theme import Theme
from app.views.window import Window
from tests.views.desks import desk_on
from tests.views.rich_floor import RichFloor
from tests.views.tab_walk import missed, out_of_order, said, walked
from tests.views.test_bad_input import SCENES
from tests.views.walk import same_keys


@pytest.fixture
def floor(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RichFloor:
    monkeypatch.setenv("HOME", str(tmp_path))
    return RichFloor(qtbot, tasks, sqlite_database, tmp_path)


Opens = Callable[[Desk], Window]


@pytest.fixture
def opens(qtbot: QtBot, tasks: Tasks, language: Language, theme: Theme, tmp_path: Path) -> Opens:
    """A maker of windows with all panes and menus, like a console's."""

    def opened(desk: Desk) -> Window:
        made = Window(tasks, desk.notices, language, theme, Memory(tmp_path / "window.ini"))
        qtbot.addWidget(made)
        first, *others = (kind(desk) for kind in subclasses(panes, Pane) if not kind.demo_only)
        made.begin(desk, first)
        made.add_panes(others)
        made.add_dialogs(desk, subclasses(dialogs, Dialog))
        made.add_seat(desk, Seat(tasks, desk.database, desk.memory))
        made.resize(1600, 1000)
        made.show()
        return made

    return opened


def unreached(qtbot: QtBot, window: QWidget) -> list[str]:
    """Say what the keyboard does not come to in a window."""
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    found = walked(window)
    # The other way round it is the same.
    assert {*walked(window, Qt.Key.Key_Backtab)} == {*found}
    return missed(window, found)


def look_at(qtbot: QtBot, tasks: Tasks, pane: Pane) -> None:
    """Go to a pane, and see that the keyboard is there, in something that can be seen."""
    pane.wanted.emit()
    qtbot.waitUntil(lambda: not tasks.busy())
    QCoreApplication.processEvents()
    at = QApplication.focusWidget()
    assert at, type(pane)
    assert at.isVisible(), said(at)
    assert at is pane or pane.isAncestorOf(at), said(at)


def test_tab_leads_to_all_of_every_dialog_and_comes_round(floor: RichFloor) -> None:
    found: dict[str, object] = {}
    for name, make in SCENES.items():
        if floor.case.status is not Status.OPEN:
            floor.ticket_id = floor.another()
        dialog = make(floor.studio)
        dialog.open()
        floor.settle()
        found[name] = [*unreached(floor.qtbot, dialog), *same_keys(dialog).values(), *out_of_order(walked(dialog))]
        dialog.done(0)
        floor.settle()
        if shiboken6.isValid(dialog):
            dialog.deleteLater()
    assert {name: those for name, those in found.items() if those} == {}


def test_tab_leads_to_all_of_every_pane_and_the_one_that_is_asked_for_has_the_keyboard(
    floor: RichFloor, opens: Opens, qtbot: QtBot, tasks: Tasks
) -> None:
    found: dict[str, object] = {}
    window = opens(floor.desk)
    floor.desk.requests.case.emit(floor.ticket_id)
    for pane in window.docks.panes.values():
        look_at(qtbot, tasks, pane)
        found[type(pane).__name__] = unreached(qtbot, window)
        if isinstance(pane, CasePane):
            for part in subclasses(case_parts, CasePart):
                pane.aside.choose(part)
                floor.settle()
                pane.setFocus()
                found[part.__name__] = unreached(qtbot, window)
    assert {name: those for name, those in found.items() if those} == {}


def test_a_pane_in_which_there_is_nothing_takes_the_keyboard_too(
    opens: Opens, qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path
) -> None:
    window = opens(desk_on(sqlite_database, tasks, tmp_path))
    for pane in window.docks.panes.values():
        look_at(qtbot, tasks, pane)
        assert unreached(qtbot, window) == [], type(pane)
