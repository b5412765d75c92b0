"""What a roster is made from: days, patterns, people with what they can and wish, the need, and the rules.

All of it is frozen and can be pickled: the solver works in another process. Days are counted from the first one (0),
minutes on the wall clock of the floor. A shift belongs to the day on which it begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.models.people import AgentState
from app.models.roster import Wish
from app.services.staffing.roster.shifts import ShiftRow

DAY_MINUTES = 24 * 60
_DAY = timedelta(days=1)
# The night of labour law: three hours and more of work between 22:00 and 06:00 make a night shift.
_NIGHT = (22 * 60, 30 * 60)
_NIGHT_FROM = 180
_SATURDAY = 5


class Rule(StrEnum):
    """The rules that a schedule keeps, or that a shift written by hand breaks; the last three ask for something."""

    AVAILABILITY = "availability"
    SKILLS = "skills"
    REST = "rest"
    DAYS_IN_A_ROW = "days_in_a_row"
    NIGHTS_IN_A_ROW = "nights_in_a_row"
    WEEKLY_HOURS = "weekly_hours"
    CONTINUOUS_WORK = "continuous_work"
    LEAST_COVER = "least_cover"
    LEAST_WEEKLY = "least_weekly"
    TRAININGS = "trainings"


@dataclass(frozen=True)
class Interruption:
    """A break or a training in a pattern: so many minutes after its start."""

    kind: AgentState
    after: int
    minutes: int


@dataclass(frozen=True)
class Pattern:
    """A shift as the floor repeats it; `starts` are minutes of the wall clock from midnight."""

    code: str
    name: str
    starts: int
    minutes: int
    activities: tuple[Interruption, ...] = ()

    @property
    def worked(self) -> int:
        """How many minutes of it are paid: all but the breaks."""
        return self.minutes - sum(each.minutes for each in self.activities if each.kind is AgentState.BREAK)

    @property
    def trains(self) -> bool:
        """Whether there is a training in it."""
        return any(each.kind is AgentState.TRAINING for each in self.activities)

    @property
    def is_night(self) -> bool:
        """Whether it is a night shift."""
        return is_night(self.starts, self.minutes)


@dataclass(frozen=True)
class Rules:
    """What holds for everybody. A rule is never broken for a wish; None or 0 leaves it out.

    `rest_minutes` lie between two shifts, `continuous_minutes` is the longest work without a break, `break_slack` how
    far a break may move from where its pattern has it. `weekly_over` are minutes beyond what is agreed. What has to be
    reached: `least_cover` of the need at any time and `least_weekly` of the agreed hours (shares of 1), and
    `trainings` shifts with a training for each person.
    """

    rest_minutes: int = 11 * 60
    days_in_a_row: int | None = 6
    nights_in_a_row: int | None = 4
    weekly_over: int | None = 0
    continuous_minutes: int | None = 5 * 60
    break_slack: int = 60
    least_cover: float = 0.0
    least_weekly: float = 0.0
    trainings: int = 0

    @property
    def demands(self) -> bool:
        """Whether something has to be reached, so that there may be no roster."""
        return bool(self.least_cover or self.least_weekly or self.trainings)


@dataclass(frozen=True)
class Weights:
    """What it costs to miss an aim: per hour of one person, per wish, per shift beyond a fair share."""

    short: float = 20.0
    over: float = 1.0
    contract: float = 2.0
    avoid: float = 8.0
    prefer: float = 4.0
    fair: float = 10.0


@dataclass(frozen=True)
class Member:
    """Somebody who can be scheduled.

    `queues` are the skills, `blocked` the days and patterns that they cannot work, `wishes` those that they would
    like to or would rather not; `given` are shifts that stand, before, within and after the days.
    """

    id: int
    name: str
    queues: frozenset[int] = frozenset()
    weekly_minutes: int = 2_400
    blocked: frozenset[tuple[int, str]] = frozenset()
    wishes: Mapping[tuple[int, str], Wish] = field(default_factory=dict)
    given: tuple[ShiftRow, ...] = ()


@dataclass(frozen=True, eq=False)
class Problem:
    """A roster to make. `need` are people who have to be present, by queue (None: of any skill), per interval."""

    first_day: date
    days: int
    zone: str
    patterns: tuple[Pattern, ...]
    members: tuple[Member, ...]
    need: Mapping[int | None, NDArray[np.float64]]
    minutes: int = 30
    rules: Rules = field(default_factory=Rules)
    weights: Weights = field(default_factory=Weights)

    @property
    def slots(self) -> int:
        """How many intervals a day has."""
        return DAY_MINUTES // self.minutes

    @cached_property
    def timezone(self) -> ZoneInfo:
        """The zone of the floor."""
        return ZoneInfo(self.zone)

    def day(self, number: int) -> date:
        """Return the date of a day."""
        return self.first_day + number * _DAY

    def number(self, day: date) -> int:
        """Return which day a date is."""
        return (day - self.first_day).days

    def starts_at(self, day: int, pattern: Pattern) -> datetime:
        """Return the instant at which a pattern begins on a day."""
        return pattern_starts_at(self.day(day), pattern.starts, self.timezone)

    def ends_at(self, day: int, pattern: Pattern) -> datetime:
        """Return the instant at which it ends; a shift is as long as it says, whatever the clocks do."""
        return self.starts_at(day, pattern) + timedelta(minutes=pattern.minutes)

    def is_weekend(self, day: int) -> bool:
        """Say whether a day is a Saturday or a Sunday."""
        return self.day(day).weekday() >= _SATURDAY

    def is_unpopular(self, day: int, pattern: Pattern) -> bool:
        """Say whether a shift is one of those that have to be spread fairly: nights and weekends."""
        return pattern.is_night or self.is_weekend(day)


def is_night(starts: int, minutes: int) -> bool:
    """Say whether a shift that begins so many minutes after midnight is a night shift."""
    within = sum(
        max(min(starts + minutes, _NIGHT[1] + shift) - max(starts, _NIGHT[0] + shift), 0)
        for shift in (-DAY_MINUTES, 0, DAY_MINUTES)
    )
    return within >= _NIGHT_FROM


def pattern_starts_at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Return the instant of a time on the wall clock of a day."""
    return (datetime.combine(day, time()) + timedelta(minutes=minutes)).replace(tzinfo=zone).astimezone(UTC)


def likes(member: Member, day: int, pattern: Pattern) -> bool:
    """Say whether somebody would like to work a pattern on a day."""
    return member.wishes.get((day, pattern.code)) is Wish.PREFER


def given_day(problem: Problem, row: ShiftRow) -> int:
    """Return which day a shift that stands belongs to."""
    return problem.number(row.starts_at.astimezone(problem.timezone).date())


def is_night_shift(problem: Problem, row: ShiftRow) -> bool:
    """Say whether a shift that stands is a night shift."""
    begins = row.starts_at.astimezone(problem.timezone)
    return is_night(begins.hour * 60 + begins.minute, row.span // timedelta(minutes=1))
