"""Arrivals against the forecast: what comes in, whether it runs away, and what that rests on."""

from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout

from app.services.floor.arrivals import INTERVALS
from app.services.pulse import SurgeState
from app.views.arrivals.chart import ArrivalsChart
from app.views.arrivals.reader import ArrivalsReader, Choice, FoundArrivals
from app.views.arrivals.surge_words import headline, reason
from app.views.bridge import Changes
from app.views.dialogs.surge_alarm import SurgeAlarm
from app.views.i18n import number
from app.views.pane import Desk, Pane
from app.views.theme import GAP, PAD, Mark, Symbol, colour, icon, scaled_font

_DEFAULT = 15  # minutes
_TICK_MS = 2_000
_PALETTE_CHANGE = QEvent.Type.PaletteChange


class ArrivalsPane(Pane):
    """The day of the floor or of one queue as a chart, under a line that says how it stands."""

    title = "Arrivals"
    icon = "surge"
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    position = 30
    shows: ClassVar[frozenset[str]] = frozenset({"Ticket", "Queue", "Alert"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: FoundArrivals | None = None
        self._symbol, self.state, self.reason = Symbol("wait", Mark.QUIET), QLabel(), QLabel(wordWrap=True)
        self.minutes, self.queue, self.chart = QComboBox(), QComboBox(), ArrivalsChart()
        self.budget = QToolButton(autoRaise=True, toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.budget.setIcon(icon("alert"))
        kept = desk.memory.text("arrivals_minutes")
        for each in INTERVALS:
            self.minutes.addItem("", each)
        self.minutes.setCurrentIndex(INTERVALS.index(int(kept) if kept in map(str, INTERVALS) else _DEFAULT))
        self.queue.addItem("", None)
        self.reader = ArrivalsReader(desk, self.choice(), self)
        self.reader.came.connect(self._show)
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._tick)
        for box in (self.minutes, self.queue):
            box.activated.connect(self._choose)
        self.budget.clicked.connect(self._choose_budget)
        desk.requests.arrivals.connect(self._show_asked)
        self._arrange()
        self.retranslate()
        self._clock.start()

    def choice(self) -> Choice:
        """What a person has chosen to see."""
        return Choice(int(self.minutes.currentData()), self.queue.currentData())

    def refresh(self, changes: Changes | None) -> None:
        """Ask for the day anew: any ticket counts in it."""
        self.reader.ask()

    def retranslate(self) -> None:
        """Put choices and state in the language; the chart hears of it itself."""
        for place, each in enumerate(INTERVALS):
            self.minutes.setItemText(place, self.tr("per {minutes} min").format(minutes=number(each)))
        self.queue.setItemText(0, self.tr("Whole floor"))
        self.minutes.setAccessibleName(self.tr("Length of an interval"))
        self.minutes.setToolTip(self.tr("Length of an interval"))
        self.queue.setAccessibleName(self.tr("Queue"))
        self.queue.setToolTip(self.tr("Arrivals of the whole floor or of one queue"))
        self.budget.setText(SurgeAlarm.heading())
        self.budget.setToolTip(self.tr("Choose how many false alarms you put up with, and see what is found for that"))
        self._say()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme with the colour of the state."""
        super().changeEvent(event)
        if event.type() == _PALETTE_CHANGE and self._found:
            self._say()

    def _arrange(self) -> None:
        self.state.setFont(scaled_font(self, 1.2, bold=True))
        self.reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        # A long name of a queue does not widen the window.
        self.queue.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.queue.setMinimumContentsLength(8)
        row = QHBoxLayout()
        row.setContentsMargins(PAD, GAP, PAD, 0)
        row.setSpacing(GAP)
        row.addWidget(self._symbol)
        row.addWidget(self.state)
        row.addStretch(1)
        row.addWidget(self.queue)
        row.addWidget(self.minutes)
        below = QHBoxLayout()
        below.setContentsMargins(PAD, 0, PAD, 0)
        below.setSpacing(GAP)
        below.addWidget(self.reason, 1)
        below.addWidget(self.budget, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(row)
        column.addLayout(below)
        column.addWidget(self.chart, 1)
        self.setFocusProxy(self.chart)

    def _choose(self) -> None:
        choice = self.choice()
        self.desk.memory.keep("arrivals_minutes", str(choice.minutes))
        self.desk.memory.keep("arrivals_queue", str(choice.queue_id or ""))
        self.reader.choose(choice)

    def _show_asked(self, queue_id: int | None) -> None:
        """Show the day that another part of the screen speaks of, and be seen; before the first reading it is kept."""
        self.queue.setCurrentIndex(max(self.queue.findData(queue_id), 0) if queue_id else 0)
        self.desk.memory.keep("arrivals_queue", str(queue_id or ""))
        self.reader.choose(self.choice())
        self.wanted.emit()

    def _choose_budget(self) -> None:
        dialog = SurgeAlarm(self.desk, self.window(), self.choice().queue_id)
        dialog.open()

    def _tick(self) -> None:
        """Move the line of now; where an interval has ended since the last reading, there is more to show."""
        if not self._found or not self.isVisible():
            return
        now = self.desk.now()
        self.chart.move_now(now)
        shortest = min(INTERVALS) * 60
        if now.timestamp() // shortest > self._found.read_at.timestamp() // shortest:
            self.reader.ask()

    def _show(self, found: FoundArrivals) -> None:
        # What was chosen meanwhile is being read.
        if found.choice != self.choice():
            return
        self._found = found
        self._offer(found.queues)
        self.chart.show_activations(found.acted)
        self.chart.show_day(found.day, now=self.desk.now())
        self._say()

    def _offer(self, queues: tuple[tuple[int, str], ...]) -> None:
        """Offer the queues that there are; the one that was chosen last stays chosen."""
        offered = [(self.queue.itemData(place), self.queue.itemText(place)) for place in range(1, self.queue.count())]
        if offered == list(queues):
            return
        while self.queue.count() > 1:
            self.queue.removeItem(1)
        for id_, name in queues:
            self.queue.addItem(name, id_)
        kept = self.desk.memory.text("arrivals_queue")
        self.queue.setCurrentIndex(max(self.queue.findData(int(kept) if kept.isdecimal() else None), 0))
        if self.choice() != (self._found.choice if self._found else None):
            self.reader.choose(self.choice())

    def _say(self) -> None:
        if not self._found:
            self._symbol.change("wait", Mark.QUIET)
            self.state.setText("")
            self.reason.setText(self.tr("The arrivals are being counted."))
            return
        surge = self._found.surge
        symbol, mark, words = headline(surge)
        self._symbol.change(symbol, mark)
        self.state.setText(words)
        calm = surge.state is SurgeState.CALM
        self.state.setStyleSheet("" if calm else f"color: {colour(mark).name()}")
        said = [reason(surge, self.desk.zone)]
        if surge.learned_from:
            learned = self.tr("Forecast from earlier days like this: {days}.")
            said.append(learned.format(days=number(surge.learned_from)))
        self.reason.setText(" ".join(said))
