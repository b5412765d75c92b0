"""A day's need beside its schedule as a table, one row for each interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from app.services.staffing.coverage import CoverRow
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, listed, locale, number, time_of_day
from app.views.table.column import RIGHT, Column, Moment, Records, figures_of
from app.views.table.model import TableModel
from app.views.theme import Mark

CONTEXT = "RequiredStaff"
_ROWS = "application/x-floorwatch-required"
# Less than this of a head is a matter of rounding.
NOTICED = 0.05


@dataclass(frozen=True)
class RequiredTable(Records):
    """The intervals of a day, and the names of the queues that they speak of."""

    rows: Sequence[CoverRow] = ()
    queues: Mapping[int, str] = field(default_factory=dict)


def required_model(moment: Moment, parent: QObject | None = None) -> TableModel:
    """Make the table, empty as yet."""
    return TableModel(_COLUMNS, RequiredTable(), moment, context=CONTEXT, mime_type=_ROWS, parent=parent)


def heads(value: float) -> str:
    """Write heads: a whole number as one, others with a digit behind the point."""
    return number(round(value)) if abs(value - round(value)) < NOTICED else locale().toString(value, "f", 1)


def _short(row: CoverRow, moment: Moment) -> str:
    return f"▲ {heads(row.short)}" if row.short > NOTICED else "–"


def _short_mark(rows: RequiredTable, slot: int, moment: Moment) -> Mark | None:
    return Mark.LATE if rows.rows[slot].short > NOTICED else None


def _where(rows: RequiredTable, slot: int, moment: Moment | None = None) -> str:
    said = (
        f"{rows.queues.get(queue) or Sentence(CONTEXT, 'complaints of no queue')} {heads(short)}"
        for queue, short in rows.rows[slot].short_in
        if short > NOTICED
    )
    return listed(said)


def _share(rows: RequiredTable, slot: int, moment: Moment) -> float | None:
    row = rows.rows[slot]
    return row.covered / row.positions if row.positions else None


_COLUMNS = (
    figures_of(
        "from",
        QT_TRANSLATE_NOOP("RequiredStaff", "From"),
        7,
        lambda row, moment: time_of_day(row.starts_at, moment.zone),
        lambda row: row.starts_at.timestamp(),
    ),
    figures_of(
        "contacts",
        QT_TRANSLATE_NOOP("RequiredStaff", "Contacts"),
        9,
        lambda row, moment: number(round(row.contacts)),
        lambda row: -row.contacts,
        alignment=RIGHT,
    ),
    figures_of(
        "agents",
        QT_TRANSLATE_NOOP("RequiredStaff", "For contacts"),
        11,
        lambda row, moment: number(row.agents),
        lambda row: -row.agents,
        alignment=RIGHT,
    ),
    figures_of(
        "work",
        QT_TRANSLATE_NOOP("RequiredStaff", "For complaints"),
        12,
        lambda row, moment: heads(row.work),
        lambda row: -row.work,
        alignment=RIGHT,
    ),
    figures_of(
        "positions",
        QT_TRANSLATE_NOOP("RequiredStaff", "Needed at work"),
        13,
        lambda row, moment: heads(row.positions),
        lambda row: -row.positions,
        alignment=RIGHT,
    ),
    figures_of(
        "scheduled",
        QT_TRANSLATE_NOOP("RequiredStaff", "To be scheduled"),
        13,
        lambda row, moment: number(row.scheduled),
        lambda row: -row.scheduled,
        alignment=RIGHT,
    ),
    figures_of(
        "there",
        QT_TRANSLATE_NOOP("RequiredStaff", "On the schedule"),
        13,
        lambda row, moment: heads(row.there),
        lambda row: -row.there,
        alignment=RIGHT,
    ),
    figures_of(
        "covered",
        QT_TRANSLATE_NOOP("RequiredStaff", "Covered"),
        9,
        lambda row, moment: heads(row.covered),
        lambda row: row.covered / row.positions if row.positions else 2.0,
        alignment=RIGHT,
        bar=_share,
    ),
    figures_of(
        "short",
        QT_TRANSLATE_NOOP("RequiredStaff", "Short"),
        8,
        _short,
        lambda row: -row.short,
        alignment=RIGHT,
        mark=_short_mark,
    ),
    Column(
        "where",
        QT_TRANSLATE_NOOP("RequiredStaff", "Short in"),
        20,
        _where,
        lambda rows: [_where(rows, slot) for slot in range(len(rows.rows))],
        tip=_where,
    ),
)
