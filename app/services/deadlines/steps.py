"""Raising steps: the records, messages and effects of a batch of claimed clocks, written together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from app.models.deadline import Deadline, Owed, Stretch
from app.models.department import DepartmentTask
from app.models.escalation import Escalation, Notification, Outcome
from app.models.ladder import Audience, Step, StepEffect
from app.models.people import Role
from app.models.sla import Clock, ClockState, Pause, Target
from app.models.ticket import Status
from app.services.bulk import BulkInsert, BulkUpdate
from app.services.database import reserve_ids, this_process
from app.services.deadlines.audience import Listener, People
from app.services.deadlines.department_mail import remind_departments, seat_of, tasks_of_clocks
from app.services.deadlines.effects import Effects
from app.services.deadlines.outbox import INBOX, Heard, NewMessage, messages, write_messages
from app.services.deadlines.raised import raised_of
from app.services.deadlines.requests import deciders_of
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.waits import ends_of_waits

ClaimedRow = Row[*tuple[Any, ...]]
# What is owed of one ticket at one instant about one due time: nobody is told of it twice.
_Cause = tuple[int, datetime, datetime]
# Who has heard of it; None for the inbox that everybody reads.
_Said = dict[_Cause, frozenset[int | None]]
_NOBODY: frozenset[int | None] = frozenset({None})
_Plan = tuple[datetime | None, str | None, int]


class _NewEscalation(NamedTuple):
    """One row to be written, in the order of its columns."""

    clock_id: int
    step: str
    occurrence: int
    planned_at: datetime
    due_at: datetime
    outcome: Outcome


@dataclass
class _Written:
    """The rows that a batch leaves behind, gathered so that each table is written once."""

    # Of the tickets whose steps have effects, or whose wait ends.
    effects: Effects
    escalations: list[_NewEscalation] = field(default_factory=list)
    # Who hears of the escalation of the same place; None where another one speaks for it.
    heard: list[Heard | None] = field(default_factory=list)
    # Who has heard of which cause, before this batch or in it.
    said: _Said = field(default_factory=dict)
    # Time and key of the next step, of the clock that is named last.
    plans: list[_Plan] = field(default_factory=list)
    # State and due time of the clocks whose pause has ended, of the clock that is named last.
    resumed: list[tuple[ClockState, datetime, int]] = field(default_factory=list)
    # Of the clocks of decisions, which role is asked.
    deciders: Mapping[int, Role] = field(default_factory=dict)
    # The tasks to departments by their clock, and what each department is reminded of.
    tasks: Mapping[int, DepartmentTask] = field(default_factory=dict)
    reminders: list[tuple[DepartmentTask, Owed]] = field(default_factory=list)


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
    clock owes at once, each has its record and its effects, and only the last one that names somebody speaks. Where
    several clocks of a ticket owe something at one instant about one due time, somebody hears of one of them: their
    tickets are claimed with them, so that the outbox knows of all that was told.
    """
    clock_ids = [row.id for row in claimed]
    paused = [row.id for row in claimed if row.state == ClockState.PAUSED]
    ended = _end_pauses(session, paused)
    silent = {row.id for row in claimed if not row.armed} | (set(paused) - ended.keys())
    raised = raised_of(session, clock_ids)
    pauses = _pauses(session, clock_ids)
    plans: list[_Plan] = []
    resumed: list[tuple[ClockState, datetime, int]] = []
    owed_by: list[tuple[ClaimedRow, Deadline, list[Owed]]] = []
    for row in claimed:
        ladder = rulebook.policy(session, row.policy_version_id).ladder(row.target, row.fast_lane)
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
        climbed = raised[row.id]
        left = climbed.left(ladder, deadline.due)
        owed, coming = ([], None) if row.id in silent else deadline.owed(left, climbed.last, now)
        if row.id in ended:
            resumed.append((ClockState.RUNNING, deadline.due, row.id))
        owed_by.append((row, deadline, owed))
        plans.append((coming.at, coming.step.key, row.id) if coming else (None, None, row.id))
    waited = [row for row in claimed if row.id in ended]
    written = _Written(_lock(session, owed_by, waited), said=_said(session, owed_by), plans=plans, resumed=resumed)
    if of_tasks := [row.id for row, _, owed in owed_by if row.target is Target.TASK and owed]:
        written.tasks = tasks_of_clocks(session, of_tasks)
    written.deciders = deciders_of(session, [row for row, _, owed in owed_by if owed])
    _end_waits(session, written, waited, ended)
    for row, deadline, owed in owed_by:
        due_at = deadline.due if row.id in ended else row.due_at
        _record(session, written, people, row, deadline, owed, due_at=due_at, now=now)
    owed_messages = _write(session, rulebook, written, now=now)
    remind_departments(session, written.reminders, now=now)
    return len(written.escalations), owed_messages


def _speaker(owed: list[Owed]) -> Owed | None:
    """Return the step that speaks for all that a clock owes: the last one that names somebody."""
    return next((each for each in reversed(owed) if each.step.notify), None)


def _said(session: Session, owed_by: Sequence[tuple[ClaimedRow, Deadline, list[Owed]]]) -> _Said:
    """Return who has heard of what is to be told here from other clocks of its ticket; the inbox has it all."""
    spoken = [(row.ticket_id, each.at) for row, _, owed in owed_by if (each := _speaker(owed))]
    if not spoken:
        return {}
    ticket_ids, instants = zip(*spoken, strict=True)
    statement = (
        select(Clock.ticket_id, Escalation.due_at, Escalation.planned_at, Notification.person_id)
        .join(Escalation, Escalation.clock_id == Clock.id)
        .join(Notification, Notification.escalation_id == Escalation.id)
        .where(Clock.ticket_id.in_(ticket_ids), Escalation.planned_at >= min(instants))
        .where(Notification.channel == INBOX)
    )
    said: defaultdict[_Cause, set[int | None]] = defaultdict(set)
    for ticket_id, due_at, planned_at, person_id in session.execute(statement):
        said[ticket_id, due_at, planned_at].add(person_id)
    return {cause: frozenset(heard) for cause, heard in said.items()}


