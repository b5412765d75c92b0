"""The form of what is said about a task: its answer, what that lacks, or why none is needed any more."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QScrollArea, QWidget
from sqlalchemy.orm import Session

from app.services.handling.actions import Done
from app.services.handling.task_list import TaskRow
from app.services.handling.tasks import answer_task, send_back, withdraw_task
from app.views.case.form import Form
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.pane import Desk
from app.views.theme import GAP, scaled_font

ANSWER, SEND_BACK, WITHDRAW = "answer", "send_back", "withdraw"
_SIZE = QSize(540, 520)
_LINES = 6
# What is asked can be long: so much of it is seen at once.
_QUESTION = 160


class TaskWords(Form, Dialog):
    """Shows what was asked, and takes the words; who answers for a department is named where they sit elsewhere."""

    title = "Department task"

    def __init__(self, desk: Desk, parent: QWidget, row: TaskRow, what: str) -> None:
        super().__init__(desk, parent, f"{row.number} · {row.department} · {row.title}")
        self._row, self.what = row, what
        self.asked, self.label, self.text = QLabel(wordWrap=True), QLabel(), QPlainTextEdit()
        self.asked.setTextFormat(Qt.TextFormat.PlainText)
        self.asked.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.asked.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.asked.setMargin(GAP)
        self.by_label, self.by = QLabel(), QLineEdit(row.asked_of, maxLength=200)
        frame = QScrollArea(widgetResizable=True)
        frame.setWidget(self.asked)
        frame.setMinimumHeight(_QUESTION)
        self.asked_label = QLabel()
        self.asked_label.setFont(scaled_font(self, 1.0, bold=True))
        self.asked_label.setBuddy(frame)
        self.label.setBuddy(self.text)
        self.by_label.setBuddy(self.by)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(_LINES * self.text.fontMetrics().lineSpacing())
        for widget in (self.asked_label, frame, self.label, self.text, self.by_label, self.by):
            self.fields.addWidget(widget, int(widget in (frame, self.text)))
        for widget in (self.by_label, self.by):
            widget.setVisible(what == ANSWER and desk.me() not in row.waits_for)
        self.text.textChanged.connect(self.check)
        self.kept.hide()
        self.text.setFocus()
        self.resize(_SIZE)
        self.retranslate()
        self.check()

    def ready(self) -> bool:
        """Say whether there are words; to withdraw needs none."""
        return self.what == WITHDRAW or bool(self.text.toPlainText().strip())

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Put it on record."""
        rulebook, text = self.desk.rulebook, self._text
        acts: dict[str, Callable[[], object]] = {
            ANSWER: lambda: answer_task(
                session, rulebook, self._row.id, text, answered_by=self._by, person_id=person_id, now=now
            ),
            SEND_BACK: lambda: send_back(session, rulebook, self._row.id, text, person_id=person_id, now=now),
            WITHDRAW: lambda: withdraw_task(session, rulebook, self._row.id, text, person_id=person_id, now=now),
        }
        acts[self.what]()
        return None

    def submit(self) -> None:
        """Take what stands in the fields, and do it."""
        self._text = self.text.toPlainText()
        self._by = self.by.text() if self.by.isVisibleTo(self) else ""
        super().submit()

    def said(self) -> Sentence:
        """Say what was done."""
        name = self._row.department
        said = {
            ANSWER: Sentence("TaskWords", "{name}: the answer is on record", name=name),
            SEND_BACK: Sentence("TaskWords", "{name}: the answer goes back", name=name),
            WITHDRAW: Sentence("TaskWords", "{name}: no answer is needed any more", name=name),
        }
        return said[self.what]

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        row = self._row
        titles = {
            ANSWER: (self.tr("Answer a task"), self.tr("&Answer"), self.tr("Put on &record")),
            SEND_BACK: (self.tr("Send an answer back"), self.tr("What is &missing"), self.tr("&Send back")),
            WITHDRAW: (self.tr("Withdraw a task"), self.tr("&Why (optional)"), self.tr("With&draw")),
        }
        title, label, ok = titles[self.what]
        self.setWindowTitle(title)
        self.label.setText(label)
        self.ok.setText(ok)
        self.by_label.setText(self.tr("Answered &by"))
        self.asked_label.setText(self.tr("What was asked"))
        parts = [row.question, row.context]
        if row.answer:
            parts.append(self.tr("Answer of {name}:").format(name=row.answered_by) + f"\n{row.answer}")
        self.asked.setText("\n\n".join(filter(None, parts)))
        self.asked.setAccessibleName(self.tr("What was asked"))
