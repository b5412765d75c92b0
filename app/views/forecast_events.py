"""The foreseeable events as a table that is written over in place, with the staffing plan prepared for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QDate,
    QLocale,
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

from app.models.forecast import EventKind, Repeats
from app.services.staffing.forecast.event_edits import EventRow
from app.views.forecast_words import (
    CONTEXT,
    change_word,
    kind_word,
    name_of,
    queue_word,
    repeats_word,
    source_word,
)
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence, Translated, locale

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
Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Field:
    """A column: its title, what a cell says, what an editor begins with, and what a typed value means (None: nothing).

    With `choices` the editor is a list of them, and what is typed is a place in it.
    """

    name: str
    title: str
    text: Callable[[EventRow, Mapping[int, str]], str]
    begin: Callable[[EventRow], Any] | None = None
    read: Callable[[Any], Any] | None = None
    choices: Callable[[Mapping[int, str]], Choices] | None = None
    right: bool = False


def _percent(typed: Any) -> float | None:
    """Read a change in percent, "+30" or "30 %", as a factor."""
    text = str(typed).replace("%", "").replace("−", "-").strip()
    try:
        return round(1 + float(text) / 100, 4)
    except ValueError:
        return None


def _plan(typed: Any) -> tuple[int, ...] | None:
    """Read how many people of each tier are to be ready, "1 / 3 / 2"."""
    parts = [part.strip() for part in str(typed).split("/")]
    return tuple(map(int, parts)) if len(parts) == 3 and all(part.isdecimal() for part in parts) else None


def _day(typed: Any) -> date | None:
    return date(typed.year(), typed.month(), typed.day()) if isinstance(typed, QDate) and typed.isValid() else None


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(day: date) -> str:
    return locale().toString(_qt(day), QLocale.FormatType.ShortFormat)


def _trimmed(typed: Any) -> str:
    return str(typed).strip()


def _queues(queues: Mapping[int, str]) -> Choices:
    return [(queue_word(None), None), *((name, id_) for id_, name in queues.items())]


_FIELDS = (
    Field("active", QT_TRANSLATE_NOOP("Forecast", "On"), lambda row, queues: ""),
    Field(
        "name",
        QT_TRANSLATE_NOOP("Forecast", "Event"),
        lambda row, queues: name_of(row),
        lambda row: row.name,
        _trimmed,
    ),
    Field(
        "kind",
        QT_TRANSLATE_NOOP("Forecast", "Kind"),
        lambda row, queues: kind_word(row.kind),
        lambda row: row.kind,
        choices=lambda queues: [(kind_word(each), each) for each in EventKind],
    ),
    Field(
        "queue_id",
        QT_TRANSLATE_NOOP("Forecast", "Queue"),
        lambda row, queues: queue_word(None if row.queue_id is None else queues.get(row.queue_id, "–")),
        lambda row: row.queue_id,
        choices=_queues,
    ),
    Field(
        "starts_on",
        QT_TRANSLATE_NOOP("Forecast", "From"),
        lambda row, queues: _date(row.starts_on),
        lambda row: _qt(row.starts_on),
        _day,
    ),
    Field(
        "ends_on",
        QT_TRANSLATE_NOOP("Forecast", "To"),
        lambda row, queues: _date(row.ends_on),
        lambda row: _qt(row.ends_on),
        _day,
    ),
    Field(
        "repeats",
        QT_TRANSLATE_NOOP("Forecast", "Comes back"),
        lambda row, queues: repeats_word(row.repeats),
        lambda row: row.repeats,
        choices=lambda queues: [(repeats_word(each), each) for each in Repeats],
    ),
    Field(
        "factor",
        QT_TRANSLATE_NOOP("Forecast", "Change"),
        lambda row, queues: change_word(row.factor),
        lambda row: f"{round((row.factor - 1) * 100):+d}",
        _percent,
        right=True,
    ),
    Field(
        "plan",
        QT_TRANSLATE_NOOP("Forecast", "People of tier 1 / 2 / 3"),
        lambda row, queues: " / ".join(map(str, row.plan)) if any(row.plan) else "–",
        lambda row: " / ".join(map(str, row.plan)),
        _plan,
    ),
    Field("", QT_TRANSLATE_NOOP("Forecast", "From where"), lambda row, queues: source_word(row)),
    Field(
        "note",
        QT_TRANSLATE_NOOP("Forecast", "Note"),
        lambda row, queues: row.note,
        lambda row: row.note,
        _trimmed,
    ),
)


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
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(_FIELDS) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_FIELDS) - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Say how many events there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Say how many columns there are."""
        return 0 if parent.isValid() else len(_FIELDS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: N802
        """Name a column."""
        if role != _DISPLAY or orientation != Qt.Orientation.Horizontal:
            return None
        return str(Sentence(CONTEXT, _FIELDS[section].title))

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Say what stands in a cell."""
        if not index.isValid():
            return None
        row, field = self.rows[index.row()], _FIELDS[index.column()]
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
        field = _FIELDS[index.column()]
        if field.name == "active":
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemIsEditable if field.begin else flags

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:  # noqa: N802 - Qt's name
        """Tell what was written over, or why it cannot be."""
        row, field = self.rows[index.row()], _FIELDS[index.column()]
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
        choices = _FIELDS[index.column()].choices
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
