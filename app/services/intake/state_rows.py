"""The rows of a file of agent states: whose, which, from when to when; read in the process that reads files."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.models.people import AgentState
from app.services.intake.drafts import Opening, Reject
from app.services.intake.tables import Cell, FileRefusedError, Row, Table, shown
from app.services.intake.timing import RowRefusedError

# Its columns, by any of these names; in any order, beside any others.
COLUMNS = {
    "agent": ("agent", "坐席", "客服"),
    "state": ("state", "状态", "坐席状态"),
    "started_at": ("started_at", "start", "开始时间", "开始"),
    "ended_at": ("ended_at", "end", "结束时间", "结束"),
}
_WORDS = {
    "就绪": AgentState.READY,
    "处理中": AgentState.HANDLING,
    "通话": AgentState.HANDLING,
    "话后": AgentState.WRAP_UP,
    "小休": AgentState.BREAK,
    "培训": AgentState.TRAINING,
    "离岗": AgentState.OFF,
} | {str(state): state for state in AgentState}
_AT_ONCE = 1_000


class SpanRow(NamedTuple):
    """One row: its line and cells as they stood, and the span that it says; no end: it goes on."""

    line: int
    cells: list[str]
    agent: str
    state: AgentState
    started_at: datetime
    ended_at: datetime | None


class SpanBatch(NamedTuple):
    """Some rows, and those that cannot be read; how many bytes of the file had been read by then."""

    rows: list[SpanRow]
    rejects: list[Reject]
    position: int


def read_spans(table: Table, *, zone: str, now: datetime) -> Iterator[Opening | SpanBatch]:
    """Yield what is known of the file, then its rows; an instant without a zone is of `zone`."""
    headings = [heading.strip().casefold() for heading in table.headings]
    places = {}
    for column, names in COLUMNS.items():
        found = [place for place, heading in enumerate(headings) if heading in names]
        if len(found) != 1:
            raise FileRefusedError(
                "“{name}” needs one column called {column}.", name=table.name, column=" / ".join(names)
            )
        places[column] = found[0]
    yield Opening(table.headings, table.digest, table.size, ())
    batch, position = SpanBatch([], [], 0), 0
    for row in table.rows():
        position = row.position
        try:
            batch.rows.append(_span(row, places, ZoneInfo(zone), now))
        except RowRefusedError as reason:
            batch.rejects.append(Reject(row.line, reason, [str(cell) for cell in row.cells]))
        if len(batch.rows) + len(batch.rejects) >= _AT_ONCE:
            yield batch._replace(position=position)
            batch = SpanBatch([], [], 0)
    yield batch._replace(position=position)


def _span(row: Row, places: dict[str, int], zone: ZoneInfo, now: datetime) -> SpanRow:
    cells = {column: row.cells[place] if place < len(row.cells) else "" for column, place in places.items()}
    agent, word = str(cells["agent"]).strip(), str(cells["state"]).strip().casefold()
    if not agent:
        raise RowRefusedError("There is no agent.")
    if word not in _WORDS:
        raise RowRefusedError("“{word}” is no state.", word=shown(word))
    started_at = _instant(cells["started_at"], zone)
    ended_at = _instant(cells["ended_at"], zone) if cells["ended_at"] else None
    if started_at is None:
        raise RowRefusedError("There is no beginning.")
    if ended_at is not None and ended_at <= started_at:
        raise RowRefusedError("It ends before it begins.")
    if max(started_at, ended_at or started_at) > now:
        raise RowRefusedError("It lies in the future.")
    return SpanRow(row.line, [str(cell) for cell in row.cells], agent, _WORDS[word], started_at, ended_at)


def _instant(cell: Cell, zone: ZoneInfo) -> datetime | None:
    if isinstance(cell, str):
        if not (text := cell.strip().replace("/", "-")):
            return None
        try:
            cell = datetime.fromisoformat(text)
        except ValueError:
            raise RowRefusedError("“{text}” is no instant.", text=shown(text)) from None
    return (cell if cell.tzinfo else cell.replace(tzinfo=zone)).astimezone(UTC)
