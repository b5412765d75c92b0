"""The opening hours of a calendar as sorted columns of instants, in which every question is a binary search."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.models.opening_hours import OpeningHours

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Seconds = NDArray[np.int64]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
_DAY = 86_400
_ONE_SECOND = timedelta(seconds=1)
# zoneinfo does not list the clock changes of a zone, so they are probed for. No two of them in tzdata since 1900 are
# closer than seven days less an hour.
_PROBE = 5 * _DAY


@dataclass(frozen=True)
class OpeningTable:
    """The open stretches of some years, with the open time that lies before each: in microseconds since 1970, UTC.

    Stretch i ends at `closes[i]`, has `before[i]` of open time before it, and an instant in it is its open time plus
    `shift[i]`. One more entry of `before` and `shift` stands for a stretch that would open at `last`, so that the time
    after the last close needs no special case. The table answers for first <= instant < last.
    """

    years: range
    first: int
    last: int
    closes: list[int]
    before: list[int]
    shift: list[int]

    def opens(self, index: int) -> int:
        """Return when stretch `index` opens; `last` for the one that stands after the last close."""
        return self.before[index] + self.shift[index]

    def open_before(self, instant: int) -> int:
        """Return the open time of the table that lies before `instant`."""
        index = bisect_right(self.closes, instant)
        passed = instant - self.shift[index]
        if passed < self.before[index]:  # not open yet
            return self.before[index]
        return passed

    def open_before_many(self, instants: Seconds, unit: int = SECOND) -> Seconds:
        """Return `open_before` of each instant, in and out in units of so many microseconds."""
        import numpy as np  # late, so that a window opens before it is loaded

        closes, before, shift = self.arrays(unit)
        index = np.searchsorted(closes, instants, side="right")
        passed: Seconds = np.maximum(instants - shift[index], before[index])
        return passed

    def arrays(self, unit: int = SECOND) -> tuple[Seconds, Seconds, Seconds]:
        """Return `closes`, `before` and `shift` in units of a second or of a microsecond: nothing is lost in either."""
        return self._in_seconds if unit == SECOND else self._in_microseconds

    @cached_property
    def _in_microseconds(self) -> tuple[Seconds, Seconds, Seconds]:
        import numpy as np

        closes, before, shift = (np.array(column, np.int64) for column in (self.closes, self.before, self.shift))
        return closes, before, shift

    @cached_property
    def _in_seconds(self) -> tuple[Seconds, Seconds, Seconds]:
        # Windows and offsets are whole seconds.
        closes, before, shift = (column // SECOND for column in self._in_microseconds)
        return closes, before, shift


def compile_table(hours: OpeningHours, years: range) -> OpeningTable:
    """Lay the wall clock of some years on each stretch of constant offset, and join what touches."""
    first_day, last_day = (date(year, 1, 1).toordinal() for year in (years.start, years.stop))
    first, last = ((day - EPOCH.toordinal()) * _DAY for day in (first_day, last_day))
    # Two days more on each side: a zone lies up to a day from UTC, and a window runs up to a day over midnight.
    stretches = [(opens * 60, closes * 60) for opens, closes in hours.open_stretches(first_day - 2, last_day + 2)]
    local_opens, local_closes = [opens for opens, _ in stretches], [closes for _, closes in stretches]
    opens: list[int] = []
    closes: list[int] = []
    for since, until, offset in offsets(hours.zone, first, last):
        inside = slice(bisect_right(local_closes, since + offset), bisect_left(local_opens, until + offset))
        for opening, close in stretches[inside]:
            opening, close = max(opening - offset, since), min(close - offset, until)
            if closes and closes[-1] == opening:
                closes[-1] = close
            else:
                opens.append(opening)
                closes.append(close)
    lengths = (close - opening for opening, close in zip(opens, closes, strict=True))
    before = list(accumulate(lengths, initial=0))
    shift = [opening - passed for opening, passed in zip([*opens, last], before, strict=True)]
    closes, before, shift = ([value * SECOND for value in column] for column in (closes, before, shift))
    return OpeningTable(years, first * SECOND, last * SECOND, closes, before, shift)


def offsets(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """Yield (since, until, offset) in seconds for each stretch of [first, last) with one offset from UTC."""

    def offset_at(second: int) -> int:
        instant = EPOCH + timedelta(0, second)
        return (instant.astimezone(zone).replace(tzinfo=UTC) - instant) // _ONE_SECOND

    since, offset = first, offset_at(first)
    for start in range(first, last, _PROBE):
        old, new = start, min(start + _PROBE, last)
        after = offset_at(new)
        if after == offset:
            continue
        while new - old > 1:
            middle = (old + new) // 2
            old, new = (middle, new) if offset_at(middle) == offset else (old, middle)
        yield since, new, offset
        since, offset = new, after
    if since < last:
        yield since, last, offset
