"""A file is imported whole or not at all: cancelled, broken, killed, or beside another import."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import DomainError
from app.models.floor import Queue
from app.models.sla import Clock
from app.models.ticket import Category, ImportRun, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.import_files import ImportSource, import_file, preview_file
from app.services.intake.limits import LIMITS
from app.services.intake.mapping_files import mapping_named
from app.services.intake.reading import CancelledError
from app.services.intake.rejects import RejectsFileError
from app.services.intake.tables import FileRefusedError
from tests.services.intake.desk import OPENED, TARGET, Desk
from tests.services.intake.files import (
    BOSTON,
    NOW,
    boston_row,
    csv_bytes,
    put,
)


@pytest.fixture
def in_this_process() -> None:
    """Another process reads, as with people: here it is interrupted."""


def nothing(desk: Desk) -> bool:
    """Say whether the database and the folder are as if there had been no import."""
    kinds: tuple[type, ...] = (Ticket, Clock, TicketEvent, Category, Queue, ImportRun)
    return not any(desk.count(kind) for kind in kinds) and not list(desk.folder.glob("*reject*"))


# More than are written at once; every seventh is rejected.
ROWS, TICKETS = 2_100, 1_800
MANY = [boston_row(str(key), OPENED if key % 7 else "soon", TARGET) for key in range(ROWS)]


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
    assert seen[-1] == (path.stat().st_size, path.stat().st_size, ROWS)


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
    assert desk.boston(*MANY).counts.added == TICKETS


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

    assert sorted(counts) == [(0, TICKETS), (TICKETS, 0)]
    assert desk.count(Ticket) == desk.count(Clock) == TICKETS


def test_a_preview_tells_everything_and_writes_nothing(desk: Desk) -> None:
    path = put(desk.folder / "boston.csv", csv_bytes([BOSTON, *MANY]))

    preview = preview_file(desk.source(path), first=3)

    assert [draft.key for draft in preview.drafts] == ["1", "2", "3"]
    assert [reject.line for reject in preview.rejects] == [2, 9, 16]
    assert (preview.rows, preview.tickets, preview.rejected) == (ROWS, TICKETS, ROWS - TICKETS)
    assert nothing(desk)
