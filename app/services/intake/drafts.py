"""Rows become drafts of tickets, in batches, each with the rows that cannot be imported and why."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from app.services.intake.binding import Binding
from app.services.intake.draft import Drafts, joined
from app.services.intake.exchange import Remark, judge_exchange
from app.services.intake.limits import LIMITS, Limits
from app.services.intake.mapping import Mapping
from app.services.intake.tables import FileRefusedError, Row, Table, shown
from app.services.intake.timing import RowRefusedError

# Large enough that statements are few, small enough that memory is flat.
BATCH = 2_000


class Reject(NamedTuple):
    """A row that cannot be imported, as it stood, and the reason."""

    line: int
    reason: RowRefusedError
    cells: list[str]


class Opening(NamedTuple):
    """What is known of a file before its rows are."""

    headings: tuple[str, ...]
    digest: str
    size: int
    remarks: tuple[Remark, ...]


class Batch(NamedTuple):
    """Some rows' drafts (None for none) and rejects; how many rows and bytes of the file had been read by then."""

    drafts: Drafts | None
    rejects: list[Reject]
    rows: int
    position: int


def read_drafts(table: Table, mapping: Mapping, now: datetime, limits: Limits = LIMITS) -> Iterator[Opening | Batch]:
    """Yield an `Opening`, then the file's rows in batches; raise `FileRefusedError` if they do not fit."""
    require_headings(table, mapping.columns, mapping.name)
    exchange = judge_exchange(table, mapping)
    yield Opening(table.headings, table.digest, table.size, exchange.remarks)
    binding = Binding(table.headings, mapping, exchange.fields, now)
    groups = binding.groups(table.rows())
    rows = 0
    hopeful = False
    while part := list(islice(groups, BATCH)):
        drafts, rejects = _sorted_out(binding, part)
        rows += sum(map(len, part))
        hopeful = hopeful or bool(drafts)
        if not hopeful and rows >= limits.hopeless_rows:
            raise FileRefusedError(
                "None of the first {rows} rows of “{name}” fits the mapping “{mapping}”; line {line}: {reason}",
                rows=rows,
                name=table.name,
                mapping=mapping.name,
                line=rejects[0].line,
                reason=rejects[0].reason,
            )
        yield Batch(joined(drafts) if drafts else None, rejects, rows, part[-1][-1].position)
    yield Batch(None, [], rows, table.size)


def require_headings(table: Table, columns: Sequence[str], mapping: str) -> None:
    """Refuse a file that lacks headings which its mapping needs, naming those that it has."""
    missing = [name for name in columns if name not in table.headings]
    if missing:
        raise FileRefusedError(
            "“{name}” lacks the heading {missing}, which the mapping “{mapping}” needs; it has {there}.",
            name=table.name,
            missing=", ".join(f"“{name}”" for name in missing),
            mapping=mapping,
            there=", ".join(f"“{shown(name, 40)}”" for name in table.headings[:20]),
        )


def _sorted_out(binding: Binding, groups: Sequence[list[Row]]) -> tuple[list[Drafts], list[Reject]]:
    """Read groups of rows together; where one is refused, halve them until it stands alone."""
    try:
        return [binding.drafts(groups)], []
    except RowRefusedError as reason:
        if len(groups) == 1:
            return [], [Reject(row.line, reason, [str(cell) for cell in row.cells]) for row in groups[0]]
    half = len(groups) // 2
    drafts, rejects = _sorted_out(binding, groups[:half])
    more_drafts, more_rejects = _sorted_out(binding, groups[half:])
    return drafts + more_drafts, rejects + more_rejects
