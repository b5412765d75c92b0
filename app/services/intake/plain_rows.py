"""Files of plain rows, read by the names of their columns in the process that reads files."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from app.models.texts import trimmed
from app.services.intake.drafts import BATCH, Opening, Reject
from app.services.intake.tables import FileRefusedError, Row, Table, shown
from app.services.intake.timing import RowRefusedError

Found = TypeVar("Found")


class Reading(NamedTuple):
    """How far the reading has come: rows and bytes up to here, and of the last portion what does not count."""

    rows: int
    position: int
    left_out: int
    rejects: list[Reject]


class Line(NamedTuple, Generic[Found]):
    """What one row says, and how it stood in the file, for whoever refuses it later."""

    number: int
    cells: list[str]
    says: Found

    def refused(self, reason: RowRefusedError) -> Reject:
        """Return the row with the reason why it is not imported."""
        return Reject(self.number, reason, self.cells)


class Cells:
    """The cells of one row by the names of their columns; one that the file has not is blank."""

    def __init__(self, row: Row, places: Mapping[str, int]) -> None:
        self._row, self._places = row, places

    def text(self, column: str) -> str:
        """Return what stands there, without the blanks around it."""
        place = self._places.get(column, len(self._row.cells))
        return trimmed(str(self._row.cells[place])) if place < len(self._row.cells) else ""

    def short(self, column: str, longest: int) -> str:
        """Return what stands there, in one line; raises `RowRefusedError` where it is longer than that."""
        text = " ".join(self.text(column).split())
        if len(text) > longest:
            raise RowRefusedError(
                "The field {field} is longer than {longest} characters.", field=column, longest=longest
            )
        return text

    def whole(self, column: str, least: int, most: int) -> int | None:
        """Return the whole number that stands there, None for nothing; raises `RowRefusedError`."""
        if not (text := self.text(column)):
            return None
        number = text.removesuffix(".0")
        if not (number.isdecimal() and least <= int(number) <= most):
            raise RowRefusedError(
                "“{text}” is no whole number from {least} to {most}.", text=shown(text), least=least, most=most
            )
        return int(number)

    def instant(self, column: str, zone: ZoneInfo) -> datetime | None:
        """Return the instant that stands there, None for nothing; without a zone of its own it is of `zone`.

        Raises `RowRefusedError`.
        """
        if not (text := self.text(column)):
            return None
        try:
            found = datetime.fromisoformat(text.replace("/", "-"))
            return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise RowRefusedError("“{text}” is no instant.", text=shown(text)) from None


def read_lines(
    table: Table, columns: Mapping[str, Sequence[str]], say: Callable[[Cells], Found], optional: Collection[str] = ()
) -> Iterator[Opening | Reading | list[Line[Found]]]:
    """Yield an `Opening`, then how the reading goes, then what `say` made of all rows, in portions.

    `columns` are the headings by which each column may be called, in lower case; in any order, beside any others.
    Raises `FileRefusedError` where one that is not `optional` is missing or stands twice.
    """
    places = _places(table, columns, optional)
    yield Opening(table.headings, table.digest, table.size, ())
    rows, read = table.rows(), 0
    lines: list[Line[Found]] = []
    while part := list(islice(rows, BATCH)):
        rejects = []
        for row in part:
            cells = [str(cell) for cell in row.cells]
            try:
                lines.append(Line(row.line, cells, say(Cells(row, places))))
            except RowRefusedError as reason:
                rejects.append(Reject(row.line, reason, cells))
        read += len(part)
        yield Reading(read, part[-1].position, 0, rejects)
    for begin in range(0, len(lines), BATCH):
        yield lines[begin : begin + BATCH]


def _places(table: Table, columns: Mapping[str, Sequence[str]], optional: Collection[str]) -> dict[str, int]:
    headings = [heading.strip().casefold() for heading in table.headings]
    places: dict[str, int] = {}
    for column, names in columns.items():
        found = [place for place, heading in enumerate(headings) if heading in names]
        if len(found) > 1 or (not found and column not in optional):
            raise FileRefusedError(
                "“{name}” needs one column called {column}.", name=table.name, column=" / ".join(names)
            )
        places.update((column, place) for place in found)
    return places
