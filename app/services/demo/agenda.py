"""What is going to happen on the demo floor, in the order of time."""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

from sqlalchemy.orm import Session

Act = Callable[[Session, datetime], None]


class Agenda:
    """Acts to come; each is handed the session and its own instant when its time has come."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []
        # Of acts at one instant the one that was planned first comes first.
        self._planned = count()

    def add(self, at: datetime, act: Act) -> None:
        """Plan an act."""
        heapq.heappush(self._acts, (at, next(self._planned), act))

    def due(self, until: datetime) -> Iterator[tuple[datetime, Act]]:
        """Take what is due, in order; acts that are planned meanwhile count too."""
        while self._acts and self._acts[0][0] <= until:
            at, _, act = heapq.heappop(self._acts)
            yield at, act
