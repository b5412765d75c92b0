"""Levelling on both databases: who is read as what, moves applied and undone in one, what has changed since is told."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.models.customer import Customer
from app.models.floor import Floor, Queue
from app.models.people import AgentState, Language, Person, QueueMember, Role
from app.models.sla import Clock
from app.models.ticket import Complexity, Status, Ticket, TicketEvent
from app.services.absences import leave
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.floor.levelling import apply, propose, read_problem, undo
from app.services.floor.levelling_problem import CAN, LEARNS, Kept, Move
from app.services.handling.actions import ChangedSinceError, NothingToDoError, assign
from app.services.handling.choosing import TooManyError
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    """The rules of a floor with its people."""
    return open_floor(database)


@pytest.fixture
def ids(database: Database, rulebook: Rulebook) -> tuple[int, int]:
    """The agent, who can carry one, and the lead, who can carry ten."""
    with database.write() as session:
        agent, lead = person(session, Role.AGENT), person(session, Role.TEAM_LEAD)
        agent.capacity = 1
        return agent.id, lead.id


@pytest.fixture
def tickets(database: Database, rulebook: Rulebook, ids: tuple[int, int]) -> list[int]:
    """Three complaints of the agent."""
    return [new_ticket(database, rulebook).id for _ in range(3)]


def owners(database: Database, tickets: Sequence[int]) -> list[int | None]:
    """Who owns them."""
    with database.read() as session:
        return [session.get_one(Ticket, id_).owner_id for id_ in tickets]


def moves(database: Database) -> tuple[Move, ...]:
    """What is proposed now."""
    with database.read() as session:
        return propose(session, now=MONDAY).moves


def test_people_and_their_tickets_are_read_as_levelling_needs_them(
    database: Database, rulebook: Rulebook, ids: tuple[int, int], tickets: list[int]
) -> None:
    agent, lead = ids
    with database.write() as session:
        floor = session.query(Floor).one()
        queue = Queue(name="贷款", floor_id=floor.id)
        customer = Customer(name="Smith", language=Language.ENGLISH)
        session.add_all([queue, customer])
        session.flush()
        session.add(QueueMember(person_id=lead, queue_id=queue.id, level=1))
        session.get_one(Person, lead).speaks = "en, fr"
        ticket = session.get_one(Ticket, tickets[0])
        ticket.queue_id, ticket.customer_id, ticket.first_handler_id = queue.id, customer.id, lead
        ticket.complexity, ticket.stage, ticket.status = Complexity.COMPLEX, "investigation", Status.WAITING
        session.execute(update(Clock).where(Clock.ticket_id == tickets[0]).values(due_at=MONDAY + HOUR))
        set_state(session, agent, AgentState.READY, now=MONDAY - 3 * HOUR)
        set_state(session, lead, AgentState.BREAK, now=MONDAY)
        queue_id = queue.id
    with database.read() as session:
        problem = read_problem(session, now=MONDAY)
    people = {each.id: each for each in problem.people}
    assert (people[agent].effort, people[agent].capacity, people[agent].owes_rest, people[agent].now) == (
        280,
        1,
        True,
        True,
    )
    assert (people[lead].skills, people[lead].speaks) == ({queue_id: 1}, frozenset({"zh", "en", "fr"}))
    assert (people[lead].here, people[lead].now, people[lead].owes_rest) == (True, False, False)
    assert [each.id for each in problem.tickets] == tickets
    first, second, _ = problem.tickets
    assert (first.effort, first.needs, first.language, first.queue_id, first.first_handler_id, first.due) == (
        80,
        CAN,
        "en",
        queue_id,
        lead,
        MONDAY + HOUR,
    )
    assert (second.effort, second.needs, second.language) == (100, LEARNS, None)


def test_who_is_absent_or_off_is_not_here(database: Database, ids: tuple[int, int], tickets: list[int]) -> None:
    agent, lead = ids
    with database.write() as session:
        leave(session, [agent], until=MONDAY + HOUR, now=MONDAY - HOUR)
        set_state(session, lead, AgentState.OFF, now=MONDAY)
    with database.read() as session:
        people = {each.id: each for each in read_problem(session, now=MONDAY).people}
        stays = propose(session, now=MONDAY).stays
    assert (people[agent].here, people[agent].back) == (False, MONDAY + HOUR)
    assert (people[lead].here, people[lead].back) == (False, None)
    assert [(each.person_id, each.over, each.why) for each in stays] == [(agent, 200, {Kept.NOBODY_NOW: 3})]


def test_moves_are_applied_in_one_and_undone_in_one(
    database: Database, rulebook: Rulebook, ids: tuple[int, int], tickets: list[int]
) -> None:
    agent, lead = ids
    proposed = moves(database)
    assert [(move.from_id, move.to_id) for move in proposed] == [(agent, lead)] * 2
    with database.write() as session:
        done = apply(session, proposed, person_id=lead, now=MONDAY)
    assert (done.people, done.refused, len(done.done.tickets)) == (1, (), 2)
    assert sorted(owners(database, tickets), key=str) == [agent, lead, lead]
    assert moves(database) == ()
    with database.write() as session:
        undo(session, rulebook, done, person_id=lead, now=MONDAY + timedelta(minutes=1))
    assert owners(database, tickets) == [agent] * 3


def test_what_has_changed_since_is_left_and_told(database: Database, ids: tuple[int, int], tickets: list[int]) -> None:
    first, second = moves(database)
    with database.write() as session:
        session.get_one(Ticket, first.ticket_id).status = Status.RESOLVED
    with database.write() as session:
        done = apply(session, [first, second], person_id=None, now=MONDAY)
    assert done.refused == (first,)
    assert [each.id for each in done.done.tickets] == [second.ticket_id]
    with pytest.raises(NothingToDoError), database.write() as session:
        apply(session, [first, second], person_id=None, now=MONDAY)


def test_nothing_goes_to_somebody_who_has_gone(database: Database, ids: tuple[int, int], tickets: list[int]) -> None:
    agent, lead = ids
    proposed = moves(database)
    with database.write() as session:
        session.get_one(Person, lead).active = False
    with pytest.raises(NothingToDoError), database.write() as session:
        apply(session, proposed, person_id=None, now=MONDAY)
    assert owners(database, tickets) == [agent] * 3


def test_too_many_moves_at_once_are_refused(database: Database, ids: tuple[int, int], tickets: list[int]) -> None:
    move = moves(database)[0]
    with pytest.raises(TooManyError), database.write() as session:
        apply(session, [move] * 1_001, person_id=None, now=MONDAY)


def test_levelling_is_not_undone_where_somebody_went_on(
    database: Database, rulebook: Rulebook, ids: tuple[int, int], tickets: list[int]
) -> None:
    agent, lead = ids
    with database.write() as session:
        done = apply(session, propose(session, now=MONDAY).moves, person_id=None, now=MONDAY)
    with database.write() as session:
        assign(session, [done.done.tickets[0].id], None, person_id=None, now=MONDAY)
    with pytest.raises(ChangedSinceError), database.write() as session:
        undo(session, rulebook, done, person_id=None, now=MONDAY)
    assert sorted(owners(database, tickets), key=str) == [agent, lead, None]


def test_each_move_is_on_record(database: Database, ids: tuple[int, int], tickets: list[int]) -> None:
    with database.write() as session:
        apply(session, propose(session, now=MONDAY).moves, person_id=ids[1], now=MONDAY)
    with database.read() as session:
        events = session.query(TicketEvent).filter_by(kind="assigned", person_id=ids[1]).all()
    assert [event.details for event in events] == [{"owner_id": list(ids)}] * 2
