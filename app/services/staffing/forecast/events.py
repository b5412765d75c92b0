"""Foreseeable surges (可预见的突发): which fall on a day, by how much they multiply, and how they follow history."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.forecast import EventKind, FloorEvent, Repeats
from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.event_edits import FACTORS, EventRow
from app.services.staffing.forecast.learning import Learned


def factor_on(session: Session, queue_id: int | None, day: date) -> float:
    """Return by how much the active events of a day multiply what is expected of a queue, or of the whole floor (None).

    An event of the whole floor concerns every queue, unless the queue has one of its own of the same kind and days.
    Where two others fall on one day, the one that changes more counts: they are usually two names of one thing.
    """
    event = FloorEvent
    of_floor = event.queue_id.is_(None)
    of_queue = of_floor if queue_id is None else or_(of_floor, event.queue_id == queue_id)
    rows = session.scalars(select(event).where(event.active, of_queue)).all()
    return float(factors_of(rows, queue_id, day, 1)[0])


def factors_of(rows: Iterable[EventRow | FloorEvent], queue_id: int | None, first: date, length: int) -> Amounts:
    """Return the factor of each of so many days from the first on, as `factor_on` says."""
    factors = np.ones(length)
    concern = [row for row in rows if row.active and row.queue_id in (None, queue_id)]
    if queue_id is not None:
        own = {_of_floor(row) for row in concern if row.queue_id is not None}
        concern = [row for row in concern if row.queue_id is not None or _of_floor(row) not in own]
    for place in range(length):
        day = first + timedelta(place)
        falling = [row.factor for row in concern if falls_on(row.starts_on, row.ends_on, row.repeats, day)]
        factors[place] = max(falling, key=lambda factor: max(factor, 1 / factor), default=1.0)
    return factors


def with_learned(rows: Sequence[EventRow], found: Sequence[Learned]) -> list[EventRow]:
    """Return the events as they are once history has had its say; what a person has edited stays as it is."""
    known = {_key_of(row): row for row in rows}
    stay = [row for row in rows if not row.learned]
    for each in found:
        row = known.get(_key(each))
        if row is None:
            stay.append(_not_yet_written(each))
        elif row.learned:
            row = replace(row, starts_on=each.first, ends_on=each.last, active=each.sure)
            stay.append(replace(row, factor=_told(each), samples=each.samples))
    return stay


def learn_rows(session: Session, found: Sequence[Learned]) -> None:
    """Let the learned events on record be those that history shows now; what a person has edited stays as it is."""
    rows = list(session.scalars(select(FloorEvent).order_by(FloorEvent.id)))
    known = {_key_of(row): row for row in rows}
    stay = {row for row in rows if not row.learned}
    for each in found:
        row = known.get(_key(each))
        if row is None:
            row = FloorEvent(
                name="",
                kind=each.kind,
                queue_id=each.queue_id,
                starts_on=each.first,
                ends_on=each.last,
                repeats=each.repeats,
                learned=True,
                plan={},
            )
            session.add(row)
        elif not row.learned:
            continue
        row.starts_on, row.ends_on = each.first, each.last
        row.factor, row.samples, row.active = _told(each), each.samples, each.sure
        stay.add(row)
    for row in rows:
        if row not in stay:
            session.delete(row)


def _not_yet_written(each: Learned) -> EventRow:
    whose = (each.queue_id, each.first, each.last, each.repeats)
    return EventRow(0, 0, "", each.kind, *whose, _told(each), True, each.samples, (0, 0, 0), "", each.sure)


def _told(each: Learned) -> float:
    """Return a factor as a person may enter it: a day without anybody is none of 0, by which nobody could divide."""
    return min(max(round(each.factor, 3), FACTORS[0]), FACTORS[1])


def _key(each: Learned) -> tuple[Any, ...]:
    return _same(each.queue_id, each.kind, each.first, each.last, each.repeats)


def _key_of(row: EventRow | FloorEvent) -> tuple[Any, ...]:
    return _same(row.queue_id, row.kind, row.starts_on, row.ends_on, row.repeats)


def _of_floor(row: EventRow | FloorEvent) -> tuple[Any, ...]:
    """Return what a queue's own event and the floor's have in common."""
    return _same(None, row.kind, row.starts_on, row.ends_on, row.repeats)


def _same(queue_id: int | None, kind: EventKind, first: date, last: date, repeats: Repeats) -> tuple[Any, ...]:
    """Return what is the same in two lines of one event: its days, of a billing day its number, else the kind."""
    match repeats:
        case Repeats.NEVER:
            return queue_id, kind, first, last
        case Repeats.YEARLY:
            return queue_id, kind, repeats, first.month, first.day
        case Repeats.MONTHLY:
            return queue_id, kind, repeats, first.day if kind is EventKind.BILLING else None


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
