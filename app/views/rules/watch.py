"""Watches whether what somebody has seen of the effect of new rules still holds while the floor moves on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.deadlines.impact import Preview, changed_since
from app.views.pane import Desk
from app.views.reader import Reader

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# Nobody waits for it, and a floor moves all the time.
_PAUSE_MS = 2_000
# With more complaints than these, all of them are looked at.
_MANY = 5_000


class EffectWatch(QObject):
    """Looks in the background, when complaints change that were seen, whether their deadlines move as they did then.

    `moved_on` tells how many do otherwise. What is none of the complaints that were seen, and what changes none of
    their deadlines, is nobody's concern.
    """

    moved_on = Signal(int)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._seen: Preview | None = None
        self._shown = frozenset[int]()
        # Which complaints have changed since the last look; None for any.
        self._changed: frozenset[int] | None = frozenset()
        self._reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self._reader.came.connect(self._come)

    def watch(self, seen: Preview | None) -> None:
        """Watch what was seen, None for nothing any more."""
        self._seen, self._changed = seen, frozenset()
        self._shown = frozenset(seen.clocks.ticket_id.tolist()) if seen else frozenset()

    def hear(self, tickets: frozenset[int] | None) -> None:
        """Take which complaints have changed; None: any may have."""
        concerned = tickets if tickets is None else tickets & self._shown
        if self._seen is None or concerned == frozenset():
            return
        known = self._changed
        self._changed = None if concerned is None or known is None else known | concerned
        self._reader.ask()

    def _begin(self) -> "Callable[[Session], tuple[Preview | None, int]]":
        seen, changed, rulebook = self._seen, self._changed, self._desk.rulebook
        self._changed = frozenset()
        tickets = None if changed is None or len(changed) > _MANY else changed

        def read(session: "Session") -> tuple[Preview | None, int]:
            return seen, changed_since(session, rulebook, seen, tickets) if seen else 0

        return read

    def _come(self, found: tuple[Preview | None, int]) -> None:
        seen, others = found
        if seen is self._seen and others:
            self.moved_on.emit(others)
