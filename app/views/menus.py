"""The menus of the window: its dialogs, its panes and their layout, the language and the theme."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from app.views.dialog import Menu
from app.views.i18n import LANGUAGES, Language
from app.views.theme import Mode, Theme


class Menus(QObject):
    """Fills the menu bar of a window; the window says when the texts change."""

    def __init__(self, window: QMainWindow, bar: QMenuBar, language: Language, theme: Theme) -> None:
        super().__init__(window)
        self._of_dialogs = {menu: QMenu(bar) for menu in Menu}
        self._program, self._view = self._of_dialogs[Menu.PROGRAM], QMenu(bar)
        self._language, self._theme = QMenu(bar), QMenu(bar)
        self._quit, self.reset, self._full_screen = QAction(window), QAction(window), QAction(window, checkable=True)
        # There is something to show on it when there are panes.
        self.wallboard = QAction(window, enabled=False)
        self.wallboard.setShortcut(QKeySequence("F12"))
        self._quit.setShortcut(QKeySequence("Ctrl+Q"))
        self._quit.triggered.connect(window.close)
        self._full_screen.setShortcut(QKeySequence("F11"))
        self._full_screen.toggled.connect(lambda on: window.showFullScreen() if on else window.showNormal())
        for each in (*self._of_dialogs.values(), self._view):
            bar.addMenu(each)
            # One in which nothing is to be had is not shown.
            each.menuAction().setVisible(each in (self._program, self._view))
        self._below_dialogs = self._program.addSeparator()
        self.start_page = QAction(window, visible=False)
        self._program.addActions([self.start_page, self._quit])
        self._below_panes = self._view.addSeparator()
        self._view.addActions([self.reset, self._full_screen, self.wallboard])
        self._view.addSeparator()
        for menu in (self._language, self._theme):
            self._view.addMenu(menu)
        codes = _choices(self._language, list(LANGUAGES), language.code, language.switch)
        for code, action in codes.items():
            # A language is called by its own name, so that those who read no other find it.
            action.setText(LANGUAGES[code][0])
        self._modes = _choices(self._theme, list(Mode), theme.mode, lambda mode: theme.switch(Mode(mode)))
        self.retranslate()

    def add_dialogs(self, menu: Menu, actions: Sequence[QAction]) -> None:
        """Put the actions that open dialogs into a menu, after those that are there."""
        if menu is Menu.PROGRAM:
            self._program.insertActions(self._below_dialogs, actions)
        else:
            self._of_dialogs[menu].addActions(actions)
        self._of_dialogs[menu].menuAction().setVisible(True)

    def offer_start_page(self, show: Callable[[], None]) -> None:
        """Put the action that shows the first start's page again at the end of the program menu."""
        self.start_page.triggered.connect(show)
        self.start_page.setVisible(True)

    def add_panes(self, actions: Sequence[QAction]) -> None:
        """Put the actions that show and hide the panes at the head of the view menu."""
        self._view.insertActions(self._below_panes, actions)
        self.wallboard.setEnabled(True)

    def choices(self) -> Sequence[QMenu]:
        """The menus in which a person chooses the language and the theme."""
        return self._language, self._theme

    def retranslate(self) -> None:
        """Put the menus in the language."""
        self._program.setTitle(self.tr("&Floorwatch"))
        self._of_dialogs[Menu.DESK].setTitle(self.tr("&Desk"))
        self._of_dialogs[Menu.FLOOR].setTitle(self.tr("F&loor"))
        self._of_dialogs[Menu.REPORTS].setTitle(self.tr("&Reports"))
        self._of_dialogs[Menu.SETTINGS].setTitle(self.tr("&Settings"))
        self._view.setTitle(self.tr("&View"))
        self._language.setTitle(self.tr("&Language"))
        self._theme.setTitle(self.tr("&Theme"))
        self.start_page.setText(self.tr("&Start page …"))
        self._quit.setText(self.tr("&Quit"))
        self.reset.setText(self.tr("&Reset layout"))
        self._full_screen.setText(self.tr("&Full screen"))
        self.wallboard.setText(self.tr("&Wallboard"))
        self._modes[Mode.SYSTEM].setText(self.tr("&As the system"))
        self._modes[Mode.LIGHT].setText(self.tr("&Light"))
        self._modes[Mode.DARK].setText(self.tr("&Dark"))


def _choices(menu: QMenu, names: Sequence[str], chosen: str, choose: Callable[[str], None]) -> Mapping[str, QAction]:
    """Fill a menu with actions of which exactly one is checked."""
    group = QActionGroup(menu)
    actions = {name: QAction(menu, checkable=True, checked=name == chosen) for name in names}
    for name, action in actions.items():
        group.addAction(action)
        action.triggered.connect(lambda _=False, name=name: choose(name))
    menu.addActions(list(actions.values()))
    return actions
