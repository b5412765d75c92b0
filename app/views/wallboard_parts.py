"""The parts of the wallboard: painted by themselves, every size a share of the board's, so that ten metres are enough.

A letter is read from about two hundred times its height: on a screen of 55 inches, 68 cm high, capitals from 7.4 % of
the height on are read from ten metres. The figures are larger than that, what stands beside them is for those nearer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.services.floor.arrivals import DayArrivals
from app.views.arrivals.look import Look, Part
from app.views.i18n import time_of_day
from app.views.theme import Mark, colour, icon

# In hundredths of the board's height: letters of the figures, of what is due, of names and targets, of definitions.
FIGURE, LINE, NAME, SMALL = 15.0, 6.6, 3.6, 2.4
_BACKS = {Mark.LATE: Mark.LATE_BACK, Mark.SOON: Mark.SOON_BACK}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
# The chart shows so much of the day around now, and writes every so many hours.
_BEFORE, _AFTER, _HOURS = timedelta(hours=6), timedelta(hours=6), 2
_HOUR = 3_600


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


@dataclass(frozen=True)
class Figure:
    """One of the five: its name, its value, what is aimed at, and whether it is off."""

    name: str
    value: str
    aim: str
    mark: Mark = Mark.QUIET


class FigureTile(BoardPart):
    """A figure under its name and above its target, with a symbol where it is off."""

    def __init__(self) -> None:
        super().__init__()
        self.figure = Figure("", "—", "")

    def show_figure(self, figure: Figure) -> None:
        """Show another figure."""
        self.figure = figure
        self.setAccessibleName(f"{figure.name}: {figure.value}")
        self.setAccessibleDescription(figure.aim)
        self.update()

    def value_letters(self) -> QFont:
        """Return the letters of the value: as large as they fit in."""
        font = self.letters(FIGURE, bold=True)
        wide = QFontMetricsF(font).horizontalAdvance(self.figure.value)
        room = self.width() - 3 * self.unit
        if wide > room:
            font.setPixelSize(max(int(font.pixelSize() * room / wide), 1))
        return font

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the three lines one below the other."""
        painter, unit, figure = QPainter(self), self.unit, self.figure
        role = QPalette.ColorRole
        back = _BACKS.get(figure.mark)
        painter.fillRect(self.rect(), colour(back) if back else self.palette().color(role.Base))
        inner = QRectF(self.rect()).adjusted(1.5 * unit, unit, -1.5 * unit, -unit)
        quiet = self.palette().color(role.PlaceholderText)
        name, value, aim = (QRectF(inner) for _ in range(3))
        name.setHeight(NAME * 1.4 * unit)
        aim.setTop(inner.bottom() - NAME * 1.4 * unit)
        value.setTop(name.bottom())
        value.setBottom(aim.top())
        _write(painter, name, self.letters(NAME), quiet, figure.name)
        text = self.palette().color(role.WindowText) if figure.mark is Mark.QUIET else colour(figure.mark)
        painter.setFont(self.value_letters())
        painter.setPen(text)
        painter.drawText(value, _LEFT, figure.value)
        symbol = {Mark.LATE: "alert", Mark.SOON: "clock", Mark.FINE: "check"}.get(figure.mark)
        if symbol:
            side = NAME * unit
            place = QRectF(aim.left(), aim.center().y() - side / 2, side, side)
            icon(symbol, figure.mark).paint(painter, place.toRect())
            aim.setLeft(aim.left() + side + unit / 2)
        _write(painter, aim, self.letters(NAME), quiet, figure.aim)


@dataclass(frozen=True)
class SoonLine:
    """One line of the list: how long is left, of what, and with whom."""

    left: str
    number: str
    about: str
    mark: Mark
    sign: str


