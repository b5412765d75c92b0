"""Examples of new rules: when complaints that come in at telling times would be due by them, and by those in force."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.calendar import BusinessCalendar
from app.models.deadline import Deadline, Times
from app.models.explanation import counted_days
from app.models.policy import Policy
from app.models.promise import TargetRule
from app.models.sla import CalendarVersion, Measure, PolicyVersion, Target
from app.models.ticket import Complexity, Priority, Source
from app.services.deadlines.new_rules import NewRules
from app.services.deadlines.rulebook import NoRulesError, Rulebook, policy_of_floor

_FRIDAY, _LATE = 4, time(16, 50)
# How far a holiday is looked for, and how many weeks are shown at least and at most.
_AHEAD, _LEAST_WEEKS, _MOST_WEEKS = 120, 4, 6
_MINUTES_A_DAY = 1_440
_WORKING_TIME = (Measure.OPENING_HOURS, Measure.WORKING_DAYS)


class Start(StrEnum):
    """When the complaint of an example comes in."""

    NOW = "now"
    # The coming Friday, or today if it is one, at 16:50.
    FRIDAY = "friday"
    # The last working day before the next holiday that is no weekend, at 16:50.
    BEFORE_HOLIDAY = "before_holiday"
    OWN = "own"


@dataclass(frozen=True)
class DayRow:
    """What the calendars say of a date: `worked` by the new rules and `worked_before` by those in force.

    `names` are by language; `swapped` is worked although its weekday is not; `closures` are the stretches, in shares
    of the date, that are closed on it besides.
    """

    day: date
    worked: bool
    worked_before: bool
    names: Mapping[str, str]
    swapped: bool
    closures: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Course:
    """How a complaint would run by some rules: when it is due, and the dates that count towards it."""

    due: datetime
    counted: frozenset[date]


@dataclass(frozen=True)
class ExampleRow:
    """A complaint that comes in at some instant, by both rules; None where they promise it nothing of the kind."""

    kind: Start
    start: datetime
    before: Course | None
    after: Course | None


@dataclass(frozen=True)
class RuleExamples:
    """The targets that there can be examples of, and, of the chosen one, examples on the days that they need.

    `chosen` is -1 where there are none.
    """

    targets: tuple[TargetRule, ...]
    chosen: int
    zone: ZoneInfo
    days: tuple[DayRow, ...]
    examples: tuple[ExampleRow, ...]


@dataclass(frozen=True)
class _Sides:
    """The rules in force and the new ones; without a policy there are only days."""

    policy_before: Policy | None
    policy_after: Policy | None
    before: Times
    after: Times
    names: Mapping[str, Mapping[str, str]]


def rule_examples(
    session: Session, rulebook: Rulebook, rules: NewRules, chosen: int, own: datetime | None, *, now: datetime
) -> RuleExamples:
    """Work out the examples of one target, the `chosen` one of those there are, from 0.

    Beyond them it is the first; of a calendar the first that counts working time, for all complaints if there is one:
    the others do not go by its closures.
    `own` is a time of receipt by the wall clock of the calendar. The examples of a calendar are those of the policy
    of the floor if it goes by it, or else of the first one that does. Raises `NoRulesError`.
    """
    sides = _sides(session, rulebook, rules)
    zone = sides.after.opening_hours.hours.zone
    targets = sides.policy_after.targets if sides.policy_after else ()
    if not 0 <= chosen < len(targets):
        of_calendar = rules.calendar is not None
        working = [place for place, each in enumerate(targets) if of_calendar and each.measure in _WORKING_TIME]
        general = [place for place in working if targets[place].unconditional]
        chosen = next(iter(general or working), 0 if targets else -1)
    rule = targets[chosen] if targets else None
    starts = list(_starts(sides.after.opening_hours, zone, own, now))
    examples = tuple(_example(sides, rule, kind, start) for kind, start in starts) if rule else ()
    return RuleExamples(targets, chosen, zone, tuple(_days(sides, zone, starts, examples)), examples)


def _sides(session: Session, rulebook: Rulebook, rules: NewRules) -> _Sides:
    if rules.policy:
        policy = Policy.from_specification(rules.policy.specification)
        before = rulebook.in_force(session, policy.code)
        calendar = _calendar(session, policy.calendar)
        return _Sides(before.policy, policy, before.times, rulebook.times(session, calendar.id), calendar.names or {})
    assert rules.calendar, "new rules are a policy or a calendar"
    calendar = _calendar(session, rules.calendar.code)
    after = Times.of(BusinessCalendar.from_spec(rules.calendar.specification))
    found = _policy_by(session, rulebook, rules.calendar.code)
    return _Sides(found, found, rulebook.times(session, calendar.id), after, rules.calendar.names or {})


def _calendar(session: Session, code: str) -> CalendarVersion:
    newest = (
        select(CalendarVersion).where(CalendarVersion.code == code).order_by(CalendarVersion.number.desc()).limit(1)
    )
    found = session.scalars(newest).first()
    if found is None:
        raise NoRulesError("No policy or calendar named {code} is in force here.", code=code)
    return found


def _policy_by(session: Session, rulebook: Rulebook, calendar: str) -> Policy | None:
    """Return a policy that goes by a calendar, that of the floor before all others."""
    codes = sorted(set(session.scalars(select(PolicyVersion.code))))
    of_floor = policy_of_floor(session)
    codes.sort(key=lambda code: code != of_floor)
    policies = (rulebook.in_force(session, code).policy for code in codes)
    return next((policy for policy in policies if policy.calendar == calendar), None)


def _starts(
    calendar: BusinessCalendar, zone: ZoneInfo, own: datetime | None, now: datetime
) -> Iterator[tuple[Start, datetime]]:
    local = now.astimezone(zone)
    yield Start.NOW, local
    yield Start.FRIDAY, _late_on(local.date() + timedelta((_FRIDAY - local.weekday()) % 7), zone)
    hours = calendar.hours
    holidays = sorted(day for day in hours.holidays if day > local.date() and hours.weekly[day.weekday()])
    if holidays and (holidays[0] - local.date()).days <= _AHEAD:
        last = calendar.count_days(holidays[0].toordinal(), -1)
        if last >= local.toordinal():
            yield Start.BEFORE_HOLIDAY, _late_on(date.fromordinal(last), zone)
    if own is not None:
        yield Start.OWN, own.replace(tzinfo=zone)


def _late_on(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, _LATE, zone)


def _example(sides: _Sides, rule: TargetRule, kind: Start, start: datetime) -> ExampleRow:
    assert sides.policy_after, "a rule is one of a policy"
    ticket = _ticket_of(sides.policy_after, rule)
    before = _found(sides.policy_before, rule.target, rule.name, ticket)
    course_before = _course(before, sides.before, start) if before else None
    return ExampleRow(kind, start, course_before, _course(rule, sides.after, start))


def _ticket_of(policy: Policy, rule: TargetRule) -> tuple[Any, ...]:
    """Return the facts of a plain ticket that the rule is meant for and no later one."""
    sources = sorted(rule.sources) or [Source.EMAIL, *Source]
    risks = [rule.high_risk] if rule.high_risk is not None else [False, True]
    priorities = sorted(rule.priorities) or [Priority.NORMAL, *Priority]
    complexities = sorted(rule.complexities) or list(Complexity)
    levels: list[str | None] = [*sorted(rule.levels)] or [None]
    departments: list[str | None] = [*sorted(rule.departments)] or [None]
    tickets = list(product(sources, complexities, risks, priorities, levels, departments))
    return next((each for each in tickets if _found(policy, rule.target, rule.name, each) == rule), tickets[0])


def _found(policy: Policy | None, target: Target, name: str, ticket: tuple[Any, ...]) -> TargetRule | None:
    if policy is None:
        return None
    source, complexity, high_risk, priority, level, department = ticket
    return policy.target(
        target, source, complexity, high_risk, priority=priority, level=level, department=department, name=name
    )


def _course(rule: TargetRule, times: Times, start: datetime) -> Course:
    deadline = Deadline(start, rule.measure, rule.amount, times, counting=rule.counting)
    zone = times.opening_hours.hours.zone
    days = counted_days(deadline) or [
        day
        for since, until in deadline.own_time.segments(deadline.begins_at, deadline.due)
        for day in _dates(since.astimezone(zone), until.astimezone(zone))
    ]
    return Course(deadline.due, frozenset(days))


def _dates(since: datetime, until: datetime) -> Iterator[date]:
    last = (until - timedelta(microseconds=1)).date()
    for ordinal in range(since.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _days(
    sides: _Sides, zone: ZoneInfo, starts: Sequence[tuple[Start, datetime]], examples: Sequence[ExampleRow]
) -> Iterator[DayRow]:
    """Yield the dates of whole weeks from the first receipt to the last due time, as far as there is room."""
    dues = [course.due for each in examples for course in (each.before, each.after) if course]
    first = min(start for _, start in starts).astimezone(zone).date()
    last = max(dues, default=starts[0][1]).astimezone(zone).date()
    monday = first - timedelta(first.weekday())
    weeks = min(max((last - monday).days // 7 + 1, _LEAST_WEEKS), _MOST_WEEKS)
    hours, hours_before = (side.opening_hours.hours for side in (sides.after, sides.before))
    for day in (monday + timedelta(place) for place in range(7 * weeks)):
        worked = hours.is_working_day(day.toordinal())
        closures = hours.breaks.get(day, ()) if worked else ()
        yield DayRow(
            day,
            worked,
            hours_before.is_working_day(day.toordinal()),
            sides.names.get(day.isoformat(), {}),
            worked and not hours.weekly[day.weekday()],
            tuple((each.opens / _MINUTES_A_DAY, min(each.closes / _MINUTES_A_DAY, 1.0)) for each in closures),
        )
