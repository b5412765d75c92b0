"""The form of an action on a case that is told in words: answer, wait, resolve, follow up, close, reopen, note."""

from datetime import datetime

from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QWidget
from sqlalchemy.orm import Session

from app.models.sla import LifeEvent
from app.models.ticket import Source, Status
from app.services.handling.actions import Action, Done, Touched
from app.services.handling.case import Case, note, unchanged
from app.services.handling.events import happen
from app.views.case_actions import Act, Drafts
from app.views.case_form import CaseForm
from app.views.case_story import WAYS
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.pane import Desk

_LINES = 5
# The way that a complaint came by is most likely the way back.
_WAY_BACK = {
    Source.TELEPHONE: "telephone",
    Source.CHAT: "chat",
    Source.SOCIAL: "social",
    Source.LETTER: "letter",
    Source.WALK_IN: "in_person",
}
_UNDONE_AS = {
    LifeEvent.WAITING: (Action.WAIT, Status.OPEN),
    LifeEvent.CUSTOMER_REPLIED: (Action.GO_ON, Status.WAITING),
}


class Tell(CaseForm, Dialog):
    """Asks what an action needs and does it; what is typed is kept until it has been done."""

    title = "Tell what happened"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, act: Act, drafts: Drafts) -> None:
        super().__init__(desk, parent, case)
        self.act = act
        self._drafts = drafts
        self.labels = {field.key: QLabel() for field in act.fields}
        self.texts = {field.key: QPlainTextEdit() for field in act.fields if not field.way}
        self.ways = {field.key: QComboBox() for field in act.fields if field.way}
        before = drafts.texts(case.id, act.name)
        for field in act.fields:
            edit = self.ways.get(field.key) or self.texts[field.key]
            self.labels[field.key].setBuddy(edit)
            self.fields.addWidget(self.labels[field.key])
            self.fields.addWidget(edit, int(not field.way))
        for key, text in self.texts.items():
            text.setTabChangesFocus(True)
            text.setMinimumHeight(_LINES * text.fontMetrics().lineSpacing())
            text.setPlainText(before.get(key, ""))
            text.textChanged.connect(self._keep)
        for key, choice in self.ways.items():
            for way in WAYS:
                choice.addItem("", way)
            choice.setCurrentIndex(choice.findData(before.get(key) or _WAY_BACK.get(case.source, "email")))
        next(iter(self.texts.values())).setFocus()
        self.retranslate()
        self.check()

    def ready(self) -> bool:
        """Say whether every text that is needed is there."""
        needed = (field.key for field in self.act.fields if field.needed and not field.way)
        return all(self.texts[key].toPlainText().strip() for key in needed)

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Record it, unless somebody else was quicker."""
        given = self._given
        if self.act.event is None:
            note(session, self.case.id, given["text"], person_id=person_id, now=now)
            return None
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        happen(session, self.desk.rulebook, ticket, self.act.event, person_id=person_id, details=given, now=now)
        session.flush()
        if self.act.event not in _UNDONE_AS:
            return None
        action, before = _UNDONE_AS[self.act.event]
        return Done(action, (Touched(ticket.id, ticket.number, before, ticket.version),), (), now)

    def submit(self) -> None:
        """Take what stands in the fields, and do it."""
        self._given = {key: text.toPlainText().replace("\0", "").strip() for key, text in self.texts.items()}
        self._given |= {key: choice.currentData() for key, choice in self.ways.items()}
        self._given = {key: text for key, text in self._given.items() if text}
        super().submit()

    def finished_well(self) -> None:
        """Forget the draft."""
        self._drafts.keep(self.case.id, self.act.name, {})

    def said(self) -> Sentence:
        """Say that it has been done."""
        return Sentence("Act", self.act.done, number=self.case.number)

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.setWindowTitle(str(self.act.text))
        self.ok.setText(str(self.act.text))
        self.kept.setText(self.tr("What you write is kept when you leave this form."))
        self.kept.setVisible(bool(self.texts))
        for field in self.act.fields:
            optional = "" if field.needed else f" ({self.tr('optional')})"
            self.labels[field.key].setText(f"{field.label}{optional}")
        for choice in self.ways.values():
            for index, said in enumerate(WAYS.values()):
                choice.setItemText(index, str(said))

    def _keep(self) -> None:
        texts = {key: text.toPlainText() for key, text in self.texts.items()}
        self._drafts.keep(self.case.id, self.act.name, texts)
        self.check()
