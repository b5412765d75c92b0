"""The figures of the what-if: a row for no help and for each tier that is added, with the slider of that tier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from app.models.activation import TIERS
from app.services.floor.whatif.outcome import Figure, Outcome
from app.views.i18n import Translated, percent
from app.views.theme import GAP, PAD, icon, scaled_font
from app.views.what_if import words
from app.views.what_if.cells import Cell
from app.views.what_if.sliders import HOURS, Sliders

_NAME, _SLIDER, _COUNT, _FIGURES = range(4)
_USE = _FIGURES + len(words.FIGURES)
_PLACES = range(len(TIERS) + 1)


@dataclass(frozen=True)
class Mixed:
    """What is known of one mix: how many people it is, what came of it, what that changes, and at what cost to whom.

    `outcome` is None before the first answer. `donors` are the changes of the queues that give people, by their name.
    """

    heads: int
    proposed: bool
    outcome: Outcome | None
    against: Outcome | None
    donors: Mapping[str, Outcome]


class OutcomeTable(Translated, QWidget):
    """`used` tells the last tier of the row that somebody wants to go with."""

    used = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._mixes: Sequence[Mixed] = ()
        self._aim = 0.0
        self.sliders = Sliders(self)
        self.heads = [QLabel() for _ in _PLACES]
        self.rows = {name: QLabel() for name in words.FIGURES}
        self.cells = {(name, place): Cell() for place in _PLACES for name in words.FIGURES}
        self.uses = {tier: QToolButton(autoRaise=True) for tier in TIERS}
        self.again, self.back = QToolButton(autoRaise=True), QToolButton(autoRaise=True)
        self.cost = QLabel(wordWrap=True)
        self._lay_out()
        self.retranslate()

    def show_mixes(self, mixes: Sequence[Mixed], aim: float) -> None:
        """Show what is known of no help and of the tiers, one after the other."""
        self._mixes, self._aim = mixes, aim
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the language."""
        self.sliders.retranslate()
        for name, label in self.rows.items():
            title, definition = words.FIGURES[name]
            label.setText(QCoreApplication.translate("WhatIf", title))
            label.setToolTip(QCoreApplication.translate("WhatIf", definition))
        if self._mixes:
            self.rows["service_level"].setToolTip(
                "\n".join((self.rows["service_level"].toolTip(), self.tr("Aim: {aim}").format(aim=self._aimed())))
            )
        said = [
            (self.again, "retry", self.tr("Simulate from the floor as it is now.")),
            (self.back, "undo", self.tr("Put the sliders back to the least head count that does it.")),
        ]
        for tier, button in self.uses.items():
            said.append((button, "check", self.tr("Use this: {tiers}").format(tiers=words.tiers(tier))))
        for button, sign, hint in said:
            button.setIcon(icon(sign))
            button.setToolTip(hint)
            button.setAccessibleName(hint)
        for tier, button in self.uses.items():
            mixed = self._mixes[tier] if self._mixes else None
            button.setEnabled(mixed is not None and mixed.heads > 0 and mixed.outcome is not None)
        for place, head in enumerate(self.heads):
            proposed = bool(self._mixes) and self._mixes[place].proposed
            head.setText(words.tiers(place) + (" ✓ " + self.tr("proposed") if proposed else ""))
            head.setFont(scaled_font(self, 1.0, bold=proposed))
        for name in words.FIGURES:
            self._show_figure(name)
        self._show_cost()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Say more where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(PAD)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.sliders.ahead, 0, _NAME)
        grid.addWidget(self.sliders.sliders[HOURS], 0, _SLIDER)
        grid.addWidget(self.sliders.values[HOURS], 0, _COUNT)
        grid.addWidget(self.again, 0, _USE)
        grid.addWidget(self.back, 1, _USE)
        for column, label in enumerate(self.rows.values(), _FIGURES):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            grid.addWidget(label, 0, column)
            grid.setColumnStretch(column, 2)
        grid.setColumnStretch(_SLIDER, 1)
        for place, head in enumerate(self.heads):
            grid.addWidget(head, place + 1, _NAME)
        # Before the figures, so that the keyboard comes to them first.
        for tier, button in self.uses.items():
            grid.addWidget(self.sliders.sliders[tier], tier + 1, _SLIDER)
            grid.addWidget(self.sliders.values[tier], tier + 1, _COUNT)
            grid.addWidget(button, tier + 1, _USE)
            button.clicked.connect(lambda _=False, tier=tier: self.used.emit(tier))
        for (name, place), cell in self.cells.items():
            grid.addWidget(cell, place + 1, _FIGURES + list(words.FIGURES).index(name), Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.cost, len(_PLACES) + 1, 0, 1, _USE + 1)

    def _fit(self) -> None:
        """Say where figures lie, and what help changes, of as many of them as there is room for."""
        sliders = self.sliders
        fixed: tuple[Iterable[QWidget], ...] = (
            (*self.heads, sliders.ahead),
            sliders.values.values(),
            (*self.uses.values(), self.again),
        )
        titles = {name: label.sizeHint().width() for name, label in self.rows.items()}
        said = {name: self._widest(name, "value") for name in titles}
        least = sum(max(each.sizeHint().width() for each in column) for column in fixed)
        least += sum(max(titles[name], said[name]) for name in titles)
        least += sliders.sliders[HOURS].minimumWidth() + _USE * PAD
        self.setMinimumWidth(least)
        room = self.width() - least
        for part in ("interval", "change"):
            for name, title in titles.items():
                whole = said[name] + self._widest(name, part) + GAP
                more = max(whole, title) - max(said[name], title)
                is_shown = more <= room
                if is_shown:
                    said[name], room = whole, room - more
                for place in _PLACES:
                    label: QLabel = getattr(self.cells[name, place], part)
                    label.setVisible(is_shown and bool(label.text()))

    def _widest(self, name: str, part: str) -> int:
        return max(self.cells[name, place].width_of(part) for place in _PLACES)

    def _aimed(self) -> str:
        return percent(self._aim, 0)

    def _show_figure(self, name: str) -> None:
        figures = [_figure(mixed.outcome, name) for mixed in self._mixes]
        between = _bounds(name, figures)
        for place, figure in enumerate(figures):
            cell, mixed = self.cells[name, place], self._mixes[place]
            # An older answer stands, greyed, until the one to the new question is there.
            cell.setEnabled(mixed.outcome is not None)
            if mixed.outcome is None:
                continue
            against = _figure(mixed.against, name)
            reached = name == "service_level" and figure is not None and figure.value >= self._aim
            cell.bar.show_figure(figure, between, self._aim if name == "service_level" else None)
            cell.show_texts(
                words.value(name, figure) + (" ✓" if reached else ""),
                words.interval(name, figure),
                words.change(name, against),
                words.whole(name, figure, against) + (words.further(mixed.outcome.further) if name == "late" else ""),
                better=words.is_better(name, against),
                name=f"{self.rows[name].text()}, {words.tiers(place)}",
            )

    def _show_cost(self) -> None:
        """Say what the queues lose that give people; only the last tier is theirs."""
        donors = self._mixes[-1].donors if self._mixes else {}
        short, whole = words.cost(donors)
        self.cost.setVisible(bool(donors))
        self.cost.setText(f"{self.tr('Cost to donors')}  {short.replace(chr(10), '  ')}")
        lost = self.tr("What the queues that give people lose of their service level, and how many more are late.")
        self.cost.setToolTip(f"{lost}\n{whole}")


def _figure(outcome: Outcome | None, name: str) -> Figure | None:
    found: Figure | None = getattr(outcome, name) if outcome else None
    return found


def _bounds(name: str, figures: Sequence[Figure | None]) -> tuple[float, float]:
    """Return between what a column is drawn: shares between nothing and all, the others up to the highest."""
    if name in words.SHARES:
        return 0.0, 1.0
    return 0.0, max((each.high for each in figures if each), default=1.0) or 1.0
