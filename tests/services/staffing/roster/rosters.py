"""Makes small rosters: a few people, three patterns, a need that a test says."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from app.models.people import AgentState
from app.services.staffing.roster.problem import Interruption, Member, Pattern, Problem
from app.services.staffing.roster.shifts import ActivityRow, ShiftRow

# A Monday.
FIRST = date(2026, 3, 2)
_MEAL = (Interruption(AgentState.BREAK, 240, 60),)
EARLY = Pattern("early", "Early", 8 * 60, 540, _MEAL)
LATE = Pattern("late", "Late", 14 * 60, 540, _MEAL)
NIGHT = Pattern("night", "Night", 23 * 60, 540, _MEAL)
PATTERNS = (EARLY, LATE, NIGHT)


def problem(people: int | tuple[Member, ...] = 3, days: int = 7, **changes: Any) -> Problem:
    """A problem of so many people, or of these, who are needed by one from 8 to 17 o'clock each day."""
    members = people if isinstance(people, tuple) else tuple(Member(id_, f"P{id_}") for id_ in range(1, people + 1))
    given: dict[str, Any] = {"need": {None: need(days, {(8, 17): 1})}, "patterns": PATTERNS} | changes
    return Problem(FIRST, days, "Asia/Shanghai", members=members, **given)


def need(days: int, hours: Mapping[tuple[int, int], int]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """So many people between two hours of each day."""
    day = np.zeros(48)
    for (first, last), count in hours.items():
        day[first * 2 : last * 2] += count
    return np.tile(day, days)


def shift(day: int, first: float, hours: float, person: int = 1, **more: Any) -> ShiftRow:
    """A shift from an hour of a day in Shanghai on, with a meal in its middle where it is long."""
    starts = datetime(2026, 3, 1, 16, tzinfo=UTC) + timedelta(days=day, hours=first)
    middle = starts + timedelta(hours=hours // 2)
    meal = (ActivityRow(AgentState.BREAK, middle, middle + timedelta(hours=1)),) if hours > 5 else ()
    given: dict[str, Any] = {"activities": meal} | more
    return ShiftRow(100 * person + day, person, f"P{person}", starts, starts + timedelta(hours=hours), **given)
