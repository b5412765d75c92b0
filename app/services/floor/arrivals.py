"""Arrivals (进线): how many complaints came in per interval of a floor's day, how many wait, and how many to expect."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.forecast import Counted
from app.models.ticket import Ticket
from app.services.deadlines.rulebook import NoRulesError, Rulebook, policy_of_floor
from app.services.staffing.forecast.day import WEIGHT_OF_HISTORY as WEIGHT_OF_HISTORY
from app.services.staffing.forecast.day import Amounts as Amounts
from app.services.staffing.forecast.day import Counts as Counts
from app.services.staffing.forecast.day import Forecast as Forecast
from app.services.staffing.forecast.day import Intervals as Intervals
from app.services.staffing.forecast.day import by_wall_clock as by_wall_clock
from app.services.staffing.forecast.day import comparable_days as comparable_days
from app.services.staffing.forecast.day import cut_day as cut_day
from app.services.staffing.forecast.day import rebase as rebase
from app.services.staffing.forecast.day import seasonal_average as seasonal_average
from app.services.staffing.forecast.gaps import is_holiday, is_recorded
from app.services.staffing.forecast.history import DONE_AT, LIVE, START, count_tickets, first_day, of_one
from app.services.staffing.forecast.versions import average_plan, planned

Judged = TypeVar("Judged")

INTERVALS = (5, 15, 30)  # minutes that a screen offers; any that divide a day will do
_WEEK = timedelta(weeks=1)
# An import may still add to a day that is over; nobody waits longer to see it in the forecast.
_COUNTED_ANEW_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Accuracy:
    """By how many arrivals an interval was missed on average: by the forecast, and by repeating last week."""

    forecast: float
    naive: float


@dataclass(frozen=True, eq=False)
class DayArrivals:
    """One day of the floor as a chart shows it; `counts` and `backlog` end with the last interval that is over.

    `forecast` is re-based on what has come so far, `plan` is what was expected in the morning, from as many days like
    this one as `learned_from` says. `backlog` is empty where it was not asked for.
    """

    intervals: Intervals
    counts: Counts
    backlog: Counts
    forecast: Forecast | None
    accuracy: Accuracy | None
    plan: Forecast | None = None
    learned_from: int = 0


def compare_with_naive(counts: Counts, forecast: Forecast, last_week: Amounts) -> Accuracy | None:
    """Return the mean absolute errors over the intervals that are over; None where none is."""
    over = len(counts)
    if not over:
        return None
    errors = (np.abs(expected[:over] - counts).mean() for expected in (forecast.mean, last_week))
    return Accuracy(*map(float, errors))


class History:
    """How many complaints came in on days that are over, and how today was judged: whoever asks often keeps one."""

    def __init__(self) -> None:
        self._judged: dict[int | None, tuple[tuple[date, str, int, Hashable], Any]] = {}
        self._counted: dict[tuple[date, str, int, int | None], tuple[datetime, Amounts]] = {}

    def recorded(
        self, session: Session, day: date, zone: ZoneInfo, minutes: int, queue_id: int | None, *, now: datetime
    ) -> Amounts:
        """Return the arrivals of a day by the wall clock, counted within the last hour."""
        key = (day, zone.key, minutes, queue_id)
        counted = self._counted.get(key)
        if counted is None or not timedelta() <= now - counted[0] < _COUNTED_ANEW_AFTER:
            cut = cut_day(day, zone, minutes)
            counted = now, by_wall_clock(count_tickets(session, "arrived", cut, queue_id), cut)
            self._counted[key] = counted
        return counted[1]

    def judged(
        self, today: Intervals, queue_id: int | None, by: Hashable, judge: Callable[[], Judged], *, now: datetime
    ) -> Judged:
        """Return what `judge` said of a queue, by this measure, when the last interval was over."""
        since = (today.day, today.zone.key, today.passed(now), by)
        known = self._judged.get(queue_id)
        if known is None or known[0] != since:
            self._judged[queue_id] = known = since, judge()
        found: Judged = known[1]
        return found


def floor_calendar(session: Session, rulebook: Rulebook) -> BusinessCalendar | None:
    """Return the calendar of the floor, which knows the holidays; None before one is in force."""
    try:
        return rulebook.in_force(session, policy_of_floor(session)).times.opening_hours
    except NoRulesError:
        return None


def read_arrivals(
    session: Session,
    intervals: Intervals,
    *,
    calendar: BusinessCalendar | None = None,
    queue_id: int | None = None,
    history: History | None = None,
    with_backlog: bool = True,
    now: datetime,
) -> DayArrivals:
    """Count a day's arrivals and backlog as far as its intervals are over, and forecast them.

    There is a forecast from the day on which one comparable day has been recorded from midnight to midnight.
    """
    over = intervals.passed(now)
    counts = count_tickets(session, "arrived", intervals, queue_id)
    backlog = _backlog(session, intervals, queue_id) if with_backlog else counts[:0]
    history = history or History()
    counts = counts[:over]
    first = first_day(session, Counted.COMPLAINTS, intervals.zone, queue_id)
    if first is None:
        return DayArrivals(intervals, counts, backlog[:over], None, None)

    def recorded(day: date) -> Amounts:
        return history.recorded(session, day, intervals.zone, intervals.minutes, queue_id, now=now)

    plan = planned(session, queue_id, intervals, now=now) or average_plan(
        session, queue_id, intervals, first=first, recorded=recorded, calendar=calendar, now=now
    )
    if plan is None:
        return DayArrivals(intervals, counts, backlog[:over], None, None)
    forecast = rebase(plan.forecast, counts)
    accuracy, week_ago = None, intervals.day - _WEEK
    # Last week repeated says nothing where nobody wrote it down; on a holiday nothing may have come.
    known = is_holiday(calendar, week_ago) or is_recorded(session, Counted.COMPLAINTS, week_ago, intervals.zone)
    if week_ago > first and known:
        accuracy = compare_with_naive(counts, forecast, recorded(week_ago)[intervals.slots])
    return DayArrivals(intervals, counts, backlog[:over], forecast, accuracy, plan.forecast, plan.learned_from)


def _backlog(session: Session, intervals: Intervals, queue_id: int | None) -> Counts:
    """Return how many complaints were open at each interval's end.

    One that is done, at a time nobody recorded, was never in the backlog.
    """
    given = {"start": datetime.fromtimestamp(int(intervals.edges[0]), UTC), "queue": queue_id}
    done, still_open, new = (session.scalars(count, given).one() for count in _standing(queue_id is not None))
    came, went = (count_tickets(session, which, intervals, queue_id) for which in ("came", "went"))
    return done + still_open - new + np.cumsum(came - went)


# Statements are made once: that takes longer than reading, and holds up the window.
@cache
def _standing(of_queue: bool) -> tuple[Select[int], ...]:
    """Select how many that came before a start are done since, how many are open now, and of these came since."""
    tickets = select(func.count()).select_from(Ticket).where(*of_one(Ticket, of_queue))
    done_since = tickets.where(~LIVE, DONE_AT >= START, Ticket.received_at < START)
    # What is open now less what came since: asked for at once, SQLite would walk through all that ever came before.
    return done_since, tickets.where(LIVE), tickets.where(LIVE, Ticket.received_at >= START)
