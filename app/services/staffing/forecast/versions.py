"""The versions of the forecast: the newest one says what is expected, re-based on what has come today."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.forecast import Counted, ForecastKind, ForecastVersion
from app.services.staffing.forecast.day import (
    DAY_MINUTES,
    DEVIATIONS,
    WEEKS,
    WEIGHT_OF_HISTORY,
    Amounts,
    Forecast,
    Intervals,
    by_wall_clock,
    comparable_days,
    cut_day,
    rebase,
    seasonal_average,
)
from app.services.staffing.forecast.events import factor_on
from app.services.staffing.forecast.gaps import without_gaps
from app.services.staffing.forecast.history import count_arrivals, first_day

_BESIDE = 15  # minutes before and after an interval that are like it


@dataclass(frozen=True, eq=False)
class Plan:
    """What a day was expected to be before it began, and from how many days like it that was learned."""

    forecast: Forecast
    learned_from: int


def expected(
    session: Session,
    queue_id: int | None,
    intervals: Intervals,
    *,
    counted: Counted = Counted.COMPLAINTS,
    calendar: BusinessCalendar | None = None,
    now: datetime,
) -> Forecast | None:
    """Return what is expected in each interval of a day, of one queue or of the whole floor (None).

    Of a day that has begun, what is left of it is re-based on what has come. Before there is a version, the average of
    comparable days answers (`calendar` knows the holidays for it); None before one of those is recorded whole.
    """
    plan = planned(session, queue_id, intervals, counted=counted, now=now)
    first = None if plan else first_day(session, counted, intervals.zone, queue_id)
    if first is not None:

        def recorded(day: date) -> Amounts:
            cut = cut_day(day, intervals.zone, intervals.minutes)
            return by_wall_clock(count_arrivals(session, counted, cut, queue_id), cut)

        plan = average_plan(
            session, queue_id, intervals, counted=counted, first=first, recorded=recorded, calendar=calendar, now=now
        )
    if plan is None:
        return None
    over = intervals.passed(now)
    if not over:
        return plan.forecast
    return rebase(plan.forecast, count_arrivals(session, counted, intervals, queue_id)[:over])


def planned(
    session: Session,
    queue_id: int | None,
    intervals: Intervals,
    *,
    counted: Counted = Counted.COMPLAINTS,
    now: datetime,
) -> Plan | None:
    """Return what the newest version made before now expects of a day; None where none reaches it."""
    version = ForecastVersion
    newest = session.execute(
        select(version.first_day, version.days, version.minutes, version.expected, version.parameters)
        .where(version.queue_id.is_(None) if queue_id is None else version.queue_id == queue_id)
        .where(version.counted == counted, version.kind == ForecastKind.AHEAD, version.made_at <= now)
        .where(version.first_day <= intervals.day)
        .order_by(version.made_at.desc())
        .limit(1)
    ).first()
    place = (intervals.day - newest.first_day).days if newest else 0
    if newest is None or place >= newest.days:
        return None
    per_day = DAY_MINUTES // newest.minutes
    mean = np.array(newest.expected["mean"][place * per_day : (place + 1) * per_day])
    # An event that was edited since then counts at once.
    moved = factor_on(session, queue_id, intervals.day) / newest.parameters["factors"][place]
    mean = at_minutes(mean * moved, intervals.minutes)
    kept = newest.parameters
    banded = replace(band_of(mean, kept["spread"]), weight=kept.get("weight", WEIGHT_OF_HISTORY))
    return Plan(banded.at(intervals.slots), kept["learned_from"])


def average_plan(
    session: Session,
    queue_id: int | None,
    intervals: Intervals,
    *,
    counted: Counted = Counted.COMPLAINTS,
    first: date,
    recorded: Callable[[date], Amounts],
    calendar: BusinessCalendar | None,
    now: datetime,
) -> Plan | None:
    """Return the average of days like this one that are recorded whole, after `first` and over; None where none is."""
    today = now.astimezone(intervals.zone).date()
    rows = {day: recorded(day) for day in comparable_days(intervals.day, calendar, WEEKS) if first < day < today}
    learned = without_gaps(session, counted, rows, intervals.zone, calendar)
    average = seasonal_average(np.array(learned), max(_BESIDE // intervals.minutes, 1))
    if average is None:
        return None
    factor = factor_on(session, queue_id, intervals.day)
    return Plan(average.at(intervals.slots).times(factor), len(learned))


def at_minutes(mean: Amounts, minutes: int) -> Amounts:
    """Cut a day's expectation into intervals of another length; what is expected in a stretch stays the same."""
    edges = np.linspace(0, DAY_MINUTES, len(mean) + 1)
    whole = np.append(0.0, np.cumsum(mean))
    return np.diff(np.interp(np.arange(0, DAY_MINUTES + 1, minutes), edges, whole))


def band_of(mean: Amounts, spread: float) -> Forecast:
    """Put the band around a mean: chance, and by which share intervals miss what is expected beyond it."""
    width = DEVIATIONS * np.sqrt(mean + (spread * mean) ** 2)
    return Forecast(mean, np.clip(mean - width, 0, None), mean + width)
