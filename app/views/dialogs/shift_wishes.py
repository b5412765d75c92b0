"""What people wish of their days: who cannot work when, would rather not, or would like to; once or each week."""

from datetime import date

from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDateEdit,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.errors import DomainError
from app.models.roster import Wish
from app.services.people import PersonRow, people_here
from app.services.staffing.roster.preferences import WishError, drop_wish, write_wish
from app.services.staffing.roster.problem import Pattern
from app.services.staffing.roster.reading import WishRow, read_patterns, read_wishes
from app.views.dialog import Dialog
from app.views.flow import Flow
from app.views.i18n import Sentence, locale
from app.views.instant_field import within_reason
from app.views.nothing import Nothing
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.schedule.look import WISH_SIGNS, said_day, said_wish
from app.views.theme import PAD, Mark

_SIZE = QSize(780, 460)
_ID = Qt.ItemDataRole.UserRole
_ONCE = -1
_WEEKDAYS = 7
_Read = tuple[tuple[WishRow, ...], tuple[PersonRow, ...], tuple[Pattern, ...]]


class ShiftWishes(Dialog):
    """A list of all wishes, or of one person's; each is written and taken back by itself."""

    title = "Wishes"

    def __init__(self, desk: Desk, parent: QWidget | None, *, person_id: int | None, day: date) -> None:
        super().__init__(desk, parent)
        self._read_rows: _Read = ((), (), ())
        self._came = False
        self._asked = person_id
        self.person, self.when, self.pattern, self.wish = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.day = QDateEdit(QDate(day.year, day.month, day.day))
        within_reason(self.day)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.about = QLabel(wordWrap=True)
        self.table, self.banner = QTableWidget(0, 4), Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.nothing = Nothing(self.table)
        self.add, self.remove, self.leave = QPushButton(), QPushButton(), QPushButton()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        new = QWidget()
        row = Flow(new, spacing=PAD)
        for widget in (self.person, self.wish, self.when, self.day, self.pattern, self.add):
            row.addWidget(widget)
            if isinstance(widget, QComboBox):
                widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        parts = self.about, new, self.table, self.banner
        self.lay_out(*parts, grows=self.table, left=[self.remove], right=[self.leave])
        self.when.currentIndexChanged.connect(lambda _: self.day.setVisible(self.when.currentData() == _ONCE))
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.leave.clicked.connect(self.accept)
        self.resize(_SIZE)
        self.retranslate()
        self._read()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        weekdays = [
            (self.tr("each {weekday}").format(weekday=locale().dayName(number + 1)), number)
            for number in range(_WEEKDAYS)
        ]
        _fill(self.when, [(self.tr("on"), _ONCE), *weekdays])
        _fill(self.wish, [(f"{WISH_SIGNS[each]} {said_wish(each)}", each) for each in Wish])
        for box, name in (
            (self.person, self.tr("Person")),
            (self.wish, self.tr("Wish")),
            (self.when, self.tr("When")),
            (self.day, self.tr("Day")),
            (self.pattern, self.tr("Shift")),
        ):
            box.setAccessibleName(name)
        self.table.setHorizontalHeaderLabels([self.tr("Person"), self.tr("Wish"), self.tr("When"), self.tr("Shift")])
        self.table.setAccessibleName(self.heading())
        self.about.setText(
            self.tr("A roster never plans who cannot work then; the other wishes it grants where it can.")
        )
        self.add.setText(self.tr("&Add"))
        self.remove.setText(self.tr("&Remove"))
        self.leave.setText(self.tr("&Close"))
        self._show(self._read_rows)

    def _read(self) -> None:
        desk = self.desk

        def work() -> _Read:
            with desk.database.read() as session:
                return read_wishes(session), people_here(session), read_patterns(session)

        desk.tasks.run(self, work, self._come, refused=self._refuse)

    def _come(self, found: _Read) -> None:
        is_first = not self._read_rows[1]
        self._read_rows, self._came = found, True
        self._show(found)
        if is_first:
            self.person.setCurrentIndex(max(self.person.findData(self._asked), 0))

    def _show(self, found: _Read) -> None:
        rows, people, patterns = found
        names = {each.code: each.name for each in patterns}
        _fill(self.person, [(each.name, each.id) for each in people])
        _fill(self.pattern, [(self.tr("every shift"), None), *((each.name, each.code) for each in patterns)])
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            if row.day is not None:
                when = said_day(row.day)
            else:
                when = self.tr("each {weekday}").format(weekday=locale().dayName((row.weekday or 0) + 1))
            shift = self.tr("every shift") if row.pattern is None else names.get(row.pattern, row.pattern)
            for column, text in enumerate((row.name, f"{WISH_SIGNS[row.wish]} {said_wish(row.wish)}", when, shift)):
                item = QTableWidgetItem(text)
                item.setData(_ID, row.id)
                self.table.setItem(place, column, item)
        self.remove.setEnabled(bool(rows))
        if self._came:
            self.nothing.say(self.tr("No wish is known. Choose above whose it is, what and when, and add it."))

    def _add(self) -> None:
        desk, by, person_id = self.desk, self.desk.me(), self.person.currentData()
        at, when = self.day.date(), self.when.currentData()
        day = date(at.year(), at.month(), at.day()) if when == _ONCE else None
        weekday, pattern, wish = (None if when == _ONCE else when), self.pattern.currentData(), self.wish.currentData()

        def work() -> None:
            with desk.database.write() as session:
                if person_id is None:
                    raise WishError("Choose whose wish it is.")
                write_wish(session, person_id, wish, day=day, weekday=weekday, pattern=pattern, by=by, now=desk.now())

        desk.tasks.run(self, work, self._written, refused=self._refuse)

    def _remove(self) -> None:
        desk, by, row = self.desk, self.desk.me(), self.table.currentRow()
        if row < 0:
            return
        wish_id = self.table.model().index(row, 0).data(_ID)

        def work() -> None:
            with desk.database.write() as session:
                drop_wish(session, wish_id, by=by, now=desk.now())

        desk.tasks.run(self, work, self._written, refused=self._refuse)

    def _written(self, _: None) -> None:
        self.banner.hide()
        self.desk.notices.change(Sentence("ShiftWishes", "The wishes are saved"))
        self._read()

    def _refuse(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))


def _fill(box: QComboBox, choices: list[tuple[str, object]]) -> None:
    """Put choices into a box; what was chosen stays."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for text, data in choices:
        box.addItem(text, data)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)
