"""The dialog of the tags: found by letters, renamed for all, merged by the name of another one."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.people import Role
from app.models.ticket import Ticket
from app.services.assessment.tags import list_tags, put_on
from app.services.database import Database
from app.views.dialogs.tags import TagList
from app.views.i18n import Language
from app.views.tasks import Tasks
from tests.builders import MONDAY, new_ticket, open_floor, person
from tests.views.desks import desk_on
from tests.views.panes.case_room import speak
from tests.views.walk import cut_off, untranslated


def settle(qtbot: QtBot, tasks: Tasks) -> None:
    for _ in range(2):
        qtbot.waitUntil(lambda: not tasks._under_way)
        QCoreApplication.processEvents()


@pytest.fixture
def dialog(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> TagList:
    """Two tags, of which one is on two complaints, and a team lead in front."""
    rulebook = open_floor(sqlite_database)
    tickets = [new_ticket(sqlite_database, rulebook).id for _ in range(2)]
    with sqlite_database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        found = [session.get_one(Ticket, id_) for id_ in tickets]
        put_on(session, found, "慢", person_id=lead, now=MONDAY)
        put_on(session, found[:1], "太慢", person_id=lead, now=MONDAY)
    dialog = TagList(desk_on(sqlite_database, tasks, tmp_path, me=lambda: lead))
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, tasks)
    return dialog


def tags(dialog: TagList) -> dict[str, int]:
    with dialog.desk.database.read() as session:
        return {each.name: each.tickets for each in list_tags(session)}


def test_a_tag_gets_the_name_of_another_one_and_is_one_with_it(qtbot: QtBot, tasks: Tasks, dialog: TagList) -> None:
    assert dialog.picker.lines() == ["慢", "太慢"]
    dialog.picker.field.setText("太")
    QTest.keyClick(dialog.picker.field, Qt.Key.Key_Return)
    assert dialog.name.text() == "太慢"
    assert not dialog.rename.isEnabled()
    dialog.name.setText("慢")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    settle(qtbot, tasks)
    assert tags(dialog) == {"慢": 2}
    dialog.picker.field.clear()
    assert dialog.picker.lines() == ["慢"]


def test_a_name_that_is_none_is_refused_in_words(qtbot: QtBot, tasks: Tasks, dialog: TagList) -> None:
    dialog.picker.take()
    dialog.name.setText("a, b")
    dialog.rename.click()
    settle(qtbot, tasks)
    assert dialog.banner.isVisible()
    assert dialog.name.text() == "a, b"


@pytest.mark.parametrize("code", ["en", "zh"])
def test_all_of_it_is_in_the_language_and_has_room(dialog: TagList, language: Language, code: str) -> None:
    speak(language, code)
    assert cut_off(dialog) == []
    if code == "zh":
        assert untranslated(dialog) == []
