"""The rows of a call-centre file become counts by queue and interval; rows that say nothing clear are named."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.services.intake.contact_mapping import ContactMapping, Outcome, OutcomeField, Treatment
from app.services.intake.drafts import BATCH, Opening, Reject, require_headings
from app.services.intake.limits import LIMITS, Limits
from app.services.intake.plain_rows import Reading
from app.services.intake.tables import Cell, FileRefusedError, Row, Table, shown
from app.services.intake.timing import RowRefusedError, TimeColumns

_LONGEST_NAME = 200
# More than a database's whole number holds is a mistake of the file.
_MOST = 1_000_000_000
# What every interval has, so that rows can add up to more than that.
_WHOLE = ("offered", "answered", "abandoned", "handle", "wait")


class IntervalCounts(NamedTuple):
    """What a file says of one queue in one interval; None where it does not."""

    queue: str
    starts_at: datetime
    offered: int
    answered: int
    abandoned: int
    answered_in_time: int | None
    abandoned_early: int | None
    handle_seconds: int
    wait_seconds: int


@dataclass
class _Sum:
    """What the rows of one queue and interval add up to; one that does not know a figure makes the sum unknown."""

    offered: float = 0
    answered: float = 0
    abandoned: float = 0
    in_time: float | None = 0
    early: float | None = 0
    handle: float = 0
    wait: float = 0

    def add(self, other: "_Sum") -> None:
        self.offered += other.offered
        self.answered += other.answered
        self.abandoned += other.abandoned
        self.in_time = None if self.in_time is None or other.in_time is None else self.in_time + other.in_time
        self.early = None if self.early is None or other.early is None else self.early + other.early
        self.handle += other.handle
        self.wait += other.wait


def read_counts(
    table: Table, mapping: ContactMapping, within: int, now: datetime, limits: Limits = LIMITS
) -> Iterator[Opening | Reading | list[IntervalCounts]]:
    """Yield an `Opening`, then how the reading goes, then all intervals in order, in portions.

    Raises `FileRefusedError`.
    `within` is the floor's threshold in seconds: of files of single contacts, who waited no longer is counted here.
    """
    require_headings(table, mapping.columns, mapping.name)
    yield Opening(table.headings, table.digest, table.size, ())
    binding = _Binding(table.headings, mapping, within, now)
    rows = table.rows()
    read = 0
    hopeful = False
    while part := list(islice(rows, BATCH)):
        counted = left_out = 0
        rejects = []
        for row in part:
            try:
                if binding.take(row):
                    counted += 1
                else:
                    left_out += 1
            except RowRefusedError as reason:
                rejects.append(Reject(row.line, reason, [str(cell) for cell in row.cells]))
        read += len(part)
        hopeful = hopeful or counted > 0
        if not hopeful and rejects and read >= limits.hopeless_rows:
            raise FileRefusedError(
                "None of the first {rows} rows of “{name}” fits the mapping “{mapping}”; line {line}: {reason}",
                rows=read,
                name=table.name,
                mapping=mapping.name,
                line=rejects[0].line,
                reason=rejects[0].reason,
            )
        yield Reading(read, part[-1].position, left_out, rejects)
    intervals = iter(binding.intervals())
    while portion := list(islice(intervals, BATCH)):
        yield portion


class _Binding:
    """A mapping bound to the headings of one file; it adds up what it is given."""

    def __init__(self, headings: tuple[str, ...], mapping: ContactMapping, within: int, now: datetime) -> None:
        self._mapping, self._within, self._latest = mapping, within, now + timedelta(days=1)
        self._width = len(headings)
        places = {heading: place for place, heading in enumerate(headings)}
        self._places = {name: places[heading] for name, heading in mapping.texts.items()}
        self._at = TimeColumns("at", mapping.at, places, mapping.zone, mapping.blank, False)
        self._only = [(places[heading], frozenset(values)) for heading, values in mapping.only.items()]
        self._outcome = places[mapping.outcome.column] if mapping.outcome else -1
        self._zone = ZoneInfo(mapping.zone)
        self._length = timedelta(minutes=mapping.minutes)
        self._midnight = lru_cache(maxsize=4_096)(self._midnight_of)
        self._seen: set[int] | None = set() if mapping.repeated_rows is Treatment.IGNORED else None
        self._sums: dict[tuple[str, datetime], _Sum] = {}

    def take(self, row: Row) -> bool:
        """Count a row; False where the mapping leaves it out. Raises `RowRefusedError`."""
        cells = row.cells
        if len(cells) != self._width:
            if len(cells) < self._width or any(cells[self._width :]):
                raise RowRefusedError(
                    "The row has {cells} cells, the heading has {headings}.", cells=len(cells), headings=self._width
                )
            cells = cells[: self._width]
        if any(self._said(cells[place]) not in values for place, values in self._only):
            return False
        if self._seen is not None:
            same = hash(tuple(map(str, cells)))
            if same in self._seen:
                return False
            self._seen.add(same)
        outcome = self._mapping.outcome
        figures = self._contacts(cells, outcome) if outcome else self._interval(cells)
        if figures is None:
            return False
        key = self._queue(cells), self._start(cells)
        whole = self._sums.setdefault(key, _Sum())
        for name in _WHOLE:
            if (number := getattr(whole, name) + getattr(figures, name)) > _MOST:
                heading = self._mapping.texts.get(name, name)
                raise RowRefusedError(
                    "{heading} says {number}, which cannot be.", heading=heading, number=f"{number:g}"
                )
        whole.add(figures)
        return True

    def intervals(self) -> list[IntervalCounts]:
        """Return the sums, in the order of time and queue."""
        return [
            IntervalCounts(
                queue,
                at,
                round(each.offered),
                round(each.answered),
                round(each.abandoned),
                None if each.in_time is None else round(each.in_time),
                None if each.early is None else round(each.early),
                round(each.handle),
                round(each.wait),
            )
            for (queue, at), each in sorted(self._sums.items(), key=lambda item: (item[0][1], item[0][0]))
        ]

    def _contacts(self, cells: Sequence[Cell], field: OutcomeField) -> _Sum | None:
        """Return what the contacts of a row add up to; None where they are none of a queue's."""
        word = self._said(cells[self._outcome])
        outcome = field.words.get(word)
        if outcome is None:
            raise RowRefusedError(
                "The mapping does not say what “{word}” in {heading} means.", word=shown(word), heading=field.column
            )
        count = self._number("count", cells, 1.0)
        wait, handle = self._seconds("wait", cells), self._seconds("handle", cells)
        if "wait_and_handle" in self._places:
            wait = max(self._seconds("wait_and_handle", cells) - handle, 0.0)
        at_once = outcome is Outcome.ABANDONED and not wait and field.hung_up_at_once is Treatment.IGNORED
        if outcome is Outcome.IGNORED or at_once or not count:
            return None
        answered = outcome is Outcome.ANSWERED
        # How long each of several waited nobody knows.
        soon = count * (wait <= self._within) if "wait" in self._places and "count" not in self._places else None
        return _Sum(
            count,
            count if answered else 0,
            0 if answered else count,
            soon if answered or soon is None else 0,
            0 if answered and soon is not None else soon,
            handle if answered else 0,
            wait,
        )

    def _interval(self, cells: Sequence[Cell]) -> _Sum:
        """Return the figures of a row that is an interval; who was not answered hung up, where nobody says."""
        offered, answered = self._number("offered", cells), self._number("answered", cells)
        abandoned = self._number("abandoned", cells, max(offered - answered, 0.0))
        in_time, early = self._known("answered_in_time", cells), self._known("abandoned_early", cells)
        for part, whole, name in ((in_time, answered, "answered_in_time"), (early, abandoned, "abandoned_early")):
            if part is not None and part > whole:
                raise RowRefusedError(
                    "{heading} says {part}, more than there were at all ({whole}).",
                    heading=self._mapping.texts[name],
                    part=f"{part:g}",
                    whole=f"{whole:g}",
                )
        handle, wait = self._seconds("handle", cells), self._seconds("wait", cells)
        if "wait_and_handle" in self._places:
            wait = max(self._seconds("wait_and_handle", cells) - handle, 0.0)
        return _Sum(offered, answered, abandoned, in_time, early, handle, wait)

    def _queue(self, cells: Sequence[Cell]) -> str:
        queues = self._mapping.queues
        if "queue" not in self._places:
            return queues["all"]
        word = self._said(cells[self._places["queue"]])
        name = queues.get(word, word or queues.get("all", ""))
        if not name:
            raise RowRefusedError("{heading} is blank.", heading=self._mapping.texts["queue"])
        if len(name) > _LONGEST_NAME:
            raise RowRefusedError(
                "The field {field} is longer than {longest} characters.", field="queue", longest=_LONGEST_NAME
            )
        return name

    def _start(self, cells: Sequence[Cell]) -> datetime:
        """Return when the interval of a row begins: counted from the midnight of its zone."""
        [at] = self._at.instants([list(cells)], defaultdict(list), {})
        if at is None:
            raise RowRefusedError("{heading} is blank.", heading=self._at.heading)
        if at > self._latest:
            raise RowRefusedError("The time {field} lies in the future, on {day}.", field="at", day=f"{at:%Y-%m-%d}")
        midnight = self._midnight(at.astimezone(self._zone).date())
        return midnight + (at - midnight) // self._length * self._length

    def _midnight_of(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC)

    def _said(self, cell: Cell) -> str:
        text = " ".join(str(cell).split())
        return "" if text in self._mapping.blank else text

    def _known(self, name: str, cells: Sequence[Cell]) -> float | None:
        if name not in self._places or not self._said(cells[self._places[name]]):
            return None
        return self._number(name, cells)

    def _number(self, name: str, cells: Sequence[Cell], default: float = 0.0) -> float:
        """Return the number of a column; the default where the mapping has none or the cell is blank."""
        return self._read(name, cells, default, float)

    def _seconds(self, name: str, cells: Sequence[Cell]) -> float:
        return self._read(name, cells, 0.0, _seconds_of)

    def _read(self, name: str, cells: Sequence[Cell], default: float, convert: Callable[[str], float]) -> float:
        if name not in self._places:
            return default
        text = self._said(cells[self._places[name]])
        if not text:
            return default
        heading = self._mapping.texts[name]
        try:
            found = convert(text)
        except ValueError:
            raise RowRefusedError("“{cell}” in {heading} is not a number.", cell=shown(text), heading=heading) from None
        if not 0 <= found <= _MOST:
            raise RowRefusedError("{heading} says {number}, which cannot be.", heading=heading, number=shown(text))
        return found


def _seconds_of(text: str) -> float:
    """Return what “153”, “2:33” or “0:02:33” says in seconds; raises `ValueError`."""
    parts = [float(part) for part in text.split(":")]
    if len(parts) > 3 or any(part >= 60 for part in parts[1:]):
        raise ValueError(text)
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + part
    return seconds
