"""When people can be sent back: what is measured, the level it has to come back to, and for how long it has to hold."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.models.alert import Alert, AlertKind
from app.models.calendar import BusinessCalendar
from app.models.sla import Clock
from app.models.ticket import Ticket
from app.services.floor.arrivals import History
from app.services.floor.surge import CLEARED_BELOW, read_surge
from app.services.pulse import floor_zone

_DUE_SOON = timedelta(hours=1)
_IS_OPEN, _RUNS = text("ticket.status IN ('open', 'waiting')"), text("clock.state = 'running'")
# A made-up surge: so much above the forecast, for so long, and after so long it is over.
_DRILL_GROWTH, _DRILL_HOLDS, _DRILL_OVER = 0.6, timedelta(minutes=10), timedelta(minutes=20)


class Measured(StrEnum):
    """What has to come back before people are sent back."""

    # The share by which arrivals of the last half hour are above what this day lets expect, as for the end of a surge.
    GROWTH = "growth"
    # How many open complaints are late or due within the hour.
    PRESSING = "pressing"
    # The made-up surge of a drill.
    DRILL = "drill"


@dataclass(frozen=True)
class Clear:
    """People can be sent back once what is `measured` has been below `level` for `minutes`.

    In between it may rise up to `again` without the minutes beginning anew. `automatic` sends them back without asking.
    """

    measured: Measured = Measured.GROWTH
    level: float = CLEARED_BELOW
    again: float = 0.20
    minutes: int = 20
    automatic: bool = False
    proposed_at: str | None = None

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Clear":
        """Read one as an activation keeps it."""
        return cls(**(kept | {"measured": Measured(kept["measured"])}))


def usual_clear(
    session: Session, queue_id: int | None, alert_id: int | None, *, drill: bool = False, now: datetime
) -> Clear:
    """Return what is usual: for help against deadlines half of those that press now, else arrivals as expected."""
    if drill:
        return Clear(Measured.DRILL, minutes=5)
    kind = session.scalar(select(Alert.kind).where(Alert.id == alert_id))
    if kind in (AlertKind.STANDBY, AlertKind.DEADLINE):
        pressing = count_pressing(session, queue_id, now=now)
        level = pressing // 2
        return Clear(Measured.PRESSING, float(level), float(max(pressing * 3 // 4, level + 1)), 20)
    return Clear()


def measure(
    session: Session,
    clear: Clear,
    queue_id: int | None,
    started_at: datetime,
    *,
    calendar: BusinessCalendar | None = None,
    history: History | None = None,
    now: datetime,
) -> float | None:
    """Return how what is measured stands now; None where nobody can know, which is never taken for calm."""
    if clear.measured is Measured.DRILL:
        return made_up_growth(now - started_at)
    if clear.measured is Measured.PRESSING:
        return float(count_pressing(session, queue_id, now=now))
    zone = ZoneInfo(floor_zone(session))
    return read_surge(session, zone=zone, calendar=calendar, queue_id=queue_id, history=history, now=now).lately


def follow(clear: Clear, since: datetime | None, value: float | None, *, now: datetime) -> tuple[datetime | None, bool]:
    """Return since when it has been calm after another look, and whether that is long enough to send people back.

    It is calm from the first look below the level on, until one above `again`; what nobody knows changes nothing. Where
    the clock was set back, it has to hold from now on.
    """
    since = None if since is None else min(since, now)
    if value is not None:
        if value >= clear.again:
            since = None
        elif value <= clear.level and since is None:
            since = now
    return since, since is not None and now - since >= timedelta(minutes=clear.minutes)


def made_up_growth(since: timedelta) -> float:
    """Return by which share a drill pretends that arrivals are above what was expected, so long after it began."""
    if since <= _DRILL_HOLDS:
        return _DRILL_GROWTH
    return max(_DRILL_GROWTH * ((_DRILL_OVER - since) / (_DRILL_OVER - _DRILL_HOLDS)), 0.0)


def count_pressing(session: Session, queue_id: int | None, *, now: datetime) -> int:
    """Count the open complaints of a queue (None: of all) that are late or due within the hour."""
    pressing = (
        select(func.count(Ticket.id.distinct()))
        .join(Clock, Clock.ticket_id == Ticket.id)
        .where(_IS_OPEN, _RUNS, Clock.due_at < now + _DUE_SOON)
    )
    return session.scalars(pressing if queue_id is None else pressing.where(Ticket.queue_id == queue_id)).one()
