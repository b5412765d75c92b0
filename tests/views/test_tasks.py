"""The doorway off the GUI thread: where work runs, where answers arrive, and what becomes of refusals and faults."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread
from pytestqt.qtbot import QtBot

from app.errors import DomainError
from app.services.database import DatabaseLostError
from app.views.i18n import Sentence
from app.views.tasks import Task, Tasks
from app.views.worker import WorkCancelledError, Worker, WorkerFailedError
from tests.views.computing import (
    break_down,
    count,
    count_for_ever,
    die,
    process_number,
    qt_is_loaded,
    refuse,
    work_beside,
)

TITLE = Sentence("Test", "Counting")


class Stop:
    """Keeps work under way until the test lets it go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.over = threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.over.wait(30)
        return "done"


def arrived(qtbot: QtBot, start: Callable[[Callable[[Any], None]], object]) -> Any:
    """Start work and return what its `then` is given."""
    answers: list[Any] = []
    start(answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=30_000)
    return answers[0]


def gui_thread() -> QThread:
    """The thread of the application."""
    application = QCoreApplication.instance()
    assert application is not None
    return application.thread()


def test_waiting_work_runs_elsewhere_and_its_answer_arrives_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    where: list[QThread] = []

    def then(thread: QThread) -> None:
        where.extend((thread, QThread.currentThread()))

    tasks.run(tasks, QThread.currentThread, then)
    qtbot.waitUntil(lambda: len(where) == 2)
    assert where[0] is not gui_thread()
    assert where[1] is gui_thread()


def test_the_gui_thread_goes_on_while_work_waits(qtbot: QtBot, tasks: Tasks) -> None:
    stop = Stop()
    first: list[str] = []
    tasks.run(tasks, stop, first.append)
    assert arrived(qtbot, lambda then: tasks.run(tasks, lambda: "quick", then)) == "quick"
    assert first == []
    stop.over.set()
    qtbot.waitUntil(lambda: first == ["done"])


def test_nothing_is_delivered_to_an_owner_that_is_gone(qtbot: QtBot, tasks: Tasks) -> None:
    owner, stop = QObject(), Stop()
    heard: list[object] = []
    tasks.run(owner, stop, heard.append)
    assert stop.begun.wait(30)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    with qtbot.waitSignal(tasks.settled):
        stop.over.set()
    assert heard == []


def test_a_refusal_goes_to_the_one_who_wants_to_hear_it(qtbot: QtBot, tasks: Tasks) -> None:
    with qtbot.assertNotEmitted(tasks.refused):
        heard = arrived(qtbot, lambda hear: tasks.run(tasks, refuse, lambda _: None, refused=hear))
    assert str(heard) == "C-7 is closed."


def test_a_refusal_that_nobody_wants_to_hear_is_said_by_the_window(qtbot: QtBot, tasks: Tasks) -> None:
    with qtbot.waitSignal(tasks.refused) as said:
        tasks.run(tasks, refuse, lambda _: None)
    assert str(said.args[0]) == "C-7 is closed."


def test_a_lost_database_is_told_to_the_banner_and_to_the_one_who_asked(qtbot: QtBot, tasks: Tasks) -> None:
    def lose() -> None:
        raise DatabaseLostError("The database {database} cannot be used now: {reason}.", database="a", reason="b")

    heard: list[DomainError] = []
    with qtbot.waitSignal(tasks.lost), qtbot.assertNotEmitted(tasks.refused):
        tasks.run(tasks, lose, lambda _: None, refused=heard.append)
    assert [str(error) for error in heard] == ["The database a cannot be used now: b."]


def test_a_lost_database_is_no_refusal_to_read_as_well(qtbot: QtBot, tasks: Tasks) -> None:
    def lose() -> None:
        raise DatabaseLostError("gone")

    with qtbot.waitSignal(tasks.settled), qtbot.assertNotEmitted(tasks.refused):
        tasks.run(tasks, lose, lambda _: None)


