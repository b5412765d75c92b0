"""One task to a department: what was asked and answered, how its time stands, and what can be done to it."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.models.department import TaskState
from app.services.handling.task_list import TaskRow
from app.views.dialogs.task_words import ANSWER, SEND_BACK, WITHDRAW
from app.views.flow import Flow
from app.views.i18n import Translated
from app.views.message_words import task_due, task_state
from app.views.theme import GAP, PAD, Mark, colour, icon, scaled_font
from app.views.ticket_words import Place

ACCEPT = "accept"
# What can be done to a task as it stands.
POSSIBLE = {TaskState.ASKED: (ANSWER, WITHDRAW), TaskState.ANSWERED: (ACCEPT, SEND_BACK, WITHDRAW)}
_ICONS = {ANSWER: "reply", ACCEPT: "check", SEND_BACK: "retry", WITHDRAW: "cancel"}
_PLAIN = Qt.TextFormat.PlainText


class TaskCard(Translated, QFrame):
    """Shows one task; `asked` tells its id and what a person wants to do."""

    asked = Signal(int, str)

    def __init__(self, row: TaskRow, place: Place) -> None:
        super().__init__()
        self.row, self._place = row, place
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.name, self.due = QLabel(textFormat=_PLAIN, wordWrap=True), QLabel(textFormat=_PLAIN)
        self.name.setFont(scaled_font(self, 1.0, bold=True))
        self.state, self.facts = QLabel(textFormat=_PLAIN), QLabel(textFormat=_PLAIN, wordWrap=True)
        self.question, self.answer = QLabel(textFormat=_PLAIN, wordWrap=True), QLabel(textFormat=_PLAIN, wordWrap=True)
        self.buttons = {name: QPushButton(icon(picture), "") for name, picture in _ICONS.items()}
        head, below = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.due, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.state, 1)
        acts = QWidget()
        flow = Flow(acts)
        for name, button in self.buttons.items():
            button.clicked.connect(partial(self._ask, name))
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addLayout(below)
        for text in (self.facts, self.question, self.answer):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(text)
        column.addWidget(acts)
        self.retranslate()

    def show_task(self, row: TaskRow, place: Place) -> None:
        """Show how the task stands now."""
        self.row, self._place = row, place
        self.retranslate()

    def retranslate(self) -> None:
        """Put the card in the language."""
        row, place = self.row, self._place
        self.name.setText(f"{row.department} · {row.title}")
        self._colour()
        self.due.setToolTip(place.instant(row.due_at) if row.due_at else "")
        asked = self.tr("Asked {at} by {name}, of {of}") if row.asked_by else self.tr("Asked {at}, of {of}")
        facts = [asked.format(at=place.instant(row.asked_at), name=row.asked_by, of=row.asked_of)]
        if row.due_at and row.state is TaskState.ASKED:
            facts.append(self.tr("due {at}").format(at=place.instant(row.due_at)))
        if row.rounds:
            facts.append(self.tr("sent back: {count}").format(count=row.rounds))
        self.facts.setText(" · ".join(facts))
        self.question.setText(row.question)
        if row.answer:
            said = self.tr("{name}, {at}: {answer}") if row.answered_at else self.tr("{name}, sent back: {answer}")
            at = place.instant(row.answered_at) if row.answered_at else ""
            self.answer.setText(said.format(name=row.answered_by, at=at, answer=row.answer))
        self.answer.setVisible(bool(row.answer))
        words = {
            ANSWER: self.tr("Answer …"),
            ACCEPT: self.tr("Accept"),
            SEND_BACK: self.tr("Send back …"),
            WITHDRAW: self.tr("Withdraw …"),
        }
        for name, button in self.buttons.items():
            button.setText(words[name])
            button.setVisible(name in POSSIBLE.get(row.state, ()))
        self.setAccessibleName(self.name.text())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "answer"):
            self._colour()

    def _colour(self) -> None:
        """Say how the task and its time stand, in the colours of now."""
        _show(self.state, *task_state(self.row))
        _show(self.due, *task_due(self.row, self._place.now))

    def _ask(self, name: str) -> None:
        self.asked.emit(self.row.id, name)


def _show(label: QLabel, text: str, mark: Mark | None) -> None:
    """Say something in the colour of its meaning."""
    label.setText(text)
    label.setVisible(bool(text))
    palette = QPalette()
    if mark is not None:
        palette.setColor(label.foregroundRole(), colour(mark))
    label.setPalette(palette)
