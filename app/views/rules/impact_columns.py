"""The clocks that new rules concern as a table: when each was due, when it would be, and whether that is late."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject

from app.services.deadlines.impact_rows import ImpactRow
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, duration, number
from app.views.table.column import RIGHT, Moment, Records, figures_of, words_of
from app.views.table.model import TableModel
from app.views.theme import Mark
from app.views.ticket_words import Place, subject

CONTEXT = "Impact"
_CLOCKS = "application/x-floorwatch-clocks"


def impact_table(rows: Sequence[ImpactRow] = ()) -> Records:
    """Put rows of a preview's list into a table."""
    return Records(rows, lambda row: f"{row.number} {row.title} {row.owner}", lambda row: row.clock_id)


def impact_model(moment: Moment, parent: QObject | None = None) -> TableModel:
    """Make the table, empty as yet."""
    return TableModel(_COLUMNS, impact_table(), moment, context=CONTEXT, mime_type=_CLOCKS, parent=parent)


def late_in_words(row: ImpactRow) -> str:
    """Say what becomes of the deadline, with a symbol."""
    if row.kept:
        return "– " + str(Sentence("Impact", "stays as it is"))
    if row.late_after and not row.late_before:
        return "▲ " + str(Sentence("Impact", "becomes late"))
    if row.late_before and not row.late_after:
        return "✓ " + str(Sentence("Impact", "no longer late"))
    return "▲ " + str(Sentence("Impact", "stays late")) if row.late_after else ""


def _late_mark(rows: Records, slot: int, moment: Moment) -> Mark | None:
    row = rows.rows[slot]
    if row.late_after:
        return Mark.LATE
    return Mark.FINE if row.late_before else None


def _shift(row: ImpactRow) -> str:
    moved = row.due_after - row.due_before
    if not moved:
        return ""
    return ("+" if row.due_after > row.due_before else "−") + duration(abs(moved))


def _whole(rows: Records, slot: int, moment: Moment) -> str:
    row, place = rows.rows[slot], Place(moment.now, moment.zone)
    said = f"{place.instant(row.due_before)} → {place.instant(row.due_after)}  {_shift(row)}"
    return "\n".join(filter(None, (f"{row.number}  {row.title}", subject(row.target, row.subject), said, row.owner)))


def _rank(row: ImpactRow) -> int:
    """Order by how much it matters: what becomes late first."""
    return 2 * (row.late_after <= row.late_before) + (row.late_before <= row.late_after)


def _instant(instant: datetime, moment: Moment) -> str:
    return Place(moment.now, moment.zone).instant(instant)


_COLUMNS = (
    words_of("number", QT_TRANSLATE_NOOP("Impact", "Complaint"), 11, lambda row: row.number, tip=_whole),
    words_of(
        "target", QT_TRANSLATE_NOOP("Impact", "Target"), 12, lambda row: subject(row.target, row.subject), tip=_whole
    ),
    figures_of(
        "before",
        QT_TRANSLATE_NOOP("Impact", "Due until now"),
        16,
        lambda row, moment: _instant(row.due_before, moment),
        lambda row: row.due_before.timestamp(),
        tip=_whole,
    ),
    figures_of(
        "after",
        QT_TRANSLATE_NOOP("Impact", "Due then"),
        16,
        lambda row, moment: _instant(row.due_after, moment),
        lambda row: row.due_after.timestamp(),
        tip=_whole,
    ),
    figures_of(
        "shift",
        QT_TRANSLATE_NOOP("Impact", "Moves by"),
        10,
        lambda row, moment: _shift(row),
        lambda row: (row.due_after - row.due_before).total_seconds(),
        alignment=RIGHT,
        tip=_whole,
    ),
    figures_of(
        "late",
        QT_TRANSLATE_NOOP("Impact", "Late"),
        15,
        lambda row, moment: late_in_words(row),
        _rank,
        mark=_late_mark,
        tip=_whole,
    ),
    figures_of(
        "steps",
        QT_TRANSLATE_NOOP("Impact", "Steps now"),
        10,
        lambda row, moment: number(row.steps) if row.steps else "",
        lambda row: -row.steps,
        alignment=RIGHT,
        tip=_whole,
    ),
    words_of("owner", QT_TRANSLATE_NOOP("Impact", "Owner"), 10, lambda row: row.owner, tip=_whole),
    words_of("title", QT_TRANSLATE_NOOP("Impact", "Title"), 14, lambda row: row.title, tip=_whole),
)
