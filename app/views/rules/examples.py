"""Examples under the draft: complaints received now, on a Friday afternoon, before a holiday and whenever one likes."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QDateTime, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.services.deadlines.rule_examples import RuleExamples, Start
from app.views.i18n import Sentence, Translated, named
from app.views.instant_field import within_reason
from app.views.rules.strip import RuleStrip
from app.views.rules.strip_words import StripExample
from app.views.rules.words import meant_for
from app.views.theme import GAP, PAD
from app.views.ticket_words import Place, subject

# Who sets a time by its arrows asks for many of them.
_PAUSE_MS = 250
_STARTS: Mapping[Start, Sentence] = {
    Start.NOW: Sentence("Examples", "Now"),
    Start.FRIDAY: Sentence("Examples", "Friday 16:50"),
    Start.BEFORE_HOLIDAY: Sentence("Examples", "Before a holiday"),
    Start.OWN: Sentence("Examples", "Own time"),
}


class Examples(Translated, QWidget):
    """Chooses a target and a time of receipt; `asked` when others are wanted, which somebody else works out.

    Times of receipt are those of the calendar's zone.
    """

    asked = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._found: RuleExamples | None = None
        self._now: datetime | None = None
        self.target, self.own = QComboBox(), QDateTimeEdit()
        within_reason(self.own)
        self.strip, self.said = RuleStrip(), QLabel(wordWrap=True)
        self._labels = [QLabel(), QLabel()]
        self._legend = QLabel()
        self._wait = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._lay_out()
        self._wait.timeout.connect(self.asked)
        self.target.activated.connect(lambda _: self.asked.emit())
        self.own.dateTimeChanged.connect(lambda _: self._wait.start())
        self.strip.pointed.connect(self.said.setText)
        self.retranslate()

    def chosen(self) -> int:
        """Return the place of the target that the examples are of, -1 where nobody has chosen one."""
        return self.target.currentIndex()

    def forget(self) -> None:
        """Leave the choice of a target to what is examined."""
        self.target.setCurrentIndex(-1)

    def choose(self, place: int) -> None:
        """Let the examples be of another target."""
        if 0 <= place < self.target.count() and place != self.target.currentIndex():
            self.target.setCurrentIndex(place)
            self.asked.emit()

    def own_time(self) -> datetime:
        """Return the time of receipt that was chosen, by the wall clock of the calendar."""
        return datetime.fromisoformat(self.own.dateTime().toString("yyyy-MM-ddTHH:mm:ss"))

    def show_examples(self, found: RuleExamples, now: datetime) -> None:
        """Offer the targets, and draw the examples of the chosen one."""
        self._found, self._now = found, now
        self.target.clear()
        self.target.addItems([named(subject(each.target, each.name), meant_for(each)) for each in found.targets])
        self.target.setCurrentIndex(found.chosen)
        rows = [StripExample(str(_STARTS[each.kind]), each.start, each.before, each.after) for each in found.examples]
        self.strip.show_examples(found.days, rows, Place(now, found.zone))

    def retranslate(self) -> None:
        """Put the words in the language."""
        for label, word in zip(self._labels, (self.tr("E&xamples of:"), self.tr("Own &time:")), strict=True):
            label.setText(word)
        self.target.setAccessibleName(self.tr("Target of the examples"))
        self.own.setAccessibleName(self.tr("Own time of receipt"))
        if self._found and self._now:
            self.show_examples(self._found, self._now)
        self._legend.setText(self.tr("○ in force   ● draft   ▮ day that counts   ▨ closed for hours"))

    def _lay_out(self) -> None:
        now = self._place.now.astimezone(self._place.zone)
        self.own.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.own.setCalendarPopup(True)
        self.own.setDateTime(QDateTime.fromString(f"{now:%Y-%m-%dT%H:%M:00}", Qt.DateFormat.ISODate))
        self.target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.target.setMinimumContentsLength(16)
        # Two lines, so that what is said of a day moves nothing.
        self.said.setMinimumHeight(self.said.fontMetrics().lineSpacing())
        head = QHBoxLayout()
        head.setSpacing(PAD)
        for label, field in zip(self._labels, (self.target, self.own), strict=True):
            label.setBuddy(field)
            head.addWidget(label)
            head.addWidget(field, int(field is self.target))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.strip)
        column.addWidget(self._legend)
        column.addWidget(self.said)
