"""Erases a customer (个人信息删除): names, numbers, texts and files go; figures and the audit trail stay.

Of an embedded database nothing is left in its file either, once its log is settled (`Database.settle_log`); backups
made before keep what they have.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.errors import DomainError
from app.models.customer import Customer, CustomerContact, CustomerOrder, CustomerPromise, Erasure
from app.models.desk import Compensation, CompensationState, Tag, TicketTag
from app.models.texts import trimmed
from app.models.ticket import Status, Ticket
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.desk_rights import require_lead
from app.services.knowledge.blanking import added, erase_people, erase_tickets, sweep, without
from app.services.knowledge.index import forget_traces
from app.services.knowledge.redaction import redact_articles

LONGEST_REASON = 400
_OPEN = (Status.OPEN, Status.WAITING, Status.RESOLVED)
_UNPAID = (CompensationState.ASKED, CompensationState.GRANTED)


class ErasureError(DomainError):
    """A customer cannot be erased now."""


def erase_customer(
    session: Session, rulebook: Rulebook, customer_id: int, reason: str, *, person_id: int | None, now: datetime
) -> Erasure:
    """Erase what is personal of a customer, with all their complaints; who did it and why is on record.

    Raises `ErasureError` while something is owed to them or a legal hold is on a complaint, and `DeskRightsError`.
    """
    require_lead(session, person_id)
    reason = trimmed(reason)
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ErasureError("Say why, in 1 to {longest} characters.", longest=LONGEST_REASON)
    customer = session.get(Customer, customer_id)
    if customer is None or customer.merged_into_id is not None or customer.erased_at is not None:
        raise ErasureError("This customer was erased or merged already.")
    people = with_merged(session, [customer])
    ids = [each.id for each in people]
    tickets = session.scalars(select(Ticket).where(Ticket.customer_id.in_(ids)).order_by(Ticket.id)).all()
    for ticket in tickets:
        lock_live_clocks(session, ticket)
    _refuse_what_is_owed(session, rulebook, ids, tickets)
    known = known_of(session, people)
    counts = erase_tickets(session, [each for each in tickets if each.erased_at is None], known, person_id, now=now)
    counts = added(counts, erase_people(session, people, known, now=now))
    sweep(session, known)
    counts["articles"] = redact_articles(session, known, ids, person_id, everywhere=True, now=now)
    erasure = Erasure(
        customer_id=customer_id, at=now, person_id=person_id, reason=without(reason, known), counts=counts
    )
    session.add(erasure)
    session.flush()
    forget_traces(session)
    return erasure


def is_held(session: Session, rulebook: Rulebook) -> ColumnElement[bool]:
    """Return the condition that a legal hold is on a complaint: it has one of the tags that the rules name."""
    names = rulebook.desk(session).retention.held
    tagged = select(TicketTag.id).join(Tag, Tag.id == TicketTag.tag_id)
    return tagged.where(TicketTag.ticket_id == Ticket.id, Tag.name.in_(names)).exists()


def _refuse_what_is_owed(
    session: Session, rulebook: Rulebook, customer_ids: Collection[int], tickets: Sequence[Ticket]
) -> None:
    by_id = {each.id: each for each in tickets}
    if open_ones := [each.number for each in tickets if each.status in _OPEN]:
        raise ErasureError("Still open: {numbers}. Close or withdraw it first.", numbers=", ".join(open_ones[:5]))
    unpaid = select(Compensation.ticket_id).where(Compensation.ticket_id.in_(by_id), Compensation.state.in_(_UNPAID))
    if (ticket_id := session.scalars(unpaid.limit(1)).first()) is not None:
        raise ErasureError("{number}: a compensation is not paid yet.", number=by_id[ticket_id].number)
    promised = select(CustomerPromise.id).where(
        CustomerPromise.customer_id.in_(customer_ids), CustomerPromise.ended_at.is_(None)
    )
    if session.scalars(promised.limit(1)).first() is not None:
        raise ErasureError("A promise to this customer is open.")
    kept = select(Ticket.number).where(Ticket.id.in_(by_id), is_held(session, rulebook))
    if (number := session.scalars(kept.limit(1)).first()) is not None:
        raise ErasureError("{number} is under a legal hold.", number=number)


def with_merged(session: Session, people: list[Customer]) -> list[Customer]:
    """Return customers with those who turned out to be them."""
    found = list(people)
    while people:
        ids = [each.id for each in people]
        people = list(session.scalars(select(Customer).where(Customer.merged_into_id.in_(ids))))
        found += people
    return found


def known_of(session: Session, people: Sequence[Customer]) -> tuple[str, ...]:
    """Return the names, numbers and addresses of customers, the longest first."""
    ids = [each.id for each in people]
    contacts = session.execute(
        select(CustomerContact.value, CustomerContact.normal).where(CustomerContact.customer_id.in_(ids))
    )
    orders = session.scalars(select(CustomerOrder.number).where(CustomerOrder.customer_id.in_(ids)))
    words = {text for row in contacts for text in row} | set(orders)
    for each in people:
        words |= {each.name, each.external_key or "", each.telephone or "", each.email or ""}
    return tuple(sorted((word for word in words if len(word) > 1), key=len, reverse=True))
