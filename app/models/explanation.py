"""Why a deadline lies where it does: the time of a clock, from its start to its end, stretch by stretch."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache, partial
from typing import NamedTuple

from app.models.calendar import BusinessCalendar
from app.models.closures import ClosedStretch, Closure, closed_stretches, part_of
from app.models.deadline import Deadline
from app.models.opening_table import EPOCH
from app.models.sla import Measure

# A run of more open stretches than `_LONG` is drawn and told with its middle as one: nobody reads the nights of a year.
_LONG, _KEPT = 20, 5
_NOTHING = timedelta()
_INSTANT = timedelta(microseconds=1)


class Nature(StrEnum):
    """What a stretch of time is to a clock."""

    # Counted against the amount, or still to be counted before the due time (unused where the clock was stopped).
    COUNTED = "counted"
    LEFT = "left"
    CLOSED = "closed"
    PAUSED = "paused"
    # After the due time, open or closed.
    LATE = "late"


# An attribute of an enumeration is looked up in a dictionary each time.
_COUNTED, _LEFT, _PAUSED = Nature.COUNTED, Nature.LEFT, Nature.PAUSED


@dataclass(frozen=True)
class Interruption:
    """A pause of the ledger; one without an end goes on."""

    started_at: datetime
    ended_at: datetime | None
    reason: str
    person: str


class Segment(NamedTuple):
    """One stretch [since, until) of a clock's time.

    `counted` is how much of it counts against the amount. `closure` or `pause` says why it does not; `closed_on` are
    the dates among its own that the calendar closes, wholly or for some hours. `folded` is how many alternating
    stretches it stands for, 0 for itself alone.
    """

    nature: Nature
    since: datetime
    until: datetime
    counted: timedelta = _NOTHING
    closure: Closure | None = None
    closed_on: tuple[date, ...] = ()
    pause: Interruption | None = None
    folded: int = 0


# Of all its fields, in a third of the time that its own constructor takes: a clock has a hundred of them.
_segment: Callable[[tuple[object, ...]], Segment] = partial(tuple.__new__, Segment)


def segments(deadline: Deadline, pauses: Sequence[Interruption], *, now: datetime) -> tuple[Segment, ...]:
    """Return the time of a clock from its start to its due time or to `now`, whichever is later.

    The stretches follow each other without gaps, and their `counted` adds up to what the deadline was made of; what its
    counting leaves out before that, or adds after it, is closed. `pauses` are those of the deadline, in the order of
    their start. `now` is when the clock was stopped, where it has been; what is left then was not used.
    """
    line = _Line(deadline, now)
    found, run = line.found, line.run
    end = max(deadline.due, now)
    at = deadline.started_at
    for pause in pauses:
        since, until = pause.started_at, pause.ended_at or now
        if until > end:
            until = end
        if since > at:
            if since < until:
                run(at, since)
        else:
            since = at
        if since < until:
            found.append(_segment((_PAUSED, since, until, _NOTHING, None, (), pause, 0)))
            at = until
    if at < end:
        run(at, end)
    return tuple(found)


def counted_days(deadline: Deadline) -> tuple[date, ...]:
    """Return the local dates that a deadline in days has counted, none for other measures."""
    if deadline.measure not in (Measure.NATURAL_DAYS, Measure.WORKING_DAYS):
        return ()
    hours = deadline.own_time.hours
    days: list[date] = []
    day = deadline.received_on
    while len(days) < (deadline.amount or 0):
        day += 1
        if hours.is_working_day(day):
            days.append(date.fromordinal(day))
    return tuple(days)


class _Line:
    """Cuts what is not paused into what counts, what is closed and what is late.

    Nothing is worked out twice: the bounds of a stretch are those of the calendar's table, in microseconds since 1970.
    """

    def __init__(self, deadline: Deadline, now: datetime) -> None:
        self.found: list[Segment] = []
        self._begins, self._due = deadline.begins_at, deadline.due
        # Plain counting adds nothing to the end of the amount.
        self._ends = deadline.ends_at if deadline.counting else deadline.due
        self._now, self._now_at = _microseconds(now), now
        self._hours = deadline.own_time.hours
        self._table = deadline.own_time.table_over(_microseconds(deadline.started_at), _microseconds(self._ends))
        self._closes, self._before, self._shift = self._table.closes, self._table.before, self._table.shift
        self._gaps = _gaps_of(deadline.own_time)

    def run(self, at: datetime, until: datetime) -> None:
        """Add the stretches of a time in which the clock was not paused."""
        if at >= self._begins and until <= self._ends:
            self._count(at, until)
            return
        if at < (begins := min(until, self._begins)):
            self.found.append(Segment(Nature.CLOSED, at, begins, closure=Closure.NOT_BEGUN))
            at = begins
        if at < (end := min(until, self._ends)):
            self._count(at, end)
        if (rest := max(at, self._ends)) < (due := min(until, self._due)):
            self.found.append(Segment(Nature.CLOSED, rest, due, closure=self._added()))
        if (late := max(at, self._due)) < until:
            self.found.append(Segment(Nature.LATE, late, until))

    def _added(self) -> Closure:
        """Return why the due time is later than the end of the amount."""
        ended, due = ((at - _INSTANT).astimezone(self._hours.zone).date() for at in (self._ends, self._due))
        return Closure.END_OF_DAY if ended == due else Closure.ROLLED_FORWARD

    def _count(self, at: datetime, until: datetime) -> None:
        """Add the stretches of a counted time, of very many only the first and the last."""
        since, end, closes = (at - EPOCH) // _INSTANT, (until - EPOCH) // _INSTANT, self._closes
        index = bisect_right(closes, since)
        if index + _LONG >= len(closes) or closes[index + _LONG] >= end:
            self._add(at, since, until, end, index)
            return
        # What is closed now belongs to what has passed.
        turn = (
            min(max(self._now, self._table.opens(bisect_right(closes, self._now))), end) if since < self._now else since
        )
        for nature, first, last in ((Nature.COUNTED, since, turn), (Nature.LEFT, turn, end)):
            self._fold(nature, first, last)

    def _fold(self, nature: Nature, since: int, end: int) -> None:
        """Add the stretches of [since, end), the middle of very many as one."""
        table = self._table
        first, last = bisect_right(table.closes, since), bisect_left(table.closes, end)
        if last - first <= _LONG:
            self._add(_instant(since), since, _instant(end), end, first)
            return
        inner, outer = first + _KEPT, last - _KEPT
        middle = _instant(table.opens(inner)), _instant(table.opens(outer))
        days = (each.astimezone(self._hours.zone).date() for each in middle)
        counted = timedelta(0, 0, table.before[outer] - table.before[inner])
        self._add(_instant(since), since, middle[0], table.opens(inner), first)
        self.found.append(
            Segment(nature, *middle, counted, closed_on=self._hours.closed_between(*days), folded=2 * (outer - inner))
        )
        self._add(middle[1], table.opens(outer), _instant(end), end, outer)

    def _add(self, at: datetime, since: int, until: datetime, end: int, index: int) -> None:
        """Add the stretches from one instant to another, both in microseconds too, the first before a close."""
        found, now, closes, before, shift = self.found, self._now, self._closes, self._before, self._shift
        while since < end:
            opens = before[index] + shift[index]
            if since < opens:
                gap = self._gaps.get(opens) or self._gap(index)
                if opens > end or gap[0].since != at:
                    gap = self._part(gap, at, until if opens > end else _instant(opens))
                found += gap
                if opens >= end:
                    return
                since, at = opens, gap[-1].until
            close = closes[index]
            stop, stop_at = (end, until) if end <= close else (close, at + timedelta(0, 0, close - since))
            if since < now < stop:
                found.append(_segment((_COUNTED, at, self._now_at, self._now_at - at, None, (), None, 0)))
                since, at = now, self._now_at
            nature = _LEFT if since >= now else _COUNTED
            found.append(_segment((nature, at, stop_at, stop_at - at, None, (), None, 0)))
            since, at = stop, stop_at
            index += 1

    def _gap(self, index: int) -> tuple[Segment, ...]:
        """Return the time before stretch `index` of the table opens, as the calendar explains it to every clock."""
        closes, opens = self._table.closes, self._table.opens(index)
        since = closes[index - 1] if index else self._table.first
        gap = tuple(map(_closed, closed_stretches(self._hours, _instant(since), _instant(opens))))
        # At its ends the table knows only a part of what is closed.
        if 0 < index < len(closes):
            self._gaps[opens] = gap
        return gap

    def _part(self, gap: Iterable[Segment], since: datetime, until: datetime) -> tuple[Segment, ...]:
        inside = (each for each in gap if each.since < until and since < each.until)
        stretches = (
            ClosedStretch(each.since, each.until, each.closure or Closure.NIGHT, each.closed_on) for each in inside
        )
        return tuple(_closed(part_of(each, self._hours, since, until)) for each in stretches)


@lru_cache(maxsize=64)
def _gaps_of(calendar: BusinessCalendar) -> dict[int, tuple[Segment, ...]]:
    """Return what is known of the gaps of a calendar, by the instant at which each ends."""
    return {}


def _closed(stretch: ClosedStretch) -> Segment:
    return Segment(Nature.CLOSED, stretch.since, stretch.until, _NOTHING, stretch.closure, stretch.closed_on)


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // _INSTANT


def _instant(microseconds: int) -> datetime:
    return EPOCH + timedelta(0, 0, microseconds)
