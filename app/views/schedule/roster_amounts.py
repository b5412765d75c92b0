"""The rules of a roster, and what its aims weigh, as fields that a team lead reads and changes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.staffing.roster.problem import Rule, Rules, Weights
from app.views.i18n import Sentence, Translated, duration
from app.views.theme import GAP, PAD, ROOM

_HOURS = str(QT_TRANSLATE_NOOP("RosterAmounts", " h"))
_MINUTES = str(QT_TRANSLATE_NOOP("RosterAmounts", " min"))
_POINTS = str(QT_TRANSLATE_NOOP("RosterAmounts", " points"))
_NO_LIMIT = str(QT_TRANSLATE_NOOP("RosterAmounts", "no limit"))
_NOT_ASKED = str(QT_TRANSLATE_NOOP("RosterAmounts", "not asked for"))
_WORTH_NOTHING = str(QT_TRANSLATE_NOOP("RosterAmounts", "does not count"))
# Before the name of a rule that clashes.
_CLASHES = "▲ "


@dataclass(frozen=True)
class Amount:
    """One field: which it is of `Rules` or `Weights`, its sentence, and how its value is written.

    One on the screen is `each` in the value. The least on the screen is said as `least_said`; with `is_open` it leaves
    the rule out (None).
    """

    name: str
    sentence: str
    most: float
    each: float = 1
    step: float = 1
    unit: str = ""
    least: float = 0
    least_said: str = ""
    is_open: bool = False
    rule: Rule | None = None

    def shown(self, value: float | None) -> float:
        """Return what stands on the screen for a value."""
        return self.least if value is None else round(value / self.each, 6)

    def value(self, shown: float) -> Any:
        """Return the value of what stands on the screen; a count or minutes are whole."""
        if self.is_open and shown <= self.least:
            return None
        return shown * self.each if self.each < 1 or self.unit == _POINTS else round(shown * self.each)


RULES = (
    Amount(
        "rest_minutes",
        str(QT_TRANSLATE_NOOP("RosterAmounts", "Rest between two shifts, at least")),
        24,
        60,
        unit=_HOURS,
        least_said=_NOT_ASKED,
        rule=Rule.REST,
    ),
    Amount(
        "continuous_minutes",
        str(QT_TRANSLATE_NOOP("RosterAmounts", "Work without a break, at most")),
        12,
        60,
        unit=_HOURS,
        least_said=_NO_LIMIT,
        is_open=True,
        rule=Rule.CONTINUOUS_WORK,
    ),
    Amount(
        "days_in_a_row",
        str(QT_TRANSLATE_NOOP("RosterAmounts", "Days in a row, at most")),
        14,
        least_said=_NO_LIMIT,
        is_open=True,
        rule=Rule.DAYS_IN_A_ROW,
    ),
    Amount(
        "nights_in_a_row",
        str(QT_TRANSLATE_NOOP("RosterAmounts", "Nights in a row, at most")),
        14,
        least_said=_NO_LIMIT,
        is_open=True,
        rule=Rule.NIGHTS_IN_A_ROW,
    ),
    Amount(
        "weekly_over",
        str(QT_TRANSLATE_NOOP("RosterAmounts", "Beyond the agreed week, at most")),
        20,
        60,
        unit=_HOURS,
        least=-1,
        least_said=_NO_LIMIT,
        is_open=True,
        rule=Rule.WEEKLY_HOURS,
    ),
    Amount(
        "break_slack",
        str(QT_TRANSLATE_NOOP("RosterAmounts", "Breaks may move by, at most")),
        120,
        step=15,
        unit=_MINUTES,
    ),
    Amount(
        "least_cover",
        str(QT_TRANSLATE_NOOP("RosterAmounts", "Of the need, at any time at least")),
        100,
        0.01,
        5,
        " %",
        least_said=_NOT_ASKED,
        rule=Rule.LEAST_COVER,
    ),
    Amount(
        "least_weekly",
        str(QT_TRANSLATE_NOOP("RosterAmounts", "Of everybody's agreed week, at least")),
        100,
        0.01,
        5,
        " %",
        least_said=_NOT_ASKED,
        rule=Rule.LEAST_WEEKLY,
    ),
    Amount(
        "trainings",
        str(QT_TRANSLATE_NOOP("RosterAmounts", "Shifts with a training for each, at least")),
        10,
        least_said=_NOT_ASKED,
        rule=Rule.TRAININGS,
    ),
)


def _weight(name: str, sentence: str) -> Amount:
    return Amount(name, sentence, 1_000, unit=_POINTS, least_said=_WORTH_NOTHING)


WEIGHTS = (
    _weight("short", str(QT_TRANSLATE_NOOP("RosterAmounts", "An hour with one person too few"))),
    _weight("over", str(QT_TRANSLATE_NOOP("RosterAmounts", "An hour with one person too many"))),
    _weight("contract", str(QT_TRANSLATE_NOOP("RosterAmounts", "An hour of an agreed week that is not planned"))),
    _weight("avoid", str(QT_TRANSLATE_NOOP("RosterAmounts", "A shift that somebody would rather not work"))),
    _weight("prefer", str(QT_TRANSLATE_NOOP("RosterAmounts", "A wished day or shift that is not given"))),
    _weight("fair", str(QT_TRANSLATE_NOOP("RosterAmounts", "A night or weekend beyond somebody's fair share"))),
)


class Amounts(Translated, QWidget):
    """Fields in two columns below a sentence, with a button that sets what is usual; `changed` tells of each change."""

    changed = Signal()

    def __init__(self, amounts: Sequence[Amount], usual: Rules | Weights, about: str) -> None:
        super().__init__()
        self._amounts, self._usual, self._about = amounts, usual, about
        self._clashing: Collection[Rule] = ()
        self.about, self.below, self.as_usual = QLabel(wordWrap=True), QLabel(wordWrap=True), QPushButton()
        self.labels = {each.name: QLabel() for each in amounts}
        self.boxes = {each.name: _box(each) for each in amounts}
        grid, column = QGridLayout(), QVBoxLayout(self)
        grid.setHorizontalSpacing(PAD)
        grid.setVerticalSpacing(GAP)
        grid.setColumnMinimumWidth(2, ROOM)
        half = -(-len(amounts) // 2)
        for place, each in enumerate(amounts):
            side = place // half
            grid.addWidget(self.labels[each.name], place % half, 3 * side)
            grid.addWidget(self.boxes[each.name], place % half, 3 * side + 1)
            self.labels[each.name].setBuddy(self.boxes[each.name])
            self.boxes[each.name].valueChanged.connect(self._change)
        for side in (1, 4):
            grid.setColumnStretch(side, 1)
        foot = QGridLayout()
        foot.addWidget(self.below, 0, 0)
        foot.addWidget(self.as_usual, 0, 1)
        foot.setColumnStretch(0, 1)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(PAD)
        column.addWidget(self.about)
        column.addLayout(grid)
        column.addLayout(foot)
        column.addStretch()
        self.as_usual.clicked.connect(lambda: self.show_amounts(usual))
        self.show_amounts(usual)
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language; what was chosen stays."""
        self.about.setText(_said(self._about))
        self.as_usual.setText(self.tr("&As usual"))
        for each in self._amounts:
            box, said = self.boxes[each.name], _said(each.sentence)
            clashes = each.rule is not None and each.rule in self._clashing
            self.labels[each.name].setText(_CLASHES + said if clashes else said)
            box.setSuffix(_said(each.unit) if each.unit.strip(" %") else each.unit)
            box.setSpecialValueText(_said(each.least_said) if each.least_said else "")
            box.setAccessibleName(said)
            box.setAccessibleDescription(self.tr("It clashes with others.") if clashes else "")
        self._check()

    def show_amounts(self, given: Rules | Weights) -> None:
        """Show other values."""
        for each in self._amounts:
            self.boxes[each.name].setValue(each.shown(getattr(given, each.name)))

    def values(self) -> dict[str, Any]:
        """Return what is asked for, by the names of the fields."""
        return {each.name: each.value(self.boxes[each.name].value()) for each in self._amounts}

    def mark(self, clashing: Collection[Rule]) -> bool:
        """Mark the rules that clash; say whether any of them stands here."""
        self._clashing = clashing
        self.retranslate()
        return any(each.rule in clashing for each in self._amounts)

    def say_below(self, text: str) -> None:
        """Say what the values come to."""
        self.below.setText(text)

    def _change(self) -> None:
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        self.as_usual.setEnabled(
            any(each.shown(getattr(self._usual, each.name)) != self.boxes[each.name].value() for each in self._amounts)
        )


