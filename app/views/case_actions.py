"""What can be done to a case: each action's words, keys and questions, when it is possible, and its buttons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.models.sla import STATUS, LifeEvent
from app.models.ticket import Priority, Status
from app.services.deadlines.clocks import PAUSE, WAITING_FOR_CUSTOMER
from app.services.handling.actions import ASSIGNABLE, RAISABLE
from app.services.handling.case import Case
from app.services.handling.events import RESTART
from app.views import case_words as words
from app.views.case_time import untold
from app.views.flow import Flow
from app.views.i18n import Sentence, Translated
from app.views.theme import GAP, icon

_CONTEXT_OF_PANE = Qt.ShortcutContext.WidgetWithChildrenShortcut


@dataclass(frozen=True)
class Field:
    """One question of a form: the name of its answer in the event's details; no text but a `choice` of that kind."""

    key: str
    label: Sentence
    needed: bool = True
    choice: str = ""


@dataclass(frozen=True)
class Act:
    """An action on one case. `event` is what happens to the complaint; `done` is said when it has, with {number}."""

    name: str
    text: Sentence
    key: str
    icon: str
    statuses: tuple[Status, ...]
    done: str = ""
    event: LifeEvent | None = None
    fields: tuple[Field, ...] = ()


def QT_TRANSLATE_NOOP(context: str, source: str) -> str:  # noqa: N802 - by this name the texts are found
    """Mark a text that is translated where it is shown."""
    return source


def _of(event: LifeEvent) -> tuple[Status, ...]:
    return STATUS[event][0]


