"""Corrects the record of a complaint (更正): whose it is, what it says, what it is about; each change is on record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models.customer import Customer, CustomerOrder
from app.models.floor import Queue
from app.models.ticket import Category, Status, Ticket, TicketEvent
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.category_edits import change_category
from app.services.handling.reassess import reassess
from app.services.handling.register import LONGEST_TITLE
from app.services.intake.customers import FoundCustomer
from app.services.intake.record import NewComplaint, RecordError, told

CORRECTED = "corrected"
# What has ended is as it was.
CORRECTABLE = (Status.OPEN, Status.WAITING, Status.RESOLVED)


@dataclass(frozen=True)
class Recorded:
    """What is on record of a complaint, as the form of a new one takes it; `category` is a path, empty for none."""

    new: NewComplaint
    category: str
    customer: FoundCustomer | None


def read_record(session: Session, ticket_id: int) -> Recorded:
    """Return what is on record of a complaint."""
    ticket = session.get_one(Ticket, ticket_id)
    customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    category = session.get(Category, ticket.category_id) if ticket.category_id else None
    return Recorded(
        NewComplaint(
            title=ticket.title,
            source=ticket.source,
            received_at=ticket.received_at,
            description=ticket.description,
            demand=ticket.demand,
            emotion=ticket.emotion,
            affected=ticket.affected,
            product=ticket.product or "",
            customer_id=ticket.customer_id,
            order_id=ticket.order_id,
            category_id=ticket.category_id,
            queue_id=ticket.queue_id,
        ),
        category.path if category else "",
        _found(customer) if customer else None,
    )


def correct(
    session: Session, rulebook: Rulebook, ticket: Ticket, new: NewComplaint, *, person_id: int | None, now: datetime
) -> bool:
    """Put what is said now in the place of what was; its source, its time and its files stay. Say whether it differs.

    Risk, score and deadlines follow what is known. Raises `RecordError`, `CustomerError` and `CategoryError`.
    """
    lock_live_clocks(session, ticket)
    session.refresh(ticket)
    if ticket.status not in CORRECTABLE:
        raise RecordError(
            "{number} is {status}: its record is not corrected any more.", number=ticket.number, status=ticket.status
        )
    if not 0 < len(new.title.strip()) <= LONGEST_TITLE:
        raise RecordError("A complaint needs a title of at most {longest} characters.", longest=LONGEST_TITLE)
    wanted = told(session, new)
    changes = {name: value for name, value in wanted.items() if getattr(ticket, name) != value}
    if changes:
        details = {
            name: [_said(session, name, getattr(ticket, name)), _said(session, name, changes[name])] for name in changes
        }
        for name, value in changes.items():
            setattr(ticket, name, value)
        session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=CORRECTED, person_id=person_id, details=details))
        session.flush()
    moves = new.category_id != ticket.category_id
    if moves:
        change_category(session, rulebook, ticket, new.category_id, person_id=person_id, now=now)
    elif changes:
        reassess(session, rulebook, ticket, person_id=person_id, now=now)
    return bool(changes or moves)


def _found(customer: Customer) -> FoundCustomer:
    known = customer.level or "", customer.telephone or "", customer.email or ""
    return FoundCustomer(customer.id, customer.name, *known, customer.high_risk, by="")


def _said(session: Session, name: str, value: Any) -> Any:
    """Return a value as the record says it for people: names in the place of identities."""
    if value is None:
        return ""
    if name == "customer_id":
        return session.get_one(Customer, value).name
    if name == "order_id":
        return session.get_one(CustomerOrder, value).number
    return session.get_one(Queue, value).name if name == "queue_id" else value
