"""The banner over a drill, which nobody takes for something real."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.views.i18n import Translated, named
from app.views.theme import GAP, PAD, Mark, Symbol, colour, scaled_font

# Stripes as around a building site: so many pixels wide.
_STRIPE = 12


class DrillBanner(Translated, QWidget):
    """Says in large letters that this is a drill, between stripes."""

    def __init__(self) -> None:
        super().__init__()
        self._tells = False
        self.word, self.text = QLabel(), QLabel(wordWrap=True)
        self.word.setFont(scaled_font(self.word, 1.3, bold=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, GAP + _STRIPE // 2, PAD, GAP + _STRIPE // 2)
        row.setSpacing(PAD)
        row.addWidget(Symbol("demo", Mark.SOON))
        row.addWidget(self.word)
        row.addWidget(self.text, 1)
        self.hide()
        self.retranslate()

    def say(self, *, tells: bool) -> None:
        """Say whether people get messages."""
        if tells != self._tells:
            self._tells = tells
            self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.word.setText(self.tr("DRILL"))
        silent = self.tr("Nobody is told, and no shift, state or figure is touched.")
        told = self.tr("People get messages marked as a drill; no shift, state or figure is touched.")
        self.text.setText(told if self._tells else silent)
        self.setAccessibleName(named(self.word.text(), self.text.text()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the ground, with a striped line above and below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(Mark.SOON_BACK))
        for place in range(0, self.width(), 2 * _STRIPE):
            for top in (0, self.height() - _STRIPE // 3):
                painter.fillRect(place, top, _STRIPE, _STRIPE // 3, colour(Mark.SOON))
