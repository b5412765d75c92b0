"""Recording changes: a transaction leaves exactly the rows that it changed, whoever wrote them and however."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from app.models.change import Change
from app.models.customer import Customer
from app.models.escalation import Delivery, Escalation, Notification
from app.models.floor import Floor, Queue
from app.models.people import AgentState, AgentStateSpan, Person, QueueMember, Role, Team
from app.models.sla import Clock, LifeEvent
from app.models.ticket import Ticket
from app.services.changes import KEPT, KINDS, forget_changes, note
from app.services.database import Database
from app.services.deadlines.arming import arm_import
from app.services.deadlines.delivery import settle
from app.services.deadlines.escalation import release, sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen, merge
from app.services.holds import beat, confirm_time, place_hold
from tests.builders import HOUR, MONDAY, add_due_clocks, new_ticket, open_floor, person
from tests.services.intake.desk import Desk
from tests.services.intake.files import boston_row


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    """A floor with two tickets, 1 and 2, that everybody has heard of."""
    rulebook = open_floor(database)
    new_ticket(database, rulebook)
    new_ticket(database, rulebook)
    forget(database)
    return rulebook


def forget(database: Database) -> None:
    with database.write() as session:
        forget_changes(session, now=database.time() + KEPT + HOUR)


def recorded(database: Database) -> dict[str, str | None]:
    """The changes on record: ids by kind, of one transaction."""
    with database.read() as session:
        rows = session.query(Change).all()
        found = {row.kind: row.ids for row in rows}
        assert len(found) == len(rows)
        return found


def test_a_life_event_is_a_change_of_its_ticket_and_of_nothing_else(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, 2), LifeEvent.WAITING, now=MONDAY + HOUR)
    assert recorded(database) == {"Ticket": "2"}


def test_a_new_ticket_is_a_change(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook)
    assert recorded(database) == {"Ticket": str(ticket.id)}


def test_a_merge_is_a_change_of_both_tickets(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        merge(session, rulebook, session.get_one(Ticket, 1), session.get_one(Ticket, 2), now=MONDAY + HOUR)
    assert recorded(database) == {"Ticket": "1,2"}


def test_what_people_do_and_where_they_serve_is_a_change_of_the_person(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        queue = Queue(name="一线", floor_id=session.scalars(select(Floor.id)).one())
        session.add(queue)
        session.flush()
        agent, lead = person(session, Role.AGENT), person(session, Role.TEAM_LEAD)
        session.add(AgentStateSpan(person_id=agent.id, state=AgentState.READY, started_at=MONDAY))
        session.add(QueueMember(person_id=lead.id, queue_id=queue.id))
    assert recorded(database) == {"Person": f"{agent.id},{lead.id}", "Queue": str(queue.id)}


def test_a_team_that_changes_may_change_everybody(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        session.scalars(select(Team)).one().name = "晚班"
    assert recorded(database) == {"Person": None}


def test_a_row_that_is_deleted_is_a_change(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        session.add(Customer(external_key="c", name="李雷"))
    forget(database)
    with database.write() as session:
        session.delete(session.scalars(select(Customer)).one())
    assert recorded(database) == {"Customer": "1"}


def test_a_row_that_is_set_to_what_it_was_is_no_change(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        ticket = session.get_one(Ticket, 1)
        ticket.title = str(ticket.title)
    assert recorded(database) == {}


def test_a_transaction_that_raises_leaves_no_change(database: Database, rulebook: Rulebook) -> None:
    def fail() -> None:
        with database.write() as session:
            session.get_one(Ticket, 1).title = "Another"
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert recorded(database) == {}


def test_a_block_that_rolls_back_by_hand_leaves_no_change(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        session.get_one(Ticket, 1).title = "Another"
        session.flush()
        session.rollback()
    assert recorded(database) == {}


def test_the_sweep_names_its_tickets_and_the_pulse_nobody(database: Database, rulebook: Rulebook) -> None:
    add_due_clocks(database, rulebook, 3, now=MONDAY + HOUR)
    forget(database)
    with database.write() as session:
        beat(session, "sweep", every=10, now=MONDAY)
    sweep(database, rulebook, (), now=MONDAY + HOUR)
    assert recorded(database) == {"Notification": None, "Ticket": "3,4,5"}
    forget(database)
    sweep(database, rulebook, (), now=MONDAY + HOUR)
    assert recorded(database) == {}


def test_a_clock_that_is_given_back_is_a_change_of_its_ticket(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        clock = session.scalars(select(Clock).where(Clock.ticket_id == 2).limit(1)).one()
        clock.quarantined = "broken"
    forget(database)
    with database.write() as session:
        release(session, clock.id, now=MONDAY)
    assert recorded(database) == {"Ticket": "2"}


def test_a_message_that_is_settled_is_a_change(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        when = {"planned_at": MONDAY, "raised_at": MONDAY, "due_at": MONDAY}
        raised = Escalation(clock_id=1, step="half", occurrence=1, outcome="notified", raised_by="test", **when)
        session.add(raised)
        session.flush()
        message = Notification(escalation_id=raised.id, channel="email", state=Delivery.UNKNOWN)
        session.add(message)
    assert recorded(database) == {"Notification": str(message.id)}
    forget(database)
    with database.write() as session:
        settle(session, message.id)
    assert recorded(database) == {"Notification": str(message.id)}


def test_a_hold_is_a_change_when_it_is_placed_and_when_it_is_confirmed(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        place_hold(session, "the wall clock jumped", now=MONDAY)
    assert recorded(database) == {"Hold": "1"}
    forget(database)
    with database.write() as session:
        confirm_time(session, "李雷", now=MONDAY)
    assert recorded(database) == {"Hold": "1"}


def test_an_import_names_what_it_adds_and_later_only_what_it_changes(database: Database, tmp_path: Path) -> None:
    desk = Desk(database, tmp_path)
    opened, due = "03/02/2015 08:00:00 AM", "03/03/2015 08:00:00 AM"
    forget(database)
    run = desk.boston(boston_row("1", opened, due), boston_row("2", opened, due))
    added = recorded(database)
    assert added["Ticket"] == "1,2"
    assert {"Queue", "Category"} <= set(added)
    assert None not in added.values()
    forget(database)
    desk.boston(boston_row("1", opened, due), boston_row("2", opened, due, CASE_TITLE="Flood"))
    assert recorded(database)["Ticket"] == "2"
    forget(database)
    with database.write() as session:
        arm_import(session, desk.rulebook, run.run_id, "李雷", now=MONDAY)
    assert recorded(database) == {"ImportRun": str(run.run_id), "Ticket": "1"}


def test_bulk_writers_say_which_rows(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        session.execute(update(Ticket).where(Ticket.id == 2).values(title="Another"))
        note(session, Ticket, [2])
        session.execute(update(Person).where(Person.name == "nobody").values(active=False))
        note(session, Person, [])
    assert recorded(database) == {"Ticket": "2"}


def test_a_statement_that_says_nothing_may_have_changed_any_row(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        session.get_one(Ticket, 1).title = "Another"
        session.execute(update(Clock).where(Clock.ticket_id == 2).values(attempts=1))
        session.execute(insert(Floor), [{"name": "二楼", "zone": "UTC"}])
    assert recorded(database) == {"Floor": None, "Ticket": None}


@pytest.mark.parametrize(("count", "told"), [(5_000, 5_000), (5_001, None)])
def test_of_thousands_only_the_kind_is_recorded(database: Database, count: int, told: int | None) -> None:
    with database.write() as session:
        for start in range(0, count, 1_000):
            note(session, Ticket, range(start, min(start + 1_000, count)))
    ids = recorded(database)["Ticket"]
    assert (ids and len(ids.split(","))) == told


def test_a_change_carries_the_databases_time_and_is_forgotten_after_a_while(
    database: Database, rulebook: Rulebook
) -> None:
    with database.write() as session:
        session.get_one(Ticket, 1).title = "Another"
    with database.write() as session:
        at = session.scalars(select(Change.at)).one()
        assert abs(at - database.time()) < timedelta(minutes=1)
        forget_changes(session, now=at + KEPT)
    assert recorded(database) == {"Ticket": "1"}
    with database.write() as session:
        forget_changes(session, now=at + KEPT + timedelta(seconds=1))
    assert recorded(database) == {}


def test_the_kinds_are_the_ones_that_screens_are_told_of() -> None:
    told = {"Ticket", "Person", "Alert", "Queue", "Category", "Customer", "Floor", "Notification", "Hold", "ImportRun"}
    assert told <= KINDS
    assert KINDS.isdisjoint({"Clock", "Pause", "TicketEvent", "Change", "Heartbeat", "Escalation", "Team"})
