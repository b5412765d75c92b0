"""Gives a clock more time (延期), once it is granted and, where that is wanted, the customer has been told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.errors import DomainError
from app.models.approval import Approval, Extension
from app.models.people import Person
from app.models.sla import LIVE, Clock, LifeEvent
from app.models.ticket import Ticket, TicketEvent
from app.services.deadlines.life import apply_event
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.planning import deadline_of, plan
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.waits import end_long_pauses


class ExtensionError(DomainError):
    """An extension of which the customer cannot be told."""


@dataclass(frozen=True)
class ExtensionRow:
    """More time for a clock: its whole amount before and after, why, by whom, and since when it holds.

    `amount` and `amount_before` are in seconds or days, as the clock's measure says. `in_force_at` is None as long as
    the customer has to be told first.
    """

    id: int
    clock_id: int
    rung: int
    amount_before: int
    amount: int
    reason: str
    granted_at: datetime
    granted_by: str
    told_at: datetime | None
    told_by: str
    in_force_at: datetime | None


def grant(session: Session, rulebook: Rulebook, approval: Approval, *, now: datetime) -> Extension | None:
    """Enter the extension that an approval grants; None where it is about something else.

    It holds at once, unless the customer has to be told first.
    """
    details: Mapping[str, Any] = approval.details or {}
    if "rung" not in details:
        return None
    clock = session.get_one(Clock, approval.clock_id)
    assert clock.amount is not None, "only a clock with an amount is extended"
    extension = Extension(
        clock_id=clock.id,
        approval_id=approval.id,
        rung=details["rung"],
        amount_before=clock.amount,
        amount=details["amount"],
        reason=approval.reason,
        granted_at=now,
        granted_by_id=approval.decided_by_id,
    )
    session.add(extension)
    if not details["notice"]:
        _put_in_force(session, rulebook, clock, extension, now=now)
    session.flush()
    return extension


def tell_customer_of_extension(
    session: Session,
    rulebook: Rulebook,
    extension: Extension,
    details: Mapping[str, Any],
    *,
    person_id: int | None,
    now: datetime,
) -> None:
    """Put on record with which words, and by which way, the customer was told: from now on the extension holds.

    That is news of progress too, for the milestones that wait for it. Raises `ExtensionError`.
    """
    clock = session.get_one(Clock, extension.clock_id)
    ticket = session.get_one(Ticket, clock.ticket_id)
    live = lock_live_clocks(session, ticket)
    session.refresh(extension, with_for_update=True)
    if extension.told_at is not None:
        raise ExtensionError("{number}: the customer was told of this extension already.", number=ticket.number)
    end_long_pauses(session, rulebook, ticket, live, by=now)
    if clock.state not in LIVE:
        raise ExtensionError("{number}: this deadline has ended.", number=ticket.number)
    extension.told_at, extension.told_by_id = now, person_id
    if extension.in_force_at is None:
        _put_in_force(session, rulebook, clock, extension, now=now)
    given = {**details, "extension_id": extension.id, "target": clock.target, "subject": clock.subject}
    given |= {"amount": extension.amount, "measure": clock.measure}
    kind = LifeEvent.INFORMED.value
    session.add(TicketEvent(ticket_id=ticket.id, at=now, kind=kind, person_id=person_id, details=given))
    session.flush()
    apply_event(session, rulebook, ticket, live, LifeEvent.INFORMED, at=now, person_id=person_id)


def extensions_of(session: Session, *ticket_ids: int) -> tuple[ExtensionRow, ...]:
    """Return the extensions of the clocks of tickets, in the order in which they were granted."""
    by, told_by = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Extension, by.name, told_by.name)
        .join(Clock, Clock.id == Extension.clock_id)
        .outerjoin(by, by.id == Extension.granted_by_id)
        .outerjoin(told_by, told_by.id == Extension.told_by_id)
        .where(Clock.ticket_id.in_(ticket_ids))
        .order_by(Extension.id)
    )
    return tuple(
        ExtensionRow(
            each.id,
            each.clock_id,
            each.rung,
            each.amount_before,
            each.amount,
            each.reason,
            each.granted_at,
            by_name or "",
            each.told_at,
            told_name or "",
            each.in_force_at,
        )
        for each, by_name, told_name in rows
    )


def _put_in_force(session: Session, rulebook: Rulebook, clock: Clock, extension: Extension, *, now: datetime) -> None:
    extension.in_force_at = now
    clock.amount = extension.amount
    session.flush()
    clock.due_at = deadline_of(session, rulebook, clock).due
    plan(session, rulebook, clock)
