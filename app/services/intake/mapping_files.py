"""Mapping files (TOML) are read and checked, so that a mistake is named by file, field and sentence."""

import tomllib
import zoneinfo
from collections.abc import Mapping as Words
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.errors import DomainError
from app.models.ticket import Complexity, Priority, Source, Status
from app.services.intake.dates import DateFormat
from app.services.intake.mapping import (
    TEXTS,
    TIMES,
    WORDS,
    Clocks,
    EventLog,
    Mapping,
    TextField,
    TimeField,
    WordField,
)
from app.services.intake.tables import ENCODINGS, Form

MAPPINGS = Path(__file__).resolve().parents[3] / "resources" / "mappings"

_WORDS: Words[str, type[StrEnum]] = {
    "source": Source,
    "status": Status,
    "priority": Priority,
    "complexity": Complexity,
}
_FORM = ("encodings", "delimiter", "sheet", "blank", "dates")
_TOP = ("title", "origin", "zone", "policy", *_FORM, "keep", "keep_backward", "fields", "words", "clocks", "event_log")


class MappingRefusedError(DomainError):
    """A mapping file that cannot be used."""


class _Reader:
    """One table of a mapping file: gives its values by name and kind, and refuses the rest with their place."""

    def __init__(self, file: str, place: str, values: Any) -> None:
        self.file, self.place = file, place
        if not isinstance(values, dict):
            self.refuse(place, "must be a table")
        self.values: dict[str, Any] = values

    def refuse(self, name: str, saying: str, **values: object) -> None:
        place = f"{self.place}.{name}" if self.place and name != self.place else name
        raise MappingRefusedError("{file}: {field} " + saying + ".", file=self.file, field=place, **values)

    def only(self, known: tuple[str, ...]) -> None:
        for name in self.values:
            if name not in known:
                self.refuse(name, "is not known here; known are {known}", known=", ".join(sorted(known)))

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str) or not value:
            self.refuse(name, "must be a text")
        return str(value)

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.values.get(name, default)
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(item, str) for item in listed):
            self.refuse(name, "must be a text or a list of texts")
        return tuple(listed)

    def choice(self, name: str, kind: type[StrEnum], default: str) -> str:
        value = self.text(name, default)
        if value not in list(kind):
            self.refuse(name, "is “{value}” but must be one of {known}", value=value, known=", ".join(kind))
        return value

    def table(self, name: str) -> "_Reader":
        return _Reader(self.file, f"{self.place}.{name}" if self.place else name, self.values.get(name, {}))


def known_mappings(folder: Path = MAPPINGS) -> dict[str, str]:
    """Return the title of each mapping of a folder by its name; one that cannot be used says why when it is."""
    found = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            found[file.stem] = read_mapping(file).title
        except MappingRefusedError:
            found[file.stem] = file.stem
    return found


def mapping_named(name: str, folder: Path = MAPPINGS) -> Mapping:
    """Return the mapping of `folder/NAME.toml`; raise `MappingRefusedError` naming those that there are."""
    path = folder / f"{name}.toml"
    known = sorted(file.stem for file in folder.glob("*.toml"))
    if name not in known:
        raise MappingRefusedError("There is no mapping “{name}”; there are {known}.", name=name, known=", ".join(known))
    return read_mapping(path)


