"""The choice of a root cause in a form: the tree as it is in use, read when the form opens."""

from PySide6.QtWidgets import QComboBox

from app.services.handling.root_causes import RootCauseRow, root_causes
from app.views.i18n import Translated
from app.views.pane import Desk


class CauseChoice(Translated, QComboBox):
    """Offers the root causes by their paths; what the case has is chosen, and "not known yet" can be."""

    def __init__(self, desk: Desk, path: str) -> None:
        """Choose what the case has so far, by its path."""
        super().__init__()
        self._path, self._is_read = path, False
        self.addItem("", "")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(20)
        self.retranslate()

        def read() -> tuple[RootCauseRow, ...]:
            with desk.database.read() as session:
                return root_causes(session, retired=False)

        desk.tasks.run(self, read, self._fill)

    def retranslate(self) -> None:
        """Say in the language what stands for none."""
        if self._is_read and self.count() == 1:
            self.setItemText(0, self.tr("None is kept yet: see “Root causes” in the menu"))
        else:
            self.setItemText(0, self.tr("Not known yet"))

    def _fill(self, rows: tuple[RootCauseRow, ...]) -> None:
        for row in rows:
            self.addItem(row.path, str(row.id))
            if row.path == self._path:
                self.setCurrentIndex(self.count() - 1)
        self._is_read = True
        self.retranslate()
