"""The status bar: the last change with its undo, and the work under way with progress and cancel."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from app.views.i18n import Sentence, Translated, number
from app.views.notice import Undo
from app.views.plain import plain_tip
from app.views.tasks import Task
from app.views.theme import GAP, PAD, ROOM, icon

# How often progress is looked at; the work reports as often as it likes.
_LOOK_MS = 200
# So many pieces of work are shown; of further ones only how many.
_SHOWN = 2
_BAR = QSize(120, 12)


class TaskPlace(Translated, QWidget):
    """One piece of work under way: its title, how far it is, and a button that cancels it."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.task = task
        self.title, self.bar, self.cancel = QLabel(), QProgressBar(), QToolButton(autoRaise=True)
        self.bar.setFixedSize(_BAR)
        self.bar.setTextVisible(False)
        self.cancel.setIcon(icon("cancel"))
        self.cancel.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for widget in (self.title, self.bar, self.cancel):
            row.addWidget(widget)
        self.retranslate()

    def look(self) -> None:
        """Show how far the work is; without a total the bar just moves."""
        done, total = self.task.progress
        # The bar counts in 32 bits, files of several gigabytes do not.
        self.bar.setMaximum(1_000 if total else 0)
        self.bar.setValue(1_000 * done // total if total else 0)
        self.bar.setToolTip(f"{number(done)} / {number(total)}" if total else number(done))

    def retranslate(self) -> None:
        """Put the title and the button in the language."""
        cancelled = self.task.is_cancelled()
        self.title.setText(self.tr("Cancelling …") if cancelled else str(self.task.title))
        self.cancel.setToolTip(self.tr("Cancel"))
        self.cancel.setAccessibleName(self.tr("Cancel"))
        self.cancel.setEnabled(not cancelled)
        self.look()

    def _cancel(self) -> None:
        self.task.cancel()
        self.retranslate()


class StatusBar(Translated, QStatusBar):
    """What was changed last, and what is under way."""

    def __init__(self) -> None:
        super().__init__()
        self._last: tuple[Sentence, Undo | None] | None = None
        self.change = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.undo, self.more = QToolButton(autoRaise=True), QLabel()
        self.change.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.undo.setIcon(icon("undo"))
        self.undo.setShortcut(QKeySequence.StandardKey.Undo)
        self.undo.clicked.connect(self._undo)
        self.places: list[TaskPlace] = []
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._look_at_all)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(PAD, 0, PAD, 0)
        row.setSpacing(PAD)
        row.addWidget(self.change, 1)
        row.addWidget(self.undo)
        row.addSpacing(ROOM)
        self._row = row
        row.addWidget(self.more)
        self.addWidget(whole, 1)
        self.setSizeGripEnabled(False)
        self.retranslate()

    def show_change(self, sentence: Sentence, undo: Undo | None) -> None:
        """Show what was changed, and offer to undo it if that is possible."""
        self._last = (sentence, undo)
        self.retranslate()

    def add_task(self, task: Task) -> None:
        """Show a piece of work."""
        place = TaskPlace(task)
        self.places.append(place)
        self._row.insertWidget(self._row.count() - 1, place)
        self._arrange()

    def remove_task(self, task: Task) -> None:
        """Take a piece of work away that has ended."""
        place = next(place for place in self.places if place.task is task)
        self.places.remove(place)
        place.hide()
        place.deleteLater()
        self._arrange()

    def retranslate(self) -> None:
        """Put the last change in the language."""
        sentence, undo = self._last or ("", None)
        self.change.setText(str(sentence))
        self.change.setToolTip(plain_tip(str(sentence)))
        self.undo.setVisible(undo is not None)
        self.undo.setToolTip(self.tr("Undo (Ctrl+Z)"))
        self.undo.setAccessibleName(self.tr("Undo"))
        self._arrange()

    def _look_at_all(self) -> None:
        for place in self.places:
            place.look()

    def _arrange(self) -> None:
        for index, place in enumerate(self.places):
            place.setVisible(index < _SHOWN)
        hidden = len(self.places) - _SHOWN
        self.more.setVisible(hidden > 0)
        self.more.setText(self.tr("and {count} more").format(count=number(hidden)))
        if self.places:
            self._look.start()
        else:
            self._look.stop()

    def _undo(self) -> None:
        if self._last and (undo := self._last[1]):
            # Once only: what comes of it is said as the next change, or refused.
            self._last = None
            self.retranslate()
            undo()
