"""What open tickets still weigh, as the database adds it up; the weights are those of `app.models.effort`."""

from sqlalchemy import ColumnElement, case

from app.models.effort import EFFORT, LEFT, WAITING_HALVES, WHOLE
from app.models.ticket import Ticket
from app.models.words import Status


def effort_of_tickets() -> ColumnElement[int]:
    """Return the effort of an open ticket as a column: whole hundredths."""
    whole = case(*((Ticket.complexity == each, weight) for each, weight in EFFORT.items()), else_=WHOLE)
    left = case(*((Ticket.stage == stage, percent) for stage, percent in LEFT.items()), else_=100)
    still = whole * left // 100
    return case((Ticket.status == Status.WAITING, still // WAITING_HALVES), else_=still)
