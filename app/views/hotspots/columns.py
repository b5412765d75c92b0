"""Hotspots, incidents and their complaints as tables, and what complaints share in words."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QObject

from app.services.handling.incident_rows import HotspotRow, IncidentRow, MemberRow
from app.views.alerts.words import BETWEEN
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, date_and_time, date_word, locale, number
from app.views.table.column import RIGHT, Column, Moment, Records, figures_of, words_of
from app.views.table.model import TableModel
from app.views.theme import Mark
from app.views.ticket_words import STATUSES

CONTEXT = "Hotspots"
_IDS = "application/x-floorwatch-hotspots"
_SHARED: Mapping[str, str] = {
    "category": QT_TRANSLATE_NOOP("Hotspots", "Category: {value}"),
    "product": QT_TRANSLATE_NOOP("Hotspots", "Product: {value}"),
    "place": QT_TRANSLATE_NOOP("Hotspots", "Place: {value}"),
    "phrase": QT_TRANSLATE_NOOP("Hotspots", "Words: {value}"),
}


def hotspots_as(rows: tuple[HotspotRow, ...]) -> Records:
    """Return hotspots as rows of a table."""
    return Records(rows, lambda row: row.name, lambda row: row.alert_id)


def incidents_as(rows: tuple[IncidentRow, ...]) -> Records:
    """Return incidents as rows of a table."""
    return Records(rows, lambda row: f"{row.title} {row.owner}", lambda row: row.id)


def members_as(rows: tuple[MemberRow, ...]) -> Records:
    """Return complaints as rows of a table."""
    return Records(rows, lambda row: f"{row.number} {row.title}", lambda row: row.id)


def table_of(columns: tuple[Column, ...], moment: Moment, parent: QObject) -> TableModel:
    """Make a table without rows."""
    return TableModel(columns, Records(), moment, context=CONTEXT, mime_type=_IDS, parent=parent)


def shared_in_words(shared: Mapping[str, str]) -> str:
    """Return what complaints have in common; empty where that is nothing."""
    said = [str(Sentence(CONTEXT, source, value=shared[name])) for name, source in _SHARED.items() if shared.get(name)]
    if "ordered_from" in shared:
        first, last = (_day(shared[name]) for name in ("ordered_from", "ordered_until"))
        one = Sentence("Hotspots", "Ordered on {first}", first=first)
        several = Sentence("Hotspots", "Ordered from {first} to {last}", first=first, last=last)
        said.append(str(one if first == last else several))
    return BETWEEN.join(said)


def usual(row: HotspotRow) -> str:
    """Write how many are usual."""
    return locale().toString(row.expected, "f", 1)


def _day(words: str) -> str:
    return date_word(date.fromisoformat(words))


def _hotspot_state(row: HotspotRow) -> str:
    if row.incident_id is not None:
        return f"→ {Sentence('Hotspots', 'incident')}"
    return f"✓ {Sentence('Hotspots', 'over')}" if row.ended_at else f"▲ {Sentence('Hotspots', 'goes on')}"


def _hotspot_mark(row: HotspotRow) -> Mark:
    if row.ended_at:
        return Mark.QUIET
    return Mark.SOON if row.incident_id is not None else Mark.LATE


def _incident_state(row: IncidentRow) -> str:
    if row.solved_at:
        return f"✓ {Sentence('Hotspots', 'solved')}"
    if row.fitting:
        return f"▲ {Sentence('Hotspots', '{count} more fit', count=number(len(row.fitting)))}"
    return f"… {Sentence('Hotspots', 'open')}"


def _incident_mark(row: IncidentRow) -> Mark | None:
    return Mark.QUIET if row.solved_at else Mark.LATE if row.fitting else None


HOTSPOT_COLUMNS = (
    words_of("name", QT_TRANSLATE_NOOP("Hotspots", "What"), 14, lambda row: row.name),
    words_of(
        "state",
        QT_TRANSLATE_NOOP("Hotspots", "State"),
        11,
        _hotspot_state,
        mark=lambda rows, slot, moment: _hotspot_mark(rows.rows[slot]),
    ),
    figures_of(
        "count",
        QT_TRANSLATE_NOOP("Hotspots", "Complaints"),
        10,
        lambda row, moment: number(row.count),
        lambda row: -row.count,
        alignment=RIGHT,
    ),
    figures_of(
        "usual",
        QT_TRANSLATE_NOOP("Hotspots", "Usual"),
        8,
        lambda row, moment: usual(row),
        lambda row: -row.expected,
        alignment=RIGHT,
    ),
    figures_of(
        "since",
        QT_TRANSLATE_NOOP("Hotspots", "Since"),
        15,
        lambda row, moment: date_and_time(row.since, moment.zone),
        lambda row: -row.since.timestamp(),
    ),
)
INCIDENT_COLUMNS = (
    words_of("title", QT_TRANSLATE_NOOP("Hotspots", "Incident"), 14, lambda row: row.title),
    words_of(
        "state",
        QT_TRANSLATE_NOOP("Hotspots", "State"),
        13,
        _incident_state,
        mark=lambda rows, slot, moment: _incident_mark(rows.rows[slot]),
    ),
    figures_of(
        "complaints",
        QT_TRANSLATE_NOOP("Hotspots", "Complaints"),
        11,
        lambda row, moment: number(row.complaints),
        lambda row: -row.complaints,
        alignment=RIGHT,
    ),
    figures_of(
        "unsolved",
        QT_TRANSLATE_NOOP("Hotspots", "Unsolved"),
        9,
        lambda row, moment: number(row.unsolved),
        lambda row: -row.unsolved,
        alignment=RIGHT,
    ),
    words_of("owner", QT_TRANSLATE_NOOP("Hotspots", "Owner"), 10, lambda row: row.owner or "–"),
    figures_of(
        "opened",
        QT_TRANSLATE_NOOP("Hotspots", "Opened"),
        16,
        lambda row, moment: date_and_time(row.opened_at, moment.zone),
        lambda row: -row.opened_at.timestamp(),
    ),
)
MEMBER_COLUMNS = (
    words_of("number", QT_TRANSLATE_NOOP("Hotspots", "Complaint"), 11, lambda row: row.number),
    words_of("title", QT_TRANSLATE_NOOP("Hotspots", "Title"), 18, lambda row: row.title),
    figures_of(
        "received",
        QT_TRANSLATE_NOOP("Hotspots", "Received"),
        15,
        lambda row, moment: date_and_time(row.received_at, moment.zone),
        lambda row: -row.received_at.timestamp(),
    ),
    words_of("status", QT_TRANSLATE_NOOP("Hotspots", "Status"), 10, lambda row: str(STATUSES[row.status])),
    words_of("incident", QT_TRANSLATE_NOOP("Hotspots", "Belongs to"), 10, lambda row: row.incident or "–"),
)
