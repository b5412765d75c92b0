"""How long a complaint keeps somebody busy, measured: the time people handled, shared out over what they resolved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Float, Select, case, cast, extract, func, select
from sqlalchemy.orm import Session

from app.models.effort import EFFORT, USUAL_EFFORT, WHOLE
from app.models.forecast import ContactInterval
from app.models.people import AgentState, AgentStateSpan
from app.models.ticket import Ticket

# Of lately, and only if so many were resolved then; else it is the usual.
LATELY = timedelta(days=14)
_ENOUGH = 20
# What nobody believes is a record with gaps: people who say nothing of what they do, or resolve for others.
_LEAST, _MOST = 300.0, 8 * 3600.0
_BUSY = (AgentState.HANDLING, AgentState.WRAP_UP)


def efforts(session: Session, queue_ids: Iterable[int | None], *, now: datetime) -> Mapping[int | None, float]:
    """Return how many seconds of work a general complaint of each queue, or of all (None), is lately.

    Where few of a queue tell, it is the whole floor's.

    The time that contacts took is taken from the time that people handled; each person's rest goes to what they
    resolved, by its weight (`app.models.effort`), and so to its queues.
    """
    handled = _handled(session, now)
    resolved: defaultdict[int, dict[int, tuple[int, float]]] = defaultdict(dict)
    for person_id, queue_id, count, weight in session.execute(_resolved(now)):
        if person_id in handled:
            resolved[person_id][queue_id or 0] = count, weight / WHOLE
    seconds: defaultdict[int | None, float] = defaultdict(float)
    weights: defaultdict[int | None, float] = defaultdict(float)
    counts: defaultdict[int | None, int] = defaultdict(int)
    share = _share_of_complaints(session, sum(handled.values()), now)
    for person_id, of_queue in resolved.items():
        each = share * handled[person_id] / sum(weight for _, weight in of_queue.values())
        for queue_id, (count, weight) in of_queue.items():
            for whose in (queue_id, None):
                seconds[whose] += each * weight
                weights[whose] += weight
                counts[whose] += count

    def of(queue_id: int | None) -> float:
        whose = queue_id if counts[queue_id] >= _ENOUGH else None
        if counts[whose] < _ENOUGH or seconds[whose] <= 0:
            return USUAL_EFFORT
        return min(max(seconds[whose] / weights[whose], _LEAST), _MOST)

    return {queue_id: of(queue_id) for queue_id in queue_ids}


def _handled(session: Session, now: datetime) -> dict[int, float]:
    """Return for how many seconds everybody handled and wrapped up lately."""
    span = AgentStateSpan
    lasted = extract("epoch", func.coalesce(span.ended_at, now)) - extract("epoch", span.started_at)
    statement = (
        select(span.person_id, cast(func.sum(lasted), Float))
        .where(span.started_at >= now - LATELY, span.started_at < now, span.state.in_(_BUSY))
        .group_by(span.person_id)
    )
    return {person_id: float(seconds) for person_id, seconds in session.execute(statement) if seconds > 0}


def _resolved(now: datetime) -> Select[*tuple[Any, ...]]:
    """Select how many complaints, and of what weight, everybody resolved lately in each queue."""
    weight = case(*((Ticket.complexity == each, weight) for each, weight in EFFORT.items()), else_=WHOLE)
    done_at = func.coalesce(Ticket.resolved_at, Ticket.closed_at)
    return (
        select(Ticket.owner_id, Ticket.queue_id, func.count(), func.sum(weight))
        .where(done_at >= now - LATELY, done_at < now, Ticket.owner_id.is_not(None))
        .group_by(Ticket.owner_id, Ticket.queue_id)
    )


def _share_of_complaints(session: Session, handled: float, now: datetime) -> float:
    """Return which share of the time that people handled went into complaints: what contacts took is known."""
    of_contacts = session.scalar(
        select(func.sum(ContactInterval.handle_seconds)).where(
            ContactInterval.starts_at >= now - LATELY, ContactInterval.starts_at < now
        )
    )
    return max(1 - float(of_contacts or 0) / handled, 0.0) if handled else 0.0
