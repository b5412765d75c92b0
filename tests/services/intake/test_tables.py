"""Tables: every file gives its rows or one sentence, in bounded memory and time."""

import codecs
import gzip
import tracemalloc
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import DomainError
from app.services.intake.limits import LIMITS, Limits
from app.services.intake.tables import Cell, FileRefusedError, Form, open_table
from tests.services.intake.files import csv_bytes, put, understate, with_entry, workbook, zeros_packed

PLAIN = Form()
SMALL = Limits(
    content_bytes=8 << 20,
    expansion_from=1 << 20,
    rows=100,
    columns=20,
    cells=10_000,
    record_characters=5_000,
    blank_rows=50,
    archive_entries=30,
)


def packed(content: bytes) -> bytes:
    """Pack a file; it holds no time, so that the tests that are made of it have the same names everywhere."""
    return gzip.compress(content, mtime=0)


def read(path: Path, form: Form = PLAIN, limits: Limits = LIMITS) -> list[list[Cell]]:
    with open_table(path, form, limits) as table:
        return [list(table.headings), *([*row.cells] for row in table.rows())]


def refusal(path: Path, form: Form = PLAIN, limits: Limits = SMALL) -> str:
    with pytest.raises(FileRefusedError) as caught:
        read(path, form, limits)
    return str(caught.value)


def rows_or_sentence(path: Path, form: Form = PLAIN) -> list[Cell]:
    try:
        return read(path, form, SMALL)[0]
    except DomainError as refused:
        return [str(refused)]


@pytest.mark.parametrize(
    ("content", "encodings"),
    [
        ("编号,时间\n1,上午\n".encode(), ("utf-8",)),
        (codecs.BOM_UTF8 + "编号,时间\n1,上午\n".encode(), ("gb18030",)),
        ("编号,时间\n1,上午\n".encode("utf-16"), ("utf-8",)),
        ("编号,时间\n1,上午\n".encode("gb18030"), ("utf-8", "gb18030")),
        ("编号,时间\r\n1,上午\r\n".encode("gb18030"), ("gb18030", "latin-1")),
    ],
)
def test_text_is_read_in_the_first_encoding_that_fits(
    tmp_path: Path, content: bytes, encodings: tuple[str, ...]
) -> None:
    assert read(put(tmp_path / "a.csv", content), Form(encodings=encodings)) == [["编号", "时间"], ["1", "上午"]]


def test_a_wrong_encoding_is_named_with_its_place(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", b"key,title\n1,caf\xe9\n")

    assert "“a.csv” is not UTF-8 text (from byte 15 on); save it as UTF-8, or say" in refusal(path)
    assert "is not UTF-8 / UTF-16 text" in refusal(path, Form(encodings=("utf-8", "utf-16")))
    assert read(path, Form(encodings=("utf-8", "latin-1")))[1] == ["1", "café"]


def test_a_packed_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))

    assert read(path) == [["a", "b"], ["1", "2"]]


def test_rows_know_the_line_they_begin_on(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", b'a,b\n\n1,"two\nlines"\n3,4\n')

    with open_table(path, Form(), LIMITS) as table:
        assert [row.line for row in table.rows()] == [3, 5]
        assert [row.line for row in table.rows()] == [3, 5]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "“a.csv” is empty."),
        (b"\n\n,,\n", "has no heading: every row is blank"),
        (b"a,b,a\n1,2,3\n", "The heading “a” stands twice"),
        (b"a,,c\n1,2,3\n", "Column 2 of “a.csv” has no heading"),
        (b",".join(b"c%d" % number for number in range(30)), "more than 20 columns"),
        (b"a\n" + b"1\n" * 200, "more than 100 rows"),
        (b"a\n" + b"\n" * 200, "more than 50 blank rows in a row, from line 2 on"),
        (b"a\n" + b", \n" * 200, "more than 50 blank rows in a row"),
        (b"a\n" + b"x" * 6_000, "The record on line 2 of “a.csv” is longer than 5000 characters"),
        (b'a\n"' + b"x\n" * 4_000, "The record on line 2 of “a.csv” is longer"),
        (b"a\n" + b'"x","y\n",' * 2_000, "The record on line 2 of “a.csv” is longer"),
        (b'a\n"x"y\n', "Line 2 of “a.csv” is not CSV"),
        (b'a\n1\n"x', "Line 3 of “a.csv” is not CSV"),
        (b"a,b\n1,\x002\n", "it holds zero bytes"),
        (b"\x89PNG\r\n\x1a\n....", "neither CSV nor XLSX but a picture (PNG)"),
        (b"%PDF-1.7 ....", "but a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls) or one protected by a password"),
        (b"\n<!DOCTYPE html><html><table></table></html>", "a web page or XML"),
        (packed(packed(b"a,b\n1,2\n")), "a packed file inside a packed file"),
        (packed(b"a,b\n" + b"1,2\n" * 2_000)[:-20], "is damaged: its packed data breaks off"),
        (packed(b"a,b\n")[:8] + b"\xff" * 40, "is damaged"),
        (b"PK\x03\x04 and nothing more", "is not a workbook that can be read"),
    ],
)
def test_a_bad_file_ends_as_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    assert sentence in refusal(path)


