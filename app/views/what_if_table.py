"""The figures of the what-if side by side: a column for each tier that is called, a row for each figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from app.models.activation import TIERS
from app.services.floor.whatif.outcome import Figure, Outcome
from app.views import what_if_words as words
from app.views.i18n import Translated, number, percent
from app.views.theme import PAD, icon, scaled_font
from app.views.what_if_cells import Cell

_COST = "cost"


@dataclass(frozen=True)
class Column:
    """What is known of one mix: how many people it is, what came of it, what that changes, and at what cost to whom.

    `outcome` is None before the first answer. `donors` are the changes of the queues that give people, by their name.
    """

    heads: int
    proposed: bool
    outcome: Outcome | None
    against: Outcome | None
    donors: Mapping[str, Outcome]


class OutcomeTable(Translated, QWidget):
    """`used` tells the last tier of the column that somebody wants to go with."""

    used = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[Column] = ()
        self._aim, self._late = 0.0, 0
        places = range(len(TIERS) + 1)
        self.heads, self.mixes = [QLabel() for _ in places], [QLabel() for _ in places]
        self.rows = {name: QLabel() for name in (*words.FIGURES, _COST)}
        self.cells = {(name, place): Cell() for name in words.FIGURES for place in places}
        self.costs = [QLabel(wordWrap=True) for _ in places]
        self.uses = {tier: QPushButton(icon("check"), "") for tier in TIERS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(PAD)
        grid.setVerticalSpacing(0)
        for place, head in enumerate(self.heads):
            head.setFont(scaled_font(head, 1.0, bold=True))
            grid.addWidget(head, 0, place)
            grid.addWidget(self.mixes[place], 1, place, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place, 1)
        # Before the figures, so that the keyboard comes to them first.
        for tier, button in self.uses.items():
            grid.addWidget(button, 2 * len(self.rows) + 2, tier, Qt.AlignmentFlag.AlignLeft)
            button.clicked.connect(lambda _=False, tier=tier: self.used.emit(tier))
        # The name of a row stands above it: beside it, it would take the room of another column.
        for row, (name, label) in enumerate(self.rows.items()):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            grid.addWidget(label, 2 * row + 2, 0, 1, len(self.heads))
            for place in places:
                widget = self.cells.get((name, place), self.costs[place])
                grid.addWidget(widget, 2 * row + 3, place, Qt.AlignmentFlag.AlignTop)
        self.retranslate()

    def show_columns(self, columns: Sequence[Column], aim: float, late: int) -> None:
        """Show what is known of no help and of the tiers, one after the other; `late` complaints are so already."""
        self._columns, self._aim, self._late = columns, aim, late
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the language."""
        for name, label in self.rows.items():
            title, definition = words.FIGURES.get(name, (self.tr("Cost to donors"), ""))
            label.setText(QCoreApplication.translate("WhatIf", title))
            label.setToolTip(
                QCoreApplication.translate("WhatIf", definition)
                or self.tr("What the queues that give people lose of their service level, and how many more are late.")
            )
        if self._columns:
            self.rows["service_level"].setText(self.tr("Service level, aim {aim}").format(aim=percent(self._aim, 0)))
            already = self.tr("Late complaints, besides {count} that are late already").format(count=number(self._late))
            self.rows["late"].setText(already if self._late else self.rows["late"].text())
        for tier, button in self.uses.items():
            button.setText(self.tr("Use this"))
            button.setAccessibleName(self.tr("Use this: {tiers}").format(tiers=words.tiers(tier)))
            column = self._columns[tier] if self._columns else None
            button.setEnabled(column is not None and column.heads > 0 and column.outcome is not None)
        for place, head in enumerate(self.heads):
            head.setText(words.tiers(place))
            self.mixes[place].setText(self._mix(place))
        for name in words.FIGURES:
            self._show_row(name)
        self._show_cost()

    def _mix(self, place: int) -> str:
        """Say how many people a column is, and whether it is the one proposed; two lines always."""
        if not self._columns:
            return "\n"
        column = self._columns[place]
        heads = self.tr("People: {count}").format(count=number(column.heads))
        return f"{heads}\n" + ("✓ " + self.tr("proposed") if column.proposed else "")

    def _show_row(self, name: str) -> None:
        figures = [_figure(column.outcome, name) for column in self._columns]
        between = _bounds(name, figures)
        for place, figure in enumerate(figures):
            cell, column = self.cells[name, place], self._columns[place]
            # An older answer stands, greyed, until the one to the new question is there.
            cell.setEnabled(column.outcome is not None)
            if column.outcome is None:
                continue
            against = _figure(column.against, name)
            reached = name == "service_level" and figure is not None and figure.value >= self._aim
            cell.bar.show_figure(figure, between, self._aim if name == "service_level" else None)
            cell.show_texts(
                words.value(name, figure) + (" ✓" if reached else ""),
                words.interval(name, figure),
                words.change(name, against),
                words.whole(name, figure, against) + (words.further(column.outcome.further) if name == "late" else ""),
                better=words.is_better(name, against),
                name=f"{self.rows[name].text()}, {words.tiers(place)}",
            )

    def _show_cost(self) -> None:
        for place, column in enumerate(self._columns):
            label = self.costs[place]
            label.setEnabled(column.outcome is not None)
            if column.outcome is not None:
                short, whole = words.cost(column.donors)
                label.setText(short)
                label.setToolTip(whole)
                label.setAccessibleName(f"{self.rows[_COST].text()}, {words.tiers(place)}: {whole}")


def _figure(outcome: Outcome | None, name: str) -> Figure | None:
    found: Figure | None = getattr(outcome, name) if outcome else None
    return found


def _bounds(name: str, figures: Sequence[Figure | None]) -> tuple[float, float]:
    """Return between what a row is drawn: shares between nothing and all, the others up to the highest."""
    if name in words.SHARES:
        return 0.0, 1.0
    return 0.0, max((each.high for each in figures if each), default=1.0) or 1.0
