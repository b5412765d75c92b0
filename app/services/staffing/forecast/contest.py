"""The contest: which model forecasts a series best, by what each would have said on the days before (back-test).

From each of the last days as origin every variant of every model forecasts the days that followed. The variants of one
model speak together, each by how near it came before that origin; so do all models ("combined"), which is the forecast
unless one model alone was clearly better.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.models import AHEAD, LEAST_DAYS, MODELS, Breathe

COMBINED, NAIVE = "combined", "naive"
# The days ahead at which models are judged, and from which day ahead on the second judgement holds.
LEADS, FAR = (1, 7), 4
# So many of the last days judge; the errors of each earlier day count less, and the better a variant the more it
# counts: its share is its error to this power.
JUDGED, _FADES, _POWER = 42, 0.98, -8
# By so much one model has to be better than all of them together.
_CLEARLY = 0.9
# A day whose factor is further from one, as a logarithm, is not set right but left out.
_STRANGE = 0.35
# A day with more than so many times the arrivals of every other, and as many more as this, says nothing of them; and
# no forecast goes beyond so many times the highest day.
_ALONE, _MANY, _BEYOND = 3.0, 50.0, 2.0
# What a sum of errors begins with, so that no variant is perfect.
_NEVER_NOUGHT = 1e-6


@dataclass(frozen=True, eq=False)
class Contest:
    """What came of a contest: the forecast of the next days, and how well everybody would have done.

    `mean` are the days after the last one. `wapes` are the weighted absolute percentage errors by lead and name, the
    naive one of repeating last week among them, and `chosen` the winner by lead. `tomorrows` is what the winner would
    have said of each of the last days on the eve of it, NaN where it could not.
    """

    mean: Amounts
    wapes: Mapping[int, Mapping[str, float]]
    chosen: Mapping[int, str]
    tomorrows: Amounts


def hold(series: Amounts, factors: Amounts, first_weekday: int, breathe: Breathe = lambda: None) -> Contest:
    """Let the models compete over a series of days, NaN where nothing was recorded, of at least `LEAST_DAYS`.

    `factors` say by how much each day, and each of the `AHEAD` days that follow, is foreseeably more or less than
    others of its weekday; where that is much, the day says nothing of the others.
    """
    days = len(series)
    weekdays = (first_weekday + np.arange(days)) % 7
    origins = range(max(LEAST_DAYS, days - JUDGED), days + 1)
    strange = np.abs(np.log(factors[:days])) > _STRANGE
    usual = _without_giant(np.where(strange, np.nan, series / factors[:days]))
    highest = _BEYOND * float(np.nan_to_num(usual).max(initial=1.0))
    ahead = np.array([factors[origin : origin + AHEAD] for origin in origins])
    said = {
        name: np.minimum(model(usual, weekdays, origins, breathe), highest) * ahead[..., None]
        for name, model in MODELS.items()
    }
    said[COMBINED] = np.concatenate(list(said.values()), axis=2)
    mean, wapes, chosen = np.zeros(AHEAD), dict[int, dict[str, float]](), dict[int, str]()
    tomorrows = np.full(days, np.nan)
    for lead in LEADS:
        spoken = {name: _together(variants, series, origins, lead) for name, variants in said.items()}
        wapes[lead] = {
            name: wape(series[origins.start + lead - 1 :], path[: max(len(origins) - lead, 0), lead - 1])
            for name, path in spoken.items()
        }
        wapes[lead][NAIVE] = wape(series[origins.start + lead - 1 :], series[origins.start + lead - 8 : days - 7])
        chosen[lead] = best = _winner(wapes[lead])
        these = slice(FAR - 1) if lead == LEADS[0] else slice(FAR - 1, AHEAD)
        mean[these] = spoken[best][-1, these]
        if lead == LEADS[0]:
            tomorrows[origins.start :] = spoken[best][:-1, 0]
    return Contest(mean, wapes, chosen, tomorrows)


def wape(counts: Amounts, expected: Amounts) -> float:
    """Return the weighted absolute percentage error over what is known: the errors' sum by that of the counts."""
    known = ~np.isnan(counts) & ~np.isnan(expected)
    total = float(counts[known].sum())
    return float(np.abs(counts[known] - expected[known]).sum()) / total if total else float("nan")


def _without_giant(series: Amounts) -> Amounts:
    """Leave out the one day that towers over all others: trends would run away with it."""
    known = np.sort(series[~np.isnan(series)])
    if len(known) < 2 or known[-1] <= _ALONE * known[-2] + _MANY:
        return series
    return np.where(series == known[-1], np.nan, series)


def _together(variants: Amounts, series: Amounts, origins: range, lead: int) -> Amounts:
    """Return, for origins x days ahead, the variants' mean, each by how near it came as could be known by then."""
    found = np.empty(variants.shape[:2])
    errors = np.full(variants.shape[2], _NEVER_NOUGHT)
    for place, origin in enumerate(origins):
        # Of the origins before this one, the last whose forecast so many days ahead has been met by a count.
        if (judged := place - lead) >= 0 and not np.isnan(series[origin - 1]):
            errors = errors * _FADES + np.abs(variants[judged, lead - 1] - series[origin - 1])
        shares = (errors / errors.min()) ** _POWER
        found[place] = variants[place] @ (shares / shares.sum())
    return found


def _winner(wapes: Mapping[str, float]) -> str:
    alone = min((name for name in wapes if name in MODELS), key=lambda name: wapes[name])
    return alone if wapes[alone] < _CLEARLY * wapes[COMBINED] else COMBINED
