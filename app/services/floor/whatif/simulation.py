"""Asks for the coming hours under mixes of help: in portions of runs, so that a newer question need not wait long."""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.services.floor.whatif.draws import Chance
from app.services.floor.whatif.engine import Engine
from app.services.floor.whatif.floor_now import FloorNow, Mix, Offers
from app.services.floor.whatif.outcome import Floats, outcome_of
from app.services.floor.whatif.presence import crew_of

if TYPE_CHECKING:
    # The process that computes does without the database.
    from app.services.staffing.service_level import ServiceLevelRule

# The first portion: figures with intervals that can be used while a slider moves.
FIRST_RUNS = 8
# Enough to tell one head more from one head less.
PROPOSING_RUNS = 24
# So much of the service level, and so many late complaints, make no difference that anybody would call people for.
_ALIKE_LEVEL, _ALIKE_LATE = 0.005, 0.5


def simulate(
    floor: FloorNow, mixes: Sequence[Mix], seconds: float, first: int, count: int, seed: int = 0
) -> tuple[Floats, ...]:
    """Run the coming `seconds` `count` times under each mix, from run number `first` on; every mix meets the same luck.

    Return for each mix an array of run, queue (in the order of `floor.work`, and one more for people without a home)
    and `Count`: portions are joined by the run.
    """
    chance = Chance(floor, seconds, seed)
    engines = [Engine(crew_of(floor, mix, seconds), len(floor.work), seconds, floor.within_seconds) for mix in mixes]
    runs = [[engine.run(draw) for engine in engines] for draw in map(chance.draw, range(first, first + count))]
    return tuple(np.array(each) for each in zip(*runs, strict=True))


def search(
    floor: FloorNow, rule: "ServiceLevelRule", offers: Offers, queue_id: int | None
) -> Generator[Mix, Floats, dict[int, int]]:
    """Look for the least head count by tier that does it for a queue (None: for the floor), lower tiers first.

    That is, the service level that is aimed at, or the best that all together could reach; and no more complaints late
    than with all together. Yields mixes, and wants the first `PROPOSING_RUNS` runs of each.
    """
    everybody = [(tier, each) for tier in sorted(offers) for each in offers[tier]]

    def judged(heads: int) -> Generator[Mix, Floats, tuple[float, float]]:
        runs = yield tuple(each for _, each in everybody[:heads])
        whole = outcome_of(floor, rule, runs, () if queue_id is None else (queue_id,))
        found = whole if queue_id is None else whole.queues[queue_id]
        # Where nobody calls, nothing is missed.
        return (
            found.service_level.value if found.service_level else 1.0,
            found.late.value if found.late else 0.0,
        )

    best, fewest = yield from judged(len(everybody))
    least = min(rule.aim, best - _ALIKE_LEVEL)
    low, high = -1, len(everybody)
    while high - low > 1:
        middle = (low + high) // 2
        level, late = yield from judged(middle)
        low, high = (low, middle) if level >= least and late <= fewest + _ALIKE_LATE else (middle, high)
    return {tier: sum(each == tier for each, _ in everybody[:high]) for tier in sorted(offers)}


def propose(
    floor: FloorNow, rule: "ServiceLevelRule", offers: Offers, queue_id: int | None, seconds: float, seed: int = 0
) -> dict[int, int]:
    """Return what `search` finds, at once."""
    searching = search(floor, rule, offers, queue_id)
    mix = next(searching)
    while True:
        (runs,) = simulate(floor, [mix], seconds, 0, PROPOSING_RUNS, seed)
        try:
            mix = searching.send(runs)
        except StopIteration as found:
            proposed: dict[int, int] = found.value
            return proposed
