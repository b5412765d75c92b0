"""Threads mails that answer something (回复归并): a department its task, a customer their complaint, each once.

A mail is known by the mark in its subject, or by the Message-ID that it answers. Who it is from can be forged; what a
stranger sends is kept and said to be from a stranger, and changes nothing.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.customer import ContactKind
from app.models.department import Department, DepartmentTask, TaskState
from app.models.message import Direction, Message, Purpose
from app.models.quoting import parted
from app.models.sla import LifeEvent
from app.models.ticket import Source, Status, Ticket, TicketEvent
from app.services.deadlines.department_mail import contacts_of
from app.services.deadlines.letters import LONGEST_SUBJECT, MAIL, marks_in, trace_of
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.services.handling.follow_up import record_survey
from app.services.handling.messages import WROTE, addresses_of, heard
from app.services.handling.reassess import reassess
from app.services.handling.reopen import CAME_BACK, reopen
from app.services.handling.tasks import LONGEST_TEXT, answer_task
from app.services.mail import Mail

# A mail about a complaint or a task from an address that is neither its customer's nor its department's.
STRANGER = "mail_of_stranger"
_DONE, _UNHEARD = (Status.RESOLVED, Status.CLOSED), (Status.WITHDRAWN, Status.SPAM)
# Nobody complains in so few words of which one says thank you.
_LONGEST_THANKS = 60
_THANKS = re.compile(r"谢谢|感谢|多谢|辛苦了|thanks|thank you|many thanks", re.IGNORECASE)
_BUT = re.compile(r"[?？]|但|不过|可是|没有|还是|仍|不满|but|however|not\b|n't|still", re.IGNORECASE)
_SCORE = re.compile(r"\D{0,12}?([1-5])(?!\d|[./:：年月日-]\d)")
# Whoever answered something longer ago writes of something new.
_MOST_REFERENCES = 20


def thread(session: Session, rulebook: Rulebook, mail: Mail, now: datetime) -> Message | None:
    """Put a mail where it belongs and let it do what it does; None: it answers nothing, so it is a new complaint.

    A department's answer ends the clock of its task. A customer's reply ends a wait for them, opens again what was
    resolved, unless it says thank you, and is judged for risk; to a survey it is its score. Mails that no person wrote
    are kept and do nothing. A mail that was taken before is returned as it was. What its customer writes of a complaint
    closed longer ago than the rules reopen comes back as a new one that is linked to it; what is written of one
    that was withdrawn, was none or is erased is a new complaint, and so is what a stranger writes of one that is done:
    nobody looks there. Of a department's mail about what is erased no text is kept.
    """
    of_name = (Message.origin == MAIL, Message.message_id == mail.message_id)
    if (known := session.scalars(select(Message).where(*of_name)).first()) is not None:
        return known
    answered = _answered(session, mail)
    marks = marks_in(mail.subject)
    tokens = [token for _, token in marks if token]
    task = session.scalars(select(DepartmentTask).where(DepartmentTask.token.in_(tokens))).first() if tokens else None
    if task is None and answered is not None and answered.task_id is not None:
        task = session.get(DepartmentTask, answered.task_id)
    if task is not None:
        return _of_department(session, rulebook, task, mail, now=now)
    meant = list(_meant(session, [number for number, _ in marks], answered))
    for ticket in meant:
        is_theirs = _is_theirs(session, ticket, mail, answered)
        if not _is_over(session, rulebook, ticket, mail, is_theirs, now=now):
            return _of_customer(session, rulebook, ticket, mail, answered, is_theirs, now=now)
    for ticket in meant:
        comes_back = ticket.status is Status.CLOSED and ticket.erased_at is None and not mail.automatic
        if comes_back and _is_theirs(session, ticket, mail, answered):
            return _of_customer(session, rulebook, ticket, mail, answered, True, now=now)
    return None


def _meant(session: Session, numbers: Sequence[str], answered: Message | None) -> Iterator[Ticket]:
    """Yield the complaints that a mail may be about, those that its subject names first, where they live on."""
    named = {each.number: each for each in session.scalars(select(Ticket).where(Ticket.number.in_(numbers)))}
    meant = [named.get(number) for number in numbers]
    meant.append(session.get(Ticket, answered.ticket_id) if answered and answered.ticket_id is not None else None)
    for ticket in filter(None, meant):
        while (after := _after(session, ticket)) is not None:
            ticket = after
        yield ticket


def _after(session: Session, ticket: Ticket) -> Ticket | None:
    """Return the complaint that a merged one lives on in, or that one closed long ago has come back as."""
    if ticket.merged_into_id is not None:
        return session.get_one(Ticket, ticket.merged_into_id)
    back = select(TicketEvent.details).where(TicketEvent.ticket_id == ticket.id, TicketEvent.kind == CAME_BACK)
    details = session.scalars(back.order_by(TicketEvent.id.desc())).first()
    return session.scalars(select(Ticket).where(Ticket.number == details["into"])).first() if details else None


def _answered(session: Session, mail: Mail) -> Message | None:
    """Return which mail of ours, or of the same correspondence, this one answers: the last that is known."""
    names = list(dict.fromkeys((mail.in_reply_to, *reversed(mail.references))))[:_MOST_REFERENCES]
    known = select(Message).where(Message.origin == MAIL, Message.message_id.in_(names))
    found = {message.message_id: message for message in session.scalars(known)}
    return next((found[name] for name in names if name in found), None)


def _of_department(session: Session, rulebook: Rulebook, task: DepartmentTask, mail: Mail, *, now: datetime) -> Message:
    ticket = session.get_one(Ticket, task.ticket_id)
    message = _keep(session, ticket, mail, Purpose.TASK, task=task, now=now)
    department = session.get_one(Department, task.department_id)
    known = {each.email.lower(): each.name for each in contacts_of(session, department) if each.email}
    if ticket.erased_at is not None:
        return message
    if mail.sender not in known:
        _note_stranger(session, ticket, message, mail, now=now)
    elif not mail.automatic and task.state is TaskState.ASKED and message.body:
        text = parted(message.body)[0][:LONGEST_TEXT]
        answer_task(session, rulebook, task.id, text, answered_by=known[mail.sender] or mail.sender, now=now)
    elif not mail.automatic:
        _note(session, ticket, message, WROTE, {"department": department.name}, now=now)
    return message


def _of_customer(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    mail: Mail,
    answered: Message | None,
    is_theirs: bool,
    *,
    now: datetime,
) -> Message:
    asked = answered is not None and (answered.direction, answered.purpose) == (Direction.OUT, Purpose.SURVEY)
    purpose = Purpose.SURVEY if asked else Purpose.OTHER
    message = _keep(session, ticket, mail, purpose, now=now)
    if mail.automatic:
        return message
    text = parted(message.body)[0]
    if not is_theirs:
        _note_stranger(session, ticket, message, mail, now=now)
        reassess(session, rulebook, ticket, text, person_id=None, now=now)
        return message
    score = _SCORE.match(text) if purpose is Purpose.SURVEY else None
    if score and ticket.status in _DONE:
        _note(session, ticket, message, WROTE, {}, now=now)
        record_survey(
            session,
            rulebook,
            ticket.id,
            int(score[1]),
            comment=text[:1000],
            source=Source.EMAIL,
            origin=MAIL,
            external_key=message.message_id,
            person_id=None,
            now=now,
        )
    elif ticket.status in _DONE:
        of_mail = {"message_id": message.id, "way": Source.EMAIL.value}
        if _says_thanks(text):
            happen(session, rulebook, ticket, LifeEvent.THANKED, details={**of_mail, "text": text[:600]}, now=now)
        else:
            by_mail, said = Source.EMAIL, text[:600]
            ticket = reopen(
                session, rulebook, ticket, said, text=text, source=by_mail, details=of_mail, person_id=None, now=now
            )
            message.ticket_id = ticket.id
        reassess(session, rulebook, ticket, text, person_id=None, now=now)
    else:
        heard(session, rulebook, ticket, message, WROTE, now=now)
    return message


def _is_theirs(session: Session, ticket: Ticket, mail: Mail, answered: Message | None) -> bool:
    """Say whether a mail is from the customer of a complaint."""
    theirs = {each.lower() for each in addresses_of(session, ticket).get(ContactKind.EMAIL, ())}
    # Who answers a mail that we sent to that address has read it, whatever else is on record of the customer.
    written_to = answered.address.lower() if answered is not None and answered.direction is Direction.OUT else ""
    return bool(mail.sender) and mail.sender in (*theirs, written_to)


def _is_over(
    session: Session, rulebook: Rulebook, ticket: Ticket, mail: Mail, is_theirs: bool, *, now: datetime
) -> bool:
    """Say whether what is written about a complaint would be heard by nobody there."""
    within = timedelta(days=rulebook.desk(session).follow_up.reopen_within)
    if ticket.erased_at is not None or (ticket.closed_at is not None and ticket.closed_at + within < now):
        return True
    says_nothing = mail.automatic or _says_thanks(parted(mail.text)[0])
    return not says_nothing and (ticket.status in _UNHEARD or (ticket.status in _DONE and not is_theirs))


def _says_thanks(text: str) -> bool:
    return len(text) <= _LONGEST_THANKS and bool(_THANKS.search(text)) and not _BUT.search(text)


def _keep(
    session: Session,
    ticket: Ticket,
    mail: Mail,
    purpose: Purpose,
    *,
    task: DepartmentTask | None = None,
    now: datetime,
) -> Message:
    """Put a mail on record as it came, what it quotes as well; of an erased complaint, that it came."""
    erased = ticket.erased_at is not None
    message = Message(
        customer_id=None if task else ticket.customer_id,
        ticket_id=ticket.id,
        task_id=task.id if task else None,
        direction=Direction.IN,
        purpose=purpose,
        medium=Source.EMAIL,
        at=now,
        address="" if erased else mail.sender,
        subject="" if erased else mail.subject[:LONGEST_SUBJECT],
        body="" if erased else mail.text,
        origin=MAIL,
        message_id=trace_of(mail.message_id, mail.sender, mail.subject, mail.text) if erased else mail.message_id,
        in_reply_to=None if erased else mail.in_reply_to or None,
    )
    session.add(message)
    session.flush()
    return message


def _note_stranger(session: Session, ticket: Ticket, message: Message, mail: Mail, *, now: datetime) -> None:
    _note(session, ticket, message, STRANGER, {"sender": mail.sender}, now=now)


def _note(
    session: Session, ticket: Ticket, message: Message, kind: str, more: dict[str, str], *, now: datetime
) -> None:
    """Say on the time line that a mail has come."""
    details = {"message_id": message.id, "text": parted(message.body)[0][:600], **more}
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=kind, details=details))
    session.flush()
