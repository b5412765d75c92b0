"""Takes pictures of every window, pane and dialog with demo content: `python -m app.views.shots DIR`.

Each is taken in both languages, on a floor that speaks the language, and in both themes.
"""

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from sqlalchemy import select

from app.discovery import subclasses
from app.errors import DomainError
from app.models import people
from app.models.channel import ChannelAddress
from app.models.escalation import Delivery, Escalation, Notification
from app.models.floor import Queue
from app.models.sla import Clock, Measure
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.demo.clock import DemoClock
from app.services.demo.floor import Demo, open_demo
from app.services.demo.played import FILE
from app.services.duties import OpenedFloor
from app.services.floor.activation.candidates import read_candidates
from app.services.floor.activation.running import activate
from app.services.handling.actions import Action
from app.services.handling.case import Case, read_case
from app.settings import DatabaseSettings, Settings
from app.views import dialogs, panes
from app.views.case_actions import ACTS, Drafts
from app.views.console import Console
from app.views.dialog import Dialog
from app.views.dialogs.assign import Assign
from app.views.dialogs.confirm import Confirm
from app.views.dialogs.make_roster import MakeRoster
from app.views.dialogs.merge import Merge
from app.views.dialogs.rules import Rules
from app.views.dialogs.save_view import SaveView
from app.views.dialogs.seat import TakeSeat
from app.views.dialogs.shift_wishes import ShiftWishes
from app.views.dialogs.tell import Tell
from app.views.i18n import LANGUAGES, Language
from app.views.memory import Memory
from app.views.notice import FaultDialog
from app.views.pane import Desk, Pane
from app.views.panes.activation import ActivationPane
from app.views.panes.case import CasePane
from app.views.panes.queue import QueuePane
from app.views.seat import Seat
from app.views.theme import Mode, Theme
from app.views.wallboard import Wallboard
from app.views.welcome import Kind, Welcome

SIZE = QSize(1600, 960)
_SCREEN = QSize(1280, 720)
# The Tuesday of an ordinary week; the demo begins at half past nine.
DAY = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
# By then the surge is under way, a complaint is late, and a step was raised.
PLAYED = timedelta(minutes=75)
_SEED = 7
# By then people are called for help, and this many of each tier.
_CALLED_AFTER, _CALLED = 0.55, {1: 2, 2: 3, 3: 2}
# Pictures that are neither a window, a pane nor a dialog.
EXPLANATION, WALLBOARD = "explanation", "wallboard"
# The pages of a pane, by the words after its name; of the first one there is none.
PAGES: Mapping[type[Pane], Sequence[str]] = {ActivationPane: ("", "running", "history")}
# Nothing may be under way for the one before a picture is taken, and within the other that has to come about.
_QUIET_MS, _PATIENCE_MS = 200, 60_000


# What became of some of the messages, by their place from the newest on.
_FATES = {
    0: (Delivery.PENDING, None),
    4: (Delivery.FAILED, "93000 invalid webhook url"),
    6: (Delivery.UNKNOWN, "TimeoutError: timed out"),
    9: (Delivery.PENDING, "450 4.2.1 mailbox busy"),
}
# What the manager changes in the policy of the demo: two working days for the result instead of three.
_SHORTER = "2d"


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

    def pictures(self, mode: Mode) -> Iterator[tuple[str, QWidget]]:
        """Yield names and widgets, each while it can be seen."""
        self._theme.switch(mode)
        docks = self.window.docks.panes
        for pane in sorted(docks.values(), key=lambda pane: -pane.position):
            pane.wanted.emit()
        self.settle()
        yield "window", self.window
        for pane in docks.values():
            pane.wanted.emit()
            self.settle()
            yield from self._pages(pane)
        yield from self._explanation()
        yield from self._wallboard()
        for name, make in _scenes().items():
            dialog = make(self)
            dialog.open()
            self.settle()
            yield name, dialog
            dialog.reject()
            dialog.deleteLater()

    def _pages(self, pane: Pane) -> Iterator[tuple[str, QWidget]]:
        """Yield each page of a pane."""
        for place, page in enumerate(PAGES.get(type(pane), ("",))):
            if isinstance(pane, ActivationPane):
                pane.pages.setCurrentIndex(place)
                self.settle()
            yield "-".join(filter(None, (name_of(type(pane)), page))), pane

    def _wallboard(self) -> Iterator[tuple[str, QWidget]]:
        board = Wallboard(self.desk, self.window)
        board.resize(_SCREEN)
        board.show()
        self.settle()
        yield WALLBOARD, board
        board.close()
        board.deleteLater()

    def _explanation(self) -> Iterator[tuple[str, QWidget]]:
        """Open on the case why its deadlines lie where they do, and yield the one of which most is told."""
        case = next(pane for pane in self.window.docks.panes.values() if isinstance(pane, CasePane))
        case.wanted.emit()
        cards = list(case.clocks.cards.values())
        for card in cards:
            card.why.setChecked(True)
        self.settle()
        yield EXPLANATION, max(cards, key=lambda card: len(card.text.text()))
        for card in cards:
            card.why.setChecked(False)

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

    def confirm(self, action: Action) -> Confirm:
        """Ask about some tickets of the queue, to which it can be done."""
        queue = next(pane for pane in self.window.docks.panes.values() if isinstance(pane, QueuePane))
        rows = queue.table.rows
        fitting = rows.ids[rows.waiting == (action is Action.GO_ON)].tolist()
        return Confirm(self.desk, self.window, action, fitting[-12:])

    def tell(self, name: str) -> Tell:
        """Ask what an action on the case needs."""
        return Tell(self.desk, self.window, self.case, ACTS[name], Drafts())

    def rules(self, page: int) -> Rules:
        """Shorten a target in a draft as the manager does, and show a page of it; the last one is the effect."""
        sitting = self.seat.person
        self.seat.take(next(each for each in self.seat.people if each.role is people.Role.MANAGER))
        found = Rules(self.desk, self.window)
        self.settle()
        draft = found.page
        if draft.draft is None:
            draft.edit.click()
            self.settle()
        amounts = draft.amounts.amounts
        row = next(place for place, each in enumerate(amounts.rows) if each.rule.measure is Measure.WORKING_DAYS)
        amounts.setData(amounts.index(row, 2), _SHORTER)
        self.settle()
        draft.amounts.selectRow(row)
        draft.tabs.setCurrentIndex(page)
        self.settle()
        draft.impact.begin()
        self.settle()
        if sitting:
            self.seat.take(sitting)
        return found

    def welcome(self, kind: Kind) -> Welcome:
        """Begin anew, with one of the cards open."""
        settings = Settings(database=DatabaseSettings(address=str(self.folder / FILE)))
        found = Welcome(settings, self.language, Memory(self.folder / "welcome.ini"))
        found.empty.zone.setCurrentText(str(self.desk.zone))
        found.open_card(kind)
        return found

    def next_monday(self) -> date:
        """Return the first day of the next week."""
        today = self.desk.now().astimezone(self.desk.zone).date()
        return today + timedelta(days=7 - today.weekday())

    def fault(self) -> FaultDialog:
        """Meet a fault."""
        found = FaultDialog(self.window)
        found.tell(ZeroDivisionError("division by zero"))
        return found


