"""The one process that computes for the console, because a computing thread would freeze the window."""

import signal
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.errors import DomainError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

Progress = Callable[[int, int | None], None]

# How soon a wish to cancel is noticed; answers wake the waiting thread at once.
_GLANCE_SECONDS = 0.05
# How long a function may take to remove its unfinished files before its process is killed.
_GRACE_SECONDS = 2
_PROGRESS, _RESULT, _REFUSED, _FAILED = range(4)


class WorkCancelledError(DomainError):
    """A person stopped the work before it was done."""


class WorkerFailedError(Exception):
    """The function failed, or its process died; the message is the worker's traceback."""


class Worker:
    """A process that computes one thing at a time and stays for the next; without Qt, started at first use.

    `call` belongs to one thread; `stop` comes after it.
    """

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._connection: Connection[Any, Any] | None = None

    def call(
        self,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        progress: Progress | None,
        cancelled: Callable[[], bool],
    ) -> Any:
        """Return what an importable function makes of the arguments; everything that crosses over must pickle.

        With `progress` the function gets a keyword argument of that name. A cancel ends the process, so that no
        function has to look for it: where the system can, its `finally` blocks still run. Raises the function's
        `DomainError`, `WorkCancelledError`, `WorkerFailedError`.
        """
        connection = self._started()
        connection.send((function, arguments, progress is not None))
        while True:
            if cancelled():
                self.stop()
                raise WorkCancelledError("The work was cancelled.")
            if not connection.poll(_GLANCE_SECONDS):
                continue
            try:
                kind, answer = connection.recv()
            except (EOFError, ConnectionResetError):
                raise WorkerFailedError(f"The worker process ended with exit code {self.stop()}.") from None
            if kind == _RESULT:
                return answer
            if kind == _REFUSED:
                raise answer
            if kind == _FAILED:
                raise WorkerFailedError(answer)
            if progress is not None:
                progress(*answer)

    def stop(self) -> int | None:
        """End the process, whatever it is doing, and return its exit code; the next call starts another one."""
        if self._process is None or self._connection is None:
            return None
        self._connection.close()
        if sys.platform != "win32":
            self._process.terminate()
        self._process.join(_GRACE_SECONDS)
        self._process.kill()
        self._process.join()
        code = self._process.exitcode
        self._process.close()
        self._process = self._connection = None
        return code

    def _started(self) -> "Connection[Any, Any]":
        if self._connection is None:
            # Few need it, and none at once.
            import multiprocessing

            # Spawn, as on Windows: a fork would copy the console's locks and its database connections.
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), name="computing", daemon=True)
            with theirs:
                process.start()
            # Only now: of a process that the system refused to start nothing is left to be asked or stopped.
            self._process, self._connection = process, ours
        return self._connection


def _serve(connection: "Connection[Any, Any]") -> None:
    """Run in the process: answer one call after the other until the console is gone."""
    # Ctrl+C goes to every process of the terminal; the console decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())

    def progress(done: int, total: int | None = None) -> None:
        connection.send((_PROGRESS, (done, total)))

    try:
        while True:
            function, arguments, reports = connection.recv()
            connection.send(_answer(function, arguments, {"progress": progress} if reports else {}))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> tuple[int, Any]:
    try:
        return _RESULT, function(*arguments, **keywords)
    except DomainError as refusal:
        return _REFUSED, refusal
    except Exception:  # noqa: BLE001 - carried over to the console, which logs and shows it
        return _FAILED, traceback.format_exc()
