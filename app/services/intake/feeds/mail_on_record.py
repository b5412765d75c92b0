"""Knows mails that are on record, and puts on record those that complaints came by."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.message import Direction, Message
from app.models.ticket import Source, Ticket
from app.services.deadlines.letters import MAIL, said_in, trace_of
from app.services.mail import Mail


def unknown(session: Session, mail: Mail) -> Mail | None:
    """Return a mail that is not on record, under a name of its own; None: it is, or was until it was erased.

    Another mail may bear its name, by mistake or on purpose; one of ours may come back by the mailbox that sent it.
    """
    trace = trace_of(mail.message_id, mail.sender, mail.subject, mail.text)
    sent = trace_of(mail.message_id, "", mail.subject, mail.text)
    said = said_in(mail.sender, mail.subject, mail.text)
    rows = session.execute(
        select(Message.message_id, Message.direction, Message.address, Message.subject, Message.body).where(
            Message.origin == MAIL, Message.message_id.in_([mail.message_id, trace, sent])
        )
    ).all()
    for name, direction, address, subject, body in rows:
        ours = direction is Direction.OUT
        if name in (trace, sent) or said_in(mail.sender if ours else address, subject, body) == said:
            return None
    return replace(mail, message_id=trace) if rows else mail


def keep_mail(session: Session, ticket: Ticket, mail: Mail, *, at: datetime) -> None:
    """Record the mail that the complaint came by, so that it is known when it comes again, and what answers it is."""
    session.add(
        Message(
            customer_id=ticket.customer_id,
            ticket_id=ticket.id,
            direction=Direction.IN,
            medium=Source.EMAIL,
            at=at,
            address=mail.sender,
            subject=mail.subject,
            body=mail.text,
            origin=MAIL,
            message_id=mail.message_id,
            in_reply_to=mail.in_reply_to or None,
        )
    )
