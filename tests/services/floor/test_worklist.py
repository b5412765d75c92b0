"""The worklist on both databases: which tickets, which of their deadlines, and what has gone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.floor import Floor, Queue
from app.models.people import Role
from app.models.sla import Clock, ClockState, LifeEvent, Target
from app.models.ticket import Category, Priority, Source, Status, Ticket
from app.services.assessment.tags import put_on
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.floor.worklist import worklist, worklist_rows
from app.services.floor.worklist_columns import NEVER, NO_TARGET, PRIORITIES, SOURCES, TARGETS, Worklist, no_tickets
from app.services.handling.events import happen
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    """The rules of a floor with its people."""
    return open_floor(database)


def read(database: Database) -> Worklist:
    """The whole worklist."""
    with database.read() as session:
        return worklist(session, now=MONDAY)


def live_through(database: Database, rulebook: Rulebook, ticket: Ticket, *events: LifeEvent) -> None:
    """Let events happen to a ticket, an hour after it was received."""
    with database.write() as session:
        for each in events:
            happen(session, rulebook, session.get_one(Ticket, ticket.id), each, now=ticket.received_at + HOUR)


def set_clock(database: Database, ticket: Ticket, target: Target, **values: object) -> None:
    """Change a clock of a ticket as the test wants it."""
    with database.write() as session:
        session.execute(update(Clock).where(Clock.ticket_id == ticket.id, Clock.target == target).values(**values))


def seconds(instant: datetime) -> int:
    """An instant as the columns hold it."""
    return int(instant.timestamp())


def test_a_ticket_is_read_with_all_that_a_row_shows(database: Database, rulebook: Rulebook) -> None:
    with database.write() as session:
        floor = session.query(Floor).one()
        category, queue = Category(name="账单", path="Billing / 账单"), Queue(name="一线", floor_id=floor.id)
        customer = Customer(name="王先生", level="金卡")
        session.add_all([category, queue, customer])
        session.flush()
        owner_id = person(session, Role.AGENT).id
    ticket = new_ticket(
        database,
        rulebook,
        source=Source.CHAT,
        title="Refund ÜBERFÄLLIG 退款",
        priority=Priority.HIGH,
        high_risk=True,
        category_id=category.id,
        queue_id=queue.id,
        customer_id=customer.id,
    )
    with database.write() as session:
        found = session.get_one(Ticket, ticket.id)
        for tag in ("vip", "Late"):
            put_on(session, [found], tag, person_id=None, now=MONDAY)
        found.score_set = 90
    rows = read(database)
    first_response = clocks_of(database, ticket, Target.FIRST_RESPONSE)[0]
    steps = [clock.next_step_at for clock in clocks_of(database, ticket) if clock.next_step_at]
    assert rows.read_at == MONDAY
    assert rows.ids.tolist() == [ticket.id]
    assert rows.number == [ticket.number]
    assert rows.title == ["Refund ÜBERFÄLLIG 退款"]
    assert PRIORITIES[rows.priority[0]] is Priority.HIGH
    assert SOURCES[rows.source[0]] is Source.CHAT
    assert (rows.stage, rows.category, rows.queue) == (["intake"], ["Billing / 账单"], ["一线"])
    assert rows.level == ["金卡"]
    assert (rows.owner_id.tolist(), rows.owner) == ([owner_id], ["agent"])
    assert (rows.high_risk.tolist(), rows.waiting.tolist(), rows.paused.tolist()) == ([True], [False], [False])
    assert rows.received.tolist() == [seconds(MONDAY)]
    assert TARGETS[rows.target[0]] is Target.FIRST_RESPONSE
    assert (rows.started.tolist(), rows.due.tolist()) == ([seconds(MONDAY)], [seconds(first_response.due_at)])
    assert (rows.silent.tolist(), rows.set_aside.tolist()) == ([False], [False])
    assert rows.next_step.tolist() == [seconds(min(steps))]
    assert (rows.score.tolist(), rows.score_set.tolist(), rows.tags) == ([90], [True], ["Late, vip"])
    assert rows.searched == [f"{ticket.number}\nRefund überfällig 退款\nagent\nBilling / 账单\nlate, vip".casefold()]


def test_what_a_ticket_does_not_have_is_empty_and_never(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook, owner_id=None)
    with database.write() as session:
        session.execute(update(Clock).where(Clock.ticket_id == ticket.id).values(state=ClockState.CANCELLED))
    rows = read(database)
    assert (rows.owner_id.tolist(), rows.owner, rows.category, rows.queue) == ([0], [""], [""], [""])
    assert (rows.due.tolist(), rows.target.tolist(), rows.paused.tolist()) == ([NEVER], [NO_TARGET], [False])
    assert (rows.started.tolist(), rows.next_step.tolist(), rows.level) == ([NEVER], [NEVER], [""])


def test_only_open_and_waiting_tickets_are_read(database: Database, rulebook: Rulebook) -> None:
    tickets = {status: new_ticket(database, rulebook) for status in Status}
    with database.write() as session:
        for status, ticket in tickets.items():
            session.get_one(Ticket, ticket.id).status = status
    rows = read(database)
    assert rows.ids.tolist() == [tickets[Status.OPEN].id, tickets[Status.WAITING].id]
    assert rows.waiting.tolist() == [False, True]


def test_the_earliest_running_deadline_is_shown_and_a_paused_one_only_where_none_runs(
    database: Database, rulebook: Rulebook
) -> None:
    both_run, one_waits, all_wait = (new_ticket(database, rulebook) for _ in range(3))
    due = {Target.FIRST_RESPONSE: MONDAY + 5 * HOUR, Target.RESOLUTION: MONDAY + 2 * HOUR}
    for ticket in (both_run, one_waits, all_wait):
        for target, at in due.items():
            set_clock(database, ticket, target, due_at=at)
    set_clock(database, one_waits, Target.RESOLUTION, state=ClockState.PAUSED)
    for target in due:
        set_clock(database, all_wait, target, state=ClockState.PAUSED)
    rows = read(database)
    shown = [TARGETS[place] for place in rows.target]
    assert shown == [Target.RESOLUTION, Target.FIRST_RESPONSE, Target.RESOLUTION]
    assert rows.due.tolist() == [seconds(due[target]) for target in shown]
    assert rows.paused.tolist() == [False, False, True]


def test_a_deadline_before_1970_is_read_as_it_is(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook)
    long_ago = datetime(1969, 7, 20, tzinfo=MONDAY.tzinfo)
    set_clock(database, ticket, Target.RESOLUTION, due_at=long_ago, state=ClockState.PAUSED)
    set_clock(database, ticket, Target.FIRST_RESPONSE, state=ClockState.MET)
    rows = read(database)
    assert (rows.due.tolist(), rows.paused.tolist()) == ([seconds(long_ago)], [True])
    assert TARGETS[rows.target[0]] is Target.RESOLUTION


def test_some_tickets_are_read_anew_and_those_that_are_done_are_gone(database: Database, rulebook: Rulebook) -> None:
    done, changed, other = (new_ticket(database, rulebook) for _ in range(3))
    live_through(database, rulebook, done, LifeEvent.RESOLVED)
    live_through(database, rulebook, changed, LifeEvent.WAITING)
    with database.read() as session:
        rows = worklist_rows(session, {done.id, changed.id, 999_999}, now=MONDAY)
    assert rows.ids.tolist() == [changed.id]
    assert rows.waiting.tolist() == [True]
    assert rows.gone == (done.id, 999_999)
    assert read(database).ids.tolist() == [changed.id, other.id]


def test_nothing_open_is_an_empty_worklist(database: Database, rulebook: Rulebook) -> None:
    assert len(read(database)) == len(no_tickets(MONDAY)) == 0
    with database.read() as session:
        assert worklist_rows(session, [7], now=MONDAY).gone == (7,)
        assert worklist_rows(session, [], now=MONDAY).gone == ()


def test_more_tickets_are_asked_for_than_a_statement_has_parameters(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook)
    with database.read() as session:
        rows = worklist_rows(session, range(ticket.id, ticket.id + 70_000), now=MONDAY)
    assert rows.ids.tolist() == [ticket.id]
    assert len(rows.gone) == 69_999


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that the database is given."""
    given: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        given.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield given
    event.remove(database.engine, "before_cursor_execute", note)