_WAY = Field("way", Sentence("Act", "How"), choice="way")

ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        Act(
            "respond",
            Sentence("Act", "Respond"),
            "Ctrl+R",
            "reply",
            _of(LifeEvent.ANSWERED),
            QT_TRANSLATE_NOOP("Act", "{number}: the answer is on record."),
            LifeEvent.ANSWERED,
            (Field("reply", Sentence("Act", "What the customer was told")), _WAY),
        ),
        Act(
            "inform",
            Sentence("Act", "Inform"),
            "Ctrl+Shift+I",
            "reply",
            _of(LifeEvent.INFORMED),
            QT_TRANSLATE_NOOP("Act", "{number}: it is on record that the customer was informed."),
            LifeEvent.INFORMED,
            (Field("text", Sentence("Act", "What the customer was told of the progress")), _WAY),
        ),
        Act("assign", Sentence("Act", "Assign"), "Ctrl+Shift+A", "person", ASSIGNABLE),
        Act(
            "wait",
            Sentence("Act", "Wait"),
            "Ctrl+Shift+W",
            "wait",
            _of(LifeEvent.WAITING),
            QT_TRANSLATE_NOOP("Act", "{number} waits."),
            LifeEvent.WAITING,
            (
                Field(PAUSE, Sentence("Act", "Why it waits"), choice="pause"),
                Field("reason", Sentence("Act", "What was asked for, and of whom")),
            ),
        ),
        Act(
            "resume",
            Sentence("Act", "Go on"),
            "Ctrl+Shift+W",
            "clock",
            _of(LifeEvent.RESUMED),
            QT_TRANSLATE_NOOP("Act", "{number} goes on."),
            LifeEvent.RESUMED,
            (Field("text", Sentence("Act", "What came of the wait"), needed=False),),
        ),
        Act(
            "go_on",
            Sentence("Act", "Customer replied"),
            "Ctrl+Shift+W",
            "reply",
            _of(LifeEvent.CUSTOMER_REPLIED),
            QT_TRANSLATE_NOOP("Act", "{number} goes on."),
            LifeEvent.CUSTOMER_REPLIED,
            (Field("text", Sentence("Act", "What the customer said"), needed=False),),
        ),
        Act(
            "restart",
            Sentence("Act", "Begin anew"),
            "Ctrl+Shift+N",
            "retry",
            _of(LifeEvent.RESTARTED),
            QT_TRANSLATE_NOOP("Act", "{number}: the time begins anew."),
            LifeEvent.RESTARTED,
            (
                Field(RESTART, Sentence("Act", "Why it begins anew"), choice="restart"),
                Field("text", Sentence("Act", "What came up")),
            ),
        ),
        Act(
            "more_time",
            Sentence("Act", "More time"),
            "Ctrl+T",
            "clock",
            tuple(Status),
            QT_TRANSLATE_NOOP("Act", "{number}: more time was asked for."),
            None,
            (
                Field("clock", Sentence("Act", "For which deadline"), choice="clock"),
                Field("text", Sentence("Act", "Why more time is needed")),
            ),
        ),
        Act(
            "decide",
            Sentence("Act", "Decide"),
            "Ctrl+Shift+G",
            "check",
            tuple(Status),
            QT_TRANSLATE_NOOP("Act", "{number}: the decision is on record."),
            None,
            (
                Field("answer", Sentence("Act", "Decision"), choice="answer"),
                Field("text", Sentence("Act", "Remark"), needed=False),
            ),
        ),
        Act(
            "tell_extension",
            Sentence("Act", "Tell of more time"),
            "Ctrl+Shift+T",
            "reply",
            tuple(Status),
            QT_TRANSLATE_NOOP("Act", "{number}: the extension holds from now on."),
            None,
            (Field("text", Sentence("Act", "What the customer was told")), _WAY),
        ),
        Act(
            "next_stage",
            Sentence("Act", "Next stage"),
            "Ctrl+Shift+S",
            "forward",
            RAISABLE,
            QT_TRANSLATE_NOOP("Act", "{number}: it is in another stage now."),
            None,
            (
                Field("stage", Sentence("Act", "To which stage"), choice="stage"),
                Field("text", Sentence("Act", "What was done, and what is open"), needed=False),
            ),
        ),
        Act(
            "resolve",
            Sentence("Act", "Resolve"),
            "Ctrl+D",
            "check",
            _of(LifeEvent.RESOLVED),
            QT_TRANSLATE_NOOP("Act", "{number} is resolved; its follow-up is owed."),
            LifeEvent.RESOLVED,
            (Field("result", Sentence("Act", "The result, as the customer was told")), _WAY),
        ),
        Act(
            "follow_up",
            Sentence("Act", "Follow up"),
            "Ctrl+Shift+F",
            "person",
            _of(LifeEvent.FOLLOWED_UP),
            QT_TRANSLATE_NOOP("Act", "{number}: the follow-up is on record."),
            LifeEvent.FOLLOWED_UP,
            (Field("text", Sentence("Act", "What the customer says of the result")), _WAY),
        ),
        Act(
            "close",
            Sentence("Act", "Close"),
            "Ctrl+Shift+D",
            "check",
            _of(LifeEvent.CLOSED),
            QT_TRANSLATE_NOOP("Act", "{number} is closed."),
            LifeEvent.CLOSED,
            (Field("text", Sentence("Act", "The cause, and what was learned"), needed=False),),
        ),
        Act(
            "reopen",
            Sentence("Act", "Reopen"),
            "Ctrl+Shift+R",
            "retry",
            _of(LifeEvent.REOPENED),
            QT_TRANSLATE_NOOP("Act", "{number} is open again."),
            LifeEvent.REOPENED,
            (Field("reason", Sentence("Act", "Why it is opened again")),),
        ),
        Act(
            "raise",
            Sentence("Act", "Raise"),
            "Ctrl+Shift+U",
            "raise",
            RAISABLE,
        ),
        Act(
            "merge",
            Sentence("Act", "Merge"),
            "Ctrl+M",
            "merge",
            _of(LifeEvent.MERGED),
            QT_TRANSLATE_NOOP("Act", "{number} was merged into {into}."),
        ),
        Act(
            "note",
            Sentence("Act", "Note"),
            "Ctrl+N",
            "note",
            tuple(Status),
            QT_TRANSLATE_NOOP("Act", "{number}: the note is kept."),
            None,
            (Field("text", Sentence("Act", "Note for colleagues")),),
        ),
    )
}


def why_not(act: Act, case: Case) -> Sentence | None:
    """Say why an action is not possible now, None where it is."""
    if case.status not in act.statuses:
        states = ", ".join(str(words.STATUSES[status]) for status in act.statuses)
        return Sentence(
            "Act",
            "Not while it is: {state}. Possible while it is: {states}",
            state=words.STATUSES[case.status],
            states=states,
        )
    if act.name in _OCCASIONAL and not _OCCASIONAL[act.name](case):
        return Sentence("Act", "There is nothing of the kind to do now.")
    if act.name == "raise" and case.priority is Priority.URGENT:
        return Sentence("Act", "The priority is the highest already.")
    return None


