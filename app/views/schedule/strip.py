"""What a day of the schedule needs and has, interval by interval, below the grid."""

from datetime import date

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views.i18n import Sentence, Translated, named
from app.views.schedule.look import said_day, said_hours
from app.views.theme import GAP, PAD, Mark, colour

# Lines of words that the bars are as high as; with fewer for all than the others they are left out.
_LINES, _LEAST = 5, 4
_HOURS = 24
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
# Hours under the strip stand at least so many digits apart.
_APART = 5


class NeedStrip(Translated, QWidget):
    """Bars of who is there, a stepped line of who is needed, and in red with a mark below what is short."""

    def __init__(self) -> None:
        super().__init__()
        self._need = self._there = np.empty(0)
        self._said, self._title, self._is_read = "", "", False
        self._day: date | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_day(self, day: date, there: NDArray[np.float64], need: NDArray[np.float64] | None) -> None:
        """Show a day: people who are there and who are needed in each interval (None: not read yet)."""
        self._day, self._there, self._is_read = day, there, need is not None
        self._need = np.empty(0) if need is None else need
        self.retranslate()

    def retranslate(self) -> None:
        """Say the day in words too."""
        if self._day is None:
            return
        self._title = said_day(self._day)
        if len(self._need) == len(self._there) and self._need.any():
            hours = 24 / len(self._need)
            gap = self._need - self._there
            short, over = np.maximum(gap, 0).sum() * hours, np.maximum(-gap, 0).sum() * hours
            self._said = str(
                Sentence(
                    "Schedule",
                    "Needed {need} h, there {there} h, short {short} h, over {over} h",
                    need=said_hours(self._need.sum() * hours),
                    there=said_hours(self._there.sum() * hours),
                    short=said_hours(short),
                    over=said_hours(over),
                )
            )
        elif not self._is_read:
            self._said = ""
        else:
            self._said = str(Sentence("Schedule", "Nothing is known of the need: import contacts for a forecast"))
        self.setAccessibleName(named(self._title, self._said))
        self.setToolTip(self._said)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for room for the bars between the words above and the hours below them."""
        return QSize(0, self.fontMetrics().height() * (_LINES + 2))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the words at least: in a low window the grid comes first."""
        return QSize(0, self.fontMetrics().height() + GAP)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the bars, the line and what is short."""
        painter, line = QPainter(self), self.fontMetrics().height()
        text, quiet = self.palette().color(QPalette.ColorRole.WindowText), colour(Mark.QUIET)
        head = QRect(0, 0, self.width(), line + GAP)
        bold = painter.font()
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(text)
        painter.drawText(head, _LEFT, self._title)
        indent = painter.fontMetrics().horizontalAdvance(self._title) + PAD
        bold.setBold(False)
        painter.setFont(bold)
        painter.setPen(quiet)
        said = painter.fontMetrics().elidedText(self._said, Qt.TextElideMode.ElideRight, head.width() - indent)
        painter.drawText(head.adjusted(indent, 0, 0, 0), _LEFT, said)
        if not len(self._there) or self.height() < _LEAST * line:
            return
        left = PAD + painter.fontMetrics().horizontalAdvance("00")
        area = QRectF(left, line + 2 * GAP, self.width() - left - PAD, self.height() - 2 * line - 3 * GAP)
        self._paint_bars(painter, area)
        self._paint_hours(painter, area)

    def _paint_bars(self, painter: QPainter, area: QRectF) -> None:
        need = self._need if len(self._need) == len(self._there) else np.zeros(len(self._there))
        most = max(float(self._there.max()), float(need.max()), 1.0)
        step, unit = area.width() / len(self._there), area.height() / most
        bars, red = self.palette().color(QPalette.ColorRole.Mid), colour(Mark.LATE)
        line = QPolygonF()
        for place, (there, wanted) in enumerate(zip(self._there.tolist(), need.tolist(), strict=True)):
            x = area.left() + place * step
            painter.fillRect(QRectF(x, area.bottom() - there * unit, step - 1, there * unit), bars)
            if wanted > there:
                painter.fillRect(
                    QRectF(x, area.bottom() - wanted * unit, step - 1, (wanted - there) * unit),
                    colour(Mark.LATE_BACK),
                )
                painter.fillRect(QRectF(x, area.bottom() + 1, step - 1, 3), red)
            for at in (x, x + step):
                line.append(QPointF(at, area.bottom() - wanted * unit))
        if need.any():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1.5))
            painter.drawPolyline(line)
        painter.setPen(colour(Mark.QUIET))
        height = self.fontMetrics().height()
        painter.drawText(QRectF(0, area.top() - height / 2, area.left() - GAP, height), _RIGHT, f"{most:.0f}")

    def _paint_hours(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(colour(Mark.QUIET))
        room = self.fontMetrics().horizontalAdvance("0" * _APART)
        fitting = [hours for hours in (1, 2, 3, 4, 6) if area.width() * hours / _HOURS >= room]
        every = fitting[0] if fitting else _HOURS // 2
        for hour in range(0, _HOURS + 1, every):
            x = area.left() + area.width() * hour / _HOURS
            below = QRectF(x - room / 2, area.bottom() + GAP, room, self.fontMetrics().height())
            painter.drawText(below, _CENTRE, f"{hour}")
