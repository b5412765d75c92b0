"""The definition of the service level: chosen with an example beside it, kept, refused, taken back."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.floor import Floor, Queue, ServiceLevelFormula
from app.models.people import Role
from app.services.database import Database
from app.services.staffing.contacts import IntervalRow, record_intervals
from app.services.staffing.service_level import ServiceLevelRule, define_service_level
from app.views.dialogs.definitions import Definitions
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, open_floor, person
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

READING_MS = 30_000
F = ServiceLevelFormula


@pytest.fixture
def people(sqlite_database: Database) -> dict[Role, int]:
    """Who works on a floor that answered 60 of 100 in time in its last hour."""
    open_floor(sqlite_database)
    with sqlite_database.write() as session:
        queue = Queue(name="热线", floor_id=session.scalars(select(Floor.id)).one())
        session.add(queue)
        session.flush()
        record_intervals(session, [IntervalRow(queue.id, MONDAY - HOUR, 60, 100, 75, 25, 60, 20, 1000, 1000)])
        return {role: person(session, role).id for role in Role}


def seat(database: Database, tasks: Tasks, folder: Path, person_id: int | None) -> Desk:
    return desk_on(database, tasks, folder, me=lambda: person_id, notices=Notices())


def shown(qtbot: QtBot, desk: Desk) -> Definitions:
    dialog = Definitions(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    read(qtbot, desk)
    return dialog


def read(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.tasks.busy(), timeout=READING_MS)


def rule(database: Database) -> ServiceLevelRule:
    with database.read() as session:
        return ServiceLevelRule.read(session)


def test_a_manager_chooses_by_the_example_and_by_what_lately_was(
    qtbot: QtBot,
    sqlite_database: Database,
    tasks: Tasks,
    tmp_path: Path,
    people: dict[Role, int],
    language: Language,
    theme: Theme,
) -> None:
    desk = seat(sqlite_database, tasks, tmp_path, people[Role.MANAGER])
    dialog = shown(qtbot, desk)
    assert [label.text() for label in dialog._examples.values()] == ["70.0%", "85.4%", "73.7%", "75.0%"]
    assert [label.text() for label in dialog._lately.values()] == ["60.0%", "80.0%", "75.0%", "80.0%"]
    dialog.formulas[F.WITHOUT_EARLY_ABANDONED].click()
    dialog.within.setValue(15)
    dialog.aim.setValue(90)
    assert "within 15 s ÷ (offered − abandoned within 15 s); aim 90%" in dialog.printed.text()
    assert_fits_a_small_screen(dialog)
    assert_looks_right(qtbot, dialog, language, theme, "definitions")
    undos: list[object] = []
    desk.notices.changed.connect(lambda _, undo: undos.append(undo))
    with qtbot.waitSignal(desk.notices.changed, timeout=READING_MS):
        dialog.save.click()
    assert replace(rule(sqlite_database), version=0) == ServiceLevelRule(F.WITHOUT_EARLY_ABANDONED, 15, 0.9)
    with qtbot.waitSignal(desk.notices.changed, timeout=READING_MS):
        undos[0]()  # type: ignore[operator]
    assert replace(rule(sqlite_database), version=0) == ServiceLevelRule()


def test_who_may_not_define_it_sees_it_and_cannot_save(
    qtbot: QtBot, sqlite_database: Database, tasks: Tasks, tmp_path: Path, people: dict[Role, int]
) -> None:
    dialog = shown(qtbot, seat(sqlite_database, tasks, tmp_path, people[Role.AGENT]))
    assert not dialog.save.isEnabled()
    assert "Supervisors" in dialog.save.toolTip()


def test_another_ones_change_shows_unless_somebody_is_choosing_and_then_saving_says_so(
    qtbot: QtBot, sqlite_database: Database, tasks: Tasks, tmp_path: Path, people: dict[Role, int]
) -> None:
    desk = seat(sqlite_database, tasks, tmp_path, people[Role.MANAGER])
    dialog = shown(qtbot, desk)

    def somebody_else(within: int) -> None:
        with sqlite_database.write() as session:
            now = replace(ServiceLevelRule.read(session), within=within)
            define_service_level(session, now, by=people[Role.SUPERVISOR], now=MONDAY)
        dialog.hear({"Floor": None})
        read(qtbot, desk)

    assert dialog.set_by.text() == "As it was at first, or set before that was put on record."
    somebody_else(40)
    assert dialog.within.value() == 40
    assert dialog.set_by.text() == "Set by supervisor on 2 Mar 2026 10:00."
    dialog.aim.setValue(95)
    somebody_else(50)
    assert (dialog.within.value(), dialog.aim.value()) == (40, 95)
    assert dialog.set_by.text() == (
        "In force: Service level = answered within 40 s ÷ offered; aim 80%. Set by supervisor on 2 Mar 2026 10:00."
    )
    dialog.save.click()
    qtbot.waitUntil(dialog.banner.isVisible, timeout=READING_MS)
    assert rule(sqlite_database).within == 50
    dialog.hear({"Ticket": None})
    assert not desk.tasks.busy()