# Windows that no menu opens; by what is asked in them, where that changes how they look.
SCENES: Mapping[type[QDialog], Mapping[str, Callable[[Studio], QDialog]]] = {
    Assign: {"": lambda studio: Assign(studio.desk, studio.window, [studio.case.id], studio.case.number)},
    Confirm: {
        "wait": lambda studio: studio.confirm(Action.WAIT),
        "go-on": lambda studio: studio.confirm(Action.GO_ON),
        "raise": lambda studio: studio.confirm(Action.RAISE_PRIORITY),
    },
    FaultDialog: {"": Studio.fault},
    MakeRoster: {"": lambda studio: MakeRoster(studio.desk, studio.window, first=studio.next_monday(), days=7)},
    Merge: {"": lambda studio: Merge(studio.desk, studio.window, studio.case, ACTS["merge"])},
    Rules: {
        "form": lambda studio: studio.rules(0),
        "text": lambda studio: studio.rules(1),
        "effect": lambda studio: studio.rules(2),
    },
    SaveView: {"": lambda studio: SaveView(studio.desk, studio.window, [])},
    ShiftWishes: {"": lambda studio: ShiftWishes(studio.desk, studio.window, person_id=None, day=studio.next_monday())},
    TakeSeat: {"": lambda studio: TakeSeat(studio.desk, studio.window, studio.seat)},
    Tell: {
        # With a way of answering, without one, and with nothing that is needed.
        "resolve": lambda studio: studio.tell("resolve"),
        "wait": lambda studio: studio.tell("wait"),
        "close": lambda studio: studio.tell("close"),
    },
    Welcome: {
        "demo": lambda studio: studio.welcome(Kind.DEMO),
        "empty": lambda studio: studio.welcome(Kind.EMPTY),
        "shared": lambda studio: studio.welcome(Kind.SHARED),
    },
}


def _scenes() -> dict[str, Callable[[Studio], QDialog]]:
    """Return by the name of each picture how its dialog comes about."""
    found: dict[str, Callable[[Studio], QDialog]] = {
        name_of(kind): lambda studio, kind=kind: kind(studio.desk, studio.window)  # type: ignore[misc]
        for kind in subclasses(dialogs, Dialog)
        if kind not in SCENES
    }
    for kind, ways in SCENES.items():
        found |= {"-".join(filter(None, (name_of(kind), way))): make for way, make in ways.items()}
    return found


def name_of(kind: type) -> str:
    """Return what a picture of a pane or dialog is called: QueuePane is `queue-pane`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower()


def names() -> list[str]:
    """Return the names of all that is pictured."""
    shown = [
        "-".join(filter(None, (name_of(kind), page)))
        for kind in subclasses(panes, Pane)
        for page in PAGES.get(kind, ("",))
    ]
    return ["window", *shown, EXPLANATION, WALLBOARD, *_scenes()]


def take(look: Look, folder: Path, languages: Sequence[str], modes: Sequence[Mode]) -> None:
    """Take the pictures into a folder, as NAME-LANGUAGE-THEME.png."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in languages:
        look.language.switch(language)
        with _studio(look) as studio:
            for mode in modes:
                for name, shown in studio.pictures(mode):
                    file = folder / f"{name}-{language}-{mode}.png"
                    if not shown.grab().save(str(file)):
                        raise ShotError("The picture {file} cannot be written.", file=file)


@contextmanager
def _studio(look: Look) -> Iterator[Studio]:
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


def main(words: Sequence[str]) -> int:
    """Take all pictures into the folder that is named; an expected refusal is a sentence and exit code 2."""
    parser = argparse.ArgumentParser(prog="shots", description="Picture every pane and dialog on a demo floor.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the pictures go")
    given = parser.parse_args(words)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        application = QApplication(["floorwatch"])
        look = Look(Language(application), Theme(application))
        take(look, given.folder, list(LANGUAGES), [Mode.LIGHT, Mode.DARK])
    except (DomainError, OSError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
