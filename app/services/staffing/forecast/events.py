"""Foreseeable surges (可预见的突发): which events fall on a day, and by how much they multiply what is expected."""

import calendar
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.forecast import FloorEvent, Repeats


def factor_on(session: Session, queue_id: int | None, day: date) -> float:
    """Return by how much the active events of a day multiply what is expected of a queue, or of the whole floor.

    An event of the whole floor concerns every queue. Where two fall on one day, the one that changes more counts: they
    are usually two names of one thing.
    """
    event = FloorEvent
    of_queue = (
        event.queue_id.is_(None) if queue_id is None else or_(event.queue_id.is_(None), event.queue_id == queue_id)
    )
    events = session.scalars(select(event).where(event.active, of_queue))
    factors = [each.factor for each in events if falls_on(each.starts_on, each.ends_on, each.repeats, day)]
    return max(factors, key=lambda factor: max(factor, 1 / factor), default=1.0)


def falls_on(first: date, last: date, repeats: Repeats, day: date) -> bool:
    """Say whether a day is one of those from `first` to `last`, or of those of the same month days or year days.

    What begins on the last day of a month does so in each month, however long.
    """
    match repeats:
        case Repeats.NEVER:
            return first <= day <= last
        case Repeats.YEARLY:
            length = (last - first).days
            starts = (_on(year, first.month, first.day) for year in (day.year - 1, day.year))
            return any(0 <= (day - start).days <= length for start in starts)
        case Repeats.MONTHLY:
            length = (last - first).days
            month_before = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
            wanted = 31 if _is_last(first) else first.day
            starts = (_on(*month, wanted) for month in (month_before, (day.year, day.month)))
            return any(0 <= (day - start).days <= length for start in starts)


def _on(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _is_last(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]
