"""Call-centre files become intervals: as their mapping says, whole or not at all, as often as one likes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.floor import Floor, Queue
from app.models.forecast import ContactInterval
from app.models.ticket import ImportRun
from app.services.database import Database
from app.services.intake import plain_files
from app.services.intake.contact_mapping import (
    CONTACT_MAPPINGS,
    ContactMapping,
    contact_mapping_named,
    known_contact_mappings,
    read_contact_mapping,
)
from app.services.intake.contact_rows import IntervalCounts, read_counts
from app.services.intake.drafts import Opening, Reject
from app.services.intake.kinds.contacts import Contacts
from app.services.intake.limits import LIMITS
from app.services.intake.mapping_reader import MappingRefusedError
from app.services.intake.plain_files import ImportedRows, RowSource, import_rows, preview_rows
from app.services.intake.plain_rows import Reading
from app.services.intake.reading import CancelledError, read_apart
from app.services.intake.tables import FileRefusedError, open_table
from tests.builders import open_floor
from tests.services.intake.files import csv_bytes, put

NOW = datetime(2026, 3, 2, tzinfo=UTC)
CALLS = ["date", "vru_exit", "type", "q_time", "outcome", "ser_time", "server"]
DAYS = ["date", "direction", "internal", "is_missed_call", "calls_count", "call_duration", "total_call_duration"]
COUNTS = [
    "interval_start",
    "queue",
    "offered",
    "answered",
    "abandoned",
    "answered_in_threshold",
    "abandoned_in_threshold",
    "handle_seconds",
    "wait_seconds",
]


def tabbed(*rows: list[str]) -> bytes:
    return "\r\n".join("\t".join(row) for row in rows).encode()


def call(at: str, outcome: str = "AGENT", wait: str = "0", service: str = "100", queue: str = "PS") -> list[str]:
    return ["990101", at, queue, wait, outcome, service, "MICHAL"]


def read(path: Path, mapping: ContactMapping, within: int = 20) -> tuple[list[IntervalCounts], list[Reject], int]:
    """What a file says: its intervals, the rejected rows, and how many rows its mapping leaves out."""
    intervals: list[IntervalCounts] = []
    rejects: list[Reject] = []
    left_out = 0
    with open_table(path, mapping.form, LIMITS) as table:
        for part in read_counts(table, mapping, within, NOW):
            if isinstance(part, Reading):
                rejects += part.rejects
                left_out += part.left_out
            elif not isinstance(part, Opening):
                intervals += part
    return intervals, rejects, left_out


def read_calls(tmp_path: Path, *rows: list[str]) -> tuple[list[IntervalCounts], list[str], int]:
    found, rejects, left_out = read(
        put(tmp_path / "calls.txt", tabbed(CALLS, *rows)), contact_mapping_named("technion_calls")
    )
    return found, [str(each.reason) for each in rejects], left_out


def test_calls_are_counted_by_queue_and_quarter_of_an_hour_of_their_zone(tmp_path: Path) -> None:
    found, rejects, _ = read_calls(
        tmp_path,
        call("8:00:00", wait="5"),
        call("8:14:59", wait="35", service="0:03:20"),
        call("8:10:00", "HANG", wait="8", service="0"),
        call("8:15:00", "HANG", wait="60", service="0"),
        call("8:00:00", queue="NE"),
    )
    assert rejects == []
    eight = datetime(1999, 1, 1, 6, tzinfo=UTC)
    assert found == [
        IntervalCounts("Regular services", eight, 3, 2, 1, 1, 1, 300, 48),
        IntervalCounts("Stock exchange", eight, 1, 1, 0, 1, 0, 100, 0),
        IntervalCounts("Regular services", eight + timedelta(minutes=15), 1, 0, 1, 0, 0, 0, 60),
    ]


def test_what_is_no_contact_of_a_queue_is_left_out(tmp_path: Path) -> None:
    found, rejects, left_out = read_calls(
        tmp_path, call("8:00:00", "HANG", service="0"), call("8:00:00", "PHANTOM"), call("8:00:00")
    )
    assert (found[0].offered, rejects, left_out) == (1, [], 2)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (call("8:00:00", "LOST"), "The mapping does not say what “LOST” in outcome means."),
        (call("8 o'clock"), "“990101 8 o'clock” in date and vru_exit is not a time as the mapping has it."),
        (call("8:00:00", wait="long"), "“long” in q_time is not a number."),
        (call("8:00:00", wait="1:75"), "“1:75” in q_time is not a number."),
        (call("8:00:00", wait="-4"), "q_time says -4, which cannot be."),
        (call("8:00:00", wait="nan"), "q_time says nan, which cannot be."),
        (call("8:00:00", queue=" "), "type is blank."),
        (call("8:00:00", queue="Q" * 300), "The field queue is longer than 200 characters."),
        (["990101", "8:00:00"], "The row has 2 cells, the heading has 7."),
        (["260401", *call("8:00:00")[1:]], "The time at lies in the future, on 2026-04-01."),
    ],
)
def test_a_row_that_cannot_be_counted_says_why_and_the_others_count(
    tmp_path: Path, row: list[str], reason: str
) -> None:
    found, rejects, _ = read_calls(tmp_path, call("8:00:00"), row)
    assert rejects == [reason]
    assert [each.offered for each in found] == [1]


def test_rows_of_several_calls_are_added_up_by_day_and_repeated_rows_count_once(tmp_path: Path) -> None:
    day = "2019-08-05 00:00:00+03:00"
    rows = [
        [day, "in", "False", "False", "3", "90", "120"],
        [day, "in", "False", "False", "3", "90", "120"],
        [day, "in", "", "True", "2", "0", "50"],
        [day, "out", "False", "False", "9", "900", "950"],
        [day, "in", "True", "False", "4", "10", "10"],
    ]
    found, rejects, left_out = read(
        put(tmp_path / "days.csv", csv_bytes([DAYS, *rows])), contact_mapping_named("operators_daily")
    )
    assert rejects == []
    assert left_out == 3
    # Who of several waited how long nobody knows.
    assert found == [
        IntervalCounts("Incoming lines", datetime(2019, 8, 4, 21, tzinfo=UTC), 5, 3, 2, None, None, 90, 80)
    ]


def test_rows_that_are_intervals_keep_their_own_figures(tmp_path: Path) -> None:
    rows = [
        ["2026-03-01 09:00", "热线", "20", "17", "3", "15", "1", "1:08:00", "400"],
        ["2026/03/01 09:30", "热线", "10", "8", "", "", "", "1600", "100"],
        ["2026-03-01 10:00", "热线", "10", "8", "2", "9", "", "1600", "100"],
    ]
    found, rejects, _ = read(
        put(tmp_path / "counts.csv", csv_bytes([COUNTS, *rows], "gb18030")), contact_mapping_named("intervals")
    )
    nine = datetime(2026, 3, 1, 1, tzinfo=UTC)
    assert found == [
        IntervalCounts("热线", nine, 20, 17, 3, 15, 1, 4080, 400),
        IntervalCounts("热线", nine + timedelta(minutes=30), 10, 8, 2, None, None, 1600, 100),
    ]
    assert [str(each.reason) for each in rejects] == ["answered_in_threshold says 9, more than there were at all (8)."]


def test_a_file_without_the_headings_or_of_another_kind_is_refused_with_a_sentence(tmp_path: Path) -> None:
    mapping = contact_mapping_named("technion_calls")
    with pytest.raises(FileRefusedError, match=r"lacks the heading “vru_exit”, .* it has “date”"):
        read(put(tmp_path / "calls.txt", tabbed(["date", "type"])), mapping)
    with pytest.raises(FileRefusedError, match="neither CSV nor XLSX but a PDF"):
        read(put(tmp_path / "calls.txt", b"%PDF-1.7"), mapping)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Three calls in one quarter of an hour, and one row that is none."""
    rows = [call("8:00:00"), call("8:05:00", wait="50"), call("8:06:00", "HANG", wait="9"), call("8:00:00", "LOST")]
    return put(tmp_path / "calls.txt.gz", tabbed(CALLS, *rows))


