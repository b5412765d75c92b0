"""Records a complaint that a person took down, with its customer and its files, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.base import Base
from app.models.customer import Customer, CustomerOrder
from app.models.floor import Queue
from app.models.texts import trimmed
from app.models.ticket import Category, Emotion, Source, Ticket
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.register import register
from app.services.intake.customers import address_of, current, digits_of, find_or_make
from app.services.intake.evidence import attach

_Kind = TypeVar("_Kind", bound=Base)
LONGEST_TEXT, MOST_AFFECTED, LONGEST_PRODUCT = 50_000, 10_000_000, 200


class RecordError(DomainError):
    """Something that was taken down cannot be right, or is not there any longer."""


@dataclass(frozen=True)
class NewComplaint:
    """What a person took down. Who is known already goes by their identity, else by name, number and address.

    `received_at` is None for now, `mine` lets whoever records it look after it. Files are names and contents.
    """

    title: str
    source: Source
    received_at: datetime | None = None
    description: str = ""
    demand: str = ""
    emotion: Emotion | None = None
    affected: int = 1
    product: str = ""
    customer_id: int | None = None
    name: str = ""
    telephone: str = ""
    email: str = ""
    order_id: int | None = None
    category_id: int | None = None
    queue_id: int | None = None
    mine: bool = True
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class Choices:
    """What can be chosen for a new complaint: categories by their paths and queues by their names, with identities."""

    categories: Sequence[tuple[int, str]] = ()
    queues: Sequence[tuple[int, str]] = ()


def read_choices(session: Session) -> Choices:
    """Read what a complaint can be recorded under; what is retired is not among it."""
    parents = select(Category.parent_id).where(Category.parent_id.is_not(None), Category.active)
    leaves = (
        select(Category.id, Category.path).where(Category.active, Category.id.not_in(parents)).order_by(Category.path)
    )
    queues = select(Queue.id, Queue.name).order_by(Queue.name)
    categories, named = ([(row[0], row[1]) for row in session.execute(each)] for each in (leaves, queues))
    return Choices(categories, named)


def record(session: Session, rulebook: Rulebook, new: NewComplaint, *, person_id: int | None, now: datetime) -> Ticket:
    """Record what was taken down; raises `RecordError`, `RegistrationError`, `CustomerError` and `EvidenceError`.

    Who records it is its first handler, and answers for it to the end.
    """
    if new.category_id is not None and not _still(session, Category, new.category_id).active:
        raise RecordError("The category was retired meanwhile: choose another one.")
    # A session remembers only what somebody holds, and all that follows asks for the customer.
    _held = session.get(Customer, new.customer_id) if new.customer_id is not None else None
    ticket = register(
        session,
        rulebook,
        source=new.source,
        received_at=new.received_at,
        person_id=person_id,
        category_id=new.category_id,
        owner_id=person_id if new.mine else None,
        first_handler_id=person_id,
        now=now,
        **told(session, new),
    )
    for name, content in new.files:
        attach(session, rulebook, ticket, name, content, person_id=person_id, now=now)
    return ticket


def told(session: Session, new: NewComplaint) -> dict[str, Any]:
    """Return by their columns what was said: whose complaint it is, and of what; raises as `record` does."""
    for text in (new.description, new.demand):
        if len(text) > LONGEST_TEXT:
            raise RecordError("A text has at most {longest} characters.", longest=LONGEST_TEXT)
    if not 1 <= new.affected <= MOST_AFFECTED:
        raise RecordError("Between 1 and {most} people are affected.", most=MOST_AFFECTED)
    customer = _customer(session, new)
    order = _order(session, new.order_id, customer)
    if new.queue_id is not None:
        _still(session, Queue, new.queue_id)
    return {
        "title": trimmed(new.title),
        "description": trimmed(new.description),
        "demand": trimmed(new.demand),
        "emotion": new.emotion,
        "affected": new.affected,
        "product": trimmed(new.product)[:LONGEST_PRODUCT] or (order.product if order else None) or None,
        "customer_id": customer.id if customer else None,
        "order_id": order.id if order else None,
        "queue_id": new.queue_id,
    }


def _customer(session: Session, new: NewComplaint) -> Customer | None:
    """Return who complains; nobody where nothing is known of them."""
    if new.customer_id is not None:
        customer = current(session, _still(session, Customer, new.customer_id))
        if customer.erased_at is not None:
            raise RecordError("What was known of this customer was erased meanwhile: choose again.")
        return customer
    if new.telephone.strip() and not digits_of(new.telephone):
        raise RecordError("“{text}” is no telephone number.", text=new.telephone.strip())
    if new.email.strip() and not address_of(new.email):
        raise RecordError("“{text}” is no e-mail address.", text=new.email.strip())
    if not any(each.strip() for each in (new.name, new.telephone, new.email)):
        return None
    return find_or_make(session, name=new.name, telephone=new.telephone, email=new.email)


def _order(session: Session, order_id: int | None, customer: Customer | None) -> CustomerOrder | None:
    if order_id is None:
        return None
    order = _still(session, CustomerOrder, order_id)
    if customer is None or order.customer_id != customer.id:
        raise RecordError("The order {number} is another customer's.", number=order.number)
    return order


def _still(session: Session, kind: type[_Kind], id_: int) -> _Kind:
    found = session.get(kind, id_)
    if found is None:
        raise RecordError("What was chosen is not there any longer: choose again.")
    return found
