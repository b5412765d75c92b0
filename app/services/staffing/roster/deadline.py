"""Until when a roster is sought: one clock for all parts of the search, so that together they keep to its time."""

from collections.abc import Callable
from time import monotonic


class Deadline:
    """So many seconds from its making on; `clock` counts seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self.seconds, self._clock = seconds, clock
        self._begun = clock()

    @property
    def spent(self) -> float:
        """How many seconds are over."""
        return self._clock() - self._begun

    def left(self, share: float = 1.0) -> float:
        """Return how many seconds there are until such a share of the time is over; below 0 where it is."""
        return self.seconds * share - self.spent

    def part(self, share: float) -> "Deadline":
        """Return the deadline of something that may take such a share of what is left."""
        return Deadline(max(self.left(), 0.0) * share, self._clock)

    def longer(self, seconds: float) -> "Deadline":
        """Return the deadline of something that may take what is left and so many seconds more."""
        return Deadline(max(self.left(), 0.0) + seconds, self._clock)
