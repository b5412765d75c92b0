"""The shifts of the coming hours: made longer, or swapped between two people, where help is being called."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListWidget, QPushButton, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.roster import ShiftKind
from app.services.floor.activation.refusals import require_lead
from app.services.staffing.roster.shifts import ShiftRow, shifts_between
from app.services.staffing.roster.writing import ShiftChange, extend_shift, swap_shifts
from app.views.alerts.words import BETWEEN
from app.views.dialog import Dialog
from app.views.i18n import Sentence, number, time_of_day
from app.views.nothing import Nothing
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import GAP, Mark

_AHEAD = timedelta(hours=14)
_LONGER = (30, 60, 120)
_WIDTH, _HEIGHT = 480, 420


class ShiftsNowDialog(Dialog):
    """A list of shifts: one or more are made longer; of two, the people are swapped."""

    title = "Shifts of the coming hours"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: tuple[ShiftRow, ...] = ()
        self._came = False
        self.list, self.about = QListWidget(), QLabel(wordWrap=True)
        self.nothing = Nothing(self.list)
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.longer = {minutes: QPushButton() for minutes in _LONGER}
        self.swap, self.leave = QPushButton(), QPushButton()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        for minutes, button in self.longer.items():
            button.clicked.connect(lambda _=False, minutes=minutes: self._extend(minutes))
            buttons.addWidget(button)
        buttons.addWidget(self.swap)
        buttons.addStretch(1)
        self.lay_out(self.about, self.list, buttons, self.banner, grows=self.list, right=[self.leave])
        self.list.itemSelectionChanged.connect(self._check)
        self.swap.clicked.connect(self._swap)
        self.leave.clicked.connect(self.accept)
        self.resize(_WIDTH, _HEIGHT)
        self.retranslate()
        self._read()

    def retranslate(self) -> None:
        """Put the words in the language."""
        super().retranslate()
        for minutes, button in self.longer.items():
            button.setText(self.tr("+{minutes} min").format(minutes=number(minutes)))
        self.swap.setText(self.tr("S&wap"))
        self.leave.setText(self.tr("&Close"))
        self.list.setAccessibleName(self.heading())
        self._show()

    def _read(self) -> None:
        desk = self.desk

        def work() -> tuple[ShiftRow, ...]:
            now = desk.now()
            with desk.database.read() as session:
                found = shifts_between(session, now, now + _AHEAD)
            return tuple(row for row in found if row.kind is not ShiftKind.STANDBY)

        desk.tasks.run(self, work, self._come, refused=self._refused)

    def _come(self, rows: tuple[ShiftRow, ...]) -> None:
        self._rows, self._came = tuple(sorted(rows, key=lambda row: (row.ends_at, row.name))), True
        self._show()

    def _show(self) -> None:
        chosen = {row.id for row in self._chosen()}
        self.list.clear()
        for place, row in enumerate(self._rows):
            span = f"{self._at(row.starts_at)} – {self._at(row.ends_at)}"
            self.list.addItem(BETWEEN.join((row.name, span)))
            if row.id in chosen:
                index = self.list.model().index(place, 0)
                self.list.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
        self.about.setText(self.tr("Select shifts to make them longer, or two of them to swap their people."))
        if self._came:
            self.nothing.say(self.tr("No shifts are written for the coming hours. Write them in the schedule."))
        self._check()

    def _at(self, instant: datetime) -> str:
        return time_of_day(instant, self.desk.zone)

    def _chosen(self) -> list[ShiftRow]:
        places = sorted(index.row() for index in self.list.selectedIndexes())
        return [self._rows[place] for place in places if place < len(self._rows)]

    def _check(self) -> None:
        chosen = self._chosen()
        for button in self.longer.values():
            button.setEnabled(bool(chosen))
        self.swap.setEnabled(len(chosen) == 2)

    def _extend(self, minutes: int) -> None:
        chosen, me, desk = self._chosen(), self.desk.me(), self.desk
        more = timedelta(minutes=minutes)

        def change(session: Session) -> ShiftChange:
            done = ShiftChange()
            for row in sorted(chosen, key=lambda row: row.person_id):
                done += extend_shift(session, row.id, row.ends_at + more, by=me, now=desk.now(), version=row.version)
            return done

        said = Sentence("ShiftsNowDialog", "Shifts made longer: {count}", count=number(len(chosen)))
        self._do(change, said)

    def _swap(self) -> None:
        first, second = self._chosen()
        me, desk = self.desk.me(), self.desk
        said = Sentence("ShiftsNowDialog", "{first} and {second} have swapped", first=first.name, second=second.name)
        versions = (first.version, second.version)
        self._do(
            lambda session: swap_shifts(session, first.id, second.id, by=me, now=desk.now(), versions=versions), said
        )

    def _do(self, change: Callable[[Session], ShiftChange], said: Sentence) -> None:
        desk, me = self.desk, self.desk.me()

        def work() -> None:
            with desk.database.write() as session:
                require_lead(session, me)
                change(session)

        def done(_: None) -> None:
            self.banner.hide()
            desk.notices.change(said)
            self._read()

        desk.tasks.run(self, work, done, refused=self._refused)

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))
