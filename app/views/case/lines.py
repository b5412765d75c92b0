"""A list in a page of a case: what each line is about on its left, of several rows, and how it stands on its right."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from app.views.plain import plain_tip
from app.views.theme import Mark, colour

_SUBJECT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Line:
    """One line: what it says on either side, what it stands for (told apart by its `id`), the mark of its standing."""

    what: str
    standing: str
    subject: object
    mark: Mark | None = None


class CaseLines(QTreeWidget):
    """Shows lines, of which one is always marked; when they are shown again the same one is, if it is still there."""

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setWordWrap(True)
        self.setAllColumnsShowFocus(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines in place of those before."""
        before = getattr(self.subject(), "id", None)
        self.clear()
        self.addTopLevelItems([_item(line) for line in lines])
        ids = [getattr(line.subject, "id", None) for line in lines]
        if lines:
            self.setCurrentIndex(self.model().index(ids.index(before) if before in ids else 0, 0))

    def subject(self) -> object:
        """Return what the marked line stands for."""
        item = self.currentItem()
        return item.data(0, _SUBJECT) if item else None

    def lines(self) -> list[tuple[str, str]]:
        """Return what stands in each line."""
        items = (self.topLevelItem(place) for place in range(self.topLevelItemCount()))
        return [(item.text(0), item.text(1)) for item in items if item]


def _item(line: Line) -> QTreeWidgetItem:
    item = QTreeWidgetItem([line.what, line.standing])
    item.setData(0, _SUBJECT, line.subject)
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
    item.setToolTip(0, plain_tip(line.what))
    if line.mark is not None:
        item.setForeground(1, QBrush(colour(line.mark)))
    return item
