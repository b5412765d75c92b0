"""What the forms that tie a case to another complaint have in common: it is found by number or title, and chosen."""

from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy.orm import Session

from app.errors import NoTicketError
from app.models.ticket import Ticket
from app.services.handling.case import Case, RelatedRow, find_tickets
from app.views import ticket_words as words
from app.views.case.actions import Act
from app.views.case.form import CaseForm
from app.views.i18n import Sentence
from app.views.pane import Desk
from app.views.picking import Pick, Picker
from app.views.ticket_words import Place

_SIZE = QSize(520, 420)


class OtherCase(CaseForm):
    """Asks for the other complaint; Enter in the list only chooses, and what then happens is said below it."""

    # Whether one that has ended can be chosen, too.
    ended: ClassVar[bool] = False

    def __init__(self, desk: Desk, parent: QWidget, case: Case, act: Act, other: RelatedRow | None = None) -> None:
        """Ask of a case, with another one as the choice so far."""
        super().__init__(desk, parent, case)
        self.act, self.other = act, other
        self._found: tuple[RelatedRow, ...] | None = None
        self.picker, self.consequence = Picker(), QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.ok.setDefault(False)
        for button in (self.cancel, self.ok):
            button.setAutoDefault(False)
        self.resize(_SIZE)
        # Tab comes to what stands here in the order in which it is put there.
        if first := self.asked_first():
            self.fields.addWidget(first)
        self.fields.addWidget(self.picker, 1)
        self.fields.addWidget(self.consequence)
        self.kept.hide()
        self.picker.typed.connect(self._look)
        self.picker.taken.connect(self._choose)
        self.check()
        self.picker.setFocus()
        self._look()

    def asked_first(self) -> QWidget | None:
        """Make what is asked above the list, if there is anything."""
        return None

    def happens(self) -> str:
        """Say what happens to the two, or what is to be chosen."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Say whether the other complaint has been chosen."""
        return self.other is not None

    def chosen(self, session: Session) -> Ticket:
        """Return the other complaint; raises `NoTicketError`."""
        assert self.other, "the form is sent only with a choice"
        found = session.get(Ticket, self.other.id)
        if found is None:
            raise NoTicketError("There is no complaint with the identity {id}.", id=self.other.id)
        return found

    def said(self) -> Sentence:
        """Say that it has been done."""
        into = self.other.number if self.other else ""
        return Sentence("Act", self.act.done, number=self.case.number, into=into)

    def retranslate(self) -> None:
        """Put the form in the language."""
        super().retranslate()
        self.ok.setText(str(self.act.text))
        self.picker.field.setPlaceholderText(self.tr("Number or words of the title"))
        self.picker.field.setAccessibleName(self.tr("Number or words of the title"))
        self._show()
        self.consequence.setText(self.happens())

    def _look(self) -> None:
        typed = self.picker.field.text()

        def work() -> tuple[RelatedRow, ...]:
            with self.desk.database.read() as session:
                return find_tickets(session, typed, but=self.case.id, ended=self.ended)

        def show(found: tuple[RelatedRow, ...]) -> None:
            # An answer to what is no longer asked comes too late.
            if typed == self.picker.field.text():
                self._found = found
                self._show()

        self.desk.tasks.run(self, work, show, refused=self._refused)

    def _show(self) -> None:
        place = Place(self.desk.now(), self.desk.zone)
        picks = []
        for each in self._found or ():
            status = str(words.STATUSES[each.status])
            about = f"{status} · {place.instant(each.received_at)}"
            picks.append(Pick(f"{each.number} · {each.title}", about, each))
        none = self.tr("No other complaint is called so.")
        if not self.ended:
            none = self.tr("No other open complaint is called so.")
        self.picker.show_picks(picks, "" if self._found is None else none)

    def _choose(self, other: RelatedRow) -> None:
        self.other = other
        self.consequence.setText(self.happens())
        self.check()
        self.ok.setFocus()
