"""When a clock is due, and when each step of its ladder is: worked out from its frozen rules and its pauses alone."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from app.models.calendar import BusinessCalendar
from app.models.counted_time import CountedTime
from app.models.counting import Counting
from app.models.ladder import Step
from app.models.sla import Measure

Stretch = tuple[datetime, datetime]
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Owed(NamedTuple):
    """One occurrence of a step and the instant at which it is owed."""

    at: datetime
    rung: int
    occurrence: int
    step: Step


@dataclass(frozen=True)
class Times:
    """The two kinds of time that a calendar version gives: its opening hours, and every hour of its zone."""

    opening_hours: BusinessCalendar
    round_the_clock: BusinessCalendar

    @classmethod
    def of(cls, calendar: BusinessCalendar) -> "Times":
        """Pair a calendar with the calendar of its zone that never closes."""
        return cls(calendar, BusinessCalendar.round_the_clock(calendar.spec["zone"]))


class Deadline:
    """The due time of one clock and of its steps.

    `amount` counts seconds or days as `measure` says; where both are None, `recorded_due_at` is what another system
    promised. `counting` is the text of a `Counting`. `pauses` are the ended stretches of the ledger in the order of
    their start. A pause that begins before a time moves it on by as much of the clock's own time as it took; one that
    begins at or after it does not. No instant is taken twice where pauses were entered late and overlap, and none from
    before the clock ran. What the counting says of the end of the day comes after the pauses.
    """

    def __init__(
        self,
        started_at: datetime,
        measure: Measure | None,
        amount: int | None,
        times: Times,
        *,
        counting: str = "",
        recorded_due_at: datetime | None = None,
        pauses: Sequence[Stretch] = (),
        fast_lane: bool = False,
    ) -> None:
        self.started_at = started_at
        self.measure = measure
        self.amount = amount
        self.counting = counting
        self.fast_lane = fast_lane
        self.working_time = times.opening_hours
        counts_opening_hours = measure in (Measure.OPENING_HOURS, Measure.WORKING_DAYS)
        self.own_time = times.opening_hours if counts_opening_hours else times.round_the_clock
        # What a step before or after the end counts in: nobody waits for the night to pass, except in the fast lane.
        self.late_time = times.round_the_clock if fast_lane else times.opening_hours
        in_days = measure in (Measure.NATURAL_DAYS, Measure.WORKING_DAYS)
        self._counted = counted_time(times, counting, measure) if counting and measure else None
        # When the amount is over, to the moment.
        self._end = self._ends(recorded_due_at)
        # When counting begins: at once, unless the counting says otherwise. (No days at all end before the next one.)
        self.begins_at = started_at if self._counted is None else min(self._counted.begins(started_at), self._end)
        self._last_day = self._counted.last_day(started_at, amount or 0) if self._counted and in_days else 0
        self.pauses = list(_apart(pauses, since=self.begins_at))
        # The due time as if there had been no pause, and with every pause that began before it.
        self.undisturbed = self._due(self._end)
        self.due = self._due(self._moved(self._end, self.pauses))

    def at(self, step: Step, occurrence: int) -> datetime:
        """The instant at which an occurrence (from 1) of a step is owed, in working time unless in the fast lane."""
        owed = self._first(step)
        if wait := step.after_due + (occurrence - 1) * (step.every or 0):
            still = [pause for pause in self.pauses if pause[0] >= owed]
            owed = self.late_time.moved_on(self.late_time.add(owed, wait), still)
        return owed if self.fast_lane else self.working_time.next_open(owed)

    def owed(self, ladder: Sequence[Step], raised: Mapping[str, int], now: datetime) -> tuple[list[Owed], Owed | None]:
        """Return what of the ladder is owed by `now` and was not raised, in order, and what is owed after it.

        `raised` gives the last occurrence of each step that was raised; it is never owed again, whatever has moved.
        """
        by_now: list[Owed] = []
        coming: Owed | None = None
        ahead: Step | None = None
        for rung, step in enumerate(ladder):
            last = raised.get(step.key, 0)
            # A ladder rises in time: beyond a step that is still to come, only repeats of a raised one can be earlier.
            if ahead is not None and not last and ahead.comes_before(step):
                continue
            for owed in self._occurrences(rung, step, last):
                if owed.at > now:
                    coming = owed if coming is None else min(coming, owed)
                    ahead = step if owed.occurrence == 1 else ahead
                    break
                by_now.append(owed)
        return sorted(by_now), coming

    @property
    def ends_at(self) -> datetime:
        """When the amount is over, to the moment; the rest until the due time is what the counting adds to it."""
        return self.own_time.moved_on(self._end, self.pauses)

    @property
    def received_on(self) -> int:
        """The date (proleptic ordinal) on which it counts as received; an amount in days counts those after it."""
        if self._counted is not None:
            return self._counted.received(self.started_at)[0]
        return self.started_at.astimezone(self.own_time.hours.zone).toordinal()

    def next_owed(self, ladder: Sequence[Step], raised: Mapping[str, int]) -> Owed | None:
        """Return the first step that is still to be raised, be its time past or to come."""
        return self.owed(ladder, raised, _BEFORE_ALL)[1]

    def last_owed(self, step: Step, now: datetime) -> int:
        """Return the last occurrence of a step owed by `now`, 0 for none; years of repeats are not counted out."""
        end = step.occurrences()
        beyond = 1
        while (end is None or beyond <= end) and self.at(step, beyond) <= now:
            beyond *= 2
        possible = range(1, beyond if end is None else min(beyond, end + 1))
        return bisect_right(possible, now, key=lambda occurrence: self.at(step, occurrence))

    def _ends(self, recorded_due_at: datetime | None) -> datetime:
        if self.amount is None:
            assert recorded_due_at is not None, "a clock without an amount has a recorded due time"
            return recorded_due_at
        if self._counted is not None:
            return self._counted.ends(self.started_at, self.amount)
        if self.measure in (Measure.NATURAL_DAYS, Measure.WORKING_DAYS):
            return self.own_time.add_days(self.started_at, self.amount)
        return self.own_time.add(self.started_at, self.amount)

    def _due(self, end: datetime) -> datetime:
        return end if self._counted is None else self._counted.due(end, self._last_day)

    def _moved(self, end: datetime, pauses: Sequence[Stretch]) -> datetime:
        """Move the moment at which the amount is over on by the pauses that begin before it is due."""
        if self._counted is None:
            return self.own_time.moved_on(end, pauses)
        for pause in pauses:
            if pause[0] < self._due(end) and (taken := self.own_time.elapsed(*pause)):
                end = self.own_time.add(end, taken)
        return end

    def _first(self, step: Step) -> datetime:
        """Return when a step is first owed, but for what it waits after the end and for working time."""
        if step.before_due:
            return self._before_due(step.before_due)
        if step.share is None or step.share == 1:
            return self.due
        total = self.own_time.elapsed(self.begins_at, self._end)
        share = self.own_time.add(self.begins_at, int(total * step.share))
        if step.share > 1:
            return max(self.own_time.moved_on(share, self.pauses), self.due)
        return self.own_time.moved_on(min(share, self._end), self.pauses)

    def _before_due(self, seconds: int) -> datetime:
        """Return the instant so long before the due time as the pauses that began before that instant make it."""
        end = self._end
        for pause in (*self.pauses, None):
            at = max(self.late_time.subtract(self._due(end), seconds), self.begins_at)
            if pause is None or pause[0] >= at:
                break
            end = self._moved(end, [pause])
        return at

    def _occurrences(self, rung: int, step: Step, raised: int) -> Iterator[Owed]:
        last = step.occurrences()
        for occurrence in count(raised + 1) if last is None else range(raised + 1, last + 1):
            yield Owed(self.at(step, occurrence), rung, occurrence, step)


@lru_cache(maxsize=256)
def counted_time(times: Times, counting: str, measure: Measure) -> CountedTime:
    """Return the time of a measure as the text of a counting says; it remembers the dates that it was asked for."""
    own_time = (
        times.opening_hours if measure in (Measure.OPENING_HOURS, Measure.WORKING_DAYS) else times.round_the_clock
    )
    return CountedTime(Counting.parse(counting), measure, own_time, times.opening_hours)


def _apart(pauses: Sequence[Stretch], *, since: datetime) -> Iterator[Stretch]:
    for start, end in pauses:
        if end > since:
            yield max(start, since), end
            since = end