def rules_page() -> Amounts:
    """Make the page of the rules."""
    about = QT_TRANSLATE_NOOP("RosterAmounts", "These are kept whatever it costs; if they cannot be, it is said why.")
    return Amounts(RULES, Rules(), str(about))


def weights_page() -> Amounts:
    """Make the page of the weights."""
    about = QT_TRANSLATE_NOOP(
        "RosterAmounts",
        "What cannot all be had is weighed: the roster with the fewest points is sought. More points, more regard.",
    )
    return Amounts(WEIGHTS, Weights(), str(about))


def said_rates(weights: Weights) -> str:
    """Say the weights against each other: how much of one person's absence they are worth."""
    if not weights.short:
        return str(Sentence("RosterAmounts", "Whether people are too few does not count at all."))
    avoid, prefer, fair = (
        duration(timedelta(minutes=round(each / weights.short * 60)))
        for each in (weights.avoid, weights.prefer, weights.fair)
    )
    return str(
        Sentence(
            "RosterAmounts",
            "So one person may be missing for {avoid} to spare somebody a shift, for {prefer} to grant a wish, and "
            "for {fair} to share nights and weekends more fairly by one.",
            avoid=avoid,
            prefer=prefer,
            fair=fair,
        )
    )


def _box(amount: Amount) -> QDoubleSpinBox:
    box = QDoubleSpinBox(decimals=1 if amount.unit == _POINTS else 0, singleStep=amount.step)
    box.setRange(amount.least, amount.most)
    return box


def _said(source: str) -> str:
    return str(Sentence("RosterAmounts", source))
