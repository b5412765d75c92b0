"""Whatever is pressed, clicked and pasted, whatever others do meanwhile: no fault, a way out, and the laws hold."""

import logging
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.services.database import Database
from app.services.duties import OpenedFloor
from app.views.console import Console
from app.views.i18n import Language
from app.views.memory import Memory
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.laws import broken, trail
from tests.views.monkey import Looks, Monkey
from tests.views.rich_floor import NOW, RichFloor

STEPS, BETWEEN = 280, 40


@pytest.fixture
def floor(qtbot: QtBot, tasks: Tasks, database: Database, tmp_path: Path) -> RichFloor:
    """The floor with everything on it, and a name that would be markup if it were let."""
    return RichFloor(qtbot, tasks, database, tmp_path)


@pytest.fixture
def console(
    floor: RichFloor, qtbot: QtBot, language: Language, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Console]:
    """The real window on it, with all its panes and dialogs; no file is chosen, and no other program is opened."""
    monkeypatch.setattr(QFileDialog, "open", lambda *_: None)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda *_: True)
    floor.window.hide()
    opened = OpenedFloor(lambda: NOW, ZoneInfo("Asia/Shanghai"), (), sits=floor.people[floor.sits])
    memory = Memory(floor.folder / "monkey.ini")
    found = Console(language, theme, memory, lambda: floor.database, lambda _: opened)
    found.window.show()
    found.window.activateWindow()
    qtbot.waitUntil(lambda: bool(found.window._dialogs) and not found.tasks.busy())
    yield found
    found.window.close()
    found.close()


@pytest.mark.long
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("seed", range(1, 4))
def test_nothing_that_is_done_at_random_ends_in_a_fault(
    floor: RichFloor,
    console: Console,
    language: Language,
    theme: Theme,
    seed: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkey = Monkey(floor, console.window, Looks(language, theme), seed)
    faults: list[object] = []
    console.tasks.failed.connect(faults.append)
    with floor.database.read() as session:
        told = trail(session)
    for step in range(STEPS):
        monkey.act()
        if step % BETWEEN:
            continue
        floor.qtbot.waitUntil(lambda: not console.tasks.busy())
        where = f"seed {seed}, step {step}, after {', '.join(monkey.done)}"
        assert monkey.leave(), f"Esc leaves it open: {where}"
        with floor.database.read() as session:
            assert broken(session) == [], where
            before, told = told, trail(session)
        assert before.items() <= told.items(), where
        assert faults == [], where
    floor.qtbot.waitUntil(lambda: not console.tasks.busy())
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == [], list(monkey.done)
