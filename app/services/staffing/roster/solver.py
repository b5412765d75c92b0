"""Solves a roster's program with HiGHS: as good as can be found in the time, and how far that is from the best.

These functions run in the worker process: the solver is loaded there only. First a dive for something good to begin
with (relax, fix what is nearly decided, relax again), then branch and cut, which improves it and proves the bound. The
relaxations are solved by the interior-point method: they are so degenerate that the simplex method takes ten times as
long.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import count
from math import inf
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.services.solver import new_solver, run
from app.services.staffing.roster.program import Program

Progress = Callable[[int, int | None], None]

# The rest of the machine is for the floor.
_THREADS = 2
# Nearer to the best than a person could tell.
_NEAR_ENOUGH = 1e-3
_TOLERANCE = 1e-4
# A dive ends when so small a share of the choices is undecided; how much of the time it may take with what follows it.
_DECIDED, _DIVING, _FINISHING = 0.03, 0.3, 0.2
# In a round of a dive: the share of the undecided that is fixed, if they are decided at least so far.
_FIXED, _NEARLY = 0.25, 0.6
_REPORT_SECONDS = 0.5


@dataclass(frozen=True)
class Answer:
    """What the solver found: the value of each variable (none where nothing was found), its cost, and the bound.

    No roster can cost less than `bound`. `impossible`: it is proved that there is none.
    """

    values: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    cost: float = inf
    bound: float = -inf
    seconds: float = 0.0
    impossible: bool = False

    @property
    def found(self) -> bool:
        """Whether there is a roster in it."""
        return len(self.values) > 0

    @property
    def gap(self) -> float:
        """Which share of the cost might at most be saved (0: it is the best)."""
        return max(self.cost - self.bound, 0.0) / max(abs(self.cost), 1e-9) if self.found else inf


def solve(program: Program, seconds: float, *, progress: Progress | None = None) -> Answer:
    """Return the best that is found within so many seconds; `progress` is told how many of them are over."""
    begun = monotonic()
    with ThreadPoolExecutor(1) as beside:
        work = beside.submit(_solve, program, seconds, begun)
        # The solver lets other threads run.
        while progress is not None and not work.done():
            progress(min(int(monotonic() - begun), int(seconds)), int(seconds))
            wait([work], _REPORT_SECONDS)
        return work.result()


def relax(program: Program, seconds: float) -> Answer:
    """Return the best where people could be divided: no roster costs less."""
    return _run(_as_model(program), seconds, relaxed=True)


def _solve(program: Program, seconds: float, begun: float) -> Answer:
    model = _as_model(program)
    start = _dive(program, model, begun, seconds)
    found = _run(model, max(seconds - (monotonic() - begun), 1.0), start=start)
    return Answer(found.values, found.cost, found.bound, monotonic() - begun, found.impossible)


def _dive(program: Program, model: Any, begun: float, seconds: float) -> NDArray[np.float64]:
    """Return a good roster to begin with, or nothing: relax, fix what is nearly decided, and solve what is left."""
    choices = np.array(sorted(program.choices.values()), np.int32)
    owner = np.array([person for (person, _, _), _ in sorted(program.choices.items(), key=lambda each: each[1])])
    low, high = np.zeros(len(choices)), np.ones(len(choices))
    relaxed = _run(model, seconds * _DIVING, relaxed=True)
    for rounds in count():
        shares = relaxed.values[choices] if relaxed.found else np.empty(0)
        open_ = (shares > _TOLERANCE) & (shares < 1 - _TOLERANCE)
        if open_.sum() <= _DECIDED * len(choices) or monotonic() - begun > seconds * _DIVING:
            break
        decided = shares >= 1 - _TOLERANCE
        low[decided] = 1.0
        if rounds:
            high[shares <= _TOLERANCE] = 0.0
        best = np.argsort(-np.where(open_, shares, 0.0), kind="stable")[: max(int(open_.sum() * _FIXED), 1)]
        # One for each person, so that two that exclude each other are never fixed at once.
        _, first = np.unique(owner[best], return_index=True)
        nearly = best[first][shares[best[first]] >= _NEARLY]
        low[nearly if len(nearly) else best[:1]] = 1.0
        deeper = _run(model, seconds * _DIVING, relaxed=True, bounds=(choices, low, np.maximum(low, high)))
        if not deeper.found:
            break
        relaxed = deeper
    if not relaxed.found:
        return np.empty(0)
    low = np.where(relaxed.values[choices] >= 1 - _TOLERANCE, 1.0, 0.0)
    return _run(model, seconds * _FINISHING, bounds=(choices, low, np.ones(len(choices)))).values


def _run(
    model: Any,
    seconds: float,
    *,
    relaxed: bool = False,
    start: NDArray[np.float64] | None = None,
    bounds: tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]] | None = None,
) -> Answer:
    import highspy

    highs = new_solver(**_OPTIONS, time_limit=float(seconds), solve_relaxation=relaxed)
    highs.passModel(model)
    if bounds is not None:
        columns, low, high = bounds
        highs.changeColsBounds(len(columns), columns, low, high)
    if start is not None and len(start):
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        highs.setSolution(solution)
    run(highs)
    info, status = highs.getInfo(), highs.getModelStatus()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Answer(impossible=status == highspy.HighsModelStatus.kInfeasible)
    values = np.array(highs.getSolution().col_value)
    return Answer(values, float(info.objective_function_value), float(info.mip_dual_bound))


_OPTIONS: Mapping[str, Any] = {
    "threads": _THREADS,
    "mip_rel_gap": _NEAR_ENOUGH,
    "solver": "ipm",
    "mip_lp_solver": "ipm",
}


def _as_model(program: Program) -> Any:
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.cost), len(program.least)
    model.offset_ = program.constant
    model.col_cost_, model.col_upper_ = np.array(program.cost), np.array(program.high)
    model.col_lower_ = np.zeros(len(program.cost))
    model.row_lower_, model.row_upper_ = np.array(program.least), np.array(program.most)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array([*program.starts, len(program.columns)], np.int32)
    model.a_matrix_.index_ = np.array(program.columns, np.int32)
    model.a_matrix_.value_ = np.array(program.of)
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in program.whole]
    return model
