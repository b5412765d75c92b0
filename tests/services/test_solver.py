"""HiGHS as it is run here: with any number of threads after any other, and never silently in vain."""

import pytest

from app.services.solver import new_solver, run


def least_of_one(threads: int) -> float:
    solver = new_solver(threads=threads)
    solver.addVars(1, [2.0], [3.0])
    solver.changeColCost(0, 1.0)
    run(solver)
    return float(solver.getInfo().objective_function_value)


def test_one_thread_after_two_and_two_after_one_find_the_same() -> None:
    assert [least_of_one(threads) for threads in (1, 2, 1, 2)] == [2.0] * 4


def test_a_program_that_is_refused_is_no_answer() -> None:
    solver = new_solver()
    solver.addVars(1, [0.0], [1.0])
    solver.passHessian(1, 1, 1, [0], [0], [-1.0])
    with pytest.raises(RuntimeError, match="refused"):
        run(solver)
