"""The columns of the foreseeable events: what each cell says, and what it means when somebody writes it over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QDate

from app.models.forecast import EventKind, Repeats
from app.services.staffing.forecast.event_edits import EventRow
from app.views.forecast.words import change_word, kind_word, name_of, queue_word, repeats_word, source_word
from app.views.i18n import QT_TRANSLATE_NOOP, date_word

Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Field:
    """A column: its title, what a cell says, what an editor begins with, and what a typed value means (None: nothing).

    With `choices` the editor is a list of them, and what is typed is a place in it.
    """

    name: str
    title: str
    text: Callable[[EventRow, Mapping[int, str]], str]
    begin: Callable[[EventRow], Any] | None = None
    read: Callable[[Any], Any] | None = None
    choices: Callable[[Mapping[int, str]], Choices] | None = None
    right: bool = False


def _percent(typed: Any) -> float | None:
    """Read a change in percent, "+30" or "30 %", as a factor."""
    text = str(typed).replace("%", "").replace("−", "-").strip()
    try:
        return round(1 + float(text) / 100, 4)
    except ValueError:
        return None


def _plan(typed: Any) -> tuple[int, ...] | None:
    """Read how many people of each tier are to be ready, "1 / 3 / 2"."""
    parts = [part.strip() for part in str(typed).split("/")]
    return tuple(map(int, parts)) if len(parts) == 3 and all(part.isdecimal() for part in parts) else None


def _day(typed: Any) -> date | None:
    return date(typed.year(), typed.month(), typed.day()) if isinstance(typed, QDate) and typed.isValid() else None


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(day: date) -> str:
    return date_word(day)


def _trimmed(typed: Any) -> str:
    return str(typed).strip()


def _queues(queues: Mapping[int, str]) -> Choices:
    return [(queue_word(None), None), *((name, id_) for id_, name in queues.items())]


FIELDS = (
    Field("active", QT_TRANSLATE_NOOP("Forecast", "On"), lambda row, queues: ""),
    Field(
        "name",
        QT_TRANSLATE_NOOP("Forecast", "Event"),
        lambda row, queues: name_of(row),
        lambda row: row.name,
        _trimmed,
    ),
    Field(
        "kind",
        QT_TRANSLATE_NOOP("Forecast", "Kind"),
        lambda row, queues: kind_word(row.kind),
        lambda row: row.kind,
        choices=lambda queues: [(kind_word(each), each) for each in EventKind],
    ),
    Field(
        "queue_id",
        QT_TRANSLATE_NOOP("Forecast", "Queue"),
        lambda row, queues: queue_word(None if row.queue_id is None else queues.get(row.queue_id, "–")),
        lambda row: row.queue_id,
        choices=_queues,
    ),
    Field(
        "starts_on",
        QT_TRANSLATE_NOOP("Forecast", "From"),
        lambda row, queues: _date(row.starts_on),
        lambda row: _qt(row.starts_on),
        _day,
    ),
    Field(
        "ends_on",
        QT_TRANSLATE_NOOP("Forecast", "To"),
        lambda row, queues: _date(row.ends_on),
        lambda row: _qt(row.ends_on),
        _day,
    ),
    Field(
        "repeats",
        QT_TRANSLATE_NOOP("Forecast", "Comes back"),
        lambda row, queues: repeats_word(row.repeats),
        lambda row: row.repeats,
        choices=lambda queues: [(repeats_word(each), each) for each in Repeats],
    ),
    Field(
        "factor",
        QT_TRANSLATE_NOOP("Forecast", "Change"),
        lambda row, queues: change_word(row.factor),
        lambda row: f"{round((row.factor - 1) * 100):+d}",
        _percent,
        right=True,
    ),
    Field(
        "plan",
        QT_TRANSLATE_NOOP("Forecast", "People of tier 1 / 2 / 3"),
        lambda row, queues: " / ".join(map(str, row.plan)) if any(row.plan) else "–",
        lambda row: " / ".join(map(str, row.plan)),
        _plan,
    ),
    Field("", QT_TRANSLATE_NOOP("Forecast", "From where"), lambda row, queues: source_word(row)),
    Field(
        "note",
        QT_TRANSLATE_NOOP("Forecast", "Note"),
        lambda row, queues: row.note,
        lambda row: row.note,
        _trimmed,
    ),
)
