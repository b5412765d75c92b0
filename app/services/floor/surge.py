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
from app.services.floor.arrivals import (
    Amounts,
    Counts,
    DayArrivals,
    History,
    Intervals,
    comparable_days,
    cut_day,
    read_arrivals,
)
from app.services.floor.surge_budget import Budget, read_budget
from app.services.floor.surge_causes import Shares, read_shares
from app.services.floor.surge_detector import LEAST_EXCESS, Detector, Straying, Usual, detector_of, threshold
from app.services.floor.surge_straying import learn_straying
from app.services.pulse import SurgeState

# How finely `read_surge` cuts the day, and over how long it compares; in minutes.
INTERVAL, WINDOW = 5, 60
# It is over when as many minutes have come back this near to what was expected, and not before it was held for some.
CLEARED_BELOW, CLEARED_OVER, HOLD = 0.10, 30, 30
# What returns within so many minutes is the same surge.
COOL_DOWN = 60
# From which share above the plan on a day is called busier than planned, by how many standard deviations of chance,
# and until which share it stays so.
MISSED_FROM, MISSED_BEYOND, MISSED_UNTIL = 0.15, 3.2, 0.10
# So many standard deviations above what was expected are still chance where nothing has been noticed.
_CHANCE = 2.0
_TINY = 1e-9


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
    them afterwards counts with the next one, as a new budget of false alarms does.
    """
    today = cut_day(now.astimezone(zone).date(), zone, INTERVAL)
    kept = history or History()

    def judged() -> Surge:
        day, straying = _read(session, today, calendar, queue_id, kept, now=now)
        found = judge(day, straying, read_budget(session))
        if found.growth is None:
            return found
        # What calm arrivals differ by is chance; what they meet with may not be.
        volume = 1.0 if found.state is SurgeState.CALM else 1 + found.growth
        lately = now - timedelta(minutes=min(found.minutes, WINDOW))
        return replace(found, shares=read_shares(session, queue_id, volume, lately, now=now))

    return kept.judged(today, queue_id, judged, now=now)


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
    course = _Course(day, detector)
    course.look_for_surges((budget or Budget()).share)
    return course.judgement()


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
    rows = [history.recorded(session, each, today.zone, today.minutes, queue_id, now=now) for each in like]
    return day, learn_straying(np.array(rows), today.minutes) if rows else Straying()


def _detector(day: DayArrivals, straying: Straying) -> Detector | None:
    """Return what looks for surges in a day, None without a forecast.

    Days on which hardly anything came are no history, but the time before the floor was recorded here.
    """
    if day.plan is None or day.plan.mean.sum() < LEAST_EXCESS:
        return None
    return detector_of(tuple(day.plan.mean.tolist()), day.intervals.minutes, straying, max(day.learned_from, 1))


class _Course:
    """A day of counts as it went; places are edges between intervals, from midnight on.

    `_telling` are the intervals outside of surges: they tell what is usual.
    """

    def __init__(self, day: DayArrivals, detector: Detector) -> None:
        self._day, self._detector, plan = day, detector, detector.usual.plan
        self._came, self._planned = (np.append(0, np.cumsum(each)) for each in (day.counts, plan))
        self._telling = np.ones(len(plan), np.bool_)
        self._end = len(day.counts)
        self._shape, self._rate = self._known()
        self._began: int | None = None

    def look_for_surges(self, share: float) -> None:
        """Find the surges of the day, one after the other; such a share of quiet days may have one.

        `_began` is that of the one that is not over.
        """
        limit, cleared, began = threshold(self._detector, share), 0, 0
        while True:
            telling = None if self._telling.all() else self._telling
            evidence = self._detector.evidence(self._day.counts[None], telling, cleared)[0, cleared:]
            above = np.flatnonzero(evidence > limit)
            if not len(above):
                return
            noticed = cleared + int(above[0]) + 1
            start = self._detector.began(self._day.counts, noticed, telling, cleared)
            returned = cleared and start - cleared < self._places(COOL_DOWN)
            began = began if returned else start
            over = self._over(start, noticed)
            self._telling[start : len(self._telling) if over is None else over] = False
            self._shape, self._rate = self._known()
            if over is None:
                self._began = began
                return
            cleared = over

    def judgement(self) -> Surge:
        """Say how it stands at the last edge."""
        return replace(self._how_it_stands(), lately=self._lately())

    def _how_it_stands(self) -> Surge:
        hour = self._end - self._places(WINDOW)
        if self._began is not None:
            clear = self._clear(self._began, np.array([self._end]))[0]
            return replace(self._said(SurgeState.SURGE, self._began, max(self._began, hour)), clear=int(clear))
        missed = self._missed_since()
        if missed is not None:
            return self._said(SurgeState.MISSED_FORECAST, missed, 0)
        return self._said(SurgeState.CALM, None, max(0, hour))

    def _lately(self) -> float:
        start = max(self._end - self._places(CLEARED_OVER), 0)
        planned = self._planned[self._end] - self._planned[start]
        expected = max(float(planned) * self._level(start if self._began is None else self._began), _TINY)
        excess = float(self._came[self._end] - self._came[start]) - expected
        is_chance = self._began is None and excess < max(_CHANCE * np.sqrt(expected), 1.0)
        return min(excess, 0.0) / expected if is_chance else excess / expected

    def _said(self, state: SurgeState, since: int | None, start: int) -> Surge:
        edges, end = self._day.intervals.edges, self._end
        planned = float(self._planned[end] - self._planned[start])
        return Surge(
            state,
            None if since is None else datetime.fromtimestamp(int(edges[since]), UTC),
            int(self._came[end] - self._came[start]),
            planned if state is SurgeState.MISSED_FORECAST else planned * self._level(start),
            int(edges[end] - edges[start]) // 60,
            self._day.learned_from,
        )

    def _known(self) -> tuple[Amounts, Amounts]:
        shape, rate = self._detector.known(self._day.counts[None], self._telling)
        return shape[0], rate

    def _level(self, edge: int) -> float:
        """Return how the day stood against its plan, as was known at an edge."""
        return float(self._shape[edge] / self._rate[edge])

    def _places(self, minutes: int) -> int:
        return max(minutes // self._day.intervals.minutes, 1)

    def _clear(self, began: int, edges: Counts) -> Amounts:
        """Return below how many arrivals of the last minutes a surge is over, at edges."""
        planned = self._planned[edges] - self._planned[np.maximum(edges - self._places(CLEARED_OVER), 0)]
        found: Amounts = np.maximum(np.ceil((1 + CLEARED_BELOW) * self._level(began) * planned), 1)
        return found

    def _over(self, began: int, noticed: int) -> int | None:
        """Return the edge at which a surge was over, None if it is not."""
        edges = np.arange(noticed + self._places(HOLD), self._end + 1)
        came = self._came[edges] - self._came[edges - self._places(CLEARED_OVER)]
        below = np.flatnonzero(came < self._clear(began, edges))
        return int(edges[below[0]]) if len(below) else None

    def _missed_since(self) -> int | None:
        """Return since which edge the day has been busier than planned, by what came outside of surges."""
        plan, strays = self._detector.usual.plan, self._detector.usual.strays
        telling, end = self._telling[: self._end], self._end
        came = np.cumsum(self._day.counts * telling)
        planned, varied = (np.cumsum(each[:end] * telling) for each in (plan, plan + strays))
        share = came / np.maximum(planned, 1e-9) - 1
        excess = came - planned
        certain = (excess >= LEAST_EXCESS) & (excess >= MISSED_BEYOND * np.sqrt(varied))
        below = np.flatnonzero(share < MISSED_UNTIL)
        up = np.flatnonzero((share >= MISSED_FROM) & certain)
        up = up[up > (below[-1] if len(below) else -1)]
        return int(up[0]) + 1 if len(up) else None
