"""The tree of categories as Qt shows it: names with their marks, open complaints, and moving by mouse and keyboard."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QTreeView

from app.services.assessment.categories import CategoryRow
from app.views.i18n import Sentence, number
from app.views.picking import matches
from app.views.plain import plain_tip
from app.views.theme import Mark, colour, icon

_MIME = "application/x-floorwatch-category"
# As numbers: an enumeration is looked up anew at each comparison.
_DISPLAY, _DECORATION = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.DecorationRole)
_FOREGROUND, _ALIGNMENT = int(Qt.ItemDataRole.ForegroundRole), int(Qt.ItemDataRole.TextAlignmentRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_NAME, _OPEN = 0, 1
_Index = QModelIndex | QPersistentModelIndex


class CategoryModel(QAbstractItemModel):
    """Rows by identity, each below the one it lies in; `dropped` tells which goes into which, and at which place."""

    dropped = Signal(int, object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: dict[int, CategoryRow] = {}
        self._below: dict[int | None, list[int]] = {}
        self._place: dict[int, int] = {}
        self._open: dict[int, int] = {}
        self.movable = False

    def set_rows(self, rows: Sequence[CategoryRow], typed: str = "") -> None:
        """Show a tree, of which only what fits the words that were typed, and what that lies in."""
        self.beginResetModel()
        every = {each.id: each for each in rows}
        wanted = set[int]()
        for each in rows:
            if matches(each.path, typed):
                wanted.update(_up(every, each.id))
        self.rows = {id_: row for id_, row in every.items() if id_ in wanted}
        self._below, self._place, self._open = {}, {}, dict.fromkeys(every, 0)
        for row in self.rows.values():
            beside = self._below.setdefault(row.parent_id, [])
            self._place[row.id] = len(beside)
            beside.append(row.id)
        for row in rows:
            for id_ in _up(every, row.id):
                self._open[id_] += row.open
        self.endResetModel()

    def row_at(self, index: _Index) -> CategoryRow | None:
        """Return the category of an index."""
        return self.rows.get(index.internalId()) if index.isValid() else None

    def index_of(self, category_id: int | None) -> QModelIndex:
        """Return the index of a category's name."""
        place = self._place.get(category_id) if category_id is not None else None
        return self.createIndex(place, _NAME, category_id) if place is not None else QModelIndex()

    def place_of(self, category_id: int) -> tuple[int | None, int, list[int]]:
        """Return what a category lies in, its place there, and all that lie there in their order."""
        parent_id = self.rows[category_id].parent_id
        return parent_id, self._place[category_id], self._below[parent_id]

    def open_below(self, category_id: int) -> int:
        """Return how many open complaints a category has with all below it."""
        return self._open.get(category_id, 0)

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's default
        """Return the index of a row below another one."""
        below = self._below.get(parent.internalId() if parent.isValid() else None, [])
        if not (0 <= row < len(below) and column in (_NAME, _OPEN)):
            return QModelIndex()
        return self.createIndex(row, column, below[row])

    def parent(self, child: _Index = QModelIndex()) -> Any:  # noqa: B008 - Qt's default; it has another one of this name
        """Return the index of what an index lies in."""
        row = self.row_at(child)
        return self.index_of(row.parent_id) if row else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """Return how many lie right below."""
        if parent.isValid() and parent.column() != _NAME:
            return 0
        return len(self._below.get(parent.internalId() if parent.isValid() else None, ()))

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """Return how many columns there are: the name, and the open complaints."""
        return 2

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """Return what a cell shows."""
        row = self.row_at(index)
        if row is None:
            return None
        if index.column() == _OPEN:
            if role == _DISPLAY:
                count = self._open[row.id]
                return number(count) if count else ""
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter) if role == _ALIGNMENT else None
        if role == _DISPLAY:
            return row.name if row.active else str(Sentence("CategoryTree", "{name} (retired)", name=row.name))
        if role == _DECORATION:
            return icon("alert", Mark.LATE if row.high_risk else None) if row.risky else None
        if role == _FOREGROUND:
            return None if row.active else colour(Mark.QUIET)
        return plain_tip(_tip(row)) if role == _TIP else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: N802 - Qt's
        """Return what a column is called."""
        if role != _DISPLAY:
            return int(Qt.AlignmentFlag.AlignRight) if role == _ALIGNMENT and section == _OPEN else None
        return str(
            Sentence("CategoryTree", "Category") if section == _NAME else Sentence("CategoryTree", "Open complaints")
        )

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let whoever may edit drag each, on to another one or between two."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not self.movable:
            return flags
        dropped = Qt.ItemFlag.ItemIsDropEnabled
        return flags | dropped | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else dropped

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Return what is dragged here."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Return which category is dragged."""
        data = QMimeData()
        data.setData(_MIME, str(indexes[0].internalId()).encode())
        return data

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's name
        """Let categories move."""
        return Qt.DropAction.MoveAction

    def dropMimeData(  # noqa: N802 - Qt's name
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index
    ) -> bool:
        """Tell where a category was dropped; it moves there when that has been written."""
        moved = int(bytes(data.data(_MIME).data()))
        target = self.row_at(parent)
        parent_id = target.id if target else None
        before, place, _ = self.place_of(moved)
        # The places behind it close up.
        wanted = None if row < 0 else row - 1 if before == parent_id and place < row else row
        self.dropped.emit(moved, parent_id, wanted)
        return False


