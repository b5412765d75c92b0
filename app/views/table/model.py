"""The item model of every table: what is arranged as arrays, as Qt asks for it and is told of its changes.

A hundred thousand rows are sorted, filtered and changed as arrays. A proxy model would ask Python for one value after
the other and freeze the window for seconds.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.views.plain import plain_tip
from app.views.table.arrangement import Accepts, Arrangement
from app.views.table.column import Column, Moment, Rows
from app.views.table.groups import Heading
from app.views.table.order import Slots, first_difference, runs
from app.views.theme import Mark

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
# Looked up on the enumeration they would cost more than the cell.
_DISPLAY, _TOOL_TIP, _ALIGNMENT, _ACCESSIBLE = (
    role.value
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.AccessibleTextRole,
    )
)
_HORIZONTAL = Qt.Orientation.Horizontal
_FALLING = Qt.SortOrder.DescendingOrder
# With this hint a selection is held by row, without it by cell.
_ROWS_MOVE = QAbstractTableModel.LayoutChangeHint.VerticalSortHint
_WITH_HINT = ("QList<QPersistentModelIndex>", "QAbstractItemModel::LayoutChangeHint")
_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
_HEADING_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
# Up to so many runs of rows are told one by one; more cost a view more than a new layout.
_FEW_RUNS = 8


class TableModel(QAbstractTableModel):
    """Shows rows in columns; selections stay with the ids of their rows through every change.

    Titles are translated in `context`; rows are dragged as their ids, under `mime_type`. Rows can be grouped: each
    group then stands under a heading, a row without values whose id is negative.
    """

    # The slots and headings that are shown, and the row of each, once somebody has asked for one: slots from the front,
    # headings from the end.
    _shown: Slots
    _rows_of_codes: Slots | None

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Rows,
        moment: Moment,
        *,
        context: str,
        mime_type: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._context = context
        self._mime_type = mime_type
        self._all = Arrangement(columns, rows, moment)
        self._place(self._all.visible())

    @property
    def rows(self) -> Any:
        """All rows with those that are filtered out; read only."""
        return self._all.rows

    def total(self) -> int:
        """Return how many rows there are, with those that are filtered out."""
        return len(self._all.ordered)

    def slots(self) -> Slots:
        """Return the slots of all rows, with those that are filtered out; the others in `rows` hold what is gone."""
        return self._all.ordered

    def found(self) -> int:
        """Return how many rows search and filter leave, with those of collapsed groups."""
        return self._all.found()

    def id_at(self, row: int) -> int:
        """Return the id of a shown row; that of a heading is negative."""
        code = int(self._shown[row])
        return int(self.rows.ids[code]) if code >= 0 else code

    def ids_at(self, rows: Slots) -> list[int]:
        """Return the ids of shown rows, without headings."""
        codes = self._shown[rows]
        found: list[int] = self.rows.ids[codes[codes >= 0]].tolist()
        return found

    def row_of(self, id_: int) -> int:
        """Return where an id is shown; -1 where it is not."""
        if id_ < 0:
            groups = self._all.groups
            return int(self._row_of[id_]) if groups and -id_ <= groups.met() else -1
        slot = self._all.slot_of(id_)
        return -1 if slot is None else int(self._row_of[slot])

    def grouped_by(self) -> str | None:
        """Return the key of the column by which rows are grouped."""
        return self._all.grouped_by.key if self._all.grouped_by else None

    def group(self, key: str | None) -> None:
        """Group rows by a column that has a `group`, all expanded; None: not at all. Raises KeyError for others."""
        column = {each.key: each for each in self.columns if each.group}[key] if key is not None else None
        with self._new_layout():
            self._all.group(column)
            self._place(self._all.visible())

    def heading(self, row: int) -> Heading | None:
        """Return what a heading says; None where the row is not one."""
        code = int(self._shown[row])
        groups = self._all.groups
        return groups.heading(code) if code < 0 and groups else None

    def heading_of(self, row: int) -> int:
        """Return the row of the heading above a row, or that of itself if it is one; -1 without groups."""
        return int(np.flatnonzero(self._shown[: row + 1] < 0).max(initial=-1))

    def collapse(self, row: int, collapsed: bool) -> None:
        """Hide or show the rows under a heading."""
        assert self._all.groups, "only groups have headings"
        self._all.groups.collapse(int(self._shown[row]), collapsed)
        self._show(self._all.visible())
        self._tell(np.array([row]))

    def collapse_all(self, collapsed: bool) -> None:
        """Hide or show the rows under every heading."""
        if self._all.groups:
            self._all.groups.collapse_all(collapsed)
            self._show(self._all.visible())
            self._tell(np.flatnonzero(self._shown < 0))

    def set_rows(self, rows: Rows) -> None:
        """Show these rows instead of all others."""
        with self._new_layout():
            self._all.take(rows)
            self._place(self._all.visible())

    def update_rows(self, changed: Rows, gone: Collection[int] = ()) -> None:
        """Change or add some rows and take others away; the rest is neither sorted nor read again."""
        there = self._all.change(changed, gone)
        self._place(self._shown)
        self._show(self._all.visible())
        # Of those that came a view has been told.
        if len(there):
            self._tell(self._row_of[there])

    def search(self, text: str) -> None:
        """Show only rows in which every word of the text is found."""
        self._all.search(text)
        self._show(self._all.visible())

    def filter(self, accepts: Accepts | None) -> None:
        """Show only rows that are accepted (None: all), now and as time goes on."""
        self._all.filter(accepts)
        self._show(self._all.visible())

    def tick(self, moment: Moment) -> None:
        """Let time go on: filters may accept others now. What live columns show is painted anew by the view."""
        if regrouped := self._all.tick(moment):
            self._place(self._shown)
        if regrouped or self._all.changes_with_time():
            self._show(self._all.visible())

    def cell(self, row: int, column: int) -> tuple[str, Mark | None]:
        """Return the text of a cell of a row, not of a heading, and the meaning of its colour."""
        shown, slot = self.columns[column], int(self._shown[row])
        rows, moment = self._all.rows, self._all.moment
        return shown.text(rows, slot, moment), shown.mark(rows, slot, moment) if shown.mark else None

    def bar(self, row: int, column: int) -> float | None:
        """Return the share that a column with bars shows of a row."""
        share = self.columns[column].bar
        return share(self.rows, int(self._shown[row]), self._all.moment) if share else None

    def renew(self, key: str) -> None:
        """Show a column anew whose values are not in the rows: they have changed, and so has the order by it."""
        if self._all.sorted_by.key == key:
            with self._new_layout():
                self._all.sort_anew()
                self._place(self._all.visible())
        self._tell(np.arange(len(self._shown)))

    def retranslate(self) -> None:
        """Say every text anew."""
        self.headerDataChanged.emit(_HORIZONTAL, 0, len(self.columns) - 1)
        self._tell(np.arange(len(self._shown)))

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows are chosen and dragged, not edited; headings neither."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _FLAGS if self._shown[index.row()] >= 0 else _HEADING_FLAGS

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Answer views other than the painting delegate: assistive technology, tool tips, tests."""
        if role not in (_DISPLAY, _TOOL_TIP, _ALIGNMENT, _ACCESSIBLE) or not index.isValid():
            return None
        if heading := self.heading(index.row()):
            return _of_heading(heading, role, index.column())
        column = self.columns[index.column()]
        if role == _ALIGNMENT:
            return column.alignment
        if role != _DISPLAY and column.tip:
            said = column.tip(self.rows, int(self._shown[index.row()]), self._all.moment)
            return plain_tip(said) if role == _TOOL_TIP else said
        return None if role == _TOOL_TIP else self.cell(index.row(), index.column())[0]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: N802 - Qt's
        """Return the translated title of a column."""
        if orientation != _HORIZONTAL or not 0 <= section < len(self.columns):
            return None
        return QCoreApplication.translate(self._context, self.columns[section].title) if role == _DISPLAY else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1, a header without a choice, sorts by the first."""
        with self._new_layout():
            self._all.sort(max(column, 0), descending=order == _FALLING)
            self._place(self._all.visible())

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Return the type under which rows are dragged."""
        return [self._mime_type]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Return the ids of the dragged rows; `dragged_ids` reads them."""
        rows = np.array(sorted({index.row() for index in indexes}), np.int64)
        dragged = QMimeData()
        dragged.setData(self._mime_type, QByteArray(",".join(map(str, self.ids_at(rows))).encode()))
        return dragged

    def _place(self, shown: Slots) -> None:
        self._shown, self._rows_of_codes = shown, None

    @property
    def _row_of(self) -> Slots:
        if self._rows_of_codes is None:
            self._rows_of_codes = np.full(self._all.codes(), -1)
            self._rows_of_codes[self._shown] = np.arange(len(self._shown))
        return self._rows_of_codes

    def _are_among(self, these: Slots, those: Slots) -> NDArray[np.bool_]:
        found = np.zeros(self._all.codes(), np.bool_)
        found[those] = True
        return found[these]

    def _show(self, shown: Slots) -> None:
        """Go from the rows that are shown to these, by the signals that cost a view least."""
        # Mostly a row or two of very many are others: what stands before and behind them is not looked at again.
        front = first_difference(self._shown, shown)
        back = first_difference(self._shown[front:][::-1], shown[front:][::-1])
        before, after = self._shown[front : len(self._shown) - back], shown[front : len(shown) - back]
        stays, new = self._are_among(before, after), ~self._are_among(after, before)
        gone, came = runs(~stays) + front, runs(new) + front
        if len(gone) + len(came) > _FEW_RUNS or not np.array_equal(before[stays], after[~new]):
            with self._new_layout():
                self._place(shown)
            return
        for first, last in gone[::-1].tolist():
            self.beginRemoveRows(NOWHERE, first, last)
            self._place(np.delete(self._shown, slice(first, last + 1)))
            self.endRemoveRows()
        for first, last in came.tolist():
            self.beginInsertRows(NOWHERE, first, last)
            self._place(np.concatenate((shown[: last + 1], self._shown[first:])))
            self.endInsertRows()
        if self._all.groups:
            self._tell(self._row_of[self._all.groups.recounted])

    @contextmanager
    def _new_layout(self) -> Iterator[None]:
        """Let rows change their places, and what views hold on to (selection, current row) follow its id."""
        self.layoutAboutToBeChanged[_WITH_HINT].emit([], _ROWS_MOVE)  # type: ignore[index]  # not in Qt's stubs
        held = self.persistentIndexList()
        ids = [self.id_at(index.row()) for index in held]
        yield
        rows = [self.row_of(id_) for id_ in ids]
        moved = zip(rows, held, strict=True)
        self.changePersistentIndexList(
            held, [self.createIndex(row, index.column()) if row >= 0 else QModelIndex() for row, index in moved]
        )
        self.layoutChanged[_WITH_HINT].emit([], _ROWS_MOVE)  # type: ignore[index]  # not in Qt's stubs

    def _tell(self, rows: NDArray[np.int64]) -> None:
        """Say that the values of rows (-1: not shown) have changed; of many scattered ones only from where to where."""
        rows = np.unique(rows[rows >= 0])
        firsts, lasts = rows[np.diff(rows, prepend=-2) > 1], rows[np.diff(rows, append=len(self._shown) + 1) > 1]
        stretches = list(zip(firsts.tolist(), lasts.tolist(), strict=True))
        if len(stretches) > _FEW_RUNS:
            stretches = [(stretches[0][0], stretches[-1][1])]
        for first, last in stretches:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))


def dragged_ids(dragged: QMimeData, mime_type: str) -> list[int]:
    """Return the ids that a table's rows were dragged with; none where it is something else that is dragged."""
    return [int(id_) for id_ in bytes(dragged.data(mime_type).data()).decode().split(",") if id_]


def _of_heading(heading: Heading, role: int, column: int) -> Any:
    if role == _ACCESSIBLE:
        return heading.spoken()
    return heading.written() if role == _DISPLAY and column == 0 else None
