"""The time of one clock as a bar: what counted, what did not and why, the due time and now."""

from collections.abc import Mapping
from datetime import datetime
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.models.explanation import Nature, Segment
from app.services.deadlines.explain import Explanation
from app.views import ticket_words as words
from app.views.case.why import segment_in_words
from app.views.i18n import Sentence
from app.views.theme import GAP, PAD, ROOM, Mark, colour
from app.views.ticket_words import Place

_BAR, _MARK = 18, 7
_TOOL_TIP = int(QEvent.Type.ToolTip)
# Told apart by their pattern as well as by their colour.
_PATTERNS: Mapping[Nature, Qt.BrushStyle] = {
    Nature.COUNTED: Qt.BrushStyle.SolidPattern,
    Nature.LEFT: Qt.BrushStyle.NoBrush,
    Nature.CLOSED: Qt.BrushStyle.BDiagPattern,
    Nature.PAUSED: Qt.BrushStyle.VerPattern,
    Nature.LATE: Qt.BrushStyle.Dense3Pattern,
}


def nature_colour(nature: Nature, palette: QPalette) -> QColor:
    """Return the colour of what a stretch of time is to a clock."""
    if nature in (Nature.COUNTED, Nature.LEFT):
        return palette.color(QPalette.ColorRole.Accent)
    return colour({Nature.PAUSED: Mark.SOON, Nature.LATE: Mark.LATE}.get(nature, Mark.QUIET))


def paint_stretch(painter: QPainter, place: QRectF, nature: Nature, palette: QPalette) -> None:
    """Draw one stretch of a bar, or its sample in the legend."""
    ink = nature_colour(nature, palette)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.Base))
    painter.drawRect(place)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if pattern := _PATTERNS[nature]:
        brush = painter.brush()
        brush.setStyle(pattern)
        brush.setColor(ink)
        painter.setBrush(brush)
        painter.drawRect(place)


class ClockBar(QWidget):
    """One clock from its start to its due time or to now, whichever is later; words of a stretch on hover."""

    def __init__(self) -> None:
        super().__init__()
        self._clock: Explanation | None = None
        self._place: Place | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_clock(self, clock: Explanation, place: Place) -> None:
        """Draw a clock as of an instant."""
        self._clock, self._place = clock, place
        symbol, said, _ = words.standing(clock, place.now)
        self.setAccessibleName(words.named(words.target(clock), f"{symbol} {said}"))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the bar and the words over and under it."""
        return QSize(10 * ROOM, _BAR + _MARK + 2 * self.fontMetrics().height() + GAP)

    def segment_at(self, x: float) -> Segment | None:
        """Return the stretch that is drawn there."""
        segments = self._clock.segments if self._clock else ()
        return next((each for each in segments if self._x(each.since) <= x < self._x(each.until)), None)

    def event(self, event: QEvent) -> bool:
        """Say in words what lies under the mouse."""
        if event.type() == _TOOL_TIP and isinstance(event, QHelpEvent) and self._place:
            segment = self.segment_at(event.pos().x())
            said = escape(segment_in_words(segment, self._clock, self._place)) if segment and self._clock else ""
            QToolTip.showText(event.globalPos(), said and f"<p>{said}</p>", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the stretches, then the marks over them."""
        if not self._clock or not self._place or not self._clock.segments:
            return
        painter = QPainter(self)
        palette = self.palette()
        for segment in self._clock.segments:
            paint_stretch(painter, self._rect(segment.since, segment.until), segment.nature, palette)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self._rect(*self._ends()).adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_due(painter, self._clock)
        if not self._clock.stopped_at:
            self._paint_now(painter, self._place.now)
        self._paint_ends(painter, self._clock, self._place)

    def _top(self) -> int:
        return self.fontMetrics().height() + _MARK

    def _ends(self) -> tuple[datetime, datetime]:
        assert self._clock, "there is something to draw"
        return self._clock.segments[0].since, self._clock.segments[-1].until

    def _x(self, at: datetime) -> float:
        first, last = self._ends()
        return PAD + (self.width() - 2 * PAD) * ((at - first) / (last - first))

    def _rect(self, since: datetime, until: datetime) -> QRectF:
        left = self._x(since)
        return QRectF(left, self._top(), self._x(until) - left, _BAR)

    def _paint_due(self, painter: QPainter, clock: Explanation) -> None:
        x, top = self._x(clock.expected_due_at), self._top()
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(ink, 2))
        painter.drawLine(QPointF(x, top - _MARK), QPointF(x, top + _BAR))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        side = -_MARK if x > self.width() / 2 else _MARK
        flag = [QPointF(x, top - _MARK), QPointF(x + side, top - _MARK / 2), QPointF(x, top)]
        painter.drawPolygon(QPolygonF(flag))
        self._word(painter, str(Sentence("Case", "due")), x, 0, ink)

    def _paint_now(self, painter: QPainter, now: datetime) -> None:
        first, last = self._ends()
        x = self._x(min(max(now, first), last))
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(ink, 2, Qt.PenStyle.DashDotLine))
        painter.drawLine(QPointF(x, self._top() - GAP), QPointF(x, self._top() + _BAR + GAP))
        due = self._x(self._clock.expected_due_at) if self._clock else x
        word = str(Sentence("Case", "now"))
        room = self.fontMetrics().horizontalAdvance(word + str(Sentence("Case", "due"))) / 2 + PAD
        # Where the two meet, the line alone says it: the words over it are those of the due time.
        if abs(due - x) > room:
            self._word(painter, word, x, 0, ink)

    def _paint_ends(self, painter: QPainter, clock: Explanation, place: Place) -> None:
        first, last = self._ends()
        top = self._top() + _BAR + GAP
        ink = self.palette().color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(ink)
        texts = place.instant(first), place.instant(last)
        area = QRectF(PAD, top, self.width() - 2 * PAD, self.fontMetrics().height())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft, texts[0])
        if self.fontMetrics().horizontalAdvance("".join(texts)) + PAD <= area.width():
            painter.drawText(area, Qt.AlignmentFlag.AlignRight, texts[1])

    def _word(self, painter: QPainter, word: str, x: float, top: float, ink: QColor) -> None:
        width = self.fontMetrics().horizontalAdvance(word)
        left = min(max(x - width / 2, PAD), self.width() - PAD - width)
        painter.setPen(ink)
        painter.drawText(QRectF(left, top, width + 1, self.fontMetrics().height()), Qt.AlignmentFlag.AlignLeft, word)
