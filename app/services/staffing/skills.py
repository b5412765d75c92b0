"""Who covers what: people with several skills are shared out over the queues, and nobody is counted twice.

A linear program for each interval: x(p, q) is the share of their time that person p gives to queue q. All shares of a
person make at most the time that they are there; what a queue lacks is short. First as little as possible is short,
then the shortage is spread evenly over the queues in proportion to their need, then people stay with their own queue.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from app.models.skill import SPEEDS
from app.services.solver import new_solver, run

# Far below what a whole head is worth, and each below the other.
_UNEVEN, _AWAY, _UNSKILLED = 1e-3, 1e-4, 1e-5
_NOTHING = 1e-7
_INFINITE = float("inf")


@dataclass(frozen=True)
class Skilled:
    """Somebody who is there for `there` (0 to 1) of an interval: their level by queue, and the queue they belong to."""

    person_id: int
    levels: Mapping[int, int]
    home_queue_id: int | None = None
    there: float = 1.0


@dataclass(frozen=True)
class Coverage:
    """What people make of a need, in heads who can: covered and short by queue, and each one's share by queue.

    `spare` is the time, in heads, that nobody needs.
    """

    covered: Mapping[int, float]
    short: Mapping[int, float]
    shares: Mapping[int, Mapping[int, float]] = field(repr=False)
    spare: float

    @property
    def missing(self) -> float:
        """How many heads are short altogether."""
        return sum(self.short.values())


# People who are alike in the program's eyes: their levels, sorted, and their own queue.
_Kind = tuple[tuple[tuple[int, int], ...], int | None]


def cover(need: Mapping[int, float], people: Iterable[Skilled], speeds: Mapping[int, float] = SPEEDS) -> Coverage:
    """Share people out over the queues that need heads; runs a solver, so not where a window waits for it.

    People who are alike share alike. A need below zero, and a skill for a queue that needs nobody, are nothing.
    """
    wanted = {queue: heads for queue, heads in sorted(need.items()) if heads > _NOTHING}
    alike: defaultdict[_Kind, list[Skilled]] = defaultdict(list)
    for person in people:
        levels = tuple(sorted((queue, level) for queue, level in person.levels.items() if queue in wanted))
        alike[levels, person.home_queue_id].append(person)
    time = {kind: sum(person.there for person in group) for kind, group in alike.items()}
    given = _solved(wanted, {kind: heads for kind, heads in time.items() if kind[0] and heads > _NOTHING}, speeds)
    done: defaultdict[int, float] = defaultdict(float)
    for (levels, _), heads_given in given.items():
        for queue, heads in heads_given.items():
            done[queue] += speeds[dict(levels)[queue]] * heads
    covered = {queue: min(heads, done[queue]) for queue, heads in wanted.items()}
    shares = {
        person.person_id: {queue: heads / time[kind] * person.there for queue, heads in given[kind].items()}
        for kind, group in alike.items()
        if kind in given
        for person in group
    }
    spare = sum(time.values()) - sum(sum(heads.values()) for heads in given.values())
    none = dict.fromkeys(need, 0.0)
    short = {queue: _tidy(heads - covered[queue]) for queue, heads in wanted.items()}
    return Coverage(none | covered, none | short, shares, max(_tidy(spare), 0.0))


def cover_day(
    needs: Sequence[Mapping[int, float]], people: Sequence[Sequence[Skilled]], speeds: Mapping[int, float] = SPEEDS
) -> tuple[Coverage, ...]:
    """Share people out interval by interval: the need and who is there of each."""
    return tuple(cover(need, there, speeds) for need, there in zip(needs, people, strict=True))


def _solved(
    need: Mapping[int, float], time: Mapping[_Kind, float], speeds: Mapping[int, float]
) -> dict[_Kind, dict[int, float]]:
    """Return the heads that each kind of people gives to each queue.

    Variables: one head count for each kind and queue, then the shortage of each queue, then the worst relative one.
    """
    if not need or not time:
        return {kind: {} for kind in time}
    pairs = [(kind, queue, level) for kind in time for queue, level in kind[0]]
    place = {queue: len(pairs) + number for number, queue in enumerate(need)}
    worst = len(pairs) + len(need)
    fewest = sum(need.values())
    costs = [
        (_AWAY if kind[1] not in (None, queue) else 0.0) + _UNSKILLED * (3 - level) for kind, queue, level in pairs
    ]
    program = _Program([*costs, *(1.0 for _ in need), _UNEVEN * fewest])
    for kind, heads in time.items():
        mine = [column for column, pair in enumerate(pairs) if pair[0] == kind]
        program.keep(0.0, heads, dict.fromkeys(mine, 1.0))
    for queue, heads in need.items():
        helps = {column: speeds[level] for column, (_, whose, level) in enumerate(pairs) if whose == queue}
        program.keep(heads, _INFINITE, helps | {place[queue]: 1.0})
        program.keep(0.0, _INFINITE, {worst: heads, place[queue]: -1.0})
    found = program.solve()
    given: dict[_Kind, dict[int, float]] = {kind: {} for kind in time}
    for (kind, queue, _), heads in zip(pairs, found, strict=False):
        if heads > _NOTHING:
            given[kind][queue] = heads
    return given


class _Program:
    """A linear program over variables from 0 upwards with a cost each, which is made as small as possible."""

    def __init__(self, costs: Sequence[float]) -> None:
        self._costs = np.array(costs, dtype=np.float64)
        self._bounds: list[tuple[float, float]] = []
        self._weights: list[Mapping[int, float]] = []

    def keep(self, low: float, high: float, weights: Mapping[int, float]) -> None:
        """Let a weighted sum of variables stay within bounds."""
        self._bounds.append((low, high))
        self._weights.append(weights)

    def solve(self) -> list[float]:
        """Return the values of the variables; this program always has a solution."""
        solver = new_solver()
        count = len(self._costs)
        solver.addVars(count, np.zeros(count), np.full(count, _INFINITE))
        solver.changeColsCost(count, np.arange(count, dtype=np.int32), self._costs)
        low, high = np.array(self._bounds, dtype=np.float64).T.copy()
        starts = np.cumsum([0, *map(len, self._weights)], dtype=np.int32)
        columns = np.fromiter(chain.from_iterable(self._weights), dtype=np.int32)
        weights = np.fromiter(chain.from_iterable(each.values() for each in self._weights), dtype=np.float64)
        solver.addRows(len(low), low, high, len(columns), starts[:-1], columns, weights)
        run(solver)
        return list(solver.getSolution().col_value)


def _tidy(heads: float) -> float:
    return 0.0 if abs(heads) < _NOTHING * 10 else heads
