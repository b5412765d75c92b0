"""Whether complaints arrive as expected, the day is busier than planned, or arrivals run away (突发)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.floor import Queue
from app.models.forecast import Counted
from app.services.floor.arrivals import (
    DayArrivals,
    History,
    Intervals,
    comparable_days,
    cut_day,
    read_arrivals,
)
from app.services.floor.surge_budget import Budget, read_budget
from app.services.floor.surge_causes import Shares, read_shares
from app.services.floor.surge_course import CLEARED_BELOW as CLEARED_BELOW
from app.services.floor.surge_course import CLEARED_OVER as CLEARED_OVER
from app.services.floor.surge_course import Course
from app.services.floor.surge_detector import LEAST_EXCESS, Detector, Straying, Usual, detector_of, threshold
from app.services.floor.surge_straying import learn_straying
from app.services.pulse import SurgeState
from app.services.staffing.forecast.gaps import without_gaps

# How finely `read_surge` cuts the day, and over how long it compares; in minutes.
INTERVAL, WINDOW = 5, 60


@dataclass(frozen=True)
class Surge:
    """How arrivals stand, and what that rests on: so many `count`ed in the last `minutes`, so many `expected`.

    `growth` is the share above what was expected. In a surge the minutes are the last hour or less, since it began; on
    a day that is busier than planned they are all since midnight, against the plan of the morning; else the last hour.
    `since` is when a surge or a missed forecast began. Without a forecast it is calm, and `expected` and `growth` are
    None. A surge is over when fewer than `clear` come in `CLEARED_OVER` minutes. `shares` are the causes by which work
    per person grew; that may be so while arrivals are calm, when contacts take longer or people are missing.

    `lately` is the share by which those minutes are above what this day lets expect: what the end of a surge, and of
    the help against it, is told by. Without a surge, what chance explains is none.
    """

    state: SurgeState
    since: datetime | None
    count: int
    expected: float | None
    minutes: int
    learned_from: int
    clear: int | None = None
    shares: Shares | None = None
    lately: float | None = None

    @property
    def growth(self) -> float | None:
        """The share above what was expected: 0.5 for half as much again."""
        return self.count / self.expected - 1 if self.expected else None


def read_surge(
    session: Session,
    *,
    zone: ZoneInfo,
    calendar: BusinessCalendar | None = None,
    queue_id: int | None = None,
    history: History | None = None,
    now: datetime,
) -> Surge:
    """Judge how arrivals stand now, on the floor's day in `zone`.

    Whoever asks often gives its `history`: only intervals that are over are judged, and that once; what is recorded of
    them afterwards counts with the next one. By another budget of false alarms they are judged anew at once.
    """
    today = cut_day(now.astimezone(zone).date(), zone, INTERVAL)
    kept, budget = history or History(), read_budget(session)

    def judged() -> Surge:
        day, straying = _read(session, today, calendar, queue_id, kept, now=now)
        found = judge(day, straying, budget)
        if found.growth is None:
            return found
        # What calm arrivals differ by is chance; what they meet with may not be.
        volume = 1.0 if found.state is SurgeState.CALM else 1 + found.growth
        lately = now - timedelta(minutes=min(found.minutes, WINDOW))
        return replace(found, shares=read_shares(session, queue_id, volume, lately, now=now))

    return kept.judged(today, queue_id, budget, judged, now=now)


def read_surges(
    session: Session,
    *,
    zone: ZoneInfo,
    calendar: BusinessCalendar | None = None,
    history: History,
    now: datetime,
) -> Mapping[int | None, Surge]:
    """Judge the whole floor (None) and each of its queues."""
    queues = session.scalars(select(Queue.id).order_by(Queue.id)).all()
    return {
        id_: read_surge(session, zone=zone, calendar=calendar, queue_id=id_, history=history, now=now)
        for id_ in (None, *queues)
    }


def read_usual(
    session: Session,
    *,
    zone: ZoneInfo,
    calendar: BusinessCalendar | None = None,
    queue_id: int | None = None,
    history: History,
    now: datetime,
) -> Usual | None:
    """Read what is usual of today; None where there is no forecast yet."""
    today = cut_day(now.astimezone(zone).date(), zone, INTERVAL)
    detector = _detector(*_read(session, today, calendar, queue_id, history, now=now))
    return detector.usual if detector else None


def judge(day: DayArrivals, straying: Straying | None = None, budget: Budget | None = None) -> Surge:
    """Judge a day by its intervals that are over; what came before a surge tells what is usual.

    A busier day and a surge differ in this: what was expected follows the day as it goes, so that a surge is only what
    departs from the hours before it.
    """
    detector = _detector(day, straying or Straying())
    if detector is None or not len(day.counts):
        last = day.counts[-max(WINDOW // day.intervals.minutes, 1) :]
        return Surge(SurgeState.CALM, None, int(last.sum()), None, len(last) * day.intervals.minutes, 0)
    course = Course(day.counts, detector)
    course.look_for_surges(threshold(detector, (budget or Budget()).share))
    return _judgement(day, course)


def _read(
    session: Session,
    today: Intervals,
    calendar: BusinessCalendar | None,
    queue_id: int | None,
    history: History,
    *,
    now: datetime,
) -> tuple[DayArrivals, Straying]:
    """Read the day of now, and from the days like it how far this queue strays beyond chance."""
    day = read_arrivals(
        session, today, calendar=calendar, queue_id=queue_id, history=history, with_backlog=False, now=now
    )
    like = comparable_days(today.day, calendar)[: day.learned_from]
    rows = {each: history.recorded(session, each, today.zone, today.minutes, queue_id, now=now) for each in like}
    recorded = without_gaps(session, Counted.COMPLAINTS, rows, today.zone, calendar)
    return day, learn_straying(np.array(recorded), today.minutes) if recorded else Straying()


def _detector(day: DayArrivals, straying: Straying) -> Detector | None:
    """Return what looks for surges in a day, None without a forecast.

    Days on which hardly anything came are no history, but the time before the floor was recorded here.
    """
    if day.plan is None or day.plan.mean.sum() < LEAST_EXCESS:
        return None
    return detector_of(tuple(day.plan.mean.tolist()), day.intervals.minutes, straying, max(day.learned_from, 1))


def _judgement(day: DayArrivals, course: Course) -> Surge:
    """Say how a day stands at the end of its counts."""
    hour = course.end - course.places(WINDOW)
    if course.began is not None:
        found = _said(day, course, SurgeState.SURGE, course.began, max(course.began, hour))
        return replace(found, clear=course.clear_now(), lately=course.lately())
    missed = course.missed_since()
    if missed is not None:
        return replace(_said(day, course, SurgeState.MISSED_FORECAST, missed, 0), lately=course.lately())
    return replace(_said(day, course, SurgeState.CALM, None, max(0, hour)), lately=course.lately())


def _said(day: DayArrivals, course: Course, state: SurgeState, since: int | None, start: int) -> Surge:
    edges, end = day.intervals.edges, course.end
    planned = course.planned_between(start, end)
    return Surge(
        state,
        None if since is None else datetime.fromtimestamp(int(edges[since]), UTC),
        course.came_between(start, end),
        planned if state is SurgeState.MISSED_FORECAST else planned * course.level(start),
        int(edges[end] - edges[start]) // 60,
        day.learned_from,
    )
