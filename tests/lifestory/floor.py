"""A floor at speed: complaints come, everything happens to them, sweeps come late, and processes die at any moment."""

import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select

from app.models.sla import Clock
from app.services.database import Database
from tests.builders import MONDAY
from tests.lifestory.engine import Engine
from tests.lifestory.reference import Reference
from tests.lifestory.story import deeds
from tests.services.deadlines.dying import exit_code_of, spawn, sweep_once

# Minutes from one instant at which something happens to the next: at most a day and a half, as over a weekend.
_GAPS = (1, 7, 60, 61, 180, 700, 2_160)
# Of the complaints so many, the latest, are worked on; what is older is brought to its end, or left to itself.
_AT_WORK = 8
_RECORDED, _CLOSED, _SWEPT, _KILLED, _CRASHED = 0.4, 0.8, 0.75, 0.08, 0.1
_DEEDS, _BATCH, _LAST_STATEMENT = 3, 3, 25


class Floor:
    """Tells the product and the reference the same life, in which only the product's processes die."""

    def __init__(self, database: Database, seed: int) -> None:
        self.engine, self.reference = Engine(database), Reference()
        self.now = MONDAY
        self.kills = 0
        # When sweeps came to their end, and when they may have died before it.
        self.swept: list[datetime] = []
        self.died: set[datetime] = set()
        self._random = Random(seed)
        self._address = database.url.render_as_string(hide_password=False)

    def live(self, time: timedelta) -> None:
        """Let so much time pass, and the sweep come at its end."""
        end = self.now + time
        while self.now < end:
            self.now += timedelta(minutes=self._random.choice(_GAPS))
            for name, given in self._happenings():
                # What was never recorded would leave a gap in the numbers by which things are named here.
                if name not in ("record", "ask") and self._random.random() < _CRASHED:
                    self.engine.attempt(name, *given, now=self.now, crash=True)
                done = self.engine.attempt(name, *given, now=self.now)
                assert done == self.reference.attempt(name, *given, now=self.now), (self.now, name, given)
            if self._random.random() < _KILLED:
                self._die()
            elif self._random.random() < _SWEPT:
                self._sweep()
        self._sweep()

    def _happenings(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        random, count = self._random, len(self.reference.complaints)
        if random.random() < _RECORDED or not count:
            yield "record", (random.random() < 0.4, random.random() < 0.25)
            if count >= _AT_WORK and random.random() < _CLOSED:
                for event in ("resumed", "resolved", "followed_up", "closed"):
                    yield "happen", (count - _AT_WORK, event, "new_facts")
        at_work = range(max(count - _AT_WORK, 0), len(self.reference.complaints))
        coming = deeds(random, at_work)
        for _ in range(random.randrange(_DEEDS + 1)):
            yield next(coming)

    def _sweep(self) -> None:
        """Sweep until nothing is due: a server notices that somebody has died in its own time."""
        while self._is_owed() or not self.swept or self.swept[-1] != self.now:
            self.engine.attempt("sweep", now=self.now)
            if not self.swept or self.swept[-1] != self.now:
                self.swept.append(self.now)
        self.reference.attempt("sweep", now=self.now)

    def _is_owed(self) -> bool:
        with self.engine.database.read() as session:
            owed = select(func.count()).select_from(Clock).where(Clock.next_step_at <= self.now)
            return bool(session.scalar(owed))

    def _die(self) -> None:
        """Let two sweeps at once die somewhere; a third one comes minutes later, before anybody does anything."""
        self.died.add(self.now)
        last = (self._random.randint(1, _LAST_STATEMENT) for _ in range(2))
        children = [spawn(sweep_once, self._address, self.now, _BATCH, die_before) for die_before in last]
        codes = [exit_code_of(child) for child in children]
        assert {*codes} <= {0, -signal.SIGKILL}
        self.kills += sum(code != 0 for code in codes)
        self.now += timedelta(minutes=self._random.randrange(20))
        self._sweep()
