"""Walks a window by the Tab key alone, and finds what the keyboard does not come to."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDateTimeEdit,
    QDockWidget,
    QLineEdit,
    QRadioButton,
    QTabBar,
    QTextBrowser,
    QToolBar,
    QToolButton,
    QWidget,
)

from app.views.header import SearchField
from app.views.window import Window

# More stops than any window has; and so often Tab goes on within one: to the parts of a date, the links of a text.
_MOST, _PARTS = 400, 60
# Buttons that Qt puts into these, and the field that only looks like one, do nothing that a key does not do.
_QTS_OWN = QDockWidget, QLineEdit, QTabBar, QToolBar


def walked(root: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Press Tab until it comes round, and return what had the keyboard on the way; fails where it does not."""
    found: list[QWidget] = []
    parts = 0
    begin = QApplication.focusWidget()
    if begin is not None and not begin.focusPolicy() & Qt.FocusPolicy.TabFocus:
        # A sentence that can be marked takes the keyboard when somebody is led there, and is no stop on the way round.
        QTest.keyClick(begin, key)
    for _ in range(_MOST):
        widget = QApplication.focusWidget()
        assert widget is not None, f"nothing has the keyboard after {found and said(found[-1])}"
        assert widget.window() is root.window(), f"{said(widget)} is elsewhere"
        if found and widget is found[-1] and isinstance(widget, QDateTimeEdit | QTextBrowser) and parts < _PARTS:
            parts += 1
        elif widget in found:
            assert widget is found[0], f"from {said(found[0])} Tab never comes back: {said(found[-1])}, {said(widget)}"
            return found
        else:
            parts = 0
            found.append(widget)
        QTest.keyClick(widget, key)
        QCoreApplication.processEvents()
    raise AssertionError(f"Tab comes to no end in {said(root)}")


def missed(root: QWidget, found: list[QWidget]) -> list[str]:
    """Return what the mouse reaches in a window, and the keyboard does not."""
    return [said(each) for each in usable(root) if each not in found and not _is_led_to(each, found)]


def usable(root: QWidget) -> Iterator[QWidget]:
    """Yield what can be seen in a window and worked with: what takes the keyboard, and every button."""
    for widget in root.findChildren(QWidget):
        if widget.window() is not root or not widget.isVisible() or not widget.isEnabled():
            continue
        if isinstance(root, Window) and not root.docks.can_be_seen(widget):
            continue
        if isinstance(widget, QAbstractButton):
            if not isinstance(widget.parent(), _QTS_OWN) and not isinstance(widget, SearchField):
                yield widget
        elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy():
            yield widget


def said(widget: QWidget) -> str:
    """Name a widget so that it is found in the code."""
    text = getattr(widget, "text", None)
    words = (text() if callable(text) else "") or widget.accessibleName() or widget.toolTip()
    return f"{type(widget).__name__} “{words[:40]}” in {type(widget.parent()).__name__}"


def _is_led_to(widget: QWidget, found: list[QWidget]) -> bool:
    """Say whether a key of its own does what the button does, or the arrows lead to it from one of its group."""
    if not isinstance(widget, QAbstractButton):
        return False
    if not widget.shortcut().isEmpty():
        return True
    if isinstance(widget, QToolButton) and (action := widget.defaultAction()) and not action.shortcut().isEmpty():
        return True
    group = widget.group()
    if group is not None and group.exclusive():
        return any(each in found for each in group.buttons())
    others = [each for each in found if isinstance(each, QRadioButton) and each.parent() is widget.parent()]
    return isinstance(widget, QRadioButton) and bool(others)


def out_of_order(found: list[QWidget]) -> list[str]:
    """Return where Tab goes back to what stands above, but for the head of the next column; it turns round once."""
    window = found[0].window()
    places = [QRect(each.mapTo(window, QPoint()), each.size()) for each in found]
    steps = zip(places, [*places[1:], places[0]], found, [*found[1:], found[0]], strict=True)
    back = [
        f"{said(here)} → {said(there)}"
        for before, after, here, there in steps
        if after.bottom() < before.top() and after.left() <= before.right()
    ]
    return back if len(back) > 1 else []
