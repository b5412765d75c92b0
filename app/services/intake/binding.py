"""A mapping bound to the headings of one file: rows, or incidents' rows, become drafts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter

from app.services.intake.draft import Change, Drafts
from app.services.intake.mapping import Mapping, WordField
from app.services.intake.tables import Cell, Row, shown
from app.services.intake.timing import RowRefusedError, TimeColumns

# What the tables of the database hold; a title is cut to fit, a name that is longer is a mistake of the file.
_LONGEST_TITLE = 400
_LONGEST = {"category": 800, "telephone": 64, "email": 320, "order": 100}
_LONGEST_NAME = 200
_PROSE = ("description", "demand", "reply")
_LONGEST_GROUP = 10_000
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0x200B, 0xFEFF])
# The life events that must not lie before the received time.
_EVENTS = ("first_responded", "resolved", "closed")

Notes = defaultdict[int, list[str]]


class Binding:
    """A mapping bound to one file's headings; it remembers the keys it has met."""

    def __init__(self, headings: tuple[str, ...], mapping: Mapping, exchanged: frozenset[str], now: datetime) -> None:
        self._mapping = mapping
        self._width = len(headings)
        self._latest = now + timedelta(days=1)
        self._seen: dict[str, int] = {}
        places = {heading: place for place, heading in enumerate(headings)}
        self._places = places
        # Names repeat through a file: each is tidied once, as far as the memory of it goes.
        self._line = lru_cache(maxsize=16_384)(self._one_line)
        self._path = lru_cache(maxsize=16_384)(self._category)
        zone = mapping.zone
        self._times = {
            name: TimeColumns(name, field, places, zone, mapping.blank, name in exchanged)
            for name, field in mapping.times.items()
        }
        self._key = [places[name] for name in mapping.texts["key"].columns]
        # An itemgetter of one place would give the cell itself.
        self._mapped = itemgetter(*(places[name] for name in mapping.columns), self._key[0])
        self._seed = blake2b(repr((mapping, sorted(exchanged))).encode(), digest_size=16)
        log = mapping.event_log
        self._log = TimeColumns("at", log.at, places, zone, mapping.blank, False) if log else None

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

    def drafts(self, groups: Sequence[list[Row]]) -> Drafts:
        """Return what the groups record, the last row of each having the last word.

        Raise `RowRefusedError` when one of them cannot be imported; nothing of any is remembered then.
        """
        cells = [[self._full(row) for row in group] for group in groups]
        rows = [of_group[-1] for of_group in cells]
        columns = list(zip(*rows, strict=True))
        notes: Notes = defaultdict(list)
        texts = {name: self._text(name, columns) for name in self._mapping.texts}
        self._require_new(texts["key"])
        times = self._read_times(rows, notes)
        words = self._read_words(columns, times, notes)
        drafts = Drafts(
            [group[-1].line for group in groups],
            list(map(self._digest, cells)),
            times,
            words,
            texts,
            self._keep(columns),
            {place: tuple(said) for place, said in notes.items()},
            self._histories(groups, cells),
        )
        self._seen.update(zip(texts["key"], (group[0].line for group in groups), strict=True))
        return drafts

    def _raw_key(self, row: Row) -> list[Cell]:
        return [row.cells[place] for place in self._key if place < len(row.cells)]

    def _full(self, row: Row) -> list[Cell]:
        cells = row.cells
        if len(cells) == self._width:
            return cells
        if len(cells) > self._width and not any(cells[self._width :]):
            return cells[: self._width]
        raise RowRefusedError(
            "The row has {cells} cells, the heading has {headings}.", cells=len(cells), headings=self._width
        )

    def _digest(self, rows: list[list[Cell]]) -> str:
        digest = self._seed.copy()
        for cells in rows:
            digest.update("\x1f".join(map(str, self._mapped(cells))).encode())
        return digest.hexdigest()

    def _require_new(self, keys: list[str]) -> None:
        if not all(keys):
            names = " and ".join(self._mapping.texts["key"].columns)
            raise RowRefusedError("{headings} is blank, so the complaint has no name.", headings=names)
        if len(set(keys)) < len(keys):
            # Which one is found when they are read one after the other.
            raise RowRefusedError("A key stands twice.")
        for key in keys:
            if key in self._seen:
                raise RowRefusedError(
                    "“{key}” stands already in line {line}; each is imported once.",
                    key=shown(key),
                    line=self._seen[key],
                )

    def _one_line(self, cell: Cell) -> str:
        """Return a cell as one line: blanks of any width are one blank, what cannot be seen is gone."""
        text = str(cell)
        # Most cells are printable, and translating is slow.
        text = " ".join((text if text.isprintable() else text.translate(_CONTROLS)).split())
        return "" if text in self._mapping.blank else text

    def _prose(self, cell: Cell) -> str:
        """Return a cell as paragraphs, without the blanks that only laid it out."""
        text = "\n".join(filter(None, (line.strip() for line in str(cell).translate(_CONTROLS).splitlines())))
        return "" if text in self._mapping.blank else text

    def _category(self, cells: tuple[Cell, ...]) -> str:
        """Return a category's names from the root; their separator may not stand inside a name."""
        return " / ".join(part.replace(" / ", "/") for cell in cells if (part := self._line(cell)))

    def _text(self, name: str, columns: list[tuple[Cell, ...]]) -> list[str]:
        chosen = [columns[self._places[heading]] for heading in self._mapping.texts[name].columns]
        if name in _PROSE:
            return ["\n".join(filter(None, map(self._prose, cells))) for cells in zip(*chosen, strict=True)]
        if name == "category":
            texts = [self._path(cells) for cells in zip(*chosen, strict=True)]
        elif len(chosen) == 1:
            texts = list(map(self._line, chosen[0]))
        else:
            texts = [" ".join(filter(None, map(self._line, cells))) for cells in zip(*chosen, strict=True)]
        if name == "title":
            return [text if len(text) <= _LONGEST_TITLE else text[: _LONGEST_TITLE - 1] + "…" for text in texts]
        if max(map(len, texts), default=0) > (longest := _LONGEST.get(name, _LONGEST_NAME)):
            raise RowRefusedError("The field {field} is longer than {longest} characters.", field=name, longest=longest)
        return texts

    def _keep(self, columns: list[tuple[Cell, ...]]) -> list[dict[str, str]]:
        names = self._mapping.keep
        if not names:
            return [{} for _ in columns[0]]
        chosen = [map(self._line, columns[self._places[name]]) for name in names]
        return [
            {name: text for name, text in zip(names, texts, strict=True) if text} for texts in zip(*chosen, strict=True)
        ]

    def _read_times(self, rows: Sequence[list[Cell]], notes: Notes) -> dict[str, list[datetime | None]]:
        repeated: dict[tuple[str, int], datetime] = {}
        times = {name: time.instants(rows, notes, repeated) for name, time in self._times.items()}
        for received in times["received"]:
            if received is None:
                raise RowRefusedError("{heading} is blank.", heading=self._times["received"].heading)
            if received > self._latest:
                raise _in_the_future("received", received)
        for name in _EVENTS:
            column = times.get(name, [])
            for place, (received, at) in enumerate(zip(times["received"], column, strict=False)):
                if received and at and not received <= at <= self._latest:
                    column[place] = self._judged(received, at, repeated.get((name, place), at), name, notes[place])
        return times

    def _judged(self, received: datetime, at: datetime, again: datetime, name: str, notes: list[str]) -> datetime:
        """Return when something happened that seems to lie before the received time, or refuse the row."""
        if at < received <= again:
            notes.append(f"{name}: the second passing of the hour is meant, or it lies before the received time.")
            at = again
        if at > self._latest:
            raise _in_the_future(name, at)
        if at < received:
            refusal = RowRefusedError(
                "The time {field} ({early} UTC) lies before the complaint was received ({late} UTC).",
                field=name,
                early=f"{at:%Y-%m-%d %H:%M}",
                late=f"{received:%Y-%m-%d %H:%M}",
            )
            if not self._mapping.keep_backward:
                raise refusal
            notes.append(str(refusal))
        return at

    def _read_words(
        self, columns: list[tuple[Cell, ...]], times: dict[str, list[datetime | None]], notes: Notes
    ) -> dict[str, list[str | None]]:
        words = {name: self._word(field, columns) for name, field in self._mapping.words.items()}
        said = words.get("status") or [None] * len(columns[0])
        nothing: list[datetime | None] = [None] * len(said)
        ends = zip(times.get("closed", nothing), times.get("resolved", nothing), strict=True)
        reached = ["closed" if closed else "resolved" if resolved else None for closed, resolved in ends]
        for place, (word, end) in enumerate(zip(said, reached, strict=True)):
            if end and word in ("open", "waiting"):
                notes[place].append(f"The file calls it {word} but says when it was {end}: that stands.")
        words["status"] = [
            end or "open" if word is None or (end and word in ("open", "waiting")) else word
            for word, end in zip(said, reached, strict=True)
        ]
        return words

    def _word(self, field: WordField, columns: list[tuple[Cell, ...]]) -> list[str | None]:
        if not field.columns:
            return [field.other] * len(columns[0])
        values = list(map(self._line, columns[self._places[field.columns[0]]]))
        if field.other is None:
            unknown = next((value for value in values if value and value not in field.words), None)
            if unknown:
                raise RowRefusedError(
                    "The mapping does not say what “{word}” in {heading} means.",
                    word=shown(unknown),
                    heading=field.columns[0],
                )
        return [field.words.get(value, field.other) for value in values]

    def _histories(
        self, groups: Sequence[list[Row]], cells: Sequence[list[list[Cell]]]
    ) -> dict[int, tuple[Change, ...]]:
        """Return the changes of the tracked columns by place, as far as the rows are an event log."""
        if self._log is None:
            return {}
        both = zip(groups, cells, strict=True)
        return {place: self._history(group, rows, self._log) for place, (group, rows) in enumerate(both)}

    def _history(self, group: list[Row], rows: list[list[Cell]], log: TimeColumns) -> tuple[Change, ...]:
        assert self._mapping.event_log is not None
        tracked = [(name, self._places[name]) for name in self._mapping.event_log.track]
        changes: list[Change] = []
        before: dict[str, str] = {}
        for row, cells, at in zip(group, rows, log.instants(rows, defaultdict(list), {}), strict=True):
            if at is None:
                raise RowRefusedError("{heading} is blank in line {line}.", heading=log.heading, line=row.line)
            state = {name: self._line(cells[place]) for name, place in tracked}
            changed = {name: value for name, value in state.items() if before.get(name, "") != value}
            if changed:
                changes.append(Change(at, changed))
            before = state
        return tuple(changes)


def _in_the_future(name: str, at: datetime) -> RowRefusedError:
    return RowRefusedError("The time {field} lies in the future, on {day}.", field=name, day=f"{at:%Y-%m-%d}")
