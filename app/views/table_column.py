"""What a table is made of: rows as columns of values, what each column shows of them, and for which moment."""

from collections.abc import Callable
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
class Moment:
    """The instant for which a table is shown, and the zone in which it says times."""

    now: datetime
    zone: tzinfo

    # Asked for by every cell that counts down.
    @cached_property
    def seconds(self) -> int:
        """The instant in whole seconds since 1970."""
        return int(self.now.timestamp())


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
    text: Callable[[Any, int, Moment], str]
    order: Callable[[Any], NDArray[Any] | list[str]]
    alignment: Qt.AlignmentFlag = LEFT
    mark: Callable[[Any, int, Moment], Mark | None] | None = None
    bar: Callable[[Any, int, Moment], float | None] | None = None
    tip: Callable[[Any, int, Moment], str] | None = None
    live: bool = False
    group: Group | None = None
