"""What people write of a customer (客户资料): checked, kept with what it was before, and complaints follow."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.customer import ContactKind, Customer, CustomerContact
from app.models.people import Language
from app.models.texts import in_one_line
from app.models.ticket import Ticket
from app.services.deadlines.locking import lock_live_clocks_of
from app.services.deadlines.rulebook import Rulebook
from app.services.decisions import Matter, decide
from app.services.handling.reassess import reassess_all, unfinished
from app.services.intake.customers import LONGEST_NAME, address_of, current, digits_of

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
    customer = customer_here(session, customer_id)
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


def customer_here(session: Session, customer_id: int) -> Customer:
    """Return a customer, or whom they were merged into; raises `CustomerEditError`."""
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