class CategoryTreeView(QTreeView):
    """The tree with the keys that move a category: Alt with up, down, left (out) and right (into the one before)."""

    def __init__(self, model: CategoryModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setDragDropMode(QTreeView.DragDropMode.InternalMove)
        self.setUniformRowHeights(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(_OPEN, QHeaderView.ResizeMode.ResizeToContents)
        for key in ("Up", "Down", "Left", "Right"):
            shortcut = QShortcut(QKeySequence(f"Alt+{key}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda key=key: self.shift(key))

    def chosen(self) -> CategoryRow | None:
        """Return the category that is marked."""
        return self._model.row_at(self.currentIndex())

    def choose(self, category_id: int | None) -> None:
        """Mark a category, and let it be seen."""
        index = self._model.index_of(category_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def opened(self) -> set[int]:
        """Return which categories are unfolded."""
        return {id_ for id_ in self._model.rows if self.isExpanded(self._model.index_of(id_))}

    def unfold(self, ids: Iterable[int]) -> None:
        """Unfold categories."""
        for id_ in ids:
            self.expand(self._model.index_of(id_))

    def shift(self, key: str) -> None:
        """Move the category that is marked by a step, if there is room for one."""
        row = self.chosen()
        if row is None or not self._model.movable:
            return
        parent_id, place, beside = self._model.place_of(row.id)
        if key == "Left" and parent_id is not None:
            above, parents_place, _ = self._model.place_of(parent_id)
            self._model.dropped.emit(row.id, above, parents_place + 1)
        elif key == "Right" and place:
            self._model.dropped.emit(row.id, beside[place - 1], None)
        elif (key == "Up" and place) or (key == "Down" and place + 1 < len(beside)):
            self._model.dropped.emit(row.id, parent_id, place + (1 if key == "Down" else -1))


def _up(rows: dict[int, CategoryRow], category_id: int | None) -> Iterable[int]:
    """Yield a category and those in which it lies."""
    while category_id is not None:
        yield category_id
        category_id = rows[category_id].parent_id


def _tip(row: CategoryRow) -> str:
    if not row.risky:
        return row.path
    why = (
        Sentence("CategoryTree", "high risk")
        if row.high_risk
        else Sentence("CategoryTree", "high risk, because it lies in a category that is")
    )
    return f"{row.path}\n{why}"
