"""The question to whom tickets go: people with what they do and carry, narrowed by typing, the suggested ones first."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.floor.owners import Owners, read_owners
from app.services.handling.actions import Done, assign
from app.views.dialog import Dialog
from app.views.i18n import Sentence, number
from app.views.load.columns import points
from app.views.load.owner_table import is_too_much, no_owners, owner_table
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.table.column import Moment
from app.views.table.view import TableView
from app.views.theme import Mark, icon, scaled_font
from app.views.ticket_actions import act

_SIZE = QSize(640, 420)
_KEY_PRESS = int(QEvent.Type.KeyPress)
_WALKING = tuple(key.value for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown))


class Assign(Dialog):
    """Gives tickets to somebody, or back to nobody; it stays open, with what was typed, until that is done."""

    title = "Assign"

    def __init__(self, desk: Desk, parent: QWidget | None, ticket_ids: Sequence[int], number_of_one: str = "") -> None:
        """Ask for these tickets; a single one is called by its number."""
        super().__init__(desk, parent)
        self._ids, self._number = tuple(ticket_ids), number_of_one
        # Whether people have been read, and whether something is under way.
        self._read, self._busy = False, True
        self.about, self.outlook = QLabel(), QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.field, self.banner = QLineEdit(clearButtonEnabled=True), Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.table = owner_table(no_owners(), Moment(desk.now(), desk.zone), self)
        self.people = TableView(self.table, sorted_by="rank", wide="name")
        self.nobody, self.leave, self.ok = QPushButton(), QPushButton(), QPushButton()
        self.about.setFont(scaled_font(self.about, 1.0, bold=True))
        self.ok.setIcon(icon("person"))
        parts = self.about, self.field, self.people, self.outlook, self.banner
        self.lay_out(*parts, grows=self.people, left=[self.nobody], right=[self.leave, self.ok])
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.people.typed.connect(self._type)
        self.people.opened.connect(self._give)
        self.people.selectionModel().selectionChanged.connect(self._look_ahead)
        self.ok.clicked.connect(lambda: self._give(self._chosen()) if self._read else self._look())
        self.nobody.clicked.connect(lambda: self._give(None))
        self.leave.clicked.connect(self.reject)
        desk.tasks.failed.connect(self._unlock)
        self.resize(_SIZE)
        self.retranslate()
        self.field.setFocus()
        self._look()

    def retranslate(self) -> None:
        """Put the question and its answers in the language."""
        super().retranslate()
        count = self.tr("{count} complaints").format(count=number(len(self._ids)))
        self.about.setText(self._number or count)
        self.field.setPlaceholderText(self.tr("Name or team"))
        self.field.setAccessibleName(self.tr("Name or team"))
        self.people.setAccessibleName(self.tr("People"))
        self.nobody.setText(self.tr("&Give back to nobody"))
        self.leave.setText(self.tr("Cancel"))
        self._look_ahead()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hand the keys that walk through the list on to it, while the field keeps the keyboard."""
        if event.type() == _KEY_PRESS and isinstance(event, QKeyEvent) and event.key() in _WALKING:
            self.people.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        """Read who is there."""
        self._begin()

        def work() -> Owners:
            with self.desk.database.read() as session:
                return read_owners(session, self._ids, now=self.desk.now())

        def show(owners: Owners) -> None:
            self._read, self._busy = True, False
            self.people.tick(Moment(self.desk.now(), self.desk.zone))
            self.table.set_rows(owners)
            self._search()

        self.desk.tasks.run(self, work, show, refused=self._refused)

    def _search(self) -> None:
        self.table.search(self.field.text())
        self.people.select_ids([self.table.id_at(0)] if self.table.rowCount() else [])
        self._look_ahead()

    def _type(self, text: str) -> None:
        self.field.setFocus()
        self.field.insert(text)

    def _chosen(self) -> int | None:
        return next(iter(self.people.selected_ids()), None)

    def _look_ahead(self) -> None:
        """Say what would come of it, or what to do where nobody is to be seen."""
        chosen = self._chosen()
        self.ok.setText(self.tr("&Assign") if self._read or self._busy else self.tr("&Try again"))
        self.ok.setEnabled(not self._busy and (chosen is not None or not self._read))
        self.nobody.setEnabled(not self._busy)
        if chosen is None:
            nobody = self.tr("Nobody is called so. Type less of the name.") if self._read else ""
            self.outlook.setText(self.tr("Looking who is there …") if self._busy else nobody)
            return
        rows: Owners = self.table.rows
        slot = int((rows.ids == chosen).argmax())
        values = {
            "name": rows.name[slot],
            "count": points(float(rows.then[slot])),
            "capacity": number(int(rows.capacity[slot])),
        }
        if rows.has_all[slot]:
            said = self.tr("{name} owns this already.")
        elif is_too_much(rows, slot):
            said = self.tr("▲ {name} then carries {count}, over a capacity of {capacity}.")
        else:
            said = self.tr("{name} then carries {count}, of a capacity of {capacity}.")
        self.outlook.setText(said.format(**values))

    def _give(self, owner_id: int | None) -> None:
        if self._busy:
            return
        self._begin()
        ids = self._ids

        def work(session: Session, person_id: int | None, now: datetime) -> Done:
            return assign(session, ids, owner_id, person_id=person_id, now=now)

        act(self.desk, self, work, lambda _: self.accept(), self._refused)

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))
        self._unlock()

    def _begin(self) -> None:
        self._busy = True
        self.banner.hide()
        self._look_ahead()

    def _unlock(self) -> None:
        self._busy = False
        self._look_ahead()
