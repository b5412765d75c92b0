"""Contacts are written once per queue and interval, and read back as columns, on both databases."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select

from app.models.change import Change
from app.models.floor import Floor, Queue
from app.models.forecast import ContactInterval
from app.services.database import Database
from app.services.staffing.contacts import (
    USUAL_HANDLE_TIME,
    USUAL_PATIENCE,
    IntervalRow,
    Recorded,
    handle_time,
    patience,
    read_contacts,
    record_intervals,
)
from tests.builders import HOUR, MONDAY, open_floor

QUARTER = timedelta(minutes=15)


@pytest.fixture
def queues(database: Database) -> tuple[int, int]:
    """Two queues of a floor."""
    open_floor(database)
    with database.write() as session:
        floor = session.scalars(select(Floor)).one()
        made = Queue(name="热线", floor_id=floor.id), Queue(name="Billing", floor_id=floor.id)
        session.add_all(made)
        session.flush()
        return made[0].id, made[1].id


def row(queue_id: int, quarter: int = 0, **figures: int | None) -> IntervalRow:
    counts = {"offered": 10, "answered": 8, "abandoned": 2} | figures
    return IntervalRow(queue_id, MONDAY + quarter * QUARTER, 15, **counts)  # type: ignore[arg-type]


def record(database: Database, *rows: IntervalRow) -> Recorded:
    with database.write() as session:
        return record_intervals(session, rows)


def test_writing_the_same_again_changes_nothing_and_other_figures_replace_the_old(
    database: Database, queues: tuple[int, int]
) -> None:
    one, other = queues
    rows = [row(one), row(one, 1), row(other)]
    assert record(database, *rows) == Recorded(3, 0, 0)
    assert record(database, *rows) == Recorded(0, 0, 3)
    assert record(database, row(one, 1, offered=12), row(other, 1)) == Recorded(1, 1, 0)
    with database.read() as session:
        found = read_contacts(session, one, MONDAY, MONDAY + HOUR)
        assert found.offered.tolist() == [10, 12]
        assert len(read_contacts(session, None, MONDAY, MONDAY + HOUR)) == 4


def test_of_one_interval_said_twice_the_last_word_holds(database: Database, queues: tuple[int, int]) -> None:
    assert record(database, row(queues[0], offered=1), row(queues[0], offered=9)) == Recorded(1, 0, 0)
    with database.read() as session:
        assert read_contacts(session, None, MONDAY, MONDAY + HOUR).offered.tolist() == [9]


def test_only_intervals_that_begin_in_the_stretch_are_read(database: Database, queues: tuple[int, int]) -> None:
    record(database, *(row(queues[0], quarter, offered=quarter) for quarter in range(6)))
    with database.read() as session:
        assert read_contacts(session, None, MONDAY + QUARTER, MONDAY + HOUR).offered.tolist() == [1, 2, 3]
        assert len(read_contacts(session, None, MONDAY - HOUR, MONDAY)) == 0


def test_what_nobody_counted_is_not_a_number(database: Database, queues: tuple[int, int]) -> None:
    record(database, row(queues[0]), row(queues[1], answered_in_time=6, abandoned_early=1))
    with database.read() as session:
        found = read_contacts(session, None, MONDAY, MONDAY + HOUR)
    assert np.array_equal(found.in_time, [np.nan, 6], equal_nan=True)
    assert np.array_equal(found.early, [np.nan, 1], equal_nan=True)


def test_queues_are_added_up_interval_by_interval(database: Database, queues: tuple[int, int]) -> None:
    record(database, *(row(queue, quarter, answered_in_time=5) for queue in queues for quarter in (0, 1)))
    with database.read() as session:
        both = read_contacts(session, None, MONDAY, MONDAY + HOUR).together()
    assert both.offered.tolist() == [20, 20]
    assert both.in_time.tolist() == [10, 10]
    assert np.diff(both.starts).tolist() == [900]


def test_who_writes_contacts_lets_the_screens_hear_of_it(database: Database, queues: tuple[int, int]) -> None:
    record(database, row(queues[0]))
    with database.read() as session:
        heard = session.scalars(select(Change).where(Change.kind == "ContactInterval")).all()
        written = session.scalars(select(ContactInterval.id)).one()
        assert [each.ids for each in heard] == [str(written)]


def test_handle_time_is_that_of_lately_then_of_the_floor_then_the_usual(
    database: Database, queues: tuple[int, int]
) -> None:
    one, other = queues
    now = MONDAY + HOUR
    assert at(database, handle_time, one, now) == USUAL_HANDLE_TIME
    record(database, row(one, answered=100, handle_seconds=20_000), row(other, answered=5, handle_seconds=9_000))
    assert at(database, handle_time, one, now) == 200
    assert at(database, handle_time, other, now) == pytest.approx(29_000 / 105)
    assert at(database, handle_time, one, now + timedelta(days=60)) == USUAL_HANDLE_TIME


def test_patience_is_all_waiting_by_who_hung_up(database: Database, queues: tuple[int, int]) -> None:
    now = MONDAY + HOUR
    assert at(database, patience, queues[0], now) == USUAL_PATIENCE
    # An interval whose waits were not measured says nothing of patience.
    record(database, row(queues[0], abandoned=20, wait_seconds=2_400), row(queues[0], 1, abandoned=50))
    assert at(database, patience, queues[0], now) == 120


def at(database: Database, asked: Callable[..., float], queue_id: int, now: datetime) -> float:
    with database.read() as session:
        return asked(session, queue_id, now=now)
