"""The call for help to whoever sits at this console: who calls, for what, until when; yes or no."""

from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.floor.activation.answering import answer
from app.services.floor.activation.reading import MyCall
from app.views.i18n import Sentence, Translated, number
from app.views.pane import Desk
from app.views.theme import GAP, PAD, Mark, Symbol, colour, icon, scaled_font

_SECOND_MS = 1_000


class MyCalls(Translated, QWidget):
    """One call at a time, the oldest first, with the time that is left; nothing at all where nobody calls."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._calls = desk, tuple[MyCall, ...]()
        self.title, self.text, self.left = QLabel(wordWrap=True), QLabel(wordWrap=True), QLabel()
        self.accept_, self.decline = QPushButton(icon("check"), ""), QPushButton(icon("cancel"), "")
        self._second = QTimer(self, interval=_SECOND_MS)
        self._second.timeout.connect(self._tick)
        self.title.setFont(scaled_font(self, 1.1, bold=True))
        head, answers = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(PAD)
        head.addWidget(Symbol("raise", Mark.LATE), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        answers.setSpacing(PAD)
        for widget in (self.accept_, self.decline, self.left):
            answers.addWidget(widget)
        answers.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.text)
        column.addLayout(answers)
        self.accept_.clicked.connect(lambda: self._answer(accepted=True))
        self.decline.clicked.connect(lambda: self._answer(accepted=False))
        self.hide()
        self.retranslate()
        # Whatever else wants room: a call is read whole.
        self.title.setMinimumHeight(self.title.fontMetrics().height() + GAP)
        for button in (self.accept_, self.decline):
            button.setMinimumHeight(button.sizeHint().height())

    def show_calls(self, calls: tuple[MyCall, ...]) -> bool:
        """Show other calls; say whether one is new."""
        is_new = bool({each.id for each in calls} - {each.id for each in self._calls})
        self._calls = calls
        self.retranslate()
        return is_new

    def retranslate(self) -> None:
        """Put the call in the language."""
        self.setVisible(bool(self._calls))
        self.accept_.setText(self.tr("&Yes, I am coming"))
        self.decline.setText(self.tr("&No, I cannot"))
        if not self._calls:
            self._second.stop()
            return
        call = self._calls[0]
        for label, said in zip((self.title, self.text), in_words(call), strict=True):
            label.setText(said)
        self.setAccessibleName(self.title.text())
        self._second.start()
        self._tick()

    def _tick(self) -> None:
        until: datetime | None = self._calls[0].answer_by if self._calls else None
        if until is not None:
            left = max(int((until - self._desk.now()).total_seconds()), 0)
            said = self.tr("{left} left to answer").format(left=f"{left // 60}:{left % 60:02}")
            self.left.setText(said)

    def _answer(self, *, accepted: bool) -> None:
        call, desk, me = self._calls[0], self._desk, self._desk.me()
        said = Sentence("MyCalls", "You have said that you are coming")
        if not accepted:
            said = Sentence("MyCalls", "You have said that you cannot come")

        def work() -> None:
            with desk.database.write() as session:
                answer(session, call.id, accepted, via="console", by=me, now=desk.now())

        desk.tasks.run(self, work, lambda _: desk.notices.change(said))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the ground as something pressing."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(Mark.LATE_BACK))
        painter.fillRect(0, 0, GAP, self.height(), colour(Mark.LATE))


def in_words(call: MyCall) -> tuple[str, str]:
    """Return who calls for what, and why and within how many minutes."""
    by, queue = call.by or "Floorwatch", call.queue or str(Sentence("MyCalls", "the whole floor"))
    drill = str(Sentence("MyCalls", "DRILL: ")) if call.drill else ""
    title = str(Sentence("MyCalls", "{person} calls you to help {queue}", person=by, queue=queue))
    minutes = number(call.productive_minutes)
    within = str(Sentence("MyCalls", "To be able to help within {minutes} min.", minutes=minutes))
    return drill + title, " ".join(filter(None, (call.reason, within)))
