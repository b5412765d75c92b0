"""Imports: whole or not at all, as often as one likes, and silent until armed; on either database."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.errors import DomainError
from app.models.customer import Customer
from app.models.escalation import Escalation, Notification, Outcome
from app.models.floor import Queue
from app.models.people import Person
from app.models.sla import LIVE, Clock, ClockState, LifeEvent, Pause, Target
from app.models.ticket import Category, ImportRun, Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.arming import arm_import
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.services.intake.import_files import Imported, ImportSource, import_file, preview_file
from app.services.intake.limits import LIMITS
from app.services.intake.mapping_files import mapping_named
from app.services.intake.reading import CancelledError
from app.services.intake.rejects import RejectsFileError
from app.services.intake.tables import FileRefusedError
from tests.builders import open_floor
from tests.services.intake.files import (
    BOSTON,
    INCIDENTS,
    MESSAGES,
    NOW,
    boston_row,
    csv_bytes,
    incident_row,
    put,
    workbook,
)

OPENED, TARGET = "03/02/2015 08:00:00 AM", "03/03/2015 08:00:00 AM"
DUE = datetime(2015, 3, 3, 13, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Desk:
    """Imports made files into one database."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.rulebook = open_floor(database)
        self.rejects = folder / "rejects.csv"

    def source(self, path: Path, mapping: str = "boston311") -> ImportSource:
        return ImportSource(path=path, mapping=mapping_named(mapping), as_of=NOW)

    def imported(self, source: ImportSource) -> Imported:
        return import_file(self.database, Rulebook(), source, self.rejects, by="me", now=NOW)

    def boston(self, *rows: list[str]) -> Imported:
        return self.imported(self.source(put(self.folder / "boston.csv.gz", csv_bytes([BOSTON, *rows]))))

    def incidents(self, *rows: list[str]) -> Imported:
        path = put(self.folder / "log.csv", csv_bytes([INCIDENTS, *rows]))
        return self.imported(self.source(path, "uci_incident"))

    def ticket(self, key: str) -> Ticket:
        with self.database.read() as session:
            return session.scalars(select(Ticket).where(Ticket.external_key == key)).one()

    def clocks(self, key: str) -> list[Clock]:
        with self.database.read() as session:
            found = select(Clock).join(Ticket, Ticket.id == Clock.ticket_id).where(Ticket.external_key == key)
            return list(session.scalars(found.order_by(Clock.target, Clock.cycle)))

    def events(self, key: str) -> list[TicketEvent]:
        with self.database.read() as session:
            found = select(TicketEvent).join(Ticket, Ticket.id == TicketEvent.ticket_id)
            return list(session.scalars(found.where(Ticket.external_key == key).order_by(TicketEvent.id)))

    def count(self, kind: type) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


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


def test_what_is_done_without_a_recorded_end_has_no_clock(desk: Desk) -> None:
    desk.incidents(incident_row("INC1", "Closed", "29/2/2016 01:23"))

    assert desk.clocks("INC1") == []


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


def nothing(desk: Desk) -> bool:
    """Say whether the database and the folder are as if there had been no import."""
    kinds: tuple[type, ...] = (Ticket, Clock, TicketEvent, Category, Queue, ImportRun)
    return not any(desk.count(kind) for kind in kinds) and not list(desk.folder.glob("*reject*"))


MANY = [boston_row(str(key), OPENED if key % 7 else "soon", TARGET) for key in range(3_000)]


def test_cancelling_leaves_nothing(desk: Desk) -> None:
    seen: list[int] = []
    path = put(desk.folder / "boston.csv", csv_bytes([BOSTON, *MANY]))
    source = replace(
        desk.source(path), progress=lambda position, size, rows: seen.append(rows), cancelled=lambda: bool(seen)
    )

    with pytest.raises(CancelledError):
        desk.imported(source)

    assert seen
    assert nothing(desk)


def test_progress_rises_to_the_end_of_the_file(desk: Desk) -> None:
    seen: list[tuple[int, int, int]] = []
    path = put(desk.folder / "boston.csv.gz", csv_bytes([BOSTON, *MANY]))

    desk.imported(replace(desk.source(path), progress=lambda *said: seen.append(said)))

    assert seen == sorted(seen)
    assert seen[-1] == (path.stat().st_size, path.stat().st_size, 3_000)


def interrupt(position: int, size: int, rows: int) -> None:
    raise KeyboardInterrupt


