"""Waits with a reason and a longest time: they end at that instant, whenever the sweep comes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.models.escalation import Escalation
from app.models.sla import Clock, ClockState, LifeEvent, Pause, Target
from app.models.ticket import Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.escalation import release, sweep
from app.services.deadlines.rulebook import Rulebook, publish_policy
from app.services.deadlines.waits import PAUSE
from app.services.handling.actions import go_on, undo, wait
from app.services.handling.events import NoReasonError, NotPossibleError, happen
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, policy

LONGEST = {"targets": ["resolution"], "longest": "10h", "measure": "round_the_clock"}
LIMITED = {"waiting_for_customer": LONGEST, "waiting_for_lab": ["resolution"]}
E = LifeEvent


def enter(
    database: Database, rulebook: Rulebook, ticket: Ticket, event: LifeEvent, now: datetime, **details: Any
) -> None:
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), event, details=details or None, now=now)


def status_of(database: Database, ticket: Ticket) -> Status:
    with database.read() as session:
        return session.get_one(Ticket, ticket.id).status


def resumed(database: Database) -> list[tuple[datetime, dict[str, Any] | None]]:
    with database.read() as session:
        events = session.query(TicketEvent).filter_by(kind=E.RESUMED.value).order_by(TicketEvent.id)
        return [(each.at, each.details) for each in events]


@pytest.mark.parametrize("lag", [timedelta(), HOUR, 99 * HOUR])
def test_a_wait_ends_at_its_longest_time_whenever_the_sweep_comes(database: Database, lag: timedelta) -> None:
    rulebook = open_floor(database, policy(pauses=LIMITED))
    ticket = new_ticket(database, rulebook, high_risk=True)
    enter(database, rulebook, ticket, E.WAITING, MONDAY + HOUR)
    (paused,) = clocks_of(database, ticket, Target.RESOLUTION)
    assert (paused.state, paused.next_step_at) == (ClockState.PAUSED, MONDAY + 11 * HOUR)
    sweep(database, rulebook, (), now=MONDAY + 11 * HOUR - timedelta(seconds=1))
    assert status_of(database, ticket) is Status.WAITING
    sweep(database, rulebook, (), now=MONDAY + 11 * HOUR + lag)
    (running,) = clocks_of(database, ticket, Target.RESOLUTION)
    assert (running.state, running.due_at) == (ClockState.RUNNING, MONDAY + 34 * HOUR)
    assert status_of(database, ticket) is Status.OPEN
    details = {
        "pause": "waiting_for_customer",
        "targets": ["resolution"],
        "by_itself": True,
        "status": ["waiting", "open"],
    }
    assert resumed(database) == [(MONDAY + 11 * HOUR, details)]
    with database.read() as session:
        assert session.scalars(select(Pause.ended_at)).all() == [MONDAY + 11 * HOUR]
        steps = {each.step: each.planned_at for each in session.query(Escalation).filter_by(clock_id=running.id)}
        # Half of the 24 hours is over 12 hours after the start, and the pause took 10.
        assert steps.get("half") == (MONDAY + 22 * HOUR if lag == 99 * HOUR else None)
        assert {each.due_at for each in session.query(Escalation).filter_by(clock_id=running.id)} <= {running.due_at}


def test_what_a_person_does_after_the_longest_time_finds_the_complaint_open(database: Database) -> None:
    rulebook = open_floor(database, policy(pauses=LIMITED))
    ticket = new_ticket(database, rulebook, high_risk=True)
    enter(database, rulebook, ticket, E.WAITING, MONDAY + HOUR)
    with pytest.raises(NotPossibleError, match="is open: it cannot be customer_replied"):
        enter(database, rulebook, ticket, E.CUSTOMER_REPLIED, MONDAY + 12 * HOUR)
    enter(database, rulebook, ticket, E.INFORMED, MONDAY + 13 * HOUR)
    assert status_of(database, ticket) is Status.OPEN
    assert [at for at, _ in resumed(database)] == [MONDAY + 11 * HOUR]
    enter(database, rulebook, ticket, E.RESOLVED, MONDAY + 34 * HOUR)
    assert clocks_of(database, ticket, Target.RESOLUTION)[0].state is ClockState.MET


def test_a_reason_pauses_what_the_policy_says_and_another_one_is_refused(database: Database) -> None:
    rulebook = open_floor(database, policy(pauses=LIMITED))
    ticket = new_ticket(database, rulebook)
    with pytest.raises(NoReasonError, match="no such reason: lunch"):
        enter(database, rulebook, ticket, E.WAITING, MONDAY, **{PAUSE: "lunch"})
    with pytest.raises(NoReasonError, match="no such reason: new_facts"):
        enter(database, rulebook, ticket, E.RESTARTED, MONDAY, restart="new_facts")
    enter(database, rulebook, ticket, E.WAITING, MONDAY, **{PAUSE: "waiting_for_lab"})
    with database.read() as session:
        (pause,) = session.query(Pause)
        assert (pause.reason, pause.resumes_at) == ("waiting_for_lab", None)
    enter(database, rulebook, ticket, E.RESUMED, MONDAY + HOUR)
    assert status_of(database, ticket) is Status.OPEN
    assert resumed(database) == [(MONDAY + HOUR, None)]


def test_each_clock_runs_on_at_the_limit_of_its_own_policy_version(database: Database) -> None:
    rulebook = open_floor(database, policy(pauses={"waiting_for_customer": LONGEST | {"targets": ["resolution"]}}))
    ticket = new_ticket(database, rulebook, high_risk=True)
    shorter = {"targets": ["resolution", "first_response"], "longest": "4h", "measure": "round_the_clock"}
    with database.write() as session:
        edited = publish_policy(session, policy(pauses={"waiting_for_customer": shorter}), now=MONDAY)
        first = update(Clock).where(Clock.target == Target.FIRST_RESPONSE)
        session.execute(first.values(policy_version_id=edited.id))
    enter(database, rulebook, ticket, E.WAITING, MONDAY)
    sweep(database, rulebook, (), now=MONDAY + 5 * HOUR)
    assert [each.state for each in clocks_of(database, ticket)] == [ClockState.RUNNING, ClockState.PAUSED]
    assert status_of(database, ticket) is Status.WAITING
    sweep(database, rulebook, (), now=MONDAY + 10 * HOUR)
    assert status_of(database, ticket) is Status.OPEN
    assert [(at, (details or {}).get("status")) for at, details in resumed(database)] == [
        (MONDAY + 4 * HOUR, None),
        (MONDAY + 10 * HOUR, ["waiting", "open"]),
    ]


def test_a_wait_that_goes_on_because_its_end_is_undone_keeps_its_limit(database: Database) -> None:
    rulebook = open_floor(database, policy(pauses=LIMITED))
    ticket = new_ticket(database, rulebook, high_risk=True)
    with database.write() as session:
        wait(session, rulebook, [ticket.id], person_id=None, now=MONDAY)
    with database.write() as session:
        done = go_on(session, rulebook, [ticket.id], person_id=None, now=MONDAY + 2 * HOUR)
    with database.write() as session:
        undo(session, rulebook, done, person_id=None, now=MONDAY + 3 * HOUR)
    (clock,) = clocks_of(database, ticket, Target.RESOLUTION)
    assert (clock.state, clock.next_step_at) == (ClockState.PAUSED, MONDAY + 10 * HOUR)


def test_a_clock_that_was_set_aside_while_it_waited_still_runs_on_at_its_limit(database: Database) -> None:
    rulebook = open_floor(database, policy(pauses=LIMITED))
    ticket = new_ticket(database, rulebook, high_risk=True)
    enter(database, rulebook, ticket, E.WAITING, MONDAY)
    (clock,) = clocks_of(database, ticket, Target.RESOLUTION)
    with database.write() as session:
        session.execute(update(Clock).where(Clock.id == clock.id).values(quarantined="it failed", next_step_at=None))
        release(session, clock.id, now=MONDAY + HOUR)
    sweep(database, rulebook, (), now=MONDAY + 11 * HOUR)
    (clock,) = clocks_of(database, ticket, Target.RESOLUTION)
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, MONDAY + 34 * HOUR)


def test_a_silent_clock_runs_on_at_its_limit_and_stays_silent(database: Database) -> None:
    rulebook = open_floor(database, policy(pauses=LIMITED))
    ticket = new_ticket(database, rulebook, high_risk=True)
    with database.write() as session:
        session.execute(update(Clock).values(armed=False, next_step_at=None))
    enter(database, rulebook, ticket, E.WAITING, MONDAY)
    assert sweep(database, rulebook, (), now=MONDAY + 99 * HOUR).raised == 0
    (clock,) = clocks_of(database, ticket, Target.RESOLUTION)
    assert (clock.state, clock.next_step_at) == (ClockState.RUNNING, None)


def test_two_waiting_clocks_in_two_batches_open_their_complaint_once(database: Database) -> None:
    both = {"targets": ["resolution", "first_response"], "longest": "10h", "measure": "round_the_clock"}
    rulebook = open_floor(database, policy(pauses={"waiting_for_customer": both}))
    ticket = new_ticket(database, rulebook, high_risk=True)
    enter(database, rulebook, ticket, E.WAITING, MONDAY)
    sweep(database, rulebook, (), batch=1, now=MONDAY + 10 * HOUR)
    assert status_of(database, ticket) is Status.OPEN
    assert [(details or {}).get("status") for _, details in resumed(database)] == [None, ["waiting", "open"]]
    with database.read() as session:
        assert session.get_one(Ticket, ticket.id).version == 3
