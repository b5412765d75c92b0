"""The load of the floor on both databases: states, continuous work, counts, and whom to give the next complaint."""

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event, update

from app.models.floor import Floor, Queue
from app.models.people import AgentState, AgentStateSpan, Person, QueueMember, Role
from app.models.sla import Clock, ClockState, LifeEvent, Target
from app.models.ticket import Ticket
from app.services.agent_states import StateChange, StateError, set_state, undo_state
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.floor.load import Load, LoadLevel, level_of, read_load, share_of, suggest
from app.services.floor.worklist_columns import NEVER
from app.services.handling.events import happen
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person

MINUTE = timedelta(minutes=1)
READY, HANDLING, WRAP_UP, BREAK, TRAINING, OFF = AgentState


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    """The rules of a floor with its people."""
    return open_floor(database)


@pytest.fixture
def agent_id(database: Database, rulebook: Rulebook) -> int:
    """The agent of the floor."""
    with database.read() as session:
        return person(session, Role.AGENT).id


def put(database: Database, person_id: int, state: AgentState, *, now: datetime = MONDAY) -> StateChange | None:
    """Set a state in a transaction of its own."""
    with database.write() as session:
        return set_state(session, person_id, state, now=now)


def live(database: Database, person_id: int, *day: tuple[AgentState, int]) -> None:
    """Let a person live through states, each begun so many minutes before Monday 10:00."""
    for state, minutes in day:
        put(database, person_id, state, now=MONDAY - minutes * MINUTE)


def spans(database: Database) -> list[tuple[AgentState, datetime, datetime | None]]:
    """Every span on record."""
    with database.read() as session:
        found = session.query(AgentStateSpan).order_by(AgentStateSpan.started_at, AgentStateSpan.id)
        return [(span.state, span.started_at, span.ended_at) for span in found]


def read(database: Database) -> Load:
    """The load on Monday at ten."""
    with database.read() as session:
        return read_load(session, now=MONDAY)


def of(load: Load, name: str) -> dict[str, Any]:
    """One person of the load by name."""
    place = load.ids.tolist().index(load.ids[load.name.index(name)])
    columns = (
        "team",
        "role",
        "state",
        "state_since",
        "working_since",
        "open",
        "capacity",
        "late",
        "due_soon",
        "queues",
    )
    return {column: getattr(load, column)[place] for column in columns}


def seconds(instant: datetime) -> int:
    """An instant as the columns hold it."""
    return int(instant.timestamp())


def serve(database: Database, person_id: int, *names: str) -> list[int]:
    """Let a person serve new queues; return the ids of these."""
    with database.write() as session:
        floor = session.query(Floor).one()
        queues = [Queue(name=name, floor_id=floor.id) for name in names]
        session.add_all(queues)
        session.flush()
        session.add_all(QueueMember(person_id=person_id, queue_id=queue.id) for queue in queues)
        return [queue.id for queue in queues]


def test_a_state_ends_the_one_before_it(database: Database, agent_id: int) -> None:
    put(database, agent_id, READY, now=MONDAY - HOUR)
    put(database, agent_id, BREAK)
    assert spans(database) == [(READY, MONDAY - HOUR, MONDAY), (BREAK, MONDAY, None)]
    load = read(database)
    assert (of(load, "agent")["state"], of(load, "agent")["state_since"]) == (BREAK, seconds(MONDAY))


def test_the_same_state_again_changes_nothing(database: Database, agent_id: int) -> None:
    put(database, agent_id, READY, now=MONDAY - HOUR)
    assert put(database, agent_id, READY) is None
    assert spans(database) == [(READY, MONDAY - HOUR, None)]


def test_spans_do_not_overlap_where_the_clock_of_another_console_is_ahead(database: Database, agent_id: int) -> None:
    put(database, agent_id, READY, now=MONDAY)
    put(database, agent_id, BREAK, now=MONDAY - MINUTE)
    assert spans(database) == [(READY, MONDAY, MONDAY), (BREAK, MONDAY, None)]


def test_who_does_not_work_here_has_no_state(database: Database, agent_id: int) -> None:
    with database.write() as session:
        session.get_one(Person, agent_id).active = False
    for person_id in (agent_id, 999_999):
        with pytest.raises(StateError, match="does not work here"):
            put(database, person_id, READY)
    assert spans(database) == []


