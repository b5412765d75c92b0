"""The delivery log as a table: its columns, the words and symbols of channels and states."""

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np
from PySide6.QtCore import QObject

from app.models.escalation import Delivery
from app.services.deadlines.delivery_log import DeliveryLog
from app.views.field_words import TARGET_WORDS
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, date_and_time, listed, number
from app.views.table.column import RIGHT, Column, Moment, words
from app.views.table.model import TableModel
from app.views.theme import Mark
from app.views.ticket_words import named, step_in_words

CONTEXT = "Deliveries"
MESSAGES = "application/x-floorwatch-messages"
# Those that most floors have stand first. A channel that is not named here is called by its own name.
CHANNEL_WORDS: Mapping[str, str] = {
    "email": QT_TRANSLATE_NOOP("Deliveries", "E-mail"),
    "wecom": QT_TRANSLATE_NOOP("Deliveries", "WeCom"),
    "dingtalk": QT_TRANSLATE_NOOP("Deliveries", "DingTalk"),
    "feishu": QT_TRANSLATE_NOOP("Deliveries", "Feishu"),
    "slack": "Slack",
    "teams": "Teams",
    "webhook": QT_TRANSLATE_NOOP("Deliveries", "Own webhook"),
    "apprise": QT_TRANSLATE_NOOP("Deliveries", "Other (apprise)"),
}
# The symbol says what the colour says.
_STATES: Mapping[Delivery, tuple[str, str, Mark | None]] = {
    Delivery.PENDING: ("…", QT_TRANSLATE_NOOP("Deliveries", "waits to leave"), None),
    Delivery.SENDING: ("→", QT_TRANSLATE_NOOP("Deliveries", "leaving"), None),
    Delivery.SENT: ("✓", QT_TRANSLATE_NOOP("Deliveries", "sent"), Mark.FINE),
    Delivery.FAILED: ("✕", QT_TRANSLATE_NOOP("Deliveries", "failed"), Mark.LATE),
    Delivery.UNKNOWN: ("?", QT_TRANSLATE_NOOP("Deliveries", "unknown"), Mark.SOON),
    Delivery.WITHDRAWN: ("–", QT_TRANSLATE_NOOP("Deliveries", "not needed"), Mark.QUIET),
    Delivery.SETTLED: ("–", QT_TRANSLATE_NOOP("Deliveries", "settled"), Mark.QUIET),
}
# A tip names no more complaints of a message.
_NAMED = 20
_AGAIN = QT_TRANSLATE_NOOP("Deliveries", "again")


def delivery_table(rows: DeliveryLog, moment: Moment, parent: QObject | None = None) -> TableModel:
    """Make the table of the log."""
    return TableModel(DELIVERY_COLUMNS, rows, moment, context=CONTEXT, mime_type=MESSAGES, parent=parent)


def channel_word(name: str) -> str:
    """Return what a channel is called in the language of now."""
    return str(Sentence(CONTEXT, CHANNEL_WORDS.get(name, name)))


def delivery_word(state: Delivery) -> str:
    """Return what became of a message in the language of now."""
    return str(Sentence(CONTEXT, _STATES[state][1]))


def state_in_words(rows: DeliveryLog, slot: int) -> str:
    """Return the state with its symbol; what is put off is said to be tried again."""
    state = rows.state[slot]
    sign, word, _ = _STATES[state]
    if state is Delivery.PENDING and rows.last_error[slot]:
        word = _AGAIN
    return f"{sign} {Sentence(CONTEXT, word)}"


def _number(rows: DeliveryLog, slot: int) -> str:
    """The complaint, and of how many others the message tells."""
    more = len(rows.carried[slot])
    return f"{rows.number[slot]} +{number(more)}" if more else rows.number[slot]


def _when(seconds: int, moment: Moment) -> str:
    return date_and_time(datetime.fromtimestamp(seconds, UTC), moment.zone) if seconds else ""


def _about(rows: DeliveryLog, slot: int) -> str:
    step = rows.step[slot]
    target = Sentence("Worklist", TARGET_WORDS[rows.target[slot]])
    return named(target, step_in_words(step, rows.occurrence[slot], rows.step_key[slot]))


def _whole(rows: DeliveryLog, slot: int, moment: Moment) -> str:
    """Everything about a message: what a narrow pane has no room for."""
    sent, again = _when(int(rows.sent_at[slot]), moment), _when(int(rows.next_at[slot]), moment)
    carried = rows.carried[slot]
    also = listed([each.number for each in carried[:_NAMED]] + ["…"] * (len(carried) > _NAMED))
    lines = [
        f"{rows.number[slot]}, {_about(rows, slot)}",
        str(Sentence(CONTEXT, "It tells of {count} more: {numbers}", count=number(len(carried)), numbers=also))
        if carried
        else "",
        f"{channel_word(rows.channel[slot])}, {rows.to[slot]}",
        f"{state_in_words(rows, slot)} {sent or again}".strip(),
        rows.last_error[slot],
    ]
    return "\n".join(filter(None, lines))


DELIVERY_COLUMNS = (
    Column(
        "raised",
        QT_TRANSLATE_NOOP("Deliveries", "Raised"),
        18,
        lambda rows, slot, moment: _when(int(rows.raised_at[slot]), moment),
        lambda rows: -rows.ids,
        tip=_whole,
    ),
    Column(
        "number",
        QT_TRANSLATE_NOOP("Deliveries", "Complaint"),
        14,
        lambda rows, slot, moment: _number(rows, slot),
        lambda rows: rows.number,
        tip=_whole,
    ),
    Column(
        "step",
        QT_TRANSLATE_NOOP("Deliveries", "Step"),
        26,
        lambda rows, slot, moment: _about(rows, slot),
        lambda rows: [_about(rows, slot) for slot in range(len(rows.ids))],
        tip=_whole,
    ),
    Column(
        "channel",
        QT_TRANSLATE_NOOP("Deliveries", "Channel"),
        9,
        lambda rows, slot, moment: channel_word(rows.channel[slot]),
        lambda rows: [channel_word(each) for each in rows.channel],
        tip=_whole,
    ),
    words("to", QT_TRANSLATE_NOOP("Deliveries", "To"), 13, tip=_whole),
    Column(
        "state",
        QT_TRANSLATE_NOOP("Deliveries", "State"),
        14,
        lambda rows, slot, moment: state_in_words(rows, slot),
        lambda rows: np.array([list(_STATES).index(each) for each in rows.state], np.int64),
        mark=lambda rows, slot, moment: _STATES[rows.state[slot]][2],
        tip=_whole,
    ),
    Column(
        "attempts",
        QT_TRANSLATE_NOOP("Deliveries", "Attempts"),
        9,
        lambda rows, slot, moment: str(rows.attempts[slot] or ""),
        lambda rows: -rows.attempts,
        alignment=RIGHT,
        tip=_whole,
    ),
    words("error", QT_TRANSLATE_NOOP("Deliveries", "Last error"), 16, of="last_error", tip=_whole),
)
