"""The question why a file is taken off a complaint."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from sqlalchemy.orm import Session

from app.services.handling.actions import Done
from app.services.handling.case import Case
from app.services.intake.evidence import LONGEST_REASON, AttachmentRow, remove
from app.views.case.form import CaseForm
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.pane import Desk


class RemoveEvidence(CaseForm, Dialog):
    """Takes a file off for a reason; that it was there stays on record, its content does not."""

    title = "Remove a file"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, row: AttachmentRow) -> None:
        super().__init__(desk, parent, case)
        self.row = row
        self.question = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.fields.addWidget(self.question)
        self.fields.addWidget(self.reason)
        self.kept.hide()
        self.reason.textChanged.connect(lambda _: self.check())
        self.retranslate()
        self.check()
        self.reason.setFocus()

    def ready(self) -> bool:
        """Say whether there is a reason."""
        return bool(self.reason.text().strip())

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Take it off."""
        remove(session, self.row.id, self.reason.text(), person_id=person_id, now=now)
        return None

    def said(self) -> Sentence:
        """Say that it is off."""
        return Sentence(
            "RemoveEvidence", "{name} is removed from {number}", name=self.row.name, number=self.case.number
        )

    def retranslate(self) -> None:
        """Put the question in the language."""
        super().retranslate()
        said = self.tr("{name} is taken off the complaint; this cannot be undone. That it was there stays on record.")
        self.question.setText(said.format(name=self.row.name))
        self.reason.setPlaceholderText(self.tr("Reason"))
        self.reason.setAccessibleName(self.tr("Reason"))
        self.ok.setText(self.tr("&Remove"))
