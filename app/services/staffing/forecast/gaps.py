"""Which days were not recorded (数据缺口): a closed system, an import that was lost; they are no quiet days.

A day without a record of any queue is a gap where days like it have so many that chance leaves none of them empty.
A holiday on which nothing came is believed: the floor was closed.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.forecast import ContactInterval, Counted
from app.models.ticket import Ticket
from app.services.staffing.forecast.day import DAY_MINUTES, Amounts, cut_day, midnight
from app.services.staffing.forecast.history import count_arrivals

# Where as many are usual, one day in twenty thousand is empty by chance.
_USUAL_FROM = 10.0
_WEEK = 7


def find_gaps(
    session: Session, counted: Counted, first: date, totals: Amounts, holidays: NDArray[np.bool_], zone: ZoneInfo
) -> NDArray[np.bool_]:
    """Say which of the days in a row from the first on are gaps, by what came of all queues together."""
    found = np.zeros(len(totals), np.bool_)
    for weekday in range(_WEEK):
        found[weekday::_WEEK] = _suspicious(totals[weekday::_WEEK])
    for place in np.flatnonzero(found & ~holidays).tolist():
        found[place] = not is_recorded(session, counted, first + timedelta(place), zone)
    return found & ~holidays


def without_gaps(
    session: Session,
    counted: Counted,
    rows: Mapping[date, Amounts],
    zone: ZoneInfo,
    calendar: BusinessCalendar | None = None,
) -> Sequence[Amounts]:
    """Return the counts of those days of a queue, all of one kind, that are no gaps."""
    doubtful = [day for day, row in rows.items() if not row.any() and not is_holiday(calendar, day)]
    dark = {day for day in doubtful if not is_recorded(session, counted, day, zone)}
    if dark:
        # Only now is it worth counting what comes of all queues.
        days = list(rows)
        totals = np.array(
            [
                0.0 if day in dark else count_arrivals(session, counted, cut_day(day, zone, DAY_MINUTES), None).sum()
                for day in days
            ]
        )
        dark &= {day for day, suspicious in zip(days, _suspicious(totals), strict=True) if suspicious}
    return [row for day, row in rows.items() if day not in dark]


def is_holiday(calendar: BusinessCalendar | None, day: date) -> bool:
    """Say whether a day is not worked though its weekday is."""
    if calendar is None:
        return False
    hours = calendar.hours
    return bool(hours.weekly[day.weekday()]) and not hours.is_working_day(day.toordinal())


def is_recorded(session: Session, counted: Counted, day: date, zone: ZoneInfo) -> bool:
    """Say whether anything is on record of a day: a telephone system may well report that nobody called."""
    start, end = (midnight(each, zone).astimezone(UTC) for each in (day, day + timedelta(1)))
    at = Ticket.received_at if counted is Counted.COMPLAINTS else ContactInterval.starts_at
    found: datetime | None = session.scalars(select(at).where(at >= start, at < end).limit(1)).first()
    return found is not None


def _suspicious(totals: Amounts) -> NDArray[np.bool_]:
    """Say which days of one kind are empty where as much is usual that none should be."""
    some = totals[totals > 0]
    if not len(some) or float(np.median(some)) < _USUAL_FROM:
        return np.zeros(len(totals), np.bool_)
    empty: NDArray[np.bool_] = totals == 0
    return empty
