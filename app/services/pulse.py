"""What the frame of every console shows: how the floor stands in seven figures, and whether the sweep lives."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

# What is shown has names before SQLAlchemy is there: the frame is painted first.
if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# A duty that has been silent for longer is not running.
STALE_AFTER = timedelta(minutes=1)


class SurgeState(StrEnum):
    """Whether arrivals run away from what was expected."""

    CALM = "calm"
    MISSED_FORECAST = "missed_forecast"
    SURGE = "surge"


@dataclass(frozen=True)
class Kpis:
    """The figures of a floor at one instant; None where there is nothing to count from. Shares: 1 is all."""

    as_of: datetime
    open: int
    due_soon: int
    late: int
    sla_today: float | None
    first_response_p50: timedelta | None
    agents_on: int
    load: float | None
    surge: SurgeState


@dataclass(frozen=True)
class Pulse:
    """When the sweep last ran and where, both None if never; and why it is held, if it is."""

    beat_at: datetime | None
    process: str | None
    held: str | None


def read_pulse(session: "Session") -> Pulse:
    """Read the sweep's heartbeat and the hold that waits for a person."""
    from sqlalchemy import select

    from app.models.escalation import Heartbeat
    from app.services.deadlines.holds import open_hold

    # APScheduler is slow to import, and not every console sweeps.
    from app.services.scheduler import SWEEP

    beat = session.scalars(select(Heartbeat).where(Heartbeat.duty == SWEEP)).first()
    hold = open_hold(session)
    return Pulse(beat.beat_at if beat else None, beat.process if beat else None, hold.reason if hold else None)


def floor_zone(session: "Session") -> str:
    """Return the time zone of the first floor, by whose day the console runs."""
    from sqlalchemy import select

    from app.models.floor import Floor

    return session.scalars(select(Floor.zone).order_by(Floor.id).limit(1)).first() or "UTC"
