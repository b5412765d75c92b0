"""The departments: who answers for each, who is asked while they are away, adding, changing and retiring them."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.people import Language
from app.services.handling.departments import (
    DepartmentForm,
    DepartmentRow,
    read_departments,
    save_department,
    set_active,
    set_away,
)
from app.services.people import PersonRow, people_here
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.i18n import LANGUAGES, Sentence
from app.views.nothing import Nothing
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import GAP, PAD, ROOM, Mark

_SIZE = QSize(760, 600)
_LIST = 220
_TEXTS = (
    "name",
    "code",
    "contact_name",
    "contact_email",
    "contact_telephone",
    "deputy_name",
    "deputy_email",
)
_EMPTY = DepartmentForm("", "")


class Departments(Dialog):
    """Lists the departments on the left; the one that is chosen, or a new one, is edited on the right."""

    title = "Departments"
    in_menu = True
    menu = Menu.SETTINGS
    position = 40

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: tuple[DepartmentRow, ...] = ()
        self._people: tuple[PersonRow, ...] = ()
        # Which one is being edited, as of when it was read; None: a new one.
        self._edited: DepartmentRow | None = None
        self._came = False
        self.refusal = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.list, self.retired = QListWidget(), QCheckBox()
        self.empty = Nothing(self.list)
        self.texts = {name: QLineEdit() for name in _TEXTS}
        self.duties, self.language, self.away = QPlainTextEdit(), QComboBox(), QCheckBox()
        self.seats = {"contact_id": QComboBox(), "deputy_id": QComboBox()}
        self.labels: dict[str, QLabel] = {}
        self.new, self.retire, self.close_it, self.save = QPushButton(), QPushButton(), QPushButton(), QPushButton()
        self._lay_out()
        self._listen()
        self.resize(_SIZE)
        self.retranslate()
        self._read()

    def hear(self, changes: Changes | None) -> None:
        """Read anew what others have changed; what is being edited stays as it is."""
        if changes is None or "Department" in changes:
            self._read()

    def retranslate(self) -> None:
        """Put the words in the language; what is typed stays."""
        super().retranslate()
        words = {
            "name": self.tr("Name"),
            "code": self.tr("Code"),
            "duties": self.tr("Answers for"),
            "contact_name": self.tr("Contact"),
            "contact_email": self.tr("E-mail"),
            "contact_telephone": self.tr("Telephone"),
            "contact_id": self.tr("Seat here"),
            "deputy_name": self.tr("Deputy"),
            "deputy_email": self.tr("E-mail of the deputy"),
            "deputy_id": self.tr("Seat of the deputy"),
            "language": self.tr("Language of its mails"),
        }
        for name, word in words.items():
            self.labels[name].setText(word)
        self.texts["code"].setPlaceholderText(self.tr("as policies call it, for example logistics"))
        self.retired.setText(self.tr("Show retired ones, too"))
        self.away.setText(self.tr("The contact is &away: the deputy is asked"))
        self.list.setAccessibleName(self.heading())
        self.new.setText(self.tr("&New"))
        self.close_it.setText(self.tr("Close"))
        self.save.setText(self.tr("&Save"))
        for place, language in enumerate(Language):
            self.language.setItemText(place, LANGUAGES[language.value][0])
        self._offer_seats()
        self._fill_list()
        self._check()

    def _lay_out(self) -> None:
        for language in Language:
            self.language.addItem("", language.value)
        self.duties.setTabChangesFocus(True)
        self.duties.setMaximumHeight(3 * self.duties.fontMetrics().lineSpacing() + 2 * PAD)
        self.list.setFixedWidth(_LIST)
        form = QFormLayout()
        form.setSpacing(GAP)
        form.setHorizontalSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        edits: dict[str, QWidget] = {
            "name": self.texts["name"],
            "code": self.texts["code"],
            "duties": self.duties,
            **{name: self.texts[name] for name in ("contact_name", "contact_email", "contact_telephone")},
            "contact_id": self.seats["contact_id"],
            **{name: self.texts[name] for name in ("deputy_name", "deputy_email")},
            "deputy_id": self.seats["deputy_id"],
            "language": self.language,
        }
        for name, edit in edits.items():
            self.labels[name] = label = QLabel()
            label.setBuddy(edit)
            form.addRow(label, edit)
        form.addRow(self.away)
        page = QWidget()
        left, both = QVBoxLayout(), QHBoxLayout(page)
        both.setContentsMargins(0, 0, 0, 0)
        for widget in (self.list, self.retired):
            left.addWidget(widget, int(widget is self.list))
        right = QVBoxLayout()
        right.addLayout(form)
        right.addStretch()
        both.setSpacing(ROOM)
        both.addLayout(left)
        both.addLayout(right, 1)
        self.lay_out(page, self.refusal, grows=page, left=[self.new, self.retire], right=[self.close_it, self.save])

    def _listen(self) -> None:
        self.list.currentRowChanged.connect(self._choose)
        self.retired.toggled.connect(self._read)
        for edit in self.texts.values():
            edit.textChanged.connect(self._check)
        self.away.clicked.connect(self._set_away)
        self.new.clicked.connect(lambda: self._edit(None))
        self.retire.clicked.connect(self._retire)
        self.save.clicked.connect(self._save)
        self.close_it.clicked.connect(self.accept)

    def _read(self) -> None:
        retired = self.retired.isChecked()

        def work() -> tuple[tuple[DepartmentRow, ...], tuple[PersonRow, ...]]:
            with self.desk.database.read() as session:
                return read_departments(session, retired=retired), people_here(session)

        self.desk.tasks.run(self, work, self._come, refused=self._refused)

    def _come(self, found: tuple[tuple[DepartmentRow, ...], tuple[PersonRow, ...]]) -> None:
        self._rows, self._people = found
        first, self._came = not self._came, True
        self._offer_seats()
        self._fill_list()
        if first:
            self._edit(self._rows[0] if self._rows else None)

    def _offer_seats(self) -> None:
        for name, box in self.seats.items():
            chosen = box.currentData() if box.count() else getattr(self._edited.form if self._edited else _EMPTY, name)
            box.clear()
            box.addItem(self.tr("none"), None)
            for person in self._people:
                box.addItem(person.name, person.id)
            box.setCurrentIndex(max(box.findData(chosen), 0))

    def _fill_list(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for row in self._rows:
            said = row.form.name
            if row.open_tasks:
                said = self.tr("{name} ({count} open)").format(name=said, count=row.open_tasks)
            if row.contact_away:
                said += " · " + self.tr("away")
            self.list.addItem(said if row.active else "– " + said)
        ids = [row.id for row in self._rows]
        self.list.setCurrentRow(ids.index(self._edited.id) if self._edited and self._edited.id in ids else -1)
        self.list.blockSignals(False)
        if self._came:
            self.empty.say(
                self.tr("No department yet. Fill in the form and save it: then handlers can ask it from a case.")
            )

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            self._edit(self._rows[place])

    def _edit(self, row: DepartmentRow | None) -> None:
        self._edited = row
        form = row.form if row else _EMPTY
        for name, edit in self.texts.items():
            edit.setText(getattr(form, name))
        self.duties.setPlainText(form.responsibilities)
        self.language.setCurrentIndex(self.language.findData(form.language.value))
        for name, box in self.seats.items():
            box.setCurrentIndex(max(box.findData(getattr(form, name)), 0))
        self.refusal.hide()
        self._fill_list()
        self._check()
        if row is None:
            self.texts["name"].setFocus()

    def _check(self) -> None:
        row = self._edited
        self.save.setEnabled(bool(self.texts["name"].text().strip() and self.texts["code"].text().strip()))
        self.retire.setEnabled(row is not None)
        self.retire.setText(self.tr("&Bring back") if row and not row.active else self.tr("&Retire"))
        self.away.setEnabled(row is not None)
        self.away.setChecked(bool(row and row.contact_away))

    def _save(self) -> None:
        row = self._edited
        given: dict[str, Any] = {name: edit.text() for name, edit in self.texts.items()}
        given |= {name: box.currentData() for name, box in self.seats.items()}
        language = Language(self.language.currentData())
        form = DepartmentForm(**given, responsibilities=self.duties.toPlainText(), language=language)
        id_, version = (row.id, row.version) if row else (None, None)

        def act(session: Session, person_id: int | None) -> int:
            return save_department(session, form, department_id=id_, version=version, person_id=person_id).id

        self._do(act, Sentence("Departments", "{name} saved", name=form.name))

    def _retire(self) -> None:
        if (row := self._edited) is not None:
            active = not row.active
            said = Sentence("Departments", "{name} is asked again", name=row.form.name)
            if not active:
                said = Sentence("Departments", "{name} retired", name=row.form.name)
            self._do(lambda session, me: set_active(session, row.id, active, person_id=me).id, said)

    def _set_away(self) -> None:
        if (row := self._edited) is not None:
            away = self.away.isChecked()
            said = Sentence("Departments", "{name}: the contact is back", name=row.form.name)
            if away:
                said = Sentence("Departments", "{name}: the deputy is asked", name=row.form.name)
            self._do(lambda session, me: set_away(session, row.id, away, person_id=me).id, said)

    def _do(self, act: Callable[[Session, int | None], int], said: Sentence) -> None:
        """Do it, and show how the department stands then."""
        desk, me, retired = self.desk, self.desk.me(), self.retired.isChecked()

        def work() -> tuple[int, tuple[DepartmentRow, ...]]:
            with desk.database.write() as session:
                id_ = act(session, me)
                return id_, read_departments(session, retired=retired)

        def done(found: tuple[int, tuple[DepartmentRow, ...]]) -> None:
            id_, self._rows = found
            desk.notices.change(said)
            self._edit(next((row for row in self._rows if row.id == id_), None))

        self.refusal.hide()
        desk.tasks.run(self, work, done, refused=self._refused)

    def _refused(self, refusal: DomainError) -> None:
        self._check()
        self.refusal.tell(Sentence.of(refusal))
