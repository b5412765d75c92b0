"""Links complaints that belong together (关联工单): related ones, parts, and complaints of how one was handled."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.desk import Link, TicketLink
from app.models.ticket import Status, Ticket, TicketEvent

LINKED, UNLINKED = "linked", "unlinked"
# Which links people draw and remove themselves: that one was split from another stays so.
BY_HAND = (Link.RELATED, Link.COMPLAINS_OF)


class LinkError(DomainError):
    """Two complaints cannot be linked so, or not be parted."""


@dataclass(frozen=True)
class LinkRow:
    """Another complaint that belongs to one; `backwards` where the link was drawn from the other one to it."""

    id: int
    kind: Link
    backwards: bool
    other_id: int
    number: str
    title: str
    status: Status
    received_at: datetime


def link(
    session: Session, ticket: Ticket, other: Ticket, kind: Link, *, person_id: int | None, now: datetime
) -> TicketLink:
    """Let a complaint belong to another one; both tell of it. Raises `LinkError`."""
    if ticket.id == other.id:
        raise LinkError("{number} cannot be linked with itself.", number=ticket.number)
    # Related ones are written in one order, so that two who link them at once from either side write the same.
    ends = sorted((ticket.id, other.id)) if kind is Link.RELATED else [ticket.id, other.id]
    found = TicketLink(ticket_id=ends[0], other_id=ends[1], kind=kind, linked_at=now, linked_by_id=person_id)
    known = LinkError("{number} is linked with {other} so already.", number=ticket.number, other=other.number)
    if session.scalars(_between(ticket.id, other.id, kind)).first() is not None:
        raise known
    try:
        with session.begin_nested():
            session.add(found)
    except IntegrityError as error:
        raise known from error
    _note(session, LINKED, found, ticket, other, person_id=person_id, now=now)
    return found


def unlink(session: Session, link_id: int, *, person_id: int | None, now: datetime) -> None:
    """Part two complaints that people have linked; raises `LinkError`."""
    found = session.get(TicketLink, link_id, with_for_update=True)
    if found is None:
        raise LinkError("This link is not there any more.")
    if found.kind not in BY_HAND:
        raise LinkError("A complaint that was split from another one stays linked with it.")
    ticket, other = (session.get_one(Ticket, id_) for id_ in (found.ticket_id, found.other_id))
    session.delete(found)
    _note(session, UNLINKED, found, ticket, other, person_id=person_id, now=now)


def links_of(session: Session, ticket_id: int) -> tuple[LinkRow, ...]:
    """Return what belongs to a complaint, from whichever side the link was drawn, the oldest link first."""
    mine = or_(TicketLink.ticket_id == ticket_id, TicketLink.other_id == ticket_id)
    rows = session.execute(
        select(TicketLink, Ticket)
        .join(
            Ticket,
            or_(
                (TicketLink.ticket_id == ticket_id) & (Ticket.id == TicketLink.other_id),
                (TicketLink.other_id == ticket_id) & (Ticket.id == TicketLink.ticket_id),
            ),
        )
        .where(mine)
        .order_by(TicketLink.id)
    )
    return tuple(
        LinkRow(
            drawn.id,
            drawn.kind,
            drawn.other_id == ticket_id,
            other.id,
            other.number,
            other.title,
            other.status,
            other.received_at,
        )
        for drawn, other in rows
    )


def move_links(session: Session, ticket: Ticket, into: Ticket) -> None:
    """Let what a merged complaint belongs to belong to the surviving one, each once and never to itself."""
    drawn = select(TicketLink).where(or_(TicketLink.ticket_id == ticket.id, TicketLink.other_id == ticket.id))
    for each in session.scalars(drawn.order_by(TicketLink.id)):
        ends = [into.id if id_ == ticket.id else id_ for id_ in (each.ticket_id, each.other_id)]
        if ends[0] == ends[1] or session.scalars(_between(ends[0], ends[1], each.kind)).first() is not None:
            session.delete(each)
        else:
            each.ticket_id, each.other_id = ends
        session.flush()


def _between(ticket_id: int, other_id: int, kind: Link) -> Select[int]:
    """Select the links of a kind between two complaints; related ones are so in both directions."""
    forth = (TicketLink.ticket_id == ticket_id) & (TicketLink.other_id == other_id)
    back = (TicketLink.ticket_id == other_id) & (TicketLink.other_id == ticket_id)
    return select(TicketLink.id).where(TicketLink.kind == kind, forth | back if kind is Link.RELATED else forth)


def _note(
    session: Session,
    event: str,
    drawn: TicketLink,
    ticket: Ticket,
    other: Ticket,
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    for each, name, backwards in ((ticket, other.number, False), (other, ticket.number, True)):
        details = {"link": drawn.kind.value, "number": name, "backwards": backwards}
        session.add(TicketEvent(ticket_id=each.id, at=now, kind=event, person_id=person_id, details=details))
    session.flush()
