"""Raising steps: the records, messages and effects of a batch of claimed clocks, written together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, case, func, insert, select, update
from sqlalchemy.orm import Session

from app.models.deadline import Deadline, Owed, Stretch
from app.models.escalation import Delivery, Escalation, Notification, Outcome
from app.models.policy import StepEffect
from app.models.sla import Clock, ClockState, Pause
from app.models.ticket import Priority, Status, Ticket, TicketEvent
from app.services.bulk import BulkInsert, BulkUpdate
from app.services.changes import note
from app.services.database import reserve_ids, this_process
from app.services.deadlines.audience import Listener, People
from app.services.deadlines.clocks import ends_of_waits
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
    address_id: int | None
    state: Delivery
    next_attempt_at: datetime | None
    sent_at: datetime | None


@dataclass
class _TicketState:
    """What effects change of a ticket."""

    owner_id: int | None
    priority: Priority
    status: Status
    changed: bool = False


@dataclass
class _Written:
    """The rows that a batch leaves behind, gathered so that each table is written once."""

    escalations: list[_NewEscalation] = field(default_factory=list)
    # Who hears of the escalation of the same place, and if in the fast lane; None where a higher one speaks for it.
    listeners: list[tuple[list[Listener], bool] | None] = field(default_factory=list)
    # Time and key of the next step, of the clock that is named last.
    plans: list[tuple[datetime | None, str | None, int]] = field(default_factory=list)
    # State and due time of the clocks whose pause has ended, of the clock that is named last.
    resumed: list[tuple[ClockState, datetime, int]] = field(default_factory=list)
    # The tickets that have effects, or whose wait ends, as they become.
    tickets: dict[int, "_TicketState"] = field(default_factory=dict)
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

    A claimed clock that is paused runs on from the instant at which its longest pause was over. Of the steps that a
    clock owes at once, each has its record and its effects, and only the last one that names somebody speaks.
    """
    clock_ids = [row.id for row in claimed]
    paused = [row.id for row in claimed if row.state == ClockState.PAUSED]
    ended = _end_pauses(session, paused)
    silent = {row.id for row in claimed if not row.armed} | (set(paused) - ended.keys())
    raised = _raised(session, clock_ids)
    pauses = _pauses(session, clock_ids)
    written = _Written()
    owed_by: list[tuple[ClaimedRow, datetime, list[Owed]]] = []
    for row in claimed:
        ladder = rulebook.policy(session, row.policy_version_id).ladders.get(row.target, ())
        deadline = Deadline(
            row.started_at,
            row.measure,
            row.amount,
            rulebook.times(session, row.calendar_version_id),
            counting=row.counting,
            recorded_due_at=row.recorded_due_at,
            pauses=pauses[row.id],
            fast_lane=row.fast_lane,
        )
        owed, coming = ([], None) if row.id in silent else deadline.owed(ladder, raised[row.id], now)
        due_at = row.due_at
        if row.id in ended:
            due_at = deadline.due
            written.resumed.append((ClockState.RUNNING, due_at, row.id))
        owed_by.append((row, due_at, owed))
        written.plans.append((coming.at, coming.step.key, row.id) if coming else (None, None, row.id))
    with_effects = {row.ticket_id for row, _, owed in owed_by if any(each.step.effects for each in owed)}
    waited = [row for row in claimed if row.id in ended]
    written.tickets = _lock_tickets(session, with_effects.union(row.ticket_id for row in waited))
    _end_waits(session, written, waited, ended)
    for row, due_at, owed in owed_by:
        _record(written, people, row, due_at, owed, now=now)
    return len(written.escalations), _write(session, written, now=now)


def messages(
    escalation_id: int, listeners: Iterable[Listener], *, fast_lane: bool, now: datetime
) -> Iterator[NewMessage]:
    """Yield the messages owed for an escalation: one for each listener over each way that reaches them.

    The inbox has its message at once. A group's robot is told once, however many of the group listen. Where nobody
    does, the inbox that everybody reads has it.
    """
    told: set[int | None] = set()
    nobody = True
    for listener in listeners:
        nobody = False
        yield NewMessage(escalation_id, fast_lane, listener.id, INBOX, None, Delivery.SENT, None, now)
        for channel, address_id, shared in listener.ways:
            if shared and address_id in told:
                continue
            told.add(address_id)
            person_id = None if shared else listener.id
            yield NewMessage(escalation_id, fast_lane, person_id, channel, address_id, Delivery.PENDING, now, None)
    if nobody:
        yield NewMessage(escalation_id, fast_lane, None, INBOX, None, Delivery.SENT, None, now)


def write_messages(session: Session, owed: Sequence[NewMessage]) -> None:
    """Add messages to the outbox."""
    BulkInsert(session.connection(), Notification, NewMessage._fields, {"attempts": 0})(owed)
    # They have no identity yet, and who reads messages reads the newest.
    note(session, Notification, None if owed else ())


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


