"""What a table is made of: rows as columns of values, what each column shows of them, and for which moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from app.views.theme import Mark

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Rows(Protocol):
    """A frozen dataclass whose lists and arrays are columns; `searched` is case-folded text."""

    @property
    def ids(self) -> NDArray[np.int64]:
        """What the rows are called, whatever their order."""

    @property
    def searched(self) -> list[str]:
        """What a search looks at."""


@dataclass(frozen=True)
class Records:
    """Rows that are records: `said` returns what a search looks at, `called` the id of each; without it, its place."""

    rows: Sequence[Any] = ()
    said: Callable[[Any], str] = lambda _: ""
    called: Callable[[Any], int] | None = None

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """What the rows are called."""
        return np.array([*map(self.called, self.rows)] if self.called else range(len(self.rows)), np.int64)

    @cached_property
    def searched(self) -> list[str]:
        """What a search looks at."""
        return [self.said(each).casefold() for each in self.rows]


@dataclass(frozen=True)
class Moment:
    """The instant for which a table is shown, and the zone in which it says times."""

    now: datetime
    zone: tzinfo

    # Asked for by every cell that counts down.
    @cached_property
    def seconds(self) -> int:
        """The instant in whole seconds since 1970."""
        return int(self.now.timestamp())


# What a cell says, of the rows, a slot in them and the moment.
Text = Callable[[Any, int, Moment], str]


@dataclass(frozen=True)
class Group:
    """How rows are grouped by a column: rows with equal keys are one group, and groups come in the order of keys.

    A key is a number or a word, and `label` and `mark` are given it. The keys of a `live` one change by themselves.
    """

    key: Callable[[Any, Moment], NDArray[Any] | list[str]]
    label: Callable[[Any], str]
    mark: Callable[[Any], Mark | None] | None = None
    live: bool = False


@dataclass(frozen=True)
class Column:
    """What one column of a table shows; every function is given the rows, a slot in them and the moment.

    `title` is source text, `width` counts digits. `order` gives what is sorted by: numbers, or text. A `mark` gives
    the text its colour, and the text then says the same in words or by a symbol. A `bar` below the text, in the same
    colour, shows a share (1 is all). A `live` column changes by itself. Without a `group` rows are not grouped by it.
    """

    key: str
    title: str
    width: int
    text: Text
    order: Callable[[Any], NDArray[Any] | list[str]]
    alignment: Qt.AlignmentFlag = LEFT
    mark: Callable[[Any, int, Moment], Mark | None] | None = None
    bar: Callable[[Any, int, Moment], float | None] | None = None
    tip: Text | None = None
    live: bool = False
    group: Group | None = None


def words(
    key: str,
    title: str,
    width: int,
    *,
    of: str = "",
    order: Callable[[Any], NDArray[Any]] | None = None,
    tip: Text | None = None,
    group: Group | None = None,
) -> Column:
    """Return a column of words, which the rows list by its key or by another name; they are the tip as well."""
    name = of or key

    def text(rows: Any, slot: int, moment: Moment) -> Any:
        return getattr(rows, name)[slot]

    return Column(key, title, width, text, order or (lambda rows: getattr(rows, name)), tip=tip or text, group=group)


def words_of(key: str, title: str, width: int, text: Callable[[Any], str], **more: Any) -> Column:
    """Return a column of a table whose `rows.rows` are records: of words that are asked of each record."""

    def order(rows: Any) -> list[str]:
        return [text(each) for each in rows.rows]

    return Column(key, title, width, lambda rows, slot, moment: text(rows.rows[slot]), order, **more)


def figures_of(
    key: str,
    title: str,
    width: int,
    text: Callable[[Any, Moment], str],
    order: Callable[[Any], float],
    **more: Any,
) -> Column:
    """Return a column of a table whose `rows.rows` are records, ordered by a number that is asked of each of them."""

    def numbers(rows: Any) -> NDArray[Any]:
        return np.array([order(each) for each in rows.rows], np.float64)

    return Column(key, title, width, lambda rows, slot, moment: text(rows.rows[slot], moment), numbers, **more)
