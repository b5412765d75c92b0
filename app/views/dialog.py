"""What every dialog of the console has in common; a file in `dialogs` with a subclass is a dialog."""

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from app.views.bridge import Changes
from app.views.i18n import Sentence, Translated
from app.views.pane import Desk
from app.views.theme import PAD, ROOM


class Menu(Enum):
    """The menus from which dialogs are opened, in their order."""

    PROGRAM = "program"
    DESK = "desk"
    FLOOR = "floor"
    REPORTS = "reports"
    SETTINGS = "settings"


class Dialog(Translated, QDialog):
    """A form or a question over the window; Esc leaves it, and nothing that is entered in it is lost by a refusal.

    It works through `desk.tasks` and never waits. `title` is source text, in the context "Dialog". One that is
    `in_menu` is opened from that `menu` of the window by its `shortcut` (or several, with semicolons between), if any;
    it then takes desk and parent only. The one that is `in_header` opens from the search field there, too.
    """

    title: ClassVar[str]
    in_menu: ClassVar[bool] = False
    menu: ClassVar[Menu] = Menu.DESK
    in_header: ClassVar[bool] = False
    # Its place among those in the menu.
    position: ClassVar[int] = 100
    shortcut: ClassVar[str] = ""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowModality(Qt.WindowModality.WindowModal)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self, self.reject)

    def open(self) -> None:
        """Ask over the window; once it is left it is gone."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        super().open()

    @classmethod
    def heading(cls) -> str:
        """Return the title in the language of now."""
        return str(Sentence("Dialog", cls.title))

    def retranslate(self) -> None:
        """Put the title in the language; a dialog with texts of its own adds them."""
        self.setWindowTitle(self.heading())

    def hear(self, changes: Changes | None) -> None:
        """Take what changed (None: anything may have); one that shows what others change reads it anew."""

    def order(self, *stops: QWidget) -> None:
        """Let Tab come to these one after the other; without it, to each where it was made, wherever it stands."""
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def lay_out(
        self,
        *parts: QWidget | QLayout,
        grows: QWidget | None = None,
        left: Sequence[QPushButton] = (),
        right: Sequence[QPushButton] = (),
    ) -> None:
        """Set the parts below each other and the buttons in a row below them; `grows` takes the room that is over.

        Enter presses the last button, which is the one that acts, unless another button has the keyboard.
        """
        column = QVBoxLayout(self)
        column.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        column.setSpacing(PAD)
        for part in parts:
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part, int(part is grows))
        if grows is None:
            column.addStretch()
        if not right:
            return
        row = QHBoxLayout()
        row.setSpacing(PAD)
        for button in left:
            row.addWidget(button)
        row.addStretch()
        for button in right:
            row.addWidget(button)
        column.addLayout(row)
        right[-1].setDefault(True)
