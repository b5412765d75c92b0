"""What dialogs that edit a list have in common: others change it meanwhile, a hurried hand, another row chosen."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.models.people import Role
from app.services.database import Database
from app.services.handling.departments import read_departments, save_department
from app.views.dialogs.departments import Departments
from app.views.tasks import Tasks
from tests.builders import open_floor, person
from tests.services.handling.asked import LOGISTICS, department
from tests.views.desks import desk_on


class Editor:
    """The departments as they are edited, with one of them on record."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path) -> None:
        self.qtbot, self.tasks, self.database = qtbot, tasks, database
        open_floor(database)
        with database.read() as session:
            self.me = person(session, Role.MANAGER).id
        self.id = department(database)
        self.dialog = Departments(desk_on(database, tasks, folder, me=lambda: self.me))
        qtbot.addWidget(self.dialog)
        self.dialog.show()
        self.settle()

    def settle(self) -> None:
        """Wait until all that was begun has been delivered."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy())

    def names(self) -> list[str]:
        """The lines of the list."""
        return [self.dialog.list.item(place).text() for place in range(self.dialog.list.count())]

    def another(self, name: str) -> None:
        """Let somebody else add a department."""
        with self.database.write() as session:
            save_department(session, replace(LOGISTICS, code=name, name=name), person_id=self.me)

    def rename(self, name: str) -> None:
        """Let somebody else change the department that is on record."""
        with self.database.write() as session:
            (row,) = read_departments(session)
            form = replace(row.form, name=name)
            save_department(session, form, department_id=row.id, version=row.version, person_id=self.me)


@pytest.fixture
def editor(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> Editor:
    """A dialog on an embedded database."""
    return Editor(qtbot, tasks, sqlite_database, tmp_path)


def test_what_others_add_is_listed_beside_what_is_typed(editor: Editor) -> None:
    editor.dialog.texts["deputy_name"].setText("吴磊")
    editor.another("财务部")
    editor.dialog.hear({"Ticket": frozenset({1})})
    editor.settle()
    assert len(editor.names()) == 1
    editor.dialog.hear({"Department": frozenset({2})})
    editor.settle()
    assert "财务部" in editor.names()
    assert editor.dialog.texts["deputy_name"].text() == "吴磊"
    assert editor.dialog.list.currentItem().text() == LOGISTICS.name


def test_a_row_is_not_saved_over_what_somebody_else_changed_meanwhile(editor: Editor) -> None:
    editor.dialog.texts["deputy_name"].setText("吴磊")
    editor.rename("物流与仓储部")
    editor.dialog.hear(None)
    editor.settle()
    assert editor.names() == ["物流与仓储部"]
    editor.dialog.save.click()
    editor.settle()
    assert editor.dialog.refusal.isVisible()
    assert editor.dialog.texts["deputy_name"].text() == "吴磊"
    with editor.database.read() as session:
        assert read_departments(session)[0].form.name == "物流与仓储部"


def test_a_hurried_hand_saves_a_new_row_once(editor: Editor) -> None:
    editor.dialog.new.click()
    for name, text in (("name", "财务部"), ("code", "finance"), ("contact_email", "a@finance.example")):
        editor.dialog.texts[name].setText(text)
    for _ in range(2):
        editor.dialog.save.click()
    editor.settle()
    assert editor.dialog.refusal.isHidden()
    assert editor.names().count("财务部") == 1
    assert editor.dialog.save.isEnabled()


def test_what_was_saved_does_not_take_the_place_of_another_row_that_was_chosen_meanwhile(editor: Editor) -> None:
    editor.another("财务部")
    editor.dialog.hear(None)
    editor.settle()
    first, second = (editor.names().index(name) for name in (LOGISTICS.name, "财务部"))
    editor.dialog.list.setCurrentRow(first)
    editor.dialog.save.click()
    editor.dialog.list.setCurrentRow(second)
    editor.settle()
    assert editor.dialog.texts["name"].text() == "财务部"
    assert editor.dialog.list.currentRow() == second


def answer(editor: Editor, words: str) -> None:
    """Say something to what is asked before something typed is given up."""
    question = next(each for each in editor.dialog.findChildren(QMessageBox) if each.isVisible())
    next(each for each in question.buttons() if words in each.text()).click()


@pytest.mark.parametrize("way", ["another", "new", "close"])
def test_what_is_typed_is_not_given_up_without_a_question(editor: Editor, way: str) -> None:
    editor.another("财务部")
    editor.dialog.hear(None)
    editor.settle()
    here = editor.names().index(LOGISTICS.name)
    editor.dialog.list.setCurrentRow(here)
    editor.dialog.texts["deputy_name"].setText("王芳")
    leave = {
        "another": lambda: editor.dialog.list.setCurrentRow(1 - here),
        "new": editor.dialog.new.click,
        "close": editor.dialog.close_it.click,
    }[way]
    leave()
    answer(editor, "Go on writing")
    assert editor.dialog.texts["deputy_name"].text() == "王芳"
    assert (editor.dialog.isVisible(), editor.dialog.list.currentRow()) == (True, here)
    leave()
    answer(editor, "Discard")
    assert editor.dialog.texts["deputy_name"].text() != "王芳" or not editor.dialog.isVisible()


def test_where_nothing_is_typed_nothing_is_asked(editor: Editor) -> None:
    editor.dialog.new.click()
    assert editor.dialog.texts["name"].text() == ""
    editor.dialog.list.setCurrentRow(0)
    assert editor.dialog.texts["name"].text() == LOGISTICS.name
    editor.dialog.close_it.click()
    assert not editor.dialog.isVisible()
    assert editor.dialog.findChildren(QMessageBox) == []
