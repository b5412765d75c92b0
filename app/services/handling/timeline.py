"""The time line of a complaint (时间线): what happened to it, notes that people leave, and deciding as one saw it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError, NoTicketError
from app.models.people import Person
from app.models.texts import trimmed
from app.models.ticket import Ticket, TicketEvent
from app.services.deadlines.locking import lock_live_clocks

NOTE = "note"
LONGEST_NOTE = 4_000


class NoteError(DomainError):
    """A note that cannot be kept as given."""


class ChangedMeanwhileError(DomainError):
    """Somebody changed the complaint after it was read; `changes` are the events, `seen` is how it stands now."""

    @property
    def changes(self) -> "tuple[EventRow, ...]":
        """What happened since."""
        return self.values["changes"]  # type: ignore[return-value]

    @property
    def seen(self) -> "Seen":
        """As of what the next try is."""
        return self.values["seen"]  # type: ignore[return-value]


class Seen(NamedTuple):
    """As of what a person decides: the version of the complaint that they saw, and its last event."""

    version: int
    event_id: int


@dataclass(frozen=True)
class EventRow:
    """Something that happened to a complaint; without a person where nobody or another system did it."""

    id: int
    at: datetime
    kind: str
    person_id: int | None
    person: str
    details: Mapping[str, Any]


def note(session: Session, ticket_id: int, text: str, *, person_id: int | None = None, now: datetime) -> None:
    """Leave a note on a complaint, whatever its status; raises `NoteError` and `NoTicketError`."""
    text = trimmed(text)
    if not 0 < len(text) <= LONGEST_NOTE:
        raise NoteError(
            "A note has 1 to {longest} characters; this one has {count}.", longest=LONGEST_NOTE, count=len(text)
        )
    if session.get(Ticket, ticket_id) is None:
        raise NoTicketError("There is no complaint with the identity {id}.", id=ticket_id)
    session.add(TicketEvent(ticket_id=ticket_id, at=now, kind=NOTE, person_id=person_id, details={"text": text}))
    session.flush()


def unchanged(session: Session, ticket_id: int, seen: Seen, *, person_id: int | None) -> Ticket:
    """Lock a complaint as the person saw it, for what they decided then; raises `ChangedMeanwhileError`.

    A note that somebody left meanwhile is no change, and neither is what the person did themselves.
    """
    ticket = session.get(Ticket, ticket_id)
    if ticket is None:
        raise NoTicketError("There is no complaint with the identity {id}.", id=ticket_id)
    lock_live_clocks(session, ticket)
    news = read_events(session, ticket_id, after=seen.event_id)
    changes = tuple(each for each in news if each.kind != NOTE)
    of_others = tuple(each for each in changes if each.person_id is None or each.person_id != person_id)
    if of_others or (ticket.version != seen.version and not changes):
        raise ChangedMeanwhileError(
            "{number} was changed since you looked at it. Look at what is new, then try again.",
            number=ticket.number,
            changes=of_others,
            seen=Seen(ticket.version, max((each.id for each in news), default=seen.event_id)),
        )
    return ticket


def read_events(session: Session, ticket_id: int, *, after: int = 0) -> tuple[EventRow, ...]:
    """Return what happened to a complaint, in its order; of `after` only what was put on record later."""
    rows = session.execute(
        select(TicketEvent.id, TicketEvent.at, TicketEvent.kind, Person.id, Person.name, TicketEvent.details)
        .outerjoin(Person, Person.id == TicketEvent.person_id)
        .where(TicketEvent.ticket_id == ticket_id, TicketEvent.id > after)
        .order_by(TicketEvent.at, TicketEvent.id)
    )
    return tuple(
        EventRow(id_, at, kind, person_id, name or "", details or {})
        for id_, at, kind, person_id, name, details in rows
    )


def names_in(session: Session, events: tuple[EventRow, ...]) -> dict[int, str]:
    """Return who the events' details name: owners before and after."""
    ids = {id_ for each in events for id_ in each.details.get("owner_id", ()) if id_ is not None}
    return dict(iter(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))))