def test_two_consoles_at_once_leave_one_state(database: Database, agent_id: int) -> None:
    put(database, agent_id, READY, now=MONDAY - HOUR)
    barrier = threading.Barrier(4)
    wanted = (HANDLING, BREAK, TRAINING, OFF)

    def go(state: AgentState) -> None:
        barrier.wait()
        put(database, agent_id, state)

    threads = [threading.Thread(target=go, args=(state,)) for state in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = spans(database)
    assert {state for state, _, _ in found} == {READY, *wanted}
    assert [ended_at for _, _, ended_at in found].count(None) == 1
    assert all(ended_at in (None, MONDAY) for _, _, ended_at in found)


def test_an_undone_state_has_never_been(database: Database, agent_id: int) -> None:
    put(database, agent_id, READY, now=MONDAY - HOUR)
    change = put(database, agent_id, OFF)
    assert change is not None
    assert (change.name, change.before) == ("agent", READY)
    with database.write() as session:
        undo_state(session, change)
    assert spans(database) == [(READY, MONDAY - HOUR, None)]


def test_the_first_state_of_all_is_undone_to_unknown(database: Database, agent_id: int) -> None:
    change = put(database, agent_id, READY)
    assert change is not None
    with database.write() as session:
        undo_state(session, change)
    assert spans(database) == []
    assert (of(read(database), "agent")["state"], of(read(database), "agent")["state_since"]) == (None, NEVER)


def test_a_state_that_was_followed_by_another_is_not_undone(database: Database, agent_id: int) -> None:
    change = put(database, agent_id, READY, now=MONDAY - HOUR)
    put(database, agent_id, BREAK)
    assert change is not None
    with pytest.raises(StateError, match="agent has changed since"), database.write() as session:
        undo_state(session, change)
    assert len(spans(database)) == 2


@pytest.mark.parametrize(
    ("day", "began"),
    [
        ([], None),
        ([(READY, 90)], 90),
        ([(READY, 90), (HANDLING, 60), (WRAP_UP, 5)], 90),
        ([(READY, 90), (BREAK, 40), (READY, 31)], 90),
        ([(READY, 90), (BREAK, 40), (READY, 30)], 30),
        # Two short ones that follow each other are one rest.
        ([(READY, 90), (BREAK, 40), (TRAINING, 34), (HANDLING, 28)], 28),
        ([(READY, 300), (OFF, 200), (READY, 100), (BREAK, 50), (READY, 45)], 100),
        ([(READY, 90), (BREAK, 40)], None),
        ([(BREAK, 90), (READY, 85)], 85),
        # Off since the day before yesterday: long before what is looked at.
        ([(READY, 5000), (OFF, 2900), (READY, 130), (HANDLING, 20)], 130),
        ([(READY, 5000)], 5000),
    ],
)
def test_continuous_work_begins_after_the_last_rest_of_ten_minutes(
    database: Database, agent_id: int, day: Sequence[tuple[AgentState, int]], began: int | None
) -> None:
    live(database, agent_id, *day)
    expected = NEVER if began is None else seconds(MONDAY - began * MINUTE)
    assert of(read(database), "agent")["working_since"] == expected


def test_a_rest_is_owed_after_two_hours_of_work(database: Database, agent_id: int) -> None:
    load = read(database)
    place = load.name.index("agent")
    assert not load.is_owed_rest(place, now=MONDAY)
    put(database, agent_id, READY)
    load = read(database)
    assert [load.is_owed_rest(place, now=MONDAY + span) for span in (2 * HOUR - MINUTE, 2 * HOUR)] == [False, True]


def set_clocks(database: Database, ticket: Ticket, **values: object) -> None:
    """Change the clocks of a ticket."""
    with database.write() as session:
        session.execute(update(Clock).where(Clock.ticket_id == ticket.id).values(**values))


def test_open_late_and_soon_are_counted_by_ticket(database: Database, rulebook: Rulebook) -> None:
    dues = (-HOUR, -MINUTE, timedelta(0), 59 * MINUTE, 61 * MINUTE)
    for due in dues:
        set_clocks(database, new_ticket(database, rulebook), due_at=MONDAY + due)
    both = new_ticket(database, rulebook)
    set_clocks(database, both, due_at=MONDAY + MINUTE)
    with database.write() as session:
        late = session.query(Clock).filter_by(ticket_id=both.id, target=Target.RESOLUTION).one()
        late.due_at = MONDAY - MINUTE
    set_clocks(database, new_ticket(database, rulebook), due_at=MONDAY - MINUTE, state=ClockState.PAUSED)
    set_clocks(database, new_ticket(database, rulebook, owner_id=None), due_at=MONDAY - MINUTE)
    done = new_ticket(database, rulebook)
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, done.id), LifeEvent.RESOLVED, now=MONDAY)
    found = of(read(database), "agent")
    assert {key: int(found[key]) for key in ("open", "late", "due_soon")} == {"open": 7, "late": 3, "due_soon": 2}


def test_everybody_who_handles_complaints_is_there(database: Database, rulebook: Rulebook) -> None:
    assert read(database).name == ["agent", "team_lead"]
    with database.read() as session:
        ids = {role: person(session, role).id for role in Role}
    new_ticket(database, rulebook, owner_id=ids[Role.MANAGER])
    first, second = serve(database, ids[Role.SUPERVISOR], "贷款", "二线")
    load = read(database)
    assert load.name == ["agent", "team_lead", "supervisor", "manager"]
    assert of(load, "agent")["team"] == "早班"
    supervisor = of(load, "supervisor")
    assert (supervisor["team"], supervisor["role"], supervisor["capacity"]) == ("", Role.SUPERVISOR, 10)
    assert supervisor["queues"] == ("二线", "贷款")
    assert load.queue_ids[2] == {first, second}
    assert load.searched[2] == "supervisor\n\n二线\n贷款"
    with database.write() as session:
        session.get_one(Person, ids[Role.AGENT]).active = False
    assert "agent" not in read(database).name


