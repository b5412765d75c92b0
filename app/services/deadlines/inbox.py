"""What people were told in the console: the unread messages of escalations, and marking them as read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select, text, update
from sqlalchemy.orm import Session

from app.models.escalation import Acknowledgement, Escalation, Notification
from app.models.policy import Step
from app.models.sla import LIVE, Clock, Target
from app.models.ticket import Ticket
from app.services.changes import note
from app.services.deadlines.rulebook import Rulebook

# As its index says it: with bound values SQLite would not know that it may use it.
_UNREAD = text("notification.read_at IS NULL AND notification.channel = 'inbox'")


@dataclass(frozen=True)
class Told:
    """One message: about which ticket and target, and the step that was raised (None: the clock was set aside).

    `repeats` says that it will come again unless somebody says that they have seen it.
    """

    id: int
    ticket_id: int
    number: str
    target: Target
    step: Step | None
    step_key: str
    occurrence: int
    due_at: datetime
    at: datetime
    to_everybody: bool
    repeats: bool = False


@dataclass(frozen=True)
class Inbox:
    """The latest unread messages, and how many there are in all."""

    latest: tuple[Told, ...]
    unread: int


def read_inbox(session: Session, rulebook: Rulebook, *, person_id: int | None, most: int = 20) -> Inbox:
    """Read what a person, or everybody, has been told and not read; of a person who is not known, the latter."""
    count, messages = _unread()
    unread = session.scalar(count, {"person": person_id}) or 0
    rows = session.execute(messages, {"person": person_id, "most": most})
    latest = []
    for message, escalation, target, state, policy_id, ticket_id, number, seen_id in rows:
        step = rulebook.policy(session, policy_id).step(target, message.fast_lane, escalation.step)
        latest.append(
            Told(
                message.id,
                ticket_id,
                number,
                target,
                step,
                escalation.step,
                escalation.occurrence,
                escalation.due_at,
                escalation.raised_at,
                message.person_id is None,
                state in LIVE and seen_id is None and step is not None and step.repeats_after(escalation.occurrence),
            )
        )
    return Inbox(tuple(latest), unread)


# Made once: that takes longer than reading, and holds up the window.
@cache
def _unread() -> tuple[Select[int], Select[*tuple[Any, ...]]]:
    """Select how many messages a person has not read, and the latest of them."""
    theirs = or_(Notification.person_id.is_(None), Notification.person_id == bindparam("person"))
    messages = (
        select(
            Notification,
            Escalation,
            Clock.target,
            Clock.state,
            Clock.policy_version_id,
            Ticket.id,
            Ticket.number,
            Acknowledgement.id,
        )
        .join(Escalation, Escalation.id == Notification.escalation_id)
        .join(Clock, Clock.id == Escalation.clock_id)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .outerjoin(
            Acknowledgement,
            and_(
                Acknowledgement.clock_id == Escalation.clock_id,
                Acknowledgement.step == Escalation.step,
                Acknowledgement.occurrence == Escalation.occurrence,
            ),
        )
        .where(_UNREAD, theirs)
        .order_by(Notification.id.desc())
        .limit(bindparam("most"))
    )
    return select(func.count()).select_from(Notification).where(_UNREAD, theirs), messages


def mark_read(session: Session, ids: Collection[int], *, now: datetime) -> None:
    """Record that messages were read, where nobody has before."""
    session.execute(
        update(Notification).where(Notification.id.in_(ids), Notification.read_at.is_(None)).values(read_at=now)
    )
    note(session, Notification, ids)
