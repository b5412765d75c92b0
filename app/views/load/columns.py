"""The load of the floor as a table: its columns, their words, symbols and colours."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from app.models.rest import REST
from app.services.floor.load import FULL_FROM, Load, LoadLevel, level_of, share_of
from app.services.floor.worklist_columns import NEVER
from app.views.i18n import Sentence, date_and_time, listed, locale, number, percent
from app.views.load.agent_states import STATES, state_mark, state_sign, state_word
from app.views.seat import role_word
from app.views.table.column import RIGHT, Column, Group, Moment
from app.views.table.model import TableModel
from app.views.theme import Mark

CONTEXT = "Load"
PEOPLE = "application/x-floorwatch-people"
MINUTE, HOUR, DAY = 60, 3_600, 86_400
# The symbol says what the colour says.
LEVEL_SIGNS = {LoadLevel.UNDER: ("", None), LoadLevel.FULL: ("◆", Mark.SOON), LoadLevel.OVER: ("▲", Mark.LATE)}
REST_SIGN = "‖"
_CARRIED = {
    LoadLevel.UNDER: str(
        QT_TRANSLATE_NOOP("Load", "{open} open complaints weigh {effort} of a capacity of {capacity}")
    ),
    LoadLevel.FULL: str(
        QT_TRANSLATE_NOOP("Load", "{open} open complaints weigh {effort}, full at a capacity of {capacity}")
    ),
    LoadLevel.OVER: str(
        QT_TRANSLATE_NOOP("Load", "{open} open complaints weigh {effort}, over the capacity of {capacity}")
    ),
}
_AWAY = str(QT_TRANSLATE_NOOP("Load", "Away"))
_AWAY_UNTIL = str(QT_TRANSLATE_NOOP("Load", "Away until {time}"))
_NO_TEAM = str(QT_TRANSLATE_NOOP("Load", "No team"))
_OWED = str(QT_TRANSLATE_NOOP("Load", "{minutes} min"))
_OWED_BY_RULE = str(
    QT_TRANSLATE_NOOP(
        "Load", "{minutes} min of rest owed: a quarter of an hour for two hours of work, less the rests taken"
    )
)
_OCCUPIED = str(
    QT_TRANSLATE_NOOP(
        "Load",
        "Handled and wrapped up for {share} of their time at work (ready, handling, wrapping up) in the last hour",
    )
)
# Who carries something without any capacity stands before everybody else.
_FIRST = -(10**15)


def load_table(rows: Load, moment: Moment, parent: QObject | None = None) -> TableModel:
    """Make the table of the load."""
    return TableModel(LOAD_COLUMNS, rows, moment, context=CONTEXT, mime_type=PEOPLE, parent=parent)


def elapsed(seconds: int) -> str:
    """Write how long something has lasted, to the second; from two days on in days."""
    seconds = max(seconds, 0)
    if seconds >= 2 * DAY:
        return said(str(QT_TRANSLATE_NOOP("Load", "{days} d")), days=seconds // DAY)
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    return f"{hours}:{minutes:02}:{seconds % MINUTE:02}" if hours else f"{minutes}:{seconds % MINUTE:02}"


def said(source: str, **values: object) -> str:
    """Return a text of the load in the language of now."""
    return str(Sentence(CONTEXT, source, **values))


def _state(rows: Load, slot: int, moment: Moment) -> str:
    if int(rows.ids[slot]) in rows.away:
        return f"⊘ {said(_AWAY)}"
    state = rows.state[slot]
    lasted = "" if state is None else "  " + elapsed(moment.seconds - int(rows.state_since[slot]))
    return f"{state_sign(state)} {state_word(state)}{lasted}"


def _state_tip(rows: Load, slot: int, moment: Moment) -> str:
    until = rows.away.get(int(rows.ids[slot]))
    if until is None:
        return _state(rows, slot, moment)
    return said(_AWAY_UNTIL, time=date_and_time(until, moment.zone))


def _state_mark(rows: Load, slot: int, moment: Moment) -> Mark | None:
    return Mark.QUIET if int(rows.ids[slot]) in rows.away else state_mark(rows.state[slot])


def _state_order(rows: Load) -> NDArray[np.int64]:
    """Order by state, and within one by who has been in it longest."""
    # Seconds since 1970 stay below 2 ** 40 for as long as anybody counts.
    since = np.where(rows.state_since == NEVER, 0, rows.state_since)
    return np.array([STATES.index(state) for state in rows.state], np.int64) * 2**40 + since


def carried(effort: float, capacity: int) -> str:
    """Write how much of what they can somebody carries, with the symbol of its level."""
    sign, _ = LEVEL_SIGNS[level_of(effort, capacity)]
    return f"{sign} {points(effort)}/{number(capacity)}".strip()


def points(effort: float) -> str:
    """Write an effort, in general complaints: with one decimal place where it has any."""
    return locale().toString(effort, "f", 0 if round(effort, 1) == round(effort) else 1)


def _load(rows: Load, slot: int, moment: Moment) -> str:
    return carried(float(rows.effort[slot]), int(rows.capacity[slot]))


def _load_order(rows: Load) -> NDArray[np.int64]:
    """The most loaded first."""
    shares = [share_of(*each) for each in zip(rows.effort.tolist(), rows.capacity.tolist(), strict=True)]
    return np.array([_FIRST if share == float("inf") else -int(share * 1_000_000) for share in shares], np.int64)


def _load_tip(rows: Load, slot: int, moment: Moment) -> str:
    values = {"open": number(int(rows.open[slot])), "capacity": number(int(rows.capacity[slot]))}
    return said(_CARRIED[rows.level(slot)], effort=points(float(rows.effort[slot])), **values)


def _pressing(rows: Load, slot: int, moment: Moment) -> str:
    counts = (("▲", int(rows.late[slot])), ("◆", int(rows.due_soon[slot])))
    return "  ".join(f"{sign} {count}" for sign, count in counts if count)


def _pressing_tip(rows: Load, slot: int, moment: Moment) -> str:
    late, soon = number(int(rows.late[slot])), number(int(rows.due_soon[slot]))
    return said(str(QT_TRANSLATE_NOOP("Load", "{late} late, {soon} due within the hour")), late=late, soon=soon)


def _pressing_mark(rows: Load, slot: int, moment: Moment) -> Mark:
    return Mark.LATE if rows.late[slot] else Mark.SOON


def _work(rows: Load, slot: int, moment: Moment) -> str:
    if rows.working_since[slot] == NEVER:
        return ""
    minutes = max(moment.seconds - int(rows.working_since[slot]), 0) // MINUTE
    sign = f"{REST_SIGN} " if rows.is_owed_rest(slot, now=moment.now) else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}"


def _work_tip(rows: Load, slot: int, moment: Moment) -> str:
    if rows.working_since[slot] == NEVER:
        return said(str(QT_TRANSLATE_NOOP("Load", "Not at work")))
    minutes = max(moment.seconds - int(rows.working_since[slot]), 0) // MINUTE
    if rows.is_owed_rest(slot, now=moment.now):
        text = str(QT_TRANSLATE_NOOP("Load", "At work for {hours} h {minutes} min without a rest: one is due"))
    else:
        text = str(QT_TRANSLATE_NOOP("Load", "At work for {hours} h {minutes} min without a rest"))
    return said(text, hours=minutes // 60, minutes=minutes % 60)


def _work_mark(rows: Load, slot: int, moment: Moment) -> Mark | None:
    return Mark.SOON if rows.is_owed_rest(slot, now=moment.now) else None


def _rest(rows: Load, slot: int, moment: Moment) -> str:
    owed = int(rows.rest_debt[slot])
    sign = f"{REST_SIGN} " if _is_much(owed) else ""
    return f"{sign}{said(_OWED, minutes=owed)}" if owed else ""


def _is_much(owed: int) -> bool:
    return owed * MINUTE >= REST.total_seconds()


def _rest_tip(rows: Load, slot: int, moment: Moment) -> str:
    return said(_OWED_BY_RULE, minutes=int(rows.rest_debt[slot]))


def _occupancy(rows: Load, slot: int, moment: Moment) -> str:
    share = float(rows.occupancy[slot])
    sign = f"{LEVEL_SIGNS[LoadLevel.FULL][0]} " if share > FULL_FROM else ""
    return "" if np.isnan(share) else f"{sign}{percent(share, 0)}"


def _occupancy_tip(rows: Load, slot: int, moment: Moment) -> str:
    if np.isnan(rows.occupancy[slot]):
        return said(str(QT_TRANSLATE_NOOP("Load", "Hardly at work within the last hour")))
    return said(_OCCUPIED, share=percent(float(rows.occupancy[slot]), 0))


def _whole(rows: Load, slot: int, moment: Moment) -> str:
    """Everything about a person: what a narrow pane has no room for."""
    work = _work_tip(rows, slot, moment)
    lines = [
        listed(filter(None, [rows.name[slot], role_word(rows.role[slot]), rows.team[slot]])),
        _state_tip(rows, slot, moment),
        _load_tip(rows, slot, moment),
        _pressing_tip(rows, slot, moment) if rows.late[slot] or rows.due_soon[slot] else "",
        work,
        _rest_tip(rows, slot, moment) if rows.rest_debt[slot] else "",
        "" if np.isnan(rows.occupancy[slot]) else _occupancy_tip(rows, slot, moment),
        listed(rows.queues[slot]),
    ]
    return "\n".join(filter(None, lines))


def _place_of_state(rows: Load, moment: Moment) -> NDArray[Any]:
    return np.array([STATES.index(state) for state in rows.state], np.int64)


LOAD_COLUMNS = (
    Column(
        "name",
        str(QT_TRANSLATE_NOOP("Load", "Name")),
        7,
        lambda rows, slot, moment: str(rows.name[slot]),
        lambda rows: rows.name,
        tip=_whole,
    ),
    Column(
        "state",
        str(QT_TRANSLATE_NOOP("Load", "State")),
        17,
        _state,
        _state_order,
        mark=_state_mark,
        tip=_state_tip,
        live=True,
        group=Group(_place_of_state, lambda place: str(state_word(STATES[place]))),
    ),
    Column(
        "load",
        str(QT_TRANSLATE_NOOP("Load", "Load")),
        10,
        _load,
        _load_order,
        alignment=RIGHT,
        mark=lambda rows, slot, moment: LEVEL_SIGNS[rows.level(slot)][1],
        tip=_load_tip,
    ),
    Column(
        "work",
        str(QT_TRANSLATE_NOOP("Load", "At work")),
        7,
        _work,
        lambda rows: rows.working_since,
        alignment=RIGHT,
        mark=_work_mark,
        tip=_work_tip,
        live=True,
    ),
    Column(
        "rest",
        str(QT_TRANSLATE_NOOP("Load", "Rest owed")),
        9,
        _rest,
        lambda rows: -rows.rest_debt,
        alignment=RIGHT,
        mark=lambda rows, slot, moment: Mark.SOON if _is_much(int(rows.rest_debt[slot])) else None,
        tip=_rest_tip,
    ),
    Column(
        "occupancy",
        str(QT_TRANSLATE_NOOP("Load", "Occupied")),
        8,
        _occupancy,
        lambda rows: np.where(np.isnan(rows.occupancy), 1.0, -rows.occupancy),
        alignment=RIGHT,
        mark=lambda rows, slot, moment: Mark.SOON if rows.occupancy[slot] > FULL_FROM else None,
        tip=_occupancy_tip,
    ),
    Column(
        "pressing",
        str(QT_TRANSLATE_NOOP("Load", "Late, soon")),
        9,
        _pressing,
        lambda rows: -(rows.late * 2**30 + rows.due_soon),
        mark=_pressing_mark,
        tip=_pressing_tip,
    ),
    Column(
        "queues",
        str(QT_TRANSLATE_NOOP("Load", "Queues")),
        14,
        lambda rows, slot, moment: listed(rows.queues[slot]),
        lambda rows: [", ".join(each) for each in rows.queues],
        tip=lambda rows, slot, moment: listed(rows.queues[slot]),
    ),
    Column(
        "team",
        str(QT_TRANSLATE_NOOP("Load", "Team")),
        9,
        lambda rows, slot, moment: str(rows.team[slot]),
        lambda rows: rows.team,
        tip=lambda rows, slot, moment: str(rows.team[slot]),
        group=Group(
            lambda rows, moment: rows.team, lambda team: team or said(str(QT_TRANSLATE_NOOP("Load", "No team")))
        ),
    ),
)
