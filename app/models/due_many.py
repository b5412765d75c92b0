"""The due times of many clocks at once, by NumPy: what `Deadline` says of each, to the microsecond."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.models.calendar import BusinessCalendar
from app.models.counted_time import CountedTime
from app.models.counting import Due, Starts
from app.models.deadline import Times, counted_time
from app.models.opening_table import SECOND, offsets
from app.models.sla import Measure

# Instants, since 1970 in UTC, and stretches.
Microseconds = NDArray[np.int64]
# Dates (proleptic ordinals), places, and amounts in seconds or days.
Integers = NDArray[np.int64]
_DAY = 86_400 * SECOND
_EPOCH = date(1970, 1, 1).toordinal()


class Pauses(NamedTuple):
    """The pauses of many clocks as columns: the place of the clock, and instants.

    They stand by clock and, of each clock, in the order of their start.
    """

    clock: Integers
    started: Microseconds
    ended: Microseconds


_NO_PAUSES = Pauses(*(np.zeros(0, np.int64) for _ in range(3)))


def due_many(
    times: Times,
    measure: Measure,
    amounts: Integers | int,
    started: Microseconds,
    *,
    counting: str = "",
    pauses: Pauses = _NO_PAUSES,
) -> Microseconds:
    """Return when clocks of one measure, counting and calendar are due.

    Of an amount (seconds or days) there is one for all or one for each.
    """
    if not started.size:
        return started
    amounts = np.broadcast_to(np.asarray(amounts, np.int64), started.shape)
    if counting:
        ends, begins, due = _counted(counted_time(times, counting, measure), amounts, started)
    else:
        ends, begins, due = _plain(times, measure, amounts, started), started, _as_it_is
    working = measure in (Measure.OPENING_HOURS, Measure.WORKING_DAYS)
    ends = _moved(ends, begins, pauses, due, times.opening_hours if working else None)
    return due(ends, np.arange(ends.size))


# Ends, and the places of the clocks whose they are, to due times.
_DueOf = Callable[[Microseconds, Integers], Microseconds]


def _as_it_is(ends: Microseconds, clocks: Integers) -> Microseconds:
    return ends


def _plain(times: Times, measure: Measure, amounts: Integers, started: Microseconds) -> Microseconds:
    if measure is Measure.ROUND_THE_CLOCK:
        return started + amounts * SECOND
    if measure is Measure.OPENING_HOURS:
        return times.opening_hours.add_many(started, amounts, unit=1)
    calendar = times.opening_hours if measure is Measure.WORKING_DAYS else times.round_the_clock
    return _Dates(calendar, started, int(amounts.max())).add_days(started, amounts)


def _moved(
    ends: Microseconds, begins: Microseconds, pauses: Pauses, due: _DueOf, working_time: BusinessCalendar | None
) -> Microseconds:
    """Move ends on by the pauses that begin before they are due, the first pause of every clock first."""
    if not pauses.clock.size:
        return ends
    ends, since = ends.copy(), begins.copy()
    first = np.searchsorted(pauses.clock, pauses.clock, side="left")
    rank = np.arange(pauses.clock.size) - first
    by_rank = np.argsort(rank, kind="stable")
    for these in np.split(by_rank, np.flatnonzero(np.diff(rank[by_rank])) + 1):
        clock, ended = pauses.clock[these], pauses.ended[these]
        start = np.maximum(pauses.started[these], since[clock])
        # No instant is taken twice, and none from before the clock ran.
        apart = ended > start
        clock, start, ended = clock[apart], start[apart], ended[apart]
        since[clock] = ended
        if not clock.size:
            continue
        counts = start < due(ends[clock], clock)
        clock, start, ended = clock[counts], start[counts], ended[counts]
        if working_time is None:
            # What a pause takes is whole seconds, rounded down.
            ends[clock] += (ended - start) // SECOND * SECOND
            continue
        taken = working_time.elapsed_many(start, ended, unit=1)
        clock, taken = clock[taken > 0], taken[taken > 0]
        ends[clock] = working_time.add_many(ends[clock], taken, unit=1)
    return ends


def _counted(
    counted: CountedTime, amounts: Integers, started: Microseconds
) -> tuple[Microseconds, Microseconds, _DueOf]:
    """Return when the amounts are over, when counting begins, and how an end becomes a due time."""
    words = counted.counting
    dates = _CountedDates(counted, started, int(amounts.max()))
    day, received = dates.received(started)
    begins = received if words.starts is Starts.AT_ONCE else dates.begins_on(dates.count_days(day, 1))
    last = np.zeros_like(day)
    if not counted.counts_days:
        ends = counted.own_time.add_many(begins, amounts, unit=1)
    else:
        last = dates.count_days(day, amounts)
        if words.starts is Starts.NEXT_DAY:
            ends = dates.ends_on(last)
        else:
            ends = dates.add_days(received, amounts)
            if words.due is Due.END_OF_DAY:
                ends = np.maximum(np.minimum(ends, dates.ends_on(last)), received)

    def due(ends: Microseconds, clocks: Integers) -> Microseconds:
        day = np.maximum(dates.day_of(ends - 1), last[clocks])
        if words.due is Due.END_OF_DAY:
            ends = np.maximum(ends, dates.ends_on(day))
        if words.roll_forward and not counted.counts_working_time:
            ends = dates.rolled_forward(ends, day)
        return ends

    return ends, np.minimum(begins, ends), due


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


class _Dates:
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


class _CountedDates(_Dates):
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
    def _of_office(self) -> _Dates:
        first = (self._first - _EPOCH) * _DAY
        return _Dates(self._counted.working_time, np.array([first, first + self._worked.size * _DAY]), 0)

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
