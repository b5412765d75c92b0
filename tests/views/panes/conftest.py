"""The parts of the screen that several files of tests look at."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.models.people import Role
from app.services.database import Database
from app.views.reader import Reader
from app.views.tasks import Tasks
from tests.views.knowledge_floor import Library
from tests.views.panes.case_room import Room
from tests.views.panes.queue_floor import Floor

# Long enough for the changes of one moment to be read together.
_PAUSE_MS = 50


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut short the pauses between readings: up to ten seconds, so that a busy floor does not hold up a screen."""
    begin = Reader.__init__

    def shorter(reader: Reader, *given: Any, pause_ms: int = 0) -> None:
        begin(reader, *given, pause_ms=min(pause_ms, _PAUSE_MS))

    monkeypatch.setattr(Reader, "__init__", shorter)


@pytest.fixture
def room(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> Room:
    """The pane on an embedded database."""
    return Room(qtbot, tasks, sqlite_database, tmp_path)


@pytest.fixture
def shared_room(qtbot: QtBot, tasks: Tasks, database: Database, tmp_path: Path) -> Room:
    """The pane on a database of each kind."""
    return Room(qtbot, tasks, database, tmp_path)


@pytest.fixture
def floor(sqlite_database: Database, tasks: Tasks, tmp_path: Path, qtbot: QtBot) -> Floor:
    """A floor on SQLite with its queue, without tickets."""
    return Floor(sqlite_database, tasks, tmp_path, qtbot)


@pytest.fixture
def library(sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Library:
    """A floor that knows something, on an embedded database, with its supervisor."""
    return Library(sqlite_database, tasks, tmp_path, Role.SUPERVISOR)


@pytest.fixture
def shared_library(database: Database, tasks: Tasks, tmp_path: Path) -> Library:
    """The same on a database of each kind."""
    return Library(database, tasks, tmp_path, Role.SUPERVISOR)
