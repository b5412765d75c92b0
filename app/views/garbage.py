"""Collects garbage on the GUI thread alone.

Python would collect on whichever thread happens to make an object, and so destroy widgets in the midst of what Qt does
with them on its own thread: the program would crash, rarely and without a trace.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1_000


class GarbageCollector(QObject):
    """Takes the place of Python's automatic collection from its making until `stop`; collects from `spare` on."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect)

    def spare(self) -> None:
        """Look no more at what there is now: it was made for good, and to walk through it would hold up the window."""
        gc.freeze()
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due by Python's own measure, if one is."""
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(counts) if count > most]
        if due:
            gc.collect(due[-1])

    def stop(self) -> None:
        """Let Python collect again, and everything."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