def _lock(
    session: Session, owed_by: Sequence[tuple[ClaimedRow, Deadline, list[Owed]]], waited: Sequence[ClaimedRow]
) -> Effects:
    """Lock the tickets of which something is to change."""
    effects = [(row, each.step.effects) for row, _, owed in owed_by for each in owed if each.step.effects]
    asking = [row.id for row, of_step in effects if StepEffect.CREATE_APPROVAL in of_step]
    return Effects.lock(session, {row.ticket_id for row, _ in effects}.union(row.ticket_id for row in waited), asking)


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
    opened = {id_ for id_ in ids - still_wait if written.effects.tickets[id_].status is Status.WAITING}
    for id_ in opened:
        written.effects.tickets[id_].status = Status.OPEN
        written.effects.tickets[id_].changed = True
    written.effects.events += ends_of_waits([(row.ticket_id, row.target, *ended[row.id]) for row in waited], opened)


def _record(
    session: Session,
    written: _Written,
    people: People,
    row: ClaimedRow,
    deadline: Deadline,
    owed: list[Owed],
    *,
    due_at: datetime,
    now: datetime,
) -> None:
    effects = written.effects
    speaker = _speaker(owed)
    for each in owed:
        heard: Heard | None = None
        if each is speaker:
            ticket = effects.tickets.get(row.ticket_id)
            owner_id = ticket.owner_id if ticket else row.owner_id
            found = _listeners(people, each.step, owner_id, fast_lane=row.fast_lane)
            # Who was first stays answerable, whoever works on it: they hear what its owner hears.
            if row.first_handler_id not in (None, owner_id) and Audience.OWNER in each.step.notify:
                found = _joined(found, [people.known(row.first_handler_id, fast_lane=row.fast_lane)])
            if role := written.deciders.get(row.id):
                found = _joined(found, people.behind(Audience(role.value), owner_id, fast_lane=row.fast_lane))
            if task := written.tasks.get(row.id):
                found = _with_those_of(session, people, task, found, fast_lane=row.fast_lane)
                written.reminders.append((task, each))
            new = _unsaid(written.said, (row.ticket_id, due_at, each.at), found)
            if new is not None:
                heard = Heard(new, row.fast_lane, due_at, owner_id, deadline.working_time)
        outcome = Outcome.SUPERSEDED if heard is None else Outcome.NOTIFIED
        written.escalations.append(_NewEscalation(row.id, each.step.key, each.occurrence, each.at, due_at, outcome))
        written.heard.append(heard)
        if each.step.effects:
            effects.apply(people, row, each, due_at, now=now)


def _unsaid(said: _Said, cause: _Cause, found: list[Listener]) -> list[Listener] | None:
    """Return who of the listeners has not heard of a cause, None where everybody has; from now on they have."""
    ids: frozenset[int | None] = frozenset(listener.id for listener in found) if found else _NOBODY
    before = said.get(cause)
    said[cause] = ids | before if before else ids
    if before is None:
        return found
    return None if ids <= before else [listener for listener in found if listener.id not in before]


def _listeners(people: People, step: Step, owner_id: int | None, *, fast_lane: bool) -> list[Listener]:
    """Return everybody the step names, each once."""
    if len(step.notify) == 1:
        return people.behind(step.notify[0], owner_id, fast_lane=fast_lane)
    behind = (people.behind(audience, owner_id, fast_lane=fast_lane) for audience in step.notify)
    return list({listener.id: listener for listeners in behind for listener in listeners}.values())


def _with_those_of(
    session: Session, people: People, task: DepartmentTask, found: list[Listener], *, fast_lane: bool
) -> list[Listener]:
    """Return the listeners with who asked the department, and who is to answer and has a seat here."""
    ids = (task.asked_by_id, seat_of(session, task))
    return _joined(found, [people.known(id_, fast_lane=fast_lane) for id_ in ids])


def _joined(found: list[Listener], more: Sequence[Listener | None]) -> list[Listener]:
    """Return the listeners with more of them, each once."""
    return list({listener.id: listener for listener in (*found, *more) if listener}.values())


def _write(session: Session, rulebook: Rulebook, written: _Written, *, now: datetime) -> int:
    """Write what was gathered; return how many messages are owed."""
    connection = session.connection()
    owed: list[NewMessage] = []
    if written.escalations:
        ids = reserve_ids(session, Escalation, len(written.escalations))
        columns = ("id", *_NewEscalation._fields)
        add = BulkInsert(connection, Escalation, columns, {"raised_at": now, "raised_by": this_process()})
        add([(id_, *row) for id_, row in zip(ids, written.escalations, strict=True)])
        for id_, heard in zip(ids, written.heard, strict=True):
            if heard is not None:
                owed += messages(id_, heard, now=now)
        write_messages(session, owed)
    BulkUpdate(connection, Clock, ("next_step_at", "next_step", "id"), {"attempts": 0})(written.plans)
    BulkUpdate(connection, Clock, ("state", "due_at", "id"))(written.resumed)
    written.effects.write(session, rulebook, now=now)
    return len(owed)
