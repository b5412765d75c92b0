"""The forms that end an incident, with one solution for all of its complaints, and that let it go on again."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from sqlalchemy.orm import Session

from app.models.desk import Incident
from app.services.handling.incident_rows import IncidentRow
from app.services.handling.incidents import LONGEST_REASON, Outcome, reopen_incident, solve_incident
from app.services.handling.root_causes import RootCauseRow, root_causes
from app.views.case.form import spoken
from app.views.dialog import Dialog
from app.views.hotspots.incident_form import IncidentForm, fill
from app.views.i18n import Sentence, number
from app.views.pane import Desk

_LINES = 5
# Of more that could not be resolved only so many are named.
_NAMED = 12
_LONGEST_SUBJECT = 200


class SolveIncident(IncidentForm, Dialog):
    """Asks for one solution and its root cause, resolves all that can be, and says which could not and why."""

    title = "Solve the incident"

    def __init__(self, desk: Desk, parent: QWidget | None, row: IncidentRow) -> None:
        super().__init__(desk, parent, row.title)
        self._row = row
        self.says, self.account = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.solution, self.solution_label = QPlainTextEdit(), QLabel()
        self.cause, self.cause_label = QComboBox(), QLabel()
        self.tell, self.subject, self.subject_label = QCheckBox(), QLineEdit(maxLength=_LONGEST_SUBJECT), QLabel()
        self.solution.setTabChangesFocus(True)
        self.solution.setMinimumHeight(_LINES * self.solution.fontMetrics().lineSpacing())
        self.subject.setText(row.title)
        self.cause.addItem("")
        self.account.setTextFormat(Qt.TextFormat.PlainText)
        pairs = (
            (self.solution_label, self.solution),
            (self.cause_label, self.cause),
            (self.subject_label, self.subject),
        )
        for label, field in pairs:
            label.setBuddy(field)
        self.fields.addWidget(self.says)
        self.fields.addWidget(self.solution_label)
        self.fields.addWidget(self.solution, 1)
        for widget in (self.cause_label, self.cause, self.tell, self.subject_label, self.subject, self.account):
            self.fields.addWidget(widget)
        self.account.hide()
        self.tell.toggled.connect(self._show_subject)
        self.tell.setChecked(True)
        self.solution.textChanged.connect(self.check)
        self.subject.textChanged.connect(self.check)
        self.solution.setFocus()
        self.begin()

    def read(self, session: Session) -> tuple[RootCauseRow, ...]:
        """Read the causes that there are."""
        return root_causes(session, retired=False)

    def come(self, found: tuple[RootCauseRow, ...]) -> None:
        """Offer them."""
        fill(self.cause, [(row.path, row.id) for row in found])

    def ready(self) -> bool:
        """Say whether there is a solution, and a subject where customers are told; once it is solved, nothing is."""
        has_subject = not self.tell.isChecked() or bool(self.subject.text().strip())
        return self.account.isHidden() and bool(self.solution.toPlainText().strip()) and has_subject

    def submit(self) -> None:
        """Take what stands in the fields, and do it."""
        self._given = self.solution.toPlainText(), self.cause.currentData()
        self._subject = self.subject.text() if self.tell.isChecked() else ""
        super().submit()

    def work(self, session: Session, person_id: int | None, now: datetime) -> Outcome:
        """Resolve what can be."""
        solution, cause = self._given
        incident = session.get_one(Incident, self._row.id)
        return solve_incident(
            session,
            self.desk.rulebook,
            incident,
            solution,
            root_cause_id=cause,
            subject=self._subject,
            person_id=person_id,
            now=now,
        )

    def finish(self, outcome: Outcome) -> None:
        """Say what came of it; what could not be resolved is named here, until somebody has read it."""
        said = Sentence(
            "SolveIncident",
            "“{title}” is solved: {count} complaints resolved, {told} customers get a mail.",
            title=self._row.title,
            count=number(len(outcome.done)),
            told=number(len(outcome.told)),
        )
        self.desk.notices.change(said)
        if not outcome.refused:
            self.accept()
            return
        lines = [str(spoken(each.why)) for each in outcome.refused[:_NAMED]]
        more = len(outcome.refused) - len(lines)
        self.account.setText("\n".join([self.tr("Not resolved now:"), *lines, *(["…"] if more > 0 else [])]))
        for widget in self.fields_place.findChildren(QWidget):
            widget.setVisible(widget is self.account)
        self.check()
        self.ok.hide()
        self.cancel.setText(self.tr("Close"))
        self.cancel.setFocus()

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        count = number(self._row.unsolved)
        self.says.setText(self.tr("It resolves {count} complaints with the same words.").format(count=count))
        self.solution_label.setText(self.tr("So&lution, as customers are told it:"))
        self.solution.setAccessibleName(self.tr("Solution"))
        self.cause_label.setText(self.tr("&Root cause:"))
        self.cause.setAccessibleName(self.tr("Root cause"))
        self.cause.setItemText(0, self.tr("Not known yet"))
        self.tell.setText(self.tr("Tell &customers who have an e-mail address"))
        self.subject_label.setText(self.tr("S&ubject of the mail:"))
        self.subject.setAccessibleName(self.tr("Subject of the mail"))
        self.ok.setText(self.tr("&Solve"))

    def _show_subject(self, tells: bool) -> None:
        self.subject.setEnabled(tells)
        self.subject_label.setEnabled(tells)
        self.check()


class ReopenIncident(IncidentForm, Dialog):
    """Asks why a solution did not hold; what was resolved with it goes on."""

    title = "Reopen the incident"

    def __init__(self, desk: Desk, parent: QWidget | None, row: IncidentRow) -> None:
        super().__init__(desk, parent, row.title)
        self._row = row
        self.reason, self.reason_label = QLineEdit(maxLength=LONGEST_REASON), QLabel()
        self.says = QLabel(wordWrap=True)
        self.reason_label.setBuddy(self.reason)
        for widget in (self.says, self.reason_label, self.reason):
            self.fields.addWidget(widget)
        self.fields.addStretch()
        self.reason.textChanged.connect(self.check)
        self.reason.setFocus()
        self.begin()

    def ready(self) -> bool:
        """Say whether there is a reason."""
        return bool(self.reason.text().strip())

    def submit(self) -> None:
        """Take the reason, and do it."""
        self._reason = self.reason.text()
        super().submit()

    def work(self, session: Session, person_id: int | None, now: datetime) -> Outcome:
        """Let it go on."""
        incident = session.get_one(Incident, self._row.id)
        return reopen_incident(session, self.desk.rulebook, incident, self._reason, person_id=person_id, now=now)

    def finish(self, outcome: Outcome) -> None:
        """Say how many go on."""
        said = Sentence(
            "ReopenIncident",
            "“{title}” goes on: {count} complaints are open again, {left} stay closed.",
            title=self._row.title,
            count=number(len(outcome.done)),
            left=number(len(outcome.refused)),
        )
        self.desk.notices.change(said)
        self.accept()

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.says.setText(
            self.tr("The complaints that were resolved with it are opened again; what is closed stays so.")
        )
        self.reason_label.setText(self.tr("&Why did the solution not hold?"))
        self.reason.setAccessibleName(self.tr("Reason"))
        self.ok.setText(self.tr("&Reopen"))
