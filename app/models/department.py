"""Departments (协办部门) and what the desk asks of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words
from app.models.people import Language


class Department(Versioned, Base):
    """A department with its named contact and their deputy, who need no seat at a console.

    `code` is what a policy calls it; `external_key` names it in the system it was imported from.
    """

    __tablename__ = "department"

    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    responsibilities: Mapped[str] = mapped_column(Text, default="", server_default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    contact_email: Mapped[str | None] = mapped_column(String(320))
    contact_telephone: Mapped[str | None] = mapped_column(String(64))
    # Where the contact has a seat here, the console asks them, too.
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    deputy_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    deputy_email: Mapped[str | None] = mapped_column(String(320))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # While the contact is away, the deputy is asked.
    contact_away: Mapped[bool] = mapped_column(default=False, server_default="0")
    language: Mapped[Language] = mapped_column(Words(Language), default=Language.CHINESE, server_default="zh")
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class TaskState(StrEnum):
    """How far a task is: answered is for the desk to look at, accepted and withdrawn are its ends."""

    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class DepartmentTask(Versioned, Base):
    """What a department is asked about one complaint (协办任务), with the context that it is told.

    Its clock is that of the target `task` whose subject is `task <id>`. `token` is what a reply by e-mail carries;
    `rounds` is how often an answer was sent back.
    """

    __tablename__ = "department_task"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    title: Mapped[str] = mapped_column(String(400))
    question: Mapped[str] = mapped_column(Text)
    context: Mapped[str] = mapped_column(Text, default="", server_default="")
    state: Mapped[TaskState] = mapped_column(Words(TaskState), default=TaskState.ASKED)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Who was asked, by name: the contact of then, or the deputy.
    asked_of: Mapped[str] = mapped_column(String(200), default="", server_default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    rounds: Mapped[int] = mapped_column(default=0, server_default="0")
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        # What is open at all: a complaint does not close over it.
        Index(
            "ix_department_task_open",
            "department_id",
            "ticket_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        NEVER_REUSED,
    )
