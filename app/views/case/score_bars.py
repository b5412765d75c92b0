"""The priority score part by part: what each rests on, its points, and how much of its weight that is."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from app.models.desk_rules import ScorePart
from app.models.score import used_share
from app.services.assessment.present import Assessment
from app.views.case.assessment_words import PARTS, rests_on
from app.views.i18n import Sentence, Translated, locale, number
from app.views.pane import Desk
from app.views.theme import GAP, PAD, scaled_font

_HEIGHT = 8
# The bars grow with the deadline; what a minute adds can hardly be seen.
_LOOK_MS = 30_000


@dataclass
class _Line:
    """The widgets of one part."""

    name: QLabel
    why: QLabel
    bar: QProgressBar
    points: QLabel


class ScoreBars(Translated, QWidget):
    """The score large, where it comes from in a sentence, and a bar for each part; it grows by itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: Assessment | None = None
        self.score, self.said = QLabel(), QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.score.setFont(scaled_font(self.score, 2.0, bold=True))
        self.lines = {part: _line() for part in ScorePart}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(PAD)
        grid.setVerticalSpacing(GAP)
        grid.addWidget(self.score, 0, 0)
        grid.addWidget(self.said, 0, 1, 1, 3)
        for row, line in enumerate(self.lines.values(), start=1):
            for column, widget in enumerate((line.name, line.why, line.bar, line.points)):
                grid.addWidget(widget, row, column)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 2)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._show)
        self._look.start()

    def show_assessment(self, found: Assessment) -> None:
        """Show the score of a complaint."""
        self._found = found
        self._show()

    def retranslate(self) -> None:
        """Put the words in the language."""
        self._show()

    def _show(self) -> None:
        found, now = self._found, self._desk.now()
        if found is None:
            return
        parts, used = found.parts(now), used_share(found.running, now=now)
        self.score.setText(number(found.score(now)))
        self.score.setAccessibleName(self.tr("Priority score"))
        self.said.setText(self._in_a_sentence(found, now))
        for part, line in self.lines.items():
            weight = found.rules.weights[part]
            line.name.setText(str(PARTS[part]))
            line.why.setText(rests_on(part, found, used))
            line.bar.setRange(0, max(round(weight * 10), 1))
            line.bar.setValue(round(parts[part] * 10))
            line.points.setText(
                str(Sentence("Assessment", "{points} of {weight}", points=_points(parts[part]), weight=_points(weight)))
            )
            line.bar.setAccessibleName(f"{PARTS[part]} {line.points.text()}")

    def _in_a_sentence(self, found: Assessment, now: datetime) -> str:
        if found.score_set is None:
            return self.tr("of 100, worked out from what is known; it grows as the deadline nears")
        out = round(sum(found.parts(now).values()))
        return self.tr("set by hand instead of {score}: {reason}").format(score=out, reason=found.score_reason)


def _line() -> _Line:
    bar = QProgressBar(textVisible=False)
    bar.setFixedHeight(_HEIGHT)
    line = _Line(QLabel(), QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText), bar, QLabel())
    line.why.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    line.points.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return line


def _points(points: float) -> str:
    return locale().toString(float(points), "f", 1 if round(points, 1) % 1 else 0)
