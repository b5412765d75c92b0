"""A newcomer's first minutes: whatever can be opened says in a sentence what would be there, and nothing is thrown."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QMainWindow, QTabBar, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.discovery import subclasses
from app.models.people import Language, Person, Role
from app.models.ticket import Source
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.first_start import FirstFloor, make_ready
from app.services.handling.case import read_case
from app.services.intake.record import NewComplaint, record
from app.settings import ChannelSettings, Settings
from app.views import panes, shots
from app.views.case import parts as case_parts
from app.views.case.part import CasePart
from app.views.pane import Desk, Pane
from app.views.panes.case import CasePane
from app.views.seat import Seat
from app.views.tasks import Tasks
from tests.builders import MONDAY
from tests.views.desks import desk_on

# These ask about a complaint and nothing else.
OF_A_CASE = (
    "assign",
    "merge",
    "tell-",
    "correct-record",
    "open-incident",
    "pick-category",
    "say-",
    "close-case",
    "link-case",
    "offer",
    "split-case",
    "ask-department",
    "record-call",
    "write-notice",
)
# These ask about what is not there yet; or they come before the floor, or after a fault.
OF_MORE = (
    "own-incident",
    "reopen-incident",
    "solve-incident",
    "feed-rejects",
    "remove-evidence",
    "article-versions",
    "read-article",
    "take-back",
    "customer-dialog",
    "erase-customer",
    "make-promise",
    "task-words",
    "rules-",
    "confirm-",
    "welcome-",
    "fault-dialog",
)
SCENES = {name: make for name, make in shots._scenes().items() if not name.startswith(OF_MORE)}


class NewFloor:
    """A database as the first start makes it; a supervisor, the only person, looks at everything."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path) -> None:
        self.qtbot, self.tasks, self.database, self.folder = qtbot, tasks, database, folder
        first = FirstFloor("Floor 1", "Asia/Shanghai", "Wang Fang", Role.SUPERVISOR, Language.ENGLISH)
        make_ready(database, first=first, now=MONDAY)
        with database.read() as session:
            me = session.scalars(select(Person.id)).one()
        made = desk_on(database, tasks, folder, me=lambda: me)
        settings = Settings(channel=ChannelSettings(key_file=str(folder / "channel.key")))
        self.desk: Desk = replace(made, settings=settings)
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.seat = Seat(tasks, database, self.desk.memory)
        self.faults: list[object] = []
        tasks.failed.connect(self.faults.append)
        self.case: Any = None

    def settle(self) -> None:
        """Wait until all that was begun has come."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy())
        QCoreApplication.processEvents()

    def record(self) -> None:
        """Record the first complaint, of which nothing but a title is known."""
        rulebook, new = Rulebook(), NewComplaint("No heating", Source.TELEPHONE)
        with self.database.write() as session:
            ticket = record(session, rulebook, new, person_id=self.desk.me(), now=MONDAY)
        with self.database.read() as session:
            self.case = read_case(session, rulebook, ticket.id, now=MONDAY)

    def studio(self) -> Any:
        """What a scene needs."""
        return SimpleNamespace(
            desk=self.desk,
            window=self.window,
            case=self.case,
            folder=self.folder,
            seat=self.seat,
            settle=self.settle,
            next_monday=MONDAY.date,
        )

    def bare(self, root: QWidget) -> Iterator[str]:
        """Yield the lists, tables and trees on each page of a widget that are empty and say nothing."""
        self.settle()
        yield from _silent(root)
        for tabs in [each for each in root.findChildren(QTabBar) if each.isVisible()]:
            for place in range(tabs.count() - 1, -1, -1):
                if tabs.isTabEnabled(place) and tabs.isTabVisible(place):
                    tabs.setCurrentIndex(place)
                self.settle()
                yield from _silent(root)


def _silent(root: QWidget) -> Iterator[str]:
    for view in root.findChildren(QAbstractItemView):
        shown = view.isVisible() and not isinstance(view, QHeaderView) and view.model() is not None
        if shown and not view.model().rowCount() and not any(_lies_over(view, label) for label in _said(root)):
            yield f"{type(view).__name__} “{view.accessibleName()}”"


def _said(root: QWidget) -> list[QLabel]:
    return [each for each in root.findChildren(QLabel) if each.isVisible() and len(each.text()) > len("Nothing.")]


def _lies_over(view: QAbstractItemView, label: QLabel) -> bool:
    ground = view.viewport()
    return ground.rect().contains(ground.mapFromGlobal(label.mapToGlobal(label.rect().center())))


@pytest.fixture
def floor(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> NewFloor:
    monkeypatch.setenv("HOME", str(tmp_path))
    return NewFloor(qtbot, tasks, sqlite_database, tmp_path)


def test_every_pane_says_what_would_be_there(floor: NewFloor, qtbot: QtBot) -> None:
    found = {}
    for kind in subclasses(panes, Pane):
        if not kind.demo_only:
            pane = kind(floor.desk)
            qtbot.addWidget(pane)
            pane.resize(1200, 800)
            pane.show()
            found[kind.__name__] = [*floor.bare(pane)]
            pane.hide()
    assert {name: views for name, views in found.items() if views} == {}
    assert floor.faults == []


def test_every_dialog_says_what_would_be_there(floor: NewFloor) -> None:
    found = {name: _of_dialog(floor, name) for name in SCENES if not name.startswith(OF_A_CASE)}
    assert len(found) > 30
    assert {name: views for name, views in found.items() if views} == {}
    assert floor.faults == []


def test_the_first_complaint_says_what_would_belong_to_it(floor: NewFloor, qtbot: QtBot) -> None:
    floor.record()
    found = {name: _of_dialog(floor, name) for name in SCENES if name.startswith(OF_A_CASE)}
    pane = CasePane(floor.desk)
    qtbot.addWidget(pane)
    pane.resize(1200, 800)
    pane.show()
    floor.desk.requests.case.emit(floor.case.id)
    floor.settle()
    for part in subclasses(case_parts, CasePart):
        pane.aside.choose(part)
        found[part.__name__] = [*floor.bare(pane)]
    assert {name: views for name, views in found.items() if views} == {}
    assert floor.faults == []


def _of_dialog(floor: NewFloor, name: str) -> list[str]:
    dialog = SCENES[name](floor.studio())
    dialog.open()
    found = [*floor.bare(dialog)]
    dialog.done(0)
    dialog.deleteLater()
    floor.settle()
    return found
