"""The tables of activations: people to pick, calls under way, activations that were; and their columns."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QObject

from app.models.activation import CallOutState
from app.services.floor.activation.reading import ActivationRow, CallOutRow
from app.views.activation.words import (
    ACTIVATION_STATES,
    CONTEXT,
    adherence,
    adherence_in_full,
    countdown,
    money,
    planned,
    say,
    state_in_words,
    state_mark,
    tier_word,
)
from app.views.i18n import QT_TRANSLATE_NOOP, date_and_time, duration, number, time_of_day
from app.views.table.column import RIGHT, Column, Moment, Records, figures_of, words_of
from app.views.table.model import TableModel

_CALLS, _ACTIVATIONS = "application/x-floorwatch-calls", "application/x-floorwatch-activations"


def activation_rows(rows: Sequence[CallOutRow] | Sequence[ActivationRow] = ()) -> Records:
    """Put rows into one of the tables."""
    return Records(rows, called=lambda row: row.id)


def call_table(moment: Moment, parent: QObject) -> TableModel:
    """Make the table of the calls of one activation."""
    return TableModel(_CALL_COLUMNS, Records(), moment, context=CONTEXT, mime_type=_CALLS, parent=parent)


def history_table(moment: Moment, parent: QObject) -> TableModel:
    """Make the table of activations."""
    return TableModel(_HISTORY_COLUMNS, Records(), moment, context=CONTEXT, mime_type=_ACTIVATIONS, parent=parent)


def _order(row: CallOutRow) -> float:
    return list(_ORDER).index(row.state) * 10_000 + row.tier * 1_000 + row.rank


_ORDER = (
    CallOutState.CALLED,
    CallOutState.ACCEPTED,
    CallOutState.ON,
    CallOutState.DECLINED,
    CallOutState.TIMED_OUT,
    CallOutState.RELEASED,
    CallOutState.WITHDRAWN,
    CallOutState.PROPOSED,
)


def _called(row: CallOutRow, moment: Moment) -> str:
    return time_of_day(row.called_at, moment.zone) if row.called_at else ""


def _lasted(row: ActivationRow, moment: Moment) -> str:
    return duration((row.ended_at or moment.now) - row.started_at)


def _cost(row: ActivationRow, moment: Moment) -> str:
    return "" if row.drill else money(sum(each.cost(moment.now) for each in row.call_outs))


def _helped(row: ActivationRow) -> int:
    return sum(each.on_at is not None for each in row.call_outs)


def _what(row: ActivationRow) -> str:
    whole = say(QT_TRANSLATE_NOOP("Activation", "Whole floor"))
    drill = say(QT_TRANSLATE_NOOP("Activation", "DRILL")) + " · " if row.drill else ""
    return f"{drill}{row.queue or whole}"


_CALL_COLUMNS = (
    figures_of(
        "state",
        QT_TRANSLATE_NOOP("Activation", "State"),
        13,
        lambda row, moment: state_in_words(row.state),
        _order,
        mark=lambda rows, slot, moment: state_mark(rows.rows[slot].state),
    ),
    words_of("name", QT_TRANSLATE_NOOP("Activation", "Name"), 10, lambda row: row.name),
    figures_of(
        "left",
        QT_TRANSLATE_NOOP("Activation", "Then"),
        17,
        lambda row, moment: countdown(row, moment.now, moment.zone),
        lambda row: (row.answer_by or datetime.max.replace(tzinfo=UTC)).timestamp(),
        live=True,
        mark=lambda rows, slot, moment: state_mark(rows.rows[slot].state),
    ),
    figures_of(
        "planned",
        QT_TRANSLATE_NOOP("Activation", "Scheduled"),
        12,
        lambda row, moment: planned(row, moment.zone),
        lambda row: row.kept.starts_at.timestamp() if row.kept and row.kept.starts_at else 0.0,
    ),
    figures_of(
        "adherence",
        QT_TRANSLATE_NOOP("Activation", "Adherence"),
        9,
        lambda row, moment: adherence(row),
        lambda row: row.kept.share if row.kept and row.kept.share is not None else -1.0,
        alignment=RIGHT,
        tip=lambda rows, slot, moment: adherence_in_full(rows.rows[slot]),
    ),
    figures_of(
        "tier",
        QT_TRANSLATE_NOOP("Activation", "Tier"),
        13,
        lambda row, moment: tier_word(row.tier),
        lambda row: row.tier,
    ),
    figures_of(
        "called",
        QT_TRANSLATE_NOOP("Activation", "Called"),
        7,
        _called,
        lambda row: row.called_at.timestamp() if row.called_at else 0.0,
    ),
    words_of("donor", QT_TRANSLATE_NOOP("Activation", "From queue"), 12, lambda row: row.donor or ""),
    words_of("token", QT_TRANSLATE_NOOP("Activation", "Mark"), 12, lambda row: f"#{row.token}" if row.token else ""),
)
_HISTORY_COLUMNS: tuple[Column, ...] = (
    figures_of(
        "started",
        QT_TRANSLATE_NOOP("Activation", "Begun"),
        18,
        lambda row, moment: date_and_time(row.started_at, moment.zone),
        lambda row: -row.started_at.timestamp(),
    ),
    words_of("queue", QT_TRANSLATE_NOOP("Activation", "Queue"), 18, _what),
    words_of("state", QT_TRANSLATE_NOOP("Activation", "State"), 12, lambda row: say(ACTIVATION_STATES[row.state])),
    words_of("by", QT_TRANSLATE_NOOP("Activation", "Begun by"), 12, lambda row: row.started_by or ""),
    figures_of(
        "lasted",
        QT_TRANSLATE_NOOP("Activation", "Lasted"),
        11,
        _lasted,
        lambda row: row.started_at.timestamp(),
        alignment=RIGHT,
        live=True,
    ),
    figures_of(
        "helped",
        QT_TRANSLATE_NOOP("Activation", "Came"),
        8,
        lambda row, moment: number(_helped(row)),
        _helped,
        alignment=RIGHT,
    ),
    figures_of(
        "cost",
        QT_TRANSLATE_NOOP("Activation", "Cost"),
        9,
        _cost,
        lambda row: sum(each.cost(row.ended_at or row.started_at) for each in row.call_outs),
        alignment=RIGHT,
    ),
    words_of("reason", QT_TRANSLATE_NOOP("Activation", "Reason"), 12, lambda row: row.reason),
)
