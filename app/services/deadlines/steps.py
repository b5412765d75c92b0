"""Raising steps: the records, messages and effects of a batch of claimed clocks, written together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from app.models.deadline import Deadline, Owed, Stretch
from app.models.escalation import Delivery, Escalation, Notification, Outcome
from app.models.policy import Audience, StepEffect
from app.models.sla import Clock, Pause
from app.models.ticket import Ticket, TicketEvent
from app.services.bulk import BulkInsert, BulkUpdate
from app.services.database import reserve_ids, this_process
from app.services.deadlines.audience import Listener, People
from app.services.deadlines.rulebook import Rulebook

INBOX = "inbox"
ClaimedRow = Row[*tuple[Any, ...]]


class _NewEscalation(NamedTuple):
    """One row to be written, in the order of its columns."""

    clock_id: int
    step: str
    occurrence: int
    planned_at: datetime
    due_at: datetime
    outcome: Outcome


class NewMessage(NamedTuple):
    """One row to be written, in the order of its columns."""

    escalation_id: int
    fast_lane: bool
    person_id: int | None
    channel: str
    state: Delivery
    next_attempt_at: datetime | None
    sent_at: datetime | None


@dataclass
class _Written:
    """The rows that a batch leaves behind, gathered so that each table is written once."""

    escalations: list[_NewEscalation] = field(default_factory=list)
    # Who hears of the escalation of the same place, and if in the fast lane; None where a higher one speaks for it.
    listeners: list[tuple[list[Listener], bool] | None] = field(default_factory=list)
    # Time and key of the next step, of the clock that is named last.
    plans: list[tuple[datetime | None, str | None, int]] = field(default_factory=list)
    owners: list[dict[str, Any]] = field(default_factory=list)
    priorities: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)


def raise_steps(
    session: Session,
    rulebook: Rulebook,
    people: People,
    claimed: Sequence[ClaimedRow],
    *,
    now: datetime,
) -> tuple[int, int]:
    """Raise what the claimed clocks owe by `now`; return how many steps were raised and how many messages are owed.

    Of the steps that a clock owes at once, each has its record and its effects, and only the last one that names
    somebody speaks.
    """
    clock_ids = [row.id for row in claimed]
    raised = _raised(session, clock_ids)
    pauses = _pauses(session, clock_ids)
    written = _Written()
    for row in claimed:
        ladder = rulebook.policy(session, row.policy_version_id).ladders.get(row.target, ())
        deadline = Deadline(
            row.started_at,
            row.measure,
            row.amount,
            rulebook.times(session, row.calendar_version_id),
            recorded_due_at=row.recorded_due_at,
            pauses=pauses[row.id],
            fast_lane=row.fast_lane,
        )
        owed, coming = deadline.owed(ladder, raised[row.id], now)
        if owed:
            _record(written, people, row, owed, now=now)
        written.plans.append((coming.at, coming.step.key, row.id) if coming else (None, None, row.id))
    return len(written.escalations), _write(session, written, now=now)


def messages(
    escalation_id: int, listeners: Iterable[Listener], *, fast_lane: bool, now: datetime
) -> Iterator[NewMessage]:
    """Yield the messages owed for an escalation: one for each listener over each channel that reaches them.

    The inbox has its message at once. Where nobody listens, the inbox that everybody reads has it.
    """
    nobody = True
    for listener in listeners:
        nobody = False
        yield NewMessage(escalation_id, fast_lane, listener.id, INBOX, Delivery.SENT, None, now)
        for channel in listener.channels:
            yield NewMessage(escalation_id, fast_lane, listener.id, channel, Delivery.PENDING, now, None)
    if nobody:
        yield NewMessage(escalation_id, fast_lane, None, INBOX, Delivery.SENT, None, now)


def write_messages(session: Session, owed: Sequence[NewMessage]) -> None:
    """Add messages to the outbox."""
    BulkInsert(session.connection(), Notification, NewMessage._fields, {"attempts": 0})(owed)


def _raised(session: Session, clock_ids: list[int]) -> defaultdict[int, dict[str, int]]:
    """Return the last occurrence of each step that was raised, by clock."""
    statement = (
        select(Escalation.clock_id, Escalation.step, func.max(Escalation.occurrence))
        .where(Escalation.clock_id.in_(clock_ids))
        .group_by(Escalation.clock_id, Escalation.step)
    )
    raised: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for clock_id, step, occurrence in session.execute(statement):
        raised[clock_id][step] = occurrence
    return raised


def _pauses(session: Session, clock_ids: list[int]) -> defaultdict[int, list[Stretch]]:
    """Return the ended pauses in the order of their start, by clock."""
    statement = (
        select(Pause.clock_id, Pause.started_at, Pause.ended_at)
        .where(Pause.clock_id.in_(clock_ids), Pause.ended_at.is_not(None))
        .order_by(Pause.started_at)
    )
    pauses: defaultdict[int, list[Stretch]] = defaultdict(list)
    for clock_id, start, end in session.execute(statement):
        assert end is not None
        pauses[clock_id].append((start, end))
    return pauses


def _record(written: _Written, people: People, row: ClaimedRow, owed: list[Owed], *, now: datetime) -> None:
    owner_id, priority = row.owner_id, row.priority
    speaker = next((each for each in reversed(owed) if each.step.notify), None)
    for each in owed:
        speaks = each is speaker
        outcome = Outcome.NOTIFIED if speaks else Outcome.SUPERSEDED
        written.escalations.append(_NewEscalation(row.id, each.step.key, each.occurrence, each.at, row.due_at, outcome))
        written.listeners.append((_listeners(people, each, owner_id), row.fast_lane) if speaks else None)
        if StepEffect.REASSIGN in each.step.effects:
            lead = next(iter(people.behind(Audience.TEAM_LEAD, owner_id)), None)
            if lead is not None and lead.id != owner_id:
                _change(written, row, each, {"owner_id": [owner_id, lead.id]}, now=now)
                owner_id = lead.id
        if StepEffect.RAISE_PRIORITY in each.step.effects and priority.raised is not priority:
            _change(written, row, each, {"priority": [priority, priority.raised]}, now=now)
            priority = priority.raised
    if owner_id != row.owner_id:
        written.owners.append({"ticket": row.ticket_id, "owner": owner_id})
    if priority is not row.priority:
        written.priorities.append({"ticket": row.ticket_id, "priority": priority})


def _listeners(people: People, owed: Owed, owner_id: int | None) -> list[Listener]:
    """Return everybody the step names, each once."""
    found = (listener for audience in owed.step.notify for listener in people.behind(audience, owner_id))
    return list(dict.fromkeys(found))


def _change(written: _Written, row: ClaimedRow, owed: Owed, change: dict[str, Any], *, now: datetime) -> None:
    details = {"clock_id": row.id, "step": owed.step.key, "occurrence": owed.occurrence, **change}
    written.events.append({"ticket_id": row.ticket_id, "at": now, "kind": "escalated", "details": details})


def _write(session: Session, written: _Written, *, now: datetime) -> int:
    """Write what was gathered; return how many messages are owed."""
    connection = session.connection()
    owed: list[NewMessage] = []
    if written.escalations:
        ids = reserve_ids(session, Escalation, len(written.escalations))
        columns = ("id", *_NewEscalation._fields)
        add = BulkInsert(connection, Escalation, columns, {"raised_at": now, "raised_by": this_process()})
        add([(id_, *row) for id_, row in zip(ids, written.escalations, strict=True)])
        for id_, heard in zip(ids, written.listeners, strict=True):
            if heard is not None:
                listeners, fast_lane = heard
                owed += messages(id_, listeners, fast_lane=fast_lane, now=now)
        write_messages(session, owed)
    BulkUpdate(connection, Clock, ("next_step_at", "next_step", "id"), {"attempts": 0})(written.plans)
    changed = update(Ticket).where(Ticket.id == bindparam("ticket")).values(version=Ticket.version + 1)
    if written.owners:
        connection.execute(changed.values(owner_id=bindparam("owner")), written.owners)
    if written.priorities:
        connection.execute(changed.values(priority=bindparam("priority")), written.priorities)
    if written.events:
        connection.execute(insert(TicketEvent), written.events)
    return len(owed)
