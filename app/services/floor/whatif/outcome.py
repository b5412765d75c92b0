"""What came of many runs: figures with the interval in which they lie, of the floor and of each queue.

A figure is a quotient of sums over the runs (contacts answered in time of all of the counted ones). Its interval comes
from leaving out one run after the other (the jackknife: Efron and Tibshirani, "An introduction to the bootstrap", 11);
that of a difference between two mixes from the same done to both at once, so that the luck they share drops out.
"""

from collections.abc import Callable, Container, Mapping, Sequence
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
    contact in seconds, whether it was answered or not; `late` is how many complaints become late, and `further` for how
    many seconds more, on average, work that is late already stays undone (those that are not done at all count as long
    as is looked ahead). `queues` are the outcomes by the id of the queue: there `occupancy` is that of the people at
    home in it.
    """

    runs: int
    service_level: Figure | None
    late: Figure | None
    occupancy: Figure | None
    waiting: Figure | None
    abandoned: Figure | None
    further: Figure | None
    queues: Mapping[int, "Outcome"] = field(default_factory=dict)


def outcome_of(
    floor: FloorNow, rule: "ServiceLevelRule", runs: Floats, queue_ids: Container[int | None] | None = None
) -> Outcome:
    """Put the counts of runs under one mix into figures; an array of run, row and `Count` as `simulate` returns it.

    Of all queues, or of those alone that are asked for.
    """
    rows = _rows(floor, queue_ids)
    return _outcome(len(runs), rows, [_measured(each, _table(runs, rows)) for each in _measures(rule)])


def change_of(
    floor: FloorNow,
    rule: "ServiceLevelRule",
    runs: Floats,
    base: Floats,
    queue_ids: Container[int | None] | None = None,
) -> Outcome:
    """Put into figures what a mix changes against another one, over the runs that there are of both."""
    both, rows = min(len(runs), len(base)), _rows(floor, queue_ids)
    tables = [_table(each[:both], rows) for each in (runs, base)]
    parts = []
    for measure in _measures(rule):
        helped, without = (_measured(measure, each) for each in tables)
        parts.append(tuple(after - before for after, before in zip(helped, without, strict=True)))
    return _outcome(both, rows, parts)


def _rows(floor: FloorNow, queue_ids: Container[int | None] | None) -> dict[int, int]:
    """Return the row of each queue that is asked for."""
    return {
        work.queue_id: row for row, work in enumerate(floor.work) if queue_ids is None or work.queue_id in queue_ids
    }


def _table(runs: Floats, rows: Mapping[int, int]) -> Floats:
    """Return the counts of all queues together and of each one, with the number of runs as the last column."""
    wanted = np.concatenate([runs.sum(axis=1, keepdims=True), runs[:, list(rows.values())]], axis=1)
    return np.concatenate([wanted, np.ones((*wanted.shape[:2], 1))], axis=2)


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
        ratio(Count.FURTHER_SECONDS, Count.OVERDUE),
    )


def _measured(measure: Callable[[Floats], Floats], table: Floats) -> tuple[Floats, Floats, Floats]:
    """Return a measure of all runs, its pseudo-values and itself run by run, each for the rows of a table."""
    count, whole = len(table), table.sum(axis=0)
    value = measure(whole)
    return value, count * value - (count - 1) * measure(whole - table), measure(table)


def _outcome(runs: int, rows: Mapping[int, int], parts: Sequence[tuple[Floats, ...]]) -> Outcome:
    def of_row(row: int, queues: Mapping[int, Outcome]) -> Outcome:
        level, late, busy, waiting, lost, further = (_figure(*(each[..., row] for each in part)) for part in parts)
        return Outcome(runs, level, late, busy, waiting, lost, further, queues)

    return of_row(0, {queue_id: of_row(row, {}) for row, queue_id in enumerate(rows, 1)})


def _figure(value: Floats, pseudo: Floats, single: Floats) -> Figure | None:
    if np.isnan(value):
        return None
    known = pseudo[~np.isnan(pseudo)]
    error = float(known.std(ddof=1)) / sqrt(len(known)) * _student(len(known) - 1) if len(known) > 1 else 0.0
    rising = np.sort(single[~np.isnan(single)])
    low, high = np.interp(np.multiply(_USUAL, len(rising) - 1), np.arange(len(rising)), rising)
    return Figure(float(value), float(value) - error, float(value) + error, (float(low), float(high)))


def _student(freedom: int) -> float:
    """Return Student's quantile for nineteen out of twenty (Abramowitz and Stegun, 26.7.5)."""
    z, v = _CERTAIN, freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )
