"""The splitting of a complaint: what the part is about, and which of the evidence it needs, too."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget
from sqlalchemy.orm import Session

from app.services.handling.actions import Done
from app.services.handling.case import Case
from app.services.handling.register import LONGEST_TITLE
from app.services.handling.split import evidence_of, split
from app.services.handling.timeline import unchanged
from app.views.case.actions import Act
from app.views.case.form import CaseForm
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.pane import Desk

_LINES = 5
_FILES = 4
_PLAIN = Qt.TextFormat.PlainText
_ID = Qt.ItemDataRole.UserRole


class SplitCase(CaseForm, Dialog):
    """Makes a part of a case a complaint of its own, and leads to it."""

    title = "Split the complaint"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, act: Act) -> None:
        super().__init__(desk, parent, case)
        self.act = act
        self._part: tuple[int, str] | None = None
        self.consequence, self.of_title, self.of_text, self.of_files = (
            QLabel(wordWrap=True, textFormat=_PLAIN) for _ in range(4)
        )
        self.name, self.text, self.files = QLineEdit(maxLength=LONGEST_TITLE), QPlainTextEdit(), QListWidget()
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(_LINES * self.text.fontMetrics().lineSpacing())
        self.files.setFixedHeight(_FILES * self.files.fontMetrics().lineSpacing() * 2)
        self.fields.addWidget(self.consequence)
        for label, field in ((self.of_title, self.name), (self.of_text, self.text), (self.of_files, self.files)):
            label.setBuddy(field)
            self.fields.addWidget(label)
            self.fields.addWidget(field)
        for widget in (self.of_files, self.files, self.kept):
            widget.hide()
        self.name.textChanged.connect(self.check)
        self.retranslate()
        self.check()
        self.name.setFocus()

        def read() -> tuple[tuple[int, str], ...]:
            with desk.database.read() as session:
                return evidence_of(session, case.id)

        desk.tasks.run(self, read, self._list)

    def ready(self) -> bool:
        """Say whether the part is called something."""
        return bool(self.name.text().strip())

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Split it, unless somebody else was quicker."""
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        title, text, evidence = self._given
        rulebook = self.desk.rulebook
        part = split(session, rulebook, ticket, title, text, evidence, person_id=person_id, now=now)
        self._part = (part.id, part.number)
        return None

    def submit(self) -> None:
        """Take what stands in the fields."""
        items = (self.files.item(place) for place in range(self.files.count()))
        chosen = [int(item.data(_ID)) for item in items if item.checkState() is Qt.CheckState.Checked]
        self._given = (self.name.text(), self.text.toPlainText(), chosen)
        super().submit()

    def finished_well(self) -> None:
        """Lead to the part."""
        if self._part:
            self.desk.requests.case.emit(self._part[0])

    def said(self) -> Sentence:
        """Say that it has been done."""
        into = self._part[1] if self._part else ""
        return Sentence("Act", self.act.done, number=self.case.number, into=into)

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.ok.setText(str(self.act.text))
        self.consequence.setText(
            self.tr(
                "The part becomes a complaint of its own. It was received when this one was, and has its deadlines. "
                "Tasks and decisions stay here."
            )
        )
        self.of_title.setText(self.tr("&Title of the part"))
        self.of_text.setText(self.tr("What it is &about (optional)"))
        self.of_files.setText(self.tr("&Evidence that it needs, too"))

    def _list(self, files: tuple[tuple[int, str], ...]) -> None:
        for id_, name in files:
            item = QListWidgetItem(name, self.files)
            item.setData(_ID, id_)
            item.setCheckState(Qt.CheckState.Unchecked)
        for widget in (self.of_files, self.files):
            widget.setVisible(bool(files))
        if layout := self.layout():
            layout.activate()
        self.resize(self.size().expandedTo(self.sizeHint()))
