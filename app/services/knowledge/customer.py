"""All that is known of one customer (客户视图): how they are reached, what they bought, complained of and were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.customer import ContactKind, Customer, CustomerContact, CustomerOrder
from app.models.desk import Compensation, CompensationState
from app.models.follow_up import CallOutcome, FollowUp, FollowUpCall, Survey
from app.models.message import Direction, Message, Purpose
from app.models.people import Person
from app.models.ticket import Category, Source, Status, Ticket
from app.services.knowledge.customer_edits import CustomerFields, customer_here, fields_of
from app.services.knowledge.promises import PromiseRow, promises_of

# Of complaints and of messages the newest are listed.
MOST = 200


@dataclass(frozen=True)
class ContactRow:
    """One way to reach a customer."""

    kind: ContactKind
    value: str


@dataclass(frozen=True)
class BoughtRow:
    """What a customer bought; `amount` is in hundredths of `currency`."""

    number: str
    product: str
    ordered_at: datetime | None
    amount: int | None
    currency: str
    place: str
    state: str


@dataclass(frozen=True)
class ComplaintRow:
    """One complaint, and the last score that the customer gave its result."""

    id: int
    number: str
    title: str
    category: str
    status: Status
    received_at: datetime
    score: int | None


@dataclass(frozen=True)
class TalkRow:
    """One message or call, in or out; of a call of the follow-up its outcome."""

    at: datetime
    direction: Direction
    medium: Source
    purpose: Purpose
    ticket_id: int | None
    number: str
    person: str
    text: str
    outcome: CallOutcome | None = None


@dataclass(frozen=True)
class SumRow:
    """What a customer was given altogether, in hundredths of a currency, and what of it is not paid yet."""

    currency: str
    given: int
    unpaid: int


@dataclass(frozen=True)
class CustomerView:
    """One customer whole. Lists begin with the newest; `complaint_count` is of all complaints, listed or not.

    `satisfaction` is the mean of the scores they gave, None without one.
    """

    id: int
    version: int
    fields: CustomerFields
    external_key: str
    erased_at: datetime | None
    contacts: tuple[ContactRow, ...]
    orders: tuple[BoughtRow, ...]
    complaints: tuple[ComplaintRow, ...]
    complaint_count: int
    open_count: int
    talks: tuple[TalkRow, ...]
    satisfaction: float | None
    survey_count: int
    sums: tuple[SumRow, ...]
    promises: tuple[PromiseRow, ...]


def read_customer(session: Session, customer_id: int) -> CustomerView:
    """Read one customer, or who they have turned out to be; raises `CustomerEditError` for one that is not there."""
    customer = customer_here(session, customer_id)
    of_theirs = Ticket.customer_id == customer.id
    is_open = Ticket.status.in_([Status.OPEN, Status.WAITING])
    counts = select(func.count(), func.count().filter(is_open)).where(of_theirs)
    complaint_count, open_count = session.execute(counts).one()
    scores = select(func.avg(Survey.score), func.count()).join(Ticket, Ticket.id == Survey.ticket_id).where(of_theirs)
    mean, survey_count = session.execute(scores).one()
    return CustomerView(
        id=customer.id,
        version=customer.version,
        fields=fields_of(customer),
        external_key=customer.external_key or "",
        erased_at=customer.erased_at,
        contacts=_contacts(session, customer),
        orders=_orders(session, customer),
        complaints=_complaints(session, customer),
        complaint_count=complaint_count,
        open_count=open_count,
        talks=_talks(session, customer),
        satisfaction=None if mean is None else float(mean),
        survey_count=survey_count,
        sums=_sums(session, customer),
        promises=promises_of(session, customer_id=customer.id),
    )


def _contacts(session: Session, customer: Customer) -> tuple[ContactRow, ...]:
    rows = session.execute(
        select(CustomerContact.kind, CustomerContact.value)
        .where(CustomerContact.customer_id == customer.id)
        .order_by(CustomerContact.kind, CustomerContact.id)
    )
    return tuple(ContactRow(kind, value) for kind, value in rows)


def _orders(session: Session, customer: Customer) -> tuple[BoughtRow, ...]:
    rows = session.scalars(
        select(CustomerOrder)
        .where(CustomerOrder.customer_id == customer.id)
        .order_by(CustomerOrder.ordered_at.desc().nulls_last(), CustomerOrder.id.desc())
        .limit(MOST)
    )
    return tuple(
        BoughtRow(each.number, each.product, each.ordered_at, each.amount, each.currency or "", each.place, each.state)
        for each in rows
    )


def _complaints(session: Session, customer: Customer) -> tuple[ComplaintRow, ...]:
    score = (
        select(Survey.score)
        .where(Survey.ticket_id == Ticket.id)
        .order_by(Survey.at.desc(), Survey.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Ticket.id, Ticket.number, Ticket.title, Category.path, Ticket.status, Ticket.received_at, score)
        .outerjoin(Category, Category.id == Ticket.category_id)
        .where(Ticket.customer_id == customer.id)
        .order_by(Ticket.received_at.desc(), Ticket.id.desc())
        .limit(MOST)
    )
    return tuple(
        ComplaintRow(id_, number, title, category or "", status, at, given)
        for id_, number, title, category, status, at, given in rows
    )


def _talks(session: Session, customer: Customer) -> tuple[TalkRow, ...]:
    """Return messages, and calls of follow-ups, the newest first."""
    messages = session.execute(
        select(Message, Ticket.number, Person.name)
        .outerjoin(Ticket, Ticket.id == Message.ticket_id)
        .outerjoin(Person, Person.id == Message.person_id)
        .where(Message.customer_id == customer.id, Message.task_id.is_(None))
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(MOST)
    )
    calls = session.execute(
        select(FollowUpCall, Ticket.id, Ticket.number, Person.name)
        .join(FollowUp, FollowUp.id == FollowUpCall.follow_up_id)
        .join(Ticket, Ticket.id == FollowUp.ticket_id)
        .outerjoin(Person, Person.id == FollowUpCall.person_id)
        .where(Ticket.customer_id == customer.id)
        .order_by(FollowUpCall.id.desc())
        .limit(MOST)
    )
    rows = [
        TalkRow(
            each.at,
            each.direction,
            each.medium,
            each.purpose,
            each.ticket_id,
            number or "",
            name or "",
            "\n".join(filter(None, (each.subject, each.body))),
        )
        for each, number, name in messages
    ]
    out = (Direction.OUT, Source.TELEPHONE, Purpose.SURVEY)
    rows += [
        TalkRow(call.at, *out, ticket_id, number, name or "", call.note, call.outcome)
        for call, ticket_id, number, name in calls
    ]
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True)[:MOST])


def _sums(session: Session, customer: Customer) -> tuple[SumRow, ...]:
    held: Sequence[CompensationState] = (CompensationState.GRANTED, CompensationState.PAID)
    unpaid = func.sum(Compensation.amount).filter(Compensation.state == CompensationState.GRANTED)
    rows = session.execute(
        select(Compensation.currency, func.sum(Compensation.amount), func.coalesce(unpaid, 0))
        .join(Ticket, Ticket.id == Compensation.ticket_id)
        .where(Ticket.customer_id == customer.id, Compensation.state.in_(held))
        .group_by(Compensation.currency)
        .order_by(Compensation.currency)
    )
    return tuple(SumRow(currency, int(given), int(rest)) for currency, given, rest in rows)
