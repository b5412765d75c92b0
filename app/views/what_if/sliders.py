"""The sliders of the what-if: how many of each tier, and how far ahead."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLabel, QSlider

from app.models.activation import TIERS
from app.views.i18n import QT_TRANSLATE_NOOP, number

LONGEST_HOURS, USUAL_HOURS = 8, 4
# The last one is no tier: how many hours are looked ahead.
HOURS = 0
_NAMES: Mapping[int, str] = {
    1: QT_TRANSLATE_NOOP("WhatIfSliders", "Tier 1: on site"),
    2: QT_TRANSLATE_NOOP("WhatIfSliders", "Tier 2: on standby"),
    3: QT_TRANSLATE_NOOP("WhatIfSliders", "Tier 3: lent"),
    HOURS: QT_TRANSLATE_NOOP("WhatIfSliders", "&Look ahead"),
}
_NARROWEST = 72


class Sliders(QObject):
    """The widgets of the sliders, which the table of the what-if puts into its rows.

    `moved` tells that a person has changed a head count, `looked` that they look further or less far ahead.
    """

    moved = Signal()
    looked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.ahead = QLabel()
        self.sliders = {key: QSlider(Qt.Orientation.Horizontal) for key in _NAMES}
        self.values = {key: QLabel() for key in _NAMES}
        self._limits: Mapping[int, int] = dict.fromkeys(TIERS, 0)
        for key, slider in self.sliders.items():
            slider.setPageStep(1)
            slider.setMinimumWidth(_NARROWEST)
            slider.valueChanged.connect(lambda _, key=key: self._change(key))
        self.ahead.setBuddy(self.sliders[HOURS])
        with QSignalBlocker(self.sliders[HOURS]):
            self.sliders[HOURS].setRange(1, LONGEST_HOURS)
            self.sliders[HOURS].setValue(USUAL_HOURS)
        self.limit(self._limits)

    @property
    def seconds(self) -> float:
        """How far is looked ahead."""
        return self.sliders[HOURS].value() * 3600.0

    def wanted(self) -> dict[int, int]:
        """Return the head count by tier."""
        return {tier: self.sliders[tier].value() for tier in TIERS}

    def limit(self, limits: Mapping[int, int]) -> None:
        """Let there be at most so many of each tier; nobody is told."""
        self._limits = limits
        for tier in TIERS:
            with QSignalBlocker(self.sliders[tier]):
                self.sliders[tier].setRange(0, limits[tier])
            self.sliders[tier].setEnabled(limits[tier] > 0)
        self.retranslate()

    def put(self, wanted: Mapping[int, int]) -> None:
        """Put the sliders to these head counts; nobody is told."""
        for tier in TIERS:
            with QSignalBlocker(self.sliders[tier]):
                self.sliders[tier].setValue(wanted.get(tier, 0))
        self.retranslate()

    def retranslate(self) -> None:
        """Put names and head counts in the language."""
        for key, name in _NAMES.items():
            words = QCoreApplication.translate("WhatIfSliders", name)
            self.sliders[key].setAccessibleName(words.replace("&", ""))
            self.sliders[key].setToolTip(words.replace("&", ""))
        self.ahead.setText(QCoreApplication.translate("WhatIfSliders", _NAMES[HOURS]))
        for tier in TIERS:
            text = self.tr("{count} of {limit}") if self._limits[tier] else self.tr("nobody")
            count, limit = number(self.sliders[tier].value()), number(self._limits[tier])
            self.values[tier].setText(text.format(count=count, limit=limit))
        self.values[HOURS].setText(self.tr("{hours} h").format(hours=number(self.sliders[HOURS].value())))

    def _change(self, key: int) -> None:
        self.retranslate()
        (self.moved if key else self.looked).emit()
