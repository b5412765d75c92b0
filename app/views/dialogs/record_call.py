"""The form of a call with the customer that has just been made or taken."""

from datetime import datetime

from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QWidget
from sqlalchemy.orm import Session

from app.models.message import Direction, Purpose
from app.models.ticket import Ticket
from app.services.handling.actions import Done
from app.services.handling.case import Case
from app.services.handling.messages import Call, record_call
from app.views.case.action_bar import Drafts
from app.views.case.form import CaseForm
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.message_words import PURPOSES
from app.views.pane import Desk

_LINES = 6
_KEPT = "call"
_PURPOSES = (Purpose.OTHER, Purpose.PROGRESS, Purpose.RESULT)


class RecordCall(CaseForm, Dialog):
    """Says who called whom, and what was said."""

    title = "Record a call"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, drafts: Drafts) -> None:
        super().__init__(desk, parent, case)
        self._drafts = drafts
        self.way, self.purpose, self.telephone, self.text = QComboBox(), QComboBox(), QComboBox(), QPlainTextEdit()
        self.labels = [QLabel() for _ in range(4)]
        self.telephone.setEditable(True)
        if case.customer and case.customer.telephone:
            self.telephone.addItem(case.customer.telephone)
        for direction in (Direction.OUT, Direction.IN):
            self.way.addItem("", direction.value)
        for purpose in _PURPOSES:
            self.purpose.addItem("", purpose.value)
        for label, edit in zip(self.labels, (self.way, self.purpose, self.telephone, self.text), strict=True):
            label.setBuddy(edit)
            self.fields.addWidget(label)
            self.fields.addWidget(edit, int(edit is self.text))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(_LINES * self.text.fontMetrics().lineSpacing())
        self.text.setPlainText(drafts.texts(case.id, _KEPT).get("text", ""))
        self.text.textChanged.connect(self._keep)
        self.way.currentIndexChanged.connect(self._turn)
        self.text.setFocus()
        self.retranslate()
        self._turn()
        self.check()

    def ready(self) -> bool:
        """Say whether there is something to record."""
        return bool(self.text.toPlainText().strip())

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Put it on record."""
        ticket = session.get_one(Ticket, self.case.id)
        record_call(session, self.desk.rulebook, ticket, self._call, person_id=person_id, now=now)
        return None

    def submit(self) -> None:
        """Take what stands in the fields, and do it."""
        direction = Direction(self.way.currentData())
        purpose = Purpose(self.purpose.currentData()) if direction is Direction.OUT else Purpose.OTHER
        self._call = Call(direction, self.text.toPlainText(), self.telephone.currentText(), purpose)
        super().submit()

    def finished_well(self) -> None:
        """Forget what was written."""
        self._drafts.keep(self.case.id, _KEPT, {})

    def said(self) -> Sentence:
        """Say what was done."""
        return Sentence("RecordCall", "{number}: the call is on record", number=self.case.number)

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        words = (self.tr("&Who called"), self.tr("What &for"), self.tr("&Number"), self.tr("What was &said"))
        for label, word in zip(self.labels, words, strict=True):
            label.setText(word)
        self.way.setItemText(0, self.tr("We called the customer"))
        self.way.setItemText(1, self.tr("The customer called us"))
        for place in range(self.purpose.count()):
            self.purpose.setItemText(place, str(PURPOSES[Purpose(self.purpose.itemData(place))]))
        self.ok.setText(self.tr("Put on &record"))
        self.kept.setText(self.tr("What you write is kept when you leave this form."))

    def _turn(self) -> None:
        ours = Direction(self.way.currentData()) is Direction.OUT
        for widget in (self.labels[1], self.purpose):
            widget.setVisible(ours)

    def _keep(self) -> None:
        self._drafts.keep(self.case.id, _KEPT, {"text": self.text.toPlainText()})
        self.check()
