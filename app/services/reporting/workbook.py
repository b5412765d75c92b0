"""The workbook writer: declared sheets become an .xlsx file, in flat memory, whole or not at all."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from secrets import token_hex
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

import openpyxl
from lxml.etree import SerialisationError
from openpyxl.packaging.core import DocumentProperties
from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

from app.errors import DomainError
from app.models.people import Language
from app.services.bilingual import Bilingual
from app.services.reporting.cells import stored
from app.services.reporting.layout import Layout
from app.services.reporting.sheets import Progress, Sheet
from app.services.reporting.stream import ExportError, StreamedArchive

BATCH = 500
STREAMS = openpyxl.__version__.startswith("3.1.")  # the line whose habits `stream` relies on

_REFUSALS = {
    errno.ENOENT: "The folder {folder} does not exist.",
    errno.ENOTDIR: "The folder {folder} does not exist.",
    errno.ENOSPC: "The disk is full; {name} was not written.",
    errno.EDQUOT: "The disk is full; {name} was not written.",
    errno.EFBIG: "{name} grows larger than this disk or account allows.",
    errno.EACCES: "{name} may not be written: it is open in another program, or the folder is not yours to write in.",
    errno.EPERM: "{name} may not be written: it is open in another program, or the folder is not yours to write in.",
    errno.EROFS: "The folder {folder} can only be read.",
    errno.EISDIR: "{name} is a folder; give the name of a file.",
    errno.EEXIST: "{name} is no file.",
    errno.ENAMETOOLONG: "The name {name} is too long.",
    errno.EIO: "The disk failed while {name} was written.",
}


class ExportCancelledError(DomainError):
    """The person cancelled; nothing was left behind."""


@dataclass(frozen=True)
class Book:
    """What a workbook says: its title, its sheets in order, and the language, zone and instant it is written for."""

    title: Bilingual
    sheets: Sequence[Sheet]
    language: Language
    zone: ZoneInfo
    generated_at: datetime

    def write(
        self,
        path: Path,
        *,
        progress: Progress = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
        streamed: bool = STREAMS,
    ) -> None:
        """Write the file beside `path` and move it there at the end, replacing what was there.

        `progress` gets the rows written and the rows expected, None where a sheet does not know; it and `cancelled`
        are called every 500 rows. Raises ExportError or ExportCancelledError, and then leaves nothing behind.
        """
        parts = [part for sheet in self.sheets for part in sheet.parts()]
        reader = _Reader(parts, progress, cancelled)
        workbook = Workbook(write_only=True)
        self._describe(workbook)
        with _replacing(path) as beside, _no_leftovers(workbook):
            layouts = [
                Layout(workbook.create_sheet(part.name.of(self.language)), part, self.language) for part in parts
            ]
            for layout in layouts:
                layout.open(self.title.of(self.language))
            archive = StreamedArchive(beside, layouts, reader.batches, self.zone) if streamed else _plain(beside)
            try:
                if not streamed:
                    for layout in layouts:
                        _append(layout, reader.batches(layout), self.zone)
                ExcelWriter(workbook, archive).save()
            finally:
                # After a failure only the file handle matters: the end of the archive may not fit on the disk either.
                with suppress(OSError):
                    archive.close()
            reader.expect_end()

    def _describe(self, workbook: Workbook) -> None:
        written = self.generated_at.astimezone(UTC).replace(tzinfo=None)
        workbook.properties = DocumentProperties(
            creator="Floorwatch", title=self.title.of(self.language), created=written, modified=written
        )
        workbook.properties.language = self.language


class _Reader:
    """Reads the rows of all tabs once, in batches, between a look at the cancel button and a word on the progress."""

    def __init__(self, parts: Sequence[Sheet], progress: Progress, cancelled: Callable[[], bool]) -> None:
        # The tabs of one table share one iterator.
        self._rows = {id(part.rows): iter(part.rows) for part in parts}
        totals = {id(part.rows): part.total for part in parts}.values()
        self._total = None if None in totals else sum(total for total in totals if total is not None)
        self._progress = progress
        self._cancelled = cancelled
        self._done = 0

    def batches(self, layout: Layout) -> Iterator[Sequence[Sequence[object]]]:
        """The rows that go on this tab."""
        rows = islice(self._rows[id(layout.sheet.rows)], layout.sheet.capacity)
        while True:
            if self._cancelled():
                raise ExportCancelledError("The export was cancelled.")
            batch = list(islice(rows, BATCH))
            if not batch:
                return
            yield batch
            self._done += len(batch)
            self._progress(self._done, self._total)

    def expect_end(self) -> None:
        """Refuse a file that would lack the rows for which there was no tab."""
        if any(next(rows, None) is not None for rows in self._rows.values()):
            raise ExportError("There are more rows than fit on a sheet; choose a shorter period.")


def _append(layout: Layout, batches: Iterable[Sequence[Sequence[object]]], zone: ZoneInfo) -> None:
    """The plain road: every value through a cell of openpyxl's own."""
    worksheet, count = layout.worksheet, 0
    for batch in batches:
        columns = [
            [style.cell(worksheet, value) for value in stored(style.kind, values, zone)]
            for style, values in zip(layout.styles, zip(*batch, strict=True), strict=True)
        ]
        for row in zip(*columns, strict=True):
            worksheet.append(row)
        count += len(batch)
    first, notes = layout.notes(count)
    for _ in range(layout.first_row + count, first):
        worksheet.append([])
    for [note] in notes:
        worksheet.append([layout.note_style.cell(worksheet, note)])
    layout.close(count)


def _plain(path: Path) -> ZipFile:
    return ZipFile(path, "x", ZIP_DEFLATED)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A new file in the folder of `path`, moved there when the block ends well and removed when it does not."""
    beside = path.with_name(f".{token_hex(6)}.xlsx.part")
    try:
        if path.exists():
            # A device would be gone when the file takes its place.
            if not path.is_file() and not path.is_dir():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            # A file that is open in Excel, or a folder, should be refused before the work, not after.
            path.open("r+b").close()
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    except SerialisationError as error:
        # What lxml makes of a disk that takes no more.
        raise ExportError("The disk failed while {name} was written.", name=path.name) from error
    except OSError as error:
        sentence = _REFUSALS.get(error.errno or 0)
        if sentence is None:
            raise
        raise ExportError(sentence, name=path.name, folder=str(path.parent)) from error
    finally:
        with suppress(OSError):
            beside.unlink()


@contextmanager
def _no_leftovers(workbook: Workbook) -> Iterator[None]:
    """Close and remove the files in which openpyxl keeps unfinished tabs."""
    try:
        yield
    finally:
        tabs: list[Any] = workbook.worksheets
        for tab in tabs:
            if tab._writer is not None and os.path.exists(tab._writer.out):
                with suppress(SerialisationError):
                    if not tab.closed:
                        tab.close()
                tab._writer.cleanup()
