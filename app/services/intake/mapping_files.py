"""Mapping files (TOML) are read and checked, so that a mistake is named by file, field and sentence."""

from collections.abc import Mapping as Words
from enum import StrEnum
from pathlib import Path

from app.models.ticket import Complexity, Emotion, Priority, Source, Status
from app.services.intake.mapping import (
    TEXTS,
    TIMES,
    WORDS,
    Clocks,
    EventLog,
    Mapping,
    TextField,
    WordField,
)
from app.services.intake.mapping_reader import (
    FORM,
    MappingRefusedError,
    Reader,
    file_named,
    open_mapping,
    read_columns,
    read_flag,
    read_form,
    read_formats,
    read_time_field,
    read_zone,
)

MAPPINGS = Path(__file__).resolve().parents[3] / "resources" / "mappings"

_WORDS: Words[str, type[StrEnum]] = {
    "source": Source,
    "status": Status,
    "priority": Priority,
    "complexity": Complexity,
    "emotion": Emotion,
}
_FORM = (*FORM, "blank", "dates")
_TOP = ("title", "origin", "zone", "policy", *_FORM, "keep", "keep_backward", "fields", "words", "clocks", "event_log")


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
    return read_mapping(file_named(name, folder))


def read_mapping(path: Path) -> Mapping:
    """Read and check one mapping file; raise `MappingRefusedError`."""
    top = open_mapping(path, _TOP)
    dates = read_formats(top, "dates")
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
        zone=read_zone(top),
        policy=top.text("policy") if "policy" in top.values else "",
        form=read_form(top),
        blank=top.texts("blank"),
        keep_backward=read_flag(top, "keep_backward"),
        texts={name: _text_field(fields, name) for name in TEXTS if name in fields.values},
        times={name: read_time_field(fields, name, dates) for name in TIMES if name in fields.values},
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


def _text_field(fields: Reader, name: str) -> TextField:
    return TextField(columns=read_columns(fields, name))


def _word_field(words: Reader, name: str) -> WordField:
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


def _event_log(top: Reader, dates: tuple[str, ...]) -> EventLog | None:
    if "event_log" not in top.values:
        return None
    reader = top.table("event_log")
    reader.only(("at", "track"))
    return EventLog(at=read_time_field(reader, "at", dates), track=read_columns(reader, "track"))
