"""How many false surge alarms a floor puts up with, chosen in words beside what is found for that."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QWidget,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.floor import Queue
from app.services.floor.arrivals import floor_calendar
from app.services.floor.surge import read_usual
from app.services.floor.surge_budget import CHOICES, GROWTHS, MOST, Budget, Caught, catches, read_budget, set_budget
from app.services.floor.surge_detector import Usual
from app.views.dialog import Dialog, Menu
from app.views.i18n import Sentence, number, percent
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import GAP, PAD, ROOM, Mark

_WIDTH = 520
_CENTRE = Qt.AlignmentFlag.AlignCenter
# A column for each growth that is looked for, and one for that of which most are found.
_COLUMNS = range(len(GROWTHS) + 1)
_WORDS = {
    (1, 7): Sentence("SurgeAlarm", "one a week"),
    (1, 10): Sentence("SurgeAlarm", "one in ten days"),
    (1, 30): Sentence("SurgeAlarm", "one a month"),
    (1, 90): Sentence("SurgeAlarm", "one a quarter"),
}
Rate = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """What the dialog reads: the budget, the queues that there are, and what is usual of the one that is looked at."""

    queue_id: int | None
    budget: Budget
    queues: tuple[tuple[int, str], ...]
    usual: Usual | None


class SurgeAlarm(Dialog):
    """Offers budgets of false alarms; what they find is simulated from what is planned for today."""

    title = "Surge alarm …"
    in_menu = True
    menu = Menu.SETTINGS
    position = 38

    def __init__(self, desk: Desk, parent: QWidget | None = None, queue_id: int | None = None) -> None:
        super().__init__(desk, parent)
        self._found: Found | None = None
        self._caught: tuple[Caught, ...] | None = None
        self._rates: tuple[Rate, ...] = CHOICES
        self._queue_id = queue_id
        self.about, self.note = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.queue, self._of = QComboBox(), QLabel()
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.grid, self.group = QGridLayout(), QButtonGroup(self)
        self.over, self.heads = QLabel(alignment=_CENTRE), [QLabel(), *(QLabel(alignment=_CENTRE) for _ in _COLUMNS)]
        self.choices: list[QRadioButton] = []
        self.cells: list[list[QLabel]] = []
        self.leave, self.save = QPushButton(), QPushButton()
        self._lay_out()
        self.queue.activated.connect(lambda _: self._read(self.queue.currentData()))
        self.leave.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        self._offer(CHOICES)
        self.retranslate()
        self._read(queue_id)

    def retranslate(self) -> None:
        """Put the words in the language; what was chosen stays."""
        super().retranslate()
        self.about.setText(
            self.tr(
                "Chance alone sometimes looks like a surge. How many false alarms do you put up with? The fewer they "
                "are, the more surges are found late."
            )
        )
        self._of.setText(self.tr("&Found for:"))
        self.queue.setAccessibleName(self.tr("Found for:"))
        self.heads[0].setText(self.tr("False alarms"))
        self.over.setText(self.tr("Surges found within an hour"))
        for head, growth in zip(self.heads[1:-1], GROWTHS, strict=True):
            head.setText(f"+{percent(growth, 0)}")
        self.heads[-1].setText(self.tr("{found} from").format(found=_of_ten(MOST)))
        self.heads[-1].setToolTip(self.tr("The growth from which on so many surges are found within an hour."))
        for choice, rate in zip(self.choices, self._rates, strict=True):
            choice.setText(_words(rate))
        self.leave.setText(self.tr("Cancel"))
        self.save.setText(self.tr("&Save"))
        self._show()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(PAD)
        self._of.setBuddy(self.queue)
        self.queue.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._of, self.queue)
        self.grid.setHorizontalSpacing(ROOM)
        self.grid.setVerticalSpacing(GAP)
        self.grid.addWidget(self.over, 0, 1, 1, len(_COLUMNS))
        for column, head in enumerate(self.heads):
            self.grid.addWidget(head, 1, column)
            self.grid.setColumnStretch(column, 1)
        self.lay_out(self.about, form, self.grid, self.note, self.banner, right=[self.leave, self.save])
        self.setMinimumWidth(_WIDTH)

    def _offer(self, rates: Sequence[Rate]) -> None:
        """Offer what can be chosen, a row each."""
        for row in range(len(self.choices), len(rates)):
            choice = QRadioButton()
            cells = [QLabel(alignment=_CENTRE) for _ in _COLUMNS]
            self.group.addButton(choice, row)
            for column, widget in enumerate((choice, *cells)):
                self.grid.addWidget(widget, row + 2, column)
            self.choices.append(choice)
            self.cells.append(cells)
        self._rates = tuple(rates)
        self.order(self.queue, *self.choices, self.leave, self.save)

    def _read(self, queue_id: int | None) -> None:
        """Read what is usual of the floor or of one queue, and then simulate it."""
        self._queue_id, self._caught, desk = queue_id, None, self.desk
        now, zone = desk.now(), ZoneInfo(str(desk.zone))

        def read(session: Session) -> Found:
            queues = session.execute(select(Queue.id, Queue.name).order_by(Queue.name)).all()
            calendar = floor_calendar(session, desk.rulebook)
            usual = read_usual(session, zone=zone, calendar=calendar, queue_id=queue_id, history=desk.history, now=now)
            return Found(queue_id, read_budget(session), tuple((id_, name) for id_, name in queues), usual)

        def work() -> Found:
            with desk.database.read() as session:
                return read(session)

        self._show()
        desk.tasks.run(self, work, self._come, refused=self._refused)

    def _come(self, found: Found) -> None:
        if found.queue_id != self._queue_id:
            return
        is_first, self._found = self._found is None, found
        rate = found.budget.alarms, found.budget.days
        if is_first:
            self._offer(CHOICES if rate in CHOICES else (*CHOICES, rate))
            self.choices[self._rates.index(rate)].setChecked(True)
            self._name_queues(found)
        self.retranslate()
        if found.usual is None:
            return
        shares = [Budget(*each, watched=found.budget.watched).share for each in self._rates]

        def simulated(caught: tuple[Caught, ...]) -> None:
            if found is self._found:
                self._caught = caught
                self._show()

        self.desk.tasks.compute(self, catches, (found.usual, shares), simulated, refused=self._refused)

    def _name_queues(self, found: Found) -> None:
        self.queue.addItem("", None)
        for id_, name in found.queues:
            self.queue.addItem(name, id_)
        self.queue.setCurrentIndex(max(self.queue.findData(found.queue_id), 0))

    def _show(self) -> None:
        """Show what is found, or why that is not known."""
        found, usual = self._found, self._found.usual if self._found else None
        if self.queue.count():
            self.queue.setItemText(0, self.tr("Whole floor"))
        for row, cells in enumerate(self.cells):
            texts = _row(self._caught[row]) if self._caught else ["…" if usual or not found else "–"] * len(cells)
            for cell, text in zip(cells, texts, strict=True):
                cell.setText(text)
        self.save.setEnabled(found is not None)
        if found is None:
            self.note.setText(self.tr("Today's plan is being read."))
        elif usual is None:
            self.note.setText(self.tr("What is found is simulated as soon as one whole day like this one is recorded."))
        else:
            words = self.tr(
                "Simulated from today's plan ({plan} arrivals), with surges in the middle of the day. The whole floor "
                "and its queues, {watched} in all, share the false alarms. The fewer come in an hour, the more of it "
                "is chance, and the greater a surge has to be to stand out. A choice holds within five minutes."
            )
            plan, watched = number(round(float(usual.plan.sum()))), number(found.budget.watched)
            self.note.setText(words.format(plan=plan, watched=watched))
        # The note has grown or shrunk by lines.
        self.adjustSize()

    def _save(self) -> None:
        desk, by, (alarms, days) = self.desk, self.desk.me(), self._rates[self.group.checkedId()]

        def work() -> None:
            with desk.database.write() as session:
                set_budget(session, alarms, days, by=by)

        self.save.setEnabled(False)
        desk.tasks.run(self, work, lambda _: self._saved((alarms, days)), refused=self._refused)

    def _saved(self, rate: Rate) -> None:
        said = Sentence("SurgeAlarm", "False surge alarms put up with: {rate}", rate=_words(rate))
        self.desk.notices.change(said)
        self.accept()

    def _refused(self, refusal: DomainError) -> None:
        self.save.setEnabled(self._found is not None)
        self.banner.tell(Sentence.of(refusal))


def _words(rate: Rate) -> str:
    alarms, days = rate
    other = Sentence("SurgeAlarm", "{alarms} in {days} days", alarms=number(alarms), days=number(days))
    return str(_WORDS.get(rate, other))


def _row(caught: Caught) -> list[str]:
    least = "–" if caught.most_from is None else f"+{percent(caught.most_from, 0)}"
    return [*map(_of_ten, caught.shares), least]


def _of_ten(share: float) -> str:
    """Say a share as people count; only where hardly one is missed, all are found."""
    found = 10 if share >= 0.99 else min(round(share * 10), 9)
    return str(Sentence("SurgeAlarm", "{found} of 10", found=number(found)))
