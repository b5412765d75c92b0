"""The columns of the table of department tasks."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject

from app.models.sla import ClockState
from app.services.handling.task_list import TaskRow
from app.views.i18n import QT_TRANSLATE_NOOP, date_and_time
from app.views.message_words import task_due, task_state
from app.views.table.column import Column, Group, Moment, Records
from app.views.table.model import TableModel
from app.views.theme import Mark

CONTEXT = "TasksPane"
# No drag takes a task anywhere.
_MIME = "application/x-floorwatch-tasks"
_LAST = datetime.max.replace(tzinfo=UTC)


def records_of(rows: Sequence[TaskRow]) -> Records:
    """Return tasks as rows of a table, which are called by their identity."""
    return Records(rows, _said, lambda row: row.id)


def task_table(rows: Records, moment: Moment, parent: QObject | None = None) -> TableModel:
    """Make the table of the tasks."""
    return TableModel(TASK_COLUMNS, rows, moment, context=CONTEXT, mime_type=_MIME, parent=parent)


def _said(row: TaskRow) -> str:
    return " ".join((row.department, row.title, row.number, row.ticket_title, row.asked_of, row.asked_by))


def _due(rows: Any, slot: int, moment: Moment) -> str:
    return task_due(rows.rows[slot], moment.now)[0] or "–"


def _mark_of_due(rows: Any, slot: int, moment: Moment) -> Mark | None:
    return task_due(rows.rows[slot], moment.now)[1]


def _order_of_due(rows: Any) -> list[str]:
    # What was answered has no time left that anybody would wait for.
    return [(row.due_at if row.due_at and row.clock in _RUNNING else _LAST).isoformat() for row in rows.rows]


def _whole(rows: Any, slot: int, moment: Moment) -> str:
    """Everything about a task: what a narrow pane has no room for."""
    row: TaskRow = rows.rows[slot]
    parts = (f"{row.department} · {row.title}", f"{row.number} {row.ticket_title}", row.question, row.answer)
    return "\n\n".join(filter(None, parts))


def _text(name: str) -> Any:
    return lambda rows, slot, moment: getattr(rows.rows[slot], name)


def _order(name: str) -> Any:
    return lambda rows: [getattr(row, name) for row in rows.rows]


_RUNNING = (ClockState.RUNNING, ClockState.PAUSED)
TASK_COLUMNS = (
    Column(
        "due", QT_TRANSLATE_NOOP("TasksPane", "Due"), 15, _due, _order_of_due, mark=_mark_of_due, tip=_whole, live=True
    ),
    Column(
        "department",
        QT_TRANSLATE_NOOP("TasksPane", "Department"),
        12,
        _text("department"),
        _order("department"),
        tip=_whole,
        group=Group(lambda rows, moment: [row.department for row in rows.rows], str),
    ),
    Column("title", QT_TRANSLATE_NOOP("TasksPane", "Task"), 14, _text("title"), _order("title"), tip=_whole),
    Column("number", QT_TRANSLATE_NOOP("TasksPane", "Complaint"), 12, _text("number"), _order("number"), tip=_whole),
    Column(
        "state",
        QT_TRANSLATE_NOOP("TasksPane", "State"),
        18,
        lambda rows, slot, moment: task_state(rows.rows[slot])[0],
        lambda rows: [row.state for row in rows.rows],
        mark=lambda rows, slot, moment: task_state(rows.rows[slot])[1],
        tip=_whole,
    ),
    Column(
        "asked_of",
        QT_TRANSLATE_NOOP("TasksPane", "Who is asked"),
        11,
        _text("asked_of"),
        _order("asked_of"),
        tip=_whole,
    ),
    Column(
        "asked_by", QT_TRANSLATE_NOOP("TasksPane", "Asked by"), 9, _text("asked_by"), _order("asked_by"), tip=_whole
    ),
    Column(
        "asked_at",
        QT_TRANSLATE_NOOP("TasksPane", "Asked"),
        16,
        lambda rows, slot, moment: date_and_time(rows.rows[slot].asked_at, moment.zone),
        lambda rows: [row.asked_at.isoformat() for row in rows.rows],
        tip=_whole,
    ),
)
