"""A console on a demo floor that stands still, ready to be pictured."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSize, QTimer
from sqlalchemy import select

from app.errors import DomainError
from app.models import people
from app.models.channel import ChannelAddress
from app.models.department import DepartmentTask
from app.models.desk import Compensation, TicketLink, TicketTag
from app.models.escalation import Delivery, Escalation, Notification
from app.models.evidence import Attachment
from app.models.floor import Queue
from app.models.follow_up import FollowUp
from app.models.message import Message
from app.models.sla import Clock
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.demo.clock import DemoClock
from app.services.demo.floor import Demo, open_demo
from app.services.demo.played import FILE
from app.services.duties import OpenedFloor
from app.services.floor.activation.candidates import read_candidates
from app.services.floor.activation.running import activate
from app.services.handling.case import Case, read_case
from app.views.console import Console
from app.views.i18n import Language
from app.views.memory import Memory
from app.views.pane import Desk
from app.views.seat import Seat
from app.views.theme import Mode, Theme

SIZE = QSize(1600, 960)
# The Tuesday of an ordinary week; the demo begins at half past nine.
DAY = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
# By then the surge is under way, a complaint is late, and a step was raised.
PLAYED = timedelta(minutes=75)
_SEED = 7
# By then people are called for help, and this many of each tier.
_CALLED_AFTER, _CALLED = 0.55, {1: 2, 2: 3, 3: 2}
# Nothing may be under way for the one before a picture is taken, and within the other that has to come about.
_QUIET_MS, _PATIENCE_MS = 200, 60_000

# What became of some of the messages, by their place from the newest on.
_FATES = {
    0: (Delivery.PENDING, None),
    4: (Delivery.FAILED, "93000 invalid webhook url"),
    6: (Delivery.UNKNOWN, "TimeoutError: timed out"),
    9: (Delivery.PENDING, "450 4.2.1 mailbox busy"),
}


class ShotError(DomainError):
    """The pictures cannot be taken."""


@dataclass(frozen=True)
class Look:
    """The language and the theme of the application."""

    language: Language
    theme: Theme


class Studio:
    """A console on a demo floor that stands still at one instant, ready to be pictured."""

    def __init__(self, look: Look, demo: Demo, folder: Path, now: datetime) -> None:
        self.language, self.folder = look.language, folder
        clock = DemoClock(demo.start)
        clock.pause()
        still = OpenedFloor(lambda: now, demo.zone, (), demo=clock, sits=demo.supervisor)
        self._theme = look.theme
        self.console = Console(
            look.language, look.theme, Memory(folder / "console.ini"), lambda: demo.database, lambda _: still
        )
        self.window = self.console.window
        self.window.resize(SIZE)
        self.window.show()
        self.settle()
        assert self.console.desk
        assert self.console.seat
        self.desk: Desk = self.console.desk
        self.seat: Seat = self.console.seat
        self.case = _with_a_story(demo, now)
        self.desk.requests.case.emit(self.case.id)

    def settle(self) -> None:
        """Let Qt work until nothing has been under way for a while; raises `ShotError` where that does not come."""
        loop, tasks = QEventLoop(), self.console.tasks
        quiet, patience = (QTimer(loop, singleShot=True, interval=wait) for wait in (_QUIET_MS, _PATIENCE_MS))
        patience.timeout.connect(loop.quit)
        quiet.timeout.connect(lambda: None if tasks.busy() else loop.quit())
        tasks.settled.connect(quiet.start)
        for timer in (quiet, patience):
            timer.start()
        loop.exec()
        if not patience.isActive():
            raise ShotError("The console did not come to rest within {seconds} seconds.", seconds=_PATIENCE_MS // 1000)

    def next_monday(self) -> date:
        """Return the first day of the next week."""
        today = self.desk.now().astimezone(self.desk.zone).date()
        return today + timedelta(days=7 - today.weekday())

    def richest(self) -> int:
        """Return the complaint to which most belongs of what stands on the pages of a case."""
        with self.desk.database.read() as session:
            kinds = (Message, DepartmentTask, Attachment, Compensation, TicketLink, TicketTag, FollowUp)
            held = (set(session.scalars(select(kind.ticket_id))) for kind in kinds)
            counted = Counter(id_ for ids in held for id_ in ids if id_ is not None)
        return max(counted, key=lambda id_: (counted[id_], id_), default=self.case.id)

    def wear(self, mode: Mode) -> None:
        """Put on a theme."""
        self._theme.switch(mode)


@contextmanager
def studio_of(look: Look) -> Iterator[Studio]:
    """Make a demo floor on which much goes on, and open a console on it as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix="floorwatch-shots-") as home, _at_home(Path(home)) as folder:
        spoken = people.Language(look.language.code)
        demo = open_demo(Database(folder / FILE), seed=_SEED, language=spoken, now=DAY)
        now = demo.start + PLAYED
        demo.play_to(demo.start + _CALLED_AFTER * PLAYED)
        _call_for_help(demo)
        demo.play_to(now)
        demo.learn()
        _let_messages_leave(demo, now)
        studio = Studio(look, demo, folder, now)
        try:
            yield studio
        finally:
            studio.window.close()
            studio.console.close()
            # A window that still lives would write into the folder what is switched next.
            QCoreApplication.sendPostedEvents(studio.window, QEvent.Type.DeferredDelete)


