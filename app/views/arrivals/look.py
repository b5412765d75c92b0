"""What each part of the arrivals chart looks like, told apart by more than colour, and the legend that says so."""

from enum import Enum
from typing import Self

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views.theme import GAP, PAD, ROOM

_SAMPLE = 28
_BAND_ALPHA = 56
_ROLE = QPalette.ColorRole
_PEN = Qt.PenStyle


class Part(Enum):
    """A part of the chart: the role of its colour in the palette, and the style of its line."""

    ARRIVALS = (_ROLE.Text, _PEN.SolidLine)
    FORECAST = (_ROLE.Accent, _PEN.DashLine)
    BAND = (_ROLE.Accent, _PEN.SolidLine)
    BACKLOG = (_ROLE.LinkVisited, _PEN.SolidLine)
    NOW = (_ROLE.Text, _PEN.DashDotLine)
    ACTIVATION = (_ROLE.LinkVisited, _PEN.DotLine)
    CURSOR = (_ROLE.PlaceholderText, _PEN.SolidLine)


class Look:
    """The colours of a palette, as the chart uses them."""

    def __init__(self, palette: QPalette) -> None:
        self._palette = palette
        self.back = palette.color(_ROLE.Base)
        self.words = palette.color(_ROLE.PlaceholderText)
        self.grid = _between(self.back, palette.color(_ROLE.Mid))

    def colour(self, part: Part) -> QColor:
        """Return the colour of a part; the band is the only one that shows what lies under it."""
        found = QColor(self._palette.color(part.value[0]))
        if part is Part.BAND:
            found.setAlpha(_BAND_ALPHA)
        return found

    def pen(self, part: Part) -> QPen:
        """Return the pen of a part, as wide at every scale; through many points a wide one takes many times as long."""
        pen = QPen(self.colour(part), 2 if part is Part.NOW else 1, part.value[1])
        pen.setCosmetic(True)
        return pen


class Legend(QWidget):
    """Samples of the chart's parts with their names, in as many lines as the width asks for."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[tuple[Part, str]] = []
        self._picture: QPixmap | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def name(self, entries: list[tuple[Part, str]]) -> Self:
        """Show these parts under these names."""
        if entries != self._entries:
            self._entries = entries
            self._picture = None
            self.updateGeometry()
            self.update()
        return self

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Say that a narrow legend is a high one."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of all lines at a width."""
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for one line."""
        places = self._places(1 << 20)
        return QSize(places[-1].right() + 1, places[-1].bottom() + 1) if places else QSize()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the widest entry at least."""
        places = self._places(0)
        return QSize(max(place.width() for place in places), places[0].height()) if places else QSize()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Arrange the entries anew."""
        super().resizeEvent(event)
        self._picture = None

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the palette and the font."""
        super().changeEvent(event)
        self._picture = None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Show the entries, which are drawn once: the chart beside them is redrawn all day."""
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatio():
            self._picture = self._drawn()
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _drawn(self) -> QPixmap:
        """Draw each sample as the chart draws its part."""
        picture = QPixmap(self.size() * self.devicePixelRatio())
        picture.setDevicePixelRatio(self.devicePixelRatio())
        picture.fill(Qt.GlobalColor.transparent)
        painter, look = QPainter(picture), Look(self.palette())
        painter.setFont(self.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (part, name), place in zip(self._entries, self._places(self.width()), strict=True):
            sample = QRect(place.left(), place.top() + PAD // 2, _SAMPLE, place.height() - PAD)
            if part is Part.BAND:
                painter.fillRect(sample, look.colour(part))
            else:
                painter.setPen(look.pen(part))
                painter.drawLine(*(_upright(sample) if part is Part.NOW else _across(sample)))
            painter.setPen(self.palette().color(_ROLE.WindowText))
            words = place.adjusted(_SAMPLE + GAP, 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.end()
        return picture

    def _places(self, width: int) -> list[QRect]:
        metrics = self.fontMetrics()
        places: list[QRect] = []
        left = top = 0
        for _, name in self._entries:
            size = QSize(_SAMPLE + GAP + metrics.horizontalAdvance(name) + 1, metrics.height() + GAP)
            if left and left + size.width() > width:
                left, top = 0, top + size.height()
            places.append(QRect(QPoint(left, top), size))
            left += size.width() + ROOM
        return places


def _across(sample: QRect) -> tuple[QPoint, QPoint]:
    middle = sample.center().y()
    return QPoint(sample.left(), middle), QPoint(sample.right(), middle)


def _upright(sample: QRect) -> tuple[QPoint, QPoint]:
    middle = sample.center().x()
    return QPoint(middle, sample.top()), QPoint(middle, sample.bottom())


def _between(one: QColor, other: QColor) -> QColor:
    """Return the colour half way, which looks like half a colour and is drawn in half the time."""
    pairs = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]  # it is a tuple
    return QColor(*((first + second) // 2 for first, second in pairs))
