"""The event feed on the screen: its last sign of life, who was turned away, and names that are given a meaning."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.models.floor import Floor, Queue
from app.models.people import Role
from app.services.database import Database
from app.services.intake.feeds.recording import Recorder
from app.services.intake.feeds.standing import Tally, read_standing
from app.views.dialogs.event_feed import EventFeed
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import MONDAY, open_floor, person
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

READING_MS = 30_000


@pytest.fixture
def people(sqlite_database: Database) -> dict[Role, int]:
    """Who works on a floor with one queue."""
    open_floor(sqlite_database)
    with sqlite_database.write() as session:
        session.add(Queue(name="一线", floor_id=session.query(Floor).one().id))
        return {role: person(session, role).id for role in Role}


def told(database: Database) -> None:
    """Let the feed bring an event, three with unknown names, and a stranger."""
    at = MONDAY.isoformat()
    events = [
        {"id": "1", "event": "state", "at": at, "agent": "agent", "state": "ready"},
        {"id": "2", "event": "state", "at": at, "agent": "1042", "state": "ready"},
        {"id": "3", "event": "state", "at": at, "agent": "agent", "state": "ACW"},
        {"id": "4", "event": "contact", "at": at, "queue": "Q&7", "answered": False, "wait": 3},
    ]
    tally = Tally()
    with database.write() as session:
        tally.take(Recorder().record(session, [events], now=MONDAY)[0], now=MONDAY)
    tally.turn_away("10.1.2.3", now=MONDAY)
    tally.write(database, now=MONDAY)


def shown(qtbot: QtBot, database: Database, tasks: Tasks, folder: Path, me: int) -> EventFeed:
    dialog = EventFeed(desk_on(database, tasks, folder, me=lambda: me, notices=Notices()))
    qtbot.addWidget(dialog)
    dialog.show()
    read(qtbot, dialog.desk)
    return dialog


def read(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.tasks.busy(), timeout=READING_MS)


def rows(dialog: EventFeed) -> list[list[str]]:
    table = dialog.names
    cells = [[table.item(row, column) for column in range(5)] for row in range(table.rowCount())]
    return [[cell.text() for cell in row if cell] for row in cells]


def test_before_the_names_are_read_there_is_nothing_to_say_of_them(
    qtbot: QtBot, sqlite_database: Database, people: dict[Role, int], tasks: Tasks, tmp_path: Path
) -> None:
    dialog = EventFeed(desk_on(sqlite_database, tasks, tmp_path, me=lambda: people[Role.SUPERVISOR]))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not any(button.isEnabled() for button in (dialog.say, dialog.drop, dialog.means))
    read(qtbot, dialog.desk)


def save(qtbot: QtBot, dialog: EventFeed) -> None:
    with qtbot.waitSignal(dialog.desk.notices.changed, timeout=READING_MS):
        dialog.say.click()
    dialog.hear({"FloorDecision": None})
    read(qtbot, dialog.desk)


def test_a_feed_that_was_never_heard_says_how_to_switch_it_on(
    qtbot: QtBot,
    sqlite_database: Database,
    tasks: Tasks,
    tmp_path: Path,
    people: dict[Role, int],
    language: Language,
    theme: Theme,
) -> None:
    dialog = shown(qtbot, sqlite_database, tasks, tmp_path, people[Role.ADMINISTRATOR])
    assert "feed.port and feed.token" in dialog.heard.text()
    assert not dialog.meaning.isVisible()
    assert_looks_right(qtbot, dialog, language, theme, "event-feed-never", names=["feed.port"])


def test_unknown_names_are_given_a_meaning_and_lose_it_again(
    qtbot: QtBot,
    sqlite_database: Database,
    tasks: Tasks,
    tmp_path: Path,
    people: dict[Role, int],
    language: Language,
    theme: Theme,
) -> None:
    told(sqlite_database)
    dialog = shown(qtbot, sqlite_database, tasks, tmp_path, people[Role.SUPERVISOR])
    assert "Last event: 2 Mar 2026 10:00. 1 events in this hour, 0 in the one before" in dialog.heard.text()
    assert "3 events were refused since 2 Mar 2026 10:00. 1 requests showed no token" in dialog.refused.text()
    assert "10.1.2.3" in dialog.refused.text()
    at = "2 Mar 2026 10:00"
    assert rows(dialog) == [
        ["Queue", "Q&7", "1", at, "not known"],
        ["State", "ACW", "1", at, "not known"],
        ["Agent", "1042", "1", at, "not known"],
    ]
    assert dialog.asked.text() == "Choose a name above"
    assert not dialog.say.isEnabled()
    dialog.names.selectRow(1)
    dialog.means.setCurrentIndex(dialog.means.findText("Wrap-up"))
    save(qtbot, dialog)
    dialog.names.selectRow(0)
    dialog.means.setCurrentIndex(dialog.means.findText("一线"))
    assert_fits_a_small_screen(dialog)
    assert_looks_right(
        qtbot, dialog, language, theme, "event-feed", names=["Q&7", "Q&&7", "ACW", "10.1.2.3", "feed.token"]
    )
    save(qtbot, dialog)
    assert rows(dialog) == [
        ["Agent", "1042", "1", at, "not known"],
        ["Queue", "Q&7", "", "", "一线"],
        ["State", "ACW", "", "", "Wrap-up"],
    ]
    # It is still the queue that is chosen.
    assert dialog.asked.text() == "“Q&&7” &means"
    with qtbot.waitSignal(dialog.desk.notices.changed, timeout=READING_MS):
        dialog.drop.click()
    with sqlite_database.read() as session:
        assert [each.name for each in read_standing(session, by=None, now=MONDAY).said] == ["ACW"]


def test_who_may_not_say_what_names_mean_sees_them_only(
    qtbot: QtBot, sqlite_database: Database, tasks: Tasks, tmp_path: Path, people: dict[Role, int]
) -> None:
    told(sqlite_database)
    dialog = shown(qtbot, sqlite_database, tasks, tmp_path, people[Role.AGENT])
    dialog.names.selectRow(0)
    dialog.means.setCurrentIndex(0)
    assert not dialog.means.isEnabled()
    assert not dialog.say.isEnabled()
    assert "Supervisors" in dialog.say.toolTip()
