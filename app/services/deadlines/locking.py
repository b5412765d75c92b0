"""Locks complaints with their clocks, in one order everywhere, and what belongs to them wherever a merge takes it."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.sla import LIVE, Clock
from app.models.ticket import Ticket
from app.services.deadlines.rule_lock import hold_rules


def lock_live_clocks(session: Session, ticket: Ticket) -> list[Clock]:
    """Return a ticket's running and paused clocks, and keep everybody else, the sweep included, from them and from it.

    They are locked before their ticket, here as in the sweep: in one order nobody waits for ever. What others changed
    until then is read again, so that nobody is refused because the sweep was at work.
    """
    hold_rules(session)
    statement = (
        select(Clock)
        .where(Clock.ticket_id == ticket.id, Clock.state.in_(LIVE))
        .order_by(Clock.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    session.scalars(statement).all()
    session.refresh(ticket, with_for_update={"key_share": True})
    # Whoever held the ticket until now may have started clocks.
    return list(session.scalars(statement))


def lock_live_clocks_of(
    session: Session, ticket_ids: Collection[int], *, patient: bool = True
) -> list[tuple[Ticket, list[Clock]]]:
    """Do the same for many tickets at once, in the order of their identity; return each with its live clocks.

    Who holds some of them already is not `patient`: the statement fails where somebody else has one of the others.
    """
    hold_rules(session)
    statement = (
        select(Clock)
        .where(Clock.ticket_id.in_(ticket_ids), Clock.state.in_(LIVE))
        .order_by(Clock.id)
        .with_for_update(nowait=not patient)
        .execution_options(populate_existing=True)
    )
    session.scalars(statement).all()
    tickets = session.scalars(
        select(Ticket)
        .where(Ticket.id.in_(ticket_ids))
        .order_by(Ticket.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    live: defaultdict[int, list[Clock]] = defaultdict(list)
    for clock in session.scalars(statement):
        live[clock.ticket_id].append(clock)
    return [(ticket, live[ticket.id]) for ticket in tickets]


def lock_with(session: Session, part: Any) -> tuple[Ticket, list[Clock]]:
    """Lock a part of a complaint (a task, a request …) after the live clocks of that and itself, and return these two.

    Whoever waits here for a merge finds the part at the survivor then.
    """
    while True:
        ticket = session.get_one(Ticket, part.ticket_id)
        live = lock_live_clocks(session, ticket)
        session.refresh(part, with_for_update=True)
        if part.ticket_id == ticket.id:
            return ticket, live
