"""The profile of a day: of its own weekday where that is known well, of its kind where arrivals are few."""

import numpy as np
import pytest

from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.profile import STRENGTHS, Days

OFFICE = np.array([0.0, 1, 4, 3, 2, 4, 2, 0]) / 16
REST = np.array([1.0, 1, 1, 1, 1, 1, 1, 1]) / 8
EARLY = OFFICE[::-1]


def days(a_day: float, monday: Amounts, seed: int = 1) -> Days:
    """Eight weeks whose Mondays and rest days have profiles of their own, and the fortnight to come."""
    weekdays = np.arange(70) % 7
    means = np.array([monday if day == 0 else REST if day > 4 else OFFICE for day in weekdays[:56]]) * a_day
    return Days(np.random.default_rng(seed).poisson(means).astype(np.float64), weekdays, weekdays < 5)


def chosen(found: Days) -> tuple[int, float, float]:
    """How strongly a weekday is drawn to its kind, and how far Monday and Tuesday are from the truth then."""
    _, strength = found.judged(range(28, 56))
    profiles = [found.profiles(day, 56)[strength] for day in (56, 57)]
    return strength, np.abs(profiles[0] - EARLY).sum(), np.abs(profiles[1] - OFFICE).sum()


def test_a_weekday_that_is_unlike_the_others_has_its_own_profile() -> None:
    strength, monday, tuesday = chosen(days(1_000, EARLY))
    assert STRENGTHS[strength] == min(STRENGTHS)
    assert monday < 0.15
    assert tuesday < 0.15


def test_where_few_come_weekdays_alike_are_learned_together() -> None:
    strength, _, tuesday = chosen(days(12, OFFICE))
    assert STRENGTHS[strength] > min(STRENGTHS)
    assert tuesday < 0.35


def test_rest_days_are_not_mixed_with_working_days() -> None:
    found = days(200, OFFICE)
    saturday = found.profiles(61, 56)[-1]
    assert np.abs(saturday - REST).sum() < 0.15


def test_a_profile_is_whole_even_where_nothing_ever_came() -> None:
    found = Days(np.zeros((28, 96)), np.arange(42) % 7, np.ones(42, np.bool_))
    profiles = found.profiles(30, 28)
    assert profiles.sum(axis=1) == pytest.approx(1.0)


def test_a_day_without_a_record_says_nothing() -> None:
    found = days(200, OFFICE)
    without = Days(found.counts.copy(), found.weekdays, found.kinds)
    without.counts[50] = np.nan
    _, strength = without.judged(range(40, 56))
    assert np.isfinite(without.profiles(57, 56)[strength]).all()
