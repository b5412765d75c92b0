"""Why there is no roster: which rules cannot all be kept, what is missed at the least, and who is in the way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.services.staffing.roster.deadline import Deadline
from app.services.staffing.roster.formulation import formulate
from app.services.staffing.roster.highs import Answer
from app.services.staffing.roster.problem import Problem, Rule
from app.services.staffing.roster.program import Demand
from app.services.staffing.roster.solver import solve

# What is missed is found out in this share of the time; the rest is for the questions which rules have a part in it.
_TELLING = 0.5
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
    """Rules that cannot all be kept, although any one of them less can be, and what they leave unreached.

    `cut`: time was over before that was certain of each of them, so that some may have no part in it.
    """

    rules: tuple[Rule, ...]
    missed: tuple[Missed, ...]
    cut: bool = False


def find_clash(problem: Problem, deadline: Deadline, *, certain: bool = False) -> Clash | None:
    """Return which rules clash, as far as the time lets it be found out; None where it is not proved that any do.

    `certain`: that has been proved already.
    """
    program = formulate(problem, elastic=True)
    if not program.lacks:
        return None
    answer = solve(program, deadline.part(_TELLING))
    is_told = answer.found and answer.bound > _MISSED
    if not is_told and not certain:
        return None
    asked = _asked(problem)
    without, cut = frozenset(Rule) - set(asked), False
    # What can be left out while the clash stays has no part in it (a deletion filter).
    for place, rule in enumerate(asked):
        least = _least_missed(problem, without | {rule}, deadline.part(1 / (len(asked) - place)))
        if least.bound > _MISSED:
            without |= {rule}
        cut = cut or least.bound <= _MISSED < least.cost
    lacks = [
        (demand, float(answer.values[column]))
        for column, demand in program.lacks.items()
        if is_told and answer.values[column] > _MISSED
    ]
    return Clash(tuple(rule for rule in Rule if rule not in without), _told(problem, lacks), cut)


def _asked(problem: Problem) -> list[Rule]:
    """Return the rules that ask for anything at all; what has to be reached last.

    So a clash is told by what stands against it first.
    """
    rules = problem.rules
    asks = {
        Rule.SKILLS: None not in problem.need,
        Rule.CONTINUOUS_WORK: rules.continuous_minutes is not None,
        Rule.NIGHTS_IN_A_ROW: rules.nights_in_a_row is not None,
        Rule.DAYS_IN_A_ROW: rules.days_in_a_row is not None,
        Rule.REST: rules.rest_minutes > 0,
        Rule.WEEKLY_HOURS: rules.weekly_over is not None,
        Rule.AVAILABILITY: any(each.blocked for each in problem.members),
        Rule.TRAININGS: rules.trainings > 0,
        Rule.LEAST_WEEKLY: rules.least_weekly > 0,
        Rule.LEAST_COVER: rules.least_cover > 0,
    }
    return [rule for rule, does in asks.items() if does]


def _least_missed(problem: Problem, without: frozenset[Rule], deadline: Deadline) -> Answer:
    """Return how little may be missed, as far as it takes to say whether anything is; mostly that is soon."""
    if deadline.left() <= 0:
        return Answer()
    program = formulate(problem, without=without, elastic=True)
    if not program.lacks:
        return Answer(cost=0.0, bound=0.0)
    return solve(program, deadline, enough=lambda each: each.bound > _MISSED or each.cost <= _MISSED)


def _told(problem: Problem, lacks: Sequence[tuple[Demand, float]]) -> tuple[Missed, ...]:
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
