"""A list of what was found: a title and a line of text each, with the words that were looked for marked in both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.views.theme import GAP, PAD, Mark, colour

_ENTRY = Qt.ItemDataRole.UserRole
_SHOWN = int(Qt.ItemDataRole.DisplayRole)
_KEY_PRESS = int(QEvent.Type.KeyPress)
_WALKING = (int(Qt.Key.Key_Up), int(Qt.Key.Key_Down), int(Qt.Key.Key_PageUp), int(Qt.Key.Key_PageDown))
_ENTER = (int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter))
Marks = tuple[tuple[int, int], ...]
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """One entry: what it stands for (None: it is a heading), its title and line, and from where to where they hold it.

    `warns` stands before the line, in the colour of what is due.
    """

    subject: Any
    title: str
    line: str = ""
    title_marks: Marks = ()
    marks: Marks = ()
    warns: str = ""


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and way
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = _SHOWN) -> Any:
        entry = self.entries[index.row()]
        if role == _ENTRY:
            return entry
        if role in (_SHOWN, int(Qt.ItemDataRole.AccessibleTextRole)):
            return " · ".join(filter(None, (entry.title, entry.warns, entry.line)))
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.entries[index.row()].subject is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class FoundList(QListView):
    """`chosen` tells the subject of the entry that is current, None where none is; `opened` the one entered.

    A search field given to `walk_from` keeps the keyboard: arrows walk through the list from it, Enter opens.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = _Entries(self)
        self.setModel(self._entries)
        self.setItemDelegate(_Painter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(lambda index: self._open())
        self.selectionModel().currentChanged.connect(lambda now, before: self.chosen.emit(self.subject()))

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show other entries; the current one stays so where it is among them, otherwise the first one is."""
        if tuple(entries) == self._entries.entries:
            return
        before = self.subject()
        # What is current between the two is nobody's choice.
        self.selectionModel().blockSignals(True)
        self._entries.set_entries(entries)
        self.selectionModel().blockSignals(False)
        places = [place for place, each in enumerate(entries) if each.subject is not None]
        here = next((place for place in places if entries[place].subject == before), places[0] if places else -1)
        self.setCurrentIndex(self._entries.index(here))
        if here == (places[0] if places else -1):
            self.scrollToTop()
        self.viewport().update()
        if self.subject() is None and before is not None:
            self.chosen.emit(None)

    def entries(self) -> tuple[Entry, ...]:
        """Return what is shown."""
        return self._entries.entries

    def subject(self) -> Any:
        """Return what the current entry stands for."""
        index = self.currentIndex()
        return self._entries.entries[index.row()].subject if index.isValid() else None

    def choose(self, subject: Any) -> bool:
        """Make the entry of a subject current; say whether it is there."""
        for place, each in enumerate(self._entries.entries):
            if each.subject == subject:
                self.setCurrentIndex(self._entries.index(place))
                return True
        return False

    def walk_from(self, field: QLineEdit) -> None:
        """Let the arrows and Enter of a field that keeps the keyboard act on the list."""
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the keys that are for the list."""
        if int(event.type()) == _KEY_PRESS and isinstance(event, QKeyEvent):
            if event.key() in _WALKING:
                self.keyPressEvent(event)
                return True
            if event.key() in _ENTER:
                self._open()
                return True
        return super().eventFilter(watched, event)

    def _open(self) -> None:
        if (subject := self.subject()) is not None:
            self.opened.emit(subject)


class _Painter(QStyledItemDelegate):
    """Draws an entry on two lines, and a heading on one; what does not fit is left out at the end."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802 - Qt's name
        entry: Entry = index.data(_ENTRY)
        height = option.fontMetrics.height()
        if entry.subject is None:
            return QSize(0, height + 2 * PAD)
        return QSize(0, height * (2 if entry.line or entry.warns else 1) + 3 * GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry: Entry = index.data(_ENTRY)
        place = option.rect.adjusted(PAD, GAP, -PAD, -GAP)
        painter.save()
        if entry.subject is None:
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(place, Qt.AlignmentFlag.AlignBottom, entry.title)
            painter.restore()
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        # It stays in sight while the field keeps the keyboard.
        group = QPalette.ColorGroup.Active
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        if chosen:
            painter.fillRect(option.rect, option.palette.color(group, QPalette.ColorRole.Highlight))
        ink = option.palette.color(group, role)
        painter.setPen(ink)
        bold = QFont(option.font)
        bold.setBold(True)
        height = option.fontMetrics.height()
        _draw(
            painter,
            QRect(place.left(), place.top(), place.width(), height),
            bold,
            entry.title,
            entry.title_marks,
            chosen,
        )
        line = QRect(place.left(), place.top() + height + GAP // 2, place.width(), height)
        if entry.warns:
            painter.setPen(ink if chosen else colour(Mark.SOON))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, entry.warns)
            line.setLeft(line.left() + option.fontMetrics.horizontalAdvance(entry.warns) + PAD)
        painter.setPen(ink if chosen else option.palette.color(QPalette.ColorRole.PlaceholderText))
        _draw(painter, line, option.font, entry.line, entry.marks, chosen)
        painter.restore()


def _draw(painter: QPainter, place: QRect, font: QFont, text: str, marks: Marks, chosen: bool) -> None:
    """Draw one line with its marks, which are underlined as well as coloured."""
    text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    marked = QTextCharFormat()
    marked.setFontUnderline(True)
    if not chosen:
        marked.setBackground(colour(Mark.SOON_BACK))
        marked.setForeground(colour(Mark.SOON))
    formats = []
    for since, until in marks:
        each = QTextLayout.FormatRange()
        each.start, each.length, each.format = since, until - since, marked
        formats.append(each)
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1_000_000)
    layout.endLayout()
    painter.save()
    painter.setClipRect(place)
    layout.draw(painter, QPointF(place.left(), place.top()))
    painter.restore()
