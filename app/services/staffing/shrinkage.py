"""Shrinkage (损耗): which shares of the paid time people are not there for work, measured on the floor itself."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.people import WORKING, AgentState, AgentStateSpan
from app.services.staffing.roster.adherence import adherence

LATELY = timedelta(days=14)
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
    since = now - LATELY
    usual = Shrinkage()
    spent = _time_in_states(session, since, now)
    work = sum((spent[state] for state in WORKING), timedelta())
    paid = work + spent[AgentState.BREAK] + spent[AgentState.TRAINING]
    kept = adherence(session, None, since, now, now=now)
    scheduled = timedelta(minutes=sum(row.scheduled for row in kept))
    training, rest, unkept = usual.training, usual.rest, usual.unkept
    if paid >= _ENOUGH:
        training = spent[AgentState.TRAINING] / paid
        rest = spent[AgentState.BREAK] / max(paid - spent[AgentState.TRAINING], timedelta(seconds=1))
    if scheduled >= _ENOUGH:
        unkept = 1 - timedelta(minutes=sum(row.kept for row in kept)) / scheduled
    unkept, training, rest = (min(max(share, 0.0), _MOST) for share in (unkept, training, rest))
    return Shrinkage(unkept, training, rest, measured=paid >= _ENOUGH)


def _time_in_states(session: Session, start: datetime, end: datetime) -> defaultdict[AgentState, timedelta]:
    """Add up how long people were in each state between two instants."""
    span = AgentStateSpan
    spent: defaultdict[AgentState, timedelta] = defaultdict(timedelta)
    rows = session.execute(
        select(span.state, span.started_at, span.ended_at).where(
            span.started_at < end, or_(span.ended_at.is_(None), span.ended_at > start), span.state != AgentState.OFF
        )
    )
    for state, began, ended in rows:
        spent[state] += max(min(ended or end, end) - max(began, start), timedelta())
    return spent
