"""The grid of a schedule, people by days, painted as one: a large floor scrolls as smoothly as a small one."""

from datetime import date

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea

from app.services.staffing.roster.board import Board, Cell
from app.services.staffing.roster.shifts import ShiftRow
from app.views.schedule.paint import SchedulePaint

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
        self.painting = SchedulePaint(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    def show_board(self, board: Board, today: date) -> None:
        """Show other rows; who and when was chosen stays chosen where it is still there."""
        before, chosen = self.cell(), self.cells()
        self._board = board
        self.painting.show_board(board, today)
        if before is None or not self.go_to(before):
            self._choose(min(self._row, max(len(board.people) - 1, 0)), min(self._column, max(board.days - 1, 0)))
        else:
            self._chosen |= {place for cell in chosen if (place := self._place_of_cell(cell)) is not None}

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
        self.painting.bring_into_view(row, column)
        self.viewport().update()
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Measure anew what fits."""
        super().resizeEvent(event)
        self.painting.measure()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the colours and the font of now."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.painting.look_up()
            self.painting.measure()

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
        if (place := self.painting.place_at(at, self._column)) is None:
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
        if self.painting.place_at(event.position().toPoint(), self._column) is not None:
            self.asked.emit(event.globalPosition().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move, choose and edit."""
        key, span = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self.cell() is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif (target := self._target(key)) is not None:
            self._choose(*target, span=span)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu, Qt.Key.Key_Space):
            self.asked.emit(self.viewport().mapToGlobal(self.painting.area(self._row, self._column).center()))
        elif wanted := _edit_of(event):
            self.edited.emit(wanted)
        else:
            super().keyPressEvent(event)

    def _target(self, key: int) -> tuple[int, int] | None:
        """Return where a key moves the cursor."""
        last_row, last_column = len(self._board.people) - 1, self._board.days - 1
        page = max((self.viewport().height() - self.painting.head) // self.painting.height - 1, 1)
        if key in _MOVES:
            down, across = _MOVES[key]
            return min(max(self._row + down, 0), last_row), min(max(self._column + across, 0), last_column)
        return {
            int(Qt.Key.Key_Home): (self._row, 0),
            int(Qt.Key.Key_End): (self._row, last_column),
            int(Qt.Key.Key_PageUp): (max(self._row - page, 0), self._column),
            int(Qt.Key.Key_PageDown): (min(self._row + page, last_row), self._column),
        }.get(key)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint what can be seen."""
        self.painting.paint((self._row, self._column), self._chosen)


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
