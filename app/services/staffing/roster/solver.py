"""Solves a roster's program: as good as can be found in the time, and how far that is from the best.

These functions run in the worker process. First a relaxation, which says what no roster can better, and a dive for
something to begin with (fix what is nearly decided, relax again). Then two threads work beside each other: one makes
parts of the roster better, one solves the whole by branch and cut, which proves a better bound.
"""

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import replace
from itertools import count
from threading import Lock, Thread

import numpy as np
from numpy.typing import NDArray

from app.services.staffing.roster.deadline import Deadline
from app.services.staffing.roster.highs import NEAR_ENOUGH, Answer, Model
from app.services.staffing.roster.improving import parts_of
from app.services.staffing.roster.program import Program

Progress = Callable[[int, int | None], None]

_NOTHING = np.empty(0)
_TOLERANCE = 1e-4
# A dive ends when so small a share of the choices is undecided.
_DECIDED = 0.03
# By which share of the time the relaxation, the dive and what finishes it have ended.
_RELAXED, _DIVED, _FINISHED = 0.5, 0.7, 0.8
# In a round of a dive: the share of the undecided that is fixed, if they are decided at least so far.
_FIXED, _NEARLY = 0.25, 0.6
# No part takes longer than this share of the time that is left, or so many seconds where that is little.
_LONGEST, _LEAST_SECONDS = 0.1, 2.0
_REPORT_SECONDS = 0.5
# HiGHS looks at the clock between its steps only, and has been seen to hang: so long it is waited for.
_GRACE_SECONDS = 1.0


def is_near(answer: Answer) -> bool:
    """Say whether a roster is as good as the best."""
    return answer.gap <= NEAR_ENOUGH


def solve(
    program: Program,
    deadline: Deadline,
    *,
    enough: Callable[[Answer], bool] = is_near,
    progress: Progress | None = None,
) -> Answer:
    """Return the best that is found in the time, or until it is enough; `progress` is told how many seconds are over.

    The deadline holds within a second or two, whatever the solver does.
    """
    # To load it takes long the first time; the patience begins after it.
    import highspy  # noqa: F401

    search, patience = _Search(program, deadline, enough), deadline.longer(_GRACE_SECONDS)
    done = _begin(search.run)
    while not done.done() and patience.left() > 0:
        if progress is not None:
            progress(min(int(deadline.spent), int(deadline.seconds)), int(deadline.seconds))
        wait([done], _REPORT_SECONDS)
    if done.done():
        done.result()
    return replace(search.answer, seconds=deadline.spent)


def _begin(work: Callable[[], None]) -> "Future[None]":
    """Do something in a thread of its own, not of a pool: the process could not end before one that hangs."""
    done: Future[None] = Future()

    def do() -> None:
        try:
            work()
        except Exception as failure:  # noqa: BLE001 - raised by who waits for it
            done.set_exception(failure)
        else:
            done.set_result(None)

    Thread(target=do, daemon=True).start()
    return done


class _Search:
    """What has been found by now in `answer`, which can be looked at at any time, and how it goes on."""

    def __init__(self, program: Program, deadline: Deadline, enough: Callable[[Answer], bool]) -> None:
        self.model, self.deadline, self.answer = Model(program), deadline, Answer()
        self._enough, self._lock = enough, Lock()
        by_column = sorted((column, person) for (person, _, _), column in program.choices.items())
        columns, self._owner = np.array(by_column, np.int64).reshape(-1, 2).T
        self._choices = columns.astype(np.int32)

    def run(self) -> None:
        """Seek until it is as good as proved, or the time is over."""
        nobody = np.zeros(len(self._choices))
        # Nobody works: what there is to improve where nothing is demanded. It is found at once, and always.
        at_once = max(self.deadline.left(), _GRACE_SECONDS)
        self._hear(self.model.run(at_once, bounds=(self._choices, nobody, nobody)).values)
        relaxed = self.model.run(self.deadline.left(_RELAXED), relaxed=True)
        if self._hear(bound=relaxed.bound, impossible=relaxed.impossible) or self._hear(self._dive(relaxed)):
            return
        proof = _begin(self._prove)
        if self.answer.found:
            longest = max(self.deadline.left() * _LONGEST, _LEAST_SECONDS)
            for free in parts_of(self.model):
                seconds = min(self.deadline.left(), longest)
                if self._hear(self.model.run_part(seconds, self.answer.values, free)) or proof.done():
                    break
        wait([proof], max(self.deadline.left() + _GRACE_SECONDS / 2, 0.0))
        if proof.done():
            proof.result()

    def _prove(self) -> None:
        """Solve the whole, which improves it and says better what no roster can better."""
        found = self.model.run(self.deadline.left(), start=self.answer.values, heard=self._hear)
        self._hear(found.values, found.bound, impossible=found.impossible)

    def _hear(self, values: NDArray[np.float64] = _NOTHING, bound: float = 0.0, *, impossible: bool = False) -> bool:
        """Keep a roster if it is the best, and a bound likewise; say whether that is enough, or there is none."""
        with self._lock:
            best = self.answer
            if len(values) and (cost := self.model.cost_of(values)) < best.cost:
                best = replace(best, values=values, cost=cost)
            self.answer = best = replace(best, bound=max(best.bound, bound), impossible=impossible)
            return impossible or self._enough(best) or self.deadline.left() <= 0

    def _dive(self, relaxed: Answer) -> NDArray[np.float64]:
        """Return a good roster to begin with, or nothing: fix what is nearly decided, relax, solve what is left."""
        choices, left = self._choices, self.deadline.left
        low, high = np.zeros(len(choices)), np.ones(len(choices))
        if not relaxed.found or left(_DIVED) <= 0:
            return np.empty(0)
        for rounds in count():
            shares = relaxed.values[choices]
            open_ = (shares > _TOLERANCE) & (shares < 1 - _TOLERANCE)
            if open_.sum() <= _DECIDED * len(choices) or left(_DIVED) <= 0:
                break
            decided = shares >= 1 - _TOLERANCE
            low[decided] = 1.0
            if rounds:
                high[shares <= _TOLERANCE] = 0.0
            best = np.argsort(-np.where(open_, shares, 0.0), kind="stable")[: max(int(open_.sum() * _FIXED), 1)]
            # One for each person, so that two that exclude each other are never fixed at once.
            _, first = np.unique(self._owner[best], return_index=True)
            nearly = best[first][shares[best[first]] >= _NEARLY]
            low[nearly if len(nearly) else best[:1]] = 1.0
            deeper = self.model.run(left(_DIVED), relaxed=True, bounds=(choices, low, np.maximum(low, high)))
            if not deeper.found:
                break
            relaxed = deeper
        low = np.where(relaxed.values[choices] >= 1 - _TOLERANCE, 1.0, 0.0)
        return self.model.run(left(_FINISHED), bounds=(choices, low, np.ones(len(choices)))).values
