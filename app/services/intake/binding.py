"""A mapping bound to the headings of one file: one row, or one incident's rows, becomes one draft."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import NamedTuple

from app.services.intake.dates import DateFormat, Wall, ZoneClock, read_wall
from app.services.intake.mapping import Mapping, TimeField, WordField
from app.services.intake.tables import Cell, Row, shown

# What the tables of the database hold; a title is cut to fit, a name that is longer is a mistake of the file.
_LONGEST_TITLE = 400
_LONGEST = {"category": 800, "telephone": 64, "email": 320}
_LONGEST_NAME = 200
_PROSE = ("description", "reply")
_LONGEST_GROUP = 10_000
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0x200B, 0xFEFF])
_WHOLE_DAY = 86_399
_EARLIEST = date(1970, 1, 1)
# What is said of the life events that must not lie before the received time.
_EVENTS = {"first_responded": "answered", "resolved": "resolved", "closed": "closed"}


class RowRefusedError(Exception):
    """One row has a reason not to be imported."""


class Change(NamedTuple):
    """One row of an event log: when it was true, and those of the tracked columns that had changed."""

    at: datetime
    values: dict[str, str]


class Draft(NamedTuple):
    """A complaint as its file records it.

    `times`, `words` and `texts` go by the mapping's field names and leave out what the file does not say: instants
    are in UTC, words are the program's own. `kept` goes by heading; `notes` are sentences on what was put right.
    `digest` changes with the mapped cells and with the mapping, and with nothing else.
    """

    line: int
    digest: str
    times: dict[str, datetime]
    words: dict[str, str]
    texts: dict[str, str]
    kept: dict[str, str]
    notes: tuple[str, ...]
    history: tuple[Change, ...]

    @property
    def key(self) -> str:
        """The complaint's name in the system it comes from."""
        return self.texts["key"]


@dataclass(frozen=True)
class _TimeColumns:
    """Where a time field stands in this file, and how it is written."""

    name: str
    heading: str
    places: tuple[int, ...]
    formats: tuple[DateFormat, ...]
    check: tuple[str, int, tuple[DateFormat, ...]] | None
    exchanged: bool

    @cached_property
    def due(self) -> bool:
        """Whether this is the end of something: a day without an hour then means its last second."""
        return self.name.endswith("_due")


