"""Work that can wait is spread up to its deadlines, so that the peak is least."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.ticket import Status, Ticket
from app.models.words import Complexity
from app.services.database import Database
from app.services.staffing.workload import USUAL_PROMISE, Backlog, open_seconds, read_backlog, spread
from tests.builders import HOUR, MONDAY, new_ticket, open_floor

H = 3600.0
NOTHING = np.zeros(8)
STARTS = (np.arange(8) * H).astype(np.float64)
ALWAYS = np.full(8, H)


def backlog(*items: tuple[float, float], promise: float = 100 * H) -> Backlog:
    """Items of (hours of work, hour in which it is due)."""
    work, due = zip(*items, strict=True) if items else ((), ())
    return Backlog(np.array(work, dtype=float) * H, np.array(due, dtype=float) * H, promise)


@pytest.mark.parametrize(
    ("items", "opens", "wanted"),
    [
        # Due at the end of the day: level.
        ([(4, 7.9)], [1] * 8, [0.5] * 8),
        # Due early: all of it before, none after.
        ([(2, 1.5)], [1] * 8, [1, 1, 0, 0, 0, 0, 0, 0]),
        # The late one is begun early only as far as the early one leaves room below its level.
        ([(2, 1.5), (3, 7.5)], [1] * 8, [1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
        ([(1, 1.5), (7, 7.5)], [1] * 8, [1] * 8),
        # Nothing is done while closed, and what falls due then has to be done before.
        ([(2, 3.5)], [1, 1, 0, 0, 1, 1, 1, 1], [1, 1, 0, 0, 0, 0, 0, 0]),
        # Due after the end, or at no time: not yet.
        ([(5, 9), (1, np.inf)], [1] * 8, [0] * 8),
        ([], [1] * 8, [0] * 8),
        ([(3, 2)], [0] * 8, [0] * 8),
    ],
)
def test_work_is_done_by_its_due_time_at_the_least_peak(
    items: list[tuple[float, float]], opens: list[float], wanted: list[float]
) -> None:
    found = spread(backlog(*items), NOTHING, STARTS, np.array(opens) * H)
    assert found / H == pytest.approx(wanted)


def test_what_has_not_come_in_yet_cannot_be_worked_on() -> None:
    arriving = np.array([0, 0, 0, 0, 4.0, 0, 0, 0]) * H
    found = spread(backlog(promise=3.5 * H), arriving, STARTS, ALWAYS)
    assert found / H == pytest.approx([0, 0, 0, 0, 1, 1, 1, 1])


def test_what_is_late_already_is_due_at_once_or_by_the_time_that_is_named() -> None:
    late = backlog((2, -5), (0, 0))
    assert spread(late, NOTHING, STARTS, ALWAYS)[:2].tolist() == [2 * H, 0]
    assert spread(late, NOTHING, STARTS, ALWAYS, late_by=3.5 * H) / H == pytest.approx([0.5] * 4 + [0] * 4)


ITEMS = st.lists(st.tuples(st.floats(0, 5), st.floats(0, 7.99)), max_size=8)
OPENS = st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=8, max_size=8).filter(any)


@given(ITEMS, OPENS, st.lists(st.floats(0, 3), min_size=8, max_size=8), st.floats(0.5, 9))
def test_nothing_is_late_nothing_is_done_twice_and_nothing_while_closed(
    items: list[tuple[float, float]], opens: list[float], coming: list[float], promise: float
) -> None:
    opened = np.array(opens) * H
    found = spread(backlog(*items, promise=promise * H), np.array(coming) * H, STARTS, opened)
    assert (found >= 0).all()
    assert not found[opened == 0].any()
    due = np.append([at for _, at in items], np.arange(8) + promise)
    work = np.append([each for each, _ in items], coming)
    assert found.sum() / H == pytest.approx(work[due < 8].sum(), abs=1e-6)
    for hour in np.flatnonzero(opened):
        # Up to the next opening.
        later = np.flatnonzero(opened[hour + 1 :])
        until = hour + 1 + (later[0] if len(later) else 8)
        assert found[: hour + 1].sum() / H >= work[(due < until) & (due < 8)].sum() - 1e-6


@given(ITEMS)
def test_no_level_below_its_peak_would_do(items: list[tuple[float, float]]) -> None:
    found = spread(backlog(*items), NOTHING, STARTS, ALWAYS) / H
    by_hour = [sum(work for work, due in items if due < hour + 1) / (hour + 1) for hour in range(8)]
    assert found.max() == pytest.approx(max(by_hour), abs=1e-6)


def test_open_seconds_are_what_the_stretches_cover() -> None:
    edges = np.array([0, 1, 2, 3]) * 3600 + int(MONDAY.timestamp())
    stretches = [(MONDAY - HOUR, MONDAY + HOUR / 2), (MONDAY + 2 * HOUR, MONDAY + 5 * HOUR)]
    assert open_seconds(stretches, edges).tolist() == [1800, 0, 3600]


def test_the_backlog_is_what_is_open_with_its_deadline_and_effort(database: Database) -> None:
    rulebook = open_floor(database)
    with database.read() as session:
        assert read_backlog(session, None, 600.0).promise == USUAL_PROMISE.total_seconds()
    general = new_ticket(database, rulebook)
    new_ticket(database, rulebook, complexity=Complexity.COMPLEX)
    done = new_ticket(database, rulebook)
    with database.write() as session:
        session.get_one(Ticket, done.id).status = Status.CLOSED
    with database.read() as session:
        found = read_backlog(session, None, 600.0)
        assert sorted(found.work) == [600, 1200]
        assert (found.due > (MONDAY + timedelta(days=1)).timestamp()).all()
        assert found.promise > timedelta(days=2).total_seconds()
        assert not len(read_backlog(session, general.id + 99, 600.0).work)
