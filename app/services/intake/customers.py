"""Finds customers while somebody types, by the digits of a telephone, a name, an address, an order; makes new ones."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from app.errors import DomainError
from app.models.customer import ContactKind, Customer, CustomerContact, CustomerOrder
from app.models.texts import in_one_line

LONGEST_NAME, LONGEST_TELEPHONE, LONGEST_EMAIL = 200, 64, 320
# Fewer digits are found in too many numbers, and fewer are no number.
_LEAST_DIGITS = 3
_LEAST_OF_ORDER, _LEAST_AT_HOME = 5, 8
_TELEPHONE = re.compile(r"[\d\s+()./-]+")
_WORD = re.compile(r"[\w.+-]+", re.ASCII)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


class CustomerError(DomainError):
    """A customer of whom too little is known, or what is said of one cannot be right."""


@dataclass(frozen=True)
class FoundCustomer:
    """A customer who may be meant; `by` is the number, address or order that they were found by, if not by name.

    Texts are empty where nothing is known.
    """

    id: int
    name: str
    level: str
    telephone: str
    email: str
    high_risk: bool
    by: str


@dataclass(frozen=True)
class OrderRow:
    """What a customer bought."""

    id: int
    number: str
    product: str
    ordered_at: datetime | None


def digits_of(telephone: str) -> str:
    """Return the digits that a telephone is found by; empty where it is no number."""
    plain = unicodedata.normalize("NFKC", telephone).strip()
    digits = "".join(filter(str.isdecimal, plain))
    fits = len(plain) <= LONGEST_TELEPHONE and _TELEPHONE.fullmatch(plain)
    return digits if fits and len(digits) >= _LEAST_DIGITS else ""


def address_of(email: str) -> str:
    """Return an e-mail address as it is found by; empty where it is none."""
    plain = unicodedata.normalize("NFKC", email).strip().lower()
    return plain if len(plain) <= LONGEST_EMAIL and _ADDRESS.fullmatch(plain) else ""


def _at_home(telephone: str) -> list[str]:
    """Return the digits of a number, and where it begins with the code of a country those that may be without it."""
    digits = digits_of(telephone)
    is_abroad = unicodedata.normalize("NFKC", telephone).strip().startswith(("+", "00"))
    return [
        digits[place:] for place in range(6 if is_abroad else 1) if place == 0 or len(digits) - place >= _LEAST_AT_HOME
    ]


def contacts_of(telephone: str | None, email: str | None) -> list[tuple[ContactKind, str, str]]:
    """Return the kind of each contact that is one, how it was written, and what it is found by."""
    given = (
        (ContactKind.EMAIL, email or "", address_of(email or "")),
        (ContactKind.TELEPHONE, telephone or "", digits_of(telephone or "")),
    )
    return [(kind, value.strip(), normal) for kind, value, normal in given if normal]


def find_customers(session: Session, typed: str, *, limit: int = 12) -> tuple[FoundCustomer, ...]:
    """Return who may be meant by what is typed, the likeliest first: whom it names whole, then from the beginning.

    Any digits in a row of a telephone find it, and the beginning of an order's number or of an address.
    """
    typed = in_one_line(unicodedata.normalize("NFC", typed))
    # Nobody is called so long, nor reached by it; what was pasted by mistake is too much for the database to look for.
    if not 0 < len(typed) <= LONGEST_EMAIL:
        return ()
    found: dict[int, FoundCustomer] = {}
    for by, statement in _ways(typed, embedded=session.get_bind().dialect.name == "sqlite"):
        # Whoever reads out a whole number means nobody else.
        if len(found) < limit and not any(_is_whole(row.by, typed) for row in found.values()):
            for row in session.execute(statement.limit(limit)):
                found.setdefault(row[0], FoundCustomer(*_said(row[:6]), row[6] if by else ""))
    return tuple(found.values())[:limit]


def orders_of(session: Session, customer_id: int) -> tuple[OrderRow, ...]:
    """Return what a customer bought, the newest first."""
    order = CustomerOrder
    rows = session.execute(
        select(order.id, order.number, order.product, order.ordered_at)
        .where(order.customer_id == customer_id)
        .order_by(order.ordered_at.desc().nulls_last(), order.id.desc())
    )
    return tuple(OrderRow(*row) for row in rows)


def find_or_make(session: Session, *, name: str = "", telephone: str | None = "", email: str | None = "") -> Customer:
    """Return the one customer whom an address or a number names, with what is new about them; else record a new one.

    Where several share it, it is the one of that name. What is no number or no address is left out. Raises
    `CustomerError` where nothing is left.
    """
    contacts = contacts_of(telephone, email)
    name = " ".join(_visible(name).split())[:LONGEST_NAME]
    if not name and not contacts:
        raise CustomerError("A customer needs a name, a telephone number or an e-mail address.")
    known = (
        _known(session, kind, _at_home(value) if kind == ContactKind.TELEPHONE else [normal], name)
        for kind, value, normal in contacts
    )
    customer = next(filter(None, known), None)
    if customer is None:
        customer = Customer(name=name or contacts[0][1][:LONGEST_NAME])
        session.add(customer)
        session.flush()
    _learn(session, customer, contacts)
    return customer


def current(session: Session, customer: Customer) -> Customer:
    """Return whom a customer has turned out to be."""
    while customer.merged_into_id is not None:
        customer = session.get_one(Customer, customer.merged_into_id)
    return customer


def _ways(typed: str, *, embedded: bool) -> Iterable[tuple[bool, Select[*tuple[Any, ...]]]]:
    """Yield the ways to find somebody, those without an index last, and whether one tells what it found them by."""
    contact, order = CustomerContact, CustomerOrder
    by_contact, by_order = _by(contact.value, contact.customer_id), _by(order.number, order.customer_id)
    number, digits = contact.kind == ContactKind.TELEPHONE, digits_of(typed)
    if digits:
        yield True, by_contact.where(number, _begins(contact.normal, digits, embedded))
        yield True, by_contact.where(number, contact.normal.in_(_at_home(typed)))
    elif "@" in typed or _WORD.fullmatch(typed):
        yield True, by_contact.where(_begins(contact.normal, typed.lower(), embedded))
    if not digits:
        named = (_begins(Customer.name, text, embedded) for text in {typed, typed.title()})
        yield False, _customers().where(or_(*named)).order_by(func.length(Customer.name), Customer.id.desc())
    if _WORD.fullmatch(typed):
        yield True, by_order.where(order.number.in_({typed, typed.upper()}))
        if len(typed) >= _LEAST_OF_ORDER:
            yield True, by_order.where(or_(*(_begins(order.number, text, embedded) for text in {typed, typed.upper()})))
    if digits:
        yield True, by_contact.where(number, contact.normal.contains(digits))
    elif "@" not in typed:
        words = [Customer.name.icontains(word, autoescape=True) for word in typed.split()]
        yield False, _customers().where(*words).order_by(func.length(Customer.name), Customer.id.desc())


def _customers(*further: InstrumentedAttribute[str]) -> Select[*tuple[Any, ...]]:
    """Select who is still a customer of their own."""
    each = Customer
    return select(each.id, each.name, each.level, each.telephone, each.email, each.high_risk, *further).where(
        each.merged_into_id.is_(None), each.erased_at.is_(None)
    )


def _by(what: InstrumentedAttribute[str], of: InstrumentedAttribute[int]) -> Select[*tuple[Any, ...]]:
    return _customers(what).join(what.class_, of == Customer.id).order_by(func.length(what), of.desc())


def _begins(column: InstrumentedAttribute[str], text: str, embedded: bool) -> ColumnElement[bool]:
    begins = column.startswith(text, autoescape=True)
    # SQLite's index is in the order of the signs, and helps with no LIKE, which there takes capitals for small letters.
    return and_(column >= text, column < text + "\U0010ffff", begins) if embedded else begins


def _is_whole(by: str, typed: str) -> bool:
    return bool(by) and typed.casefold() in (by.casefold(), digits_of(by))


def _said(row: Sequence[Any]) -> tuple[int, str, str, str, str, bool]:
    id_, name, level, telephone, email, high_risk = row
    return id_, name, level or "", telephone or "", email or "", high_risk


def _visible(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Cs") or sign.isspace())


def _known(session: Session, kind: ContactKind, normal: Sequence[str], name: str) -> Customer | None:
    rows = session.scalars(
        select(Customer)
        .join(CustomerContact, CustomerContact.customer_id == Customer.id)
        .where(CustomerContact.kind == kind, CustomerContact.normal.in_(normal), Customer.erased_at.is_(None))
        .order_by(Customer.id)
    )
    found = list(dict.fromkeys(current(session, row) for row in rows))
    named = [row for row in found if row.name.casefold() == name.casefold()]
    return next(iter(named or (found if len(found) == 1 or not name else ())), None)


def _learn(session: Session, customer: Customer, contacts: Iterable[tuple[ContactKind, str, str]]) -> None:
    """Write down how else a customer is reached, and first of all where nothing was known."""
    contact = CustomerContact
    rows = session.execute(select(contact.kind, contact.normal).where(contact.customer_id == customer.id))
    known = {(kind, normal) for kind, normal in rows}
    for kind, value, normal in contacts:
        if (kind, normal) not in known:
            session.add(contact(customer_id=customer.id, kind=kind, value=value, normal=normal))
    customer.telephone = customer.telephone or next(
        (v for kind, v, _ in contacts if kind == ContactKind.TELEPHONE), None
    )
    customer.email = customer.email or next((v for kind, v, _ in contacts if kind == ContactKind.EMAIL), None)
