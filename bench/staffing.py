"""Required positions for 1,000 intervals: Erlang C for all of them at once against pyworkforce, one by one.

The same loads, handling times, thresholds, aims, occupancy limits and shrinkage for both. Where pyworkforce is wrong,
its answer is not asked for:

- it begins to look at `round(load + 1)` agents: of a load of 10.6 at 12, though 11 may be enough;
- it rounds the quotient by the shrinkage up whatever its last digit: 21 / 0.7 are 30 people, not 31;
- at and below full load its waiting probability leaves 0 to 1, and a queue without end gets a service level;
- a load, a limit or a number of positions of 0 divides by zero.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from app.models.erlang import required_agents, service_level_c, with_shrinkage
from bench.report import Case, main

INTERVALS, ROUNDS = 1_000, 5
WITHIN, AIM, MOST_OCCUPIED, SHRINKAGE = 20.0, 0.8, 0.85, 0.3
# Half an hour, in minutes.
LENGTH = 30


def cases() -> Iterator[Case]:
    """Yield the ratio of times, and how many answers differ of all and of those where both are right."""
    calls, handle = _day()
    ours = _timed(lambda: _required(calls, handle))
    theirs = _timed(lambda: _theirs(calls, handle))
    mine, other = _required(calls, handle), _theirs(calls, handle)
    load = calls / LENGTH * handle / 60
    begins = np.maximum(np.round(load + 1), np.ceil(load / MOST_OCCUPIED))
    fewer = other[0] - 1
    enough = (service_level_c(calls * 60 / LENGTH, handle, fewer, WITHIN) >= AIM) & (load <= fewer * MOST_OCCUPIED)
    too_many = (begins == other[0]) & enough
    # In tenths, which are whole numbers: what divides without a rest is not rounded.
    rounded_up = (other[0] * 10 % round(10 * (1 - SHRINKAGE)) == 0) & (other[1] * 7 != other[0] * 10)
    assert np.array_equal(mine[0][~too_many], other[0][~too_many]), "positions differ where pyworkforce is right"
    right = ~too_many & ~rounded_up
    assert np.array_equal(mine[1][right], other[1][right]), "people differ where pyworkforce is right"
    yield Case(
        bench="staffing",
        case="vs_pyworkforce",
        ratio=theirs / ours,
        against=f"pyworkforce ErlangC, {INTERVALS:,} intervals of 1 to 150 Erlangs; {int(right.sum())} it has right, "
        "and there every answer is equal",
    )
    for case, faults, says in (
        ("pyworkforce_too_many", too_many, "intervals in which one position fewer reaches aim and limit"),
        ("pyworkforce_rounded_up", rounded_up, "intervals in which a whole quotient was rounded up"),
    ):
        yield Case(bench="staffing", case=case, value=float(faults.sum()), unit="", against=says)


def _day() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw calls per half hour and seconds of handling: small queues and large ones."""
    random = np.random.default_rng(26)
    load = np.exp(random.uniform(np.log(1), np.log(150), INTERVALS))
    handle = random.uniform(90, 600, INTERVALS)
    return np.maximum(np.round(load * LENGTH * 60 / handle), 1), np.round(handle)


def _required(calls: NDArray[np.float64], handle: NDArray[np.float64]) -> NDArray[np.int64]:
    per_hour = calls * (60 / LENGTH)
    agents = required_agents(per_hour, handle, within_seconds=WITHIN, aim=AIM, most_occupied=MOST_OCCUPIED)
    return np.stack([agents, with_shrinkage(agents, SHRINKAGE)])


def _theirs(calls: NDArray[np.float64], handle: NDArray[np.float64]) -> NDArray[np.int64]:
    from pyworkforce.queuing import ErlangC

    found = [
        ErlangC(
            transactions=count, aht=seconds / 60, asa=WITHIN / 60, interval=LENGTH, shrinkage=SHRINKAGE
        ).required_positions(service_level=AIM, max_occupancy=MOST_OCCUPIED)
        for count, seconds in zip(calls.tolist(), handle.tolist(), strict=True)
    ]
    return np.array([[each["raw_positions"] for each in found], [each["positions"] for each in found]])


def _timed(work: Callable[[], object]) -> float:
    """Return the median of some rounds in seconds; the first, which loads what is needed, is not counted."""
    work()
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


if __name__ == "__main__":
    main(cases)
