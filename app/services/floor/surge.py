"""Whether complaints arrive as expected, the day is busier than planned, or arrivals run away (突发)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.services.floor.arrivals import WEIGHT_OF_HISTORY, DayArrivals, History, cut_day, read_arrivals
from app.services.pulse import SurgeState

# How finely `read_surge` cuts the day, and over how long it compares; all in minutes.
INTERVAL = 5
WINDOWS = (30, 60)
# A surge is so much above what was expected that it matters, by so many arrivals that it is not one family calling,
# and so unlikely by chance. On calm days of any size that is about once in a month (`test_surge.py` tries it).
RAISED_FROM, LEAST_EXCESS, SIGNIFICANCE = 0.25, 10, 7e-4
# By which share (one standard deviation) hours vary beyond chance, and by how many minutes a day is early or late.
HOURS_VARY, SHIFT = 0.05, 10
# It is over when arrivals have come back this near to what was expected, and not before it was held for some minutes.
CLEARED_BELOW, HOLD = 0.10, 30
# What returns within so many minutes is the same surge.
COOL_DOWN = 60
# From which share above the plan on a day is called busier than planned, and until which it stays so.
MISSED_FROM, MISSED_UNTIL = 0.15, 0.10


@dataclass(frozen=True)
class Surge:
    """How arrivals stand, and what that rests on: so many `count`ed in the last `minutes`, so many `expected`.

    `growth` is the share above what was expected. In a surge the minutes are the last hour or less, since it began; on
    a day that is busier than planned they are all since midnight, against the plan of the morning; else the last hour.
    `since` is when a surge or a missed forecast began. Without a forecast it is calm, and `expected` and `growth` are
    None.
    """

    state: SurgeState
    since: datetime | None
    count: int
    expected: float | None
    minutes: int
    learned_from: int

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
    them afterwards counts with the next one.
    """
    today = cut_day(now.astimezone(zone).date(), zone, INTERVAL)

    def judged() -> Surge:
        return judge(
            read_arrivals(
                session, today, calendar=calendar, queue_id=queue_id, history=history, with_backlog=False, now=now
            )
        )

    return history.judged(today, queue_id, judged, now=now) if history else judged()


def judge(day: DayArrivals) -> Surge:
    """Judge a day by its intervals that are over, in their order; what came before a surge tells what is usual.

    A busier day and a surge differ in this: what was expected follows the day as it goes, so that a surge is only what
    departs from the hours before it. How well these are known is part of the chance: with the weight that history has
    in the re-based forecast, the number of arrivals in a window has a negative binomial distribution.
    """
    # Days on which hardly anything came are no history, but the time before the floor was recorded here.
    if day.plan is None or day.plan.mean.sum() < LEAST_EXCESS or not len(day.counts):
        return Surge(SurgeState.CALM, None, _last_hour(day), None, min(len(day.counts) * day.intervals.minutes, 60), 0)
    course = _Course(day)
    for end in range(1, len(day.counts) + 1):
        course.step(end)
    return course.judgement()


class _Course:
    """A day of counts gone through interval by interval; places are edges between intervals, from midnight on.

    `_usual` holds, for each edge, what had come and what had been planned until then outside of surges.
    """

    def __init__(self, day: DayArrivals) -> None:
        assert day.plan
        self._day = day
        self._came: list[int] = np.append(0, np.cumsum(day.counts)).tolist()
        self._planned: list[float] = np.append(0.0, np.cumsum(day.plan.mean)).tolist()
        self._usual: list[tuple[int, float]] = [(0, 0.0)]
        self._began: int | None = None
        self._raised_at: int | None = None
        self._cleared_at: int | None = None
        self._missed_since: int | None = None

    def step(self, end: int) -> None:
        """Take in the interval that ends at an edge."""
        came, planned = self._usual[-1]
        if self._raised_at is None:
            came += self._came[end] - self._came[end - 1]
            planned += self._planned[end] - self._planned[end - 1]
        self._usual.append((came, planned))
        if self._raised_at is None:
            self._look_for_surge(end)
        elif end - self._raised_at >= self._places(HOLD) and self._growth(end - self._places(30), end) < CLEARED_BELOW:
            self._raised_at, self._cleared_at = None, end
        self._look_for_miss(end)

    def judgement(self) -> Surge:
        """Say how it stands at the last edge."""
        end = len(self._came) - 1
        if self._raised_at is not None and self._began is not None:
            return self._said(SurgeState.SURGE, self._began, max(self._began, end - self._places(60)), end)
        if self._missed_since is not None:
            return self._said(SurgeState.MISSED_FORECAST, self._missed_since, 0, end)
        return self._said(SurgeState.CALM, None, max(0, end - self._places(60)), end)

    def _said(self, state: SurgeState, since: int | None, start: int, end: int) -> Surge:
        edges = self._day.intervals.edges
        missed = state is SurgeState.MISSED_FORECAST
        return Surge(
            state,
            None if since is None else datetime.fromtimestamp(int(edges[since]), UTC),
            self._came[end] - self._came[start],
            self._planned[end] if missed else self._expected(start, end),
            int(edges[end] - edges[start]) // 60,
            self._day.learned_from,
        )

    def _places(self, minutes: int) -> int:
        return max(minutes // self._day.intervals.minutes, 1)

    def _expected(self, start: int, end: int) -> float:
        """Return what was to be expected between two edges by what was known at the first one."""
        return _level(*self._usual[start]) * (self._planned[end] - self._planned[start])

    def _most_expected(self, start: int, end: int) -> float:
        """Return the most that was to be expected on a day that is a little earlier or later than others."""
        shift, last = self._places(SHIFT), len(self._planned) - 1
        windows = [(max(start + by, 0), min(end + by, last)) for by in (-shift, 0, shift)]
        highest = _level(self._usual[start][0], self._usual[max(start - shift, 0)][1])
        return highest * max(self._planned[to] - self._planned[since] for since, to in windows)

    def _certainty(self, start: int, end: int) -> float:
        """Return from how many arrivals' worth of knowledge `_expected` speaks: of the day, the plan, and its hours."""
        learned = (self._planned[end] - self._planned[start]) * self._day.learned_from
        known: tuple[float, ...] = (self._usual[start][0] + WEIGHT_OF_HISTORY, max(learned, 1.0), 1 / HOURS_VARY**2)
        return 1.0 / sum(1 / each for each in known)

    def _growth(self, start: int, end: int) -> float:
        count, expected = self._came[end] - self._came[start], self._expected(start, end)
        return count / expected - 1 if expected else float(count)

    def _look_for_surge(self, end: int) -> None:
        for window in WINDOWS:
            start = end - self._places(window)
            # What a surge left behind is not the beginning of the next one.
            if start < (self._cleared_at or 0):
                continue
            count, expected = self._came[end] - self._came[start], self._most_expected(start, end)
            if count < max(expected * (1 + RAISED_FROM), expected + LEAST_EXCESS):
                continue
            if chance_of(count, expected, self._certainty(start, end)) <= SIGNIFICANCE:
                self._raise(start, end)
                return

    def _raise(self, start: int, end: int) -> None:
        """Begin a surge where arrivals left what was expected, as a CUSUM dates a change: where the excess is most."""
        excess = {
            edge: self._came[end]
            - self._came[edge]
            - (1 + RAISED_FROM / 2) * (self._expected(start, end) - self._expected(start, edge))
            for edge in reversed(range(start, end))
        }
        began = max(excess, key=lambda edge: excess[edge])
        returned = self._cleared_at is not None and began - self._cleared_at < self._places(COOL_DOWN)
        self._began = self._began if returned else began
        self._raised_at = end
        # It tells nothing about what is usual.
        self._usual[began + 1 :] = [self._usual[began]] * (end - began)

    def _look_for_miss(self, end: int) -> None:
        came, planned = self._usual[end]
        share = came / planned - 1 if planned else 0.0
        if self._missed_since is not None:
            self._missed_since = self._missed_since if share >= MISSED_UNTIL else None
        elif share >= MISSED_FROM and came >= planned + LEAST_EXCESS:
            # The plan itself is known only as well as the days that it was learned from.
            certainty = planned * self._day.learned_from
            self._missed_since = end if chance_of(came, planned, certainty) <= SIGNIFICANCE else None


def _level(came: int, planned: float) -> float:
    """Return how a day stands against its plan, as `rebase` sees it."""
    return (came + WEIGHT_OF_HISTORY) / (planned + WEIGHT_OF_HISTORY)


def chance_of(count: int, expected: float, certainty: float) -> float:
    """Return the probability of `count` arrivals or more where so many are expected, from so many seen before.

    The upper tail of the negative binomial distribution with mean `expected` and shape `certainty`: a Poisson variable
    whose mean is itself only known as well as that many earlier arrivals tell.
    """
    if expected <= 0:
        return 0.0 if count else 1.0
    failed = expected / (expected + certainty)
    below = np.arange(count)
    steps = np.log((certainty + below[:-1]) / (below[:-1] + 1) * failed)
    logarithms = certainty * np.log(certainty / (expected + certainty)) + np.append(0.0, np.cumsum(steps))
    return max(1.0 - float(np.exp(logarithms[:count]).sum()), 0.0)


def _last_hour(day: DayArrivals) -> int:
    return int(day.counts[-max(60 // day.intervals.minutes, 1) :].sum())
