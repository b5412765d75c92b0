"""The clocks of an imported complaint: due when its file says or the policy in force promises, silent until armed."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple

from app.models.deadline import Deadline
from app.models.policy import TargetRule
from app.models.sla import ClockState, Measure, Target
from app.models.ticket import Complexity, Source, Status
from app.services.deadlines.clocks import WAITING_FOR_CUSTOMER
from app.services.deadlines.rulebook import Rules
from app.services.intake.binding import Draft
from app.services.intake.mapping import Clocks, Mapping

# What ends a target, first to last: an answer, the result, the closure.
_ENDS = {
    Target.FIRST_RESPONSE: ("first_responded", "resolved", "closed"),
    Target.RESOLUTION: ("resolved", "closed"),
}
_DONE = {Status.RESOLVED, Status.CLOSED}
_ENDED = {Status.WITHDRAWN, Status.SPAM, Status.MERGED}


class ClockRow(NamedTuple):
    """The columns of a clock that follow from a draft and the rules in force."""

    target: Target
    state: ClockState
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    measure: Measure | None
    amount: int | None
    recorded_due_at: datetime | None
    provenance: str | None
    policy_version_id: int
    calendar_version_id: int


class ClockMaker:
    """Makes the clocks of drafts under one mapping and the rules in force."""

    def __init__(self, mapping: Mapping, rules: Rules) -> None:
        self._rules = rules
        self._promises = cache(rules.policy.target)
        self._targets = [
            (target, f"{target}_due", _provenance(mapping, target) if origin is Clocks.RECORDED else None)
            for target, origin in (
                (Target.FIRST_RESPONSE, mapping.first_response),
                (Target.RESOLUTION, mapping.resolution),
            )
            if origin is not Clocks.NONE
        ]
        self._pausable = rules.policy.pauses.get(WAITING_FOR_CUSTOMER, frozenset())

    def rows(self, draft: Draft) -> Iterator[ClockRow]:
        """Yield each clock of a complaint; stopped ones are met exactly by stop <= due.

        A complaint that is done without a recorded end has no clock: nobody can say whether it was in time.
        """
        status, times = draft.words["status"], draft.times
        for target, due_name, provenance in self._targets:
            stopped_at = next((times[name] for name in _ENDS[target] if name in times), None)
            if stopped_at is None and status in _DONE:
                continue
            measure, amount = None, None
            due_at = recorded_due_at = times.get(due_name) if provenance else None
            if provenance is None:
                rule = self._rule(draft, target)
                if rule is None:
                    continue
                measure, amount = rule.measure, rule.amount
                due_at = Deadline(times["received"], measure, amount, self._rules.times).due
            if due_at is None:
                continue
            yield ClockRow(
                target,
                self._state(status, target, stopped_at, due_at),
                times["received"],
                due_at,
                stopped_at,
                measure,
                amount,
                recorded_due_at,
                provenance,
                self._rules.policy_version_id,
                self._rules.calendar_version_id,
            )

    def _rule(self, draft: Draft, target: Target) -> TargetRule | None:
        source = Source(draft.words.get("source", Source.OTHER))
        return self._promises(target, source, Complexity(draft.words.get("complexity", Complexity.GENERAL)), False)

    def _state(self, status: str, target: Target, stopped_at: datetime | None, due_at: datetime) -> ClockState:
        if status in _ENDED:
            return ClockState.CANCELLED
        if stopped_at is not None:
            return ClockState.MET if stopped_at <= due_at else ClockState.BREACHED
        return ClockState.PAUSED if status == Status.WAITING and target in self._pausable else ClockState.RUNNING


def _provenance(mapping: Mapping, target: Target) -> str:
    return f"imported from {' and '.join(mapping.times[f'{target}_due'].columns)}"[:200]


def waiting_since(draft: Draft, mapping: Mapping, now: datetime) -> datetime:
    """Return when an imported complaint began to wait: its last change of status, else the moment of the import."""
    status = mapping.words["status"].columns if "status" in mapping.words else ()
    changes = [change.at for change in draft.history if set(status) & set(change.values)]
    return changes[-1] if changes else now
