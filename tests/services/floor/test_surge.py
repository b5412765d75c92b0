"""Surges: rarely without a cause, nearly always with one, and told apart from a busy day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import insert, update

from app.models.floor import Floor, Queue
from app.models.ticket import Source, Ticket
from app.services.database import Database
from app.services.floor.activation.clear import Clear, measure
from app.services.floor.arrivals import Amounts, Counts, DayArrivals, History, cut_day, rebase, seasonal_average
from app.services.floor.surge import (
    INTERVAL,
    Surge,
    judge,
    read_surge,
    read_surges,
    read_usual,
)
from app.services.floor.surge_budget import Budget
from app.services.floor.surge_course import CLEARED_BELOW, COOL_DOWN, HOLD, Course
from app.services.floor.surge_detector import Straying, detector_of, threshold
from app.services.pulse import SurgeState
from tests.builders import open_floor

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 2)
MIDNIGHT = datetime(2026, 3, 1, 16, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY_LENGTH = 24 * 60 // INTERVAL


def place(hour: float) -> int:
    """The interval that begins at an hour of the day."""
    return int(hour * 60 / INTERVAL)


def usual(per_quarter: float) -> Amounts:
    """A day with so many contacts a quarter of an hour from eight to eight, more of them in the late morning."""
    day = np.full(DAY_LENGTH, 0.02)
    day[place(8) : place(20)] = per_quarter * INTERVAL / 15
    day[place(10) : place(11.5)] *= 1.3
    return day


def day_of(counts: Counts, history: Amounts) -> DayArrivals:
    """What `read_arrivals` makes of a day and the ones before it."""
    plan = seasonal_average(history, 15 // INTERVAL)
    assert plan
    return DayArrivals(
        cut_day(MONDAY, SHANGHAI, INTERVAL), counts, counts[:0], rebase(plan, counts), None, plan, len(history)
    )


def exactly(means: Amounts) -> Counts:
    """Whole counts that follow the means without chance."""
    return np.diff(np.round(np.append(0, np.cumsum(means)))).astype(np.int64)


def judged(means: Amounts, plan: Amounts, hour: float) -> Surge:
    """What is said at an hour of a day that is planned so and comes so."""
    return judge(day_of(exactly(means)[: place(hour)], np.repeat(plan[None], 8, axis=0)))


def with_more(means: Amounts, share: float, since: float, until: float) -> Amounts:
    """A day on which more comes between two hours."""
    more = means.copy()
    more[place(since) : place(until)] *= 1 + share
    return more


def test_a_surge_says_since_when_and_what_it_rests_on() -> None:
    plan = usual(50)
    found = judged(with_more(plan, 0.6, 14, 20), plan, 14.75)
    assert found.state is SurgeState.SURGE
    assert found.since == MIDNIGHT + timedelta(hours=14)
    assert (found.count, found.minutes, found.learned_from) == (240, 45, 8)
    assert found.expected == pytest.approx(150, abs=1)
    assert found.growth == pytest.approx(0.6, abs=0.01)


def test_a_surge_that_lasts_is_measured_over_the_last_hour_against_what_was_usual_before_it() -> None:
    plan = usual(50)
    found = judged(with_more(plan, 0.6, 13, 20), plan, 18)
    assert (found.state, found.since) == (SurgeState.SURGE, MIDNIGHT + timedelta(hours=13))
    assert found.minutes == 60
    assert found.growth == pytest.approx(0.6, abs=0.01)


@pytest.mark.parametrize("share", [0.2, 0.3, 0.5])
def test_a_day_that_is_busier_than_planned_all_day_is_a_missed_forecast_and_no_surge(share: float) -> None:
    plan = usual(50)
    states = [judged(plan * (1 + share), plan, hour).state for hour in np.arange(10, 24, 0.5)]
    assert set(states) == {SurgeState.MISSED_FORECAST}
    found = judged(plan * (1 + share), plan, 18)
    assert found.growth == pytest.approx(share, abs=0.01)
    assert found.minutes == 18 * 60
    assert found.since
    assert found.since < MIDNIGHT + timedelta(hours=10)


def test_a_surge_on_a_busy_day_is_told_against_that_day() -> None:
    plan = usual(50)
    found = judged(with_more(plan * 1.3, 0.6, 14, 20), plan, 15)
    assert found.state is SurgeState.SURGE
    assert found.growth == pytest.approx(0.6, abs=0.03)


def test_a_quiet_day_is_calm() -> None:
    plan = usual(50)
    found = judged(plan * 0.7, plan, 18)
    assert (found.state, found.since) == (SurgeState.CALM, None)
    assert found.expected == pytest.approx(140, abs=2)


def test_a_short_surge_is_held_and_then_cleared() -> None:
    plan = usual(50)
    means = with_more(plan, 1.0, 14, 14.5)
    raised = next(each for each in range(place(14), place(16)) if _state(means, plan, each) is SurgeState.SURGE)
    states = [_state(means, plan, each) for each in range(raised, place(20))]
    held = states.index(SurgeState.CALM)
    assert held * INTERVAL >= HOLD
    assert set(states[held:]) == {SurgeState.CALM}


def _state(means: Amounts, plan: Amounts, end: int) -> SurgeState:
    return judged(means, plan, end * INTERVAL / 60).state


def test_between_its_two_levels_a_surge_stays_what_it_is() -> None:
    plan = usual(100)
    means = with_more(with_more(plan, 0.6, 14, 15), 0.15, 15, 20)
    assert judged(means, plan, 18).state is SurgeState.SURGE
    assert judged(with_more(plan, 0.15, 14, 20), plan, 18).state is SurgeState.CALM


@pytest.mark.parametrize(("pause", "same"), [(COOL_DOWN / 60 / 2, True), (COOL_DOWN / 60 + 1.5, False)])
def test_what_returns_within_the_cool_down_is_the_same_surge(pause: float, same: bool) -> None:
    plan = usual(100)
    means = with_more(plan, 0.8, 12, 13)
    over = next(each for each in range(place(13), place(16)) if _state(means, plan, each) is SurgeState.CALM)
    again = over * INTERVAL / 60 + pause
    found = judged(with_more(means, 0.8, again, 20), plan, again + 0.75)
    assert found.state is SurgeState.SURGE
    assert found.since
    assert (found.since == MIDNIGHT + timedelta(hours=12)) is same


def test_small_numbers_do_not_alarm() -> None:
    plan = usual(0.5)
    counts = exactly(plan)
    counts[place(14) : place(14) + 4] += 2
    history = np.repeat(plan[None], 8, axis=0)
    assert judge(day_of(counts[: place(15)], history)).state is SurgeState.CALM


def test_a_floor_that_opens_a_little_early_or_late_has_no_surge() -> None:
    plan = usual(100)
    for minutes in (-10, 10):
        means = np.roll(plan, minutes // INTERVAL)
        states = {_state(means, plan, each) for each in range(place(7), place(12))}
        assert SurgeState.SURGE not in states


def test_a_surge_says_below_what_it_is_over() -> None:
    plan = usual(60)
    found = judged(with_more(plan, 0.6, 14, 20), plan, 15)
    # A tenth above what is expected in half an hour.
    assert found.clear == pytest.approx(132, abs=1)
    assert judged(plan, plan, 15).clear is None
    assert judged(plan * 1.3, plan, 15).clear is None


def test_what_comes_lately_is_told_against_the_day_as_it_is_and_not_against_its_plan() -> None:
    plan = usual(50)
    busy = with_more(plan * 1.5, 1.0, 13, 15)
    during, after = judged(busy, plan, 14.5), judged(busy, plan, 17)
    assert during.state is SurgeState.SURGE
    assert during.lately == pytest.approx(1.0, abs=0.1)
    # The whole day stays half above its plan, although nothing runs away any more.
    assert after.state is SurgeState.MISSED_FORECAST
    assert after.growth is not None
    assert after.growth > 0.5
    assert after.lately is not None
    assert after.lately < 0.05


def test_the_end_of_a_surge_and_what_comes_lately_are_told_alike() -> None:
    plan = usual(60)
    means = with_more(plan, 0.8, 12, 14)
    found = [judged(means, plan, hour) for hour in np.arange(12.5, 16, 0.25)]
    over = [each.state is not SurgeState.SURGE for each in found]
    assert over == [each.lately is not None and each.lately < CLEARED_BELOW for each in found]
    assert over[-1]
    assert not over[2]


def test_what_chance_explains_is_no_rise_where_nothing_was_noticed() -> None:
    plan = usual(5)
    counts = exactly(plan)
    calm = judge(day_of(counts[: place(15)], np.repeat(plan[None], 8, axis=0)))
    counts[place(15) - 2] += 4
    chance = judge(day_of(counts[: place(15)], np.repeat(plan[None], 8, axis=0)))
    counts[place(15) - 2] += 8
    more = judge(day_of(counts[: place(15)], np.repeat(plan[None], 8, axis=0)))
    assert calm.lately == pytest.approx(0, abs=0.1)
    assert chance.lately == 0
    assert more.lately == pytest.approx(1.2, abs=0.2)


def test_what_was_planned_for_the_hour_and_came_on_a_busy_day_is_both_but_said_is_the_surge() -> None:
    plan = usual(50)
    means = with_more(plan * 1.3, 0.6, 14, 16)
    assert [judged(means, plan, hour).state for hour in (13, 15, 18)] == [
        SurgeState.MISSED_FORECAST,
        SurgeState.SURGE,
        SurgeState.MISSED_FORECAST,
    ]


def test_a_slow_rise_that_ends_as_half_as_many_again_is_noticed() -> None:
    plan = usual(50)
    means = plan.copy()
    means[place(14) : place(20)] *= np.minimum(1 + np.arange(place(6)) / place(2) * 0.5, 1.5)
    assert judged(means, plan, 16.5).state is SurgeState.SURGE


def test_who_puts_up_with_more_false_alarms_hears_of_smaller_surges() -> None:
    plan = usual(50)
    day = day_of(exactly(with_more(plan, 0.3, 14, 20))[: place(15)], np.repeat(plan[None], 8, axis=0))
    assert judge(day, budget=Budget(1, 90, watched=20)).state is SurgeState.CALM
    assert judge(day, budget=Budget(1, 2)).state is SurgeState.SURGE


def test_another_budget_is_judged_by_at_once(database: Database, busy: Callable[[int], None]) -> None:
    busy(42)
    open_floor(database)
    history = History()
    found = []
    for days in (90, 2):
        with database.write() as session:
            session.execute(update(Floor).values(false_alarms=1, false_alarm_days=days))
        with database.read() as session:
            now = MIDNIGHT + timedelta(hours=14.5)
            found.append(read_surge(session, zone=SHANGHAI, history=history, now=now).state)
    assert found == [SurgeState.CALM, SurgeState.SURGE]


def test_an_alarm_that_is_over_is_followed_by_a_fresh_one() -> None:
    plan = usual(50)
    means = with_more(with_more(plan, 0.8, 10, 11), 0.8, 16, 20)
    history = np.repeat(plan[None], 8, axis=0)
    detector = detector_of(tuple(seasonal(history).tolist()), INTERVAL, Straying(), 8)
    course = Course(exactly(means)[: place(17)], detector)
    course.look_for_surges(threshold(detector, Budget().share))
    first, second = course.alarms
    assert first.over is not None
    assert place(10) < first.noticed <= place(11) < first.over < place(12.5)
    assert (place(16) < second.noticed <= place(17), second.over) == (True, None)


def test_a_queue_whose_hours_stray_much_alarms_later() -> None:
    plan = usual(50)
    day = day_of(exactly(with_more(plan, 0.6, 14, 20))[: place(14.5)], np.repeat(plan[None], 8, axis=0))
    assert judge(day, Straying(0.1, 0.05)).state is SurgeState.SURGE
    assert judge(day, Straying(0.3, 0.5)).state is SurgeState.CALM


def test_judging_a_day_alarms_when_its_evidence_passes_the_threshold() -> None:
    plan, budget = usual(50), Budget(1, 3)
    history = np.repeat(plan[None], 8, axis=0)
    detector = detector_of(tuple(seasonal(history).tolist()), INTERVAL, Straying(), 8)
    days = detector.usual.days(20, np.random.default_rng(4))
    above = detector.evidence(days) > threshold(detector, budget.share)
    firsts = [int(each.argmax()) + 1 if each.any() else None for each in above]
    assert 1 < sum(first is not None for first in firsts) < 15
    for counts, first in zip(days, firsts, strict=True):
        if first is None:
            assert judge(day_of(counts, history), budget=budget).state is not SurgeState.SURGE
        else:
            assert judge(day_of(counts[:first], history), budget=budget).state is SurgeState.SURGE
            assert judge(day_of(counts[: first - 1], history), budget=budget).state is not SurgeState.SURGE


def seasonal(history: Amounts) -> Amounts:
    plan = seasonal_average(history, 15 // INTERVAL)
    assert plan
    return plan.mean


def test_without_history_it_is_calm_and_there_is_no_expectation() -> None:
    intervals = cut_day(MONDAY, SHANGHAI, INTERVAL)
    counts = np.full(place(14), 40)
    found = judge(DayArrivals(intervals, counts, counts, None, None))
    assert found == Surge(SurgeState.CALM, None, 40 * 60 // INTERVAL, None, 60, 0)
    assert found.growth is None


@pytest.mark.parametrize(("day", "length"), [(date(2026, 3, 29), 276), (date(2026, 10, 25), 300)])
def test_on_days_with_a_clock_change_a_surge_is_dated_as_on_others(day: date, length: int) -> None:
    plan = seasonal_average(np.repeat(usual(50)[None], 8, axis=0), 15 // INTERVAL)
    assert plan
    intervals = cut_day(day, ZoneInfo("Europe/Berlin"), INTERVAL)
    since = int(np.flatnonzero(intervals.slots == place(14))[0])
    means = plan.at(intervals.slots).mean.copy()
    means[since:] *= 1.6
    counts = exactly(means)[: since + 9]
    found = judge(DayArrivals(intervals, counts, counts[:0], None, None, plan.at(intervals.slots), 8))
    assert len(intervals) == length
    assert (found.state, found.since) == (
        SurgeState.SURGE,
        datetime(day.year, day.month, day.day, 14, tzinfo=ZoneInfo("Europe/Berlin")),
    )


def test_empty_days_are_no_history() -> None:
    found = judged(usual(50), usual(0), 18)
    assert (found.state, found.expected) == (SurgeState.CALM, None)


def test_what_comes_where_nothing_was_expected_is_a_surge_until_it_ends() -> None:
    plan = usual(50)
    plan[place(18) :] = 0
    means = plan.copy()
    means[place(19) : place(21)] = 10
    found = judged(means, plan, 21)
    assert (found.state, found.growth) == (SurgeState.SURGE, None)
    assert judged(means, plan, 22).state is SurgeState.CALM


def test_before_the_first_interval_is_over_it_is_calm() -> None:
    found = judged(usual(50), usual(50), 0)
    assert (found.state, found.count, found.minutes) == (SurgeState.CALM, 0, 0)


@pytest.fixture
def busy(database: Database) -> Callable[[int], None]:
    """Makes a floor of eight weeks with twenty calls at each half past of working hours, and today's afternoon."""

    def fill(today: int) -> None:
        hours = [MIDNIGHT + timedelta(hours=hour) for hour in range(8, 20)]
        past = [at - week * timedelta(weeks=1) + n * MINUTE for week in range(1, 9) for at in hours for n in range(40)]
        calls = [at + n * MINUTE for at in hours[:6] for n in range(40)]
        calls += [hours[6] + n * timedelta(seconds=20) for n in range(today)]
        ticket = {"source": Source.TELEPHONE, "title": "t"}
        with database.write() as session:
            session.execute(insert(Ticket), [{"received_at": MIDNIGHT - timedelta(weeks=9), **_at(MIDNIGHT), **ticket}])
            session.execute(insert(Ticket), [{"received_at": at, **_at(at), **ticket} for at in (*past, *calls)])

    return fill


