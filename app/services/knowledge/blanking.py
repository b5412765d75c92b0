"""Blanks what is personal (个人信息删除) where it stands: in complaints with all their parts, in customers, in alerts.

Who did what and when stays on record, and so do the words of the program and of the rules: categories, reasons,
scores, sums. What people have written goes.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, and_, cast, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.alert import Alert
from app.models.approval import Approval, Extension
from app.models.customer import Customer, CustomerContact, CustomerOrder, CustomerPromise
from app.models.department import DepartmentTask
from app.models.desk import Compensation, Incident
from app.models.escalation import Delivery, Notification
from app.models.evidence import Attachment
from app.models.feed import FeedReject, FeedSource
from app.models.follow_up import FollowUp, FollowUpCall, Survey
from app.models.masking import MASK, checksum
from app.models.message import Direction, Message
from app.models.sla import Clock
from app.models.ticket import Ticket, TicketEvent
from app.services.deadlines.letters import MAIL, trace_of
from app.services.intake.evidence import forget_content
from app.services.knowledge.redaction import AT_A_TIME

# What the event is called.
ERASED = "erased"
_AT_A_TIME = 500
# In the details of events and approvals: words of the program, of its rules and trees. All other texts are blanked.
_KEPT = frozenset(
    [
        "action",
        "at",
        "category",
        "cause",
        "currency",
        "department",
        "direction",
        "due_at",
        "from",
        "into",
        "kind",
        "kinds",
        "link",
        "measure",
        "media_type",
        "medium",
        "nature",
        "number",
        "outcome",
        "pause",
        "priority",
        "purpose",
        "restart",
        "risk",
        "role",
        "source",
        "split_from",
        "stage",
        "state",
        "status",
        "step",
        "tag",
        "target",
        "template",
        "undone",
        "way",
        "why",
    ]
)
_UNSENT = (Delivery.PENDING, Delivery.SENDING, Delivery.FAILED, Delivery.UNKNOWN)


def erase_tickets(
    session: Session, tickets: Sequence[Ticket], known: Collection[str], person_id: int | None, *, now: datetime
) -> dict[str, int]:
    """Blank what people have written in complaints, and delete their files; return how much of what.

    `known` are names and numbers: a word of the program that has one in it is blanked, too.
    """
    counts = {"complaints": len(tickets), "messages": 0, "files": 0}
    for begin in range(0, len(tickets), _AT_A_TIME):
        some = tickets[begin : begin + _AT_A_TIME]
        for ticket in some:
            _blank_ticket(ticket, known, now=now)
        session.flush()
        ids = [each.id for each in some]
        counts["messages"] += _blank_messages(session, Message.ticket_id.in_(ids), known)
        counts["files"] += _blank_parts(session, ids, known)
        # The guard of the record lets texts go once the complaint is marked.
        for event in session.scalars(select(TicketEvent).where(TicketEvent.ticket_id.in_(ids))):
            event.details = _blanked(event.details, known)
        session.flush()
        session.add_all(
            TicketEvent(ticket_id=id_, at=now, kind=ERASED, person_id=person_id, details=None) for id_ in ids
        )
        session.flush()
    return counts


def erase_people(
    session: Session, people: Sequence[Customer], known: Collection[str], *, now: datetime
) -> dict[str, int]:
    """Blank who customers are and how they are reached; what they bought stays without its number."""
    ids = [each.id for each in people]
    theirs = session.scalars(select(CustomerContact).where(CustomerContact.customer_id.in_(ids))).all()
    gone = len(theirs)
    for contact in theirs:
        session.delete(contact)
    orders = session.scalars(select(CustomerOrder).where(CustomerOrder.customer_id.in_(ids))).all()
    for order in orders:
        order.number, order.place, order.details = f"erased {order.id}", "", None
    for promise in session.scalars(select(CustomerPromise).where(CustomerPromise.customer_id.in_(ids))):
        promise.promise = ""
    messages = _blank_messages(session, and_(Message.customer_id.in_(ids), Message.body != ""), known)
    for each in people:
        each.name, each.note = "", ""
        each.external_key = each.telephone = each.email = each.call_from = each.call_until = None
        each.erased_at = now
    session.flush()
    return {"customers": len(people), "contacts": gone, "orders": len(orders), "messages": messages}


def added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Return the counts of both."""
    return {name: one.get(name, 0) + other.get(name, 0) for name in (*one, *other)}


def _blank_ticket(ticket: Ticket, known: Collection[str], *, now: datetime) -> None:
    ticket.title = ticket.description = ticket.demand = ""
    ticket.origin_details = ticket.score_reason = None
    ticket.risk = _blanked(ticket.risk, known)
    ticket.external_key = _digest(ticket.external_key, known)
    ticket.product = _cleared(ticket.product, known)
    ticket.erased_at = now