def test_an_empty_floor_is_an_empty_load(database: Database) -> None:
    assert len(read(database)) == 0


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that the database is given."""
    given: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        given.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield given
    event.remove(database.engine, "before_cursor_execute", note)


def test_the_load_is_six_statements_however_many_people(
    database: Database, agent_id: int, statements: list[str]
) -> None:
    serve(database, agent_id, "一线", "二线")
    live(database, agent_id, (READY, 90), (BREAK, 60), (READY, 30))
    statements.clear()
    read(database)
    assert len([each for each in statements if "SELECT" in each]) == 6


def test_on_sqlite_neither_old_clocks_nor_old_spans_are_looked_at(sqlite_database: Database) -> None:
    open_floor(sqlite_database)
    given: list[tuple[str, Any]] = []

    def note(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        given.append((statement, parameters))

    with sqlite_database.read() as session:
        event.listen(sqlite_database.engine, "before_cursor_execute", note)
        read_load(session, now=MONDAY)
        event.remove(sqlite_database.engine, "before_cursor_execute", note)
        plans = [session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values) for sql, values in given]
        plan = "\n".join(row[-1] for rows in plans for row in rows)
    assert "ix_ticket_open_owner_id" in plan
    assert "ix_clock_running_due_at (due_at<?)" in plan
    assert "ix_agent_state_span_person_id_started_at (person_id=? AND started_at>?)" in plan
    for table in ("ticket", "clock", "agent_state_span"):
        assert f"SCAN {table}" not in plan


@pytest.mark.parametrize(
    ("open_tickets", "capacity", "share", "level"),
    [
        (0, 10, 0.0, LoadLevel.UNDER),
        (8, 10, 0.8, LoadLevel.UNDER),
        (17, 20, 0.85, LoadLevel.FULL),
        (10, 10, 1.0, LoadLevel.FULL),
        (11, 10, 1.1, LoadLevel.OVER),
        (0, 0, 0.0, LoadLevel.UNDER),
        (1, 0, float("inf"), LoadLevel.OVER),
    ],
)
def test_the_level_follows_the_share_of_what_a_person_can_carry(
    open_tickets: int, capacity: int, share: float, level: LoadLevel
) -> None:
    assert (share_of(open_tickets, capacity), level_of(open_tickets, capacity)) == (share, level)


# Id, state, open of ten, minutes of work, queues.
FLOOR = [
    (1, READY, 4, 30, {7}),
    (2, READY, 2, 30, {7, 8}),
    (3, READY, 1, 130, {7}),
    (4, HANDLING, 0, 30, {7}),
    (5, BREAK, 0, None, {7}),
    (6, READY, 10, 30, {7}),
    (7, None, 0, None, {7}),
    (8, READY, 2, 30, {8}),
    (9, OFF, 1, None, {8}),
]


@pytest.mark.parametrize(
    ("queue_id", "first_handler_id", "expected"),
    [
        # The least loaded first; who is owed a rest after them; nobody who is full, busy or away.
        (7, None, [2, 1, 3]),
        (8, None, [2, 8]),
        (99, None, []),
        # No queue: anybody who is ready.
        (None, None, [2, 8, 1, 3]),
        # The first handler comes first, busy, tired or of another queue, but not away or full.
        (7, 1, [1, 2, 3]),
        (7, 4, [4, 2, 1, 3]),
        (7, 3, [3, 2, 1]),
        (7, 8, [8, 2, 1, 3]),
        (7, 5, [2, 1, 3]),
        (7, 6, [2, 1, 3]),
        (7, 99, [2, 1, 3]),
    ],
)
def test_a_ticket_is_suggested_to_who_serves_it_is_ready_and_has_room(
    queue_id: int | None, first_handler_id: int | None, expected: list[int]
) -> None:
    load = load_of(FLOOR)
    assert suggest(load, queue_id, first_handler_id) == expected


def load_of(people: Sequence[tuple[int, AgentState | None, int, int | None, set[int]]]) -> Load:
    """Make a load from ids, states, open tickets of ten, minutes of work, and queues."""
    count = len(people)
    zeros = np.zeros(count, np.int64)
    began = [NEVER if each[3] is None else seconds(MONDAY - each[3] * MINUTE) for each in people]
    return Load(
        read_at=MONDAY,
        ids=np.array([each[0] for each in people], np.int64),
        name=[str(each[0]) for each in people],
        role=[Role.AGENT] * count,
        team=[""] * count,
        state=[each[1] for each in people],
        state_since=zeros,
        working_since=np.array(began, np.int64),
        open=np.array([each[2] for each in people], np.int64),
        effort=np.array([each[2] for each in people], np.float64),
        capacity=zeros + 10,
        late=zeros,
        due_soon=zeros,
        occupancy=np.full(count, np.nan),
        rest_debt=zeros,
        queues=[()] * count,
        queue_ids=[frozenset(each[4]) for each in people],
        searched=[""] * count,
    )
