"""The budget of false surge alarms: chosen in words, beside what is found for it."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.models.floor import Floor, Queue
from app.models.people import Role
from app.services.database import Database
from app.services.floor.surge_budget import CHOICES, Budget, read_budget, set_budget
from app.views.dialogs.surge_alarm import SurgeAlarm
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import open_floor, person
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right
from tests.views.panes.surge_floor import THREE, fill
from tests.views.walk import cut_off

READING_MS = 60_000


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    open_floor(sqlite_database)
    with sqlite_database.read() as session:
        lead = person(session, Role.TEAM_LEAD).id
    return desk_on(sqlite_database, tasks, tmp_path, now=lambda: THREE, me=lambda: lead, notices=Notices())


def shown(qtbot: QtBot, desk: Desk, queue_id: int | None = None) -> SurgeAlarm:
    """The dialog as people see it, with what was simulated."""
    dialog = SurgeAlarm(desk, None, queue_id)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not desk.tasks.busy(), timeout=READING_MS)
    return dialog


def tenths(dialog: SurgeAlarm) -> list[list[int]]:
    return [[int(cell.text().split()[0]) for cell in cells[:2]] for cells in dialog.cells]


def test_a_lead_sees_what_each_choice_finds_and_chooses(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme
) -> None:
    queue_id = fill(desk.database)
    dialog = shown(qtbot, desk)
    assert [choice.text() for choice in dialog.choices] == [
        "one a week",
        "one in ten days",
        "one a month",
        "one a quarter",
    ]
    assert dialog.choices[2].isChecked()
    of_floor = tenths(dialog)
    assert all(list(column) == sorted(column, reverse=True) for column in zip(*of_floor, strict=True))
    assert all(small <= large for small, large in of_floor)
    least = [int(cells[2].text().strip("+%")) for cells in dialog.cells]
    assert least == sorted(least)
    assert not cut_off(dialog)
    assert "2,398 arrivals" in dialog.note.text()
    assert "3 in all" in dialog.note.text()
    assert_fits_a_small_screen(dialog)
    assert_looks_right(qtbot, dialog, language, theme, "surge-alarm", names=["账单", "物流"])
    dialog.queue.setCurrentIndex(dialog.queue.findData(queue_id))
    dialog.queue.activated.emit(dialog.queue.currentIndex())
    qtbot.waitUntil(lambda: not desk.tasks.busy(), timeout=READING_MS)
    # Of half as many arrivals fewer surges are found.
    assert sum(map(sum, tenths(dialog))) < sum(map(sum, of_floor))
    dialog.choices[1].click()
    with qtbot.waitSignal(desk.notices.changed, timeout=READING_MS) as told:
        dialog.save.click()
    assert str(told.args[0]) == "False surge alarms put up with: one in ten days"
    with desk.database.read() as session:
        assert read_budget(session) == Budget(1, 10, watched=3)


def test_without_a_plan_the_choice_stands_alone(qtbot: QtBot, desk: Desk, language: Language, theme: Theme) -> None:
    dialog = shown(qtbot, desk)
    assert {cell.text() for cells in dialog.cells for cell in cells} == {"–"}
    assert dialog.note.text().startswith("What is found is simulated as soon as")
    assert dialog.save.isEnabled()
    assert_looks_right(qtbot, dialog, language, theme, "surge-alarm-empty")


def test_a_budget_from_elsewhere_is_offered_too(qtbot: QtBot, desk: Desk) -> None:
    with desk.database.write() as session:
        set_budget(session, 2, 45, by=person(session, Role.SUPERVISOR).id)
    dialog = shown(qtbot, desk)
    assert len(dialog.choices) == len(CHOICES) + 1
    assert (dialog.choices[-1].text(), dialog.choices[-1].isChecked()) == ("2 in 45 days", True)


def test_who_may_not_choose_is_told_so_and_nothing_is_lost(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    with desk.database.write() as session:
        agent = person(session, Role.AGENT).id
        session.add(Queue(name="账单", floor_id=session.query(Floor).one().id))
    theirs = desk_on(desk.database, desk.tasks, tmp_path, now=lambda: THREE, me=lambda: agent)
    dialog = shown(qtbot, theirs)
    dialog.choices[0].click()
    dialog.save.click()
    qtbot.waitUntil(dialog.banner.isVisible, timeout=READING_MS)
    assert (dialog.choices[0].isChecked(), dialog.save.isEnabled()) == (True, True)
    with desk.database.read() as session:
        assert read_budget(session) == Budget(1, 30, watched=2)
