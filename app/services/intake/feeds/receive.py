"""The one way in which a complaint of another system becomes one here, or follows what has changed there.

What people have changed here is never overwritten: a field follows its origin as long as it is as its origin left it.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.masking import checksum
from app.models.message import Direction, Message
from app.models.sla import LifeEvent
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.acknowledge import acknowledge
from app.services.handling.events import NotPossibleError, happen
from app.services.handling.loop import NotClosedError
from app.services.handling.reassess import reassess
from app.services.handling.register import register
from app.services.handling.replies import thread
from app.services.handling.timeline import LONGEST_NOTE, NOTE
from app.services.intake.customers import CustomerError, find_or_make
from app.services.intake.evidence import attach
from app.services.intake.feeds.fields import believed, change, fields_of, plain, text_of
from app.services.intake.feeds.item import Comment, ForeignFile, Item
from app.services.intake.feeds.mail_on_record import keep_mail, unknown
from app.services.intake.feeds.source import ItemError, kept_words
from app.services.intake.file_kinds import EvidenceError
from app.services.intake.writing import CHANGED, LEFT_OUT
from app.services.mail import LONGEST_IDENTITY

FILE_REFUSED, TIME_DOUBTED = "file_refused", "time_doubted"
_LONGEST_KEY = 200
_LIVE, _DONE = (Status.OPEN, Status.WAITING), (Status.RESOLVED, Status.CLOSED)
# What happens to a complaint on its way from one status to another.
_STEPS: Mapping[Status, Mapping[Status, tuple[LifeEvent, ...]]] = {
    Status.OPEN: {Status.WAITING: (LifeEvent.RESUMED,), **dict.fromkeys(_DONE, (LifeEvent.REOPENED,))},
    Status.WAITING: {
        Status.OPEN: (LifeEvent.WAITING,),
        **dict.fromkeys(_DONE, (LifeEvent.REOPENED, LifeEvent.WAITING)),
    },
    Status.RESOLVED: dict.fromkeys(_LIVE, (LifeEvent.RESOLVED,)),
    Status.CLOSED: {
        **dict.fromkeys(_LIVE, (LifeEvent.RESOLVED, LifeEvent.CLOSED)),
        Status.RESOLVED: (LifeEvent.CLOSED,),
    },
    Status.SPAM: dict.fromkeys(_LIVE, (LifeEvent.SPAM,)),
    Status.WITHDRAWN: dict.fromkeys((*_LIVE, Status.RESOLVED), (LifeEvent.WITHDRAWN,)),
}


class Received(StrEnum):
    """What became of something that a source brought."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    # An answer to a complaint that was here already.
    THREADED = "threaded"
    # No person has written it.
    AUTOMATIC = "automatic"
    # It was deleted, or marked as spam, before it came.
    GONE = "gone"


def receive(session: Session, rulebook: Rulebook, item: Item, *, now: datetime) -> Received:
    """Put on record what a source brought, however often it does; raises `ItemError` and what recording refuses."""
    if not 0 < len(item.key) <= _LONGEST_KEY:
        raise ItemError("Its name in its system is missing, or longer than {longest}.", longest=_LONGEST_KEY)
    ticket = session.scalars(
        select(Ticket).where(Ticket.origin == item.origin, Ticket.external_key.in_([item.key, checksum(item.key)]))
    ).one_or_none()
    # What is erased does not come back.
    if ticket is not None and ticket.erased_at is not None:
        return Received.UNCHANGED
    if ticket is not None:
        return _follow(session, rulebook, ticket, item, now=now)
    if item.status in (Status.SPAM, Status.WITHDRAWN):
        return Received.GONE
    if item.mail is not None:
        if (mail := unknown(session, item.mail)) is None:
            return Received.UNCHANGED
        item = replace(item, mail=mail)
        if (message := thread(session, rulebook, mail, now=now)) is not None:
            about = session.get(Ticket, message.ticket_id) if message.ticket_id is not None else None
            if about is not None and about.erased_at is None:
                _attach(session, rulebook, about, item.files, now=now)
            return Received.THREADED
        if mail.automatic and not item.automatic_too:
            return Received.AUTOMATIC
    _add(session, rulebook, item, now=now)
    return Received.ADDED


