"""What steps do beside telling people: decisions asked for and standby proposed, each exactly once."""

import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from app.models.alert import Alert, AlertKind
from app.models.approval import Approval, ApprovalKind
from app.models.escalation import Escalation
from app.models.ladder import Audience
from app.models.people import Role
from app.models.sla import Clock, ClockState, LifeEvent, Target
from app.models.ticket import Ticket, TicketEvent
from app.services.alerts import resolve
from app.services.database import Database
from app.services.deadlines.approvals import decide
from app.services.deadlines.effects import decides
from app.services.deadlines.escalation import Swept, sweep
from app.services.deadlines.requests import open_approvals
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from tests.builders import HOUR, MONDAY, add_due_clocks, new_ticket, open_floor, person, policy
from tests.services.deadlines.dying import exit_code_of, spawn, sweep_once

Empty = Callable[[Database], None]


def with_effects(*effects: str, notify: str = "supervisor") -> dict[str, Any]:
    """A policy whose first step, at half of the time, has effects, as has one that repeats after the end."""
    specification = policy()
    specification["targets"].append({"target": "approval", "amount": "2h", "measure": "opening_hours"})
    specification["ladders"] = [
        {
            "targets": ["resolution"],
            "steps": [
                {"step": "half", "share": 0.5, "notify": [notify], "effects": [*effects]},
                {"step": "overdue", "after_due": "1h", "every": "1h", "notify": [notify], "effects": [*effects]},
            ],
        }
    ]
    return specification


def test_a_step_asks_for_a_decision_that_has_its_own_clock(database: Database) -> None:
    rulebook = open_floor(database, with_effects("create_approval"))
    ticket = new_ticket(database, rulebook, high_risk=True)
    sweep(database, rulebook, [], now=MONDAY + 12 * HOUR)
    with database.read() as session:
        (asked,) = open_approvals(session, ticket.id)
        assert (asked.kind, asked.role, asked.asked_by_id) == (ApprovalKind.ESCALATION, Role.SUPERVISOR, None)
        assert (asked.target, asked.due_at) == (Target.RESOLUTION, MONDAY + 25 * HOUR)
        details = session.scalars(select(TicketEvent.details).where(TicketEvent.kind == "escalated")).one()
        assert details is not None
        assert details["asks"] == Role.SUPERVISOR
    with database.write() as session:
        approval = session.get_one(Approval, asked.id)
        manager = person(session, Role.MANAGER).id
        assert decide(session, rulebook, approval, True, "", person_id=manager, now=MONDAY + 13 * HOUR) is None
    with database.read() as session:
        assert open_approvals(session, ticket.id) == ()
        assert session.scalars(select(Clock.state).where(Clock.target == Target.APPROVAL)).one() is ClockState.MET
        # A decision on how to go on moves no deadline.
        due = session.scalars(select(Clock.due_at).where(Clock.target == Target.RESOLUTION)).one()
        assert due == MONDAY + 24 * HOUR


def test_while_a_decision_is_open_its_clock_asks_for_no_second_one(database: Database) -> None:
    rulebook = open_floor(database, with_effects("create_approval"))
    ticket = new_ticket(database, rulebook, high_risk=True)
    for hour in (12, 25, 26, 27):
        sweep(database, rulebook, [], now=MONDAY + hour * HOUR)
    with database.write() as session:
        (asked,) = open_approvals(session, ticket.id)
        approval, manager = session.get_one(Approval, asked.id), person(session, Role.MANAGER).id
        decide(session, rulebook, approval, True, "", person_id=manager, now=MONDAY + 27 * HOUR)
    sweep(database, rulebook, [], now=MONDAY + 28 * HOUR)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Approval)) == 2


def test_a_decision_is_needed_no_more_when_the_complaint_is_resolved(database: Database) -> None:
    rulebook = open_floor(database, with_effects("create_approval"))
    ticket = new_ticket(database, rulebook, high_risk=True)
    sweep(database, rulebook, [], now=MONDAY + 12 * HOUR)
    with database.write() as session:
        mine = session.get_one(Ticket, ticket.id)
        happen(session, rulebook, mine, LifeEvent.RESOLVED, now=MONDAY + 13 * HOUR)
    with database.read() as session:
        assert open_approvals(session, ticket.id) == ()
        assert session.scalars(select(Clock.state).where(Clock.target == Target.APPROVAL)).one() is ClockState.CANCELLED


