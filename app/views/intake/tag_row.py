"""The tags of a complaint: each with a button that takes it off, and a field with type-ahead that puts one on."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.services.assessment.tags import LONGEST_TAG
from app.views.flow import Flow
from app.views.i18n import Translated
from app.views.plain import plain_tip
from app.views.theme import GAP, ICON, icon


class Tags(Translated, QWidget):
    """`put` tells of a tag to put on, `taken` of one to take off."""

    put = Signal(str)
    taken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        self._known = QStringListModel(self)
        self.field = QLineEdit(maxLength=LONGEST_TAG)
        completer = QCompleter(self._known, self.field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        self.field.returnPressed.connect(self._put)
        self._place = QWidget()
        self._row = Flow(self._place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._place)
        column.addWidget(self.field)
        self.setFocusProxy(self.field)

    def show_tags(self, tags: Sequence[str], known: Sequence[str]) -> None:
        """Show the tags that are on, and those that could be."""
        if known != self._known.stringList():
            self._known.setStringList([*known])
        for name in [each for each in self.buttons if each not in tags]:
            button = self.buttons.pop(name)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        for name in tags:
            if name not in self.buttons:
                self.buttons[name] = self._button(name)
        self._place.setVisible(bool(tags))
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.field.setPlaceholderText(self.tr("Add a tag …"))
        self.field.setAccessibleName(self.tr("Add a tag"))
        for name, button in self.buttons.items():
            said = self.tr("Take “{tag}” off").format(tag=name)
            button.setToolTip(plain_tip(said))
            button.setAccessibleName(said)

    def _button(self, name: str) -> QPushButton:
        button = QPushButton(icon("cancel"), name.replace("&", "&&"))
        button.setIconSize(QSize(ICON, ICON) * 0.75)
        # What takes it off stands behind it.
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        button.clicked.connect(partial(self.taken.emit, name))
        self._row.addWidget(button)
        return button

    def _put(self) -> None:
        if name := self.field.text().strip():
            self.field.clear()
            self.put.emit(name)
