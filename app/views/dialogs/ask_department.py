"""The form in which a department is asked about a case: whom, what, and what they have to know for it."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from sqlalchemy.orm import Session

from app.models.people import Language
from app.models.ticket import Ticket
from app.services.handling.actions import Done
from app.services.handling.case import Case
from app.services.handling.departments import DepartmentRow, read_departments
from app.services.handling.task_context import compose_context
from app.services.handling.tasks import LONGEST_TITLE, ask_department, due_if_asked
from app.views.case.action_bar import Drafts
from app.views.case.form import CaseForm
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.pane import Desk
from app.views.ticket_words import Place

_SIZE = QSize(560, 600)
_LINES = 4
_KEPT = "task"


@dataclass(frozen=True)
class _Found:
    """The departments, when each would have to answer, and the context in each language that they read."""

    departments: tuple[DepartmentRow, ...]
    due: dict[int, datetime | None]
    context: dict[Language, str]


class AskDepartment(CaseForm, Dialog):
    """Asks a department; what it is told of the case can be read and shortened before it leaves."""

    title = "Ask a department"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, drafts: Drafts) -> None:
        super().__init__(desk, parent, case)
        self._drafts = drafts
        self._found: _Found | None = None
        self.department, self.what, self.question = QComboBox(), QLineEdit(maxLength=LONGEST_TITLE), QPlainTextEdit()
        self.context, self.hint = QPlainTextEdit(), QLabel(wordWrap=True)
        self.whom = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.labels = [QLabel() for _ in range(4)]
        for label, edit in zip(self.labels, (self.department, self.what, self.question, self.context), strict=True):
            label.setBuddy(edit)
            self.fields.addWidget(label)
            self.fields.addWidget(edit, int(edit in (self.question, self.context)))
            if edit is self.department:
                self.fields.addWidget(self.whom)
        self.fields.addWidget(self.hint)
        for text in (self.question, self.context):
            text.setTabChangesFocus(True)
            text.setMinimumHeight(_LINES * text.fontMetrics().lineSpacing())
        before = drafts.texts(case.id, _KEPT)
        self.what.setText(before.get("title", ""))
        self.question.setPlainText(before.get("question", ""))
        self.what.textChanged.connect(self._keep)
        self.question.textChanged.connect(self._keep)
        self.department.currentIndexChanged.connect(self._chosen)
        self.department.setFocus()
        self.resize(_SIZE)
        self.retranslate()
        self.check()
        self._read()

    def ready(self) -> bool:
        """Say whether it is known whom, and what."""
        asked = bool(self.what.text().strip() and self.question.toPlainText().strip())
        return asked and self.department.currentData() is not None

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Ask."""
        department_id, title, question, context = self._given
        ask_department(
            session,
            self.desk.rulebook,
            session.get_one(Ticket, self.case.id),
            department_id,
            title,
            question,
            context=context,
            person_id=person_id,
            now=now,
        )
        return None

    def submit(self) -> None:
        """Take what stands in the fields, and do it."""
        self._given = (
            int(self.department.currentData() or 0),
            self.what.text(),
            self.question.toPlainText(),
            self.context.toPlainText(),
        )
        super().submit()

    def finished_well(self) -> None:
        """Forget what was written."""
        self._drafts.keep(self.case.id, _KEPT, {})

    def said(self) -> Sentence:
        """Say what was done."""
        return Sentence(
            "AskDepartment", "{number}: {name} is asked", number=self.case.number, name=self.department.currentText()
        )

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        words = (self.tr("&Department"), self.tr("&Title"), self.tr("&Question"), self.tr("What they are to&ld"))
        for label, word in zip(self.labels, words, strict=True):
            label.setText(word)
        self.hint.setText(
            self.tr("It goes without the customer's name and numbers, as far as they are known. Read it once more.")
        )
        self.ok.setText(self.tr("&Ask"))
        self.kept.setText(self.tr("What you write is kept when you leave this form."))
        self._chosen()

    def _read(self) -> None:
        ticket_id, now = self.case.id, self.desk.now()

        def work() -> _Found:
            with self.desk.database.read() as session:
                ticket, departments = session.get_one(Ticket, ticket_id), read_departments(session)
                rulebook = self.desk.rulebook
                return _Found(
                    departments,
                    {each.id: due_if_asked(session, rulebook, ticket, each.form.code, now=now) for each in departments},
                    {language: compose_context(session, ticket, language) for language in Language},
                )

        self.desk.tasks.run(self, work, self._come, refused=self._refused)

    def _come(self, found: _Found) -> None:
        self._found = found
        for each in found.departments:
            self.department.addItem(each.form.name, each.id)
        self._chosen()

    def _chosen(self) -> None:
        found = self._found
        if found is None:
            self.whom.setText(self.tr("The departments are being read."))
            return
        if not found.departments:
            self.whom.setText(self.tr("There is no department yet: add them under “Departments” in the menu."))
            return
        row = found.departments[max(self.department.currentIndex(), 0)]
        place, due = Place(self.desk.now(), self.desk.zone), found.due[row.id]
        asked = self.tr("{name} is asked, by {due}.") if due else self.tr("{name} is asked; no policy sets a time.")
        said = [asked.format(name=row.asked or row.form.name, due=place.instant(due) if due else "")]
        if row.contact_away:
            said.append(self.tr("The contact is away."))
        if row.form.responsibilities:
            said.append(row.form.responsibilities)
        self.whom.setText(" ".join(said))
        if self.context.toPlainText() in ("", *found.context.values()):
            self.context.setPlainText(found.context[row.form.language])
        self.check()

    def _keep(self) -> None:
        self._drafts.keep(self.case.id, _KEPT, {"title": self.what.text(), "question": self.question.toPlainText()})
        self.check()
