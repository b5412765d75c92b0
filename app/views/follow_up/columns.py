"""The call list as a table: when, whom, about what, how often it was tried, and who makes the call."""

from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from app.services.handling.call_list import CallRow
from app.views.follow_up.words import tries_word
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, date_and_time, duration
from app.views.table.column import Column, Moment, Records, figures_of, words_of
from app.views.table.model import TableModel
from app.views.theme import Mark

CONTEXT = "FollowUp"
_CALLS = "application/x-floorwatch-follow-ups"
_SOON = timedelta(hours=1)
_NEVER = 2.0**62


def call_table(moment: Moment, parent: QObject | None = None) -> TableModel:
    """Make the table, empty as yet."""
    return TableModel(CALL_COLUMNS, Records(), moment, context=CONTEXT, mime_type=_CALLS, parent=parent)


def call_records(rows: tuple[CallRow, ...]) -> Records:
    """Return the rows of the table; they are found by number, customer, telephone and title."""
    return Records(
        rows, lambda row: f"{row.number} {row.customer} {row.telephone} {row.title} {row.taken_by}", lambda row: row.id
    )


def _when(row: CallRow, moment: Moment) -> str:
    """Now, or from when on somebody can be called."""
    return str(Sentence("FollowUp", "now")) if row.call_at <= moment.now else date_and_time(row.call_at, moment.zone)


def _due(row: CallRow, moment: Moment) -> str:
    if row.due_at is None:
        return "–"
    left = row.due_at - moment.now
    if left < timedelta():
        return f"▲ {Sentence('FollowUp', 'late by {span}', span=duration(-left))}"
    return f"{'◆ ' if left < _SOON else ''}{duration(left)}"


def _due_mark(rows: Records, slot: int, moment: Moment) -> Mark | None:
    due_at: datetime | None = rows.rows[slot].due_at
    if due_at is None or due_at - moment.now >= _SOON:
        return None
    return Mark.LATE if due_at < moment.now else Mark.SOON


def _turns(rows: Records) -> NDArray[np.int64]:
    """Return the order in which the rows were read, which is that in which one calls."""
    return np.arange(len(rows.rows), dtype=np.int64)


CALL_COLUMNS: tuple[Column, ...] = (
    figures_of(
        "due",
        QT_TRANSLATE_NOOP("FollowUp", "Due"),
        14,
        _due,
        lambda row: row.due_at.timestamp() if row.due_at else _NEVER,
        mark=_due_mark,
        live=True,
    ),
    Column(
        "when",
        QT_TRANSLATE_NOOP("FollowUp", "Can be called"),
        15,
        lambda rows, slot, moment: _when(rows.rows[slot], moment),
        _turns,
    ),
    words_of("customer", QT_TRANSLATE_NOOP("FollowUp", "Customer"), 14, lambda row: row.customer or "–"),
    words_of("level", QT_TRANSLATE_NOOP("FollowUp", "Level"), 9, lambda row: row.level),
    words_of("number", QT_TRANSLATE_NOOP("FollowUp", "Complaint"), 12, lambda row: row.number),
    words_of("title", QT_TRANSLATE_NOOP("FollowUp", "Subject"), 24, lambda row: row.title),
    words_of("tries", QT_TRANSLATE_NOOP("FollowUp", "Tries"), 15, tries_word),
    words_of("taken", QT_TRANSLATE_NOOP("FollowUp", "Taken by"), 10, lambda row: row.taken_by),
)
