"""A floor with its queue on screen, as the tests of the queue and of its actions need it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.errors import DomainError
from app.models.people import Role
from app.models.sla import LifeEvent
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.handling.events import happen
from app.views.dialog import Dialog
from app.views.notice import Undo
from app.views.pane import Desk
from app.views.panes.queue import QueuePane
from app.views.tasks import Tasks
from tests.builders import MONDAY, new_ticket, open_floor, person
from tests.views.desks import desk_on

# Of a file that is moved away and back while somebody works.
_SUFFIXES = ("", "-wal", "-shm")


class Floor:
    """A floor with its database, its queue on screen, and what was said in the status bar and above the panes."""

    def __init__(self, database: Database, tasks: Tasks, folder: Path, qtbot: QtBot) -> None:
        self.database, self.tasks, self.folder, self.qtbot = database, tasks, folder, qtbot
        self.rulebook = open_floor(database)
        self.now = MONDAY
        self.sits_here: int | None = self.person(Role.TEAM_LEAD)
        self.changes: list[tuple[str, Undo | None]] = []
        self.refusals: list[str] = []
        self.cases: list[int] = []
        self.lost: list[DomainError] = []
        tasks.lost.connect(self.lost.append)

    def person(self, role: Role) -> int:
        """The id of the person of a role."""
        with self.database.read() as session:
            return person(session, role).id

    def ticket(self, **details: object) -> Ticket:
        """Record a ticket that the agent owns."""
        return new_ticket(self.database, self.rulebook, now=self.now, **details)

    def live(self, ticket: Ticket, event: LifeEvent) -> None:
        """Let something happen to a ticket elsewhere."""
        with self.database.write() as session:
            happen(session, self.rulebook, session.get_one(Ticket, ticket.id), event, now=self.now)

    def change(self, ticket: Ticket, **columns: object) -> None:
        """Change a ticket elsewhere."""
        with self.database.write() as session:
            for name, value in columns.items():
                setattr(session.get_one(Ticket, ticket.id), name, value)

    def at_present(self, ticket: Ticket) -> Ticket:
        """The ticket as it is in the database."""
        with self.database.read() as session:
            return session.get_one(Ticket, ticket.id)

    def desk(self) -> Desk:
        """Make a desk, and listen to what is said at it."""
        desk = desk_on(self.database, self.tasks, self.folder, now=lambda: self.now, me=lambda: self.sits_here)
        desk.notices.changed.connect(lambda sentence, undo: self.changes.append((str(sentence), undo)))
        desk.notices.refused.connect(lambda sentence: self.refusals.append(str(sentence)))
        desk.requests.case.connect(self.cases.append)
        return desk

    def open(self) -> QueuePane:
        """Show the queue, and wait until it has been read."""
        pane = self.show()
        self.settle()
        return pane

    def show(self) -> QueuePane:
        """Show the queue."""
        pane = QueuePane(self.desk())
        self.qtbot.addWidget(pane)
        pane.resize(900, 600)
        pane.show()
        self.qtbot.waitExposed(pane)
        pane.activateWindow()
        return pane

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.tasks._under_way, timeout=20_000)

    def lose(self) -> None:
        """Take the database file away."""
        assert self.database.file
        self.database.close()
        for suffix in _SUFFIXES:
            file = Path(f"{self.database.file}{suffix}")
            if file.exists():
                file.rename(f"{file}.away")

    def find(self) -> None:
        """Bring the database file back."""
        assert self.database.file
        for suffix in _SUFFIXES:
            file = Path(f"{self.database.file}{suffix}.away")
            if file.exists():
                file.rename(str(file).removesuffix(".away"))


def shown(pane: QueuePane) -> list[int]:
    """The ids of the rows in the order in which they stand."""
    return [pane.table.id_at(row) for row in range(pane.table.rowCount())]


def hear(floor: Floor, pane: QueuePane, *tickets: Ticket, **others: int) -> None:
    """Tell the pane of changed rows, as the feed does, and wait until they are shown."""
    changes = {name: frozenset({id_}) for name, id_ in others.items()}
    if tickets:
        changes["Ticket"] = frozenset(each.id for each in tickets)
    pane.hear(changes)
    floor.settle()


def dialog(pane: QWidget, kind: type[Dialog]) -> Dialog:
    """The question that is open."""
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
    assert len(found) == 1
    return found[0]


def press(widget: QWidget, key: str | Qt.Key) -> None:
    """Press a key in a widget."""
    if isinstance(key, str):
        QTest.keyClicks(widget, key)
    else:
        QTest.keyClick(widget, key)


def words(menu: QMenu) -> list[str]:
    """What stands in a menu when it is opened."""
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def choose(menu: QMenu, text: str) -> None:
    """Open a menu and choose an entry."""
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == text).trigger()
