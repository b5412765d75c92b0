"""What actions would do, in figures, and who could take tickets: as it comes true afterwards, on both databases."""

import pytest
from sqlalchemy import select

from app.models.floor import Floor, Queue
from app.models.people import AgentState, AgentStateSpan, Person, QueueMember, Role
from app.models.sla import ClockState, LifeEvent
from app.models.ticket import Priority, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.floor.owners import Owners, read_owners
from app.services.floor.worklist_columns import NEVER
from app.services.handling.actions import Action, go_on, undo, wait
from app.services.handling.events import NoReasonError, happen
from app.services.handling.foresee import Foreseen, foresee
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person, policy


def foreseen(database: Database, rulebook: Rulebook, action: Action, *tickets: Ticket, hours: int = 0) -> Foreseen:
    """What is foreseen so many hours later."""
    with database.read() as session:
        return foresee(session, rulebook, action, [each.id for each in tickets], now=MONDAY + hours * HOUR)


def test_a_wait_says_how_many_clocks_it_pauses_and_which_answers_are_owed_all_the_same(database: Database) -> None:
    rulebook = open_floor(database)
    first, answered, waiting = (new_ticket(database, rulebook, high_risk=True) for _ in range(3))
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, answered.id), LifeEvent.ANSWERED, now=MONDAY)
        wait(session, rulebook, [waiting.id], person_id=None, now=MONDAY)
    found = foreseen(database, rulebook, Action.WAIT, first, answered, waiting, hours=1)
    assert found == Foreseen(
        Action.WAIT, count=2, skipped=1, late=1, clocks=2, unanswered=1, reasons=("waiting_for_customer",)
    )


def test_a_wait_for_another_reason_pauses_what_that_reason_does_and_is_over_without_a_reply(
    database: Database,
) -> None:
    pauses = {"waiting_for_customer": ["resolution"], "inspection": ["first_response", "resolution"]}
    rulebook = open_floor(database, policy(pauses=pauses))
    tickets = [new_ticket(database, rulebook) for _ in range(2)]
    ids = [each.id for each in tickets]
    with database.read() as session:
        found = foresee(session, rulebook, Action.WAIT, ids, reason="inspection", now=MONDAY)
    assert (found.clocks, found.unanswered, found.reasons) == (4, 0, ("waiting_for_customer", "inspection"))
    with database.write() as session:
        done = wait(session, rulebook, ids, reason="inspection", person_id=None, now=MONDAY + HOUR)
    with database.write() as session:
        undo(session, rulebook, done, person_id=None, now=MONDAY + HOUR)
        wait(session, rulebook, ids, reason="inspection", person_id=None, now=MONDAY + HOUR)
        go_on(session, rulebook, ids, person_id=None, now=MONDAY + 2 * HOUR)
    with database.read() as session:
        kinds = session.scalars(
            select(TicketEvent.kind).where(TicketEvent.ticket_id == ids[0]).order_by(TicketEvent.id)
        ).all()
    assert kinds == ["recorded", "waiting", "resumed", "waiting", "resumed"]
    assert {each.state for each in clocks_of(database, tickets[0])} == {ClockState.RUNNING}
    with database.write() as session, pytest.raises(NoReasonError):
        wait(session, rulebook, ids, reason="holidays", person_id=None, now=MONDAY + 2 * HOUR)


def test_a_policy_that_knows_no_waiting_pauses_nothing(database: Database) -> None:
    rulebook = open_floor(database, policy(pauses={}))
    ticket = new_ticket(database, rulebook)
    assert foreseen(database, rulebook, Action.WAIT, ticket).clocks == 0


def test_going_on_says_what_runs_again_and_what_is_late_at_once(database: Database) -> None:
    rulebook = open_floor(database)
    in_time, late = (new_ticket(database, rulebook, high_risk=True) for _ in range(2))
    with database.write() as session:
        wait(session, rulebook, [in_time.id], person_id=None, now=MONDAY + 23 * HOUR)
    with database.write() as session:
        wait(session, rulebook, [late.id], person_id=None, now=MONDAY + 25 * HOUR)
    found = foreseen(database, rulebook, Action.GO_ON, in_time, late, hours=90)
    assert found == Foreseen(Action.GO_ON, count=2, skipped=0, late=1, clocks=2)


