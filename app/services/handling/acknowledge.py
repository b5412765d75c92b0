"""Answers by itself that a complaint has come by e-mail (收到确认), where the rules of the desk say so."""

import re
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.message import Direction, Message, Purpose
from app.models.people import EMAIL_ADDRESS, Language
from app.models.sla import STATUS, LifeEvent
from app.models.template_fields import GAP
from app.models.ticket import Ticket
from app.services.deadlines.letters import write_letter
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.services.handling.templates import draft, read_templates
from app.services.mail import Mail

# No two to one address sooner, so that two machines do not talk to each other for ever.
_BETWEEN = timedelta(hours=1)
# Whoever wrote longer ago, as when an old mailbox is read in, waits for no such answer.
_NEWS = timedelta(days=1)


def acknowledge(session: Session, rulebook: Rulebook, ticket: Ticket, mail: Mail, *, now: datetime) -> Message | None:
    """Owe the sender of a mail an acknowledgement by its template; None where none is wanted, or none may be sent.

    It is no first response. Lines for which the complaint has nothing are left out.
    """
    if not rulebook.desk(session).acknowledges or ticket.status not in STATUS[LifeEvent.ACKNOWLEDGED][0]:
        return None
    address = mail.sender
    if mail.automatic or not EMAIL_ADDRESS.fullmatch(address) or now - ticket.received_at > _NEWS:
        return None
    lately = select(Message.id).where(
        Message.direction == Direction.OUT,
        Message.purpose == Purpose.ACKNOWLEDGEMENT,
        func.lower(Message.address) == address.lower(),
        Message.at > now - _BETWEEN,
    )
    if session.scalars(lately.limit(1)).first() is not None:
        return None
    customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    language = (customer.language if customer else None) or _language_of(f"{mail.subject} {mail.text}")
    templates = (each for each in read_templates(session, language) if each.purpose is Purpose.ACKNOWLEDGEMENT)
    if (template := next(templates, None)) is None:
        return None
    written = draft(session, ticket, template, person_id=None)
    subject = written.subject.replace(GAP, "")
    body = "\n".join(line for line in written.body.split("\n") if GAP not in line)
    purpose, code = Purpose.ACKNOWLEDGEMENT, template.code
    message = write_letter(session, ticket, address, subject, body, purpose, template=code, person_id=None, now=now)
    details = {"message_id": message.id, "text": message.body[:600]}
    happen(session, rulebook, ticket, LifeEvent.ACKNOWLEDGED, details=details, now=now)
    return message


def _language_of(text: str) -> Language:
    return Language.CHINESE if re.search("[一-鿿]", text) else Language.ENGLISH
