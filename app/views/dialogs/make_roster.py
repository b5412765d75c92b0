"""Makes a roster: which days, what is needed, which rules; then what came out, or what clashes; then the schedule."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from app.errors import DomainError
from app.services.floor.arrivals import floor_calendar
from app.services.staffing.roster.made import Made, RosterError, make_roster
from app.services.staffing.roster.problem import Problem, Rules, Weights
from app.services.staffing.roster.reading import even_need, read_need, read_problem
from app.services.staffing.roster.rosters import keep_roster, publish_roster, rules_of
from app.services.staffing.roster.writing import ShiftChange, require_schedule_rights
from app.views.dialog import Dialog
from app.views.i18n import Sentence, number
from app.views.instant_field import within_reason
from app.views.pane import Desk
from app.views.schedule.edits import ScheduleEdits
from app.views.schedule.result import result_lines, said_result
from app.views.schedule.roster_amounts import rules_page, said_rates, weights_page
from app.views.theme import GAP, PAD, Mark, icon
from app.views.working import WorkArea

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# Before and after there is a result to show.
_SIZE, _WITH_RESULT = QSize(800, 400), 600
_POOL, _QUEUES, _EVEN = range(3)
_HOUR = 60
# The page of the rules.
_RULES = 1


class MakeRoster(Dialog):
    """The choices stay for the next try; a roster is the schedule only when somebody publishes it."""

    title = "Make a roster"

    def __init__(self, desk: Desk, parent: QWidget | None, *, first: date, days: int) -> None:
        super().__init__(desk, parent)
        self._made: Made | None = None
        self._asked = Rules(), Weights()
        self.first, self.days = QDateEdit(QDate(first.year, first.month, first.day)), _box(1, 42, days)
        within_reason(self.first)
        self.need, self.people, self.hint = QComboBox(), _box(1, 500, 5), QLabel(wordWrap=True)
        self.since, self.until = _box(0, 23, 8), _box(1, 24, 20)
        self.keep, self.seconds = QCheckBox(), _box(5, 600, 60, 15)
        self.rules, self.weights = rules_page(), weights_page()
        self.pages, self.said, self.lines = QTabWidget(), QLabel(wordWrap=True), QListWidget()
        self.leave, self.make, self.publish = QPushButton(), QPushButton(), QPushButton()
        self._even, self._from, self._to = QWidget(), QLabel(), QLabel()
        self._labels = [QLabel() for _ in range(5)]
        self.work = WorkArea(desk, self, [self.pages, self.make, self.publish])
        self._lay_out()
        self.keep.setChecked(True)
        self.retranslate()
        self.need.currentIndexChanged.connect(self._choose_need)
        self.weights.changed.connect(self._say_rates)
        self.leave.clicked.connect(self.reject)
        self.make.clicked.connect(self._make)
        self.publish.clicked.connect(self._publish)
        self.pages.setEnabled(False)
        self.make.setEnabled(False)
        desk.tasks.run(self, self._read_asked, self._begin, refused=self._begin_without)

    def retranslate(self) -> None:
        """Put the words in the language; what was chosen stays."""
        super().retranslate()
        words = (
            self.tr("First day"),
            self.tr("Days"),
            self.tr("Time to search"),
            self.tr("Need"),
            self.tr("People at once"),
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
        for box in (self.since, self.until):
            box.setSuffix(":00")
        self.seconds.setSuffix(self.tr(" s"))
        self._from.setText(self.tr("from"))
        self._to.setText(self.tr("to"))
        self.keep.setText(self.tr("Keep what people have written, swapped or imported"))
        pages = self.tr("&Days and need"), self.tr("&Rules"), self.tr("What &counts")
        for place, word in enumerate(pages):
            self.pages.setTabText(place, word)
        self.leave.setText(self.tr("C&lose"))
        self.make.setText(self.tr("&Make the roster"))
        self.publish.setText(self.tr("&Publish"))
        self.publish.setToolTip(self.tr("It becomes the schedule of its days; one click undoes it"))
        self.lines.setAccessibleName(self.tr("What came out"))
        self._choose_need()
        self._say_rates()
        self._show()

    def reject(self) -> None:
        """Cancel what is under way, or close."""
        if self.work.leave():
            super().reject()

    def asked(self) -> tuple[Rules, Weights]:
        """Return what is asked for."""
        return Rules(**self.rules.values()), Weights(**self.weights.values())

    def _read_asked(self) -> tuple[Rules, Weights]:
        with self.desk.database.read() as session:
            return rules_of(session)

    def _begin(self, asked: tuple[Rules, Weights]) -> None:
        """Begin with what the roster was asked for that was published last."""
        self.rules.show_amounts(asked[0])
        self.weights.show_amounts(asked[1])
        self.pages.setEnabled(True)
        self.make.setEnabled(True)

    def _begin_without(self, refusal: DomainError) -> None:
        self._begin((Rules(), Weights()))
        self.work.refuse(refusal)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._even)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for part in (self.people, self._from, self.since, self._to, self.until):
            row.addWidget(part)
        row.addStretch()
        days = QWidget()
        halves = QHBoxLayout(days)
        halves.setContentsMargins(PAD, PAD, PAD, PAD)
        halves.setSpacing(2 * PAD)
        pairs = list(zip(self._labels, (self.first, self.days, self.seconds, self.need, self._even), strict=True))
        for half, below in ((pairs[:3], None), (pairs[3:], self.hint)):
            form = QFormLayout()
            form.setSpacing(GAP)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
            for label, field in half:
                label.setBuddy(self.people if field is self._even else field)
                form.addRow(label, field)
            if below is not None:
                form.addRow(below)
                form.addRow(self.keep)
            halves.addLayout(form, 1)
        self.first.setCalendarPopup(True)
        self.first.setDisplayFormat("yyyy-MM-dd")
        self.make.setIcon(icon("schedule"))
        self.lines.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for page in (days, self.rules, self.weights):
            self.pages.addTab(page, "")
        right = [self.make, self.publish]
        self.lay_out(self.pages, self.work, self.said, self.lines, grows=self.lines, left=[self.leave], right=right)
        self.make.setDefault(True)
        self.resize(_SIZE)

    def _choose_need(self) -> None:
        is_even = self.need.currentIndex() == _EVEN
        self._even.setVisible(is_even)
        self._labels[-1].setVisible(is_even)
        self.hint.setText(
            (
                self.tr("Everybody counts for every queue: right where all serve all."),
                self.tr("Each queue is covered by those who serve it, and nobody counts twice."),
                self.tr("As many people at the same hours of each day."),
            )[self.need.currentIndex()]
        )

    def _say_rates(self) -> None:
        self.weights.say_below(said_rates(Weights(**self.weights.values())))

    def _make(self) -> None:
        """Read what it is made from in a thread, then compute in the worker process."""
        self._made, self._asked = None, self.asked()
        self._show()
        self.make.setEnabled(False)
        self.desk.tasks.run(self, self._reading(), self._solve, refused=self._refuse)

    def _reading(self) -> Callable[[], Problem]:
        desk, by, keep, (rules, weights) = self.desk, self.desk.me(), self.keep.isChecked(), self._asked
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
                return read_problem(session, first, days, need=need, rules=rules, weights=weights, keep=keep)

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
        clash = made.clash if made else None
        self.make.setEnabled(self.work.task is None and self.pages.isEnabled())
        self.publish.setVisible(made is not None and clash is None)
        (self.publish if self.publish.isVisible() else self.make).setDefault(True)
        self.lines.clear()
        self.lines.addItems(result_lines(made) if made else [])
        self.lines.setVisible(made is not None)
        if made is not None:
            self.resize(self.width(), max(self.height(), _WITH_RESULT))
        has_marks = self.rules.mark(clash.rules if clash else ())
        self.pages.setTabIcon(_RULES, icon("alert", Mark.LATE) if has_marks else QIcon())
        if made is None:
            self.said.setText(self.tr("Nothing of the schedule changes before you publish what came out."))
        else:
            self.said.setText(said_result(made))
            if has_marks:
                self.pages.setCurrentIndex(_RULES)

    def _publish(self) -> None:
        made, (rules, weights), now = self._made, self._asked, self.desk.now()
        if made is None:
            return

        def work(session: "Session", by: int | None) -> ShiftChange:
            kept = keep_roster(session, made, rules, weights, by=by, now=now)
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