def test_a_folder_or_a_missing_file_is_no_file(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path)
    assert "There is no file “b.csv”" in refusal(tmp_path / "b.csv")


@pytest.mark.parametrize("byte", [b"\x00", b"a", b"\n", b",", b" ", b'"'])
def test_a_quarter_of_a_gigabyte_of_nothing_is_refused_in_little_memory(tmp_path: Path, byte: bytes) -> None:
    path = zeros_packed(tmp_path / "nothing.csv.gz", 256, byte)
    tracemalloc.start()
    try:
        sentence = refusal(path, limits=LIMITS)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert "unpacks to more than 200 times its size" in sentence or "zero bytes" in sentence
    assert most < 64 << 20


def test_a_workbook_gives_texts_whole_numbers_and_times(tmp_path: Path) -> None:
    moment = datetime(2017, 12, 31, 16, 50, 50, 123)  # noqa: DTZ001 - a workbook knows no zones
    path = workbook(
        tmp_path / "a.xlsx", [["编号", "时间", "值"], [7019, moment, 1.5], [None, None, None], [8, "x", True]]
    )

    assert read(path) == [["编号", "时间", "值"], ["7019", moment.replace(microsecond=0), "1.5"], ["8", "x", "TRUE"]]


def test_a_named_sheet_is_read_and_a_missing_one_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("data").append(["a", "b"])
    book.save(tmp_path / "a.xlsx")

    assert read(tmp_path / "a.xlsx", Form(sheet="data")) == [["a", "b"]]
    assert "has no sheet “other”" in refusal(tmp_path / "a.xlsx", Form(sheet="other"))
    assert "has no heading" in refusal(tmp_path / "a.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", [["a"]])
    bomb = with_entry(good, tmp_path / "bomb.xlsx", "xl/sharedStrings.xml", b" " * (16 << 20))

    assert "unpacks to far more than a workbook of its size" in refusal(bomb)
    assert "unpacks to far more" in refusal(understate(bomb, "xl/sharedStrings.xml", 1_000))


def test_a_sheet_that_spans_a_million_rows_of_nothing_is_not_opened(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", [["a"]])
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )

    wide = with_entry(good, tmp_path / "wide.xlsx", "xl/worksheets/sheet1.xml", sheet)

    assert "spans more than 20000000 cells" in refusal(wide, limits=LIMITS)


def test_a_workbook_inside_a_workbook_and_a_crowd_of_entries_are_refused(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", [["a"]])
    nested = with_entry(good, tmp_path / "nested.xlsx", "xl/embeddings/book.xlsx", good.read_bytes())
    crowd = good
    for number in range(25):
        crowd = with_entry(crowd, tmp_path / f"crowd{number}.xlsx", f"x{number}", b"")

    assert "holds another packed file" in refusal(nested)
    assert "too many entries" in refusal(crowd)


def test_a_protected_entry_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["a"]])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    assert "protected by a password" in refusal(path)


@pytest.fixture(scope="module")
def plain_book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of one small workbook; they hold its time of writing, so that each writing differs."""
    return workbook(tmp_path_factory.mktemp("book") / "plain.xlsx", [["a", "b"], [1, "x"]]).read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=2_000),
        st.binary(max_size=300).map(gzip.compress),
        st.text(alphabet='a1,;"\n\r\t \x00é语\ufeff', max_size=300).map(lambda text: text.encode()),
        st.tuples(st.sampled_from([b"PK\x03\x04", codecs.BOM_UTF16_LE, b"\x1f\x8b\x08"]), st.binary(max_size=300)).map(
            b"".join
        ),
    ),
    form=st.sampled_from([Form(), Form(encodings=("gb18030", "latin-1")), Form(delimiter=";")]),
)
def test_random_bytes_give_rows_or_a_sentence_and_nothing_else(tmp_path: Path, content: bytes, form: Form) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)

    assert all(rows_or_sentence(path, form))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_workbook_damaged_anywhere_gives_rows_or_a_sentence(
    tmp_path: Path, plain_book: bytes, data: st.DataObject
) -> None:
    path = tmp_path / "any.xlsx"
    content = bytearray(plain_book)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])

    assert all(rows_or_sentence(path))


def test_csv_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = [["a", "b"], ["x,y", 'say "no"'], ["two\nlines", "　全角　"]]

    assert read(put(tmp_path / "a.csv.gz", csv_bytes(rows))) == rows
