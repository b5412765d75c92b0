"""Paints the cells of a table from texts that are laid out once, in the colours of the theme.

Qt's way, a delegate that is called for each cell and asks the model for each role, takes three times as long.
"""

from collections.abc import Set
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QStaticText

from app.views.table.column import RIGHT
from app.views.table.groups import Heading
from app.views.table.model import TableModel
from app.views.theme import PAD, Mark, colour

# More texts than several screens show; then the oldest layouts are not worth their memory.
_KEPT = 8_000

# The height of a bar.
_BAR = 2
# The arrow of a heading, from its middle, in shares of half its side.
_DOWNWARD = ((-1, -0.6), (1, -0.6), (0, 0.7))
_RIGHTWARD = ((-0.6, -1), (0.7, 0), (-0.6, 1))


class Place(NamedTuple):
    """Where a column stands in the viewport, in device-independent pixels."""

    column: int
    left: int
    width: int


class TablePainter:
    """Paints rows of a `TableModel` in one font and palette."""

    def __init__(self, model: TableModel, font: QFont, palette: QPalette) -> None:
        self._model = model
        self._right = [column.alignment == RIGHT for column in model.columns]
        self._bars = [column.bar is not None for column in model.columns]
        self._font, self._metrics = font, QFontMetrics(font)
        self._plain = palette.color(QPalette.ColorRole.Text)
        self._alternate = palette.color(QPalette.ColorRole.AlternateBase)
        self._highlight = palette.color(QPalette.ColorRole.Highlight)
        self._highlighted = palette.color(QPalette.ColorRole.HighlightedText)
        self._track = palette.color(QPalette.ColorRole.Mid)
        self._band, self._line = palette.color(QPalette.ColorRole.Button), palette.color(QPalette.ColorRole.Mid)
        self._bold = QFont(font)
        self._bold.setBold(True)
        self._marks: dict[Mark | None, QColor] = {None: self._plain} | {mark: colour(mark) for mark in Mark}
        self._texts: dict[tuple[str, int], tuple[QStaticText, int]] = {}

    def paint(
        self, painter: QPainter, rows: range, top: int, height: int, places: list[Place], chosen: Set[int]
    ) -> None:
        """Paint rows of one height, the first one at `top`; a colour yields to the selection's, its symbol stays."""
        left, width = places[0].left, places[-1].left + places[-1].width - places[0].left
        lead = (height - self._metrics.height()) // 2
        for row in rows:
            if heading := self._model.heading(row):
                self._paint_heading(painter, heading, QRect(left, top, width, height))
                top += height
                continue
            if row in chosen:
                painter.fillRect(left, top, width, height, self._highlight)
            elif row % 2:
                painter.fillRect(left, top, width, height, self._alternate)
            pen = None
            for place in places:
                text, mark = self._model.cell(row, place.column)
                if not text:
                    continue
                wanted = self._highlighted if row in chosen else self._marks[mark]
                if wanted is not pen:
                    painter.setPen(wanted)
                    pen = wanted
                laid_out, length = self._texts.get((text, place.width)) or self._lay_out(text, place.width)
                x = place.left + (place.width - PAD - length if self._right[place.column] else PAD)
                painter.drawStaticText(x, top + lead, laid_out)
                if self._bars[place.column] and (share := self._model.bar(row, place.column)) is not None:
                    room, line = place.width - 2 * PAD, top + height - _BAR - 2
                    painter.fillRect(place.left + PAD, line, room, _BAR, self._track)
                    painter.fillRect(place.left + PAD, line, round(room * share), _BAR, self._fill(wanted, mark))
            top += height

    def _fill(self, text: QColor, mark: Mark | None) -> QColor:
        """Return the colour of a bar: that of the text, but quiet where this has no meaning."""
        return self._marks[Mark.QUIET] if text is self._plain and mark is None else text

    def _paint_heading(self, painter: QPainter, heading: Heading, area: QRect) -> None:
        """Paint a band over all columns; what it says stands at the left edge, however far these are scrolled."""
        painter.fillRect(area, self._band)
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, self._line)
        side, middle = self._metrics.height() // 4, area.center().y() + 0.5
        arrow = _RIGHTWARD if heading.collapsed else _DOWNWARD
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._marks[Mark.QUIET])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPolygon([QPointF(PAD + side * (1 + x), middle + side * y) for x, y in arrow])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)

        painter.setFont(self._bold)
        painter.setPen(self._marks[heading.mark])
        lead = area.top() + (area.height() - self._metrics.height()) // 2
        painter.drawText(2 * PAD + 2 * side, lead + self._metrics.ascent(), heading.written())
        painter.setFont(self._font)

    def _lay_out(self, text: str, width: int) -> tuple[QStaticText, int]:
        if len(self._texts) >= _KEPT:
            self._texts.clear()
        # A line break would be drawn over the next row.
        line = self._metrics.elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, width - 2 * PAD)
        laid_out = QStaticText(line)
        laid_out.setTextFormat(Qt.TextFormat.PlainText)
        laid_out.prepare(font=self._font)
        self._texts[text, width] = found = laid_out, self._metrics.horizontalAdvance(line)
        return found
