"""What mapping files of any kind are read with: values by name and kind, mistakes by file, field and sentence."""

import tomllib
import zoneinfo
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

from app.errors import DomainError
from app.services.intake.dates import DateFormat
from app.services.intake.mapping import TimeField
from app.services.intake.tables import ENCODINGS, Form

FORM = ("encodings", "delimiter", "sheet")


class MappingRefusedError(DomainError):
    """A mapping file that cannot be used."""


class Reader:
    """One table of a mapping file: gives its values by name and kind, and refuses the rest with their place."""

    def __init__(self, file: str, place: str, values: Any) -> None:
        self.file, self.place = file, place
        if not isinstance(values, dict):
            self.refuse(place, "must be a table")
        self.values: dict[str, Any] = values

    def refuse(self, name: str, saying: str, **values: object) -> NoReturn:
        """Raise `MappingRefusedError` about a value, or about this table itself."""
        place = f"{self.place}.{name}" if self.place and name != self.place else name
        raise MappingRefusedError("{file}: {field} " + saying + ".", file=self.file, field=place, **values)

    def only(self, known: tuple[str, ...]) -> None:
        """Refuse names that are not known here."""
        for name in self.values:
            if name not in known:
                self.refuse(name, "is not known here; known are {known}", known=", ".join(sorted(known)))

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text that is not empty."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or not value:
            self.refuse(name, "must be a text")
        return str(value)

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return one text or several."""
        value = self.values.get(name, default)
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(item, str) for item in listed):
            self.refuse(name, "must be a text or a list of texts")
        return tuple(listed)

    def choice(self, name: str, kind: type[StrEnum], default: str) -> str:
        """Return one of an enumeration's words."""
        value = self.text(name, default)
        if value not in list(kind):
            self.refuse(name, "is “{value}” but must be one of {known}", value=value, known=", ".join(kind))
        return value

    def table(self, name: str) -> "Reader":
        """Return a table within this one."""
        return Reader(self.file, f"{self.place}.{name}" if self.place else name, self.values.get(name, {}))


def open_mapping(path: Path, known: tuple[str, ...]) -> Reader:
    """Read a mapping file whose top level knows these names; raises `MappingRefusedError`."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise MappingRefusedError("{file}: cannot be read: {reason}.", file=path.name, reason=str(problem)) from None
    top = Reader(path.name, "", values)
    top.only(known)
    return top


def file_named(name: str, folder: Path) -> Path:
    """Return the file `folder/NAME.toml`; raises `MappingRefusedError` naming those that there are."""
    known = sorted(file.stem for file in folder.glob("*.toml"))
    if name not in known:
        raise MappingRefusedError("There is no mapping “{name}”; there are {known}.", name=name, known=", ".join(known))
    return folder / f"{name}.toml"


def read_form(top: Reader) -> Form:
    """Read what is said of the files' outer form (`FORM`)."""
    sheet = top.text("sheet") if "sheet" in top.values else None
    return Form(encodings=_encodings(top), delimiter=_delimiter(top), sheet=sheet)


def read_formats(reader: Reader, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the date formats of a field, each tried."""
    formats = reader.texts(name, default)
    for text in formats:
        try:
            DateFormat(text)
        except DomainError as problem:
            reader.refuse(name, "is wrong: {reason}", reason=str(problem).rstrip("."))
    return formats


def read_zone(top: Reader) -> str:
    """Return the zone of the file's times."""
    zone = top.text("zone")
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        top.refuse("zone", "is “{zone}”, which is no time zone, as Asia/Shanghai is one", zone=zone)
    return zone


def _encodings(top: Reader) -> tuple[str, ...]:
    encodings = top.texts("encodings", ("utf-8",))
    for place, encoding in enumerate(encodings, 1):
        if encoding not in ENCODINGS:
            top.refuse("encodings", "names “{value}”; known are {known}", value=encoding, known=", ".join(ENCODINGS))
        if encoding == "latin-1" and place < len(encodings):
            top.refuse("encodings", "must name latin-1 last, because it fits every file")
    if not encodings:
        top.refuse("encodings", "must name at least one encoding")
    return encodings


def _delimiter(top: Reader) -> str:
    delimiter = top.text("delimiter", ",")
    if delimiter not in {",", ";", "\t", "|"}:
        top.refuse("delimiter", "must be a comma, a semicolon, a tab or a bar")
    return delimiter


def read_flag(reader: Reader, name: str) -> bool:
    """Return true or false; false where nothing is said."""
    value = reader.values.get(name, False)
    if not isinstance(value, bool):
        reader.refuse(name, "must be true or false")
    return bool(value)


def read_columns(reader: Reader, name: str) -> tuple[str, ...]:
    """Return the headings that a field names, at least one."""
    columns = reader.texts(name)
    if not columns or not all(columns):
        reader.refuse(name, "must name a column")
    return columns


def read_time_field(fields: Reader, name: str, dates: tuple[str, ...]) -> TimeField:
    """Return a time field: a column, or a table that says more of it."""
    if not isinstance(fields.values[name], dict):
        reader, columns, formats = fields, read_columns(fields, name), dates
    else:
        reader = fields.table(name)
        reader.only(("columns", "dates", "check", "check_dates", "exchanged_unless"))
        columns, formats = read_columns(reader, "columns"), read_formats(reader, "dates", dates)
    if not formats:
        reader.refuse(name if reader is fields else "dates", 'needs date formats, as in dates = ["%d/%m/%Y %H:%M"]')
    if reader is fields:
        return TimeField(columns=columns, formats=formats)
    return TimeField(
        columns=columns,
        formats=formats,
        check=reader.text("check") if "check" in reader.values else None,
        check_formats=read_formats(reader, "check_dates", formats),
        exchanged_unless=reader.text("exchanged_unless") if "exchanged_unless" in reader.values else None,
    )
