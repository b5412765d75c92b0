"""Files that somebody sent are read in a process of their own, which may be stopped, starved or killed."""

import gc
import multiprocessing
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TypeVar

from app.errors import DomainError
from app.services.intake.limits import LIMITS, Limits
from app.services.intake.tables import FileRefusedError, Form, Table, open_table

if sys.platform != "win32":
    import resource

Part = TypeVar("Part")

_GLANCE_SECONDS = 0.1


class CancelledError(DomainError):
    """A person stopped the work before it was done; nothing of it remains."""


def read_apart(
    path: Path,
    form: Form,
    work: Callable[[Table], Iterator[Part]],
    *,
    limits: Limits = LIMITS,
    cancelled: Callable[[], bool] = lambda: False,
) -> Generator[Part, None, None]:
    """Yield what `work` makes of the table, made in a worker process whose memory and time are limited.

    `work` and its parts must pickle. Parts arrive one at a time and the worker waits for the reader, so memory
    is flat. Closing the iterator stops the worker. Raises `FileRefusedError`, and `CancelledError` once
    `cancelled()` says so.
    """
    # Spawn, as on Windows: a fork would copy the console's threads' locks and its database connections.
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(path, form, work, limits, sender), daemon=True)
    with receiver:
        with sender, _interrupts_ignored():
            process.start()
        try:
            yield from _received(receiver, process, path.name, limits, cancelled)
        finally:
            process.kill()
            process.join()
            process.close()


def _received(
    receiver: "Connection[object, object]",
    process: SpawnProcess,
    name: str,
    limits: Limits,
    cancelled: Callable[[], bool],
) -> Iterator[Part]:
    patience = time.monotonic() + limits.silent_seconds
    while True:
        if cancelled():
            raise CancelledError("The reading of “{name}” was cancelled; nothing was changed.", name=name)
        if not receiver.poll(_GLANCE_SECONDS):
            if time.monotonic() > patience:
                raise FileRefusedError(
                    "“{name}” was given up: nothing could be read for {seconds} seconds.",
                    name=name,
                    seconds=limits.silent_seconds,
                )
            continue
        try:
            part = receiver.recv()
        except EOFError:
            process.join()
            raise _ended_early(process.exitcode, name) from None
        if part is None:
            return
        if isinstance(part, DomainError):
            raise part
        yield part  # type: ignore[misc]  # the worker sends what `work` yields
        patience = time.monotonic() + limits.silent_seconds


def _ended_early(exit_code: int | None, name: str) -> Exception:
    if exit_code is not None and exit_code < 0:
        return FileRefusedError(
            "The reading of “{name}” was stopped by {signal}: it needs more memory or time than an import may use.",
            name=name,
            signal=signal.Signals(-exit_code).name,
        )
    return RuntimeError(f"The process that read {name!r} failed with exit code {exit_code}; its traceback says why.")


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Let the child be born deaf to Ctrl+C, which the terminal sends to both: the parent decides."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(
    path: Path,
    form: Form,
    work: Callable[[Table], Iterator[object]],
    limits: Limits,
    sender: "Connection[object, object]",
) -> None:
    """Run in the worker: send the parts, then None, or the refusal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        for kind, most in (
            (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_CPU, limits.processor_seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(kind, (most, most))
    # What is imported by now stays to the end: the collector of garbage need not look at it again.
    gc.freeze()
    try:
        with open_table(path, form, limits) as table:
            for part in work(table):
                sender.send(part)
        sender.send(None)
    except BrokenPipeError:
        # The parent is gone, and with it the reason to go on.
        return
    except DomainError as refusal:
        sender.send(refusal)
