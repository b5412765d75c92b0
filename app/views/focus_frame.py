"""The frame by which a widget that draws itself shows that it has the keyboard."""

from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QWidget


def draw_focus(widget: QWidget, painter: QPainter) -> None:
    """Draw the frame while the keys are heard there; Qt asks for a new drawing when that changes."""
    if widget.hasFocus():
        painter.setPen(widget.palette().color(QPalette.ColorRole.Accent))
        painter.drawRect(widget.rect().adjusted(0, 0, -1, -1))
