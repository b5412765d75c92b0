"""Finds in history which days are foreseeably unlike others: holidays, month ends and starts, billing days, outliers.

What a day has against an ordinary one of its weekday is a sample. The factor of an event is the samples' mean, drawn
towards none the more, the fewer they are and the more ordinary days differ by themselves.
"""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from app.models.forecast import EventKind, Repeats
from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.models import weekday_shares

# How far holidays differ from rest days, and days of the month from others, before anything is known: one standard
# deviation of the logarithm.
_HOLIDAYS_DIFFER, _MONTHS_DIFFER = 0.3, 0.15
# How many days a month's end and start have; and as of which day of the month there may be a billing run.
MONTH_EDGE, _BILLING = 2, range(3, 29)
# From which change on an event is worth its line, and how many standard errors from nothing it has to be.
_LEAST_CHANGE, _LEAST_BILLING, _SURE, _SURER = 0.05, 0.1, 2.0, 3.0
_LEAST_SAMPLES = 3
# A single day is an outlier from so many standard deviations on, and by at least half as much again or so many.
_OUTLYING, _OUTLIER, _OUTLIER_COUNT = 4.0, 0.4, 10.0
# The newest days may be a new level as well.
_TOO_NEW = 2
# Without at least so many ordinary days nothing is learned; the level follows days within about so many of each other.
_LEAST_DAYS, _SMOOTH = 21, 10.0
_MAD = 1.4826


@dataclass(frozen=True)
class Learned:
    """An event that history shows: its days, by how much they multiply, and from how many samples that is known.

    One that is not `sure` is only proposed: it counts once a person has switched it on.
    """

    kind: EventKind
    first: date
    last: date
    repeats: Repeats
    factor: float
    samples: int
    queue_id: int | None = None
    sure: bool = True


