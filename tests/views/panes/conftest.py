"""The parts of the screen that several files of tests look at."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.database import Database
from app.views.tasks import Tasks
from tests.views.panes.case_room import Room
from tests.views.panes.queue_floor import Floor


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
