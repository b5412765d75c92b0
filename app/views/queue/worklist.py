"""The worklist as a table: its columns, their words and colours, and the countdown."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QDate, QLocale, QObject

from app.models.words import Priority
from app.services.floor.worklist_columns import NEVER, NO_TARGET, PRIORITIES, SOURCES, TARGETS, Worklist
from app.views.field_words import CONTEXT, PRIORITY_WORDS, SOURCE_WORDS, STAGE_WORDS, TARGET_WORDS
from app.views.i18n import QT_TRANSLATE_NOOP, listed, named
from app.views.queue.filter import HOUR, Urgency, urgency_of
from app.views.table.column import RIGHT, Column, Group, Moment, words
from app.views.table.model import TableModel
from app.views.theme import Mark

TICKETS = "application/x-floorwatch-tickets"
DAY = 86_400


# Paused deadlines wait behind all that run: half of the way to never.
_PAUSED = NEVER // 2


# The symbol says what the colour says.
_SIGNS: Mapping[Urgency, tuple[str, Mark | None]] = {
    Urgency.LATE: ("▲", Mark.LATE),
    Urgency.SOON: ("◆", Mark.SOON),
    # Nothing has to be said of it, and what has stands out the more.
    Urgency.FINE: ("", None),
    Urgency.PAUSED: ("‖", Mark.QUIET),
    Urgency.NONE: ("", Mark.QUIET),
}
_URGENCIES: Mapping[Urgency, str] = {
    Urgency.LATE: QT_TRANSLATE_NOOP("Worklist", "late"),
    Urgency.SOON: QT_TRANSLATE_NOOP("Worklist", "due within the hour"),
    Urgency.FINE: QT_TRANSLATE_NOOP("Worklist", "in time"),
    Urgency.PAUSED: QT_TRANSLATE_NOOP("Worklist", "paused"),
    Urgency.NONE: QT_TRANSLATE_NOOP("Worklist", "no deadline"),
}
# How far off a deadline is, for groups, in their order.
_NEARNESS = (
    (Urgency.LATE, QT_TRANSLATE_NOOP("Worklist", "Late")),
    (Urgency.SOON, QT_TRANSLATE_NOOP("Worklist", "Due within the hour")),
    (Urgency.FINE, QT_TRANSLATE_NOOP("Worklist", "Due today")),
    (Urgency.FINE, QT_TRANSLATE_NOOP("Worklist", "Due later")),
    (Urgency.PAUSED, QT_TRANSLATE_NOOP("Worklist", "Paused")),
    (Urgency.NONE, QT_TRANSLATE_NOOP("Worklist", "No deadline")),
)
_DAYS = QT_TRANSLATE_NOOP("Worklist", "{days} d")
_DATE, _DATE_WITH_YEAR = QT_TRANSLATE_NOOP("Worklist", "d MMM"), QT_TRANSLATE_NOOP("Worklist", "d MMM yyyy")
_NO_DEADLINE = QT_TRANSLATE_NOOP("Worklist", "No deadline")
# What a ticket can be marked with, the most telling first.
_FLAGS: tuple[tuple[str, str, Mark, Callable[[Worklist], NDArray[np.bool_]]], ...] = (
    ("⚑", QT_TRANSLATE_NOOP("Worklist", "High risk"), Mark.LATE, lambda rows: rows.high_risk),
    ("⊘", QT_TRANSLATE_NOOP("Worklist", "Set aside"), Mark.LATE, lambda rows: rows.set_aside),
    ("◌", QT_TRANSLATE_NOOP("Worklist", "Silent"), Mark.SOON, lambda rows: rows.silent),
    ("‖", QT_TRANSLATE_NOOP("Worklist", "Waiting"), Mark.QUIET, lambda rows: rows.waiting),
)


def remaining(seconds: int) -> str:
    """Write the time to a deadline: hours and minutes, or whole days from two on; negative when it has passed."""
    sign, span = ("-", -seconds) if seconds < 0 else ("", seconds)
    if span >= 2 * DAY:
        return sign + _said(_DAYS).format(days=span // DAY)
    return f"{sign}{span // HOUR}:{span % HOUR // 60:02}"


def worklist_table(
    rows: Worklist, moment: Moment, parent: QObject | None = None, *, beside_due: Sequence[Column] = ()
) -> TableModel:
    """Make the table of the worklist, with further columns behind the first one."""
    columns = (WORKLIST_COLUMNS[0], *beside_due, *WORKLIST_COLUMNS[1:])
    return TableModel(columns, rows, moment, context=CONTEXT, mime_type=TICKETS, parent=parent)


def _said(source: str) -> str:
    return QCoreApplication.translate(CONTEXT, source)


def _at(seconds: int, moment: Moment) -> str:
    """Write the wall time of an instant, with its year only where that is another one."""
    return "" if seconds == NEVER else _wall_time(seconds, moment.zone, moment.now.year, QLocale().name())


@lru_cache(50_000)
def _wall_time(seconds: int, zone: tzinfo, this_year: int, locale: str) -> str:
    local = datetime.fromtimestamp(seconds, zone)
    date = _said(_DATE if local.year == this_year else _DATE_WITH_YEAR)
    return QLocale(locale).toString(QDate(local.year, local.month, local.day), date) + f" {local:%H:%M}"


def _nearness(rows: Worklist, moment: Moment) -> NDArray[np.int64]:
    """Return the places of tickets in `_NEARNESS`; the day ends at midnight in the zone of the floor."""
    tomorrow = (moment.now.astimezone(moment.zone) + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    seconds = rows.due - moment.seconds
    running = np.select([seconds < 0, seconds < HOUR, rows.due < int(tomorrow.timestamp())], [0, 1, 2], 3)
    return np.select([rows.target == NO_TARGET, rows.paused], [5, 4], running)


def _nearness_label(place: int) -> str:
    urgency, said = _NEARNESS[place]
    return f"{_SIGNS[urgency][0]} {_said(said)}".strip()


def _due_order(rows: Worklist) -> NDArray[np.int64]:
    return np.where(rows.paused, _PAUSED + rows.due, rows.due)


def _due_text(rows: Worklist, slot: int, moment: Moment) -> str:
    urgency = urgency_of(rows, slot, moment)
    if urgency is Urgency.NONE:
        return "–"
    paused = urgency is Urgency.PAUSED
    left = _said(_URGENCIES[urgency]) if paused else remaining(int(rows.due[slot]) - moment.seconds)
    return f"{_SIGNS[urgency][0]} {left}".lstrip()


def _due_mark(rows: Worklist, slot: int, moment: Moment) -> Mark | None:
    return _SIGNS[urgency_of(rows, slot, moment)][1]


def _due_tip(rows: Worklist, slot: int, moment: Moment) -> str:
    urgency = urgency_of(rows, slot, moment)
    said = _said(_URGENCIES[urgency])
    if urgency is Urgency.NONE:
        return said
    target = _said(TARGET_WORDS[TARGETS[rows.target[slot]]])
    if urgency is Urgency.PAUSED:
        return named(target, said)
    left = remaining(int(rows.due[slot]) - moment.seconds)
    return listed((named(target, said), left, _at(int(rows.due[slot]), moment)))


def _target_text(rows: Worklist, slot: int, moment: Moment) -> str:
    place = rows.target[slot]
    return "" if place == NO_TARGET else _said(TARGET_WORDS[TARGETS[place]])


def _priority_mark(rows: Worklist, slot: int, moment: Moment) -> Mark | None:
    return {Priority.URGENT: Mark.LATE, Priority.HIGH: Mark.SOON, Priority.LOW: Mark.QUIET}.get(
        PRIORITIES[rows.priority[slot]]
    )


def _flags_of(rows: Worklist, slot: int) -> list[tuple[str, str, Mark]]:
    return [(symbol, said, mark) for symbol, said, mark, found in _FLAGS if found(rows)[slot]]


def _flags(rows: Worklist, slot: int, moment: Moment) -> str:
    """Say the first flag, and show the others by their symbols."""
    found = _flags_of(rows, slot)
    return " ".join([found[0][0], _said(found[0][1]), *(symbol for symbol, _, _ in found[1:])]) if found else ""


def _flags_mark(rows: Worklist, slot: int, moment: Moment) -> Mark | None:
    return next((mark for _, _, mark in _flags_of(rows, slot)), None)


def _flags_tip(rows: Worklist, slot: int, moment: Moment) -> str:
    return "\n".join(f"{symbol} {_said(said)}" for symbol, said, _ in _flags_of(rows, slot))


def _flags_order(rows: Worklist) -> NDArray[np.int64]:
    return -np.array(sum(found(rows).astype(np.int64) << place for place, (*_, found) in enumerate(_FLAGS[::-1])))


def _used(rows: Worklist, slot: int, moment: Moment) -> float | None:
    """Return the share of the time to the deadline that is over."""
    if rows.target[slot] == NO_TARGET:
        return None
    started, due = int(rows.started[slot]), int(rows.due[slot])
    return min(max((moment.seconds - started) / max(due - started, 1), 0.0), 1.0)


def _stage(rows: Worklist, slot: int, moment: Moment) -> str:
    return _said(STAGE_WORDS.get(rows.stage[slot], rows.stage[slot]))


def _by_words(name: str, nothing: str) -> Group:
    """Group by words; `nothing` is said where there are none."""
    return Group(lambda rows, moment: getattr(rows, name), lambda word: word or _said(nothing))


def _instants(name: str) -> dict[str, Any]:
    """What a column of instants needs."""
    return {
        "text": lambda rows, slot, moment: _at(int(getattr(rows, name)[slot]), moment),
        "order": lambda rows: getattr(rows, name),
        "alignment": RIGHT,
    }


WORKLIST_COLUMNS = (
    Column(
        "due",
        QT_TRANSLATE_NOOP("Worklist", "Due in"),
        9,
        _due_text,
        _due_order,
        alignment=RIGHT,
        mark=_due_mark,
        bar=_used,
        tip=_due_tip,
        live=True,
        group=Group(_nearness, _nearness_label, lambda place: _SIGNS[_NEARNESS[place][0]][1], live=True),
    ),
    Column(
        "target",
        QT_TRANSLATE_NOOP("Worklist", "Target"),
        14,
        _target_text,
        lambda rows: rows.target,
        tip=_due_tip,
        group=Group(
            lambda rows, moment: np.where(rows.target == NO_TARGET, len(TARGETS), rows.target),
            lambda place: _said(_NO_DEADLINE if place == len(TARGETS) else TARGET_WORDS[TARGETS[place]]),
        ),
    ),
    Column(
        "priority",
        QT_TRANSLATE_NOOP("Worklist", "Priority"),
        8,
        lambda rows, slot, moment: _said(PRIORITY_WORDS[PRIORITIES[rows.priority[slot]]]),
        # The most pressing first.
        lambda rows: -rows.priority,
        mark=_priority_mark,
        group=Group(lambda rows, moment: -rows.priority, lambda place: _said(PRIORITY_WORDS[PRIORITIES[-place]])),
    ),
    Column(
        "flags",
        QT_TRANSLATE_NOOP("Worklist", "Flags"),
        14,
        _flags,
        _flags_order,
        mark=_flags_mark,
        tip=_flags_tip,
    ),
    words("number", QT_TRANSLATE_NOOP("Worklist", "Number"), 11, order=lambda rows: rows.ids),
    words("title", QT_TRANSLATE_NOOP("Worklist", "Complaint"), 30),
    Column(
        "stage",
        QT_TRANSLATE_NOOP("Worklist", "Stage"),
        14,
        _stage,
        lambda rows: rows.stage,
        group=Group(lambda rows, moment: rows.stage, lambda stage: _said(STAGE_WORDS.get(stage, stage))),
    ),
    words(
        "owner",
        QT_TRANSLATE_NOOP("Worklist", "Owner"),
        12,
        group=_by_words("owner", QT_TRANSLATE_NOOP("Worklist", "No owner")),
    ),
    Column(
        "source",
        QT_TRANSLATE_NOOP("Worklist", "Source"),
        12,
        lambda rows, slot, moment: _said(SOURCE_WORDS[SOURCES[rows.source[slot]]]),
        lambda rows: rows.source,
        group=Group(lambda rows, moment: rows.source, lambda place: _said(SOURCE_WORDS[SOURCES[place]])),
    ),
    words(
        "level",
        QT_TRANSLATE_NOOP("Worklist", "Level"),
        8,
        group=_by_words("level", QT_TRANSLATE_NOOP("Worklist", "No level")),
    ),
    words(
        "category",
        QT_TRANSLATE_NOOP("Worklist", "Category"),
        20,
        group=_by_words("category", QT_TRANSLATE_NOOP("Worklist", "No category")),
    ),
    words("tags", QT_TRANSLATE_NOOP("Worklist", "Tags"), 14),
    words(
        "queue",
        QT_TRANSLATE_NOOP("Worklist", "Queue"),
        12,
        group=_by_words("queue", QT_TRANSLATE_NOOP("Worklist", "No queue")),
    ),
    Column("received", QT_TRANSLATE_NOOP("Worklist", "Received"), 13, **_instants("received")),
    Column("next_step", QT_TRANSLATE_NOOP("Worklist", "Next step"), 13, **_instants("next_step")),
)
