"""The cases that were looked at one after the other, and the way back to them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.views.i18n import Translated
from app.views.theme import GAP, icon

_REMEMBERED = 50


class Visited(Translated, QWidget):
    """Two arrows, with keys that work in the whole pane; `wanted` tells the case to which one of them leads."""

    wanted = Signal(int)

    def __init__(self, pane: QWidget) -> None:
        super().__init__()
        self._visited: list[int] = []
        self._place = -1
        self.back, self.forward = QToolButton(autoRaise=True), QToolButton(autoRaise=True)
        self._keys: dict[QToolButton, QShortcut] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for button, sign, key, step in ((self.back, "back", "Alt+Left", -1), (self.forward, "forward", "Alt+Right", 1)):
            button.setIcon(icon(sign))
            button.clicked.connect(lambda _=False, step=step: self._go(step))
            self._keys[button] = QShortcut(QKeySequence(key), pane)
            self._keys[button].setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._keys[button].activated.connect(button.click)
            row.addWidget(button)
        self.retranslate()
        self._allow()

    def add(self, ticket_id: int) -> None:
        """Remember a case that is looked at after the one of now, in place of those that came after that."""
        self._visited[self._place + 1 :] = [ticket_id]
        del self._visited[:-_REMEMBERED]
        self._place = len(self._visited) - 1
        self._allow()

    def retranslate(self) -> None:
        """Put the words of the arrows in the language."""
        for button, text in ((self.back, self.tr("The case before")), (self.forward, self.tr("The case after"))):
            key = self._keys[button].key().toString(QKeySequence.SequenceFormat.NativeText)
            button.setToolTip(f"{text} ({key})")
            button.setAccessibleName(text)
            self._keys[button].setWhatsThis(text)

    def _go(self, step: int) -> None:
        self._place += step
        self._allow()
        self.wanted.emit(self._visited[self._place])

    def _allow(self) -> None:
        self.back.setEnabled(self._place > 0)
        self.forward.setEnabled(self._place + 1 < len(self._visited))
