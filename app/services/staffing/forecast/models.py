"""The models that enter the contest: each forecasts the next days of a series from the days before, and says how.

A series is one number a day, with NaN where nothing was recorded; what is foreseeably unlike other days has been
divided out before. A model answers for several origins at once: an origin is how many days were known. Its answer has
the shape origins x days ahead x variants, where the variants differ in how fast they forget.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.regression import fit_poisson

# Called between small pieces of work, so that others get a turn.
Breathe = Callable[[], object]
# The days ahead that a forecast reaches, and the days that a series has to have before anything is forecast.
AHEAD, LEAST_DAYS = 14, 14
_WEEK = 7
# How many weeks an average takes in.
_WEEKS = (2, 4, 8)
# Holt-Winters: by which share level and weekdays follow each new day, with a trend that dies away, and without one.
_LEVELS, _WEEKDAYS, _TRENDS = (0.07, 0.2, 0.4), (0.1, 0.2), ((0.0, 0.0), (0.1, 0.9))
_HOLT_WINTERS = np.array([(a, g, b, p) for a in _LEVELS for g in _WEEKDAYS for b, p in _TRENDS])
# The regression's weekdays forget half in eight weeks; its level forgets by these shares a day.
_HALF_LIFE = 56.0
_FORGETS = np.array([0.03, 0.07, 0.15, 0.3, 0.5, 0.7])
# Days over which the level is smoothed while the weekdays are learned; twice round is enough.
_SMOOTH, _ROUNDS = 5.0, 2
# How little a level or a weekday may be, against the mean of all: nothing can be multiplied back to life.
_LEAST = 1e-3


def averages(series: Amounts, weekdays: NDArray[np.int64], origins: Sequence[int], breathe: Breathe) -> Amounts:
    """Forecast a day as the mean of the same weekdays before: of the last two, four and eight."""
    found = np.full((len(origins), AHEAD, len(_WEEKS)), np.nan)
    for place, origin in enumerate(origins):
        breathe()
        means: list[list[float]] = []
        for weekday in range(_WEEK):
            same = series[:origin][(weekdays[:origin] == weekday) & ~np.isnan(series[:origin])]
            means.append([float(same[-weeks:].mean()) if len(same) else 0.0 for weeks in _WEEKS])
        found[place] = np.array(means)[_ahead(weekdays, origin)]
    return found


def holt_winters(series: Amounts, weekdays: NDArray[np.int64], origins: Sequence[int], breathe: Breathe) -> Amounts:
    """Follow level, weekdays and a damped trend from day to day, multiplied (Winters, 1960; Gardner, 1985).

    A weak weekday tells less of the level than a strong one. A day without a record moves nothing.
    """
    alpha, gamma, beta, damping = _HOLT_WINTERS.T
    begin = series[:LEAST_DAYS]
    mean = max(float(np.nanmean(begin)), _LEAST)
    of_weekday = [_mean(begin[weekdays[:LEAST_DAYS] == weekday], mean) for weekday in range(_WEEK)]
    season = np.tile(np.maximum(np.array(of_weekday) / mean, 0.02), (len(alpha), 1))
    level, trend = np.full(len(alpha), mean), np.zeros(len(alpha))
    grows = np.cumsum(damping[:, None] ** np.arange(1, AHEAD + 1), axis=1)
    found = np.full((len(origins), AHEAD, len(alpha)), np.nan)
    places = {origin: place for place, origin in enumerate(origins)}
    for day in range(max(origins) + 1):
        breathe()
        if day in places:
            found[places[day]] = (level[:, None] * np.exp(grows * trend[:, None]) * season[:, _ahead(weekdays, day)]).T
        if day == len(series):
            break
        count, weekday = series[day], weekdays[day]
        carried = level * np.exp(damping * trend)
        if np.isnan(count):
            level, trend = carried, damping * trend
            continue
        share = alpha * np.minimum(season[:, weekday], 1.0)
        moved = np.maximum((1 - share) * carried + share * count / season[:, weekday], _LEAST * mean)
        trend = (1 - beta) * damping * trend + beta * np.log(moved / level)
        level = moved
        season[:, weekday] = np.maximum((1 - gamma) * season[:, weekday] + gamma * count / level, 0.005)
    return found


def poisson_regression(
    series: Amounts, weekdays: NDArray[np.int64], origins: Sequence[int], breathe: Breathe
) -> Amounts:
    """Learn the weekdays by Poisson regression against a smooth level, then let the level follow the last days."""
    found = np.full((len(origins), AHEAD, len(_FORGETS)), np.nan)
    for place, origin in enumerate(origins):
        breathe()
        known = np.flatnonzero(~np.isnan(series[:origin]))
        counts, days = series[known], weekdays[known]
        share = weekday_shares(counts, known, days)
        age = origin - 1 - known
        weights = (1 - _FORGETS[:, None]) ** age
        level = (weights @ counts) / np.maximum(weights @ share[days], _LEAST)
        found[place] = share[_ahead(weekdays, origin)][:, None] * level
    return found


def weekday_shares(counts: Amounts, days: NDArray[np.int64], weekdays: NDArray[np.int64]) -> Amounts:
    """Return what each weekday has against the mean of all seven, by Poisson regression; `days` number the counts."""
    age = days[-1] - days
    weights = 0.5 ** (age / _HALF_LIFE)
    near = 0.5 ** (np.abs(days[:, None] - days) / _SMOOTH)
    columns = np.eye(_WEEK)[weekdays]
    mean = max(float(counts.mean()), _LEAST)
    ridge = np.full(_WEEK, 0.02 * mean + 0.5)
    share = np.ones(_WEEK)
    for _ in range(_ROUNDS):
        level = np.maximum((near @ counts) / (near @ share[weekdays]), _LEAST * mean)
        share = np.exp(fit_poisson(counts, columns, level, weights, ridge))
        share /= share.mean()
    return share


def _ahead(weekdays: NDArray[np.int64], origin: int) -> NDArray[np.int64]:
    """Return the weekdays of the days from an origin on: weekdays are numbered from any day on, in their turn."""
    ahead: NDArray[np.int64] = (weekdays[0] + origin + np.arange(AHEAD, dtype=np.int64)) % _WEEK
    return ahead


def _mean(counts: Amounts, otherwise: float) -> float:
    return float(np.nanmean(counts)) if np.isfinite(counts).any() else otherwise


# By the name in the record of a version.
MODELS: Mapping[str, Callable[[Amounts, NDArray[np.int64], Sequence[int], Breathe], Amounts]] = {
    "average": averages,
    "holt_winters": holt_winters,
    "regression": poisson_regression,
}
