"""Every life event on the clock of every target, in every state, as one table."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.deadline import Deadline
from app.models.sla import STATUS, Clock, ClockState, LifeEvent, Measure, Pause, Target
from app.models.ticket import Source, Status, Ticket
from app.services.database import Database
from app.services.deadlines.rulebook import Rules
from app.services.handling.events import RESTART, happen, merge
from tests.builders import HOUR, MONDAY, close_freely, open_floor
from tests.lifestory.engine import POLICY

E, T = LifeEvent, Target
BEFORE = ("none", "running", "paused", "late", "ended")
Row = tuple[str, str, str, str, str]
# How the cycles of the clock stand afterwards, for each state before: Running, Paused, Met, Breached, cancelled (X).
UNCHANGED: Row = ("", "R", "P", "R", "M")
STOPPED: Row = ("", "M", "M", "B", "M")
LAPSED: Row = ("", "X", "X", "B", "M")
CANCELLED: Row = ("", "X", "X", "X", "M")
PAUSED: Row = ("", "P", "P", "P", "M")
RESUMED: Row = ("", "R", "R", "R", "M")
STARTED: Row = ("R", "R", "P", "R", "MR")
RESTARTED: Row = ("", "XR", "XR", "BR", "M")
# The policy pauses and restarts whatever it may, and the milestone repeats and is met when the customer is informed.
EXPECTED: Mapping[LifeEvent, Mapping[Target, Row]] = {
    E.RECORDED: {T.FIRST_RESPONSE: STARTED, T.RESOLUTION: STARTED, T.STAGE: STARTED, T.MILESTONE: STARTED},
    E.ACKNOWLEDGED: {},
    E.ANSWERED: {T.FIRST_RESPONSE: STOPPED},
    E.INFORMED: {T.MILESTONE: ("", "MR", "MP", "BR", "M")},
    E.WAITING: dict.fromkeys(T, PAUSED),
    E.CUSTOMER_REPLIED: dict.fromkeys(T, RESUMED),
    E.RESUMED: dict.fromkeys(T, RESUMED),
    E.RESTARTED: dict.fromkeys((T.FIRST_RESPONSE, T.RESOLUTION, T.TASK, T.STAGE, T.MILESTONE), RESTARTED),
    E.THANKED: {},
    E.RESOLVED: {
        T.FIRST_RESPONSE: STOPPED,
        T.RESOLUTION: STOPPED,
        T.FOLLOW_UP: STARTED,
        T.TASK: RESUMED,
        T.APPROVAL: RESUMED,
        T.STAGE: STOPPED,
        T.MILESTONE: STOPPED,
    },
    E.FOLLOWED_UP: {T.FOLLOW_UP: STOPPED, T.MILESTONE: RESUMED},
    E.REOPENED: {T.RESOLUTION: STARTED, T.FOLLOW_UP: LAPSED, T.STAGE: STARTED, T.MILESTONE: STARTED},
    # What stays with the merged complaint > what moved to the surviving one.
    E.MERGED: dict.fromkeys(T, (">", ">R", ">R", ">R", "M>")) | {T.STAGE: (">", "X>", "X>", "X>", "M>")},
    E.WITHDRAWN: dict.fromkeys(T, LAPSED),
    E.SPAM: dict.fromkeys(T, CANCELLED),
    E.CLOSED: dict.fromkeys((T.FIRST_RESPONSE, T.RESOLUTION, T.FOLLOW_UP, T.STAGE), STOPPED)
    | dict.fromkeys((T.TASK, T.APPROVAL, T.MILESTONE), LAPSED),
}
SUBJECTS = {T.TASK: "task 1", T.APPROVAL: "approval 9", T.STAGE: "intake", T.MILESTONE: "interim"}
LETTERS = {
    ClockState.RUNNING: "R",
    ClockState.PAUSED: "P",
    ClockState.MET: "M",
    ClockState.BREACHED: "B",
    ClockState.CANCELLED: "X",
}
NOW = MONDAY + 2 * HOUR


def complaint(session: Session, status: Status) -> Ticket:
    """A complaint without clocks."""
    ticket = Ticket(source=Source.EMAIL, title="t", status=status, received_at=MONDAY, recorded_at=MONDAY)
    session.add(ticket)
    session.flush()
    return ticket


def add_clock(session: Session, rules: Rules, ticket: Ticket, target: Target, state: str) -> None:
    """Give a complaint the one clock of a target, in one of the states."""
    amount = 3600 if state == "late" else 86_400
    started: datetime = MONDAY
    due = Deadline(started, Measure.ROUND_THE_CLOCK, amount, rules.times).due
    clock = Clock(
        ticket_id=ticket.id,
        target=target,
        subject=SUBJECTS.get(target, ""),
        state={"paused": ClockState.PAUSED, "ended": ClockState.MET}.get(state, ClockState.RUNNING),
        started_at=started,
        due_at=due,
        stopped_at=MONDAY + HOUR if state == "ended" else None,
        measure=Measure.ROUND_THE_CLOCK,
        amount=amount,
        policy_version_id=rules.policy_version_id,
        calendar_version_id=rules.calendar_version_id,
    )
    session.add(clock)
    session.flush()
    if state == "paused":
        session.add(Pause(clock_id=clock.id, started_at=MONDAY + HOUR, reason="waiting_for_customer"))


def letters(session: Session, ticket: Ticket, target: Target) -> str:
    """How the cycles of the clock stand."""
    mine = (Clock.ticket_id == ticket.id, Clock.target == target, Clock.subject == SUBJECTS.get(target, ""))
    states: Sequence[ClockState] = session.scalars(select(Clock.state).where(*mine).order_by(Clock.cycle)).all()
    return "".join(LETTERS[state] for state in states)


@pytest.mark.parametrize("event", LifeEvent)
def test_every_event_does_to_every_target_in_every_state_what_the_table_says(
    sqlite_database: Database, event: LifeEvent
) -> None:
    everything = [target.value for target in T]
    rulebook = open_floor(
        sqlite_database,
        POLICY | {"pauses": {"waiting_for_customer": everything}, "restarts": {"new_facts": everything}},
    )
    possible, after = STATUS[event]
    found: dict[Target, list[str]] = {target: [] for target in T}
    with sqlite_database.write() as session:
        close_freely(session)
        rules = rulebook.in_force(session, "default")
        for target in T:
            for state in BEFORE:
                waits = state == "paused" and Status.WAITING in possible
                ticket = complaint(session, Status.WAITING if waits else possible[0])
                if state != "none":
                    add_clock(session, rules, ticket, target, state)
                if event is E.MERGED:
                    into = complaint(session, Status.OPEN)
                    merge(session, rulebook, ticket, into, now=NOW)
                    found[target].append(f"{letters(session, ticket, target)}>{letters(session, into, target)}")
                else:
                    status = after or ticket.status
                    details = {RESTART: "new_facts"} if event is E.RESTARTED else None
                    happen(session, rulebook, ticket, event, details=details, now=NOW)
                    found[target].append(letters(session, ticket, target))
                    assert ticket.status is status
        for clock in session.scalars(select(Clock)):
            live = clock.state in (ClockState.RUNNING, ClockState.PAUSED)
            assert (clock.stopped_at is None) == live
            assert clock.stopped_at is None or clock.next_step_at is None
    assert {target: tuple(row) for target, row in found.items()} == {
        target: EXPECTED[event].get(target, UNCHANGED) for target in T
    }


def test_the_table_names_every_event() -> None:
    assert set(EXPECTED) == set(LifeEvent) == set(STATUS)
