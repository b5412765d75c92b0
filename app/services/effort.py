"""What open tickets still weigh, as the database adds it up; the weights are those of `app.models.effort`."""

from collections.abc import Collection

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, func, select
from sqlalchemy.orm import Session

from app.models.effort import EFFORT, LEFT, WAITING_HALVES, WHOLE
from app.models.ticket import Ticket
from app.models.words import Status


def effort_of_tickets() -> ColumnElement[int]:
    """Return the effort of an open ticket as a column: whole hundredths."""
    whole = case(*((Ticket.complexity == each, weight) for each, weight in EFFORT.items()), else_=WHOLE)
    left = case(*((Ticket.stage == stage, percent) for stage, percent in LEFT.items()), else_=100)
    still = whole * left // 100
    return case((Ticket.status == Status.WAITING, still // WAITING_HALVES), else_=still)


def weigh(session: Session, ticket_ids: Collection[int]) -> float:
    """Return what these tickets still weigh together, in general complaints that have just come in."""
    # Written into the statement: a whole selection may be more than a database takes as parameters.
    asked = bindparam("asked", list(ticket_ids), expanding=True, literal_execute=True, type_=BigInteger)
    return float(session.scalar(select(func.sum(effort_of_tickets())).where(Ticket.id.in_(asked))) or 0) / WHOLE
