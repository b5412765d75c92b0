"""The form of an action on a case that is told in words: answer, wait, resolve, follow up, close, reopen, note."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QWidget
from sqlalchemy.orm import Session

from app.models.sla import LifeEvent
from app.models.ticket import Source, Status
from app.services.deadlines.clocks import PAUSE, WAITING_FOR_CUSTOMER
from app.services.handling.actions import Action, Done, Touched
from app.services.handling.case import Case, note, unchanged
from app.services.handling.events import happen
from app.views.case_actions import Act, Drafts, Field
from app.views.case_form import CaseForm
from app.views.case_time import REFUSE, about, choices, do
from app.views.case_words import Place
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
_UNDONE_AS: Mapping[LifeEvent, tuple[Action, str]] = {
    LifeEvent.WAITING: (Action.WAIT, Status.OPEN),
    LifeEvent.CUSTOMER_REPLIED: (Action.GO_ON, Status.WAITING),
    LifeEvent.RESUMED: (Action.GO_ON, Status.WAITING),
}


class Tell(CaseForm, Dialog):
    """Asks what an action needs and does it; what is typed is kept until it has been done."""

    title = "Tell what happened"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, act: Act, drafts: Drafts) -> None:
        super().__init__(desk, parent, case)
        self.act = act
        self._drafts = drafts
        self.labels = {field.key: QLabel() for field in act.fields}
        self.texts = {field.key: QPlainTextEdit() for field in act.fields if not field.choice}
        self.ways = {field.key: QComboBox() for field in act.fields if field.choice}
        self.consequence = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        before = drafts.texts(case.id, act.name)
        for field in act.fields:
            edit = self.ways.get(field.key) or self.texts[field.key]
            self.labels[field.key].setBuddy(edit)
            self.fields.addWidget(self.labels[field.key])
            self.fields.addWidget(edit, int(not field.choice))
        self.fields.insertWidget(0, self.consequence)
        for key, text in self.texts.items():
            text.setTabChangesFocus(True)
            text.setMinimumHeight(_LINES * text.fontMetrics().lineSpacing())
            text.setPlainText(before.get(key, ""))
            text.textChanged.connect(self._keep)
        for field in act.fields:
            if choice := self.ways.get(field.key):
                for word, _ in choices(field.choice, case):
                    choice.addItem("", word)
                if field.choice == "way":
                    choice.setCurrentIndex(choice.findData(_WAY_BACK.get(case.source, "email")))
                # Where there is only one, nothing is asked.
                for widget in (choice, self.labels[field.key]):
                    widget.setHidden(choice.count() == 1)
                choice.currentIndexChanged.connect(self._chosen)
        next(iter(self.texts.values())).setFocus()
        self.retranslate()
        self.check()

    def ready(self) -> bool:
        """Say whether every text that is needed is there; a refusal needs its reason."""
        needed = (field.key for field in self.act.fields if self._needs(field) and not field.choice)
        return all(self.texts[key].toPlainText().strip() for key in needed)

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Record it, unless somebody else was quicker."""
        given = self._given
        if self.act.name == "note":
            note(session, self.case.id, given["text"], person_id=person_id, now=now)
            return None
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        undone_as: tuple[Action, str] | None = None
        if self.act.event is None:
            undone_as = (Action.ENTER_STAGE, ticket.stage) if self.act.name == "next_stage" else None
            do(self.act.name, session, self.desk.rulebook, self.case, given, person_id=person_id, now=now)
        else:
            undone_as = _UNDONE_AS.get(self.act.event)
            happen(session, self.desk.rulebook, ticket, self.act.event, person_id=person_id, details=given, now=now)
        session.flush()
        if undone_as is None:
            return None
        action, before = undone_as
        return Done(action, (Touched(ticket.id, ticket.number, before, ticket.version),), (), now)

    def submit(self) -> None:
        """Take what stands in the fields, and do it."""
        self._given = {key: text.toPlainText().replace("\0", "").strip() for key, text in self.texts.items()}
        self._given |= self._chosen_words()
        # To wait for the customer is possible under every policy, and needs no word.
        if self._given.get(PAUSE) == WAITING_FOR_CUSTOMER:
            self._given.pop(PAUSE, None)
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
            if choice := self.ways.get(field.key):
                for index, (_, said) in enumerate(choices(field.choice, self.case)):
                    choice.setItemText(index, said)
        self._chosen()

    def _needs(self, field: Field) -> bool:
        return field.needed or self._chosen_words().get("answer") == REFUSE

    def _chosen_words(self) -> dict[str, str]:
        return {key: choice.currentData() for key, choice in self.ways.items()}

    def _chosen(self) -> None:
        for field in self.act.fields:
            optional = "" if self._needs(field) else f" ({self.tr('optional')})"
            self.labels[field.key].setText(f"{field.label}{optional}")
        place = Place(self.desk.now(), self.desk.zone)
        self.consequence.setText(about(self.act.name, self.case, self._chosen_words(), place))
        self.consequence.setVisible(bool(self.consequence.text()))
        self.check()

    def _keep(self) -> None:
        texts = {key: text.toPlainText() for key, text in self.texts.items()}
        self._drafts.keep(self.case.id, self.act.name, texts)
        self.check()
