"""The form of an action on a case that is told in words: answer, wait, resolve, follow up, reopen, withdraw, note."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QWidget
from sqlalchemy.orm import Session

from app.models.texts import trimmed
from app.models.ticket import Source, Status, Ticket
from app.services.deadlines.waits import PAUSE, WAITING_FOR_CUSTOMER
from app.services.handling.actions import Action, Done, Touched
from app.services.handling.case import Case
from app.services.handling.endings import mark_spam, withdraw
from app.services.handling.events import happen
from app.services.handling.reopen import reopen
from app.services.handling.root_causes import record_root_cause
from app.services.handling.timeline import note, unchanged
from app.views.case.action_bar import Drafts
from app.views.case.actions import Act, Field
from app.views.case.cause_choice import CauseChoice
from app.views.case.form import CaseForm
from app.views.case.timing import REFUSE, about, choices, do
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.knowledge.article_hints import ArticleHints
from app.views.pane import Desk
from app.views.ticket_words import Place

_LINES = 5
# The way that a complaint came by is most likely the way back.
_WAY_BACK = {
    Source.TELEPHONE: "telephone",
    Source.CHAT: "chat",
    Source.SOCIAL: "social",
    Source.LETTER: "letter",
    Source.WALK_IN: "in_person",
}
# What can be taken back, by the name of the action.
_UNDONE_AS: Mapping[str, Action] = {
    "wait": Action.WAIT,
    "go_on": Action.GO_ON,
    "resume": Action.GO_ON,
    "next_stage": Action.ENTER_STAGE,
    "withdraw": Action.WITHDRAW,
    "spam": Action.SPAM,
}


class Tell(CaseForm, Dialog):
    """Asks what an action needs and does it; what is typed is kept until it has been done."""

    title = "Tell what happened"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, act: Act, drafts: Drafts) -> None:
        super().__init__(desk, parent, case)
        self.act = act
        self._drafts = drafts
        # The new complaint as which one came back that was closed long ago: its id and number.
        self._again: tuple[int, str] | None = None
        self.labels = {field.key: QLabel() for field in act.fields}
        self.texts = {field.key: QPlainTextEdit() for field in act.fields if not field.choice}
        self.ways = {field.key: self._choice(field) for field in act.fields if field.choice}
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
                choice.currentIndexChanged.connect(self._chosen)
                # Where there is only one, nothing is asked.
                for widget in (choice, self.labels[field.key]):
                    widget.setHidden(field.choice != "cause" and choice.count() == 1)
        # What a customer is told may be written down already.
        self.hints = ArticleHints(desk, case.id)
        self.fields.addWidget(self.hints)
        self._suggest()
        next(iter(self.texts.values())).setFocus()
        self.retranslate()
        self.check()

    def _choice(self, field: Field) -> QComboBox:
        """Make the choice of a field, with what is most likely chosen."""
        if field.choice == "cause":
            return CauseChoice(self.desk, self.case.root_cause)
        choice = QComboBox()
        for word, _ in choices(field.choice, self.case):
            choice.addItem("", word)
        if field.choice == "way":
            choice.setCurrentIndex(choice.findData(_WAY_BACK.get(self.case.source, "email")))
        return choice

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
        before: dict[Action, str] = {Action.ENTER_STAGE: ticket.stage}
        before |= dict.fromkeys((Action.WITHDRAW, Action.SPAM), ticket.status.value)
        before |= {Action.WAIT: Status.OPEN, Action.GO_ON: Status.WAITING}
        self._do(session, ticket, dict(given), person_id, now)
        session.flush()
        action = _UNDONE_AS.get(self.act.name)
        if action is None:
            return None
        return Done(action, (Touched(ticket.id, ticket.number, before[action], ticket.version),), (), now)

    def _do(
        self, session: Session, ticket: Ticket, given: dict[str, str], person_id: int | None, now: datetime
    ) -> None:
        """Do what the action is; a root cause is recorded with it."""
        rulebook, name = self.desk.rulebook, self.act.name
        if cause := given.pop("cause", ""):
            record_root_cause(session, ticket, int(cause), person_id=person_id, now=now)
        if name == "withdraw":
            withdraw(session, rulebook, ticket, given["text"], given["way"], person_id=person_id, now=now)
        elif name == "spam":
            mark_spam(session, rulebook, ticket, given["text"], person_id=person_id, now=now)
        elif name == "reopen":
            again = reopen(session, rulebook, ticket, given["reason"], person_id=person_id, now=now)
            self._again = None if again.id == ticket.id else (again.id, again.number)
        elif self.act.event is None:
            do(name, session, rulebook, self.case, given, person_id=person_id, now=now)
        else:
            happen(session, rulebook, ticket, self.act.event, person_id=person_id, details=given, now=now)

    def submit(self) -> None:
        """Take what stands in the fields, and do it."""
        self._given = {key: trimmed(text.toPlainText()) for key, text in self.texts.items()}
        self._given |= self._chosen_words()
        # To wait for the customer is possible under every policy, and needs no word.
        if self._given.get(PAUSE) == WAITING_FOR_CUSTOMER:
            self._given.pop(PAUSE, None)
        self._given = {key: text for key, text in self._given.items() if text}
        super().submit()

    def finished_well(self) -> None:
        """Forget the draft, and lead to what has become a new complaint."""
        self._drafts.keep(self.case.id, self.act.name, {})
        if self._again:
            self.desk.requests.case.emit(self._again[0])

    def said(self) -> Sentence:
        """Say that it has been done."""
        if self._again:
            return Sentence("Act", "{number} came back as {into}.", number=self.case.number, into=self._again[1])
        return Sentence("Act", self.act.done, number=self.case.number)

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.setWindowTitle(str(self.act.text))
        self.ok.setText(str(self.act.text))
        self.kept.setText(self.tr("What you write is kept when you leave this form."))
        self.kept.setVisible(bool(self.texts))
        for field in self.act.fields:
            if (choice := self.ways.get(field.key)) and not isinstance(choice, CauseChoice):
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
        self._suggest()
        self.check()

    def _suggest(self) -> None:
        if any(field.choice == "way" for field in self.act.fields):
            typed = " ".join(text.toPlainText() for text in self.texts.values())
            self.hints.ask(typed.strip() or self.case.title)
