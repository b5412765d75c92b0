"""The head of the schedule: which days are shown, and the dialogs that write it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QToolButton, QWidget

from app.views.flow import Flow
from app.views.i18n import Translated, number
from app.views.theme import PAD, icon


class ScheduleBar(Translated, QWidget):
    """Buttons for a week earlier and later and for today, the span of days, and what opens a dialog."""

    def __init__(self, spans: Sequence[int]) -> None:
        super().__init__()
        self._spans = spans
        self.earlier, self.later, self.today = QToolButton(), QToolButton(), QToolButton()
        self.span, self.shown = QComboBox(), QLabel()
        self.make, self.patterns, self.wishes = QPushButton(), QPushButton(), QPushButton()
        self.earlier.setIcon(icon("back"))
        self.later.setIcon(icon("forward"))
        self.make.setIcon(icon("schedule"))
        for days in spans:
            self.span.addItem("", days)
        # The row of controls sets everything at its upper edge.
        for level in (self.earlier, self.later, self.today, self.shown):
            level.setMinimumHeight(self.make.sizeHint().height())
        row = Flow(self, spacing=PAD)
        shown: tuple[QWidget, ...] = (self.earlier, self.today, self.later, self.shown, self.span)
        for widget in (*shown, self.make, self.patterns, self.wishes):
            row.addWidget(widget)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language."""
        self.earlier.setToolTip(self.tr("A week earlier"))
        self.later.setToolTip(self.tr("A week later"))
        self.earlier.setAccessibleName(self.earlier.toolTip())
        self.later.setAccessibleName(self.later.toolTip())
        self.today.setText(self.tr("Today"))
        for place, days in enumerate(self._spans):
            self.span.setItemText(place, self.tr("{count} days").format(count=number(days)))
        self.span.setAccessibleName(self.tr("How many days are shown"))
        self.make.setText(self.tr("Make a roster …"))
        self.patterns.setText(self.tr("Shift patterns …"))
        self.wishes.setText(self.tr("Wishes …"))
