"""A file is imported whole or not at all, as often as one likes, and leaves a record of the run."""

import gc
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import CollisionError, DomainError
from app.models.sla import PolicyVersion
from app.models.ticket import ImportRun
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.intake.draft import Draft
from app.services.intake.drafts import Batch, Opening, Reject, read_drafts
from app.services.intake.exchange import Remark
from app.services.intake.file_source import FileSource, ImportCollisionError
from app.services.intake.mapping import Mapping
from app.services.intake.reading import read_apart
from app.services.intake.rejects import RejectsFile
from app.services.intake.writing import Counts, TicketWriter


@dataclass(frozen=True, kw_only=True)
class ImportSource(FileSource):
    """A file of complaints, and how it is read."""

    mapping: Mapping


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import has done: its run, the counts, the file of rejected rows, what was found out about dates."""

    run_id: int
    counts: Counts
    rejects: Path | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What an import would do: its first drafts, the counts, the first rejects."""

    drafts: list[Draft]
    rejects: list[Reject]
    tickets: int
    rejected: int
    rows: int
    remarks: tuple[Remark, ...]


def import_file(
    database: Database,
    rulebook: Rulebook,
    source: ImportSource,
    rejects_path: Path,
    *,
    by: str,
    say: Callable[[DomainError], str] = str,
    now: datetime,
) -> Imported:
    """Import a file in one transaction: an error, a cancel or a crash leaves nothing of it.

    Rows that cannot be imported go to `rejects_path`, which appears when the import is committed, with their reasons
    as `say` puts them. Imported clocks are silent. Raises `FileRefusedError`, `CancelledError`, `RejectsFileError`,
    `NoRulesError`, `ImportCollisionError`.
    """
    with closing(_parts(source)) as parts:
        opening = cast(Opening, next(parts))
        rejects = RejectsFile(rejects_path, opening.headings, say)
        # Rows come and go by the million and hold no cycles: only they are worth the collector of garbage's time.
        gc.freeze()
        try:
            with database.write() as session:
                run = _begin(session, source, opening, by=by, now=now)
                writer = TicketWriter(session, rulebook, source.mapping, run.id, now=now)
                for batch in cast(Iterator[Batch], parts):
                    if batch.drafts:
                        writer.write(batch.drafts)
                    rejects.add(batch.rejects)
                    writer.counts.rejected += len(batch.rejects)
                    writer.counts.rows = batch.rows
                    source.progress(batch.position, opening.size, batch.rows)
                rejects.complete()
                run.counts = writer.counts.as_dict()
            return Imported(run_id=run.id, counts=writer.counts, rejects=rejects.publish(), remarks=opening.remarks)
        except (IntegrityError, CollisionError) as collision:
            raise ImportCollisionError(
                "Somebody changed the same tickets or names; nothing of “{name}” was imported: import it again.",
                name=source.path.name,
            ) from collision
        finally:
            gc.unfreeze()
            rejects.discard()


def preview_file(source: ImportSource, *, first: int = 5) -> Preview:
    """Read a file to its end and write nothing; raises what reading it raises."""
    drafts: list[Draft] = []
    rejects: list[Reject] = []
    tickets = rejected = rows = 0
    with closing(_parts(source)) as parts:
        opening = cast(Opening, next(parts))
        for batch in cast(Iterator[Batch], parts):
            if batch.drafts:
                drafts += map(batch.drafts.draft, range(min(len(batch.drafts), first - len(drafts))))
            rejects += batch.rejects[: first - len(rejects)]
            tickets, rejected, rows = tickets + len(batch.drafts or ()), rejected + len(batch.rejects), batch.rows
            source.progress(batch.position, opening.size, batch.rows)
    return Preview(
        drafts=drafts, rejects=rejects, tickets=tickets, rejected=rejected, rows=rows, remarks=opening.remarks
    )


def _parts(source: ImportSource) -> Generator[Opening | Batch, None, None]:
    work = partial(read_drafts, mapping=source.mapping, now=source.as_of, limits=source.limits)
    return read_apart(source.path, source.mapping.form, work, limits=source.limits, cancelled=source.cancelled)


def _begin(session: Session, source: ImportSource, opening: Opening, *, by: str, now: datetime) -> ImportRun:
    """Put the run on record, after any other import that is under way: two at once would add the same names."""
    # Rows that exist and that nobody changes: whoever imports locks the first one, and references to it go on.
    session.execute(select(PolicyVersion.id).order_by(PolicyVersion.id).limit(1).with_for_update(key_share=True))
    run = source.run(opening, source.mapping.name, {}, by=by, now=now)
    session.add(run)
    session.flush()
    return run
