"""What the screen tells people: the last change, refusals, a lost database, faults."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QPushButton, QToolButton, QWidget

from app.errors import DomainError
from app.views.i18n import Sentence, Translated
from app.views.theme import GAP, PAD, Mark, Symbol, colour, icon

Undo = Callable[[], None]
# So many characters of a long sentence are shown, from its beginning and from its end.
_HEAD, _TAIL = 400, 200


class Notices(QObject):
    """The seam between what acts and what shows; it knows neither.

    `changed` carries the sentence of the last change and how to undo it (or None), `refused` a sentence to read.
    """

    changed = Signal(object, object)
    refused = Signal(object)

    def change(self, sentence: Sentence, undo: Undo | None = None) -> None:
        """Show what a person just changed; `undo` is called on the GUI thread, and offered until the next change."""
        self.changed.emit(sentence, undo)

    def refuse(self, refusal: DomainError) -> None:
        """Show an expected refusal as its sentence."""
        self.refused.emit(Sentence.of(refusal))


class Banner(Translated, QWidget):
    """A sentence across the window, with a symbol, that stays until it is answered or dismissed.

    One with `retry` has a button that tells `answered`, and stays; another can be closed.
    """

    answered = Signal()

    def __init__(self, symbol: str, mark: Mark, back: Mark, *, retry: bool = False) -> None:
        super().__init__()
        self._back = back
        self._sentence: Sentence | None = None
        self._retry = retry
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton() if retry else QToolButton(autoRaise=True)
        self.button.setIcon(icon("retry" if retry else "cancel"))
        self.button.clicked.connect(self.answered if retry else self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, GAP, PAD, GAP)
        row.setSpacing(PAD)
        row.addWidget(Symbol(symbol, mark))
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        self.hide()
        self.retranslate()

    def tell(self, sentence: Sentence) -> None:
        """Show a sentence in place of the one before."""
        self._sentence = sentence
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Put the sentence and the button in the language."""
        said = str(self._sentence or "")
        # A refusal may name all that was typed: without an end it would push the fields off the screen.
        self._text.setText(f"{said[:_HEAD]} … {said[-_TAIL:]}" if len(said) > _HEAD + _TAIL else said)
        if self._retry:
            self.button.setText(self.tr("Try again"))
        else:
            self.button.setToolTip(self.tr("Close (Esc)"))
            self.button.setAccessibleName(self.tr("Close"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the background as the palette is now."""
        QPainter(self).fillRect(self.rect(), colour(self._back))


class FaultDialog(Translated, QMessageBox):
    """The one dialog for what nobody expected; the whole of it is in the log."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.Critical)
        self.setModal(False)
        self._fault = ""
        self.retranslate()

    def tell(self, fault: BaseException) -> None:
        """Show a fault; while one is shown, further ones are only logged."""
        if self.isVisible():
            return
        self._fault = f"{type(fault).__name__}: {fault}"
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Put the words around the fault in the language."""
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setText(self.tr("Floorwatch met a fault that it did not expect. What you were doing was not carried out."))
        self.setInformativeText(self.tr("The log holds the details; you can go on working."))
        self.setDetailedText(self._fault)
