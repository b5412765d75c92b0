"""Gaps in the record: told from quiet days, left out wherever history teaches, and said."""

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import delete, func, insert, select

from app.models.calendar import BusinessCalendar
from app.models.floor import Floor, Queue
from app.models.forecast import ContactInterval, Counted
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.floor.arrivals import History, read_arrivals
from app.services.floor.surge import INTERVAL, read_usual
from app.services.staffing.forecast import expected
from app.services.staffing.forecast.day import Amounts, cut_day
from app.services.staffing.forecast.gaps import find_gaps, without_gaps
from app.services.staffing.forecast.present import read_forecast
from app.services.staffing.forecast.recorded import read_recorded
from app.services.staffing.forecast.split import By
from tests.services.staffing.forecast.floors import DAY, HOUR, MONDAY, SHANGHAI, add_complaints, make

TODAY = date(2026, 3, 2)
OFFICE = BusinessCalendar.from_spec(
    {
        "zone": "Asia/Shanghai",
        "weekly": {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
        "holidays": ["2026-02-16"],
    }
)


def lose(database: Database, *days: int) -> None:
    """Take the records of so many days ago away."""
    with database.write() as session:
        for back in days:
            start, end = MONDAY - back * DAY - HOUR, MONDAY - (back - 1) * DAY - HOUR
            session.execute(delete(Ticket).where(Ticket.received_at >= start, Ticket.received_at < end))
            rows = ContactInterval
            session.execute(delete(rows).where(rows.starts_at >= start, rows.starts_at < end))


def usual(queue: float, database: Database, counted: Counted = Counted.COMPLAINTS, back: int = 0) -> float:
    """What is expected of today, or of so many days before, where there is no version."""
    day = TODAY - timedelta(back)
    with database.read() as session:
        found = expected(session, int(queue), cut_day(day, SHANGHAI, 60), counted=counted, now=MONDAY - back * DAY)
    assert found
    return float(found.mean.sum())


def gaps_of(database: Database, totals: list[float], holidays: Amounts | None = None) -> list[int]:
    """The places of the gaps among days of complaints, of which nothing is on record."""
    counts = np.array(totals)
    with database.read() as session:
        none = np.zeros(len(counts), np.bool_) if holidays is None else holidays.astype(np.bool_)
        found = find_gaps(session, Counted.COMPLAINTS, date(2020, 3, 2), counts, none, SHANGHAI)
    return np.flatnonzero(found).tolist()


WEEK = [300.0, 280, 270, 280, 290, 90, 0]


def test_an_empty_day_among_busy_ones_is_a_gap_and_an_empty_one_among_such_is_not(database: Database) -> None:
    assert gaps_of(database, WEEK * 4) == []
    assert gaps_of(database, [*WEEK, 0.0, 0.0, *WEEK[2:], *WEEK]) == [7, 8]
    # Where few come, a day may well be empty.
    assert gaps_of(database, [3.0, 2, 0, 4, 1, 0, 0] * 2 + [0.0, 3, 2, 2, 0, 0, 0]) == []


def test_a_holiday_on_which_nothing_came_is_believed(database: Database) -> None:
    totals = [*WEEK, 0.0, *WEEK[1:], *WEEK]
    assert gaps_of(database, totals) == [7]
    assert gaps_of(database, totals, np.arange(21) == 7) == []


def test_a_telephone_system_that_says_that_nobody_called_has_recorded_the_day(
    database: Database, queues: list[int]
) -> None:
    lose(database, 7, 14)
    # Four Mondays are left with 180 contacts, and two of which nobody knows.
    assert usual(queues[1], database, Counted.CONTACTS) == pytest.approx(180, abs=2)
    silent = {"queue_id": queues[1], "minutes": 30, "offered": 0, "answered": 0}
    with database.write() as session:
        session.execute(insert(ContactInterval), [silent | {"starts_at": MONDAY - 7 * DAY + 9 * HOUR}])
    assert usual(queues[1], database, Counted.CONTACTS) == pytest.approx(180 * 2 / 3, abs=2)


def test_the_average_of_comparable_days_leaves_gaps_out(database: Database, queues: list[int]) -> None:
    assert usual(queues[0], database) == pytest.approx(52, abs=3)
    lose(database, 14)
    assert usual(queues[0], database) == pytest.approx(52, abs=3)
    # Of another queue something came, so that this one was quiet.
    with database.write() as session:
        another = Queue(name="退款", floor_id=session.scalars(select(Floor.id)).one())
        session.add(another)
        session.flush()
        add_complaints(session, another.id, MONDAY - 14 * DAY, 1)
    assert usual(queues[0], database) == pytest.approx(52 * 2 / 3, abs=3)


def test_nobody_is_compared_with_a_week_that_is_not_on_record(database: Database, queues: list[int]) -> None:
    found = []
    for back in (14, 7):
        lose(database, back)
        with database.read() as session:
            day = read_arrivals(session, cut_day(TODAY, SHANGHAI, 30), queue_id=queues[0], now=MONDAY + 10 * HOUR)
        found.append(day.accuracy is not None)
    assert found == [True, False]


def test_how_far_days_stray_is_learned_without_gaps(database: Database, queues: list[int]) -> None:
    def strays() -> float:
        with database.read() as session:
            found = read_usual(session, zone=SHANGHAI, history=History(), now=MONDAY + 10 * HOUR)
        assert found
        return found.day_error

    before = strays()
    lose(database, 14)
    assert strays() == pytest.approx(before, abs=0.02)
    assert queues
    assert INTERVAL


def test_versions_are_made_around_gaps_and_say_which_days_are_missing(database: Database, queues: list[int]) -> None:
    lose(database, 3, 4, 5, 10)
    made = {(each.counted, each.queue_id): each for each in make(database, MONDAY)}
    version = made[Counted.COMPLAINTS, queues[0]]
    assert version.parameters["missing"] == [str(TODAY - timedelta(back)) for back in (10, 5, 4, 3)]
    assert version.parameters["days"] == 30
    days = np.array(version.expected["mean"]).reshape(version.days, -1).sum(axis=1)
    assert days.tolist() == pytest.approx([54.0] * version.days, rel=0.06)


def test_the_screen_is_told_of_gaps_and_judges_nobody_by_them(database: Database, queues: list[int]) -> None:
    make(database, MONDAY - 3 * DAY)
    lose(database, 2)
    make(database, MONDAY)
    with database.read() as session:
        found = read_forecast(session, queues[0], Counted.COMPLAINTS, SHANGHAI, by=By.SOURCE, now=MONDAY)
    assert found.missing == (TODAY - timedelta(2),)
    assert [(row.day, row.came) for row in found.days if row.missing] == [(TODAY - timedelta(2), None)]
    assert [row.lately[7].days for row in found.missed[:2]] == [1, 1]
    assert found.split.judged == 19
    assert found.split.error == pytest.approx(0, abs=0.05)


def test_a_past_that_begins_with_a_gap_begins_with_its_first_day(database: Database, queues: list[int]) -> None:
    lose(database, *range(18, 35))
    for each in make(database, MONDAY):
        assert np.isfinite(each.expected["mean"]).all()
        assert each.parameters["days"] == 17


def test_after_weeks_of_nothing_there_is_still_a_forecast(database: Database, queues: list[int]) -> None:
    with database.write() as session:
        add_complaints(session, queues[0], MONDAY - 80 * DAY, 30)
        assert session.scalars(select(func.count()).select_from(Ticket)).one()
    lose(database, *range(1, 50))
    for each in make(database, MONDAY):
        assert np.isfinite(each.expected["mean"]).all()


def test_holidays_are_told_from_the_calendar(database: Database, queues: list[int]) -> None:
    lose(database, 13, 14)
    with database.read() as session:
        past = read_recorded(session, SHANGHAI, OFFICE, now=MONDAY).past[Counted.COMPLAINTS]
        rows = {TODAY - timedelta(14): np.zeros(24), TODAY - timedelta(7): np.full(24, 2.0)}
        believed = without_gaps(session, Counted.COMPLAINTS, rows, SHANGHAI, OFFICE)
        told = without_gaps(session, Counted.COMPLAINTS, rows, SHANGHAI)
    assert past.missing == (TODAY - timedelta(13),)
    assert queues[0] in past.queues
    assert (len(believed), len(told)) == (2, 1)
