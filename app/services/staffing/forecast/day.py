"""A floor's day cut into intervals, and what is expected in each: the ground of every forecast of arrivals."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.models.calendar import BusinessCalendar

Counts = NDArray[np.int64]
Amounts = NDArray[np.float64]

WEEKS = 8  # how far back the average of comparable days looks
# The band leaves out the tenth of history that was lowest and the tenth that was highest, and is never narrower than
# counting alone would make it: nine tenths of a normal curve lie below so many standard deviations above its middle.
_QUANTILES = (0.1, 0.9)
DEVIATIONS = 1.2816
_UNLIKE = 2.0  # standard deviations
# Today speaks for itself from about so many arrivals on; before, one early call would turn the whole day over.
WEIGHT_OF_HISTORY = 25.0
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, eq=False)
class Intervals:
    """A local day cut into equal stretches of elapsed time: a repeated hour has its own, a skipped one has none.

    `edges` are seconds since 1970, one more than there are intervals; `slots` number the same stretches of wall time
    from midnight, so that days with and without a clock change can be compared.
    """

    day: date
    zone: ZoneInfo
    minutes: int
    edges: Counts
    slots: Counts

    def __len__(self) -> int:
        return len(self.slots)

    def passed(self, now: datetime) -> int:
        """Return how many intervals are over at `now`."""
        return int(np.searchsorted(self.edges[1:], now.timestamp(), side="right"))


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is expected in each interval, and the band in which most days stay: 0 <= low <= mean <= high.

    `weight` is how many arrivals it is worth against what comes on the day itself.
    """

    mean: Amounts
    low: Amounts
    high: Amounts
    weight: float = WEIGHT_OF_HISTORY

    def at(self, slots: Counts) -> "Forecast":
        """Return the forecast of these intervals of wall time."""
        return replace(self, mean=self.mean[slots], low=self.low[slots], high=self.high[slots])

    def times(self, factor: float) -> "Forecast":
        """Return the forecast of a day on which so many times as much comes."""
        return replace(self, mean=self.mean * factor, low=self.low * factor, high=self.high * factor)


def cut_day(day: date, zone: ZoneInfo, minutes: int) -> Intervals:
    """Cut a local day into intervals; what a clock change leaves over at its end is a shorter one."""
    start, end = (int(midnight(each, zone).timestamp()) for each in (day, day + timedelta(days=1)))
    begins = np.arange(start, end, minutes * 60, dtype=np.int64)
    walls = [datetime.fromtimestamp(begin, zone) for begin in begins.tolist()]
    slots = np.array([(wall.hour * 60 + wall.minute) // minutes for wall in walls], dtype=np.int64)
    return Intervals(day, zone, minutes, np.append(begins, end), slots)


def by_wall_clock(counts: Counts | Amounts, intervals: Intervals) -> Amounts:
    """Return a whole day's counts by wall time: a repeated interval's average, a skipped one's from its neighbours."""
    length = DAY_MINUTES // intervals.minutes
    times = np.bincount(intervals.slots, minlength=length)
    known = np.flatnonzero(times)
    sums = np.bincount(intervals.slots, weights=counts, minlength=length)
    return np.interp(np.arange(length), known, sums[known] / times[known])


def seasonal_average(history: Amounts, beside: int = 1) -> Forecast | None:
    """Forecast each interval from earlier days, one a row; None where there are none.

    As many intervals before and after as `beside` belong to the sample too, if they are alike: eight numbers alone make
    a ragged band.
    """
    if not len(history):
        return None
    wide = np.pad(history, ((0, 0), (beside, beside)), mode="edge")
    length = history.shape[1]
    sample = np.concatenate([wide[:, shift : shift + length] for shift in range(2 * beside + 1)])
    own, smooth = history.mean(axis=0), sample.mean(axis=0)
    # Where a floor opens or closes, an interval is unlike those beside it, by more than chance makes it.
    mean = np.where(np.abs(own - smooth) > _UNLIKE * np.sqrt(smooth / len(history)), own, smooth)
    low, high = np.quantile(sample, _QUANTILES, axis=0)
    noise = DEVIATIONS * np.sqrt(mean)
    return Forecast(mean, np.clip(np.minimum(low, mean - noise), 0, None), np.maximum(high, mean + noise))


def rebase(plan: Forecast, so_far: Counts | Amounts) -> Forecast:
    """Scale a plan by how much has come against how much was planned.

    An interval that is over keeps what was expected of it just before it began; the others have what is expected now.
    """
    came = np.append(0, np.cumsum(so_far))
    planned = np.append(0.0, np.cumsum(plan.mean))[: len(came)]
    level = (came + plan.weight) / (planned + plan.weight)
    level = level[np.minimum(np.arange(len(plan.mean)), len(so_far))]
    return Forecast(plan.mean * level, plan.low * level, plan.high * level)


def comparable_days(day: date, calendar: BusinessCalendar | None = None, weeks: int = WEEKS) -> list[date]:
    """Return the earlier days to learn from, latest first: the same weekdays, holidays left out.

    A day that is itself unlike its weekday (a holiday, a swapped working day) is compared with the latest days that
    are worked, or not worked, as it is.
    """
    earlier = [day - timedelta(days=back) for back in range(1, 7 * weeks + 1)]
    if not calendar:
        return earlier[6::7]
    hours = calendar.hours
    worked = hours.is_working_day(day.toordinal())
    alike = (each for each in earlier if hours.is_working_day(each.toordinal()) == worked)
    if worked == bool(hours.weekly[day.weekday()]):
        return [each for each in alike if each.weekday() == day.weekday()]
    return list(islice(alike, weeks))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return when a local day begins."""
    return datetime.combine(day, time(), zone)
