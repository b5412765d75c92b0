"""A contact mapping says what the columns of a call-centre file are: a row is a call, several calls or an interval."""

from collections.abc import Mapping as Words
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.services.intake.mapping import TimeField
from app.services.intake.mapping_files import MAPPINGS
from app.services.intake.mapping_reader import (
    FORM,
    MappingRefusedError,
    Reader,
    file_named,
    open_mapping,
    read_form,
    read_formats,
    read_time_field,
    read_zone,
)
from app.services.intake.tables import Form

CONTACT_MAPPINGS = MAPPINGS / "contacts"
DAY_MINUTES = 1440
# Columns of numbers where a row is an interval, and those of seconds, which may be written as h:mm:ss.
COUNTS = ("offered", "answered", "abandoned", "answered_in_time", "abandoned_early")
SECONDS = ("handle", "wait", "wait_and_handle")
_TEXTS = ("queue", "count", *COUNTS, *SECONDS)
_TOP = ("title", "zone", *FORM, "blank", "dates", "minutes", "repeated_rows", "fields", "queues", "outcome", "only")


class Outcome(StrEnum):
    """What became of a contact."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    # No contact of a queue at all: it is left out.
    IGNORED = "ignored"


class Treatment(StrEnum):
    """Whether something doubtful counts."""

    COUNTED = "counted"
    IGNORED = "ignored"


@dataclass(frozen=True, kw_only=True)
class OutcomeField:
    """The column that says what became of the contacts of a row."""

    column: str
    words: Words[str, Outcome]
    hung_up_at_once: Treatment = Treatment.COUNTED


@dataclass(frozen=True, kw_only=True)
class ContactMapping:
    """How the files of one telephone system become intervals of `minutes`.

    With `outcome` a row is one contact, or as many as the column `count` says; without it the columns of `COUNTS` say
    how many contacts an interval had. `queues` are what the file's own words stand for; "all" names one for all rows.
    `only` keeps the rows whose columns have one of these values.
    """

    name: str
    title: str
    zone: str
    minutes: int
    form: Form = field(default_factory=Form)
    blank: tuple[str, ...] = ()
    repeated_rows: Treatment = Treatment.COUNTED
    at: TimeField
    texts: Words[str, str]
    queues: Words[str, str]
    outcome: OutcomeField | None = None
    only: Words[str, tuple[str, ...]]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every heading that the mapping needs, each once."""
        named = [*self.at.columns, *self.texts.values(), *([self.outcome.column] if self.outcome else []), *self.only]
        return tuple(dict.fromkeys(named))


def known_contact_mappings(folder: Path = CONTACT_MAPPINGS) -> dict[str, str]:
    """Return the title of each mapping of a folder by its name; one that cannot be used says why when it is."""
    found = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            found[file.stem] = read_contact_mapping(file).title
        except MappingRefusedError:
            found[file.stem] = file.stem
    return found


def contact_mapping_named(name: str, folder: Path = CONTACT_MAPPINGS) -> ContactMapping:
    """Return the mapping of a name, or of a file's path (.toml); raises `MappingRefusedError`."""
    return read_contact_mapping(Path(name) if name.endswith(".toml") else file_named(name, folder))


def read_contact_mapping(path: Path) -> ContactMapping:
    """Read and check one mapping file; raises `MappingRefusedError`."""
    top = open_mapping(path, _TOP)
    fields, queues, only = top.table("fields"), top.table("queues"), top.table("only")
    fields.only(("at", *_TEXTS))
    if "at" not in fields.values:
        fields.refuse("at", "is missing: say in which column the time stands")
    outcome = _outcome(top.table("outcome")) if "outcome" in top.values else None
    _check_counts(fields, outcome)
    if "queue" not in fields.values and "all" not in queues.values:
        fields.refuse("queue", "is missing: say in which column it stands, or in queues.all what all rows belong to")
    return ContactMapping(
        name=path.stem,
        title=top.text("title"),
        zone=read_zone(top),
        minutes=_minutes(top),
        form=read_form(top),
        blank=top.texts("blank"),
        repeated_rows=Treatment(top.choice("repeated_rows", Treatment, Treatment.COUNTED)),
        at=read_time_field(fields, "at", read_formats(top, "dates")),
        texts={name: fields.text(name) for name in _TEXTS if name in fields.values},
        queues={word: queues.text(word) for word in queues.values},
        outcome=outcome,
        only={column: only.texts(column) for column in only.values},
    )


def _check_counts(fields: Reader, outcome: OutcomeField | None) -> None:
    """Refuse a mapping of which nobody could say how many contacts a row is."""
    if outcome:
        for name in COUNTS:
            if name in fields.values:
                fields.refuse(name, "is for files without [outcome], where a row is an interval")
        return
    if "count" in fields.values:
        fields.refuse("count", "goes with [outcome], which says what became of so many contacts")
    for name in ("offered", "answered"):
        if name not in fields.values:
            fields.refuse(name, "is missing: say which column it is, or in [outcome] what became of each contact")


def _outcome(reader: Reader) -> OutcomeField:
    reader.only(("column", *Outcome, "hung_up_at_once"))
    words = {word: outcome for outcome in Outcome for word in reader.texts(outcome)}
    if Outcome.ANSWERED not in words.values():
        reader.refuse(Outcome.ANSWERED, "must name the words of a contact that was answered")
    at_once = Treatment(reader.choice("hung_up_at_once", Treatment, Treatment.COUNTED))
    return OutcomeField(column=reader.text("column"), words=words, hung_up_at_once=at_once)


def _minutes(top: Reader) -> int:
    minutes = top.values.get("minutes")
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1 or DAY_MINUTES % minutes:
        top.refuse("minutes", "must be a whole number of minutes that divides the day, as 15, 30 or 1440")
    return minutes
