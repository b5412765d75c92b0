"""Learns how far a queue's days and hours stray from one another beyond chance (overdispersion)."""

from math import sqrt

from app.services.floor.arrivals import Amounts
from app.services.floor.surge_detector import Straying

# What is believed of days before anything is known counts as much as so many of them.
_BELIEF = 8
# How far off what is believed of the variance of a quarter may be: a fifth either way is no surprise.
_DOUBT = 0.04
_LEAST, _MOST = 0.02, 1.0
# Bursts show in quarters, what lasts for longer shows in hours; minutes.
_SPANS = (15, 60)


def learn_straying(days: Amounts, minutes: int) -> Straying:
    """Learn from the counts of days that are alike, one a row, cut into intervals of so many minutes.

    By the method of moments: what counts differ by, less what Poisson's chance makes of it, against a day that is its
    level times the intervals' shares of the whole. Drawn towards `Straying()`, the more so the less there is to learn
    from. Of quarters and hours, those count that stray more.
    """
    believed, count, totals = Straying(), len(days), days.sum(axis=1)
    if count < 2 or not totals.sum():
        return believed
    mean = totals.mean()
    between = max(totals.var(ddof=1) / mean**2 - 1 / mean, 0.0)
    day = _drawn(between, count - 1, believed.day**2, _BELIEF)
    quarter = max(_quarter(days, totals, max(span // minutes, 1), max(span, minutes)) for span in _SPANS)
    return Straying(_error(day), _error(quarter))


def _quarter(days: Amounts, totals: Amounts, joined: int, span: int) -> float:
    """Return the variance of quarters as it is told by spans of so many minutes, each of some intervals `joined`."""
    count, length = days.shape
    counts = days[:, : length - length % joined].reshape(count, -1, joined).sum(axis=2)
    expected = totals[:, None] * counts.sum(axis=0) / totals.sum()
    free = (1 - 1 / count) * (1 - 1 / max((expected[0] > 0).sum(), 2))
    squared = (expected**2).sum()
    within = max((((counts - expected) ** 2).sum() / free - expected.sum()) / squared, 0.0)
    quarters = span / 15
    # The information about a variance, of what was counted and of what is believed: one over its own variance.
    return _drawn(within * quarters, squared / 2 / quarters**2, Straying().quarter ** 2, 1 / _DOUBT**2)


def _drawn(found: float, weight: float, believed: float, weight_of_belief: float) -> float:
    return float((found * weight + believed * weight_of_belief) / (weight + weight_of_belief))


def _error(variance: float) -> float:
    """Return a standard deviation by whole percents: it is not known any better."""
    return round(min(max(sqrt(variance), _LEAST), _MOST), 2)
