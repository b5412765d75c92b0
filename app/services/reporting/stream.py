"""Rows straight into a sheet's XML: openpyxl keeps everything else of the workbook."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from app.errors import DomainError
from app.services.reporting.cells import RISKY_STARTS, Stored, harmless, stored
from app.services.reporting.layout import ColumnStyle, Layout
from app.services.reporting.sheets import Kind

PART_LIMIT = 2**31 - 1  # bytes of one part of an ordinary ZIP file
COMPRESSION = 3
_END_OF_ROWS = b"</sheetData>"

Batches = Callable[[Layout], Iterable[Sequence[Sequence[object]]]]


class ExportError(DomainError):
    """The workbook cannot be written, for a reason outside the program."""


class StreamedArchive(ZipFile):
    """The workbook's ZIP file: when openpyxl hands over a tab, its rows are put in before the end of its sheet data.

    Relies on two habits of openpyxl 3.1: each write-only sheet reaches the archive as one finished file, in order, by
    `ZipFile.write`; and tables and charts are written after it, so they may learn the number of rows only now.
    """

    def __init__(self, path: Path, layouts: Iterable[Layout], batches: Batches, zone: ZoneInfo) -> None:
        super().__init__(path, "x", ZIP_DEFLATED, compresslevel=COMPRESSION)
        self._layouts = iter(layouts)
        self._batches = batches
        self._zone = zone

    def write(self, filename: Any, arcname: Any = None, compress_type: Any = None, compresslevel: Any = None) -> None:
        """Write one tab: openpyxl's XML up to the end of the heading, the rows and notes, the rest of the XML."""
        layout = next(self._layouts)
        before, end, after = Path(os.fspath(filename)).read_bytes().rpartition(_END_OF_ROWS)
        count, size = 0, len(before)
        with self.open(arcname, "w") as part:
            part.write(before)
            for rows in self._batches(layout):
                xml = rows_xml(layout.first_row + count, rows, layout.styles, self._zone)
                count, size = count + len(rows), size + len(xml)
                if size > PART_LIMIT:
                    raise ExportError(
                        "The sheet {name} grows too large for Excel; choose a shorter period.",
                        name=layout.worksheet.title,
                    )
                part.write(xml)
            first, notes = layout.notes(count)
            part.write(rows_xml(first, notes, [layout.note_style], self._zone))
            part.write(end + after)
        layout.close(count)


def rows_xml(first: int, rows: Sequence[Sequence[object]], styles: Sequence[ColumnStyle], zone: ZoneInfo) -> bytes:
    """The XML of the rows numbered from `first`, worked column by column; blank cells are left out."""
    columns = [
        _column_xml(first, style, stored(style.kind, values, zone))
        for style, values in zip(styles, zip(*rows, strict=True), strict=bool(rows))
    ]
    lines = [
        f'<row r="{number}">{"".join(cells)}</row>' for number, cells in enumerate(zip(*columns, strict=True), first)
    ]
    return "".join(lines).encode()


def _column_xml(first: int, style: ColumnStyle, values: Sequence[Stored]) -> list[str]:
    start = f'<c r="{style.letter}'
    if style.kind is Kind.TEXT:
        # Most texts of a report repeat: each is made harmless once a batch.
        ends: dict[Stored, str] = {text: _text_end(text, style) for text in set(values) if isinstance(text, str)}
        return ["" if text is None else f"{start}{number}{ends[text]}" for number, text in enumerate(values, first)]
    middle = f'" s="{style.plain_id}"><v>'
    if style.kind is Kind.FLAG:
        middle = f'" s="{style.plain_id}" t="b"><v>'
        values = [None if value is None else int(value) for value in values]
    return [
        ""
        if value is None
        else f"{start}{number}{_text_end(value, style)}"
        if isinstance(value, str)
        else f"{start}{number}{middle}{value}</v></c>"
        for number, value in enumerate(values, first)
    ]


def _text_end(text: str, style: ColumnStyle) -> str:
    text = harmless(text)
    number = style.quoted_id if text[0] in RISKY_STARTS else style.plain_id
    space = "" if text == text.strip() else ' xml:space="preserve"'
    text = escape(text, {"\r": "&#13;"})
    return f'" s="{number}" t="inlineStr"><is><t{space}>{text}</t></is></c>'
