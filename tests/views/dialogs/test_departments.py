"""The dialogs of departments and of notice templates: adding, changing, what is refused, and how they look."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.department import Department
from app.models.message import TextTemplate
from app.models.people import Role
from app.services.database import Database
from app.services.handling.departments import read_departments
from app.views.dialogs.departments import Departments
from app.views.dialogs.message_templates import MessageTemplates
from app.views.i18n import Language
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import new_ticket, open_floor, person
from tests.services.handling.asked import LOGISTICS, asked, department
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

NAMES = (
    "Acknowledgement",
    "Progress",
    "Result",
    "Survey",
    "English",
    "agent",
    "manager",
    "{",
    "supervisor",
    "We have received",
)


class Floor:
    """A floor with a dialog on screen; the manager sits in front of it unless somebody else is named."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path) -> None:
        self.qtbot, self.tasks, self.database = qtbot, tasks, database
        self.rulebook = open_floor(database)
        with database.read() as session:
            self.people = {role: person(session, role).id for role in Role}
        self.role = Role.MANAGER
        self.desk = desk_on(database, tasks, folder, me=lambda: self.people[self.role])

    def settle(self) -> None:
        """Wait until all that was begun has been delivered."""
        self.qtbot.waitUntil(lambda: not self.tasks._under_way)

    def departments(self) -> Departments:
        """Open the dialog of departments."""
        dialog = Departments(self.desk)
        self._show(dialog)
        return dialog

    def templates(self) -> MessageTemplates:
        """Open the dialog of templates."""
        dialog = MessageTemplates(self.desk)
        self._show(dialog)
        return dialog

    def _show(self, dialog: QWidget) -> None:
        self.qtbot.addWidget(dialog)
        dialog.show()
        self.settle()


@pytest.fixture
def floor(qtbot: QtBot, tasks: Tasks, database: Database, tmp_path: Path) -> Floor:
    """The dialogs on a database of each kind."""
    return Floor(qtbot, tasks, database, tmp_path)


@pytest.fixture
def own_floor(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> Floor:
    """The dialogs on an embedded database."""
    return Floor(qtbot, tasks, sqlite_database, tmp_path)


def fill(dialog: Departments, **texts: str) -> None:
    """Type into the form."""
    for name, text in texts.items():
        dialog.texts[name].setText(text)


def test_a_department_is_added_changed_and_retired(floor: Floor) -> None:
    dialog = floor.departments()
    assert dialog.empty.isVisible()
    assert not dialog.save.isEnabled()
    fill(dialog, name="物流部", code="logistics", contact_name="周敏", contact_email="zhou@logistics.example")
    dialog.save.click()
    floor.settle()
    assert dialog.list.item(0).text() == "物流部"
    fill(dialog, deputy_name="吴磊", deputy_email="wu@logistics.example")
    dialog.duties.setPlainText("查件、改派")
    dialog.save.click()
    floor.settle()
    dialog.away.click()
    floor.settle()
    assert dialog.list.item(0).text() == "物流部 · away"
    with floor.database.read() as session:
        (row,) = read_departments(session)
        assert (row.form.deputy_name, row.form.responsibilities, row.asked) == ("吴磊", "查件、改派", "吴磊")
    dialog.retire.click()
    floor.settle()
    assert dialog.list.count() == 0
    dialog.retired.setChecked(True)
    floor.settle()
    dialog.list.setCurrentRow(0)
    assert dialog.retire.text() == "&Bring back"
    dialog.retire.click()
    floor.settle()
    with floor.database.read() as session:
        assert session.query(Department).one().active


@pytest.mark.parametrize(
    ("texts", "refusal"),
    [
        ({"contact_email": ""}, "can be reached"),
        ({"contact_email": "no address"}, "not an e-mail address"),
        ({"name": "财" * 201}, "too long"),
    ],
)
def test_a_mistake_is_told_and_nothing_typed_is_lost(own_floor: Floor, texts: dict[str, str], refusal: str) -> None:
    dialog = own_floor.departments()
    given = {"name": "物流部", "code": "logistics", "contact_email": "zhou@logistics.example"} | texts
    fill(dialog, **given)
    dialog.save.click()
    own_floor.settle()
    assert refusal in dialog.refusal._text.text()
    assert dialog.texts["name"].text() == given["name"]
    with own_floor.database.read() as session:
        assert session.query(Department).count() == 0


def test_who_does_not_lead_changes_no_department_and_one_that_owes_answers_stays(own_floor: Floor) -> None:
    id_ = department(own_floor.database)
    asked(own_floor.database, own_floor.rulebook, new_ticket(own_floor.database, own_floor.rulebook), id_)
    dialog = own_floor.departments()
    assert dialog.list.item(0).text() == "物流部 (1 open)"
    dialog.retire.click()
    own_floor.settle()
    assert "still has 1 open" in dialog.refusal._text.text()
    own_floor.role = Role.AGENT
    dialog.save.click()
    own_floor.settle()
    assert "team leads and above" in dialog.refusal._text.text()


def test_a_template_is_written_with_fields_and_shown_as_it_reads(floor: Floor) -> None:
    dialog = floor.templates()
    assert dialog.list.count() == 8
    assert dialog.name.text() == "Acknowledgement"
    assert not dialog.code.isEnabled()
    dialog.new.click()
    dialog.name.setText("Delay")
    dialog.code.setText("delay")
    dialog.subject.setText("About {number}")
    dialog.field.setCurrentIndex(2)
    dialog.insert.click()
    assert dialog.text.toPlainText() == "{customer}"
    assert "About FW-1000123" in dialog.example.toPlainText()
    dialog.text.insertPlainText(" {telephone}")
    assert "There is no field telephone" in dialog.example.toPlainText()
    dialog.save.click()
    floor.settle()
    assert "There is no field telephone" in dialog.refusal._text.text()
    dialog.text.setPlainText("Dear {customer}, it takes longer.")
    dialog.save.click()
    floor.settle()
    assert dialog.list.count() == 9
    assert dialog.list.currentItem().text() == "Delay (English)"
    dialog.active.setChecked(False)
    dialog.save.click()
    floor.settle()
    with floor.database.read() as session:
        kept = session.query(TextTemplate).one()
        assert (kept.code, kept.active, kept.version) == ("delay", False, 2)


@pytest.mark.parametrize("name", ["departments", "templates"])
def test_the_dialogs_look_right(own_floor: Floor, language: Language, theme: Theme, name: str) -> None:
    if name == "departments":
        department(own_floor.database, replace(LOGISTICS, responsibilities="查件、改派、理赔"))
        department(own_floor.database, replace(LOGISTICS, code="finance", name="财务与结算服务中心（华东区）"))
    make: dict[str, Callable[[], Departments | MessageTemplates]] = {
        "departments": own_floor.departments,
        "templates": own_floor.templates,
    }
    dialog = make[name]()
    assert_looks_right(own_floor.qtbot, dialog, language, theme, f"dialog-{name}", names=NAMES)
    assert_fits_a_small_screen(dialog)
    dialog.new.click()
    assert_looks_right(own_floor.qtbot, dialog, language, theme, f"dialog-{name}-new", names=NAMES)
