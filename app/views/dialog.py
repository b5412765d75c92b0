"""What every dialog of the console has in common; a file in `dialogs` with a subclass is a dialog."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from app.views.i18n import Sentence, Translated
from app.views.pane import Desk


class Dialog(Translated, QDialog):
    """A form or a question over the window; Esc leaves it, and nothing that is entered in it is lost by a refusal.

    It works through `desk.tasks` and never waits. `title` is source text, in the context "Dialog". One that is
    `in_menu` is opened from the window's menu by its `shortcut` (or several, with semicolons between), if it has one;
    it then takes desk and parent only. The one that is `in_header` opens from the search field there, too.
    """

    title: ClassVar[str]
    in_menu: ClassVar[bool] = False
    in_header: ClassVar[bool] = False
    # Its place among those in the menu.
    position: ClassVar[int] = 100
    shortcut: ClassVar[str] = ""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowModality(Qt.WindowModality.WindowModal)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self, self.reject)

    @classmethod
    def heading(cls) -> str:
        """Return the title in the language of now."""
        return str(Sentence("Dialog", cls.title))

    def retranslate(self) -> None:
        """Put the title in the language; a dialog with texts of its own adds them."""
        self.setWindowTitle(self.heading())
