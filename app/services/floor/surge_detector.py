"""Tells a surge from chance: how much better "it grew by 30 %" explains the last two hours than "a day like this one".

The statistic is that of Shiryaev and Roberts: a sum, over the edges at which a surge may have begun, of the likelihood
ratio of what has come since. What is expected follows the day (`known`): its level is only learned from what came
before the supposed beginning, so that a surge does not hide itself, and a day that is simply busier is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from app.services.floor.arrivals import Amounts, Counts

# The growth that is looked for; less is noticed too, only later.
GROWTH = 0.3
# How far back a surge may have begun that is noticed now, and by how many minutes a day is early or late.
LONGEST, SHIFT = 120, 10
# A surge is so many arrivals above what was expected that it is not one family calling.
LEAST_EXCESS = 10
# So many arrivals' worth is believed of the plan's level (one standard deviation is 30 %): a day that is busier than
# planned is taken as it is within its first hours.
PRIOR = 11.0
# Quiet days that are simulated for a threshold, and how many are gone through at once.
QUIET_DAYS, _AT_ONCE = 600, 20
_SEED = 20
# Volumes of an hour that differ by less are alike.
_CLASS = np.log(1.1)
# By how much a window is longer than the one before it.
_LONGER = 1.2
# From this share of the highest days on, the tail is that of a likelihood ratio: exponential.
_TAIL = 0.2
_LARGEST = 600.0  # exp() of it is finite
_TINY = 1e-9


@dataclass(frozen=True)
class Straying:
    """How far days, and quarters of an hour within them, stray from what is planned beyond chance.

    Standard deviations as shares; that of an hour is half of a quarter's.
    """

    day: float = 0.10
    quarter: float = 0.05

    def of(self, minutes: int) -> float:
        """Return how far an interval of another length strays."""
        return self.quarter * float(np.sqrt(15 / minutes))


@dataclass(frozen=True, eq=False)
class Usual:
    """What is usual: arrivals planned per interval, and how far days and intervals stray beyond chance.

    The errors are standard deviations as shares: of a whole day's level, and of single intervals. The plan was learned
    from so many days and is known only so well.
    """

    plan: Amounts
    minutes: int
    day_error: float
    interval_error: float
    learned_from: float = np.inf

    @cached_property
    def strays(self) -> Amounts:
        """The variance of an interval's mean, in arrivals squared: by its own error and because the plan has one."""
        return np.asarray((self.interval_error * self.plan) ** 2 + self.plan / self.learned_from)

    def days(self, count: int, random: np.random.Generator, *, growth: float = 0.0, start: int = 0) -> Counts:
        """Draw so many days of chance, one a row; from the interval `start` on, so much more comes."""
        shape = (self.plan / np.maximum(np.sqrt(self.strays), _TINY)) ** 2
        level = _about_one(random, 1 / max(self.day_error, _TINY) ** 2, (count, 1))
        means = self.plan * level * _about_one(random, np.maximum(shape, _TINY), (count, len(self.plan)))
        means[:, start:] *= 1 + growth
        return random.poisson(means)


@dataclass(frozen=True, eq=False)
class _Windows:
    """Stretches of a day, by their first and last edges, with what is usual in each.

    `planned` is the most that is planned there, by unit of the shape of the level; `strays` the relative variance.
    """

    starts: Counts
    ends: Counts
    planned: Amounts
    strays: Amounts


