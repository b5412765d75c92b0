"""How far up its ladder a clock has come, and which steps somebody has seen since."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from app.models.escalation import Acknowledgement, Escalation
from app.models.ladder import Step


@dataclass
class Raised:
    """Of one clock: the last occurrence of each step that was raised, and the due time of which one was seen."""

    last: dict[str, int] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)

    def left(self, ladder: Sequence[Step], due: datetime) -> Sequence[Step]:
        """Return the ladder without what somebody has seen: it is not repeated while the deadline stands as it did."""
        return [step for step in ladder if self.seen.get(step.key) != due] if self.seen else ladder


def raised_of(session: Session, clock_ids: Collection[int]) -> defaultdict[int, Raised]:
    """Return what was raised and seen, by clock."""
    seen_of = and_(
        Acknowledgement.clock_id == Escalation.clock_id,
        Acknowledgement.step == Escalation.step,
        Acknowledgement.occurrence == Escalation.occurrence,
    )
    statement = (
        select(
            Escalation.clock_id,
            Escalation.step,
            func.max(Escalation.occurrence),
            func.max(case((Acknowledgement.id.is_not(None), Escalation.due_at))),
        )
        .outerjoin(Acknowledgement, seen_of)
        .where(Escalation.clock_id.in_(clock_ids))
        .group_by(Escalation.clock_id, Escalation.step)
    )
    raised: defaultdict[int, Raised] = defaultdict(Raised)
    for clock_id, step, occurrence, seen in session.execute(statement):
        raised[clock_id].last[step] = occurrence
        if seen is not None:
            raised[clock_id].seen[step] = seen
    return raised
