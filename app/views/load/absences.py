"""Says that people are away or here again, off the GUI thread: tells what was said, and takes it back where wanted."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.services.absences import come_back, leave
from app.views.i18n import Sentence, number
from app.views.pane import Desk

_TODAY = str(QT_TRANSLATE_NOOP("Load", "Away for the rest of the day: {count}"))
_OPEN = str(QT_TRANSLATE_NOOP("Load", "Away until they are back: {count}"))
_HERE = str(QT_TRANSLATE_NOOP("Load", "Here again: {count}"))


def let_leave(desk: Desk, people: Sequence[int], *, for_today: bool) -> None:
    """Let people be away for the rest of the day, or until somebody says that they are back."""

    def write() -> None:
        now = desk.now()
        until = next_day(now, desk.zone) if for_today else None
        with desk.database.write() as session:
            leave(session, people, until=until, now=now)

    said = Sentence("Load", _TODAY if for_today else _OPEN, count=number(len(people)))
    desk.tasks.run(desk.notices, write, lambda _: desk.notices.change(said, lambda: let_come_back(desk, people)))


def let_come_back(desk: Desk, people: Sequence[int]) -> None:
    """Let people be here again."""

    def write() -> int:
        with desk.database.write() as session:
            return come_back(session, people, now=desk.now())

    def then(back: int) -> None:
        desk.notices.change(Sentence("Load", _HERE, count=number(back)))

    desk.tasks.run(desk.notices, write, then)


def next_day(now: datetime, zone: tzinfo) -> datetime:
    """Return when the next day begins."""
    day = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(), zone)
