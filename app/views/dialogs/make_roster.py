"""Makes a roster: which days, what is needed, which rules; then what came out, or what clashes; then the schedule."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QDate, QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.errors import DomainError
from app.services.floor.arrivals import floor_calendar
from app.services.staffing.roster.made import Made, RosterError, make_roster
from app.services.staffing.roster.problem import Problem, Rules, Weights
from app.services.staffing.roster.reading import even_need, read_need, read_problem
from app.services.staffing.roster.rosters import keep_roster, publish_roster
from app.services.staffing.roster.shifts import ShiftChange, require_schedule_rights
from app.views.dialog import Dialog
from app.views.i18n import Sentence, number
from app.views.pane import Desk
from app.views.schedule_edits import ScheduleEdits
from app.views.schedule_result import result_lines, said_result
from app.views.theme import GAP, PAD, icon
from app.views.working import WorkArea

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_SIZE = QSize(760, 620)
_POOL, _QUEUES, _EVEN = range(3)
_HOUR = 60


class MakeRoster(Dialog):
    """The choices stay for the next try; a roster is the schedule only when somebody publishes it."""

    title = "Make a roster"

    def __init__(self, desk: Desk, parent: QWidget | None, *, first: date, days: int) -> None:
        super().__init__(desk, parent)
        self._made: Made | None = None
        self._asked = Rules()
        self.first, self.days = QDateEdit(QDate(first.year, first.month, first.day)), _box(1, 42, days)
        self.need, self.people = QComboBox(), _box(1, 500, 5)
        self.since, self.until = _box(0, 23, 8), _box(1, 24, 20)
        usual = Rules()
        self.rest = _box(0, 24, usual.rest_minutes // _HOUR)
        self.in_a_row, self.nights = _box(1, 14, usual.days_in_a_row or 6), _box(1, 14, usual.nights_in_a_row or 4)
        self.over, self.continuous = _box(0, 20, 0), _box(2, 12, (usual.continuous_minutes or 300) // _HOUR)
        self.cover, self.weekly, self.trainings = _box(0, 100, 0, 5), _box(0, 100, 0, 5), _box(0, 10, 0)
        self.keep, self.seconds = QCheckBox(), _box(5, 600, 60, 15)
        self.said, self.lines = QLabel(wordWrap=True), QListWidget()
        self.leave, self.make, self.publish = QPushButton(), QPushButton(), QPushButton()
        self._even, self._form = QWidget(), QWidget()
        self._from, self._to = QLabel(), QLabel()
        self._labels = [QLabel() for _ in range(13)]
        self.work = WorkArea(desk, self, [self._form, self.make, self.publish])
        self._lay_out()
        self.keep.setChecked(True)
        self.retranslate()
        self.need.currentIndexChanged.connect(self._choose_need)
        self.leave.clicked.connect(self.reject)
        self.make.clicked.connect(self._make)
        self.publish.clicked.connect(self._publish)

    def retranslate(self) -> None:
        """Put the words in the language; what was chosen stays."""
        super().retranslate()
        words = (
            self.tr("First day"),
            self.tr("Days"),
            self.tr("Need"),
            self.tr("People at once"),
            self.tr("Rest between shifts"),
            self.tr("Days in a row, at most"),
            self.tr("Nights in a row, at most"),
            self.tr("Beyond the agreed week"),
            self.tr("Longest work without a break"),
            self.tr("Cover of the need, at least"),
            self.tr("Of the agreed week, at least"),
            self.tr("Shifts with training, each"),
            self.tr("Time to search"),
        )
        for label, word in zip(self._labels, words, strict=True):
            label.setText(word)
        place = max(self.need.currentIndex(), 0)
        self.need.blockSignals(True)
        self.need.clear()
        self.need.addItems(
            [self.tr("by the forecast, of all as one"), self.tr("by the forecast, queue by queue"), self.tr("even")]
        )
        self.need.setCurrentIndex(place)
        self.need.blockSignals(False)
        for box in (self.rest, self.over, self.continuous):
            box.setSuffix(self.tr(" h"))
        for box in (self.cover, self.weekly):
            box.setSuffix(" %")
        for box in (self.since, self.until):
            box.setSuffix(":00")
        self.seconds.setSuffix(self.tr(" s"))
        self._from.setText(self.tr("from"))
        self._to.setText(self.tr("to"))
        self.keep.setText(self.tr("Keep what people have written, swapped or imported"))
        self.leave.setText(self.tr("&Close"))
        self.make.setText(self.tr("&Make the roster"))
        self.publish.setText(self.tr("&Publish"))
        self.publish.setToolTip(self.tr("It becomes the schedule of its days; one click undoes it"))
        self.lines.setAccessibleName(self.tr("What came out"))
        self._choose_need()
        self._show()

    def reject(self) -> None:
        """Cancel what is under way, or close."""
        if self.work.leave():
            super().reject()

    def rules(self) -> Rules:
        """Return what is asked for."""
        return Rules(
            self.rest.value() * _HOUR,
            self.in_a_row.value(),
            self.nights.value(),
            self.over.value() * _HOUR,
            self.continuous.value() * _HOUR,
            least_cover=self.cover.value() / 100,
            least_weekly=self.weekly.value() / 100,
            trainings=self.trainings.value(),
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._even)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for part in (self.people, self._from, self.since, self._to, self.until):
            row.addWidget(part)
        row.addStretch()
        fields = (
            self.first,
            self.days,
            self.need,
            self._even,
            self.rest,
            self.in_a_row,
            self.nights,
            self.over,
            self.continuous,
            self.cover,
            self.weekly,
            self.trainings,
            self.seconds,
        )
        halves = QHBoxLayout(self._form)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(2 * PAD)
        pairs = list(zip(self._labels, fields, strict=True))
        for half in (pairs[:4] + pairs[12:], pairs[4:12]):
            form = QFormLayout()
            form.setSpacing(GAP)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
            for label, field in half:
                label.setBuddy(self.people if field is self._even else field)
                form.addRow(label, field)
            if half[0] is pairs[0]:
                form.addRow(self.keep)
            halves.addLayout(form, 1)
        self.first.setCalendarPopup(True)
        self.first.setDisplayFormat("yyyy-MM-dd")
        self.make.setIcon(icon("schedule"))
        self.lines.setWordWrap(True)
        right = [self.make, self.publish]
        self.lay_out(self._form, self.work, self.said, self.lines, grows=self.lines, left=[self.leave], right=right)
        self.make.setDefault(True)
        self.resize(_SIZE)

    def _choose_need(self) -> None:
        is_even = self.need.currentIndex() == _EVEN
        self._even.setVisible(is_even)
        self._labels[3].setVisible(is_even)

    def _make(self) -> None:
        """Read what it is made from in a thread, then compute in the worker process."""
        self._made, self._asked = None, self.rules()
        self._show()
        self.make.setEnabled(False)
        self.desk.tasks.run(self, self._reading(), self._solve, refused=self._refuse)

    def _reading(self) -> Callable[[], Problem]:
        desk, by, rules, keep = self.desk, self.desk.me(), self._asked, self.keep.isChecked()
        on, days, how = self.first.date(), self.days.value(), self.need.currentIndex()
        first = date(on.year(), on.month(), on.day())
        even = even_need(days, self.people.value(), self.since.value() * _HOUR, self.until.value() * _HOUR)

        def work() -> Problem:
            with desk.database.read() as session:
                require_schedule_rights(session, by)
                need: dict[int | None, NDArray[np.float64]] = {None: even}
                if how != _EVEN:
                    calendar = floor_calendar(session, desk.rulebook)
                    now, by_queue = desk.now(), how == _QUEUES
                    need = read_need(session, first, days, by_queue=by_queue, calendar=calendar, now=now)
                if not any(each.any() for each in need.values()):
                    raise RosterError("Nothing is known of the need of these days: import contacts, or say it evenly.")
                return read_problem(session, first, days, need=need, rules=rules, keep=keep)

        return work

    def _solve(self, problem: Problem) -> None:
        title = Sentence("MakeRoster", "Making a roster")
        arguments = (problem, float(self.seconds.value()))
        self.work.begin(
            self.desk.tasks.compute(self, make_roster, arguments, self._come, refused=self._refuse, title=title)
        )

    def _come(self, made: Made) -> None:
        self._made = made
        self._show()

    def _show(self) -> None:
        """Show what came out."""
        made = self._made
        self.make.setEnabled(self.work.task is None)
        self.publish.setVisible(made is not None and made.clash is None)
        self.lines.clear()
        if made is None:
            self.said.setText(
                self.tr(
                    "Rules are never broken for a wish: what cannot be kept is said. Wishes, fairness and the need "
                    "are weighed against each other."
                )
            )
        else:
            self.said.setText(said_result(made))
            self.lines.addItems(result_lines(made))

    def _publish(self) -> None:
        made, rules, now = self._made, self._asked, self.desk.now()
        if made is None:
            return

        def work(session: "Session", by: int | None) -> ShiftChange:
            kept = keep_roster(session, made, rules, Weights(), by=by, now=now)
            return publish_roster(session, kept, made, by=by, now=now)

        def said(change: ShiftChange) -> Sentence:
            return Sentence("MakeRoster", "The roster is the schedule: {count} shifts", count=number(len(change.after)))

        self.publish.setEnabled(False)
        ScheduleEdits(self.desk).write(work, said, self.accept, self._refuse_publishing)

    def _refuse_publishing(self, refusal: DomainError) -> None:
        self.publish.setEnabled(True)
        self.work.refuse(refusal)

    def _refuse(self, refusal: DomainError) -> None:
        self.work.refuse(refusal)
        self._show()


def _box(least: int, most: int, value: int, step: int = 1) -> QSpinBox:
    box = QSpinBox(minimum=least, maximum=most, singleStep=step)
    box.setValue(value)
    return box
