"""The text of the rules as it is typed, with what is wrong with it below, and the way to the line."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.views.i18n import Sentence, Translated
from app.views.rules.look import Looked
from app.views.rules.toml_editor import TomlEditor
from app.views.theme import GAP, PAD


class TextPage(Translated, QWidget):
    """An editor with its problem."""

    def __init__(self) -> None:
        super().__init__()
        self._looked: Looked | None = None
        self.editor, self.problem, self.go = TomlEditor(), QLabel(wordWrap=True), QPushButton()
        under, column = QHBoxLayout(), QVBoxLayout(self)
        under.setSpacing(PAD)
        under.addWidget(self.problem, 1)
        under.addWidget(self.go)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(GAP)
        column.addWidget(self.editor, 1)
        column.addLayout(under)
        self.go.clicked.connect(self._go_to_problem)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language; the text stays."""
        self.editor.setAccessibleName(self.tr("Text of the rules"))
        self.go.setText(self.tr("&Go to the line"))
        self.show_looked(self._looked)

    def show_looked(self, found: Looked | None) -> None:
        """Show what the text says, or what is wrong with it."""
        self._looked = found
        wrong = found.problem if found else None
        said = self.tr("✓ The text holds.") if found else ""
        if found and wrong:
            reason = str(Sentence.of(wrong))
            said = "▲ " + self.tr("Line {line}: {reason}").format(line=found.line, reason=reason)
        self.problem.setText(said)
        self.editor.mark(found.line if found and wrong else None)
        self.go.setVisible(wrong is not None)

    def _go_to_problem(self) -> None:
        if self._looked:
            self.editor.go_to(self._looked.line)