@dataclass(frozen=True, eq=False)
class Unlike:
    """How days in a row differ from ordinary ones of their weekday, and which of them are no ordinary ones themselves.

    `apart` is the logarithm of what came against what an ordinary day would have had, NaN where nothing was recorded;
    ordinary ones stray by `differ` (one standard deviation). `outliers` are ordinary by the calendar alone. `days`,
    `worked` and `holiday` (worked, or not, as their weekday is not) reach beyond the counts.
    """

    days: Sequence[date]
    worked: NDArray[np.bool_]
    usually: NDArray[np.bool_]
    holiday: NDArray[np.bool_]
    shares: Amounts
    apart: Amounts
    differ: float
    outliers: NDArray[np.bool_]

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Which days tell of events that come back each month."""
        return ~(np.isnan(self.apart) | self.holiday[: len(self.apart)] | self.outliers)


def look_at(first: date, counts: Amounts, worked: NDArray[np.bool_], usually: NDArray[np.bool_]) -> Unlike | None:
    """Look at the counts of days from `first` on, NaN where nothing was recorded; None where that is too little.

    `worked` and `usually` say of these days, and of those to come for which holidays are wanted, whether they are
    worked and whether their weekday is.
    """
    days = [first + timedelta(place) for place in range(len(worked))]
    length = len(counts)
    edges = np.array([_edge(day) is not None for day in days])
    holiday = worked != usually
    ordinary = ~np.isnan(counts) & ~edges[:length] & ~holiday[:length]
    if ordinary.sum() < _LEAST_DAYS:
        return None
    weekdays = np.array([day.weekday() for day in days])
    outliers = np.zeros(length, np.bool_)
    for _ in range(2):
        shares, base = _base(counts, weekdays, ordinary & ~outliers)
        apart = np.log((counts + 0.5) / (base + 0.5))
        differ = max(_MAD * float(np.median(np.abs(apart[ordinary]))), float(np.sqrt(1 / max(base.mean(), 1.0))))
        by_chance = np.sqrt(differ**2 + 1 / np.maximum(base, 1.0))
        far = np.abs(apart) > np.maximum(_OUTLYING * by_chance, _OUTLIER)
        outlying = far & (np.abs(counts - base) > _OUTLIER_COUNT)
        outliers = ordinary & outlying
    return Unlike(days, worked, usually, holiday, shares, apart, differ, outliers)


def learn_events(seen: Unlike) -> tuple[Learned, ...]:
    """Find the events in how days differ."""
    found = [*_holidays(seen), *of_months(seen)]
    found += [
        Learned(EventKind.OTHER, seen.days[place], seen.days[place], Repeats.NEVER, float(np.exp(seen.apart[place])), 1)
        for place in np.flatnonzero(seen.outliers).tolist()
        if place < len(seen.apart) - _TOO_NEW
    ]
    return tuple(found)


def _base(counts: Amounts, weekdays: NDArray[np.int64], ordinary: NDArray[np.bool_]) -> tuple[Amounts, Amounts]:
    """Return the shares of the weekdays, and what an ordinary day would have had on each day of the counts."""
    known, places = np.flatnonzero(ordinary), np.arange(len(counts))
    shares = weekday_shares(counts[known], known, weekdays[known])
    near = 0.5 ** (np.abs(places[:, None] - known) / _SMOOTH)
    level = (near @ counts[known]) / np.maximum(near @ shares[weekdays[known]], 1e-6)
    return shares, level * shares[weekdays[: len(counts)]]


def _holidays(seen: Unlike) -> Iterator[Learned]:
    """Yield runs of holidays, and of rest days that are worked instead: they are like the days of the other kind."""
    days, holiday, apart, shares = seen.days, seen.holiday, seen.apart, seen.shares
    if not holiday.any():
        return
    weekdays = np.array([day.weekday() for day in days])
    like = np.zeros(len(days))
    for kind in (False, True):
        alike = np.unique(weekdays[seen.usually == kind])
        if len(alike):
            swapped = holiday & (seen.worked == kind)
            like[swapped] = np.log(shares[alike].mean() / shares[weekdays[swapped]])
    for kind in (False, True):
        places = np.flatnonzero(holiday & (seen.worked == kind))
        known = places[places < len(apart)]
        known = known[~np.isnan(apart[known])]
        samples = apart[known] - like[known]
        beyond = samples.sum() / (len(samples) + (seen.differ / _HOLIDAYS_DIFFER) ** 2)
        for _, run in groupby(places.tolist(), key=lambda place: place - int(np.searchsorted(places, place))):
            stretch = list(run)
            factor = float(np.exp(like[stretch].mean() + beyond))
            yield Learned(EventKind.HOLIDAY, days[stretch[0]], days[stretch[-1]], Repeats.NEVER, factor, len(samples))


def of_months(seen: Unlike, stricter: float = 0.0) -> Iterator[Learned]:
    """Yield what comes back each month: its end, its start, and billing days; `stricter` by so many standard errors."""
    usable = [(seen.days[place], float(seen.apart[place])) for place in np.flatnonzero(seen.usable).tolist()]
    last, differ = seen.days[len(seen.apart) - 1], seen.differ
    for kind in (EventKind.MONTH_START, EventKind.MONTH_END):
        months: dict[tuple[int, int], list[float]] = {}
        for day, sample in usable:
            if _edge(day) is kind:
                months.setdefault((day.year, day.month), []).append(sample)
        samples = np.array([np.mean(month) for month in months.values()])
        factor = shrunk(samples, differ / np.sqrt(MONTH_EDGE), _SURE + stricter)
        if abs(factor - 1) >= _LEAST_CHANGE:
            yield Learned(kind, *_edge_days(kind, last), Repeats.MONTHLY, factor, len(samples))
    for number in _BILLING:
        samples = np.array([sample for day, sample in usable if day.day == number])
        factor = shrunk(samples, differ, _SURER + stricter)
        if factor - 1 >= _LEAST_BILLING:
            day = last.replace(day=number)
            yield Learned(EventKind.BILLING, day, day, Repeats.MONTHLY, factor, len(samples))


def shrunk(samples: Amounts, differ: float, sure: float) -> float:
    """Return the factor that samples tell, 1 where they are too few or might be chance."""
    count = len(samples)
    if count < _LEAST_SAMPLES or abs(samples.mean()) < sure * differ / np.sqrt(count):
        return 1.0
    return float(np.exp(samples.sum() / (count + (differ / _MONTHS_DIFFER) ** 2)))


def _edge(day: date) -> EventKind | None:
    """Say whether a day is of a month's start or end."""
    if day.day <= MONTH_EDGE:
        return EventKind.MONTH_START
    length = calendar.monthrange(day.year, day.month)[1]
    return EventKind.MONTH_END if day.day > length - MONTH_EDGE else None


def _edge_days(kind: EventKind, day: date) -> tuple[date, date]:
    """Return the first and last day of the start or end of a day's month."""
    length = calendar.monthrange(day.year, day.month)[1]
    first = 1 if kind is EventKind.MONTH_START else length - MONTH_EDGE + 1
    return day.replace(day=first), day.replace(day=first + MONTH_EDGE - 1)
