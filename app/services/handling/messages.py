"""What is said to customers and by them (往来记录): notices by e-mail, and what went by telephone or another way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.customer import ContactKind, Customer, CustomerContact
from app.models.department import Department, DepartmentTask
from app.models.escalation import Delivery
from app.models.message import Direction, Message, Purpose
from app.models.people import EMAIL_ADDRESS, Person
from app.models.quoting import parted
from app.models.sla import STATUS, LifeEvent
from app.models.template_fields import GAP
from app.models.texts import trimmed
from app.models.ticket import Source, Status, Ticket, TicketEvent
from app.services.deadlines.letters import LONGEST_SUBJECT, one_line, write_letter
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.waits import WAITING_FOR_CUSTOMER, wait_of
from app.services.handling.desk_rights import require_somebody
from app.services.handling.events import happen
from app.services.handling.reassess import reassess

LONGEST_BODY = 20_000
# The time line tells this much; all of it is in the correspondence.
_LONGEST_STORY = 600
TOLD, CALLED, WROTE = "message_sent", "call_recorded", "customer_wrote"
# What a person decides where nobody knows whether it has left, or it was refused.
RESENDABLE = (Delivery.FAILED, Delivery.UNKNOWN)
# What happens to a complaint when its customer is told so; a personal word is an answer.
_EVENTS: Mapping[Purpose, LifeEvent] = {
    Purpose.ACKNOWLEDGEMENT: LifeEvent.ACKNOWLEDGED,
    Purpose.PROGRESS: LifeEvent.INFORMED,
    Purpose.RESULT: LifeEvent.ANSWERED,
    Purpose.OTHER: LifeEvent.ANSWERED,
}


class MessageError(DomainError):
    """A message that cannot be sent or recorded as given."""


@dataclass(frozen=True)
class Notice:
    """What a customer is told, and how: by e-mail it is sent, by any other way it was told already.

    `address` is empty where nobody noted it. A result that `resolves` ends the work on the complaint with it.
    """

    purpose: Purpose
    medium: Source
    body: str
    subject: str = ""
    address: str = ""
    template: str | None = None
    resolves: bool = False


@dataclass(frozen=True)
class Call:
    """A call as it was: who called whom at which number, and what was said."""

    direction: Direction
    text: str
    telephone: str = ""
    purpose: Purpose = Purpose.OTHER


@dataclass(frozen=True)
class MessageRow:
    """A message or call as screens list it; `quoted` is what it repeats of earlier ones. Texts may be empty."""

    id: int
    at: datetime
    direction: Direction
    purpose: Purpose
    medium: Source
    person: str
    address: str
    subject: str
    written: str
    quoted: str
    department: str
    state: Delivery | None
    sent_at: datetime | None
    last_error: str


def send_message(
    session: Session, rulebook: Rulebook, ticket: Ticket, notice: Notice, *, person_id: int | None, now: datetime
) -> Message:
    """Send a notice to the customer of a complaint, or record what they were told; its clocks follow.

    Raises `MessageError`.
    """
    require_somebody(session, person_id)
    body = _body(notice.body)
    if GAP in body or GAP in notice.subject:
        raise MessageError("There are gaps left in the text ({gap}): fill them first.", gap=GAP)
    if notice.medium is Source.EMAIL:
        address = notice.address.strip()
        if not EMAIL_ADDRESS.fullmatch(address):
            raise MessageError("{email} is not an e-mail address.", email=address or "–")
        if not one_line(notice.subject):
            raise MessageError("A mail needs a subject.")
        message = write_letter(
            session,
            ticket,
            address,
            notice.subject,
            body,
            notice.purpose,
            template=notice.template,
            person_id=person_id,
            now=now,
        )
    else:
        message = _told(session, ticket, Direction.OUT, notice, body, person_id=person_id, now=now)
    event = LifeEvent.RESOLVED if notice.resolves and notice.purpose is Purpose.RESULT else _EVENTS.get(notice.purpose)
    _happen(session, rulebook, ticket, event, message, TOLD, person_id=person_id, now=now)
    return message


def record_call(
    session: Session, rulebook: Rulebook, ticket: Ticket, call: Call, *, person_id: int | None, now: datetime
) -> Message:
    """Record a call with the customer: to them it is a word to them; from them it may be what was waited for.

    Raises `MessageError`.
    """
    require_somebody(session, person_id)
    notice = Notice(call.purpose, Source.TELEPHONE, call.text, address=call.telephone)
    message = _told(session, ticket, call.direction, notice, _body(call.text), person_id=person_id, now=now)
    if call.direction is Direction.OUT:
        _happen(session, rulebook, ticket, _EVENTS.get(call.purpose), message, CALLED, person_id=person_id, now=now)
        return message
    heard(session, rulebook, ticket, message, CALLED, person_id=person_id, now=now)
    return message


def heard(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    message: Message,
    kind: str,
    *,
    person_id: int | None = None,
    now: datetime,
) -> None:
    """Let what a customer has said do what it does: it ends a wait for them, and risk that it tells of is found."""
    waits = ticket.status is Status.WAITING and wait_of(session, ticket, at=now).reason == WAITING_FOR_CUSTOMER
    event = LifeEvent.CUSTOMER_REPLIED if waits else None
    _happen(session, rulebook, ticket, event, message, kind, person_id=person_id, now=now)
    reassess(session, rulebook, ticket, parted(message.body)[0], person_id=person_id, now=now)


def resend(session: Session, message_id: int, *, person_id: int | None, now: datetime) -> Message:
    """Send a mail once more that failed or whose fate nobody knows, under its old name; raises `MessageError`."""
    require_somebody(session, person_id)
    message = session.get(Message, message_id, with_for_update=True)
    if message is None or message.state not in RESENDABLE:
        raise MessageError("This message neither failed nor is its fate unknown.")
    message.state, message.attempts, message.next_attempt_at = Delivery.PENDING, 0, now
    session.flush()
    return message


def settle(session: Session, message_id: int, *, person_id: int | None) -> Message:
    """Decide that a mail that failed, or whose fate nobody knows, is not sent again; raises `MessageError`."""
    require_somebody(session, person_id)
    message = session.get(Message, message_id, with_for_update=True)
    if message is None or message.state not in RESENDABLE:
        raise MessageError("This message neither failed nor is its fate unknown.")
    message.state = Delivery.SETTLED
    session.flush()
    return message


def read_messages(session: Session, ticket_id: int) -> tuple[MessageRow, ...]:
    """Return all that went out and came in about a complaint, the newest last."""
    rows = session.execute(
        select(Message, Person.name, Department.name)
        .outerjoin(Person, Person.id == Message.person_id)
        .outerjoin(DepartmentTask, DepartmentTask.id == Message.task_id)
        .outerjoin(Department, Department.id == DepartmentTask.department_id)
        .where(Message.ticket_id == ticket_id)
        .order_by(Message.at, Message.id)
    )
    return tuple(
        MessageRow(
            message.id,
            message.at,
            message.direction,
            message.purpose,
            message.medium,
            person or "",
            message.address,
            message.subject,
            *parted(message.body),
            department or "",
            message.state,
            message.sent_at,
            message.last_error or "",
        )
        for message, person, department in rows
    )


def addresses_of(session: Session, ticket: Ticket) -> dict[ContactKind, tuple[str, ...]]:
    """Return where the customer of a complaint is reached, by kind, the usual one first."""
    customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    if customer is None:
        return {}
    found: dict[ContactKind, list[str]] = {kind: [] for kind in ContactKind}
    for kind, value in ((ContactKind.TELEPHONE, customer.telephone), (ContactKind.EMAIL, customer.email)):
        found[kind] += [value] if value else []
    contacts = select(CustomerContact).where(CustomerContact.customer_id == customer.id).order_by(CustomerContact.id)
    for contact in session.scalars(contacts):
        found[contact.kind].append(contact.value)
    return {kind: tuple(dict.fromkeys(values)) for kind, values in found.items()}


def _told(
    session: Session,
    ticket: Ticket,
    direction: Direction,
    notice: Notice,
    body: str,
    *,
    person_id: int | None,
    now: datetime,
) -> Message:
    message = Message(
        customer_id=ticket.customer_id,
        ticket_id=ticket.id,
        direction=direction,
        purpose=notice.purpose,
        medium=notice.medium,
        at=now,
        person_id=person_id,
        address=one_line(notice.address)[:320],
        subject=one_line(notice.subject)[:LONGEST_SUBJECT],
        body=body,
        template=notice.template,
    )
    session.add(message)
    session.flush()
    return message


def _happen(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    event: LifeEvent | None,
    message: Message,
    kind: str,
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    """Let the event happen where it fits; where none does, the message is on record by its own kind."""
    text = parted(message.body)[0]
    text = text if len(text) <= _LONGEST_STORY else f"{text[:_LONGEST_STORY]}…"
    details: dict[str, Any] = {"message_id": message.id, "text": text}
    # Whether a mail has told it, its delivery says.
    if message.state is None:
        details["way"] = message.medium.value
    if event is not None and ticket.status in STATUS[event][0]:
        happen(session, rulebook, ticket, event, person_id=person_id, details=details, now=now)
        return
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=kind, person_id=person_id, details=details))
    session.flush()


def _body(text: str) -> str:
    text = trimmed(text)
    if not 0 < len(text) <= LONGEST_BODY:
        raise MessageError(
            "A message has 1 to {longest} characters; this one has {count}.", longest=LONGEST_BODY, count=len(text)
        )
    return text
