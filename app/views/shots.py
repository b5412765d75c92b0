"""Takes pictures of the window, of every pane and of every dialog with demo content: `python -m app.views.shots DIR`.

Each is taken in both languages, on a floor that speaks the language, and in both themes.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from app.discovery import subclasses
from app.errors import DomainError
from app.models import people
from app.models.escalation import Escalation
from app.models.sla import Clock
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.demo.floor import FILE, Demo, open_demo
from app.services.duties import OpenedFloor
from app.services.handling.actions import Action
from app.services.handling.case import Case, read_case
from app.views import dialogs, panes
from app.views.case_actions import ACTS, Drafts
from app.views.console import Console
from app.views.dialog import Dialog
from app.views.dialogs.assign import Assign
from app.views.dialogs.confirm import Confirm
from app.views.dialogs.merge import Merge
from app.views.dialogs.save_view import SaveView
from app.views.dialogs.seat import TakeSeat
from app.views.dialogs.tell import Tell
from app.views.i18n import LANGUAGES, Language
from app.views.memory import Memory
from app.views.pane import Desk, Pane
from app.views.panes.queue import QueuePane
from app.views.seat import Seat
from app.views.theme import Mode, Theme

SIZE = QSize(1600, 960)
# The Tuesday of an ordinary week; the demo begins at half past nine.
DAY = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
# By then the surge is under way, a complaint is late, and a step was raised.
PLAYED = timedelta(minutes=75)
_SEED = 7
# Seconds: nothing may be under way for the one before a picture is taken, and within the other that has to come about.
_QUIET, _PATIENCE = 0.4, 60.0


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
        still = OpenedFloor(lambda: now, demo.zone, (), demo=demo.clock, sits=demo.supervisor)
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
            yield name_of(type(pane)), pane
        for kind in subclasses(dialogs, Dialog):
            dialog = SCENES[kind](self) if kind in SCENES else kind(self.desk, self.window)
            dialog.open()
            self.settle()
            yield name_of(kind), dialog
            dialog.reject()
            dialog.deleteLater()

    def settle(self) -> None:
        """Let Qt work until nothing has been under way for a while; raises `ShotError` where that does not come."""
        give_up = time.monotonic() + _PATIENCE
        quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < _QUIET:
            QApplication.processEvents()
            time.sleep(0.01)
            if self.console.tasks.busy():
                quiet_since = time.monotonic()
            if time.monotonic() > give_up:
                raise ShotError("The console did not come to rest within {seconds} seconds.", seconds=_PATIENCE)


# How those dialogs come about that no menu opens.
SCENES: dict[type[Dialog], Callable[[Studio], Dialog]] = {
    Assign: lambda studio: Assign(studio.desk, studio.window, [studio.case.id], studio.case.number),
    Confirm: lambda studio: Confirm(studio.desk, studio.window, Action.WAIT, _some_tickets(studio)),
    Merge: lambda studio: Merge(studio.desk, studio.window, studio.case, ACTS["merge"]),
    SaveView: lambda studio: SaveView(studio.desk, studio.window, []),
    TakeSeat: lambda studio: TakeSeat(studio.desk, studio.window, studio.seat),
    Tell: lambda studio: Tell(studio.desk, studio.window, studio.case, ACTS["resolve"], Drafts()),
}


def name_of(kind: type) -> str:
    """Return what a picture of a pane or dialog is called: QueuePane is `queue-pane`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower()


def names() -> list[str]:
    """Return the names of all that is pictured."""
    kinds = [*subclasses(panes, Pane), *subclasses(dialogs, Dialog)]
    return ["window", *map(name_of, kinds)]


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
    with tempfile.TemporaryDirectory(prefix="floorwatch-shots-") as folder:
        spoken = people.Language(look.language.code)
        demo = open_demo(Database(Path(folder) / FILE), seed=_SEED, language=spoken, now=DAY)
        demo.clock.pause()
        now = demo.clock.start + PLAYED
        demo.play_to(now)
        studio = Studio(look, demo, Path(folder), now)
        try:
            yield studio
        finally:
            studio.window.close()
            studio.console.close()


def _with_a_story(demo: Demo, now: datetime) -> Case:
    """Return the case about which the sweep had to speak most today."""
    with demo.database.read() as session:
        raised = select(Clock.ticket_id).join(Escalation, Escalation.clock_id == Clock.id)
        told = session.scalars(raised.where(Escalation.raised_at > demo.clock.start)).all()
        return read_case(session, Rulebook(), max(sorted(set(told)), key=told.count), now=now)


def _some_tickets(studio: Studio) -> list[int]:
    queue = next(pane for pane in studio.window.docks.panes.values() if isinstance(pane, QueuePane))
    return [queue.table.id_at(row) for row in range(12)]


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
