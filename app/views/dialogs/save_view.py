"""The question under which name a view of the queue is saved."""

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from app.views.dialog import Dialog
from app.views.pane import Desk

_LONGEST, _WIDTH = 40, 360


class SaveView(Dialog):
    """Takes a name and tells it by `named`; says so where it stands for another view already."""

    title = "Save view"
    named = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None, taken: Collection[str], proposed: str = "") -> None:
        super().__init__(desk, parent)
        self._taken = frozenset(taken)
        self.field, self.hint = QLineEdit(proposed, maxLength=_LONGEST), QLabel(wordWrap=True)
        self.leave, self.ok = QPushButton(), QPushButton()
        self.lay_out(self.field, self.hint, right=[self.leave, self.ok])
        self.field.textChanged.connect(self.retranslate)
        self.leave.clicked.connect(self.reject)
        self.ok.clicked.connect(self._save)
        self.setMinimumWidth(_WIDTH)
        self.retranslate()
        self.field.selectAll()
        self.field.setFocus()

    def retranslate(self) -> None:
        """Put the words in the language, and say what the name does."""
        super().retranslate()
        self.field.setPlaceholderText(self.tr("Name of the view"))
        self.field.setAccessibleName(self.tr("Name of the view"))
        self.leave.setText(self.tr("Cancel"))
        name = self._name()
        replaces = name in self._taken
        self.ok.setText(self.tr("&Replace") if replaces else self.tr("&Save"))
        self.ok.setEnabled(bool(name))
        self.hint.setText(
            self.tr("There is a view of this name: it is replaced.")
            if replaces
            else self.tr("Search, filters, sorting, groups and columns are saved as they are now.")
        )

    def _name(self) -> str:
        return " ".join(self.field.text().split())

    def _save(self) -> None:
        self.named.emit(self._name())
        self.accept()
