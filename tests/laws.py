"""What holds in every database whatever people have done: read plainly, apart from the services that see to it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.approval import Approval
from app.models.department import DepartmentTask
from app.models.desk import Compensation, CompensationState
from app.models.follow_up import FollowUp
from app.models.people import Absence, AgentStateSpan, Person
from app.models.sla import LIVE, Clock, ClockState, Pause, Target
from app.models.stage import StageSpan
from app.models.ticket import Status, Ticket, TicketEvent

_OPEN = (Status.OPEN, Status.WAITING)
_ENDED = (Status.CLOSED, Status.WITHDRAWN, Status.SPAM, Status.MERGED)
_OF_WORK = (Target.FIRST_RESPONSE, Target.RESOLUTION, Target.STAGE)
_GIVEN = (CompensationState.GRANTED, CompensationState.PAID)

Trail = dict[int, tuple[object, ...]]


def broken(session: Session) -> list[str]:
    """Return a sentence for each law that is broken."""
    tickets = {ticket.id: ticket for ticket in session.scalars(select(Ticket))}
    return [
        *_of_clocks(session, tickets),
        *_of_pauses(session),
        *_of_stages(session, tickets),
        *_of_endings(session, tickets),
        *_of_compensation(session),
    ]


def trail(session: Session) -> Trail:
    """Return what is on record of what happened, by identity; it is only ever added to."""
    each = TicketEvent
    rows = session.execute(select(each.id, each.ticket_id, each.at, each.kind, each.person_id))
    return {row.id: tuple(row) for row in rows}


def _of_clocks(session: Session, tickets: dict[int, Ticket]) -> Iterator[str]:
    paused = Counter(session.scalars(select(Pause.clock_id).where(Pause.ended_at.is_(None))))
    live: Counter[tuple[int, str, str]] = Counter()
    for clock in session.scalars(select(Clock)):
        status, name = tickets[clock.ticket_id].status, f"clock {clock.id} ({clock.target}, {clock.state})"
        is_live, stopped = clock.state in LIVE, clock.stopped_at
        if is_live and (status in _ENDED or (status is Status.RESOLVED and clock.target in _OF_WORK)):
            yield f"{name} runs on, but ticket {clock.ticket_id} is {status}"
        if is_live is not (stopped is None) or (stopped and stopped < clock.started_at):
            yield f"{name} began at {clock.started_at} and was stopped at {stopped}"
        in_time = clock.state is ClockState.MET
        if stopped and clock.state is not ClockState.CANCELLED and in_time is not (stopped <= clock.due_at):
            yield f"{name} was due at {clock.due_at} and was stopped at {stopped}"
        if paused[clock.id] != (clock.state is ClockState.PAUSED):
            yield f"{name} has {paused[clock.id]} open pauses"
        if clock.next_step_at is not None and not is_live:
            yield f"{name} owes a step"
        live[clock.ticket_id, clock.target, clock.subject] += is_live
    yield from (f"{count} live clocks are of {subject}" for subject, count in live.items() if count > 1)


def _of_pauses(session: Session) -> Iterator[str]:
    last: dict[int, datetime | None] = {}
    for each in session.scalars(select(Pause).order_by(Pause.clock_id, Pause.started_at, Pause.id)):
        before = last.get(each.clock_id, each.started_at)
        if before is None or before > each.started_at or (each.ended_at and each.ended_at < each.started_at):
            yield f"pause {each.id} of clock {each.clock_id} overlaps another, or ends before it begins"
        last[each.clock_id] = each.ended_at


def _of_stages(session: Session, tickets: dict[int, Ticket]) -> Iterator[str]:
    last: dict[int, StageSpan] = {}
    for each in session.scalars(select(StageSpan).order_by(StageSpan.ticket_id, StageSpan.started_at, StageSpan.id)):
        before = last.get(each.ticket_id)
        if before and (before.ended_at is None or before.ended_at > each.started_at):
            yield f"stage span {each.id} of ticket {each.ticket_id} overlaps the one before"
        last[each.ticket_id] = each
    # A complaint that is older than the ledger, or imported, has none until somebody works on it.
    for id_, span in last.items():
        now, held = tickets[id_], (span.stage, span.person_id) if span.ended_at is None else None
        if held != ((now.stage, now.owner_id) if now.status in _OPEN else None):
            yield f"ticket {id_} is {now.status} in {now.stage} with {now.owner_id}; its last stage span: {held}"
    for kind in (StageSpan, AgentStateSpan, Absence):
        for found in session.scalars(select(kind.id).where(kind.ended_at < kind.started_at)):
            yield f"{kind.__tablename__} {found} ends before it begins"


def _of_endings(session: Session, tickets: dict[int, Ticket]) -> Iterator[str]:
    for id_, ticket in tickets.items():
        if (ticket.status in _ENDED) is not (ticket.closed_at is not None):
            yield f"ticket {id_} is {ticket.status}, closed at {ticket.closed_at}"
        if (ticket.status is Status.MERGED) is not (ticket.merged_into_id is not None):
            yield f"ticket {id_} is {ticket.status}, merged into {ticket.merged_into_id}"
        is_done, resolved = ticket.status is Status.RESOLVED, ticket.resolved_at is not None
        if ticket.status not in _ENDED and is_done is not resolved:
            yield f"ticket {id_} is {ticket.status}, resolved at {ticket.resolved_at}"
    waiting = (
        *session.execute(select(DepartmentTask.id, DepartmentTask.ticket_id).where(DepartmentTask.ended_at.is_(None))),
        *session.execute(select(Approval.id, Approval.ticket_id).where(Approval.decided_at.is_(None))),
    )
    for id_, ticket_id in waiting:
        if tickets[ticket_id].status in _ENDED:
            yield f"task or approval {id_} is open, but ticket {ticket_id} is {tickets[ticket_id].status}"
    owed = Counter(session.scalars(select(FollowUp.ticket_id).where(FollowUp.done_at.is_(None))))
    for id_, count in owed.items():
        if count > 1 or tickets[id_].status is not Status.RESOLVED:
            yield f"ticket {id_} is {tickets[id_].status} and owes {count} follow-ups"


def _of_compensation(session: Session) -> Iterator[str]:
    people = {person.id: person for person in session.scalars(select(Person))}
    for each in session.scalars(select(Compensation).where(Compensation.state.in_(_GIVEN))):
        approval = session.get_one(Approval, each.approval_id) if each.approval_id else None
        judge = people.get((approval.decided_by_id if approval else each.offered_by_id) or 0)
        if judge is None or not judge.role.reaches(each.role) or (approval and approval.granted is not True):
            yield f"compensation {each.id} needs {each.role}: {judge and judge.role} gave it"
        if approval and judge and judge.id in (approval.asked_by_id, each.offered_by_id):
            yield f"compensation {each.id} was granted by who asked for it"
