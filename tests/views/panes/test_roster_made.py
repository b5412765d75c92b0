"""A roster from first to last through the widgets: forecast, required staff, roster, schedule, an edit, a clash."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.floor import Floor, Queue
from app.models.forecast import Counted
from app.models.people import Language as Tongue
from app.models.people import Person, QueueMember, Role
from app.services.database import Database
from app.services.staffing.contacts import IntervalRow, record_intervals
from app.services.staffing.samples import install_staffing
from app.views.dialogs.make_roster import MakeRoster
from app.views.dialogs.required_staff import RequiredStaffDialog
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.panes.forecast import ForecastPane
from app.views.panes.schedule import SchedulePane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, open_floor, person
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_looks_right

WAIT_MS = 60_000
# Qt's own of hidden buttons.
NAMES = ["Scroll "]
AGENTS = ("王芳", "李伟", "张敏", "刘洋", "陈静", "杨磊")


@pytest.fixture
def desk(impatient: None, sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    """A team lead's, on a floor of six agents whose calls of four weeks are recorded; nothing is forecast yet."""
    open_floor(sqlite_database)
    with sqlite_database.write() as session:
        install_staffing(session, Tongue.CHINESE)
        lead = person(session, Role.TEAM_LEAD)
        queue = Queue(name="热线", floor_id=session.scalars(select(Floor.id)).one())
        agent = person(session, Role.AGENT)
        agent.name = AGENTS[0]
        others = [Person(name=name, role=Role.AGENT, team_id=agent.team_id) for name in AGENTS[1:]]
        session.add_all([queue, *others])
        session.flush()
        session.add_all(QueueMember(person_id=each.id, queue_id=queue.id) for each in (agent, *others))
        record_intervals(
            session,
            [
                IntervalRow(queue.id, at, 30, count, count, 0, None, None, 240 * count)
                for day in range(1, 29)
                for half in range(-4, 16)
                for at in (MONDAY - timedelta(days=day) + half * HOUR / 2,)
                for count in (4 + (half * 7 + day * 3) % 4,)
            ],
        )
        lead_id = lead.id
    return desk_on(sqlite_database, tasks, tmp_path, me=lambda: lead_id, notices=Notices())


def settle(qtbot: QtBot, pane: SchedulePane) -> None:
    pane.refresh(None)
    qtbot.waitUntil(
        lambda: pane.reader.is_quiet and pane.need_reader.is_quiet and not pane.desk.tasks.busy(), timeout=WAIT_MS
    )


def opened(qtbot: QtBot, pane: SchedulePane) -> MakeRoster:
    """Press the pane's button and return the dialog that it opens, once it knows what it begins with."""
    pane.bar.make.click()
    (dialog,) = pane.findChildren(MakeRoster)
    qtbot.waitUntil(dialog.make.isEnabled, timeout=WAIT_MS)
    return dialog


def test_a_roster_is_made_from_the_forecast_published_edited_and_refused_where_rules_clash(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme
) -> None:
    looks = (language, theme)
    forecast = ForecastPane(desk)
    qtbot.addWidget(forecast)
    forecast.resize(1000, 600)
    forecast.show()
    forecast.counted.setCurrentIndex(list(Counted).index(Counted.CONTACTS))
    forecast.anew.click()
    qtbot.waitUntil(lambda: not desk.tasks.busy(), timeout=WAIT_MS)
    forecast.refresh(None)
    qtbot.waitUntil(lambda: bool(forecast._found and forecast._found.made_at), timeout=WAIT_MS)

    required = RequiredStaffDialog(desk)
    qtbot.addWidget(required)
    required.after.click()
    required.show()
    qtbot.waitUntil(lambda: required._rows is not None, timeout=WAIT_MS)
    assert "Short: 20 hours of work" in required.summary.text()

    pane = SchedulePane(desk)
    qtbot.addWidget(pane)
    pane.resize(1100, 640)
    pane.show()
    settle(qtbot, pane)
    assert "nobody has a shift yet" in pane.account.text()

    dialog = opened(qtbot, pane)
    dialog.first.setDate(QDate(2026, 3, 3))
    dialog.days.setValue(3)
    dialog.seconds.setValue(10)
    dialog.rules.boxes["rest_minutes"].setValue(10)
    dialog.weights.boxes["prefer"].setValue(30)
    assert "for 1 h 30 min to grant a wish" in dialog.weights.below.text()
    for place in range(dialog.pages.count()):
        dialog.pages.setCurrentIndex(place)
        assert_looks_right(qtbot, dialog, *looks, f"make-{place}", names=NAMES)
    dialog.make.click()
    qtbot.waitUntil(lambda: dialog.publish.isVisible(), timeout=WAIT_MS)
    assert "points: " in dialog.said.text().splitlines()[-1]
    assert_looks_right(qtbot, dialog, *looks, "result", names=NAMES)
    with qtbot.waitSignal(dialog.accepted, timeout=WAIT_MS):
        dialog.publish.click()
    settle(qtbot, pane)
    assert pane._board
    assert pane._board.shifts
    assert pane._board.violations == ()

    # The night of Monday ends when the early shift of Tuesday begins.
    for place, key in enumerate((Qt.Key.Key_4, Qt.Key.Key_1)):
        pane.grid.go_to((pane._board.people[0].id, pane._board.day(place)))
        QTest.keyClick(pane.grid, key)
        settle(qtbot, pane)
    told = [pane.broken.list.item(place).text() for place in range(pane.broken.list.count())]
    assert f"{AGENTS[3]} rests 0 min before the shift on Tue 3 Mar; 10 h are due" in told
    assert_looks_right(qtbot, pane, *looks, "broken")

    again = opened(qtbot, pane)
    asked = again.asked()
    assert (asked[0].rest_minutes, asked[1].prefer) == (600, 30)
    again.days.setValue(2)
    again.rules.boxes["least_cover"].setValue(100)
    again.seconds.setValue(5)
    again.make.click()
    qtbot.waitUntil(lambda: again.lines.count() > 0, timeout=WAIT_MS)
    assert again.said.text().startswith("There is no such roster")
    assert again.pages.currentWidget() is again.rules
    assert again.rules.labels["least_cover"].text().startswith("▲")
    assert_looks_right(qtbot, again, *looks, "clash", names=NAMES)
