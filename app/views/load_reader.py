"""Reads the load of the floor for its pane, at most once a second however much changes."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import DomainError
from app.services.database import DatabaseLostError
from app.services.floor.load import Load, read_load
from app.views.pane import Desk

# From the end of one reading to the next: every ticket that anybody touches asks for one.
_PAUSE_MS = 1_000


class LoadReader(QObject):
    """`came` brings the load; what is asked for while it is read, or soon after, is one reading more."""

    came = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading = self._asked = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._go_on)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being read, and the next one who asks is answered at once."""
        return not (self._asked or self._reading or self._pause.isActive())

    def ask(self) -> None:
        """Read now, or as soon as it may be."""
        self._asked = True
        self._go_on()

    def _go_on(self) -> None:
        if not self._asked or self._reading or self._pause.isActive():
            return
        self._asked, self._reading = False, True

        def work() -> Load:
            with self._desk.database.read() as session:
                return read_load(session, now=self._desk.now())

        def refuse(refusal: DomainError) -> None:
            # Whoever finds a lost database again asks anew.
            if not isinstance(refusal, DatabaseLostError):
                self._desk.notices.refuse(refusal)

        self._desk.tasks.run(self, work, self.came.emit, refused=refuse, over=self._end)

    def _end(self) -> None:
        self._reading = False
        self._pause.start()
