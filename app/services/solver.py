"""HiGHS, which solves the programs of rosters, of skills and of levelling, begun and run in one way.

Its library is large and computes for long: it is loaded late, and as a rule only in a worker process.
"""

from typing import Any

# Sparsify: with the aggregator it goes round for ever on some programs that have no solution (HiGHS 1.15.1), and looks
# at no time limit there.
_PRESOLVE_WITHOUT = 1 << 14


def new_solver(**options: Any) -> Any:
    """Return a solver that says nothing and uses one thread, unless the options say otherwise."""
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    usual = {"output_flag": False, "threads": 1, "presolve_rule_off": _PRESOLVE_WITHOUT}
    for option, value in (usual | options).items():
        solver.setOptionValue(option, value)
    return solver


def run(solver: Any, *, may_fail: bool = False) -> bool:
    """Solve as far as the options let it; raises `RuntimeError` for a program that HiGHS refuses.

    Where it `may_fail`, say whether it did on its way: near the end of its time the interior-point method does.
    """
    import highspy

    # It keeps a pool of threads for each thread that calls it, and refuses to work with one of another size.
    highspy.Highs.resetGlobalScheduler(True)
    status, how = solver.run(), solver.getModelStatus()
    if may_fail and how == highspy.HighsModelStatus.kSolveError:
        return False
    if status == highspy.HighsStatus.kError:
        raise RuntimeError(f"HiGHS refused to solve: {how}")
    return True
