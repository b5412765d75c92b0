"""What people were told in the console: theirs and everybody's, with the step, until it is read."""

import pytest

from app.models.escalation import Delivery, Escalation, Notification, Outcome
from app.models.people import Role
from app.models.sla import Clock, Target
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.deadlines.inbox import mark_read, read_inbox
from app.services.deadlines.rulebook import Rulebook
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    """The rules of a floor on which one person of each role works."""
    return open_floor(database)


def tell(database: Database, ticket: Ticket, step: str, role: Role | None, channel: str = "inbox") -> None:
    """Write what the sweep writes when it raises a step."""
    with database.write() as session:
        clock = session.query(Clock).filter_by(ticket_id=ticket.id, target=Target.RESOLUTION).one()
        escalation = Escalation(
            clock_id=clock.id,
            step=step,
            occurrence=1,
            planned_at=MONDAY,
            raised_at=MONDAY,
            due_at=clock.due_at,
            outcome=Outcome.NOTIFIED,
            raised_by="test",
        )
        session.add(escalation)
        session.flush()
        to = person(session, role).id if role else None
        session.add(Notification(escalation_id=escalation.id, person_id=to, channel=channel, state=Delivery.SENT))


def test_a_person_reads_what_they_and_everybody_were_told_in_the_console(
    database: Database, rulebook: Rulebook
) -> None:
    ticket = new_ticket(database, rulebook)
    tell(database, ticket, "half", Role.AGENT)
    tell(database, ticket, "breach", None)
    tell(database, ticket, "nine_tenths", Role.SUPERVISOR)
    tell(database, ticket, "three_quarters", Role.AGENT, channel="email")
    with database.read() as session:
        mine = read_inbox(session, rulebook, person_id=person(session, Role.AGENT).id)
        unknown = read_inbox(session, rulebook, person_id=None)
        short = read_inbox(session, rulebook, person_id=person(session, Role.AGENT).id, most=1)
    assert [(each.step and each.step.share, each.to_everybody) for each in mine.latest] == [(1.0, True), (0.5, False)]
    assert (mine.latest[0].number, mine.latest[0].target) == (ticket.number, Target.RESOLUTION)
    assert (mine.unread, unknown.unread, short.unread, len(short.latest)) == (2, 1, 2, 1)


def test_what_was_read_is_gone_and_keeps_when(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook)
    tell(database, ticket, "quarantined", None)
    with database.read() as session:
        (told,) = read_inbox(session, rulebook, person_id=None).latest
    assert told.step is None
    for hours in (1, 2):
        with database.write() as session:
            mark_read(session, [told.id], now=MONDAY + hours * HOUR)
    with database.read() as session:
        assert read_inbox(session, rulebook, person_id=None).unread == 0
        assert session.get_one(Notification, told.id).read_at == MONDAY + HOUR