# What is shown only where there is something to do.
_OCCASIONAL: Mapping[str, Callable[[Case], bool]] = {
    "go_on": lambda case: case.waits_for == WAITING_FOR_CUSTOMER,
    "resume": lambda case: case.waits_for not in ("", WAITING_FOR_CUSTOMER),
    "restart": lambda case: bool(case.restarts) and case.status in STATUS[LifeEvent.RESTARTED][0],
    "more_time": lambda case: bool(case.extendable),
    "decide": lambda case: bool(case.approvals),
    "tell_extension": lambda case: untold(case) is not None,
}


class ActionBar(Translated, QWidget):
    """The actions as buttons; those that are not possible say why. `asked` tells the name of one.

    The keys work in the whole pane, and stand on the buttons where there is room for all of them on one line. A pencil
    marks what somebody has begun to write.
    """

    asked = Signal(str)

    def __init__(self, pane: QWidget, has_draft: Callable[[int, str], bool]) -> None:
        super().__init__()
        self._case: Case | None = None
        self._has_draft = has_draft
        self._wanted = 0
        self.buttons = {name: QPushButton() for name in ACTS}
        self.actions_of_keys = {name: self._action(pane, act) for name, act in ACTS.items()}
        row = Flow(self)
        for name, button in self.buttons.items():
            button.setIcon(icon(ACTS[name].icon))
            # Enter belongs to what has the focus.
            button.setAutoDefault(False)
            button.clicked.connect(self.actions_of_keys[name].trigger)
            row.addWidget(button)
        self.retranslate()

    def show_case(self, case: Case | None) -> None:
        """Enable what is possible for a case."""
        self._case = case
        self.retranslate()

    def retranslate(self) -> None:
        """Put texts, keys and reasons in the language."""
        case = self._case
        waiting = case is not None and case.status is Status.WAITING
        self.buttons["wait"].setVisible(not waiting)
        for name, fits in _OCCASIONAL.items():
            self.buttons[name].setVisible(case is not None and fits(case))
        for name, act in ACTS.items():
            key = _key(act)
            reason = why_not(act, case) if case else Sentence("Act", "No case is open.")
            button = self.buttons[name]
            button.setAccessibleName(str(act.text))
            button.setToolTip(f"{act.text} ({key})" if reason is None else str(reason))
            button.setEnabled(reason is None)
            self.actions_of_keys[name].setText(str(act.text))
            self.actions_of_keys[name].setEnabled(reason is None)
        self._write(with_keys=True)
        self._wanted = sum(button.sizeHint().width() + GAP for button in self.buttons.values() if not button.isHidden())
        self._write(with_keys=self.width() >= self._wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show the keys where there is room."""
        super().resizeEvent(event)
        self._write(with_keys=self.width() >= self._wanted)

    def _write(self, *, with_keys: bool) -> None:
        for name, button in self.buttons.items():
            begun = "✎ " if self._case and self._has_draft(self._case.id, name) else ""
            key = f"  {_key(ACTS[name])}" if with_keys else ""
            button.setText(f"{begun}{ACTS[name].text}{key}")

    def _action(self, pane: QWidget, act: Act) -> QAction:
        action = QAction(pane)
        action.setShortcut(QKeySequence(act.key))
        action.setShortcutContext(_CONTEXT_OF_PANE)
        action.triggered.connect(lambda: self.asked.emit(act.name))
        pane.addAction(action)
        return action


def _key(act: Act) -> str:
    return QKeySequence(act.key).toString(QKeySequence.SequenceFormat.NativeText)


class Drafts(QObject):
    """What people have begun to write, by complaint and action, as long as the console runs."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts: dict[tuple[int, str], dict[str, str]] = {}

    def texts(self, ticket_id: int, act: str) -> Mapping[str, str]:
        """Return what was written so far, by field."""
        return self._texts.get((ticket_id, act), {})

    def has(self, ticket_id: int, act: str) -> bool:
        """Say whether something was."""
        return any(text.strip() for text in self.texts(ticket_id, act).values())

    def keep(self, ticket_id: int, act: str, texts: Mapping[str, str]) -> None:
        """Keep what stands in the fields now; with no text in them, forget it."""
        if any(text.strip() for text in texts.values()):
            self._texts[ticket_id, act] = dict(texts)
        else:
            self._texts.pop((ticket_id, act), None)
        self.changed.emit()