def source(path: Path, **changes: object) -> RowSource:
    given = {"path": path, "kind": Contacts.with_mapping("technion_calls"), "as_of": NOW} | changes
    return RowSource(**given)  # type: ignore[arg-type]


def imported(database: Database, path: Path) -> ImportedRows:
    return import_rows(database, source(path), path.with_name("rejects.csv"), by="me", now=NOW)


def intervals(database: Database) -> list[tuple[int, int, int, int | None, int | None]]:
    of = ContactInterval
    with database.read() as session:
        found = session.execute(
            select(of.offered, of.answered, of.abandoned, of.answered_in_time, of.abandoned_early).order_by(
                of.starts_at
            )
        )
        return [tuple(row) for row in found]  # type: ignore[misc]


def test_a_file_is_imported_as_often_as_one_likes(database: Database, tiny: Path) -> None:
    open_floor(database)
    with database.write() as session:
        session.scalars(select(Floor)).one().answer_within = 5
    first = imported(database, tiny)
    assert (first.counts.also["contacts"], first.counts.added, first.counts.rejected) == (3, 1, 1)
    assert first.rejects
    assert "The mapping does not say what “LOST” in outcome means." in first.rejects.read_text("utf-8-sig")
    # Counted by the floor's own threshold of five seconds.
    assert intervals(database) == [(3, 2, 1, 1, 0)]
    again = imported(database, tiny)
    assert (again.counts.added, again.counts.changed, again.counts.unchanged) == (0, 0, 1)
    assert intervals(database) == [(3, 2, 1, 1, 0)]
    with database.read() as session:
        assert session.scalars(select(Queue.name)).all() == ["Regular services"]
        runs = session.scalars(select(ImportRun).order_by(ImportRun.id)).all()
        assert [run.counts["added"] for run in runs] == [1, 0]
        assert {run.mapping for run in runs} == {"contacts/technion_calls"}


