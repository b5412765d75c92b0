"""What the frame of every console shows: how the floor stands in seven figures, and whether its duties live."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

# What is shown has names before SQLAlchemy is there: the frame is painted first.
if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SWEEP, DELIVERY = "sweep", "delivery"
# Before the name of a channel: what is said of its messages.
CHANNEL = "channel:"
# Of a duty that has never run nobody knows how often it would.
_EVERY = timedelta(seconds=10)
# For how long messages may wait although they could leave, or be refused, before somebody has to look.
STUCK_AFTER = timedelta(minutes=15)


class SurgeState(StrEnum):
    """Whether arrivals run away from what was expected."""

    CALM = "calm"
    MISSED_FORECAST = "missed_forecast"
    SURGE = "surge"


@dataclass(frozen=True)
class Kpis:
    """The figures of a floor at one instant; None where there is nothing to count from. Shares: 1 is all.

    `surging` names the queues that run away, whatever the floor as a whole does.
    """

    as_of: datetime
    open: int
    due_soon: int
    late: int
    sla_today: float | None
    first_response_p50: timedelta | None
    agents_on: int
    load: float | None
    surge: SurgeState
    surging: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beat:
    """When a duty last ran and where, and how long it takes until it runs again.

    `beside` are the other processes that do it as well: while one of them beats, the duty lives.
    """

    at: datetime
    every: timedelta
    process: str
    beside: tuple[str, ...] = ()

    def is_stale(self, *, now: datetime) -> bool:
        """Say whether it has been silent for more than two of its intervals: it is not running."""
        return now - self.at > 2 * self.every


@dataclass(frozen=True)
class Pulse:
    """When sweep and delivery last ran, None if never; why the sweep is held, if it is.

    `stuck` says of channels whose messages do not leave since when the oldest of them waits.
    """

    sweep: Beat | None = None
    delivery: Beat | None = None
    held: str | None = None
    stuck: Mapping[str, datetime] = field(default_factory=dict)

    def silent(self, *, watched_since: datetime | None = None, now: datetime) -> dict[str, dict[str, Any]]:
        """Return what is silent: the name of a duty, or of a channel after `CHANNEL`, and what is known of it.

        That is `since` when, in ISO format, or None where it never ran, and the `process` of a duty. Nothing is called
        silent that was not so all the time that somebody has watched.
        """
        found: dict[str, dict[str, Any]] = {}
        for duty, beat in ((SWEEP, self.sweep), (DELIVERY, self.delivery)):
            at, every, process = (beat.at, beat.every, beat.process) if beat else (None, _EVERY, None)
            heard = max(filter(None, (at, watched_since)), default=None)
            if heard is None or now - heard > 2 * every:
                found[duty] = {"since": at.isoformat() if at else None, "process": process}
        for channel, waits_since in self.stuck.items():
            if now - max(waits_since, watched_since or waits_since) > STUCK_AFTER:
                found[CHANNEL + channel] = {"since": waits_since.isoformat(), "process": None}
        return found


def read_pulse(session: "Session", *, now: datetime) -> Pulse:
    """Read the heartbeats, the hold that waits for a person, and what has waited too long to leave."""
    from app.services.holds import open_hold

    beats = read_beats(session, now=now)
    hold = open_hold(session)
    return Pulse(beats.get(SWEEP), beats.get(DELIVERY), hold.reason if hold else None, _stuck(session, now=now))


def read_beats(session: "Session", *, now: datetime) -> dict[str, Beat]:
    """Read of each duty the beat that keeps it alive the longest, by its name."""
    from sqlalchemy import select

    from app.models.escalation import Heartbeat

    found: dict[str, list[Beat]] = {}
    for row in session.scalars(select(Heartbeat).order_by(Heartbeat.duty, Heartbeat.id)):
        found.setdefault(row.duty, []).append(Beat(row.beat_at, timedelta(seconds=row.every), row.process))
    beats = {}
    for duty, each in found.items():
        last = max(each, key=lambda beat: beat.at + 2 * beat.every)
        beside = (beat.process for beat in each if beat is not last and not beat.is_stale(now=now))
        beats[duty] = replace(last, beside=tuple(beside))
    return beats


def _stuck(session: "Session", *, now: datetime) -> dict[str, datetime]:
    from sqlalchemy import and_, func, or_, select

    from app.models.escalation import Delivery, Escalation, Notification

    waits = Notification.next_attempt_at < now - STUCK_AFTER
    is_refused = and_(Notification.last_error.is_not(None), Escalation.raised_at < now - STUCK_AFTER)
    statement = (
        select(Notification.channel, func.min(Escalation.raised_at))
        .join(Escalation, Escalation.id == Notification.escalation_id)
        .where(Notification.next_attempt_at.is_not(None), Notification.state == Delivery.PENDING)
        .where(or_(waits, is_refused))
        .group_by(Notification.channel)
    )
    return dict(iter(session.execute(statement)))


def floor_zone(session: "Session") -> str:
    """Return the time zone of the first floor, by whose day the console runs."""
    from sqlalchemy import select

    from app.models.floor import Floor

    return session.scalars(select(Floor.zone).order_by(Floor.id).limit(1)).first() or "UTC"
