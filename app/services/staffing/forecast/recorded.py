"""What is recorded of the last half year, as the forecast is made from it: read at once, so that a process can compute.

Only `read_recorded` knows the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.forecast import Counted
from app.services.staffing.forecast.day import Amounts
from app.services.staffing.forecast.event_edits import EventRow, read_events
from app.services.staffing.forecast.gaps import find_gaps
from app.services.staffing.forecast.history import count_days, first_day, read_days
from app.services.staffing.forecast.models import LEAST_DAYS
from app.services.staffing.forecast.yearly import LEAST_DAYS as LEAST_OF_YEARS
from app.services.staffing.forecast.yearly import REACHES_BACK as YEARS_BACK
from app.services.staffing.forecast.yearly import Years, spring_festivals

# How finely a day is forecast, how many days of history teach, and how far ahead holidays are looked for.
MINUTES, REACHES_BACK, FORESEEN = 15, 182, 60


@dataclass(frozen=True, eq=False)
class Past:
    """What came of one kind, of each queue and of the floor (None): days x intervals from a first day on, NaN in gaps.

    `missing` are the gaps. `worked` and `usually` say of these days, and of the `FORESEEN` to come, whether they are
    worked and whether their weekday is.
    """

    first: date
    queues: Mapping[int | None, Amounts]
    missing: tuple[date, ...]
    worked: NDArray[np.bool_]
    usually: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Recorded:
    """What a forecast from `today` on is made from: the past of what is counted, and the events as they stand.

    `years` are there once the record reaches back far enough.
    """

    today: date
    past: Mapping[Counted, Past]
    events: tuple[EventRow, ...]
    years: Years | None = None


def read_recorded(session: Session, zone: ZoneInfo, calendar: BusinessCalendar | None, *, now: datetime) -> Recorded:
    """Read what there is, of contacts and of complaints, where a fortnight is recorded."""
    today = now.astimezone(zone).date()
    past, begins = dict[Counted, Past](), dict[Counted, date]()
    for counted in Counted:
        begun = first_day(session, counted, zone, None)
        # The first day that is recorded whole.
        first = max(today - timedelta(REACHES_BACK), begun + timedelta(1)) if begun else today
        length = (today - first).days
        if length < LEAST_DAYS:
            continue
        queues = read_days(session, counted, [first + timedelta(place) for place in range(length)], zone, MINUTES)
        if not queues:
            continue
        worked, usually = _working_days(calendar, first, length + FORESEEN)
        totals = queues[None].sum(axis=1)
        gaps = find_gaps(session, counted, first, totals, (usually & ~worked)[:length], zone)
        missing = tuple(first + timedelta(place) for place in np.flatnonzero(gaps).tolist())
        told = {queue_id: np.where(gaps[:, None], np.nan, counts) for queue_id, counts in queues.items()}
        past[counted] = Past(first, told, missing, worked, usually)
        if begun:
            begins[counted] = begun + timedelta(1)
    most = max(past, key=lambda counted: float(np.nansum(past[counted].queues[None])), default=None)
    years = _read_years(session, most, begins[most], today, zone, calendar) if most else None
    return Recorded(today, past, read_events(session), years)


def _read_years(
    session: Session, counted: Counted, begins: date, today: date, zone: ZoneInfo, calendar: BusinessCalendar | None
) -> Years | None:
    """Read what came in the last years, of what is counted most; None where it is less than one."""
    first = max(begins, today - timedelta(YEARS_BACK))
    length = (today - first).days
    if length < LEAST_OF_YEARS:
        return None
    totals = count_days(session, counted, [first + timedelta(place) for place in range(length)], zone)
    worked, usually = _working_days(calendar, first, length + FORESEEN)
    gaps = find_gaps(session, counted, first, totals, (usually & ~worked)[:length], zone)
    festivals = spring_festivals(range(first.year, today.year + 2), zone)
    return Years(first, np.where(gaps, np.nan, totals), worked, usually, festivals)


def _working_days(
    calendar: BusinessCalendar | None, first: date, length: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say which days from the first on are worked, and of which the weekday is; without a calendar, all."""
    if calendar is None:
        return np.ones(length, np.bool_), np.ones(length, np.bool_)
    days = [first + timedelta(place) for place in range(length)]
    worked = np.array([calendar.hours.is_working_day(day.toordinal()) for day in days])
    return worked, np.array([bool(calendar.hours.weekly[day.weekday()]) for day in days])
