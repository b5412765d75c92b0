"""The offer of a compensation: it says live whether the sum is within one's authority; and how one is taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QLabel, QPlainTextEdit, QWidget
from sqlalchemy.orm import Session

from app.services.handling.actions import Done
from app.services.handling.case import Case
from app.services.handling.compensation import (
    LARGEST,
    Authority,
    CompensationRow,
    authority_for,
    money,
    natures,
    offer,
    withdraw_offer,
)
from app.services.handling.timeline import unchanged
from app.views.case import authority_words
from app.views.case.form import CaseForm
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.theme import PAD, colour
from app.views.ticket_words import Place

_LINES = 4
_PLAIN = Qt.TextFormat.PlainText
# Of what counts together, so much is listed.
_LISTED = 4


@dataclass(frozen=True)
class Foreseen:
    """What the rules say: what can be given, in which currency, and who may grant what stands in the form."""

    natures: tuple[str, ...]
    currency: str
    amount: int
    nature: str
    authority: Authority | None


class Offer(CaseForm, Dialog):
    """Asks what the customer is given, how much and why."""

    title = "Compensate the customer"

    def __init__(self, desk: Desk, parent: QWidget, case: Case) -> None:
        super().__init__(desk, parent, case)
        self._foreseen: Foreseen | None = None
        self.nature, self.amount, self.reason = QComboBox(), QDoubleSpinBox(), QPlainTextEdit()
        self.authority, self.counted = (QLabel(wordWrap=True, textFormat=_PLAIN) for _ in range(2))
        self.labels = QLabel(), QLabel(), QLabel()
        form = QFormLayout()
        form.setSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, field in zip(self.labels, (self.nature, self.amount, self.reason), strict=True):
            label.setBuddy(field)
            form.addRow(label, field)
        self.amount.setMaximum(LARGEST / 100)
        self.amount.setGroupSeparatorShown(True)
        self.reason.setTabChangesFocus(True)
        self.reason.setMinimumHeight(_LINES * self.reason.fontMetrics().lineSpacing())
        self.fields.addLayout(form)
        self.fields.addWidget(self.authority)
        self.fields.addWidget(self.counted)
        self.kept.hide()
        self._reader = Reader(desk, self._begin, self)
        self._reader.came.connect(self._come)
        self.nature.currentIndexChanged.connect(lambda _: self._changed())
        self.amount.valueChanged.connect(lambda _: self._changed())
        self.reason.textChanged.connect(self.check)
        self.retranslate()
        self.amount.setFocus()
        self._changed()

    def ready(self) -> bool:
        """Say whether somebody may grant it, and a reason is given."""
        authority = self._known()
        return bool(authority and authority.role and self.reason.toPlainText().strip())

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Offer it, unless somebody else was quicker."""
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        nature, amount, reason = self._given
        offer(session, self.desk.rulebook, ticket, nature, amount, reason, person_id=person_id, now=now)
        return None

    def submit(self) -> None:
        """Take what stands in the fields, and offer it."""
        self._given = (str(self.nature.currentData()), self._hundredths(), self.reason.toPlainText())
        super().submit()

    def said(self) -> Sentence:
        """Say whether it is granted or asked for."""
        authority = self._known()
        given = money(self._given[1], authority.currency if authority else "")
        if authority and authority.mine:
            return Sentence("Authority", "{number}: {given} is granted.", number=self.case.number, given=given)
        return Sentence("Authority", "{number}: {given} awaits a decision.", number=self.case.number, given=given)

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        for label, text in zip(self.labels, (self.tr("&What"), self.tr("&How much"), self.tr("Wh&y")), strict=True):
            label.setText(text)
        for place in range(self.nature.count()):
            self.nature.setItemText(place, authority_words.nature(self.nature.itemData(place)))
        self._say()

    def _hundredths(self) -> int:
        return round(self.amount.value() * 100)

    def _known(self) -> Authority | None:
        """Return what is known of what stands in the form now; None while it is being read."""
        known = self._foreseen
        if known is None or (known.amount, known.nature) != (self._hundredths(), self.nature.currentData()):
            return None
        return known.authority

    def _changed(self) -> None:
        self._reader.ask(hurried=True)
        self._say()

    def _begin(self) -> Callable[[Session], Foreseen]:
        amount, nature, person_id, now = self._hundredths(), self.nature.currentData(), self.desk.me(), self.desk.now()
        rulebook, ticket_id = self.desk.rulebook, self.case.id

        def read(session: Session) -> Foreseen:
            known = natures(session, rulebook)
            chosen = nature or next(iter(known), "")
            asks = amount and chosen
            found = authority_for(session, rulebook, ticket_id, chosen, amount, person_id, now) if asks else None
            return Foreseen(known, rulebook.desk(session).authority.currency, amount, chosen, found)

        return read

    def _come(self, foreseen: Foreseen) -> None:
        self._foreseen = foreseen
        if not self.nature.count():
            self.nature.blockSignals(True)
            for each in foreseen.natures:
                self.nature.addItem(authority_words.nature(each), each)
            self.nature.blockSignals(False)
            self.amount.setPrefix(f"{foreseen.currency} ")
        self._say()

    def _say(self) -> None:
        authority = self._known()
        if authority is None:
            self.authority.setText(self._waiting())
            self.authority.setStyleSheet("")
            self.counted.hide()
        else:
            said, mark = authority_words.authority(authority)
            self.authority.setText(said)
            self.authority.setStyleSheet(f"color: {colour(mark).name()}; font-weight: bold")
            self.counted.setText(self._together(authority))
            self.counted.setVisible(bool(authority.counted))
        asks = authority is not None and authority.role is not None and not authority.mine
        self.ok.setText(self.tr("Ask for it") if asks else self.tr("Grant it"))
        self.check()

    def _waiting(self) -> str:
        """Say what is missing before it is known who may grant it."""
        if self._foreseen and not self._foreseen.natures:
            return self.tr("The rules of the desk name nothing that can be given.")
        return "…" if self.amount.value() else self.tr("Say how much: here it is said who may grant it.")

    def _together(self, authority: Authority) -> str:
        """Say what the customer was given lately, and that it counts together."""
        head = self.tr("Within {days} days it comes to {total} in all, whoever gives it in how many parts:").format(
            days=authority.days, total=money(authority.total, authority.currency)
        )
        place = Place(self.desk.now(), self.desk.zone)
        lines = [
            f"• {money(row.amount, row.currency)} {authority_words.nature(row.nature)} · {row.number} · "
            f"{row.offered_by} · {place.instant(row.offered_at)}"
            for row in authority.counted[-_LISTED:]
        ]
        return "\n".join([head, *lines])


