"""Reading for the screen: one after the other, once more if asked meanwhile, and again after whatever went wrong."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.database import Database, DatabaseLostError
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.tasks import Tasks
from tests.views.desks import desk_on

LONG_MS = 3_600_000


class Source:
    """What is read: a number that counts the readings, or what goes wrong; it can be held up."""

    def __init__(self) -> None:
        self.begun = 0
        self.threads: list[int] = []
        self.goes_wrong: Exception | None = None
        self.free = threading.Event()
        self.free.set()

    def begin(self) -> Callable[[Session], int]:
        """Count the reading that begins now."""
        self.begun += 1
        number = self.begun

        def read(session: Session) -> int:
            self.threads.append(threading.get_ident())
            assert self.free.wait(30)
            if self.goes_wrong:
                raise self.goes_wrong
            return number

        return read


@pytest.fixture
def desk(tasks: Tasks, tmp_path: Path) -> Desk:
    """A desk on a file with nothing in it."""
    file = tmp_path / "empty.db"
    database = Database(file)
    database.create()
    return desk_on(database, tasks, tmp_path)


@pytest.fixture
def source() -> Source:
    """What there is to read."""
    return Source()


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    """What the readers belong to."""
    return QObject()


def test_what_is_asked_for_meanwhile_is_one_reading_more(
    qtbot: QtBot, desk: Desk, source: Source, owner: QObject
) -> None:
    reader, came = Reader(desk, source.begin, owner), list[int]()
    reader.came.connect(came.append)
    source.free.clear()
    reader.ask()
    for _ in range(10):
        reader.ask()
    assert source.begun == 1
    source.free.set()
    qtbot.waitUntil(lambda: reader.is_quiet)
    assert came == [1, 2]


def test_two_readers_do_not_read_at_once(qtbot: QtBot, desk: Desk, source: Source, owner: QObject) -> None:
    other = Source()
    first, second = Reader(desk, source.begin, owner), Reader(desk, other.begin, owner)
    source.free.clear()
    first.ask()
    qtbot.waitUntil(lambda: len(source.threads) == 1)
    second.ask()
    # Work that somebody waits for is not held up by a reading.
    answers: list[str] = []
    desk.tasks.run(owner, lambda: "answer", answers.append)
    qtbot.waitUntil(lambda: answers == ["answer"])
    assert other.threads == []
    with qtbot.waitSignal(second.came):
        source.free.set()
    assert other.threads == source.threads


def test_between_two_readings_there_is_a_pause_unless_somebody_waits(
    qtbot: QtBot, desk: Desk, source: Source, owner: QObject
) -> None:
    reader = Reader(desk, source.begin, owner, pause_ms=LONG_MS)
    with qtbot.waitSignal(reader.came):
        reader.ask()
    reader.ask()
    assert source.begun == 1
    assert not reader.is_quiet
    with qtbot.waitSignal(reader.came) as came:
        reader.ask(hurried=True)
    assert came.args == [2]


def test_who_hurries_while_something_is_read_waits_for_that_and_for_no_pause(
    qtbot: QtBot, desk: Desk, source: Source, owner: QObject
) -> None:
    reader, came = Reader(desk, source.begin, owner, pause_ms=LONG_MS), list[int]()
    reader.came.connect(came.append)
    source.free.clear()
    reader.ask()
    reader.ask(hurried=True)
    source.free.set()
    qtbot.waitUntil(lambda: came == [1, 2])


@pytest.mark.parametrize(
    ("error", "told"), [(DomainError("No."), ["No."]), (DatabaseLostError("Gone."), []), (ValueError("a fault"), [])]
)
def test_whatever_went_wrong_the_next_one_who_asks_is_answered(
    qtbot: QtBot,
    desk: Desk,
    source: Source,
    owner: QObject,
    error: Exception,
    told: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    reader = Reader(desk, source.begin, owner)
    refusals: list[Any] = []
    said: list[str] = []
    reader.refused.connect(refusals.append)
    notices: Notices = desk.notices
    notices.refused.connect(lambda sentence: said.append(str(sentence)))
    source.goes_wrong = error
    reader.ask()
    qtbot.waitUntil(lambda: reader.is_quiet)
    assert refusals == ([error] if isinstance(error, DomainError) else [])
    assert said == told
    source.goes_wrong = None
    with qtbot.waitSignal(reader.came):
        reader.ask()
    caplog.clear()
