"""How long each stage takes: what managers look at to find stages that keep complaints, or send them back."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QWidget
from sqlalchemy.orm import Session

from app.services.reporting.base import Period
from app.services.reporting.spans import Span, days_of
from app.services.reporting.stage_times import By, StageTimes, read_stage_times
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.dialogs.report import SPANS, WriteReport
from app.views.i18n import Sentence
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.stage_columns import stage_model, stage_table
from app.views.table.column import Moment
from app.views.table.view import TableView
from app.views.theme import GAP, PAD, ROOM, icon

_SIZE = QSize(1_240, 480)
# From the end of one reading to the next: on a busy floor something moves every second.
_PAUSE_MS = 5_000
_DAY = timedelta(days=1)
_CONCERNED = {"Ticket", "PolicyVersion"}
_BY = {
    By.STAGE: Sentence("StageTimes", "All complaints"),
    By.CATEGORY: Sentence("StageTimes", "By category"),
    By.QUEUE: Sentence("StageTimes", "By queue"),
}


class TimePerStage(Dialog):
    """A table of the stages in the days that are chosen; a row leads to the complaint that is in its stage longest."""

    title = "Time per stage …"
    in_menu = True
    menu = Menu.REPORTS
    position = 35
    shortcut = "Ctrl+Shift+E"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: tuple[StageTimes, ...] | None = None
        self.span, self.by = QComboBox(), QComboBox()
        self.model = stage_model(self._moment(), self)
        self.table = TableView(self.model, sorted_by="stage", wide="stage")
        self.nothing, self.below, self.about = QLabel(wordWrap=True), QStackedWidget(), QLabel(wordWrap=True)
        self.oldest, self.report, self.leave = QPushButton(icon("case"), ""), QPushButton(), QPushButton()
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self._labels = [QLabel(), QLabel()]
        self._lay_out()
        self._listen()
        self.retranslate()
        self.span.setCurrentIndex(self.span.findData(Span.LAST_30_DAYS))
        self.reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language; the table hears of it itself."""
        super().retranslate()
        for label, field, text in zip(
            self._labels, (self.span, self.by), (self.tr("&Days:"), self.tr("&Show:")), strict=True
        ):
            label.setText(text)
            field.setAccessibleName(text.replace("&", "").rstrip(":"))
        _fill(self.span, SPANS)
        _fill(self.by, _BY)
        self.oldest.setText(self.tr("&Open the oldest"))
        self.oldest.setToolTip(self.tr("Open the complaint that is in the selected stage longest"))
        self.report.setText(self.tr("As a &report …"))
        self.report.setToolTip(self.tr("These figures are sheets of the report of times"))
        self.leave.setText(self.tr("&Close"))
        self.table.setAccessibleName(self.heading())
        self.about.setText(
            self.tr(
                "Counted is what happened in these days. Times (h:min) are of stays that ended, waits included: in "
                "opening hours (open) and round the clock (24 h); half took no longer than the median, nine in ten no "
                "longer than P90. Over limit: of the limits that were met or passed. Hand-overs: from person to "
                "person + from role to role. What is in a stage now is as of now."
            )
        )
        self._show()

    def hear(self, changes: Changes | None) -> None:
        """Read anew when complaints moved."""
        if changes is None or _CONCERNED & set(changes):
            self.reader.ask()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        for label, field in zip(self._labels, (self.span, self.by), strict=True):
            label.setBuddy(field)
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            head.addWidget(label)
            head.addWidget(field)
            head.addSpacing(PAD)
        head.addStretch()
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(ROOM)
        self.table.setDragEnabled(False)
        self.table.setColumnHidden(0, True)
        self.below.addWidget(self.table)
        self.below.addWidget(self.nothing)
        self.lay_out(
            head, self.below, self.about, grows=self.below, left=[self.oldest, self.report], right=[self.leave]
        )
        self.resize(_SIZE)

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        for field in (self.span, self.by):
            field.activated.connect(lambda _: self.reader.ask(hurried=True))
        self.table.opened.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(self._check)
        self.oldest.clicked.connect(lambda: self._open(self.table.selected_ids()[0]))
        self.report.clicked.connect(self._write)
        self.leave.clicked.connect(self.reject)

    def _moment(self) -> Moment:
        return Moment(self.desk.now(), self.desk.zone)

    def _begin(self) -> Callable[[Session], tuple[By, tuple[StageTimes, ...]]]:
        desk, by = self.desk, By(self.by.currentData())
        now, zone = desk.now(), ZoneInfo(str(desk.zone))
        first, last = days_of(Span(self.span.currentData()), now.astimezone(zone).date())
        period = Period(first, last + _DAY, zone)
        return lambda session: (by, read_stage_times(session, desk.rulebook, period, by, now=now))

    def _come(self, found: tuple[By, tuple[StageTimes, ...]]) -> None:
        by, self._rows = found
        selected = self.table.selected_ids()
        self.model.tick(self._moment())
        self.model.set_rows(stage_table(self._rows))
        self.table.setColumnHidden(0, by is By.STAGE)
        self.table.fit()
        self.table.select_ids(selected)
        self._show()

    def _show(self) -> None:
        """Show the table, or what to do where it would be empty."""
        if self._rows is None:
            self.nothing.setText(self.tr("The stages are being read."))
        else:
            self.nothing.setText(
                self.tr(
                    "In these days no complaint was in any stage. Choose other days; a complaint is led from stage to "
                    "stage by “Next stage” in its case, and the limits of stages stand in the policy: see “Rules” in "
                    "the menu."
                )
            )
        self.below.setCurrentWidget(self.table if self._rows else self.nothing)
        self._check()

    def _check(self) -> None:
        chosen = self.table.selected_ids()
        self.oldest.setEnabled(len(chosen) == 1 and self._oldest(chosen[0]) is not None)

    def _oldest(self, row: int) -> int | None:
        return self._rows[row].oldest_id if self._rows and row < len(self._rows) else None

    def _open(self, row: int) -> None:
        if (ticket_id := self._oldest(row)) is not None:
            self.desk.requests.case.emit(ticket_id)
            self.accept()

    def _write(self) -> None:
        """Go over to the report of the same days."""
        parent = self.parentWidget()
        report = WriteReport(self.desk, parent)
        report.propose(Span(self.span.currentData()))
        self.accept()
        report.open()


def _fill(field: QComboBox, choices: Mapping[Any, Sentence]) -> None:
    """Name the choices of a field anew; what was chosen stays."""
    chosen = max(field.currentIndex(), 0)
    field.clear()
    for data, text in choices.items():
        field.addItem(str(text), data)
    field.setCurrentIndex(chosen)
