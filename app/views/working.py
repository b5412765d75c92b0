"""What a dialog that works has besides its fields: the work under way with cancel, and a place for refusals."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.errors import DomainError
from app.views.i18n import Sentence
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.status_bar import TaskPlace
from app.views.tasks import Task
from app.views.theme import GAP, Mark

# How often progress is looked at.
_LOOK_MS = 200


class WorkArea(QWidget):
    """Shows one piece of work at a time and locks the fields meanwhile; a refusal stays until the next try.

    While it works, leaving the dialog cancels the work and leaves the dialog open: `leave` says whether it may close.
    """

    def __init__(self, desk: Desk, dialog: QDialog, fields: Sequence[QWidget]) -> None:
        super().__init__(dialog)
        self._fields = fields
        self._place: TaskPlace | None = None
        self._before: QWidget | None = None
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self._look = QTimer(self, interval=_LOOK_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.banner)
        # Also for a fault, which nobody else tells the dialog.
        desk.tasks.ended.connect(self._end)

    @property
    def task(self) -> Task | None:
        """The work under way."""
        return self._place.task if self._place else None

    def begin(self, task: Task) -> None:
        """Show work that has just been handed over."""
        self.banner.hide()
        self._before = self.window().focusWidget()
        self._place = TaskPlace(task)
        self._look.timeout.connect(self._place.look)
        self._look.start()
        self.layout().addWidget(self._place)  # type: ignore[union-attr]  # the column made above
        for field in self._fields:
            field.setEnabled(False)
        self._place.cancel.setFocus()

    def refuse(self, refusal: DomainError) -> None:
        """Say why something was not done; what was chosen stays."""
        self.banner.tell(Sentence.of(refusal))

    def leave(self) -> bool:
        """Say whether the dialog may close; work under way is cancelled first."""
        if self._place is None:
            return True
        self._place.cancel.click()
        return False

    def _end(self, task: Task) -> None:
        if self._place is None or self._place.task is not task:
            return
        self._look.stop()
        self._place.hide()
        self._place.deleteLater()
        self._place = None
        for field in self._fields:
            field.setEnabled(True)
        if self._before:
            self._before.setFocus()
