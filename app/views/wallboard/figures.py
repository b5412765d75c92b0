"""The five figures of the wallboard, and the line that says what they mean."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette

from app.views.i18n import named
from app.views.theme import Mark, colour, icon
from app.views.wallboard.part import BACKS, FIGURE, LEFT, NAME, SMALL, BoardPart, write


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
        self.setAccessibleName(named(figure.name, figure.value))
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
        back = BACKS.get(figure.mark)
        painter.fillRect(self.rect(), colour(back) if back else self.palette().color(role.Base))
        inner = QRectF(self.rect()).adjusted(1.5 * unit, unit, -1.5 * unit, -unit)
        quiet = self.palette().color(role.PlaceholderText)
        name, value, aim = (QRectF(inner) for _ in range(3))
        name.setHeight(NAME * 1.4 * unit)
        aim.setTop(inner.bottom() - NAME * 1.4 * unit)
        value.setTop(name.bottom())
        value.setBottom(aim.top())
        write(painter, name, self.letters(NAME), quiet, figure.name)
        text = self.palette().color(role.WindowText) if figure.mark is Mark.QUIET else colour(figure.mark)
        painter.setFont(self.value_letters())
        painter.setPen(text)
        painter.drawText(value, LEFT, figure.value)
        symbol = {Mark.LATE: "alert", Mark.SOON: "clock", Mark.FINE: "check"}.get(figure.mark)
        if symbol:
            side = NAME * unit
            place = QRectF(aim.left(), aim.center().y() - side / 2, side, side)
            icon(symbol, figure.mark).paint(painter, place.toRect())
            aim.setLeft(aim.left() + side + unit / 2)
        write(painter, aim, self.letters(NAME), quiet, figure.aim)


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
        write(QPainter(self), inner, self.letters(SMALL), quiet, self.words)
