"""The words of messages and tasks: what a message is for, which way it went and came, how a task stands."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.models.department import TaskState
from app.models.escalation import Delivery
from app.models.message import Purpose
from app.models.sla import ClockState
from app.models.ticket import Source
from app.services.handling.task_list import TaskRow
from app.views.i18n import Sentence, duration
from app.views.theme import Mark

_HOUR, _NOTHING = timedelta(hours=1), timedelta()

PURPOSES: Mapping[Purpose, Sentence] = {
    Purpose.ACKNOWLEDGEMENT: Sentence("Message", "Acknowledgement"),
    Purpose.PROGRESS: Sentence("Message", "Progress"),
    Purpose.RESULT: Sentence("Message", "Result"),
    Purpose.SURVEY: Sentence("Message", "Survey"),
    Purpose.TASK: Sentence("Message", "Department task"),
    Purpose.OTHER: Sentence("Message", "Answer"),
}
# By which way something can have been told to a customer; what is sent from here comes first.
WAYS: Mapping[Source, Sentence] = {
    Source.EMAIL: Sentence("Message", "E-mail, sent from here"),
    Source.TELEPHONE: Sentence("Message", "Telephone, told already"),
    Source.CHAT: Sentence("Message", "Chat, told already"),
    Source.SOCIAL: Sentence("Message", "Social media, told already"),
    Source.LETTER: Sentence("Message", "Letter, sent already"),
    Source.WALK_IN: Sentence("Message", "In person, told already"),
    Source.OTHER: Sentence("Message", "Text message or another way, told already"),
}
# How far a mail is: symbol, words, colour.
DELIVERIES: Mapping[Delivery, tuple[str, Sentence, Mark]] = {
    Delivery.PENDING: ("…", Sentence("Message", "waits to leave"), Mark.QUIET),
    Delivery.SENDING: ("…", Sentence("Message", "leaves now"), Mark.QUIET),
    Delivery.SENT: ("✓", Sentence("Message", "sent"), Mark.FINE),
    Delivery.FAILED: ("✕", Sentence("Message", "did not arrive"), Mark.LATE),
    Delivery.UNKNOWN: ("?", Sentence("Message", "nobody knows whether it left"), Mark.SOON),
    Delivery.WITHDRAWN: ("–", Sentence("Message", "not needed"), Mark.QUIET),
    Delivery.SETTLED: ("–", Sentence("Message", "did not arrive, left so"), Mark.QUIET),
}
_STATES: Mapping[TaskState, tuple[str, Sentence, Mark]] = {
    TaskState.ASKED: ("○", Sentence("Task", "asked"), Mark.QUIET),
    TaskState.ANSWERED: ("◆", Sentence("Task", "answered"), Mark.SOON),
    TaskState.ACCEPTED: ("✓", Sentence("Task", "accepted"), Mark.FINE),
    TaskState.WITHDRAWN: ("–", Sentence("Task", "withdrawn"), Mark.QUIET),
}


def task_state(row: TaskRow) -> tuple[str, Mark]:
    """Say how a task stands, with its symbol and the mark of its colour."""
    symbol, said, mark = _STATES[row.state]
    return f"{symbol} {said}", mark


def task_due(row: TaskRow, now: datetime) -> tuple[str, Mark | None]:
    """Say how much time a department has left, or whether it answered in time; empty where no clock says so."""
    if row.due_at is None or row.clock is None or row.clock is ClockState.CANCELLED:
        return "", None
    if row.clock is ClockState.MET:
        return f"✓ {Sentence('Task', 'in time')}", Mark.FINE
    if row.clock is ClockState.BREACHED:
        return f"▲ {Sentence('Task', 'too late')}", Mark.LATE
    if row.clock is ClockState.PAUSED:
        return f"‖ {Sentence('Task', 'paused')}", Mark.QUIET
    left = row.due_at - now
    if left < _NOTHING:
        return f"▲ {Sentence('Task', 'late by {span}', span=duration(-left))}", Mark.LATE
    said = str(Sentence("Task", "{span} left", span=duration(left)))
    return (f"◆ {said}", Mark.SOON) if left < _HOUR else (said, None)
