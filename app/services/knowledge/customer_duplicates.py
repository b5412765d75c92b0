"""Customers who are on record twice: found by number, address or a like name, and made one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.customer import ContactKind, Customer, CustomerContact, CustomerOrder, CustomerPromise
from app.models.desk import Compensation
from app.models.message import Message
from app.models.ticket import Ticket, TicketEvent
from app.services.deadlines.locking import lock_live_clocks_of
from app.services.deadlines.rulebook import Rulebook
from app.services.decisions import Matter, decide
from app.services.handling.reassess import reassess_all, unfinished

# What the event is called; its details have the identities before and after, by which it can be taken back.
CUSTOMER_MERGED = "customer_merged"
# So many pairs are looked at by a person in one sitting.
MOST_PAIRS = 200
# Of a number these last digits are compared: with or without the country's own.
_LOCAL = 11
# How like a name is, in a hundred; short names only count where they are the same.
_LIKE, _SHORT = 88, 4
# With more customers whose names begin alike, nothing about a name is striking.
_ALIKE = 200
_KEPT = ("level", "telephone", "email", "language", "call_from", "call_until")


class Why(StrEnum):
    """By what two customers seem to be one."""

    TELEPHONE = "telephone"
    EMAIL = "email"
    NAME = "name"


class CustomerMergeError(DomainError):
    """Two customers cannot be made one."""


@dataclass(frozen=True)
class TwinRow:
    """One customer of a pair, and how much there is of them."""

    id: int
    name: str
    level: str
    telephone: str
    email: str
    complaints: int


@dataclass(frozen=True)
class PairRow:
    """Two customers who may be one: the first has more complaints, or was there first."""

    one: TwinRow
    other: TwinRow
    why: tuple[Why, ...]
    likeness: int


def find_duplicates(session: Session, *, most: int = MOST_PAIRS) -> tuple[PairRow, ...]:
    """Return the customers who may be on record twice, the likeliest first.

    A like name is a reason only where neither has a number, or an address, that the other one has not.
    """
    reached = _reached(session)
    pairs: defaultdict[tuple[int, int], set[Why]] = defaultdict(set)
    for (kind, _), ids in reached.items():
        if 1 < len(ids) <= _ALIKE:
            for pair in combinations(sorted(ids), 2):
                pairs[pair].add(Why(kind))
    names = dict(iter(session.execute(select(Customer.id, Customer.name).where(*_IS_ONE))))
    for pair in _named_alike(names, reached):
        pairs[pair].add(Why.NAME)
    likeness = {pair: round(_likeness(names[pair[0]], names[pair[1]])) for pair in pairs}
    best = sorted(pairs, key=lambda pair: (-len(pairs[pair]), -likeness[pair], pair))[:most]
    twins = _twins(session, {id_ for pair in best for id_ in pair})
    found = []
    for pair in best:
        one, other = sorted((twins[id_] for id_ in pair), key=lambda twin: (-twin.complaints, twin.id))
        found.append(PairRow(one, other, tuple(why for why in Why if why in pairs[pair]), likeness[pair]))
    return tuple(found)


def merge_customers(session: Session, keep_id: int, other_id: int, *, person_id: int | None, now: datetime) -> int:
    """Make one customer of two: all that the other one has goes to the one that is kept; return how many complaints.

    What is known of the kept one stays; the other one fills what is not known, and high risk of either is that of both:
    open complaints are judged anew. Raises `CustomerMergeError`.
    """
    # Complaints are locked before their customer, as by whoever offers something: in one order nobody waits for ever.
    theirs = session.scalars(select(Ticket.id).where(Ticket.customer_id.in_([keep_id, other_id])))
    lock_live_clocks_of(session, theirs.all())
    locked = {
        each.id: each
        for each in session.scalars(
            select(Customer).where(Customer.id.in_([keep_id, other_id])).order_by(Customer.id).with_for_update()
        )
    }
    if len(locked) < 2:
        raise CustomerMergeError("A customer cannot be merged into themselves, nor into one that is not there.")
    keep, other = locked[keep_id], locked[other_id]
    if any(each.merged_into_id or each.erased_at for each in (keep, other)):
        raise CustomerMergeError("One of the two was merged or erased meanwhile: look at them again.")
    _move_contacts(session, keep, other)
    tickets = session.scalars(select(Ticket).where(Ticket.customer_id == other.id).order_by(Ticket.id)).all()
    kinds: tuple[type[Any], ...] = (CustomerOrder, CustomerPromise, Message, Compensation)
    for kind in kinds:
        for row in session.scalars(select(kind).where(kind.customer_id == other.id)):
            row.customer_id = keep.id
    for ticket in tickets:
        ticket.customer_id = keep.id
        was = {"customer_id": [other.id, keep.id]}
        session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=CUSTOMER_MERGED, person_id=person_id, details=was))
    for name in _KEPT:
        if getattr(keep, name) is None:
            setattr(keep, name, getattr(other, name))
    keep.high_risk = keep.high_risk or other.high_risk
    if other.note and other.note not in keep.note:
        keep.note = "\n".join(filter(None, (keep.note, other.note)))[:1_000]
    other.merged_into_id = keep.id
    decide(session, Matter.CUSTOMER, {"customer_id": keep.id, "merged": other.id}, by=person_id, now=now)
    # Whose level and mark are others now: what they complain of follows.
    reassess_all(session, Rulebook(), unfinished(session, Ticket.customer_id == keep.id), person_id=person_id, now=now)
    return len(tickets)


_IS_ONE = (Customer.merged_into_id.is_(None), Customer.erased_at.is_(None))


def _reached(session: Session) -> dict[tuple[ContactKind, str], set[int]]:
    """Return who is reached by each number and address."""
    rows = session.execute(
        select(CustomerContact.kind, CustomerContact.normal, CustomerContact.customer_id)
        .join(Customer, Customer.id == CustomerContact.customer_id)
        .where(*_IS_ONE, CustomerContact.kind.in_([ContactKind.TELEPHONE, ContactKind.EMAIL]))
    )
    reached: defaultdict[tuple[ContactKind, str], set[int]] = defaultdict(set)
    for kind, normal, customer_id in rows:
        reached[kind, normal[-_LOCAL:] if kind is ContactKind.TELEPHONE else normal].add(customer_id)
    return reached


def _named_alike(names: dict[int, str], reached: dict[tuple[ContactKind, str], set[int]]) -> Iterator[tuple[int, int]]:
    """Yield pairs with like names that nothing speaks against."""
    kinds: defaultdict[int, set[ContactKind]] = defaultdict(set)
    for (kind, _), ids in reached.items():
        for id_ in ids:
            kinds[id_].add(kind)
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for id_, name in names.items():
        # In whatever order the names of a person stand.
        if plain := " ".join(sorted(default_process(name).split())):
            blocks[plain[:2]].append(id_)
    for block in blocks.values():
        if len(block) <= _ALIKE:
            for one, other in combinations(sorted(block), 2):
                if not kinds[one] & kinds[other] and _is_like(names[one], names[other]):
                    yield one, other


def _is_like(one: str, other: str) -> bool:
    likeness = _likeness(one, other)
    return likeness == 100 or (likeness >= _LIKE and min(len(one), len(other)) > _SHORT)


def _likeness(one: str, other: str) -> float:
    return fuzz.token_sort_ratio(one, other, processor=default_process)


def _twins(session: Session, ids: Iterable[int]) -> dict[int, TwinRow]:
    rows = session.execute(
        select(Customer, func.count(Ticket.id))
        .outerjoin(Ticket, Ticket.customer_id == Customer.id)
        .where(Customer.id.in_(list(ids)))
        .group_by(Customer.id)
    )
    return {
        each.id: TwinRow(each.id, each.name, each.level or "", each.telephone or "", each.email or "", count)
        for each, count in rows
    }


def _move_contacts(session: Session, keep: Customer, other: Customer) -> None:
    """Move numbers and addresses; what both have goes."""
    contact = CustomerContact
    rows = session.scalars(select(contact).where(contact.customer_id.in_([keep.id, other.id])).order_by(contact.id))
    theirs = rows.all()
    had = {(row.kind, row.normal) for row in theirs if row.customer_id == keep.id}
    for row in theirs:
        if row.customer_id == keep.id:
            continue
        if (row.kind, row.normal) in had:
            session.delete(row)
        else:
            row.customer_id = keep.id
