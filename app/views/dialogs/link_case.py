"""The linking of a complaint with another one that belongs to it: found by number or title."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from sqlalchemy.orm import Session

from app.models.desk import Link
from app.models.ticket import Ticket
from app.services.handling.actions import Done
from app.services.handling.case import Case, NoTicketError, RelatedRow, find_tickets, unchanged
from app.services.handling.links import BY_HAND, link
from app.views import authority_words
from app.views import case_words as words
from app.views.case_actions import Act
from app.views.case_form import CaseForm
from app.views.case_words import Place
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.pane import Desk
from app.views.picking import Pick, Picker

_SIZE = QSize(520, 420)


class LinkCase(CaseForm, Dialog):
    """Asks how the case belongs to which other one, whatever has become of that."""

    title = "Link with another complaint"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, act: Act) -> None:
        super().__init__(desk, parent, case)
        self.act = act
        self.other: RelatedRow | None = None
        self._found: tuple[RelatedRow, ...] | None = None
        self.kind, self.picker = QComboBox(), Picker()
        self.chosen = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        for kind in BY_HAND:
            self.kind.addItem("", kind.value)
        # Enter in the list only chooses.
        self.ok.setDefault(False)
        for button in (self.cancel, self.ok):
            button.setAutoDefault(False)
        self.resize(_SIZE)
        self.fields.addWidget(self.kind)
        self.fields.addWidget(self.picker, 1)
        self.fields.addWidget(self.chosen)
        self.kept.hide()
        self.picker.typed.connect(self._look)
        self.picker.taken.connect(self._choose)
        self.retranslate()
        self.check()
        self.picker.setFocus()
        self._look()

    def ready(self) -> bool:
        """Say whether the other complaint has been chosen."""
        return self.other is not None

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Link them, unless somebody else was quicker."""
        assert self.other, "the form is sent only with a choice"
        other = session.get(Ticket, self.other.id)
        if other is None:
            raise NoTicketError("There is no complaint with the identity {id}.", id=self.other.id)
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        link(session, ticket, other, self._kind, person_id=person_id, now=now)
        return None

    def submit(self) -> None:
        """Take how they belong together."""
        self._kind = Link(self.kind.currentData())
        super().submit()

    def said(self) -> Sentence:
        """Say that it has been done."""
        into = self.other.number if self.other else ""
        return Sentence("Act", self.act.done, number=self.case.number, into=into)

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.ok.setText(str(self.act.text))
        self.kind.setAccessibleName(self.tr("How they belong together"))
        for place, kind in enumerate(BY_HAND):
            self.kind.setItemText(place, str(authority_words.LINKS[kind, False]))
        self.picker.field.setPlaceholderText(self.tr("Number or words of the title"))
        self.picker.field.setAccessibleName(self.tr("Number or words of the title"))
        self._show()
        self._say()

    def _look(self) -> None:
        typed = self.picker.field.text()

        def work() -> tuple[RelatedRow, ...]:
            with self.desk.database.read() as session:
                return find_tickets(session, typed, but=self.case.id, ended=True)

        def show(found: tuple[RelatedRow, ...]) -> None:
            # An answer to what is no longer asked comes too late.
            if typed == self.picker.field.text():
                self._found = found
                self._show()

        self.desk.tasks.run(self, work, show, refused=self._refused)

    def _show(self) -> None:
        place = Place(self.desk.now(), self.desk.zone)
        picks = [
            Pick(
                f"{each.number} · {each.title}",
                f"{words.STATUSES[each.status]} · {place.instant(each.received_at)}",
                each,
            )
            for each in self._found or ()
        ]
        reading = self._found is None
        self.picker.show_picks(picks, "" if reading else self.tr("No other complaint is called so."))

    def _choose(self, other: RelatedRow) -> None:
        self.other = other
        self._say()
        self.check()
        self.ok.setFocus()

    def _say(self) -> None:
        if self.other is None:
            self.chosen.setText(self.tr("Choose the complaint that belongs to this one."))
        else:
            self.chosen.setText(f"{self.other.number} · {self.other.title}")
