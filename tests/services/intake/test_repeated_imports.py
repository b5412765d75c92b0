"""Imports are repeated as often as one likes: they follow their file, and leave alone what was done here."""

from datetime import timedelta

from sqlalchemy import select

from app.models.floor import Queue
from app.models.masking import checksum
from app.models.sla import Clock, ClockState, LifeEvent
from app.models.ticket import Category, ImportRun, Status, Ticket, TicketEvent
from app.services.deadlines.arming import arm_import
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook, publish_policy
from app.services.handling.events import happen
from app.services.knowledge.blanking import erase_tickets
from tests.builders import policy
from tests.services.intake.desk import DUE, OPENED, SECOND, TARGET, Desk
from tests.services.intake.files import (
    NOW,
    boston_row,
    incident_row,
)


def test_a_second_import_of_the_same_file_changes_nothing(desk: Desk) -> None:
    rows = [boston_row(str(key), OPENED, TARGET) for key in range(30)]
    first = desk.boston(*rows)
    before = [desk.count(kind) for kind in (Ticket, Clock, TicketEvent, Category, Queue)]

    second = desk.boston(*rows)

    assert (first.counts.added, first.counts.clocks) == (30, 30)
    assert (second.counts.added, second.counts.changed, second.counts.unchanged) == (0, 0, 30)
    assert [desk.count(kind) for kind in (Ticket, Clock, TicketEvent, Category, Queue)] == before
    assert desk.count(ImportRun) == 2
    assert desk.ticket("7").version == 1


def test_a_closure_in_a_later_file_stops_the_clock_and_is_on_record(desk: Desk) -> None:
    desk.boston(boston_row("7", OPENED, TARGET), boston_row("8", OPENED, TARGET))

    run = desk.boston(boston_row("7", OPENED, TARGET, "03/03/2015 08:00:01 AM"), boston_row("8", OPENED, TARGET))

    [clock] = desk.clocks("7")
    assert (run.counts.changed, run.counts.unchanged) == (1, 1)
    assert (clock.state, clock.stopped_at) == (ClockState.BREACHED, DUE + SECOND)
    assert desk.ticket("7").status is Status.CLOSED
    changed, closed = desk.events("7")[1:]
    assert (changed.kind, closed.kind) == ("import_changed", LifeEvent.CLOSED)
    assert changed.details is not None
    assert changed.details["changes"] == {
        "status": ["open", "closed"],
        "closed_at": [None, (DUE + SECOND).isoformat()],
    }


def test_a_new_target_moves_a_running_clock(desk: Desk) -> None:
    desk.boston(boston_row("7", OPENED, TARGET))

    desk.boston(boston_row("7", OPENED, "03/04/2015 08:00:00 AM"))

    [clock] = desk.clocks("7")
    assert clock.due_at == clock.recorded_due_at == DUE + timedelta(days=1)


def test_a_frozen_result_stays_and_a_reopened_ticket_gets_a_new_cycle(desk: Desk) -> None:
    desk.boston(boston_row("7", OPENED, TARGET, TARGET))

    desk.boston(boston_row("7", OPENED, TARGET))
    desk.boston(boston_row("7", OPENED, TARGET, "03/09/2015 08:00:00 AM"))
    desk.boston(boston_row("7", OPENED, TARGET, "03/09/2015 08:00:00 AM", CASE_TITLE="Hole"))

    assert [(clock.cycle, clock.state) for clock in desk.clocks("7")] == [
        (1, ClockState.MET),
        (2, ClockState.BREACHED),
    ]
    assert desk.ticket("7").title == "Hole"


def test_a_clock_whose_target_is_gone_is_cancelled(desk: Desk) -> None:
    desk.boston(boston_row("7", OPENED, TARGET))

    desk.boston(boston_row("7", OPENED))

    assert [clock.state for clock in desk.clocks("7")] == [ClockState.CANCELLED]


def test_waiting_and_going_on_follow_the_log(desk: Desk) -> None:
    new = incident_row("INC1", "New", "29/2/2016 01:23")
    waiting = incident_row("INC1", "Awaiting User Info", "29/2/2016 08:53")

    desk.incidents(new)
    desk.incidents(new, waiting)
    assert [clock.state for clock in desk.clocks("INC1")] == [ClockState.PAUSED]
    desk.incidents(new, waiting, incident_row("INC1", "Active", "29/2/2016 09:53"))

    assert [clock.state for clock in desk.clocks("INC1")] == [ClockState.RUNNING]
    history = [event.details for event in desk.events("INC1") if event.kind == "changed_at_origin"]
    assert history == [{"incident_state": word} for word in ("New", "Awaiting User Info", "Active")]


def test_work_done_here_is_not_overwritten(desk: Desk) -> None:
    desk.boston(boston_row("7", OPENED, TARGET))
    with desk.database.write() as session:
        ticket = session.scalars(select(Ticket)).one()
        happen(session, desk.rulebook, ticket, LifeEvent.WAITING, now=NOW)

    for _ in range(2):
        run = desk.boston(boston_row("7", OPENED, TARGET, TARGET))
        assert (run.counts.left_out, run.counts.changed) == (1, 0)

    assert desk.ticket("7").status is Status.WAITING
    assert [event.kind for event in desk.events("7")] == ["imported", "waiting", "import_left_out"]


def test_what_the_sweep_has_moved_still_follows_its_file(desk: Desk) -> None:
    run = desk.boston(boston_row("7", OPENED, TARGET))
    with desk.database.write() as session:
        arm_import(session, Rulebook(), run.run_id, "me", now=DUE - timedelta(hours=1))
    sweep(desk.database, Rulebook(), [], now=NOW)
    assert "escalated" in [event.kind for event in desk.events("7")]

    run = desk.boston(boston_row("7", OPENED, TARGET, TARGET))

    assert (run.counts.left_out, run.counts.changed) == (0, 1)
    assert [clock.state for clock in desk.clocks("7")] == [ClockState.MET]
    assert sweep(desk.database, Rulebook(), [], now=NOW + timedelta(days=9)).raised == 0


def test_what_was_erased_does_not_come_back_with_a_file(desk: Desk) -> None:
    key = "zhang-wei-7"
    desk.boston(boston_row(key, OPENED, TARGET))
    with desk.database.write() as session:
        erase_tickets(session, [session.query(Ticket).one()], ["zhang-wei"], None, now=NOW)

    again = desk.boston(boston_row(key, OPENED, TARGET, "03/03/2015 08:00:01 AM"))

    assert (again.counts.added, again.counts.changed, again.counts.left_out) == (0, 0, 1)
    found = desk.ticket(checksum(key))
    assert (found.title, found.status) == ("", Status.OPEN)


def test_a_deadline_of_the_policy_follows_a_priority_that_a_later_file_raises(desk: Desk) -> None:
    by_priority = {"target": "resolution", "priority": ["urgent"], "amount": "1d", "measure": "natural_days"}
    specification = policy()
    with desk.database.write() as session:
        publish_policy(session, specification | {"targets": [*specification["targets"], by_priority]}, now=NOW)
    desk.incidents(incident_row("INC1", "New", "29/2/2016 01:23"))
    [before] = desk.clocks("INC1")
    desk.incidents(incident_row("INC1", "New", "29/2/2016 02:23", priority="1 - Critical"))
    [after] = desk.clocks("INC1")
    assert (before.amount, after.amount) == (3, 1)
    assert after.due_at == after.started_at + timedelta(days=1)
