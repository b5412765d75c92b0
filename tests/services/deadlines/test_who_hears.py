"""Who was first hears what the owner hears, and who may decide hears of the decision, whoever works on it."""

from datetime import timedelta

from app.models.escalation import Notification
from app.models.people import Absence, Person, Role
from app.models.sla import Clock, LifeEvent, Target
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.explain import explain_all
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.actions import assign
from app.services.handling.compensation import offer
from app.services.handling.events import happen
from app.services.handling.register import register
from tests.builders import MONDAY, clocks_of, new_ticket, open_floor, person

MINUTE = timedelta(minutes=1)


def colleagues(database: Database) -> dict[str, int]:
    """Two agents more: one who was first, and who stands in for them."""
    with database.write() as session:
        deputy = Person(name="deputy", role=Role.AGENT)
        session.add(deputy)
        session.flush()
        first = Person(name="first", role=Role.AGENT, deputy_id=deputy.id)
        session.add(first)
        session.flush()
        return {"first": first.id, "deputy": deputy.id}


def heard(database: Database) -> set[str]:
    with database.read() as session:
        rows = session.query(Person.name).join(Notification, Notification.person_id == Person.id)
        return {name for (name,) in rows}


def foreseen(database: Database, rulebook: Rulebook, ticket: Ticket, target: Target) -> list[tuple[str, ...]]:
    with database.read() as session:
        clocks = session.query(Clock).filter_by(ticket_id=ticket.id, target=target).all()
        (found,) = explain_all(session, rulebook, clocks, now=MONDAY)
        return [coming.people for coming in found.coming]


def test_who_was_first_hears_what_the_owner_hears_and_nothing_that_is_for_those_above(database: Database) -> None:
    rulebook, others = open_floor(database), colleagues(database)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        found = session.get_one(Ticket, ticket.id)
        happen(session, rulebook, found, LifeEvent.ANSWERED, person_id=others["first"], now=MONDAY)
    assert foreseen(database, rulebook, ticket, Target.RESOLUTION)[:2] == [("agent", "first"), ("team_lead",)]
    (clock,) = clocks_of(database, ticket, Target.RESOLUTION)
    assert clock.next_step_at
    sweep(database, rulebook, (), now=clock.next_step_at)
    assert heard(database) == {"agent", "first"}


def test_for_a_first_handler_who_is_away_their_deputy_hears_it(database: Database) -> None:
    rulebook, others = open_floor(database), colleagues(database)
    with database.write() as session:
        session.add(Absence(person_id=others["first"], started_at=MONDAY - MINUTE))
    ticket = new_ticket(database, rulebook, first_handler_id=others["first"])
    assert foreseen(database, rulebook, ticket, Target.RESOLUTION)[0] == ("agent", "deputy")


def test_who_takes_a_complaint_down_is_its_first_handler_and_stays_so(database: Database) -> None:
    rulebook, others = open_floor(database), colleagues(database)
    with database.write() as session:
        given = {"source": "letter", "title": "Cold", "received_at": MONDAY - MINUTE}
        ticket = register(session, rulebook, **given, person_id=others["first"], now=MONDAY)  # type: ignore[arg-type]
        assign(session, [ticket.id], person(session, Role.AGENT).id, person_id=None, now=MONDAY)
        assert ticket.first_handler_id == others["first"]


def test_who_may_decide_hears_of_the_decision_at_once_and_as_it_nears_its_end(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        found, agent = session.get_one(Ticket, ticket.id), person(session, Role.AGENT).id
        offer(session, rulebook, found, "goodwill", 1_500_00, "Cold", person_id=agent, now=MONDAY)
    assert foreseen(database, rulebook, ticket, Target.APPROVAL)[:3] == [
        ("team_lead", "supervisor"),
        ("team_lead", "supervisor"),
        ("supervisor", "manager"),
    ]
    sweep(database, rulebook, (), now=MONDAY)
    assert heard(database) == {"team_lead", "supervisor"}
