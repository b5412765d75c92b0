"""A file that somebody sent becomes a heading and rows, or one sentence that says why not."""

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple, TypeAlias

from app.errors import DomainError
from app.services.intake.limits import Limits

Cell: TypeAlias = str | datetime

ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "cp1252", "latin-1")

_CHUNK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
# The first bytes of what people send by mistake, and what to call it.
_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls) or one protected by a password: save it as an open .xlsx"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF document"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it first"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a text document (RTF)"),
)
_WEB = (b"<html", b"<!doctype html", b"<head", b"<table", b"<?xml")


class FileRefusedError(DomainError):
    """A file that cannot be read as a table."""


def shown(text: object, most: int = 60) -> str:
    """Return what a file says as a sentence may repeat it: short, and without what would move a terminal's cursor."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in str(text)[:most])


class Row(NamedTuple):
    """One row of the file below its heading: the line it begins on, counted from 1, and how many bytes were read."""

    line: int
    position: int
    cells: list[Cell]


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a mapping knows beforehand of its files' outer form; encodings are tried strictly and in order."""

    encodings: tuple[str, ...] = ("utf-8",)
    delimiter: str = ","
    sheet: str | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file that passed the checks: `rows()` may be read more than once and raises `FileRefusedError`."""

    name: str
    size: int
    digest: str
    headings: tuple[str, ...]
    rows: Callable[[], Iterator[Row]] = field(repr=False)


@contextmanager
def open_table(path: Path, form: Form, limits: Limits) -> Iterator[Table]:
    """Open a CSV (also packed by gzip) or XLSX file as a table; raise `FileRefusedError`.

    Whole files are checked before the first row is given: encoding, packing, size.
    """
    name = path.name
    try:
        if not path.is_file():
            raise FileRefusedError("There is no file “{name}”.", name=name)
        with path.open("rb") as raw:
            head = raw.read(512)
            raw.seek(0)
            if not head:
                raise FileRefusedError("“{name}” is empty.", name=name)
            digest = hashlib.file_digest(raw, "sha256").hexdigest()
            size = raw.tell()
            raw.seek(0)
            if head.startswith(_ZIP):
                # Imported here because most files are CSV, and the reader of workbooks loads compiled code.
                from app.services.intake.workbooks import workbook_rows

                records = workbook_rows(raw, name, form.sheet, size, limits)
            else:
                records = _text_rows(raw, name, form, size, limits)
            heading, rows = _below_heading(records, name, limits)
            yield Table(name=name, size=size, digest=digest, headings=heading, rows=rows)
    except BrokenPipeError:
        # Not the file's fault: whoever the rows went to is gone.
        raise
    except MemoryError:
        raise FileRefusedError("“{name}” needs more memory than an import may use.", name=name) from None
    except OSError as problem:
        raise FileRefusedError("“{name}” cannot be read: {reason}.", name=name, reason=_reason(problem)) from None


def _reason(problem: OSError) -> str:
    return (problem.strerror or str(problem)).rstrip(".")


def _below_heading(
    records: Callable[[], Iterator[Row]], name: str, limits: Limits
) -> tuple[tuple[str, ...], Callable[[], Iterator[Row]]]:
    """Split a reading into its heading and what follows, blank rows left out; both are counted against the limits."""

    def filled() -> Iterator[Row]:
        blank = count = 0
        for row in records():
            if not _filled(row.cells):
                blank += 1
                if blank > limits.blank_rows:
                    raise FileRefusedError(
                        "“{name}” has more than {count} blank rows in a row, from line {line} on.",
                        name=name,
                        count=limits.blank_rows,
                        line=row.line - limits.blank_rows,
                    )
                continue
            blank = 0
            count += 1
            if count > limits.rows + 1:
                raise FileRefusedError(
                    "“{name}” has more than {rows} rows; split it and import the parts.", name=name, rows=limits.rows
                )
            yield row

    first = next(filled(), None)
    if first is None:
        raise FileRefusedError("“{name}” has no heading: every row is blank.", name=name)
    headings = _headings(first.cells, name, limits)

    def below() -> Iterator[Row]:
        rows = filled()
        next(rows)
        return rows

    return headings, below


def _filled(cells: list[Cell]) -> bool:
    for cell in cells:  # noqa: SIM110 - the first cell mostly decides; a generator costs ten times as much
        if cell and not (isinstance(cell, str) and cell.isspace()):
            return True
    return False


def _headings(cells: list[Cell], name: str, limits: Limits) -> tuple[str, ...]:
    headings = [str(cell).strip().lstrip("\ufeff") for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > limits.columns:
        raise FileRefusedError("“{name}” has more than {columns} columns.", name=name, columns=limits.columns)
    for number, heading in enumerate(headings, 1):
        if not heading:
            raise FileRefusedError("Column {number} of “{name}” has no heading.", number=number, name=name)
        if heading in headings[: number - 1]:
            raise FileRefusedError(
                "The heading “{heading}” stands twice in “{name}”.", heading=shown(heading), name=name
            )
    return tuple(headings)


def _text_rows(raw: IO[bytes], name: str, form: Form, size: int, limits: Limits) -> Callable[[], Iterator[Row]]:
    with _packing(name):
        encoding = _checked_encoding(raw, name, form, size, limits)

    def rows() -> Iterator[Row]:
        raw.seek(0)
        text = io.TextIOWrapper(_unpacked(raw), encoding=encoding, errors="strict", newline="")
        try:
            with _packing(name):
                yield from _records(text, raw, name, form.delimiter, limits)
        finally:
            # The next reading begins again on the same open file.
            text.detach()

    return rows


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    packed = raw.read(2) == _GZIP
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[return-value]


@contextmanager
def _packing(name: str) -> Iterator[None]:
    """Turn what the unpacking of a damaged file raises into its sentence."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise FileRefusedError("“{name}” is damaged: its packed data breaks off or does not fit.", name=name) from None


