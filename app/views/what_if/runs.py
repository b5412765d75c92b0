"""Keeps the runs of a what-if: asks the computing process for portions of them, and forgets none while they hold."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.services.floor.whatif.floor_now import FloorNow, Mix
from app.services.floor.whatif.outcome import Floats
from app.services.floor.whatif.simulation import FIRST_RUNS, PROPOSING_RUNS, simulate
from app.views.pane import Desk

# So many say what is to be said; more would only make intervals narrower than what is known of tomorrow.
ALL_RUNS = 200
# A portion is not longer, so that a newer question is answered at once.
_PORTION_SECONDS = 0.25


class Runs(QObject):
    """`came` tells that there are more runs of what was asked for last.

    One portion is under way at a time; the next one is for whatever is asked for by then. All mixes meet the same runs,
    so that what was computed for one stays good when another is edited.
    """

    came = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._floor: FloorNow | None = None
        self._seconds = 0.0
        self._asked: tuple[Mix, ...] = ()
        self._tried: Mix | None = None
        self._known: dict[Mix, Floats] = {}
        self._busy = False
        # How long one run of one mix takes, as the last portion took.
        self._pace = 0.0

    def ask(self, floor: FloorNow, seconds: float, mixes: Sequence[Mix]) -> None:
        """Ask for runs of these mixes from now on, over so many seconds; another floor begins anew."""
        if floor is not self._floor or seconds != self._seconds:
            self._known.clear()
        self._floor, self._seconds, self._asked = floor, seconds, tuple(dict.fromkeys(mixes))
        self._go_on()

    def try_out(self, mix: Mix | None) -> None:
        """Ask for `PROPOSING_RUNS` of one more mix, as soon as what was asked for has its first answer."""
        self._tried = mix
        self._go_on()

    def of(self, mix: Mix) -> Floats | None:
        """Return the runs that there are of a mix, None before the first portion."""
        return self._known.get(mix)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to compute."""
        return self._next() is None

    def _count(self, mix: Mix) -> int:
        return len(self._known[mix]) if mix in self._known else 0

    def _next(self) -> tuple[list[Mix], int, int] | None:
        """Return the next portion: mixes, their first run, and how many."""
        first = min(map(self._count, self._asked), default=ALL_RUNS)
        if self._tried is not None and first and self._count(self._tried) < PROPOSING_RUNS:
            known = self._count(self._tried)
            return [self._tried], known, PROPOSING_RUNS - known
        if first >= ALL_RUNS:
            return None
        mixes = [mix for mix in self._asked if self._count(mix) == first]
        fitting = int(_PORTION_SECONDS / (self._pace * len(mixes))) if self._pace else 0
        # Who has fewer catches up with who has more, and they go on together.
        until = min((each for each in map(self._count, self._asked) if each > first), default=ALL_RUNS)
        return mixes, first, min(max(fitting, FIRST_RUNS) if first else FIRST_RUNS, until - first)

    def _go_on(self) -> None:
        floor, seconds = self._floor, self._seconds
        portion = self._next()
        if self._busy or floor is None or portion is None:
            return
        mixes, first, count = portion
        began = perf_counter()

        def come(runs: tuple[Floats, ...]) -> None:
            if self._floor is floor and self._seconds == seconds:
                self._pace = (perf_counter() - began) / (count * len(mixes))
                for mix, new in zip(mixes, runs, strict=True):
                    known = self._known.get(mix)
                    self._known[mix] = new if known is None else np.concatenate([known, new])
                self.came.emit()
            self._go_on()

        self._busy = True
        self._desk.tasks.compute(self, simulate, (floor, mixes, seconds, first, count), come, over=self._end)

    def _end(self) -> None:
        self._busy = False
