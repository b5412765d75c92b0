"""What is said to and by customers and departments (往来消息), and the templates that it is written from."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import NEVER_REUSED, Base, Versioned, Words
from app.models.escalation import Delivery
from app.models.people import Language
from app.models.words import Source


class Direction(StrEnum):
    """Which way a message went."""

    IN = "in"
    OUT = "out"


class Purpose(StrEnum):
    """What a message is for; the closing of a complaint asks for some of them."""

    # An automatic answer that it has come: not a first response.
    ACKNOWLEDGEMENT = "acknowledgement"
    PROGRESS = "progress"
    RESULT = "result"
    SURVEY = "survey"
    # To and from the contact of a department, about a task.
    TASK = "task"
    OTHER = "other"


class Message(Base):
    """One message or call, as it went; it is never changed, except for how far its delivery is.

    `medium` is how it went: of what leaves by e-mail, `state` is how far; None where a person told it or it came in.
    `message_id` is that of an e-mail, or its name in the system it was read from (`origin`).
    """

    __tablename__ = "message"

    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("department_task.id"), index=True)
    direction: Mapped[Direction] = mapped_column(Words(Direction))
    purpose: Mapped[Purpose] = mapped_column(Words(Purpose), default=Purpose.OTHER)
    medium: Mapped[Source] = mapped_column(Words(Source))
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The customer's or the department's: an e-mail address, a telephone number; empty where none is on record.
    address: Mapped[str] = mapped_column(String(320), default="", server_default="")
    subject: Mapped[str] = mapped_column(String(400), default="", server_default="")
    body: Mapped[str] = mapped_column(Text)
    template: Mapped[str | None] = mapped_column(String(64))
    origin: Mapped[str | None] = mapped_column(String(100))
    message_id: Mapped[str | None] = mapped_column(String(255))
    in_reply_to: Mapped[str | None] = mapped_column(String(255))
    state: Mapped[Delivery | None] = mapped_column(Words(Delivery))
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    # When a sender may next take it up; while one has it, when its lease ends.
    next_attempt_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(1000))

    __table_args__ = (
        UniqueConstraint("origin", "message_id"),
        Index(None, "customer_id", "at"),
        Index(
            "ix_message_next_attempt_at",
            "next_attempt_at",
            sqlite_where=text("next_attempt_at IS NOT NULL"),
            postgresql_where=text("next_attempt_at IS NOT NULL"),
        ),
        NEVER_REUSED,
    )


class TemplateKind(StrEnum):
    """What a template becomes."""

    NOTICE = "notice"
    # What is said on the telephone (话术).
    SCRIPT = "script"


class TextTemplate(Versioned, Base):
    """A text with fields in braces ({number}, {customer} …) that are filled from a complaint (模板, 话术)."""

    __tablename__ = "text_template"

    code: Mapped[str] = mapped_column(String(64))
    language: Mapped[Language] = mapped_column(Words(Language))
    kind: Mapped[TemplateKind] = mapped_column(Words(TemplateKind))
    purpose: Mapped[Purpose] = mapped_column(Words(Purpose), default=Purpose.OTHER)
    name: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(400), default="", server_default="")
    body: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True, server_default="1")

    __table_args__ = (UniqueConstraint("code", "language"), NEVER_REUSED)
