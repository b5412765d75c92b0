"""Says while a complaint is taken down that it may be on record already, and leads to that one."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from app.services.intake.duplicates import SimilarRow
from app.views.elided import ElidedLabel
from app.views.i18n import Translated, percent
from app.views.theme import GAP, PAD, Mark, Symbol, colour, scaled_font
from app.views.ticket_words import STATUSES, Place

_MOST = 3


class SimilarList(Translated, QWidget):
    """Shows the likest few, each with a button; `wanted` tells the identity of the one to open in place of it."""

    wanted = Signal(int)

    def __init__(self, place: Callable[[], Place]) -> None:
        super().__init__()
        self._place = place
        self._rows: tuple[SimilarRow, ...] = ()
        self.head = QLabel()
        self.head.setFont(scaled_font(self.head, 1.0, bold=True))
        self.labels = [ElidedLabel() for _ in range(_MOST)]
        self.buttons = [QPushButton(autoDefault=False) for _ in range(_MOST)]
        grid = QGridLayout(self)
        grid.setContentsMargins(PAD, GAP, PAD, GAP)
        grid.setSpacing(GAP)
        grid.setColumnStretch(1, 1)
        grid.addWidget(Symbol("alert", Mark.SOON), 0, 0)
        grid.addWidget(self.head, 0, 1, 1, 2)
        for row, (label, button) in enumerate(zip(self.labels, self.buttons, strict=True), start=1):
            grid.addWidget(label, row, 1)
            grid.addWidget(button, row, 2)
            button.clicked.connect(partial(self._tell, row - 1))
        self.show_rows(())

    def show_rows(self, rows: Sequence[SimilarRow]) -> None:
        """Show these; nothing where there are none."""
        self._rows = tuple(rows[:_MOST])
        self.setVisible(bool(rows))
        self.retranslate()

    def retranslate(self) -> None:
        """Put the lines in the language."""
        self.head.setText(self.tr("This may be on record already"))
        place = self._place()
        for number, (label, button) in enumerate(zip(self.labels, self.buttons, strict=True), start=1):
            shown = number <= len(self._rows)
            label.setVisible(shown)
            button.setVisible(shown)
            if shown:
                row = self._rows[number - 1]
                whose = self.tr("this customer") if row.is_of_customer else self.tr("another customer")
                facts = row.number, whose, str(STATUSES[row.status]), place.instant(row.received_at)
                alike = self.tr("{share} alike").format(share=percent(row.like, 0)) if row.like else ""
                label.say(" · ".join(filter(None, (*facts, alike, row.title))))
                button.setText(self.tr("Open that one instead (&{number})").format(number=number))
                button.setAccessibleName(self.tr("Open {number} instead").format(number=row.number))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the background as the palette is now."""
        QPainter(self).fillRect(self.rect(), colour(Mark.SOON_BACK))

    def _tell(self, place: int) -> None:
        self.wanted.emit(self._rows[place].id)
