"""The one road of files of plain rows: read apart, looked at first, imported whole or not at all, and on record.

A kind of file is a module in `kinds`: it says what its columns are and what becomes of a row, and nothing else. The
command line and the console offer what lies there.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, Self, TypeVar, cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.bilingual import Bilingual
from app.services.database import Database
from app.services.intake.drafts import Opening, Reject
from app.services.intake.file_source import FileSource, ImportCollisionError
from app.services.intake.limits import Limits
from app.services.intake.plain_rows import Reading
from app.services.intake.reading import read_apart
from app.services.intake.rejects import RejectsFile
from app.services.intake.tables import ENCODINGS, Form, Table
from app.services.pulse import floor_zone

Row = TypeVar("Row")
# What a reader yields: how the file begins, how the reading goes, and then all its rows in portions.
Part = Opening | Reading | list[Row]


@dataclass
class RowCounts:
    """What became of a file's rows; `also` is what only its kind counts, by the names of `FileKind.also`."""

    rows: int = 0
    left_out: int = 0
    rejected: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    also: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, int]:
        """Return every count by its name."""
        counts: dict[str, Any] = asdict(self)
        also: dict[str, int] = counts.pop("also")
        return counts | also


class Total(NamedTuple):
    """What one row adds to a preview: to whose line, at which instant if any, and the figures (`FileKind.figures`)."""

    subject: str
    at: datetime | None
    figures: tuple[float, ...]


class FileKind(ABC, Generic[Row]):
    """One kind of file: its names, its reader, and the writer of its rows."""

    # As `main.py import --name`, and on record.
    name: ClassVar[str]
    title: ClassVar[Bilingual]
    # One sentence: what a row is, and which columns it needs.
    holds: ClassVar[Bilingual]
    # The headings of a preview: whose line it is, and its figures.
    subject: ClassVar[Bilingual]
    figures: ClassVar[tuple[Bilingual, ...]]
    # How each further count is said; {count} is the number.
    also: ClassVar[Mapping[str, Bilingual]] = {}
    # Whether a mapping says what its columns are.
    mapped: ClassVar[bool] = False
    form: Form = Form(encodings=ENCODINGS[:3])

    @classmethod
    def mappings(cls) -> dict[str, str]:
        """Return the title of each mapping by its name."""
        return {}

    @classmethod
    def with_mapping(cls, mapping: str) -> Self:
        """Return the kind with a mapping, by its name or its file; raises `MappingRefusedError`."""
        return cls()

    @classmethod
    def require_rights(cls, session: Session, by: int | None) -> None:
        """Refuse who may not write such rows from the console; whoever has the command line may."""

    @property
    def on_record(self) -> str:
        """What the import goes on record as."""
        return self.name

    def zone(self, session: Session) -> str:
        """Return of which zone an instant is where the file names none."""
        return floor_zone(session)

    @abstractmethod
    def reader(self, session: Session, *, now: datetime, limits: Limits) -> Callable[[Table], Iterator[Part[Row]]]:
        """Return what reads the file in a process of its own: it and its rows must pickle.

        `now` is by when the newest row was written.
        """

    @abstractmethod
    def write(self, session: Session, portions: Iterable[list[Row]], counts: RowCounts) -> list[Reject]:
        """Write the rows, count what is added, changed and as before, and return those that cannot be.

        What is on record already is no mistake: any file may be imported twice.
        """

    @abstractmethod
    def total(self, row: Row) -> Total:
        """Return what a row adds to the preview."""

    @classmethod
    def shown(cls, sums: tuple[float, ...]) -> tuple[float, ...]:
        """Return what is shown of the sums of a line's figures."""
        return sums


@dataclass(frozen=True, kw_only=True)
class RowSource(FileSource):
    """A file of plain rows, and of which kind they are."""

    kind: FileKind[Any]


@dataclass(frozen=True, kw_only=True)
class ImportedRows:
    """What an import has done: its run, the counts, the file of rejected rows."""

    run_id: int
    counts: RowCounts
    rejects: Path | None