def test_the_worklist_is_one_statement_however_many_there_are(
    database: Database, rulebook: Rulebook, statements: list[str]
) -> None:
    for minutes in range(3):
        new_ticket(database, rulebook, now=MONDAY + timedelta(minutes=minutes))
    statements.clear()
    assert len(read(database)) == 3
    assert [each for each in statements if "SELECT" in each] == statements[-1:]


def test_a_row_says_when_a_clock_is_silent_or_was_set_aside(database: Database, rulebook: Rulebook) -> None:
    silent, set_aside, stopped, _ = (new_ticket(database, rulebook) for _ in range(4))
    set_clock(database, silent, Target.RESOLUTION, armed=False)
    set_clock(database, set_aside, Target.RESOLUTION, quarantined="no such calendar")
    for values in ({"armed": False}, {"quarantined": "late"}):
        set_clock(database, stopped, Target.FIRST_RESPONSE, state=ClockState.MET, **values)
    rows = read(database)
    assert rows.silent.tolist() == [True, False, False, False]
    assert rows.set_aside.tolist() == [False, True, False, False]


def test_what_people_wrote_cannot_move_a_value_to_another_row(database: Database, rulebook: Rulebook) -> None:
    for title in ("a\x1fb", "c\nd"):
        new_ticket(database, rulebook, title=title)
    assert read(database).title == ["a b", "c\nd"]


def test_on_sqlite_the_open_tickets_are_found_by_their_index(sqlite_database: Database) -> None:
    open_floor(sqlite_database)

    def plan(session: Session) -> str:
        given: list[tuple[str, object]] = []

        def note(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
            given.append((statement, parameters))

        event.listen(sqlite_database.engine, "before_cursor_execute", note)
        worklist(session, now=MONDAY)
        event.remove(sqlite_database.engine, "before_cursor_execute", note)
        statement, parameters = given[-1]
        explained = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        return "\n".join(row[-1] for row in explained)

    with sqlite_database.read() as session:
        found = plan(session)
    # For the tickets, for their clocks and for their tags.
    assert found.count("ix_ticket_open_owner_id") == 3
    assert "SCAN clock" not in found
    assert "TEMP B-TREE" not in found