def test_raising_leaves_out_what_is_urgent(database: Database) -> None:
    rulebook = open_floor(database)
    tickets = [new_ticket(database, rulebook, priority=each) for each in (Priority.HIGH, Priority.URGENT)]
    assert foreseen(database, rulebook, Action.RAISE_PRIORITY, *tickets) == Foreseen(
        Action.RAISE_PRIORITY, count=1, skipped=1, late=0
    )


def test_more_tickets_than_a_statement_binds_are_foreseen(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    ticket = new_ticket(sqlite_database, rulebook)
    with sqlite_database.read() as session:
        found = foresee(session, rulebook, Action.WAIT, [ticket.id, *range(1_000, 40_000)], now=MONDAY)
        owners = read_owners(session, [ticket.id, *range(1_000, 40_000)], now=MONDAY)
    assert (found.count, found.clocks, owners.count) == (1, 1, 1)


def owners_of(database: Database, *tickets: Ticket) -> Owners:
    """Who could take tickets."""
    with database.read() as session:
        return read_owners(session, [each.id for each in tickets], now=MONDAY)


def suggested(owners: Owners) -> list[str]:
    """The names of the suggested ones, the best first."""
    order = sorted(range(len(owners)), key=lambda place: int(owners.rank[place]))
    return [owners.name[place] for place in order if owners.rank[place] != NEVER]


def test_everybody_who_works_here_can_be_chosen_with_what_they_would_carry_then(database: Database) -> None:
    rulebook = open_floor(database)
    tickets = [new_ticket(database, rulebook) for _ in range(2)]
    with database.write() as session:
        session.add(Person(name="王离职", active=False))
    owners = owners_of(database, *tickets)
    assert set(owners.name) == {role.value for role in Role}
    agent, lead = (owners.name.index(role) for role in (Role.AGENT, Role.TEAM_LEAD))
    assert (owners.effort[agent], owners.then[agent], owners.has_all[agent]) == (2, 2, True)
    assert (owners.effort[lead], owners.then[lead], owners.has_all[lead]) == (0, 2, False)
    assert (owners.team[lead], owners.capacity[lead], owners.state[lead]) == ("早班", 10, None)


def test_who_is_ready_and_serves_every_queue_is_suggested_those_with_room_for_all_first(database: Database) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        floor = session.query(Floor).first()
        assert floor
        billing, parcels = Queue(name="账单", floor_id=floor.id), Queue(name="物流", floor_id=floor.id)
        session.add_all([billing, parcels])
        session.flush()
        served = {"赵": (billing, parcels), "钱": (billing,), "孙": (billing, parcels), "李": (billing, parcels)}
        for name, queues in served.items():
            new = Person(name=name, capacity=1 if name == "赵" else 10)
            session.add(new)
            session.flush()
            state = AgentState.BREAK if name == "李" else AgentState.READY
            session.add(AgentStateSpan(person_id=new.id, state=state, started_at=MONDAY - HOUR))
            session.add_all([QueueMember(person_id=new.id, queue_id=each.id) for each in queues])
    first, second = (new_ticket(database, rulebook, queue_id=each.id) for each in (billing, parcels))
    assert suggested(owners_of(database, first, second)) == ["孙", "赵"]
    assert suggested(owners_of(database, first)) == ["赵", "钱", "孙"]


def test_the_first_handler_of_the_ticket_is_suggested_first_and_its_owner_is_not(database: Database) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        agent, lead = person(session, Role.AGENT), person(session, Role.TEAM_LEAD)
        for each in (agent, lead):
            session.add(AgentStateSpan(person_id=each.id, state=AgentState.READY, started_at=MONDAY))
    ticket = new_ticket(database, rulebook, first_handler_id=lead.id)
    assert suggested(owners_of(database, ticket)) == [Role.TEAM_LEAD]
