"""Arrivals (进线): how many complaints came in per interval of a floor's day, how many wait, and how many to expect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, extract, func, or_, select
from sqlalchemy.orm import Session

from app.models.base import UtcDateTime
from app.models.calendar import BusinessCalendar
from app.models.ticket import Status, Ticket
from app.services.deadlines.rulebook import NoRulesError, Rulebook, policy_of_floor

Counts = NDArray[np.int64]
Amounts = NDArray[np.float64]
Judged = TypeVar("Judged")

INTERVALS = (5, 15, 30)  # minutes that a screen offers; any that divide a day will do
WEEKS = 8  # how far back a forecast looks
# The band leaves out the tenth of history that was lowest and the tenth that was highest, and is never narrower than
# counting alone would make it: nine tenths of a normal curve lie below so many standard deviations above its middle.
_QUANTILES = (0.1, 0.9)
_DEVIATIONS = 1.2816
_UNLIKE = 2.0  # standard deviations
# Today speaks for itself from about so many arrivals on; before, one early call would turn the whole day over.
WEIGHT_OF_HISTORY = 25.0
_BESIDE = 15  # minutes before and after an interval that are like it
_DAY_MINUTES = 24 * 60
_WEEK = timedelta(weeks=1)
# An import may still add to a day that is over; nobody waits longer to see it in the forecast.
_COUNTED_ANEW_AFTER = timedelta(hours=1)
# Written into the statement, because the partial index over open tickets is found by its very words.
_LIVE = Ticket.status.in_(bindparam("live", (Status.OPEN, Status.WAITING), expanding=True, literal_execute=True))
_DONE_AT = func.coalesce(Ticket.resolved_at, Ticket.closed_at)
_START = bindparam("start", type_=UtcDateTime)
# What is counted: an instant of which tickets.
_COUNTED: Mapping[str, tuple[Any, tuple[ColumnElement[bool], ...]]] = {
    "arrived": (Ticket.received_at, ()),
    "came": (Ticket.received_at, (or_(_LIVE, _DONE_AT.is_not(None)),)),
    "went": (_DONE_AT, (~_LIVE,)),
}


@dataclass(frozen=True, eq=False)
class Intervals:
    """A local day cut into equal stretches of elapsed time: a repeated hour has its own, a skipped one has none.

    `edges` are seconds since 1970, one more than there are intervals; `slots` number the same stretches of wall time
    from midnight, so that days with and without a clock change can be compared.
    """

    day: date
    zone: ZoneInfo
    minutes: int
    edges: Counts
    slots: Counts

    def __len__(self) -> int:
        return len(self.slots)

    def passed(self, now: datetime) -> int:
        """Return how many intervals are over at `now`."""
        return int(np.searchsorted(self.edges[1:], now.timestamp(), side="right"))


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is expected in each interval, and the band in which most days stay: 0 <= low <= mean <= high."""

    mean: Amounts
    low: Amounts
    high: Amounts

    def at(self, slots: Counts) -> "Forecast":
        """Return the forecast of these intervals of wall time."""
        return Forecast(self.mean[slots], self.low[slots], self.high[slots])


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


