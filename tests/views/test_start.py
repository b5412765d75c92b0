"""The start of the program: on what to work is asked once and again when wanted; without a display it says so."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.models.people import Language, Role
from app.services.database import Database
from app.services.first_start import FirstFloor
from app.services.people import people_here
from app.settings import DatabaseSettings, Settings
from app.views import start
from app.views.console import Console
from app.views.start import NO_DISPLAY, Program, has_display, run
from app.views.theme import Theme
from app.views.welcome import Choice, Kind, Welcome
from tests.builders import new_ticket, open_floor

ROOT = Path(__file__).parents[2]
FLOOR = FirstFloor("North", "Asia/Shanghai", "Li Na", Role.SUPERVISOR, Language.ENGLISH)


class Answers:
    """Answers the start page in the place of a person, and closes every console when it has opened its database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *choices: Choice | None) -> None:
        self.left = list(choices)
        self.opened: list[str] = []
        monkeypatch.setattr(Program, "ask", lambda *_: self.left.pop(0))
        monkeypatch.setattr(start, "Console", self.console)
        self.then: Callable[[Console], object] = lambda console: console.window.close()

    def console(self, *given: object) -> Console:
        console = Console(*given)  # type: ignore[arg-type]
        self.opened.append(str(given[3]))
        look = QTimer(console.window, interval=20)

        def close_when_open() -> None:
            if console.window.header.indicators.connection.word() == "Connected":
                look.stop()
                self.then(console)

        look.timeout.connect(close_when_open)
        look.start()
        return console


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp: QApplication, session_language: object) -> Path:
    """An account that has never started the program."""
    monkeypatch.setattr(start, "QApplication", lambda _: qapp)
    monkeypatch.setattr(start, "Language", lambda _: session_language)
    monkeypatch.setattr(start, "Theme", lambda _: Theme(qapp))
    monkeypatch.setattr(start, "log_to_stderr", lambda: None)
    monkeypatch.setattr("platformdirs.user_config_path", lambda _: tmp_path / "config")
    monkeypatch.setattr("platformdirs.user_data_path", lambda _: tmp_path / "data")
    monkeypatch.setattr("sys.excepthook", sys.excepthook)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "console.ini").write_text("[General]\nlanguage=en\n", "utf-8")
    return tmp_path


def test_the_first_start_asks_and_makes_the_floor_that_was_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(monkeypatch, Choice(Kind.EMPTY, floor=FLOOR))
    assert run(Settings()) == 0
    assert answers.left == []
    database = Database(home / "data" / "floorwatch.db")
    with database.read() as session:
        assert [person.name for person in people_here(session)] == ["Li Na"]
    database.close()


def test_nothing_is_asked_where_there_is_a_database(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(monkeypatch)
    file = home / "named.db"
    assert run(Settings(database=DatabaseSettings(address=str(file)))) == 0
    assert len(answers.opened) == 1
    assert file.exists()


def test_who_closes_the_start_page_leaves_nothing_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(monkeypatch, None)
    assert run(Settings()) == 0
    assert answers.opened == []
    assert not (home / "data").exists()


def test_ctrl_c_ends_the_start_page_at_once_and_is_the_console_s_afterwards(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []
    monkeypatch.setattr(Welcome, "ask", lambda _: heard.append(signal.getsignal(signal.SIGINT)))
    before = signal.getsignal(signal.SIGINT)
    assert run(Settings()) == 0
    assert heard == [signal.SIG_DFL]
    assert signal.getsignal(signal.SIGINT) == before


def test_the_start_page_can_be_asked_for_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(monkeypatch, Choice(Kind.EMPTY, floor=FLOOR), None)
    answers.then = lambda console: console.window.menus.start_page.trigger()
    assert run(Settings()) == 0
    assert answers.left == []
    assert len(answers.opened) == 1


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
    start = "import sys; from app.settings import Settings; from app.views.start import run; sys.exit(run(Settings()))"
    told = subprocess.run(
        [sys.executable, "-c", start], cwd=ROOT, env=bare, capture_output=True, text=True, check=False, timeout=60
    )
    assert (told.returncode, told.stdout) == (NO_DISPLAY, "")
    assert told.stderr.count("\n") == 1
    assert "dev.py shots" in told.stderr
    assert "Xvfb" in told.stderr


def test_the_first_rows_are_painted_before_anything_is_imported_that_they_can_do_without(
    sqlite_database: Database, tmp_path: Path
) -> None:
    new_ticket(sqlite_database, open_floor(sqlite_database), title="No heating")
    watched = """
import os, runpy, sys
from app.views.table.painter import TablePainter

paint = TablePainter.paint

def told(self, *arguments):
    paint(self, *arguments)
    late = {"sqlalchemy", "alembic", "apscheduler", "openpyxl", "psycopg", "pyqtgraph", "multiprocessing"}
    title = [column.key for column in self._model.columns].index("title")
    os.write(1, f"{self._model.cell(0, title)[0]}: {sorted(late & sys.modules.keys())}".encode())
    os._exit(0)

TablePainter.paint = told
sys.argv = ["main.py"]
runpy.run_path("main.py", run_name="__main__")
"""
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path),
        "FLOORWATCH_DATABASE_ADDRESS": str(sqlite_database.file),
    }
    told = subprocess.run(
        [sys.executable, "-c", watched],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout == "No heating: []"
