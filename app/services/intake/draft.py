"""What the rows of a file say, before it is written: complaints column by column, because they come by the million."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import NamedTuple, TypeVar

_Value = TypeVar("_Value")


class Change(NamedTuple):
    """One row of an event log: when it was true, and those of the tracked columns that had changed."""

    at: datetime
    values: dict[str, str]


class Draft(NamedTuple):
    """One complaint, for people to look at; what its file does not say is left out."""

    line: int
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
class Drafts:
    """Complaints as their file records them: the same place in every list is the same complaint.

    `times`, `words` and `texts` go by the mapping's field names, with None or an empty text where the file says
    nothing: instants are in UTC, words are the program's own. `kept` goes by heading. `notes` are sentences on what was
    put right, `histories` the changes of an event log; both by place, where there are any. A digest changes with
    the mapped cells and with the mapping, and with nothing else.
    """

    lines: list[int]
    digests: list[str]
    times: dict[str, list[datetime | None]]
    words: dict[str, list[str | None]]
    texts: dict[str, list[str]]
    kept: list[dict[str, str]]
    notes: dict[int, tuple[str, ...]]
    histories: dict[int, tuple[Change, ...]]

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def keys(self) -> list[str]:
        """The complaints' names in the system they come from."""
        return self.texts["key"]

    @property
    def received(self) -> list[datetime]:
        """When each was received; no draft is without it."""
        return self.times["received"]  # type: ignore[return-value]

    def selected(self, places: Sequence[int]) -> "Drafts":
        """Return those at some places, in the order of the places."""

        def some(columns: dict[str, list[_Value]]) -> dict[str, list[_Value]]:
            return {name: [column[place] for place in places] for name, column in columns.items()}

        return Drafts(
            [self.lines[place] for place in places],
            [self.digests[place] for place in places],
            some(self.times),
            some(self.words),
            some(self.texts),
            [self.kept[place] for place in places],
            {new: self.notes[place] for new, place in enumerate(places) if place in self.notes},
            {new: self.histories[place] for new, place in enumerate(places) if place in self.histories},
        )

    def draft(self, place: int) -> Draft:
        """Return one complaint."""
        return Draft(
            self.lines[place],
            {name: at for name, column in self.times.items() if (at := column[place]) is not None},
            {name: word for name, column in self.words.items() if (word := column[place]) is not None},
            {name: text for name, column in self.texts.items() if (text := column[place])},
            self.kept[place],
            self.notes.get(place, ()),
            self.histories.get(place, ()),
        )


def joined(parts: Sequence[Drafts]) -> Drafts:
    """Return drafts of one mapping one after the other; raise ValueError for none."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        raise ValueError("there are no drafts to join")

    def together(columns: Sequence[dict[str, list[_Value]]]) -> dict[str, list[_Value]]:
        return {name: list(chain.from_iterable(each[name] for each in columns)) for name in columns[0]}

    def moved(parted: Iterable[dict[int, _Value]]) -> dict[int, _Value]:
        begin, found = 0, {}
        for part, values in zip(parts, parted, strict=True):
            found.update({begin + place: value for place, value in values.items()})
            begin += len(part)
        return found

    return Drafts(
        list(chain.from_iterable(part.lines for part in parts)),
        list(chain.from_iterable(part.digests for part in parts)),
        together([part.times for part in parts]),
        together([part.words for part in parts]),
        together([part.texts for part in parts]),
        list(chain.from_iterable(part.kept for part in parts)),
        moved(part.notes for part in parts),
        moved(part.histories for part in parts),
    )
