"""The only reader of the system's clocks: aware UTC instants that run evenly, whatever is done to the wall clock."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

JUMP_LIMIT = timedelta(minutes=5)


def wall_time() -> datetime:
    """Read this machine's wall clock."""
    return datetime.now(UTC)


def steady_seconds() -> float:
    """Read a clock that nobody can set and that also counts while the machine sleeps."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):  # of Linux and of macOS, whose time.monotonic() sleeps too
        if hasattr(time, name):
            return time.clock_gettime(getattr(time, name))
    return time.monotonic()


class TimeSource:
    """The time of one authority (the database server, or this machine for an embedded file), carried on evenly.

    Between measurements it advances with the steady clock, so that `now()` asks nobody. A measurement that
    disagrees by no more than `JUMP_LIMIT` is adopted at once; a larger one is a jump, and waits for `adopt()`.
    Times come from `authority`, in UTC; `steady` counts seconds from anywhere. May be used from any thread.
    """

    def __init__(
        self, authority: Callable[[], datetime] = wall_time, steady: Callable[[], float] = steady_seconds
    ) -> None:
        self._authority = authority
        self._steady = steady
        self._origin = self._measured()

    def now(self) -> datetime:
        """Return the present instant; it asks neither the network nor the wall clock."""
        return self._origin + timedelta(seconds=self._steady())

    def measure(self) -> timedelta:
        """Ask the authority again and return how far it has moved against the steady clock.

        A jump (more than `JUMP_LIMIT` either way) is returned and not adopted.
        """
        origin = self._measured()
        moved = origin - self._origin
        if abs(moved) <= JUMP_LIMIT:
            self._origin = origin
        return moved

    def adopt(self) -> None:
        """Take the authority's time as it is now, however far it has jumped."""
        self._origin = self._measured()

    def _measured(self) -> datetime:
        # Half of the way there and back is the best guess of when the authority read its clock.
        before = self._steady()
        answer = self._authority()
        return answer - timedelta(seconds=(before + self._steady()) / 2)
