"""The activations that were: when, for whom, who came, how far they kept to their shifts; the report of one."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from app.services.floor.activation.keeping import with_keeping
from app.services.floor.activation.reading import ActivationRow, read_activation, read_activations
from app.views.activation.tables import activation_rows, call_table, history_table
from app.views.activation.words import what_came_about
from app.views.alerts.words import BETWEEN
from app.views.i18n import Translated, time_of_day
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.table.column import Moment
from app.views.table.view import TableView
from app.views.theme import GAP, ROOM

_SHOWN = timedelta(days=92)
# So wide is what happened, at first.
_EVENTS = 220


class History(Translated, QWidget):
    """A table of activations above the people of the selected one, beside what happened in it.

    `asked_report` tells which is to be reported.
    """

    asked_report = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._whole: ActivationRow | None = None
        self.model = history_table(self._moment(), self)
        self.table = TableView(self.model, sorted_by="started", wide="reason")
        self.people = call_table(self._moment(), self)
        self.called = TableView(self.people, sorted_by="state", wide="name")
        self.events, self.nothing, self.report = QListWidget(), QLabel(wordWrap=True), QPushButton()
        self.below = QStackedWidget()
        self.reader = Reader(desk, self._begin, self)
        self.whole_reader = Reader(desk, self._begin_whole, self)
        self._arrange()
        self.reader.came.connect(self._come)
        self.whole_reader.came.connect(self._come_whole)
        self.table.selectionModel().selectionChanged.connect(self._select)
        self.report.clicked.connect(self._ask)
        self.retranslate()

    def refresh(self) -> None:
        """Read the activations of the last quarter."""
        self.reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.report.setText(self.tr("&Incident report (Excel) …"))
        self.report.setToolTip(self.tr("Time line, people, effect and cost of the selected activation"))
        self.table.setAccessibleName(self.tr("Activations of the last three months"))
        self.called.setAccessibleName(self.tr("Calls"))
        self.events.setAccessibleName(self.tr("What happened in the selected activation"))
        self.nothing.setText(
            self.tr("Nobody has been called for help in the last three months. A drill shows how it goes.")
        )
        self._show_events()

    def _arrange(self) -> None:
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(ROOM)
        for table in (self.table, self.called):
            table.setDragEnabled(False)
        self.events.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.events.setWordWrap(True)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        left = QSplitter(Qt.Orientation.Vertical)
        left.setChildrenCollapsible(False)
        left.addWidget(self.table)
        left.addWidget(self.called)
        split.addWidget(left)
        split.addWidget(self.events)
        split.setStretchFactor(0, 1)
        split.setSizes([3 * _EVENTS, _EVENTS])
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.report)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(split, 1)
        column.addLayout(foot)
        self.below.addWidget(whole)
        self.below.addWidget(self.nothing)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.below)
        self.setFocusProxy(self.table)

    def _moment(self) -> Moment:
        return Moment(self.desk.now(), self.desk.zone)

    def _begin(self) -> Callable[[Session], tuple[ActivationRow, ...]]:
        return partial(read_activations, since=self.desk.now() - _SHOWN)

    def _begin_whole(self) -> Callable[[Session], ActivationRow | None]:
        ids, now = self.table.selected_ids(), self.desk.now()

        def read(session: Session) -> ActivationRow | None:
            row = read_activation(session, ids[0]) if ids else None
            return None if row is None else with_keeping(session, (row,), now=now)[0]

        return read

    def _come(self, rows: tuple[ActivationRow, ...]) -> None:
        self.model.set_rows(activation_rows(rows))
        self.table.tick(self._moment())
        self.below.setCurrentIndex(0 if rows else 1)
        if rows and not self.table.selected_ids():
            self.table.select_ids([rows[0].id])
        self._select()

    def _select(self) -> None:
        self.report.setEnabled(bool(self.table.selected_ids()))
        self.whole_reader.ask()

    def _come_whole(self, row: ActivationRow | None) -> None:
        self._whole = row
        self.people.set_rows(activation_rows([each for each in row.call_outs if each.called_at] if row else ()))
        self.called.tick(self._moment())
        self._show_events()

    def _show_events(self) -> None:
        self.events.clear()
        for each in self._whole.events if self._whole else ():
            at = time_of_day(each.at, self.desk.zone, seconds=True)
            self.events.addItem(f"{at}{BETWEEN}{what_came_about(each)}")

    def _ask(self) -> None:
        if ids := self.table.selected_ids():
            self.asked_report.emit(ids[0])
