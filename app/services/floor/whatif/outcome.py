"""What came of many runs: figures with the interval in which they lie, of the floor and of each queue.

A figure is a quotient of sums over the runs (contacts answered in time of all of the counted ones). Its interval comes
from leaving out one run after the other (the jackknife: Efron and Tibshirani, "An introduction to the bootstrap", 11);
that of a difference between two mixes from the same done to both at once, so that the luck they share drops out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.services.floor.whatif.engine import Count
from app.services.floor.whatif.floor_now import FloorNow

if TYPE_CHECKING:
    # The process that computes does without the database.
    from app.services.staffing.service_level import ServiceLevelRule

Floats = NDArray[np.float64]
# Fewer runs say nothing of how much they differ.
LEAST_RUNS = 4
_CERTAIN = 1.959964  # standard deviations of a normal curve on both sides of nineteen out of twenty
_USUAL = (0.1, 0.9)


@dataclass(frozen=True)
class Figure:
    """What is expected, the interval in which that lies with 95 % certainty, and what eight of ten runs lie between."""

    value: float
    low: float
    high: float
    usual: tuple[float, float]

    @property
    def is_clear(self) -> bool:
        """Whether a difference is more than chance makes it."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Outcome:
    """What came of so many runs; a figure is None where nothing is counted for it.

    `service_level` by the floor's rule, `occupancy` and `abandoned` are shares of 1; `waiting` is the mean wait of a
    contact in seconds, whether it was answered or not; `late` is how many complaints become late. `queues` are the
    outcomes by the id of the queue: there `occupancy` is that of the people at home in it.
    """

    runs: int
    service_level: Figure | None
    late: Figure | None
    occupancy: Figure | None
    waiting: Figure | None
    abandoned: Figure | None
    queues: Mapping[int, "Outcome"] = field(default_factory=dict)


def outcome_of(floor: FloorNow, rule: "ServiceLevelRule", runs: Floats) -> Outcome:
    """Put the counts of runs under one mix into figures; an array of run, row and `Count` as `simulate` returns it."""
    return _outcome(floor, len(runs), [_measured(measure, runs) for measure in _measures(rule)])


def change_of(floor: FloorNow, rule: "ServiceLevelRule", runs: Floats, base: Floats) -> Outcome:
    """Put into figures what a mix changes against another one, over the runs that there are of both."""
    both = min(len(runs), len(base))
    parts = [
        tuple(
            after - before
            for after, before in zip(_measured(each, runs[:both]), _measured(each, base[:both]), strict=True)
        )
        for each in _measures(rule)
    ]
    return _outcome(floor, both, parts)


def _measures(rule: "ServiceLevelRule") -> tuple[Callable[[Floats], Floats], ...]:
    """Return the figures as functions of counts, in the order of `Outcome`; the last column is the number of runs."""

    def level(counts: Floats) -> Floats:
        offered, answered, in_time, _, abandoned, early = np.moveaxis(counts, -1, 0)[: Count.WAIT_SECONDS]
        return rule.share(offered, answered, in_time, abandoned, early)

    def late(counts: Floats) -> Floats:
        return (counts[..., Count.PRESSING] - counts[..., Count.KEPT]) / counts[..., -1]

    def ratio(above: Count, *below: Count) -> Callable[[Floats], Floats]:
        def share(counts: Floats) -> Floats:
            whole = counts[..., list(below)].sum(axis=-1)
            with np.errstate(divide="ignore", invalid="ignore"):
                found: Floats = np.where(whole > 0, counts[..., above] / whole, np.nan)
            return found

        return share

    return (
        level,
        late,
        ratio(Count.BUSY_SECONDS, Count.STAFFED_SECONDS),
        ratio(Count.WAIT_SECONDS, Count.ANSWERED, Count.ABANDONED),
        ratio(Count.ABANDONED, Count.OFFERED),
    )


def _measured(measure: Callable[[Floats], Floats], runs: Floats) -> tuple[Floats, Floats, Floats]:
    """Return a measure of all runs, its pseudo-values and itself run by run, each for the whole and then the rows."""
    count = len(runs)
    with_all = np.concatenate([runs.sum(axis=1, keepdims=True), runs], axis=1)
    counts = np.concatenate([with_all, np.ones((*with_all.shape[:2], 1))], axis=2)
    whole = counts.sum(axis=0)
    value = measure(whole)
    without = measure(whole - counts)
    return value, count * value - (count - 1) * without, measure(counts)


def _outcome(floor: FloorNow, runs: int, parts: list[tuple[Floats, ...]]) -> Outcome:
    def of_row(row: int, queues: Mapping[int, Outcome]) -> Outcome:
        level, late, busy, waiting, lost = (_figure(*(each[..., row] for each in part)) for part in parts)
        return Outcome(runs, level, late, busy, waiting, lost, queues)

    return of_row(0, {work.queue_id: of_row(row, {}) for row, work in enumerate(floor.work, 1)})


def _figure(value: Floats, pseudo: Floats, single: Floats) -> Figure | None:
    if np.isnan(value):
        return None
    known = pseudo[~np.isnan(pseudo)]
    error = float(known.std(ddof=1)) / sqrt(len(known)) * _student(len(known) - 1) if len(known) > 1 else 0.0
    usual = np.nanquantile(single, _USUAL)
    return Figure(float(value), float(value) - error, float(value) + error, (float(usual[0]), float(usual[1])))


def _student(freedom: int) -> float:
    """Return Student's quantile for nineteen out of twenty (Abramowitz and Stegun, 26.7.5)."""
    z, v = _CERTAIN, freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )
