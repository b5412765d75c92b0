"""How many people a day needs, and how far its schedule covers that: by interval, with nobody counted twice."""

from collections.abc import Callable

from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QWidget
from sqlalchemy.orm import Session

from app.models.people import Language
from app.services.floor.arrivals import floor_calendar
from app.services.staffing.coverage import CoverRow, DayNeed, cover_need, read_day_need
from app.services.staffing.required import MINUTES
from app.views.bridge import Changes
from app.views.dialog import Dialog, Menu
from app.views.i18n import language_of_now, number, percent, time_of_day
from app.views.instant_field import within_reason
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.schedule.required_columns import NOTICED, RequiredTable, heads, required_model
from app.views.table.column import Moment
from app.views.table.view import TableView
from app.views.theme import GAP, icon

_SIZE = QSize(1_280, 560)
# From the end of one reading to the next: a day's need moves slowly.
_PAUSE_MS = 10_000
_CONCERNED = {"Shift", "ForecastVersion", "ContactInterval", "Person", "Floor", "Queue"}


class RequiredStaffDialog(Dialog):
    """A day's intervals: what is expected, who has to be at work, who is on the schedule, what is short and where."""

    title = "Required staff …"
    in_menu = True
    menu = Menu.FLOOR
    position = 37

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._need: DayNeed | None = None
        self._rows: tuple[CoverRow, ...] | None = None
        self.day, self.label = QDateEdit(), QLabel()
        within_reason(self.day)
        self.before, self.after = QPushButton(icon("back"), ""), QPushButton(icon("forward"), "")
        self.summary, self.nothing, self.about = QLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.model = required_model(self._moment(), self)
        self.table = TableView(self.model, sorted_by="from", wide="where")
        self.below, self.leave = QStackedWidget(), QPushButton()
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self._lay_out()
        self._listen()
        self.retranslate()
        self.reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language; the table hears of it itself."""
        super().retranslate()
        self.label.setText(self.tr("&Day:"))
        self.day.setAccessibleName(self.tr("Day"))
        for button, words in ((self.before, self.tr("The day before")), (self.after, self.tr("The day after"))):
            button.setToolTip(words)
            button.setAccessibleName(words)
        self.table.setAccessibleName(self.heading())
        self.leave.setText(self.tr("&Close"))
        self._show()

    def hear(self, changes: Changes | None) -> None:
        """Read anew when the schedule, the forecast or what it rests on has changed."""
        if changes is None or _CONCERNED & set(changes):
            self.reader.ask()

    def _lay_out(self) -> None:
        today = self.desk.now().astimezone(self.desk.zone).date()
        now = QDate(today.year, today.month, today.day)
        self.day.setDate(now)
        # Each day in between is foreseen, too: of the next century that takes minutes.
        self.day.setMaximumDate(now.addYears(1))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.label.setBuddy(self.day)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        for widget in (self.label, self.before, self.day, self.after):
            head.addWidget(widget)
        head.addSpacing(GAP)
        head.addWidget(self.summary, 1)
        self.table.setDragEnabled(False)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.below.addWidget(self.table)
        self.below.addWidget(self.nothing)
        self.lay_out(head, self.below, self.about, grows=self.below, right=[self.leave])
        self.resize(_SIZE)

    def _listen(self) -> None:
        self.reader.came.connect(self._cover)
        self.day.dateChanged.connect(lambda _: self._ask())
        self.before.clicked.connect(lambda: self.day.setDate(self.day.date().addDays(-1)))
        self.after.clicked.connect(lambda: self.day.setDate(self.day.date().addDays(1)))
        self.leave.clicked.connect(self.reject)

    def _ask(self) -> None:
        self._rows = None
        self._show()
        self.reader.ask(hurried=True)

    def _moment(self) -> Moment:
        return Moment(self.desk.now(), self.desk.zone)

    def _begin(self) -> Callable[[Session], DayNeed]:
        desk, now, day = self.desk, self.desk.now(), self.day.date().toPython()

        def read(session: Session) -> DayNeed:
            return read_day_need(session, day, calendar=floor_calendar(session, desk.rulebook), now=now)  # type: ignore[arg-type]

        return read

    def _cover(self, need: DayNeed) -> None:
        self.desk.tasks.compute(self, cover_need, (need,), lambda rows: self._come(need, rows))

    def _come(self, need: DayNeed, rows: tuple[CoverRow, ...]) -> None:
        if need.day != self.day.date().toPython():
            return
        used = [place for place, row in enumerate(rows) if row.positions > NOTICED or row.there]
        self._need, self._rows = need, rows[used[0] : used[-1] + 1] if used else ()
        self.model.tick(self._moment())
        self.model.set_rows(RequiredTable(self._rows, queues=need.queues))
        self.table.fit()
        self._show()

    def _show(self) -> None:
        """Show the table, or what to do where it would be empty."""
        self.below.setCurrentWidget(self.table if self._rows else self.nothing)
        self.summary.setText(self._sum_up() if self._rows else "")
        self.nothing.setText(
            self.tr("The day is being read.")
            if self._rows is None
            else self.tr(
                "Nothing is expected on this day, and nobody is on its schedule. A forecast needs contacts or "
                "complaints of two weeks: import what the telephone system has counted, or let it report them."
            )
        )
        self.about.setText(self._explain() if self._need else "")

    def _sum_up(self) -> str:
        assert self._rows
        most = max(self._rows, key=lambda row: row.positions)
        short = [row for row in self._rows if row.short > NOTICED]
        hours = number(round(sum(row.short for row in short) * MINUTES / 60))
        said = self.tr("Most needed: {heads} at work at {time}.").format(
            heads=heads(most.positions), time=time_of_day(most.starts_at, self.desk.zone)
        )
        if not short:
            return said + " " + self.tr("The schedule covers the day.")
        missing = self.tr("Short: {hours} hours of work in {count} intervals.")
        return said + " " + missing.format(hours=hours, count=number(len(short)))

    def _explain(self) -> str:
        assert self._need
        lost = self._need.shrinkage
        shares = self.tr(
            "Shrinkage {whole}: {unkept} not kept to, {training} training, {rest} breaks, multiplied ({how})."
        )
        return " ".join(
            (
                self._need.rule.sentence.of(Language(language_of_now())),
                self.tr(
                    "Contacts by Erlang A with the handling time and the patience of the last four weeks, queue by "
                    "queue; complaints by their work, spread up to their deadlines. Who has several skills covers one "
                    "head in all."
                ),
                shares.format(
                    whole=percent(lost.whole, 0),
                    unkept=percent(lost.unkept, 0),
                    training=percent(lost.training, 0),
                    rest=percent(lost.rest, 0),
                    how=self.tr("measured on this floor") if lost.measured else self.tr("as usual elsewhere"),
                ),
            )
        )
