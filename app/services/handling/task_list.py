"""Tasks to departments as screens list them: those of one complaint, and all that are open."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, select
from sqlalchemy.orm import Session

from app.models.department import Department, DepartmentTask, TaskState
from app.models.people import Person
from app.models.sla import Clock, ClockState, Target
from app.models.ticket import Ticket
from app.services.deadlines.department_mail import SUBJECT, subject_of


@dataclass(frozen=True)
class TaskRow:
    """A task with its clock: when it is due and how that stands, None where the policy gives it no time."""

    id: int
    ticket_id: int
    number: str
    ticket_title: str
    department_id: int
    department: str
    title: str
    question: str
    context: str
    state: TaskState
    asked_at: datetime
    asked_by: str
    asked_of: str
    answered_at: datetime | None
    answered_by: str
    answer: str
    rounds: int
    ended_at: datetime | None
    due_at: datetime | None
    clock: ClockState | None
    # Whom of those with a seat here it waits for.
    waits_for: tuple[int, ...]


def tasks_of(session: Session, ticket_id: int) -> tuple[TaskRow, ...]:
    """Return the tasks of a complaint, those that are open first, then the newest."""
    rows = _rows(session, DepartmentTask.ticket_id == ticket_id)
    return tuple(sorted(rows, key=lambda row: (row.ended_at is not None, -row.id)))


def open_tasks(session: Session, *, person_id: int | None = None) -> tuple[TaskRow, ...]:
    """Return all open tasks, those due soonest first and those without a time last.

    With `person_id` those alone that wait for an answer of this person, as contact or deputy of a department.
    """
    rows = _rows(session, DepartmentTask.ended_at.is_(None))
    if person_id is not None:
        rows = [row for row in rows if person_id in row.waits_for]
    return tuple(sorted(rows, key=lambda row: (row.due_at is None, row.due_at or row.asked_at, row.id)))


def _rows(session: Session, condition: ColumnElement[bool]) -> list[TaskRow]:
    clocks = (
        select(Clock.subject, Clock.ticket_id, Clock.due_at, Clock.state)
        .join(DepartmentTask, (DepartmentTask.ticket_id == Clock.ticket_id))
        .where(Clock.target == Target.TASK, Clock.subject == SUBJECT + cast(DepartmentTask.id, String), condition)
        .order_by(Clock.cycle)
    )
    # Of several cycles the last one stands.
    last = {(subject, ticket_id): (due_at, state) for subject, ticket_id, due_at, state in session.execute(clocks)}
    statement = (
        select(DepartmentTask, Ticket.number, Ticket.title, Department, Person.name)
        .join(Ticket, Ticket.id == DepartmentTask.ticket_id)
        .join(Department, Department.id == DepartmentTask.department_id)
        .outerjoin(Person, Person.id == DepartmentTask.asked_by_id)
        .where(condition)
    )
    found = []
    for task, number, title, department, asker in session.execute(statement):
        due_at, state = last.get((subject_of(task.id), task.ticket_id), (None, None))
        seats = (department.contact_id, department.deputy_id) if task.state is TaskState.ASKED else ()
        found.append(
            TaskRow(
                task.id,
                task.ticket_id,
                number,
                title,
                department.id,
                department.name,
                task.title,
                task.question,
                task.context,
                task.state,
                task.asked_at,
                asker or "",
                task.asked_of,
                task.answered_at,
                task.answered_by,
                task.answer,
                task.rounds,
                task.ended_at,
                due_at,
                state,
                tuple(each for each in seats if each is not None),
            )
        )
    return found
