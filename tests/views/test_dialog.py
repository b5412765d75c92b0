"""What all dialogs have in common: the order of their parts, and which button Enter presses."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.services.database import Database
from app.views.dialog import Dialog
from app.views.tasks import Tasks
from tests.views.desks import desk_on


class Question(Dialog):
    """Something to fill in, a way out, and what acts."""

    title = "Save view"

    def __init__(self, database: Database, tasks: Tasks, folder: Path) -> None:
        super().__init__(desk_on(database, tasks, folder))
        self.field, self.other, self.leave, self.ok = QLineEdit(), QPushButton(), QPushButton(), QPushButton()
        self.pressed: list[QPushButton] = []
        for button in (self.other, self.leave, self.ok):
            button.clicked.connect(lambda _=False, button=button: self.pressed.append(button))
        self.lay_out(self.field, left=[self.other], right=[self.leave, self.ok])


@pytest.fixture
def question(qtbot: QtBot, sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Question:
    """The dialog on screen, with the keyboard."""
    found = Question(sqlite_database, tasks, tmp_path)
    qtbot.addWidget(found)
    found.show()
    qtbot.waitExposed(found)
    found.activateWindow()
    return found


def test_the_button_that_acts_is_the_last_one_below_the_fields(question: Question) -> None:
    question.resize(500, 300)
    buttons = question.other, question.leave, question.ok
    assert [button.x() for button in buttons] == sorted(button.x() for button in buttons)
    assert question.other.x() < 100 < 300 < question.leave.x()
    assert all(button.y() > question.height() / 2 > question.field.y() for button in buttons)


def test_enter_in_a_field_acts_and_on_another_button_does_what_that_says(question: Question) -> None:
    question.field.setFocus()
    QTest.keyClick(question.field, Qt.Key.Key_Return)
    assert question.pressed == [question.ok]
    question.leave.setFocus()
    QTest.keyClick(question.leave, Qt.Key.Key_Return)
    assert question.pressed == [question.ok, question.leave]
