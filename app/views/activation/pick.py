"""The ranked people as a table with a box before each: whom to call, and why they stand where they do."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.services.floor.activation.candidates import Candidate
from app.services.staffing.tier_rules import Rule
from app.views.activation.words import parts_in_words, say, tier_word, why
from app.views.i18n import QT_TRANSLATE_NOOP, Translated, percent
from app.views.theme import GAP

Index = QModelIndex | QPersistentModelIndex
_DISPLAY, _TIP = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleDescriptionRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
# As signs: the boxes that Fusion draws in a table cannot be seen on a dark one.
_BOXES = {True: "☑", False: "☐"}
_SPACE, _RETURN = int(Qt.Key.Key_Space), int(Qt.Key.Key_Return)
_NAME, _TIER, _SCORE, _WHY = range(4)
_TITLES = (
    QT_TRANSLATE_NOOP("Activation", "Name"),
    QT_TRANSLATE_NOOP("Activation", "Tier"),
    QT_TRANSLATE_NOOP("Activation", "Fit"),
    QT_TRANSLATE_NOOP("Activation", "Why"),
)
_NOWHERE = QModelIndex()


class PickModel(QAbstractTableModel):
    """Candidates in their order, the proposed ones first; `picked` tells that somebody has changed the choice."""

    picked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ranked: Sequence[Candidate] = ()
        self.candidates: Sequence[Candidate] = ()
        self.chosen: set[int] = set()
        self._first: set[int] = set()
        self._donors: Mapping[int, str] = {}
        self._rules: Mapping[int, Rule] = {}

    def show_candidates(
        self, candidates: Sequence[Candidate], donors: Mapping[int, str], rules: Mapping[int, Rule]
    ) -> None:
        """Show other people; who is chosen and still there stays chosen."""
        self.beginResetModel()
        self._ranked, self._donors, self._rules = candidates, donors, rules
        self.chosen &= {each.person_id for each in candidates}
        self._put_in_order()
        self.endResetModel()

    def choose_first(self, wanted: Mapping[int, int]) -> None:
        """Choose the first ones of each tier; they come before all others, so that they are seen at one glance."""
        self.chosen = {
            each.person_id
            for tier, count in wanted.items()
            for each in [each for each in self._ranked if each.tier == tier][:count]
        }
        if self.chosen != self._first:
            self.layoutAboutToBeChanged.emit()
            self._first = set(self.chosen)
            before = [each.person_id for each in self.candidates]
            self._put_in_order()
            rows = {each.person_id: row for row, each in enumerate(self.candidates)}
            for index in self.persistentIndexList():
                self.changePersistentIndex(index, self.index(rows[before[index.row()]], index.column()))
            self.layoutChanged.emit()
        self._tell()

    def _put_in_order(self) -> None:
        # A tick alone moves nobody under the eye.
        self.candidates = sorted(self._ranked, key=lambda each: each.person_id not in self._first)

    def counts(self) -> dict[int, int]:
        """Return how many are chosen of each tier."""
        return {
            tier: sum(each.tier == tier and each.person_id in self.chosen for each in self.candidates)
            for tier in sorted(self._rules)
        }

    def toggle(self, row: int) -> None:
        """Choose somebody, or not any more."""
        self.chosen ^= {self.candidates[row].person_id}
        self._tell()
        self.picked.emit()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_TITLES) - 1)
        self._tell()

    def _tell(self) -> None:
        if self.candidates:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.candidates) - 1, len(_TITLES) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Count the people."""
        return 0 if parent.isValid() else len(self.candidates)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Count the columns."""
        return 0 if parent.isValid() else len(_TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be selected; a box is ticked by a click on it."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Return what a cell says, whether it is checked, or what the ranking rests on."""
        each = self.candidates[index.row()]
        column = index.column()
        if role == _DISPLAY:
            donor = self._donors.get(each.donor_queue_id or 0)
            box = _BOXES[each.person_id in self.chosen]
            texts = {_NAME: f"{box}  {each.name}", _TIER: tier_word(each.tier), _SCORE: percent(each.total, 0)}
            return texts[column] if column in texts else why(each, donor)
        if role in (_TIP, _SPOKEN):
            reason = why(each, self._donors.get(each.donor_queue_id or 0))
            return f"{reason}\n{parts_in_words(each.parts, self._rules[each.tier].ranking)}"
        if role == _ALIGNMENT and column == _SCORE:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: N802
        """Return the titles."""
        if role == _DISPLAY and orientation == Qt.Orientation.Horizontal:
            return say(_TITLES[section])
        return None


class PickTable(Translated, QTableView):
    """The table; Space or Enter on a row chooses that person."""

    def __init__(self) -> None:
        super().__init__()
        self.picks = PickModel(self)
        self.setModel(self.picks)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        # A line each, so that the ranking is seen as one; the whole reason is told beside it.
        self.setWordWrap(False)
        self.verticalHeader().setMinimumSectionSize(self.fontMetrics().height() + GAP)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + GAP)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_WHY, QHeaderView.ResizeMode.Stretch)
        self.setForegroundRole(QPalette.ColorRole.Text)
        self.clicked.connect(self._click)
        self.retranslate()

    def height_of(self, rows: int) -> int:
        """Return how high it is with so many people in a line each."""
        line = self.verticalHeader().minimumSectionSize()
        return self.horizontalHeader().sizeHint().height() + rows * line + 2 * self.frameWidth()

    def show_people(
        self, candidates: Sequence[Candidate], donors: Mapping[int, str], rules: Mapping[int, Rule]
    ) -> None:
        """Show other people; whoever the keyboard is at keeps it, and nothing moves under the eye."""
        row, at = self.currentIndex().row(), self.verticalScrollBar().value()
        person_id = self.picks.candidates[row].person_id if row >= 0 else None
        self.picks.show_candidates(candidates, donors, rules)
        place = next((place for place, each in enumerate(candidates) if each.person_id == person_id), None)
        if place is not None:
            self.setCurrentIndex(self.picks.index(place, _NAME))
        self.verticalScrollBar().setValue(at)

    def _click(self, index: QModelIndex) -> None:
        if index.column() == _NAME:
            self.picks.toggle(index.row())

    def retranslate(self) -> None:
        """Put titles and reasons in the language."""
        self.picks.retranslate()
        self.setAccessibleName(say(QT_TRANSLATE_NOOP("Activation", "Whom to call")))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Choose by Space or Enter in whatever column."""
        if int(event.key()) in (_SPACE, _RETURN) and self.currentIndex().isValid():
            self.picks.toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
