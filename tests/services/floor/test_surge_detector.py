"""The detector of surges: its laws, its likelihood, and that quiet days keep the budget of false alarms."""

from math import exp, lgamma, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.services.floor.arrivals import Amounts, Counts, seasonal_average
from app.services.floor.surge_detector import (
    GROWTH,
    LEAST_EXCESS,
    PRIOR,
    Detector,
    Straying,
    Usual,
    detector_of,
    parts,
    threshold,
    threshold_of,
)

QUARTERS = 48


def flat(per_quarter: float, *, day: float = 0.1, interval: float = 0.05) -> Detector:
    """A half day with so many arrivals in each quarter of an hour."""
    return Detector(Usual(np.full(QUARTERS, per_quarter), 15, day, interval))


def working_day(per_quarter: float, minutes: int = 5) -> Amounts:
    """A day with so many arrivals a quarter of an hour from eight to eight, more of them in the late morning."""
    day = np.full(24 * 60 // minutes, 0.02)
    day[8 * 60 // minutes : 20 * 60 // minutes] = per_quarter * minutes / 15
    day[10 * 60 // minutes : 690 // minutes] *= 1.3
    return day


def tuned(plan: Amounts, learned_from: int = 8, straying: Straying | None = None) -> Detector:
    return detector_of(tuple(plan.tolist()), 24 * 60 // len(plan), straying or Straying(), learned_from)


def evidence(detector: Detector, days: Counts) -> Amounts:
    return np.concatenate([detector.evidence(part) for part in parts(days)])


def steady(mean: float, *later: int) -> Counts:
    """Quarters as they are planned, and then some others; one day."""
    return np.array([[round(mean)] * 16 + list(later)])


def test_one_interval_is_judged_by_the_ratio_of_two_negative_binomials() -> None:
    mean, came = 20.0, 40
    shape = 1 / (1 / PRIOR + 0.05**2)

    def chance(expected: float) -> float:
        logarithm = lgamma(came + shape) - lgamma(shape) - lgamma(came + 1)
        logarithm += shape * log(shape / (shape + expected)) + came * log(expected / (shape + expected))
        return exp(logarithm)

    # Growth leaves the shape alone: whatever the mean is, it is known as well.
    found = flat(mean).evidence(np.array([[came]]))
    assert found.item() == pytest.approx(log(chance(mean * (1 + GROWTH)) / chance(mean)))


@pytest.mark.parametrize(
    ("later", "at_least", "at_most"),
    [
        ((50, 50, 50, 50), -25.0, 0.0),
        ((60, 55, 62, 58), -25.0, 4.0),
        ((65, 65, 65, 65), 4.0, 8.0),
        ((75, 75, 75, 75), 10.0, 25.0),
        ((100,), 4.0, 12.0),
        ((100, 100), 12.0, 30.0),
    ],
)
def test_evidence_grows_with_what_comes_too_much(later: tuple[int, ...], at_least: float, at_most: float) -> None:
    assert at_least <= flat(50).evidence(steady(50, *later))[0, -1] <= at_most


def test_too_few_to_matter_are_no_evidence() -> None:
    few = np.array([[1] * 16 + [LEAST_EXCESS]])
    assert flat(1).evidence(few)[0, -1] < -20
    assert flat(1).evidence(few + 2)[0, -1] > 0


def test_a_day_that_is_busier_from_its_beginning_is_no_surge() -> None:
    detector = flat(50)
    busy = np.full((1, QUARTERS), 75)
    assert detector.evidence(busy)[0, 16:].max() < 0
    busy[0, 20:] = 110
    assert detector.evidence(busy)[0, 23] > 8


def test_the_beginning_is_where_it_explains_best() -> None:
    detector = flat(50)
    assert detector.began(steady(50, 80, 80, 80)[0], 19) == 16
    assert detector.began(steady(50, 50, 50, 90)[0], 19) == 18


def test_what_was_a_surge_does_not_tell_what_is_usual_and_none_begins_in_it() -> None:
    detector = flat(50)
    day = np.array([[50] * 16 + [100] * 16 + [50] * 2 + [100] * 2])
    telling = np.ones(QUARTERS, np.bool_)
    telling[16:32] = False
    again = detector.evidence(day, telling, since=32)
    assert again[0, 33] < 0
    assert again[0, 35] > 8
    # With the surge in it, twice as many would seem half usual.
    assert detector.evidence(day, since=32)[0, 35] < again[0, 35]


def drawn(seed: int, most: int) -> Counts:
    return np.random.default_rng(seed).integers(0, most + 1, (1, QUARTERS))


days = some.builds(drawn, some.integers(0, 2**32), some.integers(1, 200))


@given(day=days, end=some.integers(1, QUARTERS), more=some.integers(0, 60))
def test_more_arrivals_never_lower_the_evidence_at_their_end(day: Counts, end: int, more: int) -> None:
    detector = flat(40)
    before = detector.evidence(day[:, :end])[0, -1]
    day[0, end - 1] += more
    assert detector.evidence(day[:, :end])[0, -1] >= before - 1e-9


@given(day=days, end=some.integers(1, QUARTERS))
def test_what_comes_later_changes_nothing_that_was_found_before(day: Counts, end: int) -> None:
    detector = flat(40)
    assert detector.evidence(day)[:, :end] == pytest.approx(detector.evidence(day[:, :end]))


@given(one=days, other=days)
def test_many_days_at_once_are_judged_as_each_by_itself(one: Counts, other: Counts) -> None:
    detector = flat(40)
    both = detector.evidence(np.concatenate([one, other]))
    assert both == pytest.approx(np.concatenate([detector.evidence(one), detector.evidence(other)]))


@given(day=days, factor=some.floats(0.6, 1.6))
def test_how_high_the_plan_was_is_forgotten_by_the_middle_of_the_day(day: Counts, factor: float) -> None:
    day = np.maximum(day, 20)
    first, second = (flat(60 * by, interval=0.0).evidence(day)[0, 30:] for by in (1.0, factor))
    # 1,200 arrivals outweigh what is believed of the plan. What is no evidence at all is of any size.
    assert np.maximum(first, 0) == pytest.approx(np.maximum(second, 0), rel=0.35, abs=2.0)


@pytest.mark.parametrize("per_quarter", [2.0, 50.0])
@pytest.mark.parametrize(("alarms", "of"), [(1, 10), (1, 30)])
def test_quiet_days_keep_the_budget(per_quarter: float, alarms: int, of: int) -> None:
    detector, count = tuned(working_day(per_quarter)), 600
    found = evidence(detector, detector.usual.days(count, np.random.default_rng(5)))
    alarmed = int((found > threshold(detector, alarms / of)).any(axis=1).sum())
    # What chance adds, three times in a thousand.
    expected = count * alarms / of
    assert alarmed <= expected + 3 * expected**0.5


def test_a_plan_from_eight_days_of_chance_keeps_the_budget_too() -> None:
    means, random = working_day(50), np.random.default_rng(6)
    limit, alarmed, count = threshold(tuned(means), 1 / 10), 0, 200
    for _ in range(count):
        plan = seasonal_average(random.poisson(means, (8, len(means))).astype(np.float64), 3)
        assert plan
        alarmed += bool(
            (Detector(Usual(plan.mean, 5, 0.1, 0.09, 8)).evidence(random.poisson(means)[None]) > limit).any()
        )
    assert alarmed <= 20 + 3 * 20**0.5


def test_alarms_come_when_much_comes_and_not_at_night() -> None:
    detector = tuned(working_day(50))
    found = evidence(detector, detector.usual.days(500, np.random.default_rng(7))) > threshold(detector, 1 / 5)
    first = found.argmax(axis=1)[found.any(axis=1)] // 12
    assert first.min() >= 7
    assert len(set(first.tolist())) > 6


@pytest.mark.parametrize(("growth", "caught"), [(0.3, 0.6), (0.5, 0.95)])
def test_a_surge_at_fifty_a_quarter_is_caught_within_an_hour(growth: float, caught: float) -> None:
    detector, since = tuned(working_day(50)), 14 * 12
    days = detector.usual.days(300, np.random.default_rng(8), growth=growth, start=since)
    found = evidence(detector, days[:, : since + 12])[:, since:] > threshold(detector, 1 / 10)
    assert found.any(axis=1).mean() >= caught


def test_what_strays_more_needs_more_to_alarm() -> None:
    plan = working_day(50)
    day = np.round(plan).astype(np.int64)[None]
    day[0, 168:] += day[0, 168:] // 2
    wild, tame = (tuned(plan, straying=each) for each in (Straying(0.3, 0.2), Straying(0.1, 0.02)))
    assert wild.evidence(day)[0, 174] < tame.evidence(day)[0, 174]


def test_the_tail_is_reached_beyond_what_was_drawn() -> None:
    highest = np.random.default_rng(1).exponential(size=20_000)
    for share in (0.5, 0.2, 0.1, 1 / 300):
        assert threshold_of(highest, share) == pytest.approx(-log(share), abs=0.05)
    # Where it falls faster, half of that is believed.
    assert threshold_of(highest / 2, 1 / 300) == pytest.approx((-log(0.2)) / 2 + 0.75 * log(60), abs=0.05)


def test_quiet_days_are_drawn_as_they_stray() -> None:
    usual = Usual(np.full(QUARTERS, 100.0), 15, 0.1, 0.05, 8)
    days = usual.days(4_000, np.random.default_rng(2))
    assert days.mean() == pytest.approx(100, rel=0.01)
    assert (days.sum(axis=1) / 4_800).std() == pytest.approx(0.1, rel=0.1)
    within = days - days.mean(axis=1, keepdims=True)
    assert within.var() == pytest.approx(100 + 5**2 + 100 / 8, rel=0.06)
    more = usual.days(2_000, np.random.default_rng(3), growth=0.5, start=40)
    assert more[:, 40:].mean() / more[:, :40].mean() == pytest.approx(1.5, rel=0.02)


def test_the_threshold_of_a_plan_is_always_the_same_and_shared_by_those_like_it() -> None:
    plan = working_day(50)
    first, alike = threshold(tuned(plan), 1 / 30), threshold(tuned(plan * 1.005), 1 / 30)
    assert first == alike
    assert threshold(tuned(plan), 1 / 300) > first
