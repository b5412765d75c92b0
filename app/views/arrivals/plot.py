"""The two diagrams of the arrivals chart, drawn with pyqtgraph; imported when there is something to draw.

Axes stand still until a value leaves them, and a band is one polygon: that is what makes a frame cheap.
"""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem

from app.services.floor.arrivals import DayArrivals, Intervals
from app.views.arrivals.diagram import Diagram, Values, Words
from app.views.arrivals.look import Look, Part
from app.views.i18n import number, time_of_day
from app.views.theme import GAP, PAD

_HOUR = 3600
_STEPS = (1, 2, 3, 4, 6, 12)  # hours between the words of the time axis
_UPRIGHT = QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations


class ArrivalsPlot(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph is not typed
    """Arrivals against the forecast band above, the backlog below, over the hours of one day of the floor.

    `pointed` carries the interval under the mouse, -1 when it leaves.
    """

    pointed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMouseTracking(True)
        self.ci.layout.setContentsMargins(0, PAD, PAD, 0)
        self.ci.layout.setSpacing(GAP)
        self.above = Diagram(self.addPlot(row=0, col=0, enableMenu=False))
        self.below = Diagram(self.addPlot(row=1, col=0, enableMenu=False))
        self.ci.layout.setRowStretchFactor(0, 5)
        self.ci.layout.setRowStretchFactor(1, 2)
        self.above.plot.getAxis("bottom").setStyle(showValues=False)
        self._band = self.above.add_shape(Part.BAND)
        self._forecast = self.above.add_shape(Part.FORECAST)
        self._arrivals = self.above.add_shape(Part.ARRIVALS, strong=True)
        self._backlog = self.below.add_shape(Part.BACKLOG, strong=True)
        self._now = [diagram.add_upright(Part.NOW) for diagram in (self.above, self.below)]
        self._cursor = [diagram.add_upright(Part.CURSOR) for diagram in (self.above, self.below)]
        self._markers: list[tuple[QGraphicsLineItem, Words]] = []
        self._look = Look(self.palette())
        self._found: DayArrivals | None = None
        self.point(None)
        self.above.plot.vb.sigResized.connect(self._fit)

    def draw(self, found: DayArrivals) -> None:
        """Show a day as it is now."""
        before, self._found = self._found, found
        hours = _hours(found.intervals, found.intervals.edges)
        middles = (hours[:-1] + hours[1:]) / 2
        over = len(found.counts)
        forecast = found.forecast
        highest = [found.counts.max(initial=0), 0 if forecast is None else forecast.high.max(initial=0)]
        top = self.above.top
        self.above.reach(float(hours[-1]), float(max(*highest, 1)))
        self.below.reach(float(hours[-1]), float(found.backlog.max(initial=1)))
        if top != self.above.top:
            self._place_words()
        if before is None or before.intervals.day != found.intervals.day:
            self._write_hours()
        self._fit_left_axes()
        self._arrivals.draw(middles[:over], found.counts.astype(np.float64))
        self._backlog.draw(hours[1 : over + 1], found.backlog.astype(np.float64))
        if forecast is None:
            self._band.draw(middles[:0], middles[:0])
            self._forecast.draw(middles[:0], middles[:0])
        elif before is None or forecast is not before.forecast:
            self._band.draw(np.append(middles, middles[::-1]), np.append(forecast.low, forecast.high[::-1]))
            self._forecast.draw(middles, forecast.mean)

    def mark(self, markers: Sequence[tuple[datetime, str]]) -> None:
        """Show activations as lines, each with a triangle and its words."""
        for line, words in self._markers:
            self.above.remove_upright(line)
            self.above.plot.vb.removeItem(words)
        self._markers = []
        for at, text in markers:
            line = self.above.add_upright(Part.ACTIVATION)
            words = Words(f"▲ {text}")
            words.setFlag(_UPRIGHT)
            words.setZValue(1)
            self.above.plot.vb.addItem(words, ignoreBounds=True)
            for item in (line, words):
                item.setX(self._place(at))
            self._markers.append((line, words))
        self.recolour(self._look)
        self._place_words()

    def move_now(self, now: datetime) -> None:
        """Move the line that says what is past; on another day it is out of sight."""
        for line in self._now:
            line.setX(self._place(now))

    def point(self, interval: int | None) -> None:
        """Move the cursor to the middle of an interval, or hide it."""
        for line in self._cursor:
            line.setVisible(interval is not None)
            if interval is not None and self._found:
                edges = self._found.intervals.edges
                line.setX(float(_hours(self._found.intervals, edges[interval : interval + 2]).mean()))

    def retitle(self, arrivals: str, backlog: str) -> None:
        """Say what the diagrams show; numbers and times follow the language too."""
        for diagram, title in ((self.above, arrivals), (self.below, backlog)):
            diagram.retitle(title)
        if self._found:
            self._write_hours()

    def recolour(self, look: Look) -> None:
        """Take the colours of another palette."""
        self._look = look
        self.setBackground(look.back)
        for diagram in (self.above, self.below):
            diagram.recolour(look)
        for _, words in self._markers:
            words.recolour(look.colour(Part.ACTIVATION), look.back)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Tell which interval is under the mouse."""
        if self._found:
            hour = self.above.plot.vb.mapSceneToView(self.mapToScene(event.position().toPoint())).x()
            hours = _hours(self._found.intervals, self._found.intervals.edges)
            inside = 0 <= hour < hours[-1]
            self.pointed.emit(int(np.searchsorted(hours, hour, side="right")) - 1 if inside else -1)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that the mouse points at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(-1)

    def _fit(self) -> None:
        """Write as much beside the axes as there is room for."""
        if self._found:
            for diagram in (self.above, self.below):
                diagram.fit()
            self._write_hours()
            self._place_words()

    def _place(self, at: datetime) -> float:
        assert self._found
        return (at.timestamp() - float(self._found.intervals.edges[0])) / _HOUR

    def _write_hours(self) -> None:
        assert self._found
        intervals = self._found.intervals
        width = self.fontMetrics().horizontalAdvance("00:00") + PAD * 2
        wanted = (intervals.edges[-1] - intervals.edges[0]) / _HOUR * width / max(self.above.plot.vb.width(), 1)
        step = next((step for step in _STEPS if step >= wanted), _STEPS[-1])
        ticks = _whole_hours(intervals, step)
        for diagram in (self.above, self.below):
            diagram.plot.getAxis("bottom").setTicks([ticks])

    def _fit_left_axes(self) -> None:
        metrics = self.fontMetrics()
        tops = (number(int(diagram.top)) for diagram in (self.above, self.below))
        width = max(map(metrics.horizontalAdvance, tops)) + PAD + GAP
        for diagram in (self.above, self.below):
            diagram.plot.getAxis("left").setWidth(width)

    def _place_words(self) -> None:
        """Put the words of neighbouring markers below each other, on the side with room, in the upper half at most."""
        box = self.above.plot.vb
        scale, room = self.above.scale, box.width()
        ends = [self.above.title_width]
        for _, words in sorted(self._markers, key=lambda marker: marker[1].x()):
            size, left = words.boundingRect(), words.x() * scale
            if left + size.width() > room:
                left -= size.width()
            row = next((row for row, end in enumerate(ends) if end < left), len(ends))
            ends[row : row + 1] = [left + size.width() + PAD]
            words.setY(self.above.top)
            words.setVisible((row + 1) * size.height() < box.height() / 2)
            words.setTransform(QTransform.fromTranslate(left - words.x() * scale, GAP // 2 + row * size.height()))


def _hours(intervals: Intervals, seconds: NDArray[np.int64]) -> Values:
    hours: Values = (seconds - intervals.edges[0]) / _HOUR
    return hours


def _whole_hours(intervals: Intervals, step: int) -> list[tuple[float, str]]:
    """Return where the wall clock shows a whole hour that `step` divides, with its words."""
    first, last = (int(edge) for edge in intervals.edges[[0, -1]])
    instants = (datetime.fromtimestamp(second, intervals.zone) for second in range(first, last + 1, _HOUR // 2))
    whole = (at for at in instants if at.minute == 0 and at.hour % step == 0)
    return [((at.timestamp() - first) / _HOUR, time_of_day(at, intervals.zone)) for at in whole]
