"""What came a year ago comes again, perhaps: days that stood out on the same date, or as long before a festival.

From one year nobody knows whether something comes back: it is proposed, and counts once a person has switched it on.
What stood out in each of two years or more is taken to come again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.models.forecast import EventKind, Repeats
from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.learning import Learned, Unlike, look_at

# How many days back years are looked at, from how many on there is anything to be seen, and which days are looked at:
# so many that are over too, so that what has begun stays until it ends.
REACHES_BACK, LEAST_DAYS, FORESEEN, _BEHIND = 3 * 366, 330, 60, 30
# So many days before and after the Spring Festival are dated by it and not by the sun.
_AROUND = 15
# What stood out in one year has to be so many standard deviations above ordinary days in the others, and so large a
# part of it, as a logarithm.
_SURE, _ALIKE = 2.0, 0.5
# How far one and the same event differs from year to year: one standard deviation of the logarithm.
_YEARS_DIFFER = 0.5
_KEEP_SPRING_FESTIVAL = frozenset(
    f"Asia/{city}" for city in ("Shanghai", "Urumqi", "Hong_Kong", "Macau", "Taipei", "Singapore")
)


@dataclass(frozen=True, eq=False)
class Years:
    """What came each day on the whole floor from a first day on, NaN in gaps, for longer than a year.

    `worked` and `usually` are those of `look_at`; `festivals` the first day of the Spring Festival in each year, where
    the floor keeps it.
    """

    first: date
    totals: Amounts
    worked: NDArray[np.bool_]
    usually: NDArray[np.bool_]
    festivals: Mapping[int, date]


def learn_yearly(years: Years, today: date) -> tuple[Learned, ...]:
    """Find what is to be foreseen for the days around today, from what stood out in the years before."""
    seen = look_at(years.first, years.totals, years.worked, years.usually)
    if seen is None:
        return ()
    days = [today + timedelta(place) for place in range(-_BEHIND, FORESEEN + 1)]
    told = {day: samples for day in days if (samples := _samples(seen, day, years.festivals))}

    def alike(item: tuple[int, date]) -> tuple[int, int, bool]:
        place, day = item
        return place - (day - today).days, len(told[day]), _by_festival(day, years.festivals)

    found = []
    for (_, count, moves), run in groupby(enumerate(told), key=alike):
        stretch = [day for _, day in run]
        mean = float(np.mean([told[day] for day in stretch]))
        factor = float(np.exp(mean * count / (count + (seen.differ / _YEARS_DIFFER) ** 2)))
        repeats = Repeats.NEVER if moves else Repeats.YEARLY
        found.append(Learned(EventKind.OTHER, stretch[0], stretch[-1], repeats, factor, count, sure=count > 1))
    return tuple(found)


def spring_festivals(years: Sequence[int], zone: ZoneInfo) -> dict[int, date]:
    """Return the first day of the Spring Festival in each year, by the lunar calendar, where it is kept."""
    if zone.key not in _KEEP_SPRING_FESTIVAL:
        return {}
    import holidays  # a tenth of a second, and needed at night only

    found: dict[int, date] = {}
    for day, name in sorted(holidays.country_holidays("CN", years=years, language="en_US").items()):
        if name.startswith("Chinese New Year (Spring Festival)"):
            found.setdefault(day.year, day)
    return found


def _samples(seen: Unlike, day: date, festivals: Mapping[int, date]) -> list[float]:
    """Return how far the same day stood out in the years before; nothing unless it did in each that is known."""
    places = [(earlier - seen.days[0]).days for earlier in _earlier(day, seen.days[0], festivals)]
    known = [place for place in places if 0 <= place < len(seen.apart) and not np.isnan(seen.apart[place])]
    samples = [float(seen.apart[place]) for place in known]
    if not any(seen.outliers[place] for place in known):
        return []
    least = max(_SURE * seen.differ, _ALIKE * max(samples))
    return samples if all(sample >= least for sample in samples) else []


def _earlier(day: date, first: date, festivals: Mapping[int, date]) -> Iterator[date]:
    """Yield the same day of the years before: as long before or after the festival, or on the same date."""
    for year in range(day.year - 1, first.year - 1, -1):
        if _by_festival(day, festivals):
            if year in festivals:
                yield festivals[year] + (day - festivals[day.year])
            continue
        if (day.month, day.day) != (2, 29):
            earlier = day.replace(year=year)
            if not _by_festival(earlier, festivals):
                yield earlier


def _by_festival(day: date, festivals: Mapping[int, date]) -> bool:
    festival = festivals.get(day.year)
    return festival is not None and abs((day - festival).days) <= _AROUND
