"""A file of planned shifts on both databases: as often as one likes, and what people have written stays."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.models.people import Language, Role
from app.models.roster import Shift, ShiftKind, ShiftSource
from app.services.database import Database
from app.services.intake.kinds.shifts import Shifts
from app.services.intake.plain_files import RowCounts, RowSource, import_rows, preview_rows
from app.services.intake.tables import FileRefusedError
from app.services.staffing.roster.board import set_pattern
from app.services.staffing.roster.writing import extend_shift
from app.services.staffing.samples import install_staffing
from tests.builders import HOUR, MONDAY, open_floor, person

HEADING = "agent,day,pattern,start,end,breaks,kind\n"
TUESDAY = date(2026, 3, 3)
# What the sample patterns have: three breaks a day.
EARLY = ("early", "03 08:00", "03 17:00", 3)

Import = Callable[[str], tuple[RowCounts, list[str]]]


@pytest.fixture
def floor(database: Database) -> Database:
    """A floor with the sample patterns, one agent and a team lead."""
    open_floor(database)
    with database.write() as session:
        install_staffing(session, Language.ENGLISH)
    return database


@pytest.fixture
def read(floor: Database, tmp_path: Path) -> Import:
    """Imports a text; returns the counts and the reasons of what was rejected."""

    def imported(text: str) -> tuple[RowCounts, list[str]]:
        file = tmp_path / "plan.csv"
        file.write_text(text, encoding="utf-8")
        source = RowSource(path=file, kind=Shifts(), as_of=MONDAY)
        done = import_rows(floor, source, tmp_path / "rejected.csv", by="me", now=MONDAY)
        lines = done.rejects.read_text(encoding="utf-8-sig").splitlines()[1:] if done.rejects else []
        return done.counts, [line[1] for line in csv.reader(lines)]

    return imported


def planned(database: Database, role: Role = Role.AGENT) -> list[tuple[str | None, str, str, int]]:
    """The shifts of a person on the clock of Shanghai: pattern, begin, end, how many breaks."""
    with database.read() as session:
        found = session.query(Shift).filter_by(person_id=person(session, role).id).order_by(Shift.starts_at)
        return [
            (
                each.pattern,
                f"{each.starts_at + 8 * HOUR:%d %H:%M}",
                f"{each.ends_at + 8 * HOUR:%d %H:%M}",
                len(each.activities),
            )
            for each in found
        ]


def counted(**counts: int) -> RowCounts:
    return RowCounts(also={"gone": counts.pop("gone", 0)}, **counts)


def test_a_plan_is_imported_once_however_often(floor: Database, read: Import) -> None:
    text = HEADING + (
        "agent,2026-03-03,Early,,,,\n"
        "AGENT@example.com,2026/3/4,,9:00,17:30,12:00-13:00 ；15:30 15,\n"
        "team_lead,2026年3月3日,,22:00,06:00,02:00 30,备班\n"
        "agent,,night,2026-03-05 21:00,2026-03-06 07:00,,\n"
        "agent,2026-03-07,off,,,,\n"
    )
    assert read(text) == (counted(rows=5, added=4, unchanged=1), [])
    assert planned(floor) == [EARLY, (None, "04 09:00", "04 17:30", 2), ("night", "05 21:00", "06 07:00", 4)]
    assert planned(floor, Role.TEAM_LEAD) == [(None, "03 22:00", "04 06:00", 1)]
    assert read(text) == (counted(rows=5, unchanged=5), [])
    with floor.read() as session:
        assert {(each.source, each.kind) for each in session.query(Shift)} == {
            (ShiftSource.IMPORT, ShiftKind.WORK),
            (ShiftSource.IMPORT, ShiftKind.STANDBY),
        }


def test_a_newer_plan_takes_the_place_of_what_was_planned_for_its_days(floor: Database, read: Import) -> None:
    read(HEADING + "".join(f"agent,2026-03-0{day},early,,,,\n" for day in (3, 4, 5)))
    counts, reasons = read(HEADING + "agent,2026-03-03,late,,,,\nagent,2026-03-04,休,,,,\n")
    assert (counts, reasons) == (counted(rows=2, changed=1, gone=1), [])
    assert [row[:2] for row in planned(floor)] == [("late", "03 13:00"), ("early", "05 08:00")]


def test_what_people_have_written_changed_or_begun_stays(floor: Database, read: Import) -> None:
    # Today's has begun.
    text = HEADING + "".join(f"agent,2026-03-0{day},early,,,,\n" for day in (2, 3))
    read(text)
    with floor.write() as session:
        lead, agent = person(session, Role.TEAM_LEAD).id, person(session, Role.AGENT).id
        set_pattern(session, [(agent, TUESDAY + timedelta(days=1))], "late", by=lead, now=MONDAY)
        shift = session.query(Shift).filter_by(pattern="early").order_by(Shift.starts_at).all()[1]
        extend_shift(session, shift.id, shift.ends_at + HOUR, by=lead, now=MONDAY)
    before = planned(floor)
    stays = "A shift of this day was written by hand, or has begun."
    rows = "".join(f"agent,2026-03-0{day},middle,,,,\n" for day in (2, 3, 4)) + "agent,2026-03-03,off,,,,\n"
    assert read(HEADING + rows) == (counted(rows=4, rejected=4), [stays] * 4)
    assert planned(floor) == before
    # What was written by hand as the file says it is no clash.
    assert read(HEADING + "agent,2026-03-04,late,,,,\n") == (counted(rows=1, unchanged=1), [])


def test_shifts_that_overlap_are_rejected_and_their_days_stay_as_they_were(floor: Database, read: Import) -> None:
    read(HEADING + "agent,2026-03-03,night,,,,\nagent,2026-03-04,late,,,,\n")
    counts, reasons = read(HEADING + "agent,2026-03-04,,07:00,12:00,,\nagent,2026-03-05,,08:00,12:00,,\n" * 2)
    assert reasons == ["It overlaps with another shift of this agent."] * 3
    assert (counts.added, counts.changed, counts.rejected) == (1, 0, 3)
    assert [row[1] for row in planned(floor)] == ["03 22:00", "04 13:00", "05 08:00"]


def test_a_plan_that_moves_a_night_moves_the_day_after_it_too(floor: Database, read: Import) -> None:
    read(HEADING + "agent,2026-03-03,early,,,,\nagent,2026-03-04,,06:00,12:00,,\n")
    counts, reasons = read(HEADING + "agent,2026-03-03,night,,,,\nagent,2026-03-04,late,,,,\n")
    assert (counts, reasons) == (counted(rows=2, changed=2), [])


def test_what_cannot_be_read_is_rejected_with_its_reason(floor: Database, read: Import) -> None:
    rows = {
        ",2026-03-03,early,,,,": "There is no agent.",
        "nobody,2026-03-03,early,,,,": "Nobody who works here is called so.",
        "agent,,early,,,,": "There is no day.",
        "agent,soon,early,,,,": "“soon” is no day.",
        "agent,2026-02-30,early,,,,": "“2026-02-30” is no day.",
        "agent,2026-03-03,dawn,,,,": "There is no shift pattern called “dawn”.",
        "agent,2026-03-03,,,,,": "It says neither a pattern nor a beginning.",
        "agent,2026-03-03,,08:00,,,": "There is no end.",
        "agent,2026-03-03,,8h,9h,,": "“8h” is no day.",
        "agent,2026-03-03,,08:61,09:00,,": "“08:61” is no time of day.",
        "agent,2026-03-03,,2026-03-04 08:00,12:00,,": "It begins on another day than it says.",
        "agent,,,2026-03-04 08:00,2026-03-04 07:00,,": "It ends before it begins.",
        "agent,2026-03-03,,08:00,01:00,,": "A shift has at most 16 hours.",
        "agent,2026-03-03,,08:00,12:00,noon,": "“noon” is no break; write it like 12:00-13:00.",
        "agent,2026-03-03,,08:00,12:00,11:30 45,": "Breaks and trainings follow one another within the shift.",
        "agent,2026-03-03,early,,,,holiday": "“holiday” is no kind of shift: work, standby, training.",
    }
    counts, reasons = read(HEADING + "\n".join(rows))
    assert sorted(reasons) == sorted(rows.values())
    assert (counts.rejected, planned(floor)) == (len(rows), [])


def test_an_instant_with_a_zone_of_its_own_is_read_as_the_floors(floor: Database, read: Import) -> None:
    read("姓名,开始时间,结束时间\nagent,2026-03-03T00:00:00+00:00,2026-03-03T05:30:00Z\n")
    assert planned(floor) == [(None, "03 08:00", "03 13:30", 0)]


def test_a_preview_says_what_an_import_would_do_and_leaves_nothing(floor: Database, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(HEADING + "agent,2026-03-03,early,,,,\nnobody,2026-03-03,early,,,,\n", encoding="utf-8")
    found = preview_rows(floor, RowSource(path=file, kind=Shifts(), as_of=MONDAY))
    assert found.counts == counted(rows=2, rejected=1, added=1)
    assert found.sums["agent"] == (1, 9)
    assert planned(floor) == []


def test_a_file_that_names_nobody_is_refused(read: Import) -> None:
    with pytest.raises(FileRefusedError, match="needs one column called agent"):
        read("day,pattern\n2026-03-03,early\n")
