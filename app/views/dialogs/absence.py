"""How somebody hears what is meant for them: whether they are away, who stands in, how often messages come in one."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QFormLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.errors import DomainError
from app.services.absences import Hearing, HearingRow, hearing_of, hearings, set_hearing
from app.services.people import people_here
from app.views.dialog import Dialog, Menu
from app.views.i18n import Sentence, number
from app.views.instant_field import within_reason
from app.views.load.absences import next_day
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.seat import role_word
from app.views.theme import GAP, PAD, Mark

_WIDTH = 480
_HERE, _OPEN, _UNTIL = range(3)
_DIGESTS = (15, 30, 60, 120, 240)


class AbsenceDialog(Dialog):
    """Shows it of the person who sits here first; who leads others chooses among them as well."""

    title = "Absence and digest"
    in_menu = True
    menu = Menu.SETTINGS
    position = 65

    def __init__(self, desk: Desk, parent: QWidget | None = None, person_id: int | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: tuple[HearingRow, ...] = ()
        self._names: tuple[str, ...] = ()
        self._asked = desk.me() if person_id is None else person_id
        # Whether it is known what may be said of whom.
        self._has_come = False
        self.banner, self.nobody, self.about = Banner("alert", Mark.SOON, Mark.SOON_BACK), QLabel(), QLabel()
        self.person, self.away, self.deputy, self.digest = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.until, self.reason = QDateTimeEdit(), QLineEdit()
        within_reason(self.until)
        self.fields, self.labels = QWidget(), [QLabel() for _ in range(6)]
        self.leave, self.save = QPushButton(), QPushButton()
        for label in (self.nobody, self.about):
            label.setWordWrap(True)
        self._lay_out()
        self.person.currentIndexChanged.connect(lambda _: self._show())
        self.away.currentIndexChanged.connect(lambda _: self._check())
        self.leave.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        self.setMinimumWidth(_WIDTH)
        self.retranslate()
        self._read()

    def retranslate(self) -> None:
        """Put the words in the language; what was chosen stays."""
        super().retranslate()
        words = [
            self.tr("Person"),
            self.tr("Is"),
            self.tr("Back"),
            self.tr("Reason"),
            self.tr("Deputy"),
            self.tr("Messages come"),
        ]
        for label, word in zip(self.labels, words, strict=True):
            label.setText(word)
        self.nobody.setText(self.tr("Say first who sits here: in the menu, or at the name above."))
        self.about.setText(
            self.tr("What cannot wait comes at once in any case: the fast lane, and a passed deadline of one's own.")
        )
        self.reason.setPlaceholderText(self.tr("as others may read it"))
        _offer(self.away, [(self.tr("here"), _HERE), (self.tr("away"), _OPEN), (self.tr("away until"), _UNTIL)])
        self.leave.setText(self.tr("Cancel"))
        self.save.setText(self.tr("&Save"))
        if self._rows:
            self._name_people()
            self._fill(self._now_said())
        self._check()

    def _lay_out(self) -> None:
        form = QFormLayout(self.fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(GAP)
        form.setHorizontalSpacing(PAD)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        edits = (self.person, self.away, self.until, self.reason, self.deputy, self.digest)
        for label, edit in zip(self.labels, edits, strict=True):
            label.setBuddy(edit)
            form.addRow(label, edit)
        self.until.setCalendarPopup(True)
        self.until.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.lay_out(self.nobody, self.fields, self.about, self.banner, right=[self.leave, self.save])

    def _read(self) -> None:
        desk, by, asked = self.desk, self.desk.me(), self._asked

        def work() -> tuple[tuple[HearingRow, ...], tuple[str, ...]]:
            with desk.database.read() as session:
                if asked is not None:
                    hearing_of(session, asked, by=by, now=desk.now())
                return hearings(session, by=by, now=desk.now()), tuple(each.name for each in people_here(session))

        desk.tasks.run(self, work, self._come, refused=self._refused)

    def _come(self, found: tuple[tuple[HearingRow, ...], tuple[str, ...]]) -> None:
        self._rows, self._names = found
        self._has_come = True
        self._name_people()
        self.person.setCurrentIndex(max(self.person.findData(self._asked), 0))
        self._show()

    def _name_people(self) -> None:
        said = (" · ".join(filter(None, (row.name, role_word(row.role), row.team))) for row in self._rows)
        _offer(self.person, list(zip(said, (row.id for row in self._rows), strict=True)))

    def _row(self) -> HearingRow | None:
        return next((row for row in self._rows if row.id == self.person.currentData()), None)

    def _show(self) -> None:
        """Show how the chosen person hears now."""
        self.banner.hide()
        if row := self._row():
            self._fill(row.hearing)
        self._check()

    def _fill(self, said: Hearing) -> None:
        row = self._row()
        others = [name for name in self._names if row is None or name != row.name]
        _offer(self.deputy, [(self.tr("the next one up"), None), *((name, name) for name in others)])
        minutes = sorted({*_DIGESTS, said.digest_minutes or _DIGESTS[0]})
        each = [(self.tr("in one, every {count} minutes").format(count=number(span)), span) for span in minutes]
        _offer(self.digest, [(self.tr("each by itself"), None), *each])
        at = said.until or next_day(self.desk.now(), self.desk.zone)
        self.until.setDateTime(_to_qt(at.astimezone(self.desk.zone)))
        self.reason.setText(said.reason)
        self.away.setCurrentIndex((_UNTIL if said.until else _OPEN) if said.is_away else _HERE)
        self.deputy.setCurrentIndex(max(self.deputy.findData(said.deputy), 0))
        self.digest.setCurrentIndex(max(self.digest.findData(said.digest_minutes), 0))

    def _now_said(self) -> Hearing:
        """Return what stands in the fields."""
        state = self.away.currentIndex()
        until = self.until.dateTime().toString(Qt.DateFormat.ISODate) if state == _UNTIL else None
        return Hearing(
            state != _HERE,
            datetime.fromisoformat(until).replace(tzinfo=self.desk.zone) if until else None,
            self.reason.text() if state != _HERE else "",
            self.deputy.currentData(),
            self.digest.currentData(),
        )

    def _check(self) -> None:
        for widget in (self.fields, self.about):
            widget.setVisible(not self._has_come or bool(self._rows))
        self.nobody.setVisible(self.desk.me() is None)
        if not self.fields.isVisibleTo(self):
            self.adjustSize()
        self.save.setEnabled(bool(self._rows))
        self.until.setEnabled(self.away.currentIndex() == _UNTIL)
        self.reason.setEnabled(self.away.currentIndex() != _HERE)

    def _save(self) -> None:
        row, said, desk, by = self._row(), self._now_said(), self.desk, self.desk.me()
        if row is None:
            return
        told = Sentence("AbsenceDialog", "It is kept how {name} hears", name=row.name)

        def work() -> None:
            with desk.database.write() as session:
                set_hearing(session, row.id, said, by=by, now=desk.now())

        self.save.setEnabled(False)
        desk.tasks.run(self, work, lambda _: self._saved(told), refused=self._refused)

    def _saved(self, told: Sentence) -> None:
        self.desk.notices.change(told)
        self.accept()

    def _refused(self, refusal: DomainError) -> None:
        self._has_come = True
        self._check()
        self.banner.tell(Sentence.of(refusal))


def _offer(box: QComboBox, choices: Sequence[tuple[str, object]]) -> None:
    """Put choices into a box and leave its place as it is."""
    place = max(box.currentIndex(), 0)
    box.blockSignals(True)
    box.clear()
    for text, data in choices:
        box.addItem(text, data)
    box.setCurrentIndex(min(place, len(choices) - 1))
    box.blockSignals(False)


def _to_qt(at: datetime) -> QDateTime:
    return QDateTime.fromString(f"{at:%Y-%m-%dT%H:%M:00}", Qt.DateFormat.ISODate)