def test_a_first_file_makes_a_floor_in_its_zone(database: Database, tiny: Path) -> None:
    imported(database, tiny)
    with database.read() as session:
        assert session.scalars(select(Floor.zone)).all() == ["Asia/Jerusalem"]


def test_cancelling_leaves_nothing(sqlite_database: Database, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_files, "read_apart", read_apart)
    with pytest.raises(CancelledError):
        import_rows(sqlite_database, source(tiny, cancelled=lambda: True), tiny.with_name("r.csv"), by="me", now=NOW)
    assert intervals(sqlite_database) == []
    assert not tiny.with_name("r.csv").exists()


def test_a_preview_tells_the_totals_and_the_first_reasons(database: Database, tiny: Path) -> None:
    found = preview_rows(database, source(tiny))
    assert found.sums == {"Regular services": (1, 3, 2, 1, 200)}
    assert found.first_at == found.last_at == datetime(1999, 1, 1, 6, tzinfo=UTC)
    assert (found.zone, found.counts.rows, found.counts.added, len(found.rejects)) == ("Asia/Jerusalem", 4, 1, 1)
    assert intervals(database) == []
    with database.read() as session:
        assert session.scalars(select(Floor.zone)).all() == []


def test_every_mapping_that_comes_along_can_be_used() -> None:
    known = known_contact_mappings()
    assert {"technion_calls", "operators_daily", "intervals"} <= set(known)
    for name, title in known.items():
        assert contact_mapping_named(name).title == title != name
    assert contact_mapping_named(str(CONTACT_MAPPINGS / "intervals.toml")).minutes == 30


GOOD = """
title = "t"
zone = "UTC"
dates = ["%Y-%m-%d %H:%M"]
minutes = 30
fields = { at = "at", queue = "queue", offered = "offered", answered = "answered" }
"""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("minutes = 30", "minutes = 45.5", "minutes must be a whole number of minutes that divides the day"),
        ("minutes = 30", "minutes = 7", "minutes must be a whole number"),
        ('at = "at", ', "", "fields.at is missing"),
        ('queue = "queue", ', "", "fields.queue is missing"),
        (', answered = "answered"', "", "fields.answered is missing"),
        ('queue = "queue"', 'queue = "queue", count = "n"', "fields.count goes with"),
        ("minutes = 30", "minutes = 30\nhours = 3", "hours is not known here"),
        ("fields", 'outcome = { column = "o", answered = ["A"] }\nfields', "fields.offered is for files without"),
        ("fields", 'outcome = { column = "o", abandoned = ["A"] }\nfields', "outcome.answered must name the words"),
        ("UTC", "Mars/Olympus", "zone is “Mars/Olympus”, which is no time zone"),
        ("%Y-%m-%d %H", "%Q", "dates is wrong"),
    ],
)
def test_a_mistake_in_a_mapping_is_named_by_file_and_field(tmp_path: Path, old: str, new: str, reason: str) -> None:
    read_contact_mapping(put(tmp_path / "good.toml", GOOD.encode()))
    with pytest.raises(MappingRefusedError, match=rf"bad\.toml: {reason}"):
        read_contact_mapping(put(tmp_path / "bad.toml", GOOD.replace(old, new, 1).encode()))


def test_a_mapping_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(MappingRefusedError, match=r"There is no mapping “none”; there are .*intervals"):
        contact_mapping_named("none")


def test_rows_that_add_up_to_more_than_a_database_holds_are_refused(tmp_path: Path) -> None:
    row = ["2026-02-01 10:00", "Q", "600000000", "5", "0", "5", "0", "600000000", "0"]
    found, rejects, _ = read(put(tmp_path / "a.csv", csv_bytes([COUNTS, row, row])), contact_mapping_named("intervals"))
    assert [(each.offered, each.handle_seconds) for each in found] == [(600_000_000, 600_000_000)]
    assert [str(each.reason) for each in rejects] == ["offered says 1.2e+09, which cannot be."]


@pytest.mark.parametrize("at", ["9999-12-31 23:59", "9999-12-30 10:00", "1899-12-31 10:00", "0001-01-01 00:00"])
def test_an_end_of_time_is_refused_and_not_the_whole_file(tmp_path: Path, at: str) -> None:
    rows = [[each, "Q", "5", "5", "0", "5", "0", "9", "0"] for each in (at, "2026-02-01 10:00")]
    found, rejects, _ = read(put(tmp_path / "a.csv", csv_bytes([COUNTS, *rows])), contact_mapping_named("intervals"))
    assert (len(found), len(rejects)) == (1, 1)
