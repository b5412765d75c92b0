"""What the tests of the screen stand on: Qt without a display, in the product's look, tasks that end with the test."""

import os
from collections.abc import Generator, Iterator

# Before the first import of Qt's widgets; a person's own choice stands.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import threading

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.views.i18n import Language
from app.views.tasks import Pace, Tasks
from app.views.theme import Mode, Theme
from app.views.worker import Worker
from tests.views.left_behind import astray, left_behind

# A loaded machine is no failure: where a test names no patience of its own, it waits for this long.
for waits in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals):
    waits.__kwdefaults__ = {**(waits.__kwdefaults__ or {}), "timeout": 30_000}
# Of the pauses that a screen makes between two looks, or until nobody types on.
_LONGEST_MS = 10_000
# What one thing leads to at once is over long before.
_FOLLOWS_MS = 1_000


def _wait(_: QtBot, ms: int) -> None:
    """Wait until something has happened: so `waitUntil` looks then, and not every ten milliseconds only."""
    beat = QTimer(singleShot=True, interval=ms)
    beat.timeout.connect(_end_a_pause)
    beat.start()
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    # What follows of it, and what a loop that runs does.
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _FOLLOWS_MS)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _end_a_pause() -> None:
    """Where nothing happens let the screen's next pause be over: to wait longer would show nothing else."""
    timers = [each for each in shiboken6.getAllValidWrappers() if isinstance(each, QTimer)]
    pauses = [each for each in timers if each.isActive() and each.isSingleShot() and each.interval() <= _LONGEST_MS]
    if pauses:
        pause = min(pauses, key=QTimer.remainingTime)
        pause.stop()
        pause.timeout.emit()


QtBot.wait = _wait  # type: ignore[assignment, method-assign]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Hold every test of the screen to what would otherwise crash now and then; before its widgets are put away."""
    result = yield
    assert left_behind() == []
    assert astray() == []
    return result


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The look of the application."""
    yield Theme(qapp)
    # Without a display Qt keeps what a test copied until Python has gone, and then asks it for Python's side of it.
    qapp.clipboard().clear()


@pytest.fixture(scope="session")
def session_language(qapp: QApplication) -> Language:
    """The one language object of the application; English and its numbers, whatever the machine speaks."""
    found = Language(qapp)
    found.switch("en")
    return found


@pytest.fixture(autouse=True)
def light(theme: Theme) -> None:
    """Begin every test in the light theme, which the offscreen platform does not know of itself."""
    if theme.mode is not Mode.LIGHT:
        theme.switch(Mode.LIGHT)


@pytest.fixture
def language(session_language: Language) -> Iterator[Language]:
    """The language switch, in English again after the test."""
    yield session_language
    session_language.switch("en")


@pytest.fixture(scope="session")
def workers() -> Iterator[dict[Pace, Worker]]:
    """The processes that compute for all tests: to start one, and to load what it computes with, takes a second."""
    found = {each: Worker() for each in Pace}
    yield found
    for worker in found.values():
        worker.stop()


@pytest.fixture
def tasks(qtbot: QtBot, workers: dict[Pace, Worker]) -> Iterator[Tasks]:
    """The doorway off the GUI thread; no thread outlives the test."""
    found = Tasks()
    found._workers = workers
    yield found
    # The processes are for the next test too.
    found._workers = {}
    found.close()
    left = [
        thread.name for thread in threading.enumerate() if thread.name.startswith(("reading", "waiting", "computing"))
    ]
    assert left == []
