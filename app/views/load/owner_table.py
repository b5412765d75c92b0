"""The people who could take tickets, as a table: who is suggested, what they do now, and what they would carry."""

import numpy as np
from PySide6.QtCore import QObject

from app.models.people import WORKING
from app.services.floor.owners import Owners
from app.services.floor.worklist_columns import NEVER
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence
from app.views.load.agent_states import STATES, state_mark, state_sign, state_word
from app.views.load.columns import points
from app.views.table.column import RIGHT, Column, Moment, words
from app.views.table.model import TableModel
from app.views.theme import Mark

CONTEXT = "Owners"
PEOPLE = "application/x-floorwatch-people"


def owner_table(owners: Owners, moment: Moment, parent: QObject | None = None) -> TableModel:
    """Make the table; the order of its first column puts the suggested ones first, then who is free to take more."""
    return TableModel(_COLUMNS, owners, moment, context=CONTEXT, mime_type=PEOPLE, parent=parent)


def no_owners() -> Owners:
    """Return nobody."""
    none, nothing = np.empty(0, np.int64), np.empty(0)
    return Owners(0, none, none, [], [], [], none, nothing, nothing, none, np.empty(0, np.bool_), [])


def is_too_much(rows: Owners, slot: int) -> bool:
    """Say whether somebody would carry more than they can."""
    return bool(rows.then[slot] > rows.capacity[slot])


def _said(source: str) -> str:
    return str(Sentence(CONTEXT, source))


def _rank(rows: Owners, slot: int, moment: Moment) -> str:
    return "" if rows.rank[slot] == NEVER else f"★ {rows.rank[slot]}"


def _rank_tip(rows: Owners, slot: int, moment: Moment) -> str:
    if rows.rank[slot] == NEVER:
        return ""
    return str(Sentence(CONTEXT, "Suggested: at work, serves the queue, and has room."))


def _best_first(rows: Owners) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Order by suggestion; behind all of these who is at work, and of them first who has room."""
    off = np.array([state not in WORKING for state in rows.state], np.int64)
    return np.where(rows.rank == NEVER, 1_000 + 2 * off + (rows.then > rows.capacity), rows.rank)


def _state(rows: Owners, slot: int, moment: Moment) -> str:
    state = rows.state[slot]
    said = f"{state_sign(state)} {state_word(state)}"
    if rows.state_since[slot] == NEVER:
        return said
    minutes = max(moment.seconds - int(rows.state_since[slot]), 0) // 60
    return f"{said}  {minutes // 60}:{minutes % 60:02}"


def _state_mark(rows: Owners, slot: int, moment: Moment) -> Mark | None:
    return state_mark(rows.state[slot])


def _carries(rows: Owners, slot: int, moment: Moment) -> str:
    now, then = points(float(rows.effort[slot])), points(float(rows.then[slot]))
    if now == then:
        return f"{now} / {rows.capacity[slot]}"
    sign = "▲ " if is_too_much(rows, slot) else ""
    return f"{sign}{now} → {then} / {rows.capacity[slot]}"


def _carries_mark(rows: Owners, slot: int, moment: Moment) -> Mark | None:
    return Mark.LATE if is_too_much(rows, slot) else None


_COLUMNS = (
    Column("rank", QT_TRANSLATE_NOOP("Owners", "Suggested"), 11, _rank, _best_first, tip=_rank_tip),
    words("name", QT_TRANSLATE_NOOP("Owners", "Name"), 16),
    words("team", QT_TRANSLATE_NOOP("Owners", "Team"), 10),
    Column(
        "state",
        QT_TRANSLATE_NOOP("Owners", "Does now"),
        19,
        _state,
        lambda rows: np.array([STATES.index(state) for state in rows.state], np.int64),
        mark=_state_mark,
    ),
    Column(
        "carries",
        QT_TRANSLATE_NOOP("Owners", "Carries of capacity"),
        17,
        _carries,
        lambda rows: rows.then - rows.capacity,
        alignment=RIGHT,
        mark=_carries_mark,
    ),
)
