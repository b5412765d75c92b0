"""The file as a whole: parts that refer to real cells, many rows, progress, cancel, no leftovers."""

import errno
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.reporting import sheets
from app.services.reporting.sheets import Column, headings
from app.services.reporting.stream import ExportError
from app.services.reporting.workbook import STREAMS, ExportCancelledError
from tests.services.reporting.books import (
    EVERY_KIND,
    MIXED_ROWS,
    NOW,
    book,
    by_source,
    cells,
    left_in,
    part,
    sheet_of,
    texts,
)
from tests.services.reporting.test_cells import BOTH_ROADS

SUMMARY = [("电话", 90, 10, 0.9), ("chat", 40, 0, 1.0), ("e-mail", 5, 5, 0.5)]
MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}


def test_the_streamed_road_is_the_one_taken_with_the_pinned_openpyxl() -> None:
    assert STREAMS


@BOTH_ROADS
def test_a_summary_has_title_lines_table_notes_and_native_charts(tmp_path: Path, streamed: bool) -> None:
    out = tmp_path / "out.xlsx"
    book(by_source(SUMMARY), sheet_of(MIXED_ROWS)).write(out, streamed=streamed)
    assert cells(out) == [
        ["SLA compliance", None, None, None],
        ["Generated 2026-03-02", None, None, None],
        [None] * 4,
        ["Source", "On time", "Late", "On-time rate"],
        ["电话", 90, 10, 0.9],
        ["chat", 40, 0, 1],
        ["e-mail", 5, 5, 0.5],
        [None] * 4,
        ["=On time: not after the due time", None, None, None],
    ]
    assert part(out, "xl/charts/chart1.xml").xpath("//c:f/text()", namespaces=CHART) == [
        "'By source'!$B$4",
        "'By source'!$A$5:$A$6",
        "'By source'!$B$5:$B$6",
        "'By source'!$C$4",
        "'By source'!$A$5:$A$6",
        "'By source'!$C$5:$C$6",
    ]
    assert part(out, "xl/charts/chart2.xml").xpath("//c:lineChart//c:f/text()", namespaces=CHART) == [
        "'By source'!$D$4",
        "'By source'!$A$5:$A$7",
        "'By source'!$D$5:$D$7",
    ]


@BOTH_ROADS
def test_the_data_sheet_is_a_named_table_over_exactly_its_rows(tmp_path: Path, streamed: bool) -> None:
    out = tmp_path / "out.xlsx"
    book(by_source(SUMMARY), sheet_of(MIXED_ROWS)).write(out, streamed=streamed)
    opened = openpyxl.load_workbook(out)
    assert [tab.title for tab in opened.worksheets] == ["By source", "Data"]
    assert opened["By source"].tables["By_source"].ref == "A4:D7"
    table = opened["Data"].tables["Data_Table"]
    assert (table.ref, table.autoFilter and table.autoFilter.ref) == ("A1:H5", "A1:H5")
    assert table.column_names == [column.title.en for column in EVERY_KIND]
    assert [str(cell.value) for cell in opened["Data"][1]] == table.column_names


@BOTH_ROADS
def test_headings_are_frozen_and_repeated_and_pages_are_numbered(tmp_path: Path, streamed: bool) -> None:
    book(by_source(SUMMARY), sheet_of(MIXED_ROWS)).write(tmp_path / "out.xlsx", streamed=streamed)
    summary, data = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets
    assert (summary.freeze_panes, data.freeze_panes) == ("A5", "B2")
    assert (summary.print_title_rows, data.print_title_rows) == ("$4:$4", "$1:$1")
    for tab in (summary, data):
        assert (tab.page_setup.orientation, tab.page_setup.fitToHeight) == ("landscape", False)
        assert tab.sheet_properties.pageSetUpPr is not None
        assert tab.sheet_properties.pageSetUpPr.fitToPage
    footer = part(tmp_path / "out.xlsx", "xl/worksheets/sheet2.xml").xpath("//m:oddFooter/text()", namespaces=MAIN)
    assert footer == ["&LSLA && report&C&P / &N&R&A"]


