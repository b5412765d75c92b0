"""The declarations a workbook is written from: columns, charts and sheets, in both languages."""

from collections.abc import Callable, Iterable, Sequence, Sized
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from typing import Literal

from app.models.people import Language
from app.services.bilingual import Bilingual

EXCEL_ROWS = 1_048_576

Progress = Callable[[int, int | None], None]  # rows written, rows expected


class Kind(StrEnum):
    """What the cells of a column hold, and so how they are stored and shown."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"  # a share: 0.932 shows as 93.2%
    DURATION = "duration"  # seconds, shown as [h]:mm
    DATETIME = "datetime"  # an aware instant, stored as the wall time of the workbook's zone
    DATE = "date"
    FLAG = "flag"


FORMATS: dict[Kind, str] = {
    Kind.TEXT: "General",
    Kind.INTEGER: "#,##0",
    Kind.NUMBER: "#,##0.00",
    Kind.PERCENT: "0.0%",
    Kind.DURATION: "[h]:mm",
    Kind.DATETIME: "yyyy-mm-dd hh:mm:ss",
    Kind.DATE: "yyyy-mm-dd",
    Kind.FLAG: "General",
}

WIDTHS: dict[Kind, float] = {
    Kind.TEXT: 18,
    Kind.INTEGER: 12,
    Kind.NUMBER: 12,
    Kind.PERCENT: 14,
    Kind.DURATION: 12,
    Kind.DATETIME: 20,
    Kind.DATE: 13,
    Kind.FLAG: 9,
}


@dataclass(frozen=True)
class Column:
    """One column of a table; `width` is in characters, and 0 takes the usual width of its kind."""

    key: str
    title: Bilingual
    kind: Kind = Kind.TEXT
    width: float = 0


@dataclass(frozen=True)
class Series:
    """The cells of one column drawn in one colour (six hexadecimal digits)."""

    key: str
    colour: str


@dataclass(frozen=True)
class Chart:
    """A native chart that refers to the first `limit` rows of its sheet; all its series share one number format."""

    shape: Literal["columns", "bars", "line"]
    title: Bilingual
    categories: str
    series: Sequence[Series]
    stacked: bool = False
    limit: int = 400


@dataclass(frozen=True)
class Sheet:
    """One table on a tab of its own, with what stands above, below and beside it.

    `rows` hold one value a column and may be an iterator: it is read once, while the file is written. `total` is the
    number of rows where it is known; only then may the table continue on further tabs when one is full. Without a
    title the heading is the first row, so that other programs open the tab as a plain data set.
    """

    name: Bilingual
    table: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    total: int | None = None
    title: Bilingual | None = None
    lines: Sequence[Bilingual] = ()
    notes: Sequence[Bilingual] = ()
    charts: Sequence[Chart] = ()

    @property
    def heading_row(self) -> int:
        """The number of the row with the column headings; title, lines and a blank row stand above it."""
        return 1 if self.title is None else len(self.lines) + 3

    @property
    def capacity(self) -> int:
        """How many rows fit on one tab."""
        return EXCEL_ROWS - self.heading_row - (len(self.notes) + 1 if self.notes else 0)

    def parts(self) -> list["Sheet"]:
        """The tabs this table needs, all reading from the same rows: itself, or `Name`, `Name 2` …"""
        total = len(self.rows) if self.total is None and isinstance(self.rows, Sized) else self.total
        whole = replace(self, total=total, rows=iter(self.rows))
        return [
            whole
            if number == 1
            else replace(
                whole,
                name=Bilingual(f"{self.name.zh} {number}", f"{self.name.en} {number}"),
                table=f"{self.table}_{number}",
                charts=(),
            )
            for number in range(1, 1 + max(1, ceil((total or 0) / self.capacity)))
        ]


_COLUMN = Bilingual("列", "Column")


def headings(columns: Sequence[Column], language: Language) -> list[str]:
    """The heading texts, made what Excel asks of a named table: one line, not blank, unique whatever the case."""
    taken: set[str] = set()
    texts = []
    for number, column in enumerate(columns, 1):
        words = " ".join(column.title.of(language).split())[:240] or f"{_COLUMN.of(language)} {number}"
        text, copy = words, 2
        while text.casefold() in taken:
            text, copy = f"{words} ({copy})", copy + 1
        taken.add(text.casefold())
        texts.append(text)
    return texts
