"""Makes the beginning of an article from a complaint and its result, without what is personal in them."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.customer import Customer, CustomerContact, CustomerOrder
from app.models.desk import Incident
from app.models.masking import mask
from app.models.message import Direction, Message, Purpose
from app.models.people import Language, Person
from app.models.ticket import Ticket, TicketEvent
from app.services.knowledge.articles import ArticleError, ArticleText

_HEADINGS = {
    Language.CHINESE: ("问题", "客户诉求", "处理结果"),
    Language.ENGLISH: ("Problem", "What the customer wants", "Result"),
}


def article_from_case(session: Session, ticket_id: int, language: Language = Language.CHINESE) -> ArticleText:
    """Return what an article about a complaint would say; nothing is kept. A person reads it before others do."""
    ticket = session.get(Ticket, ticket_id)
    if ticket is None:
        raise ArticleError("This complaint is not there any more.")
    known = list(_personal(session, ticket))
    pieces = (ticket.description, ticket.demand, _result(session, ticket))
    body = "\n\n".join(
        f"## {heading}\n\n{mask(piece.strip(), known)}"
        for heading, piece in zip(_HEADINGS[language], pieces, strict=True)
        if piece.strip()
    )
    return ArticleText(
        title=mask(ticket.title, known),
        body=body,
        language=language,
        category_id=ticket.category_id,
        product=ticket.product,
        ticket_id=ticket.id,
    )


def _result(session: Session, ticket: Ticket) -> str:
    """Return what the customer was told in the end, else what solved the incident, else the last recorded reply."""
    told = session.scalar(
        select(Message.body)
        .where(Message.ticket_id == ticket.id, Message.direction == Direction.OUT, Message.purpose == Purpose.RESULT)
        .order_by(Message.id.desc())
        .limit(1)
    )
    incident = session.get(Incident, ticket.incident_id) if ticket.incident_id else None
    if told or (incident and incident.solution):
        return told or (incident.solution if incident else "")
    events = session.scalars(
        select(TicketEvent.details).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.id.desc())
    )
    return next((str(details["reply"]) for details in events if details and details.get("reply")), "")


def _personal(session: Session, ticket: Ticket) -> Iterator[str]:
    """Yield the names and numbers that are on record of whom the complaint is about and who has handled it."""
    yield ticket.number
    yield from filter(None, (ticket.external_key,))
    if ticket.customer_id is not None:
        customer = session.get_one(Customer, ticket.customer_id)
        yield from filter(None, (customer.name, customer.telephone, customer.email, customer.external_key))
        of_customer = CustomerContact.customer_id == customer.id
        for value, compared in session.execute(
            select(CustomerContact.value, CustomerContact.normal).where(of_customer)
        ):
            yield from (value, compared)
        yield from session.scalars(select(CustomerOrder.number).where(CustomerOrder.customer_id == customer.id))
    handlers = (ticket.owner_id, ticket.first_handler_id)
    yield from session.scalars(select(Person.name).where(Person.id.in_([each for each in handlers if each])))
