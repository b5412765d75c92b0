"""Shrinkage (损耗): which shares of the paid time people are not there for work, measured on the floor itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from app.models.people import WORKING, AgentState, AgentStateSpan
from app.services.staffing.roster.adherence import adherence

LATELY, _FEW_DAYS = timedelta(days=14), timedelta(days=2)
# Less than this on record says nothing yet, and the usual holds.
_ENOUGH = timedelta(hours=100)
# More than this is no habit but a gap in the record: a feed that was down, a shift that nobody deleted.
_MOST = 0.5


@dataclass(frozen=True)
class Shrinkage:
    """Shares that are lost in turn: of the scheduled time, of what is left of that, and so on."""

    # Scheduled and not kept to: ill, late, gone.
    unkept: float = 0.05
    training: float = 0.03
    rest: float = 0.12
    measured: bool = False

    @property
    def shares(self) -> tuple[float, ...]:
        """Each share, for `app.models.erlang.with_shrinkage`."""
        return self.unkept, self.training, self.rest

    @property
    def whole(self) -> float:
        """Which share of the paid time is lost altogether: shares are multiplied, not added."""
        left = 1.0
        for share in self.shares:
            left *= 1 - share
        return 1 - left


def read_shrinkage(session: Session, *, now: datetime) -> Shrinkage:
    """Measure the shrinkage of lately by states and shifts; what too little is known of is as usual."""
    usual = Shrinkage()
    spent = _time_in_states(session, now - LATELY, now)
    work = sum(spent.get(state, 0.0) for state in WORKING)
    training, rest = (spent.get(state, 0.0) for state in (AgentState.TRAINING, AgentState.BREAK))
    measured = work + training + rest >= _ENOUGH.total_seconds()
    unkept = _unkept(session, now=now)
    return Shrinkage(
        usual.unkept if unkept is None else min(unkept, _MOST),
        min(training / (work + training + rest), _MOST) if measured else usual.training,
        min(rest / max(work + rest, 1.0), _MOST) if measured else usual.rest,
        measured=measured,
    )


def _unkept(session: Session, *, now: datetime) -> float | None:
    """Return which share of the scheduled time was not kept to; None where too little was scheduled.

    A large floor tells it in a few days, and every stretch of every shift is looked at.
    """
    for lately in (_FEW_DAYS, LATELY):
        rows = adherence(session, None, now - lately, now, now=now)
        scheduled = sum(row.scheduled for row in rows)
        if timedelta(minutes=scheduled) >= _ENOUGH:
            return max(1 - sum(row.kept for row in rows) / scheduled, 0.0)
    return None


def _time_in_states(session: Session, start: datetime, end: datetime) -> dict[AgentState, float]:
    """Add up, in the database, for how many seconds people were in states that began within a stretch and are over."""
    span = AgentStateSpan
    seconds = func.sum(extract("epoch", span.ended_at) - extract("epoch", span.started_at))
    rows = session.execute(
        select(span.state, seconds)
        .where(span.started_at >= start, span.started_at < end, span.ended_at <= end, span.state != AgentState.OFF)
        .group_by(span.state)
    )
    return {state: float(spent) for state, spent in rows}
