"""Assign, raise, wait, go on: over many tickets at once, undone, and against others who act, on both databases."""

import contextlib
import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text

from app.models.people import Person, Role
from app.models.sla import ClockState, LifeEvent, Target
from app.models.ticket import Priority, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.actions import (
    Action,
    ChangedSinceError,
    Done,
    NothingToDoError,
    OwnerError,
    assign,
    go_on,
    raise_priority,
    undo,
    wait,
)
from app.services.handling.choosing import TooManyError
from app.services.handling.events import happen
from tests.builders import HOUR, MONDAY, clocks_of, close_freely, new_ticket, open_floor, person

LATER = MONDAY + HOUR
Act = Callable[[Database, Rulebook, list[int]], Done]


def person_of(database: Database, role: Role) -> int:
    """The id of the person of a role."""
    with database.read() as session:
        return person(session, role).id


def now_of(database: Database, ticket: Ticket) -> Ticket:
    """The ticket as it is now."""
    with database.read() as session:
        return session.get_one(Ticket, ticket.id)


def history(database: Database, ticket: Ticket) -> list[tuple[str, int | None, dict[str, object] | None]]:
    """What happened to a ticket after it was recorded."""
    with database.read() as session:
        events = session.query(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.id)
        return [(each.kind, each.person_id, each.details) for each in events][1:]


def assigned(database: Database, tickets: list[int], role: Role = Role.TEAM_LEAD, now: datetime = MONDAY) -> Done:
    """Assign in a transaction of its own."""
    owner = person_of(database, role)
    with database.write() as session:
        return assign(session, tickets, owner, person_id=owner, now=now)


def test_tickets_are_assigned_together_and_each_keeps_a_record(database: Database) -> None:
    rulebook = open_floor(database)
    first, second = (new_ticket(database, rulebook) for _ in range(2))
    agent, lead = person_of(database, Role.AGENT), person_of(database, Role.TEAM_LEAD)
    done = assigned(database, [second.id, first.id])
    assert [(each.id, each.number, each.before) for each in done.tickets] == [
        (first.id, first.number, agent),
        (second.id, second.number, agent),
    ]
    assert (done.action, done.owner, done.skipped) == (Action.ASSIGN, "team_lead", ())
    for ticket, touched in zip((first, second), done.tickets, strict=True):
        assert now_of(database, ticket).owner_id == lead
        assert now_of(database, ticket).version == touched.version
        assert history(database, ticket) == [("assigned", lead, {"owner_id": [agent, lead]})]


def test_what_an_action_does_not_apply_to_is_left_out_and_named(database: Database) -> None:
    rulebook = open_floor(database)
    open_, theirs, closed = (new_ticket(database, rulebook) for _ in range(3))
    assigned(database, [theirs.id])
    close(database, rulebook, closed)
    done = assigned(database, [open_.id, theirs.id, closed.id, 999])
    assert [each.id for each in done.tickets] == [open_.id]
    assert done.skipped == (theirs.number, closed.number)
    assert len(history(database, theirs)) == 1


def test_a_resolved_complaint_is_assigned_for_its_follow_up_but_not_raised(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.RESOLVED, now=MONDAY)
    assert len(assigned(database, [ticket.id]).tickets) == 1
    with pytest.raises(NothingToDoError), database.write() as session:
        raise_priority(session, rulebook, [ticket.id], person_id=None, now=MONDAY)


