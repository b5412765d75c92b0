"""The table model: order, search, filter and changes, watched by Qt's own model tester."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.views.table.model import TableModel, dragged_ids
from app.views.theme import Mark
from tests.views.table.rows import MIME_TYPE, MOMENT, Sizes, outline, shown, sizes, table_of

DISPLAY, TOOL_TIP, ACCESSIBLE = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)
FALLING = Qt.SortOrder.DescendingOrder
PEOPLE = sizes((1, "Anna", 5), (2, "王晓梅", 3), (3, "Oliver", -1), (4, "李建国", 3), (5, "anna maria", 9))


@pytest.fixture
def table(qapp: QApplication) -> Iterator[TableModel]:
    """Five people by size; Qt's tester ends the test run when a signal or an answer is wrong."""
    found = table_of(PEOPLE)
    tester = QAbstractItemModelTester(found, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield found
    del tester


@pytest.fixture
def told(table: TableModel) -> list[tuple[Any, ...]]:
    """What the table tells its views, in order."""
    heard: list[tuple[Any, ...]] = []

    def rows(name: str) -> Callable[[QModelIndex, int, int], None]:
        return lambda parent, first, last: heard.append((name, first, last))

    table.rowsRemoved.connect(rows("removed"))
    table.rowsInserted.connect(rows("inserted"))
    table.layoutChanged.connect(lambda *_: heard.append(("layout",)))
    table.dataChanged.connect(lambda first, last, roles: heard.append(("data", first.row(), last.row())))
    return heard


def test_rows_are_sorted_by_the_first_column_and_then_by_id(table: TableModel) -> None:
    assert shown(table) == [3, 2, 4, 1, 5]


@pytest.mark.parametrize(
    ("column", "order", "ids"),
    [
        (0, Qt.SortOrder.AscendingOrder, [3, 2, 4, 1, 5]),
        (0, FALLING, [5, 1, 2, 4, 3]),
        (1, Qt.SortOrder.AscendingOrder, [1, 5, 3, 4, 2]),
        (-1, Qt.SortOrder.AscendingOrder, [3, 2, 4, 1, 5]),
    ],
)
def test_rows_are_sorted_by_any_column(table: TableModel, column: int, order: Qt.SortOrder, ids: list[int]) -> None:
    table.sort(1, FALLING)
    table.sort(column, order)
    assert shown(table) == ids


@pytest.mark.parametrize(
    ("text", "ids"), [("ANNA", [1, 5]), ("晓梅", [2]), ("maria  anna", [5]), ("nobody", []), (" ", [3, 2, 4, 1, 5])]
)
def test_a_search_finds_rows_that_have_every_word_in_any_case(table: TableModel, text: str, ids: list[int]) -> None:
    table.search(text)
    assert shown(table) == ids
    assert table.total() == 5


def test_a_filter_and_a_search_show_what_both_accept(table: TableModel) -> None:
    table.filter(lambda rows, moment: rows.size > 4)
    table.search("maria")
    assert shown(table) == [5]
    table.search("")
    assert shown(table) == [1, 5]
    table.filter(None)
    assert shown(table) == [3, 2, 4, 1, 5]


def test_a_filter_is_asked_again_as_time_goes_on(table: TableModel) -> None:
    table.filter(lambda rows, moment: rows.size <= moment.now.hour)
    assert shown(table) == [3]
    table.tick(replace(MOMENT, now=MOMENT.now + timedelta(hours=1)))
    assert shown(table) == [3, 2, 4]


def test_a_changed_row_that_stays_is_told_as_data(table: TableModel, told: list[Any]) -> None:
    table.update_rows(sizes((4, "Li", 4)))
    assert told == [("data", 2, 2)]
    assert table.data(table.index(2, 1), DISPLAY) == "Li"


def test_a_row_that_moves_is_told_as_a_new_layout_and_as_data(table: TableModel, told: list[Any]) -> None:
    table.update_rows(sizes((5, "anna maria", -4)))
    assert shown(table) == [5, 3, 2, 4, 1]
    assert told == [("layout",), ("data", 0, 0)]


def test_rows_that_come_and_go_are_inserted_and_removed(table: TableModel, told: list[Any]) -> None:
    table.update_rows(sizes((7, "Sofia", 4), (6, "Mei", 4)), gone=[3, 5, 99])
    assert shown(table) == [2, 4, 6, 7, 1]
    assert told == [("removed", 4, 4), ("removed", 0, 0), ("inserted", 2, 3)]
    assert table.total() == 5
    assert table.row_of(3) == -1


def test_many_scattered_changes_are_one_new_layout_and_one_stretch_of_data(table: TableModel, told: list[Any]) -> None:
    table.set_rows(sizes(*((id_, "x", id_) for id_ in range(1, 101))))
    told.clear()
    table.update_rows(sizes(*((id_, "y", id_) for id_ in range(11, 90, 2))))
    table.search("y")
    assert told == [("data", 10, 88), ("layout",)]
    assert shown(table) == list(range(11, 90, 2))


def test_what_a_search_hides_comes_when_it_changes_and_goes_again(table: TableModel, told: list[Any]) -> None:
    table.search("anna")
    told.clear()
    table.update_rows(sizes((2, "Anna Wang", 3)))
    assert (shown(table), told) == ([2, 1, 5], [("inserted", 0, 0), ("data", 0, 0)])
    table.update_rows(sizes((2, "Wang", 3), (3, "Oliver", 0)))
    assert (shown(table), told[2:]) == ([1, 5], [("removed", 0, 0)])


def test_what_views_hold_on_to_follows_its_id_through_every_change(table: TableModel) -> None:
    held = {id_: QPersistentModelIndex(table.index(table.row_of(id_), 1)) for id_ in range(1, 6)}

    def followed() -> dict[int, int]:
        return {id_: table.id_at(index.row()) for id_, index in held.items() if index.isValid()}

    table.sort(1, FALLING)
    table.update_rows(sizes((1, "zoe", 0), (6, "a", 0)))
    assert followed() == {id_: id_ for id_ in range(1, 6)}
    table.set_rows(sizes((9, "new", 1), (2, "王晓梅", 8), (4, "李建国", 2)))
    assert followed() == {2: 2, 4: 4}
    assert all(index.column() == 1 for index in held.values() if index.isValid())


def test_the_rows_it_was_given_stay_as_they_are(table: TableModel) -> None:
    given = sizes((1, "Anna", 5))
    table.set_rows(given)
    table.update_rows(sizes((1, "Bea", 6), (2, "Carl", 7)))
    assert (given.name, given.size.tolist()) == (["Anna"], [5])


def test_an_empty_table_takes_rows_and_gives_them_up(table: TableModel) -> None:
    table.set_rows(sizes())
    assert shown(table) == []
    table.update_rows(sizes((3, "c", 1), (2, "b", 1)))
    assert shown(table) == [2, 3]
    table.update_rows(sizes(), gone=[2, 3])
    assert shown(table) == []


def test_a_cell_answers_in_text_for_those_who_do_not_see_it(table: TableModel) -> None:
    size, name = table.index(0, 0), table.index(0, 1)
    assert [table.data(size, role) for role in (DISPLAY, TOOL_TIP, ACCESSIBLE)] == ["-1", "-1 units", "-1 units"]
    assert [table.data(name, role) for role in (DISPLAY, TOOL_TIP, ACCESSIBLE)] == ["Oliver", None, "Oliver"]
    assert table.cell(0, 0) == ("-1", Mark.LATE)
    assert table.headerData(1, Qt.Orientation.Horizontal) == "Name"
    assert table.headerData(1, Qt.Orientation.Vertical) is None


def test_rows_are_dragged_as_their_ids(table: TableModel) -> None:
    indexes = [table.index(row, column) for row in (3, 0) for column in range(2)]
    dragged = table.mimeData(indexes)
    assert dragged_ids(dragged, MIME_TYPE) == [3, 1]
    assert dragged_ids(dragged, "text/plain") == []
    assert table.flags(indexes[0]) & Qt.ItemFlag.ItemIsDragEnabled


ROW = st.tuples(st.integers(1, 12), st.sampled_from(["a", "b", "ab", ""]), st.integers(-2, 4))
CHANGE = st.one_of(
    st.tuples(st.just("rows"), st.lists(ROW, max_size=8, unique_by=lambda row: row[0])),
    st.tuples(st.just("set"), st.lists(ROW, max_size=8, unique_by=lambda row: row[0])),
    st.tuples(st.just("gone"), st.sets(st.integers(1, 12), max_size=4)),
    st.tuples(st.just("search"), st.sampled_from(["", "a", "b"])),
    st.tuples(st.just("filter"), st.sampled_from([None, 0])),
    st.tuples(st.just("sort"), st.tuples(st.sampled_from([0, 1]), st.booleans())),
    st.tuples(st.just("group"), st.sampled_from([None, "size", "name"])),
    st.tuples(st.just("collapse"), st.tuples(st.integers(0, 20), st.booleans())),
    st.tuples(st.just("collapse all"), st.booleans()),
    st.tuples(st.just("hour"), st.integers(0, 3)),
)


class PlainList:
    """What the table should show, worked out the slow and plain way."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[int, str, int]] = {}
        self.word, self.least, self.sorting = "", None, (0, False)
        self.grouping: str | None = None
        self.hour = 2
        self.collapsed: set[str] = set()
        self.met: set[str] = set()

    def meet(self) -> None:
        """Take note of every group that there is now."""
        self.met |= {self.group(row) for row in self.rows.values()}

    def group(self, row: tuple[int, str, int]) -> str:
        """The label of the group of a row, or nothing."""
        if self.grouping == "name":
            return row[1][:1] or "Nobody"
        return ("Large" if row[2] >= self.hour else "Small") if self.grouping == "size" else ""

    def outline(self) -> list[int | str]:
        """Headings and ids in their order."""
        column, falling = self.sorting
        rows = sorted(
            row for row in self.rows.values() if self.word in row[1] and (self.least is None or row[2] >= self.least)
        )
        rows.sort(key=lambda row: row[2 - column], reverse=falling)
        if column == 1:
            rows.sort(key=lambda row: row[1] == "")
        if not self.grouping:
            return [row[0] for row in rows]
        found: list[int | str] = []
        for label in ("Small", "Large", "a", "b", "Nobody"):
            members = [row[0] for row in rows if self.group(row) == label]
            closed = label in self.collapsed
            found += [f"{'+ ' if closed else ''}{label} ({len(members)})"] if members else []
            found += [] if closed else members
        return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGE, max_size=14))
def test_after_any_changes_the_table_shows_what_a_plain_list_would(qapp: QApplication, changes: list[Any]) -> None:
    table = table_of(sizes())
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    plain = PlainList()
    for kind, value in changes:
        held = {table.id_at(row): QPersistentModelIndex(table.index(row, 1)) for row in range(table.rowCount())}
        _do(table, plain, kind, value)
        wanted = plain.outline()
        assert outline(table) == wanted
        names = [plain.rows[id_][1] if isinstance(id_, int) else None for id_ in wanted]
        assert [table.data(table.index(row, 1)) for row in range(len(wanted))] == names
        # What was held is still held by the same id, or has gone with its row.
        followed = {id_: table.id_at(index.row()) for id_, index in held.items() if id_ > 0 and index.isValid()}
        assert all(id_ == now for id_, now in followed.items())
        assert set(followed) >= {id_ for id_ in held if id_ > 0 and id_ in wanted and kind != "gone"}
    del tester


def _do(table: TableModel, plain: PlainList, kind: str, value: Any) -> None:
    """Do one change on both sides."""
    if kind == "rows":
        plain.rows |= {row[0]: row for row in value}
        table.update_rows(sizes(*value))
    elif kind == "set":
        plain.rows = {row[0]: row for row in value}
        table.set_rows(sizes(*value))
    elif kind == "gone":
        plain.rows = {id_: row for id_, row in plain.rows.items() if id_ not in value}
        table.update_rows(sizes(), gone=value)
    elif kind == "search":
        plain.word = value
        table.search(value)
    elif kind == "filter":
        plain.least = value
        table.filter(None if value is None else _at_least(value))
    elif kind == "sort":
        plain.sorting = value
        table.sort(value[0], FALLING if value[1] else Qt.SortOrder.AscendingOrder)
    elif kind == "group":
        plain.grouping, plain.collapsed, plain.met = value, set(), set()
        table.group(value)
    elif kind == "collapse" and value[0] < table.rowCount() and (heading := table.heading(value[0])):
        (plain.collapsed.add if value[1] else plain.collapsed.discard)(heading.label)
        table.collapse(value[0], value[1])
    elif kind == "collapse all":
        plain.collapsed = set(plain.met) if value else set()
        table.collapse_all(value)
    elif kind == "hour":
        plain.hour = value
        table.tick(replace(MOMENT, now=MOMENT.now.replace(hour=value)))
    plain.meet()


def _at_least(size: int) -> Callable[[Sizes, object], Any]:
    return lambda rows, moment: np.asarray(rows.size >= size)
