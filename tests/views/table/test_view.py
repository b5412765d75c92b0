"""The table view: real widgets, sorted by their headers, chosen by id, painted and counted down."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPaintEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.views.table.column import Moment
from app.views.table.model import TableModel
from app.views.table.view import TableView
from app.views.theme import Mark, Mode, Theme, colour
from tests.views.table.rows import MOMENT, shown, sizes, table_of

PEOPLE = sizes((1, "Anna", 5), (2, "王晓梅", 3), (3, "Oliver", -1), (4, "李建国", 3), (5, "<b>Mei</b>\nLin", 9))


@pytest.fixture
def table(qapp: QApplication) -> TableModel:
    """Five people by size."""
    return table_of(PEOPLE)


@pytest.fixture
def view(table: TableModel, qtbot: QtBot) -> TableView:
    """Their view, on screen."""
    found = TableView(table, sorted_by="size", wide="name")
    qtbot.addWidget(found)
    found.resize(500, 300)
    found.show()
    qtbot.waitExposed(found)
    return found


class Paintings(QObject):
    """Notes which parts of a widget are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[QRect] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            self.areas.append(event.rect())
        return False


def painted(view: TableView) -> QImage:
    """What is in the viewport."""
    return view.viewport().grab().toImage()


def colours(image: QImage, view: TableView, id_: int, column: int, table: TableModel) -> set[str]:
    """The colours in a cell."""
    rect = view.visualRect(table.index(table.row_of(id_), column))
    points = [(x, y) for x in range(rect.left(), rect.right()) for y in range(rect.top(), rect.bottom())]
    return {image.pixelColor(x, y).name() for x, y in points}


def role(which: QPalette.ColorRole) -> str:
    """A colour of the palette."""
    return QApplication.palette().color(which).name()


def test_a_click_on_a_header_sorts_and_another_one_turns_it_round(view: TableView, table: TableModel) -> None:
    header = view.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(1) + 30, header.height() // 2)
    seen = []
    for _ in range(2):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        seen.append((header.sortIndicatorOrder(), shown(table)))
    assert seen == [
        (Qt.SortOrder.AscendingOrder, [5, 1, 3, 4, 2]),
        (Qt.SortOrder.DescendingOrder, [2, 4, 3, 1, 5]),
    ]


def test_what_is_selected_stays_selected_by_its_id(view: TableView, table: TableModel) -> None:
    view.select_ids([1, 4, 99])
    assert view.selected_ids() == [4, 1]
    table.sort(1, Qt.SortOrder.AscendingOrder)
    table.update_rows(sizes((4, "Aaron", 100), (6, "Bea", 1)), gone=[2])
    assert sorted(view.selected_ids()) == [1, 4]
    table.set_rows(sizes((4, "Aaron", 100), (7, "Zoe", 1)))
    assert view.selected_ids() == [4]
    view.select_ids([])
    assert view.selected_ids() == []


def test_what_a_search_has_hidden_is_not_selected_when_it_comes_back(view: TableView, table: TableModel) -> None:
    # An action on the selection must concern only what was seen when it was chosen, and is seen now.
    view.select_ids([1, 3])
    table.search("oliver")
    assert view.selected_ids() == [3]
    table.search("")
    assert view.selected_ids() == [3]


def test_a_column_keeps_its_width_in_another_theme_and_grows_with_the_font(view: TableView, theme: Theme) -> None:
    view.setColumnWidth(0, 123)
    theme.switch(Mode.DARK)
    QApplication.processEvents()
    assert view.columnWidth(0) == 123
    larger = view.font()
    larger.setPointSize(3 * larger.pointSize())
    view.setFont(larger)
    assert view.columnWidth(0) > 123


def test_the_header_counts_the_rows_after_every_kind_of_change(view: TableView, table: TableModel) -> None:
    # A new layout with another number of rows is allowed, and the view has to notice.
    table.set_rows(sizes(*((id_, "ab"[id_ % 2], -id_) for id_ in range(1, 101))))
    assert view.verticalHeader().count() == 100
    table.search("a")
    assert view.verticalHeader().count() == table.rowCount() == 50
    view.scrollToBottom()
    assert view.rowAt(view.viewport().height() - 2) == 49
    table.search("")
    assert view.verticalHeader().count() == 100


