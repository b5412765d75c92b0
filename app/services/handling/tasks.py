"""Tasks to departments (协办任务): asked with their context, answered, accepted or sent back, withdrawn, each in time.

A task has a clock of its own, by the policy's time for that department. An answer stops it; an answer that is sent back
was none, so that the next round begins with its whole time, and what the round before took stays on record.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.deadline import Deadline
from app.models.department import Department, DepartmentTask, TaskState
from app.models.escalation import TASK_ANSWERED
from app.models.ladder import Audience
from app.models.sla import LIVE, Clock, Target
from app.models.texts import trimmed
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.deadlines.clocks import lapse, rule_for, start, stop
from app.services.deadlines.department_mail import contact_of, contacts_of, subject_of, write_to_department
from app.services.deadlines.locking import lock_live_clocks, lock_with
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.telling import Teller
from app.services.deadlines.waits import end_long_pauses
from app.services.handling.departments import department_of
from app.services.handling.desk_rights import require_somebody
from app.services.handling.task_context import compose_context

LONGEST_TITLE, LONGEST_TEXT = 400, 8_000
ASKED, ANSWERED, ACCEPTED = "task_asked", "task_answered", "task_accepted"
SENT_BACK, WITHDRAWN = "task_sent_back", "task_withdrawn"
# Of these nothing more is asked.
_ENDED = (Status.CLOSED, Status.WITHDRAWN, Status.SPAM, Status.MERGED)
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class TaskError(DomainError):
    """A task that cannot be asked, answered or ended as things stand."""


def ask_department(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    department_id: int,
    title: str,
    question: str,
    *,
    context: str | None = None,
    person_id: int | None,
    now: datetime,
) -> DepartmentTask:
    """Ask a department about a complaint, by e-mail where its contact has an address; its clock begins.

    `context` is what was composed and may have been edited; None: as it is composed. Raises `TaskError`.
    """
    require_somebody(session, person_id)
    department = department_of(session, department_id)
    live = lock_live_clocks(session, ticket)
    end_long_pauses(session, rulebook, ticket, live, by=now)
    if ticket.status in _ENDED:
        raise TaskError("{number} has ended: nothing is asked about it any more.", number=ticket.number)
    if not department.active:
        raise TaskError("{name} is retired: choose another department.", name=department.name)
    contact = contact_of(session, department)
    task = DepartmentTask(
        ticket_id=ticket.id,
        department_id=department.id,
        title=_text(" ".join(title.split()), LONGEST_TITLE),
        question=_text(question, LONGEST_TEXT),
        context=compose_context(session, ticket, department.language) if context is None else trimmed(context),
        token="".join(secrets.choice(_ALPHABET) for _ in range(16)),
        asked_at=now,
        asked_by_id=person_id,
        asked_of=contact.name or contact.email,
    )
    session.add(task)
    session.flush()
    _begin_clock(session, rulebook, ticket, department, task, now=now)
    _note(session, task, ASKED, task.title, person_id=person_id, now=now)
    write_to_department(session, task, "asked", person_id=person_id, now=now)
    return task


def due_if_asked(
    session: Session, rulebook: Rulebook, ticket: Ticket, department: str, *, now: datetime
) -> datetime | None:
    """Return when a department of this code would have to answer what it is asked now; None: nothing says so."""
    rules = rulebook.in_force(session, ticket.policy)
    rule = rule_for(session, rules.policy, ticket, Target.TASK, department=department)
    if rule is None:
        return None
    deadline = Deadline(now, rule.measure, rule.amount, rules.times, counting=rule.counting, fast_lane=ticket.high_risk)
    return deadline.due


def answer_task(
    session: Session,
    rulebook: Rulebook,
    task_id: int,
    answer: str,
    *,
    answered_by: str = "",
    person_id: int | None = None,
    now: datetime,
) -> DepartmentTask:
    """Put down what a department has answered; its clock stops. Raises `TaskError`.

    The contact with a seat answers by themselves; what the desk was told it puts down for `answered_by`, by default who
    was asked. Who looks after the complaint finds it in their inbox, unless they have put it down themselves.
    """
    task, ticket, live = _locked(session, rulebook, task_id, TaskState.ASKED, now=now)
    department = session.get_one(Department, task.department_id)
    task.answer = _text(answer, LONGEST_TEXT)
    seats = {each.person_id: each.name for each in contacts_of(session, department) if each.person_id is not None}
    task.answered_by = trimmed(answered_by) or seats.get(person_id or 0, task.asked_of)
    task.state, task.answered_at = TaskState.ANSWERED, now
    for clock in _of(task, live):
        stop(session, rulebook, clock, at=now)
    _note(session, task, ANSWERED, f"{task.title}\n{task.answer}", person_id=person_id, now=now)
    handler = ticket.owner_id or task.asked_by_id
    if handler != person_id:
        # Where tasks have no clocks of their own they share one.
        told, own = 100 * task.id + task.rounds, subject_of(task.id)
        teller = Teller(session, now=now)
        teller.tell(ticket.id, TASK_ANSWERED, told, Audience.OWNER, handler, subject=own)
    return task


def accept_answer(
    session: Session, rulebook: Rulebook, task_id: int, *, person_id: int | None, now: datetime
) -> DepartmentTask:
    """Let an answer be enough: the task has ended. Raises `TaskError`."""
    require_somebody(session, person_id)
    task, _, _ = _locked(session, rulebook, task_id, TaskState.ANSWERED, now=now)
    task.state, task.ended_at, task.ended_by_id = TaskState.ACCEPTED, now, person_id
    _note(session, task, ACCEPTED, task.title, person_id=person_id, now=now)
    return task


def send_back(
    session: Session, rulebook: Rulebook, task_id: int, remark: str, *, person_id: int | None, now: datetime
) -> DepartmentTask:
    """Say what an answer lacks, and ask again: a new round with its whole time. Raises `TaskError`."""
    require_somebody(session, person_id)
    task, ticket, _ = _locked(session, rulebook, task_id, TaskState.ANSWERED, now=now)
    remark = _text(remark, LONGEST_TEXT)
    department = session.get_one(Department, task.department_id)
    contact = contact_of(session, department)
    task.state, task.answered_at = TaskState.ASKED, None
    task.asked_of = contact.name or contact.email
    task.rounds += 1
    _begin_clock(session, rulebook, ticket, department, task, now=now)
    _note(session, task, SENT_BACK, f"{task.title}\n{remark}", person_id=person_id, now=now)
    write_to_department(session, task, "sent_back", remark=remark, person_id=person_id, now=now)
    return task


def withdraw_task(
    session: Session, rulebook: Rulebook, task_id: int, remark: str = "", *, person_id: int | None, now: datetime
) -> DepartmentTask:
    """Say that no answer is needed any more, and tell who was asked; its clock lapses. Raises `TaskError`."""
    require_somebody(session, person_id)
    task, _, live = _locked(session, rulebook, task_id, now=now)
    _end(session, rulebook, task, live, remark=trimmed(remark), person_id=person_id, now=now)
    return task


def withdraw_all(session: Session, rulebook: Rulebook, ticket: Ticket, *, person_id: int | None, now: datetime) -> None:
    """Withdraw what is asked about a complaint that has ended without it; its live clocks are locked, or have ended."""
    live = session.scalars(select(Clock).where(Clock.ticket_id == ticket.id, Clock.state.in_(LIVE))).all()
    for task in _open_of(session, ticket):
        _end(session, rulebook, task, live, remark="", person_id=person_id, now=now)


def _open_of(session: Session, ticket: Ticket) -> list[DepartmentTask]:
    statement = select(DepartmentTask).where(DepartmentTask.ticket_id == ticket.id, DepartmentTask.ended_at.is_(None))
    return list(session.scalars(statement.order_by(DepartmentTask.id)))


def _end(
    session: Session,
    rulebook: Rulebook,
    task: DepartmentTask,
    live: Sequence[Clock],
    *,
    remark: str,
    person_id: int | None,
    now: datetime,
) -> None:
    for clock in _of(task, live):
        lapse(session, rulebook, clock, at=now)
    was_asked = task.state is TaskState.ASKED
    task.state, task.ended_at, task.ended_by_id = TaskState.WITHDRAWN, now, person_id
    _note(session, task, WITHDRAWN, "\n".join(filter(None, (task.title, remark))), person_id=person_id, now=now)
    if was_asked:
        write_to_department(session, task, "withdrawn", remark=remark, person_id=person_id, now=now)


def _begin_clock(
    session: Session, rulebook: Rulebook, ticket: Ticket, department: Department, task: DepartmentTask, *, now: datetime
) -> None:
    start(session, rulebook, ticket, Target.TASK, at=now, subject=subject_of(task.id), department=department.code)


def _locked(
    session: Session, rulebook: Rulebook, task_id: int, state: TaskState | None = None, *, now: datetime
) -> tuple[DepartmentTask, Ticket, list[Clock]]:
    """Return a task that is open, and in that state, with its ticket and the live clocks; all of them are locked."""
    task = session.get(DepartmentTask, task_id)
    if task is None:
        raise TaskError("This task is not there any more.")
    ticket, live = lock_with(session, task)
    end_long_pauses(session, rulebook, ticket, live, by=now)
    if task.ended_at is not None:
        raise TaskError("“{title}” has ended: nothing is to be done about it any more.", title=task.title)
    if state is not None and task.state is not state:
        if task.state is TaskState.ANSWERED:
            raise TaskError("“{title}” was answered already, by {name}.", title=task.title, name=task.answered_by)
        raise TaskError("“{title}” has not been answered yet.", title=task.title)
    return task, ticket, live


def _of(task: DepartmentTask, live: Sequence[Clock]) -> list[Clock]:
    own = (Target.TASK, subject_of(task.id))
    return [clock for clock in live if (clock.target, clock.subject) == own and clock.state in LIVE]


def _text(text: str, longest: int) -> str:
    text = trimmed(text)
    if not 0 < len(text) <= longest:
        raise TaskError(
            "This needs a text of 1 to {longest} characters; it has {count}.", longest=longest, count=len(text)
        )
    return text


def _note(
    session: Session, task: DepartmentTask, kind: str, text: str, *, person_id: int | None, now: datetime
) -> None:
    """Put on record what became of a task."""
    department = session.get_one(Department, task.department_id).name
    details = {"task_id": task.id, "department": department, "text": text}
    session.add(TicketEvent(ticket_id=task.ticket_id, at=now, kind=kind, person_id=person_id, details=details))
    session.flush()
