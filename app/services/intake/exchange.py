"""Whether days and months stand exchanged in a file is not believed but judged by the order of its numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple

from app.services.intake.dates import DateFormat, Wall, read_wall
from app.services.intake.mapping import Mapping, TimeField
from app.services.intake.tables import Table

_SAMPLE = 50_000


class Remark(NamedTuple):
    """Whether day and month of a heading are exchanged, and over how many days the days wander either way."""

    heading: str
    numbers: str
    exchanged: bool
    days_as_written: int
    days_exchanged: int

    def __str__(self) -> str:
        return (
            f"In {self.heading}, day and month are {'exchanged' if self.exchanged else 'as written'}: "
            f"in the order of {self.numbers}, the days wander over {self.days_as_written} days as written "
            f"and over {self.days_exchanged} exchanged."
        )


@dataclass(frozen=True)
class Exchange:
    """The time fields in which day and month are exchanged for days 1 to 12, and how that is known."""

    fields: frozenset[str] = frozenset()
    remarks: tuple[Remark, ...] = ()


def judge_exchange(table: Table, mapping: Mapping) -> Exchange:
    """Read a sample of the file and compare both readings with a column of numbers that rose with time.

    The reading under which time wanders less is taken; without evidence the mapping's word stands.
    """
    exchanged: set[str] = set()
    remarks = []
    for name, field in mapping.times.items():
        if field.exchanged_unless is None:
            continue
        walls = [wall for _, wall in sorted(_numbered(table, field), key=lambda pair: pair[0])]
        written, swapped = _wandering(walls), _wandering(wall.exchanged for wall in walls)
        if swapped <= written:
            exchanged.add(name)
        remarks.append(Remark(field.columns[0], field.exchanged_unless, swapped <= written, written, swapped))
    return Exchange(frozenset(exchanged), tuple(remarks))


def _numbered(table: Table, field: TimeField) -> Iterator[tuple[int, Wall]]:
    """Give the sample's numbers with the days beside them, where both can be read."""
    places = [table.headings.index(name) for name in field.columns]
    number_place = table.headings.index(field.exchanged_unless or "")
    formats = [DateFormat(text) for text in field.formats]
    for row in islice(table.rows(), _SAMPLE):
        if len(row.cells) < len(table.headings):
            continue
        number = str(row.cells[number_place]).strip()
        cells = [row.cells[place] for place in places]
        wall = read_wall(cells[0] if len(cells) == 1 else " ".join(str(cell).strip() for cell in cells), formats)
        if wall and number.isascii() and number.isdigit():
            yield int(number[:30]), wall


def _wandering(walls: Iterable[Wall]) -> int:
    """Sum up the days from one to the next, forward and backward: no less than the file's span, if in order."""
    days = [wall.day.toordinal() for wall in walls]
    return sum(abs(later - earlier) for earlier, later in pairwise(days))
