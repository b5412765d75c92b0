"""Foreseeable surges (可预见的突发): which fall on a day, by how much they multiply, and how they follow history."""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.forecast import EventKind, FloorEvent, Repeats
from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.event_edits import FACTORS
from app.services.staffing.forecast.learning import Learned


def factor_on(session: Session, queue_id: int | None, day: date) -> float:
    """Return by how much the active events of a day multiply what is expected of a queue, or of the whole floor (None).

    An event of the whole floor concerns every queue. Where two fall on one day, the one that changes more counts: they
    are usually two names of one thing.
    """
    event = FloorEvent
    of_floor = event.queue_id.is_(None)
    of_queue = of_floor if queue_id is None else or_(of_floor, event.queue_id == queue_id)
    rows = session.scalars(select(event).where(event.active, of_queue)).all()
    return float(factors_of(rows, queue_id, day, 1)[0])


def factors_of(rows: Iterable[FloorEvent], queue_id: int | None, first: date, length: int) -> Amounts:
    """Return the factor of each of so many days from the first on, as `factor_on` says."""
    factors = np.ones(length)
    concern = [row for row in rows if row.active and row.queue_id in (None, queue_id)]
    for place in range(length):
        day = first + timedelta(place)
        falling = [row.factor for row in concern if falls_on(row.starts_on, row.ends_on, row.repeats, day)]
        factors[place] = max(falling, key=lambda factor: max(factor, 1 / factor), default=1.0)
    return factors


def learn_rows(session: Session, found: Sequence[Learned], *, pretend: bool = False) -> list[FloorEvent]:
    """Let the learned events be those that history shows now; what a person has edited stays as it is.

    Returns all events as they are then. With `pretend` nothing is changed, and what is new is no row yet.
    """
    rows = list(session.scalars(select(FloorEvent).order_by(FloorEvent.id)))
    known = {_key(row.kind, row.starts_on, row.ends_on, row.repeats): row for row in rows if row.queue_id is None}
    stay: list[FloorEvent] = [row for row in rows if not row.learned]
    for each in found:
        row = known.get(_key(each.kind, each.first, each.last, each.repeats))
        if row is not None and not row.learned:
            continue
        if row is None or pretend:
            row = FloorEvent(
                name="",
                kind=each.kind,
                starts_on=each.first,
                ends_on=each.last,
                repeats=each.repeats,
                learned=True,
                plan={},
                active=True if row is None else row.active,
            )
            if not pretend:
                session.add(row)
        # As a person may enter it: a day without anybody is no factor of 0, by which nobody could divide.
        row.factor, row.samples = min(max(round(each.factor, 3), FACTORS[0]), FACTORS[1]), each.samples
        stay.append(row)
    if not pretend:
        for row in rows:
            if row not in stay:
                session.delete(row)
    return stay


def _key(kind: EventKind, first: date, last: date, repeats: Repeats) -> tuple[Any, ...]:
    """Return what is the same in two lines of one event: of a billing day its number, else of what repeats the kind."""
    if repeats is Repeats.NEVER:
        return kind, first, last
    return kind, repeats, first.day if kind is EventKind.BILLING else None


def falls_on(first: date, last: date, repeats: Repeats, day: date) -> bool:
    """Say whether a day is one of those from `first` to `last`, or of those of the same month days or year days.

    What ends on the last day of a month does so in each month, however long; else its first day counts.
    """
    length = (last - first).days
    match repeats:
        case Repeats.NEVER:
            starts = [first]
        case Repeats.YEARLY:
            starts = [_on(year, first.month, first.day) for year in (day.year - 1, day.year)]
        case Repeats.MONTHLY:
            months = [_month(day, by) for by in (-1, 0, 1)]
            ends_it = last.day == calendar.monthrange(last.year, last.month)[1]
            starts = [_on(*month, 31) - timedelta(length) if ends_it else _on(*month, first.day) for month in months]
    return any(0 <= (day - start).days <= length for start in starts)


def _month(day: date, by: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + by, 12)
    return year, month + 1


def _on(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
