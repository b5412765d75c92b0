"""A small curve of days: how many came on each, with those of the window in the colour of what is asked about."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from app.views.i18n import Sentence, Translated, number
from app.views.plain import plain_tip
from app.views.theme import GAP, Mark, colour

_HEIGHT = 56


class Curve(Translated, QWidget):
    """Bars of days, the newest on the right, above a line; the scale and the days are said in words below it."""

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[int, ...] = ()
        self._lately = 0
        self.setMinimumHeight(_HEIGHT)

    def show_days(self, days: Sequence[int], lately: int) -> None:
        """Show counts of days, of which the newest `lately` are the ones that are spoken of."""
        self._days, self._lately = tuple(days), lately
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        """Say the curve in words, for those who cannot see it."""
        values = {"count": number(sum(self._days[-self._lately :])), "lately": number(self._lately)}
        before = number(sum(self._days[: -self._lately]))
        said = Sentence(
            "Curve", "{count} in the last {lately} days, {before} in the weeks before", before=before, **values
        )
        self.setToolTip(plain_tip(str(said)))
        self.setAccessibleName(str(said))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for little."""
        return QSize(4 * _HEIGHT, _HEIGHT)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw a bar for each day; today's and the most are written."""
        painter, palette = QPainter(self), self.palette()
        if not self._days:
            return
        words = painter.fontMetrics().height()
        most, foot = max(self._days), self.height() - words
        step = self.width() / len(self._days)
        for place, count in enumerate(self._days):
            is_late = place >= len(self._days) - self._lately
            height = (foot - words) * count / max(most, 1)
            bar = QRectF(place * step, foot - height, max(step - GAP / 2, 1.0), height)
            painter.fillRect(bar, colour(Mark.LATE) if is_late else palette.color(QPalette.ColorRole.Mid))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(0, foot, self.width(), foot)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        below = QRectF(0, foot, self.width(), words)
        ago = Sentence("Curve", "{days} days ago", days=number(len(self._days)))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, str(ago))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, str(Sentence("Curve", "today")))
        top = QRectF(0, 0, self.width(), words)
        painter.drawText(
            top, Qt.AlignmentFlag.AlignLeft, str(Sentence("Curve", "at most {most} a day", most=number(most)))
        )
