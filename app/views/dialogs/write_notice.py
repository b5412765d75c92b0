"""The form of a notice to the customer: a template filled from the complaint, read and completed, then sent."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget
from sqlalchemy.orm import Session

from app.models.customer import ContactKind, Customer
from app.models.message import Purpose
from app.models.template_fields import GAP
from app.models.ticket import Source, Status, Ticket
from app.services.deadlines.letters import mark_of
from app.services.handling.actions import Done
from app.services.handling.case import Case
from app.services.handling.messages import Notice, addresses_of, send_message
from app.services.handling.templates import Draft, NoticeTemplate, draft, read_templates
from app.views.case.action_bar import Drafts
from app.views.case.form import CaseForm
from app.views.dialog import Dialog
from app.views.i18n import LANGUAGES, Sentence, aside, language_of_now
from app.views.message_words import PURPOSES, WAYS
from app.views.pane import Desk
from app.views.theme import GAP as SPACE
from app.views.theme import PAD

_SIZE = QSize(620, 600)
_KEPT = "notice"
# The way that a complaint came by is most likely the way back; where there is an address, mail leaves a record.
_TOLD = (Source.TELEPHONE, Source.CHAT, Source.SOCIAL, Source.LETTER, Source.WALK_IN)
_PURPOSES = (Purpose.PROGRESS, Purpose.RESULT, Purpose.ACKNOWLEDGEMENT, Purpose.SURVEY, Purpose.OTHER)
_OPEN = (Status.OPEN, Status.WAITING)


@dataclass(frozen=True)
class _Found:
    """The templates, each filled from the complaint, and where its customer is reached."""

    templates: tuple[tuple[NoticeTemplate, Draft], ...]
    emails: tuple[str, ...]
    telephones: tuple[str, ...]
    # What has to be written to them; empty: whatever the floor writes.
    language: str = ""


class WriteNotice(CaseForm, Dialog):
    """Sends a notice by e-mail, or records what the customer was told another way."""

    title = "Write to the customer"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, drafts: Drafts) -> None:
        super().__init__(desk, parent, case)
        self._drafts = drafts
        self._found = _Found((), (), ())
        self.template, self.purpose, self.way, self.address = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.subject, self.text, self.resolves = QLineEdit(maxLength=380), QPlainTextEdit(), QCheckBox()
        self.consequence, self.gaps = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.labels = [QLabel() for _ in range(6)]
        self.address.setEditable(True)
        self.text.setTabChangesFocus(True)
        form = QFormLayout()
        form.setSpacing(SPACE)
        form.setHorizontalSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        edits = (self.template, self.purpose, self.way, self.address, self.subject, self.text)
        for label, edit in zip(self.labels, edits, strict=True):
            label.setBuddy(edit)
            if edit is not self.text:
                form.addRow(label, edit)
        self.fields.addLayout(form)
        self.fields.addWidget(self.labels[-1])
        self.fields.addWidget(self.text, 1)
        for widget in (self.gaps, self.resolves, self.consequence):
            self.fields.addWidget(widget)
        for purpose in _PURPOSES:
            self.purpose.addItem("", purpose.value)
        for way in WAYS:
            self.way.addItem("", way.value)
        self._listen()
        self.resize(_SIZE)
        self.retranslate()
        self._read()

    def ready(self) -> bool:
        """Say whether there is a text without gaps, and of a mail an address and a subject."""
        text = self.text.toPlainText()
        told = bool(text.strip()) and GAP not in text
        by_mail = self._way is not Source.EMAIL or bool(
            self.address.currentText().strip() and self.subject.text().strip()
        )
        return told and by_mail

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Send it, or put it on record."""
        ticket = session.get_one(Ticket, self.case.id)
        send_message(session, self.desk.rulebook, ticket, self._notice, person_id=person_id, now=now)
        return None

    def submit(self) -> None:
        """Take what stands in the fields, and do it."""
        by_mail = self._way is Source.EMAIL
        template = self.template.currentData()
        self._notice = Notice(
            self._purpose,
            self._way,
            self.text.toPlainText(),
            self.subject.text() if by_mail else "",
            self.address.currentText(),
            self._found.templates[template][0].code if template is not None else None,
            self.resolves.isChecked() and self.resolves.isVisibleTo(self),
        )
        super().submit()

    def finished_well(self) -> None:
        """Forget what was written."""
        self._drafts.keep(self.case.id, _KEPT, {})

    def said(self) -> Sentence:
        """Say what was done."""
        if self._notice.medium is Source.EMAIL:
            return Sentence("WriteNotice", "{number}: the mail leaves now", number=self.case.number)
        return Sentence("WriteNotice", "{number}: what the customer was told is on record", number=self.case.number)

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        words = (
            self.tr("&Template"),
            self.tr("&Purpose"),
            self.tr("&Way"),
            self.tr("T&o"),
            self.tr("Sub&ject"),
            self.tr("Te&xt, as the customer reads it"),
        )
        for label, word in zip(self.labels, words, strict=True):
            label.setText(word)
        for place in range(self.purpose.count()):
            self.purpose.setItemText(place, str(PURPOSES[Purpose(self.purpose.itemData(place))]))
        for place in range(self.way.count()):
            self.way.setItemText(place, str(WAYS[Source(self.way.itemData(place))]))
        self.resolves.setText(self.tr("&Resolve the complaint with it"))
        self.gaps.setText("◆ " + self.tr("Fill the gaps first: {gap}").format(gap=GAP))
        self.kept.setText(self.tr("What you write is kept when you leave this form."))
        self._offer()
        self._changed()

    @property
    def _purpose(self) -> Purpose:
        return Purpose(self.purpose.currentData())

    @property
    def _way(self) -> Source:
        return Source(self.way.currentData())

    def _listen(self) -> None:
        self.template.activated.connect(self._fill)
        self.purpose.currentIndexChanged.connect(self._changed)
        self.way.currentIndexChanged.connect(self._chose_way)
        self.address.editTextChanged.connect(self._changed)
        self.subject.textChanged.connect(self._changed)
        self.text.textChanged.connect(self._changed)

    def _read(self) -> None:
        ticket_id, person_id = self.case.id, self.desk.me()

        def work() -> _Found:
            with self.desk.database.read() as session:
                ticket = session.get_one(Ticket, ticket_id)
                found = read_templates(session)
                customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
                reached = addresses_of(session, ticket)
                return _Found(
                    tuple((each, draft(session, ticket, each, person_id=person_id)) for each in found),
                    reached.get(ContactKind.EMAIL, ()),
                    reached.get(ContactKind.TELEPHONE, ()),
                    (customer.language if customer else None) or "",
                )

        self.desk.tasks.run(self, work, self._come, refused=self._refused)

    def _come(self, found: _Found) -> None:
        self._found = found
        before = self._drafts.texts(self.case.id, _KEPT)
        self._offer()
        told = Source.TELEPHONE if not found.emails else Source.EMAIL
        if not found.emails and self.case.source in _TOLD:
            told = self.case.source
        self.way.setCurrentIndex(self.way.findData(told.value))
        self._chose_way()
        if self.text.toPlainText():
            # Somebody was quicker than the templates.
            self.template.setCurrentIndex(0)
        elif before:
            self.template.setCurrentIndex(0)
            self.subject.setText(before.get("subject", ""))
            self.text.setPlainText(before.get("text", ""))
        else:
            self._fill()
        self.text.setFocus()

    def _offer(self) -> None:
        """Offer the templates, those in the customer's language first, else in that of now: what a floor speaks."""
        chosen = self.template.currentData()
        self.template.clear()
        self.template.addItem(self.tr("No template"), None)
        language = self._found.language or language_of_now()
        order = sorted(enumerate(self._found.templates), key=lambda each: each[1][0].language != language)
        for place, (template, _) in order:
            self.template.addItem(template.name + aside(LANGUAGES[template.language.value][0]), place)
        place = self.template.findData(chosen) if chosen is not None else -1
        wanted = next((self.template.findData(at) for at, (each, _) in order if each.purpose is Purpose.PROGRESS), 0)
        self.template.setCurrentIndex(place if place >= 0 else wanted)

    def _fill(self) -> None:
        """Fill the form from the template that is chosen."""
        place = self.template.currentData()
        if place is None:
            return
        template, filled = self._found.templates[place]
        self.purpose.setCurrentIndex(self.purpose.findData(template.purpose.value))
        self.subject.setText(filled.subject)
        self.text.setPlainText(filled.body)
        if GAP in filled.body:
            self.text.find(GAP)

    def _chose_way(self) -> None:
        known = {Source.EMAIL: self._found.emails, Source.TELEPHONE: self._found.telephones}.get(self._way, ())
        self.address.clear()
        self.address.addItems(list(known))
        self._changed()

    def _changed(self) -> None:
        by_mail = self._way is Source.EMAIL
        for widget in (self.labels[4], self.subject):
            widget.setVisible(by_mail)
        self.gaps.setVisible(GAP in self.text.toPlainText())
        can = self._purpose is Purpose.RESULT and self.case.status in _OPEN
        if can and not self.resolves.isVisibleTo(self):
            self.resolves.setChecked(True)
        self.resolves.setVisible(can)
        if by_mail:
            said = self.tr(
                "It leaves by e-mail, with {mark} at the end of its subject: replies come back to this case."
            )
            self.consequence.setText(said.format(mark=mark_of(self.case.number)))
        else:
            self.consequence.setText(self.tr("Nothing is sent: it is put on record that the customer was told so."))
        self.ok.setText(self.tr("&Send") if by_mail else self.tr("P&ut on record"))
        if self._found.templates:
            self._keep()
        self.check()

    def _keep(self) -> None:
        """Keep what a person has written beyond the template."""
        place = self.template.currentData()
        written = self.text.toPlainText()
        filled = self._found.templates[place][1].body if place is not None else ""
        kept = {} if written.strip() == filled.strip() else {"subject": self.subject.text(), "text": written}
        self._drafts.keep(self.case.id, _KEPT, kept)
