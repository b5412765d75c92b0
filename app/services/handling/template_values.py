"""What a complaint gives for the fields of texts that are written once: scripts and notices."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.customer import Customer, CustomerOrder
from app.models.message import TextTemplate
from app.models.people import Language, Person
from app.models.sla import LIVE, Clock, Target
from app.models.ticket import Category, Ticket
from app.services.pulse import floor_zone


def field_values(session: Session, ticket: Ticket, *, person_id: int | None = None) -> dict[str, str]:
    """Return what a complaint gives for each of `FIELDS`, times as the floor's clock shows them; empty: nothing."""
    zone = ZoneInfo(floor_zone(session))
    customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    order = session.get(CustomerOrder, ticket.order_id) if ticket.order_id else None
    category = session.get(Category, ticket.category_id) if ticket.category_id else None
    people = {id_: session.get(Person, id_) for id_ in (ticket.owner_id, person_id) if id_}
    owner, speaker = (people.get(id_) if id_ else None for id_ in (ticket.owner_id, person_id))
    due = session.scalar(
        select(Clock.due_at)
        .where(Clock.ticket_id == ticket.id, Clock.target == Target.RESOLUTION, Clock.state.in_(LIVE))
        .order_by(Clock.due_at)
        .limit(1)
    )
    return {
        "number": ticket.number,
        "title": ticket.title,
        "customer": customer.name if customer else "",
        "product": ticket.product or (order.product if order else ""),
        "order": order.number if order else "",
        "category": category.name if category else "",
        "received": f"{ticket.received_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "due": f"{due.astimezone(zone):%Y-%m-%d %H:%M}" if due else "",
        "owner": owner.name if owner else "",
        "demand": ticket.demand,
        "speaker": speaker.name if speaker else "",
    }


def locked_template(session: Session, code: str, language: Language) -> TextTemplate | None:
    """Return the text of a code and language as it is once nobody else is changing it, locked."""
    of_code = (TextTemplate.code == code, TextTemplate.language == language)
    statement = select(TextTemplate).where(*of_code).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).first()
