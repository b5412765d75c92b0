"""One diagram of the arrivals chart: axes that stand still while the values fit, and the shapes between them."""

from collections.abc import Sequence
from math import floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsLineItem,
    QGraphicsSimpleTextItem,
    QWidget,
)

from app.views.arrivals.look import Look, Part
from app.views.i18n import number
from app.views.theme import GAP, PAD

Values = NDArray[np.float64]

_TOPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_DOT = 6.0
_DENSE = 500
_UNDER_ALL = -1000
# What stays as it is while the lines grow, and while the cursor and the now-line move, is drawn once.
_AS_PICTURE = QGraphicsItem.CacheMode.DeviceCoordinateCache
_ANTIALIASING = QPainter.RenderHint.Antialiasing


class Shape(QGraphicsItem):
    """A line through points or, for a band, the area that they enclose, in the units of its diagram.

    A strong line is two fine ones side by side, which cost a tenth of a wide one; where points lie close it needs one
    only. It ends in a dot, so that a single value is seen too.
    """

    def __init__(self, part: Part, *, strong: bool = False) -> None:
        super().__init__()
        if part in (Part.BAND, Part.FORECAST):
            self.setCacheMode(_AS_PICTURE)
        self.part = part
        self._strong = strong
        self._points = QPolygonF()
        self._extent = QRectF()
        self._pen = self._dot = QPen()
        self._colour = QColor()

    def reach(self, extent: QRectF) -> None:
        """Set the extent of the diagram, in which every point lies."""
        self.prepareGeometryChange()
        self._extent = extent

    def draw(self, x: Values, y: Values) -> None:
        """Show other points, or none."""
        self._points = arrayToQPolygonF(x, y) if len(x) else QPolygonF()
        self.update()

    def recolour(self, look: Look) -> None:
        """Take the colours of another palette."""
        self._pen, self._colour = look.pen(self.part), look.colour(self.part)
        self._dot = QPen(self._colour, _DOT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        self._dot.setCosmetic(True)
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Return the extent of the diagram."""
        return self._extent

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        """Draw the points."""
        if self.part is Part.BAND:
            # Filled with hard edges and then softened by a fine line: a soft filling takes five times as long.
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour)
            painter.drawPolygon(self._points)
        painter.setRenderHint(_ANTIALIASING)
        painter.setPen(self._pen)
        painter.drawPolyline(self._points)
        if self._strong and self._points:
            if self._points.size() < _DENSE:
                painter.save()
                painter.setTransform(painter.transform() * QTransform.fromTranslate(0.6, 0.6))
                painter.drawPolyline(self._points)
                painter.restore()
            painter.setPen(self._dot)
            painter.drawPoint(self._points.last())


class Words(QGraphicsSimpleTextItem):
    """Words that hide the lines behind them."""

    def recolour(self, words: QColor, back: QColor) -> None:
        """Take the colours of another palette."""
        self._back = back
        self.setBrush(words)

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        """Draw the background and the words on it."""
        painter.fillRect(self.boundingRect(), self._back)
        super().paint(painter, option, widget)


class Diagram:
    """One system of axes with whole numbers from zero on its left, and what is drawn in it."""

    def __init__(self, plot: Any) -> None:
        self.plot = plot
        self.top = self._highest = 1.0
        self._hours = 24.0
        self._shapes: list[Shape] = []
        self._uprights: list[QGraphicsLineItem] = []
        self._pens: list[tuple[QGraphicsLineItem, Part]] = []
        self._title = Words("", plot.vb)
        self._title.setPos(PAD, GAP // 2)
        self._line_height = QFontMetricsF(self._title.font()).height() + GAP
        plot.setMouseEnabled(x=False, y=False)
        plot.hideButtons()
        plot.disableAutoRange()
        for name in ("left", "bottom"):
            axis = plot.getAxis(name)
            axis.setGrid(255)
            axis.setZValue(_UNDER_ALL)
            axis.setCacheMode(_AS_PICTURE)
            axis.setStyle(tickLength=0)
            axis.enableAutoSIPrefix(False)

    def add_shape(self, part: Part, *, strong: bool = False) -> Shape:
        """Add a line or a band; later ones lie above earlier ones."""
        shape = Shape(part, strong=strong)
        self._shapes.append(shape)
        self.plot.vb.addItem(shape, ignoreBounds=True)
        return shape

    def add_upright(self, part: Part) -> QGraphicsLineItem:
        """Add a line from the bottom to the top, to be moved with `setX`."""
        line = QGraphicsLineItem(QLineF(0, 0, 0, self.top))
        self._uprights.append(line)
        self._pens.append((line, part))
        self.plot.vb.addItem(line, ignoreBounds=True)
        return line

    def remove_upright(self, line: QGraphicsLineItem) -> None:
        """Take a line away again."""
        self._uprights.remove(line)
        self._pens = [(each, part) for each, part in self._pens if each is not line]
        self.plot.vb.removeItem(line)

    def retitle(self, title: str) -> None:
        """Say what the diagram shows; its numbers follow the language too."""
        self._title.setText(title)
        self._number_axis()

    @property
    def title_width(self) -> float:
        """How much room the title takes, in pixels from the left."""
        return PAD + self._title.boundingRect().width()

    @property
    def scale(self) -> float:
        """Pixels an hour."""
        return float(self.plot.vb.width() / self._hours)

    def reach(self, hours: float, highest: float) -> None:
        """Make room for a day so long and values so high under the title; stand still while they fit."""
        self._highest = highest
        wanted = highest / (1 - min(self._line_height / max(self.plot.vb.height(), 1), 0.5))
        if hours == self._hours and self.top / 3 < wanted <= self.top:
            return
        self._hours, self.top = hours, _round_up(wanted, _TOPS)
        for shape in self._shapes:
            shape.reach(QRectF(0, 0, hours, self.top))
        for line in self._uprights:
            line.setLine(QLineF(0, 0, 0, self.top))
        self.plot.vb.setRange(xRange=(0, hours), yRange=(0, self.top), padding=0, disableAutoRange=True)
        self._number_axis()

    def fit(self) -> None:
        """Follow a change of size."""
        self.reach(self._hours, self._highest)
        self._number_axis()

    def recolour(self, look: Look) -> None:
        """Take the colours of another palette."""
        for shape in self._shapes:
            shape.recolour(look)
        for line, part in self._pens:
            line.setPen(look.pen(part))
        self._title.recolour(look.words, look.back)
        for name in ("left", "bottom"):
            axis = self.plot.getAxis(name)
            axis.setPen(QPen(look.grid))
            axis.setTickPen(QPen(look.grid))
            axis.setTextPen(look.words)

    def _number_axis(self) -> None:
        """Write whole numbers beside the axis, as many as there is room for."""
        lines = max(int(self.plot.vb.height() / (self._line_height * 1.5)), 2)
        step = max(_round_up(self.top / lines), 1.0)
        values = np.arange(0, self.top + step / 2, step)
        self.plot.getAxis("left").setTicks([[(value, number(int(value))) for value in values if value <= self.top]])


def _round_up(value: float, digits: Sequence[float] = (1, 2, 5, 10)) -> float:
    """Return the next number that is one of the digits with zeros behind it."""
    power = 10.0 ** floor(log10(value))
    return next(digit * power for digit in digits if digit * power >= value)
