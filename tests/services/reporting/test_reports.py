"""Every report of the registry keeps the contract; the SLA report says what happened, in both languages."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from app.models.people import Language, Role
from app.models.sla import ClockState, Target
from app.models.ticket import Source, Status
from app.services.bilingual import Bilingual
from app.services.database import Database
from app.services.reporting.base import Period, known_reports, write_report
from app.services.reporting.sheets import headings
from app.services.reporting.words import CLOCK_STATES, ROLES, SOURCES, TARGETS
from app.services.reporting.workbook import ExportCancelledError
from tests.builders import MONDAY, person
from tests.services.reporting.books import cells, left_in, part
from tests.services.reporting.history import HOUR, NOW, add_clock, add_ticket, category, prepare

PERIOD = Period(date(2026, 3, 1), date(2026, 3, 8), ZoneInfo("Asia/Shanghai"))
REPORTS = pytest.mark.parametrize("name", sorted(known_reports()))
LANGUAGES = pytest.mark.parametrize("language", Language)
CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
wall = datetime.fromisoformat


def write(database: Database, path: Path, name: str, language: Language, **more: Any) -> None:
    with database.read() as session:
        write_report(session, known_reports()[name], PERIOD, language, path, now=NOW, **more)


def tell_a_history(database: Database) -> None:
    """Three complaints: one on time then late, one without target, one still running."""
    prepare(database)
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        billing = category(session, "=Billing / 账单")
        first = add_ticket(session, owner_id=agent, category_id=billing, source=Source.TELEPHONE, external_key="=K-1")
        add_clock(session, first, ClockState.MET, stopped=1, target=Target.FIRST_RESPONSE)
        add_clock(session, first, ClockState.BREACHED, stopped=5.5, provenance="file.csv: TARGET_DT")
        add_ticket(session, MONDAY + HOUR, status=Status.CLOSED)
        last = add_ticket(session, MONDAY + 24 * HOUR, owner_id=agent)
        add_clock(session, last, ClockState.RUNNING, due=72)


def test_the_registry_holds_the_sla_report() -> None:
    assert known_reports()["sla"].title.en == "SLA compliance"


@REPORTS
@LANGUAGES
def test_every_report_declares_what_excel_accepts(database: Database, name: str, language: Language) -> None:
    tell_a_history(database)
    with database.read() as session:
        sheets = known_reports()[name].sheets(session, PERIOD, language, now=NOW)
    tables = [sheet.table for sheet in sheets]
    tabs = [sheet.name.of(language) for sheet in sheets]
    assert len({table.casefold() for table in tables}) == len(tables)
    assert len({tab.casefold() for tab in tabs}) == len(tabs)
    for sheet, tab in zip(sheets, tabs, strict=True):
        assert re.fullmatch(r"[A-Za-z_]\w{3,200}", sheet.table, re.ASCII)
        assert not re.fullmatch(r"[A-Za-z]{1,3}\d+", sheet.table), "a table may not be called like a cell"
        assert not re.search(r"[\[\]:*?/\\]", tab)
        assert len(tab) <= 27, "room for a number is needed"
        assert headings(sheet.columns, language) == [column.title.of(language) for column in sheet.columns]
        keys = {column.key for column in sheet.columns}
        assert len(keys) == len(sheet.columns)
        for chart in sheet.charts:
            assert {chart.categories, *(series.key for series in chart.series)} <= keys


@REPORTS
@LANGUAGES
def test_every_report_can_be_written_when_there_is_nothing_to_say(
    sqlite_database: Database, tmp_path: Path, name: str, language: Language
) -> None:
    write(sqlite_database, tmp_path / "out.xlsx", name, language)
    for tab in openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets:
        assert len(tab.tables) == 1


@pytest.mark.parametrize(
    "words", [TARGETS, SOURCES, CLOCK_STATES, ROLES], ids=["targets", "sources", "states", "roles"]
)
def test_every_word_of_the_program_is_known_in_both_languages(words: Mapping[StrEnum, Bilingual]) -> None:
    assert list(words) == list(type(next(iter(words))))
    assert len({word.zh for word in words.values()}) == len({word.en for word in words.values()}) == len(words)


def test_the_overview_names_days_zone_and_definitions(database: Database, tmp_path: Path) -> None:
    tell_a_history(database)
    write(database, tmp_path / "out.xlsx", "sla", Language.ENGLISH)
    rows = [row for row in cells(tmp_path / "out.xlsx") if row[0] is not None]
    assert [row[0] for row in rows[:3]] == [
        "SLA compliance",
        "Received from 2026-03-01 to 2026-03-07, both days included (before 2026-03-08 00:00)",
        "Generated 2026-03-04 10:00    Time zone: Asia/Shanghai",
    ]
    assert rows[3:8] == [
        ["Target", "Clocks", "On time", "of which no target", "Late", "Open", "On-time rate"],
        ["First response", 1, 1, 0, 0, 0, 1],
        ["Resolution", 2, 0, 0, 1, 1, 0],
        ["No target", 1, 1, 1, 0, 0, 1],
        ["All", 4, 2, 1, 1, 1, pytest.approx(2 / 3)],
    ]
    assert [row[0].partition(" ")[0] for row in rows[8:]] == ["Clocks:", "On", "Late:", "Open:", "No", "On-time"]


def test_each_dimension_has_its_tab_and_native_charts_on_its_own_cells(database: Database, tmp_path: Path) -> None:
    tell_a_history(database)
    out = tmp_path / "out.xlsx"
    write(database, out, "sla", Language.CHINESE)
    opened = openpyxl.load_workbook(out)
    assert opened.sheetnames == ["总览", "按日", "按类别", "按负责人", "按来源渠道", "各环节用时", "环节与类别", "数据"]
    assert [row[:3] for row in cells(out, 1) if isinstance(row[0], datetime)] == [
        [wall("2026-03-02"), 3, 2],
        [wall("2026-03-03"), 1, 0],
    ]
    assert [(row[0], row[4]) for row in cells(out, 2)[5:7]] == [("=Billing / 账单", 1), ("（无）", 0)]
    assert [(row[0], row[4]) for row in cells(out, 3)[5:7]] == [("agent", 1), ("（无）", 0)]
    assert [(row[0], row[4]) for row in cells(out, 4)[5:7]] == [("电话", 1), ("电子邮件", 0)]
    assert part(out, "xl/charts/chart2.xml").xpath("//c:lineChart//c:f/text()", namespaces=CHART) == [
        "'按日'!$G$5",
        "'按日'!$A$6:$A$7",
        "'按日'!$G$6:$G$7",
    ]
    assert [len(tab._charts) for tab in opened.worksheets] == [1, 2, 1, 1, 1, 1, 0, 0]  # type: ignore[attr-defined]


def test_the_data_sheet_lists_every_clock_flat(database: Database, tmp_path: Path) -> None:
    tell_a_history(database)
    out = tmp_path / "out.xlsx"
    write(database, out, "sla", Language.ENGLISH)
    heading, *rows = cells(out, 7)
    listed = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [(row["Ticket"], row["Target"], row["State"], row["On time"]) for row in listed] == [
        ("FW-1000001", "First response", "Met", "yes"),
        ("FW-1000001", "Resolution", "Breached", "no"),
        ("FW-1000002", None, None, "no target"),
        ("FW-1000003", "Resolution", "Running", "open"),
    ]
    assert listed[1] | {"Policy version": None} == {
        "Ticket": "FW-1000001",
        "External key": "=K-1",
        "Source": "Telephone",
        "Category": "=Billing / 账单",
        "Owner": "agent",
        "Received": wall("2026-03-02 10:00:00"),
        "Target": "Resolution",
        "Cycle": 1,
        "Started": wall("2026-03-02 10:00:00"),
        "Due": wall("2026-03-02 14:00:00"),
        "Stopped": wall("2026-03-02 15:30:00"),
        "State": "Breached",
        "On time": "no",
        "Late by": timedelta(hours=1, minutes=30),
        "Due time from": "file.csv: TARGET_DT",
        "Policy version": None,
    }
    assert [row["Due time from"] for row in listed] == ["by policy", "file.csv: TARGET_DT", None, "by policy"]
    assert [row["Policy version"] for row in listed] == ["default 1", "default 1", None, "default 1"]
    assert [row["Late by"] is None for row in listed] == [True, False, True, True]
    assert openpyxl.load_workbook(out)["Data"].tables["Clocks"].ref == "A1:P5"


def test_progress_knows_the_total_and_cancelling_leaves_nothing(database: Database, tmp_path: Path) -> None:
    tell_a_history(database)
    said: list[tuple[int, int | None]] = []
    write(database, tmp_path / "out.xlsx", "sla", Language.ENGLISH, progress=lambda *pair: said.append(pair))
    assert said[-1] == (4 + 2 + 2 + 2 + 2 + 4, 16)
    (tmp_path / "out.xlsx").unlink()
    with pytest.raises(ExportCancelledError):
        write(database, tmp_path / "out.xlsx", "sla", Language.ENGLISH, cancelled=lambda: len(said) > 0)
    assert not [name for name in left_in(tmp_path) if ".xlsx" in name]
