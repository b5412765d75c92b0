"""Has a demo floor played by a process of its own: a thread that plays it would hold up the window that shows it."""

import logging
import os
import shutil
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.clock import steady_seconds
from app.errors import DomainError
from app.services.demo.clock import SPEED, DemoClock

# The window knows this much before it has painted; the floor itself takes a second to import.
if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from app.services.demo.floor import Demo

FILE = "demo.db"
OPEN_TICKETS = 200
# The duty whose heartbeat marks the database of a demo, and keeps the instant at which it was left.
DEMO = "demo"
# What is played in one go; as much of it as takes so many seconds, because whoever clicks meanwhile may have to wait.
_LEAST, _MOST = timedelta(seconds=30), timedelta(minutes=5)
_WAITS = 0.3
# Seconds: from one go to the next, from the end of one to the next (SQLite tries again for a click every tenth of a
# second), and from one process that died to the next.
_EVERY, _REST, _BEFORE_RETRY = 0.5, 0.15, 2.0
# How soon a wish to stop is noticed; answers wake the waiting thread at once. And how long a go under way may take
# then, before its process is killed: nothing of it has happened in that case.
_GLANCE, _GRACE = 0.05, 5.0
# How often the process looks whether a day has gone by since the breach forecast has learned; and how long, while it
# does, the floor goes first in between.
_LEARNS_EVERY, _BREATH = 5.0, 0.005
_log = logging.getLogger(__name__)


class DemoError(DomainError):
    """A demo that cannot be given as asked."""


@dataclass(frozen=True)
class Asked:
    """What floor is wanted, and where; see `open_demo`. `folder` is removed by the process if the console has died."""

    file: Path
    seed: int
    language: str
    now: datetime
    open_tickets: int = OPEN_TICKETS
    folder: Path | None = None


@dataclass(frozen=True)
class _Found:
    """What the process has opened: the instant that it has been played up to, the zone, and who sits at the console."""

    reached: datetime
    zone: ZoneInfo
    supervisor: int


class PlayedDemo:
    """A demo floor and the process that plays it as far as its clock has run; a duty of the console that shows it.

    What happens on it arrives as the changes of any other process do. Where the process dies, another one plays on.
    Making it waits until the floor can be read; raises `DemoError`, and the database's refusals.
    """

    def __init__(self, asked: Asked, speed: float = SPEED) -> None:
        self._asked = asked
        self._stopping = threading.Event()
        self._trouble: DomainError | None = None
        self._process: SpawnProcess | None = None
        self._connection: Connection[Any, Any]
        found: _Found = self._begin()
        self.zone, self.supervisor, self._reached = found.zone, found.supervisor, found.reached
        self.clock = DemoClock(found.reached, speed)
        self._at_once, self._took = _MOST, 0.0
        self._thread = threading.Thread(target=self._play, name="demo", daemon=True)

    def start(self) -> None:
        """Let time run, and the floor be played."""
        self.clock.played(self._reached)
        self._thread.start()

    def stop(self) -> None:
        """Let what is under way be finished, and the process end; returns when it has."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._end()

    def check(self) -> None:
        """Raise what keeps the floor from being played, if something does."""
        if self._trouble:
            raise self._trouble

    def _play(self) -> None:
        while not self._stopping.wait(_BEFORE_RETRY if self._trouble else max(_EVERY - self._took, _REST)):
            try:
                if self._process is None:
                    self._begin()
                self._play_on()
                self._trouble = None
            except DomainError as refusal:
                self._trouble = refusal
                _log.warning("the demo waits: %s", refusal)

    def _play_on(self) -> None:
        began, until = steady_seconds(), min(self.clock.now(), self._reached + self._at_once)
        # Whoever has died says so when the answer is waited for.
        with suppress(OSError):
            self._connection.send(until)
        self._hear()
        if self._stopping.is_set():
            return
        self._took = steady_seconds() - began
        if until > self._reached:
            self._at_once = min(max((until - self._reached) * (_WAITS / self._took), _LEAST), _MOST)
            self._reached = until
        self.clock.played(self._reached)

    def _begin(self) -> Any:
        """Start a process, and return what it has found when it has opened the floor."""
        import multiprocessing

        # Spawn, as on Windows: a fork would copy the console's locks and its database connections.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._asked), name="demo", daemon=True)
        try:
            with theirs:
                process.start()
        except OSError as error:
            raise DemoError("The demo floor cannot be played: {reason}.", reason=error) from error
        self._process = process
        try:
            return self._hear()
        except DomainError:
            self._end()
            raise

    def _hear(self) -> Any:
        """Return the answer of the process, None when it is to stop; raises what it was refused with, or its death."""
        try:
            while not self._connection.poll(_GLANCE):
                if self._stopping.is_set():
                    return None
            answer = self._connection.recv()
        except (EOFError, OSError):
            raise DemoError(
                "The process that plays the demo floor has ended with code {code}.", code=self._end()
            ) from None
        if isinstance(answer, DomainError):
            raise answer
        return answer

    def _end(self) -> int | None:
        """End the process after what it is doing now, and return its exit code."""
        if self._process is None:
            return None
        with suppress(OSError):
            self._connection.send(None)
        self._process.join(_GRACE)
        self._process.kill()
        self._process.join()
        self._connection.close()
        code = self._process.exitcode
        self._process.close()
        self._process = None
        return code


def _serve(connection: "Connection[Any, Any]", asked: Asked) -> None:
    """Run in the process: open the floor, and play it as far as is asked for until the console is gone."""
    # Ctrl+C goes to every process of the terminal; the console decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # NumPy would begin with a thread on every core, which the window needs.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from app.models.people import Language
    from app.services.demo.floor import open_demo

    language = Language(asked.language)
    try:
        demo = open_demo(asked.file, seed=asked.seed, open_tickets=asked.open_tickets, language=language, now=asked.now)
    except DomainError as refusal:
        _tell(connection, refusal)
        return
    _tell(connection, _Found(demo.reached, demo.zone, demo.supervisor))
    threading.Thread(target=_learn, args=(demo,), name="learning", daemon=True).start()
    try:
        while (until := connection.recv()) is not None:
            _tell(connection, _played(demo, until))
    except (EOFError, OSError):
        # The console has died without a word, and could not tidy up.
        if asked.folder:
            demo.database.close()
            shutil.rmtree(asked.folder, ignore_errors=True)


def _tell(connection: "Connection[Any, Any]", answer: object) -> None:
    # That nobody listens any more is noticed when nothing more is asked for.
    with suppress(OSError):
        connection.send(answer)


def _played(demo: "Demo", until: datetime) -> DomainError | None:
    try:
        demo.play_to(until)
    except DomainError as refusal:
        return refusal
    return None


def _learn(demo: "Demo") -> None:
    while True:
        time.sleep(_LEARNS_EVERY)
        try:
            demo.learn(lambda: time.sleep(_BREATH))
        except DomainError as refusal:
            _log.warning("the forecast of the demo waits: %s", refusal)
