"""Learns how far a queue's days and hours stray from one another beyond chance (overdispersion)."""

from math import sqrt

from app.services.floor.arrivals import Amounts
from app.services.floor.surge_detector import Straying

# What is believed before anything is known counts as much as so many days.
_BELIEF = 8
_LEAST, _MOST = 0.02, 0.5
# By hours: what makes an alarm are stretches of that length.
_HOUR = 60


def learn_straying(days: Amounts, minutes: int) -> Straying:
    """Learn from the counts of days that are alike, one a row, cut into intervals of so many minutes.

    By the method of moments, against a day that is its level times the hours' shares of the whole: what counts differ
    by, less what Poisson's chance makes of it. Drawn towards `Straying()`, the more so the less there is to learn from.
    """
    believed = Straying()
    count, length = days.shape
    totals = days.sum(axis=1)
    if count < 2 or not totals.sum():
        return believed
    mean = totals.mean()
    between = max(totals.var(ddof=1) / mean**2 - 1 / mean, 0.0)
    day = _drawn(between, count - 1, believed.day**2, _BELIEF)
    hours = days.reshape(count, -1, min(_HOUR // minutes, length)).sum(axis=2)
    expected = totals[:, None] * hours.sum(axis=0) / totals.sum()
    free = (1 - 1 / count) * (1 - 1 / max((expected[0] > 0).sum(), 2))
    squared = (expected**2).sum()
    within = max((((hours - expected) ** 2).sum() / free - expected.sum()) / squared, 0.0)
    # The information about a variance, of what was counted and of what is believed: one over its own variance.
    belief = believed.of(_HOUR) ** 2
    hour = _drawn(within, squared / 2, belief, 1 / belief**2)
    return Straying(_error(day), _error(hour * _HOUR / 15))


def _drawn(found: float, weight: float, believed: float, weight_of_belief: float) -> float:
    return float((found * weight + believed * weight_of_belief) / (weight + weight_of_belief))


def _error(variance: float) -> float:
    """Return a standard deviation by whole percents: it is not known any better."""
    return round(min(max(sqrt(variance), _LEAST), _MOST), 2)
