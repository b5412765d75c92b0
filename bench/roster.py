"""The roster of 60 people over 14 days in 6 shifts: how near to the best in a minute, and against OR-tools CP-SAT.

Once all serve one queue, once there are three queues and six groups of skills. CP-SAT solves the very same program
(`app.services.staffing.roster.formulation`) of the first within the same time on two threads; what is counted is the
cost of the roster that each has found by then. OR-tools runs in a process of its own, because its symbols and HiGHS's
clash in one.
"""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import isfinite, lcm
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from app.models.people import AgentState
from app.models.roster import Wish
from app.services.staffing.roster.deadline import Deadline
from app.services.staffing.roster.formulation import formulate
from app.services.staffing.roster.highs import Answer
from app.services.staffing.roster.problem import Interruption, Member, Pattern, Problem
from app.services.staffing.roster.program import Program
from app.services.staffing.roster.solver import solve
from bench.report import Case, main

PEOPLE, DAYS, SECONDS, THREADS = 60, 14, 60.0, 2
MEAL = (Interruption(AgentState.BREAK, 240, 60),)
PATTERNS = (
    Pattern("early", "Early", 7 * 60, 540, MEAL),
    Pattern("day", "Day", 9 * 60, 540, MEAL),
    Pattern("middle", "Middle", 11 * 60, 540, MEAL),
    Pattern("late", "Late", 14 * 60, 540, MEAL),
    Pattern("short", "Short", 10 * 60, 240),
    Pattern("night", "Night", 22 * 60, 540, MEAL),
)
SLOTS = 48
# Who serves which queues, and how much of the need each queue has.
GROUPS = tuple(map(frozenset, ((1,), (2,), (3,), (1, 2), (2, 3), (1, 2, 3))))
SHARES = {1: 0.45, 2: 0.35, 3: 0.2}
# No value of a variable without a bound is larger, nor finer than this.
MOST, FINEST = 10_000, 1_000


def floor(seed: int = 1) -> Problem:
    """A floor with two peaks a day, quieter weekends, part-time people, days off, nights refused, and wishes."""
    random = Random(seed)
    members = []
    for number in range(PEOPLE):
        off = [day for day in random.sample(range(DAYS), 2) if random.random() < 0.5]
        blocked = {(day, each.code) for day in off for each in PATTERNS}
        if random.random() < 0.3:
            blocked |= {(day, "night") for day in range(DAYS)}
        wishes = {
            (day, random.choice(PATTERNS).code): random.choice((Wish.AVOID, Wish.PREFER))
            for day in random.sample(range(DAYS), 3)
        }
        weekly = random.choice((2400, 2400, 2400, 2400, 1200))
        members.append(Member(number, f"P{number:02}", frozenset(), weekly, frozenset(blocked), wishes))
    hours = np.arange(SLOTS) / 2
    shape = 0.33 * np.exp(-(((hours - 10.5) / 2.6) ** 2)) + 0.27 * np.exp(-(((hours - 16.5) / 3) ** 2))
    need = [
        (2.5 + PEOPLE * shape * (0.6 if day % 7 >= 5 else 1.0)) * [1 + random.gauss(0, 0.04) for _ in hours]
        for day in range(DAYS)
    ]
    return Problem(
        date(2026, 3, 2),
        DAYS,
        "Asia/Shanghai",
        PATTERNS,
        tuple(members),
        {None: np.round(np.hstack(need)).astype(np.float64)},
    )


def skilled(seed: int = 1) -> Problem:
    """Return the same floor with its need parted among three queues, and people who serve one, two or all of them."""
    whole = floor(seed)
    members = tuple(replace(each, queues=GROUPS[place % len(GROUPS)]) for place, each in enumerate(whole.members))
    need: dict[int | None, NDArray[np.float64]] = {
        queue: np.round(whole.need[None] * share) for queue, share in SHARES.items()
    }
    return replace(whole, members=members, need=need)


def cases() -> Iterator[Case]:
    """Yield our gaps to our own bound, and what CP-SAT has reached over what we have."""
    yield gap("gap_skills", solved(formulate(skilled())))
    program = formulate(floor())
    ours = solved(program)
    yield gap("gap", ours)
    cost, bound, seconds = apart(program)
    sys.stderr.write(f"CP-SAT: cost {cost:.1f}, bound {bound:.1f}, {seconds:.1f} s\n")
    yield Case(bench="roster", case="vs_cpsat", ratio=cost / ours.cost, against=f"OR-tools CP-SAT, {SECONDS:.0f} s")


def solved(program: Program) -> Answer:
    """Solve a program in the time, and say what came out."""
    ours = solve(program, Deadline(SECONDS))
    sys.stderr.write(
        f"HiGHS: {len(program.cost)} variables, {len(program.least)} rows; cost {ours.cost:.1f}, "
        f"bound {ours.bound:.1f}, {ours.seconds:.1f} s\n"
    )
    return ours


def gap(case: str, ours: Answer) -> Case:
    """Return the gap of an answer to its own bound as a case."""
    return Case(bench="roster", case=case, value=ours.gap, unit="share", against="the solver's own dual bound")


def apart(program: Program) -> tuple[float, float, float]:
    """Return what CP-SAT finds in a process of its own: cost, bound, seconds."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "program"
        file.write_bytes(pickle.dumps(program))
        words = [sys.executable, "-m", "bench.roster", str(file)]
        done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    cost, bound, seconds = map(float, done.stdout.split())
    return cost, bound, seconds


def solve_with_cpsat(program: Program) -> tuple[float, float, float]:
    """Solve a program of whole and of fractional numbers; the latter are all whole in this one, or a half."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    variables = [
        model.new_int_var(0, int(high) if isfinite(high) else MOST, str(place))
        for place, high in enumerate(program.high)
    ]
    ends = [*program.starts[1:], len(program.columns)]
    for first, last, least, most in zip(program.starts, ends, program.least, program.most, strict=True):
        terms = list(zip(program.columns[first:last], program.of[first:last], strict=True))
        scale = lcm(
            *(_fraction(each).denominator for each in (*(factor for _, factor in terms), least, most) if isfinite(each))
        )
        total = sum(round(factor * scale) * variables[column] for column, factor in terms)
        bounds = [
            round(each * scale) if isfinite(each) else sign * MOST * MOST for each, sign in ((least, -1), (most, 1))
        ]
        model.add_linear_constraint(total, *bounds)
    scale = lcm(*(_fraction(each).denominator for each in program.cost))
    model.minimize(sum(round(cost * scale) * each for cost, each in zip(program.cost, variables, strict=True) if cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = SECONDS, THREADS
    solver.solve(model)
    constant = program.constant
    return solver.objective_value / scale + constant, solver.best_objective_bound / scale + constant, solver.wall_time


def _fraction(value: float) -> Fraction:
    return Fraction(value).limit_denominator(FINEST)


if __name__ == "__main__":
    if len(sys.argv) == 2 and Path(sys.argv[1]).is_file():
        print(*solve_with_cpsat(pickle.loads(Path(sys.argv[1]).read_bytes())))
    else:
        main(cases)
