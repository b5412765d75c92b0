"""The order of a table's rows: sorted by one key, the id where that is equal, and changed rows merged in.

Rows are named by their slot, the place of their values in the columns; an order is an array of slots.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.dtypes import StringDType
from numpy.typing import NDArray

Slots = NDArray[np.int64]
# What a column of numbers holds where there is none; it comes last in either direction, as empty text does.
LAST = int(np.iinfo(np.int64).max)
_AFTER_ALL_TEXT = "\U0010ffff"
# A column that grows gets room for so small a part of itself more.
_SPARE = 16


@dataclass(frozen=True)
class Order:
    """By `key`, rising or falling, and by rising id where that is equal; both have a value for every slot."""

    key: NDArray[Any]
    ids: NDArray[np.int64]
    descending: bool

    def sort(self, slots: Slots) -> Slots:
        """Return the slots in order."""
        slots = slots[np.argsort(self.ids[slots], kind="stable")]
        if not self.descending:
            return slots[np.argsort(self.key[slots], kind="stable")]
        # A stable sort of what stands backwards, turned round, leaves equal keys as they stood.
        slots = slots[::-1]
        return slots[np.argsort(self.key[slots], kind="stable")][::-1]

    def merge(self, ordered: Slots, slots: Slots) -> Slots:
        """Put slots where they belong among ordered ones: one binary search for all of them at once."""
        slots = self.sort(slots)
        keys, ids = self.key[slots], self.ids[slots]
        # Where the last one stands that comes before: found in steps that halve.
        places, step = np.full(len(slots), -1), (1 << len(ordered).bit_length()) >> 1
        while step:
            looked_at = np.minimum(places + step, len(ordered) - 1)
            there = ordered[looked_at]
            key = self.key[there]
            before = key > keys if self.descending else key < keys
            before |= (key == keys) & (self.ids[there] < ids)
            places = np.where(before, looked_at, places)
            step >>= 1
        return np.insert(ordered, places + 1, slots)


def sort_key(values: NDArray[Any] | list[str], *, descending: bool) -> NDArray[Any]:
    """Make what is compared from a column: letters without their case, and what is not there behind the rest."""
    if isinstance(values, list):
        last = "" if descending else _AFTER_ALL_TEXT
        return np.array([value.casefold() or last for value in values], StringDType())
    values = values.astype(np.int64)
    return np.where(values == LAST, -LAST, values) if descending else values


def runs(places: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the first and the last place of every run of true ones, as an array of pairs."""
    framed = np.zeros(len(places) + 2, np.bool_)
    framed[1:-1] = places
    return np.flatnonzero(framed[1:] != framed[:-1]).reshape(-1, 2) - (0, 1)


def put(column: Any, slots: Slots, values: Any) -> Any:
    """Write values into a column at slots, some of which may lie behind its end; a list is changed in place."""
    missing = max(int(slots.max(initial=-1)) + 1 - len(column), 0)
    if isinstance(column, list):
        column.extend([None] * missing)
        for slot, value in zip(slots.tolist(), values, strict=True):
            column[slot] = value
        return column
    column = _longer(column, missing) if missing else column
    column[slots] = values
    return column


def first_difference(these: NDArray[Any], those: NDArray[Any]) -> int:
    """Return how many values from the front on are the same in both."""
    both = min(len(these), len(those))
    differ = these[:both] != those[:both]
    return int(differ.argmax()) if differ.any() else both


def _longer(column: NDArray[Any], missing: int) -> NDArray[Any]:
    """Return a column with room behind its end; with room for more, so that not all is copied for each row."""
    length, room = len(column) + missing, column.base
    if room is None or len(room) < length:
        room = np.empty(length + length // _SPARE, column.dtype)
        room[: len(column)] = column
    return room[:length]
