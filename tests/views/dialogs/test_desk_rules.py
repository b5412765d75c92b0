"""The rules of the desk as text: what is wrong is said with its line, and nothing that was written is lost unasked."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.models.people import Role
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.handling.new_desk_rules import desk_rules_text
from app.views.dialogs.desk_rules import DeskRulesEditor
from app.views.i18n import Language
from app.views.tasks import Tasks
from tests.builders import new_ticket, open_floor, person
from tests.views.desks import desk_on
from tests.views.panes.case_room import speak
from tests.views.walk import cut_off, untranslated


class Rules:
    """The dialog on a floor with one open complaint."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path, role: Role) -> None:
        self.qtbot, self.tasks, self.database = qtbot, tasks, database
        self.ticket = new_ticket(database, open_floor(database))
        with database.read() as session:
            me = person(session, role).id
        self.dialog = DeskRulesEditor(desk_on(database, tasks, folder, me=lambda: me))
        qtbot.addWidget(self.dialog)
        self.dialog.show()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks._under_way)
        QCoreApplication.processEvents()

    def write(self, before: str, after: str) -> None:
        self.dialog.editor.setPlainText(self.dialog.editor.toPlainText().replace(before, after))
        self.dialog.check()

    def answer(self, act: str) -> None:
        """Press a button of the question that is open."""
        box = next(each for each in self.dialog.findChildren(QMessageBox) if each.isVisible())
        next(each for each in box.findChildren(QPushButton) if act in each.text()).click()
        self.settle()


@pytest.fixture
def rules(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> Rules:
    return Rules(qtbot, tasks, sqlite_database, tmp_path, Role.MANAGER)


def test_what_is_wrong_is_said_with_its_line(rules: Rules) -> None:
    rules.write("urgency = 25", "urgency = 24")
    assert rules.dialog.said.text().startswith("Line 6: ")
    assert not rules.dialog.apply.isEnabled()
    rules.dialog.show_line.click()
    assert rules.dialog.editor.textCursor().blockNumber() == 5
    rules.write("urgency = 24", "urgency = 25")
    assert rules.dialog.said.text() == "This is what is in force."


def test_new_rules_hold_when_that_has_been_asked(rules: Rules) -> None:
    rules.write('"scam"', '"scam", "heating"')
    rules.dialog.apply.click()
    rules.answer("Leave")
    assert rules.dialog.isVisible()
    rules.dialog.apply.click()
    rules.answer("Put")
    assert not rules.dialog.isVisible()
    with rules.database.read() as session:
        assert desk_rules_text(session, None).number == 2
        assert session.get_one(Ticket, rules.ticket.id).high_risk


def test_what_was_written_is_not_lost_unasked(rules: Rules) -> None:
    rules.write("half = 10", "half = 20")
    rules.dialog.reject()
    rules.answer("Stay")
    assert rules.dialog.isVisible()
    rules.dialog.reject()
    rules.answer("Leave")
    assert not rules.dialog.isVisible()


def test_who_may_not_change_rules_reads_them(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path
) -> None:
    dialog = Rules(qtbot, tasks, sqlite_database, tmp_path, Role.TEAM_LEAD).dialog
    assert dialog.editor.isReadOnly()
    assert not dialog.apply.isEnabled()
    assert "Managers" in dialog.about.text()


@pytest.mark.parametrize("code", ["en", "zh"])
def test_all_of_it_is_in_the_language_and_has_room(rules: Rules, language: Language, code: str) -> None:
    speak(language, code)
    assert cut_off(rules.dialog) == []
    if code == "zh":
        assert untranslated(rules.dialog) == []
