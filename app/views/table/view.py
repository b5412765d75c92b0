"""The table of every pane: rows that are sorted by their headers, chosen by id, dragged, and counted down."""

from collections.abc import Iterable
from itertools import starmap

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.views.i18n import Translated
from app.views.table.column import LEFT, Moment
from app.views.table.model import TableModel
from app.views.table.painter import Place, TablePainter
from app.views.table.sorting import SortBy
from app.views.theme import GAP, PAD

_STYLE_CHANGES = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)
_LEFT, _RIGHT, _SHIFT = Qt.Key.Key_Left.value, Qt.Key.Key_Right.value, Qt.KeyboardModifier.ShiftModifier
_TOGGLES = tuple(key.value for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space))
_SELECT_ROWS = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class TableView(Translated, QTableView):
    """Shows a `TableModel`, sorted by `sorted_by` at first; the column `wide` takes the room that is left.

    `opened` tells the id of the row that was double-clicked or entered, `typed` the text of somebody who types into
    the table and means a search. Headings of groups collapse and expand by a click, by Left and Right, Enter and
    Space; Left on another row leads to its heading, and with Shift Left and Right do it to all of them.
    """

    opened = Signal(int)
    typed = Signal(str)

    def __init__(self, model: TableModel, *, sorted_by: str, wide: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = model
        # How wide a digit of the font is; none yet.
        self._digit = 0
        keys = [column.key for column in model.columns]
        self._wide = keys.index(wide)
        self._live = [place for place, column in enumerate(model.columns) if column.live]
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        # To know whether a column is selected, it would ask for every row; nobody selects columns.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))
        # On the right the sort indicator would stand in the title's way.
        self.horizontalHeader().setDefaultAlignment(LEFT)
        self.horizontalHeader().setSectionsMovable(True)
        self.horizontalHeader().setSortIndicator(keys.index(sorted_by), Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.activated.connect(self._activate)
        self._sort_by = SortBy(self)
        self._restyle()

    def selected_ids(self) -> list[int]:
        """Return the ids of the selected rows, in the order in which they are shown."""
        return self._table.ids_at(np.sort(np.concatenate([np.empty(0, np.int64), *starmap(np.arange, self._ranges())])))

    def select_ids(self, ids: Iterable[int]) -> None:
        """Select those of the rows that are shown, and no others; the first of them is current and in sight."""
        rows = sorted(row for id_ in ids if (row := self._table.row_of(id_)) >= 0)
        if not rows:
            self.clearSelection()
            return
        selection = QItemSelection()
        for row in rows:
            selection.select(self._table.index(row, 0), self._table.index(row, len(self._table.columns) - 1))
        self.setCurrentIndex(self._table.index(rows[0], 0))
        self.selectionModel().select(selection, _SELECT_ROWS)

    def tick(self, moment: Moment) -> None:
        """Let time go on: paint the visible part of the live columns anew."""
        self._table.tick(moment)
        for column in self._live:
            left, width = self.columnViewportPosition(column), self.columnWidth(column)
            self.viewport().update(left, 0, width, self.viewport().height())

    def fit(self) -> None:
        """Give the wide column the room that the others leave."""
        others = self.horizontalHeader().length() - self.columnWidth(self._wide)
        self.setColumnWidth(self._wide, max(self._width(self._wide), self.viewport().width() - others))

    def retranslate(self) -> None:
        """Say headers and cells in the language of now."""
        self._table.retranslate()
        self._sort_by.retranslate()

    def collapse_all(self, collapsed: bool) -> None:
        """Hide or show the rows under every heading; the keyboard goes from a row that is hidden to its heading."""
        current = self._table.heading_of(self.currentIndex().row()) if self.currentIndex().isValid() else -1
        heading = QPersistentModelIndex(self._table.index(current, 0))
        self._table.collapse_all(collapsed)
        if heading.isValid() and collapsed:
            self._go_to(heading.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Collapse and expand groups; everything else is Qt's."""
        row = self.currentIndex().row()
        heading = self._table.heading_of(row) if row >= 0 else -1
        if heading < 0 or not self._steer(event, row, heading):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Collapse or expand a group by its heading, and leave the selection as it is."""
        row = self._heading_under(event)
        if row < 0:
            super().mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._go_to(row)
            self._toggle(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the second of two clicks on a heading as one more."""
        if self._heading_under(event) < 0:
            super().mouseDoubleClickEvent(event)
        else:
            self.mousePressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Leave typing to the search field: Qt would walk through every row in Python."""
        self.typed.emit(search)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the part that has changed, and a frame around the row that the keyboard is on."""
        painter = QPainter(self.viewport())
        area, header = event.rect(), self.horizontalHeader()
        columns = [header.logicalIndex(place) for place in range(header.count())]
        places = [
            Place(column, left, width)
            for column in columns
            if (width := self.columnWidth(column))
            and (left := self.columnViewportPosition(column)) <= area.right()
            and left + width > area.left()
        ]
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0 or not places:
            return
        rows = range(first, (last if last >= 0 else self._table.rowCount() - 1) + 1)
        chosen = {row for top, end in self._ranges() for row in range(max(top, rows.start), min(end, rows.stop))}
        height = self.verticalHeader().defaultSectionSize()
        self._painter.paint(painter, rows, self.rowViewportPosition(first), height, places, chosen)
        current = self.currentIndex().row()
        if self.hasFocus() and current in rows:
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            width = header.length() - header.offset()
            painter.drawRect(-1, self.rowViewportPosition(current), width, height - 1)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 - Qt's name
        """Leave what headings say where it can be read when the columns move."""
        super().scrollContentsBy(dx, dy)
        if dx and self._table.grouped_by():
            self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme, the font and the language."""
        super().changeEvent(event)
        # Qt styles widgets while they are being made.
        if event.type() in _STYLE_CHANGES and hasattr(self, "_painter"):
            self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the wide column the room that is left."""
        super().resizeEvent(event)
        self.fit()

    def _activate(self, index: QModelIndex) -> None:
        if self._table.heading(index.row()):
            self._toggle(index.row())
        else:
            self.opened.emit(self._table.id_at(index.row()))

    def _steer(self, event: QKeyEvent, row: int, heading: int) -> bool:
        """Do what a key does to groups, and say whether it does something."""
        key, everywhere = event.key(), event.modifiers() == _SHIFT
        if key in (_LEFT, _RIGHT) and everywhere:
            self.collapse_all(key == _LEFT)
        elif key in (_LEFT, _RIGHT) and row == heading:
            self._table.collapse(row, key == _LEFT)
        elif key == _LEFT:
            self._go_to(heading)
        elif key in _TOGGLES and row == heading:
            self._toggle(row)
        else:
            return False
        return True

    def _toggle(self, row: int) -> None:
        if heading := self._table.heading(row):
            self._table.collapse(row, not heading.collapsed)

    def _go_to(self, row: int) -> None:
        """Lead the keyboard to a row without selecting it."""
        flags = QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(self._table.index(row, 0), flags)

    def _heading_under(self, event: QMouseEvent) -> int:
        row = self.rowAt(event.position().toPoint().y())
        return row if row >= 0 and self._table.heading(row) else -1

    def _ranges(self) -> list[tuple[int, int]]:
        """Return the first row and the row after the last one of every selected range."""
        return [(each.top(), each.bottom() + 1) for each in self.selectionModel().selection().toList()]

    def _restyle(self) -> None:
        self._painter = TablePainter(self._table, self.font(), self.palette())
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * GAP)
        digit = self.fontMetrics().horizontalAdvance("0")
        if digit != self._digit:
            self._digit = digit
            for column in range(len(self._table.columns)):
                self.setColumnWidth(column, self._width(column))
        self.fit()

    def _width(self, column: int) -> int:
        return self._table.columns[column].width * self._digit + 2 * PAD
