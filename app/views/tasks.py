"""The only doorway off the GUI thread: waiting work goes to threads, computing work to worker processes."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.errors import DatabaseLostError, DomainError
from app.views.i18n import Sentence
from app.views.worker import WorkCancelledError, Worker

Result = TypeVar("Result")
Refused = Callable[[DomainError], None]

# Threads that may wait at once for the database, files or the network.
_WAITING = 4
_HELD = 32
_log = logging.getLogger(__name__)


class Pace(StrEnum):
    """How soon computing work is over: each has a process of its own."""

    SHORT = "short"
    LONG = "long"


class Task:
    """One piece of work under way; a long one has a title, tells how far it is, and can be cancelled.

    `report` and `is_cancelled` are for the work, from its thread; they fit the services' `progress` and `cancelled`.
    """

    def __init__(
        self,
        owner: QObject,
        then: Callable[[Any], None],
        refused: Refused | None,
        title: Sentence | None = None,
        over: Callable[[], None] | None = None,
    ) -> None:
        self.owner = owner
        self.over = over
        self.then = then
        self.refused = refused
        self.title = title
        self.progress: tuple[int, int | None] = (0, None)
        # What a thread does for it.
        self.work: Callable[[], Any] | None = None
        self._cancelled = threading.Event()

    def report(self, done: int, total: int | None = None) -> None:
        """Say how much is done, and of how much if that is known; the screen looks at its own pace."""
        self.progress = (done, total)

    def cancel(self) -> None:
        """Ask the work to stop; if it has finished by then, its result is delivered all the same."""
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        """Say whether somebody asked the work to stop."""
        return self._cancelled.is_set()


class Tasks(QObject):
    """Runs work for an owner and brings the answer back on the GUI thread, unless the owner is gone by then.

    An expected refusal goes to `refused` of the call, or to the signal of that name when none was given. A lost
    database is told by `lost` as well, whoever asked; a fault is logged and told by `failed`.
    """

    started = Signal(object)
    ended = Signal(object)
    refused = Signal(object)
    lost = Signal(object)
    failed = Signal(object)
    # All that was begun has been delivered.
    settled = Signal()
    _finished = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading = ThreadPoolExecutor(1, "reading")
        self._waiting = ThreadPoolExecutor(_WAITING, "waiting")
        # What a person waits for with the eye on it does not queue behind a workbook or a roster.
        self._computing = {each: ThreadPoolExecutor(1, f"computing-{each}") for each in Pace}
        self._workers = {each: Worker() for each in Pace}
        self._under_way: dict[Task, Future[Any]] = {}
        # A thread lets go of its work a moment after it has told the result. The GUI thread has to be the last to let
        # go of a widget, or Qt and Python would destroy it at once: so it holds on to what was delivered for a while.
        self._delivered: deque[Task] = deque(maxlen=_HELD)
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        owner: QObject,
        work: Callable[[], Result],
        then: Callable[[Result], None],
        *,
        refused: Refused | None = None,
        over: Callable[[], None] | None = None,
    ) -> None:
        """Do work that waits in a thread, and hand its result to `then`; before that, however it ended, call `over`."""
        self._begin(Task(owner, then, refused, over=over), self._waiting, work)

    def read(
        self,
        owner: QObject,
        work: Callable[[], Result],
        then: Callable[[Result], None],
        *,
        refused: Refused | None = None,
        over: Callable[[], None] | None = None,
    ) -> None:
        """Do the same with what the screen reads by itself and nobody waits for: one such work after the other.

        Each thread that runs Python beside the GUI thread may hold it up whenever it comes back from Qt.
        """
        self._begin(Task(owner, then, refused, over=over), self._reading, work)

    def run_long(
        self,
        owner: QObject,
        title: Sentence,
        work: Callable[[Task], Result],
        then: Callable[[Result], None],
        *,
        refused: Refused | None = None,
    ) -> Task:
        """Do the same with work that takes its time: the status bar shows its progress and a way to cancel it."""
        task = Task(owner, then, refused, title)
        self._begin(task, self._waiting, lambda: work(task))
        return task

    def compute(
        self,
        owner: QObject,
        function: Callable[..., Result],
        arguments: tuple[Any, ...],
        then: Callable[[Result], None],
        *,
        refused: Refused | None = None,
        over: Callable[[], None] | None = None,
        title: Sentence | None = None,
    ) -> Task:
        """Call a function in a worker process, one call after the other; all that crosses over must pickle.

        Before `then`, however it ended, `over` is called, as with `run`.
        With a title it is long work: it has a process of its own, the status bar shows it, and the function gets
        `progress(done, total)` as a keyword argument.
        A cancel kills the process: computing leaves nothing behind.
        """
        task = Task(owner, then, refused, title, over)
        pace, report = (Pace.LONG, task.report) if title else (Pace.SHORT, None)
        worker = self._workers[pace]
        self._begin(task, self._computing[pace], lambda: worker.call(function, arguments, report, task.is_cancelled))
        return task

    def busy(self) -> bool:
        """Say whether anything that was begun has not been delivered yet."""
        return bool(self._under_way)

    def close(self) -> None:
        """Cancel what is under way and return when every thread and the process have ended; nothing is delivered.

        What is asked for afterwards, by a window that is on its way out, is not begun.
        """
        self._closed = True
        for task in self._under_way:
            task.cancel()
        self._under_way.clear()
        for pool in (self._reading, self._waiting, *self._computing.values()):
            pool.shutdown(cancel_futures=True)
        for worker in self._workers.values():
            worker.stop()

    def _begin(self, task: Task, pool: ThreadPoolExecutor, work: Callable[[], Any]) -> None:
        if self._closed:
            return

        def begin() -> Any:
            if task.is_cancelled():
                raise WorkCancelledError("The work was cancelled.")
            return work()

        if task.title:
            self.started.emit(task)
        task.work = begin
        self._under_way[task] = future = pool.submit(begin)
        future.add_done_callback(lambda done: self._finished.emit(task, done))

    @Slot(object, object)
    def _deliver(self, task: Task, future: "Future[Any]") -> None:
        if self._under_way.pop(task, None) is None:
            return
        self._delivered.append(task)
        self._hand_over(task, future)
        if not self._under_way:
            self.settled.emit()

    def _hand_over(self, task: Task, future: "Future[Any]") -> None:
        if task.title:
            self.ended.emit(task)
        if task.over and shiboken6.isValid(task.owner):
            task.over()
        error = future.exception()
        if error is not None and not isinstance(error, DomainError):
            _log.error("A task failed", exc_info=error)
            self.failed.emit(error)
            return
        if isinstance(error, DatabaseLostError):
            self.lost.emit(error)
        if not shiboken6.isValid(task.owner):
            return
        if error is None:
            task.then(future.result())
        elif task.refused:
            task.refused(error)
        elif not isinstance(error, DatabaseLostError) and not task.is_cancelled():
            self.refused.emit(error)
