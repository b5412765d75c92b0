"""What a value becomes inside a cell: harmless text, or the number Excel keeps for a date, a duration or a share."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any, SupportsFloat
from zoneinfo import ZoneInfo

from app.services.reporting.sheets import Kind

TEXT_LIMIT = 32_767  # UTF-16 units in one cell, Excel's own limit
RISKY_STARTS = frozenset("=+-@\t\r")  # what a spreadsheet, or a CSV saved from it, may take for a formula

Stored = str | float | bool | None

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SUSPECT = re.compile(f"{_ILLEGAL.pattern}|_x")
_READS_AS_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_DAY = timedelta(days=1)
# Excel has no days before 1900 and a false one in that year; at the far end a zone could step over the last year.
_YEARS = range(1901, 9999)


def harmless(text: str) -> str:
    """The text as it stands in the file before XML escaping: nothing illegal, nothing that reads as something else.

    Characters that XML forbids become U+FFFD, `_x0041_` is guarded (Excel would show `A`), and what does not fit is
    cut with a mark that counts the characters left out.
    """
    if 2 * len(text) <= TEXT_LIMIT and _SUSPECT.search(text) is None:
        return text
    text = _ILLEGAL.sub("\ufffd", text)
    guarded = _READS_AS_ESCAPE.sub("_x005F_", text)
    if len(guarded.encode("utf-16-le")) <= 2 * TEXT_LIMIT:
        return guarded
    room = max(0, TEXT_LIMIT - 20 - (len(guarded) - len(text)))
    kept = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return _READS_AS_ESCAPE.sub("_x005F_", kept) + f"…[+{len(text) - len(kept)}]"


def stored(kind: Kind, values: Sequence[Any], zone: ZoneInfo) -> list[Stored]:
    """The values of one column as the file keeps them; None is a blank cell.

    Text in a column of numbers stays text, and so does an instant or a day outside Excel's calendar. Raises
    ValueError for a naive datetime: whose wall time it shows could only be guessed.
    """
    return _STORED[kind](values, zone)


def _texts(values: Sequence[Any], zone: ZoneInfo) -> list[Stored]:
    return [(value if value.__class__ is str else "" if value is None else str(value)) or None for value in values]


def _numbers(values: Sequence[SupportsFloat | str | None], zone: ZoneInfo) -> list[Stored]:
    # A number that is not finite has no place in a cell and would make the whole file unreadable.
    return [
        value if value is None or value.__class__ is int or isinstance(value, str) else _finite(float(value))
        for value in values
    ]


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None


def _durations(values: Sequence[SupportsFloat | str | None], zone: ZoneInfo) -> list[Stored]:
    return [
        number if number is None or isinstance(number, str) else number / 86_400 for number in _numbers(values, zone)
    ]


def _instants(values: Sequence[datetime | str | None], zone: ZoneInfo) -> list[Stored]:
    return [_instant(value, zone) if isinstance(value, datetime) else value for value in values]


def _instant(value: datetime, zone: ZoneInfo) -> float | str:
    if value.tzinfo is None:
        raise ValueError(f"naive datetime: {value!r}")
    if value.year not in _YEARS:
        return value.isoformat(sep=" ")
    # The same as the difference of the naive wall times, at half the cost.
    return (value - _EPOCH + (value.astimezone(zone).utcoffset() or timedelta())) / _DAY


def _days(values: Sequence[date | str | None], zone: ZoneInfo) -> list[Stored]:
    return [_day(value) if isinstance(value, date) else value for value in values]


def _day(value: date) -> int | str:
    if isinstance(value, datetime):
        raise ValueError(f"an instant in a column of days: {value!r}")
    return value.toordinal() - _EPOCH.toordinal() if value.year in _YEARS else value.isoformat()


def _flags(values: Sequence[Any], zone: ZoneInfo) -> list[Stored]:
    return [None if value is None else bool(value) for value in values]


_STORED: dict[Kind, Callable[[Sequence[Any], ZoneInfo], list[Stored]]] = {
    Kind.TEXT: _texts,
    Kind.INTEGER: _numbers,
    Kind.NUMBER: _numbers,
    Kind.PERCENT: _numbers,
    Kind.DURATION: _durations,
    Kind.DATETIME: _instants,
    Kind.DATE: _days,
    Kind.FLAG: _flags,
}
