"""Locks what belongs to a complaint together with it, also where a merge takes it to another one meanwhile."""

from typing import Any

from sqlalchemy.orm import Session

from app.models.sla import Clock
from app.models.ticket import Ticket
from app.services.deadlines.clocks import lock_live_clocks


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