def _add(session: Session, rulebook: Rulebook, item: Item, *, now: datetime) -> None:
    received_at = believed(item.received_at, now)
    fields = fields_of(session, item)
    customer = _customer(session, item)
    ticket = register(
        session,
        rulebook,
        source=item.source,
        received_at=received_at,
        now=now,
        origin=item.origin,
        external_key=item.key,
        customer_id=customer.id if customer else None,
        **{name: value for name, value in fields.items() if value is not None},
    )
    if item.received_at is not None and received_at != item.received_at:
        _note(session, ticket, TIME_DOUBTED, {"said": item.received_at.isoformat()}, now=now)
    if item.mail is not None:
        keep_mail(session, ticket, item.mail, at=received_at)
    details: dict[str, Any] = {"recorded": dict(item.details), "fields": plain(fields)}
    _say(session, rulebook, ticket, item, details, now=now)
    _attach_new(session, rulebook, ticket, item, details, now=now)
    _bring_to(session, rulebook, ticket, item, at=item.ended_at, now=now)
    if item.mail is not None:
        acknowledge(session, rulebook, ticket, item.mail, now=now)
    details["fields"]["status"] = item.status.value
    _keep(session, ticket, details | {"version": item.version}, untouched=True)


def _follow(session: Session, rulebook: Rulebook, ticket: Ticket, item: Item, *, now: datetime) -> Received:
    details = dict(ticket.origin_details or {})
    if details.get("version") == item.version:
        return Received.UNCHANGED
    lock_live_clocks(session, ticket)
    session.refresh(ticket)
    details = dict(ticket.origin_details or {})
    untouched = ticket.version == ticket.imported_version
    details["fields"] = dict(details.get("fields", {}))
    lives_on = _surviving(session, ticket)
    texts = _say(session, rulebook, lives_on, item, details, now=now)
    _attach_new(session, rulebook, lives_on, item, details, now=now)
    left = dict(details.get("left", {}))
    changes = {} if ticket.status is Status.MERGED else change(session, ticket, item, details["fields"], left)
    if not _follows(ticket, details["fields"].get("status"), item.status):
        left["status"] = item.status.value
    elif details["fields"].get("status") != item.status:
        if _bring_to(session, rulebook, ticket, item, at=item.ended_at, now=now):
            changes["status"] = [details["fields"].get("status"), item.status.value]
        details["fields"]["status"] = item.status.value
    if changes:
        _note(session, ticket, CHANGED, {"changes": changes}, now=now)
    if left != details.get("left", {}):
        _note(session, ticket, LEFT_OUT, {"fields": left}, now=now)
    if changes or texts:
        session.flush()
        reassess(session, rulebook, lives_on, *texts, person_id=None, now=now)
    details |= {"version": item.version, "recorded": dict(item.details), "left": left}
    _keep(session, ticket, details, untouched=untouched)
    return Received.CHANGED


def _customer(session: Session, item: Item) -> Customer | None:
    try:
        return find_or_make(session, name=item.customer, telephone=item.telephone, email=item.email)
    except CustomerError:
        return None


def _follows(ticket: Ticket, said: str | None, wanted: Status) -> bool:
    """Say whether the status is as the origin left it, or as good as that."""
    if said is None or said == wanted:
        return True
    before = Status(said)
    return any(ticket.status in like and before in like for like in (_LIVE, _DONE, (before,)))


def _bring_to(
    session: Session, rulebook: Rulebook, ticket: Ticket, item: Item, *, at: datetime | None, now: datetime
) -> bool:
    """Let happen what happened at the origin; what cannot happen here, such as closing over what is open, does not."""
    begun = ticket.status
    for event in _STEPS[item.status].get(ticket.status, ()):
        ends = event in (LifeEvent.RESOLVED, LifeEvent.CLOSED)
        _happen(session, rulebook, ticket, event, item.origin, at=at if ends else None, now=now)
    return ticket.status is not begun


