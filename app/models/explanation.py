"""Why a deadline lies where it does: the time of a clock, from its start to its end, stretch by stretch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby, pairwise

from app.models.deadline import Deadline
from app.models.opening_hours import OpeningHours
from app.models.sla import Measure

# A run of more stretches than `_LONG` is drawn and told with its middle as one: nobody reads the nights of a year.
_LONG, _KEPT = 40, 10
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


class Closure(StrEnum):
    """Why a calendar is closed for a while."""

    BREAK = "break"
    NIGHT = "night"
    # On a working day, before its first or after its last hours.
    OUTSIDE_HOURS = "outside_hours"
    DAYS_OFF = "days_off"
    HOLIDAYS = "holidays"
    # Hours that are open otherwise and were closed on this date.
    CLOSED_HOURS = "closed_hours"
    # Not closed, but not counted either: it was received too late or counts from the next day; the amount is over and
    # the day is not; the amount was over on a closed day and the next working day is given.
    NOT_BEGUN = "not_begun"
    END_OF_DAY = "end_of_day"
    ROLLED_FORWARD = "rolled_forward"


@dataclass(frozen=True)
class Interruption:
    """A pause of the ledger; one without an end goes on."""

    started_at: datetime
    ended_at: datetime | None
    reason: str
    person: str


@dataclass(frozen=True)
class Segment:
    """One stretch [since, until) of a clock's time.

    `counted` is how much of it counts against the amount. `closure`, with the `holidays` among its dates, or `pause`
    says why it does not. `folded` is how many alternating stretches it stands for, 0 for itself alone.
    """

    nature: Nature
    since: datetime
    until: datetime
    counted: timedelta = _NOTHING
    closure: Closure | None = None
    holidays: tuple[date, ...] = ()
    pause: Interruption | None = None
    folded: int = 0


def segments(deadline: Deadline, pauses: Sequence[Interruption], *, now: datetime) -> tuple[Segment, ...]:
    """Return the time of a clock from its start to its due time or to `now`, whichever is later.

    The stretches follow each other without gaps, and their `counted` adds up to what the deadline was made of; what its
    counting leaves out before that, or adds after it, is closed. `pauses` are those of the deadline, in the order of
    their start. `now` is when the clock was stopped, where it has been; what is left then was not used.
    """
    line = _Line(deadline, now)
    end = max(deadline.due, now)
    found: list[Segment] = []
    at = deadline.started_at
    for pause in pauses:
        since, until = max(pause.started_at, at), min(pause.ended_at or now, end)
        if since >= until:
            continue
        found += line.running(at, since)
        found.append(Segment(Nature.PAUSED, since, until, pause=pause))
        at = until
    found += line.running(at, end)
    hours = deadline.own_time.hours
    # Folded first: of a year-long clock most nights are never told.
    return tuple(_explained(each, hours) for each in _folded(found))


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
    """Cuts what is not paused into what counts, what is closed and what is late."""

    def __init__(self, deadline: Deadline, now: datetime) -> None:
        self._begins = deadline.begins_at
        self._ends = deadline.ends_at
        self._due = deadline.due
        self._now = now
        self._time = deadline.own_time

    def running(self, since: datetime, until: datetime) -> Iterator[Segment]:
        """Yield the stretches of a time in which the clock was not paused."""
        if since < (begins := min(until, self._begins)):
            yield Segment(Nature.CLOSED, since, begins, closure=Closure.NOT_BEGUN)
            since = begins
        end = min(until, self._ends)
        if since < end:
            yield from self._counting(since, end)
        if (rest := max(since, self._ends)) < (due := min(until, self._due)):
            yield Segment(Nature.CLOSED, rest, due, closure=self._added())
        if (late := max(since, self._due)) < until:
            yield Segment(Nature.LATE, late, until)

    def _added(self) -> Closure:
        """Return why the due time is later than the end of the amount."""
        zone = self._time.hours.zone
        ended, due = ((at - _INSTANT).astimezone(zone).date() for at in (self._ends, self._due))
        return Closure.END_OF_DAY if ended == due else Closure.ROLLED_FORWARD

    def _counting(self, since: datetime, end: datetime) -> Iterator[Segment]:
        for opens, closes in self._time.segments(since, end):
            if since < opens:
                yield Segment(Nature.CLOSED, since, opens)
            yield from self._open(opens, closes)
            since = closes
        if since < end:
            yield Segment(Nature.CLOSED, since, end)

    def _open(self, opens: datetime, closes: datetime) -> Iterator[Segment]:
        passed = min(max(opens, self._now), closes)
        if opens < passed:
            yield Segment(Nature.COUNTED, opens, passed, passed - opens)
        if passed < closes:
            yield Segment(Nature.LEFT, passed, closes, closes - passed)


def _explained(segment: Segment, hours: OpeningHours) -> Segment:
    """Add why a stretch is closed, and which holidays a folded one holds."""
    if segment.nature is Nature.CLOSED and segment.closure is None:
        closure, holidays = why_closed(hours, segment.since, segment.until)
        return replace(segment, closure=closure, holidays=holidays)
    if segment.folded:
        first, last = (at.astimezone(hours.zone).date() for at in (segment.since, segment.until))
        return replace(segment, holidays=tuple(sorted(day for day in hours.holidays if first <= day <= last)))
    return segment


def why_closed(hours: OpeningHours, since: datetime, until: datetime) -> tuple[Closure, tuple[date, ...]]:
    """Return why the hours are closed from one instant to another, and which holidays lie there."""
    first, last = since.astimezone(hours.zone), (until - _INSTANT).astimezone(hours.zone)
    days = range(first.toordinal(), last.toordinal() + 1)
    holidays = tuple(day for day in map(date.fromordinal, days) if day in hours.holidays)
    if holidays:
        return Closure.HOLIDAYS, holidays
    if not all(map(hours.is_working_day, days)):
        return Closure.DAYS_OFF, ()
    if len(days) > 1:
        return Closure.NIGHT, ()
    return _why_closed_on(hours, first, last), ()


def _why_closed_on(hours: OpeningHours, first: datetime, last: datetime) -> Closure:
    """Return why the hours are closed within one working date."""
    opens, closes = (at.hour * 60 + at.minute for at in (first, last))
    if any(each.opens <= closes and opens < each.closes for each in hours.breaks.get(first.date(), ())):
        return Closure.CLOSED_HOURS
    midnight = hours.open_stretches(first.toordinal(), first.toordinal() + 1)
    of_day = [(start % 1_440, end - (start - start % 1_440)) for start, end in midnight]
    between = any(before[1] <= opens and closes < after[0] for before, after in pairwise(of_day))
    return Closure.BREAK if between else Closure.OUTSIDE_HOURS


def _folded(line: Iterable[Segment]) -> Iterator[Segment]:
    """Put the middle of every long run of open and closed stretches into one."""
    for foldable, group in groupby(_merged_natures(line), key=lambda pair: pair[0]):
        run = [segment for _, segment in group]
        if foldable is None or len(run) <= _LONG:
            yield from run
            continue
        middle = run[_KEPT:-_KEPT]
        yield from run[:_KEPT]
        yield replace(
            middle[0],
            nature=foldable,
            until=middle[-1].until,
            counted=sum((each.counted for each in middle), _NOTHING),
            folded=len(middle),
        )
        yield from run[-_KEPT:]


def _merged_natures(line: Iterable[Segment]) -> Iterator[tuple[Nature | None, Segment]]:
    """Yield each stretch with the nature of the run that it belongs to: a closed one goes with the open one before."""
    nature: Nature | None = Nature.COUNTED
    for segment in line:
        if segment.nature is not Nature.CLOSED:
            nature = segment.nature if segment.nature in (Nature.COUNTED, Nature.LEFT) else None
        yield nature, segment