def _checked_encoding(raw: IO[bytes], name: str, form: Form, size: int, limits: Limits) -> str:
    """Read the file once to the end and return the first encoding that fits all of it."""
    head = _unpacked(raw).read(512)
    raw.seek(0)
    _refuse_other_kinds(head, name)
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    candidates = (marked,) if marked else form.encodings
    failures = []
    for encoding in candidates:
        failure = _decode_all(raw, name, encoding, size, limits)
        if failure is None:
            return encoding
        failures.append(failure)
    raise FileRefusedError(
        "“{name}” is not {encodings} text (from byte {position} on); save it as UTF-8, "
        'or say its encoding in the mapping, as in encodings = ["gb18030"].',
        name=name,
        encodings=" / ".join(candidates).replace("-sig", "").upper(),
        position=max(failures),
    )


def _refuse_other_kinds(head: bytes, name: str) -> None:
    kind = next((kind for mark, kind in _KINDS if head.startswith(mark)), None)
    if head.startswith((_ZIP, _GZIP)):
        kind = "a packed file inside a packed file: unpack it first"
    elif kind is None and head.lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower().startswith(_WEB):
        kind = "a web page or XML, whatever its name says"
    if kind:
        raise FileRefusedError("“{name}” is neither CSV nor XLSX but {kind}.", name=name, kind=kind)


def _decode_all(raw: IO[bytes], name: str, encoding: str, size: int, limits: Limits) -> int | None:
    """Decode the whole file; return None, or the position in bytes of what is not in this encoding."""
    raw.seek(0)
    stream = _unpacked(raw)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    position = 0
    while True:
        chunk = stream.read(_CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeError as problem:
            return position + (problem.start if isinstance(problem, UnicodeDecodeError) else 0)
        if "\x00" in text:
            raise FileRefusedError("“{name}” is not text: it holds zero bytes.", name=name)
        position += len(chunk)
        if position > limits.content_bytes:
            raise FileRefusedError("“{name}” holds more than {bytes} bytes.", name=name, bytes=limits.content_bytes)
        if position > limits.expansion_from and position > limits.expansion * size:
            raise FileRefusedError(
                "“{name}” unpacks to more than {times} times its size: it is not a table.",
                name=name,
                times=limits.expansion,
            )
        if not chunk:
            return None


def _records(text: io.TextIOWrapper, raw: IO[bytes], name: str, delimiter: str, limits: Limits) -> Iterator[Row]:
    """Parse CSV strictly; a record is measured while it is read, so that an endless one is never held."""
    length = 0

    def lines() -> Iterator[str]:
        nonlocal length
        while line := text.readline(limits.record_characters + 1):
            length += len(line)
            if length > limits.record_characters:
                raise FileRefusedError(
                    "The record on line {line} of “{name}” is longer than {count} characters; "
                    "a quotation mark may be missing.",
                    line=begins,
                    name=name,
                    count=limits.record_characters,
                )
            yield line

    begins = 1
    position = 0
    csv.field_size_limit(limits.record_characters)
    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if not begins & 0xFF:
                position = raw.tell()
            yield Row(begins, position, cells)  # type: ignore[arg-type]  # list[str] is only read
            begins = reader.line_num + 1
            length = 0
    except csv.Error as problem:
        raise FileRefusedError(
            "Line {line} of “{name}” is not CSV: {reason}.", line=begins, name=name, reason=str(problem)
        ) from None
