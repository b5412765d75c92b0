"""Requests that wait together are committed together; what is wrong with one harms no other."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.models.feed import FeedEvent
from app.models.people import AgentState
from app.services.database import Database
from app.services.intake.feeds import writer as writing
from app.services.intake.feeds.recording import Received, Recorder
from app.services.intake.feeds.writer import Writer
from tests.builders import MONDAY, open_floor
from tests.services.intake.feeds.test_server import state


class Watched(Recorder):
    """A recorder that can be held up, remembers the sizes of its batches, and takes offence at one event."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on, self.begun = threading.Event(), threading.Event()
        self.batches: list[list[int]] = []

    def record(self, session: Session, batches: Sequence[Sequence[Any]], **named: Any) -> list[Received]:
        self.batches.append([len(batch) for batch in batches])
        self.begun.set()
        assert self.go_on.wait(30)
        answers = super().record(session, batches, **named)
        if any(event["id"] == "bad" for batch in batches for event in batch):
            raise ZeroDivisionError
        return answers


class Many:
    """Several requests, each in a thread of its own, begun while the first one is held up."""

    def __init__(self, database: Database) -> None:
        self.recorder = Watched()
        self.writer = Writer(database, self.recorder, lambda: MONDAY)
        self.answers: dict[int, Received | Exception] = {}

    def send(self, *requests: Sequence[dict[str, Any]]) -> None:
        threads = [threading.Thread(target=self._one, args=each) for each in enumerate(requests)]
        threads[0].start()
        assert self.recorder.begun.wait(30)
        for count, thread in enumerate(threads[1:], 1):
            thread.start()
            while len(self.writer._waiting) < count:
                assert thread.is_alive()
        self.recorder.go_on.set()
        for thread in threads:
            thread.join()

    def _one(self, place: int, events: Sequence[dict[str, Any]]) -> None:
        try:
            self.answers[place] = self.writer.record(events)
        except ZeroDivisionError as error:
            self.answers[place] = error


@pytest.fixture
def many(database: Database) -> Many:
    """Requests to a floor with its people."""
    open_floor(database)
    return Many(database)


@contextmanager
def commits(database: Database) -> Iterator[list[None]]:
    """Count the transactions of a block."""
    found: list[None] = []

    def count(_: object) -> None:
        found.append(None)

    event.listen(database.engine, "commit", count)
    yield found
    event.remove(database.engine, "commit", count)


def keys(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(event.key for event in session.query(FeedEvent))


def test_who_waits_while_another_one_writes_is_written_together(database: Database, many: Many) -> None:
    events = [state(str(each), 60 - each, AgentState.READY) for each in range(6)]
    with commits(database) as found:
        many.send(
            events[:1], events[1:2], [*events[2:4], events[0]], [state("7", 1, AgentState.OFF, "nobody")], events[4:]
        )
    assert many.recorder.batches == [[1], [1, 3, 1, 2]]
    assert len(found) == 2
    answers = [(each.recorded, each.known, len(each.refused)) for _, each in sorted(many.answers.items())]  # type: ignore[union-attr]
    assert answers == [(1, 0, 0), (1, 0, 0), (2, 1, 0), (0, 0, 1), (2, 0, 0)]
    assert many.answers[3].refused[0].place == 0  # type: ignore[union-attr]
    assert keys(database) == ["0", "1", "2", "3", "4", "5"]


def test_a_request_that_fails_takes_no_other_along(database: Database, many: Many) -> None:
    events = [state(str(each), 60 - each, AgentState.READY) for each in range(3)]
    many.send(events[:1], events[1:2], [state("bad", 5, AgentState.OFF)], events[2:])
    assert {place: isinstance(answer, Received) for place, answer in many.answers.items()} == {
        0: True,
        1: True,
        2: False,
        3: True,
    }
    assert keys(database) == ["0", "1", "2"]


def test_no_transaction_records_more_than_it_should(
    database: Database, many: Many, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_TOGETHER", 3)
    events = [state(str(each), 60 - each, AgentState.READY) for each in range(9)]
    many.send(events[:1], events[1:3], events[3:4], events[4:5], events[5:9])
    assert many.recorder.batches == [[1], [2, 1], [1], [4]]
    assert len(keys(database)) == 9