class Binding:
    """A mapping bound to one file's headings; it remembers the keys it has met."""

    def __init__(self, headings: tuple[str, ...], mapping: Mapping, exchanged: frozenset[str], now: datetime) -> None:
        self._places = {heading: place for place, heading in enumerate(headings)}
        self._width = len(headings)
        self._headings = headings
        self._mapping = mapping
        self._latest = now + timedelta(days=1)
        self._clock = ZoneClock(mapping.zone)
        self._seen: dict[str, int] = {}
        # Names repeat through a file: each is tidied once, as far as the memory of it goes.
        self._line = lru_cache(maxsize=16_384)(self._one_line)
        self._category = lru_cache(maxsize=16_384)(self._path)
        self._times = [self._columns(name, field, name in exchanged) for name, field in mapping.times.items()]
        self._texts = [(name, self._all(field.columns)) for name, field in mapping.texts.items()]
        self._words = [(name, self._all(field.columns), field) for name, field in mapping.words.items()]
        self._kept = [(name, self._places[name]) for name in mapping.keep]
        self._key = self._all(mapping.texts["key"].columns)
        self._mapped = self._all(mapping.columns)
        self._seed = blake2b(repr((mapping, sorted(exchanged))).encode(), digest_size=16)
        log = mapping.event_log
        self._log = self._columns("at", log.at, False) if log else None
        self._tracked = [(name, self._places[name]) for name in log.track] if log else []

    def groups(self, rows: Iterable[Row]) -> Iterator[list[Row]]:
        """Give the rows that make one ticket together: neighbours of one key in an event log, else each row alone."""
        if self._log is None:
            for row in rows:
                yield [row]
            return
        group: list[Row] = []
        for row in rows:
            if group and (len(group) >= _LONGEST_GROUP or self._raw_key(row) != self._raw_key(group[0])):
                yield group
                group = []
            group.append(row)
        if group:
            yield group

    def draft(self, group: list[Row]) -> Draft:
        """Return what the rows record, the last one having the last word; raise `RowRefusedError`."""
        row = group[-1]
        cells = self._full(row)
        texts = self._read_texts(cells)
        key = texts["key"]
        if (line := self._seen.get(key)) is not None:
            raise RowRefusedError(f"“{shown(key)}” stands already in line {line}; each is imported once.")
        notes: list[str] = []
        times = self._read_times(cells, notes)
        words = self._read_words(cells, times, notes)
        kept = {name: text for name, place in self._kept if (text := self._line(cells[place]))}
        history = self._history(group)
        self._seen[key] = group[0].line
        return Draft(row.line, self._digest(group), times, words, texts, kept, tuple(notes), history)

    def _digest(self, group: list[Row]) -> str:
        digest = self._seed.copy()
        for row in group:
            digest.update("\x1f".join([str(row.cells[place]) for place in self._mapped]).encode())
        return digest.hexdigest()

    def _all(self, columns: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self._places[name] for name in columns)

    def _columns(self, name: str, field: TimeField, exchanged: bool) -> _TimeColumns:
        check = (
            (field.check, self._places[field.check], tuple(map(DateFormat, field.check_formats)))
            if field.check
            else None
        )
        formats = tuple(map(DateFormat, field.formats))
        return _TimeColumns(name, " and ".join(field.columns), self._all(field.columns), formats, check, exchanged)

    def _raw_key(self, row: Row) -> list[Cell]:
        return [row.cells[place] for place in self._key if place < len(row.cells)]

    def _full(self, row: Row) -> list[Cell]:
        cells = row.cells
        if len(cells) == self._width:
            return cells
        if len(cells) > self._width and not any(cells[self._width :]):
            return cells[: self._width]
        raise RowRefusedError(f"The row has {len(cells)} cells, the heading has {self._width}.")

    def _one_line(self, cell: Cell) -> str:
        """Return a cell as one line: blanks of any width are one blank, what cannot be seen is gone."""
        text = str(cell)
        # Most cells are printable, and translating is slow.
        text = " ".join((text if text.isprintable() else text.translate(_CONTROLS)).split())
        return "" if text in self._mapping.blank else text

    def _path(self, cells: tuple[Cell, ...]) -> str:
        """Return a category's names from the root; their separator may not stand inside a name."""
        return self._fitting("category", " / ".join(p.replace(" / ", "/") for c in cells if (p := self._line(c))))

    def _fitting(self, name: str, text: str) -> str:
        if name == "title":
            return text if len(text) <= _LONGEST_TITLE else text[: _LONGEST_TITLE - 1] + "…"
        if len(text) > (longest := _LONGEST.get(name, _LONGEST_NAME)):
            raise RowRefusedError(f"The {name.replace('_', ' ')} is longer than {longest} characters.")
        return text

    def _prose(self, cell: Cell) -> str:
        """Return a cell as paragraphs, without the blanks that only laid it out."""
        text = "\n".join(filter(None, (line.strip() for line in str(cell).translate(_CONTROLS).splitlines())))
        return "" if text in self._mapping.blank else text

    def _read_texts(self, cells: list[Cell]) -> dict[str, str]:
        texts: dict[str, str] = {}
        for name, places in self._texts:
            if name in _PROSE:
                text = "\n".join(filter(None, (self._prose(cells[place]) for place in places)))
            elif name == "category":
                text = self._category(tuple([cells[place] for place in places]))
            elif len(places) == 1:
                text = self._fitting(name, self._line(cells[places[0]]))
            else:
                text = self._fitting(name, " ".join(filter(None, (self._line(cells[place]) for place in places))))
            if text:
                texts[name] = text
        if "key" not in texts:
            names = " and ".join(self._mapping.texts["key"].columns)
            raise RowRefusedError(f"{names} is blank, so the complaint has no name.")
        return texts

    def _wall(self, cells: list[Cell], columns: _TimeColumns, notes: list[str]) -> Wall | None:
        """Return the wall time of a field, None where it is blank; day and month are put right."""
        if len(columns.places) == 1:
            cell = cells[columns.places[0]]
        else:
            cell = " ".join(str(cells[place]).strip() for place in columns.places)
        if isinstance(cell, str):
            cell = cell.strip()
            if not cell or cell in self._mapping.blank:
                return None
        wall = read_wall(cell, columns.formats)
        if wall is None:
            raise RowRefusedError(f"“{shown(cell)}” in {columns.heading} is not a time as the mapping has it.")
        if columns.check:
            self._compare(wall, cells, columns)
        if columns.exchanged and wall.exchanged != wall:
            notes.append(f"{columns.heading} “{shown(cell)}” means {wall.exchanged}: day and month are exchanged.")
            return wall.exchanged
        return wall

    def _compare(self, wall: Wall, cells: list[Cell], columns: _TimeColumns) -> None:
        assert columns.check is not None
        heading, place, formats = columns.check
        cell = cells[place]
        if isinstance(cell, str):
            cell = cell.strip()
            if not cell or cell in self._mapping.blank:
                return
        checked = read_wall(cell, formats)
        if checked is None:
            raise RowRefusedError(f"“{shown(cell)}” in {heading} is not a time as the mapping has it.")
        if checked.day != wall.day:
            raise RowRefusedError(f"{columns.heading} says {wall} and {heading} says {checked}.")

    def _read_times(self, cells: list[Cell], notes: list[str]) -> dict[str, datetime]:
        """Return the instants by field; a due day without a time ends with that day."""
        times: dict[str, datetime] = {}
        repeated: dict[str, datetime] = {}
        for columns in self._times:
            wall = self._wall(cells, columns, notes)
            if wall is None:
                continue
            if wall.day < _EARLIEST:
                raise RowRefusedError(f"{columns.heading} says {wall}, which is before {_EARLIEST.year}.")
            if wall.second is None and columns.due:
                wall = Wall(wall.day, _WHOLE_DAY)
            instant = self._clock.steady(wall)
            if instant is None:
                instant, again, note = self._clock.instant(wall)
                if again:
                    repeated[columns.name] = again
                if note:
                    notes.append(f"{columns.heading}: {note}.")
            times[columns.name] = instant
        self._judge_order(times, repeated, notes)
        return times

    def _judge_order(self, times: dict[str, datetime], repeated: dict[str, datetime], notes: list[str]) -> None:
        received = times.get("received")
        if received is None:
            raise RowRefusedError(f"{' and '.join(self._mapping.times['received'].columns)} is blank.")
        if received > self._latest:
            raise RowRefusedError(f"It was received in the future, on {received:%Y-%m-%d}.")
        for name, done in _EVENTS.items():
            at = times.get(name)
            if at is None or received <= at <= self._latest:
                continue
            if at < received and repeated.get(name, at) >= received:
                at = times[name] = repeated[name]
                notes.append(f"The second passing of the hour is meant, or it was {done} before it was received.")
            if at > self._latest:
                raise RowRefusedError(f"It was {done} in the future, on {at:%Y-%m-%d}.")
            if at < received:
                reason = (
                    f"It was {done} ({at:%Y-%m-%d %H:%M} UTC) before it was received ({received:%Y-%m-%d %H:%M} UTC)."
                )
                if not self._mapping.keep_backward:
                    raise RowRefusedError(reason)
                notes.append(reason)

    def _read_words(self, cells: list[Cell], times: dict[str, datetime], notes: list[str]) -> dict[str, str]:
        words: dict[str, str] = {}
        for name, places, field in self._words:
            word = self._word(cells, places, field)
            if word:
                words[name] = word
        reached = "closed" if "closed" in times else "resolved" if "resolved" in times else None
        if "status" not in words:
            words["status"] = reached or "open"
        elif reached and words["status"] in {"open", "waiting"}:
            notes.append(f"The file calls it {words['status']} but says when it was {reached}: that stands.")
            words["status"] = reached
        return words

    def _word(self, cells: list[Cell], places: tuple[int, ...], field: WordField) -> str | None:
        if not places:
            return field.other
        value = self._line(cells[places[0]])
        if (word := field.words.get(value)) is not None:
            return word
        if not value:
            return field.other
        if field.other is None:
            raise RowRefusedError(f"The mapping does not say what “{shown(value)}” in {field.columns[0]} means.")
        return field.other

    def _history(self, group: list[Row]) -> tuple[Change, ...]:
        """Return the changes of the tracked columns, as far as the rows are an event log."""
        if self._log is None:
            return ()
        changes: list[Change] = []
        before: dict[str, str] = {}
        for row in group:
            cells = self._full(row)
            wall = self._wall(cells, self._log, [])
            if wall is None:
                raise RowRefusedError(f"{self._log.heading} is blank in line {row.line}.")
            state = {name: self._line(cells[place]) for name, place in self._tracked}
            changed = {name: value for name, value in state.items() if before.get(name, "") != value}
            if changed:
                changes.append(Change(self._clock.instant(wall).at, changed))
            before = state
        return tuple(changes)
