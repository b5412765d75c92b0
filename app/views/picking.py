"""Type-ahead over a list: letters narrow it, arrows walk through it, Enter takes what is marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.views.plain import plain_tip
from app.views.theme import GAP

_WALKING = (int(Qt.Key.Key_Up), int(Qt.Key.Key_Down), int(Qt.Key.Key_PageUp), int(Qt.Key.Key_PageDown))
_KEY_PRESS = int(QEvent.Type.KeyPress)
_SUBJECT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Pick:
    """One line of the list: what it is called, what else is said of it, and what it stands for."""

    words: str
    detail: str
    subject: object
    icon: QIcon | None = None


class Picker(QWidget):
    """A field above a list, whose first line is marked; the field keeps the keyboard.

    `typed` tells what is looked for, `taken` the subject of the line that was chosen.
    """

    typed = Signal(str)
    taken = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.field, self.list, self.nothing = QLineEdit(clearButtonEnabled=True), QTreeWidget(), QLabel(wordWrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.typed)
        self.field.returnPressed.connect(self.take)
        self.list.itemClicked.connect(self.take)
        self.setFocusProxy(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for widget in (self.field, self.list, self.nothing):
            column.addWidget(widget, int(widget is not self.field))

    def show_picks(self, picks: Sequence[Pick], otherwise: str) -> None:
        """Show these lines, or where there is none a sentence on what to do."""
        header = self.list.header()
        # Else every line would be measured anew after each change: ten times as long.
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.list.clear()
        self.list.addTopLevelItems([_item(pick) for pick in picks])
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.list.setVisible(bool(picks))
        self.nothing.setVisible(not picks)
        self.nothing.setText(otherwise)

    def lines(self) -> list[str]:
        """Return what each line is called."""
        items = (self.list.topLevelItem(place) for place in range(self.list.topLevelItemCount()))
        return [item.text(0) for item in items if item]

    def take(self) -> None:
        """Take the line that is marked."""
        if item := self.list.currentItem():
            self.taken.emit(item.data(0, _SUBJECT))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hand the keys that walk through the list on to it."""
        if event.type() == _KEY_PRESS and isinstance(event, QKeyEvent) and event.key() in _WALKING:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)


def _item(pick: Pick) -> QTreeWidgetItem:
    item = QTreeWidgetItem([pick.words, pick.detail])
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setToolTip(0, plain_tip(pick.words))
    item.setData(0, _SUBJECT, pick.subject)
    if pick.icon:
        item.setIcon(0, pick.icon)
    return item


def matches(words: str, typed: str) -> bool:
    """Say whether every word that was typed stands somewhere in a text, whatever the case."""
    folded = words.casefold()
    return all(part in folded for part in typed.casefold().split())