def cut_day(day: date, zone: ZoneInfo, minutes: int) -> Intervals:
    """Cut a local day into intervals; what a clock change leaves over at its end is a shorter one."""
    start, end = (int(_midnight(each, zone).timestamp()) for each in (day, day + timedelta(days=1)))
    begins = np.arange(start, end, minutes * 60, dtype=np.int64)
    walls = [datetime.fromtimestamp(begin, zone) for begin in begins.tolist()]
    slots = np.array([(wall.hour * 60 + wall.minute) // minutes for wall in walls], dtype=np.int64)
    return Intervals(day, zone, minutes, np.append(begins, end), slots)


def by_wall_clock(counts: Counts, intervals: Intervals) -> Amounts:
    """Return a whole day's counts by wall time: a repeated interval's average, a skipped one's from its neighbours."""
    length = _DAY_MINUTES // intervals.minutes
    times = np.bincount(intervals.slots, minlength=length)
    known = np.flatnonzero(times)
    sums = np.bincount(intervals.slots, weights=counts, minlength=length)
    return np.interp(np.arange(length), known, sums[known] / times[known])


def seasonal_average(history: Amounts, beside: int = 1) -> Forecast | None:
    """Forecast each interval from earlier days, one a row; None where there are none.

    As many intervals before and after as `beside` belong to the sample too, if they are alike: eight numbers alone make
    a ragged band.
    """
    if not len(history):
        return None
    wide = np.pad(history, ((0, 0), (beside, beside)), mode="edge")
    length = history.shape[1]
    sample = np.concatenate([wide[:, shift : shift + length] for shift in range(2 * beside + 1)])
    own, smooth = history.mean(axis=0), sample.mean(axis=0)
    # Where a floor opens or closes, an interval is unlike those beside it, by more than chance makes it.
    mean = np.where(np.abs(own - smooth) > _UNLIKE * np.sqrt(smooth / len(history)), own, smooth)
    low, high = np.quantile(sample, _QUANTILES, axis=0)
    noise = _DEVIATIONS * np.sqrt(mean)
    return Forecast(mean, np.clip(np.minimum(low, mean - noise), 0, None), np.maximum(high, mean + noise))


def rebase(plan: Forecast, so_far: Counts) -> Forecast:
    """Scale a plan by how much has come against how much was planned.

    An interval that is over keeps what was expected of it just before it began; the others have what is expected now.
    """
    came = np.append(0, np.cumsum(so_far))
    planned = np.append(0.0, np.cumsum(plan.mean))[: len(came)]
    level = (came + WEIGHT_OF_HISTORY) / (planned + WEIGHT_OF_HISTORY)
    level = level[np.minimum(np.arange(len(plan.mean)), len(so_far))]
    return Forecast(plan.mean * level, plan.low * level, plan.high * level)


def compare_with_naive(counts: Counts, forecast: Forecast, last_week: Amounts) -> Accuracy | None:
    """Return the mean absolute errors over the intervals that are over; None where none is."""
    over = len(counts)
    if not over:
        return None
    errors = (np.abs(expected[:over] - counts).mean() for expected in (forecast.mean, last_week))
    return Accuracy(*map(float, errors))


def comparable_days(day: date, calendar: BusinessCalendar | None = None, weeks: int = WEEKS) -> list[date]:
    """Return the earlier days to learn from, latest first: the same weekdays, holidays left out.

    A day that is itself unlike its weekday (a holiday, a swapped working day) is compared with the latest days that
    are worked, or not worked, as it is.
    """
    earlier = [day - timedelta(days=back) for back in range(1, 7 * weeks + 1)]
    if not calendar:
        return earlier[6::7]
    hours = calendar.hours
    worked = hours.is_working_day(day.toordinal())
    alike = (each for each in earlier if hours.is_working_day(each.toordinal()) == worked)
    if worked == bool(hours.weekly[day.weekday()]):
        return [each for each in alike if each.weekday() == day.weekday()]
    return list(islice(alike, weeks))


class History:
    """How many complaints came in on days that are over, and how today was judged: whoever asks often keeps one."""

    def __init__(self) -> None:
        self._judged: dict[int | None, tuple[tuple[date, str, int], Any]] = {}
        self._counted: dict[tuple[date, str, int, int | None], tuple[datetime, Amounts]] = {}

    def recorded(
        self, session: Session, day: date, zone: ZoneInfo, minutes: int, queue_id: int | None, *, now: datetime
    ) -> Amounts:
        """Return the arrivals of a day by the wall clock, counted within the last hour."""
        key = (day, zone.key, minutes, queue_id)
        counted = self._counted.get(key)
        if counted is None or not timedelta() <= now - counted[0] < _COUNTED_ANEW_AFTER:
            cut = cut_day(day, zone, minutes)
            counted = now, by_wall_clock(_count(session, "arrived", cut, queue_id), cut)
            self._counted[key] = counted
        return counted[1]

    def judged(self, today: Intervals, queue_id: int | None, judge: Callable[[], Judged], *, now: datetime) -> Judged:
        """Return what `judge` said of a queue when the last interval was over."""
        since = (today.day, today.zone.key, today.passed(now))
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
    counts = _count(session, "arrived", intervals, queue_id)
    backlog = _backlog(session, intervals, queue_id) if with_backlog else counts[:0]
    history = history or History()
    first_at = session.scalars(_first(queue_id is not None), {"queue": queue_id}).first()
    counts = counts[:over]
    if first_at is None:
        return DayArrivals(intervals, counts, backlog[:over], None, None)
    first = first_at.astimezone(intervals.zone).date()

    def recorded(day: date) -> Amounts:
        return history.recorded(session, day, intervals.zone, intervals.minutes, queue_id, now=now)

    learned = [recorded(day) for day in comparable_days(intervals.day, calendar) if day > first]
    average = seasonal_average(np.array(learned), max(_BESIDE // intervals.minutes, 1))
    plan = average and average.at(intervals.slots)
    forecast = plan and rebase(plan, counts)
    accuracy, week_ago = None, intervals.day - _WEEK
    if forecast and week_ago > first:
        accuracy = compare_with_naive(counts, forecast, recorded(week_ago)[intervals.slots])
    return DayArrivals(intervals, counts, backlog[:over], forecast, accuracy, plan, len(learned))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _backlog(session: Session, intervals: Intervals, queue_id: int | None) -> Counts:
    """Return how many complaints were open at each interval's end.

    One that is done, at a time nobody recorded, was never in the backlog.
    """
    given = {"start": datetime.fromtimestamp(int(intervals.edges[0]), UTC), "queue": queue_id}
    done, still_open, new = (session.scalars(count, given).one() for count in _standing(queue_id is not None))
    came, went = (_count(session, which, intervals, queue_id) for which in ("came", "went"))
    return done + still_open - new + np.cumsum(came - went)


def _count(session: Session, which: str, intervals: Intervals, queue_id: int | None) -> Counts:
    """Count, in the database, the tickets whose instant in `_COUNTED` lies in each interval."""
    first, last = (int(edge) for edge in intervals.edges[[0, -1]])
    width = intervals.minutes * 60
    start, end = (datetime.fromtimestamp(edge, UTC) for edge in (first, last))
    given = {"first": first, "width": width, "start": start, "end": end, "queue": queue_id}
    counts = np.zeros(len(intervals), dtype=np.int64)
    for begin, count in session.execute(_counting(which, queue_id is not None), given):
        # SQLite rounds to milliseconds: the very last instants of a day would count as the next one's.
        counts[min((int(begin) - first) // width, len(counts) - 1)] += count
    return counts


# Statements are made once: that takes longer than reading, and holds up the window.
@cache
def _counting(which: str, of_queue: bool) -> Select[int, int]:
    at, conditions = _COUNTED[which]
    first, width = bindparam("first", type_=BigInteger), bindparam("width", type_=BigInteger)
    second = extract("epoch", at)
    return (
        select((second - (second - first) % width).label("begins"), func.count())
        .where(at >= _START, at < bindparam("end", type_=UtcDateTime), *conditions, *_of_queue(of_queue))
        .group_by("begins")
    )


@cache
def _standing(of_queue: bool) -> tuple[Select[int], ...]:
    """Select how many that came before a start are done since, how many are open now, and of these came since."""
    tickets = select(func.count()).select_from(Ticket).where(*_of_queue(of_queue))
    done_since = tickets.where(~_LIVE, _DONE_AT >= _START, Ticket.received_at < _START)
    # What is open now less what came since: asked for at once, SQLite would walk through all that ever came before.
    return done_since, tickets.where(_LIVE), tickets.where(_LIVE, Ticket.received_at >= _START)


@cache
def _first(of_queue: bool) -> Select[datetime]:
    return select(Ticket.received_at).where(*_of_queue(of_queue)).order_by(Ticket.received_at).limit(1)


def _of_queue(of_queue: bool) -> list[ColumnElement[bool]]:
    return [Ticket.queue_id == bindparam("queue")] if of_queue else []
