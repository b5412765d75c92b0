"""The panes as docks, with the navigation that leads to each of them."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMainWindow, QTabBar, QToolBar, QWidget

from app.views.bridge import Changes
from app.views.pane import Pane
from app.views.theme import icon

# Of a navigation button, so that short names make no ragged column.
_LEAST_WIDTH = 64
# The shares of the window that the sides begin with.
_SIDES = {
    Qt.DockWidgetArea.LeftDockWidgetArea: (Qt.Orientation.Horizontal, 65),
    Qt.DockWidgetArea.RightDockWidgetArea: (Qt.Orientation.Horizontal, 35),
    Qt.DockWidgetArea.TopDockWidgetArea: (Qt.Orientation.Vertical, 58),
    Qt.DockWidgetArea.BottomDockWidgetArea: (Qt.Orientation.Vertical, 42),
}
# So many panes have a key: those of the digits.
_DIGITS = 10


class Navigation(QToolBar):
    """The way to every pane; its ground is that of the window, without Fusion's gradient, made for a bar that lies."""

    def __init__(self) -> None:
        super().__init__(movable=False)
        self.setObjectName("navigation")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the ground as the palette is now."""
        QPainter(self).fillRect(self.rect(), self.palette().window())


class Docks(QObject):
    """The panes of a window, in the order of their `position`; the window says when the texts change."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.panes: dict[QDockWidget, Pane] = {}
        self.navigation = Navigation()
        self._came_from: Pane | None = None
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        window.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.navigation)

    def add(self, panes: Sequence[Pane]) -> None:
        """Put panes in their places, behind those that are there."""
        for pane in sorted(panes, key=lambda each: each.position):
            dock = QDockWidget(self._window)
            # Qt remembers a dock's place by this name.
            dock.setObjectName(type(pane).__name__)
            self.panes[dock] = pane
            dock.setWidget(pane)
            self._lead_to(dock)
        self.arrange()
        self.retranslate()

    def arrange(self) -> None:
        """Put every pane where it stands until a person moves it."""
        below: dict[Qt.DockWidgetArea, QDockWidget] = {}
        size = self._window.size()
        for dock, pane in self.panes.items():
            dock.setFloating(False)
            self._window.addDockWidget(pane.area, dock)
            dock.show()
            if pane.stacked and pane.area in below:
                self._window.tabifyDockWidget(below[pane.area], dock)
                below[pane.area].raise_()
            else:
                below[pane.area] = dock
        # Until all stand in their places they may need more room than there is, and Qt has made it: then the shares are
        # those of a larger window.
        for _ in range(2):
            self._share(below)
            self._window.resize(size)

    def _share(self, below: dict[Qt.DockWidgetArea, QDockWidget]) -> None:
        """Give the sides of the window their shares, by the first dock of each, and the docks of a side theirs."""
        for orientation in Qt.Orientation:
            docks = [dock for dock in below.values() if _SIDES[self.panes[dock].area][0] == orientation]
            shares = [_SIDES[self.panes[dock].area][1] for dock in docks]
            if orientation == Qt.Orientation.Vertical and Qt.DockWidgetArea.LeftDockWidgetArea in below:
                # Qt gives a dock its height only where its neighbour is given one, too.
                docks, shares = [below[Qt.DockWidgetArea.LeftDockWidgetArea], *docks], [100 - sum(shares), *shares]
            self._resize(docks, shares, orientation)
        for area in below:
            docks = [dock for dock, pane in self.panes.items() if pane.area == area and not pane.stacked]
            shares = [self.panes[dock].share for dock in docks]
            if _SIDES[area][0] == Qt.Orientation.Horizontal and len(docks) > 1:
                self._resize(docks, [100 * share // sum(shares) for share in shares], Qt.Orientation.Vertical)

    def _resize(self, docks: list[QDockWidget], shares: list[int], orientation: Qt.Orientation) -> None:
        """Give docks their shares of the window, in hundredths."""
        whole = self._window.width() if orientation == Qt.Orientation.Horizontal else self._window.height()
        self._window.resizeDocks(docks, [whole * share // 100 for share in shares], orientation)

    def can_be_seen(self, widget: QWidget | None) -> bool:
        """Say whether a widget does not belong to a pane that lies behind another one."""
        pane = self._around(widget)
        return pane is None or not pane.visibleRegion().isEmpty()

    def lead_on(self, start: QWidget, *, forward: bool) -> bool:
        """Bring the keyboard to what follows in the window, past what lies behind another pane.

        Qt moves that out of sight, and no more. And from the beginning of a pane it would go at once to where the pane
        takes the keyboard, and never to what stands before that. From what can be used no more the keyboard stays in
        the pane, whose keys go on working.
        """
        home = None if start.isVisible() and start.isEnabled() else self._around(start)
        place: QWidget | None = start
        while place and (place := place.nextInFocusChain() if forward else place.previousInFocusChain()) is not start:
            if place and self._takes_keyboard(place) and (home is None or home.isAncestorOf(place)):
                place.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
                return True
        return False

    def go_back(self) -> None:
        """Bring the pane from which a person came to the one that has the keyboard."""
        if self._came_from:
            self._came_from.wanted.emit()
        self._came_from = None

    def bring(self, name: str) -> None:
        """Bring the pane of a class of that name to the front."""
        for pane in self.panes.values():
            if type(pane).__name__ == name:
                pane.wanted.emit()

    def hear(self, changes: Changes | None) -> None:
        """Tell every pane what changed."""
        for pane in self.panes.values():
            pane.hear(changes)

    def retranslate(self) -> None:
        """Put titles and navigation in the language."""
        self.navigation.setWindowTitle(self.tr("Navigation"))
        for action, (dock, pane) in zip(self.navigation.actions(), self.panes.items(), strict=True):
            dock.setWindowTitle(pane.heading())
            # Qt calls them so, and translates their names only when it makes them.
            for name, text in (("float", self.tr("Float")), ("close", self.tr("Close"))):
                for button in dock.findChildren(QAbstractButton, f"qt_dockwidget_{name}button"):
                    button.setAccessibleName(text)
                    button.setToolTip(text)
            action.setText(pane.heading())
            action.setToolTip(
                f"{pane.heading()} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"
            )
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setAccessibleName(self.tr("Panes"))

    def _takes_keyboard(self, widget: QWidget) -> bool:
        is_stop = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        can_be_used = widget.window() is self._window and widget.isVisible() and widget.isEnabled()
        return is_stop and can_be_used and self.can_be_seen(widget)

    def _around(self, widget: QWidget | None) -> Pane | None:
        """Return the pane to which a widget belongs."""
        panes = self.panes.values()
        return next((pane for pane in panes if widget and (pane is widget or pane.isAncestorOf(widget))), None)

    def _lead_to(self, dock: QDockWidget) -> None:
        action = QAction(icon(self.panes[dock].icon), "", self, checkable=True)
        # Only so many have a digit; all are in the search of commands.
        if len(self.panes) <= _DIGITS:
            action.setShortcut(QKeySequence(f"Ctrl+{len(self.panes) % _DIGITS}"))
        self.navigation.addAction(action)
        self.navigation.widgetForAction(action).setMinimumWidth(_LEAST_WIDTH)
        dock.visibilityChanged.connect(action.setChecked)

        def go() -> None:
            here = self._around(self._window.focusWidget())
            self._came_from = None if here is self.panes[dock] else here
            dock.show()
            dock.raise_()
            self.panes[dock].setFocus()
            # A click on what is shown already leads there, too; it does not hide it.
            action.setChecked(True)

        action.triggered.connect(go)
        self.panes[dock].wanted.connect(go)
