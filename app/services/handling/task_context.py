"""What a department has to know of a complaint (协办背景): composed from the case, without who complains."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.customer import Customer, CustomerContact, CustomerOrder
from app.models.masking import mask
from app.models.people import Language
from app.models.ticket import Category, Ticket
from app.services.deadlines.department_mail import department_words
from app.services.pulse import floor_zone

_LONGEST = 8_000


def compose_context(session: Session, ticket: Ticket, language: Language = Language.CHINESE) -> str:
    """Return what a department has to know of a complaint, in its language, without who complains."""
    words: Mapping[str, str] = department_words(language)["context"]
    customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    order = session.get(CustomerOrder, ticket.order_id) if ticket.order_id else None
    category = session.get(Category, ticket.category_id) if ticket.category_id else None
    known = _personal(session, customer)
    given = {
        "received": f"{ticket.received_at.astimezone(ZoneInfo(floor_zone(session))):%Y-%m-%d %H:%M}",
        "product": ticket.product or (order.product if order else ""),
        "order": order.number if order else "",
        "category": category.path if category else "",
        "title": mask(ticket.title, known),
        "description": mask(ticket.description or "", known),
        "demand": mask(ticket.demand or "", known),
    }
    return "\n".join(f"{words[name]}{words['between']}{value}" for name, value in given.items() if value)[:_LONGEST]


def _personal(session: Session, customer: Customer | None) -> list[str]:
    if customer is None:
        return []
    contacts = select(CustomerContact.value).where(CustomerContact.customer_id == customer.id)
    return [customer.name, customer.telephone or "", customer.email or "", *session.scalars(contacts)]
