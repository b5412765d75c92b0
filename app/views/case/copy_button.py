"""Copies what is to be said of a deadline to the clipboard, in either language."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QToolTip

from app.views.i18n import LANGUAGES, Sentence, Translated, language_of_now, speaking
from app.views.theme import icon


class CopyButton(Translated, QToolButton):
    """Asks for the language, that of the screen first, and copies a text that is written in it."""

    def __init__(self, title: Sentence, about: Sentence, write: Callable[[], str]) -> None:
        super().__init__(autoRaise=True)
        self._title, self._about, self._write = title, about, write
        self.languages = {code: QAction(name, self) for code, (name, _) in LANGUAGES.items()}
        self._menu = QMenu(self)
        for code, action in self.languages.items():
            action.triggered.connect(lambda _=False, code=code: self._copy(code))
        self._menu.aboutToShow.connect(self._order)
        self._order()
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIcon(icon("copy"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.setText(str(self._title))
        self.setToolTip(str(self._about))
        self.setAccessibleName(str(self._title))

    def _order(self) -> None:
        here = language_of_now()
        self._menu.addActions([self.languages[code] for code in sorted(LANGUAGES, key=lambda code: code != here)])

    def _copy(self, code: str) -> None:
        with speaking(code):
            QGuiApplication.clipboard().setText(self._write())
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), self.tr("Copied"), self)
