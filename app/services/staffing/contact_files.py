"""Call-centre files are imported whole or not at all, as often as one likes: what a file says of an interval holds."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.floor import Floor, Queue
from app.models.ticket import ImportRun
from app.services.database import Database
from app.services.intake.drafts import Opening, Reject
from app.services.intake.import_files import ImportCollisionError, Progress
from app.services.intake.limits import LIMITS, Limits
from app.services.intake.reading import read_apart
from app.services.intake.rejects import RejectsFile
from app.services.staffing.contact_mapping import ContactMapping
from app.services.staffing.contact_rows import CountBatch, IntervalCounts, read_counts
from app.services.staffing.contacts import IntervalRow, record_intervals
from app.services.staffing.service_level import ServiceLevelRule

_Part = Opening | CountBatch | list[IntervalCounts]


@dataclass(frozen=True, kw_only=True)
class ContactSource:
    """A file to import: where, how it is read, by when its newest row was written, and how it may be stopped."""

    path: Path
    mapping: ContactMapping
    as_of: datetime
    limits: Limits = LIMITS
    progress: Progress = lambda position, size, rows: None
    cancelled: Callable[[], bool] = lambda: False


@dataclass
class ContactCounts:
    """What became of a file's rows, and of the intervals that they make."""

    rows: int = 0
    counted: int = 0
    left_out: int = 0
    rejected: int = 0
    contacts: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, kw_only=True)
class ImportedContacts:
    """What an import has done: its run, the counts, the file of rejected rows."""

    run_id: int
    counts: ContactCounts
    rejects: Path | None


@dataclass(kw_only=True)
class QueueTotals:
    """What a file says of one queue altogether."""

    intervals: int = 0
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    handle_seconds: int = 0


@dataclass(kw_only=True)
class ContactPreview:
    """What an import would do: the totals by queue, the first and the last interval, the first rejects."""

    counts: ContactCounts = field(default_factory=ContactCounts)
    queues: dict[str, QueueTotals] = field(default_factory=dict)
    first_at: datetime | None = None
    last_at: datetime | None = None
    rejects: list[Reject] = field(default_factory=list)


def import_contacts(
    database: Database,
    source: ContactSource,
    rejects_path: Path,
    *,
    by: str,
    say: Callable[[DomainError], str] = str,
    now: datetime,
) -> ImportedContacts:
    """Import a file in one transaction: an error, a cancel or a crash leaves nothing of it.

    The file is read before anything is locked. Queues that are new get their names from it. Rows that cannot be counted
    go to `rejects_path` with their reasons as `say` puts them. Raises `FileRefusedError`, `CancelledError`,
    `RejectsFileError`, `ImportCollisionError`.
    """
    with database.read() as session:
        within = ServiceLevelRule.read(session).within
    counts = ContactCounts()
    with closing(_parts(source, within)) as parts:
        opening = cast(Opening, next(parts))
        rejects = RejectsFile(rejects_path, opening.headings, say)
        try:
            portions = _count(parts, source, opening, counts, rejects.add)
            with database.write() as session:
                run = _begin(session, source, opening, by=by, now=now)
                known: dict[str, int] = {}
                for portion in portions:
                    _learn(session, known, {each.queue for each in portion}, source.mapping)
                    done = record_intervals(session, [_row(each, known, source.mapping) for each in portion])
                    counts.contacts += sum(each.offered for each in portion)
                    counts.added += done.added
                    counts.changed += done.changed
                    counts.unchanged += done.unchanged
                rejects.complete()
                run.counts = asdict(counts)
            return ImportedContacts(run_id=run.id, counts=counts, rejects=rejects.publish())
        except IntegrityError as collision:
            raise ImportCollisionError(
                "Somebody wrote the same queues or intervals; nothing of “{name}” was imported: import it again.",
                name=source.path.name,
            ) from collision
        finally:
            rejects.discard()


def preview_contacts(source: ContactSource, within: int = 20, *, first: int = 5) -> ContactPreview:
    """Read a file to its end and write nothing; raises what reading it raises."""
    found = ContactPreview()

    def keep(rejects: list[Reject]) -> None:
        found.rejects += rejects[: max(first - len(found.rejects), 0)]

    with closing(_parts(source, within)) as parts:
        opening = cast(Opening, next(parts))
        for portion in _count(parts, source, opening, found.counts, keep):
            for each in portion:
                totals = found.queues.setdefault(each.queue, QueueTotals())
                totals.intervals += 1
                totals.offered += each.offered
                totals.answered += each.answered
                totals.abandoned += each.abandoned
                totals.handle_seconds += each.handle_seconds
                found.counts.contacts += each.offered
            found.first_at = found.first_at or portion[0].starts_at
            found.last_at = portion[-1].starts_at
    return found


def _parts(source: ContactSource, within: int) -> Generator[_Part, None, None]:
    work = partial(read_counts, mapping=source.mapping, within=within, now=source.as_of, limits=source.limits)
    return read_apart(source.path, source.mapping.form, work, limits=source.limits, cancelled=source.cancelled)


def _count(
    parts: Iterator[_Part],
    source: ContactSource,
    opening: Opening,
    counts: ContactCounts,
    take_rejects: Callable[[list[Reject]], None],
) -> Iterator[list[IntervalCounts]]:
    """Read all rows at once, and return the portions of intervals that come after them."""
    for part in parts:
        if isinstance(part, list):
            return chain([part], cast(Iterator[list[IntervalCounts]], parts))
        batch = cast(CountBatch, part)
        take_rejects(batch.rejects)
        counts.rows = batch.rows
        counts.counted += batch.counted
        counts.left_out += batch.left_out
        counts.rejected += len(batch.rejects)
        source.progress(batch.position, opening.size, batch.rows)
    return iter(())


def _begin(session: Session, source: ContactSource, opening: Opening, *, by: str, now: datetime) -> ImportRun:
    run = ImportRun(
        file_name=source.path.name[:400],
        digest=opening.digest,
        mapping=f"contacts/{source.mapping.name}"[:100],
        imported_by=by,
        imported_at=now,
        counts={},
    )
    session.add(run)
    session.flush()
    return run


def _learn(session: Session, known: dict[str, int], names: set[str], mapping: ContactMapping) -> None:
    """Make the queues of these names known; one that is new joins the floor, which a first file makes in its zone."""
    missing = sorted(names - set(known))
    if not missing:
        return
    known.update(
        (name, id_) for name, id_ in session.execute(select(Queue.name, Queue.id).where(Queue.name.in_(missing)))
    )
    new = [name for name in missing if name not in known]
    if not new:
        return
    floor_id = session.scalars(select(Floor.id).order_by(Floor.id).limit(1)).first()
    if floor_id is None:
        floor = Floor(name=mapping.title[:100], zone=mapping.zone)
        session.add(floor)
        session.flush()
        floor_id = floor.id
    queues = [Queue(name=name, floor_id=floor_id) for name in new]
    session.add_all(queues)
    session.flush()
    known.update((queue.name, queue.id) for queue in queues)


def _row(counts: IntervalCounts, queues: dict[str, int], mapping: ContactMapping) -> IntervalRow:
    return IntervalRow(queues[counts.queue], counts.starts_at, mapping.minutes, *counts[2:])
