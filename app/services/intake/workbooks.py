"""An XLSX workbook is measured before it is opened: a file of five kilobytes can ask for a gigabyte."""

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, WorksheetNotFound

from app.services.intake.limits import Limits
from app.services.intake.tables import Cell, FileRefusedError, Row, shown

_CHUNK = 1 << 20
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_ENCRYPTED = 0x1
_PACKED = (".zip", ".xlsx", ".xlsm", ".xls", ".gz", ".7z", ".rar", ".bz2", ".xz")
# The places that a sheet's XML names, as in <c r="XFD1048576"> and <row r="5">.
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,7})["']""")
_OVERLAP = 64


def workbook_rows(
    raw: IO[bytes], name: str, sheet_name: str | None, size: int, limits: Limits
) -> Callable[[], Iterator[Row]]:
    """Return a reading of one sheet (the first unless named); raise `FileRefusedError` before much is held."""
    _measure(raw, name, size, limits)
    raw.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(raw)
        if not workbook.sheet_names:
            raise FileRefusedError("“{name}” has no sheets.", name=name)
        wanted = sheet_name or workbook.sheet_names[0]
        if wanted not in workbook.sheet_names:
            raise FileRefusedError("“{name}” has no sheet “{sheet}”.", name=name, sheet=wanted)
        with _native_silence():
            sheet = workbook.get_sheet_by_name(wanted)
    except WorksheetNotFound as lost:
        raise FileRefusedError(
            "The sheet “{sheet}” of “{name}” is lost: open the workbook, and save it anew.", sheet=str(lost), name=name
        ) from None
    except (CalamineError, zipfile.BadZipFile) as problem:
        raise _broken(name, problem) from None

    def rows() -> Iterator[Row]:
        height = max(sheet.total_height, 1)
        for number, cells in enumerate(_cells(sheet), 1):
            yield Row(number, min(size, size * number // height), cells)

    return rows


@contextmanager
def _native_silence() -> Iterator[None]:
    """Keep compiled code that runs out of memory from writing its last words to the terminal."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _broken(name: str, problem: Exception) -> FileRefusedError:
    return FileRefusedError(
        "“{name}” is not a workbook that can be read: {reason}.", name=name, reason=shown(problem, 200)
    )


def _cells(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    for row in sheet.iter_rows():
        yield [cell if type(cell) is str else _as_cell(cell) for cell in row]


def _as_cell(value: Any) -> Cell:
    """Give numbers as people see them and days as midnights; times keep their seconds only."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            # Excel's fractions of a day leave microseconds over.
            return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        case date():
            return datetime.combine(value, time())
    return "" if value is None else str(value)


def _measure(raw: IO[bytes], name: str, size: int, limits: Limits) -> None:
    """Read the ZIP directory and unpack every entry into nothing, counting; what it declares is not trusted."""
    try:
        entries = zipfile.ZipFile(raw).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as problem:
        raise _broken(name, problem) from None
    if len(entries) > limits.archive_entries or len({entry.filename for entry in entries}) < len(entries):
        raise FileRefusedError("“{name}” is not a workbook: its directory has too many entries.", name=name)
    budget = min(limits.content_bytes, max(limits.expansion * size, limits.expansion_from))
    if sum(entry.file_size for entry in entries) > budget:
        raise _bomb(name)
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise FileRefusedError("“{name}” is protected by a password: save it without one.", name=name)
        if entry.filename.lower().endswith(_PACKED):
            raise FileRefusedError(
                "“{name}” holds another packed file: “{entry}”.", name=name, entry=shown(entry.filename)
            )
        extent = _Extent() if "worksheets/" in entry.filename.lower() else None
        for piece in _unpacked(raw, entry, name):
            budget -= len(piece)
            if budget < 0:
                raise _bomb(name)
            if extent and extent.grown(piece) > limits.cells:
                raise FileRefusedError(
                    "A sheet of “{name}” spans more than {cells} cells; delete what lies beyond the table.",
                    name=name,
                    cells=limits.cells,
                )


def _bomb(name: str) -> FileRefusedError:
    return FileRefusedError("“{name}” unpacks to far more than a workbook of its size: it is not opened.", name=name)


def _unpacked(raw: IO[bytes], entry: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Yield what an entry really unpacks to, in pieces; `zipfile` would stop at the size that is declared."""
    raw.seek(entry.header_offset)
    header = raw.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _broken(name, zipfile.BadZipFile("an entry is damaged or packed in an unknown way"))
    *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    raw.seek(name_length + extra_length, 1)
    remaining = entry.compress_size
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while remaining > 0 and not unpacker.eof and (packed := raw.read(min(_CHUNK, remaining))):
        remaining -= len(packed)
        if entry.compress_type == zipfile.ZIP_STORED:
            yield packed
            continue
        while packed and not unpacker.eof:
            try:
                yield unpacker.decompress(packed, _CHUNK)
            except zlib.error as problem:
                raise _broken(name, problem) from None
            packed = unpacker.unconsumed_tail


class _Extent:
    """The corner that the cells of a sheet reach: a reader would hold every cell up to it, filled or not."""

    def __init__(self) -> None:
        self.rows = self.columns = 1
        self._rest = b""

    def grown(self, piece: bytes) -> int:
        """Take in the next piece of the sheet's XML; return how many cells the sheet spans so far."""
        text = self._rest + piece
        for letters, row in _PLACE.findall(text):
            self.rows = max(self.rows, int(row))
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            self.columns = max(self.columns, column)
        # A place may lie across two pieces; seeing one twice does no harm.
        self._rest = text[-_OVERLAP:]
        return self.rows * self.columns
