"""The foreseeable events as a table that is written over in place, with the staffing plan prepared for each."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.services.staffing.forecast.event_edits import EventRow
from app.views.forecast.event_fields import FIELDS, Choices
from app.views.forecast.words import CONTEXT
from app.views.i18n import Sentence, Translated

_DISPLAY, _EDIT, _CHECK, _TOOL_TIP, _ALIGNMENT = (
    role.value
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,
        Qt.ItemDataRole.CheckStateRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
    )
)
_CHECKED, _UNCHECKED = Qt.CheckState.Checked.value, Qt.CheckState.Unchecked.value
_RIGHT = (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class EventModel(QAbstractTableModel):
    """Shows the events; what was written over is told by `typed` with the event, the field and its value.

    What makes no sense in a field is told by `refused`, with a sentence.
    """

    typed = Signal(object, str, object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[EventRow, ...] = ()
        self.queues: Mapping[int, str] = {}

    def show_rows(self, rows: tuple[EventRow, ...], queues: Mapping[int, str]) -> None:
        """Show other events; where they are the same ones, an editor that is open stays."""
        same = [row.id for row in rows] == [row.id for row in self.rows]
        if same:
            self.rows, self.queues = rows, queues
            self.renew()
            return
        self.beginResetModel()
        self.rows, self.queues = rows, queues
        self.endResetModel()

    def renew(self) -> None:
        """Say everything anew."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(FIELDS) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(FIELDS) - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Say how many events there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Say how many columns there are."""
        return 0 if parent.isValid() else len(FIELDS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: N802
        """Name a column."""
        if role != _DISPLAY or orientation != Qt.Orientation.Horizontal:
            return None
        return str(Sentence(CONTEXT, FIELDS[section].title))

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Say what stands in a cell."""
        if not index.isValid():
            return None
        row, field = self.rows[index.row()], FIELDS[index.column()]
        if role == _CHECK and field.name == "active":
            return _CHECKED if row.active else _UNCHECKED
        if role == _EDIT and field.begin:
            return field.begin(row)
        if role in (_DISPLAY, _TOOL_TIP):
            return field.text(row, self.queues)
        return _RIGHT if role == _ALIGNMENT and field.right else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let everything be written over but where the factor is from."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        field = FIELDS[index.column()]
        if field.name == "active":
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemIsEditable if field.begin else flags

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:  # noqa: N802 - Qt's name
        """Tell what was written over, or why it cannot be."""
        row, field = self.rows[index.row()], FIELDS[index.column()]
        if role == _CHECK and field.name == "active":
            self.typed.emit(row, field.name, value == _CHECKED)
            return True
        if role != _EDIT or field.begin is None or value == field.begin(row):
            return False
        if field.choices:
            meant = field.choices(self.queues)[value][1]
        elif field.read:
            meant = field.read(value)
        if meant is None and field.name != "queue_id":
            self.refused.emit(_cannot_read(field.name))
            return False
        if meant != getattr(row, field.name):
            self.typed.emit(row, field.name, meant)
        return True

    def choices(self, index: Index) -> Choices:
        """Return what can be chosen in a cell; nothing where it is typed."""
        choices = FIELDS[index.column()].choices
        return choices(self.queues) if choices else ()


def _cannot_read(name: str) -> Sentence:
    if name == "plan":
        return Sentence(CONTEXT, "Write the people of the three tiers like 1 / 3 / 2.")
    if name == "factor":
        return Sentence(CONTEXT, "Write the change in percent, like +30 or -20.")
    return Sentence(CONTEXT, "This is not a date.")


class _Editor(QStyledItemDelegate):
    """Edits a cell with a list where there is one to choose from, else as Qt does."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        """Make the list, or Qt's editor for the kind of value."""
        choices = _model_of(index).choices(index)
        if not choices:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        for label, _ in choices:
            box.addItem(label)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Begin with what stands there."""
        if isinstance(editor, QComboBox):
            values = [value for _, value in _model_of(index).choices(index)]
            editor.setCurrentIndex(values.index(index.data(Qt.ItemDataRole.EditRole)))
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802
        """Hand over what was chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentIndex())
        else:
            super().setModelData(editor, model, index)


def _model_of(index: Index) -> EventModel:
    found = index.model()
    assert isinstance(found, EventModel)
    return found


class EventTable(Translated, QTableView):
    """The table; Enter, a double click or typing writes a cell over."""

    def __init__(self) -> None:
        super().__init__()
        self.events = EventModel(self)
        self.setModel(self.events)
        self.setItemDelegate(_Editor(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        self.retranslate()

    def retranslate(self) -> None:
        """Say headings and cells in the language."""
        self.setAccessibleName(self.tr("Foreseeable events"))
        self.events.renew()

    def chosen(self) -> EventRow | None:
        """Return the event of the current row."""
        row = self.currentIndex().row()
        return self.events.rows[row] if 0 <= row < len(self.events.rows) else None
