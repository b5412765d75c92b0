"""The table of the load: bars of open complaints against capacity, a place to drop tickets on, columns by width."""

from collections.abc import Collection, Mapping

import numpy as np
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.services.floor.load import Load, level_of, share_of
from app.views.i18n import number
from app.views.load.columns import LEVEL_SIGNS, carried, points
from app.views.queue.worklist import TICKETS
from app.views.table.model import TableModel, dragged_ids
from app.views.table.view import TableView
from app.views.theme import GAP, PAD, Mark, colour

_BAR_HEIGHT = 8
# In digits: the least room for the numbers beside a bar, and how much longer the bars grow where there is room.
_NUMBERS, _MOST_BAR = 7, 10
# In pixels: a shorter bar says nothing.
_LEAST_BAR = 12
# The bars have at least such a part of what is left, however long the names are.
_LEAST_SHARE = 4
# What a narrow pane does without, the first one first; the tool tip of the name says all of it.
_DISPENSABLE = ("team", "queues", "occupancy", "rest", "pressing", "work")
_FRAME = 2


class LoadTable(TableView):
    """Shows people; tickets that are dragged over it mark the person under the cursor.

    `came_over` tells the ids of tickets that begin to be dragged over it: whoever knows what they weigh says it to
    `weigh`. `dropped` tells the ids of the tickets and that of the person. `settled` tells that a drag has left: as
    long as one is over the table (`is_target`), the rows should keep their places.
    """

    came_over = Signal(object)
    dropped = Signal(object, int)
    settled = Signal()

    # The width of the widest numbers and of the longest name, in pixels, and the rows of which they are.
    _numbers = _names = 0
    _measured: Load | None = None

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(model, sorted_by="load", wide="name", parent=parent)
        self._load = [column.key for column in model.columns].index("load")
        self._dragged: list[int] = []
        # What they weigh; None until that is known.
        self._weight: float | None = None
        self._under: int | None = None
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setDropIndicatorShown(False)

    @property
    def is_target(self) -> bool:
        """Whether tickets are being dragged over it."""
        return bool(self._dragged)

    @property
    def target(self) -> int | None:
        """The id of the person on whom the dragged tickets would be dropped."""
        return self._under

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Welcome tickets."""
        self._dragged = dragged_ids(event.mimeData(), TICKETS)
        self._consider(event)
        # Also where nobody is under the cursor yet: who refuses them here is told of no further move.
        event.setAccepted(self.is_target)
        if self._dragged:
            self.came_over.emit(self._dragged)

    def weigh(self, ticket_ids: list[int], weight: float) -> None:
        """Show what the person under the cursor would carry with these tickets, while they are the dragged ones."""
        if ticket_ids == self._dragged:
            self._weight = weight
            self.viewport().update()

    def said_of_target(self, effort: float, capacity: int) -> tuple[str, Mark | None]:
        """Return what the target is said to carry before and with what is dragged, as far as that is known."""
        then = effort + (self._weight or 0.0)
        sign, mark = LEVEL_SIGNS[level_of(then, capacity)]
        becomes = "…" if self._weight is None else points(then)
        return f"{sign} {points(effort)} → {becomes}/{number(capacity)}".strip(), mark

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Mark who is under the cursor; near the edges the rows scroll."""
        super().dragMoveEvent(event)
        self._consider(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Mark nobody."""
        super().dragLeaveEvent(event)
        self._settle()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Tell on whom the tickets were dropped; on nobody nothing happens."""
        self._consider(event)
        ids, person_id = self._dragged, self._under
        self._settle()
        if person_id is not None:
            self.dropped.emit(ids, person_id)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the bars into the cells, and the marked row over them."""
        super().paintEvent(event)
        area = event.rect()
        left, width = self.columnViewportPosition(self._load), self.columnWidth(self._load)
        first = self.rowAt(area.top())
        if first < 0:
            return
        painter = QPainter(self.viewport())
        last = self.rowAt(area.bottom())
        rows = range(first, (last if last >= 0 else self._table.rowCount() - 1) + 1)
        self._measure()
        chosen = {row for top, end in self._ranges() for row in range(max(top, rows.start), min(end, rows.stop))}
        for row in rows:
            if self._table.heading(row):
                continue
            cell = QRect(left, self.rowViewportPosition(row), width, self.rowHeight(row))
            if cell.intersects(area):
                self._paint_bar(painter, cell, *self._carried(row), chosen=row in chosen)
            if self._under is not None and self._table.id_at(row) == self._under:
                self._paint_target(painter, row, cell)

    def fit(self) -> None:
        """Leave out columns for which there is no room; of what is left the bars have what whole names do not need."""
        room, keys = self.viewport().width(), [column.key for column in self._table.columns]
        widths = {key: self._width(place) for place, key in enumerate(keys)}
        left_out = {key for count, key in enumerate(_DISPENSABLE) if _total(widths, _DISPENSABLE[:count]) > room}
        for place, key in enumerate(keys):
            self.setColumnHidden(place, key in left_out)
        self._measure()
        more = self._numbers - _NUMBERS * self.fontMetrics().horizontalAdvance("0")
        widths["load"] += max(more, 0)
        spare = max(room - _total(widths, left_out), 0)
        wanted = max(self._names + 2 * PAD - widths["name"], 0)
        bar = min(max(spare - wanted, spare // _LEAST_SHARE), _MOST_BAR * self.fontMetrics().horizontalAdvance("0"))
        self.setColumnWidth(keys.index("load"), widths["load"] + bar)
        super().fit()

    def make_room(self) -> None:
        """Share the width out anew where the numbers of other rows take more or less of it."""
        before = self._numbers, self._names
        self._measure()
        if (self._numbers, self._names) != before:
            self.fit()

    def _measure(self) -> None:
        """Find the room that the numbers and the names need, so that every bar is as long as the others."""
        rows: Load = self._table.rows
        if rows is self._measured:
            return
        texts = {carried(*each) for each in zip(rows.effort.tolist(), rows.capacity.tolist(), strict=True)}
        metrics = self.fontMetrics()
        least = _NUMBERS * metrics.horizontalAdvance("0")
        self._numbers = max([least, *(metrics.horizontalAdvance(text) for text in texts)])
        self._names = max((metrics.horizontalAdvance(name) for name in rows.name), default=0)
        self._measured = rows

    def _carried(self, row: int) -> tuple[float, int]:
        """Return what the person in a row carries and can carry."""
        rows: Load = self._table.rows
        # The load is read in the order of the ids.
        place = int(np.searchsorted(rows.ids, self._table.id_at(row)))
        return float(rows.effort[place]), int(rows.capacity[place])

    def _paint_bar(self, painter: QPainter, cell: QRect, effort: float, capacity: int, *, chosen: bool) -> None:
        whole = cell.width() - 2 * PAD - self._numbers - GAP
        if whole < _LEAST_BAR:
            return
        palette = self.palette()
        on = palette.color(QPalette.ColorRole.HighlightedText)
        mark = LEVEL_SIGNS[level_of(effort, capacity)][1] or Mark.QUIET
        track, fill = (QColor(on), on) if chosen else (palette.color(QPalette.ColorRole.Mid), colour(mark))
        track.setAlpha(90 if chosen else 120)
        bar = QRect(cell.left() + PAD, cell.center().y() - _BAR_HEIGHT // 2 + 1, whole, _BAR_HEIGHT)
        painter.fillRect(bar, track)
        share = share_of(effort, capacity)
        painter.fillRect(QRect(bar.topLeft(), bar.size()).adjusted(0, 0, round(whole * (min(share, 1) - 1)), 0), fill)
        if share > 1 and capacity:
            # The full bar is all that they carry; the notch is what they can.
            back = QPalette.ColorRole.Highlight if chosen else QPalette.ColorRole.Base
            notch = bar.left() + round(whole / share)
            painter.fillRect(notch - 1, bar.top() - 2, 2, bar.height() + 4, palette.color(back))

    def _paint_target(self, painter: QPainter, row: int, cell: QRect) -> None:
        """Frame the row, and say in its cell what the person would carry then."""
        accent = self.palette().color(QPalette.ColorRole.Accent)
        tint = QColor(accent)
        tint.setAlpha(40)
        whole = QRect(0, cell.top(), self.viewport().width(), cell.height())
        painter.fillRect(cell, self.palette().color(QPalette.ColorRole.Base))
        painter.fillRect(whole, tint)
        painter.setPen(Qt.PenStyle.NoPen)
        for edge in (
            QRect(whole.left(), whole.top(), whole.width(), _FRAME),
            QRect(whole.left(), whole.bottom() + 1 - _FRAME, whole.width(), _FRAME),
            QRect(whole.left(), whole.top(), _FRAME, whole.height()),
            QRect(whole.right() + 1 - _FRAME, whole.top(), _FRAME, whole.height()),
        ):
            painter.fillRect(edge, accent)
        text, mark = self.said_of_target(*self._carried(row))
        painter.setPen(colour(mark) if mark else self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(
            cell.adjusted(0, 0, -PAD, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
        )

    def _consider(self, event: QDropEvent) -> None:
        """Take who is under the cursor for the target, and say whether there is one."""
        row = self.rowAt(event.position().toPoint().y()) if self._dragged else -1
        self._mark(None if row < 0 or self._table.heading(row) else self._table.id_at(row))
        # As a copy: what is moved the queue would take away.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(self._under is not None)

    def _mark(self, person_id: int | None) -> None:
        if person_id == self._under:
            return
        self._under = person_id
        self.viewport().update()

    def _settle(self) -> None:
        self._dragged, self._weight = [], None
        self._mark(None)
        self.settled.emit()


def _total(widths: Mapping[str, int], left_out: Collection[str]) -> int:
    return sum(width for key, width in widths.items() if key not in left_out)
