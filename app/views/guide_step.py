"""One numbered step of the guide: what it is about, what really happened, and a button that shows it."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.views.i18n import named
from app.views.theme import GAP, PAD, Mark, icon, scaled_font

_BADGE = 22


class Badge(QWidget):
    """The number of a step; a tick once it has happened."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.lit = False
        self.setFixedSize(_BADGE, _BADGE)

    def light(self, lit: bool) -> None:
        """Show whether the step has happened."""
        self.lit = lit
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """It is as large as it is."""
        return QSize(_BADGE, _BADGE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the number in a ring, or the tick."""
        painter = QPainter(self)
        if self.lit:
            icon("check", Mark.FINE).paint(painter, self.rect())
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


class GuideStep(QWidget):
    """A step that waits for something, and lights up when that has happened."""

    def __init__(self, number: int, show: Callable[[], None]) -> None:
        super().__init__()
        self.badge, self.button = Badge(number), QPushButton()
        self.title, self.text = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.title.setFont(scaled_font(self, 1, bold=True))
        self.button.clicked.connect(show)
        column = QVBoxLayout()
        column.setSpacing(GAP)
        for label in (self.title, self.text):
            column.addWidget(label)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(PAD)
        row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def tell(self, title: str, text: str, button: str, *, happened: bool) -> None:
        """Show the words of now; without a text there is no button."""
        self.title.setText(title)
        self.text.setText(text)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.badge.light(happened)
        self.text.setForegroundRole(QPalette.ColorRole.WindowText if happened else QPalette.ColorRole.PlaceholderText)
        self.setAccessibleName(named(title, text))
