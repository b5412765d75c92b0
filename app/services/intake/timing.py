"""The time fields of a mapping, read down their columns."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from app.errors import DomainError
from app.services.intake.dates import DateFormat, QuickTimes, Wall, ZoneClock, read_wall
from app.services.intake.mapping import TimeField
from app.services.intake.tables import Cell, shown

_EARLIEST = date(1970, 1, 1)
_WHOLE_DAY = 86_399


class RowRefusedError(DomainError):
    """One row has a reason not to be imported; fields and headings are called as the mapping calls them."""


class TimeColumns:
    """Where a time field stands in one file and how it is written."""

    def __init__(
        self,
        name: str,
        field: TimeField,
        places: dict[str, int],
        zone: str,
        blank: tuple[str, ...],
        exchanged: bool,
    ) -> None:
        self.name = name
        self.heading = " and ".join(field.columns)
        self._places = [places[heading] for heading in field.columns]
        self._formats = tuple(map(DateFormat, field.formats))
        self._blank = blank
        self._exchanged = exchanged
        self._check = field.check
        self._check_place = places[field.check] if field.check else -1
        self._check_formats = tuple(map(DateFormat, field.check_formats))
        self._clock = ZoneClock(zone)
        plain = len(self._places) == 1 and not field.check and not exchanged
        self._quick = QuickTimes(self._formats[0], self._clock, _EARLIEST) if plain else None

    def instants(
        self, rows: Sequence[list[Cell]], notes: defaultdict[int, list[str]], repeated: dict[tuple[str, int], datetime]
    ) -> list[datetime | None]:
        """Return the instants in UTC, None where nothing is written; raise `RowRefusedError`.

        What was put right is added to `notes`, the second passing of repeated hours to `repeated`, both by place. A due
        day without an hour ends with that day.
        """
        if self._quick is None:
            return [self._instant(cells, place, notes, repeated) for place, cells in enumerate(rows)]
        column, quick, found = self._places[0], self._quick, []
        for place, cells in enumerate(rows):
            at = quick(cells[column]) if cells[column] else None
            found.append(at if at or not cells[column] else self._instant(cells, place, notes, repeated))
        return found

    def _instant(
        self,
        cells: list[Cell],
        place: int,
        notes: defaultdict[int, list[str]],
        repeated: dict[tuple[str, int], datetime],
    ) -> datetime | None:
        wall = self._wall(cells, notes, place)
        if wall is None:
            return None
        if wall.day < _EARLIEST:
            raise RowRefusedError(
                "{heading} says {time}, which is before {year}.", heading=self.heading, time=wall, year=_EARLIEST.year
            )
        if wall.day == date.max:
            raise RowRefusedError("{heading} says {number}, which cannot be.", heading=self.heading, number=wall)
        if wall.second is None and self.name.endswith("_due"):
            wall = Wall(wall.day, _WHOLE_DAY)
        at, again, note = self._clock.instant(wall)
        if again:
            repeated[self.name, place] = again
        if note:
            notes[place].append(f"{self.heading}: {note}.")
        return at

    def _wall(self, cells: list[Cell], notes: defaultdict[int, list[str]], place: int) -> Wall | None:
        """Return the wall time of a field, None where it is blank; day and month are put right."""
        if len(self._places) == 1:
            cell = cells[self._places[0]]
        else:
            cell = " ".join(str(cells[each]).strip() for each in self._places)
        wall = self._read(cell, self._formats, self.heading)
        if wall is None:
            return None
        if self._check:
            checked = self._read(cells[self._check_place], self._check_formats, self._check)
            if checked and checked.day != wall.day:
                raise RowRefusedError(
                    "{heading} says {time} and {other} says {checked}.",
                    heading=self.heading,
                    time=wall,
                    other=self._check,
                    checked=checked,
                )
        if self._exchanged and wall.exchanged != wall:
            notes[place].append(f"{self.heading} “{shown(cell)}” means {wall.exchanged}: day and month are exchanged.")
            return wall.exchanged
        return wall

    def _read(self, cell: Cell, formats: tuple[DateFormat, ...], heading: str) -> Wall | None:
        if isinstance(cell, str):
            cell = cell.strip()
            if not cell or cell in self._blank:
                return None
        wall = read_wall(cell, formats)
        if wall is None:
            raise RowRefusedError(
                "“{cell}” in {heading} is not a time as the mapping has it.", cell=shown(cell), heading=heading
            )
        return wall
