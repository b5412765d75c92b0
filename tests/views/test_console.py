"""The start of the console: with a real database behind it, without a display, and when the database is not there."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.database import Database
from app.services.duties import open_floor
from app.settings import DatabaseSettings, Settings
from app.views.console import NO_DISPLAY, Console, has_display
from app.views.memory import Memory

ROOT = Path(__file__).parents[2]
OPENING_MS = 60_000
Open = Callable[[Path], Console]


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    """A maker of consoles on a database file; they are closed after the test."""
    consoles: list[Console] = []

    def open_on(file: Path) -> Console:
        settings = Settings(database=DatabaseSettings(address=str(file)))
        opening = partial(open_floor, settings=settings)
        consoles.append(Console(qapp, Database(file), opening, Memory(tmp_path / "console.ini")))
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


@pytest.mark.parametrize(
    ("environment", "platform", "there"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_display_is_known_by_its_variables(environment: dict[str, str], platform: str, there: bool) -> None:
    assert has_display(environment, platform) is there


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_it_says_so_in_one_sentence() -> None:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {name: value for name, value in os.environ.items() if name not in screens}
    start = (
        "import sys; from app.settings import Settings; from app.views.console import run; sys.exit(run(Settings()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", start], cwd=ROOT, env=bare, capture_output=True, text=True, check=False, timeout=60
    )
    assert (told.returncode, told.stdout) == (NO_DISPLAY, "")
    assert told.stderr.count("\n") == 1
    assert "dev.py shots" in told.stderr
    assert "Xvfb" in told.stderr