def _at(at: datetime) -> dict[str, datetime]:
    return {"recorded_at": at}


@pytest.mark.parametrize(("today", "state"), [(30, SurgeState.CALM), (89, SurgeState.SURGE)])
def test_the_floor_is_read_and_judged(
    database: Database, busy: Callable[[int], None], today: int, state: SurgeState
) -> None:
    busy(today)
    with database.read() as session:
        found = read_surge(session, zone=SHANGHAI, history=History(), now=MIDNIGHT + timedelta(hours=14.5))
    assert found.state is state
    assert found.learned_from == 8
    # Nobody is scheduled, and nothing is known of handling times.
    assert (found.shares and found.shares.volume) == (1.0 if state is SurgeState.SURGE else None)


def test_every_queue_is_judged_beside_the_floor(database: Database, busy: Callable[[int], None]) -> None:
    busy(89)
    open_floor(database)
    with database.write() as session:
        queues = [Queue(name=name, floor_id=session.query(Floor).one().id) for name in ("账单", "物流")]
        session.add_all(queues)
        session.flush()
        first, second = (queue.id for queue in queues)
        session.execute(update(Ticket).values(queue_id=first))
    with database.read() as session:
        found = read_surges(session, zone=SHANGHAI, history=History(), now=MIDNIGHT + timedelta(hours=14.5))
    assert {id_: surge.state for id_, surge in found.items()} == {
        None: SurgeState.SURGE,
        first: SurgeState.SURGE,
        second: SurgeState.CALM,
    }


def test_people_are_sent_back_by_what_comes_lately(database: Database, busy: Callable[[int], None]) -> None:
    busy(89)
    with database.read() as session:
        measured = [
            measure(session, Clear(), queue, MIDNIGHT, history=History(), now=MIDNIGHT + timedelta(hours=hour))
            for queue, hour in ((None, 14.5), (None, 16.5), (4711, 14.5))
        ]
    rising, over, unknown = measured
    assert unknown is None
    assert rising is not None
    assert rising > Clear().again
    assert over is not None
    assert over <= Clear().level


def test_what_is_usual_is_read_for_a_simulation(database: Database, busy: Callable[[int], None]) -> None:
    busy(0)
    with database.read() as session:
        read = partial(read_usual, session, zone=SHANGHAI, history=History(), now=MIDNIGHT + timedelta(hours=14.5))
        found = read()
        assert read(queue_id=4711) is None
    assert found
    assert (found.minutes, found.learned_from) == (INTERVAL, 8)
    assert found.plan.sum() == pytest.approx(480, rel=0.05)
