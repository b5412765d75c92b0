"""The dates of many instants at once, by NumPy: working days counted as a calendar and a `CountedTime` count them."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.models.calendar import BusinessCalendar
from app.models.counted_time import CountedTime
from app.models.counting import Due
from app.models.opening_table import SECOND, offsets

# Instants, since 1970 in UTC, and stretches.
Microseconds = NDArray[np.int64]
# Dates (proleptic ordinals), places, and amounts in seconds or days.
Integers = NDArray[np.int64]
_DAY = 86_400 * SECOND
_EPOCH = date(1970, 1, 1).toordinal()


class _Zone:
    """The wall clock of a zone for many instants; walls are instants as the wall shows them."""

    def __init__(self, zone: ZoneInfo, since: int, until: int) -> None:
        stretches = list(offsets(zone, since // SECOND, until // SECOND))
        self._starts = np.array([start for start, _, _ in stretches], np.int64) * SECOND
        self._offsets = np.array([offset for *_, offset in stretches], np.int64) * SECOND
        # A wall time that is skipped or repeated has the offset from before.
        later = np.maximum(self._offsets[1:], self._offsets[:-1])
        self._walls = self._starts[1:] + later

    def walls(self, instants: Microseconds) -> Microseconds:
        """Return the wall times of instants."""
        place = np.searchsorted(self._starts, instants, side="right") - 1
        return instants + self._offsets[np.maximum(place, 0)]

    def instants(self, walls: Microseconds) -> Microseconds:
        """Return the first instant of each wall time."""
        return walls - self._offsets[np.searchsorted(self._walls, walls, side="right")]


class Dates:
    """What a calendar says of the dates of some instants and of those after them; dates are proleptic ordinals."""

    def __init__(self, calendar: BusinessCalendar, instants: Microseconds, longest: int) -> None:
        self.calendar = calendar
        # Of five dates in a row at most two are closed but for long holidays; what lies further is looked up later.
        first, last = int(instants.min()) // _DAY - 3, int(instants.max()) // _DAY + 3 + 2 * longest
        self.zone = _Zone(calendar.hours.zone, first * _DAY, (last + 800) * _DAY)
        self._first = first + _EPOCH
        self._worked = np.array([], bool)
        self._reach(last + _EPOCH)

    def _reach(self, day: int) -> None:
        known = self._first + self._worked.size
        hours = self.calendar.hours
        more = np.fromiter(
            (hours.is_working_day(each) for each in range(known, day + 1)), bool, max(day + 1 - known, 0)
        )
        self._worked = np.concatenate([self._worked, more])
        self._passed = np.cumsum(self._worked)

    def dates(self, instants: Microseconds) -> Integers:
        """Return the local dates of instants."""
        return self.zone.walls(instants) // _DAY + _EPOCH

    def worked(self, days: Integers) -> NDArray[np.bool_]:
        """Tell which dates are worked."""
        self._reach(int(days.max()))
        return self._worked[days - self._first]

    def count_days(self, days: Integers, amounts: Integers | int) -> Integers:
        """Return `BusinessCalendar.count_days` of each."""
        amounts = np.where(self.worked(days), amounts, np.maximum(amounts, 1))
        wanted = self._passed[days - self._first] + amounts
        while wanted.max() > self._passed[-1]:
            self._reach(self._first + self._worked.size + 60)
        found = np.searchsorted(self._passed, wanted, side="left") + self._first
        return np.where(amounts == 0, days, found)

    def add_days(self, instants: Microseconds, amounts: Integers) -> Microseconds:
        """Return `BusinessCalendar.add_days` of each."""
        walls = self.zone.walls(instants)
        days = walls // _DAY + _EPOCH
        ends = self.count_days(days, amounts)
        moved = self.zone.instants((ends - _EPOCH) * _DAY + walls % _DAY)
        return self.calendar.settled_many(np.where(ends == days, instants, moved), unit=1)


class CountedDates(Dates):
    """The dates of a counting, asked of `CountedTime` once for each date."""

    def __init__(self, counted: CountedTime, instants: Microseconds, longest: int) -> None:
        super().__init__(counted.own_time, instants, longest if counted.counts_days else longest * SECOND // _DAY)
        self._counted = counted

    def day_of(self, instants: Microseconds) -> Integers:
        """Return the dates that instants belong to."""
        days = self.dates(instants)
        if not self._counted.counts_working_time:
            return days
        return np.where(instants < self._by_date(self._counted.night_ends, days), days - 1, days)

    def received(self, started: Microseconds) -> tuple[Integers, Microseconds]:
        """Return `CountedTime.received` of each."""
        days = self.day_of(started)
        cut_off = self._counted.counting.cut_off
        if cut_off is None:
            return days, started
        in_time = (self.zone.walls(started) <= (days - _EPOCH) * _DAY + cut_off * 60 * SECOND) & self.worked(days)
        days = np.where(in_time, days, self.count_days(days, 1))
        return days, np.where(in_time, started, self.begins_on(days))

    def begins_on(self, days: Integers) -> Microseconds:
        """Return when dates begin."""
        return self._by_date(self._counted.day_begins, days)

    def ends_on(self, days: Integers) -> Microseconds:
        """Return when dates end."""
        return self._by_date(self._counted.day_ends, days)

    def rolled_forward(self, ends: Microseconds, days: Integers) -> Microseconds:
        """Return ends on closed days moved to the next working day, as `CountedTime.due` does."""
        open_days = self._of_office.count_days(days, 0)
        if self._counted.counting.due is Due.END_OF_DAY:
            return np.where(open_days == days, ends, self.ends_on(open_days))
        stays = (open_days == days) & self._of_office.worked(days - 1)
        return np.where(stays, ends, np.maximum(ends, self._by_date(self._counted.opens, open_days)))

    @cached_property
    def _of_office(self) -> Dates:
        first = (self._first - _EPOCH) * _DAY
        return Dates(self._counted.working_time, np.array([first, first + self._worked.size * _DAY]), 0)

    def _by_date(self, answer: Callable[[int], datetime | None], days: Integers) -> Microseconds:
        """Return which instant is said of each date, 0 for none."""
        first = int(days.min())
        seen = np.zeros(int(days.max()) - first + 1, bool)
        seen[days - first] = True
        said = np.zeros(seen.size, np.int64)
        for place in np.flatnonzero(seen):
            at = answer(first + int(place))
            said[place] = int(at.timestamp()) * SECOND if at else 0
        return said[days - first]
