"""Letters (邮件): what is to leave by e-mail about a complaint, with the mark by which a reply to it is known."""

import json
import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.department import DepartmentTask
from app.models.escalation import Delivery
from app.models.masking import checksum
from app.models.message import Direction, Message, Purpose
from app.models.texts import trimmed
from app.models.ticket import Source, Ticket

# All that goes and comes by e-mail has its Message-ID from one world, in which each is there once.
MAIL = "mail"
LONGEST_SUBJECT = 400
_MARK = re.compile(r"\[(FW-\d{1,18})(?:/([A-Z2-7]{16}))?\]", re.IGNORECASE)


def mark_of(number: str, token: str = "") -> str:
    """Return what stands in the subject of a mail about a complaint, or about a task of one."""
    return f"[{number}/{token}]" if token else f"[{number}]"


def marks_in(subject: str) -> tuple[tuple[str, str], ...]:
    """Return the numbers that a subject names, each with the token of a task (empty: none), the latest first.

    Ours is put at the end: what stands before it is the subject that the customer wrote once.
    """
    return tuple((number.upper(), token.upper()) for number, token in reversed(_MARK.findall(subject)))


def trace_of(name: str, sender: str, subject: str, text: str) -> str:
    """Return by what a mail is known of which nothing else is kept: its Message-ID and what it said, as a checksum."""
    return f"trace:{checksum(json.dumps([name, *said_in(sender, subject, text)]))}"


def said_in(sender: str, subject: str, text: str) -> tuple[str, str, str]:
    """Return by what two mails are the same; how they are laid out is not a part of it."""
    return sender, "".join(subject.split())[:100], "".join(text.split())[:200]


def one_line(text: str) -> str:
    """Return a text as one line without control characters: what stands in a header ends no header."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:LONGEST_SUBJECT]


def write_letter(
    session: Session,
    ticket: Ticket,
    address: str,
    subject: str,
    body: str,
    purpose: Purpose,
    *,
    task: DepartmentTask | None = None,
    template: str | None = None,
    person_id: int | None,
    now: datetime,
) -> Message:
    """Owe a mail; it leaves when the post comes by. It answers the last one of its kind, so that they stay together."""
    mark = mark_of(ticket.number, task.token if task else "")
    letter = Message(
        customer_id=None if task else ticket.customer_id,
        ticket_id=ticket.id,
        task_id=task.id if task else None,
        direction=Direction.OUT,
        purpose=purpose,
        medium=Source.EMAIL,
        at=now,
        person_id=person_id,
        address=address,
        subject=f"{one_line(subject)[: LONGEST_SUBJECT - len(mark) - 1]} {mark}",
        body=trimmed(body),
        template=template,
        origin=MAIL,
        in_reply_to=_last_of(session, ticket.id, task),
        state=Delivery.PENDING,
        next_attempt_at=now,
    )
    session.add(letter)
    session.flush()
    return letter


def _last_of(session: Session, ticket_id: int, task: DepartmentTask | None) -> str | None:
    """Return the Message-ID of the last mail to or from the same side about the same."""
    same = Message.task_id == (task.id if task else None)
    statement = (
        select(Message.message_id)
        .where(Message.ticket_id == ticket_id, same, Message.origin == MAIL, Message.message_id.is_not(None))
        .order_by(Message.id.desc())
        .limit(1)
    )
    return session.scalar(statement)
