"""Groups of a table: headings with their counts, collapsed and expanded by keyboard and mouse, painted and spoken."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.views.table.model import TableModel, dragged_ids
from app.views.table.view import TableView
from app.views.theme import Mark, Mode, Theme, colour
from tests.views.table.rows import MIME_TYPE, MOMENT, outline, sizes, table_of

DISPLAY, ACCESSIBLE = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole
PEOPLE = sizes((1, "Anna", 5), (2, "王晓梅", 3), (3, "Oliver", -1), (4, "李建国", 3), (5, "anna maria", 9), (6, "", 7))


@pytest.fixture
def table(qapp: QApplication) -> Iterator[TableModel]:
    """Six people by size, grouped by it: smaller than the hour, which is two, and the others."""
    found = table_of(PEOPLE)
    tester = QAbstractItemModelTester(found, QAbstractItemModelTester.FailureReportingMode.Fatal)
    found.group("size")
    yield found
    del tester


@pytest.fixture
def view(table: TableModel, qtbot: QtBot) -> TableView:
    """Their view, on screen."""
    found = TableView(table, sorted_by="size", wide="name")
    qtbot.addWidget(found)
    found.resize(500, 300)
    found.show()
    qtbot.waitExposed(found)
    return found


def current(view: TableView, table: TableModel) -> int:
    """The id of the row that the keyboard is on."""
    return table.id_at(view.currentIndex().row())


def lead_to(view: TableView, table: TableModel, row: int) -> None:
    """Put the keyboard on a row."""
    view.setCurrentIndex(table.index(row, 0))


def click(view: TableView, table: TableModel, row: int) -> None:
    """Click on a row."""
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(table.index(row, 1)).center() + QPoint(20, 0)
    )


def colours(view: TableView, row: int) -> set[str]:
    """The colours in a row of the viewport."""
    image, rect = view.viewport().grab().toImage(), view.visualRect(view.model().index(row, 0))
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(rect.top(), rect.bottom())}


def test_groups_come_in_the_order_of_their_column_and_are_sorted_inside(table: TableModel) -> None:
    assert outline(table) == ["Small (1)", 3, "Large (5)", 2, 4, 1, 6, 5]
    table.sort(1, Qt.SortOrder.DescendingOrder)
    assert outline(table) == ["Small (1)", 3, "Large (5)", 2, 4, 5, 1, 6]
    assert table.grouped_by() == "size"
    table.group(None)
    assert outline(table) == [2, 4, 3, 5, 1, 6]
    assert table.grouped_by() is None


def test_words_are_grouped_without_their_case_in_order_and_no_word_comes_last(table: TableModel) -> None:
    table.group("name")
    assert outline(table) == ["A (1)", 1, "a (1)", 5, "O (1)", 3, "李 (1)", 4, "王 (1)", 2, "Nobody (1)", 6]


def test_a_column_without_groups_is_refused(table: TableModel) -> None:
    with pytest.raises(KeyError):
        table.group("weight")


def test_search_and_filter_leave_only_groups_that_have_rows(table: TableModel) -> None:
    table.search("anna")
    assert outline(table) == ["Large (2)", 1, 5]
    assert (table.found(), table.total()) == (2, 6)
    table.collapse(0, True)
    assert outline(table) == ["+ Large (2)"]
    assert table.found() == 2
    table.search("")
    assert outline(table) == ["Small (1)", 3, "+ Large (5)"]


def test_rows_change_their_group_as_time_goes_on_and_by_updates(table: TableModel) -> None:
    table.tick(replace(MOMENT, now=MOMENT.now + timedelta(hours=2)))
    assert outline(table) == ["Small (3)", 3, 2, 4, "Large (3)", 1, 6, 5]
    table.update_rows(sizes((5, "anna maria", 0), (7, "Zoe", 4)), gone=[3])
    assert outline(table) == ["Small (3)", 5, 2, 4, "Large (3)", 7, 1, 6]


def test_a_group_stays_collapsed_through_updates_and_is_told_when_its_count_changes(table: TableModel) -> None:
    table.collapse(2, True)
    told: list[tuple[int, int]] = []
    table.dataChanged.connect(lambda first, last, roles: told.append((first.row(), last.row())))
    table.update_rows(sizes((8, "Bea", 6)), gone=[1, 2])
    assert outline(table) == ["Small (1)", 3, "+ Large (4)"]
    assert told == [(2, 2)]
    table.set_rows(sizes((9, "Ada", 9)))
    assert outline(table) == ["+ Large (1)"]


def test_a_heading_is_no_row_that_could_be_chosen_or_dragged(table: TableModel) -> None:
    heading, row = table.index(0, 0), table.index(1, 0)
    assert not table.flags(heading) & (Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
    assert dragged_ids(table.mimeData([heading, row]), MIME_TYPE) == [3]
    assert table.row_of(table.id_at(2)) == 2
    assert table.row_of(-99) == -1


def test_a_heading_says_label_count_and_whether_it_is_collapsed(table: TableModel) -> None:
    assert table.data(table.index(2, 0), DISPLAY) == "Large (5)"
    assert table.data(table.index(2, 1), DISPLAY) is None
    assert table.data(table.index(2, 1), ACCESSIBLE) == "Large, 5, expanded"
    table.collapse(2, True)
    assert table.data(table.index(2, 1), ACCESSIBLE) == "Large, 5, collapsed"


def test_what_is_selected_is_without_headings_and_outlives_grouping(view: TableView, table: TableModel) -> None:
    view.selectAll()
    assert view.selected_ids() == [3, 2, 4, 1, 6, 5]
    view.select_ids([4, 6])
    table.group("name")
    assert sorted(view.selected_ids()) == [4, 6]
    table.group(None)
    assert view.selected_ids() == [4, 6]
    assert current(view, table) == 4


def test_left_and_right_collapse_and_expand_and_lead_to_the_heading(view: TableView, table: TableModel) -> None:
    lead_to(view, table, 4)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.currentIndex().row() == 2
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert outline(table) == ["Small (1)", 3, "+ Large (5)"]
    assert view.currentIndex().row() == 2
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert outline(table) == ["Small (1)", 3, "Large (5)", 2, 4, 1, 6, 5]
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert (current(view, table), view.selected_ids()) == (2, [2])


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_toggle_a_heading_and_open_nothing(view: TableView, table: TableModel, key: Qt.Key) -> None:
    opened: list[int] = []
    view.opened.connect(opened.append)
    lead_to(view, table, 0)
    QTest.keyClick(view, key)
    assert outline(table)[0] == "+ Small (1)"
    QTest.keyClick(view, key)
    assert outline(table)[0] == "Small (1)"
    view.activated.emit(table.index(0, 0))
    assert (outline(table)[0], opened) == ("+ Small (1)", [])


def test_with_shift_left_and_right_are_for_all_groups(view: TableView, table: TableModel) -> None:
    lead_to(view, table, 4)
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert outline(table) == ["+ Small (1)", "+ Large (5)"]
    assert view.currentIndex().row() == 1
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert outline(table) == ["Small (1)", 3, "Large (5)", 2, 4, 1, 6, 5]


def test_without_groups_the_arrows_are_qts(view: TableView, table: TableModel) -> None:
    table.group(None)
    view.setCurrentIndex(table.index(2, 1))
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert (view.currentIndex().row(), view.currentIndex().column()) == (2, 0)


def test_a_click_on_a_heading_toggles_it_and_leaves_the_selection(view: TableView, table: TableModel) -> None:
    view.select_ids([3])
    click(view, table, 2)
    assert outline(table) == ["Small (1)", 3, "+ Large (5)"]
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(table.index(2, 0)).center())
    assert outline(table) == ["Small (1)", 3, "Large (5)", 2, 4, 1, 6, 5]
    assert (view.selected_ids(), view.currentIndex().row()) == ([3], 2)
    click(view, table, 3)
    assert view.selected_ids() == [2]


def test_rows_that_are_hidden_by_their_heading_are_no_longer_selected(view: TableView, table: TableModel) -> None:
    view.select_ids([3, 4])
    table.collapse(2, True)
    assert view.selected_ids() == [3]
    table.collapse(2, False)
    assert view.selected_ids() == [3]


def test_a_heading_is_painted_as_a_band_in_both_themes(view: TableView, theme: Theme, qtbot: QtBot) -> None:
    for mode in (Mode.LIGHT, Mode.DARK):
        theme.switch(mode)
        qtbot.waitUntil(lambda: view.palette() == QApplication.palette())
        band = QApplication.palette().color(QPalette.ColorRole.Button).name()
        assert {band, colour(Mark.SOON).name()} <= colours(view, 0)
        assert band not in colours(view, 1)
        assert QApplication.palette().color(QPalette.ColorRole.Text).name() in colours(view, 2)


def test_what_a_heading_says_stays_in_sight_when_the_columns_are_scrolled(view: TableView) -> None:
    view.resize(120, 300)
    before = view.viewport().grab(view.visualRect(view.model().index(0, 0))).toImage()
    view.horizontalScrollBar().setValue(60)
    assert view.horizontalOffset() > 0
    rect = view.visualRect(view.model().index(0, 0))
    assert view.viewport().grab(rect.translated(-rect.left(), 0)).toImage() == before
