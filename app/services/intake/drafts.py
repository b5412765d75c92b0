"""Rows become drafts of tickets, in batches, each with the rows that cannot be imported and why."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from app.services.intake.binding import Binding, Draft, RowRefusedError
from app.services.intake.exchange import judge_exchange
from app.services.intake.limits import LIMITS, Limits
from app.services.intake.mapping import Mapping
from app.services.intake.tables import FileRefusedError, Table, shown

# Small enough that a batch is forgotten before the collector of garbage takes it for long-lived.
BATCH = 500


class Reject(NamedTuple):
    """A row that cannot be imported, as it stood, and the reason."""

    line: int
    reason: str
    cells: list[str]


class Opening(NamedTuple):
    """What is known of a file before its rows are."""

    headings: tuple[str, ...]
    digest: str
    size: int
    remark: str


class Batch(NamedTuple):
    """Some rows' drafts and rejects, with how many rows and bytes of the file had been read by then."""

    drafts: list[Draft]
    rejects: list[Reject]
    rows: int
    position: int


def read_drafts(table: Table, mapping: Mapping, now: datetime, limits: Limits = LIMITS) -> Iterator[Opening | Batch]:
    """Yield an `Opening`, then the file's rows in batches; raise `FileRefusedError` if they do not fit."""
    missing = [name for name in mapping.columns if name not in table.headings]
    if missing:
        raise FileRefusedError(
            "“{name}” lacks the heading {missing}, which the mapping “{mapping}” needs; it has {there}.",
            name=table.name,
            missing=", ".join(f"“{name}”" for name in missing),
            mapping=mapping.name,
            there=", ".join(f"“{shown(name, 40)}”" for name in table.headings[:20]),
        )
    exchange = judge_exchange(table, mapping)
    yield Opening(table.headings, table.digest, table.size, exchange.remark)
    binding = Binding(table.headings, mapping, exchange.fields, now)
    drafts: list[Draft] = []
    rejects: list[Reject] = []
    rows = position = 0
    hopeful = False
    for group in binding.groups(table.rows()):
        try:
            drafts.append(binding.draft(group))
        except RowRefusedError as reason:
            rejects += [Reject(row.line, str(reason), [str(cell) for cell in row.cells]) for row in group]
        rows += len(group)
        position = group[-1].position
        hopeful = hopeful or bool(drafts)
        if not hopeful and rows >= limits.hopeless_rows:
            raise FileRefusedError(
                "None of the first {rows} rows of “{name}” fits the mapping “{mapping}”; line {line}: {reason}",
                rows=rows,
                name=table.name,
                mapping=mapping.name,
                line=rejects[-1].line,
                reason=rejects[-1].reason,
            )
        if len(drafts) + len(rejects) >= BATCH:
            yield Batch(drafts, rejects, rows, position)
            drafts, rejects = [], []
    yield Batch(drafts, rejects, rows, table.size)
