"""Fusion with the product's own palette, spacing and icons, light and dark, following the system if asked to."""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

RESOURCES = Path(__file__).resolve().parents[2] / "resources"

# Spacing, in device-independent pixels: within a group, around it, between groups; and the side of an icon.
GAP, PAD, ROOM, ICON = 4, 8, 16, 16
# Fonts with good Latin and Chinese letters, of Windows, macOS and Linux; the first two there are used.
FAMILIES = ("Segoe UI", "Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC")
POINT_SIZE = 10
# What is filled in, ticked or chosen.
_INPUTS = ("QRadioButton", "QCheckBox", "QLineEdit", "QPlainTextEdit", "QAbstractSpinBox", "QComboBox")
_DARKENED = 145  # in percent, which lies between Fusion's ways for different inputs


class Mode(StrEnum):
    """What a person may choose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Mark(StrEnum):
    """What a colour means; it never stands without a symbol or a word. `…_BACK` lies behind the text of it."""

    LATE = "late"
    LATE_BACK = "late_back"
    SOON = "soon"
    SOON_BACK = "soon_back"
    FINE = "fine"
    QUIET = "quiet"


class Theme(QObject):
    """The look of the application; a switch reaches every widget as Qt's palette change."""

    switched = Signal(str)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.mode = Mode.SYSTEM
        application.setStyle("Fusion")
        application.setFont(_font())
        application.styleHints().colorSchemeChanged.connect(self._follow)

    def switch(self, mode: Mode) -> None:
        """Change to light, to dark, or to whatever the system shows."""
        self.mode = mode
        hints = self._application.styleHints()
        schemes = {Mode.LIGHT: Qt.ColorScheme.Light, Mode.DARK: Qt.ColorScheme.Dark}
        # Also the frames and file dialogs that the system draws.
        hints.setColorScheme(schemes.get(mode, Qt.ColorScheme.Unknown))
        self._apply()
        self.switched.emit(mode)

    def _follow(self) -> None:
        if self.mode is Mode.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        dark = self.mode is Mode.DARK or (
            self.mode is Mode.SYSTEM and self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        )
        name = "dark" if dark else "light"
        self._application.setPalette(palette(name))
        outlined = palette_of_inputs(name)
        for inputs in _INPUTS:
            self._application.setPalette(outlined, inputs)  # type: ignore[arg-type]  # it takes a str, and no bytes


def palette(name: str) -> QPalette:
    """Make the palette of a theme from its file."""
    found = QPalette()
    for group, colours in (
        (QPalette.ColorGroup.All, _colours(name)["palette"]),
        (QPalette.ColorGroup.Disabled, _colours(name)["disabled"]),
    ):
        for role, colour in colours.items():
            found.setColor(group, QPalette.ColorRole[role], QColor(colour))
    return found


def palette_of_inputs(name: str) -> QPalette:
    """Make the palette of inputs: Fusion outlines in the window's colour, darkened, which a dark window swallows."""
    found = palette(name)
    for group, outline in _colours(name)["outline"].items():
        found.setColor(QPalette.ColorGroup[group], QPalette.ColorRole.Window, QColor(outline).lighter(_DARKENED))
    return found


def colour(mark: Mark) -> QColor:
    """Return the colour of a meaning in the palette that is in use now; ask anew after a palette change."""
    dark = QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
    return QColor(_colours("dark" if dark else "light")["mark"][mark])


@cache
def icon(name: str, mark: Mark | None = None) -> QIcon:
    """Return an icon of resources/icons in the palette's text colour, or in that of a meaning; it follows the theme."""
    return QIcon(_Recoloured(name, mark))


def scaled_font(widget: QWidget, factor: float, *, bold: bool = False) -> QFont:
    """Return the application's font larger or smaller for a widget."""
    font = QFont(QApplication.font(widget))
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setBold(bold)
    return font


class Symbol(QWidget):
    """A small icon beside a text, in the colour of its meaning."""

    def __init__(self, name: str, mark: Mark | None = None) -> None:
        super().__init__()
        self._icon = icon(name, mark)
        self.setFixedSize(ICON, ICON)

    def change(self, name: str, mark: Mark | None = None) -> None:
        """Show another icon or meaning."""
        self._icon = icon(name, mark)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icon as the palette is now."""
        self._icon.paint(QPainter(self), self.rect())


class _Recoloured(QIconEngine):
    """Draws an SVG with its `currentColor` taken from the palette at the time of drawing."""

    def __init__(self, name: str, mark: Mark | None) -> None:
        super().__init__()
        self._name = name
        self._mark = mark

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        _renderer(self._name, self._colour(mode).name()).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        found = QPixmap(size)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return found

    def clone(self) -> QIconEngine:
        return _Recoloured(self._name, self._mark)

    def _colour(self, mode: QIcon.Mode) -> QColor:
        now = QGuiApplication.palette()
        if mode == QIcon.Mode.Disabled:
            return now.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
        if self._mark:
            return colour(self._mark)
        selected = mode == QIcon.Mode.Selected
        return now.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.ButtonText)


@cache
def _renderer(name: str, colour_name: str) -> QSvgRenderer:
    file = RESOURCES / "icons" / f"{name}.svg"
    return QSvgRenderer(QByteArray(file.read_bytes().replace(b"currentColor", colour_name.encode())))


@cache
def _colours(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((RESOURCES / "themes" / f"{name}.toml").read_text("utf-8"))


def _font() -> QFont:
    font = QFont()
    there = set(QFontDatabase.families())
    if families := [family for family in FAMILIES if family in there][:2]:
        font.setFamilies(families)
    font.setPointSize(POINT_SIZE)
    return font
