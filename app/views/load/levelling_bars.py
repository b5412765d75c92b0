"""What each person concerned carries before and after levelling, as two bars against their capacity."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.models.effort import WHOLE
from app.services.floor.load import level_of
from app.views.i18n import Sentence
from app.views.load.columns import LEVEL_SIGNS
from app.views.load.levelling_words import points
from app.views.theme import GAP, PAD, Mark, colour

_BAR, _BETWEEN = 7, 2
# In digits.
_NAME, _NUMBERS, _LEAST_BAR = 12, 15, 14
# Beyond this share of a capacity a bar is not longer.
_LONGEST = 1.5


@dataclass(frozen=True)
class Bar:
    """One person: what they carry before and after, in hundredths, and can carry."""

    name: str
    before: int
    after: int
    capacity: int

    def share(self, effort: int) -> float:
        """Return which share of their capacity an effort is."""
        return min(effort / (self.capacity * WHOLE), _LONGEST) if self.capacity else _LONGEST * (effort > 0)

    def said(self) -> str:
        """Say it in words."""
        text = str(QT_TRANSLATE_NOOP("Levelling", "{name}: {before} → {after} of {capacity}"))
        values = {"before": points(self.before), "after": points(self.after), "capacity": self.capacity}
        return str(Sentence("Levelling", text, name=self.name, **values))


class LevellingBars(QWidget):
    """Draws the people below each other; the thin mark is their capacity."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these people."""
        self._bars = tuple(bars)
        # Who cannot see them is told.
        self.setAccessibleDescription("\n".join(bar.said() for bar in bars))
        self.updateGeometry()
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def bars(self) -> tuple[Bar, ...]:
        """Return who is shown."""
        return self._bars

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as it has people."""
        digit = self.fontMetrics().horizontalAdvance("0")
        width = (_NAME + _NUMBERS + _LEAST_BAR) * digit + 4 * PAD
        return QSize(width, len(self._bars) * self._row() + GAP)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint name, bars and numbers of each."""
        painter, metrics = QPainter(self), self.fontMetrics()
        digit = metrics.horizontalAdvance("0")
        names, numbers = _NAME * digit, _NUMBERS * digit
        bars = QRect(names + 2 * PAD, 0, max(self.width() - names - numbers - 4 * PAD, 1), self._row())
        text = self.palette().color(QPalette.ColorRole.Text)
        for place, bar in enumerate(self._bars):
            row = QRect(0, place * self._row(), self.width(), self._row())
            painter.setPen(text)
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRect(PAD, row.top(), names, row.height()), Qt.AlignmentFlag.AlignVCenter, name)
            self._paint_bars(painter, bars.translated(0, row.top()), bar)
            sign, mark = LEVEL_SIGNS[level_of(bar.after / WHOLE, bar.capacity)]
            painter.setPen(colour(mark) if mark else text)
            said = f"{sign} {points(bar.before)} → {points(bar.after)}/{bar.capacity}".strip()
            end = QRect(row.right() - numbers - PAD, row.top(), numbers, row.height())
            painter.drawText(end, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)

    def _paint_bars(self, painter: QPainter, room: QRect, bar: Bar) -> None:
        whole = room.width() / _LONGEST
        top = room.center().y() - _BAR - _BETWEEN // 2
        track = QColor(self.palette().color(QPalette.ColorRole.Mid))
        track.setAlpha(90)
        for line, effort in enumerate((bar.before, bar.after)):
            mark = LEVEL_SIGNS[level_of(effort / WHOLE, bar.capacity)][1] or Mark.QUIET
            fill = colour(mark)
            # What was is paler than what will be.
            fill.setAlpha(255 if line else 120)
            rect = QRect(room.left(), top + line * (_BAR + _BETWEEN), round(whole), _BAR)
            painter.fillRect(rect, track)
            rect.setWidth(round(whole * bar.share(effort)))
            painter.fillRect(rect, fill)
        limit = QRect(room.left() + round(whole) - 1, top - 2, 2, 2 * _BAR + _BETWEEN + 4)
        painter.fillRect(limit, self.palette().color(QPalette.ColorRole.Text))

    def _row(self) -> int:
        return max(self.fontMetrics().height(), 2 * _BAR + _BETWEEN) + GAP + 2