@dataclass(kw_only=True)
class RowsPreview:
    """What an import would do: the counts, the sums by subject, the first and last instant, the first rejects."""

    zone: str
    counts: RowCounts = field(default_factory=RowCounts)
    sums: dict[str, tuple[float, ...]] = field(default_factory=dict)
    first_at: datetime | None = None
    last_at: datetime | None = None
    rejects: list[Reject] = field(default_factory=list)

    def add(self, total: Total) -> None:
        """Add a row."""
        before = self.sums.get(total.subject, (0,) * len(total.figures))
        self.sums[total.subject] = tuple(one + other for one, other in zip(before, total.figures, strict=True))
        if total.at is not None:
            self.first_at = min(self.first_at or total.at, total.at)
            self.last_at = max(self.last_at or total.at, total.at)


def import_rows(
    database: Database,
    source: RowSource,
    rejects_path: Path,
    *,
    by: str,
    say: Callable[[DomainError], str] = str,
    now: datetime,
) -> ImportedRows:
    """Import a file in one transaction: an error, a cancel or a crash leaves nothing of it.

    The file is read before anything is locked. Rows that cannot be imported go to `rejects_path` with their reasons as
    `say` puts them. Raises `FileRefusedError`, `CancelledError`, `RejectsFileError`, `ImportCollisionError`.
    """
    counts = RowCounts()
    with _opened(database, source) as (opening, parts, _):
        rejects = RejectsFile(rejects_path, opening.headings, say)
        try:
            portions = _read(parts, source, opening, counts, rejects.add)
            with database.write() as session:
                _write(session, source.kind, portions, counts, rejects.add)
                rejects.complete()
                run = source.run(opening, source.kind.on_record, counts.as_dict(), by=by, now=now)
                session.add(run)
                session.flush()
            return ImportedRows(run_id=run.id, counts=counts, rejects=rejects.publish())
        finally:
            rejects.discard()


def preview_rows(database: Database, source: RowSource, *, first: int = 5) -> RowsPreview:
    """Do what an import would, and take it back; raises what an import does."""
    with _opened(database, source) as (opening, parts, zone):
        found = RowsPreview(zone=zone)

        def keep(rejects: list[Reject]) -> None:
            found.rejects += rejects[: max(first - len(found.rejects), 0)]

        def looked_at(portions: Iterator[list[Any]]) -> Iterator[list[Any]]:
            for portion in portions:
                for row in portion:
                    found.add(source.kind.total(row))
                yield portion

        portions = _read(parts, source, opening, found.counts, keep)
        with database.write() as session:
            _write(session, source.kind, looked_at(portions), found.counts, keep)
            session.rollback()
    return found


@contextmanager
def _opened(database: Database, source: RowSource) -> Iterator[tuple[Opening, Iterator[Part[Any]], str]]:
    """Begin to read; two who write the same at once are told so."""
    with database.read() as session:
        zone = source.kind.zone(session)
        work = source.kind.reader(session, now=source.as_of, limits=source.limits)
    reading: Generator[Part[Any], None, None] = read_apart(
        source.path, source.kind.form, work, limits=source.limits, cancelled=source.cancelled
    )
    try:
        with closing(reading) as parts:
            yield cast(Opening, next(parts)), parts, zone
    except IntegrityError as collision:
        raise ImportCollisionError(
            "Somebody wrote the same rows; nothing of “{name}” was imported: import it again.", name=source.path.name
        ) from collision


def _read(
    parts: Iterator[Part[Any]],
    source: RowSource,
    opening: Opening,
    counts: RowCounts,
    reject: Callable[[list[Reject]], None],
) -> Iterator[list[Any]]:
    """Read all rows at once, and return the portions that come after them."""
    for part in parts:
        if isinstance(part, list):
            return chain([part], cast(Iterator[list[Any]], parts))
        going = cast(Reading, part)
        reject(going.rejects)
        counts.rows = going.rows
        counts.left_out += going.left_out
        counts.rejected += len(going.rejects)
        source.progress(going.position, opening.size, going.rows)
    return iter(())


def _write(
    session: Session,
    kind: FileKind[Any],
    portions: Iterator[list[Any]],
    counts: RowCounts,
    reject: Callable[[list[Reject]], None],
) -> None:
    refused = sorted(kind.write(session, portions, counts), key=lambda each: each.line)
    counts.rejected += len(refused)
    reject(refused)
