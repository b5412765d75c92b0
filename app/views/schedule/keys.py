"""The shift patterns with their letters, colours, times and keys: a legend of the grid, and a way to set them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from app.services.staffing.roster.problem import DAY_MINUTES, Pattern
from app.views.flow import Flow
from app.views.i18n import Translated
from app.views.schedule.look import fills, letters, stronger
from app.views.theme import GAP, ICON

_KEYS = 9
_SWATCH = QSize(2 * ICON, ICON + GAP)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class PatternKeys(Translated, QWidget):
    """A button for each pattern; `pressed` tells its place, counted from 0. The keyboard stays with the grid."""

    pressed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._patterns: tuple[Pattern, ...] = ()
        self._buttons: list[QToolButton] = []
        self._row = Flow(self, spacing=GAP)

    def show_patterns(self, patterns: Sequence[Pattern]) -> None:
        """Show other patterns."""
        if tuple(patterns) == self._patterns:
            return
        self._patterns = tuple(patterns)
        while len(self._buttons) < len(patterns):
            self._add()
        self.retranslate()
        self.updateGeometry()

    def retranslate(self) -> None:
        """Put words and colours anew."""
        signs, grounds = letters(self._patterns), fills(self._patterns)
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(self._patterns))
            if place >= len(self._patterns):
                continue
            each = self._patterns[place]
            button.setText(f"{each.name} {_clock(each.starts)}–{_clock(each.starts + each.minutes)}")
            button.setIcon(self._swatch(signs[each.code], grounds[each.code]))
            key = self.tr(" (key {key})").format(key=place + 1) if place < _KEYS else ""
            button.setToolTip(self.tr("Let who is chosen work it") + key)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the colours of now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.retranslate()

    def _add(self) -> None:
        button, place = QToolButton(), len(self._buttons)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(_SWATCH)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.pressed.emit(place))
        self._buttons.append(button)
        self._row.addWidget(button)

    def _swatch(self, sign: str, ground: QColor) -> QIcon:
        """Draw a cell of the grid in small."""
        ratio = self.devicePixelRatioF()
        found = QPixmap(_SWATCH * ratio)
        found.setDevicePixelRatio(ratio)
        found.fill(ground)
        area = QRect(0, 0, _SWATCH.width(), _SWATCH.height())
        painter = QPainter(found)
        painter.fillRect(0, 0, 3, area.height(), stronger(ground))
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(area, _CENTRE, sign)
        painter.end()
        return QIcon(found)


def _clock(minutes: int) -> str:
    return f"{minutes % DAY_MINUTES // 60:02}:{minutes % 60:02}"
