"""Lets what belongs to a merged complaint follow to the surviving one: what was said, asked, promised, given."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models.approval import Approval, ApprovalKind
from app.models.customer import CustomerPromise
from app.models.department import DepartmentTask
from app.models.desk import Compensation, TicketTag
from app.models.evidence import Attachment
from app.models.message import Message
from app.models.sla import Clock, Target
from app.models.ticket import Ticket
from app.services.deadlines.department_mail import subject_of
from app.services.handling.links import move_links

_FOLLOW: tuple[type[Any], ...] = (Message, Attachment, DepartmentTask, CustomerPromise, Compensation)


def follow_survivor(session: Session, ticket: Ticket, into: Ticket) -> None:
    """Move what belongs to a ticket to the one that it is merged into; both are locked.

    What it was called, how it was followed up before and what its events tell stays with it.
    """
    # A part has copies of files of its whole: it does not bring them back.
    had = set(session.scalars(select(Attachment.file_content_id).where(*_is_there(into))))
    for kind in _FOLLOW:
        for each in session.scalars(select(kind).where(kind.ticket_id == ticket.id)):
            if kind is Attachment and each.file_content_id in had:
                continue
            each.ticket_id = into.id
    _move_rounds(session, ticket, into)
    asked = select(Approval).where(Approval.ticket_id == ticket.id, Approval.kind == ApprovalKind.COMPENSATION)
    for approval in session.scalars(asked):
        approval.ticket_id = into.id
    known = set(session.scalars(select(TicketTag.tag_id).where(TicketTag.ticket_id == into.id)))
    for tag in session.scalars(select(TicketTag).where(TicketTag.ticket_id == ticket.id)):
        if tag.tag_id not in known:
            tag.ticket_id = into.id
    move_links(session, ticket, into)
    into.incident_id = into.incident_id or ticket.incident_id
    into.root_cause_id = into.root_cause_id or ticket.root_cause_id
    session.flush()


def _is_there(ticket: Ticket) -> tuple[ColumnElement[bool], ...]:
    kept = (Attachment.removed_at.is_(None), Attachment.file_content_id.is_not(None))
    return Attachment.ticket_id == ticket.id, *kept


def _move_rounds(session: Session, ticket: Ticket, into: Ticket) -> None:
    """Let the rounds of tasks that were answered go with these: a department's times are those of its tasks."""
    session.flush()
    tasks = session.scalars(select(DepartmentTask.id).where(DepartmentTask.ticket_id == into.id))
    subjects = [subject_of(id_) for id_ in tasks]
    of_them = (Clock.ticket_id == ticket.id, Clock.target == Target.TASK, Clock.subject.in_(subjects))
    for clock in session.scalars(select(Clock).where(*of_them)):
        clock.ticket_id = into.id
