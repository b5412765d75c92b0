"""A category, found by any part of its path while it is typed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter


class CategoryField(QComboBox):
    """An editable choice among paths; a part that names only one of them becomes that one."""

    def __init__(self) -> None:
        super().__init__(editable=True)
        self._paths: tuple[str, ...] = ()
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)

    def offer(self, categories: Sequence[tuple[int, str]]) -> None:
        """Offer categories, by identity and path; what is written stays."""
        typed = self.currentText()
        self._paths = tuple(path for _, path in categories)
        self.clear()
        self.addItem("", None)
        for id_, path in categories:
            self.addItem(path, id_)
        self.setCurrentText(typed)

    def tidy(self) -> None:
        """Take the one category that is meant by what is written, if it is one."""
        typed = self.currentText().strip().casefold()
        held = [path for path in self._paths if typed in path.casefold()]
        ends = [path for path in held if path.casefold().endswith(typed)]
        if typed and 1 in (len(held), len(ends)):
            self.setCurrentText((held if len(held) == 1 else ends)[0])

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show what is meant when the keyboard goes on."""
        super().focusOutEvent(event)
        self.tidy()
