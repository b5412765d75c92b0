"""The due times of many clocks at once, and of their steps, by NumPy: what `Deadline` says of each, exactly."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.models.calendar import BusinessCalendar
from app.models.counted_time import CountedTime
from app.models.counting import Due, Starts
from app.models.dates_many import CountedDates, Dates, Integers, Microseconds
from app.models.deadline import Times, counted_time
from app.models.ladder import Step
from app.models.opening_table import SECOND
from app.models.sla import Measure


class Pauses(NamedTuple):
    """The pauses of many clocks as columns: the place of the clock, and instants.

    They stand by clock and, of each clock, in the order of their start.
    """

    clock: Integers
    started: Microseconds
    ended: Microseconds


_NO_PAUSES = Pauses(*(np.zeros(0, np.int64) for _ in range(3)))
# Ends, and the places of the clocks whose they are, to due times.
_DueOf = Callable[[Microseconds, Integers], Microseconds]


class Deadlines:
    """The due times of clocks of one measure, counting and calendar, and of their steps: a `Deadline` for each.

    Of an amount (seconds or days) there is one for all or one for each; `fast_lane` is that of all.
    """

    def __init__(
        self,
        times: Times,
        measure: Measure,
        amounts: Integers | int,
        started: Microseconds,
        *,
        counting: str = "",
        pauses: Pauses = _NO_PAUSES,
        fast_lane: bool = False,
    ) -> None:
        self._opens = None if fast_lane else times.opening_hours
        self._late_time = times.round_the_clock if fast_lane else times.opening_hours
        self._due_of: _DueOf = _as_it_is
        working = measure in (Measure.OPENING_HOURS, Measure.WORKING_DAYS)
        self._own_time = times.opening_hours if working else times.round_the_clock
        # None where it never closes: then a pause takes what it lasts.
        self._closing = times.opening_hours if working else None
        if not started.size:
            self._end = self._begins = self.due = started
            return
        amounts = np.broadcast_to(np.asarray(amounts, np.int64), started.shape)
        if counting:
            counted = counted_time(times, counting, measure)
            self._end, self._begins, self._due_of = _counted(counted, amounts, started)
        else:
            self._end, self._begins = _plain(times, measure, amounts, started), started
        self._turns = list(_apart(pauses, self._begins))
        ends = _moved(self._end, self._turns, self._closing, self._due_of)
        self.due = self._due_of(ends, np.arange(ends.size))

    def last_owed(self, step: Step, now: int) -> Integers:
        """Return `Deadline.last_owed` of each: the last occurrence of a step that is owed by an instant, 0 for none."""
        if not self.due.size:
            return self.due
        first = self._first(step)
        # What a step waits after it is first owed is moved on by the pauses that begin from then on.
        still = [turn.these(turn.started >= first[turn.clock]) for turn in self._turns]

        def is_owed(places: Integers, occurrences: Integers) -> NDArray[np.bool_]:
            waits = step.after_due + (occurrences - 1) * (step.every or 0)
            owed: NDArray[np.bool_] = self._at(first[places], waits, _of_places(still, places, first.size)) <= now
            return owed

        found = is_owed(np.arange(first.size), np.ones(first.size, np.int64)).astype(np.int64)
        some = np.flatnonzero(found)
        found[some] = _last(lambda these, occurrences: is_owed(some[these], occurrences), some.size, step.occurrences())
        return found

    def _first(self, step: Step) -> Microseconds:
        """Return when a step is first owed, but for what it waits after the end and for working time."""
        if step.before_due:
            return self._before_due(step.before_due)
        if step.share is None or step.share == 1:
            return self.due
        total = self._own_time.elapsed_many(self._begins, self._end, unit=1)
        share = self._own_time.add_many(self._begins, (total * step.share).astype(np.int64), unit=1)
        if step.share > 1:
            return np.maximum(_moved(share, self._turns, self._closing), self.due)
        return _moved(np.minimum(share, self._end), self._turns, self._closing)

    def _before_due(self, seconds: int) -> Microseconds:
        """Return the instants so long before the due times as the pauses that began before them make these."""

        def before(ends: Microseconds, clocks: Integers) -> Microseconds:
            at = self._late_time.subtract_many(self._due_of(ends, clocks), seconds, unit=1)
            return np.maximum(at, self._begins[clocks])

        ends = _moved(self._end, self._turns, self._closing, before)
        return before(ends, np.arange(ends.size))

    def _at(self, first: Microseconds, waits: Integers, pauses: Iterable["_Turn"]) -> Microseconds:
        """Return the instants so many seconds after others, in working time unless in the fast lane."""
        owed = first
        if waits.any():
            later = _moved(self._late_time.add_many(first, waits, unit=1), pauses, self._late_time)
            owed = np.where(waits > 0, later, first)
        return owed if self._opens is None else self._opens.add_many(owed, 0, unit=1)


def due_many(
    times: Times,
    measure: Measure,
    amounts: Integers | int,
    started: Microseconds,
    *,
    counting: str = "",
    pauses: Pauses = _NO_PAUSES,
) -> Microseconds:
    """Return when clocks of one measure, counting and calendar are due, as `Deadlines` does."""
    return Deadlines(times, measure, amounts, started, counting=counting, pauses=pauses).due


class _Turn(NamedTuple):
    """One pause of each of some clocks."""

    clock: Integers
    started: Microseconds
    ended: Microseconds

    def these(self, which: NDArray[np.bool_]) -> "_Turn":
        return _Turn(self.clock[which], self.started[which], self.ended[which])


def _as_it_is(ends: Microseconds, clocks: Integers) -> Microseconds:
    return ends


def _apart(pauses: Pauses, begins: Microseconds) -> Iterator[_Turn]:
    """Yield the first pause of every clock, then the second: no instant twice, and none from before the clock ran."""
    if not pauses.clock.size:
        return
    since = begins.copy()
    rank = np.arange(pauses.clock.size) - np.searchsorted(pauses.clock, pauses.clock, side="left")
    by_rank = np.argsort(rank, kind="stable")
    for these in np.split(by_rank, np.flatnonzero(np.diff(rank[by_rank])) + 1):
        clock, ended = pauses.clock[these], pauses.ended[these]
        turn = _Turn(clock, np.maximum(pauses.started[these], since[clock]), ended)
        turn = turn.these(ended > turn.started)
        since[turn.clock] = turn.ended
        if turn.clock.size:
            yield turn


def _of_places(turns: Iterable[_Turn], places: Integers, size: int) -> Iterator[_Turn]:
    """Yield the pauses of the clocks at some places of so many, by their place among these."""
    place_of = np.full(size, -1, np.int64)
    place_of[places] = np.arange(places.size)
    for turn in turns:
        clock = place_of[turn.clock]
        yield _Turn(clock, turn.started, turn.ended).these(clock >= 0)


def _moved(
    ends: Microseconds, turns: Iterable[_Turn], closing: BusinessCalendar | None, due_of: _DueOf = _as_it_is
) -> Microseconds:
    """Move ends on by the pauses that begin before they are due, in the time of a calendar that may close."""
    ends = ends.copy()
    for turn in turns:
        clock, start, ended = turn.these(turn.started < due_of(ends[turn.clock], turn.clock))
        if closing is None:
            # What a pause takes is whole seconds, rounded down.
            ends[clock] += (ended - start) // SECOND * SECOND
            continue
        taken = closing.elapsed_many(start, ended, unit=1)
        clock, taken = clock[taken > 0], taken[taken > 0]
        ends[clock] = closing.add_many(ends[clock], taken, unit=1)
    return ends


def _last(is_owed: Callable[[Integers, Integers], NDArray[np.bool_]], size: int, most: int | None) -> Integers:
    """Return the last occurrence that is owed of each of so many, of which the first is; years are not counted out."""
    low, high = np.ones(size, np.int64), np.full(size, 2, np.int64)
    growing = np.arange(size if most != 1 else 0)
    while growing.size:
        beyond = high[growing]
        owed = is_owed(growing, beyond) & (most is None or beyond <= most)
        growing, beyond = growing[owed], beyond[owed]
        low[growing], high[growing] = beyond, beyond * 2
    if most is not None:
        high = np.minimum(high, most + 1)
    while (apart := np.flatnonzero(high - low > 1)).size:
        middle = (low[apart] + high[apart]) // 2
        owed = is_owed(apart, middle)
        low[apart], high[apart] = np.where(owed, middle, low[apart]), np.where(owed, high[apart], middle)
    return low


def _plain(times: Times, measure: Measure, amounts: Integers, started: Microseconds) -> Microseconds:
    if measure is Measure.ROUND_THE_CLOCK:
        return started + amounts * SECOND
    if measure is Measure.OPENING_HOURS:
        return times.opening_hours.add_many(started, amounts, unit=1)
    calendar = times.opening_hours if measure is Measure.WORKING_DAYS else times.round_the_clock
    return Dates(calendar, started, int(amounts.max())).add_days(started, amounts)


def _counted(
    counted: CountedTime, amounts: Integers, started: Microseconds
) -> tuple[Microseconds, Microseconds, _DueOf]:
    """Return when the amounts are over, when counting begins, and how an end becomes a due time."""
    words = counted.counting
    dates = CountedDates(counted, started, int(amounts.max()))
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
