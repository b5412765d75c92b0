"""What stands in a list, table or tree as long as it has no rows: what would be there, and how it comes there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QVBoxLayout

from app.views.theme import PAD


class Nothing(QLabel):
    """Lies over the rows of a view, which keeps its place, its headers and the keyboard; clicks go through it.

    It is made once the view has its model, and comes and goes with the rows. A screen reader hears it of the view.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._view = view
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMargin(PAD)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over = QVBoxLayout(view.viewport())
        over.setContentsMargins(0, 0, 0, 0)
        over.addWidget(self)
        model = view.model()
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.layoutChanged):
            changed.connect(self._look)
        self._look()

    def say(self, sentence: str) -> None:
        """Say this where there are no rows; nothing at all as long as nobody knows whether there are."""
        self.setText(sentence)
        self._look()

    def _look(self) -> None:
        self.setVisible(self._view.model().rowCount() == 0)
        self._view.setAccessibleDescription("" if self.isHidden() else self.text())
