"""Lets what belongs to a merged complaint follow to the surviving one: what was said, asked, promised, given."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.approval import Approval, ApprovalKind
from app.models.customer import CustomerPromise
from app.models.department import DepartmentTask
from app.models.desk import Compensation, TicketTag
from app.models.evidence import Attachment
from app.models.message import Message
from app.models.ticket import Ticket
from app.services.handling.links import move_links

_FOLLOW: tuple[type[Any], ...] = (Message, Attachment, DepartmentTask, CustomerPromise, Compensation)


def follow_survivor(session: Session, ticket: Ticket, into: Ticket) -> None:
    """Move what belongs to a ticket to the one that it is merged into; both are locked.

    What it was called, how it was followed up before and what its events tell stays with it.
    """
    for kind in _FOLLOW:
        for each in session.scalars(select(kind).where(kind.ticket_id == ticket.id)):
            each.ticket_id = into.id
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
