"""How many people are there when: what a pattern gives to each interval, and what shifts give."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from math import ceil

import numpy as np
from numpy.typing import NDArray

from app.models.roster import ShiftKind
from app.services.staffing.roster.problem import DAY_MINUTES, Interruption, Pattern, Problem
from app.services.staffing.roster.shifts import ShiftRow


def presence(pattern: Pattern, placing: Sequence[Interruption], minutes: int) -> NDArray[np.float64]:
    """Return which share of each interval after midnight, over two days, somebody in a pattern is there for contacts.

    `placing` are its breaks and trainings as they are held.
    """
    there = np.zeros(2 * DAY_MINUTES)
    there[pattern.starts : pattern.starts + pattern.minutes] = 1.0
    for each in placing:
        there[pattern.starts + each.after : pattern.starts + each.after + each.minutes] = 0.0
    shares: NDArray[np.float64] = there.reshape(-1, minutes).mean(1)
    return shares


def covered(problem: Problem, shifts: Iterable[ShiftRow]) -> NDArray[np.float64]:
    """Return how many people are there for contacts in each interval of the days, as their shifts say."""
    total = np.zeros(problem.days * problem.slots)
    for row in shifts:
        add_presence(total, problem, row, 1.0)
    return total


def add_presence(total: NDArray[np.float64], problem: Problem, row: ShiftRow, weight: float) -> None:
    """Add what one shift gives, without its breaks and trainings, to the intervals of the days."""
    if row.kind is not ShiftKind.WORK:
        return
    _add(total, problem, row.starts_at, row.ends_at, weight)
    for each in row.activities:
        _add(total, problem, each.starts_at, each.ends_at, -weight)


def _add(total: NDArray[np.float64], problem: Problem, starts_at: datetime, ends_at: datetime, weight: float) -> None:
    first, last = (max(wall_minutes(problem, at) / problem.minutes, 0.0) for at in (starts_at, ends_at))
    for slot in range(int(first), min(ceil(last), len(total))):
        total[slot] += weight * (min(last, slot + 1) - max(first, slot))


def wall_minutes(problem: Problem, at: datetime) -> float:
    """Return how many minutes of the wall clock lie between the first midnight and an instant."""
    local = at.astimezone(problem.timezone).replace(tzinfo=None)
    return (local - datetime.combine(problem.first_day, time())) / timedelta(minutes=1)
