"""Requests that wait at the same time are recorded in one transaction: one of them writes for all of them.

Nobody hears an answer before what it speaks of is committed.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.errors import CollisionError, DatabaseLostError
from app.services.database import Database
from app.services.intake.feeds.recording import Received, Recorder

# One transaction records no more events than this, unless a single request brings them.
MOST_TOGETHER = 1_000
# Two processes may bring the same event at once: it is done anew, and known then.
_ATTEMPTS = 3


@dataclass(eq=False)
class _Request:
    """The events of one request, and what became of them: an answer, or why there is none."""

    events: Sequence[Any]
    answer: Received | None = None
    error: Exception | None = None


class Writer:
    """Records what threads bring; each waits until its own is committed."""

    def __init__(self, database: Database, recorder: Recorder, now: Callable[[], datetime]) -> None:
        self._database, self._recorder, self._now = database, recorder, now
        self._waiting: list[_Request] = []
        self._guard, self._turn = threading.Lock(), threading.Lock()

    def record(self, events: Sequence[Any]) -> Received:
        """Return when the events are committed; raises why they are not."""
        mine = _Request(events)
        with self._guard:
            self._waiting.append(mine)
        with self._turn:
            # Whoever had the turn before may have written it already.
            while mine.answer is None and mine.error is None:
                self._write(self._next())
        if mine.answer is None:
            assert mine.error
            raise mine.error
        return mine.answer

    def _next(self) -> list[_Request]:
        """Take who has waited the longest, and as many of the others as go along."""
        with self._guard:
            count, events = 1, len(self._waiting[0].events)
            while count < len(self._waiting) and events + len(self._waiting[count].events) <= MOST_TOGETHER:
                events += len(self._waiting[count].events)
                count += 1
            taken, self._waiting = self._waiting[:count], self._waiting[count:]
            return taken

    def _write(self, requests: Sequence[_Request]) -> None:
        try:
            answers = self._committed([request.events for request in requests])
        except DatabaseLostError as error:
            for request in requests:
                request.error = error
        except Exception as error:  # noqa: BLE001 - whatever it is, it is of one request, and each hears of its own
            if len(requests) == 1:
                requests[0].error = error
                return
            for request in requests:
                self._write([request])
        else:
            for request, answer in zip(requests, answers, strict=True):
                request.answer = answer

    def _committed(self, batches: Sequence[Sequence[Any]]) -> list[Received]:
        for attempt in range(_ATTEMPTS):
            try:
                with self._database.write() as session:
                    return self._recorder.record(session, batches, now=self._now())
            except (IntegrityError, CollisionError):
                if attempt + 1 == _ATTEMPTS:
                    raise
        raise AssertionError
