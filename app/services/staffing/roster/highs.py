"""Speaks to HiGHS: hands a program over, whole or in part, and brings back what was found.

The solver is loaded in the worker process only, and late.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.services.solver import new_solver, run
from app.services.staffing.roster.program import Program

# Nearer to the best than a person could tell.
NEAR_ENOUGH = 1e-3
# Shorter than this nothing is found, and 0 would be no limit.
_SHORTEST = 0.05
_OPTIONS: Mapping[str, Any] = {"mip_rel_gap": NEAR_ENOUGH}
# The relaxations are so degenerate that the simplex method takes ten times as long.
_INNER: Mapping[str, Any] = {"solver": "ipm", "mip_lp_solver": "ipm"}


# Hears of a roster (or an empty array) and of a bound while a program is solved; says whether to stop.
Heard = Callable[[NDArray[np.float64], float], bool]


@dataclass(frozen=True)
class Answer:
    """What the solver found: the value of each variable (none where nothing was found), its cost, and the bound.

    No roster can cost less than `bound`, and none less than nothing. `impossible`: it is proved that there is none.
    """

    values: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    cost: float = inf
    bound: float = 0.0
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


class Model:
    """A program as arrays, of which a part can be solved while the rest stays as it is."""

    def __init__(self, program: Program) -> None:
        self.constant, self.choices = program.constant, program.choices
        self.cost, self.high, self.whole = np.array(program.cost), np.array(program.high), np.array(program.whole)
        self.day = np.array(program.day)
        self.least, self.most = np.array(program.least, np.float64), np.array(program.most, np.float64)
        lengths = np.diff([*program.starts, len(program.columns)])
        self.row_of: NDArray[np.intp] = np.repeat(np.arange(len(self.least)), lengths)
        self.columns, self.of = np.array(program.columns, np.int32), np.array(program.of)

    def cost_of(self, values: NDArray[np.float64]) -> float:
        """Return what values of the variables cost."""
        return self.constant + float(self.cost @ values)

    def run(
        self,
        seconds: float,
        *,
        relaxed: bool = False,
        start: NDArray[np.float64] | None = None,
        bounds: tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]] | None = None,
        heard: Heard | None = None,
    ) -> Answer:
        """Solve all of it, or with people who could be divided; `bounds` are some variables with their low and high."""
        lower, upper = np.zeros(len(self.cost)), self.high.copy()
        if bounds is not None:
            lower[bounds[0]], upper[bounds[0]] = bounds[1:]
        model = _as_model(
            self.constant,
            self.cost,
            lower,
            upper,
            self.whole,
            self.least,
            self.most,
            self.row_of,
            self.columns,
            self.of,
        )
        return _run(model, seconds, start, heard, relaxed=relaxed, inner=relaxed or bounds is None)

    def run_part(self, seconds: float, values: NDArray[np.float64], free: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return values that cost no more: what is free may change, all else stays as it is."""
        changes = free[self.columns]
        stays = np.bincount(
            self.row_of[~changes],
            self.of[~changes] * values[self.columns[~changes]],
            len(self.least),
        )
        rows, row_of = np.unique(self.row_of[changes], return_inverse=True)
        place = np.cumsum(free) - 1
        model = _as_model(
            self.constant + float(self.cost[~free] @ values[~free]),
            self.cost[free],
            np.zeros(int(free.sum())),
            self.high[free],
            self.whole[free],
            (self.least - stays)[rows],
            (self.most - stays)[rows],
            row_of,
            place[self.columns[changes]].astype(np.int32),
            self.of[changes],
        )
        found = _run(model, seconds, values[free])
        if not found.found:
            return values
        better = values.copy()
        better[free] = found.values
        return better


def _run(
    model: Any,
    seconds: float,
    start: NDArray[np.float64] | None,
    heard: Heard | None = None,
    *,
    relaxed: bool = False,
    inner: bool = False,
) -> Answer:
    import highspy

    highs = new_solver(**_OPTIONS, **(_INNER if inner else {}))
    highs.setOptionValue("time_limit", max(float(seconds), _SHORTEST))
    highs.setOptionValue("solve_relaxation", relaxed)
    highs.passModel(model)
    if start is not None and len(start):
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        highs.setSolution(solution)
    if heard is not None:
        nothing = np.empty(0)
        highs.cbMipImprovingSolution += lambda event: heard(np.array(event.data_out.mip_solution), 0.0)
        highs.cbMipInterrupt += lambda event: event.interrupt(heard(nothing, event.data_out.mip_dual_bound))
    if not run(highs, may_fail=True):
        return Answer()
    info, status = highs.getInfo(), highs.getModelStatus()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        bound = 0.0 if relaxed else max(float(info.mip_dual_bound), 0.0)
        return Answer(bound=bound, impossible=status == highspy.HighsModelStatus.kInfeasible)
    cost = float(info.objective_function_value)
    bound = float(info.mip_dual_bound)
    if relaxed:
        # A relaxation says something only at its end.
        bound = cost if status == highspy.HighsModelStatus.kOptimal else 0.0
    return Answer(np.array(highs.getSolution().col_value), cost, max(bound, 0.0))


def _as_model(
    constant: float,
    cost: NDArray[np.float64],
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    whole: NDArray[np.bool_],
    least: NDArray[np.float64],
    most: NDArray[np.float64],
    row_of: NDArray[np.intp],
    columns: NDArray[np.int32],
    of: NDArray[np.float64],
) -> Any:
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(cost), len(least)
    model.offset_ = constant
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.row_lower_, model.row_upper_ = least, most
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.searchsorted(row_of, np.arange(len(least) + 1)).astype(np.int32)
    model.a_matrix_.index_, model.a_matrix_.value_ = columns, of
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger if each else kinds.kContinuous for each in whole]
    return model
