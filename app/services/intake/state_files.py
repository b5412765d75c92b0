"""Files of agent states are imported whole or not at all, as often as one likes; what is on record already stays."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import AgentState, AgentStateSpan, Person, StateSource
from app.models.ticket import ImportRun
from app.services.database import Database
from app.services.intake.drafts import Opening, Reject
from app.services.intake.import_files import Progress
from app.services.intake.limits import LIMITS
from app.services.intake.reading import read_apart
from app.services.intake.rejects import RejectsFile
from app.services.intake.state_rows import SpanBatch, SpanRow, read_spans
from app.services.intake.tables import ENCODINGS, Form
from app.services.intake.timing import RowRefusedError
from app.services.pulse import floor_zone


@dataclass
class StateCounts:
    """What became of a file's rows; `off` are the stretches between them, in which people were not logged in."""

    rows: int = 0
    added: int = 0
    unchanged: int = 0
    rejected: int = 0
    off: int = 0


@dataclass(frozen=True, kw_only=True)
class ImportedStates:
    """What an import has done: its run, the counts, the file of rejected rows."""

    run_id: int
    counts: StateCounts
    rejects: Path | None


def import_states(
    database: Database,
    path: Path,
    rejects_path: Path,
    *,
    by: str,
    progress: Progress = lambda position, size, rows: None,
    say: Callable[[DomainError], str] = str,
    now: datetime,
) -> ImportedStates:
    """Import a file in one transaction; raises `FileRefusedError`, `CancelledError` and `RejectsFileError`.

    A row that overlaps with what is on record, or names nobody who works here, is rejected; one that is on record as it
    stands is unchanged. Between two rows of a person they were off.
    """
    with database.read() as session:
        zone = floor_zone(session)
    counts, rows = StateCounts(), list[SpanRow]()
    work = partial(read_spans, zone=zone, now=now)
    with closing(read_apart(path, Form(encodings=ENCODINGS[:3]), work, limits=LIMITS)) as parts:
        opening = cast(Opening, next(parts))
        rejects = RejectsFile(rejects_path, opening.headings, say)
        try:
            for part in parts:
                batch = cast(SpanBatch, part)
                rows += batch.rows
                rejects.add(batch.rejects)
                counts.rejected += len(batch.rejects)
                counts.rows += len(batch.rows) + len(batch.rejects)
                progress(batch.position, opening.size, counts.rows)
            with database.write() as session:
                refused = _write(session, rows, counts)
                rejects.add(sorted(refused, key=lambda reject: reject.line))
                counts.rejected += len(refused)
                rejects.complete()
                run = ImportRun(
                    file_name=path.name[:400],
                    digest=opening.digest,
                    mapping="states",
                    imported_by=by,
                    imported_at=now,
                    counts=asdict(counts),
                )
                session.add(run)
                session.flush()
            return ImportedStates(run_id=run.id, counts=counts, rejects=rejects.publish())
        finally:
            rejects.discard()


def _write(session: Session, rows: Sequence[SpanRow], counts: StateCounts) -> list[Reject]:
    """Add the spans of everybody; return the rows that cannot be."""
    named = {row.agent.casefold() for row in rows}
    # In one order everywhere, so that nobody waits for another one for ever.
    people = {
        key: id_
        for id_, name, email in session.execute(
            select(Person.id, Person.name, Person.email)
            .where(Person.active)
            .order_by(Person.id)
            .with_for_update(key_share=True)
        )
        for key in (name.casefold(), (email or "").casefold())
        if key in named
    }
    refused: list[Reject] = []
    theirs: defaultdict[int, list[SpanRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.started_at):
        if (person_id := people.get(row.agent.casefold())) is not None:
            theirs[person_id].append(row)
        else:
            refused.append(_reject(row, RowRefusedError("Nobody who works here is called so.")))
    for person_id, in_order in theirs.items():
        refused += _add(session, person_id, in_order, counts)
    return refused


def _add(session: Session, person_id: int, rows: Sequence[SpanRow], counts: StateCounts) -> list[Reject]:
    """Add the spans of one person where nothing is on record, and say that they were off between them."""
    known = session.scalars(
        select(AgentStateSpan)
        .where(
            AgentStateSpan.person_id == person_id,
            or_(AgentStateSpan.ended_at.is_(None), AgentStateSpan.ended_at >= rows[0].started_at),
        )
        .order_by(AgentStateSpan.started_at)
    ).all()
    as_known = {(span.state, span.started_at, span.ended_at) for span in known}
    line = list(known)
    added: list[AgentStateSpan] = []
    refused = []
    for row in rows:
        if (row.state, row.started_at, row.ended_at) in as_known:
            counts.unchanged += 1
            continue
        place = bisect_right(line, row.started_at, key=_begin)
        # Spans on the line do not overlap: only the neighbours can be in the way.
        if any(_overlap(row, span) for span in line[max(place - 1, 0) : place + 1]):
            refused.append(_reject(row, RowRefusedError("It overlaps with what is on record of this agent.")))
            continue
        added.append(_span(person_id, row.state, row.started_at, row.ended_at))
        line.insert(place, added[-1])
    counts.added += len(added)
    fresh = {id(span) for span in added}
    gaps = [
        _span(person_id, AgentState.OFF, before.ended_at, after.started_at)
        for before, after in pairwise(line)
        if before.ended_at and before.ended_at < after.started_at and fresh & {id(before), id(after)}
    ]
    counts.off += len(gaps)
    session.add_all([*added, *gaps])
    session.flush()
    return refused


def _span(person_id: int, state: AgentState, started_at: datetime, ended_at: datetime | None) -> AgentStateSpan:
    return AgentStateSpan(
        person_id=person_id, state=state, started_at=started_at, ended_at=ended_at, source=StateSource.IMPORT
    )


def _begin(span: AgentStateSpan) -> datetime:
    return span.started_at


def _overlap(row: SpanRow, span: AgentStateSpan) -> bool:
    begins_before = row.ended_at is None or span.started_at < row.ended_at
    return begins_before and (span.ended_at is None or row.started_at < span.ended_at)


def _reject(row: SpanRow, reason: RowRefusedError) -> Reject:
    return Reject(row.line, reason, row.cells)
