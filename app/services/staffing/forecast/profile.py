"""The profile of a day (日内分布): which share of its arrivals falls into each interval.

A weekday's own profile is drawn towards that of all days of its kind, worked or not, and that towards the one of all
days; how strongly is what would have been best on the last days.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.services.staffing.forecast.day import Amounts

# Days after which a day's profile counts half.
_HALF_LIFE = 28.0
# How many arrivals the profile of the kind is worth against a weekday's own, and that of all days against a kind's.
STRENGTHS, _OF_ALL = (100.0, 1_000.0, 10_000.0), 30.0
# How much of an interval is taken from those beside it, where the hours are short of arrivals.
_SHARED = 0.25
_UNLIKE = 2.0  # standard deviations


@dataclass(frozen=True, eq=False)
class Days:
    """Days with their arrivals per interval of wall time, NaN where nothing was recorded; `kinds` and weekdays reach
    as many days further as are forecast.
    """

    counts: Amounts
    weekdays: NDArray[np.int64]
    kinds: NDArray[np.bool_]

    def profiles(self, day: int, known: int) -> Amounts:
        """Return the shares of a day's intervals by what was known after so many days: one row for each strength."""
        before = np.arange(known)
        weights = 0.5 ** ((known - 1 - before) / _HALF_LIFE) * ~np.isnan(self.counts[:known, 0])
        counts = np.nan_to_num(self.counts[:known])
        of_all = _shares(_smooth(weights @ counts))
        alike = weights * (self.kinds[:known] == self.kinds[day])
        of_kind = _shares(_smooth(alike @ counts) + _OF_ALL * of_all)
        own = (alike * (self.weekdays[:known] == self.weekdays[day])) @ counts
        return np.array([_shares(own + strength * of_kind) for strength in STRENGTHS])

    def judged(self, days: Sequence[int]) -> tuple[Amounts, int]:
        """Return the profile of each of these days as it was known on its eve, by the strength best before it, and
        which strength is best after them all.
        """
        errors, found = np.zeros(len(STRENGTHS)), []
        for day in days:
            profiles = self.profiles(day, day)
            found.append(profiles[int(errors.argmin())])
            counts = self.counts[day]
            if not np.isnan(counts[0]):
                errors += np.abs(counts - counts.sum() * profiles).sum(axis=1)
        return np.array(found).reshape(len(days), self.counts.shape[1]), int(errors.argmin())


def _smooth(counts: Amounts) -> Amounts:
    wide = np.pad(counts, 1, mode="edge")
    smooth: Amounts = (1 - _SHARED) * counts + _SHARED / 2 * (wide[:-2] + wide[2:])
    # Where a floor opens or closes, an interval is unlike those beside it, by more than chance makes it.
    return np.where(np.abs(counts - smooth) > _UNLIKE * np.sqrt(smooth), counts, smooth)


def _shares(counts: Amounts) -> Amounts:
    total = counts.sum()
    shares: Amounts = counts / total if total else np.full(len(counts), 1 / len(counts))
    return shares
