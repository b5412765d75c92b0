"""The departments: who answers for each, who is asked while they are away, adding, changing and retiring them."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

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
from app.views.dialog import Dialog, Menu
from app.views.i18n import LANGUAGES, Sentence
from app.views.list_editor import ListEditor
from app.views.pane import Desk
from app.views.theme import GAP, PAD

_SIZE = QSize(760, 600)
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
_Found = tuple[tuple[DepartmentRow, ...], tuple[PersonRow, ...]]


class Departments(ListEditor[DepartmentRow, _Found], Dialog):
    """Lists the departments, with what each still owes; the form says whom to ask, and who is away."""

    title = "Departments"
    in_menu = True
    menu = Menu.SETTINGS
    position = 40
    shows = frozenset({"Department"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._people: tuple[PersonRow, ...] = ()
        self.retired, self.retire = QCheckBox(), QPushButton()
        self.texts = {name: QLineEdit() for name in _TEXTS}
        self.duties, self.language, self.away = QPlainTextEdit(), QComboBox(), QCheckBox()
        self.seats = {"contact_id": QComboBox(), "deputy_id": QComboBox()}
        self.labels: dict[str, QLabel] = {}
        self._lay_out()
        self._listen()
        self.resize(_SIZE)
        self.retranslate()
        self.start()

    def retranslate(self) -> None:
        """Put the words in the language; what is typed stays."""
        words = {
            "name": self.tr("Name"),
            "code": self.tr("Code"),
            "duties": self.tr("Answers for"),
            "contact_name": self.tr("Contact"),
            "contact_email": self.tr("E-mail"),
            "contact_telephone": self.tr("Telephone"),
            "contact_id": self.tr("Works here as"),
            "deputy_name": self.tr("Deputy"),
            "deputy_email": self.tr("E-mail of the deputy"),
            "deputy_id": self.tr("Deputy works here as"),
            "language": self.tr("Language of its mails"),
        }
        for name, word in words.items():
            self.labels[name].setText(word)
        self.texts["code"].setPlaceholderText(self.tr("as policies call it, for example logistics"))
        for seat in self.seats.values():
            seat.setToolTip(self.tr("Whoever works here, too, is also asked in the console."))
        self.retired.setText(self.tr("Show retired ones, too"))
        self.away.setText(self.tr("The contact is &away: the deputy is asked"))
        for place, language in enumerate(Language):
            self.language.setItemText(place, LANGUAGES[language.value][0])
        self._offer_seats()
        super().retranslate()

    def _lay_out(self) -> None:
        for language in Language:
            self.language.addItem("", language.value)
        self.duties.setTabChangesFocus(True)
        self.duties.setMaximumHeight(3 * self.duties.fontMetrics().lineSpacing() + 2 * PAD)
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
        right = QVBoxLayout()
        right.addLayout(form)
        right.addStretch()
        self.lay_out_editor(right, first=self.texts["name"], below_list=[self.retired], left=[self.retire])

    def _listen(self) -> None:
        self.retired.toggled.connect(lambda _: self.hear(None))
        for edit in self.texts.values():
            edit.textChanged.connect(self.check)
        self.away.clicked.connect(self._set_away)
        self.retire.clicked.connect(self._retire)

    def reading(self) -> Callable[[Session], _Found]:
        """Read the departments, the retired ones where they are asked for, and who could have a seat."""
        retired = self.retired.isChecked()
        return lambda session: (read_departments(session, retired=retired), people_here(session))

    def take(self, found: _Found) -> Sequence[DepartmentRow]:
        """Offer the seats of the people."""
        rows, self._people = found
        self._offer_seats()
        return rows

    def key(self, row: DepartmentRow) -> int:
        """Return its identity."""
        return row.id

    def named(self, row: DepartmentRow) -> str:
        """Return its name with what it owes, and whether somebody else is asked."""
        said = row.form.name
        if row.open_tasks:
            said = self.tr("{name} ({count} open)").format(name=said, count=row.open_tasks)
        if row.contact_away:
            said += " · " + self.tr("away")
        return said if row.active else "– " + said

    def none_yet(self) -> str:
        """Say what departments are for."""
        return self.tr("No department yet. Fill in the form and save it: then handlers can ask it from a case.")

    def fill(self, row: DepartmentRow | None) -> None:
        """Put a department into the form."""
        form = row.form if row else _EMPTY
        for name, edit in self.texts.items():
            edit.setText(getattr(form, name))
        self.duties.setPlainText(form.responsibilities)
        self.language.setCurrentIndex(self.language.findData(form.language.value))
        for name, box in self.seats.items():
            box.setCurrentIndex(max(box.findData(getattr(form, name)), 0))

    def is_whole(self) -> bool:
        """Say whether it has a name and a code."""
        return bool(self.texts["name"].text().strip() and self.texts["code"].text().strip())

    def check(self) -> None:
        """Let be retired, and be said to be away, who is there."""
        super().check()
        row = self.edited
        self.retire.setEnabled(row is not None)
        self.retire.setText(self.tr("&Bring back") if row and not row.active else self.tr("&Retire"))
        self.away.setEnabled(row is not None)
        self.away.setChecked(bool(row and row.contact_away))

    def submit(self) -> None:
        """Keep the department as it stands in the form."""
        row = self.edited
        given: dict[str, Any] = {name: edit.text() for name, edit in self.texts.items()}
        given |= {name: box.currentData() for name, box in self.seats.items()}
        language = Language(self.language.currentData())
        form = DepartmentForm(**given, responsibilities=self.duties.toPlainText(), language=language)
        id_, version = (row.id, row.version) if row else (None, None)

        def act(session: Session, me: int | None) -> int:
            return save_department(session, form, department_id=id_, version=version, person_id=me).id

        self.do(act, Sentence("Departments", "{name} saved", name=form.name))

    def _offer_seats(self) -> None:
        for name, box in self.seats.items():
            chosen = box.currentData() if box.count() else getattr(self.edited.form if self.edited else _EMPTY, name)
            box.clear()
            box.addItem(self.tr("none"), None)
            for person in self._people:
                box.addItem(person.name, person.id)
            box.setCurrentIndex(max(box.findData(chosen), 0))

    def _retire(self) -> None:
        if (row := self.edited) is not None:
            active = not row.active
            said = Sentence("Departments", "{name} is asked again", name=row.form.name)
            if not active:
                said = Sentence("Departments", "{name} retired", name=row.form.name)
            self.do(lambda session, me: set_active(session, row.id, active, person_id=me).id, said)

    def _set_away(self) -> None:
        if (row := self.edited) is not None:
            away = self.away.isChecked()
            said = Sentence("Departments", "{name}: the contact is back", name=row.form.name)
            if away:
                said = Sentence("Departments", "{name}: the deputy is asked", name=row.form.name)
            self.do(lambda session, me: set_away(session, row.id, away, person_id=me).id, said)
