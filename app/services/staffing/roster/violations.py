"""Which rules a schedule breaks, person by person and day by day: the solver's none, one made by hand perhaps some."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from app.models.people import AgentState
from app.models.roster import ShiftKind
from app.services.staffing.roster.breaks import longest_work
from app.services.staffing.roster.problem import Member, Problem, Rule, given_day, is_night_shift
from app.services.staffing.roster.shifts import ShiftRow, in_one_go

_MINUTE, _WEEK = timedelta(minutes=1), 7


@dataclass(frozen=True)
class Violation:
    """A rule that somebody's shifts break on a day; `values` are the figures of its sentence: `found` and `allowed`.

    Both are minutes, of days and nights in a row their count; a skill or an availability has none.
    """

    rule: Rule
    person_id: int
    name: str
    day: date
    shift_id: int
    values: dict[str, Any] = field(default_factory=dict)


def violations(problem: Problem, shifts: Sequence[ShiftRow]) -> tuple[Violation, ...]:
    """Return which rules the shifts of the problem's people break, by person and day.

    Give those of a fortnight before as well: what is in a row may have begun then. Only days of the problem are told.
    """
    members = {each.id: each for each in problem.members}
    of: defaultdict[int, list[ShiftRow]] = defaultdict(list)
    for row in sorted(shifts, key=lambda each: each.starts_at):
        # Who may be called is not at work.
        if row.kind is not ShiftKind.STANDBY and row.person_id in members:
            of[row.person_id].append(row)
    found = [
        Violation(rule, id_, members[id_].name, problem.day(day), row.id, values)
        for id_, rows in of.items()
        for rule, row, values in _broken(problem, members[id_], rows)
        for day in (given_day(problem, row),)
        if 0 <= day < problem.days
    ]
    return tuple(sorted(found, key=lambda each: (each.name, each.day, each.rule)))


def _broken(
    problem: Problem, member: Member, rows: Sequence[ShiftRow]
) -> Iterator[tuple[Rule, ShiftRow, dict[str, Any]]]:
    rules, stretches = problem.rules, in_one_go(rows)
    cut = {row.id for before, row in pairwise(rows) if (before.ends_at, before.pattern) == (row.starts_at, row.pattern)}
    for row in rows:
        # The rest of a shift that was handed over to another queue is no shift of its own.
        if row.id not in cut:
            yield from _unavailable(problem, member, row)
        if row.queue_id is not None and row.queue_id not in member.queues:
            yield Rule.SKILLS, row, {}
    if rules.continuous_minutes is not None:
        for row in stretches:
            yield from _worked_too_long(row, rules.continuous_minutes)
    for before, row in pairwise(stretches):
        rest = (row.starts_at - before.ends_at) // _MINUTE
        if rest < rules.rest_minutes:
            yield Rule.REST, row, {"found": rest, "allowed": rules.rest_minutes}
    nights = [row for row in stretches if is_night_shift(problem, row)]
    for rule, most, of in (
        (Rule.DAYS_IN_A_ROW, rules.days_in_a_row, stretches),
        (Rule.NIGHTS_IN_A_ROW, rules.nights_in_a_row, nights),
    ):
        for row, count in _in_a_row(problem, of):
            if most is not None and count > most:
                yield rule, row, {"found": count, "allowed": most}
    if rules.weekly_over is not None:
        yield from _too_long_weeks(problem, member, stretches, rules.weekly_over)


def _unavailable(problem: Problem, member: Member, row: ShiftRow) -> Iterator[tuple[Rule, ShiftRow, dict[str, Any]]]:
    day, codes = given_day(problem, row), {each.code for each in problem.patterns}
    asked = {row.pattern} if row.pattern in codes else codes
    if asked and all((day, code) in member.blocked for code in asked):
        yield Rule.AVAILABILITY, row, {}


def _worked_too_long(row: ShiftRow, most: int) -> Iterator[tuple[Rule, ShiftRow, dict[str, Any]]]:
    breaks = [
        (_minutes(row, each.starts_at), _minutes(row, each.ends_at))
        for each in row.activities
        if each.kind is AgentState.BREAK
    ]
    longest = longest_work(0, row.span // _MINUTE, breaks)
    if longest > most:
        yield Rule.CONTINUOUS_WORK, row, {"found": longest, "allowed": most}


def _minutes(row: ShiftRow, at: datetime) -> int:
    return (at - row.starts_at) // _MINUTE


def _in_a_row(problem: Problem, rows: Sequence[ShiftRow]) -> Iterator[tuple[ShiftRow, int]]:
    """Yield each shift with how many days in a row have been worked by then."""
    count, last = 0, None
    for row in rows:
        day = given_day(problem, row)
        if day != last:
            count = count + 1 if last is not None and day == last + 1 else 1
            last = day
            yield row, count


def _too_long_weeks(
    problem: Problem, member: Member, rows: Sequence[ShiftRow], over: int
) -> Iterator[tuple[Rule, ShiftRow, dict[str, Any]]]:
    weeks: defaultdict[int, list[ShiftRow]] = defaultdict(list)
    for row in rows:
        weeks[(given_day(problem, row) + problem.first_day.weekday()) // _WEEK].append(row)
    for week in weeks.values():
        worked = sum(row.worked // _MINUTE for row in week)
        if worked > member.weekly_minutes + over:
            yield Rule.WEEKLY_HOURS, week[-1], {"found": worked, "allowed": member.weekly_minutes + over}
