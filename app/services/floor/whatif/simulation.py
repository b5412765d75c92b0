"""Asks for the coming hours under mixes of help: in portions of runs, so that a newer question need not wait long."""

from collections.abc import Sequence

import numpy as np

from app.services.floor.whatif.draws import Chance
from app.services.floor.whatif.engine import Engine
from app.services.floor.whatif.floor_now import FloorNow, Mix, Offers
from app.services.floor.whatif.outcome import Floats, Outcome, outcome_of
from app.services.floor.whatif.presence import crew_of

# The first portion: figures with intervals that can be used while a slider moves.
FIRST_RUNS = 8
# Enough to tell one head more from one head less.
_PROPOSING_RUNS = 24
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
    engines = [Engine(crew_of(floor, mix, seconds), len(floor.work), seconds, floor.rule.within) for mix in mixes]
    runs = [[engine.run(draw) for engine in engines] for draw in map(chance.draw, range(first, first + count))]
    return tuple(np.array(each) for each in zip(*runs, strict=True))


def propose(floor: FloorNow, offers: Offers, queue_id: int | None, seconds: float, seed: int = 0) -> dict[int, int]:
    """Return the least head count by tier that does it for a queue (None: for the floor), lower tiers first.

    That is, the service level that is aimed at, or the best that all together could reach; and no more complaints late
    than with all together.
    """
    everybody = [(tier, each) for tier in sorted(offers) for each in offers[tier]]
    chance = Chance(floor, seconds, seed)
    draws = [chance.draw(number) for number in range(_PROPOSING_RUNS)]

    def reached(heads: int) -> tuple[float, float]:
        engine = Engine(
            crew_of(floor, tuple(each for _, each in everybody[:heads]), seconds),
            len(floor.work),
            seconds,
            floor.rule.within,
        )
        found = outcome_of(floor, np.array([engine.run(draw) for draw in draws]))
        return _judged(found if queue_id is None else found.queues[queue_id])

    best_level, fewest = reached(len(everybody))
    level = min(floor.rule.aim, best_level - _ALIKE_LEVEL)

    def does_it(heads: int) -> bool:
        found, late = reached(heads)
        return found >= level and late <= fewest + _ALIKE_LATE

    low, high = -1, len(everybody)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if does_it(middle) else (middle, high)
    return {tier: sum(each == tier for each, _ in everybody[:high]) for tier in sorted(offers)}


def _judged(found: Outcome) -> tuple[float, float]:
    """Return service level and late complaints; where nobody calls, nothing is missed."""
    return (found.service_level.value if found.service_level else 1.0), (found.late.value if found.late else 0.0)
