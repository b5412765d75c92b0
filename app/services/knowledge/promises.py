"""What was promised to customers (承诺): made, kept or broken, and until then on the list of what is owed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.customer import Customer, CustomerPromise
from app.models.escalation import PROMISE_DUE, PROMISE_LATE
from app.models.ladder import Audience
from app.models.people import Person
from app.models.sla import Clock
from app.models.texts import trimmed
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.telling import Teller

# What the events are called.
PROMISED, KEPT, BROKEN = "promised", "promise_kept", "promise_broken"
LONGEST_PROMISE = 1_000
_ENDED = (Status.CLOSED, Status.WITHDRAWN, Status.SPAM, Status.MERGED)
# So long before it is due, or in the second half of its time, who made a promise is reminded of it.
_AHEAD = timedelta(hours=2)


class PromiseError(DomainError):
    """A promise cannot be put on record as given."""


@dataclass(frozen=True)
class PromiseRow:
    """One promise; `kept` is None until it has ended."""

    id: int
    customer_id: int
    customer: str
    ticket_id: int | None
    number: str
    promise: str
    due_at: datetime
    made_at: datetime
    made_by: str
    ended_at: datetime | None
    kept: bool | None


def make_promise(
    session: Session,
    customer_id: int,
    promise: str,
    due_at: datetime,
    *,
    ticket_id: int | None = None,
    person_id: int | None,
    now: datetime,
) -> int:
    """Put on record what was promised to a customer until when; return its identity. Raises `PromiseError`."""
    promise = trimmed(promise)
    if not 0 < len(promise) <= LONGEST_PROMISE:
        raise PromiseError(
            "A promise has 1 to {longest} characters; this one has {count}.",
            longest=LONGEST_PROMISE,
            count=len(promise),
        )
    if due_at <= now:
        raise PromiseError("A promise is due in the future.")
    ticket = session.get(Ticket, ticket_id) if ticket_id is not None else None
    if ticket is not None:
        lock_live_clocks(session, ticket)
        if ticket.status in _ENDED:
            raise PromiseError(
                "{number} has ended, and nobody would look there: open it again, or promise it among “Customers”.",
                number=ticket.number,
            )
        told = {"text": promise, "due_at": due_at.isoformat()}
        session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=PROMISED, person_id=person_id, details=told))
    made = CustomerPromise(
        customer_id=customer_id,
        ticket_id=ticket_id,
        promise=promise,
        due_at=due_at,
        made_at=now,
        made_by_id=person_id,
    )
    session.add(made)
    session.flush()
    return made.id


def end_promise(session: Session, promise_id: int, *, kept: bool, person_id: int | None, now: datetime) -> None:
    """Say that a promise was kept, or that it was not; raises `PromiseError` where somebody has said so before."""
    found = session.get(CustomerPromise, promise_id)
    ticket = session.get(Ticket, found.ticket_id) if found and found.ticket_id is not None else None
    if ticket is not None:
        lock_live_clocks(session, ticket)
    if found is not None:
        session.refresh(found, with_for_update=True)
    if found is None or found.ended_at is not None:
        raise PromiseError("This promise has ended already.")
    found.ended_at, found.ended_by_id, found.kept = now, person_id, kept
    if ticket is not None:
        kind = KEPT if kept else BROKEN
        told = {"text": found.promise}
        session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=kind, person_id=person_id, details=told))
    session.flush()


def remind_of_promises(session: Session, *, now: datetime) -> int:
    """Tell who made a promise in time that it falls due, and them and their team lead when it was not kept.

    Each is told once, in the inbox; who is away is heard for as in a ladder. A message stands with a complaint: of a
    promise about none with the customer's last one. The alerts of the floor tell of all that are broken, also where
    there never was a complaint. Return how many messages that makes.
    """
    due = select(CustomerPromise).where(CustomerPromise.ended_at.is_(None), CustomerPromise.due_at <= now + _AHEAD)
    count, teller = 0, Teller(session, now=now)
    for each in session.scalars(due.order_by(CustomerPromise.due_at)).all():
        ticket = session.get(Ticket, each.ticket_id) if each.ticket_id else _last_complaint(session, each.customer_id)
        if ticket is None:
            continue
        who, due_at = each.made_by_id or ticket.owner_id, each.due_at
        if due_at > now:
            # What was promised for in a moment needs no reminder in a moment.
            soon = due_at - now <= (due_at - each.made_at) / 2
            count += soon and teller.tell(ticket.id, PROMISE_DUE, each.id, Audience.OWNER, who, due_at=due_at)
        else:
            for place, audience in enumerate((Audience.OWNER, Audience.TEAM_LEAD)):
                told = 2 * each.id + place
                count += teller.tell(ticket.id, PROMISE_LATE, told, audience, who, due_at=due_at)
    return count


def _last_complaint(session: Session, customer_id: int) -> Ticket | None:
    """Return the last complaint of a customer that has a deadline."""
    theirs = select(Ticket).join(Clock, Clock.ticket_id == Ticket.id).where(Ticket.customer_id == customer_id)
    return session.scalars(theirs.order_by(Ticket.id.desc()).limit(1)).first()


def promises_of(
    session: Session, *, customer_id: int | None = None, ticket_id: int | None = None, only_open: bool = False
) -> tuple[PromiseRow, ...]:
    """Return promises to one customer, about one complaint, or all; open ones first, by when they are due."""
    statement = (
        select(CustomerPromise, Customer.name, Ticket.number, Person.name)
        .join(Customer, Customer.id == CustomerPromise.customer_id)
        .outerjoin(Ticket, Ticket.id == CustomerPromise.ticket_id)
        .outerjoin(Person, Person.id == CustomerPromise.made_by_id)
        .order_by(CustomerPromise.ended_at.is_not(None), CustomerPromise.due_at, CustomerPromise.id)
    )
    if customer_id is not None:
        statement = statement.where(CustomerPromise.customer_id == customer_id)
    if ticket_id is not None:
        statement = statement.where(CustomerPromise.ticket_id == ticket_id)
    if only_open:
        statement = statement.where(CustomerPromise.ended_at.is_(None))
    return tuple(
        PromiseRow(
            each.id,
            each.customer_id,
            customer,
            each.ticket_id,
            number or "",
            each.promise,
            each.due_at,
            each.made_at,
            person or "",
            each.ended_at,
            each.kept,
        )
        for each, customer, number, person in session.execute(statement)
    )
