"""The models of the contest: what they make of weeks alike, of growth, of gaps; and that none knows the future."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.staffing.forecast.contest import COMBINED, NAIVE, hold, wape
from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.making import floor_of_chance, weight_of
from app.services.staffing.forecast.models import AHEAD, LEAST_DAYS, MODELS
from app.services.staffing.forecast.regression import fit_poisson

WEEK = np.array([120.0, 100.0, 90.0, 95.0, 110.0, 40.0, 20.0])
WEEKDAYS = np.arange(400) % 7
models = pytest.mark.parametrize("name", MODELS)


def nothing() -> None:
    """No need to breathe."""


def forecast(name: str, series: Amounts, origin: int) -> Amounts:
    """What the variants of a model say after so many days: days ahead x variants."""
    found: Amounts = MODELS[name](series, WEEKDAYS[: len(series)], [origin], nothing)[0]
    return found


def poisson(seed: int, weeks: int, scale: float = 1.0) -> Amounts:
    """Days of a floor whose weeks are alike but for chance."""
    return np.random.default_rng(seed).poisson(scale * np.tile(WEEK, weeks)).astype(np.float64)


@models
def test_weeks_that_are_all_alike_go_on_as_they_are(name: str) -> None:
    said = forecast(name, np.tile(WEEK, 8), 56)
    assert said == pytest.approx(np.tile(WEEK, 2)[:, None] * np.ones(said.shape[1]), rel=0.03)


@models
def test_a_forecast_begins_with_the_weekday_that_comes(name: str) -> None:
    said = forecast(name, np.tile(WEEK, 8), 54)
    assert said[:2].mean(axis=1) == pytest.approx(WEEK[5:], rel=0.05)


@models
def test_a_day_without_a_record_moves_nothing(name: str) -> None:
    series = np.tile(WEEK, 8)
    series[[20, 40, 55]] = np.nan
    said = forecast(name, series, 56)
    assert said == pytest.approx(np.tile(WEEK, 2)[:, None] * np.ones(said.shape[1]), rel=0.06)


@models
@pytest.mark.parametrize("mean", [0.0, 0.05, 0.5])
def test_where_hardly_anything_comes_hardly_anything_is_expected(name: str, mean: float) -> None:
    series = np.random.default_rng(3).poisson(mean, 60).astype(np.float64)
    said = forecast(name, series, 60)
    assert np.isfinite(said).all()
    assert (said >= 0).all()
    assert said.mean() < mean * 3 + 0.2


@models
@given(st.integers(0, 1_000), st.integers(LEAST_DAYS, 40))
def test_no_model_knows_what_comes_after_its_origin(name: str, seed: int, origin: int) -> None:
    series = poisson(seed, 6)
    otherwise = np.append(series[:origin], series[origin:] * 7 + 3)
    assert forecast(name, series, origin).tolist() == forecast(name, otherwise, origin).tolist()


@models
def test_several_origins_at_once_say_what_each_says_alone(name: str) -> None:
    series, origins = poisson(3, 6), (14, 30, 42)
    together = MODELS[name](series, WEEKDAYS[:42], origins, nothing)
    for place, origin in enumerate(origins):
        assert together[place] == pytest.approx(forecast(name, series, origin))


def test_poisson_regression_finds_the_effects_that_made_the_counts() -> None:
    dice = np.random.default_rng(5)
    columns, truth = dice.integers(0, 2, (4_000, 3)).astype(np.float64), np.array([0.5, -0.7, 0.2])
    counts = dice.poisson(20 * np.exp(columns @ truth)).astype(np.float64)
    ones = np.ones(4_000)
    found = fit_poisson(counts, columns, 20 * ones, ones, np.zeros(3))
    assert found == pytest.approx(truth, abs=0.02)
    drawn = fit_poisson(counts, columns, 20 * ones, ones, np.full(3, 1e6))
    assert np.abs(drawn).max() < 0.1


@pytest.mark.parametrize("seed", range(4))
def test_the_contest_is_much_nearer_than_last_week_on_days_that_differ_by_chance_alone(seed: int) -> None:
    found = hold(poisson(seed, 12), np.ones(84 + AHEAD), 0)
    for lead in (1, 7):
        wapes = found.wapes[lead]
        assert wapes[found.chosen[lead]] < 0.85 * wapes[NAIVE]
        assert wapes[COMBINED] <= 1.05 * min(wapes.values())


def test_a_floor_that_grows_is_followed() -> None:
    series = np.tile(WEEK, 10) * 1.01 ** np.arange(70)
    found = hold(series, np.ones(70 + AHEAD), 0)
    assert found.mean[:3] == pytest.approx(WEEK[:3] * 1.01 ** np.arange(70, 73), rel=0.06)


def test_what_was_said_on_the_eve_of_a_day_does_not_know_that_day() -> None:
    series, ones = poisson(3, 10), np.ones(70 + AHEAD)
    otherwise = np.append(series[:-1], series[-1] + 15)
    before, after = hold(series, ones, 0), hold(otherwise, ones, 0)
    assert before.chosen == after.chosen
    assert before.tomorrows[28:].tolist() == after.tomorrows[28:].tolist()
    assert np.isnan(before.tomorrows[:28]).all()


def test_what_is_foreseeably_more_is_divided_out_and_multiplied_back() -> None:
    factors = np.ones(70 + AHEAD)
    factors[[27, 28, 57, 58, 72]] = 1.3
    factors[40] = 3.0
    series = np.tile(WEEK, 10) * factors[:70]
    found = hold(series, factors, 0)
    assert found.mean[:4] == pytest.approx(WEEK[:4] * [1, 1, 1.3, 1], rel=0.03)


@pytest.mark.parametrize(
    ("counts", "expected", "share"),
    [
        ([10, 20], [10, 20], 0.0),
        ([10, 20], [13, 17], 0.2),
        ([10, np.nan, 10], [15, 99, 10], 0.25),
        ([4], [np.nan], None),
    ],
)
def test_the_error_is_the_share_of_what_is_known(
    counts: list[float], expected: list[float], share: float | None
) -> None:
    found = wape(np.array(counts), np.array(expected))
    assert np.isnan(found) if share is None else found == pytest.approx(share)


@pytest.mark.parametrize(("days_differ", "hours_differ", "weight"), [(0.4, 0.0, 25.0), (0.0, 0.6, 400.0)])
def test_a_forecast_is_worth_more_where_the_morning_says_little_of_the_day(
    days_differ: float, hours_differ: float, weight: float
) -> None:
    dice = np.random.default_rng(2)
    levels = np.exp(dice.normal(0, days_differ, (42, 1))) * np.exp(dice.normal(0, hours_differ, (42, 12)))
    came = dice.poisson(30 * levels).astype(np.float64)
    assert weight_of(came, np.full((42, 12), 30.0)) == weight


@pytest.mark.parametrize("mean", [0.1, 0.5, 2.0, 10.0, 50.0])
def test_no_forecast_is_better_than_chance(mean: float) -> None:
    came = np.random.default_rng(1).poisson(mean, 200_000)
    assert floor_of_chance(np.full(10, mean)) == pytest.approx(np.abs(came - mean).mean() / mean, rel=0.12)
    if mean >= 10:
        assert floor_of_chance(np.full(10, mean)) == pytest.approx(np.sqrt(2 / (np.pi * mean)))


@pytest.mark.parametrize("days", range(LEAST_DAYS, 2 * LEAST_DAYS))
def test_a_fortnight_is_enough_though_nothing_was_met_a_week_ahead_yet(days: int) -> None:
    found = hold(poisson(1, 4)[:days], np.ones(days + AHEAD), 0)
    assert np.isfinite(found.mean).all()


@pytest.mark.parametrize("place", [0, 10, 20])
def test_one_giant_day_says_nothing_of_others(place: int) -> None:
    series = np.tile(WEEK, 3)
    series[place] = 50_000.0
    assert hold(series, np.ones(21 + AHEAD), 0).mean == pytest.approx(np.tile(WEEK, 2), rel=0.35)


def test_no_forecast_runs_away_from_all_that_ever_came() -> None:
    series = np.zeros(21)
    series[[19, 20]] = 30_000.0, 50_000.0
    assert hold(series, np.ones(21 + AHEAD), 0).mean.max() <= 100_000.0


@pytest.mark.parametrize("days", [14, 21])
def test_of_days_without_anything_nothing_is_expected(days: int) -> None:
    assert hold(np.zeros(days), np.ones(days + AHEAD), 0).mean == pytest.approx(np.zeros(AHEAD), abs=0.01)
