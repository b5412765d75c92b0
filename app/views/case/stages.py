"""The stages of a case in a strip: what each took against its limit, who had it, and where the complaint is now."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.services.handling.case import Case
from app.services.handling.stages import StageRow
from app.views import ticket_words as words
from app.views.flow import Flow
from app.views.i18n import Sentence, Translated, listed
from app.views.plain import plain_tip
from app.views.seat import ROLES
from app.views.theme import GAP, PAD, Mark, colour, scaled_font

_PLAIN = Qt.TextFormat.PlainText


class StageStrip(Translated, QWidget):
    """The stages of one complaint in their order; narrow windows show them in several lines."""

    def __init__(self) -> None:
        super().__init__()
        self._case: Case | None = None
        self.cards: list[StageCard] = []
        Flow(self)
        self.retranslate()

    def show_case(self, case: Case) -> None:
        """Show the stages of a case."""
        self._case = case
        while len(self.cards) > len(case.stages):
            card = self.cards.pop()
            card.hide()
            card.deleteLater()
        while len(self.cards) < len(case.stages):
            self.cards.append(StageCard())
            layout = self.layout()
            assert layout is not None, "made with it"
            layout.addWidget(self.cards[-1])
        reached = max((place for place, row in enumerate(case.stages) if row.visits), default=-1)
        for place, (card, row) in enumerate(zip(self.cards, case.stages, strict=True)):
            card.show_stage(row, passed_over=place < reached and not row.visits)

    def retranslate(self) -> None:
        """Put what it is called in the language; the cards hear of a switch themselves."""
        self.setAccessibleName(self.tr("Stages"))


class StageCard(Translated, QFrame):
    """One stage: its name with a symbol, and a line of what it took."""

    def __init__(self) -> None:
        super().__init__()
        self._stage: StageRow | None = None
        self._passed_over = False
        self.name, self.taken = QLabel(textFormat=_PLAIN), QLabel(textFormat=_PLAIN)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, GAP)
        column.setSpacing(0)
        for label in (self.name, self.taken):
            column.addWidget(label)

    def show_stage(self, stage: StageRow, *, passed_over: bool) -> None:
        """Show a stage; `passed_over` is one that a complaint has never been in, though it has gone further."""
        self._stage, self._passed_over = stage, passed_over
        self.name.setFont(scaled_font(self, 1.0, bold=stage.current))
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        """Put it in the language."""
        if self._stage is None:
            return
        taken = str(Sentence("Stages", "passed over")) if self._passed_over else " · ".join(_taken(self._stage))
        self.name.setText(_name(self._stage))
        self.taken.setText(taken)
        self.setToolTip(plain_tip("\n".join(_told(self._stage))))
        self.setAccessibleName(listed((self.name.text(), taken, *_told(self._stage))))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the frame: that of the present stage strong, that of one that took too long in the colour of late."""
        if self._stage is None:
            return
        late, ink = self._stage.late, self.palette().color(QPalette.ColorRole.Mid)
        if self._stage.current:
            ink = self.palette().color(QPalette.ColorRole.Accent)
        painter = QPainter(self)
        pen = painter.pen()
        pen.setColor(colour(Mark.LATE) if late else ink)
        pen.setWidth(2 if self._stage.current else 1)
        painter.setPen(pen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), GAP, GAP)


def _name(stage: StageRow) -> str:
    symbol = "▶ " if stage.current else "✓ " if stage.visits else "○ "
    return symbol + words.stage(stage.stage) + (" ▲" if stage.late else "")


def _taken(stage: StageRow) -> Iterator[str]:
    """Yield what is said on the card."""
    limit = words.time(stage.amount, stage.measure) if stage.amount is not None else ""
    if not stage.visits:
        yield (
            str(Sentence("Stages", "limit {limit}", limit=limit)) if limit else str(Sentence("Stages", "still to come"))
        )
        return
    spent = words.span_in_words(stage.spent)
    yield str(Sentence("Stages", "{spent} of {limit}", spent=spent, limit=limit)) if limit else spent
    if stage.people:
        yield stage.people[-1]
    if stage.hand_overs:
        yield str(Sentence("Stages", "{count} × handed over", count=stage.hand_overs))
    if stage.visits > 1:
        yield str(Sentence("Stages", "{count} × entered again", count=stage.visits - 1))


def _told(stage: StageRow) -> Iterator[str]:
    """Yield what is said on hover."""
    yield str(
        Sentence("Stages", "Opening hours spent in it, waits included: {spent}", spent=words.span_in_words(stage.spent))
    )
    if stage.late:
        yield str(Sentence("Stages", "The limit was exceeded."))
    if stage.role:
        yield str(Sentence("Stages", "Answers for it: {role}", role=ROLES[stage.role]))
    if stage.people:
        yield str(Sentence("Stages", "Had it: {people}", people=listed(stage.people)))
