"""What the parts of the wallboard have in common: every size is a share of the board's, so that ten metres are enough.

A letter is read from about two hundred times its height: on a screen of 55 inches, 68 cm high, capitals from 7.4 % of
the height on are read from ten metres. The figures are larger than that, what stands beside them is for those nearer.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from app.views.theme import Mark

# In hundredths of the board's height: letters of the figures, of what is due, of names and targets, of definitions.
FIGURE, LINE, NAME, SMALL = 15.0, 6.6, 3.6, 2.4
BACKS = {Mark.LATE: Mark.LATE_BACK, Mark.SOON: Mark.SOON_BACK}
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class BoardPart(QWidget):
    """A part of the board; `unit` is a hundredth of the height that the board has in its proportion, in pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.unit = 7.2

    def scale(self, unit: float) -> None:
        """Take another size."""
        self.unit = unit
        self.update()

    def letters(self, size: float, *, bold: bool = False) -> QFont:
        """Return the font of a size in units."""
        font = QFont(self.font())
        font.setPixelSize(max(round(size * self.unit), 1))
        font.setBold(bold)
        return font


def write(
    painter: QPainter, room: QRectF, font: QFont, ink: QColor, words: str, flags: Qt.AlignmentFlag = LEFT
) -> None:
    """Write words in a line, cut with an ellipsis where they are too long."""
    painter.setFont(font)
    painter.setPen(ink)
    flags |= Qt.TextFlag.TextDontClip
    painter.drawText(room, flags, QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width()))