def read_mapping(path: Path) -> Mapping:
    """Read and check one mapping file; raise `MappingRefusedError`."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise MappingRefusedError("{file}: cannot be read: {reason}.", file=path.name, reason=str(problem)) from None
    top = _Reader(path.name, "", values)
    top.only(_TOP)
    dates = _formats(top, "dates")
    fields, words, clocks = top.table("fields"), top.table("words"), top.table("clocks")
    fields.only((*TEXTS, *TIMES))
    words.only(WORDS)
    clocks.only(("first_response", "resolution"))
    for needed in ("key", "received"):
        if needed not in fields.values:
            fields.refuse(needed, "is missing: say which column it is")
    mapping = Mapping(
        name=path.stem,
        title=top.text("title"),
        origin=top.text("origin", path.stem),
        zone=_zone(top),
        policy=top.text("policy") if "policy" in values else "",
        form=Form(
            encodings=_encodings(top), delimiter=_delimiter(top), sheet=top.text("sheet") if "sheet" in values else None
        ),
        blank=top.texts("blank"),
        keep_backward=_flag(top, "keep_backward"),
        texts={name: _text_field(fields, name) for name in TEXTS if name in fields.values},
        times={name: _time_field(fields, name, dates) for name in TIMES if name in fields.values},
        words={name: _word_field(words, name) for name in WORDS if name in words.values},
        keep=top.texts("keep"),
        first_response=Clocks(clocks.choice("first_response", Clocks, Clocks.NONE)),
        resolution=Clocks(clocks.choice("resolution", Clocks, Clocks.NONE)),
        event_log=_event_log(top, dates),
    )
    for target in ("first_response", "resolution"):
        if getattr(mapping, target) is Clocks.RECORDED and f"{target}_due" not in mapping.times:
            clocks.refuse(target, "is “recorded”, so fields.{due} must say in which column", due=f"{target}_due")
    return mapping


def _formats(reader: _Reader, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    formats = reader.texts(name, default)
    for text in formats:
        try:
            DateFormat(text)
        except DomainError as problem:
            reader.refuse(name, "is wrong: {reason}", reason=str(problem).rstrip("."))
    return formats


def _zone(top: _Reader) -> str:
    zone = top.text("zone")
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        top.refuse("zone", "is “{zone}”, which is no time zone, as Asia/Shanghai is one", zone=zone)
    return zone


def _encodings(top: _Reader) -> tuple[str, ...]:
    encodings = top.texts("encodings", ("utf-8",))
    for place, encoding in enumerate(encodings, 1):
        if encoding not in ENCODINGS:
            top.refuse("encodings", "names “{value}”; known are {known}", value=encoding, known=", ".join(ENCODINGS))
        if encoding == "latin-1" and place < len(encodings):
            top.refuse("encodings", "must name latin-1 last, because it fits every file")
    if not encodings:
        top.refuse("encodings", "must name at least one encoding")
    return encodings


def _delimiter(top: _Reader) -> str:
    delimiter = top.text("delimiter", ",")
    if delimiter not in {",", ";", "\t", "|"}:
        top.refuse("delimiter", "must be a comma, a semicolon, a tab or a bar")
    return delimiter


def _flag(reader: _Reader, name: str) -> bool:
    value = reader.values.get(name, False)
    if not isinstance(value, bool):
        reader.refuse(name, "must be true or false")
    return bool(value)


def _columns(reader: _Reader, name: str) -> tuple[str, ...]:
    columns = reader.texts(name)
    if not columns or not all(columns):
        reader.refuse(name, "must name a column")
    return columns


def _text_field(fields: _Reader, name: str) -> TextField:
    return TextField(columns=_columns(fields, name))


def _time_field(fields: _Reader, name: str, dates: tuple[str, ...]) -> TimeField:
    if not isinstance(fields.values[name], dict):
        reader, columns, formats = fields, _columns(fields, name), dates
    else:
        reader = fields.table(name)
        reader.only(("columns", "dates", "check", "check_dates", "exchanged_unless"))
        columns, formats = _columns(reader, "columns"), _formats(reader, "dates", dates)
    if not formats:
        reader.refuse(name if reader is fields else "dates", 'needs date formats, as in dates = ["%d/%m/%Y %H:%M"]')
    if reader is fields:
        return TimeField(columns=columns, formats=formats)
    return TimeField(
        columns=columns,
        formats=formats,
        check=reader.text("check") if "check" in reader.values else None,
        check_formats=_formats(reader, "check_dates", formats),
        exchanged_unless=reader.text("exchanged_unless") if "exchanged_unless" in reader.values else None,
    )


def _word_field(words: _Reader, name: str) -> WordField:
    reader = words.table(name)
    reader.only(("column", "values", "other"))
    kind = _WORDS[name]
    values = reader.table("values")
    if "column" not in reader.values and "other" not in reader.values:
        words.refuse(name, "must name a column, or in other the word for every row")
    return WordField(
        columns=(reader.text("column"),) if "column" in reader.values else (),
        words={value: values.choice(value, kind, "") for value in values.values},
        other=reader.choice("other", kind, "") if "other" in reader.values else None,
    )


def _event_log(top: _Reader, dates: tuple[str, ...]) -> EventLog | None:
    if "event_log" not in top.values:
        return None
    reader = top.table("event_log")
    reader.only(("at", "track"))
    return EventLog(at=_time_field(reader, "at", dates), track=_columns(reader, "track"))
