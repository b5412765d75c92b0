"""A roster from first to last through the widgets: forecast, required staff, roster, schedule, an edit, a clash."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
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
TUESDAY = date(2026, 3, 3)
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
    pane.make.click()
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
    assert_looks_right(qtbot, required, *looks, "1-required", names=NAMES)

    pane = SchedulePane(desk)
    qtbot.addWidget(pane)
    pane.resize(1100, 640)
    pane.show()
    settle(qtbot, pane)
    assert_looks_right(qtbot, pane, *looks, "2-before", names=["agent"])

    dialog = opened(qtbot, pane)
    dialog.first.setDate(TUESDAY)
    dialog.days.setValue(7)
    dialog.seconds.setValue(5)
    for place in range(dialog.pages.count()):
        dialog.pages.setCurrentIndex(place)
        assert_looks_right(qtbot, dialog, *looks, f"3-make-{place}", names=NAMES)
    dialog.make.click()
    qtbot.waitUntil(lambda: dialog.publish.isVisible(), timeout=WAIT_MS)
    assert_looks_right(qtbot, dialog, *looks, "4-result", names=NAMES)
    with qtbot.waitSignal(dialog.accepted, timeout=WAIT_MS):
        dialog.publish.click()
    settle(qtbot, pane)
    assert_looks_right(qtbot, pane, *looks, "5-published")

    pane.grid.setFocus()
    QTest.keyClick(pane.grid, Qt.Key.Key_4)
    settle(qtbot, pane)
    QTest.keyClick(pane.grid, Qt.Key.Key_Right)
    QTest.keyClick(pane.grid, Qt.Key.Key_1)
    settle(qtbot, pane)
    assert pane.broken.isVisible()
    assert_looks_right(qtbot, pane, *looks, "6-broken")

    again = opened(qtbot, pane)
    again.days.setValue(3)
    again.rules.boxes["least_cover"].setValue(100)
    again.seconds.setValue(5)
    again.make.click()
    qtbot.waitUntil(lambda: again.lines.count() > 0 or again.work.banner.isVisible(), timeout=WAIT_MS)
    assert_looks_right(qtbot, again, *looks, "7-clash", names=NAMES)
