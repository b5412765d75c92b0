"""Tags (标签): free words that people put on complaints, found while they are typed, renamed and merged for all."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.desk import Tag, TicketTag
from app.models.people import Person, Role
from app.models.texts import in_one_line
from app.models.ticket import Ticket, TicketEvent
from app.services.changes import note

TAGGED, UNTAGGED = "tagged", "untagged"
LONGEST_TAG = 64
MOST_TAGS = 20
_EDITORS = (Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)


class TagError(DomainError):
    """A tag that is none, or that somebody may not rename."""


@dataclass(frozen=True)
class TagRow:
    """A tag and how many complaints have it."""

    id: int
    name: str
    tickets: int


def list_tags(session: Session) -> tuple[TagRow, ...]:
    """Return all tags, the most used first."""
    count = func.count(TicketTag.id)
    rows = session.execute(
        select(Tag.id, Tag.name, count)
        .outerjoin(TicketTag, TicketTag.tag_id == Tag.id)
        .group_by(Tag.id, Tag.name)
        .order_by(count.desc(), Tag.name)
    )
    return tuple(TagRow(*row) for row in rows)


def tags_of(session: Session, ticket_id: int) -> tuple[str, ...]:
    """Return the tags of a complaint, by name."""
    tags = select(Tag.name).join(TicketTag, TicketTag.tag_id == Tag.id)
    return tuple(session.scalars(tags.where(TicketTag.ticket_id == ticket_id).order_by(Tag.name)))


def put_on(session: Session, tickets: Collection[Ticket], name: str, *, person_id: int | None, now: datetime) -> int:
    """Put a tag, which is made if there is none of the name, on complaints; returns how many did not have it.

    Raises `TagError`.
    """
    tag = _called(session, name) or _made(session, name)
    added = 0
    # In one order everywhere, so that two who tag do not wait for each other for ever.
    for ticket in sorted(tickets, key=lambda each: each.id):
        session.get_one(Ticket, ticket.id, with_for_update=True)
        has = set(session.scalars(select(TicketTag.tag_id).where(TicketTag.ticket_id == ticket.id)))
        if tag.id in has:
            continue
        if len(has) >= MOST_TAGS:
            raise TagError("{number} has {most} tags already.", number=ticket.number, most=MOST_TAGS)
        session.add(TicketTag(ticket_id=ticket.id, tag_id=tag.id))
        session.add(_event(ticket, TAGGED, tag.name, person_id, now))
        added += 1
    session.flush()
    return added


def take_off(session: Session, ticket: Ticket, name: str, *, person_id: int | None, now: datetime) -> None:
    """Take a tag off a complaint, if it is still on it; a tag that is nowhere any more is gone."""
    tag = _called(session, name)
    held = (
        tag
        and session.scalars(
            select(TicketTag).where(TicketTag.ticket_id == ticket.id, TicketTag.tag_id == tag.id).with_for_update()
        ).first()
    )
    if tag is None or held is None:
        return
    session.delete(held)
    session.add(_event(ticket, UNTAGGED, tag.name, person_id, now))
    session.flush()
    if session.scalar(select(TicketTag.id).where(TicketTag.tag_id == tag.id).limit(1)) is None:
        # Somebody may put it on another one just now.
        with suppress(IntegrityError), session.begin_nested():
            session.delete(tag)


def rename_tag(session: Session, tag_id: int, name: str, *, by: int | None) -> None:
    """Give a tag another name; where another tag has it, the two are merged. Raises `TagError`."""
    role = session.scalar(select(Person.role).where(Person.id == by, Person.active))
    if role not in _EDITORS:
        raise TagError("Team leads and above rename tags for everybody.")
    tag = session.get(Tag, tag_id, with_for_update=True)
    if tag is None:
        raise TagError("This tag is gone: it was merged, or taken off everywhere.")
    same = _called(session, name)
    tickets = session.scalars(select(TicketTag.ticket_id).where(TicketTag.tag_id == tag_id)).all()
    if same is None or same is tag:
        tag.name = _word(name)
    else:
        there = set(session.scalars(select(TicketTag.ticket_id).where(TicketTag.tag_id == same.id)))
        session.execute(delete(TicketTag).where(TicketTag.tag_id == tag_id))
        session.add_all(TicketTag(ticket_id=id_, tag_id=same.id) for id_ in tickets if id_ not in there)
        session.delete(tag)
    note(session, Ticket, tickets)
    note(session, TicketTag, ())
    session.flush()


def _event(ticket: Ticket, kind: str, name: str, person_id: int | None, now: datetime) -> TicketEvent:
    return TicketEvent(ticket_id=ticket.id, at=now, kind=kind, person_id=person_id, details={"tag": name})


def _made(session: Session, name: str) -> Tag:
    """Make a tag, unless somebody else has made it just now."""
    word = _word(name)
    with suppress(IntegrityError), session.begin_nested():
        session.add(Tag(name=word))
    return session.scalars(select(Tag).where(Tag.name == word)).one()


def _called(session: Session, name: str) -> Tag | None:
    """Return the tag of that name, whatever the case of its letters."""
    wanted = _word(name).casefold()
    # SQLite folds the case of ASCII only.
    rows = session.execute(select(Tag.id, Tag.name))
    found = next((id_ for id_, known in rows if known.casefold() == wanted), None)
    return session.get_one(Tag, found) if found is not None else None


def _word(name: str) -> str:
    name = in_one_line(name).lstrip("#").strip()
    if not 0 < len(name) <= LONGEST_TAG or "," in name or "，" in name:
        raise TagError("A tag is a word of at most {longest} characters, without commas.", longest=LONGEST_TAG)
    return name
