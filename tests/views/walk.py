"""Walks the widgets of a window and finds texts that are cut off, keys that are given twice, and untranslated texts."""

import re
from collections.abc import Iterator

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QLabel, QMenu, QTabBar, QWidget

# Names of units, zones and things that are called the same in every language.
NAMES = re.compile(
    r"FW-\d+|Floorwatch|UTC|SLA|Ctrl|Esc|Shift|Alt|F\d+|English|PostgreSQL|SQLite|Excel|CSV|\b[A-Z]\b|[A-Z]\w+/\w+|\{\w+\}"
)


def visible(root: QWidget) -> Iterator[QWidget]:
    """Yield a widget and all below it that can be seen."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            yield widget


def cut_off(root: QWidget) -> list[str]:
    """Return the texts of labels and buttons that have less room than they need."""
    return [
        f"{type(widget).__name__} “{widget.text()}”: {widget.size().toTuple()} of {widget.sizeHint().toTuple()}"
        for widget in visible(root)
        if isinstance(widget, QLabel | QAbstractButton) and widget.text() and _lacks_room(widget)
    ]


def same_keys(root: QWidget) -> dict[str, list[str]]:
    """Return the underlined letters that lead to more than one place, with the texts in which they stand."""
    found: dict[str, list[str]] = {}
    for widget in visible(root):
        for text in _keyed(widget):
            if key := QKeySequence.mnemonic(text).toString():
                found.setdefault(key, []).append(text)
    return {key: places for key, places in found.items() if len(places) > 1}


def _keyed(widget: QWidget) -> list[str]:
    match widget:
        case QAbstractButton():
            return [widget.text()]
        case QTabBar():
            return [widget.tabText(place) for place in range(widget.count())]
        case QLabel() if widget.buddy():
            return [widget.text()]
        case _:
            return []


def untranslated(root: QWidget) -> list[str]:
    """Return the texts that hold English words although the language is Chinese."""
    return [text for text in texts(root) if re.search(r"[A-Za-z]{2,}", NAMES.sub("", text))]


def texts(root: QWidget) -> Iterator[str]:
    """Yield every text that a person can come to see in a widget and below it: titles, words, hints, menus."""
    for widget in (root, *root.findChildren(QWidget)):
        found = [widget.toolTip(), widget.accessibleName()]
        if isinstance(widget, QLabel | QAbstractButton):
            found.append(widget.text())
        if isinstance(widget, QMenu):
            found.append(widget.title())
        if widget.isWindow() or isinstance(widget, QDockWidget):
            found.append(widget.windowTitle())
        for action in widget.actions():
            found += _of_action(action)
        yield from filter(None, found)


def _of_action(action: QAction) -> list[str]:
    return [action.text(), action.toolTip()]


def _lacks_room(widget: QLabel | QAbstractButton) -> bool:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    wanted = widget.sizeHint()
    return widget.width() < wanted.width() or widget.height() < wanted.height()
