"""Breaks within shifts: whether a pattern lets nobody work on for too long, and when each person has theirs.

Breaks of the same pattern move within the slack of the rules, one person's after another's, to where people can best
be spared: those who stay are never fewer than the need allows as long as there is another place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, product
from math import ceil

import numpy as np
from numpy.typing import NDArray

from app.models.people import AgentState
from app.services.staffing.roster.cover import add_presence, presence
from app.services.staffing.roster.problem import Interruption, Pattern, Problem, Rules, given_day
from app.services.staffing.roster.shifts import ActivityRow, ShiftRow

# Breaks begin on the quarter hour.
_STEP = 15
# Each person's breaks are looked at again once the others' have moved.
_SWEEPS = 2
_WAYS = 16
# Where nobody lacks, breaks spread all the same, so that a few who fall ill are no crisis; and they stay near.
_SPARE, _LITTLE = 0.5, 1e-6
_MINUTE = timedelta(minutes=1)


def is_bearable(pattern: Pattern, rules: Rules) -> bool:
    """Say whether the breaks of a pattern can be held so that nobody works for too long without one."""
    return next(_placings(pattern, rules), None) is not None


def longest_work(starts: int, ends: int, breaks: Sequence[tuple[int, int]]) -> int:
    """Return the longest stretch without a break between two minutes; breaks are in order."""
    edges = [starts, *(edge for each in breaks for edge in each), ends]
    return max(edges[place + 1] - edges[place] for place in range(0, len(edges), 2))


def ways_to_break(problem: Problem, pattern: Pattern) -> list[NDArray[np.float64]]:
    """Return presence in a pattern in some ways of holding its breaks, those that begin with an interval first of all.

    Where there are very many ways a few of them, from the nearest to the farthest, are enough to plan with.
    """
    places = _Places(problem, pattern)
    even = [
        place
        for place, placing in enumerate(places.placings)
        if all((pattern.starts + each.after) % problem.minutes == 0 for each in placing)
    ] or list(range(len(places.placings)))
    return [places.there[place] for place in even[:: ceil(len(even) / _WAYS)]]


def place_breaks(problem: Problem, shifts: Sequence[ShiftRow]) -> tuple[ShiftRow, ...]:
    """Return the shifts, each in one of the problem's patterns, with their breaks where people can best be spared.

    What the problem's people have been given stands, and counts.
    """
    places = {each.code: _Places(problem, each) for each in problem.patterns}
    skills = {each.id: tuple(each.queues & problem.need.keys() or problem.need) for each in problem.members}
    lacks = {queue: np.concatenate((need, np.zeros(problem.slots))) + _SPARE for queue, need in problem.need.items()}
    for member in problem.members:
        for queue in skills[member.id]:
            for row in member.given:
                add_presence(lacks[queue], problem, row, -1.0 / len(skills[member.id]))
    chosen = [0] * len(shifts)

    def windows(row: ShiftRow) -> list[NDArray[np.float64]]:
        first = given_day(problem, row) * problem.slots
        return [lacks[queue][first : first + 2 * problem.slots] for queue in skills[row.person_id]]

    for sweep in range(_SWEEPS):
        for place, row in enumerate(shifts):
            there, lacking = places[row.pattern or ""].there, windows(row)
            pain = places[row.pattern or ""].moved.copy()
            for lack in lacking:
                if sweep:
                    lack += there[chosen[place]] / len(lacking)
                pain += (np.maximum(lack - there / len(lacking), 0.0) ** 2).sum(1)
            chosen[place] = int(pain.argmin())
            for lack in lacking:
                lack -= there[chosen[place]] / len(lacking)
    return tuple(
        _with_activities(row, places[row.pattern or ""].placings[choice])
        for row, choice in zip(shifts, chosen, strict=True)
    )


def place_nominally(problem: Problem, pattern: Pattern) -> tuple[Interruption, ...]:
    """Return the interruptions of a pattern, breaks as near to their places as the rules let them be."""
    return min(_placings(pattern, problem.rules), key=lambda each: _distance(pattern, each), default=pattern.activities)


class _Places:
    """The ways to hold the breaks of a pattern, the nearest to its own first, and what each leaves of it.

    `there` is presence in each interval of two days, a row for each way; `moved` a little pain for how far they moved.
    """

    def __init__(self, problem: Problem, pattern: Pattern) -> None:
        found = sorted(_placings(pattern, problem.rules), key=lambda each: _distance(pattern, each))
        self.placings = found or [pattern.activities]
        self.there = np.array([presence(pattern, each, problem.minutes) for each in self.placings])
        self.moved = np.array([_distance(pattern, each) for each in self.placings]) * _LITTLE


def _placings(pattern: Pattern, rules: Rules) -> Iterator[tuple[Interruption, ...]]:
    """Yield the ways to hold what interrupts a pattern, in order and apart; trainings stay where they are."""
    steps = rules.break_slack // _STEP
    moves = [
        [each.after + step * _STEP for step in range(-steps, steps + 1)]
        if each.kind is AgentState.BREAK
        else [each.after]
        for each in pattern.activities
    ]
    for starts in product(*moves):
        placing = tuple(replace(each, after=after) for each, after in zip(pattern.activities, starts, strict=True))
        spans = [(each.after, each.after + each.minutes) for each in placing]
        apart = all(end <= begin for (_, end), (begin, _) in pairwise([(0, 0), *spans, (pattern.minutes,) * 2]))
        breaks = [span for span, each in zip(spans, placing, strict=True) if each.kind is AgentState.BREAK]
        most = rules.continuous_minutes
        if apart and (most is None or longest_work(0, pattern.minutes, breaks) <= most):
            yield placing


def _distance(pattern: Pattern, placing: Sequence[Interruption]) -> float:
    return float(sum(abs(here.after - each.after) for here, each in zip(placing, pattern.activities, strict=True)))


def _with_activities(row: ShiftRow, placing: Sequence[Interruption]) -> ShiftRow:
    held = (
        ActivityRow(
            each.kind,
            row.starts_at + each.after * _MINUTE,
            row.starts_at + (each.after + each.minutes) * _MINUTE,
        )
        for each in placing
    )
    return replace(row, activities=tuple(held))
