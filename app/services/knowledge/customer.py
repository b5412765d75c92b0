"""All that is known of one customer (客户视图): how they are reached, what they bought, complained of and were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.customer import ContactKind, Customer, CustomerContact, CustomerOrder
from app.models.desk import Compensation, CompensationState
from app.models.follow_up import CallOutcome, FollowUp, FollowUpCall, Survey
from app.models.message import Direction, Message, Purpose
from app.models.people import Language, Person
from app.models.texts import in_one_line
from app.models.ticket import Category, Source, Status, Ticket
from app.services.deadlines.clocks import lock_live_clocks_of
from app.services.deadlines.rulebook import Rulebook
from app.services.decisions import Matter, decide
from app.services.handling.reassess import reassess_all, unfinished
from app.services.intake.customers import LONGEST_NAME, address_of, current, digits_of
from app.services.knowledge.promises import PromiseRow, promises_of

# Of complaints and of messages the newest are listed.
MOST = 200
# What stays on record of a change, before and after.
_IMPERSONAL = ("level", "language", "high_risk", "call_from", "call_until")
_LONGEST = {"name": LONGEST_NAME, "level": 32, "telephone": 64, "email": 320, "note": 1_000}


class CustomerEditError(DomainError):
    """What is to be known of a customer cannot be kept as given."""


@dataclass(frozen=True)
class CustomerFields:
    """What people write of a customer; empty and None where nothing is known."""

    name: str
    level: str = ""
    telephone: str = ""
    email: str = ""
    language: Language | None = None
    high_risk: bool = False
    call_from: int | None = None
    call_until: int | None = None
    note: str = ""


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
    customer = _customer(session, customer_id)
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


def edit_customer(
    session: Session,
    rulebook: Rulebook,
    customer_id: int,
    fields: CustomerFields,
    *,
    version: int,
    person_id: int | None,
    now: datetime,
) -> None:
    """Write what is known of a customer; complaints that are not over follow another level or mark.

    Who changed which fields is on record, without what is personal. Raises `CustomerEditError`, also where
    somebody else has written since `version`, or the customer is erased.
    """
    customer = _customer(session, customer_id)
    if customer.erased_at is not None:
        raise CustomerEditError("What was known of this customer was erased: a new complaint makes a new one.")
    if customer.version != version:
        raise CustomerEditError("Somebody has changed this customer meanwhile: look at them again.")
    told = _checked(fields)
    before = fields_of(customer)
    presses = (customer.level or "", customer.high_risk) != (told.level, told.high_risk)
    theirs = unfinished(session, Ticket.customer_id == customer.id) if presses else []
    if theirs:
        # Complaints are locked before their customer, as by who offers something: in one order nobody waits for ever.
        lock_live_clocks_of(session, theirs)
    customer.name, customer.level, customer.note = told.name, told.level or None, told.note
    customer.telephone, customer.email = told.telephone or None, told.email or None
    customer.language, customer.high_risk = told.language, told.high_risk
    customer.call_from, customer.call_until = told.call_from, told.call_until
    _keep_contact(session, customer, ContactKind.TELEPHONE, told.telephone, digits_of(told.telephone))
    _keep_contact(session, customer, ContactKind.EMAIL, told.email, address_of(told.email))
    session.flush()
    if changed := [name for name, value in vars(told).items() if value != getattr(before, name)]:
        kept = {name: [getattr(before, name), getattr(told, name)] for name in _IMPERSONAL if name in changed}
        said = {"customer_id": customer.id, "changed": changed, **kept}
        decide(session, Matter.CUSTOMER, said, by=person_id, now=now)
    if theirs:
        reassess_all(session, rulebook, theirs, person_id=person_id, now=now)


def fields_of(customer: Customer) -> CustomerFields:
    """Return what people have written of a customer."""
    return CustomerFields(
        customer.name,
        customer.level or "",
        customer.telephone or "",
        customer.email or "",
        customer.language,
        customer.high_risk,
        customer.call_from,
        customer.call_until,
        customer.note,
    )


def levels(session: Session) -> tuple[str, ...]:
    """Return the levels that customers have, to choose from."""
    known = session.scalars(select(Customer.level).where(Customer.level.is_not(None)).distinct())
    return tuple(sorted(filter(None, known)))


def _customer(session: Session, customer_id: int) -> Customer:
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise CustomerEditError("There is no customer with the identity {id}.", id=customer_id)
    return current(session, customer)


def _checked(fields: CustomerFields) -> CustomerFields:
    texts = {name: in_one_line(getattr(fields, name)) for name in _LONGEST}
    for name, text in texts.items():
        if len(text) > _LONGEST[name]:
            raise CustomerEditError(
                "A text has at most {longest} characters; this one has {count}.",
                longest=_LONGEST[name],
                count=len(text),
            )
    if not texts["name"]:
        raise CustomerEditError("A customer needs a name.")
    if texts["telephone"] and not digits_of(texts["telephone"]):
        raise CustomerEditError("“{text}” is no telephone number.", text=texts["telephone"])
    if texts["email"] and not address_of(texts["email"]):
        raise CustomerEditError("“{text}” is no e-mail address.", text=texts["email"])
    hours = (fields.call_from, fields.call_until)
    if any(hour is not None and not 0 <= hour <= 24 for hour in hours):
        raise CustomerEditError("The hours to call at lie between 0 and 24.")
    return CustomerFields(
        **texts, language=fields.language, high_risk=fields.high_risk, call_from=hours[0], call_until=hours[1]
    )


def _keep_contact(session: Session, customer: Customer, kind: ContactKind, value: str, normal: str) -> None:
    same = {"customer_id": customer.id, "kind": kind, "normal": normal}
    if normal and session.scalars(select(CustomerContact.id).filter_by(**same)).first() is None:
        session.add(CustomerContact(**same, value=value))


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
