"""The inbox of the alerts pane: a reminder that comes again is seen by a key, and then it comes no more."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.models.escalation import Acknowledgement
from app.models.people import Role
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.panes.alerts import AlertsPane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, add_due_clocks, open_floor, person
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_looks_right

READING_MS = 30_000


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    """The desk of the manager, who hears of two complaints: one that was due an hour ago, one since four."""
    rulebook = open_floor(sqlite_database)
    with sqlite_database.read() as session:
        me = person(session, Role.MANAGER).id
    for hour in (0, 4):
        add_due_clocks(sqlite_database, rulebook, 1, now=MONDAY + hour * HOUR)
    with sqlite_database.write() as session:
        session.execute(update(Ticket).values(owner_id=me))
    sweep(sqlite_database, rulebook, [], now=MONDAY + 7 * HOUR)
    return desk_on(sqlite_database, tasks, tmp_path, me=lambda: me, notices=Notices())


def show(qtbot: QtBot, desk: Desk, width: int = 420) -> AlertsPane:
    """Show a pane and wait until it has read."""
    pane = AlertsPane(desk)
    qtbot.addWidget(pane)
    pane.resize(width, 400)
    with qtbot.waitSignal(desk.tasks.settled, timeout=READING_MS), qtbot.waitActive(pane, timeout=READING_MS):
        pane.show()
        pane.activateWindow()
    return pane


def test_a_key_says_that_a_reminder_was_seen_and_it_comes_no_more(qtbot: QtBot, desk: Desk) -> None:
    pane = show(qtbot, desk)
    inbox = pane.inbox.list
    lines = [inbox.item(row).text() for row in range(inbox.count())]
    assert [line.endswith("comes again") for line in lines] == [False, True]
    inbox.setFocus()
    inbox.setCurrentRow(0)
    assert not pane.inbox.seen.isEnabled()
    inbox.setCurrentRow(1)
    assert pane.inbox.seen.isEnabled()
    said: list[str] = []
    desk.notices.changed.connect(lambda sentence, _: said.append(str(sentence)))
    with qtbot.waitSignal(desk.tasks.settled, timeout=READING_MS):
        QTest.keyClick(inbox, Qt.Key.Key_K)
    assert said == ["FW-1000001: seen, no more reminders of this step"]
    with desk.database.read() as session:
        seen = session.query(Acknowledgement).one()
        assert (seen.step, seen.occurrence, seen.person_id) == ("overdue", 1, desk.me())
    with qtbot.waitSignal(desk.tasks.settled, timeout=READING_MS):
        pane.hear({"Notification": None})
    assert inbox.count() == 1


@pytest.mark.parametrize("width", [300, 460])
def test_the_inbox_looks_right(qtbot: QtBot, desk: Desk, language: Language, theme: Theme, width: int) -> None:
    pane = show(qtbot, desk, width)
    pane.inbox.list.setFocus()
    pane.inbox.list.setCurrentRow(1)
    assert_looks_right(qtbot, pane, language, theme, f"alerts-seen-{width}", names=("FW-",))
