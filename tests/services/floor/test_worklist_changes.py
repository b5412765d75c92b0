"""What of the worklist is read again after changes: no more than is concerned, on both databases."""

from app.models.customer import Customer
from app.models.people import AgentState, Person, Role
from app.models.sla import LifeEvent
from app.models.ticket import Ticket
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.floor.worklist_changes import worklist_changes
from app.services.handling.events import happen
from tests.builders import MONDAY, new_ticket, open_floor, person


def concerned(
    database: Database, names: dict[int, str], **changes: int
) -> tuple[list[int], list[str], tuple[int, ...]]:
    """The ids and owners that are read again after changes of one row each, and the ids that are gone."""
    with database.read() as session:
        rows = worklist_changes(session, {kind: {id_} for kind, id_ in changes.items()}, names, now=MONDAY)
    return rows.ids.tolist(), rows.owner, rows.gone


def test_a_changed_ticket_is_read_and_one_that_is_closed_is_gone(database: Database) -> None:
    rulebook = open_floor(database)
    ticket, resolved = (new_ticket(database, rulebook) for _ in range(2))
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, resolved.id), LifeEvent.RESOLVED, now=MONDAY)
    assert concerned(database, {}, Ticket=ticket.id) == ([ticket.id], ["agent"], ())
    assert concerned(database, {}, Ticket=resolved.id) == ([], [], (resolved.id,))


def test_of_people_only_another_name_is_read_again(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        set_state(session, agent, AgentState.BREAK, now=MONDAY)
    shown = {agent: "agent"}
    assert concerned(database, shown, Person=agent) == ([], [], ())
    with database.write() as session:
        session.get_one(Person, agent).name = "王晓梅"
    assert concerned(database, shown, Person=agent) == ([ticket.id], ["王晓梅"], ())
    assert concerned(database, {}, Person=agent) == ([], [], ()), "nothing of theirs is shown"


def test_of_a_customer_the_open_tickets_are_read_again(database: Database) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        customer = Customer(name="赵")
        session.add(customer)
    open_, resolved = (new_ticket(database, rulebook, customer_id=customer.id) for _ in range(2))
    new_ticket(database, rulebook)
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, resolved.id), LifeEvent.RESOLVED, now=MONDAY)
    assert concerned(database, {}, Customer=customer.id) == ([open_.id], ["agent"], ())
