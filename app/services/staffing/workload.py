"""The work on complaints can wait, though not past its deadline: how much is to be done when, at the least peak."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.effort import WHOLE
from app.models.sla import Clock
from app.models.ticket import Ticket
from app.models.words import LIVE, Status, Target
from app.services.effort import effort_of_tickets

Amounts = NDArray[np.float64]

# How long a new one may take, where no open one tells.
USUAL_PROMISE = timedelta(days=3)
_OPEN = (Status.OPEN, Status.WAITING)


@dataclass(frozen=True, eq=False)
class Backlog:
    """What is open: the work left in seconds and the due time (seconds since 1970, infinite for none) of each.

    `promise` is how long, in seconds, those that are open were given on average.
    """

    work: Amounts
    due: Amounts
    promise: float


def read_backlog(session: Session, queue_id: int | None, effort: float) -> Backlog:
    """Read the open complaints of a queue, or of all (None), with the deadline of their resolution.

    A general one takes `effort` seconds of work from beginning to end.
    """
    due = (
        select(Clock.ticket_id, func.min(Clock.due_at).label("due_at"), func.min(Clock.started_at).label("started_at"))
        .where(Clock.target == Target.RESOLUTION, Clock.subject == "", Clock.state.in_(LIVE))
        .group_by(Clock.ticket_id)
        .subquery()
    )
    query = (
        select(effort_of_tickets(), due.c.due_at, due.c.started_at)
        .select_from(Ticket)
        .outerjoin(due, due.c.ticket_id == Ticket.id)
        .where(Ticket.status.in_(_OPEN), *([] if queue_id is None else [Ticket.queue_id == queue_id]))
    )
    rows = session.execute(query).all()
    given = [(due_at - started_at).total_seconds() for _, due_at, started_at in rows if due_at]
    return Backlog(
        np.array([left / WHOLE * effort for left, _, _ in rows], dtype=np.float64),
        np.array([due_at.timestamp() if due_at else np.inf for _, due_at, _ in rows], dtype=np.float64),
        float(np.mean(given)) if given else USUAL_PROMISE.total_seconds(),
    )


def spread(
    backlog: Backlog, arriving: Amounts, starts: Amounts, opens: Amounts, *, late_by: float | None = None
) -> Amounts:
    """Return the work to be done in each interval, in seconds, so that all is done when due and the peak is least.

    Intervals begin at `starts` (seconds since 1970, rising) and are open for so many of their seconds (`opens`);
    nothing is done in closed ones. `arriving` is the work that comes in each; it is due after the promise. What is late
    already is to be done by `late_by`, or within the first open interval.
    """
    work = np.zeros(len(starts))
    at_work = np.flatnonzero(opens > 0)
    if not len(at_work):
        return work
    begins = starts[at_work]
    # What falls due while closed has to be done before: it belongs to the last interval that is open by then.
    when = np.append(backlog.due, starts + backlog.promise)
    if late_by is not None:
        when = np.where(when < starts[0], late_by, when)
    last = np.maximum(np.searchsorted(begins, when, side="right") - 1, 0)
    amounts = np.append(backlog.work, arriving)
    inside = when < starts[-1] + (starts[-1] - starts[-2] if len(starts) > 1 else 1.0)
    due = np.cumsum(np.bincount(last[inside], amounts[inside], len(begins))).astype(np.float64)
    first = np.searchsorted(begins, starts, side="left")
    there = first < len(begins)
    come = backlog.work.sum() + np.cumsum(np.bincount(first[there], arriving[there], len(begins)))
    work[at_work] = _taut(np.cumsum(opens[at_work]), due, np.maximum(come, due))
    return work


def _taut(time: Amounts, least: Amounts, most: Amounts) -> Amounts:
    """Return the increments of the curve of least peak that stays between two rising ones: a string pulled taut.

    From each bend the string goes on as far as one straight line can, and bends at what held it back from there.
    """
    time, least, most = (np.append(0.0, column) for column in (time, least, np.append(most[:-1], least[-1])))
    done = np.zeros(len(time))
    bend = 0
    while bend < len(time) - 1:
        ahead = time[bend + 1 :] - time[bend]
        low, high = ((bound[bend + 1 :] - done[bend]) / ahead for bound in (least, most))
        steep, flat = np.maximum.accumulate(low), np.minimum.accumulate(high)
        crossed = np.flatnonzero(steep > flat)
        if len(crossed):
            # Rounding may make the very next bounds cross.
            beyond = max(int(crossed[0]), 1)
            bound, held = (high, flat) if low[beyond] > flat[beyond - 1] else (low, steep)
            slope = held[beyond - 1]
            stop = int(np.flatnonzero(bound[:beyond] == slope)[-1])
        else:
            slope, stop = steep[-1], len(ahead) - 1
        done[bend + 1 : bend + 2 + stop] = done[bend] + slope * ahead[: stop + 1]
        bend += stop + 1
    return np.maximum(np.diff(done), 0.0)


def open_seconds(stretches: Sequence[tuple[datetime, datetime]], edges: NDArray[np.int64]) -> Amounts:
    """Return for how many seconds each interval between the edges (seconds since 1970) is open."""
    opened = np.zeros(len(edges) - 1)
    for start, end in stretches:
        first, last = np.maximum(edges[:-1], start.timestamp()), np.minimum(edges[1:], end.timestamp())
        opened += np.clip(last - first, 0, None)
    return opened