def _end_pauses(session: Session, clock_ids: list[int]) -> dict[int, tuple[str, datetime]]:
    """End the pauses whose longest time is over, each at its limit; return reason and limit by clock."""
    if not clock_ids:
        return {}
    is_open = (Pause.clock_id.in_(clock_ids), Pause.ended_at.is_(None), Pause.resumes_at.is_not(None))
    found = session.execute(select(Pause.clock_id, Pause.reason, Pause.resumes_at).where(*is_open))
    limits = {clock_id: (reason, at) for clock_id, reason, at in found if at is not None}
    session.execute(
        update(Pause).where(*is_open).values(ended_at=Pause.resumes_at).execution_options(synchronize_session=False)
    )
    return limits


def _end_waits(
    session: Session, written: _Written, waited: Sequence[ClaimedRow], ended: dict[int, tuple[str, datetime]]
) -> None:
    """Put on record which waits have ended; a ticket of which no clock waits any more is open again."""
    if not waited:
        return
    ids = {row.ticket_id for row in waited}
    others = select(Clock.ticket_id).where(Clock.ticket_id.in_(ids), Clock.state == ClockState.PAUSED)
    # Their tickets are locked: what another sweep has ended by now is seen here.
    still_wait = set(session.scalars(others.where(Clock.id.not_in(ended))))
    opened = {id_ for id_ in ids - still_wait if written.tickets[id_].status is Status.WAITING}
    for id_ in opened:
        written.tickets[id_].status = Status.OPEN
        written.tickets[id_].changed = True
    written.events += ends_of_waits([(row.ticket_id, row.target, *ended[row.id]) for row in waited], opened)


def _lock_tickets(session: Session, ticket_ids: Collection[int]) -> dict[int, _TicketState]:
    """Return tickets as they are now, and keep others from changing them: what a person has just set must stay."""
    if not ticket_ids:
        return {}
    statement = select(Ticket.id, Ticket.owner_id, Ticket.priority, Ticket.status).where(Ticket.id.in_(ticket_ids))
    rows = session.execute(statement.order_by(Ticket.id).with_for_update(key_share=True))
    return {ticket_id: _TicketState(owner_id, priority, status) for ticket_id, owner_id, priority, status in rows}


def _record(
    written: _Written, people: People, row: ClaimedRow, due_at: datetime, owed: list[Owed], *, now: datetime
) -> None:
    ticket = written.tickets.get(row.ticket_id)
    speaker = next((each for each in reversed(owed) if each.step.notify), None)
    for each in owed:
        outcome = Outcome.NOTIFIED if each is speaker else Outcome.SUPERSEDED
        written.escalations.append(_NewEscalation(row.id, each.step.key, each.occurrence, each.at, due_at, outcome))
        owner_id = ticket.owner_id if ticket else row.owner_id
        heard = (_listeners(people, each, owner_id), row.fast_lane) if each is speaker else None
        written.listeners.append(heard)
        if ticket:
            _apply_effects(written, people, row, each, ticket, now=now)


def _apply_effects(
    written: _Written, people: People, row: ClaimedRow, owed: Owed, ticket: _TicketState, *, now: datetime
) -> None:
    changes: dict[str, Any] = {}
    if StepEffect.REASSIGN in owed.step.effects:
        lead = people.above(ticket.owner_id)
        if lead is not None:
            changes["owner_id"] = [ticket.owner_id, lead.id]
            ticket.owner_id = lead.id
    if StepEffect.RAISE_PRIORITY in owed.step.effects and ticket.priority.raised is not ticket.priority:
        changes["priority"] = [ticket.priority, ticket.priority.raised]
        ticket.priority = ticket.priority.raised
    if changes:
        ticket.changed = True
        details = {"clock_id": row.id, "step": owed.step.key, "occurrence": owed.occurrence, **changes}
        written.events.append({"ticket_id": row.ticket_id, "at": now, "kind": "escalated", "details": details})


def _listeners(people: People, owed: Owed, owner_id: int | None) -> list[Listener]:
    """Return everybody the step names, each once."""
    found = (listener for audience in owed.step.notify for listener in people.behind(audience, owner_id))
    return list(dict.fromkeys(found))


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
    BulkUpdate(connection, Clock, ("state", "due_at", "id"))(written.resumed)
    if changed := {id_: ticket for id_, ticket in written.tickets.items() if ticket.changed}:
        # An import still knows the row as its own: nobody has worked on it.
        as_imported = case((Ticket.imported_version == Ticket.version, Ticket.version + 1))
        connection.execute(
            update(Ticket)
            .where(Ticket.id == bindparam("ticket"))
            .values(
                owner_id=bindparam("owner"),
                priority=bindparam("raised"),
                status=bindparam("stands"),
                version=Ticket.version + 1,
                imported_version=as_imported,
            ),
            [
                {"ticket": id_, "owner": each.owner_id, "raised": each.priority, "stands": each.status}
                for id_, each in changed.items()
            ],
        )
    if written.events:
        connection.execute(insert(TicketEvent), written.events)
    return len(owed)
