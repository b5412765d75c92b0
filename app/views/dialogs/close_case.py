"""The closing of a complaint: a checklist of its loop, from which each open point leads to where it is done."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QPushButton, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.desk_rules import Loop
from app.models.sla import LifeEvent
from app.models.texts import trimmed
from app.models.ticket import Ticket
from app.services.handling.actions import Done
from app.services.handling.case import Case
from app.services.handling.events import happen
from app.services.handling.loop import NotClosedError, OpenPoint, checklist
from app.services.handling.root_causes import record_root_cause
from app.services.handling.timeline import unchanged
from app.views.bridge import Changes
from app.views.case import authority_words
from app.views.case.cause_choice import CauseChoice
from app.views.case.form import CaseForm
from app.views.dialog import Dialog
from app.views.i18n import Sentence, named
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import GAP, PAD, Mark, colour

_PLAIN = Qt.TextFormat.PlainText
_LINES = 3
Points = Mapping[Loop, tuple[OpenPoint, ...]]


class CloseCase(CaseForm, Dialog):
    """Shows what the loop needs and what of it is open; it closes the complaint when nothing is.

    `lead` is told the point to which somebody wants to go; then the form is left.
    """

    title = "Close the complaint"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, lead: Callable[[OpenPoint], None]) -> None:
        super().__init__(desk, parent, case)
        self._lead = lead
        self._points: Points | None = None
        self.about_loop, self.cause_label, self.note_label = (
            QLabel(wordWrap=True, textFormat=_PLAIN) for _ in range(3)
        )
        self.cause, self.note = CauseChoice(desk, case.root_cause), QPlainTextEdit()
        self.cause_label.setBuddy(self.cause)
        self.note_label.setBuddy(self.note)
        self.note.setTabChangesFocus(True)
        self.note.setMinimumHeight(_LINES * self.note.fontMetrics().lineSpacing())
        self.list = QGridLayout()
        self.list.setHorizontalSpacing(PAD)
        self.list.setVerticalSpacing(GAP)
        self.list.setColumnStretch(1, 1)
        self.leads: list[QPushButton] = []
        self.fields.addWidget(self.about_loop)
        self.fields.addLayout(self.list)
        for widget in (self.cause_label, self.cause, self.note_label, self.note):
            self.fields.addWidget(widget)
        self.kept.hide()
        self._reader = Reader(desk, self._begin, self)
        self._reader.came.connect(self._come)
        self.cause.currentIndexChanged.connect(lambda _: self._show())
        self.retranslate()
        self._reader.ask()

    def ready(self) -> bool:
        """Say whether nothing is open but the root cause that is chosen here."""
        return self._points is not None and not any(map(self._open, self._points))

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Record the root cause and close, unless somebody else was quicker or something is open again."""
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        cause, text = self._given
        if cause:
            record_root_cause(session, ticket, int(cause), person_id=person_id, now=now)
        details = {"text": text} if text else None
        happen(session, self.desk.rulebook, ticket, LifeEvent.CLOSED, person_id=person_id, details=details, now=now)
        return None

    def submit(self) -> None:
        """Take what stands in the fields, and close."""
        self._given = (str(self.cause.currentData() or ""), trimmed(self.note.toPlainText()))
        super().submit()

    def said(self) -> Sentence:
        """Say that it has been done."""
        return Sentence("Act", "{number} is closed.", number=self.case.number)

    def hear(self, changes: Changes | None) -> None:
        """Look again at what is open."""
        if changes is None or self.case.id in (changes.get("Ticket") or ()):
            self._reader.ask()

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.cause_label.setText(self.tr("Root &cause"))
        self.note_label.setText(self.tr("What was &learned (optional)"))
        self.ok.setText(str(Sentence("Act", "Close")))
        self._show()

    def _refused(self, refusal: DomainError) -> None:
        super()._refused(refusal)
        if isinstance(refusal, NotClosedError):
            self._reader.ask()

    def _open(self, loop: Loop) -> bool:
        """Say whether a need is not met by what is on record and what is chosen here."""
        assert self._points is not None, "asked when it has been read"
        return bool(self._points[loop]) and not (loop is Loop.ROOT_CAUSE and self.cause.currentData())

    def _begin(self) -> Callable[[Session], Points]:
        rulebook, ticket_id, now = self.desk.rulebook, self.case.id, self.desk.now()
        return lambda session: checklist(session, rulebook, session.get_one(Ticket, ticket_id), now)

    def _come(self, points: Points) -> None:
        self._points = points
        self._show()

    def _show(self) -> None:
        while item := self.list.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        self.leads.clear()
        for loop, points in (self._points or {}).items():
            if not self._open(loop):
                self._line("✓", str(authority_words.LOOPS[loop]), Mark.FINE)
                continue
            for point in points:
                self._line("○", authority_words.open_point(point), Mark.SOON)
                self._add_lead(point)
        self.order(*self.leads, self.cause, self.note, self.cancel, self.ok)
        is_ready = self._points is not None and self.ready()
        waits = self.tr("The loop is closed: nothing is open any more.") if is_ready else self.tr("Still open:")
        self.about_loop.setText(waits if self._points is not None else self.tr("Reading what is open …"))
        self.check()

    def _line(self, symbol: str, text: str, mark: Mark) -> None:
        row = self.list.rowCount()
        sign, said = QLabel(symbol), QLabel(text, wordWrap=True, textFormat=_PLAIN)
        sign.setStyleSheet(f"color: {colour(mark).name()}; font-weight: bold")
        self.list.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
        self.list.addWidget(said, row, 1)

    def _add_lead(self, point: OpenPoint) -> None:
        here = point.loop is Loop.ROOT_CAUSE
        button = QPushButton(self.tr("Choose below") if here else self.tr("Go there"))
        button.setAutoDefault(False)
        button.setAccessibleName(named(button.text(), authority_words.open_point(point)))
        button.clicked.connect(self.cause.setFocus if here else partial(self._go, point))
        self.leads.append(button)
        self.list.addWidget(button, self.list.rowCount() - 1, 2, Qt.AlignmentFlag.AlignTop)

    def _go(self, point: OpenPoint) -> None:
        self.reject()
        self._lead(point)
