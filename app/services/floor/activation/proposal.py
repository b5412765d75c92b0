"""What is known before people are called: who can be, by what rules, and what calls for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activation import Activation
from app.models.alert import AlertKind
from app.models.calendar import BusinessCalendar
from app.models.floor import Queue
from app.services.alerts import AlertRow, read_alerts
from app.services.floor.activation.candidates import Candidate, read_candidates
from app.services.floor.arrivals import History
from app.services.floor.surge import Surge, read_surge
from app.services.pulse import floor_zone
from app.services.staffing.tier_rules import Rule, read_rules

# More hands are the answer to these.
HELPED = (AlertKind.SURGE, AlertKind.STANDBY)


@dataclass(frozen=True)
class Proposal:
    """What is known for a proposal; `queues` are names by identity, `alert` the one that is answered, if any.

    `running_id` is the activation that runs for the queue already, if any: more are called for it.
    """

    candidates: tuple[Candidate, ...]
    rules: Mapping[int, Rule]
    queues: Mapping[int, str]
    alert: AlertRow | None
    surge: Surge
    running_id: int | None = None


def read_proposal(
    session: Session,
    queue_id: int | None,
    alert_id: int | None,
    *,
    drill: bool,
    by: int | None,
    history: History,
    calendar: BusinessCalendar | None,
    now: datetime,
) -> Proposal:
    """Read who can be called for a queue, and what calls for it; who calls (`by`) goes on leading."""
    waiting = [row for row in read_alerts(session, now=now).rows if row.kind in HELPED and row.resolved_at is None]
    subject = "" if queue_id is None else str(queue_id)
    alert = next((row for row in waiting if row.id == alert_id), None) or next(
        (row for row in waiting if row.subject == subject), None
    )
    same = Activation.queue_id.is_not_distinct_from(queue_id)
    running = select(Activation.id).where(same, Activation.ended_at.is_(None), Activation.drill.is_(False))
    zone = ZoneInfo(floor_zone(session))
    return Proposal(
        tuple(each for each in read_candidates(session, queue_id, drill=drill, now=now) if each.person_id != by),
        read_rules(session, queue_id),
        dict(iter(session.execute(select(Queue.id, Queue.name).order_by(Queue.name)))),
        alert,
        read_surge(session, zone=zone, calendar=calendar, queue_id=queue_id, history=history, now=now),
        session.scalar(running),
    )