def _happen(
    session: Session,
    rulebook: Rulebook,
    ticket: Ticket,
    event: LifeEvent,
    origin: str,
    *,
    at: datetime | None,
    now: datetime,
) -> None:
    """Let something happen when it happened there, or now where that cannot be, or not at all."""
    for when in (believed(at, now), now):
        with suppress(NotPossibleError, NotClosedError):
            happen(session, rulebook, ticket, event, details={"origin": origin}, at=when, now=now)
            return


def _say(
    session: Session, rulebook: Rulebook, ticket: Ticket, item: Item, details: dict[str, Any], *, now: datetime
) -> list[str]:
    """Record what was said since the last time; return what the customer has said."""
    names = {f"{item.key}/{each.key}"[:LONGEST_IDENTITY]: each for each in item.comments}
    known = set(
        session.scalars(select(Message.message_id).where(Message.origin == item.origin, Message.message_id.in_(names)))
    ) | set(details.get("notes", ()))
    new = [(name, each) for name, each in names.items() if name not in known]
    for name, each in new:
        at = max(believed(each.at, now), ticket.received_at)
        if not each.public:
            text = f"{each.author}: {text_of(each.text)}" if each.author else text_of(each.text)
            _note(session, ticket, NOTE, {"text": text[:LONGEST_NOTE]}, now=at)
            details["notes"] = [*details.get("notes", ()), name]
            continue
        session.add(
            Message(
                customer_id=ticket.customer_id,
                ticket_id=ticket.id,
                direction=Direction.IN if each.incoming else Direction.OUT,
                medium=item.source,
                at=at,
                address=item.email[:320] if each.incoming else "",
                body=text_of(each.text),
                origin=item.origin,
                message_id=name,
            )
        )
    session.flush()
    return _live_through(session, rulebook, ticket, item, [each for _, each in new if each.public], now=now)


def _live_through(
    session: Session, rulebook: Rulebook, ticket: Ticket, item: Item, new: Sequence[Comment], *, now: datetime
) -> list[str]:
    """Let the first answer, and what the customer said last, do to the complaint what they do."""
    answers = [each.at or now for each in new if not each.incoming]
    if item.answered_at is not None:
        answers.append(item.answered_at)
    if answers and ticket.first_responded_at is None and ticket.status in _LIVE:
        at = max(min(answers), ticket.received_at)
        _happen(session, rulebook, ticket, LifeEvent.ANSWERED, item.origin, at=at, now=now)
    if new and new[-1].incoming and ticket.status is Status.WAITING:
        _happen(session, rulebook, ticket, LifeEvent.CUSTOMER_REPLIED, item.origin, at=None, now=now)
    return [text_of(each.text) for each in new if each.incoming]


def _attach_new(
    session: Session, rulebook: Rulebook, ticket: Ticket, item: Item, details: dict[str, Any], *, now: datetime
) -> None:
    known = set(details.get("files", ()))
    new = [each for each in item.files if each.key not in known]
    _attach(session, rulebook, ticket, new, now=now)
    details["files"] = [*details.get("files", ()), *(each.key for each in new)]


def _attach(
    session: Session, rulebook: Rulebook, ticket: Ticket, files: Iterable[ForeignFile], *, now: datetime
) -> None:
    """Keep files as evidence; what is not taken is on record with the reason."""
    for file in files:
        reason = file.refusal
        if not reason:
            try:
                attach(session, rulebook, ticket, file.name, file.content, person_id=None, now=now)
            except EvidenceError as error:
                reason = kept_words(error)
        if reason:
            _note(session, ticket, FILE_REFUSED, {"name": file.name, "reason": reason}, now=now)


def _surviving(session: Session, ticket: Ticket) -> Ticket:
    while ticket.merged_into_id is not None:
        ticket = session.get_one(Ticket, ticket.merged_into_id)
    return ticket


def _note(session: Session, ticket: Ticket, kind: str, details: dict[str, Any], *, now: datetime) -> None:
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=kind, details=details))


def _keep(session: Session, ticket: Ticket, details: dict[str, Any], *, untouched: bool) -> None:
    session.flush()
    ticket.origin_details = details
    if untouched:
        ticket.imported_version = ticket.version + 1
    session.flush()