@pytest.mark.parametrize("compute", [False, True])
def test_a_fault_goes_to_the_log_and_the_dialog_with_its_traceback(
    qtbot: QtBot, tasks: Tasks, caplog: pytest.LogCaptureFixture, compute: bool
) -> None:
    with qtbot.waitSignal(tasks.failed, timeout=30_000):
        if compute:
            tasks.compute(tasks, break_down, (), lambda _: None)
        else:
            tasks.run(tasks, break_down, lambda _: None)
    assert "by nought" in caplog.text
    assert "in break_down" in caplog.text
    caplog.clear()


def test_long_work_shows_itself_and_its_progress(qtbot: QtBot, tasks: Tasks) -> None:
    stop = Stop()

    def work(task: Task) -> str:
        task.report(3, 10)
        return stop()

    with qtbot.waitSignal(tasks.started) as started:
        task = tasks.run_long(tasks, TITLE, work, lambda _: None)
    assert started.args == [task]
    assert stop.begun.wait(30)
    assert task.progress == (3, 10)
    with qtbot.waitSignal(tasks.ended) as ended:
        stop.over.set()
    assert ended.args == [task]


def test_short_work_does_not_flicker_in_the_status_bar(qtbot: QtBot, tasks: Tasks) -> None:
    with qtbot.assertNotEmitted(tasks.started), qtbot.assertNotEmitted(tasks.ended):
        arrived(qtbot, lambda then: tasks.run(tasks, lambda: 1, then))


def test_cancelled_work_stops_by_itself_and_is_no_refusal(qtbot: QtBot, tasks: Tasks) -> None:
    begun = threading.Event()

    def work(task: Task) -> None:
        begun.set()
        while not task.is_cancelled():
            pass
        raise DomainError("The export was cancelled.")

    with qtbot.waitSignal(tasks.ended), qtbot.assertNotEmitted(tasks.refused):
        task = tasks.run_long(tasks, TITLE, work, lambda _: None)
        assert begun.wait(30)
        task.cancel()


def test_work_that_was_done_before_the_cancel_came_is_delivered(qtbot: QtBot, tasks: Tasks) -> None:
    stop = Stop()
    answers: list[str] = []
    task = tasks.run_long(tasks, TITLE, lambda _: stop(), answers.append)
    assert stop.begun.wait(30)
    task.cancel()
    stop.over.set()
    qtbot.waitUntil(lambda: answers == ["done"])


def test_work_cancelled_before_its_turn_is_never_begun(qtbot: QtBot, tasks: Tasks) -> None:
    stops = [Stop() for _ in range(4)]
    for stop in stops:
        tasks.run(tasks, stop, lambda _: None)
    begun: list[bool] = []
    heard: list[DomainError] = []
    task = tasks.run_long(tasks, TITLE, lambda _: begun.append(True), lambda _: None, refused=heard.append)
    task.cancel()
    for stop in stops:
        stop.over.set()
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert isinstance(heard[0], WorkCancelledError)
    assert begun == []


def test_computing_stays_in_one_process_that_does_without_qt(qtbot: QtBot, tasks: Tasks) -> None:
    numbers = [arrived(qtbot, lambda then: tasks.compute(tasks, process_number, (), then)) for _ in range(2)]
    assert numbers[0] == numbers[1] != os.getpid()
    assert arrived(qtbot, lambda then: tasks.compute(tasks, qt_is_loaded, (), then)) is False


def test_a_refusal_crosses_from_the_worker_process(qtbot: QtBot, tasks: Tasks) -> None:
    heard = arrived(qtbot, lambda hear: tasks.compute(tasks, refuse, (), lambda _: None, refused=hear))
    assert str(heard) == "C-7 is closed."


def test_computing_tells_its_progress(qtbot: QtBot, tasks: Tasks) -> None:
    shown: list[Task] = []
    tasks.started.connect(shown.append)
    assert arrived(qtbot, lambda then: tasks.compute(tasks, count, (5,), then, title=TITLE)) == 5
    assert shown[0].progress == (5, 5)


