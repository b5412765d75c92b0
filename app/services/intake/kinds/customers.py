"""Files of customers: how they are called and reached; who is known by key, address or number is not doubled."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.customer import ContactKind, Customer, CustomerContact
from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.handling.desk_rights import may_lead
from app.services.intake.customers import address_of, current, digits_of, find_or_make
from app.services.intake.drafts import Reject
from app.services.intake.limits import Limits
from app.services.intake.plain_files import FileKind, Part, RowCounts, Total
from app.services.intake.plain_rows import Cells, Line, read_lines
from app.services.intake.tables import Table, shown
from app.services.intake.timing import RowRefusedError

COLUMNS = {
    "name": ("name", "customer", "姓名", "客户姓名", "客户", "客户名称"),
    "key": ("key", "customer_id", "id", "客户编号", "编号"),
    "level": ("level", "tier", "级别", "客户级别", "等级"),
    "telephone": ("telephone", "phone", "mobile", "电话", "手机", "联系电话", "手机号"),
    "email": ("email", "e-mail", "邮箱", "电子邮箱"),
    "address": ("address", "地址"),
    "language": ("language", "语言"),
    "high_risk": ("high_risk", "高风险"),
    "call_from": ("call_from", "最早致电", "致电时段起"),
    "call_until": ("call_until", "最晚致电", "致电时段止"),
    "note": ("note", "remark", "备注"),
}
_YES, _NO = {"1", "yes", "y", "true", "是"}, {"", "0", "no", "n", "false", "否"}
LANGUAGES = {"": None, "zh": Language.CHINESE, "中文": Language.CHINESE, "chinese": Language.CHINESE} | {
    "en": Language.ENGLISH,
    "英文": Language.ENGLISH,
    "英语": Language.ENGLISH,
    "english": Language.ENGLISH,
}
_BETWEEN = re.compile(r"[;,；，、|]+")


class ImportRightsError(DomainError):
    """Somebody imports what is not theirs to import."""


class CustomerLine(NamedTuple):
    """What a row says of a customer; empty and None: nothing."""

    name: str
    key: str
    level: str
    telephones: tuple[str, ...]
    email: str
    address: str
    language: Language | None
    high_risk: bool
    call_from: int | None
    call_until: int | None
    note: str


def require_import_rights(session: Session, by: int | None) -> None:
    """Let team leads and those above them import what is known of customers; raises `ImportRightsError`."""
    if not may_lead(session, by):
        raise ImportRightsError("Team leads and those above them import this; say first who sits here.")


class Customers(FileKind[Line[CustomerLine]]):
    """Customers as another system knows them; what a row says takes the place of what was known, blanks do not."""

    name = "customers"
    title = Bilingual("客户", "Customers")
    holds = Bilingual(
        "每行一位客户，列为 name；可另有 key、level、telephone、email、address、language、high_risk、call_from、"
        "call_until、note（或：姓名、客户编号、级别、电话、邮箱、地址、语言、高风险、最早致电、最晚致电、备注），无需映射。",
        "One row for each customer: name, and key, level, telephone, email, address, language, high_risk, call_from, "
        "call_until, note if known; it needs no mapping.",
    )
    subject = Bilingual("客户级别", "Level")
    figures = (Bilingual("客户", "Customers"), Bilingual("有电话", "With a telephone"))

    @classmethod
    def require_rights(cls, session: Session, by: int | None) -> None:
        """Ask for a lead."""
        require_import_rights(session, by)

    def reader(
        self, session: Session, *, now: datetime, limits: Limits
    ) -> Callable[[Table], Iterator[Part[Line[CustomerLine]]]]:
        """Read by the names of the columns."""
        return partial(read_lines, columns=COLUMNS, say=_say, optional=COLUMNS.keys() - {"name"})

    def write(self, session: Session, portions: Iterable[list[Line[CustomerLine]]], counts: RowCounts) -> list[Reject]:
        """Find or make each customer, and write what is new of them."""
        last = session.scalar(select(func.max(Customer.id))) or 0
        for portion in portions:
            known = customers_by_key(session, [line.says.key for line in portion])
            for line in portion:
                customer = _customer(session, line.says, known)
                changed = _learn(session, customer, line.says)
                if customer.id > last:
                    counts.added += 1
                    last = customer.id
                else:
                    counts.changed += changed
                    counts.unchanged += not changed
        return []

    def total(self, row: Line[CustomerLine]) -> Total:
        """Count by level."""
        return Total(row.says.level or "–", None, (1, int(bool(row.says.telephones))))


def customers_by_key(session: Session, keys: Iterable[str]) -> dict[str, Customer]:
    """Return the customers of keys of another system, as who they have turned out to be."""
    found = session.scalars(select(Customer).where(Customer.external_key.in_({key for key in keys if key})))
    return {str(each.external_key): current(session, each) for each in found.all()}


def _say(cells: Cells) -> CustomerLine:
    language, risk = cells.text("language").casefold(), cells.text("high_risk").casefold()
    if language not in LANGUAGES:
        raise RowRefusedError("“{text}” is no language that is spoken here.", text=shown(language))
    if risk not in _YES | _NO:
        raise RowRefusedError("“{text}” is neither yes nor no.", text=shown(risk))
    telephones = tuple(filter(None, (each.strip() for each in _BETWEEN.split(cells.text("telephone")))))
    email = cells.text("email")
    wrong = [each for each in telephones if not digits_of(each)] + [email] * bool(email and not address_of(email))
    if wrong:
        raise RowRefusedError("“{text}” is neither a telephone number nor an e-mail address.", text=shown(wrong[0]))
    name, key = cells.short("name", 200), cells.short("key", 200)
    if not name:
        raise RowRefusedError("There is no name.")
    if not (key or telephones or email):
        raise RowRefusedError("Without a key, a telephone number or an e-mail address nobody knows who it is.")
    return CustomerLine(
        name,
        key,
        cells.short("level", 32),
        telephones,
        email,
        cells.short("address", 320),
        LANGUAGES[language],
        risk in _YES,
        cells.whole("call_from", 0, 24),
        cells.whole("call_until", 0, 24),
        cells.short("note", 1_000),
    )


def _customer(session: Session, says: CustomerLine, known: dict[str, Customer]) -> Customer:
    """Return whom a row is about: who has its key, else who has its number or address and no other key, else new."""
    if says.key in known:
        return known[says.key]
    customer = None
    if says.telephones or says.email:
        customer = find_or_make(session, name=says.name, telephone=next(iter(says.telephones), ""), email=says.email)
    if customer is None or (says.key and customer.external_key):
        # Another one of that system with the same number: of the same family, or company.
        customer = Customer(name=says.name)
        session.add(customer)
    if says.key:
        known[says.key] = customer
    session.flush()
    return customer


def _learn(session: Session, customer: Customer, says: CustomerLine) -> bool:
    """Write what a row says; return whether anything of it is new."""
    told = {
        "name": says.name,
        "external_key": says.key,
        "level": says.level,
        "telephone": next(iter(says.telephones), ""),
        "email": says.email,
        "language": says.language,
        "high_risk": says.high_risk,
        "call_from": says.call_from,
        "call_until": says.call_until,
        "note": says.note,
    }
    new = {name: value for name, value in told.items() if value not in ("", None) and getattr(customer, name) != value}
    # That a file marks nobody takes no mark away.
    if not says.high_risk:
        new.pop("high_risk", None)
    for name, value in new.items():
        setattr(customer, name, value)
    contacts = [
        *((ContactKind.TELEPHONE, each, digits_of(each)) for each in says.telephones),
        *([(ContactKind.EMAIL, says.email, address_of(says.email))] if says.email else []),
        *([(ContactKind.ADDRESS, says.address, says.address.casefold())] if says.address else []),
    ]
    contact = CustomerContact
    rows = session.execute(select(contact.kind, contact.normal).where(contact.customer_id == customer.id))
    had = {(kind, normal) for kind, normal in rows}
    fresh = {each[::2]: each for each in contacts if each[::2] not in had}
    for kind, value, normal in fresh.values():
        session.add(contact(customer_id=customer.id, kind=kind, value=value, normal=normal))
    session.flush()
    return bool(new or fresh)
