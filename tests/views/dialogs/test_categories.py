"""The dialog of the category tree: every edit by keyboard and mouse, on record at once, and refused in words."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.models.people import Role
from app.models.ticket import Ticket
from app.services.assessment.categories import add_category, read_tree, retire_category
from app.services.database import Database
from app.services.handling.category_edits import mark_category
from app.views.dialogs.categories import Categories
from app.views.dialogs.import_rows import ImportRows
from app.views.dialogs.pick_category import PickCategory
from app.views.i18n import Language
from app.views.tasks import Tasks
from tests.builders import MONDAY, new_ticket, open_floor, person
from tests.views.desks import desk_on
from tests.views.panes.case_room import speak
from tests.views.walk import cut_off, untranslated

MOVE = Qt.DropAction.MoveAction


class Tree:
    """The dialog on a floor with two branches, and the manager in front of it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path, role: Role = Role.MANAGER) -> None:
        self.qtbot, self.tasks, self.database = qtbot, tasks, database
        self.rulebook = open_floor(database)
        self.ids: dict[str, int] = {}
        with database.write() as session:
            manager, self.me = person(session, Role.MANAGER).id, person(session, role).id
            for path in ("Billing", "Billing / Fees", "Billing / Refunds", "Goods"):
                parent, _, name = path.rpartition(" / ")
                self.ids[path] = add_category(session, name, self.ids.get(parent), by=manager).id
        self.desk = desk_on(database, tasks, folder, me=lambda: self.me)
        self.dialog = Categories(self.desk)
        qtbot.addWidget(self.dialog)
        self.dialog.show()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks._under_way)
        QCoreApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.tasks._under_way)

    def choose(self, path: str) -> None:
        self.dialog.tree.choose(self.ids[path])

    def paths(self) -> list[str]:
        with self.database.read() as session:
            return [each.path for each in read_tree(session, None).rows]

    def seen(self) -> list[str]:
        """The names as they stand in the tree."""
        model, found = self.dialog.model, list[str]()

        def walk(parent: QModelIndex) -> None:
            for row in range(model.rowCount(parent)):
                index = model.index(row, 0, parent)
                found.append(str(index.data()))
                walk(index)

        walk(QModelIndex())
        return found

    def answer(self, act: str) -> None:
        """Press a button of the question that is open."""
        box = next(each for each in self.dialog.findChildren(QMessageBox) if each.isVisible())
        next(each for each in box.findChildren(QPushButton) if act in each.text()).click()
        self.settle()


