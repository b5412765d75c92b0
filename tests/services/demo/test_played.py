"""The process that plays a demo floor: it plays on, is told of when it dies, and never outlives its console."""

import multiprocessing
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from queue import Queue

import pytest
from sqlalchemy import select

import main
from app.errors import DomainError
from app.models.escalation import Heartbeat
from app.models.people import Language
from app.services.database import Database
from app.services.demo import past, played
from app.services.demo.clock import DemoClock
from app.services.demo.floor import open_demo
from app.services.demo.played import DEMO, FILE, Asked, DemoError
from app.services.duties import OpenedFloor, open_floor, open_played
from app.settings import Settings
from tests.services.demo.conftest import BEGINS, EVENING, SEED

ROOT = Path(main.__file__).parent
# Seconds.
PATIENCE = 60
move_on = DemoClock.played
Begin = Callable[[Path], OpenedFloor]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """A maker of demos that are played; they are stopped after the test."""
    made: list[OpenedFloor] = []

    def begin(file: Path) -> OpenedFloor:
        made.append(open_played(Asked(file, seed=SEED, language="en", now=EVENING)))
        return made[-1]

    yield begin
    for opened in made:
        opened.duties[0].stop()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small demo, with a week of the past instead of eight."""
    file = tmp_path_factory.mktemp("small") / FILE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(past, "DAYS", 7)
        open_demo(file, seed=SEED, open_tickets=20, language=Language.ENGLISH, now=EVENING).database.close()
    return file


@pytest.fixture
def kept(template: Path, tmp_path: Path) -> Path:
    """A file in which a demo was left at its beginning."""
    shutil.copy(template, tmp_path / FILE)
    return tmp_path / FILE


def left_at(file: Path) -> datetime:
    """Up to when the floor in a file was played."""
    database = Database(file)
    with database.read() as session:
        at = session.scalars(select(Heartbeat.beat_at).where(Heartbeat.duty == DEMO)).one()
    database.close()
    return at


def test_it_plays_as_far_as_its_clock_has_run_and_another_process_plays_on_where_one_has_died(
    kept: Path, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: Queue[datetime | DomainError] = Queue()

    def hear(clock: DemoClock, until: datetime) -> None:
        move_on(clock, until)
        told.put(until)

    monkeypatch.setattr(DemoClock, "played", hear)
    monkeypatch.setattr(played._log, "warning", lambda _, refusal: told.put(refusal))
    opened = begin(kept)
    (demo,) = opened.duties
    assert (opened.now(), opened.zone.key) == (BEGINS, "Asia/Shanghai")
    demo.start()
    assert told.get(timeout=PATIENCE) == BEGINS
    reached = told.get(timeout=PATIENCE)
    assert isinstance(reached, datetime)
    assert BEGINS < reached <= left_at(kept)
    opened.check()
    (process,) = multiprocessing.active_children()
    process.kill()
    while not isinstance(refusal := told.get(timeout=PATIENCE), DomainError):
        reached = refusal
    with pytest.raises(DemoError, match="has ended with code"):
        opened.check()
    again = told.get(timeout=PATIENCE)
    assert isinstance(again, datetime)
    assert again > reached
    demo.stop()
    assert multiprocessing.active_children() == []
    assert again <= left_at(kept) <= opened.now()
    opened.check()


def test_what_the_process_refuses_is_refused_here(sqlite_database: Database, begin: Begin) -> None:
    assert sqlite_database.file
    with pytest.raises(DomainError, match="holds real work, not a demo"):
        begin(sqlite_database.file)
    assert multiprocessing.active_children() == []


DIES = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from app.services.demo import past, played
from app.services.demo.clock import DemoClock
from app.services.demo.played import Asked, PlayedDemo
if __name__ == "__main__":
    file, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    PlayedDemo(Asked(file, seed=1, language="en", now=now, folder=file.parent)).start()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can be killed without a word there")
def test_where_its_console_is_killed_it_ends_and_takes_what_was_temporary_with_it(kept: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-c", DIES, str(kept), EVENING.isoformat()]
    # The pipe is closed when the last of the processes has ended.
    died = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    assert not tmp_path.exists()


def test_a_console_for_real_work_refuses_the_file_of_a_demo(kept: Path) -> None:
    database = Database(kept)
    with pytest.raises(DemoError, match="holds a demo floor"):
        open_floor(database, Settings())
    database.close()
