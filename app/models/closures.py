"""Why a calendar is closed between two of its openings, and on which dates."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from app.models.opening_hours import OpeningHours

_INSTANT = timedelta(microseconds=1)


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


# What a part is of a stretch that lies between two openings of working days; of days off, the dates decide.
_PARTS = {
    Closure.BREAK: Closure.BREAK,
    Closure.NIGHT: Closure.OUTSIDE_HOURS,
    Closure.OUTSIDE_HOURS: Closure.OUTSIDE_HOURS,
}


class ClosedStretch(NamedTuple):
    """A stretch that is closed for one reason; `closed_on` are its holidays, or the date whose hours are closed."""

    since: datetime
    until: datetime
    closure: Closure
    closed_on: tuple[date, ...] = ()


def closed_stretches(hours: OpeningHours, since: datetime, until: datetime) -> Iterator[ClosedStretch]:
    """Yield the time between a close and the next opening: closed hours stand apart from the night that follows."""
    for start, end, day in _closed_hours(hours, since, until):
        if since < start:
            yield ClosedStretch(since, start, *why_closed(hours, since, start))
        yield ClosedStretch(start, end, Closure.CLOSED_HOURS, (day,))
        since = end
    if since < until:
        yield ClosedStretch(since, until, *why_closed(hours, since, until))


def part_of(stretch: ClosedStretch, hours: OpeningHours, since: datetime, until: datetime) -> ClosedStretch:
    """Return the part of a stretch that lies between two instants; it may have a reason of its own."""
    since, until = max(since, stretch.since), min(until, stretch.until)
    if (since, until) == stretch[:2] or stretch.closure is Closure.CLOSED_HOURS:
        return ClosedStretch(since, until, *stretch[2:])
    if stretch.closure in _PARTS:
        return ClosedStretch(since, until, _PARTS[stretch.closure])
    return ClosedStretch(since, until, *why_closed(hours, since, until))


def _closed_hours(hours: OpeningHours, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime, date]]:
    """Yield which hours of working dates between two instants the calendar closes, without overlaps."""
    first, last = since.astimezone(hours.zone).toordinal(), until.astimezone(hours.zone).toordinal()
    for day in map(date.fromordinal, range(first - 1, last + 1)):
        if day in hours.breaks and hours.is_working_day(day.toordinal()):
            midnight = datetime.combine(day, time())
            for window in hours.breaks[day]:
                walls = (midnight + timedelta(minutes=each) for each in (window.opens, window.closes))
                start, end = (wall.replace(tzinfo=hours.zone).astimezone(since.tzinfo) for wall in walls)
                start, end = max(start, since), min(end, until)
                if start < end:
                    yield start, end, day
                    since = end


def why_closed(hours: OpeningHours, since: datetime, until: datetime) -> tuple[Closure, tuple[date, ...]]:
    """Return why the weekly hours are closed from one instant to another, and which holidays lie there."""
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
    midnight = hours.open_stretches(first.toordinal(), first.toordinal() + 1)
    of_day = [(start % 1_440, end - (start - start % 1_440)) for start, end in midnight]
    between = any(before[1] <= opens and closes < after[0] for before, after in pairwise(of_day))
    return Closure.BREAK if between else Closure.OUTSIDE_HOURS
