"""The schedule as a screen shows it, people by days, and the edits that a person makes in it by hand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.people import Person, Team
from app.models.roster import ShiftKind, Wish
from app.services.pulse import floor_zone
from app.services.staffing.roster.breaks import place_nominally
from app.services.staffing.roster.cover import covered
from app.services.staffing.roster.problem import Pattern, Problem, Rules, given_day, pattern_starts_at
from app.services.staffing.roster.reading import read_need, read_patterns, read_problem, span_of
from app.services.staffing.roster.rosters import rules_by_day
from app.services.staffing.roster.shifts import ActivityRow, ShiftRow, shifts_between
from app.services.staffing.roster.violations import Violation, violations
from app.services.staffing.roster.writing import ShiftChange, ShiftError, clear_shift, may_schedule, write_shift

_BEFORE = timedelta(days=14)
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)

# Somebody on some day of the floor.
Cell = tuple[int, date]


@dataclass(frozen=True)
class BoardPerson:
    """A row of the schedule: who it is, and what they have agreed to work in a week."""

    id: int
    name: str
    team: str
    weekly_minutes: int


@dataclass(frozen=True, eq=False)
class Board:
    """Some days of the schedule; `there` are people on shift per interval of `minutes`, breaks and trainings left out.

    `wishes` are what people said of their days where they said one thing of all patterns of it.
    """

    first_day: date
    days: int
    zone: str
    minutes: int
    people: tuple[BoardPerson, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    shifts: Mapping[Cell, tuple[ShiftRow, ...]] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()
    wishes: Mapping[Cell, Wish] = field(default_factory=dict)
    there: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    may_write: bool = False

    def day(self, number: int) -> date:
        """Return the date of a column."""
        return self.first_day + number * _DAY

    def worked(self, person_id: int) -> timedelta:
        """Return how long somebody works on the days that are shown."""
        cells = (self.shifts.get((person_id, self.day(number)), ()) for number in range(self.days))
        return sum((row.worked for rows in cells for row in rows if row.kind is not ShiftKind.STANDBY), timedelta())


def read_board(session: Session, first_day: date, days: int, *, by: int | None, now: datetime) -> Board:
    """Read some days of the schedule of everybody who is scheduled, and which rules of its rosters it breaks."""
    problem = read_problem(session, first_day, days)
    begins, ends = span_of(problem)
    teams = dict(iter(session.execute(select(Person.id, Team.name).join(Team, Team.id == Person.team_id))))
    people = tuple(
        BoardPerson(each.id, each.name, teams.get(each.id, ""), each.weekly_minutes) for each in problem.members
    )
    rows = shifts_between(session, begins - _BEFORE, ends, [each.id for each in people])
    shifts: defaultdict[Cell, tuple[ShiftRow, ...]] = defaultdict(tuple)
    for row in rows:
        if 0 <= (number := given_day(problem, row)) < days:
            shifts[row.person_id, problem.day(number)] += (row,)
    return Board(
        first_day,
        days,
        problem.zone,
        problem.minutes,
        people,
        problem.patterns,
        dict(shifts),
        _violations(problem, rows, rules_by_day(session, first_day, days)),
        _wishes(problem),
        covered(problem, rows),
        may_schedule(session, by),
    )


def read_day_need(
    session: Session, day: date, *, calendar: BusinessCalendar | None, now: datetime
) -> NDArray[np.float64]:
    """Return how many people the floor needs on shift in each interval of a day; nothing where nothing is expected."""
    return read_need(session, day, 1, by_queue=False, calendar=calendar, now=now)[None]


def set_pattern(
    session: Session, cells: Sequence[Cell], code: str | None, *, by: int | None, now: datetime
) -> ShiftChange:
    """Let people work a pattern on their days instead of what stands there; None: nothing. Standby stays.

    Raises `ShiftError` and `ShiftRightsError`.
    """
    zone = ZoneInfo(floor_zone(session))
    patterns = {each.code: each for each in read_patterns(session)}
    if code is not None and code not in patterns:
        raise ShiftError("There is no shift pattern {code} any more.", code=code)
    change = ShiftChange()
    for person_id, day in sorted(cells):
        begins, ends = (datetime.combine(day + days * _DAY, time(), zone).astimezone(UTC) for days in (0, 1))
        for row in shifts_between(session, begins, ends, [person_id]):
            if begins <= row.starts_at and row.kind is not ShiftKind.STANDBY:
                change += clear_shift(session, row.id, by=by, now=now)
        if code is not None:
            pattern = patterns[code]
            starts_at = pattern_starts_at(day, pattern.starts, zone)
            held = place_nominally(Problem(day, 1, zone.key, (pattern,), (), {}), pattern)
            change += write_shift(
                session,
                person_id,
                starts_at,
                starts_at + pattern.minutes * _MINUTE,
                by=by,
                now=now,
                pattern=code,
                activities=[
                    ActivityRow(
                        each.kind,
                        starts_at + each.after * _MINUTE,
                        starts_at + (each.after + each.minutes) * _MINUTE,
                    )
                    for each in held
                ],
            )
    return change


def _violations(problem: Problem, rows: Sequence[ShiftRow], by_day: Mapping[date, Rules]) -> tuple[Violation, ...]:
    """Check each day by its rules; mostly all have the same."""
    found = (
        each
        for rules in set(by_day.values())
        for each in violations(replace(problem, rules=rules), rows)
        if by_day[each.day] == rules
    )
    return tuple(sorted(found, key=lambda each: (each.name, each.day, each.rule)))


def _wishes(problem: Problem) -> dict[Cell, Wish]:
    codes = [each.code for each in problem.patterns]
    found: dict[Cell, Wish] = {}
    for member in problem.members:
        for number in range(problem.days):
            said = {
                Wish.UNAVAILABLE if (number, code) in member.blocked else member.wishes.get((number, code))
                for code in codes
            }
            if len(said) == 1 and (wish := said.pop()) is not None:
                found[member.id, problem.day(number)] = wish
    return found
