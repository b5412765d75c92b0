"""Reads the database for a part of the screen, however often what it shows changes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import DatabaseLostError, DomainError
from app.views.pane import Desk

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# Says, on the GUI thread, what the reading that begins now is to read; that is then done in a thread.
Begin = Callable[[], Callable[["Session"], Any]]


class Reader(QObject):
    """`came` brings what was read, `refused` why nothing could be.

    Readings follow one another, with a pause between: of two at once the older might arrive last. What is asked for
    meanwhile is one reading more.
    """

    came = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, begin: Begin, parent: QObject, *, pause_ms: int = 0) -> None:
        super().__init__(parent)
        self._desk, self._begin, self._pause_ms = desk, begin, pause_ms
        self._asked = self._reading = self._hurried = False
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._go_on)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being read, and the next one who asks is answered at once."""
        return not (self._asked or self._reading or self._pause.isActive())

    def ask(self, *, hurried: bool = False) -> None:
        """Read now, or as soon as it may be; somebody who waits for it is `hurried`, and makes no pause."""
        self._asked = True
        self._hurried |= hurried
        if hurried:
            self._pause.stop()
        self._go_on()

    def _go_on(self) -> None:
        if not self._asked or self._reading or self._pause.isActive():
            return
        self._asked, self._hurried, self._reading = False, False, True
        read = self._begin()

        def work() -> Any:
            with self._desk.database.read() as session:
                return read(session)

        self._desk.tasks.read(self, work, self.came.emit, refused=self._refuse, over=self._end)

    def _refuse(self, refusal: DomainError) -> None:
        self.refused.emit(refusal)
        # Whoever finds a lost database again asks anew.
        if not isinstance(refusal, DatabaseLostError):
            self._desk.notices.refuse(refusal)

    def _end(self) -> None:
        self._reading = False
        self._pause.start(0 if self._hurried else self._pause_ms)
