"""What the queue says where it has no rows to show."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.views.theme import PAD, scaled_font


class QueueMessage(QWidget):
    """What stands in the place of rows: why there are none, what to do next, and a button where that is one click."""

    def __init__(self) -> None:
        super().__init__()
        self.head, self.next, self.button = QLabel(), QLabel(), QPushButton()
        self.head.setFont(scaled_font(self.head, 1.2, bold=True))
        column = QVBoxLayout(self)
        column.setSpacing(PAD)
        for label in (self.head, self.next):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)

    def say(self, head: str, advice: str = "", button: str = "") -> None:
        """Show this; without words for the button there is none."""
        self.head.setText(head)
        for widget, text in ((self.next, advice), (self.button, button)):
            widget.setText(text)
            widget.setVisible(bool(text))
