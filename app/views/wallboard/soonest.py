"""What is due soonest, on the wallboard."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette

from app.views.theme import Mark, colour
from app.views.wallboard.part import BACKS, LINE, NAME, BoardPart, write


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
        write(painter, head, self.letters(NAME), quiet, self.heading)
        if not self.lines:
            below = QRectF(inner.left(), head.bottom(), inner.width(), LINE * 1.5 * unit)
            write(painter, below, self.letters(NAME), text, self.empty)
            return
        height = (inner.bottom() - head.bottom()) / 5
        large, named = self.letters(LINE, bold=True), self.letters(NAME)
        time_width = max(QFontMetricsF(large).horizontalAdvance(f"{each.sign} {each.left}") for each in self.lines)
        time_width = min(time_width, inner.width() * 0.5)
        for place, line in enumerate(self.lines):
            row = QRectF(inner.left(), head.bottom() + place * height, inner.width(), height)
            if back := BACKS.get(line.mark):
                painter.fillRect(row.adjusted(-unit / 2, unit / 4, unit / 2, -unit / 4), colour(back))
            ink = text if line.mark is Mark.QUIET else colour(line.mark)
            left = QRectF(row.left(), row.top(), time_width, height)
            write(painter, left, large, ink, f"{line.sign} {line.left}".strip())
            beside = row.adjusted(time_width + 2 * unit, unit * 0.6, 0, -unit * 0.6)
            upper, lower = QRectF(beside), QRectF(beside)
            upper.setBottom(beside.center().y())
            lower.setTop(beside.center().y())
            write(painter, upper, self.letters(NAME, bold=True), text, line.number)
            write(painter, lower, named, quiet, line.about)