@contextmanager
def _at_home(home: Path) -> Iterator[Path]:
    """Let the person's own folder be another one, so that a picture shows no path of this machine."""
    folder = home / "Floorwatch"
    folder.mkdir()
    there = {"HOME": home, "USERPROFILE": home, "FLOORWATCH_SETTINGS": folder / "settings.toml"}
    before = {name: os.environ.get(name) for name in there}
    os.environ.update({name: str(value) for name, value in there.items()})
    try:
        yield folder
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _call_for_help(demo: Demo) -> None:
    """Call backup staff for the queue that has most to do."""
    with demo.database.write() as session:
        queue = session.scalars(select(Queue.id).order_by(Queue.id).limit(1)).one()
        found = read_candidates(session, queue, now=demo.reached)
        of_tiers = {tier: [each for each in found if each.tier == tier] for tier in _CALLED}
        chosen = [(each.person_id, tier) for tier, count in _CALLED.items() for each in of_tiers[tier][:count]]
        activate(session, queue, chosen, by=demo.supervisor, now=demo.reached)


def _let_messages_leave(demo: Demo, now: datetime) -> None:
    """Put messages over channels beside those of the inbox: a demo sends none."""
    group = {"zh": "现场主管群", "en": "Supervisors of the floor"}
    with demo.database.write() as session:
        language = session.scalars(select(people.Person.language).limit(1)).one()
        robot = ChannelAddress(channel="wecom", label=group[language.value], role=people.Role.SUPERVISOR, secret=b"")
        session.add(robot)
        session.flush()
        told = (
            select(Notification).where(Notification.person_id.is_not(None)).order_by(Notification.id.desc()).limit(24)
        )
        for place, each in enumerate(session.scalars(told).all()):
            state, reason = _FATES.get(place, (Delivery.SENT, None))
            over = {"channel": "email", "person_id": each.person_id}
            if place % 3 == 1:
                over = {"channel": "wecom", "address_id": robot.id}
            message = Notification(escalation_id=each.escalation_id, state=state, attempts=1, last_error=reason, **over)
            known = select(Notification.id).where(
                Notification.escalation_id == each.escalation_id, Notification.address_id == robot.id
            )
            if over["channel"] == "email" or session.scalar(known) is None:
                session.add(message)
                session.flush()


def _with_a_story(demo: Demo, now: datetime) -> Case:
    """Return the case about which the sweep had to speak most today."""
    with demo.database.read() as session:
        raised = select(Clock.ticket_id).join(Escalation, Escalation.clock_id == Clock.id)
        told = session.scalars(raised.where(Escalation.raised_at > demo.start)).all()
        return read_case(session, Rulebook(), max(sorted(set(told)), key=told.count), now=now)
