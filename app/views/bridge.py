"""Turns what changed, told from any thread, into one Qt signal on the GUI thread."""

import threading
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

# Names of mapped classes with the ids of their changed rows; None means that any row may have changed.
Changes = Mapping[str, frozenset[int] | None]

BURST_MS = 50


class Bridge(QObject):
    """Collects changes: the first is told at once, those of the next 50 ms together after them."""

    changed = Signal(object)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._pending: dict[str, frozenset[int] | None] = {}
        self._pause = QTimer(self, singleShot=True, interval=BURST_MS)
        self._pause.timeout.connect(self._tell)
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)

    def publish(self, changes: Mapping[str, Iterable[int] | None]) -> None:
        """Take what one transaction changed, from any thread; None as ids asks for a full reload of the class."""
        with self._lock:
            asleep = not self._pending
            for name, ids in changes.items():
                before = self._pending.get(name, frozenset())
                self._pending[name] = None if ids is None or before is None else before.union(ids)
            asleep = asleep and bool(self._pending)
        if asleep:
            self._woken.emit()

    @Slot()
    def _wake(self) -> None:
        if not self._pause.isActive():
            self._tell()

    @Slot()
    def _tell(self) -> None:
        with self._lock:
            changes, self._pending = self._pending, {}
        if changes:
            self._pause.start()
            self.changed.emit(changes)
