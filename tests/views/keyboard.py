"""A person at a console who has no mouse: reads what is on the screen, and presses keys, nothing else."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.views.commands import bare
from app.views.tasks import Tasks
from app.views.window import Window

_FARTHEST = 200


class Keyboard:
    """Sends keys to whatever has the keyboard, counts them, and waits until what they began has come."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, window: Window) -> None:
        self.qtbot, self.tasks, self.window = qtbot, tasks, window
        self.count = 0

    @property
    def focus(self) -> QWidget:
        """What has the keyboard: an open menu or list before all else."""
        found = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert found, "nothing has the keyboard"
        return found

    def settle(self) -> None:
        """Wait until nothing is under way; without a desktop, a window is not given back what one over it had."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy() and not _is_button_down())
        QCoreApplication.processEvents()
        if QGuiApplication.focusWindow() is None:
            (QApplication.activeModalWidget() or self.window).activateWindow()
            self.qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is not None)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each named as in a menu."""
        for key in keys:
            # The stubs leave out that a sequence can be asked for its keys.
            combination = QKeySequence(key)[0]  # type: ignore[index]
            QTest.keyPress(self._window(), combination.key(), combination.keyboardModifiers())
            # What was pressed may have shut its window by now, and a click would still let go of the key there.
            if window := QGuiApplication.focusWindow():
                QTest.keyRelease(window, combination.key(), combination.keyboardModifiers())
            self.count += 1
            self.settle()

    def type(self, text: str) -> None:
        """Type a text; what no key stands for comes from an input method."""
        for part in text.splitlines(keepends=True):
            line = part.rstrip("\n")
            if line.isascii():
                for sign in line:
                    QTest.keyClick(self._window(), ord(sign))
            else:
                event = QInputMethodEvent()
                event.setCommitString(line)
                QApplication.sendEvent(self.focus, event)
            if part != line:
                QTest.keyClick(self._window(), Qt.Key.Key_Return)
        self.count += len(text)
        self.settle()

    def paste(self, data: QMimeData) -> None:
        """Paste what lies in the clipboard by then."""
        QGuiApplication.clipboard().setMimeData(data)
        self.press("Ctrl+V")

    def tab_to(self, words: str, key: str = "Tab") -> None:
        """Press Tab until what is called so has the keyboard."""
        met = []
        for _ in range(_FARTHEST):
            met.append(" | ".join(names(self.focus)))
            if self.is_at(words):
                return
            self.press(key)
        raise AssertionError(f"Tab does not lead to “{words}”: {dict.fromkeys(met)}")

    def is_at(self, words: str) -> bool:
        """Say whether what has the keyboard is called so."""
        return any(each.startswith(words) for each in names(self.focus))

    def choose(self, words: str) -> None:
        """Walk down a list, a menu or the lines of a choice to the one that begins so."""
        self._walk(lambda: _current(self.focus).startswith(words), "Down", words)

    def line(self) -> str:
        """Read the line of a list that is marked."""
        return _current(self.focus)

    def text(self) -> str:
        """Read the text that has the keyboard."""
        assert isinstance(self.focus, QTextBrowser), self.focus
        return self.focus.toPlainText()

    def follow(self, words: str) -> None:
        """Go on to the link that is called so, and enter it."""
        self._walk(lambda: _link(self.focus) == words, "Tab", words)
        self.press("Return")

    def press_button(self, words: str) -> None:
        """Go on to a button as soon as it can be pressed, and press it."""
        self.wait_for(lambda: words in self._pressable())
        self.tab_to(words)
        assert isinstance(self.focus, QAbstractButton), self.focus
        self.press("Space")

    def take(self, *words: str) -> None:
        """Take an entry of the menu that is open, and of those that it opens."""
        for place, each in enumerate(words):
            assert isinstance(self.focus, QMenu), f"no menu: {self.focus}"
            self.choose(each)
            self.press("Return" if place == len(words) - 1 else "Right")

    def command(self, words: str) -> None:
        """Find a command by its words."""
        self.press("Ctrl+K")
        self.type(words)
        self.wait_for(lambda: words in str(_list_below(self.focus)))
        self.press("Return")

    def pick(self, words: str) -> None:
        """Type what is looked for until it stands first in the list below, and take it."""
        self.type(words)
        self.wait_for(lambda: any(words in line for line in _list_below(self.focus)[:1]))
        self.press("Return")

    def wait_for(self, seen: Callable[[], bool]) -> None:
        """Wait until something can be seen."""
        self.qtbot.waitUntil(seen)

    def _pressable(self) -> set[str]:
        window = QApplication.activeWindow() or self.window
        buttons = window.findChildren(QAbstractButton)
        return {name for each in buttons if each.isVisible() and each.isEnabled() for name in names(each)}

    def _walk(self, there: Callable[[], bool], key: str, words: str) -> None:
        met = []
        for _ in range(_FARTHEST):
            if there():
                return
            met.append(_current(self.focus) or _link(self.focus))
            self.press(key)
        raise AssertionError(f"“{words}” is not among {dict.fromkeys(met)} of {names(self.focus)}")

    def _window(self) -> QWindow:
        found = QGuiApplication.focusWindow()
        assert found, "no window is in front"
        return found


def _is_button_down() -> bool:
    """Say whether a button still shows that its letter was pressed: it acts when it comes up again."""
    window = QApplication.activeWindow()
    return window is not None and any(each.isDown() for each in window.findChildren(QAbstractButton))


def names(widget: QWidget) -> list[str]:
    """Return what a person reads of a widget: its own words, its label, its hint."""
    found = [widget.accessibleName(), widget.windowTitle() if widget.isWindow() else ""]
    found += [bare(each.text()) for each in widget.window().findChildren(QLabel) if _is_label(each, widget)]
    if isinstance(widget, QAbstractButton):
        found.append(bare(widget.text()))
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        found.append(widget.placeholderText())
    if isinstance(widget, QTabBar):
        found.append(bare(widget.tabText(widget.currentIndex())))
    return [each for each in found if each]


def _is_label(label: QLabel, widget: QWidget) -> bool:
    buddy: QWidget | None = label.buddy()
    while buddy is not None:
        if buddy is widget:
            return True
        buddy = buddy.focusProxy()
    return False


def _current(widget: QWidget) -> str:
    """Read the line that is marked."""
    match widget:
        case QComboBox():
            return widget.currentText()
        case QMenu():
            action = widget.activeAction()
            return bare(action.text()) if action else ""
        case QAbstractItemView():
            index = widget.currentIndex()
            model = widget.model()
            cells = (
                model.index(index.row(), column, index.parent()) for column in range(model.columnCount(index.parent()))
            )
            return " ".join(str(cell.data() or "") for cell in cells) if index.isValid() else ""
        case QTabBar():
            return bare(widget.tabText(widget.currentIndex()))
    return ""


def _link(widget: QWidget) -> str:
    if not isinstance(widget, QTextBrowser):
        return ""
    return widget.textCursor().selectedText()


def _list_below(field: QWidget) -> list[str]:
    parent = field.parentWidget()
    return parent.lines() if parent is not None and hasattr(parent, "lines") else []
