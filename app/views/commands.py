"""All that can be done in a window by a menu, a button or a key, found in the window itself."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QDialog, QDockWidget, QLineEdit, QMenu, QToolBar, QWidget

from app.views.pane import Pane

# In Chinese the underlined letter stands in brackets behind the word.
_MNEMONIC = re.compile(r"\(&\w\)|&(?=\S)")


@dataclass(frozen=True)
class Command:
    """Something that can be done: what it is called, where it belongs, its keys, and how to do it."""

    words: str
    place: str
    in_pane: bool
    keys: tuple[str, ...]
    enabled: bool
    do: Callable[[], None]


def commands_of(window: QWidget) -> list[Command]:
    """Return what can be done in a window, each once, without what is in dialogs.

    First comes what has keys, and of that the window's own: what a pane does acts on what is chosen there.
    """
    found: dict[tuple[str, str, tuple[str, ...]], Command] = {}
    for command in _all(window):
        known = found.get((command.words, command.place, command.keys))
        if known is None or not known.enabled:
            found[command.words, command.place, command.keys] = command
    return sorted(found.values(), key=lambda each: (not each.keys, each.in_pane))


def bare(text: str) -> str:
    """Return the text of a menu or button without the mark of its letter and the dots for a dialog."""
    return _MNEMONIC.sub("", text).removesuffix("…").strip()


def _all(window: QWidget) -> Iterator[Command]:
    for action in window.findChildren(QAction):
        if action.isSeparator() or action.menu() or not action.isVisible() or not _belongs(action, window):
            continue
        if words := bare(action.text()):
            yield Command(words, *_place(action), _keys(*action.shortcuts()), action.isEnabled(), action.trigger)
    for button in window.findChildren(QAbstractButton):
        # A marked letter is a key, too, but not one to learn by heart.
        if not button.shortcut().isEmpty() and "&" not in button.text() and _belongs(button, window):
            words = bare(button.text()) or button.accessibleName() or button.toolTip()
            yield Command(words, *_place(button), _keys(button.shortcut()), button.isEnabled(), button.click)
    for shortcut in window.findChildren(QShortcut):
        if shortcut.whatsThis() and _belongs(shortcut, window):
            keys = _keys(shortcut.key())
            yield Command(shortcut.whatsThis(), *_place(shortcut), keys, shortcut.isEnabled(), shortcut.activated.emit)


def _keys(*sequences: QKeySequence) -> tuple[str, ...]:
    texts = (sequence.toString(QKeySequence.SequenceFormat.NativeText) for sequence in sequences)
    return tuple(filter(None, texts))


def _belongs(thing: QObject, window: QWidget) -> bool:
    """Say whether it is the window's own: not of a dialog over it, and not one that Qt gives to its widgets."""
    if isinstance(thing.parent(), QLineEdit | QDockWidget | QToolBar):
        return False
    return not any(isinstance(each, QDialog) for each in _ancestors(thing, window))


def _place(thing: QObject) -> tuple[str, bool]:
    """Return the title of the pane, or of the menu, in which it is; and whether that is a pane."""
    for each in _ancestors(thing, None):
        if isinstance(each, Pane):
            return each.heading(), True
    if isinstance(thing, QAction):
        menus = [each for each in thing.associatedObjects() if isinstance(each, QMenu)]
        return next((bare(menu.title()) for menu in menus if menu.title()), ""), False
    return "", False


def _ancestors(thing: QObject, end: QObject | None) -> Iterator[QObject]:
    above = thing.parent()
    while above is not None and above is not end:
        yield above
        above = above.parent()
