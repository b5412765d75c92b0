"""Writes the demo's past into the database, in bulk: tickets, clocks, pauses, escalations, messages and the record."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.deadline import Deadline
from app.models.due_many import due_many
from app.models.escalation import Escalation, Notification, Outcome
from app.models.opening_table import SECOND
from app.models.policy import StepEffect, TargetRule
from app.models.sla import LIVE, Clock, ClockState, LifeEvent, Measure, Pause, Target
from app.models.stage import StageSpan
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.bulk import BulkInsert
from app.services.database import reserve_ids, this_process
from app.services.deadlines.audience import People
from app.services.deadlines.outbox import Heard, NewMessage, messages
from app.services.deadlines.record import STAGE_ENTERED
from app.services.deadlines.rulebook import Rules
from app.services.deadlines.waits import WAITING_FOR_CUSTOMER
from app.services.demo.past import PastTicket
from app.services.demo.past_stages import Stay, stays
from app.services.demo.staff import Staff
from app.services.handling.stages import stages_of

# So far back every ticket has its record; what is older and done is there for the figures.
_RECORD = timedelta(days=3)


class _ClockRow(NamedTuple):
    """One clock to be written, in the order of its columns."""

    ticket_id: int
    target: Target
    state: ClockState
    fast_lane: bool
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    measure: Measure
    amount: int
    subject: str = ""
    cycle: int = 1
    next_step_at: datetime | None = None
    next_step: str | None = None


class _StepRow(NamedTuple):
    """One raised step to be written, in the order of its columns; it was raised when it was planned."""

    clock_id: int
    step: str
    occurrence: int
    planned_at: datetime
    raised_at: datetime
    due_at: datetime


class PastWriter:
    """Writes past tickets; those that are open get their clocks as the rules make them, with the steps they passed."""

    def __init__(self, session: Session, rules: Rules, staff: Staff, *, now: datetime) -> None:
        self._session, self._rules, self._staff, self._now = session, rules, staff, now
        self._stages = stages_of(rules.policy)
        # Of the tickets that have a record.
        self._stays: dict[int, list[Stay]] = {}
        self._people = People.read(session, [], now=now)
        self._steps: list[_StepRow] = []
        self._messages: list[tuple[Sequence[Any], bool]] = []
        self._instants: dict[int, datetime] = {}
        # What the statements have converted: most instants stand in several tables.
        self._converted: dict[Any, Any] = {}

    def write(self, tickets: Sequence[PastTicket]) -> None:
        """Write tickets, which stand in the order in which they came, and all that belongs to them."""
        ids = reserve_ids(self._session, Ticket, len(tickets))
        by_id = dict(zip(ids, tickets, strict=True))
        self._stays = {id_: self._stays_of(id_, each) for id_, each in by_id.items() if self._has_record(each)}
        clocks = list(self._clocks(ids, tickets))
        clock_ids = reserve_ids(self._session, Clock, len(clocks))
        live = [(id_, clock) for id_, clock in zip(clock_ids, clocks, strict=True) if clock.state in LIVE]
        planned = {id_: self._plan(id_, clock, by_id[clock.ticket_id]) for id_, clock in live}
        self._into(Ticket, [self._ticket(*each) for each in by_id.items()], _TICKET_COLUMNS, _TICKET_CONSTANTS)
        versions = {
            "policy_version_id": self._rules.policy_version_id,
            "calendar_version_id": self._rules.calendar_version_id,
        }
        rows = [(id_, *planned.get(id_, clock)) for id_, clock in zip(clock_ids, clocks, strict=True)]
        constants = {"armed": True, "attempts": 0, **versions}
        self._into(Clock, rows, ("id", *_ClockRow._fields), constants)
        paused = [
            (id_, self._at(by_id[clock.ticket_id].waiting_since))
            for id_, clock in live
            if clock.state is ClockState.PAUSED
        ]
        self._into(Pause, paused, ("clock_id", "started_at"), {"reason": WAITING_FOR_CUSTOMER})
        self._write_steps()
        events = [event for each in by_id.items() for event in self._events(*each)]
        self._into(TicketEvent, events, ("ticket_id", "at", "kind", "person_id", "details"), {})
        spans = [span for id_ in self._stays for span in self._spans(id_, by_id[id_])]
        self._into(StageSpan, spans, ("ticket_id", "stage", "person_id", "started_at", "ended_at"), {})

    def _into(
        self, kind: type[Base], rows: Sequence[Sequence[Any]], columns: Sequence[str], constants: dict[str, Any]
    ) -> None:
        BulkInsert(self._session.connection(), kind, columns, constants, self._converted)(rows)

    def _at(self, second: int | None) -> Any:
        """Return an instant, or None for none; each is made once."""
        if second is None:
            return None
        found = self._instants.get(second)
        if found is None:
            found = self._instants[second] = datetime.fromtimestamp(second, UTC)
        return found

    def _ticket(self, id_: int, ticket: PastTicket) -> Sequence[Any]:
        said = ticket.complaint
        return (
            id_,
            said.source,
            self._at(ticket.received),
            self._at(ticket.received),
            said.title,
            said.description,
            said.product,
            self._staff.customers[said.customer],
            self._staff.categories[said.subject],
            ticket.queue_id,
            ticket.owner_id,
            ticket.owner_id if ticket.answered else None,
            _status(ticket),
            self._stays[id_][-1].stage if id_ in self._stays else self._stages[-1],
            said.priority,
            said.complexity,
            said.high_risk,
            self._at(ticket.answered),
            self._at(ticket.resolved),
            self._at(ticket.closed),
        )

    def _clocks(self, ids: Sequence[int], tickets: Sequence[PastTicket]) -> Iterator[_ClockRow]:
        """Yield the clocks of tickets, those of one rule together, so that their deadlines are found at once."""
        jobs = []
        for id_, ticket in zip(ids, tickets, strict=True):
            said = ticket.complaint
            spans = [
                (Target.FIRST_RESPONSE, "", ticket.received, ticket.answered),
                (Target.RESOLUTION, "", ticket.received, ticket.resolved),
            ]
            if ticket.resolved is not None:
                spans.append((Target.FOLLOW_UP, "", ticket.resolved, ticket.closed))
            spans += [(Target.STAGE, each.stage, each.since, each.until) for each in self._stays.get(id_, ())]
            cycles: Counter[str] = Counter()
            for target, name, start, stop in spans:
                rule = self._rules.policy.target(target, said.source, said.complexity, said.high_risk, name=name)
                cycles[name] += 1
                if rule:
                    jobs.append((rule, id_, ticket, start, stop, cycles[name] if name else 1))
        jobs.sort(key=lambda job: (job[0].target, job[0].measure, job[0].amount, job[1]))
        for (_, measure, amount), group in groupby(jobs, lambda job: (job[0].target, job[0].measure, job[0].amount)):
            same = list(group)
            began = np.array([start for *_, start, _, _ in same], np.int64) * SECOND
            dues = due_many(self._rules.times, measure, amount, began) // SECOND
            for (rule, id_, ticket, start, stop, cycle), due in zip(same, dues.tolist(), strict=True):
                yield self._clock(rule, id_, ticket, start, stop, due)._replace(subject=rule.name, cycle=cycle)

    def _clock(
        self, rule: TargetRule, id_: int, ticket: PastTicket, start: int, stop: int | None, due: int
    ) -> _ClockRow:
        waits = ticket.waiting_since is not None and rule.target in self._rules.policy.pauses[WAITING_FOR_CUSTOMER]
        state = ClockState.PAUSED if waits else ClockState.RUNNING
        if stop is not None:
            state = ClockState.MET if stop <= due else ClockState.BREACHED
        started, due_at, stopped = self._at(start), self._at(due), self._at(stop)
        fast = ticket.complaint.high_risk
        return _ClockRow(id_, rule.target, state, fast, started, due_at, stopped, rule.measure, rule.amount)

    def _plan(self, clock_id: int, clock: _ClockRow, ticket: PastTicket) -> _ClockRow:
        """Note the steps that a live clock has passed, with what they did, and return it with the step to come."""
        ladder = self._rules.policy.ladder(clock.target, clock.fast_lane)
        deadline = Deadline(clock.started_at, clock.measure, clock.amount, self._rules.times, fast_lane=clock.fast_lane)
        # An open pause keeps from falling due what lies after its beginning.
        until = self._at(ticket.waiting_since) if clock.state is ClockState.PAUSED else self._now
        owed, coming = deadline.owed(ladder, {}, until)
        for each in owed:
            self._steps.append(_StepRow(clock_id, each.step.key, each.occurrence, each.at, each.at, clock.due_at))
            heard = [one for who in each.step.notify for one in self._people.behind(who, ticket.owner_id)]
            self._messages.append((heard, clock.fast_lane))
            lead = self._people.above(ticket.owner_id) if StepEffect.REASSIGN in each.step.effects else None
            ticket.owner_id = lead.id if lead else ticket.owner_id
        if clock.state is ClockState.PAUSED or coming is None:
            return clock
        return clock._replace(next_step_at=coming.at, next_step=coming.step.key)

    def _write_steps(self) -> None:
        if not self._steps:
            return
        ids = reserve_ids(self._session, Escalation, len(self._steps))
        rows = [(id_, *row) for id_, row in zip(ids, self._steps, strict=True)]
        constants = {"outcome": Outcome.NOTIFIED, "raised_by": this_process()}
        self._into(Escalation, rows, ("id", *_StepRow._fields), constants)
        owed = [
            message
            for id_, step, (heard, fast_lane) in zip(ids, self._steps, self._messages, strict=True)
            for message in messages(id_, Heard(list(dict.fromkeys(heard)), fast_lane), now=step.raised_at)
        ]
        # What came before today has been read.
        self._into(Notification, owed, NewMessage._fields, {"attempts": 0, "read_at": self._now})

    def _events(self, id_: int, ticket: PastTicket) -> Iterator[Sequence[Any]]:
        if id_ not in self._stays:
            return
        by = ticket.owner_id if ticket.answered else None
        happened = (
            (ticket.received, LifeEvent.RECORDED),
            (ticket.answered, LifeEvent.ANSWERED),
            (ticket.waiting_since, LifeEvent.WAITING),
            (ticket.resolved, LifeEvent.RESOLVED),
            (ticket.closed, LifeEvent.FOLLOWED_UP),
            (ticket.closed, LifeEvent.CLOSED),
        )
        told = {LifeEvent.RESOLVED: {"way": "telephone"}}
        yield from ((id_, self._at(at), kind.value, by, told.get(kind)) for at, kind in happened if at is not None)
        for before, stay in pairwise(self._stays[id_]):
            if before.stage != stay.stage:
                details = {"stage": [before.stage, stay.stage]}
                yield (id_, self._at(stay.since), STAGE_ENTERED, stay.owner_id, details)

    def _has_record(self, ticket: PastTicket) -> bool:
        ended = ticket.closed or ticket.resolved
        return ended is None or self._at(ended) >= self._now - _RECORD

    def _stays_of(self, id_: int, ticket: PastTicket) -> list[Stay]:
        colleague = self._staff.present[id_ % len(self._staff.present)]
        return stays(ticket, self._stages, colleague, id_, self._rules.times.opening_hours, now=self._now)

    def _spans(self, id_: int, ticket: PastTicket) -> Iterator[Sequence[Any]]:
        """Yield the stretches of a ticket; the one that goes on is with whom the steps that were raised gave it to."""
        for stage, owner_id, since, until in self._stays[id_]:
            yield (id_, stage, ticket.owner_id if until is None else owner_id, self._at(since), self._at(until))


_TICKET_COLUMNS = (
    "id",
    "source",
    "received_at",
    "recorded_at",
    "title",
    "description",
    "product",
    "customer_id",
    "category_id",
    "queue_id",
    "owner_id",
    "first_handler_id",
    "status",
    "stage",
    "priority",
    "complexity",
    "high_risk",
    "first_responded_at",
    "resolved_at",
    "closed_at",
)
_TICKET_CONSTANTS = {"policy": "default", "version": 1}


def _status(ticket: PastTicket) -> Status:
    if ticket.closed is not None:
        return Status.CLOSED
    if ticket.resolved is not None:
        return Status.RESOLVED
    return Status.WAITING if ticket.waiting_since is not None else Status.OPEN
