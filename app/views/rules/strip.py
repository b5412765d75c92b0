"""Draws a strip of calendar days, and on it when complaints would be due by the rules in force and by a draft."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import groupby, pairwise

from PySide6.QtCore import QDate, QEvent, QLineF, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.services.deadlines.rule_examples import Course, DayRow
from app.views.i18n import Sentence, Translated
from app.views.rules.strip_words import Strip, StripExample, name_of
from app.views.theme import GAP, PAD, Mark, colour, scaled_font
from app.views.ticket_words import Place

_BAR, _MARK = 8, 5
_LEAST_DAY, _LEAST_DAYS = 12, 28
_TOOL_TIP = int(QEvent.Type.ToolTip)
_LEFT, _RIGHT, _HOME, _END = (key.value for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End))


class RuleStrip(Translated, QWidget):
    """Four to six weeks in columns, a lane for each example; Left and Right walk over the days and say them.

    `pointed` tells in words what lies under the mark of the keyboard.
    """

    pointed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[DayRow, ...] = ()
        self._examples: tuple[StripExample, ...] = ()
        self._strip: Strip | None = None
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def show_examples(self, days: Sequence[DayRow], examples: Sequence[StripExample], place: Place) -> None:
        """Draw other days and examples; the mark of the keyboard goes to the first day on which one is received."""
        self._days, self._examples = tuple(days), tuple(examples)
        self._strip = Strip(self._days, self._examples, place)
        first = min((self._local(each.start).date() for each in examples), default=None)
        self._at = next((index for index, each in enumerate(self._days) if each.day == first), 0)
        self.updateGeometry()
        self.retranslate()

    def retranslate(self) -> None:
        """Say what is drawn in the language."""
        self.setAccessibleName(self.tr("Examples on the calendar"))
        said = map(self._strip.in_words, self._examples) if self._strip else ()
        self.setAccessibleDescription("\n".join(said))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the heading and a lane for each example."""
        width = self._labels() + self._dues() + _LEAST_DAYS * _LEAST_DAY
        return QSize(int(width), int(self._top() + max(len(self._examples), 1) * self._lane()) + GAP)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as small as can still be read."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Say in words what lies under the mouse."""
        if event.type() == _TOOL_TIP and isinstance(event, QHelpEvent):
            index = self._index(event.pos().x())
            QToolTip.showText(event.globalPos(), self.day_in_words(index) if index is not None else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Put the mark of the keyboard on a day."""
        index = self._index(event.position().x())
        if index is not None:
            self._point(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk over the days."""
        last = len(self._days) - 1
        steps = {_LEFT: self._at - 1, _RIGHT: self._at + 1, _HOME: 0, _END: last}
        if event.key() in steps and self._days:
            self._point(min(max(steps[event.key()], 0), last))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show and say where the keyboard is."""
        super().focusInEvent(event)
        if self._days:
            self._point(self._at)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the days, then the lanes over them."""
        if not self._days or not self._strip:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_days(painter)
        self._paint_names(painter)
        self._paint_now(painter, self._strip.place.now)
        for index, example in enumerate(self._examples):
            self._paint_lane(painter, self._top() + index * self._lane(), self._strip, example)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2))
            painter.drawRect(QRectF(self._left(self._at), 1, self._wide(), self.height() - 2))

    def _point(self, index: int) -> None:
        self._at = index
        self.pointed.emit(self.day_in_words(index))
        self.update()

    def day_in_words(self, index: int) -> str:
        """Say what the calendar makes of a day, and what begins, counts and ends on it."""
        assert self._strip, "days come with their strip"
        return self._strip.day_in_words(index)

    def _local(self, at: datetime) -> datetime:
        assert self._strip, "instants come with their strip"
        return self._strip.local(at)

    def _line(self) -> int:
        return self.fontMetrics().height()

    def _top(self) -> float:
        return 3 * self._line() + 2 * GAP

    def _lane(self) -> float:
        return 2 * self._line() + PAD

    def _labels(self) -> float:
        """Return how wide the column on the left is."""
        texts = [text for each in self._examples for text in self._strip.label(each)] if self._strip else []
        return max(map(self.fontMetrics().horizontalAdvance, texts), default=0) + 2 * PAD

    def _dues(self) -> float:
        """Return how wide the column on the right is."""
        texts = [text for each in self._examples for text in self._strip.outcome(each)] if self._strip else []
        return max(map(self.fontMetrics().horizontalAdvance, texts), default=0) + 2 * PAD

    def _wide(self) -> float:
        return (self.width() - self._labels() - self._dues()) / max(len(self._days), 1)

    def _left(self, index: float) -> float:
        return self._labels() + index * self._wide()

    def _index(self, x: float) -> int | None:
        index = int((x - self._labels()) // self._wide()) if self._days else -1
        return index if 0 <= index < len(self._days) else None

    def _x(self, at: datetime) -> float:
        """Return where an instant lies; beyond the ends it stays at them."""
        local = self._local(at)
        share = (local - datetime.combine(local.date(), time(), local.tzinfo)) / timedelta(1)
        days = (local.date() - self._days[0].day).days + min(share, 1.0)
        return self._left(min(max(days, 0.0), float(len(self._days))))

    def _paint_days(self, painter: QPainter) -> None:
        palette, line, wide = self.palette(), self._line(), self._wide()
        small = scaled_font(self, 0.8)
        numbered = wide >= QFontMetricsF(small).horizontalAdvance("30") + 2
        painter.fillRect(QRectF(self._left(0), line, wide * len(self._days), self.height()), palette.base())
        for index, each in enumerate(self._days):
            column = QRectF(self._left(index), line, wide, self.height() - line)
            if not each.worked:
                painter.fillRect(column, palette.color(QPalette.ColorRole.Button))
            for since, until in each.closures:
                brush = painter.brush()
                brush.setStyle(Qt.BrushStyle.BDiagPattern)
                brush.setColor(colour(Mark.SOON))
                part = QRectF(
                    column.left() + since * wide, column.top(), max((until - since) * wide, wide / 2), column.height()
                )
                painter.fillRect(part, brush)
            if each.worked != each.worked_before:
                self._paint_change(painter, column)
            ink = palette.color(QPalette.ColorRole.WindowText if each.worked else QPalette.ColorRole.PlaceholderText)
            painter.setPen(ink)
            if numbered:
                painter.setFont(small)
                painter.drawText(
                    QRectF(column.left(), line, wide, line), Qt.AlignmentFlag.AlignCenter, str(each.day.day)
                )
                painter.setFont(self.font())
            if each.day.weekday() == 0:
                painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
                painter.drawLine(QLineF(column.left(), 0, column.left(), self.height()))
                painter.setPen(palette.color(QPalette.ColorRole.WindowText))
                week = QRectF(column.left() + GAP, 0, 7 * wide - GAP, line)
                pattern = str(Sentence("Worklist", "d MMM"))
                shown = QLocale().toString(QDate(each.day.year, each.day.month, each.day.day), pattern)
                painter.drawText(week, Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_change(self, painter: QPainter, column: QRectF) -> None:
        """Frame a day that the draft opens or closes."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour(Mark.SOON), 2, Qt.PenStyle.DashLine))
        painter.drawRect(column.adjusted(1, 1, -1, -1))

    def _paint_names(self, painter: QPainter) -> None:
        """Write what closed days are called, each run of days once, as far as there is room to the next name."""
        runs: list[tuple[int, str]] = []
        index = 0
        for name, days in groupby(self._days, name_of):
            if name:
                runs.append((index, name))
            index += len(list(days))
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        written = self._left(0)
        for (start, name), (end, _) in pairwise([*runs, (len(self._days), "")]):
            right = self._left(end)
            # Where there is too little room to the right, there may be some to the left.
            left = max(min(self._left(start) + 1, right - self.fontMetrics().horizontalAdvance(name) - GAP), written)
            text = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(right - left))
            painter.drawText(QPointF(left, 2 * self._line() + self.fontMetrics().ascent()), text)
            written = left + self.fontMetrics().horizontalAdvance(text) + GAP

    def _paint_now(self, painter: QPainter, now: datetime) -> None:
        if self._days[0].day <= self._local(now).date() <= self._days[-1].day:
            x = self._x(now)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1, Qt.PenStyle.DashDotLine))
            painter.drawLine(QLineF(x, self._line(), x, self.height()))

    def _paint_lane(self, painter: QPainter, top: float, strip: Strip, example: StripExample) -> None:
        palette, line = self.palette(), self._line()
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.drawLine(QLineF(0, top, self.width(), top))
        rows = [QRectF(0, top + GAP + row * line, self.width(), line) for row in (0, 1)]
        inks = (palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.PlaceholderText))
        for row, text, ink in zip(rows, strip.label(example), inks, strict=True):
            painter.setPen(ink)
            painter.drawText(row.adjusted(PAD, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, text)
        for row, text, ink in zip(rows, strip.outcome(example), reversed(inks), strict=True):
            painter.setPen(ink)
            right = row.adjusted(self.width() - self._dues() + PAD, 0, 0, 0)
            painter.drawText(right, Qt.AlignmentFlag.AlignLeft, text)
        for row, course, drafted in zip(rows, (example.before, example.after), (False, True), strict=True):
            if course:
                self._paint_course(painter, row.center().y(), example.start, course, drafted=drafted)

    def _paint_course(self, painter: QPainter, y: float, start: datetime, course: Course, *, drafted: bool) -> None:
        """Draw a line from receipt to due, a block on each day that counts: hollow in force, solid in the draft."""
        ink = self.palette().color(QPalette.ColorRole.Accent if drafted else QPalette.ColorRole.PlaceholderText)
        left, right = self._x(start), self._x(course.due)
        painter.setPen(QPen(ink, 1))
        painter.drawLine(QLineF(left, y, right, y))
        painter.setBrush(ink if drafted else self.palette().color(QPalette.ColorRole.Base))
        for index, each in enumerate(self._days):
            if each.day in course.counted:
                since, until = max(self._left(index) + 1, left), min(self._left(index + 1) - 1, right)
                painter.drawRect(QRectF(since, y - _BAR / 2, max(until - since, 1), _BAR))
        painter.setPen(QPen(ink, 2))
        painter.setBrush(ink)
        painter.drawLine(QLineF(right, y - _BAR, right, y + _BAR / 2))
        side = -_MARK if right > self._left(len(self._days)) - _MARK else _MARK
        flag = [QPointF(right, y - _BAR), QPointF(right + side, y - _BAR + _MARK / 2), QPointF(right, y - _BAR + _MARK)]
        painter.drawPolygon(QPolygonF(flag))
        painter.drawEllipse(QPointF(left, y), 2, 2)
