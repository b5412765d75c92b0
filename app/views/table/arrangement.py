"""Which rows of a table are shown, and in which order: sorted, searched, filtered and grouped as arrays."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import fields, replace
from itertools import repeat
from operator import contains
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.views.table.column import Column, Moment, Rows
from app.views.table.groups import Groups
from app.views.table.order import Order, Slots, put, sort_key

Accepts = Callable[[Any, Moment], NDArray[np.bool_]]


class Arrangement:
    """Holds the rows by slots, which stay; what is shown is an array of codes: slots, and negative ones of headings."""

    # All rows; a slot that is in no order holds what is gone.
    rows: Any
    # Every slot in use, sorted.
    ordered: Slots
    _slot_of: dict[int, int]
    _order: Order
    # Which of all slots the search finds.
    _found: NDArray[np.bool_]

    def __init__(self, columns: Sequence[Column], rows: Rows, moment: Moment) -> None:
        self._columns = tuple(columns)
        self.moment = moment
        self.sorted_by, self._descending = self._columns[0], False
        self.grouped_by: Column | None = None
        self.groups: Groups | None = None
        self._accepts: Accepts | None = None
        self._words: list[str] = []
        self.take(rows)

    def take(self, rows: Rows) -> None:
        """Hold these rows instead of all others."""
        # Lists are copied, because later changes are written into them.
        self.rows = _changed_columns(rows, lambda name, column: column.copy())
        self._slot_of = dict(zip(rows.ids.tolist(), range(len(rows.ids)), strict=True))
        self.ordered = np.arange(len(rows.ids))
        self._found = self._find(rows.searched)
        self._regroup()
        self.sort_anew()

    def change(self, changed: Rows, gone: Collection[int]) -> Slots:
        """Change or add rows and take others away; return the slots of those that were there before and still are.

        The rest is neither sorted nor read again.
        """
        slots = np.array([self._slot_of.get(id_, -1) for id_ in changed.ids.tolist()], np.int64)
        added = slots < 0
        slots[added] = len(self.rows.ids) + np.arange(added.sum())
        left = [self._slot_of.pop(id_) for id_ in gone if id_ in self._slot_of]
        self._slot_of.update(zip(changed.ids.tolist(), slots.tolist(), strict=True))

        staying = self.ordered
        if left or not added.all():
            moved = np.zeros(len(self.rows.ids) + int(added.sum()), np.bool_)
            moved[slots] = moved[left] = True
            staying = self.ordered[~moved[self.ordered]]
        self.rows = _changed_columns(self.rows, lambda name, column: put(column, slots, getattr(changed, name)))
        self._order = Order(put(self._order.key, slots, self._key(changed)), self.rows.ids, self._descending)
        self.ordered = self._order.merge(staying, slots)
        self._found = put(self._found, slots, self._find(changed.searched))
        if self.groups:
            self.groups.change(slots, changed, self.moment)
        there: Slots = slots[~added]
        return there

    def search(self, text: str) -> None:
        """Find only rows that hold every word of the text."""
        self._words = text.casefold().split()
        self._found = self._find(self.rows.searched)

    def filter(self, accepts: Accepts | None) -> None:
        """Let through only rows that are accepted (None: all)."""
        self._accepts = accepts

    def tick(self, moment: Moment) -> bool:
        """Let time go on, and say whether rows have changed their groups by that."""
        self.moment = moment
        return self._regroup(live=True)

    def group(self, column: Column | None) -> None:
        """Group rows by a column that has a `group`, all expanded; None: not at all."""
        self.grouped_by = column
        self.groups = Groups(column.group, self.rows, self.moment) if column and column.group else None

    def sort(self, column: int, *, descending: bool) -> None:
        """Sort by a column."""
        self.sorted_by, self._descending = self._columns[column], descending
        self.sort_anew()

    def sort_anew(self) -> None:
        """Sort by the same column, whose values may be others now."""
        self._order = Order(self._key(self.rows), self.rows.ids, self._descending)
        self.ordered = self._order.sort(self.ordered)

    def slot_of(self, id_: int) -> int | None:
        """Return the slot of a row; None where there is none."""
        return self._slot_of.get(id_)

    def codes(self) -> int:
        """Return how many slots and headings there are."""
        return len(self.rows.ids) + (self.groups.met() if self.groups else 0)

    def changes_with_time(self) -> bool:
        """Say whether other rows may be let through as time goes on."""
        return self._accepts is not None

    def found(self) -> int:
        """Return how many rows search and filter leave, with those of collapsed groups."""
        return int(np.count_nonzero(self._accepted()[self.ordered])) if self._is_filtered() else len(self.ordered)

    def visible(self) -> Slots:
        """Return the codes of what is shown, in its order."""
        visible: Slots = self.ordered[self._accepted()[self.ordered]] if self._is_filtered() else self.ordered
        return self.groups.arrange(visible) if self.groups else visible

    def _key(self, rows: Rows) -> NDArray[Any]:
        return sort_key(self.sorted_by.order(rows), descending=self._descending)

    def _find(self, searched: list[str]) -> NDArray[np.bool_]:
        found = np.ones(len(searched), np.bool_)
        for word in self._words:
            found &= np.fromiter(map(contains, searched, repeat(word)), np.bool_, len(searched))
        return found

    def _regroup(self, *, live: bool = False) -> bool:
        """Find the groups of all rows anew, if there are any (`live`: any that change by themselves)."""
        if not self.groups or not self.grouped_by or not self.grouped_by.group:
            return False
        if live and not self.grouped_by.group.live:
            return False
        self.groups.read(self.rows, self.moment)
        return True

    def _is_filtered(self) -> bool:
        return bool(self._words or self._accepts)

    def _accepted(self) -> NDArray[np.bool_]:
        return self._found & self._accepts(self.rows, self.moment) if self._accepts else self._found


def _changed_columns(rows: Any, change: Callable[[str, Any], Any]) -> Any:
    columns = {each.name: getattr(rows, each.name) for each in fields(rows)}
    return replace(
        rows,
        **{name: change(name, column) for name, column in columns.items() if isinstance(column, list | np.ndarray)},
    )
