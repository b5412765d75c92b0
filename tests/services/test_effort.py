"""What is left to do in a ticket: the database adds up the same weights that are declared."""

from itertools import product

from sqlalchemy import select

from app.models.effort import LEFT, effort
from app.models.ticket import Complexity, Source, Status, Ticket
from app.services.database import Database
from app.services.effort import effort_of_tickets
from tests.builders import MONDAY


def test_the_database_weighs_every_open_ticket_as_declared(database: Database) -> None:
    with database.write() as session:
        for complexity, stage, status in product(Complexity, (*LEFT, "mediation"), (Status.OPEN, Status.WAITING)):
            given = {"complexity": complexity, "stage": stage, "status": status}
            session.add(Ticket(source=Source.EMAIL, received_at=MONDAY, recorded_at=MONDAY, title="t", **given))
    with database.read() as session:
        rows = session.execute(select(Ticket.complexity, Ticket.stage, Ticket.status, effort_of_tickets())).all()
    assert len(rows) == 20
    assert all(weight == effort(complexity, stage, status) for complexity, stage, status, weight in rows)
    assert effort(Complexity.GENERAL, "intake", Status.OPEN) == 100
    assert effort(Complexity.COMPLEX, "reply", Status.WAITING) == 30
