"""The chance of being late as a column of the queue, read for itself, after the rows and less often than they."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.services.floor.worklist_columns import Worklist
from app.views import breach_words as words
from app.views.bridge import Changes
from app.views.i18n import QT_TRANSLATE_NOOP
from app.views.pane import Desk
from app.views.queue.filter import Urgency, urgency_of
from app.views.reader import Reader
from app.views.table.column import RIGHT, Column, Moment
from app.views.table.order import LAST
from app.views.theme import Mark

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.deadlines.breach.forecast import Chances, Forecast

KEY = "chance"
# The chances of a whole floor are worked out together, which costs more than a row that has changed.
_PAUSE_MS = 10_000
# As whole numbers they are sorted.
_FINE = 1_000_000


class ChanceReader(QObject):
    """`came` brings the chances of all open tickets, whenever somebody asks and not too often.

    They are worked out once for all who show them (`chances_of`), step by step: whatever else the screen reads comes in
    between.
    """

    came = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.chances: Chances | None = None
        self._forecast: Forecast | None = None
        # The tickets that have changed since the last step; None: all may have.
        self._changed: frozenset[int] | None = None
        self._is_under_way = self._is_asked_again = False
        self._reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self._reader.came.connect(self._come)
        self._reader.refused.connect(lambda: self.hear(None))

    def hear(self, changes: Changes | None) -> None:
        """Take note of what changed, for the next time that somebody asks; None: anything may have."""
        ids = None if changes is None else changes.get("Ticket", frozenset())
        self._changed = None if ids is None or self._changed is None else self._changed | ids

    def ask(self) -> None:
        """Work them out, now or when the pause is over; those that are being worked out may be too old."""
        self._is_asked_again = self._is_under_way
        self._reader.ask()

    def _begin(self) -> "Callable[[Session], Chances | None]":
        self._is_under_way = True
        changed, self._changed = self._changed, frozenset()

        def read(session: "Session") -> "Chances | None":
            # Not before the first paint.
            from app.services.deadlines.breach.forecast import Forecast

            self._forecast = self._forecast or Forecast(self._desk.rulebook)
            self._forecast.change(changed)
            return self._forecast.step(session, now=self._desk.now())

        return read

    def _come(self, chances: "Chances | None") -> None:
        if chances is None:
            self._reader.ask(hurried=True)
            return
        self.chances, self._is_under_way = chances, False
        self.came.emit(chances)
        if self._is_asked_again:
            self.ask()


def chances_of(desk: Desk) -> ChanceReader:
    """Return the reader of the chances that those who sit at a desk share."""
    found: ChanceReader | None = desk.requests.findChild(ChanceReader)
    return found or ChanceReader(desk, desk.requests)


class ChanceColumn:
    """What the column shows: the chances that were read last, by the ids of rows, whatever these have become since."""

    def __init__(self) -> None:
        self.chances: Chances | None = None

    def column(self) -> Column:
        """Return the column."""
        return Column(
            KEY,
            QT_TRANSLATE_NOOP("Worklist", "Late chance"),
            9,
            self._text,
            self._order,
            alignment=RIGHT,
            mark=self._mark,
            bar=self._chance,
            tip=self._tip,
        )

    def _place(self, rows: Worklist, slot: int) -> int | None:
        return self.chances.place(int(rows.ids[slot])) if self.chances else None

    def _chance(self, rows: Worklist, slot: int, moment: Moment) -> float | None:
        """Return the chance of a ticket; one whose deadline has passed meanwhile is late."""
        if (place := self._place(rows, slot)) is None or self.chances is None:
            return None
        return 1.0 if urgency_of(rows, slot, moment) is Urgency.LATE else float(self.chances.chance[place])

    def _text(self, rows: Worklist, slot: int, moment: Moment) -> str:
        chance = self._chance(rows, slot, moment)
        if chance is None:
            return "–"
        said = words.in_percent(chance) if chance < 1 else words.late()
        return f"{words.sign(chance)[0]} {said}".lstrip()

    def _mark(self, rows: Worklist, slot: int, moment: Moment) -> Mark | None:
        chance = self._chance(rows, slot, moment)
        return Mark.QUIET if chance is None else words.sign(chance)[1]

    def _tip(self, rows: Worklist, slot: int, moment: Moment) -> str:
        if urgency_of(rows, slot, moment) is Urgency.LATE:
            return words.late_already()
        place = self._place(rows, slot)
        return (
            words.unknown() if place is None or not self.chances else words.passport(self.chances, place, moment.zone)
        )

    def _order(self, rows: Worklist) -> NDArray[Any]:
        """The likeliest first; what is not known yet comes last."""
        if self.chances is None:
            return np.full(len(rows.ids), LAST)
        found = self.chances.of(rows.ids)
        known = ~np.isnan(found)
        order = np.full(len(found), LAST)
        order[known] = -(found[known] * _FINE).astype(np.int64)
        return order
