"""When a clock is due, and when each step of its ladder is: worked out from its frozen rules and its pauses alone."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import NamedTuple

from app.models.calendar import BusinessCalendar
from app.models.policy import Step
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
    promised. `pauses` are the ended stretches of the ledger in the order of their start. A pause that begins before
    a time moves it on by as much of the clock's own time as it took; one that begins at or after it does not. No
    instant is taken twice where pauses were entered late and overlap, and none from before the clock ran.
    """

    def __init__(
        self,
        started_at: datetime,
        measure: Measure | None,
        amount: int | None,
        times: Times,
        *,
        recorded_due_at: datetime | None = None,
        pauses: Sequence[Stretch] = (),
        fast_lane: bool = False,
    ) -> None:
        self.started_at = started_at
        self.measure = measure
        self.amount = amount
        self.pauses = list(_apart(pauses, since=started_at))
        self.fast_lane = fast_lane
        self.working_time = times.opening_hours
        counts_opening_hours = measure in (Measure.OPENING_HOURS, Measure.WORKING_DAYS)
        self.own_time = times.opening_hours if counts_opening_hours else times.round_the_clock
        # What a step after the end counts in: nobody waits for the night to pass, except in the fast lane.
        self.late_time = times.round_the_clock if fast_lane else times.opening_hours
        # The due time as if there had been no pause, and with every pause that began before it.
        self.undisturbed = self._undisturbed(recorded_due_at)
        self.due = _after_pauses(self.undisturbed, self.pauses, self.own_time)

    def at(self, step: Step, occurrence: int) -> datetime:
        """The instant at which an occurrence (from 1) of a step is owed, in working time unless in the fast lane."""
        if step.share is None:
            wait = step.after_due + (occurrence - 1) * (step.every or 0)
            late = self.late_time.add(self.due, wait) if wait else self.due
            owed = _after_pauses(late, [p for p in self.pauses if p[0] >= self.due], self.late_time)
        elif step.share == 1:
            owed = self.due
        else:
            total = self.own_time.elapsed(self.started_at, self.undisturbed)
            share = self.own_time.add(self.started_at, int(total * step.share))
            owed = _after_pauses(min(share, self.undisturbed), self.pauses, self.own_time)
        return owed if self.fast_lane else self.working_time.next_open(owed)

    def owed(self, ladder: Sequence[Step], raised: Mapping[str, int], now: datetime) -> tuple[list[Owed], Owed | None]:
        """Return what of the ladder is owed by `now` and was not raised, in order, and what is owed after it.

        `raised` gives the last occurrence of each step that was raised; it is never owed again, whatever has moved.
        """
        by_now: list[Owed] = []
        coming: Owed | None = None
        for rung, step in enumerate(ladder):
            last = raised.get(step.key, 0)
            # A ladder rises in time: beyond the first step to come, only repeats of a raised one can be earlier.
            if coming is not None and not last:
                continue
            for owed in self._occurrences(rung, step, last):
                if owed.at > now:
                    coming = owed if coming is None else min(coming, owed)
                    break
                by_now.append(owed)
        return sorted(by_now), coming

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

    def _undisturbed(self, recorded_due_at: datetime | None) -> datetime:
        if self.amount is None:
            assert recorded_due_at is not None, "a clock without an amount has a recorded due time"
            return recorded_due_at
        if self.measure in (Measure.NATURAL_DAYS, Measure.WORKING_DAYS):
            return self.own_time.add_days(self.started_at, self.amount)
        return self.own_time.add(self.started_at, self.amount)

    def _occurrences(self, rung: int, step: Step, raised: int) -> Iterator[Owed]:
        last = step.occurrences()
        for occurrence in count(raised + 1) if last is None else range(raised + 1, last + 1):
            yield Owed(self.at(step, occurrence), rung, occurrence, step)


def _apart(pauses: Sequence[Stretch], *, since: datetime) -> Iterator[Stretch]:
    for start, end in pauses:
        if end > since:
            yield max(start, since), end
            since = end


def _after_pauses(at: datetime, pauses: Sequence[Stretch], time: BusinessCalendar) -> datetime:
    for start, end in pauses:
        # A pause outside the clock's own time takes nothing: a due time at a close stays there.
        if start < at and (taken := time.elapsed(start, end)):
            at = time.add(at, taken)
    return at
