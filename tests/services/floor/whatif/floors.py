"""Made-up floors for the what-if, as small as a test wants them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from app.services.floor.whatif.floor_now import Agent, FloorNow, Stretch, Work

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
HOUR = 3600.0
ALL_DAY: tuple[Stretch, ...] = ((0.0, 100 * HOUR),)


def person(id_: int, home: int | None, *queues: int, here: tuple[Stretch, ...] = ALL_DAY, pace: float = 1.0) -> Agent:
    """Somebody who serves queues, their home first."""
    served = (*queues, *([] if home is None else [home]))
    return Agent(id_, home, dict.fromkeys(served, pace), here)


def floor_of(work: Sequence[Work], agents: Sequence[Agent]) -> FloorNow:
    """A floor whose expectations are by the quarter of an hour."""
    return FloorNow(NOW, 900.0, tuple(work), tuple(agents))


def line(an_hour: float, hours: int = 8, *, id_: int = 1, handle: float = 300.0, patience: float = 180.0) -> Work:
    """A queue of contacts alone."""
    steps = (an_hour / 4,) * (4 * hours)
    return Work(id_, f"Queue {id_}", contacts=steps, handle_seconds=handle, patience_seconds=patience)