class Detector:
    """Looks for surges in days that are cut alike and planned alike: one day, or thousands at once."""

    def __init__(self, usual: Usual) -> None:
        self.usual = usual
        self._plan, self._strays = _summed(usual.plan), _summed(usual.strays)
        self._weights = usual.plan / np.maximum(usual.plan + usual.strays, _TINY)

    def known(self, counts: Counts, telling: NDArray[np.bool_] | None = None) -> tuple[Amounts, Amounts]:
        """Return what is known of the level of days at each edge: the shape and the rate of a gamma distribution.

        Only the intervals that are `telling` count, by default all. What strays more tells less.
        """
        weights = self._weights if telling is None else self._weights * telling
        return PRIOR + _summed(counts * weights[: counts.shape[-1]]), PRIOR + _summed(self.usual.plan * weights)

    def evidence(self, counts: Counts, telling: NDArray[np.bool_] | None = None, since: int = 0) -> Amounts:
        """Return for the end of each interval the logarithm of the statistic: (days, intervals) as `counts` are.

        No surge is supposed to have begun before the edge `since`. More arrivals in an interval never lower what is
        found at its end.
        """
        ratios = self._ratios(counts, self._windows if telling is None else self._all_windows(telling), telling, since)
        likelihood: Amounts = np.exp(np.minimum(ratios, _LARGEST)).sum(axis=-2)
        return np.log(np.maximum(likelihood, _TINY))

    def began(self, counts: Counts, end: int, telling: NDArray[np.bool_] | None = None, since: int = 0) -> int:
        """Return the edge from which on a surge explains one day best that is noticed at the edge `end`."""
        starts = np.arange(max(end - LONGEST // self.usual.minutes, since), end)
        windows = self._cut(starts, np.full(len(starts), end), telling)
        return int(starts[self._ratios(counts[None, :end], windows, telling, since)[0].argmax()])

    def highest(self, days: Counts) -> Amounts:
        """Return the highest evidence of each day."""
        return np.concatenate([self.evidence(part).max(axis=-1) for part in parts(days)])

    def _ratios(self, counts: Counts, windows: _Windows, telling: NDArray[np.bool_] | None, since: int) -> Amounts:
        """Return the logarithms of the likelihood ratios, in the shape of the windows for each day.

        With a level known as a gamma distribution, what comes in a window has a negative binomial one; that intervals
        stray makes it wider. Where it is too little to matter, a ratio is minus infinity.
        """
        over = counts.shape[-1]
        starts, ends = windows.starts[..., :over], windows.ends[..., :over]
        shape, _ = self.known(counts, telling)
        summed, known = _summed(counts), shape[:, starts]
        came, expected = summed[:, ends] - summed[:, starts], windows.planned[..., :over] * known
        matters = (came - expected >= LEAST_EXCESS) & (starts >= since) & (starts < ends)
        certainty = (1 / (1 / known + windows.strays[..., :over]))[matters]
        found = np.full(expected.shape, -np.inf)
        came, expected = came[matters], expected[matters]
        odds = np.log(1 + GROWTH * expected / (certainty + expected))
        found[matters] = came * np.log1p(GROWTH) - (came + certainty) * odds
        return found

    @cached_property
    def _windows(self) -> _Windows:
        return self._all_windows(None)

    def _all_windows(self, telling: NDArray[np.bool_] | None) -> _Windows:
        """Cut the windows that end with each interval, one column each; where the day has no room, they are empty."""
        lengths = [1]
        # Long ones need not differ by single intervals.
        while lengths[-1] < LONGEST // self.usual.minutes:
            lengths.append(min(max(lengths[-1] + 1, round(lengths[-1] * _LONGER)), LONGEST // self.usual.minutes))
        ends = np.arange(1, len(self._plan))[None]
        starts = ends - np.array(lengths)[:, None]
        return self._cut(np.where(starts < 0, ends, starts), ends, telling)

    def _cut(self, starts: Counts, ends: Counts, telling: NDArray[np.bool_] | None) -> _Windows:
        """Say what is usual in windows; planned is the most on days a little early, on time, and a little late."""
        _, rate = self.known(np.zeros(0, np.int64), telling)
        shift, last = SHIFT // self.usual.minutes, len(self._plan) - 1

        def at(by: int) -> Amounts:
            start = np.clip(starts + by, 0, last)
            return np.asarray((self._plan[np.clip(ends + by, 0, last)] - self._plan[start]) / rate[start])

        mean = np.maximum(self._plan[ends] - self._plan[starts], _TINY)
        strays = (self._strays[ends] - self._strays[starts]) / mean**2
        return _Windows(starts, ends, np.maximum.reduce([at(by) for by in {-shift, 0, shift}]), strays)


@lru_cache(maxsize=64)
def detector_of(plan: tuple[float, ...], minutes: int, straying: Straying, learned_from: int) -> Detector:
    """Return the detector of a plan, made once for as long as it is planned so."""
    return Detector(Usual(np.array(plan), minutes, straying.day, straying.of(minutes), learned_from))


@lru_cache(maxsize=64)
def threshold(detector: Detector, share: float) -> float:
    """Return the evidence that so large a share of quiet days exceeds, those of this very queue hour by hour.

    Plans that differ by a few percent have it in common; quiet days are drawn once for them, always the same ones.
    """
    usual = detector.usual
    hours = np.add.reduceat(usual.plan, np.arange(0, len(usual.plan), max(60 // usual.minutes, 1)))
    classes = np.round(np.log1p(hours) / _CLASS).astype(int).tolist()
    errors = (usual.day_error, usual.interval_error, usual.learned_from)
    return threshold_of(_quiet(tuple(classes), usual.minutes, len(usual.plan), *errors), share)


@lru_cache(maxsize=256)
def _quiet(classes: tuple[int, ...], minutes: int, length: int, *errors: float) -> Amounts:
    """Return the highest evidence on each of some quiet days, whose hours have volumes of such classes."""
    per_hour = max(60 // minutes, 1)
    plan = np.repeat(np.expm1(np.array(classes) * _CLASS) / per_hour, per_hour)[:length]
    usual = Usual(plan, minutes, *errors)
    return Detector(usual).highest(usual.days(QUIET_DAYS, np.random.default_rng(_SEED)))


def threshold_of(highest: Amounts, share: float) -> float:
    """Return what so large a share of days exceeds, from the highest evidence of each of some simulated ones.

    A share that is too small to be counted is reached along the tail, which is exponential, and that of a likelihood
    ratio falls by e for each unit: what was drawn speaks for one half, that for the other.
    """
    # So many days tell a share only so well; what they may be out by is taken off it, for a budget is to be kept.
    kept = share - float(np.sqrt(share * (1 - share) / len(highest)))
    if kept >= _TAIL:
        return float(np.quantile(highest, 1 - kept))
    tail = _TAIL - float(np.sqrt(_TAIL * (1 - _TAIL) / len(highest)))
    edge = float(np.quantile(highest, 1 - tail))
    above = highest[highest > edge] - edge
    slope = (1 + (float(above.mean()) if len(above) else 0.0)) / 2
    return edge + slope * float(np.log(_TAIL / share))


def _about_one(random: np.random.Generator, shape: Amounts | float, size: tuple[int, int]) -> Amounts:
    return random.gamma(shape, size=size) / shape


def _summed(values: Amounts | Counts) -> Amounts:
    """Sum up along the day, beginning with nothing at its first edge."""
    found = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=found[..., 1:])
    return found


def parts(days: Counts) -> Iterator[Counts]:
    """Cut many days into so few that their windows fit a processor's cache."""
    return (days[start : start + _AT_ONCE] for start in range(0, len(days), _AT_ONCE))
