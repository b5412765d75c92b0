"""How a queue stood before, during and after an activation, step by step: what its incident report draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.sla import Clock
from app.models.ticket import Ticket
from app.models.words import Status
from app.services.floor.activation.reading import ActivationRow
from app.services.staffing.contacts import read_contacts
from app.services.staffing.service_level import ServiceLevelRule

# What is shown before and after it, and how finely.
_AROUND, _STEP = timedelta(hours=1), timedelta(minutes=15)
# No more steps than this, however long it lasted.
_STEPS = 400


@dataclass(frozen=True)
class Moment:
    """How the queue stood at the end of a step; shares are of 1, None where nobody counted."""

    at: datetime
    service_level: float | None
    offered: int
    backlog: int
    late: int
    on: int


def effect(session: Session, row: ActivationRow, rule: ServiceLevelRule, *, now: datetime) -> list[Moment]:
    """Return how the queue stood from an hour before to an hour after, as far as that is over."""
    first = datetime.fromtimestamp((row.started_at - _AROUND).timestamp() // 900 * 900, UTC)
    last = min((row.ended_at or now) + _AROUND, now)
    step = _STEP * max(int((last - first) / _STEP) // _STEPS, 1)
    edges = [first + step * place for place in range(int((last - first) / step) + 1)]
    contacts = read_contacts(session, row.queue_id, first, last + step)
    found = []
    for since, at in pairwise(edges):
        within = (contacts.starts >= since.timestamp()) & (contacts.starts < at.timestamp())
        offered = int(contacts.offered[within].sum())
        columns = (contacts.answered, contacts.in_time, contacts.abandoned, contacts.early)
        level = float(rule.share(offered, *(column[within].sum() for column in columns)))
        backlog, late = _standing(session, row.queue_id, at)
        on = sum(
            each.on_at is not None and each.on_at < at and (each.released_at is None or each.released_at > since)
            for each in row.call_outs
        )
        found.append(Moment(at, None if np.isnan(level) else level, offered, backlog, late, on))
    return found


def level_of(course: Sequence[Moment]) -> float | None:
    """Return the service level of a stretch: that of its steps, by how much came in each."""
    known = [each for each in course if each.service_level is not None]
    offered = sum(each.offered for each in known)
    return sum((each.service_level or 0.0) * each.offered for each in known) / offered if offered else None


def _standing(session: Session, queue_id: int | None, at: datetime) -> tuple[int, int]:
    """Return how many complaints were open at an instant, and how many of them had missed a deadline."""
    done_at = func.coalesce(Ticket.resolved_at, Ticket.closed_at)
    here = [Ticket.received_at <= at, or_(Ticket.status.in_((Status.OPEN, Status.WAITING)), done_at > at)]
    if queue_id is not None:
        here.append(Ticket.queue_id == queue_id)
    backlog = session.scalars(select(func.count()).select_from(Ticket).where(*here)).one()
    late = session.scalars(
        select(func.count(Ticket.id.distinct()))
        .join(Clock, Clock.ticket_id == Ticket.id)
        .where(*here, Clock.due_at <= at, or_(Clock.stopped_at.is_(None), Clock.stopped_at > at))
    ).one()
    return backlog, late
