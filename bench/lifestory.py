"""The engine against the slow reference of the tests: how many random life stories do not end as the reference says.

The engine is the product whole: services, sweep and an embedded database, which stands in memory where the machine has
such a folder. Stories are told by the hundred at the same instants, in one transaction for each instant.
"""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random

from app.services.database import Database
from app.services.schema import upgrade
from bench.report import Case, main
from tests.builders import MONDAY
from tests.lifestory.engine import Engine
from tests.lifestory.reference import Reference
from tests.lifestory.story import deeds, later

STORIES, AT_ONCE = 10_000, 500
# How many instants a story has, at each of which something is done to it or not, and how often the sweep comes.
INSTANTS, TOLD, SWEPT = 12, 0.8, 0.4
CHAT, FAST = 0.4, 0.25
_IN_MEMORY = Path("/dev/shm")


def cases() -> Iterator[Case]:
    """Yield how many of the stories end otherwise: in a status, clock, due time, pause or step."""
    tell, seeds = partial(_mismatches, stories=AT_ONCE), range(STORIES // AT_ONCE)
    if len(seeds) == 1:
        mismatches = tell(seeds[0])
    else:
        # Ten minutes of one processor: the stories know nothing of each other.
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes:
            mismatches = sum(processes.map(tell, seeds))
    yield Case(
        bench="lifestory",
        case="mismatches",
        value=mismatches,
        unit="stories",
        against=f"a slow reference, over {STORIES:,} random life stories",
    )


def _mismatches(seed: int, *, stories: int) -> int:
    """Tell some hundreds of stories; what may be merged are two neighbours."""
    random, now = Random(seed), MONDAY
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None) as folder:
        database = Database(Path(folder) / "stories.db")
        upgrade(database, now=MONDAY)
        engine, reference = Engine(database), Reference()

        def tell(name: str, *given: object) -> bool:
            return engine.attempt(name, *given, now=now) == reference.attempt(name, *given, now=now)

        told = [deeds(random, range(first, first + 2)) for first in range(0, stories, 2)]
        wrong = set[int]()
        with engine.at_once():
            for _ in range(stories):
                tell("record", random.random() < CHAT, random.random() < FAST)
        for _ in range(INSTANTS):
            now = later(random, now)
            with engine.at_once():
                for pair, coming in enumerate(told):
                    if random.random() < TOLD:
                        name, given = next(coming)
                        if not tell(name, *given):
                            wrong |= {2 * pair, 2 * pair + 1}
            if random.random() < SWEPT:
                now = later(random, now)
                tell("sweep")
        tell("sweep")
        ours, theirs = engine.facts(), reference.facts()
        database.close()
    wrong.update(place for place, (our, their) in enumerate(zip(ours[0], theirs[0], strict=True)) if our != their)
    keys = {*ours[1], *theirs[1]}
    wrong.update(key[0] for key in keys if ours[1].get(key) != theirs[1].get(key))
    return len(wrong)


if __name__ == "__main__":
    main(cases)