def test_the_file_says_what_it_is_and_when_it_was_made(tmp_path: Path) -> None:
    book(sheet_of([]), language=Language.CHINESE).write(tmp_path / "out.xlsx")
    properties = openpyxl.load_workbook(tmp_path / "out.xlsx").properties
    assert (properties.title, properties.creator, properties.language) == ("时效 & 报表", "Floorwatch", "zh")
    assert properties.created == properties.modified == NOW.replace(tzinfo=None)


def test_an_empty_table_keeps_a_blank_row_as_excel_demands(tmp_path: Path) -> None:
    book(sheet_of([])).write(tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0].tables["Data_Table"].ref == "A1:H2"


def test_headings_become_unique_one_line_and_never_blank() -> None:
    titles = ["Owner", "owner", "", "two\nlines", "Owner (2)"]
    assert headings([Column(title, Bilingual("", title)) for title in titles], Language.ENGLISH) == [
        "Owner",
        "owner (2)",
        "Column 3",
        "two lines",
        "Owner (2) (2)",
    ]
    assert headings([Column("a", Bilingual("", "A"))], Language.CHINESE) == ["列 1"]


def test_a_known_number_of_rows_continues_on_further_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "EXCEL_ROWS", 1_001)
    numbers = ((f"{number}", *MIXED_ROWS[0][1:]) for number in range(2_500))
    book(sheet_of(numbers, total=2_500)).write(tmp_path / "out.xlsx")
    opened = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [tab.title for tab in opened.worksheets] == ["Data", "Data 2", "Data 3"]
    assert [(table.name, table.ref) for tab in opened.worksheets for table in tab.tables.values()] == [
        ("Data_Table", "A1:H1001"),
        ("Data_Table_2", "A1:H1001"),
        ("Data_Table_3", "A1:H501"),
    ]
    assert [tab.cell(row, 1).value for tab in opened.worksheets for row in (2, tab.max_row)] == [
        *("0", "999", "1000", "1999", "2000", "2499"),
    ]


@BOTH_ROADS
def test_more_rows_than_were_announced_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, streamed: bool
) -> None:
    monkeypatch.setattr(sheets, "EXCEL_ROWS", 11)
    with pytest.raises(ExportError, match="more rows than fit"):
        book(texts(range(11))).write(tmp_path / "out.xlsx", streamed=streamed)
    assert left_in(tmp_path) == []
    book(texts(range(10))).write(tmp_path / "out.xlsx", streamed=streamed)
    assert len(cells(tmp_path / "out.xlsx")) == 11


def test_two_sheets_may_show_the_same_rows(tmp_path: Path) -> None:
    again = replace(by_source(SUMMARY), name=Bilingual("再次", "Again"), table="Again")
    book(by_source(SUMMARY), again).write(tmp_path / "out.xlsx")
    assert cells(tmp_path / "out.xlsx", 0) == cells(tmp_path / "out.xlsx", 1)


def test_progress_counts_rows_against_the_expected_total(tmp_path: Path) -> None:
    known: list[tuple[int, int | None]] = []
    unknown: list[tuple[int, int | None]] = []
    book(by_source(SUMMARY), sheet_of(iter(MIXED_ROWS * 200), total=800)).write(
        tmp_path / "out.xlsx", progress=lambda done, total: known.append((done, total))
    )
    book(texts(str(number) for number in range(501))).write(
        tmp_path / "out.xlsx", progress=lambda done, total: unknown.append((done, total))
    )
    assert known == [(3, 803), (503, 803), (803, 803)]
    assert unknown == [(500, None), (501, None)]