def test_ctrl_c_leaves_nothing(desk: Desk) -> None:
    path = put(desk.folder / "boston.csv", csv_bytes([BOSTON, *MANY]))

    with pytest.raises(KeyboardInterrupt):
        desk.imported(replace(desk.source(path), progress=interrupt))

    assert nothing(desk)


def test_a_file_that_breaks_in_the_middle_leaves_nothing(desk: Desk) -> None:
    path = put(desk.folder / "boston.csv", csv_bytes([BOSTON, *MANY]) + b'"no end')

    with pytest.raises(FileRefusedError, match="is not CSV"):
        desk.imported(desk.source(path))

    assert nothing(desk)


def test_a_file_of_too_many_rows_leaves_nothing(desk: Desk) -> None:
    path = put(desk.folder / "boston.csv", csv_bytes([BOSTON, *MANY]))

    with pytest.raises(FileRefusedError, match="more than 2000 rows"):
        desk.imported(replace(desk.source(path), limits=replace(LIMITS, rows=2_000)))

    assert nothing(desk)


def test_rejected_rows_that_cannot_be_written_leave_nothing(desk: Desk) -> None:
    desk.rejects = desk.folder / "missing" / "rejects.csv"

    with pytest.raises(RejectsFileError):
        desk.boston(*MANY)

    assert nothing(desk)


def test_no_rules_in_force_is_a_sentence(database: Database, tmp_path: Path) -> None:
    path = put(tmp_path / "boston.csv", csv_bytes([BOSTON, *MANY]))
    source = ImportSource(path=path, mapping=mapping_named("boston311"), as_of=NOW)

    with pytest.raises(DomainError, match="No policy or calendar named default"):
        import_file(database, Rulebook(), source, tmp_path / "rejects.csv", by="me", now=NOW)


def die_in_the_middle(address: str, path: Path) -> None:
    def die(position: int, size: int, rows: int) -> None:
        if rows > 1_000:
            os.kill(os.getpid(), signal.SIGKILL)

    source = ImportSource(path=path, mapping=mapping_named("boston311"), as_of=NOW, progress=die)
    import_file(Database(address), Rulebook(), source, path.with_suffix(".rejects"), by="me", now=NOW)


def test_a_crash_leaves_nothing_in_the_database(desk: Desk) -> None:
    path = put(desk.folder / "boston.csv", csv_bytes([BOSTON, *MANY]))
    address = desk.database.url.render_as_string(hide_password=False)
    process = multiprocessing.get_context("spawn").Process(target=die_in_the_middle, args=(address, path))

    process.start()
    process.join()

    assert process.exitcode == -signal.SIGKILL
    assert desk.count(Ticket) == desk.count(ImportRun) == 0
    assert not path.with_suffix(".rejects").exists()
    assert desk.boston(*MANY).counts.added > 2_000


def both(work: Callable[[], object]) -> None:
    """Do the same in two threads that start together."""
    ready = threading.Barrier(2)
    failures: list[BaseException] = []

    def run() -> None:
        ready.wait()
        try:
            work()
        except BaseException as failure:  # noqa: BLE001 - handed on below
            failures.append(failure)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_two_imports_at_once_bring_each_ticket_once(desk: Desk) -> None:
    path = put(desk.folder / "boston.csv", csv_bytes([BOSTON, *MANY]))
    counts: list[tuple[int, int]] = []

    def work() -> None:
        done = import_file(
            desk.database,
            Rulebook(),
            desk.source(path),
            desk.folder / f"{threading.get_ident()}.csv",
            by="me",
            now=NOW,
        )
        counts.append((done.counts.added, done.counts.unchanged))

    both(work)

    tickets = sum(bool(key % 7) for key in range(3_000))
    assert sorted(counts) == [(0, tickets), (tickets, 0)]
    assert desk.count(Ticket) == desk.count(Clock) == tickets


def test_a_preview_tells_everything_and_writes_nothing(desk: Desk) -> None:
    path = put(desk.folder / "boston.csv", csv_bytes([BOSTON, *MANY]))

    preview = preview_file(desk.source(path), first=3)

    assert [draft.key for draft in preview.drafts] == ["1", "2", "3"]
    assert [reject.line for reject in preview.rejects] == [2, 9, 16]
    assert (preview.rows, preview.tickets, preview.rejected) == (3_000, 2_571, 429)
    assert nothing(desk)


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
