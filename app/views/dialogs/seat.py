"""The question who sits here; somebody who is missing is added on the spot."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.errors import DomainError
from app.models.people import Language, Role
from app.services.people import PersonRow, add_person
from app.views.dialog import Dialog
from app.views.i18n import Sentence, language_of_now, number
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.picking import Pick, Picker, matches
from app.views.seat import Seat, role_word
from app.views.theme import GAP, Mark, icon

_SIZE = QSize(460, 420)
# More lines than anybody reads; the next letter narrows them down.
_MOST = 200


class TakeSeat(Dialog):
    """Chooses a person by role and name, with type-ahead, or adds one, who sits here where nobody did."""

    title = "Who sits here?"

    def __init__(self, desk: Desk, parent: QWidget | None, seat: Seat) -> None:
        super().__init__(desk, parent)
        self._seat = seat
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.picker, self.new = Picker(), QLabel()
        self.name, self.role, self.add = QLineEdit(), QComboBox(), QPushButton()
        # Enter in the field of the list belongs to the list.
        self.add.setAutoDefault(False)
        self.picker.typed.connect(self._show)
        self.picker.taken.connect(self._take)
        self.name.returnPressed.connect(self._add)
        self.add.clicked.connect(self._add)
        seat.changed.connect(self._show)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        for widget, share in ((self.name, 1), (self.role, 0), (self.add, 0)):
            below.addWidget(widget, share)
        self.lay_out(self.picker, self.banner, self.new, below, grows=self.picker)
        self.resize(_SIZE)
        self.retranslate()
        self.role.setCurrentIndex(list(Role).index(Role.SUPERVISOR))
        seat.look()
        self.picker.setFocus()

    def retranslate(self) -> None:
        """Put the words and the roles in the language."""
        super().retranslate()
        self.picker.field.setPlaceholderText(self.tr("Name, role or team"))
        self.picker.field.setAccessibleName(self.tr("Name, role or team"))
        self.new.setText(self.tr("Not in the list? Add a person:"))
        self.name.setPlaceholderText(self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name of a new person"))
        self.role.setAccessibleName(self.tr("Role of a new person"))
        self.add.setText(self.tr("&Add"))
        chosen = max(self.role.currentIndex(), 0)
        self.role.clear()
        for role in Role:
            self.role.addItem(role_word(role), role)
        self.role.setCurrentIndex(chosen)
        self._show()

    def _show(self) -> None:
        typed = self.picker.field.text()
        said = {person: " · ".join(filter(None, (role_word(person.role), person.team))) for person in self._seat.people}
        found = [person for person in said if matches(f"{person.name} {said[person]}", typed)]
        picks = [
            Pick(person.name, said[person], person, icon("check" if person == self._seat.person else "person"))
            for person in found[:_MOST]
        ]
        if more := len(found) - len(picks):
            words = self.tr("and {count} more: type to find them").format(count=number(more))
            picks.append(Pick(words, "", None))
        nobody = self.tr("Nobody works here yet. Add yourself below.")
        self.picker.show_picks(picks, self.tr("Nobody is called so.") if typed else nobody)

    def _take(self, person: PersonRow | None) -> None:
        if person:
            self._seat.take(person)
            self.accept()

    def _add(self) -> None:
        name, role = self.name.text(), self.role.currentData()
        language = Language(language_of_now())

        def work() -> PersonRow:
            with self.desk.database.write() as session:
                person = add_person(session, name, Role(role), email=None, team=None, language=language)
                return PersonRow(person.id, person.name, person.role, "")

        self.add.setEnabled(False)
        self.desk.tasks.run(self, work, self._added, refused=self._refused)

    def _added(self, person: PersonRow) -> None:
        self.desk.notices.change(Sentence("TakeSeat", "{name} works here now.", name=person.name))
        if self._seat.person is None:
            self._take(person)
            return
        # Whoever sits here adds the others one after the other.
        self.add.setEnabled(True)
        self.banner.hide()
        self.name.clear()
        self.name.setFocus()
        self._seat.look()

    def _refused(self, refusal: DomainError) -> None:
        self.add.setEnabled(True)
        self.banner.tell(Sentence.of(refusal))
