"""One complaint whole, as frozen rows for the screen, and finding another one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.errors import NoTicketError
from app.models.customer import Customer, CustomerOrder
from app.models.desk import Incident, RootCause
from app.models.floor import Queue
from app.models.people import Person
from app.models.policy import ExtensionStep, PauseRule
from app.models.sla import Clock
from app.models.ticket import Category, Complexity, Emotion, Priority, Source, Status, Ticket
from app.services.deadlines.approvals import extendable
from app.services.deadlines.explain import Explanation, explain_all
from app.services.deadlines.extensions import ExtensionRow, extensions_of
from app.services.deadlines.requests import ApprovalRow, open_approvals
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.waits import wait_of
from app.services.handling.stages import StageRow, read_stages
from app.services.handling.timeline import EventRow, Seen, names_in, read_events

# How many of a customer's other complaints are listed.
_EARLIER = 20
_LONGEST_TITLE = 400
_Related = Select[int, str, str, Status, datetime]


@dataclass(frozen=True)
class CustomerRow:
    """Who complains."""

    id: int
    name: str
    level: str
    telephone: str
    email: str


@dataclass(frozen=True)
class RelatedRow:
    """Another complaint, as far as a line tells of it."""

    id: int
    number: str
    title: str
    status: Status
    received_at: datetime


@dataclass(frozen=True)
class Case:
    """One complaint whole, as of `read_at`.

    Texts are empty where nothing is known. `recorded` are the cells that an import kept, by heading, and `remarks` what
    it put right. `earlier` are the customer's other complaints, newest first and not all of `earlier_count`. `events`
    are in the order in which they happened, `names` the names of the people that their details speak of by identity.
    """

    read_at: datetime
    id: int
    number: str
    seen: Seen
    title: str
    description: str
    demand: str
    emotion: Emotion | None
    affected: int
    source: Source
    received_at: datetime
    recorded_at: datetime
    product: str
    order: str
    category: str
    queue: str
    owner_id: int | None
    owner: str
    first_handler: str
    incident_id: int | None
    incident: str
    root_cause: str
    status: Status
    stage: str
    priority: Priority
    complexity: Complexity
    high_risk: bool
    first_responded_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    origin: str
    external_key: str
    recorded: Mapping[str, str]
    remarks: tuple[str, ...]
    customer: CustomerRow | None
    earlier: tuple[RelatedRow, ...]
    earlier_count: int
    merged_into: RelatedRow | None
    merged: tuple[RelatedRow, ...]
    events: tuple[EventRow, ...]
    names: Mapping[int, str]
    clocks: tuple[Explanation, ...]
    # The reason of its wait, empty where it does not; then the reasons that its policy knows now.
    waits_for: str
    pauses: Mapping[str, PauseRule]
    restarts: tuple[str, ...]
    # What is to be decided, what was extended, and which extension can be asked for, by clock.
    approvals: tuple[ApprovalRow, ...]
    extensions: tuple[ExtensionRow, ...]
    extendable: Mapping[int, ExtensionStep]
    stages: tuple[StageRow, ...]


def read_case(session: Session, rulebook: Rulebook, ticket_id: int, *, now: datetime) -> Case:
    """Read one complaint with all that belongs to it; raises `NoTicketError`."""
    handler = aliased(Person)
    found = session.execute(
        select(
            Ticket,
            Person.name,
            handler.name,
            Category.path,
            Queue.name,
            Customer,
            CustomerOrder.number,
            Incident.title,
            RootCause.path,
        )
        .outerjoin(Person, Person.id == Ticket.owner_id)
        .outerjoin(handler, handler.id == Ticket.first_handler_id)
        .outerjoin(Category, Category.id == Ticket.category_id)
        .outerjoin(Queue, Queue.id == Ticket.queue_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(CustomerOrder, CustomerOrder.id == Ticket.order_id)
        .outerjoin(Incident, Incident.id == Ticket.incident_id)
        .outerjoin(RootCause, RootCause.id == Ticket.root_cause_id)
        .where(Ticket.id == ticket_id)
    ).first()
    if found is None:
        raise NoTicketError("There is no complaint with the identity {id}.", id=ticket_id)
    ticket, owner, first_handler, category, queue, customer, order, incident, cause = found
    events = read_events(session, ticket_id)
    clocks = session.scalars(select(Clock).where(Clock.ticket_id == ticket_id).order_by(Clock.id)).all()
    policy = rulebook.in_force(session, ticket.policy).policy
    kept = ticket.origin_details or {}
    of_customer = (Ticket.customer_id == ticket.customer_id, Ticket.id != ticket_id)
    earlier_count = session.scalar(select(func.count()).where(*of_customer)) if customer else 0
    return Case(
        read_at=now,
        id=ticket.id,
        number=ticket.number,
        seen=Seen(ticket.version, max((each.id for each in events), default=0)),
        title=ticket.title,
        description=ticket.description,
        demand=ticket.demand,
        emotion=ticket.emotion,
        affected=ticket.affected,
        source=ticket.source,
        received_at=ticket.received_at,
        recorded_at=ticket.recorded_at,
        product=ticket.product or "",
        order=order or "",
        category=category or "",
        queue=queue or "",
        owner_id=ticket.owner_id,
        owner=owner or "",
        first_handler=first_handler or "",
        incident_id=ticket.incident_id,
        incident=incident or "",
        root_cause=cause or "",
        status=ticket.status,
        stage=ticket.stage,
        priority=ticket.priority,
        complexity=ticket.complexity,
        high_risk=ticket.high_risk,
        first_responded_at=ticket.first_responded_at,
        resolved_at=ticket.resolved_at,
        closed_at=ticket.closed_at,
        origin=ticket.origin or "",
        external_key=ticket.external_key or "",
        recorded=kept.get("recorded", {}),
        remarks=tuple(kept.get("notes", ())),
        customer=_customer(customer),
        earlier=_related(session, _newest().where(*of_customer).limit(_EARLIER)) if customer else (),
        earlier_count=earlier_count or 0,
        merged_into=_merged_into(session, ticket),
        merged=_related(session, _newest().where(Ticket.merged_into_id == ticket_id)),
        events=events,
        names=names_in(session, events),
        clocks=explain_all(session, rulebook, clocks, now=now),
        waits_for=wait_of(session, ticket, at=now).reason if ticket.status is Status.WAITING else "",
        pauses=policy.pauses,
        restarts=tuple(policy.restarts),
        approvals=open_approvals(session, ticket_id),
        extensions=extensions_of(session, ticket_id),
        extendable=extendable(session, rulebook, ticket, now=now),
        stages=read_stages(session, rulebook, ticket, now=now),
    )


def find_tickets(
    session: Session, text: str, *, but: int, ended: bool = False, limit: int = 20
) -> tuple[RelatedRow, ...]:
    """Return complaints whose number or title holds the text, newest first, without one of them.

    Only open ones, unless those that have `ended` are looked for, too.
    """
    # No title is longer; what was pasted by mistake is too much for a database to look for.
    like = f"%{_literally(text.strip()[:_LONGEST_TITLE])}%"
    matching = or_(Ticket.number.ilike(like, escape="\\"), Ticket.title.ilike(like, escape="\\"))
    statement = _newest().where(Ticket.id != but, matching)
    if not ended:
        statement = statement.where(Ticket.status.in_([Status.OPEN, Status.WAITING]))
    return _related(session, statement.limit(limit))


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _newest() -> _Related:
    columns = select(Ticket.id, Ticket.number, Ticket.title, Ticket.status, Ticket.received_at)
    return columns.order_by(Ticket.received_at.desc(), Ticket.id.desc())


def _merged_into(session: Session, ticket: Ticket) -> RelatedRow | None:
    # Asked for no identity a database looks through all of them.
    if ticket.merged_into_id is None:
        return None
    return _related(session, _newest().where(Ticket.id == ticket.merged_into_id))[0]


def _related(session: Session, statement: _Related) -> tuple[RelatedRow, ...]:
    rows = session.execute(statement)
    return tuple(RelatedRow(id_, number, title, status, at) for id_, number, title, status, at in rows)


def _customer(customer: Customer | None) -> CustomerRow | None:
    if customer is None:
        return None
    return CustomerRow(customer.id, customer.name, customer.level or "", customer.telephone or "", customer.email or "")
