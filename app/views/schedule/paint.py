"""How the grid of a schedule lies in its view, and how it is painted: all at once, and only what can be seen."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPalette, QPen, QPolygon, QStaticText
from PySide6.QtWidgets import QAbstractScrollArea

from app.models.roster import ShiftKind, Wish
from app.services.staffing.roster.board import Board
from app.services.staffing.roster.shifts import ShiftRow
from app.views.i18n import Sentence, number
from app.views.schedule.look import WISH_SIGNS, fills, letters, said_span, short_day, stronger
from app.views.theme import GAP, Mark, colour

# More texts than several screens show.
_KEPT = 8_000
_LEAST_CELL, _ROOMY_CELL = 34, 104
_NAMES_SHARE, _MOST_NAMES = 0.26, 210
_SATURDAY = 5
_HOUR = timedelta(hours=1)
_ELIDE = Qt.TextElideMode.ElideRight
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
# A row and a column.
Place = tuple[int, int]


class SchedulePaint:
    """Knows where each cell of a board lies in a scrolled view, and paints it; `head` and `height` are of its rows."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        self._view = view
        self._board = Board(date.min, 0, "UTC", 30)
        self._broken: set[tuple[int, date]] = set()
        self._worked: list[str] = []
        self._sums, self._names, self._width = 0, 0, _LEAST_CELL
        self._today: date | None = None
        self._zone = ZoneInfo("UTC")
        self.look_up()

    def show_board(self, board: Board, today: date) -> None:
        """Paint another board from now on."""
        self._board, self._today, self._zone = board, today, ZoneInfo(board.zone)
        self._broken = {(each.person_id, each.day) for each in board.violations}
        self._worked = [
            f"{number(round(board.worked(each.id) / _HOUR))}/{number(round(each.weekly_minutes * board.days / 7 / 60))}"
            for each in board.people
        ]
        self._sums = max((self._view.fontMetrics().horizontalAdvance(each) for each in self._worked), default=0)
        self.look_up()
        self.measure()

    def look_up(self) -> None:
        """Take the colours and the font of now."""
        self._fills = {code: (fill, stronger(fill)) for code, fill in fills(self._board.patterns).items()}
        plain = self._view.palette().color(QPalette.ColorRole.AlternateBase)
        self._plain = plain, stronger(plain)
        self._letters = letters(self._board.patterns)
        self._texts: dict[tuple[int, int, int, int], tuple[QStaticText, int, int]] = {}
        metrics = self._view.fontMetrics()
        self.height, self.head = metrics.height() + 2 * GAP, 2 * metrics.height() + GAP

    def measure(self) -> None:
        """Find out how much fits into the view."""
        room, days = self._view.viewport().size(), max(self._board.days, 1)
        # Asked for at every cell that is painted.
        self._names = min(int(room.width() * _NAMES_SHARE), _MOST_NAMES)
        self._width = max((room.width() - self._names) // days, _LEAST_CELL)
        wide = self._width * self._board.days - (room.width() - self._names)
        high = self.height * len(self._board.people) - (room.height() - self.head)
        self._view.horizontalScrollBar().setRange(0, max(wide, 0))
        self._view.horizontalScrollBar().setPageStep(room.width() - self._names)
        self._view.horizontalScrollBar().setSingleStep(self._width)
        self._view.verticalScrollBar().setRange(0, max(high, 0))
        self._view.verticalScrollBar().setPageStep(room.height() - self.head)
        self._view.verticalScrollBar().setSingleStep(self.height)
        self._view.viewport().update()

    def area(self, row: int, column: int) -> QRect:
        """Return where a cell lies."""
        left = self._names + column * self._width - self._view.horizontalScrollBar().value()
        top = self.head + row * self.height - self._view.verticalScrollBar().value()
        return QRect(left, top, self._width, self.height)

    def place_at(self, at: QPoint, column: int) -> Place | None:
        """Return the cell at a point; beside the names that of `column`."""
        if at.y() < self.head:
            return None
        row = (at.y() - self.head + self._view.verticalScrollBar().value()) // self.height
        beside = at.x() - self._names
        if beside >= 0:
            column = (beside + self._view.horizontalScrollBar().value()) // self._width
        return (row, column) if 0 <= row < len(self._board.people) and 0 <= column < self._board.days else None

    def bring_into_view(self, row: int, column: int) -> None:
        """Scroll as little as it takes to show a cell."""
        area, room = self.area(row, column), self._view.viewport().rect()
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() + min(area.left() - self._names, 0) + max(area.right() - room.right(), 0))
        down.setValue(down.value() + min(area.top() - self.head, 0) + max(area.bottom() - room.bottom(), 0))

    def paint(self, cursor: Place, chosen: Collection[Place]) -> None:
        """Paint the cells that can be seen, then the names and the head over what has scrolled below them."""
        painter, room, palette = QPainter(self._view.viewport()), self._view.viewport().rect(), self._view.palette()
        painter.fillRect(room, palette.color(QPalette.ColorRole.Base))
        if not self._board.people:
            return
        first = self._view.verticalScrollBar().value() // self.height
        rows = range(first, min(first + room.height() // self.height + 2, len(self._board.people)))
        columns = [
            column
            for column in range(self._board.days)
            if self.area(0, column).right() >= self._names and self.area(0, column).left() <= room.right()
        ]
        for column in columns:
            self._paint_ground(painter, column, rows)
        self._paint_cells(painter, rows, columns)
        self._paint_cursor(painter, cursor, chosen)
        self._paint_names(painter, rows, cursor[0])
        self._paint_head(painter, columns, cursor[1])

    def _paint_ground(self, painter: QPainter, column: int, rows: Sequence[int]) -> None:
        area = self.area(rows[0], column)
        area.setBottom(self.area(rows[-1], column).bottom())
        if self._board.day(column).weekday() >= _SATURDAY:
            painter.fillRect(area, self._view.palette().color(QPalette.ColorRole.Button))
        painter.setPen(self._view.palette().color(QPalette.ColorRole.Mid))
        painter.drawLine(area.topLeft(), area.bottomLeft())

    def _paint_cells(self, painter: QPainter, rows: Sequence[int], columns: Sequence[int]) -> None:
        """Paint what stands in the cells; all that is the same for many is looked up once."""
        board, width, height = self._board, self._width - 3, self.height - 4
        places = [(self.area(0, column).left() + 2, board.day(column)) for column in columns]
        line, text = (
            self._view.palette().color(QPalette.ColorRole.Mid),
            self._view.palette().color(QPalette.ColorRole.Text),
        )
        wished = {wish: colour(Mark.LATE if wish is Wish.UNAVAILABLE else Mark.QUIET) for wish in Wish}
        for row in rows:
            top, person_id = self.area(row, 0).top() + 2, board.people[row].id
            painter.setPen(line)
            painter.drawLine(0, top + height + 1, self._view.viewport().width(), top + height + 1)
            painter.setPen(text)
            for left, day in places:
                cell = (person_id, day)
                if shifts := board.shifts.get(cell):
                    self._paint_shift(painter, shifts, QRect(left, top, width, height))
                    painter.setPen(text)
                elif (wish := board.wishes.get(cell)) is not None:
                    painter.setPen(wished[wish])
                    painter.drawText(QRect(left, top, width, height), _CENTRE, WISH_SIGNS[wish])
                    painter.setPen(text)
                if cell in self._broken:
                    _paint_broken(painter, QRect(left, top, width, height))
                    painter.setPen(text)

    def _paint_shift(self, painter: QPainter, shifts: Sequence[ShiftRow], area: QRect) -> None:
        row = next((each for each in shifts if each.kind is not ShiftKind.STANDBY), shifts[0])
        if row.kind is ShiftKind.STANDBY:
            painter.setPen(QPen(self._view.palette().color(QPalette.ColorRole.Dark), 1, Qt.PenStyle.DashLine))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
            painter.setPen(self._view.palette().color(QPalette.ColorRole.Text))
        else:
            fill, edge = self._fills.get(row.pattern or "", self._plain)
            painter.fillRect(area, fill)
            painter.fillRect(area.left(), area.top(), 3, area.height(), edge)
        key = (row.id, row.version, len(shifts), area.width())
        laid_out, x, y = self._texts.get(key) or self._lay_out(key, row, area)
        painter.drawStaticText(area.left() + x, area.top() + y, laid_out)

    def _lay_out(self, key: tuple[int, int, int, int], row: ShiftRow, area: QRect) -> tuple[QStaticText, int, int]:
        """Lay the text of a shift out once: that takes longer than painting it."""
        if len(self._texts) >= _KEPT:
            self._texts.clear()
        letter = self._letters.get(row.pattern or "", "B" if row.kind is ShiftKind.STANDBY else "•")
        text = letter + ("+" if key[2] > 1 else "")
        if area.width() >= _ROOMY_CELL - 3:
            text += f" {said_span(row.starts_at, row.ends_at, self._zone)}"
        metrics = self._view.fontMetrics()
        text = metrics.elidedText(text, _ELIDE, area.width())
        laid_out = QStaticText(text)
        laid_out.setTextFormat(Qt.TextFormat.PlainText)
        laid_out.prepare(font=self._view.font())
        x = (area.width() - metrics.horizontalAdvance(text)) // 2
        self._texts[key] = found = laid_out, x, (area.height() - metrics.height()) // 2
        return found

    def _paint_cursor(self, painter: QPainter, cursor: Place, chosen: Collection[Place]) -> None:
        strong = self._view.palette().color(QPalette.ColorRole.Highlight)
        if not self._view.hasFocus():
            strong = self._view.palette().color(QPalette.ColorRole.Dark)
        pale = QColor(strong)
        pale.setAlpha(60)
        for place in chosen:
            if len(chosen) > 1:
                painter.fillRect(self.area(*place), pale)
        painter.setPen(QPen(strong, 2))
        painter.drawRect(self.area(*cursor).adjusted(1, 1, -1, -1))

    def _paint_names(self, painter: QPainter, rows: Sequence[int], chosen: int) -> None:
        palette, metrics = self._view.palette(), self._view.fontMetrics()
        painter.fillRect(0, 0, self._names, self._view.viewport().height(), palette.color(QPalette.ColorRole.Base))
        sums = self._sums
        for row in rows:
            area = QRect(0, self.area(row, 0).top(), self._names, self.height)
            if row == chosen:
                painter.fillRect(area, palette.color(QPalette.ColorRole.Button))
            painter.setPen(palette.color(QPalette.ColorRole.Text))
            name = metrics.elidedText(self._board.people[row].name, _ELIDE, area.width() - sums - 3 * GAP)
            painter.drawText(area.adjusted(GAP, 0, 0, 0), _LEFT, name)
            painter.setPen(colour(Mark.QUIET))
            painter.drawText(area.adjusted(0, 0, -GAP, 0), _RIGHT, self._worked[row])
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(self._names - 1, 0, self._names - 1, self._view.viewport().height())

    def _paint_head(self, painter: QPainter, columns: Sequence[int], chosen: int) -> None:
        palette, line = self._view.palette(), self._view.fontMetrics().height()
        painter.fillRect(0, 0, self._view.viewport().width(), self.head, palette.color(QPalette.ColorRole.Button))
        for column in columns:
            area = self.area(0, column)
            day = self._board.day(column)
            if column == chosen:
                painter.fillRect(
                    area.left(), self.head - 3, area.width(), 3, palette.color(QPalette.ColorRole.Highlight)
                )
            painter.setPen(palette.color(QPalette.ColorRole.ButtonText))
            font = painter.font()
            font.setBold(day == self._today)
            painter.setFont(font)
            for place, text in enumerate(short_day(day)):
                painter.drawText(QRect(area.left(), place * line, area.width(), line), _CENTRE, text)
        font = painter.font()
        font.setBold(False)
        painter.setFont(font)
        painter.fillRect(0, 0, self._names - 1, self.head, palette.color(QPalette.ColorRole.Button))
        painter.setPen(colour(Mark.QUIET))
        said = str(Sentence("Schedule", "hours / agreed"))
        painter.drawText(QRect(0, line, self._names - GAP, line), _RIGHT, said)
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(0, self.head - 1, self._view.viewport().width(), self.head - 1)


def _paint_broken(painter: QPainter, area: QRect) -> None:
    """Put a red corner with an exclamation mark over a cell that breaks a rule."""
    # In a narrow cell the letter stays free.
    side = min(area.height(), area.width() * 2 // 5)
    corner = QPolygon([area.topRight(), area.topRight() + QPoint(0, side), area.topRight() - QPoint(side, 0)])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(Mark.LATE))
    painter.drawPolygon(corner)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QGuiApplication.palette().color(QPalette.ColorRole.Base))
    painter.drawText(QRect(area.right() - side // 2 - 1, area.top() - 1, side // 2, side * 3 // 5), _CENTRE, "!")
