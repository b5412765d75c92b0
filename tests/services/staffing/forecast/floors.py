"""Floors with a past for the tests of the forecast, and the duty that makes its versions."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.models.floor import Floor, Queue
from app.models.forecast import ContactInterval, ForecastVersion
from app.models.ticket import Source, Ticket
from app.services.database import Database
from app.services.staffing.forecast.making import keep, make_due

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 1, tzinfo=SHANGHAI).astimezone(UTC)
DAYS = 35


def add_queues(database: Database) -> list[int]:
    """Two queues with five weeks behind them, nine to six: one has six complaints an hour, the other 20 contacts."""
    with database.write() as session:
        floor = Floor(name="一楼", zone="Asia/Shanghai")
        session.add(floor)
        session.flush()
        found = [Queue(name=name, floor_id=floor.id) for name in ("账单", "物流")]
        session.add_all(found)
        session.flush()
        ids = [queue.id for queue in found]
        add_complaints(session, ids[0], MONDAY - DAYS * DAY, DAYS)
        rows = [
            {"queue_id": ids[1], "starts_at": at, "minutes": 30, "offered": 10, "answered": 9}
            for day in range(DAYS)
            for at in (MONDAY - (DAYS - day) * DAY + (8 + half / 2) * HOUR for half in range(18))
        ]
        session.execute(insert(ContactInterval), rows)
    return ids


def add_complaints(session: Session, queue: int, first: datetime, days: int, minutes: int = 10) -> None:
    """Complaints every so many minutes from nine to six on days whose one o'clock in the morning is given first."""
    ticket = {"source": Source.TELEPHONE, "title": "t", "queue_id": queue}
    times = [
        first + day * DAY + 8 * HOUR + timedelta(minutes=minutes) * place
        for day in range(days)
        for place in range(9 * 60 // minutes)
    ]
    session.execute(insert(Ticket), [ticket | {"received_at": at, "recorded_at": at} for at in times])


def make(database: Database, now: datetime) -> list[ForecastVersion]:
    """Do what the duty does."""
    with database.read() as session:
        made = make_due(session, SHANGHAI, None, now=now)
    if made is None:
        return []
    with database.write() as session:
        keep(session, made)
    return list(made.versions)
