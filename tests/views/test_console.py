"""The start of the console: with a real database behind it, without a display, and when the database is not there."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.database import Database
from app.services.duties import open_floor
from app.settings import DatabaseSettings, Settings
from app.views.console import Console
from app.views.i18n import Language
from app.views.memory import Memory
from app.views.theme import Theme

ROOT = Path(__file__).parents[2]
OPENING_MS = 60_000
Open = Callable[[Path], Console]


@pytest.fixture
def opened(language: Language, theme: Theme, tmp_path: Path) -> Iterator[Open]:
    """A maker of consoles on a database file; they are closed after the test."""
    consoles: list[Console] = []

    def open_on(file: Path) -> Console:
        settings = Settings(database=DatabaseSettings(address=str(file)))
        opening = partial(open_floor, settings=settings)
        consoles.append(Console(language, theme, Memory(tmp_path / "console.ini"), Database(file), opening))
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
