"""The clocks of an imported complaint: due when its file says or the policy in force promises, silent until armed."""

from collections.abc import Container, Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple

from app.models.deadline import Deadline
from app.models.policy import TargetRule
from app.models.sla import ClockState, Measure, Target
from app.models.ticket import Complexity, Priority, Source, Status
from app.services.deadlines.rulebook import Rules
from app.services.deadlines.waits import WAITING_FOR_CUSTOMER
from app.services.intake.draft import Drafts
from app.services.intake.mapping import Clocks, Mapping

# What ends a target, first to last: an answer, the result, the closure.
_ENDS = {
    Target.FIRST_RESPONSE: ("first_responded", "resolved", "closed"),
    Target.RESOLUTION: ("resolved", "closed"),
}
# What decides which of a policy's rules applies.
_CONDITIONS = ("source", "complexity", "priority")
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
    counting: str
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
        self._pause = rules.policy.pauses.get(WAITING_FOR_CUSTOMER)
        self._pausable: Container[Target] = self._pause or frozenset()

    def rows(self, drafts: Drafts) -> Iterator[tuple[int, ClockRow]]:
        """Yield the clocks of complaints with their place; stopped ones are met exactly by stop <= due.

        A complaint that is done without a recorded end has no clock: nobody can say whether it was in time.
        """
        nothing: list[datetime | None] = [None] * len(drafts)
        for target, due_name, provenance in self._targets:
            ends = [drafts.times.get(name, nothing) for name in _ENDS[target]]
            stops = [next(filter(None, each), None) for each in zip(*ends, strict=True)]
            recorded = drafts.times.get(due_name, nothing) if provenance else nothing
            statuses = drafts.words["status"]
            columns = zip(drafts.received, statuses, stops, recorded, strict=True)
            for place, (received, status, stopped_at, due_at) in enumerate(columns):
                if stopped_at is None and status in _DONE:
                    continue
                measure, amount, counting = None, None, ""
                recorded_due_at = due_at
                if provenance is None:
                    rule = self._rule(drafts, place, target)
                    if rule is None:
                        continue
                    measure, amount, counting = rule.measure, rule.amount, rule.counting
                    due_at = Deadline(received, measure, amount, self._rules.times, counting=counting).due
                if due_at is None:
                    continue
                yield (
                    place,
                    ClockRow(
                        target,
                        self._state(status, target, stopped_at, due_at),
                        received,
                        due_at,
                        stopped_at,
                        measure,
                        amount,
                        counting,
                        recorded_due_at,
                        provenance,
                        self._rules.policy_version_id,
                        self._rules.calendar_version_id,
                    ),
                )

    def resumes_at(self, since: datetime) -> datetime | None:
        """Return when a wait for the customer is over by itself, if the policy says so."""
        if self._pause is None or self._pause.longest is None:
            return None
        return Deadline(since, self._pause.measure, self._pause.longest, self._rules.times).due

    def _rule(self, drafts: Drafts, place: int, target: Target) -> TargetRule | None:
        source, complexity, priority = (
            drafts.words[name][place] if name in drafts.words else None for name in _CONDITIONS
        )
        return self._promises(
            target,
            Source(source or Source.OTHER),
            Complexity(complexity or Complexity.GENERAL),
            False,
            priority=Priority(priority or Priority.NORMAL),
        )

    def _state(self, status: str | None, target: Target, stopped_at: datetime | None, due_at: datetime) -> ClockState:
        if status in _ENDED:
            return ClockState.CANCELLED
        if stopped_at is not None:
            return ClockState.MET if stopped_at <= due_at else ClockState.BREACHED
        return ClockState.PAUSED if status == Status.WAITING and target in self._pausable else ClockState.RUNNING


def _provenance(mapping: Mapping, target: Target) -> str:
    return f"imported from {' and '.join(mapping.times[f'{target}_due'].columns)}"[:200]


def waiting_since(drafts: Drafts, place: int, mapping: Mapping, now: datetime) -> datetime:
    """Return when an imported complaint began to wait: its last change of status, else the moment of the import."""
    status = mapping.words["status"].columns if "status" in mapping.words else ()
    changes = [change.at for change in drafts.histories.get(place, ()) if set(status) & set(change.values)]
    return changes[-1] if changes else now
