"""The question into which complaint another one is merged: found by number or title, and asked once more."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy.orm import Session

from app.models.ticket import Ticket
from app.services.handling.actions import Done
from app.services.handling.case import Case, NoTicketError, RelatedRow, find_tickets, unchanged
from app.services.handling.events import merge
from app.views import case_words as words
from app.views.case_actions import Act
from app.views.case_form import CaseForm
from app.views.case_words import Place
from app.views.dialog import Dialog
from app.views.i18n import Sentence
from app.views.pane import Desk
from app.views.picking import Pick, Picker

_SIZE = QSize(520, 400)


class Merge(CaseForm, Dialog):
    """Finds the complaint that goes on, says what merging does, and does it."""

    title = "Merge into another complaint"

    def __init__(self, desk: Desk, parent: QWidget, case: Case, act: Act, into: RelatedRow | None = None) -> None:
        """Ask of a case, with another one as the choice so far."""
        super().__init__(desk, parent, case)
        self.act = act
        self.into = into
        self.picker, self.consequence = Picker(), QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._found: tuple[RelatedRow, ...] | None = None
        # A merge cannot be undone: Enter in the list only chooses.
        self.ok.setDefault(False)
        for button in (self.cancel, self.ok):
            button.setAutoDefault(False)
        self.resize(_SIZE)
        self.picker.typed.connect(self._look)
        self.picker.taken.connect(self._choose)
        self.fields.addWidget(self.picker, 1)
        self.fields.addWidget(self.consequence)
        self.kept.hide()
        self.retranslate()
        self.check()
        self.picker.setFocus()
        self._look()

    def ready(self) -> bool:
        """Say whether the other complaint has been chosen."""
        return self.into is not None

    def work(self, session: Session, person_id: int | None, now: datetime) -> Done | None:
        """Merge, unless somebody else was quicker."""
        assert self.into, "the form is sent only with a choice"
        into = session.get(Ticket, self.into.id)
        if into is None:
            raise NoTicketError("There is no complaint with the identity {id}.", id=self.into.id)
        ticket = unchanged(session, self.case.id, self.seen, person_id=person_id)
        merge(session, self.desk.rulebook, ticket, into, person_id=person_id, now=now)
        return None

    def said(self) -> Sentence:
        """Say that it has been done."""
        return Sentence("Act", self.act.done, number=self.case.number, into=self.into.number if self.into else "")

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.ok.setText(str(self.act.text))
        self.picker.field.setPlaceholderText(self.tr("Number or words of the title"))
        self.picker.field.setAccessibleName(self.tr("Number or words of the title"))
        self._show()
        self._say()

    def _look(self) -> None:
        typed = self.picker.field.text()

        def work() -> tuple[RelatedRow, ...]:
            with self.desk.database.read() as session:
                return find_tickets(session, typed, but=self.case.id)

        def show(found: tuple[RelatedRow, ...]) -> None:
            # An answer to what is no longer asked comes too late.
            if typed == self.picker.field.text():
                self._found = found
                self._show()

        self.desk.tasks.run(self, work, show, refused=self._refused)

    def _show(self) -> None:
        place = Place(self.desk.now(), self.desk.zone)
        found = self._found or ()
        picks = [Pick(f"{each.number} · {each.title}", place.instant(each.received_at), each) for each in found]
        reading = self._found is None
        self.picker.show_picks(picks, "" if reading else self.tr("No other open complaint is called so."))

    def _choose(self, into: RelatedRow) -> None:
        self.into = into
        self._say()
        self.check()
        self.ok.setFocus()

    def _say(self) -> None:
        if self.into is None:
            self.consequence.setText(self.tr("Choose the complaint that goes on."))
            return
        self.consequence.setText(
            self.tr(
                "{number} ends here and lives on in {into} “{title}” ({status}). "
                "Of each promise the earlier deadline stays; messages, evidence, tasks and compensation follow. "
                "This cannot be undone."
            ).format(
                number=self.case.number,
                into=self.into.number,
                title=self.into.title,
                status=words.STATUSES[self.into.status],
            )
        )