def test_a_mark_is_painted_in_its_colour_and_a_selected_row_in_the_selections(
    view: TableView, table: TableModel
) -> None:
    assert colour(Mark.LATE).name() in colours(painted(view), view, 3, 0, table)
    assert colour(Mark.LATE).name() not in colours(painted(view), view, 1, 0, table)
    view.select_ids([3])
    found = colours(painted(view), view, 3, 0, table)
    assert role(QPalette.ColorRole.Highlight) in found
    assert colour(Mark.LATE).name() not in found
    assert role(QPalette.ColorRole.Highlight) not in colours(painted(view), view, 1, 1, table)


def test_a_bar_is_painted_under_the_text_as_long_as_its_share(view: TableView, table: TableModel) -> None:
    table.update_rows(sizes((6, "Zoe", 1)))

    def lines(id_: int) -> set[tuple[str, ...]]:
        image, rect = painted(view), view.visualRect(table.index(table.row_of(id_), 0))
        middle = rect.center().x()
        return {
            (image.pixelColor(middle - 6, y).name(), image.pixelColor(middle + 6, y).name())
            for y in range(rect.bottom() - 4, rect.bottom())
        }

    track = role(QPalette.ColorRole.Mid)
    assert (colour(Mark.LATE).name(), track) in lines(3)
    # Where the text means nothing in particular, the bar is quiet.
    assert (colour(Mark.QUIET).name(), track) in lines(6)
    assert len(lines(1)) == 1


def test_the_painting_follows_the_theme(view: TableView, table: TableModel, theme: Theme, qtbot: QtBot) -> None:
    light = role(QPalette.ColorRole.Text)
    assert light in colours(painted(view), view, 1, 1, table)
    theme.switch(Mode.DARK)
    assert role(QPalette.ColorRole.Text) != light
    qtbot.waitUntil(lambda: view.palette() == QApplication.palette())
    assert role(QPalette.ColorRole.Text) in colours(painted(view), view, 1, 1, table)
    assert colour(Mark.LATE).name() in colours(painted(view), view, 3, 0, table)


def test_text_is_painted_as_it_is_on_one_line(view: TableView, table: TableModel) -> None:
    before = painted(view)
    table.update_rows(sizes((5, "<b>Mei</b> Lin", 9)))
    assert painted(view) == before
    table.update_rows(sizes((5, "Mei Lin", 9)))
    assert painted(view) != before


def test_only_the_live_columns_are_painted_as_time_goes_on(view: TableView, table: TableModel, qtbot: QtBot) -> None:
    painted(view)
    spy = Paintings()
    view.viewport().installEventFilter(spy)
    view.tick(Moment(MOMENT.now + timedelta(seconds=1), MOMENT.zone))
    qtbot.waitUntil(lambda: bool(spy.areas))
    assert {(area.left(), area.width()) for area in spy.areas} == {(0, view.columnWidth(0))}


def test_a_part_that_is_painted_alone_is_the_same_as_in_the_whole(view: TableView, table: TableModel) -> None:
    view.select_ids([4])
    whole = painted(view)
    part = view.visualRect(table.index(table.row_of(4), 1))
    assert view.viewport().grab(part).toImage() == whole.copy(part)


def test_the_wide_column_takes_the_room_that_is_left_and_never_less_than_its_own(view: TableView) -> None:
    view.resize(900, 300)
    assert view.columnWidth(0) + view.columnWidth(1) == view.viewport().width()
    view.resize(120, 300)
    assert view.columnWidth(1) > 120


def test_a_row_is_opened_by_its_id(view: TableView, table: TableModel, qtbot: QtBot) -> None:
    view.select_ids([4])
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [4]


def test_typing_is_for_the_search_field(view: TableView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.typed) as typed:
        QTest.keyClick(view, Qt.Key.Key_A)
    assert typed.args == ["a"]


def test_the_current_row_has_a_frame_while_the_keyboard_is_there(
    view: TableView, table: TableModel, qtbot: QtBot
) -> None:
    view.select_ids([1])
    view.clearSelection()
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    accent = QColor(role(QPalette.ColorRole.Accent)).name()
    assert accent in colours(painted(view), view, 1, 1, table)
    view.clearFocus()
    assert accent not in colours(painted(view), view, 1, 1, table)