def test_tickets_go_back_to_nobody(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        done = assign(session, [ticket.id], None, person_id=None, now=MONDAY)
    assert (done.owner, now_of(database, ticket).owner_id) == ("", None)
    assert now_of(database, ticket).first_handler_id is None
    with pytest.raises(NothingToDoError), database.write() as session:
        assign(session, [ticket.id], None, person_id=None, now=MONDAY)


def test_nobody_is_given_work_who_does_not_work_here(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        gone = Person(name="王离职", active=False)
        session.add(gone)
    for owner in (gone.id, 999):
        with pytest.raises(OwnerError), database.write() as session:
            assign(session, [ticket.id], owner, person_id=None, now=MONDAY)
    assert now_of(database, ticket).version == ticket.version


def test_priorities_rise_by_one_each_and_urgent_ones_are_left_out(database: Database) -> None:
    rulebook = open_floor(database)
    tickets = [new_ticket(database, rulebook, priority=each) for each in Priority]
    with database.write() as session:
        done = raise_priority(session, rulebook, [each.id for each in tickets], person_id=None, now=MONDAY)
    assert [now_of(database, each).priority for each in tickets] == [
        Priority.NORMAL,
        Priority.HIGH,
        Priority.URGENT,
        Priority.URGENT,
    ]
    assert [each.before for each in done.tickets] == [Priority.LOW, Priority.NORMAL, Priority.HIGH]
    assert done.skipped == (tickets[3].number,)
    assert history(database, tickets[0]) == [("priority_raised", None, {"priority": ["low", "normal"]})]
    with pytest.raises(NothingToDoError), database.write() as session:
        raise_priority(session, rulebook, [tickets[3].id], person_id=None, now=MONDAY)


def test_tickets_wait_and_go_on_together(database: Database) -> None:
    rulebook = open_floor(database)
    first, second = (new_ticket(database, rulebook) for _ in range(2))
    with database.write() as session:
        waiting = wait(session, rulebook, [second.id, first.id], person_id=None, now=MONDAY)
    assert [each.before for each in waiting.tickets] == [Status.OPEN] * 2
    for ticket, touched in zip((first, second), waiting.tickets, strict=True):
        assert (now_of(database, ticket).status, now_of(database, ticket).version) == (Status.WAITING, touched.version)
        assert clocks_of(database, ticket, Target.RESOLUTION)[0].state is ClockState.PAUSED
    with pytest.raises(NothingToDoError), database.write() as session:
        wait(session, rulebook, [first.id, second.id], person_id=None, now=LATER)
    third = new_ticket(database, rulebook)
    with database.write() as session:
        going = go_on(session, rulebook, [first.id, third.id], person_id=None, now=LATER)
    assert ([each.id for each in going.tickets], going.skipped) == ([first.id], (third.number,))
    assert now_of(database, first).status is Status.OPEN
    with pytest.raises(NothingToDoError), database.write() as session:
        go_on(session, rulebook, [third.id], person_id=None, now=LATER)


def test_so_many_that_everybody_else_would_wait_are_refused(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with pytest.raises(TooManyError):
        assigned(database, [ticket.id, *range(1_000, 2_000)])
    assert now_of(database, ticket).version == ticket.version
    assert len(assigned(database, [ticket.id, *range(1_001, 2_000)]).tickets) == 1


def _assign(database: Database, rulebook: Rulebook, ids: list[int]) -> Done:
    return assigned(database, ids)


def _raise(database: Database, rulebook: Rulebook, ids: list[int]) -> Done:
    with database.write() as session:
        return raise_priority(session, rulebook, ids, person_id=None, now=MONDAY)


def _wait(database: Database, rulebook: Rulebook, ids: list[int]) -> Done:
    with database.write() as session:
        return wait(session, rulebook, ids, person_id=None, now=MONDAY)


def _go_on(database: Database, rulebook: Rulebook, ids: list[int]) -> Done:
    with database.write() as session:
        return go_on(session, rulebook, ids, person_id=None, now=MONDAY)


ACTIONS = [_assign, _raise, _wait, _go_on]


def standing(database: Database, ticket: Ticket) -> list[object]:
    """What an action may change of a ticket and its clocks; the due time of a paused one is told when it goes on."""
    found = now_of(database, ticket)
    clocks = [
        (each.state, each.due_at if each.state is ClockState.RUNNING else None, each.next_step_at)
        for each in clocks_of(database, ticket)
    ]
    return [found.owner_id, found.priority, found.status, *clocks]


def two_tickets(database: Database, rulebook: Rulebook, act: Act) -> tuple[Ticket, Ticket]:
    """Two tickets to which the action applies, high-risk so that every pause moves their deadline."""
    first, second = (new_ticket(database, rulebook, now=MONDAY - HOUR, high_risk=True) for _ in range(2))
    if act is _go_on:
        with database.write() as session:
            wait(session, rulebook, [first.id, second.id], person_id=None, now=MONDAY - HOUR / 2)
    return first, second


@pytest.mark.parametrize("act", ACTIONS)
def test_undone_everything_stands_as_before(database: Database, act: Act) -> None:
    rulebook = open_floor(database)
    tickets = two_tickets(database, rulebook, act)
    before = [standing(database, each) for each in tickets]
    done = act(database, rulebook, [each.id for each in tickets])
    assert [standing(database, each) for each in tickets] != before
    lead = person_of(database, Role.TEAM_LEAD)
    with database.write() as session:
        undo(session, rulebook, done, person_id=lead, now=LATER)
    assert [standing(database, each) for each in tickets] == before
    kind, who, details = history(database, tickets[0])[-1]
    assert (who, (details or {})["undone"]) == (lead, done.action)
    assert kind in ("undone", "waiting", "customer_replied")


@pytest.mark.parametrize("act", ACTIONS)
def test_nothing_is_undone_once_somebody_has_changed_one_of_the_tickets(database: Database, act: Act) -> None:
    rulebook = open_floor(database)
    tickets = two_tickets(database, rulebook, act)
    done = act(database, rulebook, [each.id for each in tickets])
    with database.write() as session:
        session.get_one(Ticket, tickets[1].id).title = "Still no heating"
    after = [standing(database, each) for each in tickets]
    with pytest.raises(ChangedSinceError) as refused, database.write() as session:
        undo(session, rulebook, done, person_id=None, now=LATER)
    assert tickets[1].number in str(refused.value)
    assert tickets[0].number not in str(refused.value)
    assert [standing(database, each) for each in tickets] == after


def test_a_ticket_that_went_on_by_mistake_has_waited_all_the_time(database: Database) -> None:
    rulebook = open_floor(database)
    ticket, _ = two_tickets(database, rulebook, _go_on)
    done = _go_on(database, rulebook, [ticket.id])
    with database.write() as session:
        undo(session, rulebook, done, person_id=None, now=LATER)
    with database.write() as session:
        go_on(session, rulebook, [ticket.id], person_id=None, now=LATER + HOUR)
    (clock,) = clocks_of(database, ticket, Target.RESOLUTION)
    assert clock.due_at == clock.started_at + 24 * HOUR + (LATER + HOUR - (MONDAY - HOUR / 2))


def test_an_action_is_undone_once(database: Database) -> None:
    rulebook = open_floor(database)
    done = assigned(database, [new_ticket(database, rulebook).id])
    with database.write() as session:
        undo(session, rulebook, done, person_id=None, now=LATER)
    with pytest.raises(ChangedSinceError), database.write() as session:
        undo(session, rulebook, done, person_id=None, now=LATER)


def test_the_sweep_that_reassigned_in_between_is_not_undone(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook, high_risk=True)
    with database.write() as session:
        session.get_one(Ticket, ticket.id).owner_id = None
    done = assigned(database, [ticket.id], Role.AGENT)
    assert sweep(database, rulebook, [], now=MONDAY + 25 * HOUR).raised
    assert now_of(database, ticket).owner_id == person_of(database, Role.TEAM_LEAD)
    with pytest.raises(ChangedSinceError, match=ticket.number), database.write() as session:
        undo(session, rulebook, done, person_id=None, now=MONDAY + 25 * HOUR)


def test_two_people_who_assign_the_same_ticket_follow_one_another(postgresql_database: Database) -> None:
    rulebook = open_floor(postgresql_database)
    tickets = [new_ticket(postgresql_database, rulebook).id for _ in range(2)]
    agent, lead = (person_of(postgresql_database, role) for role in (Role.AGENT, Role.TEAM_LEAD))
    first: list[Done] = []
    second: list[Done] = []
    with postgresql_database.write() as session:
        first.append(assign(session, tickets, lead, person_id=lead, now=MONDAY))
        other = threading.Thread(
            target=lambda: second.append(assigned(postgresql_database, tickets[::-1], Role.SUPERVISOR))
        )
        other.start()
        wait_for_a_lock(postgresql_database)
    other.join()
    assert {each.before for each in first[0].tickets} == {agent}
    assert {each.before for each in second[0].tickets} == {lead}
    with pytest.raises(ChangedSinceError), postgresql_database.write() as session:
        undo(session, rulebook, first[0], person_id=lead, now=LATER)
    with postgresql_database.write() as session:
        undo(session, rulebook, second[0], person_id=lead, now=LATER)
    with postgresql_database.read() as session:
        assert {session.get_one(Ticket, each).owner_id for each in tickets} == {lead}


def test_who_comes_second_with_the_same_is_told_so(postgresql_database: Database) -> None:
    rulebook = open_floor(postgresql_database)
    ticket = new_ticket(postgresql_database, rulebook)
    refusals: list[NothingToDoError] = []

    def wait_too() -> None:
        with pytest.raises(NothingToDoError) as refused:
            _wait(postgresql_database, rulebook, [ticket.id])
        refusals.append(refused.value)

    with postgresql_database.write() as session:
        wait(session, rulebook, [ticket.id], person_id=None, now=MONDAY)
        other = threading.Thread(target=wait_too)
        other.start()
        wait_for_a_lock(postgresql_database)
    other.join()
    assert ticket.number in str(refusals[0])
    assert [kind for kind, _, _ in history(postgresql_database, ticket)] == ["waiting"]


def test_many_who_act_on_the_same_tickets_while_the_sweep_runs_never_wait_for_ever(
    postgresql_database: Database,
) -> None:
    rulebook = open_floor(postgresql_database)
    tickets = [new_ticket(postgresql_database, rulebook, high_risk=True).id for _ in range(6)]
    ready = threading.Barrier(5)
    failures: list[Exception] = []

    def act(work: Callable[[], object]) -> None:
        ready.wait()
        try:
            for _ in range(8):
                with contextlib.suppress(NothingToDoError):
                    work()
        except Exception as error:  # noqa: BLE001 - a deadlock is what the test is about
            failures.append(error)

    own = Rulebook()
    works: list[Callable[[], object]] = [
        lambda: _wait(postgresql_database, rulebook, tickets),
        lambda: _go_on(postgresql_database, rulebook, tickets[::-1]),
        lambda: assigned(postgresql_database, tickets, Role.SUPERVISOR),
        lambda: assigned(postgresql_database, tickets[::-1], Role.MANAGER),
        lambda: sweep(postgresql_database, own, [], batch=4, now=MONDAY + 30 * HOUR),
    ]
    threads = [threading.Thread(target=act, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def wait_for_a_lock(database: Database) -> None:
    """Return when another connection waits for a lock of this one."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with database.read() as session:
        while not session.scalar(waiting):
            session.rollback()


def close(database: Database, rulebook: Rulebook, ticket: Ticket) -> None:
    """Resolve a ticket and close it."""
    with database.write() as session:
        close_freely(session)
        for event in (LifeEvent.RESOLVED, LifeEvent.CLOSED):
            happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=MONDAY)


def test_the_score_follows_the_priority_and_comes_back_with_it(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    assert ticket.score is not None
    with database.write() as session:
        done = raise_priority(session, rulebook, [ticket.id], person_id=None, now=MONDAY)
    # From 0.3 to 0.7 of 25 points.
    assert now_of(database, ticket).score == ticket.score + 10
    with database.write() as session:
        undo(session, rulebook, done, person_id=None, now=MONDAY)
    assert now_of(database, ticket).score == ticket.score