class TakeBack(CaseForm, Dialog):
    """Asks why an offer is taken back, and does it."""

    title = "Take the offer back"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, offered: CompensationRow) -> None:
        super().__init__(desk, parent, case)
        self.offered = offered
        self.what, self.label = (QLabel(wordWrap=True, textFormat=_PLAIN) for _ in range(2))
        self.reason = QPlainTextEdit()
        self.label.setBuddy(self.reason)
        self.reason.setTabChangesFocus(True)
        self.reason.setMinimumHeight(_LINES * self.reason.fontMetrics().lineSpacing())
        for widget in (self.what, self.label, self.reason):
            self.fields.addWidget(widget)
        self.kept.hide()
        self.reason.textChanged.connect(self.check)
        self.retranslate()
        self.check()
        self.reason.setFocus()

    def ready(self) -> bool:
        """Say whether a reason is given."""
        return bool(self.reason.toPlainText().strip())

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Take it back, unless somebody else was quicker."""
        withdraw_offer(session, self.desk.rulebook, self.offered.id, self._reason, person_id=person_id, now=now)
        return None

    def submit(self) -> None:
        """Take what stands in the field."""
        self._reason = self.reason.toPlainText()
        super().submit()

    def said(self) -> Sentence:
        """Say that it has been done."""
        given = money(self.offered.amount, self.offered.currency)
        return Sentence("Authority", "{number}: {given} is taken back.", number=self.case.number, given=given)

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        nature = authority_words.nature(self.offered.nature)
        self.what.setText(f"{nature} {money(self.offered.amount, self.offered.currency)}")
        self.label.setText(self.tr("&Why it is taken back"))
        self.ok.setText(self.tr("Take back"))
