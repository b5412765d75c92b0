"""Why there is no roster: which rules cannot all be kept, what is missed at the least, and who is in the way."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from app.services.staffing.roster.formulation import formulate
from app.services.staffing.roster.problem import Problem, Rule
from app.services.staffing.roster.program import Demand
from app.services.staffing.roster.solver import Answer, relax, solve

# What asks for something comes last: a clash is told by what stands against it first.
_RULES = (
    Rule.SKILLS,
    Rule.CONTINUOUS_WORK,
    Rule.NIGHTS_IN_A_ROW,
    Rule.DAYS_IN_A_ROW,
    Rule.REST,
    Rule.WEEKLY_HOURS,
    Rule.AVAILABILITY,
    Rule.TRAININGS,
    Rule.LEAST_WEEKLY,
    Rule.LEAST_COVER,
)
# Each question is answered by yes or no, mostly at once.
_SECONDS, _TELLING = 5.0, 2.0
_MISSED = 1e-6
_TOLD = 12


@dataclass(frozen=True)
class Missed:
    """Something that cannot be reached: of a person, or on a day of a queue between two minutes; `by` how much at most.

    That is people of a cover, hours of a week, shifts with a training. `unavailable` are those who could have helped.
    """

    rule: Rule
    by: float
    name: str = ""
    day: date | None = None
    queue_id: int | None = None
    minutes: tuple[int, int] = (0, 0)
    unavailable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clash:
    """Rules that cannot all be kept, although any one of them less can be, and what they leave unreached."""

    rules: tuple[Rule, ...]
    missed: tuple[Missed, ...]


def find_clash(problem: Problem) -> Clash | None:
    """Return which rules clash; None where they can all be kept."""
    lacks = _lacks(problem)
    if not lacks:
        return None
    without: frozenset[Rule] = frozenset()
    # What can be left out while the clash stays has no part in it (a deletion filter).
    for rule in _RULES:
        if _clashes(problem, without | {rule}):
            without |= {rule}
    return Clash(tuple(rule for rule in Rule if rule not in without), _told(problem, lacks))


def _clashes(problem: Problem, without: frozenset[Rule]) -> bool:
    """Say whether something is missed for certain; mostly it is even where people could be divided."""
    program = formulate(problem, without=without, elastic=True)
    if not program.lacks:
        return False
    return relax(program, _SECONDS).cost > _MISSED or solve(program, _SECONDS).cost > _MISSED


def _lacks(problem: Problem) -> list[tuple[Demand, float]]:
    """Return what is missed where as little as possible is."""
    program = formulate(problem, elastic=True)
    answer = solve(program, _TELLING) if program.lacks else Answer()
    if not answer.found:
        return []
    return [
        (demand, float(answer.values[column]))
        for column, demand in program.lacks.items()
        if answer.values[column] > _MISSED
    ]


def _told(problem: Problem, lacks: list[tuple[Demand, float]]) -> tuple[Missed, ...]:
    """Join the intervals of a day into one stretch, and name the people."""
    names = {each.id: each.name for each in problem.members}
    found, of_day = [], defaultdict(list)
    for demand, by in lacks:
        if demand.slot is None:
            on = None if demand.day is None else problem.day(demand.day)
            found.append(Missed(demand.rule, by, names[demand.person_id or 0], on))
        else:
            of_day[demand.slot // problem.slots, demand.queue_id].append((demand.slot % problem.slots, by))
    for (day, queue_id), slots in of_day.items():
        first, last = slots[0][0], slots[-1][0] + 1
        minutes = first * problem.minutes, last * problem.minutes
        found.append(
            Missed(
                Rule.LEAST_COVER,
                max(by for _, by in slots),
                day=problem.day(day),
                queue_id=queue_id,
                minutes=minutes,
                unavailable=_unavailable(problem, day, queue_id, minutes),
            )
        )
    return tuple(found[:_TOLD])


def _unavailable(problem: Problem, day: int, queue_id: int | None, minutes: tuple[int, int]) -> tuple[str, ...]:
    """Return who has the skill, and can work none of the patterns that reach a stretch of a day."""
    reach = [
        each.code for each in problem.patterns if each.starts < minutes[1] and each.starts + each.minutes > minutes[0]
    ]
    return tuple(
        each.name
        for each in problem.members
        if queue_id in (None, *each.queues) and all((day, code) in each.blocked for code in reach)
    )
