"""The form of a case in which a person says otherwise than was worked out, and has to say why."""

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from app.models.texts import trimmed
from app.services.assessment.present import Assessment
from app.services.handling.case import Case
from app.services.handling.reassess import LONGEST_REASON
from app.views.case.form import CaseForm
from app.views.pane import Desk

_LINES = 3


class ReasonForm(CaseForm):
    """A form with a reason below whatever else is asked."""

    def __init__(self, desk: Desk, parent: QWidget, case: Case, found: Assessment) -> None:
        super().__init__(desk, parent, case)
        self.found = found
        self.label, self.reason = QLabel(), QPlainTextEdit(tabChangesFocus=True)
        self.label.setBuddy(self.reason)
        self.reason.setMinimumHeight(_LINES * self.reason.fontMetrics().lineSpacing())
        self.reason.textChanged.connect(self.check)
        self.fields.addWidget(self.label)
        self.fields.addWidget(self.reason, 1)
        self.kept.hide()

    def ready(self) -> bool:
        """Say whether there is a reason that is not too long."""
        return 0 < len(self.text()) <= LONGEST_REASON

    def text(self) -> str:
        """Return the reason as it is kept."""
        return trimmed(self.reason.toPlainText())

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.label.setText(self.tr("&Reason"))
