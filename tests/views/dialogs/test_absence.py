"""Absence and digest: everybody says it of themselves, who leads says it of others, and it holds as it was said."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update

from app.models.people import Absence, Person, Role, Team
from app.services.absences import Hearing, HearingRightsError, hearings, leave, set_hearing
from app.services.database import Database
from app.views.dialogs.absence import AbsenceDialog
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
    """Who works on an open floor: one person of each role; agent and team lead are of one team."""
    open_floor(sqlite_database)
    with sqlite_database.write() as session:
        team = session.scalars(select(Team.id)).first()
        session.execute(update(Person).where(Person.role.in_((Role.AGENT, Role.TEAM_LEAD))).values(team_id=team))
        return {role: person(session, role).id for role in Role}


def shown(qtbot: QtBot, desk: Desk, person_id: int | None = None) -> AbsenceDialog:
    """The dialog as people see it, with what it has read."""
    dialog = AbsenceDialog(desk, None, person_id)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not desk.tasks.busy(), timeout=READING_MS)
    return dialog


def seat(database: Database, tasks: Tasks, folder: Path, person_id: int | None) -> Desk:
    return desk_on(database, tasks, folder, me=lambda: person_id, notices=Notices())


def test_somebody_says_when_they_are_back_who_stands_in_and_how_often_they_hear(
    qtbot: QtBot,
    sqlite_database: Database,
    tasks: Tasks,
    tmp_path: Path,
    people: dict[Role, int],
    language: Language,
    theme: Theme,
) -> None:
    agent = people[Role.AGENT]
    desk = seat(sqlite_database, tasks, tmp_path, agent)
    dialog = shown(qtbot, desk)
    assert [dialog.person.itemData(row) for row in range(dialog.person.count())] == [agent]
    assert not dialog.until.isEnabled()
    dialog.away.setCurrentIndex(2)
    dialog.until.setDateTime(QDateTime(2026, 3, 9, 9, 30, 0))
    dialog.reason.setText("leave")
    dialog.deputy.setCurrentIndex(dialog.deputy.findData("supervisor"))
    dialog.digest.setCurrentIndex(dialog.digest.findData(60))
    assert_fits_a_small_screen(dialog)
    assert_looks_right(qtbot, dialog, language, theme, "absence", names=["agent", "leave"])
    with qtbot.waitSignal(desk.notices.changed, timeout=READING_MS):
        dialog.save.click()
    back = MONDAY + timedelta(days=7, minutes=-30)
    with sqlite_database.read() as session:
        (row,) = hearings(session, by=agent, now=MONDAY)
    assert row.hearing == Hearing(True, back, "leave", "supervisor", 60)
    # What is there stands there when it is opened again; what is not touched goes on.
    dialog = shown(qtbot, desk)
    assert (dialog.away.currentIndex(), dialog.reason.text(), dialog.digest.currentData()) == (2, "leave", 60)
    with qtbot.waitSignal(desk.notices.changed, timeout=READING_MS):
        dialog.save.click()
    with sqlite_database.read() as session:
        assert session.query(Absence).count() == 1
    dialog = shown(qtbot, desk)
    dialog.away.setCurrentIndex(0)
    with qtbot.waitSignal(desk.notices.changed, timeout=READING_MS):
        dialog.save.click()
    with sqlite_database.read() as session:
        assert session.query(Absence).one().ended_at == MONDAY


@pytest.mark.parametrize(
    ("sits", "may"),
    [
        (None, []),
        (Role.AGENT, [Role.AGENT]),
        (Role.TEAM_LEAD, [Role.TEAM_LEAD, Role.AGENT]),
        (Role.MANAGER, [Role.MANAGER, Role.AGENT, Role.TEAM_LEAD, Role.SUPERVISOR, Role.ADMINISTRATOR]),
    ],
)
def test_who_leads_says_it_of_others_and_nobody_else_does(
    sqlite_database: Database, people: dict[Role, int], sits: Role | None, may: list[Role]
) -> None:
    by = people[sits] if sits else None
    with sqlite_database.write() as session:
        assert [row.role for row in hearings(session, by=by, now=MONDAY)] == may
        for role in Role:
            if role in may:
                set_hearing(session, people[role], Hearing(digest_minutes=30), by=by, now=MONDAY)
            else:
                with pytest.raises(HearingRightsError):
                    set_hearing(session, people[role], Hearing(), by=by, now=MONDAY)


def test_a_team_lead_opens_it_for_somebody_and_a_refusal_is_said(
    qtbot: QtBot, sqlite_database: Database, tasks: Tasks, tmp_path: Path, people: dict[Role, int]
) -> None:
    with sqlite_database.write() as session:
        leave(session, [people[Role.AGENT]], now=MONDAY)
    dialog = shown(qtbot, seat(sqlite_database, tasks, tmp_path, people[Role.TEAM_LEAD]), people[Role.AGENT])
    assert (dialog.person.currentData(), dialog.away.currentIndex()) == (people[Role.AGENT], 1)
    dialog.away.setCurrentIndex(2)
    dialog.until.setDateTime(QDateTime(2026, 3, 1, 9, 0, 0))
    dialog.save.click()
    qtbot.waitUntil(dialog.banner.isVisible, timeout=READING_MS)
    assert dialog.isVisible()
    assert dialog.save.isEnabled()


def test_of_somebody_else_it_says_who_may_say_it(
    qtbot: QtBot,
    sqlite_database: Database,
    tasks: Tasks,
    tmp_path: Path,
    people: dict[Role, int],
    language: Language,
    theme: Theme,
) -> None:
    dialog = shown(qtbot, seat(sqlite_database, tasks, tmp_path, people[Role.AGENT]), people[Role.SUPERVISOR])
    qtbot.waitUntil(dialog.banner.isVisible, timeout=READING_MS)
    assert not dialog.fields.isVisible()
    assert not dialog.save.isEnabled()
    assert_looks_right(qtbot, dialog, language, theme, "absence-refused")


def test_where_nobody_sits_it_says_what_to_do_first(
    qtbot: QtBot,
    sqlite_database: Database,
    tasks: Tasks,
    tmp_path: Path,
    people: dict[Role, int],
    language: Language,
    theme: Theme,
) -> None:
    dialog = shown(qtbot, seat(sqlite_database, tasks, tmp_path, None))
    assert dialog.nobody.isVisible()
    assert not dialog.save.isEnabled()
    assert_looks_right(qtbot, dialog, language, theme, "absence-nobody")
