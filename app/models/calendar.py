"""Business time: which instant is so many open seconds away from another, for one instant or for a million at once.

An instant is open if and only if its local wall time lies in a window of the calendar: an hour that the clocks skip
counts nothing, an hour that they repeat counts twice. Inside, instants are integer microseconds since 1970: nothing is
rounded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from operator import index
from typing import TYPE_CHECKING, Any, Literal, Self

from app.models.opening_hours import WEEKDAYS, YEARS, CalendarError, OpeningHours
from app.models.opening_table import EPOCH, SECOND, OpeningTable, compile_table

if TYPE_CHECKING:
    from app.models.opening_table import Seconds

__all__ = ["BusinessCalendar", "CalendarError"]

AtClose = Literal["close", "next_opening"]
_MICROSECOND = timedelta(microseconds=1)
# Between a close and the next opening the amount of open time stands still. The instant with just so much behind it is
# looked up as the last one (the opening); held back by the smallest unit, the look-up finds the first one (the close).
_HELD_BACK = {"close": 1, "next_opening": 0}


class BusinessCalendar:
    """Counts open time between instants; never changes, and may be shared between threads.

    It is compiled for the years around what it is asked, when it is asked. Datetimes go in aware, in any zone, and come
    out in UTC. A naive one, a negative amount and an answer outside the years 1900 to 2199 raise CalendarError.
    """

    def __init__(self, hours: OpeningHours) -> None:
        self.hours = hours
        self._table = OpeningTable(range(0), 0, 0, [], [0], [0])

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> Self:
        """Read a specification, whose fields and refusals are those of `OpeningHours.from_spec`."""
        return cls(OpeningHours.from_spec(spec))

    @classmethod
    def round_the_clock(cls, zone: str) -> Self:
        """The calendar that never closes; the zone matters to `add_days` only."""
        return cls.from_spec({"zone": zone, "weekly": {day: ["00:00-24:00"] for day in WEEKDAYS}})

    @property
    def spec(self) -> dict[str, Any]:
        """The specification in its one normal form, fit for JSON: what a calendar version stores."""
        return self.hours.spec

    def is_confirmed(self, at: datetime) -> bool:
        """Tell whether the holidays of the local year of `at` are known; if not, only the weekly hours speak."""
        years = self.hours.confirmed_years
        return years is None or self._local(at).year in years

    def add(self, start: datetime, seconds: int, at_close: AtClose = "close") -> datetime:
        """Return the instant at which `seconds` of open time have passed since `start`.

        Where they end exactly at a close, that is the close (a deadline of Friday 17:00 stays one) or the next opening.
        Zero seconds end at the next opening, which is `start` itself if it is open.
        """
        at, amount = _microseconds(start), _amount(seconds)
        table = self.table_over(at, at)
        wanted = table.open_before(at) + amount
        while wanted >= table.before[-1]:
            table = self._longer(table)
        held_back = _HELD_BACK[at_close] if amount else 0
        return _instant(wanted + table.shift[bisect_right(table.before, wanted - held_back) - 1])

    def subtract(self, end: datetime, seconds: int) -> datetime:
        """Return the latest instant that has `seconds` of open time between it and `end`.

        Zero seconds before `end` is `end` itself if it is open or at a close, else the close before it.
        """
        at, amount = _microseconds(end), _amount(seconds)
        if not amount:
            return _instant(self._settled(at, back=True))
        table = self.table_over(at, at)
        while (wanted := table.open_before(at) - amount) < 0:
            table = self._longer(table, back=True)
        return _instant(wanted + table.shift[bisect_right(table.before, wanted) - 1])

    def add_days(self, at: datetime, days: int) -> datetime:
        """Return the same wall time `days` working days later (earlier if negative), moved on to open time.

        Which dates count: `OpeningHours.is_working_day`. The local date of `at` is where counting begins, also for an
        instant after midnight in a night window. Zero days is that date if it is a working day, else the next one.
        From the wall time there, the answer is the first instant onwards that is open or at a close; for negative
        `days`, the last one backwards. A wall time that the clocks skip there is moved on by the gap, one that they
        repeat is the first; with zero days on a working day `at` itself stands, in either of the two hours.
        """
        local = self._local(at)
        day = self.count_days(local.toordinal(), days)
        if day != local.toordinal():
            wall = local.time().replace(fold=0)
            local = datetime.combine(date.fromordinal(day), wall, self.hours.zone)
        return _instant(self._settled(_microseconds(local), back=days < 0))

    def count_days(self, ordinal: int, days: int) -> int:
        """Return the date (proleptic ordinal) that lies `days` working days after another, as `add_days` counts."""
        left = abs(days) if days or self.hours.is_working_day(ordinal) else 1
        while left:
            ordinal += -1 if days < 0 else 1
            if date.fromordinal(ordinal).year not in YEARS:
                raise _out_of_years()
            left -= self.hours.is_working_day(ordinal)
        return ordinal

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Return the open seconds in [start, end), rounded down; 0 where `end` is not after `start`."""
        since, until = _microseconds(start), _microseconds(end)
        if until <= since:
            return 0
        table = self.table_over(since, until)
        return (table.open_before(until) - table.open_before(since)) // SECOND

    def moved_on(self, at: datetime, stretches: Iterable[tuple[datetime, datetime]]) -> datetime:
        """Return an instant moved on by the `elapsed` of each stretch that begins before it, one after the other.

        One that takes nothing moves nothing: an instant that is closed stays where it is.
        """
        instant, open_until = _microseconds(at), -1
        table = self._table
        for start, end in stretches:
            since = _microseconds(start)
            # What it was moved to is looked up only where a stretch could lie after it: it never moves back.
            if since >= instant:
                if open_until >= 0:
                    instant, table = self._instant_of(open_until, table)
                if since >= instant:
                    continue
            until = _microseconds(end)
            if not (table.first <= since and until < table.last and instant < table.last):
                if open_until >= 0:
                    instant, table = self._instant_of(open_until, table)
                table, open_until = self.table_over(since, max(until, instant)), -1
            if (taken := (table.open_before(until) - table.open_before(since)) // SECOND) > 0:
                open_until = (table.open_before(instant) if open_until < 0 else open_until) + taken * SECOND
        return _instant(instant if open_until < 0 else self._instant_of(open_until, table)[0])

    def _instant_of(self, open_time: int, table: OpeningTable) -> tuple[int, OpeningTable]:
        """Return the first instant with so much open time of a table before it, and the table that reaches it."""
        while open_time >= table.before[-1]:
            table = self._longer(table)
        return open_time + table.shift[bisect_right(table.before, open_time - 1) - 1], table

    def is_open(self, at: datetime) -> bool:
        """Tell whether `at` is open; an opening is, a close is not."""
        instant = _microseconds(at)
        table = self.table_over(instant, instant)
        return table.opens(bisect_right(table.closes, instant)) <= instant

    def next_open(self, at: datetime) -> datetime:
        """Return `at` if it is open, else the next opening."""
        return self.add(at, 0)

    def segments(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the open stretches [opening, close) from `start` to `end`: why a deadline lies where it does."""
        since, until = _microseconds(start), _microseconds(end)
        if until <= since:
            return []
        table = self.table_over(since, until)
        inside = range(bisect_right(table.closes, since), bisect_left(table.closes, until) + 1)
        cut = ((max(table.opens(i), since), min(table.closes[i], until)) for i in inside if table.opens(i) < until)
        return [(_instant(opening), _instant(close)) for opening, close in cut]

    def add_many(
        self, starts: Seconds, seconds: Seconds | int, at_close: AtClose = "close", *, unit: int = SECOND
    ) -> Seconds:
        """Return `add` of each start; one amount for all or one for each.

        Instants are int64 since 1970, in and out, in a unit of so many microseconds: a second, or one microsecond.
        """
        import numpy as np  # late, so that a window opens before it is loaded

        starts, amounts = _column(starts), _column(seconds)
        if not starts.size:
            return starts
        if amounts.min() < 0:
            raise _negative(amounts.min())
        table = self.table_over(int(starts.min()) * unit, int(starts.max()) * unit)
        wanted: Seconds = table.open_before_many(starts, unit) + amounts * (SECOND // unit)
        while int(wanted.max()) * unit >= table.before[-1]:
            table = self._longer(table)
        _, before, shift = table.arrays(unit)
        held_back = _HELD_BACK[at_close] * (amounts > 0)
        wanted += shift[np.searchsorted(before, wanted - held_back, side="right") - 1]
        return wanted

    def subtract_many(self, ends: Seconds, seconds: int, *, unit: int = SECOND) -> Seconds:
        """Return `subtract` of so many seconds, more than none, from each end; instants are those of `add_many`."""
        import numpy as np

        ends = _column(ends)
        if not ends.size:
            return ends
        assert seconds > 0, "an end itself is another question"
        table = self.table_over(int(ends.min()) * unit, int(ends.max()) * unit)
        wanted: Seconds = table.open_before_many(ends, unit) - seconds * (SECOND // unit)
        while int(wanted.min()) < 0:
            table = self._longer(table, back=True)
            wanted = table.open_before_many(ends, unit) - seconds * (SECOND // unit)
        _, before, shift = table.arrays(unit)
        wanted += shift[np.searchsorted(before, wanted, side="right") - 1]
        return wanted

    def elapsed_many(self, starts: Seconds, ends: Seconds, *, unit: int = SECOND) -> Seconds:
        """Return `elapsed` of each pair of instants, which are those of `add_many`."""
        starts, ends = _column(starts), _column(ends)
        if not starts.size:
            return starts
        first, last = min(starts.min(), ends.min()), max(starts.max(), ends.max())
        table = self.table_over(int(first) * unit, int(last) * unit)
        passed: Seconds = table.open_before_many(ends, unit) - table.open_before_many(starts, unit)
        return passed.clip(min=0) // (SECOND // unit)

    def settled_many(self, instants: Seconds, *, unit: int = SECOND) -> Seconds:
        """Return each instant if it is open or at a close, else the opening after it: where `add_days` ends."""
        import numpy as np

        if not instants.size:
            return instants
        table = self.table_over(int(instants.min()) * unit, int(instants.max()) * unit)
        while not table.closes or int(instants.max()) * unit > table.closes[-1]:
            table = self._longer(table)
        closes, before, shift = table.arrays(unit)
        place = np.searchsorted(closes, instants, side="left")
        settled: Seconds = np.maximum(instants, (before + shift)[place])
        return settled

    def _local(self, at: datetime) -> datetime:
        return _instant(_microseconds(at)).astimezone(self.hours.zone)

    def _settled(self, at: int, *, back: bool) -> int:
        """Return `at` if it is open or at a close, else the opening after it, or the close before it."""
        table = self.table_over(at, at)
        while True:
            index = bisect_left(table.closes, at)
            if table.opens(index) <= at:
                return at
            if back and index > 0:
                return table.closes[index - 1]
            if not back and index < len(table.closes):
                return table.opens(index)
            table = self._longer(table, back=back)

    def table_over(self, since: int, until: int) -> OpeningTable:
        """Return a table that answers for both instants (microseconds since 1970), compiled on demand."""
        table = self._table
        if table.first <= since and until < table.last:
            return table
        return self._grown(table, _year(since) - 1, _year(until) + 2)

    def _longer(self, table: OpeningTable, *, back: bool = False) -> OpeningTable:
        return self._grown(table, table.years.start - back, table.years.stop + (not back))

    def _grown(self, table: OpeningTable, first: int, stop: int) -> OpeningTable:
        """Return a table that reaches the given years too; it doubles where it grows, so that this is seldom."""
        years = table.years or range(first, stop)
        length = len(table.years)
        if first < years.start:
            years = range(max(min(first, years.start - length), YEARS.start), years.stop)
        if stop > years.stop:
            years = range(years.start, min(max(stop, years.stop + length), YEARS.stop))
        if years == table.years:
            raise _out_of_years()
        # One assignment of a finished table: a thread that reads meanwhile keeps a consistent older one.
        self._table = grown = compile_table(self.hours, years)
        return grown


def _microseconds(at: datetime) -> int:
    try:
        return (at - EPOCH) // _MICROSECOND
    except TypeError:
        raise CalendarError("{time} has no time zone, so it is no instant.", time=at) from None


def _instant(microseconds: int) -> datetime:
    return EPOCH + microseconds * _MICROSECOND


def _amount(seconds: int) -> int:
    if seconds < 0:
        raise _negative(seconds)
    return index(seconds) * SECOND


def _column(seconds: Seconds | int) -> Seconds:
    import numpy as np

    return np.asarray(seconds).astype(np.int64, casting="safe", copy=False)


def _negative(seconds: object) -> CalendarError:
    return CalendarError("{seconds} seconds of open time are below zero; count the other way instead.", seconds=seconds)


def _year(microseconds: int) -> int:
    try:
        year = _instant(microseconds).year
    except OverflowError:
        raise _out_of_years() from None
    if year not in YEARS:
        raise _out_of_years()
    return year


def _out_of_years() -> CalendarError:
    return CalendarError("The answer would lie outside the years {first} to {last}.", first=YEARS.start, last=YEARS[-1])
