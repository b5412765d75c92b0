"""Arming an import: silent before, silent about the past, on time from then on."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.models.escalation import Escalation, Notification, Outcome
from app.models.people import Person, Role
from app.models.sla import Clock, ClockState, LifeEvent, Pause
from app.models.ticket import ImportRun, Status, Ticket
from app.services.database import Database
from app.services.deadlines.arming import Armed, ArmingError, arm_import, would_arm
from app.services.deadlines.escalation import Swept, sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from tests.builders import HOUR, MONDAY, add_due_clocks, open_floor


def imported(database: Database, rulebook: Rulebook, clocks: int) -> int:
    """Add an import run whose clocks owe their first step on MONDAY; return its identity."""
    add_due_clocks(database, rulebook, clocks)
    with database.write() as session:
        run = ImportRun(
            file_name="f", digest="d", mapping="m", imported_by="李雷", imported_at=MONDAY, counts={"created": clocks}
        )
        session.add(run)
        session.flush()
        session.execute(update(Ticket).values(import_run_id=run.id))
        session.execute(update(Clock).values(armed=False, next_step_at=None, next_step=None))
        return run.id


def test_imported_clocks_are_silent_until_a_person_arms_them(database: Database) -> None:
    rulebook = open_floor(database)
    run = imported(database, rulebook, 3)
    assert sweep(database, rulebook, [], now=MONDAY + 1000 * HOUR) == Swept()
    with database.write() as session:
        assert arm_import(session, rulebook, run, "李雷", now=MONDAY - timedelta(seconds=1)) == Armed(3, 0)
    assert sweep(database, rulebook, [], now=MONDAY) == Swept(raised=3, messages=3)


def test_history_never_sends_a_message(database: Database) -> None:
    rulebook = open_floor(database)
    run = imported(database, rulebook, 2)
    # A week later: two working hours were promised, and every 4 working hours a reminder since.
    now = MONDAY + timedelta(days=7)
    with database.write() as session:
        assert would_arm(session, run, now=now) == Armed(2, 2)
        assert arm_import(session, rulebook, run, "李雷", now=now) == Armed(2, 2)
        assert would_arm(session, run, now=now) == Armed(0, 0)
    assert sweep(database, rulebook, [], now=now) == Swept()
    with database.read() as session:
        assert session.query(Notification).count() == 0
        passed = session.execute(
            select(Escalation.step, Escalation.occurrence, Escalation.outcome)
            .where(Escalation.clock_id == 1)
            .order_by(Escalation.id)
        )
        assert [tuple(row) for row in passed] == [
            (step, occurrence, Outcome.PASSED)
            for step, occurrence in (
                ("half", 1),
                ("three_quarters", 1),
                ("nine_tenths", 1),
                ("breach", 1),
                ("overdue", 9),
            )
        ]
    assert sweep(database, rulebook, [], now=now + 4 * HOUR) == Swept(raised=2, messages=2)


def test_what_a_pause_keeps_from_falling_due_is_still_raised_after_it(database: Database) -> None:
    rulebook = open_floor(database)
    run = imported(database, rulebook, 1)
    # Waiting since half of the two hours were over; armed and answered when the deadline would be long over.
    with database.write() as session:
        session.execute(update(Clock).values(state=ClockState.PAUSED))
        session.add(Pause(clock_id=1, started_at=MONDAY + HOUR / 10, reason="waiting_for_customer"))
        session.execute(update(Ticket).values(status=Status.WAITING))
    with database.write() as session:
        arm_import(session, rulebook, run, "李雷", now=MONDAY + 24 * HOUR)
    with database.write() as session:
        ticket = session.query(Ticket).one()
        happen(session, rulebook, ticket, LifeEvent.CUSTOMER_REPLIED, now=MONDAY + 24 * HOUR)
    sweep(database, rulebook, [], now=MONDAY + 48 * HOUR)
    with database.read() as session:
        raised = session.execute(select(Escalation.step, Escalation.outcome).order_by(Escalation.id)).all()
    assert [tuple(each) for each in raised[:4]] == [
        ("half", Outcome.PASSED),
        ("three_quarters", Outcome.SUPERSEDED),
        ("nine_tenths", Outcome.SUPERSEDED),
        ("breach", Outcome.SUPERSEDED),
    ]


def test_an_import_is_armed_once_and_only_where_there_is_one(database: Database) -> None:
    rulebook = open_floor(database)
    run = imported(database, rulebook, 1)
    with database.write() as session:
        arm_import(session, rulebook, run, "李雷", now=MONDAY)
    with pytest.raises(ArmingError, match="armed by 李雷 already"), database.write() as session:
        arm_import(session, rulebook, run, "王芳", now=MONDAY)
    with pytest.raises(ArmingError, match="no import run 99"), database.write() as session:
        arm_import(session, rulebook, 99, "王芳", now=MONDAY)


def test_who_arms_knows_of_the_high_risk_that_has_been_silent(database: Database) -> None:
    rulebook = open_floor(database)
    run = imported(database, rulebook, 3)
    with database.write() as session:
        session.execute(update(Clock).where(Clock.ticket_id == 1).values(fast_lane=True))
        would = would_arm(session, run, now=MONDAY)
        assert (would.clocks, would.risky) == (3, 1)
        assert arm_import(session, rulebook, run, "李雷", now=MONDAY) == would


def test_high_risk_is_told_at_once_by_its_first_step_however_long_ago_that_was_owed(database: Database) -> None:
    rulebook = open_floor(database)
    run = imported(database, rulebook, 2)
    # Half of its two hours were over on Monday; a week later it is late, and so is the other one, which is usual.
    now = MONDAY + timedelta(days=7)
    with database.write() as session:
        session.execute(update(Clock).where(Clock.ticket_id == 1).values(fast_lane=True))
        session.execute(update(Ticket).where(Ticket.id == 1).values(high_risk=True))
        arm_import(session, rulebook, run, "李雷", now=now)
    swept = sweep(database, rulebook, [], now=now)
    assert (swept.raised, swept.messages > 0) == (1, True)
    with database.read() as session:
        told = session.execute(
            select(Escalation.clock_id, Escalation.step, Escalation.outcome).order_by(Escalation.id.desc()).limit(1)
        ).one()
        passed = set(session.scalars(select(Escalation.step).where(Escalation.outcome == Outcome.PASSED)))
        assert tuple(told) == (1, "at_once", Outcome.NOTIFIED)
        roles = select(Person.role).join(Notification, Notification.person_id == Person.id)
        assert set(session.scalars(roles)) == {Role.AGENT, Role.TEAM_LEAD, Role.SUPERVISOR}
    assert {"breach", "overdue"} <= passed
    assert sweep(database, rulebook, [], now=now) == Swept()
