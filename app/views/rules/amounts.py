"""The targets of a policy as a table: whom each is for and how much time it gives, which is written over in place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.models.policy_fields import Fields, Path, PolicyError
from app.models.promise import TargetRule, read_targets
from app.models.sla import Measure
from app.views import ticket_words
from app.views.i18n import Sentence, Translated
from app.views.rules.words import counted, meant_for

_DISPLAY, _EDIT, _TOOL_TIP = (
    role.value for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole)
)
_HEADINGS = (
    str(QT_TRANSLATE_NOOP("RuleAmounts", "Target")),
    str(QT_TRANSLATE_NOOP("RuleAmounts", "For complaints")),
    str(QT_TRANSLATE_NOOP("RuleAmounts", "Amount")),
    str(QT_TRANSLATE_NOOP("RuleAmounts", "That is")),
)
_AMOUNT = 2
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class AmountRow:
    """One amount of a policy: where it stands in the specification, as it is written there, and its rule."""

    path: Path
    written: str
    rule: TargetRule


def amounts_of(specification: Mapping[str, Any]) -> tuple[AmountRow, ...]:
    """Return the amounts of a policy that holds, in the order of its text."""
    whole = Fields(specification)
    rows = [
        AmountRow(fields.at("amount"), fields.table["amount"], TargetRule.read(fields))
        for fields in whole.tables("targets")
    ]
    return (*rows, *(row for matrix in whole.tables("matrices") for row in _of_matrix(matrix)))


def _of_matrix(matrix: Fields) -> Iterator[AmountRow]:
    """Yield the cells of a matrix: its rules, each beside the place in the text that it was read from."""
    table = matrix.section("amounts").table
    for priority, levels in table.items():
        for level, written in levels.items():
            # A matrix of this cell alone has one rule.
            alone = Fields({**matrix.table, "amounts": {priority: {level: written}}}, matrix.path)
            (rule,) = read_targets([], [alone])
            yield AmountRow((*matrix.at("amounts"), priority, level), written, rule)


class AmountModel(QAbstractTableModel):
    """Shows the amounts; another one that was typed is told by `typed` with its path, or refused by a sentence."""

    typed = Signal(object, str)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[AmountRow, ...] = ()
        self.editable = False

    def show_rows(self, rows: tuple[AmountRow, ...], *, editable: bool) -> None:
        """Show other rows."""
        self.editable = editable
        if [each.path for each in rows] == [each.path for each in self.rows]:
            self.rows = rows
            # The keyboard stays where it is.
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(_HEADINGS) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Say how many amounts there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Say how many columns there are."""
        return len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> str | None:  # noqa: N802
        """Name a column."""
        if role != _DISPLAY or orientation != Qt.Orientation.Horizontal:
            return None
        return str(Sentence("RuleAmounts", _HEADINGS[section]))

    def data(self, index: Index, role: int = _DISPLAY) -> str | None:
        """Say what stands in a cell."""
        if role not in (_DISPLAY, _EDIT, _TOOL_TIP):
            return None
        row = self.rows[index.row()]
        said = (
            ticket_words.subject(row.rule.target, row.rule.name),
            meant_for(row.rule),
            row.written,
            counted(row.rule),
        )
        if role == _TOOL_TIP and index.column() == _AMOUNT:
            return self.tr("Written like 5min, 24h or 3d")
        return said[index.column()]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let amounts be written over, where the person may."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.editable and index.column() == _AMOUNT else flags

    def setData(self, index: Index, value: object, role: int = _EDIT) -> bool:  # noqa: N802 - Qt's name
        """Take an amount that was typed, if the measure of its target can count it."""
        row, text = self.rows[index.row()], str(value).strip()
        if role != _EDIT or text == row.written:
            return False
        try:
            Fields({"amount": text}).amount("amount", Measure(row.rule.measure))
        except PolicyError as refusal:
            self.refused.emit(refusal)
            return False
        self.typed.emit(row.path, text)
        return True


class AmountTable(Translated, QTableView):
    """The table; Enter or a double click on an amount writes it over, `chosen` tells which row the examples are of."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.amounts = AmountModel(self)
        self.setModel(self.amounts)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        self.selectionModel().currentRowChanged.connect(lambda now, before: self.chosen.emit(now.row()))
        self.retranslate()

    def retranslate(self) -> None:
        """Say headings and cells in the language."""
        self.setAccessibleName(self.tr("Targets of the policy"))
        self.amounts.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_HEADINGS) - 1)
        self.viewport().update()
