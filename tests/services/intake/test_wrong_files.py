"""The wrong file for every kind of import: one sentence or rejected rows with their reasons, and nothing is written."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from app.discovery import subclasses
from app.models.base import Base
from app.services.database import Database
from app.services.intake import kinds
from app.services.intake.plain_files import FileKind, RowSource, import_rows, preview_rows
from app.services.intake.tables import FileRefusedError
from tests.builders import MONDAY, open_floor

HEADINGS = {
    "categories": ("level 1", "level 2"),
    "contacts": (
        *("interval_start", "queue", "offered", "answered", "abandoned"),
        *("answered_in_threshold", "abandoned_in_threshold", "handle_seconds", "wait_seconds"),
    ),
    "customers": ("name", "key"),
    "orders": ("number", "customer_id"),
    "people": ("name", "role"),
    "shifts": ("坐席", "日期", "开始", "结束"),
    "states": ("agent", "state", "started_at", "ended_at"),
    "surveys": ("ticket", "at", "score"),
}


# No sentence is longer, whatever a file says.
LONGEST = 600


def book(*rows: Sequence[object]) -> bytes:
    """A workbook of one sheet."""
    made, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.worksheets[0].append([*row])
    made.save(file)
    return file.getvalue()


def without_sheets(*, are_named: bool) -> bytes:
    """A workbook whose sheets are gone, or which names none."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(["a"]))) as whole, zipfile.ZipFile(file, "w") as part:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "xl/workbook.xml" and not are_named:
                content = re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", content)
            if "worksheets/" not in name:
                part.writestr(name, content)
    return file.getvalue()


WRONG = {
    "wrong.xlsx": book(["x", "y"], [1, 2]),
    "no-sheet.xlsx": without_sheets(are_named=False),
    "lost-sheet.xlsx": without_sheets(are_named=True),
    "wide.xlsx": book([f"c{place}" for place in range(100)], [*range(100)]),
    "blank.xlsx": book([None]),
    "really-a.xlsx": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
    "cut-off.xlsx": book(["x"])[:900],
    "empty.csv": b"",
    "binary.csv": bytes(range(256)),
    "gone.csv": None,
    f"{'长' * 300}.csv": None,
}


def odd(headings: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Files with the right headings and rows beyond reason."""
    many, line = len(headings), ",".join(headings)
    yield "dates.xlsx", book([*headings], *([each] * many for each in (date(2026, 3, 1), True, 1e300, -1, 0.1)))
    yield "nothing.xlsx", book([*headings])
    yield "blank-rows.xlsx", book([*headings], *([None] * many for _ in range(50)), ["", " "])
    yield "formulas.xlsx", book([*headings], ["=1/0"] * many, ["#REF!"] * many)
    yield "endless.xlsx", book([*headings], ["x" * 32_000] * many)
    yield "wider.xlsx", book([*headings, *map(str, range(100))], ["x"] * (many + 100))
    signs = (",".join([each] * many) for each in ("a\u202eb\x01", "/", " / ", "=A1"))
    yield "signs.csv", "\n".join([line, *signs]).encode()
    yield "ragged.csv", f"{line}\na\nb,c,d,e,f,g,h,i\n,,,,\n".encode()
    yield "twice.csv", f"{line},{line}\n{line},{line}\n".encode()


def written(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def kind_named(name: str) -> FileKind[Any]:
    found: type[FileKind[Any]] = next(each for each in subclasses(kinds, FileKind) if each.name == name)  # type: ignore[type-abstract]
    return found.with_mapping("intervals") if found.mapped else found()


@pytest.fixture
def floor(sqlite_database: Database) -> Database:
    open_floor(sqlite_database)
    return sqlite_database


def test_every_kind_is_tried() -> None:
    assert HEADINGS.keys() == {each.name for each in subclasses(kinds, FileKind)}  # type: ignore[type-abstract]


def test_the_wrong_file_is_refused_in_a_sentence(floor: Database, tmp_path: Path) -> None:
    before = written(floor)
    for file, content in WRONG.items():
        if content is not None:
            (tmp_path / file).write_bytes(content)
        for name in HEADINGS:
            source = RowSource(path=tmp_path / file, kind=kind_named(name), as_of=MONDAY)
            with pytest.raises(FileRefusedError) as refusal:
                import_rows(floor, source, tmp_path / "rejected.csv", by="me", now=MONDAY)
            assert len(str(refusal.value)) < LONGEST, (name, file)
            if file == "lost-sheet.xlsx":
                assert "The sheet “Sheet” of “lost-sheet.xlsx” is lost" in str(refusal.value)
    assert written(floor) == before
    assert not [*tmp_path.glob("rejected*")]


@pytest.mark.parametrize("name", HEADINGS)
def test_rows_beyond_reason_are_told_before_they_are_imported(floor: Database, tmp_path: Path, name: str) -> None:
    for file, content in odd(HEADINGS[name]):
        (tmp_path / file).write_bytes(content)
        source, before = RowSource(path=tmp_path / file, kind=kind_named(name), as_of=MONDAY), written(floor)
        if file.startswith("twice"):
            with pytest.raises(FileRefusedError, match="stands twice"):
                preview_rows(floor, source)
            continue
        told = preview_rows(floor, source)
        assert written(floor) == before, file
        assert all(0 < len(str(each.reason)) < LONGEST for each in told.rejects), file
        assert import_rows(floor, source, tmp_path / "rejected.csv", by="me", now=MONDAY).counts == told.counts