@pytest.mark.skipif(sys.platform == "win32", reason="there a process can only be killed")
def test_cancelled_computing_leaves_no_unfinished_file(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx.part"
    heard: list[DomainError] = []
    running = tasks.compute(tasks, work_beside, (file,), lambda _: None, refused=heard.append, title=TITLE)
    qtbot.waitUntil(lambda: running.progress == (1, None))
    assert file.exists()
    running.cancel()
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert not file.exists()


def test_cancelled_computing_is_killed_and_the_next_call_is_answered(qtbot: QtBot, tasks: Tasks) -> None:
    heard: list[DomainError] = []
    running = tasks.compute(tasks, count_for_ever, (), lambda _: None, refused=heard.append, title=TITLE)
    qtbot.waitUntil(lambda: running.progress == (1, None))
    running.cancel()
    assert arrived(qtbot, lambda then: tasks.compute(tasks, count, (2,), then, title=TITLE)) == 2
    assert isinstance(heard[0], WorkCancelledError)


def test_short_computing_does_not_wait_behind_long(qtbot: QtBot, tasks: Tasks) -> None:
    running = tasks.compute(tasks, count_for_ever, (), lambda _: None, refused=lambda _: None, title=TITLE)
    qtbot.waitUntil(lambda: running.progress == (1, None))
    assert arrived(qtbot, lambda then: tasks.compute(tasks, process_number, (), then)) != os.getpid()
    assert tasks.busy()
    running.cancel()
    qtbot.waitUntil(lambda: not tasks.busy())


def test_a_worker_process_that_died_is_a_fault_and_is_replaced(
    qtbot: QtBot, tasks: Tasks, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.waitSignal(tasks.failed, timeout=30_000) as failed:
        tasks.compute(tasks, die, (), lambda _: None)
    assert isinstance(failed.args[0], WorkerFailedError)
    assert str(failed.args[0]) == "The worker process ended with exit code 3."
    assert arrived(qtbot, lambda then: tasks.compute(tasks, process_number, (), then)) != os.getpid()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_worker_process_that_cannot_be_started_is_tried_again_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: SpawnProcess) -> None:
        raise OSError("Resource temporarily unavailable")

    worker = Worker()
    with monkeypatch.context() as patch:
        patch.setattr(SpawnProcess, "start", refuse)
        with pytest.raises(OSError, match="temporarily"):
            worker.call(process_number, (), None, lambda: False)
    assert worker.stop() is None
    assert worker.call(process_number, (), None, lambda: False) != os.getpid()
    worker.stop()


def test_closing_ends_what_is_under_way_and_delivers_nothing(qtbot: QtBot) -> None:
    tasks = Tasks()
    heard: list[object] = []
    ready = arrived(qtbot, lambda then: tasks.compute(tasks, process_number, (), then))
    running = tasks.compute(tasks, count_for_ever, (), heard.append, refused=heard.append, title=TITLE)
    qtbot.waitUntil(lambda: running.progress == (1, None))
    tasks.run_long(tasks, TITLE, lambda task: [None for _ in iter(task.is_cancelled, True)], heard.append)
    tasks.close()
    QCoreApplication.processEvents()
    assert heard == []
    with pytest.raises(ProcessLookupError):
        os.kill(ready, 0)


def test_nothing_is_begun_after_the_end(qtbot: QtBot) -> None:
    tasks, owner = Tasks(), QObject()
    tasks.close()
    tasks.run(owner, lambda: 1, print)
    assert not tasks.busy()


@pytest.mark.parametrize("ends", [lambda: 1, lambda: refuse_it(), lambda: 1 // 0])
def test_however_work_ends_that_it_is_over_is_told_first(
    tasks: Tasks, qtbot: QtBot, caplog: pytest.LogCaptureFixture, ends: Callable[[], int]
) -> None:
    owner, told = QObject(), list[str]()
    tasks.failed.connect(lambda _: told.append("failed"))
    with qtbot.waitSignal(tasks.settled):
        tasks.run(
            owner,
            ends,
            lambda _: told.append("then"),
            refused=lambda _: told.append("refused"),
            over=lambda: told.append("over"),
        )
    assert told[0] == "over"
    assert len(told) == 2


def refuse_it() -> int:
    raise DomainError("No.")