class SoonestList(BoardPart):
    """What is due soonest, one below the other; an empty list says so."""

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.empty, self.lines = "", "", list[SoonLine]()

    def show_lines(self, heading: str, empty: str, lines: Sequence[SoonLine]) -> None:
        """Show other lines."""
        self.heading, self.empty, self.lines = heading, empty, list(lines)
        self.setAccessibleName(heading)
        said = "; ".join(f"{each.number} {each.left}, {each.about}" for each in lines)
        self.setAccessibleDescription(said or empty)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the heading and the lines."""
        painter, unit, role = QPainter(self), self.unit, QPalette.ColorRole
        painter.fillRect(self.rect(), self.palette().color(role.Base))
        inner = QRectF(self.rect()).adjusted(1.5 * unit, unit, -1.5 * unit, -unit)
        head = QRectF(inner.left(), inner.top(), inner.width(), NAME * 1.5 * unit)
        quiet, text = self.palette().color(role.PlaceholderText), self.palette().color(role.WindowText)
        _write(painter, head, self.letters(NAME), quiet, self.heading)
        if not self.lines:
            below = QRectF(inner.left(), head.bottom(), inner.width(), LINE * 1.5 * unit)
            _write(painter, below, self.letters(NAME), text, self.empty)
            return
        height = (inner.bottom() - head.bottom()) / 5
        large, named = self.letters(LINE, bold=True), self.letters(NAME)
        time_width = max(QFontMetricsF(large).horizontalAdvance(f"{each.sign} {each.left}") for each in self.lines)
        time_width = min(time_width, inner.width() * 0.5)
        for place, line in enumerate(self.lines):
            row = QRectF(inner.left(), head.bottom() + place * height, inner.width(), height)
            if back := _BACKS.get(line.mark):
                painter.fillRect(row.adjusted(-unit / 2, unit / 4, unit / 2, -unit / 4), colour(back))
            ink = text if line.mark is Mark.QUIET else colour(line.mark)
            left = QRectF(row.left(), row.top(), time_width, height)
            _write(painter, left, large, ink, f"{line.sign} {line.left}".strip())
            beside = row.adjusted(time_width + 2 * unit, unit * 0.6, 0, -unit * 0.6)
            upper, lower = QRectF(beside), QRectF(beside)
            upper.setBottom(beside.center().y())
            lower.setTop(beside.center().y())
            _write(painter, upper, self.letters(NAME, bold=True), text, line.number)
            _write(painter, lower, named, quiet, line.about)


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
        back = _BACKS.get(self.mark)
        painter.fillRect(self.rect(), self.palette().color(role.Base))
        inner = QRectF(self.rect()).adjusted(1.5 * unit, unit, -1.5 * unit, -unit)
        head = QRectF(inner.left(), inner.top(), inner.width(), NAME * 1.5 * unit)
        _write(painter, head, self.letters(NAME), self.palette().color(role.PlaceholderText), self.heading)
        said = QRectF(inner.left(), head.bottom(), inner.width(), LINE * 1.3 * unit)
        if back:
            painter.fillRect(said.adjusted(-unit / 2, 0, unit / 2, 0), colour(back))
        ink = self.palette().color(role.WindowText) if self.mark in (Mark.QUIET, Mark.FINE) else colour(self.mark)
        _write(painter, said, self.letters(LINE, bold=True), ink, self.state)
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
        painter.drawText(QRectF(plot.left(), plot.top(), 20 * unit, SMALL * 1.4 * unit), _LEFT, str(int(highest)))


@dataclass(frozen=True)
class Status:
    """The bar at the top: where this is, what time it is there, and how fresh what is shown is."""

    floor: str
    time: str
    freshness: str
    mark: Mark


class StatusBar(BoardPart):
    """Floor, time, connection and the age of the figures; unmistakable where the database is lost."""

    def __init__(self) -> None:
        super().__init__()
        self.status = Status("", "", "", Mark.QUIET)

    def show_status(self, status: Status) -> None:
        """Show another status."""
        if status != self.status:
            self.status = status
            self.setAccessibleName(" ".join(filter(None, (status.floor, status.time, status.freshness))))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw floor and time on the left, freshness on the right."""
        painter, unit, status = QPainter(self), self.unit, self.status
        text = self.palette().color(QPalette.ColorRole.WindowText)
        back = _BACKS.get(status.mark)
        painter.fillRect(self.rect(), colour(back) if back else self.palette().color(QPalette.ColorRole.Window))
        inner = QRectF(self.rect()).adjusted(1.5 * unit, 0, -1.5 * unit, 0)
        font = self.letters(NAME, bold=status.mark is Mark.LATE)
        wide = min(QFontMetricsF(font).horizontalAdvance(status.freshness) + unit, inner.width() * 0.7)
        right = QRectF(inner.right() - wide, inner.top(), wide, inner.height())
        _write(
            painter, right, font, text if status.mark is Mark.FINE else colour(status.mark), status.freshness, _RIGHT
        )
        side = NAME * unit
        symbol = {Mark.LATE: "lost", Mark.SOON: "clock", Mark.FINE: "check"}.get(status.mark, "wait")
        place = QRectF(right.left() - side - unit, inner.center().y() - side / 2, side, side)
        icon(symbol, status.mark).paint(painter, place.toRect())
        left = QRectF(inner.left(), inner.top(), place.left() - inner.left() - unit, inner.height())
        _write(painter, left, self.letters(NAME, bold=True), text, f"{status.time}   {status.floor}".strip())


class Definition(BoardPart):
    """What the service level counts, and what else a figure on the board means."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def say(self, words: str) -> None:
        """Print other words."""
        self.words = words
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the words in one line."""
        inner = QRectF(self.rect()).adjusted(1.5 * self.unit, 0, -1.5 * self.unit, 0)
        quiet = self.palette().color(QPalette.ColorRole.PlaceholderText)
        _write(QPainter(self), inner, self.letters(SMALL), quiet, self.words)


def _write(
    painter: QPainter, room: QRectF, font: QFont, ink: QColor, words: str, flags: Qt.AlignmentFlag = _LEFT
) -> None:
    """Write words in a line, cut with an ellipsis where they are too long."""
    painter.setFont(font)
    painter.setPen(ink)
    flags |= Qt.TextFlag.TextDontClip
    painter.drawText(room, flags, QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width()))


def _thick(pen: QPen, width: float) -> QPen:
    pen.setWidthF(width)
    return pen
