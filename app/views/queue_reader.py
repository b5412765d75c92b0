"""Reads the worklist for the queue: all of it once, then only what changes, one reading after the other."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from app.errors import DomainError
from app.services.database import DatabaseLostError
from app.services.floor.worklist import Worklist, worklist
from app.services.floor.worklist_changes import worklist_changes
from app.views.bridge import Changes
from app.views.pane import Desk

# What is still to be read: the changed rows by class, or None for everything.
_Wanted = dict[str, frozenset[int]] | None


class QueueReader(QObject):
    """`whole` brings every open ticket, `changed` some that have changed, `refused` why nothing could be read.

    Readings follow one another: of two at once the older might arrive last. What is asked for meanwhile is read next.
    """

    whole = Signal(object)
    changed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading = False
        self._wanted: _Wanted = {}
        self._names: dict[int, str] = {}

    def read(self, changes: Changes | None) -> None:
        """Read what has changed; None: everything."""
        self._wanted = _together(self._wanted, changes)
        if not self._reading:
            self._begin()

    def _begin(self) -> None:
        wanted, self._wanted, self._reading = self._wanted, {}, True
        names = dict(self._names)

        def work() -> tuple[Worklist, dict[int, str]]:
            with self._desk.database.read() as session:
                now = self._desk.now()
                rows = (
                    worklist(session, now=now) if wanted is None else worklist_changes(session, wanted, names, now=now)
                )
            return rows, dict(zip(rows.owner_id.tolist(), rows.owner, strict=True))

        def then(read: tuple[Worklist, dict[int, str]]) -> None:
            rows, owners = read
            self._names = owners if wanted is None else self._names | owners
            (self.whole if wanted is None else self.changed).emit(rows)
            if self._wanted != {}:
                self._begin()

        def refuse(refusal: DomainError) -> None:
            # Still to be read: whoever finds the database there again asks for it.
            self._wanted = _together(self._wanted, wanted)
            self.refused.emit(refusal)
            if not isinstance(refusal, DatabaseLostError):
                self._desk.notices.refuse(refusal)

        self._desk.tasks.run(self, work, then, refused=refuse, over=self._end)

    def _end(self) -> None:
        self._reading = False


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
