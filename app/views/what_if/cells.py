"""One figure of the what-if on the screen: what is expected, a bar for where it lies, and what help changes."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionFocusRect,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from app.services.floor.whatif.outcome import Figure
from app.views.i18n import named
from app.views.theme import GAP, Mark, colour, scaled_font

_HEIGHT, _NARROWEST = 7, 36
_TICK, _DOT = 2.5, 2.5


class Whisker(QWidget):
    """A line from the lowest to the highest that a row shows, with the interval and the expected figure on it."""

    def __init__(self) -> None:
        super().__init__()
        self._figure: Figure | None = None
        self._range = (0.0, 1.0)
        self._aim: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figure(self, figure: Figure | None, between: tuple[float, float], aim: float | None) -> None:
        """Show a figure between the bounds of its row, and what is aimed at."""
        self._figure, self._range, self._aim = figure, between, aim
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for little."""
        return QSize(_NARROWEST, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it, greyed where the answer is an older one."""
        if self._figure is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.drawLine(QPointF(_DOT, middle), QPointF(self.width() - _DOT, middle))
        if self._aim is not None:
            painter.setPen(QPen(colour(Mark.FINE), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(self._at(self._aim), 0), QPointF(self._at(self._aim), self.height()))
        ink = self.palette().color(QPalette.ColorRole.Highlight if self.isEnabled() else QPalette.ColorRole.Mid)
        painter.setPen(QPen(ink, 2))
        low, high = self._at(self._figure.low), self._at(self._figure.high)
        painter.drawLine(QPointF(low, middle), QPointF(high, middle))
        for end in (low, high):
            painter.drawLine(QPointF(end, middle - _TICK), QPointF(end, middle + _TICK))
        painter.setBrush(ink)
        painter.drawEllipse(QRectF(self._at(self._figure.value) - _DOT, middle - _DOT, 2 * _DOT, 2 * _DOT))

    def _at(self, found: float) -> float:
        low, high = self._range
        share = (found - low) / (high - low) if high > low else 0.0
        return _DOT + min(max(share, 0.0), 1.0) * (self.width() - 2 * _DOT)


class Cell(QWidget):
    """A figure with its interval, its bar and its change; the keyboard comes to it, and is told all as the mouse is."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.value, self.interval, self.bar, self.change = QLabel(), QLabel(), Whisker(), QLabel()
        self.value.setFont(scaled_font(self.value, 1.0, bold=True))
        self.interval.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for small in (self.interval, self.change):
            small.setFont(scaled_font(small, 0.9))
        first = QHBoxLayout()
        first.setSpacing(GAP)
        for label in (self.value, self.interval, self.change):
            first.addWidget(label, 0, Qt.AlignmentFlag.AlignBottom)
        first.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(first)
        column.addWidget(self.bar)

    def width_of(self, part: str) -> int:
        """Return how wide its value, its interval or its change is."""
        label: QLabel = getattr(self, part)
        return label.sizeHint().width()

    def show_texts(self, value: str, interval: str, change: str, whole: str, *, better: bool | None, name: str) -> None:
        """Show a figure in words; `whole` is all that is to be said of it, and `name` says whose it is."""
        self.value.setText(value)
        self.interval.setText(interval)
        self.change.setText(change)
        # The sign says it too.
        role = QPalette.ColorRole.WindowText
        palette = QPalette()
        if better is not None:
            palette.setColor(role, colour(Mark.FINE if better else Mark.LATE))
        self.change.setPalette(palette)
        self.setToolTip(whole)
        self.setAccessibleName(named(name, value))
        self.setAccessibleDescription(whole)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Say what the mouse would be told."""
        super().focusInEvent(event)
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), self.toolTip(), self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Show where the keyboard is."""
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, QPainter(self), self)
