"""The course of a day of counts: which alarms it has raised, when each was over, and what is expected meanwhile."""

from dataclasses import dataclass

import numpy as np

from app.services.floor.arrivals import Amounts, Counts
from app.services.floor.surge_detector import LEAST_EXCESS, Detector

# It is over when as many minutes have come back this near to what was expected, and not before it was held for some.
CLEARED_BELOW, CLEARED_OVER, HOLD = 0.10, 30, 30
# What returns within so many minutes is the same surge.
COOL_DOWN = 60
# From which share above the plan on a day is called busier than planned, by how many standard deviations of chance,
# and until which share it stays so.
MISSED_FROM, MISSED_BEYOND, MISSED_UNTIL = 0.15, 3.2, 0.10
# So many standard deviations above what was expected are still chance where nothing has been noticed.
_CHANCE = 2.0
_TINY = 1e-9


@dataclass(frozen=True)
class Alarm:
    """A surge that was noticed at an edge, and the one at which it was over; None where it still stands."""

    noticed: int
    over: int | None


class Course:
    """A day of counts as it went; places are edges between intervals, from midnight on.

    `alarms` are the surges that were found, one after the other: each is over when arrivals have come back, and a new
    one is looked for from there on. `began` is since when the one that stands has lasted; None where none does.
    """

    def __init__(self, counts: Counts, detector: Detector) -> None:
        self._counts, self._detector, self.end = counts, detector, len(counts)
        self._came, self._planned = (np.append(0, np.cumsum(each)) for each in (counts, detector.usual.plan))
        # The intervals outside of surges: they tell what is usual.
        self._telling = np.ones(len(detector.usual.plan), np.bool_)
        self._shape, self._rate = self._known()
        self.alarms: list[Alarm] = []
        self.began: int | None = None

    def look_for_surges(self, limit: float) -> None:
        """Find the surges of the day whose evidence is above a limit."""
        cleared, began = 0, 0
        while True:
            telling = None if self._telling.all() else self._telling
            evidence = self._detector.evidence(self._counts[None], telling, cleared)[0, cleared:]
            above = np.flatnonzero(evidence > limit)
            if not len(above):
                return
            noticed = cleared + int(above[0]) + 1
            start = self._detector.began(self._counts, noticed, telling, cleared)
            returned = cleared and start - cleared < self.places(COOL_DOWN)
            began = began if returned else start
            over = self._over(start, noticed)
            self.alarms.append(Alarm(noticed, over))
            self._telling[start : len(self._telling) if over is None else over] = False
            self._shape, self._rate = self._known()
            if over is None:
                self.began = began
                return
            cleared = over

    def places(self, minutes: int) -> int:
        """Return how many intervals so many minutes are, one at least."""
        return max(minutes // self._detector.usual.minutes, 1)

    def level(self, edge: int) -> float:
        """Return how the day stood against its plan, as was known at an edge."""
        return float(self._shape[edge] / self._rate[edge])

    def came_between(self, start: int, end: int) -> int:
        """Return how many came between two edges."""
        return int(self._came[end] - self._came[start])

    def planned_between(self, start: int, end: int) -> float:
        """Return how many were planned between two edges."""
        return float(self._planned[end] - self._planned[start])

    def clear_now(self) -> int:
        """Return below how many arrivals of the last minutes the surge that stands is over."""
        assert self.began is not None, "no surge stands"
        return int(self._clear(self.began, np.array([self.end]))[0])

    def lately(self) -> float:
        """Return by which share the last minutes are above what the day lets expect; what chance explains is none."""
        start = max(self.end - self.places(CLEARED_OVER), 0)
        level = self.level(start if self.began is None else self.began)
        expected = max(self.planned_between(start, self.end) * level, _TINY)
        excess = self.came_between(start, self.end) - expected
        is_chance = self.began is None and excess < max(_CHANCE * np.sqrt(expected), 1.0)
        return min(excess, 0.0) / expected if is_chance else excess / expected

    def missed_since(self) -> int | None:
        """Return since which edge the day has been busier than planned, by what came outside of surges."""
        plan, strays = self._detector.usual.plan, self._detector.usual.strays
        telling, end = self._telling[: self.end], self.end
        came = np.cumsum(self._counts * telling)
        planned, varied = (np.cumsum(each[:end] * telling) for each in (plan, plan + strays))
        share = came / np.maximum(planned, _TINY) - 1
        excess = came - planned
        certain = (excess >= LEAST_EXCESS) & (excess >= MISSED_BEYOND * np.sqrt(varied))
        below = np.flatnonzero(share < MISSED_UNTIL)
        up = np.flatnonzero((share >= MISSED_FROM) & certain)
        up = up[up > (below[-1] if len(below) else -1)]
        return int(up[0]) + 1 if len(up) else None

    def _known(self) -> tuple[Amounts, Amounts]:
        shape, rate = self._detector.known(self._counts[None], self._telling)
        return shape[0], rate

    def _clear(self, began: int, edges: Counts) -> Amounts:
        """Return below how many arrivals of the last minutes a surge is over, at edges."""
        planned = self._planned[edges] - self._planned[np.maximum(edges - self.places(CLEARED_OVER), 0)]
        found: Amounts = np.maximum(np.ceil((1 + CLEARED_BELOW) * self.level(began) * planned), 1)
        return found

    def _over(self, began: int, noticed: int) -> int | None:
        """Return the edge at which a surge was over, None if it is not."""
        edges = np.arange(noticed + self.places(HOLD), self.end + 1)
        came = self._came[edges] - self._came[edges - self.places(CLEARED_OVER)]
        below = np.flatnonzero(came < self._clear(began, edges))
        return int(edges[below[0]]) if len(below) else None
