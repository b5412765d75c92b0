"""The grid of a schedule, people by days, painted as one: a large floor scrolls as smoothly as a small one."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygon,
    QResizeEvent,
    QStaticText,
)
from PySide6.QtWidgets import QAbstractScrollArea

from app.models.roster import ShiftKind, Wish
from app.services.staffing.roster.board import Board, Cell
from app.services.staffing.roster.shifts import ShiftRow
from app.views.i18n import number
from app.views.schedule_look import WISH_SIGNS, fills, letters, said_span, short_day
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
_MOVES = {
    int(Qt.Key.Key_Left): (0, -1),
    int(Qt.Key.Key_Right): (0, 1),
    int(Qt.Key.Key_Up): (-1, 0),
    int(Qt.Key.Key_Down): (1, 0),
}


class ScheduleGrid(QAbstractScrollArea):
    """Shows a board; cells are chosen with the mouse and the arrow keys, several with Shift or Ctrl.

    `moved` tells that other cells are chosen, `edited` what a key asks for: a pattern by its place ("1" to "9"),
    "clear", "longer", "shorter", "swap"; `asked` that a menu is wanted, where.
    """

    moved = Signal()
    edited = Signal(str)
    asked = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__()
        self._board = Board(date.min, 0, "UTC", 30)
        self._row, self._column = 0, 0
        self._chosen: set[tuple[int, int]] = {(0, 0)}
        self._broken: set[Cell] = set()
        self._worked: list[str] = []
        self._sums, self._names, self._width = 0, 0, _LEAST_CELL
        self._today: date | None = None
        self._zone = ZoneInfo("UTC")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._look_up()

    def show_board(self, board: Board, today: date) -> None:
        """Show other rows; who and when was chosen stays chosen where it is still there."""
        before, chosen = self.cell(), self.cells()
        self._board, self._today, self._zone = board, today, ZoneInfo(board.zone)
        self._broken = {(each.person_id, each.day) for each in board.violations}
        self._worked = [
            f"{number(round(board.worked(each.id) / _HOUR))}/{number(round(each.weekly_minutes * board.days / 7 / 60))}"
            for each in board.people
        ]
        self._sums = max((self.fontMetrics().horizontalAdvance(each) for each in self._worked), default=0)
        self._look_up()
        self._measure()
        if before is None or not self.go_to(before):
            self._choose(min(self._row, max(len(board.people) - 1, 0)), min(self._column, max(board.days - 1, 0)))
        else:
            self._chosen |= {place for cell in chosen if (place := self._place_of_cell(cell)) is not None}
        self._measure()

    def cell(self) -> Cell | None:
        """Return who and when the cursor is on."""
        return self._cell_at(self._row, self._column)

    def cells(self) -> list[Cell]:
        """Return all that is chosen, in the order of rows."""
        return [cell for place in sorted(self._chosen) if (cell := self._cell_at(*place)) is not None]

    def shifts_at(self, cell: Cell) -> tuple[ShiftRow, ...]:
        """Return what stands in a cell."""
        return self._board.shifts.get(cell, ())

    def go_to(self, cell: Cell) -> bool:
        """Put the cursor on somebody's day; False where that is not shown."""
        if (place := self._place_of_cell(cell)) is None:
            return False
        self._choose(*place)
        return True

    def choose_day(self, day: date) -> None:
        """Put the cursor on another day of the same person."""
        self._choose(self._row, (day - self._board.first_day).days)

    def _cell_at(self, row: int, column: int) -> Cell | None:
        board = self._board
        if 0 <= row < len(board.people) and 0 <= column < board.days:
            return board.people[row].id, board.day(column)
        return None

    def _place_of_cell(self, cell: Cell) -> tuple[int, int] | None:
        row = next((place for place, each in enumerate(self._board.people) if each.id == cell[0]), None)
        column = (cell[1] - self._board.first_day).days
        return None if row is None or not 0 <= column < self._board.days else (row, column)

    def _choose(self, row: int, column: int, *, add: bool = False, span: bool = False) -> None:
        if span:
            anchor = (self._row, self._column) if len(self._chosen) == 1 else min(self._chosen)
            rows, columns = sorted((anchor[0], row)), sorted((anchor[1], column))
            self._chosen = {
                (each, other) for each in range(rows[0], rows[1] + 1) for other in range(columns[0], columns[1] + 1)
            }
        elif add:
            self._chosen ^= {(row, column)}
            self._chosen = self._chosen or {(row, column)}
        else:
            self._chosen = {(row, column)}
        self._row, self._column = row, column
        self._bring_into_view()
        self.viewport().update()
        self.moved.emit()

    # What it measures.

    def _look_up(self) -> None:
        self._fills = {code: (fill, _stronger(fill)) for code, fill in fills(self._board.patterns).items()}
        plain = self.palette().color(QPalette.ColorRole.AlternateBase)
        self._plain = plain, _stronger(plain)
        self._letters = letters(self._board.patterns)
        self._texts: dict[tuple[int, int, int, int], tuple[QStaticText, int, int]] = {}
        metrics = self.fontMetrics()
        self._height, self._head = metrics.height() + 2 * GAP, 2 * metrics.height() + GAP

    def _measure(self) -> None:
        room, days = self.viewport().size(), max(self._board.days, 1)
        # Asked for at every cell that is painted.
        self._names = min(int(room.width() * _NAMES_SHARE), _MOST_NAMES)
        self._width = max((room.width() - self._names) // days, _LEAST_CELL)
        wide = self._width * self._board.days - (room.width() - self._names)
        high = self._height * len(self._board.people) - (room.height() - self._head)
        self.horizontalScrollBar().setRange(0, max(wide, 0))
        self.horizontalScrollBar().setPageStep(room.width() - self._names)
        self.horizontalScrollBar().setSingleStep(self._width)
        self.verticalScrollBar().setRange(0, max(high, 0))
        self.verticalScrollBar().setPageStep(room.height() - self._head)
        self.verticalScrollBar().setSingleStep(self._height)
        self.viewport().update()

    def _area(self, row: int, column: int) -> QRect:
        left = self._names + column * self._width - self.horizontalScrollBar().value()
        top = self._head + row * self._height - self.verticalScrollBar().value()
        return QRect(left, top, self._width, self._height)

    def _place_of(self, at: QPoint) -> tuple[int, int] | None:
        if at.y() < self._head:
            return None
        row = (at.y() - self._head + self.verticalScrollBar().value()) // self._height
        beside = at.x() - self._names
        column = self._column if beside < 0 else (beside + self.horizontalScrollBar().value()) // self._width
        return (row, column) if self._cell_at(row, column) else None

    def _bring_into_view(self) -> None:
        area, room = self._area(self._row, self._column), self.viewport().rect()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + min(area.left() - self._names, 0) + max(area.right() - room.right(), 0))
        down.setValue(down.value() + min(area.top() - self._head, 0) + max(area.bottom() - room.bottom(), 0))

    # What it hears.

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Measure anew what fits."""
        super().resizeEvent(event)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the colours and the font of now."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._look_up()
            self._measure()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show the cursor."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Let the cursor fade."""
        super().focusOutEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose a cell; with Ctrl one more, with Shift all between; the right button asks for the menu."""
        at = event.position().toPoint()
        if (place := self._place_of(at)) is None:
            return
        held = event.modifiers()
        right = event.button() == Qt.MouseButton.RightButton
        if not (right and place in self._chosen):
            self._choose(
                *place,
                add=bool(held & Qt.KeyboardModifier.ControlModifier),
                span=bool(held & Qt.KeyboardModifier.ShiftModifier),
            )
        if right:
            self.asked.emit(self.viewport().mapToGlobal(at))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the menu of a cell."""
        if self._place_of(event.position().toPoint()) is not None:
            self.asked.emit(event.globalPosition().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move, choose and edit."""
        key, span = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self.cell() is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif (target := self._target(key)) is not None:
            self._choose(*target, span=span)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu, Qt.Key.Key_Space):
            self.asked.emit(self.viewport().mapToGlobal(self._area(self._row, self._column).center()))
        elif wanted := _edit_of(event):
            self.edited.emit(wanted)
        else:
            super().keyPressEvent(event)

    def _target(self, key: int) -> tuple[int, int] | None:
        """Return where a key moves the cursor."""
        last_row, last_column = len(self._board.people) - 1, self._board.days - 1
        page = max((self.viewport().height() - self._head) // self._height - 1, 1)
        if key in _MOVES:
            down, across = _MOVES[key]
            return min(max(self._row + down, 0), last_row), min(max(self._column + across, 0), last_column)
        return {
            int(Qt.Key.Key_Home): (self._row, 0),
            int(Qt.Key.Key_End): (self._row, last_column),
            int(Qt.Key.Key_PageUp): (max(self._row - page, 0), self._column),
            int(Qt.Key.Key_PageDown): (min(self._row + page, last_row), self._column),
        }.get(key)

    # What it paints.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the cells that can be seen, then the names and the head over what has scrolled below them."""
        painter, room, palette = QPainter(self.viewport()), self.viewport().rect(), self.palette()
        painter.fillRect(room, palette.color(QPalette.ColorRole.Base))
        if not self._board.people:
            return
        first = self.verticalScrollBar().value() // self._height
        rows = range(first, min(first + room.height() // self._height + 2, len(self._board.people)))
        columns = [
            column
            for column in range(self._board.days)
            if self._area(0, column).right() >= self._names and self._area(0, column).left() <= room.right()
        ]
        for column in columns:
            self._paint_ground(painter, column, rows)
        self._paint_cells(painter, rows, columns)
        self._paint_cursor(painter)
        self._paint_names(painter, rows)
        self._paint_head(painter, columns)

    def _paint_ground(self, painter: QPainter, column: int, rows: Sequence[int]) -> None:
        area = self._area(rows[0], column)
        area.setBottom(self._area(rows[-1], column).bottom())
        if self._board.day(column).weekday() >= _SATURDAY:
            painter.fillRect(area, self.palette().color(QPalette.ColorRole.Button))
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawLine(area.topLeft(), area.bottomLeft())

    def _paint_cells(self, painter: QPainter, rows: Sequence[int], columns: Sequence[int]) -> None:
        """Paint what stands in the cells; all that is the same for many is looked up once."""
        board, width, height = self._board, self._width - 3, self._height - 4
        places = [(self._area(0, column).left() + 2, board.day(column)) for column in columns]
        line, text = self.palette().color(QPalette.ColorRole.Mid), self.palette().color(QPalette.ColorRole.Text)
        wished = {wish: colour(Mark.LATE if wish is Wish.UNAVAILABLE else Mark.QUIET) for wish in Wish}
        for row in rows:
            top, person_id = self._area(row, 0).top() + 2, board.people[row].id
            painter.setPen(line)
            painter.drawLine(0, top + height + 1, self.viewport().width(), top + height + 1)
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
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Dark), 1, Qt.PenStyle.DashLine))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
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
        metrics = self.fontMetrics()
        text = metrics.elidedText(text, _ELIDE, area.width())
        laid_out = QStaticText(text)
        laid_out.setTextFormat(Qt.TextFormat.PlainText)
        laid_out.prepare(font=self.font())
        x = (area.width() - metrics.horizontalAdvance(text)) // 2
        self._texts[key] = found = laid_out, x, (area.height() - metrics.height()) // 2
        return found

    def _paint_cursor(self, painter: QPainter) -> None:
        strong = self.palette().color(QPalette.ColorRole.Highlight)
        if not self.hasFocus():
            strong = self.palette().color(QPalette.ColorRole.Dark)
        pale = QColor(strong)
        pale.setAlpha(60)
        for place in self._chosen:
            if len(self._chosen) > 1:
                painter.fillRect(self._area(*place), pale)
        painter.setPen(QPen(strong, 2))
        painter.drawRect(self._area(self._row, self._column).adjusted(1, 1, -1, -1))

    def _paint_names(self, painter: QPainter, rows: Sequence[int]) -> None:
        palette, metrics = self.palette(), self.fontMetrics()
        painter.fillRect(0, 0, self._names, self.viewport().height(), palette.color(QPalette.ColorRole.Base))
        sums = self._sums
        for row in rows:
            area = QRect(0, self._area(row, 0).top(), self._names, self._height)
            if row == self._row:
                painter.fillRect(area, palette.color(QPalette.ColorRole.Button))
            painter.setPen(palette.color(QPalette.ColorRole.Text))
            name = metrics.elidedText(self._board.people[row].name, _ELIDE, area.width() - sums - 3 * GAP)
            painter.drawText(area.adjusted(GAP, 0, 0, 0), _LEFT, name)
            painter.setPen(colour(Mark.QUIET))
            painter.drawText(area.adjusted(0, 0, -GAP, 0), _RIGHT, self._worked[row])
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(self._names - 1, 0, self._names - 1, self.viewport().height())

    def _paint_head(self, painter: QPainter, columns: Sequence[int]) -> None:
        palette, line = self.palette(), self.fontMetrics().height()
        painter.fillRect(0, 0, self.viewport().width(), self._head, palette.color(QPalette.ColorRole.Button))
        for column in columns:
            area = self._area(0, column)
            day = self._board.day(column)
            if column == self._column:
                painter.fillRect(
                    area.left(), self._head - 3, area.width(), 3, palette.color(QPalette.ColorRole.Highlight)
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
        painter.fillRect(0, 0, self._names - 1, self._head, palette.color(QPalette.ColorRole.Button))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(0, self._head - 1, self.viewport().width(), self._head - 1)


def _edit_of(event: QKeyEvent) -> str:
    """Return what a key asks for."""
    key = event.key()
    if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_0):
        return "clear"
    if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
        return "longer"
    if key == Qt.Key.Key_Minus:
        return "shorter"
    if key == Qt.Key.Key_S:
        return "swap"
    return event.text() if event.text() in set("123456789") else ""


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


def _stronger(fill: QColor) -> QColor:
    return fill.darker(150) if fill.lightness() > 128 else fill.lighter(180)
