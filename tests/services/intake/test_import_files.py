"""Imports: a ticket keeps what its file says, on record and silent until armed; on either database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.models.customer import Customer
from app.models.escalation import Escalation, Notification, Outcome
from app.models.floor import Queue
from app.models.people import Person
from app.models.sla import LIVE, Clock, ClockState, LifeEvent, Pause, Target
from app.models.ticket import Category, ImportRun, Source, Status, Ticket
from app.services.deadlines.arming import arm_import
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook, publish_policy
from tests.builders import policy
from tests.services.intake.desk import DUE, OPENED, TARGET, Desk
from tests.services.intake.files import (
    MESSAGES,
    NOW,
    boston_row,
    incident_row,
    workbook,
)


def test_a_ticket_keeps_what_its_file_says(desk: Desk) -> None:
    desk.boston(boston_row("7", OPENED, TARGET, OnTime_Status="ONTIME", neighborhood="Dorchester"))

    ticket = desk.ticket("7")
    assert (ticket.origin, ticket.status, ticket.source) == ("boston311", Status.OPEN, Source.TELEPHONE)
    assert ticket.received_at == datetime(2015, 3, 2, 13, tzinfo=UTC)
    assert ticket.recorded_at == NOW
    assert ticket.number.startswith("FW-")
    assert ticket.origin_details is not None
    assert ticket.origin_details["recorded"] == {"OnTime_Status": "ONTIME", "neighborhood": "Dorchester"}
    with desk.database.read() as session:
        category = session.get_one(Category, ticket.category_id)
        parent = session.get_one(Category, category.parent_id)
        assert (category.path, parent.path) == ("Works / Roads / Repair", "Works / Roads")
        assert session.get_one(Queue, ticket.queue_id).name == "District 6"


@pytest.mark.parametrize(
    ("closed", "state"),
    [
        ("03/03/2015 08:00:00 AM", ClockState.MET),
        ("03/03/2015 08:00:01 AM", ClockState.BREACHED),
        ("", ClockState.RUNNING),
    ],
)
def test_a_recorded_deadline_keeps_its_provenance_and_is_met_up_to_its_second(
    desk: Desk, closed: str, state: ClockState
) -> None:
    desk.boston(boston_row("7", OPENED, TARGET, closed))

    [clock] = desk.clocks("7")
    assert (clock.target, clock.state, clock.due_at, clock.armed) == (Target.RESOLUTION, state, DUE, False)
    assert (clock.recorded_due_at, clock.provenance) == (DUE, "imported from TARGET_DT")
    assert (clock.measure, clock.amount, clock.next_step_at) == (None, None, None)
    assert clock.stopped_at == desk.ticket("7").closed_at


def test_without_a_target_there_is_no_clock(desk: Desk) -> None:
    desk.boston(boston_row("7", OPENED, closed=TARGET), boston_row("8", OPENED))

    assert desk.clocks("7") == desk.clocks("8") == []


def test_the_events_of_a_closed_ticket_tell_its_life(desk: Desk) -> None:
    run = desk.boston(boston_row("7", OPENED, TARGET, "03/03/2015 08:00:00 AM"))

    imported, closed = desk.events("7")
    assert (imported.kind, imported.at, imported.details) == ("imported", NOW, {"run": run.run_id})
    assert (closed.kind, closed.at, closed.details) == (LifeEvent.CLOSED, DUE, None)


def test_an_imported_clock_is_counted_as_the_policy_says_for_its_priority(desk: Desk) -> None:
    days = {"measure": "working_days", "due": "end_of_day"}
    rows = {"urgent": {"other": "1d"}, "normal": {"other": "5d"}}
    rules = policy(
        targets=[{"target": "resolution", "amount": "9d", **days}],
        matrices=[{"target": "resolution", "amounts": rows, **days}],
    )
    with desk.database.write() as session:
        publish_policy(session, rules, now=NOW)
    log = [("INC1", "1 - Critical"), ("INC2", "3 - Moderate"), ("INC3", "4 - Low")]
    desk.incidents(*(incident_row(key, "New", "29/2/2016 01:23", priority=priority) for key, priority in log))
    clocks = [clock for key, _ in log for clock in desk.clocks(key)]
    assert {clock.counting for clock in clocks} == {"end_of_day"}
    assert [clock.amount for clock in clocks] == [1, 5, 9]
    # Monday, 29 February, in Shanghai: to the close of Tuesday, of the Monday after, and of the Friday after that.
    closes = [clock.due_at.astimezone(ZoneInfo("Asia/Shanghai")) for clock in clocks]
    assert [f"{close:%m-%d %H:%M}" for close in closes] == ["03-01 18:00", "03-07 18:00", "03-11 18:00"]


def test_answers_end_both_clocks_that_the_policy_set(desk: Desk) -> None:
    rows: list[list[Any]] = [
        MESSAGES,
        [7019, "U1", "供水", "2017/12/29 16:50:00", "水压小", "已收悉", "2018/1/2 15:28:43"],
    ]
    desk.imported(desk.source(workbook(desk.folder / "留言.xlsx", rows), "留言答复"))

    first, resolution = desk.clocks("7019")
    assert (first.target, first.state, first.due_at - first.started_at) == (
        Target.FIRST_RESPONSE,
        ClockState.BREACHED,
        timedelta(hours=24),
    )
    # From Friday on, three working days later at the same time of day.
    assert (resolution.target, resolution.state) == (Target.RESOLUTION, ClockState.MET)
    assert resolution.due_at == datetime(2018, 1, 3, 8, 50, tzinfo=UTC)
    assert first.provenance is resolution.provenance is None
    answered = next(event for event in desk.events("7019") if event.kind == LifeEvent.ANSWERED)
    assert answered.details == {"reply": "已收悉"}
    with desk.database.read() as session:
        customer = session.get_one(Customer, desk.ticket("7019").customer_id)
    assert (customer.name, customer.external_key) == ("U1", "留言答复:U1")


def test_an_event_log_becomes_history_and_a_pause(desk: Desk) -> None:
    desk.incidents(
        incident_row("INC1", "New", "29/2/2016 01:23"),
        incident_row("INC1", "Awaiting User Info", "29/2/2016 08:53", assigned_to="Resolver 1"),
        incident_row("INC1", "Awaiting User Info", "29/2/2016 09:53", assigned_to="Resolver 2"),
    )

    [clock] = desk.clocks("INC1")
    history = [event for event in desk.events("INC1") if event.kind == "changed_at_origin"]
    assert clock.state is ClockState.PAUSED
    assert [event.details for event in history] == [
        {"incident_state": "New"},
        {"incident_state": "Awaiting User Info", "assigned_to": "Resolver 1"},
        {"assigned_to": "Resolver 2"},
    ]
    with desk.database.read() as session:
        [pause] = session.scalars(select(Pause).where(Pause.clock_id == clock.id))
        owner = session.get_one(Person, desk.ticket("INC1").owner_id)
    assert (pause.started_at, pause.ended_at) == (datetime(2016, 2, 29, 8, 53, tzinfo=UTC), None)
    assert (owner.name, owner.active, owner.email) == ("Resolver 2", False, None)


def test_an_imported_wait_is_over_when_the_policy_says(desk: Desk) -> None:
    longest = {"targets": ["resolution"], "longest": "5d", "measure": "natural_days"}
    with desk.database.write() as session:
        publish_policy(session, policy(pauses={"waiting_for_customer": longest}), now=NOW)
    waits = datetime(2016, 2, 29, 8, 53, tzinfo=UTC)
    desk.incidents(incident_row("INC1", "Awaiting User Info", f"{waits:%d/%m/%Y %H:%M}"))

    [clock] = desk.clocks("INC1")
    with desk.database.read() as session:
        [pause] = session.scalars(select(Pause).where(Pause.clock_id == clock.id))
    assert pause.resumes_at == clock.next_step_at == waits + timedelta(days=5)
    sweep(desk.database, Rulebook(), (), now=waits + timedelta(days=6))
    assert [each.state for each in desk.clocks("INC1")] == [ClockState.RUNNING]
    assert desk.ticket("INC1").status is Status.OPEN
    assert desk.count(Notification) == 0


def test_what_is_done_without_a_recorded_end_has_no_clock(desk: Desk) -> None:
    desk.incidents(incident_row("INC1", "Closed", "29/2/2016 01:23"))

    assert desk.clocks("INC1") == []


def test_the_run_is_on_record(desk: Desk) -> None:
    run = desk.boston(boston_row("7", OPENED, TARGET), boston_row("", OPENED))

    with desk.database.read() as session:
        record = session.get_one(ImportRun, run.run_id)
    assert (record.file_name, record.mapping, record.imported_by, record.imported_at) == (
        "boston.csv.gz",
        "boston311",
        "me",
        NOW,
    )
    assert len(record.digest) == 64
    assert record.counts == run.counts.as_dict()
    assert (record.counts["rows"], record.counts["added"], record.counts["rejected"]) == (2, 1, 1)
    assert run.rejects == desk.rejects
    assert "CASE_ENQUIRY_ID is blank" in desk.rejects.read_text(encoding="utf-8-sig")


def test_imported_clocks_stay_silent_until_they_are_armed(desk: Desk) -> None:
    run = desk.boston(
        boston_row("old", OPENED, TARGET),
        boston_row("new", "01/09/2026 06:00:00 AM", "01/13/2026 08:00:00 AM"),
    )
    later = NOW + timedelta(days=30)

    assert sweep(desk.database, Rulebook(), (), now=later).raised == 0
    assert desk.count(Escalation) == 0
    with desk.database.write() as session:
        armed = arm_import(session, Rulebook(), run.run_id, "me", now=NOW)

    assert (armed.clocks, armed.late) == (2, 1)
    with desk.database.read() as session:
        assert set(session.scalars(select(Escalation.outcome))) == {Outcome.PASSED}
    assert desk.count(Notification) == 0
    assert sweep(desk.database, Rulebook(), (), now=later).raised > 0
    assert desk.count(Notification) > 0


def test_names_that_people_work_under_here_are_found_again(desk: Desk) -> None:
    with desk.database.write() as session:
        session.add(Person(name="Resolver 1"))

    desk.incidents(
        incident_row("INC1", "New", "29/2/2016 01:23", assigned_to="Resolver 1", caller_id="Caller 9"),
        incident_row("INC2", "New", "29/2/2016 01:23", assigned_to="Resolver 1", caller_id="Caller 9"),
    )

    with desk.database.read() as session:
        [person] = session.scalars(select(Person).where(Person.name == "Resolver 1"))
        assert person.active
        assert session.scalars(select(Ticket.owner_id)).all() == [person.id, person.id]
        assert session.scalars(select(Customer.name)).all() == ["Caller 9"]
        assert session.scalar(select(func.count()).select_from(Clock).where(Clock.state.in_(LIVE))) == 2
