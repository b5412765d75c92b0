"""The schedule: people by days with their shifts, what a day needs and has, edits by hand, and rosters made."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.services.floor.arrivals import floor_calendar
from app.services.staffing.roster.board import Board, Cell, read_board, read_day_need
from app.services.staffing.roster.shifts import ShiftRow
from app.services.staffing.roster.writing import ShiftError
from app.views.bridge import Changes
from app.views.dialog import Dialog
from app.views.i18n import number
from app.views.pane import Desk, Pane
from app.views.reader import Reader
from app.views.schedule.bar import ScheduleBar
from app.views.schedule.broken import BrokenRules
from app.views.schedule.edits import ScheduleEdits
from app.views.schedule.grid import ScheduleGrid
from app.views.schedule.keys import PatternKeys
from app.views.schedule.look import letters, said_day, said_shift, said_violation, said_week, said_wish
from app.views.schedule.strip import NeedStrip
from app.views.theme import GAP, PAD, ROOM

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# From the end of one reading to the next.
_PAUSE_MS = 500
_SPANS = (7, 14, 28)
_STEP_MINUTES = 30
_WEEK, _TWO, _KEYS = 7, 2, 9


class SchedulePane(Pane):
    """One, two or four weeks of the schedule; everything is edited in the grid and undone in one click."""

    title = "Schedule"
    icon = "schedule"
    position = 54
    stacked = True
    shows: ClassVar[frozenset[str]] = frozenset({"Shift", "ShiftPattern", "Availability", "Person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._today = desk.now().astimezone(desk.zone).date()
        self._first = self._today - timedelta(days=self._today.weekday())
        self._days = next((span for span in _SPANS if desk.memory.text("schedule/days") == str(span)), _SPANS[1])
        self._board: Board | None = None
        self._needed_day: date | None = None
        self._need = np.empty(0)
        self.edits = ScheduleEdits(desk)
        self.grid, self.strip = ScheduleGrid(), NeedStrip()
        self.account = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.bar, self.keys, self.broken = ScheduleBar(_SPANS), PatternKeys(), BrokenRules()
        self.empty, self.begin = QLabel(wordWrap=True), QPushButton()
        self.below = QStackedWidget()
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self.need_reader = Reader(desk, self._begin_need, self, pause_ms=_PAUSE_MS)
        self._arrange()
        self._listen()
        self.retranslate()

    def refresh(self, changes: Changes | None) -> None:
        """Read the days that are shown anew."""
        self.reader.ask()
        if changes is None:
            self._needed_day = None
            self.need_reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.begin.setText(self.tr("Shift patterns …"))
        self.grid.setAccessibleName(self.heading())
        self.grid.setToolTip(
            self.tr("1–9 sets a pattern, Delete clears, + and − move the end, S swaps two, Enter shows it all")
        )
        self._show()

    def _arrange(self) -> None:
        self.bar.span.setCurrentIndex(_SPANS.index(self._days))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setMargin(ROOM)
        board, nobody = QWidget(), QWidget()
        column = QVBoxLayout(board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.keys)
        column.addWidget(self.grid, 1)
        column.addWidget(self.account)
        column.addWidget(self.broken)
        column.addWidget(self.strip)
        alone = QVBoxLayout(nobody)
        alone.addStretch()
        alone.addWidget(self.empty)
        alone.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignHCenter)
        alone.addStretch()
        self.below.addWidget(board)
        self.below.addWidget(nobody)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(PAD, GAP, PAD, PAD)
        whole.setSpacing(GAP)
        whole.addWidget(self.bar)
        whole.addWidget(self.below, 1)
        self.setFocusProxy(self.grid)

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        self.need_reader.came.connect(self._come_need)
        bar = self.bar
        bar.earlier.clicked.connect(lambda: self._go(self._first - timedelta(days=_WEEK)))
        bar.later.clicked.connect(lambda: self._go(self._first + timedelta(days=_WEEK)))
        bar.today.clicked.connect(self._go_to_today)
        bar.span.activated.connect(self._choose_span)
        bar.make.clicked.connect(self._make)
        for button in (bar.patterns, self.begin):
            button.clicked.connect(self._edit_patterns)
        bar.wishes.clicked.connect(self._edit_wishes)
        self.keys.pressed.connect(self._set)
        self.broken.asked.connect(self._go_to_broken)
        self.grid.moved.connect(self._tell)
        self.grid.edited.connect(self._edit)
        self.grid.asked.connect(self._show_menu)

    def _begin(self) -> partial[Board]:
        desk = self.desk
        return partial(read_board, first_day=self._first, days=self._days, by=desk.me(), now=desk.now())

    def _begin_need(self) -> "Callable[[Session], tuple[date, NDArray[np.float64]]]":
        day, desk = self._day(), self.desk

        def read(session: "Session") -> tuple[date, NDArray[np.float64]]:
            calendar = floor_calendar(session, desk.rulebook)
            return day, read_day_need(session, day, calendar=calendar, now=desk.now())

        return read

    def _day(self) -> date:
        """Return the day that the cursor is on."""
        cell = self.grid.cell()
        return cell[1] if cell else self._first

    def _come(self, board: Board) -> None:
        is_first = self._board is None
        self._board = board
        self._today = self.desk.now().astimezone(self.desk.zone).date()
        self._show()
        if is_first and self._first <= self._today < self._first + timedelta(days=self._days):
            self.grid.choose_day(self._today)

    def _come_need(self, found: tuple[date, NDArray[np.float64]]) -> None:
        self._needed_day, self._need = found
        self._show_day()

    def _show(self) -> None:
        """Show the days, or what to do where nobody or no pattern is there yet."""
        self.bar.shown.setText(said_week(self._first, self._first + timedelta(days=self._days - 1)))
        board = self._board
        if board is None:
            return
        if not board.people:
            self.empty.setText(
                self.tr(
                    "Nobody is scheduled here yet.\nAdd people by your own name in the top line, or import a list "
                    "of them with their teams (“Import other data …”)."
                )
            )
        elif not board.patterns:
            self.empty.setText(self.tr("There is no shift pattern yet.\nWrite the shifts that your floor repeats."))
        is_ready = bool(board.people and board.patterns)
        self.below.setCurrentIndex(0 if is_ready else 1)
        self.begin.setVisible(bool(board.people))
        # The keyboard goes nowhere that cannot be seen.
        self.setFocusProxy(self.grid if is_ready else self.begin if board.people else self.bar.earlier)
        for button in (self.bar.make, self.bar.wishes):
            button.setEnabled(is_ready)
        self.grid.show_board(board, self._today)
        self.keys.show_patterns(board.patterns)
        self.broken.show_violations(board.violations)
        self._tell()

    def _tell(self) -> None:
        """Say in words what the cursor is on, and show the day."""
        cell, board = self.grid.cell(), self._board
        if cell is None or board is None:
            return
        patterns = {each.code: each for each in board.patterns}
        name = next(each.name for each in board.people if each.id == cell[0])
        parts = [f"{name}, {said_day(cell[1])}"]
        if len(self.grid.cells()) > 1:
            parts.append(self.tr("{count} chosen").format(count=number(len(self.grid.cells()))))
        rows = self.grid.shifts_at(cell)
        parts += [said_shift(row, patterns, self.desk.zone) for row in rows] or [self.tr("free")]
        if (wish := board.wishes.get(cell)) is not None:
            parts.append(self.tr("wish: {wish}").format(wish=said_wish(wish)))
        parts += [said_violation(each) for each in board.violations if (each.person_id, each.day) == cell]
        if not board.shifts:
            parts.append(self.tr("nobody has a shift yet: make a roster, or choose cells and press a pattern's key"))
        self.account.setText(" · ".join(parts))
        self.grid.setAccessibleDescription(self.account.text())
        self._show_day()

    def _show_day(self) -> None:
        board, day = self._board, self._day()
        if board is None or not len(board.there):
            return
        slots = len(board.there) // board.days
        place = (day - board.first_day).days * slots
        is_known = day == self._needed_day
        self.strip.show_day(day, board.there[place : place + slots], self._need if is_known else None)
        if not is_known:
            self.need_reader.ask()

    def _go(self, first: date) -> None:
        self._first = first
        self._show()
        self.reader.ask(hurried=True)

    def _go_to_today(self) -> None:
        self._board = None
        self._go(self._today - timedelta(days=self._today.weekday()))

    def _choose_span(self, place: int) -> None:
        self._days = _SPANS[place]
        self.desk.memory.keep("schedule/days", str(self._days))
        self._go(self._first)

    def _go_to_broken(self, cell: Cell) -> None:
        self.grid.go_to(cell)
        self.grid.setFocus()

    def _edit(self, wanted: str) -> None:
        """Do what a key or the menu asks for with what is chosen."""
        board, cells = self._board, self.grid.cells()
        if board is None or not cells:
            return
        if wanted.isdigit():
            self._set(int(wanted) - 1)
        elif wanted == "clear":
            self.edits.clear(cells)
        elif wanted == "swap":
            rows = self._work(cells)
            if len(cells) != _TWO or len(rows) != _TWO:
                self.desk.notices.refuse(
                    ShiftError("Choose the shifts of two people to swap, with Ctrl and the mouse.")
                )
            else:
                self.edits.swap(*rows)
        else:
            for row in self._work(cells):
                self.edits.extend(row, _STEP_MINUTES if wanted == "longer" else -_STEP_MINUTES)

    def _set(self, place: int) -> None:
        """Let who is chosen work the pattern at a place."""
        board = self._board
        if board is not None and place < len(board.patterns):
            self.edits.set(self.grid.cells(), board.patterns[place])

    def _work(self, cells: list[Cell]) -> list[ShiftRow]:
        return [row for cell in cells for row in self.grid.shifts_at(cell)[:1]]

    def _show_menu(self, at: QPoint) -> None:
        board, menu = self._board, QMenu(self)
        if board is None:
            return
        signs = letters(board.patterns)
        for place, each in enumerate(board.patterns):
            key = str(place + 1) if place < _KEYS else ""
            self._offer(menu, f"{signs[each.code]}  {each.name}", key, partial(self.edits.set, self.grid.cells(), each))
        menu.addSeparator()
        self._offer(menu, self.tr("No shift"), "Del", partial(self._edit, "clear"))
        self._offer(menu, self.tr("End half an hour later"), "+", partial(self._edit, "longer"))
        self._offer(menu, self.tr("End half an hour earlier"), "-", partial(self._edit, "shorter"))
        self._offer(menu, self.tr("Swap the two"), "S", partial(self._edit, "swap"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _offer(self, menu: QMenu, text: str, key: str, work: "Callable[[], None]") -> None:
        action = QAction(f"{text}\t{key}", menu)
        action.triggered.connect(lambda _=False: work())
        menu.addAction(action)

    def _make(self) -> None:
        from app.views.dialogs.make_roster import MakeRoster

        self._open(MakeRoster(self.desk, self.window(), first=max(self._first, self._today), days=self._days))

    def _edit_patterns(self) -> None:
        from app.views.dialogs.shift_patterns import ShiftPatterns

        self._open(ShiftPatterns(self.desk, self.window()))

    def _edit_wishes(self) -> None:
        from app.views.dialogs.shift_wishes import ShiftWishes

        cell = self.grid.cell()
        self._open(ShiftWishes(self.desk, self.window(), person_id=cell[0] if cell else None, day=self._day()))

    def _open(self, dialog: Dialog) -> None:
        dialog.open()
