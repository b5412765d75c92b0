"""Which rules the schedule breaks, one by one, below the grid."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.services.staffing.roster.violations import Violation
from app.views.i18n import Translated, number
from app.views.schedule.look import said_violation
from app.views.theme import GAP, Mark, icon

# More lines are scrolled to.
_LISTED = 3


class BrokenRules(Translated, QWidget):
    """How many there are and by whose rules, above a list; `asked` tells whose day a line is of."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._violations: Sequence[Violation] = ()
        self.about, self.list = QLabel(), QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setWordWrap(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.about)
        column.addWidget(self.list)
        for told in (self.list.itemActivated, self.list.itemClicked):
            told.connect(lambda item: self.asked.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.retranslate()

    def show_violations(self, violations: Sequence[Violation]) -> None:
        """Show what is broken now."""
        self._violations = violations
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in words anew."""
        self.about.setText(
            self.tr("Broken rules: {count}, by those of the roster that was published for the day").format(
                count=number(len(self._violations))
            )
        )
        self.list.setAccessibleName(self.tr("Rules that the schedule breaks"))
        self.list.clear()
        for each in self._violations:
            item = QListWidgetItem(icon("alert", Mark.LATE), said_violation(each))
            item.setData(Qt.ItemDataRole.UserRole, (each.person_id, each.day))
            self.list.addItem(item)
        lines = min(len(self._violations), _LISTED)
        self.list.setFixedHeight(lines * max(self.list.sizeHintForRow(0), 0) + 2 * self.list.frameWidth())
        self.setVisible(bool(self._violations))