@BOTH_ROADS
def test_cancelling_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, streamed: bool
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"the report of yesterday")
    answers = iter([False, False, True])
    taken: list[int] = []
    rows = (taken.append(number) or MIXED_ROWS[0] for number in range(10_000))  # type: ignore[func-returns-value]
    with pytest.raises(ExportCancelledError):
        book(sheet_of(rows)).write(out, cancelled=lambda: next(answers), streamed=streamed)
    assert len(taken) == 1_000
    assert out.read_bytes() == b"the report of yesterday"
    assert left_in(tmp_path) == ["out.xlsx", "scratch"]
    assert left_in(scratch) == []


@BOTH_ROADS
def test_a_fault_in_the_rows_passes_through_and_leaves_nothing(tmp_path: Path, streamed: bool) -> None:
    with pytest.raises(ZeroDivisionError):
        book(texts(1 // (3 - number) for number in range(9))).write(tmp_path / "out.xlsx", streamed=streamed)
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("columns", [1, 3])
def test_a_row_of_the_wrong_length_is_a_fault(tmp_path: Path, columns: int) -> None:
    with pytest.raises(ValueError, match="zip"):
        book(sheet_of([("a", "b")], EVERY_KIND[:columns])).write(tmp_path / "out.xlsx")


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"The folder .*nowhere does not exist\."):
        book(texts(["a"])).write(tmp_path / "nowhere" / "out.xlsx")


def test_a_folder_in_place_of_the_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "out.xlsx").mkdir()
    with pytest.raises(ExportError, match="is a folder"):
        book(texts(["a"])).write(tmp_path / "out.xlsx")
    assert left_in(tmp_path) == ["out.xlsx"]


def test_a_file_in_place_of_the_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match=r"The folder .*file does not exist\."):
        book(texts(["a"])).write(tmp_path / "file" / "out.xlsx")


@pytest.mark.skipif(os.name == "nt", reason="there are none")
def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "out.xlsx")
    with pytest.raises(ExportError, match="is no file"):
        book(texts(["a"])).write(tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").is_fifo()
    assert left_in(tmp_path) == ["out.xlsx"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_folder_without_permission_is_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ExportError, match="may not be written"):
        book(texts(["a"])).write(tmp_path / "out.xlsx")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full; out.xlsx was not written."),
        (errno.EACCES, "out.xlsx may not be written: it is open in another program"),
        (errno.EROFS, "can only be read"),
    ],
)
def test_what_the_disk_refuses_at_the_end_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def refused(self: Path, target: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(ExportError, match=sentence):
        book(texts(["a"])).write(tmp_path / "out.xlsx")
    assert left_in(tmp_path) == []


@BOTH_ROADS
def test_a_disk_that_takes_no_more_is_a_sentence_and_leaves_nothing(tmp_path: Path, streamed: bool) -> None:
    resource = pytest.importorskip("resource")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    noise = (os.urandom(3_000).hex() for _ in range(3_000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, usual[1]))
    try:
        with pytest.raises(ExportError, match=r"larger than this disk|disk failed"):
            book(texts(noise)).write(tmp_path / "out.xlsx", streamed=streamed)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert left_in(tmp_path) == []


def test_an_error_that_is_not_the_disks_is_not_disguised_as_one(tmp_path: Path) -> None:
    def rows() -> Iterator[str]:
        yield "a"
        raise ConnectionResetError(errno.ECONNRESET, "the database went away")

    with pytest.raises(ConnectionResetError):
        book(texts(rows())).write(tmp_path / "out.xlsx")
    assert left_in(tmp_path) == []


def test_the_file_gets_the_usual_rights_not_those_of_a_temporary_file(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    book(texts(["a"])).write(tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_the_archive_is_sound(tmp_path: Path) -> None:
    book(by_source(SUMMARY), sheet_of(MIXED_ROWS)).write(tmp_path / "out.xlsx")
    with ZipFile(tmp_path / "out.xlsx") as archive:
        assert archive.testzip() is None
        assert {"xl/tables/table1.xml", "xl/tables/table2.xml", "xl/charts/chart2.xml"} <= set(archive.namelist())
