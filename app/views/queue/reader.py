"""Reads the worklist for the queue: all of it once, then only what changes."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.floor.worklist_columns import Worklist
from app.views.bridge import Changes
from app.views.pane import Desk
from app.views.reader import Reader

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# What is to be read: the changed rows by class, or None for everything.
_Wanted = dict[str, frozenset[int]] | None


class QueueReader(QObject):
    """`whole` brings every open ticket, `changed` some that have changed, `refused` why nothing could be read."""

    whole = Signal(object)
    changed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        # What is still to be asked for, and what was asked for and has not come: after a refusal it is asked for again.
        self._wanted: _Wanted = {}
        self._awaited: _Wanted = {}
        self._names: dict[int, str] = {}
        # What the rules of the desk let a deadline add to the score.
        self.weight = 0.0
        self._reader = Reader(desk, self._begin, self)
        self._reader.came.connect(self._come)
        self._reader.refused.connect(self.refused)

    def read(self, changes: Changes | None) -> None:
        """Read what has changed; None: everything."""
        self._wanted = _together(self._wanted, changes)
        self._reader.ask()

    def _begin(self) -> "Callable[[Session], tuple[Worklist, dict[int, str], float]]":
        self._awaited, self._wanted = _together(self._awaited, self._wanted), {}
        wanted, names, before = self._awaited, dict(self._names), self.weight

        def read(session: "Session") -> tuple[Worklist, dict[int, str], float]:
            # The queue is painted for the first time before they are there.
            from app.models.desk_rules import ScorePart
            from app.services.floor.worklist import worklist
            from app.services.floor.worklist_changes import worklist_changes

            now = self._desk.now()
            # With other rules everything is read anew.
            weight = before
            if wanted is None:
                rows = worklist(session, now=now)
                weight = self._desk.rulebook.desk(session).score.weights[ScorePart.DEADLINE]
            else:
                rows = worklist_changes(session, wanted, names, now=now)
            return rows, dict(zip(rows.owner_id.tolist(), rows.owner, strict=True)), weight

        return read

    def _come(self, read: tuple[Worklist, dict[int, str], float]) -> None:
        wanted, self._awaited = self._awaited, {}
        rows, owners, self.weight = read
        self._names = owners if wanted is None else self._names | owners
        (self.whole if wanted is None else self.changed).emit(rows)


def _together(wanted: _Wanted, changes: Mapping[str, frozenset[int] | None] | None) -> _Wanted:
    """Add what has changed to what is still to be read."""
    if wanted is None or changes is None:
        return None
    found = dict(wanted)
    for kind, ids in changes.items():
        if ids is None:
            return None
        found[kind] = found.get(kind, frozenset()) | ids
    return found