@pytest.mark.parametrize(
    ("notify", "role"),
    [
        ((), Role.SUPERVISOR),
        ((Audience.OWNER,), Role.TEAM_LEAD),
        ((Audience.MANAGER, Audience.OWNER), Role.MANAGER),
    ],
)
def test_the_highest_who_hears_decides_and_never_the_owner(notify: tuple[Audience, ...], role: Role) -> None:
    assert decides(notify) is role


def test_standby_is_proposed_once_for_all_complaints_that_need_it(database: Database) -> None:
    rulebook = open_floor(database, with_effects("activate_standby"))
    add_due_clocks(database, rulebook, 30)
    assert sweep(database, rulebook, [], batch=7, now=MONDAY) == Swept(raised=30, messages=30)
    with database.read() as session:
        alert = session.query(Alert).one()
        assert (alert.kind, alert.details["count"], len(alert.details["tickets"])) == (AlertKind.STANDBY, 30, 20)
        # All are owed at one instant: any of them may be the first.
        first = session.get_one(Ticket, alert.details["ticket_id"])
        assert alert.details["number"] == first.number
        assert alert.details["due"] == (MONDAY + HOUR).isoformat()


def test_standby_is_proposed_anew_after_somebody_has_resolved_the_proposal(database: Database) -> None:
    rulebook = open_floor(database, with_effects("activate_standby"))
    add_due_clocks(database, rulebook, 1)
    sweep(database, rulebook, [], now=MONDAY)
    sweep(database, rulebook, [], now=MONDAY + 4 * HOUR)
    with database.write() as session:
        alert = session.query(Alert).one()
        # The ticket is named already.
        assert alert.details["count"] == 1
        resolve(session, alert.id, person_id=None, now=MONDAY + 4 * HOUR)
    sweep(database, rulebook, [], now=MONDAY + 5 * HOUR)
    with database.read() as session:
        assert session.query(Alert).count() == 2


def test_a_sweep_killed_before_any_of_its_statements_leaves_every_effect_once(
    database: Database, emptied: Empty, deaths: Iterator[int]
) -> None:
    specification = with_effects("create_approval", "activate_standby", "reassign", "raise_priority")
    address = database.url.render_as_string(hide_password=False)
    for statements in deaths:
        emptied(database)
        add_due_clocks(database, open_floor(database, specification), 3)
        died = exit_code_of(spawn(sweep_once, address, MONDAY, 2, statements + 1))
        _sweep_until_nothing_is_due(database)
        with database.read() as session:
            asked = session.execute(select(Approval.ticket_id, Approval.clock_id).order_by(Approval.ticket_id))
            assert [(ticket, clock) for ticket, clock in asked] == [(1, 1), (2, 2), (3, 3)]
            begun = session.scalars(select(Clock.ticket_id).where(Clock.target == Target.APPROVAL))
            assert sorted(begun) == [1, 2, 3]
            alert = session.query(Alert).one()
            assert (alert.details["count"], {each["id"] for each in alert.details["tickets"]}) == (3, {1, 2, 3})
            assert session.query(Escalation).count() == 3
            assert {ticket.version for ticket in session.query(Ticket)} == {2}
        if died == 0:
            break
        assert died == -signal.SIGKILL
    assert statements >= 20


def _sweep_until_nothing_is_due(database: Database) -> None:
    """Sweep as often as the dead process's locks want: its server notices the death in its own time."""
    for _ in range(10_000):
        sweep(database, Rulebook(), [], now=MONDAY)
        with database.read() as session:
            if not session.scalar(select(func.count()).select_from(Clock).where(Clock.next_step_at <= MONDAY)):
                return
    raise AssertionError("the dead process's locks never went away")


def test_the_score_of_what_a_step_raises_follows(database: Database) -> None:
    rulebook = open_floor(database, with_effects("raise_priority"))
    add_due_clocks(database, rulebook, 1)
    ticket = new_ticket(database, rulebook)
    sweep(database, rulebook, [], now=MONDAY)
    with database.read() as session:
        assert [each.score for each in session.query(Ticket).order_by(Ticket.id)] == [
            (ticket.score or 0) + 10,
            ticket.score,
        ]
