"""The forecast: what is expected of the next days, how good it has been, its versions, and the events it foresees."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.forecast import Counted
from app.services.staffing.forecast.models import LEAST_DAYS
from app.services.staffing.forecast.present import ForecastShown, read_forecast
from app.services.staffing.forecast.split import By, Split
from app.views.bridge import Changes
from app.views.flow import Flow
from app.views.forecast.days import DaysChart
from app.views.forecast.event_page import EventPage
from app.views.forecast.tables import accuracy_table, forecast_rows, missed_table, part_table, version_table
from app.views.forecast.words import CONTEXT, by_word, counted_word, days_word, error, model_word
from app.views.i18n import Sentence, date_and_time, number
from app.views.pane import Desk, Pane
from app.views.reader import Reader
from app.views.table.column import Moment
from app.views.table.view import TableView
from app.views.theme import GAP, PAD, ROOM, icon

if TYPE_CHECKING:
    from app.services.staffing.forecast.making import Made
    from app.services.staffing.forecast.recorded import Recorded

_PAUSE_MS = 1_000
# The pages that are empty until there is a version.
_ACCURACY, _VERSIONS, _PARTS = 1, 3, 4


class ForecastPane(Pane):
    """The days of the floor or of a queue as bars, above the accuracy, the versions and the events as tables."""

    title = "Forecast"
    icon = "forecast"
    position = 56
    stacked = True
    shows: ClassVar[frozenset[str]] = frozenset({"ForecastVersion", "FloorEvent", "Queue"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: ForecastShown | None = None
        self.counted, self.queue, self.anew = QComboBox(), QComboBox(), QPushButton(icon("retry"), "")
        self.about, self.nothing, self.chart, self.tabs = (
            QLabel(wordWrap=True),
            QLabel(wordWrap=True),
            DaysChart(),
            QTabWidget(),
        )
        self.models = accuracy_table(self._moment(), self), version_table(self._moment(), self)
        self.missed_rows, self.part_rows = missed_table(self._moment(), self), part_table(self._moment(), self)
        self.missed = TableView(self.missed_rows, sorted_by="ahead", wide="ahead")
        self.parts = TableView(self.part_rows, sorted_by="all", wide="part")
        self.by, self.of_missed, self.of_parts = QComboBox(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.accuracy = TableView(self.models[0], sorted_by="queue", wide="queue")
        self.versions = TableView(self.models[1], sorted_by="made", wide="queue")
        self.foreseen, self.legend = EventPage(desk), QLabel(wordWrap=True)
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self._offer_counted()
        self.queue.addItem("", None)
        self._arrange()
        self._listen()
        self.retranslate()

    def refresh(self, changes: Changes | None) -> None:
        """Read everything anew: it is little."""
        self.reader.ask()

    def retranslate(self) -> None:
        """Put choices, buttons and words in the language; the tables hear of it themselves."""
        for place, each in enumerate(Counted):
            self.counted.setItemText(place, counted_word(each))
        for place, by in enumerate(By):
            self.by.setItemText(place, by_word(by))
        self.by.setAccessibleName(self.tr("Split of the forecast"))
        self.missed.setAccessibleName(self.tr("What published forecasts missed"))
        self.parts.setAccessibleName(self.tr("Parts of the forecast"))
        self.queue.setItemText(0, self.tr("Whole floor"))
        self.queue.setAccessibleName(self.tr("Queue"))
        self.counted.setAccessibleName(self.tr("What is counted"))
        self.anew.setText(self.tr("Forecast &anew"))
        self.anew.setToolTip(self.tr("It is made anew each night; this makes it now, from all that is recorded."))
        pages = self.tr("Days"), self.tr("Accuracy"), self.tr("Events"), self.tr("Versions"), self.tr("Parts")
        for place, word in enumerate(pages):
            self.tabs.setTabText(place, word)
        self.accuracy.setAccessibleName(self.tr("Accuracy of the forecast"))
        self.versions.setAccessibleName(self.tr("Versions of the forecast"))
        self._say()

    def _arrange(self) -> None:
        head = QWidget()
        row = Flow(head, spacing=PAD)
        row.setContentsMargins(PAD, GAP, PAD, 0)
        self.queue.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.queue.setMinimumContentsLength(10)
        for widget in (self.queue, self.counted, self.anew):
            row.addWidget(widget)
        for label in (self.about, self.legend, self.of_missed, self.of_parts):
            label.setContentsMargins(PAD, 0, PAD, 0)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(ROOM)
        for table in (self.accuracy, self.versions, self.missed, self.parts):
            table.setDragEnabled(False)
        days, accuracy, parts = QWidget(), QWidget(), QWidget()
        of_days, of_accuracy, of_parts = QVBoxLayout(days), QVBoxLayout(accuracy), QVBoxLayout(parts)
        for column in (of_days, of_accuracy, of_parts):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(GAP)
        of_days.addWidget(self.chart, 1)
        of_days.addWidget(self.legend)
        of_days.addWidget(self.nothing, 1)
        of_accuracy.addWidget(self.accuracy, 1)
        of_accuracy.addWidget(self.of_missed)
        of_accuracy.addWidget(self.missed, 1)
        chosen = QHBoxLayout()
        chosen.setContentsMargins(PAD, GAP, PAD, 0)
        chosen.addWidget(self.by)
        chosen.addWidget(self.of_parts, 1)
        of_parts.addLayout(chosen)
        of_parts.addWidget(self.parts, 1)
        self.tabs.setDocumentMode(True)
        for page in (days, accuracy, self.foreseen, self.versions, parts):
            self.tabs.addTab(page, "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(head)
        column.addWidget(self.about)
        column.addWidget(self.tabs, 1)
        self.setFocusProxy(self.tabs)

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        for box in (self.counted, self.queue, self.by):
            box.activated.connect(lambda: self.reader.ask(hurried=True))
        self.anew.clicked.connect(self._make)
        self.foreseen.entered.connect(lambda: self.reader.ask(hurried=True))

    def _offer_counted(self) -> None:
        for each in Counted:
            self.counted.addItem("", each)
        for by in By:
            self.by.addItem("", by)

    def _moment(self) -> Moment:
        return Moment(self.desk.now(), self.desk.zone)

    def _begin(self) -> Callable[[Session], ForecastShown]:
        # Qt gives a word back as plain text.
        counted, queue_id = Counted(self.counted.currentData()), self.queue.currentData()
        by, zone, now = By(self.by.currentData()), self._zone(), self.desk.now()
        return lambda session: read_forecast(session, queue_id, counted, zone, by=by, now=now)

    def _zone(self) -> ZoneInfo:
        zone = self.desk.zone
        assert isinstance(zone, ZoneInfo), "the zone of a floor has a name"
        return zone

    def _come(self, found: ForecastShown) -> None:
        self._found = found
        self._offer(found.queues)
        self.chart.show_days(found.days)
        accuracy, versions = self.models
        accuracy.set_rows(forecast_rows(found.accuracy))
        versions.set_rows(forecast_rows(found.versions))
        self.missed_rows.set_rows(forecast_rows(found.missed))
        self.part_rows.set_rows(forecast_rows(found.split.parts))
        for table in (self.accuracy, self.versions, self.missed, self.parts):
            table.fit()
        self.foreseen.queue_id = self.queue.currentData()
        self.foreseen.show_events(found.events, dict(found.queues))
        self._say()

    def _offer(self, queues: tuple[tuple[int, str], ...]) -> None:
        """Offer the queues that there are; the chosen one stays."""
        chosen = self.queue.currentData()
        while self.queue.count() > 1:
            self.queue.removeItem(1)
        for id_, name in queues:
            self.queue.addItem(name, id_)
        self.queue.setCurrentIndex(max(self.queue.findData(chosen), 0))

    def _say(self) -> None:
        found = self._found
        self.chart.setVisible(bool(found and found.days))
        self.legend.setVisible(bool(found and found.days))
        self.nothing.setVisible(not (found and found.days))
        for page in (_ACCURACY, _VERSIONS, _PARTS):
            self.tabs.setTabVisible(page, bool(found and found.versions))
        if found is None:
            self.about.setText(self.tr("The forecast is being read."))
            self.nothing.setText("")
            return
        self.of_missed.setText(
            self.tr("What published forecasts of {queue} really missed, day by day:").format(
                queue=self.queue.currentText()
            )
        )
        self.of_parts.setText(self._about_parts(found.split))
        legend = self.tr(
            "Grey came (the stroke was expected), blue is expected; four days of five end within the thin line."
        )
        unknown = self.tr("“?”: not on record.")
        self.legend.setText(f"{legend} {unknown}" if any(row.missing for row in found.days) else legend)
        words = self.tr(
            "There is no forecast yet. It is made each night once {days} whole days are recorded, or now by "
            "“Forecast anew”; until then the average of the same weekdays stands in."
        )
        self.nothing.setText(words.format(days=number(LEAST_DAYS)))
        self.about.setText(self._headline(found))
        self.about.setVisible(bool(found.made_at))

    def _headline(self, found: ForecastShown) -> str:
        """Say which model forecasts what is shown, how far it was off, and from what it has learned."""
        name = self.queue.currentText() if self.queue.currentData() is not None else None
        counted = Counted(self.counted.currentData())
        own = next((row for row in found.accuracy if (row.queue, row.counted) == (name, counted)), None)
        if own is None or found.made_at is None:
            return ""
        errors, model = own.wapes[1], own.chosen[1]
        words = self.tr(
            "{model}: off by {error} a day ahead, where last week repeated is off by {naive} and chance alone makes "
            "{floor}. Learned from {days} days, made {made}."
        )
        said = words.format(
            model=model_word(model),
            error=error(errors.get(model)),
            naive=error(errors.get("naive")),
            floor=error(own.floor),
            days=number(found.learned_from),
            made=date_and_time(found.made_at, self.desk.zone),
        )
        return said + self._about_gaps(found.missing)

    def _about_gaps(self, missing: tuple[date, ...]) -> str:
        """Say which days are not on record."""
        if not missing:
            return ""
        return " ▲ " + self.tr("Not on record, and left out: {days}.").format(days=days_word(missing))

    def _about_parts(self, split: Split) -> str:
        """Say how far the split was off, and where there is none, why."""
        if split.by is By.QUEUE:
            if By(self.by.currentData()) is By.QUEUE:
                return self.tr("Each queue has a forecast of its own; the errors are those of the back-test.")
            return self.tr("Contacts are reported without source and category: they are split by queue only.")
        if not split.judged:
            return self.tr("How good the split is can be said once three weeks are recorded.")
        words = self.tr(
            "All parts together: off by {error} a day ahead, where last week repeated is off by {naive}; {days} days."
        )
        return words.format(error=error(split.error), naive=error(split.naive), days=number(split.judged))

    def _make(self) -> None:
        """Make it anew as the duty does: read, computed in a process of its own, and kept."""
        desk, zone, now = self.desk, self._zone(), self.desk.now()

        def read() -> "Recorded":
            from app.services.floor.arrivals import floor_calendar
            from app.services.staffing.forecast.recorded import read_recorded

            with desk.database.read() as session:
                return read_recorded(session, zone, floor_calendar(session, desk.rulebook), now=now)

        self.anew.setEnabled(False)
        desk.tasks.run(self, read, lambda recorded: self._compute(recorded, now), over=self._let)

    def _compute(self, recorded: "Recorded", now: datetime) -> None:
        from app.services.staffing.forecast.making import make_from

        title = Sentence(CONTEXT, "Forecasting arrivals")
        self.anew.setEnabled(False)
        self.desk.tasks.compute(self, make_from, (recorded, now), self._keep, over=self._let, title=title)

    def _keep(self, made: "Made") -> None:
        from app.services.staffing.forecast.making import keep

        def write() -> int:
            with self.desk.database.write() as session:
                keep(session, made)
            return len(made.versions)

        self.anew.setEnabled(False)
        self.desk.tasks.run(self, write, self._made, over=self._let)

    def _let(self) -> None:
        self.anew.setEnabled(True)

    def _made(self, count: int) -> None:
        if count:
            self.desk.notices.change(Sentence(CONTEXT, "Forecast anew: {count} versions", count=number(count)))
        else:
            self.desk.notices.change(
                Sentence(CONTEXT, "No forecast: {days} whole days have to be recorded first", days=number(LEAST_DAYS))
            )
