"""Reads a day of arrivals for its pane: at once when a person chooses, else every few seconds at most."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.alert import AlertKind
from app.models.floor import Queue
from app.services.database import DatabaseLostError
from app.services.floor.alerts import read_alerts
from app.services.floor.arrivals import DayArrivals, History, cut_day, floor_calendar, read_arrivals
from app.services.floor.surge import INTERVAL, Surge, judge
from app.views.pane import Desk

# From the end of one reading to the next: what is shown are intervals of minutes.
_PAUSE_MS = 3_000


@dataclass(frozen=True)
class Choice:
    """What a person wants to see: intervals of so many minutes, of one queue or of the whole floor."""

    minutes: int
    queue_id: int | None


@dataclass(frozen=True, eq=False)
class FoundArrivals:
    """What was read: the day, how it stands, the queues that there are, and what was done about surges."""

    choice: Choice
    read_at: datetime
    day: DayArrivals
    surge: Surge
    queues: tuple[tuple[int, str], ...]
    acted: tuple[tuple[datetime, str], ...]


class ArrivalsReader(QObject):
    """`came` brings what was found for the choice; what is asked for meanwhile is read next."""

    came = Signal(object)

    def __init__(self, desk: Desk, choice: Choice, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._choice = choice
        self._history = History()
        self._reading = self._asked = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._go_on)

    def ask(self) -> None:
        """Read now, or as soon as it may be."""
        self._asked = True
        self._go_on()

    def choose(self, choice: Choice) -> None:
        """Read something else, without a pause."""
        self._choice = choice
        self._pause.stop()
        self.ask()

    def _go_on(self) -> None:
        if not self._asked or self._reading or self._pause.isActive():
            return
        self._asked, self._reading = False, True
        choice = self._choice

        def work() -> FoundArrivals:
            # Half a second of imports, which the first drawing would otherwise hold the window up with.
            import app.views.chart_plot  # noqa: F401

            with self._desk.database.read() as session:
                return self._read(session, choice)

        def then(found: FoundArrivals) -> None:
            if found.choice == self._choice:
                self._pause.start()
                self.came.emit(found)
            self._go_on()

        def refuse(refusal: DomainError) -> None:
            # Whoever finds a lost database again asks anew.
            self._pause.start()
            if not isinstance(refusal, DatabaseLostError):
                self._desk.notices.refuse(refusal)

        self._desk.tasks.run(self, work, then, refused=refuse, over=self._end)

    def _end(self) -> None:
        self._reading = False

    def _read(self, session: Session, choice: Choice) -> FoundArrivals:
        zone, now = self._desk.zone, self._desk.now()
        assert isinstance(zone, ZoneInfo), "the zone of a floor has a name"
        calendar, today = floor_calendar(session, self._desk.rulebook), now.astimezone(zone).date()

        def cut(minutes: int, *, with_backlog: bool) -> DayArrivals:
            return read_arrivals(
                session,
                cut_day(today, zone, minutes),
                calendar=calendar,
                queue_id=choice.queue_id,
                history=self._history,
                with_backlog=with_backlog,
                now=now,
            )

        day = cut(choice.minutes, with_backlog=True)
        # As the alert judges, whatever is shown.
        finest = day if choice.minutes == INTERVAL else cut(INTERVAL, with_backlog=False)
        queues = session.execute(select(Queue.id, Queue.name).order_by(Queue.name)).all()
        acted = (
            (row.acted_at, row.action or "")
            for row in read_alerts(session, now=now).rows
            if row.kind is AlertKind.SURGE and row.acted_at
        )
        return FoundArrivals(choice, now, day, judge(finest), tuple((id_, name) for id_, name in queues), tuple(acted))