def _blank_messages(session: Session, which: Any, known: Collection[str]) -> int:
    rows = session.scalars(select(Message).where(which)).all()
    for each in rows:
        if each.origin == MAIL and each.message_id:
            # By this the same mail is known when it is read again.
            sender = each.address if each.direction is Direction.IN else ""
            each.message_id, each.in_reply_to = trace_of(each.message_id, sender, each.subject, each.body), None
        each.message_id, each.in_reply_to = _digest(each.message_id, known), _digest(each.in_reply_to, known)
        each.subject = each.body = each.address = ""
        each.last_error = None
        # There is nothing left to send, and nobody to send it to.
        if each.state in _UNSENT:
            each.state, each.next_attempt_at = Delivery.WITHDRAWN, None
    session.flush()
    return len(rows)


def _blank_parts(session: Session, ids: Sequence[int], known: Collection[str]) -> int:
    """Blank what belongs to complaints beside messages and the record; return how many files were deleted."""
    for task in session.scalars(select(DepartmentTask).where(DepartmentTask.ticket_id.in_(ids))):
        task.title = task.question = task.context = task.answer = ""
    for compensation in session.scalars(select(Compensation).where(Compensation.ticket_id.in_(ids))):
        compensation.reason = ""
    for approval in session.scalars(select(Approval).where(Approval.ticket_id.in_(ids))):
        approval.reason, approval.remark = "", "" if approval.remark else approval.remark
        approval.details = _blanked(approval.details, known)
    clocks = select(Clock.id).where(Clock.ticket_id.in_(ids))
    for extension in session.scalars(select(Extension).where(Extension.clock_id.in_(clocks))):
        extension.reason = ""
    for survey in session.scalars(select(Survey).where(Survey.ticket_id.in_(ids))):
        survey.comment, survey.external_key = "", _digest(survey.external_key, known)
    follow_ups = select(FollowUp.id).where(FollowUp.ticket_id.in_(ids))
    for call in session.scalars(select(FollowUpCall).where(FollowUpCall.follow_up_id.in_(follow_ups))):
        call.note = ""
    for promise in session.scalars(select(CustomerPromise).where(CustomerPromise.ticket_id.in_(ids))):
        promise.promise = ""
    files = session.scalars(select(Attachment).where(Attachment.ticket_id.in_(ids))).all()
    there = [each for each in files if each.file_content_id is not None]
    for each in files:
        each.name = ""
    for each in there:
        forget_content(session, each)
    session.flush()
    return len(there)


def _blanked(details: Any, known: Collection[str], key: str = "") -> Any:
    """Return details with every text blanked but words of the program; numbers and the shape stay as they are."""
    if isinstance(details, dict):
        return {name: _blanked(value, known, name) for name, value in details.items()}
    if isinstance(details, list):
        return [_blanked(value, known, key) for value in details]
    if isinstance(details, str) and (key not in _KEPT or _names_them(details, known)):
        return ""
    return details


def sweep(session: Session, known: Collection[str]) -> None:
    """Take names and numbers out of what was written elsewhere on the floor: alerts, incidents, errors of senders."""
    texts: Iterable[tuple[type[Any], tuple[InstrumentedAttribute[Any], ...]]] = (
        (Incident, (Incident.title, Incident.solution, Incident.shared)),
        (Alert, (Alert.details, Alert.action)),
        (FeedReject, (FeedReject.reason, FeedReject.external_key)),
        (FeedSource, (FeedSource.last_error,)),
        (Notification, (Notification.last_error,)),
    )
    # JSON keeps signs beyond ASCII as numbers.
    forms = sorted({*known, *(json.dumps(word)[1:-1] for word in known)})
    for kind, columns in texts:
        for begin in range(0, len(forms), AT_A_TIME):
            some = forms[begin : begin + AT_A_TIME]
            said = [cast(column, Text).icontains(word, autoescape=True) for column in columns for word in some]
            for row in session.scalars(select(kind).where(or_(*said))).all():
                for column in columns:
                    setattr(row, column.key, _replaced(getattr(row, column.key), known))
    session.flush()


def _replaced(value: Any, known: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(each, known) for name, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, known) for each in value]
    return without(value, known) if isinstance(value, str) else value


def without(text: str, known: Collection[str]) -> str:
    """Return a text with a mark in the place of names and numbers."""
    return re.sub("|".join(map(re.escape, known)), MASK, text, flags=re.IGNORECASE) if known else text


def _names_them(text: str, known: Collection[str]) -> bool:
    return any(word.casefold() in text.casefold() for word in known)


def _digest(key: str | None, known: Collection[str]) -> str | None:
    """Return a name of another system as it is, unless it says who somebody is: then only what it can be known by."""
    return checksum(key) if key is not None and _names_them(key, known) else key


def _cleared(text: str | None, known: Collection[str]) -> str | None:
    return None if text is not None and _names_them(text, known) else text
