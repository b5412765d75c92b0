"""Makes a roster from first to last, in the worker process: solves it, holds the breaks, and says what came out."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.errors import DomainError
from app.models.roster import ShiftSource, Wish
from app.services.staffing.roster.breaks import place_breaks
from app.services.staffing.roster.clash import Clash, find_clash
from app.services.staffing.roster.cover import covered
from app.services.staffing.roster.deadline import Deadline
from app.services.staffing.roster.formulation import formulate
from app.services.staffing.roster.problem import Problem
from app.services.staffing.roster.shifts import ShiftRow
from app.services.staffing.roster.solver import Progress, solve

_HALF = 0.5
# Where there may be no roster, so much of the time is for seeking one; the rest for saying why there is none.
_SEARCHING = 0.7
# Whom, on which day, in which pattern, and what they wished.
WishTold = tuple[str, date, str, Wish]


class RosterError(DomainError):
    """A roster that cannot be made, kept or published as asked."""


@dataclass(frozen=True, eq=False)
class Made:
    """A roster as it came out; its shifts have no identity yet. None of them where rules clash.

    `parts` are of what the cost is made, in points; `gap` is the share of it that a still better roster might save at
    most (all of it where time was over before anything was proved). `need` and `there` are people per interval of the
    days, all queues together, as the breaks are really held.
    `granted` and `denied` are the wishes.
    """

    first_day: date
    days: int
    minutes: int
    shifts: tuple[ShiftRow, ...] = ()
    cost: float = 0.0
    bound: float = 0.0
    gap: float = 0.0
    seconds: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    need: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    there: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    granted: tuple[WishTold, ...] = ()
    denied: tuple[WishTold, ...] = ()
    clash: Clash | None = None

    @property
    def short_hours(self) -> float:
        """How many hours of a person are short altogether."""
        return float(np.maximum(self.need - self.there, 0.0).sum()) * self.minutes / 60


def make_roster(problem: Problem, seconds: float, *, progress: Progress | None = None) -> Made:
    """Return the best roster that is found in the time, or which rules clash; raises `RosterError`.

    The time is that of all its parts together; it holds within a second or two.
    """
    if not problem.members or not problem.patterns:
        raise RosterError("A roster needs people and shift patterns.")
    deadline = Deadline(seconds)
    program = formulate(problem)
    search = deadline.part(_SEARCHING if problem.rules.demands else 1.0)
    answer = solve(program, search, progress=progress)
    if not answer.found:
        clash = find_clash(problem, deadline, certain=answer.impossible)
        if clash is None:
            raise RosterError(
                "No roster was found in {seconds} seconds, which does not prove that there is none; give it more time.",
                seconds=int(seconds),
            )
        return Made(problem.first_day, problem.days, problem.minutes, seconds=deadline.spent, clash=clash)
    chosen = {each for each, column in program.choices.items() if answer.values[column] > _HALF}
    shifts = place_breaks(problem, _as_shifts(problem, chosen))
    parts: defaultdict[str, float] = defaultdict(float)
    for part, cost, value in zip(program.part, program.cost, answer.values, strict=True):
        if part:
            parts[part] += cost * float(value)
    parts["prefer"] += program.constant
    granted, denied = _wishes(problem, chosen)
    given = [row for member in problem.members for row in member.given]
    return Made(
        problem.first_day,
        problem.days,
        problem.minutes,
        shifts,
        answer.cost,
        answer.bound,
        answer.gap,
        deadline.spent,
        dict(parts),
        sum(problem.need.values(), np.zeros(problem.days * problem.slots)),
        covered(problem, (*shifts, *given)),
        granted,
        denied,
    )


def _as_shifts(problem: Problem, chosen: set[tuple[int, int, str]]) -> list[ShiftRow]:
    patterns = {each.code: each for each in problem.patterns}
    return [
        ShiftRow(
            0,
            member.id,
            member.name,
            problem.starts_at(day, patterns[code]),
            problem.ends_at(day, patterns[code]),
            pattern=code,
            source=ShiftSource.ROSTER,
        )
        for member in problem.members
        for day in range(problem.days)
        for code in patterns
        if (member.id, day, code) in chosen
    ]


def _wishes(problem: Problem, chosen: set[tuple[int, int, str]]) -> tuple[tuple[WishTold, ...], tuple[WishTold, ...]]:
    """Return which wishes were granted and which were not; a day with several liked patterns is granted by one."""
    names = {each.code: each.name for each in problem.patterns}
    granted: list[WishTold] = []
    denied: list[WishTold] = []
    for member in problem.members:
        works = {(day, code) for person, day, code in chosen if person == member.id}
        for (day, code), wish in member.wishes.items():
            if not 0 <= day < problem.days or code not in names:
                continue
            told = (member.name, problem.day(day), names[code], wish)
            if wish is Wish.AVOID:
                (denied if (day, code) in works else granted).append(told)
            elif wish is Wish.PREFER and (day, code) in works:
                granted.append(told)
            elif wish is Wish.PREFER and not any(
                (day, other) in works and member.wishes.get((day, other)) is Wish.PREFER for _, other in works
            ):
                denied.append(told)
    return tuple(granted), tuple(denied)
