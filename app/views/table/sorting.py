"""The order of a table by the keyboard: what a click on a header does, from a menu."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QTableView

_KEY = "Ctrl+Shift+B"
_RISING, _FALLING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


class SortBy(QAction):
    """Asks by which of the columns that are shown a table is sorted; by the same one again turns its order round."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.setShortcut(QKeySequence(_KEY))
        self.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.triggered.connect(self._ask)
        table.addAction(self)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the language."""
        self.setText(self.tr("Sort by …"))

    def _ask(self) -> None:
        header, model = self._table.horizontalHeader(), self._table.model()
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in map(header.logicalIndex, range(header.count())):
            if title := str(model.headerData(column, Qt.Orientation.Horizontal) or ""):
                action = menu.addAction(title.replace("&", "&&"), partial(self._sort, column))
                action.setVisible(not header.isSectionHidden(column))
                action.setCheckable(True)
                action.setChecked(column == header.sortIndicatorSection())
        menu.popup(self._table.viewport().mapToGlobal(QPoint()))

    def _sort(self, column: int) -> None:
        header = self._table.horizontalHeader()
        same, rises = column == header.sortIndicatorSection(), header.sortIndicatorOrder() == _RISING
        self._table.sortByColumn(column, _FALLING if same and rises else _RISING)
