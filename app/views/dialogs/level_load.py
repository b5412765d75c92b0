"""Levelling the load: the proposed moves with their reasons, before and after, applied in one click."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.errors import DomainError
from app.services.floor.levelling import ALL, Levelled, apply, level, read_problem
from app.services.floor.levelling_problem import Levelling, Problem
from app.services.floor.load import FULL_FROM
from app.views.dialog import Dialog, Menu
from app.views.i18n import Sentence, date_and_time, number, percent
from app.views.load.levelling_bars import Bar, LevellingBars
from app.views.load.levelling_words import offer, points, stays, summary, why
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import GAP, Mark, icon, scaled_font

_SIZE = QSize(900, 560)
_AIMS = (ALL, round(100 * FULL_FROM))
_TICKET = Qt.ItemDataRole.UserRole


class LevelLoad(Dialog):
    """Asks which of the proposed moves to apply; unticked ones are left out."""

    title = "Level the load"
    in_menu = True
    menu = Menu.FLOOR
    position = 36
    shortcut = "Ctrl+Shift+L"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._levelling: Levelling | None = None
        self._busy = True
        self.outcome, self.left = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.aim, self.aim_label = QComboBox(), QLabel()
        self.moves, self.bars = QTreeWidget(), LevellingBars()
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.leave, self.ok = QPushButton(), QPushButton()
        for aim in _AIMS:
            self.aim.addItem("", aim)
        self._arrange()
        self.aim.activated.connect(lambda _: self._look())
        self.moves.itemChanged.connect(lambda _: self._show_choice())
        self.leave.clicked.connect(self.reject)
        self.ok.clicked.connect(lambda: self._apply() if self._levelling else self._look())
        desk.tasks.failed.connect(self._unlock)
        self.resize(_SIZE)
        self.retranslate()
        self.moves.setFocus()
        self._look()

    def retranslate(self) -> None:
        """Put everything in the language."""
        super().retranslate()
        self.aim_label.setText(self.tr("&Nobody above:"))
        self.aim.setAccessibleName(self.tr("The share of their capacity that nobody is to carry more than"))
        for place, aim in enumerate(_AIMS):
            text = self.tr("{share} of their capacity").format(share=percent(aim / 100, 0))
            self.aim.setItemText(place, text)
        self.moves.setAccessibleName(self.tr("Proposed moves"))
        self.bars.setAccessibleName(self.tr("What people carry, before and after"))
        self.bars.setToolTip(self.tr("Pale: before, full: after. The line is all that a person can carry."))
        self.moves.setHeaderLabels(
            [
                self.tr("Complaint"),
                self.tr("From"),
                self.tr("To"),
                self.tr("Weight"),
                self.tr("Due"),
                self.tr("Because"),
            ]
        )
        self.moves.headerItem().setToolTip(
            3, self.tr("What is left to do; a general complaint that has just come in weighs 1, a complex one 2.")
        )
        self.leave.setText(self.tr("Cancel"))
        self._show()

    def left_out(self) -> list[int]:
        """Return the ids of the tickets whose moves are not ticked."""
        return [item.data(0, _TICKET) for item in self._items() if item.checkState(0) is not Qt.CheckState.Checked]

    def _arrange(self) -> None:
        self.outcome.setFont(scaled_font(self.outcome, 1.0, bold=True))
        self.aim_label.setBuddy(self.aim)
        self.aim.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.left.setTextFormat(Qt.TextFormat.PlainText)
        self.left.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.moves.setRootIsDecorated(False)
        self.moves.setUniformRowHeights(True)
        self.moves.setAllColumnsShowFocus(True)
        self.moves.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.moves.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        around = QScrollArea(widgetResizable=True)
        around.setWidget(self.bars)
        around.setFrameShape(QFrame.Shape.NoFrame)
        around.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.both = QSplitter(Qt.Orientation.Vertical)
        self.both.addWidget(self.moves)
        self.both.addWidget(around)
        self.both.setChildrenCollapsible(False)
        self.both.setSizes([260, 150])
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.outcome, 1)
        head.addWidget(self.aim_label)
        head.addWidget(self.aim)
        self.ok.setIcon(icon("check"))
        self.lay_out(head, self.both, self.left, self.banner, grows=self.both, right=[self.leave, self.ok])

    def _look(self) -> None:
        """Read who carries what, and let the worker process propose the moves."""
        self._levelling, self._busy = None, True
        self.banner.hide()
        self._show()
        aim = int(self.aim.currentData())

        def work() -> Problem:
            with self.desk.database.read() as session:
                return read_problem(session, up_to=aim, now=self.desk.now())

        def then(problem: Problem) -> None:
            self.desk.tasks.compute(self, level, (problem,), self._come, refused=self._refused)

        self.desk.tasks.run(self, work, then, refused=self._refused)

    def _come(self, levelling: Levelling) -> None:
        if levelling.problem.up_to != self.aim.currentData():
            return
        self._levelling, self._busy = levelling, False
        names = {each.id: each.name for each in levelling.problem.people}
        self.moves.blockSignals(True)
        self.moves.clear()
        for move in levelling.moves:
            item = QTreeWidgetItem([f"{move.number}  {move.title}", names[move.from_id], names[move.to_id]])
            item.setText(3, points(move.effort))
            item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, _TICKET, move.ticket_id)
            item.setCheckState(0, Qt.CheckState.Checked)
            self.moves.addTopLevelItem(item)
        self.moves.blockSignals(False)
        self._show()
        widths = (0.3, 0.13, 0.13, 0.07, 0.15)
        for column, share in enumerate(widths):
            self.moves.setColumnWidth(column, round(self.moves.viewport().width() * share))

    def _show(self) -> None:
        """Put what was proposed into words; the ticks stay."""
        found = self._levelling
        self.moves.blockSignals(True)
        if found:
            for item, move in zip(self._items(), found.moves, strict=True):
                item.setText(4, date_and_time(move.due, self.desk.zone) if move.due else "–")
                item.setText(5, why(move))
                for column in range(item.columnCount()):
                    item.setToolTip(column, item.text(column))
        else:
            self.moves.clear()
        self.moves.blockSignals(False)
        names = {each.id: each.name for each in found.problem.people} if found else {}
        self.left.setText("\n".join(stays(each, names[each.person_id]) for each in (found.stays if found else ())[:4]))
        more = len(found.stays) - 4 if found else 0
        if more > 0:
            self.left.setText(f"{self.left.text()}\n" + self.tr("{count} more").format(count=number(more)))
        self.left.setVisible(bool(self.left.text()))
        self._show_choice()

    def _show_choice(self) -> None:
        """Show what would come of the moves that are ticked."""
        found, out = self._levelling, self.left_out()
        count = len(found.moves) - len(out) if found else 0
        if found:
            people = {each.id: each for each in found.problem.people}
            carried = sorted(found.carried(out).items(), key=lambda each: _share(each[1][0], people[each[0]].capacity))
            self.bars.show_bars(
                [
                    Bar(people[id_].name, before, after, people[id_].capacity)
                    for id_, (before, after) in reversed(carried)
                ]
            )
            self.outcome.setText(summary(found, len(out)))
        else:
            self.bars.show_bars([])
            waits = self.tr("Looking for the fewest moves …")
            self.outcome.setText(waits if self._busy else self.tr("The moves could not be worked out."))
        self.both.setVisible(found is None or bool(found.moves))
        text = self.tr("&Move {count} complaints").format(count=number(count))
        self.ok.setText(text if found or self._busy else self.tr("&Try again"))
        self.ok.setEnabled(not self._busy and (found is None or count > 0))

    def _apply(self) -> None:
        found, out = self._levelling, set(self.left_out())
        if found is None or self._busy:
            return
        moves = [move for move in found.moves if move.ticket_id not in out]
        desk, person_id = self.desk, self.desk.me()
        self._busy = True
        self.banner.hide()
        self._show_choice()

        def write() -> Levelled:
            with desk.database.write() as session:
                return apply(session, moves, person_id=person_id, now=desk.now())

        def then(levelled: Levelled) -> None:
            offer(desk, levelled)
            self.accept()

        desk.tasks.run(self, write, then, refused=self._refused)

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))
        self._unlock()

    def _unlock(self) -> None:
        self._busy = False
        self._show_choice()

    def _items(self) -> list[QTreeWidgetItem]:
        found = [self.moves.topLevelItem(row) for row in range(self.moves.topLevelItemCount())]
        return [item for item in found if item is not None]


def _share(effort: int, capacity: int) -> float:
    return effort / capacity if capacity else float("inf")
