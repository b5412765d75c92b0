"""Reads a day of arrivals for its pane: at once when a person chooses, else every few seconds at most."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.alert import AlertKind
from app.models.floor import Queue
from app.services.alerts import read_alerts
from app.services.floor.arrivals import DayArrivals, cut_day, floor_calendar, read_arrivals
from app.services.floor.surge import Surge, read_surge
from app.views.pane import Desk
from app.views.reader import Reader

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


class ArrivalsReader(Reader):
    """`came` brings `FoundArrivals`; of a choice that is another one by then, too."""

    def __init__(self, desk: Desk, choice: Choice, parent: QObject) -> None:
        super().__init__(desk, lambda: partial(self._read, choice=self._choice), parent, pause_ms=_PAUSE_MS)
        self._choice = choice
        # What draws is imported in a turn of its own, not with the first drawing; nor in a thread: classes of widgets
        # that are made while another thread makes widgets crash the program. Through the tasks, so that these are not
        # settled before.
        self._reading = True
        desk.tasks.run(self, lambda: None, self._import)

    def choose(self, choice: Choice) -> None:
        """Read something else, without a pause."""
        self._choice = choice
        self.ask(hurried=True)

    def _import(self, _: object) -> None:
        import_module("app.views.arrivals.plot")
        self._reading = False
        self._go_on()

    def _read(self, session: Session, choice: Choice) -> FoundArrivals:
        zone, now = self._desk.zone, self._desk.now()
        assert isinstance(zone, ZoneInfo), "the zone of a floor has a name"
        calendar, today = floor_calendar(session, self._desk.rulebook), now.astimezone(zone).date()

        given: dict[str, Any] = {
            "calendar": calendar,
            "queue_id": choice.queue_id,
            "history": self._desk.history,
            "now": now,
        }
        day = read_arrivals(session, cut_day(today, zone, choice.minutes), **given)
        # As the alert judges, whatever is shown.
        surge = read_surge(session, zone=zone, **given)
        queues = session.execute(select(Queue.id, Queue.name).order_by(Queue.name)).all()
        acted = (
            (row.acted_at, row.action or "")
            for row in read_alerts(session, now=now).rows
            if row.kind is AlertKind.SURGE and row.subject in ("", str(choice.queue_id)) and row.acted_at
        )
        return FoundArrivals(choice, now, day, surge, tuple((id_, name) for id_, name in queues), tuple(acted))
