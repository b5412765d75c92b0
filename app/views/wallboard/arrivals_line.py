"""The line of arrivals on the wallboard."""

from datetime import datetime, timedelta

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF

from app.services.floor.arrivals import DayArrivals
from app.views.arrivals.look import Look, Part
from app.views.i18n import time_of_day
from app.views.theme import Mark, colour
from app.views.wallboard.part import BACKS, LEFT, LINE, NAME, SMALL, BoardPart, write

# The chart shows so much of the day around now, and writes every so many hours.
_BEFORE, _AFTER, _HOURS = timedelta(hours=6), timedelta(hours=6), 2
_HOUR = 3_600


class ArrivalsLine(BoardPart):
    """The arrivals of the hours around now as one line, in the band of the forecast; the words above say how it is."""

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.state, self.mark = "", "", Mark.QUIET
        self._day: DayArrivals | None = None
        self._now: datetime | None = None

    def show_day(self, heading: str, state: str, mark: Mark, day: DayArrivals, now: datetime) -> None:
        """Show another day or state."""
        self.heading, self.state, self.mark, self._day, self._now = heading, state, mark, day, now
        self.setAccessibleName(heading)
        self.setAccessibleDescription(state)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the heading with the state, and the diagram below."""
        painter, unit, role = QPainter(self), self.unit, QPalette.ColorRole
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        back = BACKS.get(self.mark)
        painter.fillRect(self.rect(), self.palette().color(role.Base))
        inner = QRectF(self.rect()).adjusted(1.5 * unit, unit, -1.5 * unit, -unit)
        head = QRectF(inner.left(), inner.top(), inner.width(), NAME * 1.5 * unit)
        write(painter, head, self.letters(NAME), self.palette().color(role.PlaceholderText), self.heading)
        said = QRectF(inner.left(), head.bottom(), inner.width(), LINE * 1.3 * unit)
        if back:
            painter.fillRect(said.adjusted(-unit / 2, 0, unit / 2, 0), colour(back))
        ink = self.palette().color(role.WindowText) if self.mark in (Mark.QUIET, Mark.FINE) else colour(self.mark)
        write(painter, said, self.letters(LINE, bold=True), ink, self.state)
        if self._day is not None and self._now is not None:
            self._draw(painter, inner.adjusted(0, said.bottom() - inner.top() + unit, 0, 0), self._day, self._now)

    def _draw(self, painter: QPainter, room: QRectF, day: DayArrivals, now: datetime) -> None:
        """Draw band, forecast, arrivals and the line of now, over the hours."""
        unit, edges = self.unit, day.intervals.edges
        first = max(int((now - _BEFORE).timestamp()), int(edges[0]))
        last = min(int((now + _AFTER).timestamp()), int(edges[-1]))
        plot = room.adjusted(0, 0, 0, -SMALL * 1.6 * unit)
        middles = (edges[:-1] + edges[1:]) / 2
        shown = (middles >= first) & (middles <= last)
        came = shown[: len(day.counts)]
        highest = max(day.counts[came].max(initial=1), day.forecast.high[shown].max(initial=1) if day.forecast else 1)
        across = plot.left() + (middles - first) * plot.width() / max(last - first, 1)

        def line(places: np.ndarray, values: np.ndarray) -> QPolygonF:
            heights = plot.bottom() - values * plot.height() / highest
            return QPolygonF([QPointF(x, y) for x, y in zip(places.tolist(), heights.tolist(), strict=True)])

        look = Look(self.palette())
        if day.forecast:
            low, high = day.forecast.low[shown], day.forecast.high[shown]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(Part.BAND))
            painter.drawPolygon(line(np.append(across[shown], across[shown][::-1]), np.append(low, high[::-1])))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(_thick(look.pen(Part.FORECAST), unit * 0.25))
            painter.drawPolyline(line(across[shown], day.forecast.mean[shown]))
        painter.setPen(_thick(look.pen(Part.ARRIVALS), unit * 0.45))
        painter.drawPolyline(line(across[: len(day.counts)][came], day.counts[came]))
        here = plot.left() + (now.timestamp() - first) * plot.width() / max(last - first, 1)
        painter.setPen(_thick(look.pen(Part.NOW), unit * 0.25))
        painter.drawLine(QPointF(here, plot.top()), QPointF(here, plot.bottom()))
        painter.setPen(look.words)
        painter.setFont(self.letters(SMALL))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        for at in range(-(-first // _HOUR) * _HOUR, last, _HOUR):
            wall = datetime.fromtimestamp(at, day.intervals.zone)
            if wall.hour % _HOURS == 0 and wall.minute == 0:
                x = plot.left() + (at - first) * plot.width() / max(last - first, 1)
                below = QRectF(x - 8 * unit, plot.bottom(), 16 * unit, room.bottom() - plot.bottom())
                if room.left() <= below.left() + 4 * unit and below.right() - 4 * unit <= room.right():
                    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, time_of_day(wall, day.intervals.zone))
        painter.drawText(QRectF(plot.left(), plot.top(), 20 * unit, SMALL * 1.4 * unit), LEFT, str(int(highest)))


def _thick(pen: QPen, width: float) -> QPen:
    pen.setWidthF(width)
    return pen
