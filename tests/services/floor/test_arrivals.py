"""Arrivals: counted by the floor's own day on either database, and forecast from the days before."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.floor import Floor, Queue
from app.models.ticket import Source, Status, Ticket
from app.services.database import Database
from app.services.floor.arrivals import (
    INTERVALS,
    Amounts,
    Counts,
    DayArrivals,
    Forecast,
    History,
    Intervals,
    by_wall_clock,
    comparable_days,
    compare_with_naive,
    cut_day,
    read_arrivals,
    rebase,
    seasonal_average,
)

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = date(2026, 3, 2)
OFFICE = {"zone": "Asia/Shanghai", "weekly": {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}


def local(zone: ZoneInfo, *numbers: int, fold: int = 0) -> datetime:
    """An instant by the wall clock of a zone, in UTC, where hours added are hours that pass."""
    return datetime(*numbers, fold=fold, tzinfo=zone).astimezone(UTC)  # type: ignore[arg-type, misc]


def add_tickets(session: Session, received: Iterable[datetime], **details: Any) -> None:
    """Tickets that came in at these instants."""
    ticket = {"source": Source.TELEPHONE, "title": "t"} | details
    session.execute(insert(Ticket), [{"received_at": at, "recorded_at": at, **ticket} for at in received])


def arrivals_of(database: Database, intervals: Intervals, now: datetime, **options: Any) -> DayArrivals:
    """What a screen is given of a day."""
    with database.read() as session:
        return read_arrivals(session, intervals, now=now, **options)


def filled(counts: dict[int, int], length: int) -> list[int]:
    """A list of counts that is zero but for some places."""
    return [counts.get(place, 0) for place in range(length)]


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 2), SHANGHAI, 24),
        (date(2026, 3, 29), BERLIN, 23),
        (date(2026, 10, 25), BERLIN, 25),
        (date(2026, 10, 4), ZoneInfo("Australia/Lord_Howe"), 23.5),
        (date(2018, 11, 4), ZoneInfo("America/Sao_Paulo"), 23),  # has no midnight
    ],
)
@pytest.mark.parametrize("minutes", INTERVALS)
def test_a_day_has_as_many_intervals_as_it_is_long(day: date, zone: ZoneInfo, hours: float, minutes: int) -> None:
    intervals = cut_day(day, zone, minutes)
    assert len(intervals) == hours * 60 / minutes
    assert set(np.diff(intervals.edges).tolist()) == {minutes * 60}
    days = {datetime.fromtimestamp(edge, zone).date() for edge in intervals.edges[:-1].tolist()}
    assert days == {day}


def test_a_repeated_hour_has_intervals_of_its_own_with_the_same_wall_time() -> None:
    slots = cut_day(date(2026, 10, 25), BERLIN, 30).slots.tolist()
    assert slots[:10] == [0, 1, 2, 3, 4, 5, 4, 5, 6, 7]


def test_a_skipped_hour_has_none() -> None:
    slots = cut_day(date(2026, 3, 29), BERLIN, 30).slots.tolist()
    assert slots[:6] == [0, 1, 2, 3, 6, 7]


def test_an_interval_is_over_when_its_end_has_come() -> None:
    intervals = cut_day(MONDAY, SHANGHAI, 30)
    midnight = local(SHANGHAI, 2026, 3, 2)
    instants = [midnight - DAY, midnight, midnight + 30 * MINUTE - MINUTE / 60, midnight + 30 * MINUTE, midnight + DAY]
    assert [intervals.passed(now) for now in instants] == [0, 0, 0, 1, 48]


def test_arrivals_are_counted_in_the_intervals_of_the_floors_day(database: Database) -> None:
    midnight = local(BERLIN, 2026, 10, 25)
    before, last = midnight - timedelta(microseconds=1), midnight + 25 * HOUR - timedelta(microseconds=1)
    second_two_oclock = local(BERLIN, 2026, 10, 25, 2, 15, fold=1)
    first_two_oclock = second_two_oclock - HOUR
    with database.write() as session:
        add_tickets(
            session, [before, midnight, first_two_oclock, second_two_oclock, second_two_oclock, last, last + DAY]
        )
    found = arrivals_of(database, cut_day(date(2026, 10, 25), BERLIN, 30), now=midnight + 2 * DAY)
    assert found.counts.tolist() == filled({0: 1, 4: 1, 6: 2, 49: 1}, 50)


def test_only_intervals_that_are_over_are_shown(database: Database) -> None:
    nine = local(SHANGHAI, 2026, 3, 2, 9)
    with database.write() as session:
        add_tickets(session, [nine, nine + 14 * MINUTE, nine + 15 * MINUTE, nine + 16 * MINUTE])
    found = arrivals_of(database, cut_day(MONDAY, SHANGHAI, 15), now=nine + 20 * MINUTE)
    assert found.counts.tolist() == filled({36: 2}, 37)
    assert found.backlog.tolist() == filled({36: 2}, 37)


def test_arrivals_of_one_queue_leave_the_others_out(database: Database) -> None:
    nine = local(SHANGHAI, 2026, 3, 2, 9)
    with database.write() as session:
        floor = Floor(name="一楼", zone="Asia/Shanghai")
        session.add(floor)
        session.flush()
        queues = [Queue(name=name, floor_id=floor.id) for name in ("账单", "物流")]
        session.add_all(queues)
        session.flush()
        add_tickets(session, [nine - DAY, nine], queue_id=queues[0].id)
        add_tickets(session, [nine, nine], queue_id=queues[1].id)
        wanted = queues[0].id
    found = arrivals_of(database, cut_day(MONDAY, SHANGHAI, 30), now=nine + HOUR, queue_id=wanted)
    assert (found.counts.sum(), found.backlog[-1]) == (1, 2)


def test_the_backlog_is_what_was_open_at_each_interval_s_end(database: Database) -> None:
    chance = random.Random(7)
    midnight = local(BERLIN, 2026, 3, 29)
    tickets: list[dict[str, Any]] = []
    for _ in range(300):
        received = midnight + chance.uniform(-40, 22) * HOUR
        done = received + chance.expovariate(1 / 8) * HOUR
        word = chance.choice([*Status])
        ended = {Status.RESOLVED: "resolved_at", Status.OPEN: None, Status.WAITING: None}.get(word, "closed_at")
        tickets.append({"received_at": received, "status": word, "done": done, "ended": ended})
    with database.write() as session:
        for ticket in tickets:
            times = {ticket["ended"]: ticket["done"]} if ticket["ended"] else {}
            add_tickets(session, [ticket["received_at"]], status=ticket["status"], **times)
    intervals = cut_day(date(2026, 3, 29), BERLIN, 15)
    ends = [datetime.fromtimestamp(edge, UTC) for edge in intervals.edges[1:].tolist()]
    expected = [
        sum(one["received_at"] < end and not (one["ended"] and one["done"] < end) for one in tickets) for end in ends
    ]
    assert arrivals_of(database, intervals, now=midnight + 2 * DAY).backlog.tolist() == expected


def test_what_came_in_closed_was_never_in_the_backlog(database: Database) -> None:
    nine = local(SHANGHAI, 2026, 3, 2, 9)
    with database.write() as session:
        add_tickets(session, [nine - DAY, nine], status=Status.CLOSED)
    found = arrivals_of(database, cut_day(MONDAY, SHANGHAI, 30), now=nine + HOUR)
    assert found.counts.sum() == 1
    assert not found.backlog.any()


def test_there_is_no_forecast_before_a_comparable_day_was_recorded_whole(database: Database) -> None:
    nine = local(SHANGHAI, 2026, 3, 2, 9)
    intervals = cut_day(MONDAY, SHANGHAI, 30)
    assert arrivals_of(database, intervals, now=nine).forecast is None
    with database.write() as session:
        add_tickets(session, [nine - 7 * DAY])  # recording began in the middle of that day
    assert arrivals_of(database, intervals, now=nine).forecast is None
    with database.write() as session:
        add_tickets(session, [nine - 8 * DAY])
    found = arrivals_of(database, intervals, now=nine)
    assert found.forecast
    assert found.accuracy


def test_the_forecast_learns_from_the_same_weekday_and_leaves_holidays_out(database: Database) -> None:
    nine = local(SHANGHAI, 2026, 3, 2, 9)
    calendar = BusinessCalendar.from_spec(OFFICE | {"holidays": ["2026-02-23"]})
    with database.write() as session:
        add_tickets(session, [nine - 60 * DAY])
        add_tickets(session, [nine - weeks * 7 * DAY for weeks in range(2, 9) for _ in range(9)])
        add_tickets(session, [nine - 3 * DAY] * 90)  # a Friday
    intervals = cut_day(MONDAY, SHANGHAI, 30)
    without = arrivals_of(database, intervals, now=nine - 9 * HOUR, calendar=calendar).forecast
    with_holiday = arrivals_of(database, intervals, now=nine - 9 * HOUR).forecast
    assert without
    assert with_holiday
    # What came at nine week after week is no chance that the intervals before and after it should share.
    assert without.mean[17:20].tolist() == [0, 9, 0]
    assert without.mean.sum() == 9
    assert with_holiday.mean.sum() == pytest.approx(9 * 7 / 8)


def test_a_remembered_day_is_counted_again_after_an_hour(database: Database) -> None:
    nine = local(SHANGHAI, 2026, 3, 2, 9)
    with database.write() as session:
        add_tickets(session, [nine - 8 * DAY, nine - 7 * DAY])
    intervals, history = cut_day(MONDAY, SHANGHAI, 30), History()

    def planned(now: datetime) -> float:
        found = arrivals_of(database, intervals, now=now, history=history)
        assert found.plan
        return float(found.plan.mean.sum())

    assert planned(nine) == pytest.approx(1)
    with database.write() as session:
        add_tickets(session, [nine - 7 * DAY])
    assert planned(nine + 59 * MINUTE) == pytest.approx(1)
    assert planned(nine + 61 * MINUTE) == pytest.approx(2)


def test_last_week_is_the_baseline_even_where_it_was_a_holiday(database: Database) -> None:
    nine = local(SHANGHAI, 2026, 3, 2, 9)
    calendar = BusinessCalendar.from_spec(OFFICE | {"holidays": ["2026-02-23"]})
    with database.write() as session:
        add_tickets(session, [nine - weeks * 7 * DAY for weeks in range(9) if weeks != 1])
    found = arrivals_of(database, cut_day(MONDAY, SHANGHAI, 30), now=nine + 15 * HOUR, calendar=calendar)
    assert found.accuracy
    assert found.accuracy.naive == pytest.approx(1 / 48)


@pytest.mark.parametrize(
    ("day", "spec", "expected"),
    [
        (date(2026, 3, 2), None, [date(2026, 2, 23), date(2026, 2, 16), date(2026, 2, 9)]),
        (date(2026, 3, 2), {"holidays": ["2026-02-16"]}, [date(2026, 2, 23), date(2026, 2, 9)]),
        # a holiday is like the rest days before it
        (date(2026, 3, 2), {"holidays": ["2026-03-02"]}, [date(2026, 3, 1), date(2026, 2, 28), date(2026, 2, 22)]),
        # a Sunday that is worked is like the working days before it
        (
            date(2026, 3, 1),
            {"shifts": {"2026-03-01": ["09:00-18:00"]}},
            [date(2026, 2, 27), date(2026, 2, 26), date(2026, 2, 25)],
        ),
        (date(2026, 3, 1), {}, [date(2026, 2, 22), date(2026, 2, 15), date(2026, 2, 8)]),
    ],
)
def test_days_are_compared_with_days_of_their_kind(
    day: date, spec: dict[str, Any] | None, expected: list[date]
) -> None:
    calendar = None if spec is None else BusinessCalendar.from_spec(OFFICE | spec)
    assert comparable_days(day, calendar, weeks=3) == expected


def test_a_repeated_hour_counts_once_by_the_wall_clock_and_a_skipped_one_is_filled() -> None:
    autumn, spring = (cut_day(day, BERLIN, 30) for day in (date(2026, 10, 25), date(2026, 3, 29)))
    counts = np.ones(len(autumn), dtype=np.int64)
    counts[4:6] = 9
    assert by_wall_clock(counts, autumn)[3:7].tolist() == [1, 5, 5, 1]
    assert by_wall_clock(np.full(len(spring), 4), spring).tolist() == [4.0] * 48


def test_neighbouring_intervals_share_what_chance_may_have_put_in_one_of_them() -> None:
    average = seasonal_average(np.array([[0.0, 1.0, 2.0, 0.0], [1.0, 0.0, 1.0, 1.0]]))
    assert average
    assert average.mean.tolist() == pytest.approx([0.5, 5 / 6, 5 / 6, 5 / 6])


def test_without_history_there_is_no_average() -> None:
    assert seasonal_average(np.empty((0,))) is None


def flat(mean: float, length: int) -> Forecast:
    """A plan that expects the same in each interval."""
    return Forecast(np.full(length, mean), np.full(length, mean / 2), np.full(length, mean * 2))


@pytest.mark.parametrize(
    ("so_far", "mean"),
    [
        ([], [10, 10, 10, 10]),
        ([10, 10], [10, 10, 10, 10]),
        ([45], [10, 20, 20, 20]),
        ([0, 0], [10, 10 * 25 / 35, 10 * 25 / 45, 10 * 25 / 45]),
        ([45, 20, 0, 0], [10, 20, 20, 10 * 90 / 55]),
    ],
)
def test_what_has_come_moves_what_is_to_come_and_not_what_was_expected_before(
    so_far: list[int], mean: list[float]
) -> None:
    rebased = rebase(flat(10, 4), np.array(so_far, dtype=np.int64))
    assert rebased.mean.tolist() == pytest.approx(mean)
    assert (rebased.high / rebased.low).tolist() == pytest.approx([4] * 4)


history = st.tuples(st.integers(1, 8), st.integers(2, 48)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(0, 10_000))
)


@given(history, st.data())
def test_the_band_holds_the_mean_and_never_falls_below_zero(days: Counts, data: st.DataObject) -> None:
    so_far = data.draw(arrays(np.int64, st.integers(0, days.shape[1]), elements=st.integers(0, 10_000)))
    plan = seasonal_average(days.astype(np.float64))
    assert plan
    for forecast in (plan, rebase(plan, so_far)):
        assert (forecast.low >= 0).all()
        assert (forecast.low <= forecast.mean).all()
        assert (forecast.mean <= forecast.high).all()


@given(history, st.data())
def test_what_was_expected_of_an_interval_does_not_know_what_came_in_it(days: Counts, data: st.DataObject) -> None:
    so_far = data.draw(arrays(np.int64, st.integers(1, days.shape[1]), elements=st.integers(0, 10_000)))
    plan = seasonal_average(days.astype(np.float64))
    assert plan
    before, after = (rebase(plan, counts).mean for counts in (so_far[:-1], so_far))
    assert before[: len(so_far)].tolist() == after[: len(so_far)].tolist()


@given(history)
def test_a_day_as_planned_is_left_as_it_is(days: Counts) -> None:
    plan = seasonal_average(np.repeat(days[:1], 3, axis=0).astype(np.float64))
    assert plan
    even = Forecast(np.round(plan.mean), plan.low, plan.high)
    assert rebase(even, even.mean.astype(np.int64)).mean.tolist() == pytest.approx(even.mean.tolist())


def test_both_errors_are_stated_over_what_is_over() -> None:
    counts = np.array([4, 6])
    last_week: Amounts = np.array([1.0, 6.0, 99.0])
    found = compare_with_naive(counts, Forecast(np.array([5.0, 6.0, 0.0]), np.zeros(3), np.zeros(3)), last_week)
    assert found
    assert (found.forecast, found.naive) == (0.5, 1.5)


def test_nothing_is_compared_before_an_interval_is_over() -> None:
    assert compare_with_naive(np.array([], dtype=np.int64), flat(3, 4), np.ones(4)) is None
