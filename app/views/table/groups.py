"""Groups of a table's rows: which row is in which, in what order they come, and which are collapsed."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.views.i18n import number
from app.views.table.column import Group, Moment
from app.views.table.order import Slots, put
from app.views.theme import Mark

_COLLAPSED = str(QT_TRANSLATE_NOOP("Table", "{label}, {count}, collapsed"))
_EXPANDED = str(QT_TRANSLATE_NOOP("Table", "{label}, {count}, expanded"))


@dataclass(frozen=True)
class Heading:
    """What stands above the rows of a group."""

    label: str
    count: int
    collapsed: bool
    mark: Mark | None

    def written(self) -> str:
        """Return label and count."""
        return f"{self.label} ({number(self.count)})"

    def spoken(self) -> str:
        """Return all of it in words, for those who do not see it."""
        said = _COLLAPSED if self.collapsed else _EXPANDED
        return QCoreApplication.translate("Table", said).format(label=self.label, count=number(self.count))


class Groups:
    """The groups of all slots by one column.

    A group is numbered when it is first met, and keeps its number. Among slots its heading is written as -1 - number:
    an array with room for both is indexed by slots from its front and by headings from its end.
    """

    def __init__(self, group: Group, rows: Any, moment: Moment) -> None:
        self._group = group
        self._number_of: defaultdict[Any, int] = defaultdict()
        self._number_of.default_factory = self._number_of.__len__
        self._values: list[Any] = []
        self._collapsed: set[int] = set()
        self._counts = self._ranked = np.empty(0, np.int64)
        # Headings whose count is another one since the rows were arranged before.
        self.recounted: Slots = np.empty(0, np.int64)
        self.read(rows, moment)

    def met(self) -> int:
        """Return how many groups there have been."""
        return len(self._values)

    def read(self, rows: Any, moment: Moment) -> None:
        """Find the groups of all rows anew."""
        self._numbers = self._find(rows, moment)

    def change(self, slots: Slots, changed: Any, moment: Moment) -> None:
        """Find the groups of the changed rows, which are at these slots."""
        self._numbers = put(self._numbers, slots, self._find(changed, moment))

    def arrange(self, visible: Slots) -> Slots:
        """Order sorted slots by group, with a heading before each and without those of collapsed groups."""
        rank = np.empty(self.met(), np.int64)
        rank[self._ranked] = np.arange(self.met())
        ranks = rank[self._numbers[visible]]
        # Numpy sorts short integers by their digits, several times as fast.
        by_group = np.argsort(ranks.astype(np.int16) if self.met() < 1 << 15 else ranks, kind="stable")
        ranks, members = ranks[by_group], visible[by_group]
        counts = np.bincount(ranks, minlength=self.met())
        self._count(counts[rank])

        collapsed = np.isin(self._ranked, list(self._collapsed))
        shown = ~collapsed[ranks]
        present = np.flatnonzero(counts)
        return np.insert(members[shown], np.searchsorted(ranks[shown], present), -1 - self._ranked[present])

    def heading(self, code: int) -> Heading:
        """Return what a heading says."""
        place = -1 - code
        value, mark = self._values[place], self._group.mark
        count = int(self._counts[place])
        return Heading(self._group.label(value), count, place in self._collapsed, mark(value) if mark else None)

    def collapse(self, code: int, collapsed: bool) -> None:
        """Hide or show the rows under a heading."""
        (self._collapsed.add if collapsed else self._collapsed.discard)(-1 - code)

    def collapse_all(self, collapsed: bool) -> None:
        """Hide or show the rows under every heading."""
        self._collapsed = set(range(self.met())) if collapsed else set()

    def _find(self, rows: Any, moment: Moment) -> Slots:
        keys = self._group.key(rows, moment)
        if isinstance(keys, list):
            numbers = np.fromiter(map(self._number_of.__getitem__, keys), np.int64, len(keys))
        else:
            distinct, places = np.unique(keys, return_inverse=True)
            numbers = np.array([self._number_of[value] for value in distinct.tolist()], np.int64)[places]
        if len(self._number_of) > len(self._values):
            self._values = list(self._number_of)
            self._ranked = np.array(sorted(range(self.met()), key=lambda place: _order(self._values[place])), np.int64)
        return numbers

    def _count(self, counts: Slots) -> None:
        before = np.zeros(len(counts), np.int64)
        before[: len(self._counts)] = self._counts
        self._counts = counts
        self.recounted = -1 - np.flatnonzero(counts != before)


def _order(value: Any) -> tuple[Any, ...]:
    """Make what groups are ordered by: numbers as they are, words without their case, and no word at the end."""
    return (value == "", value.casefold(), value) if isinstance(value, str) else (value,)
