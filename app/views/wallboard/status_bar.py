"""The bar at the top of the wallboard: where this is, and how fresh what is shown is."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette

from app.views.theme import Mark, colour, icon
from app.views.wallboard.part import BACKS, NAME, RIGHT, BoardPart, write


@dataclass(frozen=True)
class Status:
    """The bar at the top: where this is, what time it is there, and how fresh what is shown is."""

    floor: str
    time: str
    freshness: str
    mark: Mark


class StatusBar(BoardPart):
    """Floor, time, connection and the age of the figures; unmistakable where the database is lost."""

    def __init__(self) -> None:
        super().__init__()
        self.status = Status("", "", "", Mark.QUIET)

    def show_status(self, status: Status) -> None:
        """Show another status."""
        if status != self.status:
            self.status = status
            self.setAccessibleName(" ".join(filter(None, (status.floor, status.time, status.freshness))))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw floor and time on the left, freshness on the right."""
        painter, unit, status = QPainter(self), self.unit, self.status
        text = self.palette().color(QPalette.ColorRole.WindowText)
        back = BACKS.get(status.mark)
        painter.fillRect(self.rect(), colour(back) if back else self.palette().color(QPalette.ColorRole.Window))
        inner = QRectF(self.rect()).adjusted(1.5 * unit, 0, -1.5 * unit, 0)
        font = self.letters(NAME, bold=status.mark is Mark.LATE)
        wide = min(QFontMetricsF(font).horizontalAdvance(status.freshness) + unit, inner.width() * 0.7)
        right = QRectF(inner.right() - wide, inner.top(), wide, inner.height())
        write(painter, right, font, text if status.mark is Mark.FINE else colour(status.mark), status.freshness, RIGHT)
        side = NAME * unit
        symbol = {Mark.LATE: "lost", Mark.SOON: "clock", Mark.FINE: "check"}.get(status.mark, "wait")
        place = QRectF(right.left() - side - unit, inner.center().y() - side / 2, side, side)
        icon(symbol, status.mark).paint(painter, place.toRect())
        left = QRectF(inner.left(), inner.top(), place.left() - inner.left() - unit, inner.height())
        write(painter, left, self.letters(NAME, bold=True), text, f"{status.time}   {status.floor}".strip())
