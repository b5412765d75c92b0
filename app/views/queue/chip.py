"""A chip: what a filter lets through as a rounded button with its count; and the menu behind one of several choices."""

from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from app.views.i18n import named, number
from app.views.theme import GAP, PAD, Mark, colour


class Chip(QAbstractButton):
    """A rounded button with a sign, a word and a count; a tick takes the place of the sign where it is chosen."""

    def __init__(self, sign: str = "", mark: Mark | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign, self._mark, self.figure = sign, mark, ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_count(self, count: int) -> None:
        """Show how many tickets it would let through; the same as before is not painted again."""
        if (figure := number(count)) != self.figure:
            self._say(figure)

    def say(self, text: str) -> None:
        """Show a text of the language of now."""
        self.setText(text)
        self._say(self.figure)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Leave room for the text and the count."""
        metrics = self.fontMetrics()
        widths = [metrics.horizontalAdvance(each) for each in (self._shown_sign(), self.text(), self.figure) if each]
        return QSize(sum(widths) + GAP * (len(widths) - 1) + 2 * PAD, metrics.height() + GAP + GAP // 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No word is ever cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the chip, filled where it is chosen."""
        painter, palette, role = QPainter(self), self.palette(), QPalette.ColorRole
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        back = role.Highlight if chosen else role.Midlight if self.underMouse() else role.Base
        # The ring of the focus is drawn in the chip, so that it shows on either ground.
        painter.setBrush(palette.color(back))
        painter.setPen(QPen(palette.color(role.Highlight if chosen else role.Mid), 1))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        plain = palette.color(role.HighlightedText if chosen else role.Text)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(plain, 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5), radius, radius)
        marked = colour(self._mark) if self._mark and not chosen else plain
        quiet = plain if chosen else palette.color(role.PlaceholderText)
        x = PAD
        for text, pen in ((self._shown_sign(), marked), (self.text(), plain), (self.figure, quiet)):
            if text:
                painter.setPen(pen)
                width = self.fontMetrics().horizontalAdvance(text)
                painter.drawText(QRect(x, 0, width + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
                x += width + GAP

    def enterEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Show it as before."""
        super().leaveEvent(event)
        self.update()

    def _shown_sign(self) -> str:
        return "✓" if self.isChecked() else self._sign

    def _say(self, figure: str) -> None:
        wider = len(figure) != len(self.figure)
        self.figure = figure
        self.setAccessibleName(named(self.text(), figure) if figure else self.text())
        if wider or not figure:
            self.updateGeometry()
        self.update()


class ChoiceMenu(QMenu):
    """A menu that stays open while several of its entries are chosen."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Turn the entry under the mouse on or off."""
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)
