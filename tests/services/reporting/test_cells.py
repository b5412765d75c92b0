"""What arrives in a cell: every kind, blanks, wall times, and text that must stay text."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.bilingual import Bilingual
from app.services.reporting.cells import TEXT_LIMIT, harmless
from app.services.reporting.sheets import Column, Kind
from tests.services.reporting.books import (
    EVERY_KIND,
    MIXED_ROWS,
    book,
    by_source,
    cells,
    seen_by_calamine,
    sheet_of,
    texts,
)

wall = datetime.fromisoformat

BOTH_ROADS = pytest.mark.parametrize("streamed", [True, False], ids=["streamed", "plain"])
COMMANDS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1:A9)",
    "\tstarts with a tab",
    "\rstarts with a return",
    "=cmd|'/C calc'!A1",
    '=HYPERLINK("http://example.invalid","open")',
    "=",
    "#N/A",
    "TRUE",
    "2026-03-02",
    "007",
    "1e5",
]


@BOTH_ROADS
def test_every_kind_of_cell_comes_back_as_it_was_meant(tmp_path: Path, streamed: bool) -> None:
    book(sheet_of(MIXED_ROWS)).write(tmp_path / "out.xlsx", streamed=streamed)
    heading, first, blank, second, third = cells(tmp_path / "out.xlsx")
    assert heading == [column.title.en for column in EVERY_KIND]
    assert first == [
        "late <&> 超时",
        3,
        2.5,
        0.932,
        timedelta(minutes=90),
        wall("2026-03-02 01:05:09"),
        wall("2026-03-02 00:00:00"),
        True,
    ]
    assert blank == [None] * 8
    assert second == [
        "=1+1",
        -7,
        None,
        1,
        timedelta(seconds=90_000, milliseconds=500),
        wall("2026-01-01 00:00:00"),
        wall("1901-01-01 00:00:00"),
        False,
    ]
    # openpyxl leaves the guard in; Excel, LibreOffice and calamine take it out.
    assert third == [" _x005F_x0041_ ", 0, -0.125, 0, timedelta(0), "1812-06-24 00:00:00+00:00", "1066-10-14", None]


@BOTH_ROADS
def test_a_second_reader_sees_the_same(tmp_path: Path, streamed: bool) -> None:
    book(sheet_of(MIXED_ROWS)).write(tmp_path / "out.xlsx", streamed=streamed)
    _, first, blank, second, third = seen_by_calamine(tmp_path / "out.xlsx")
    assert first[:4] == ["late <&> 超时", 3.0, 2.5, 0.932]
    assert first[4:] == [timedelta(minutes=90), wall("2026-03-02 01:05:09"), date(2026, 3, 2), True]
    assert blank == [""] * 8
    assert second[0] == "=1+1"
    assert third[0] == " _x0041_ "


def test_both_roads_write_the_same_cells_with_the_same_styles(tmp_path: Path) -> None:
    roads = {tmp_path / "streamed.xlsx": True, tmp_path / "plain.xlsx": False}
    for path, streamed in roads.items():
        rows = [*MIXED_ROWS, *((text, *MIXED_ROWS[0][1:]) for text in COMMANDS)]
        book(by_source([("=1", 1, 2, 0.5)]), sheet_of(rows)).write(path, streamed=streamed)
    with ZipFile(tmp_path / "streamed.xlsx") as ours, ZipFile(tmp_path / "plain.xlsx") as theirs:
        assert ours.namelist() == theirs.namelist()
        for name in ours.namelist():
            # Every part but the tabs themselves is openpyxl's own, and the same to the byte.
            assert "worksheets/sheet" in name or ours.read(name) == theirs.read(name)
    for left, right in zip(*(openpyxl.load_workbook(path).worksheets for path in roads), strict=True):
        for row, peers in zip(left.iter_rows(), right.iter_rows(), strict=True):
            for a, b in zip(row, peers, strict=True):
                assert (a.coordinate, a.value, a.data_type) == (b.coordinate, b.value, b.data_type)
                assert a.style_id == b.style_id


@BOTH_ROADS
def test_no_string_ever_becomes_a_formula(tmp_path: Path, streamed: bool) -> None:
    book(texts(COMMANDS)).write(tmp_path / "out.xlsx", streamed=streamed)
    tab = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert tab is not None
    written = [row[0] for row in tab.iter_rows(min_row=2)]
    assert [cell.value for cell in written] == COMMANDS
    assert {cell.data_type for cell in written} == {"s"}
    assert [cell.value for cell in written if cell.quotePrefix] == COMMANDS[:9]
    assert [row[0] for row in seen_by_calamine(tmp_path / "out.xlsx")[1:]] == COMMANDS


@BOTH_ROADS
def test_text_in_a_column_of_numbers_stays_harmless_text(tmp_path: Path, streamed: bool) -> None:
    columns = [column for column in EVERY_KIND if column.kind not in (Kind.TEXT, Kind.FLAG)]
    book(sheet_of([["=1+1"] * 6], columns)).write(tmp_path / "out.xlsx", streamed=streamed)
    assert cells(tmp_path / "out.xlsx")[1] == ["=1+1"] * 6


def test_a_heading_or_a_sheet_title_is_never_a_formula_either(tmp_path: Path) -> None:
    command = Bilingual("=1", "=1")
    book(sheet_of([], [Column("a", command)], title=command, lines=[command])).write(tmp_path / "out.xlsx")
    tab = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert tab is not None
    assert [tab[name].data_type for name in ("A1", "A2", "A4")] == ["s", "s", "s"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(min_size=1, max_size=60) | st.text("_x04=<&>\r\n\t\x00\ud800", min_size=1), min_size=1))
def test_any_text_comes_back_but_for_what_xml_forbids(tmp_path: Path, drawn: list[str]) -> None:
    book(texts(drawn)).write(tmp_path / "out.xlsx")
    expected = [harmless(text) for text in drawn]
    assert [row[0] for row in cells(tmp_path / "out.xlsx")[1:]] == expected
    assert [row[0] for row in seen_by_calamine(tmp_path / "out.xlsx")[1:]] == [
        text.replace("_x005F_", "_") for text in expected
    ]


def test_forbidden_characters_are_replaced_and_the_rest_stays_readable() -> None:
    assert harmless("bell\x07 null\x00 half\ud83d end\uffff") == "bell\ufffd null\ufffd half\ufffd end\ufffd"


@pytest.mark.parametrize("text", ["投" * 40_000, "😀" * 20_000, "a" * (TEXT_LIMIT + 1), "_x0041_" * 6_000])
def test_text_too_long_for_a_cell_is_cut_with_a_mark_that_counts_the_rest(text: str) -> None:
    cut = harmless(text)
    assert len(cut.encode("utf-16-le")) // 2 <= TEXT_LIMIT
    kept, _, rest = cut.rpartition("…[+")
    assert text.startswith(kept.replace("_x005F_", "_"))
    assert len(kept.replace("_x005F_", "_")) + int(rest.removesuffix("]")) == len(text)


def test_text_that_just_fits_is_left_alone() -> None:
    assert harmless("a" * TEXT_LIMIT) == "a" * TEXT_LIMIT
    assert harmless("😀" * (TEXT_LIMIT // 2)) == "😀" * (TEXT_LIMIT // 2)


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2026, 3, 8, 6, 59, 59, tzinfo=UTC), wall("2026-03-08 01:59:59")),
        (datetime(2026, 3, 8, 7, 0, tzinfo=UTC), wall("2026-03-08 03:00:00")),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), wall("2026-11-01 01:30:00")),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), wall("2026-11-01 01:30:00")),
        (datetime(2026, 3, 8, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai")), wall("2026-03-08 03:00:00")),
    ],
)
def test_an_instant_is_shown_as_the_wall_time_of_the_zone(tmp_path: Path, instant: datetime, shown: datetime) -> None:
    column = Column("at", Bilingual("时间", "At"), Kind.DATETIME)
    book(sheet_of([[instant]], [column]), zone=ZoneInfo("America/New_York")).write(tmp_path / "out.xlsx")
    assert cells(tmp_path / "out.xlsx")[1] == [shown]


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Kind.DATETIME, wall("2026-03-02")), (Kind.DATE, datetime(2026, 3, 2, tzinfo=UTC))],
)
def test_a_day_that_could_only_be_guessed_is_a_fault(tmp_path: Path, kind: Kind, value: datetime) -> None:
    with pytest.raises(ValueError, match="datetime"):
        book(sheet_of([[value]], [Column("at", Bilingual("时间", "At"), kind)])).write(tmp_path / "out.xlsx")
    assert not list(tmp_path.iterdir())
