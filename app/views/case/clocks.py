"""The clocks of a case: each a bar with how it stands, what comes next, and why its deadline lies where it does."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.models.explanation import Nature
from app.models.sla import LIVE, ClockState
from app.services.deadlines.explain import Explanation
from app.services.handling.case import Case
from app.views import ticket_words as words
from app.views.case.account import for_audit, for_customer
from app.views.case.clock_bar import ClockBar, paint_stretch
from app.views.case.copy_button import CopyButton
from app.views.case.why import why
from app.views.flow import Flow
from app.views.i18n import Sentence, Translated, listed
from app.views.theme import GAP, PAD, ROOM, Mark, colour, scaled_font
from app.views.ticket_words import Place

_SAMPLE = QSize(28, 12)
# Names of people and of other systems are no markup.
_PLAIN = Qt.TextFormat.PlainText


class Standing(QLabel):
    """How a clock stands, in words, with a symbol and its colour."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True, textFormat=_PLAIN)
        self._mark: Mark | None = None
        self.setFont(scaled_font(self, 1.0, bold=True))

    def show_standing(self, symbol: str, said: str, mark: Mark | None) -> None:
        """Show it."""
        self._mark = mark
        self.setText(f"{symbol} {said}".lstrip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the words in the colour of what they say, as the theme has it now."""
        ink = colour(self._mark) if self._mark else self.palette().color(QPalette.ColorRole.WindowText)
        painter = QPainter(self)
        painter.setPen(ink)
        painter.drawText(self.rect(), Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter, self.text())


class ClockCard(Translated, QFrame):
    """One clock; the text behind "Why this deadline" stays open or shut when the case is read again."""

    def __init__(self) -> None:
        super().__init__()
        self._clock: Explanation | None = None
        self._place: Place | None = None
        self.name, self.standing, self.bar = _label(), Standing(), ClockBar()
        self.due, self.next, self.text = _label(), _label(), _label()
        self.why = QToolButton(autoRaise=True)
        self.why.setCheckable(True)
        self.why.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.for_customer = CopyButton(
            Sentence("Why", "Copy for the customer"),
            Sentence("Why", "Few lines, without names of staff"),
            lambda: self._account(for_customer),
        )
        self.for_audit = CopyButton(
            Sentence("Why", "Copy for the audit"),
            Sentence("Why", "All of it: versions, ledgers, instants to the second"),
            lambda: self._account(for_audit),
        )
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.text.setTextInteractionFlags(selectable)
        self.name.setFont(scaled_font(self.name, 1.0, bold=True))
        self.why.toggled.connect(self._open)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        below = Flow()
        for button in (self.why, self.for_customer, self.for_audit):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, GAP)
        column.setSpacing(GAP)
        for widget in (self.name, self.standing, self.bar, self.due, self.next):
            column.addWidget(widget)
        column.addLayout(below)
        column.addWidget(self.text)
        self._open(False)

    def show_clock(self, clock: Explanation, place: Place) -> None:
        """Show a clock as of an instant."""
        self._clock, self._place = clock, place
        self.retranslate()

    def tick(self, place: Place) -> None:
        """Let the time go on in the words, and the line of now in the bar."""
        if self._clock:
            self._place = place
            self.standing.show_standing(*words.standing(self._clock, place.now))
            self.bar.show_clock(self._clock, place)

    def retranslate(self) -> None:
        """Put all of it in the language."""
        self.why.setText(self.tr("Why this deadline"))
        if not self._clock or not self._place:
            return
        clock, place = self._clock, self._place
        self.name.setText(words.target(clock))
        self.due.setText(
            self.tr("Due {at} · {amount}").format(at=place.instant(clock.expected_due_at), amount=words.amount(clock))
        )
        self.next.setText(self._next(clock, place))
        self._explain()
        self.tick(place)

    def _next(self, clock: Explanation, place: Place) -> str:
        if clock.coming:
            return self.tr("Next: {step}").format(step=words.coming_in_words(clock.coming[0], place))
        if clock.state not in LIVE:
            return self.tr("Ended {at}").format(at=place.instant(clock.stopped_at)) if clock.stopped_at else ""
        if clock.quarantined:
            return self.tr("Set aside, because it failed: nobody is reminded.")
        if not clock.armed:
            return self.tr("Imported and not armed: nobody is reminded.")
        if clock.state is ClockState.PAUSED and (resumes_at := clock.record.pauses[-1].resumes_at):
            return self.tr("It runs on by itself on {at}. Until then nobody is reminded.").format(
                at=place.instant(resumes_at)
            )
        if clock.state is ClockState.PAUSED:
            return self.tr("While it is paused nobody is reminded.")
        return self.tr("No step is left: nobody is reminded.")

    def _explain(self) -> None:
        """Write the long text, where somebody reads it."""
        if self._clock and self._place and self.why.isChecked():
            self.text.setText("\n".join(why(self._clock, self._place)))

    def _account(self, write: Callable[[Explanation, Place], str]) -> str:
        assert self._clock, "what can be copied is shown"
        assert self._place, "it is shown somewhere"
        return write(self._clock, self._place)

    def _open(self, shown: bool) -> None:
        self._explain()
        self.text.setVisible(shown)
        for button in (self.for_customer, self.for_audit):
            button.setVisible(shown)
        self.why.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)


class Legend(QWidget):
    """What the patterns of the bars mean."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Say that a narrow legend is a high one."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of all lines at a width."""
        return int(self._places(width)[-1][1].bottom()) + 1

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for what the present width needs."""
        return QSize(10 * ROOM, self.heightForWidth(max(self.width(), 10 * ROOM)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw each sample as the bars draw it."""
        painter = QPainter(self)
        for nature, place in self._places(self.width()):
            sample = QRectF(place.left(), place.center().y() - _SAMPLE.height() / 2, *_SAMPLE.toTuple())
            paint_stretch(painter, sample, nature, self.palette())
            painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(sample)
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            words_at = place.adjusted(_SAMPLE.width() + GAP, 0, 0, 0)
            painter.drawText(words_at, Qt.AlignmentFlag.AlignVCenter, str(words.NATURES[nature]))

    def _places(self, width: int) -> list[tuple[Nature, QRectF]]:
        metrics = self.fontMetrics()
        found: list[tuple[Nature, QRectF]] = []
        left = top = 0.0
        for nature in Nature:
            wide = _SAMPLE.width() + GAP + metrics.horizontalAdvance(str(words.NATURES[nature])) + 1
            if left and left + wide > width:
                left, top = 0.0, top + metrics.height() + GAP
            found.append((nature, QRectF(left, top, wide, metrics.height())))
            left += wide + ROOM
        return found


class Clocks(Translated, QScrollArea):
    """The clocks of a case: those that run first, then those that ended, the latest first."""

    def __init__(self) -> None:
        super().__init__()
        self._case: Case | None = None
        self._place: Place | None = None
        self.cards: dict[int, ClockCard] = {}
        self.nothing, self.legend = QLabel(wordWrap=True), Legend()
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(PAD, PAD, PAD, PAD)
        self._column.setSpacing(PAD)
        self._column.addWidget(self.nothing)
        self._column.addWidget(self.legend)
        self._column.addStretch()
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.retranslate()

    def show_case(self, case: Case, place: Place) -> None:
        """Show the clocks of a case; those that are shown already keep what is open in them."""
        self._case, self._place = case, place
        clocks = sorted(case.clocks, key=lambda clock: (clock.state not in LIVE, -clock.clock_id))
        live = sorted((clock for clock in clocks if clock.state in LIVE), key=lambda clock: clock.expected_due_at)
        order = [*live, *(clock for clock in clocks if clock.state not in LIVE)]
        for gone in self.cards.keys() - {clock.clock_id for clock in order}:
            card = self.cards.pop(gone)
            card.hide()
            card.deleteLater()
        for index, clock in enumerate(order):
            card = self.cards.get(clock.clock_id) or self.cards.setdefault(clock.clock_id, ClockCard())
            self._column.insertWidget(index, card)
            card.show_clock(clock, place)
        self.nothing.setVisible(not order)
        self.legend.setVisible(bool(order))

    def tick(self, place: Place) -> None:
        """Let the time go on."""
        for card in self.cards.values():
            card.tick(place)

    def retranslate(self) -> None:
        """Put what stands for no clocks in the language; the cards hear of a switch themselves."""
        self.nothing.setText(self.tr("No clock runs here: the policy promises nothing, or an import could not say."))
        self.legend.setAccessibleName(listed(map(str, words.NATURES.values())))
        self.legend.update()


def _label() -> QLabel:
    return QLabel(wordWrap=True, textFormat=_PLAIN)