@pytest.fixture
def tree(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> Tree:
    return Tree(qtbot, tasks, sqlite_database, tmp_path)


def test_the_tree_is_there_with_what_is_open_below_each(tree: Tree) -> None:
    new_ticket(tree.database, tree.rulebook, category_id=tree.ids["Billing / Fees"])
    tree.dialog.hear({"Ticket": frozenset({1})})
    tree.qtbot.waitUntil(lambda: tree.dialog.model.open_below(tree.ids["Billing"]) == 1)
    assert tree.seen() == ["Billing", "Fees", "Refunds", "Goods"]
    index = tree.dialog.model.index_of(tree.ids["Billing"])
    assert index.siblingAtColumn(1).data() == "1"
    QAbstractItemModelTester(tree.dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_names_are_added_above_and_below_and_changed(tree: Tree) -> None:
    dialog = tree.dialog
    QTest.keyClicks(dialog.name, "Service")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    tree.settle()
    chosen = dialog.tree.chosen()
    assert chosen
    assert chosen.path == "Service"
    dialog.name.setText("Hotline")
    dialog.add_below.click()
    tree.settle()
    next(key for key in dialog.tree.findChildren(QShortcut) if key.key() == QKeySequence("F2")).activated.emit()
    assert dialog.name.text() == "Hotline"
    dialog.name.setText("Chat")
    dialog.rename.click()
    tree.settle()
    assert tree.paths()[-2:] == ["Service", "Service / Chat"]


def test_a_refusal_stays_until_the_next_try_and_keeps_the_name(tree: Tree) -> None:
    tree.dialog.name.setText("goods")
    tree.dialog.add.click()
    tree.settle()
    assert tree.dialog.banner.isVisible()
    assert tree.dialog.name.text() == "goods"


@pytest.mark.parametrize(
    ("moved", "into", "row", "paths"),
    [
        ("Billing / Fees", "Goods", -1, ["Billing", "Billing / Refunds", "Goods", "Goods / Fees"]),
        ("Billing / Fees", "Billing", 2, ["Billing", "Billing / Refunds", "Billing / Fees", "Goods"]),
        ("Goods", "", 0, ["Goods", "Billing", "Billing / Fees", "Billing / Refunds"]),
    ],
)
def test_categories_are_dragged(tree: Tree, moved: str, into: str, row: int, paths: list[str]) -> None:
    model = tree.dialog.model
    data = model.mimeData([model.index_of(tree.ids[moved])])
    assert not model.dropMimeData(data, MOVE, row, 0, model.index_of(tree.ids.get(into)))
    tree.settle()
    assert tree.paths() == paths
    assert tree.dialog.tree.chosen() is not None


def test_categories_are_moved_by_keys(tree: Tree) -> None:
    for path, key, paths in (
        ("Goods", Qt.Key.Key_Up, ["Goods", "Billing", "Billing / Fees", "Billing / Refunds"]),
        ("Goods", Qt.Key.Key_Down, ["Billing", "Billing / Fees", "Billing / Refunds", "Goods"]),
        ("Goods", Qt.Key.Key_Right, ["Billing", "Billing / Fees", "Billing / Refunds", "Billing / Goods"]),
        ("Goods", Qt.Key.Key_Left, ["Billing", "Billing / Fees", "Billing / Refunds", "Goods"]),
        ("Billing", Qt.Key.Key_Left, ["Billing", "Billing / Fees", "Billing / Refunds", "Goods"]),
    ):
        tree.choose(path)
        tree.dialog.tree.shift(key.name.removeprefix("Key_"))
        tree.settle()
        assert tree.paths() == paths


def test_a_category_is_retired_and_brought_back(tree: Tree) -> None:
    tree.choose("Billing")
    tree.dialog.retire.click()
    tree.settle()
    assert "Billing (retired)" in tree.seen()
    assert tree.dialog.retire.text() == "B&ring back"
    tree.dialog.retire.click()
    tree.settle()
    assert "Billing" in tree.seen()


def test_a_mark_is_asked_about_where_complaints_are_open(tree: Tree) -> None:
    ticket = new_ticket(tree.database, tree.rulebook, category_id=tree.ids["Billing / Fees"])
    tree.dialog.hear(None)
    tree.qtbot.waitUntil(lambda: tree.dialog.model.open_below(tree.ids["Billing"]) == 1)
    tree.choose("Goods")
    tree.dialog.mark.click()
    tree.settle()
    tree.choose("Billing")
    tree.dialog.mark.click()
    tree.answer("Leave")
    assert tree.dialog.mark.text() == "Mark as &high risk"
    tree.dialog.mark.click()
    tree.answer("Mark")
    assert tree.dialog.mark.text() == "Unmark &high risk"
    with tree.database.read() as session:
        assert session.get_one(Ticket, ticket.id).high_risk
        assert [each.risky for each in read_tree(session, None).rows] == [True] * 4


def test_two_categories_become_one_when_that_has_been_asked(tree: Tree) -> None:
    tree.choose("Billing")
    tree.dialog.merge.click()
    tree.settle()
    asked = next(iter(tree.dialog.findChildren(PickCategory)))
    asked.picker.field.setText("goods")
    QTest.keyClick(asked.picker.field, Qt.Key.Key_Return)
    tree.answer("Merge")
    assert tree.paths() == ["Goods", "Goods / Fees", "Goods / Refunds"]


def test_a_search_shows_what_fits_and_where_it_lies(tree: Tree) -> None:
    tree.dialog.search.setText("ref")
    assert tree.seen() == ["Billing", "Refunds"]
    assert not tree.dialog.model.movable
    tree.dialog.search.setText("nothing")
    assert tree.dialog.nothing.isVisible()
    tree.dialog.search.clear()
    assert len(tree.seen()) == 4


def test_a_tree_is_imported_by_the_one_road_of_files(tree: Tree) -> None:
    tree.dialog.bring.click()
    asked = next(iter(tree.dialog.findChildren(ImportRows)))
    assert asked.kind.currentData() == "categories"
    asked.reject()
    tree.settle()


def test_who_may_not_edit_reads_only(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> None:
    dialog = Tree(qtbot, tasks, sqlite_database, tmp_path, Role.AGENT).dialog
    dialog.name.setText("New")
    dialog.tree.choose(1)
    buttons = (dialog.add, dialog.add_below, dialog.rename, dialog.mark, dialog.merge, dialog.retire, dialog.bring)
    assert not any(each.isEnabled() for each in buttons)
    assert not dialog.model.flags(dialog.model.index_of(1)) & Qt.ItemFlag.ItemIsDragEnabled


@pytest.mark.parametrize("code", ["en", "zh"])
def test_all_of_it_is_in_the_language_and_has_room(tree: Tree, language: Language, code: str) -> None:
    with tree.database.write() as session:
        manager = person(session, Role.MANAGER).id
        mark_category(session, tree.rulebook, tree.ids["Goods"], True, by=manager, now=MONDAY)
        retire_category(session, tree.ids["Billing"], by=manager)
    speak(language, code)
    tree.dialog.hear(None)
    tree.settle()
    assert cut_off(tree.dialog) == []
    if code == "zh":
        assert untranslated(tree.dialog) == []
    tree.dialog.reject()
