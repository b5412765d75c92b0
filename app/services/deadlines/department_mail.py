"""The mails to the contact of a department about a task: asked, sent back, withdrawn, reminded by its clock."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from app.models.deadline import Owed
from app.models.department import Department, DepartmentTask, TaskState
from app.models.message import Message, Purpose
from app.models.people import Language, Person
from app.models.sla import LIVE, Clock, Target
from app.models.ticket import Ticket
from app.services.deadlines.letters import mark_of, write_letter
from app.services.deadlines.message import TEMPLATES, step_in_words
from app.services.pulse import floor_zone

SUBJECT = "task "


@dataclass(frozen=True)
class Contact:
    """Who is asked for a department now: the contact, or the deputy while the contact is away; texts may be empty."""

    name: str
    email: str
    person_id: int | None = None


def subject_of(task_id: int) -> str:
    """Return the subject of the clock that runs until a task is answered."""
    return f"{SUBJECT}{task_id}"


def contact_of(session: Session, department: Department) -> Contact:
    """Return who is asked for a department now."""
    deputy, contact = contacts_of(session, department)[::-1]
    stands_in = department.contact_away and (deputy.email or deputy.person_id)
    return deputy if stands_in else contact


def contacts_of(session: Session, department: Department) -> tuple[Contact, Contact]:
    """Return the contact and the deputy; of those with a seat here name and address are known from there."""

    def known(name: str, email: str | None, person_id: int | None) -> Contact:
        person = session.get(Person, person_id) if person_id is not None else None
        return Contact(
            name or (person.name if person else ""), email or (person.email if person else None) or "", person_id
        )

    return (
        known(department.contact_name, department.contact_email, department.contact_id),
        known(department.deputy_name, department.deputy_email, department.deputy_id),
    )


def write_to_department(
    session: Session,
    task: DepartmentTask,
    kind: str,
    *,
    remark: str = "",
    step: str = "",
    person_id: int | None = None,
    now: datetime,
) -> Message | None:
    """Owe a mail of a kind (`asked`, `sent_back`, `withdrawn`, `reminder`) about a task; None where nobody has one."""
    department = session.get_one(Department, task.department_id)
    contact = contact_of(session, department)
    if not contact.email:
        return None
    ticket, words = session.get_one(Ticket, task.ticket_id), department_words(department.language)
    speaker = session.get(Person, person_id) if person_id is not None else None
    due_at = due_of(session, task.id)
    due = f"{due_at.astimezone(ZoneInfo(floor_zone(session))):%Y-%m-%d %H:%M}" if due_at else ""
    values = {
        "contact": contact.name or department.name,
        "department": department.name,
        "number": ticket.number,
        "title": task.title,
        "question": task.question,
        "context": task.context,
        "remark": remark,
        "step": step,
        "speaker": speaker.name if speaker else "",
        "due_line": words["due"].format(due=due) if due else words["no_due"],
        "mark_line": words["mark"].format(mark=mark_of(ticket.number, task.token)),
    }
    subject, body = (words[kind][part].format(**values) for part in ("subject", "body"))
    return write_letter(
        session, ticket, contact.email, subject, body, Purpose.TASK, task=task, person_id=person_id, now=now
    )


def seat_of(session: Session, task: DepartmentTask) -> int | None:
    """Return who of those with a seat here is to answer a task."""
    return contact_of(session, session.get_one(Department, task.department_id)).person_id


def remind_departments(session: Session, reminders: Iterable[tuple[DepartmentTask, Owed]], *, now: datetime) -> None:
    """Owe the contact of each a mail with the step that the task's clock has come to."""
    for task, owed in reminders:
        if task.state is TaskState.ASKED:
            department = session.get_one(Department, task.department_id)
            step = step_in_words(department.language, owed.step, owed.occurrence)
            write_to_department(session, task, "reminder", step=step, now=now)


def due_of(session: Session, task_id: int) -> datetime | None:
    """Return when a task is due; None where no clock of it runs."""
    live = select(Clock.due_at).where(
        Clock.target == Target.TASK, Clock.subject == subject_of(task_id), Clock.state.in_(LIVE)
    )
    task = select(DepartmentTask.ticket_id).where(DepartmentTask.id == task_id).scalar_subquery()
    return session.scalar(live.where(Clock.ticket_id == task))


def tasks_of_clocks(session: Session, clock_ids: Iterable[int]) -> Mapping[int, DepartmentTask]:
    """Return the open tasks whose clocks these are."""
    rows = session.execute(
        select(Clock.id, DepartmentTask)
        .join(DepartmentTask, Clock.subject == SUBJECT + cast(DepartmentTask.id, String))
        .where(Clock.id.in_(list(clock_ids)), Clock.target == Target.TASK, DepartmentTask.ended_at.is_(None))
        .where(DepartmentTask.ticket_id == Clock.ticket_id)
    )
    return dict(iter(rows))


@cache
def department_words(language: Language) -> dict[str, Any]:
    """Return the words of these mails in a language."""
    file = TEMPLATES / "messages" / f"departments.{language.value}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
