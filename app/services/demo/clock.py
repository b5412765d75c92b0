"""The time of the demo floor: it runs at a speed, stands still, and never runs ahead of what has been played."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from app.clock import steady_seconds

SPEED = 60.0
# How long time may run on, in real seconds, after what was played last: a slow machine makes it lag, not pile up.
_AHEAD = 3.0


class DemoClock:
    """Demo time from `start` on, once it is `played`, `speed` times as fast as real time; from any thread."""

    def __init__(self, start: datetime, speed: float = SPEED, steady: Callable[[], float] = steady_seconds) -> None:
        self.start = start
        self._steady = steady
        self._lock = threading.Lock()
        self._speed = speed
        self._paused = False
        self._at, self._since = start, steady()
        # Before anything is played it waits.
        self._played: datetime | None = None

    @property
    def speed(self) -> float:
        """How many demo seconds pass in a real one while it runs."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self._paused

    def now(self) -> datetime:
        """Return the present instant of the floor; it never goes back."""
        with self._lock:
            return self._now()

    def run_at(self, speed: float) -> None:
        """Run, from now on, at a speed."""
        with self._lock:
            self._set_out()
            self._speed, self._paused = speed, False

    def pause(self) -> None:
        """Stand still until `run_at`."""
        with self._lock:
            self._set_out()
            self._paused = True

    def played(self, until: datetime) -> None:
        """Hear that the floor has been played up to an instant: time may run on, and is no longer before it."""
        with self._lock:
            self._set_out()
            self._at = max(self._at, until)
            self._played = until

    def _now(self) -> datetime:
        if self._paused or self._played is None:
            return self._at
        runs_to = self._at + timedelta(seconds=(self._steady() - self._since) * self._speed)
        return max(self._at, min(runs_to, self._played + timedelta(seconds=_AHEAD * self._speed)))

    def _set_out(self) -> None:
        self._at, self._since = self._now(), self._steady()
