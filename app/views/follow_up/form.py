"""One call of a follow-up: what became of the try by one key, and in the same place what the customer thinks."""

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import DomainError
from app.models.follow_up import CallOutcome
from app.services.handling.call_list import CallRow
from app.services.handling.follow_up import CallDone, Surveyed, record_call, record_survey
from app.views.flow import Flow
from app.views.follow_up.words import OUTCOMES, SCORES, hours_word, reason_word, tries_word
from app.views.i18n import Sentence, Translated, date_and_time
from app.views.instant_field import InstantField
from app.views.notice import Banner
from app.views.pane import Desk, pane_of
from app.views.theme import GAP, PAD, Mark, scaled_font

_ENTER = (Qt.Key.Key_Return.value, Qt.Key.Key_Enter.value)
_COMMENT_LINES = 2
# Of these nothing more is asked: the key itself records them.
_AT_ONCE = (CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.WRONG_NUMBER, CallOutcome.REFUSED)


class FollowUpForm(Translated, QWidget):
    """Shows whom to call; `recorded` tells that a try is on record. What is typed stays until then."""

    recorded = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.row: CallRow | None = None
        self._reasons: tuple[str, ...] = ()
        self.outcome: CallOutcome | None = None
        self._busy = False
        self._next: tuple[CallRow | None, Sequence[str]] = None, ()
        self.who, self.about = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.outcomes = {each: _choice() for each in OUTCOMES}
        self.note = QLineEdit()
        self.later, self.later_label, self.call_at = QWidget(), QLabel(), InstantField(desk.zone)
        self.survey, self.asked = QWidget(), QLabel(wordWrap=True)
        self.scores = {score: _choice() for score in SCORES}
        self._group = QButtonGroup(self)
        self.reason, self.comment, self.record = QComboBox(), QPlainTextEdit(), QPushButton()
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self._lay_out()
        self._listen()
        self.retranslate()
        self.show_call(None, ())

    def show_call(self, row: CallRow | None, reasons: Sequence[str]) -> None:
        """Show a follow-up that is owed, once what is being recorded is; for another one the form is empty again."""
        self._next = row, reasons
        if self._busy:
            return
        if row is None or self.row is None or row.id != self.row.id:
            self._clear()
        self.row = row
        if tuple(reasons) != self._reasons:
            self._reasons = tuple(reasons)
            self._offer()
        self._say()

    def press(self, key: int) -> bool:
        """Take a digit: of the points while they are asked for, else of an outcome; say whether there is one."""
        if self.row is None:
            return False
        if self.outcome is CallOutcome.REACHED and key in self.scores:
            self.scores[key].setChecked(True)
            self.scores[key].setFocus()
            return True
        if not 1 <= key <= len(OUTCOMES):
            return False
        self._choose(list(OUTCOMES)[key - 1])
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let digits choose, and Enter record; what is typed into a field does not come here."""
        if event.key() in _ENTER and self.outcome is not None:
            self._record()
        elif not (event.text().isdecimal() and event.text().isascii() and self.press(int(event.text()))):
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Put the words in the language."""
        for place, (outcome, button) in enumerate(self.outcomes.items(), start=1):
            button.setText(f"{place} {OUTCOMES[outcome]}")
            button.setAccessibleName(str(OUTCOMES[outcome]))
        for score, button in self.scores.items():
            button.setText(f"{score} {SCORES[score]}")
        self.note.setPlaceholderText(self.tr("Note on the call"))
        self.note.setAccessibleName(self.tr("Note on the call"))
        self.later_label.setText(self.tr("Call back at"))
        self.call_at.setAccessibleName(self.tr("Call back at"))
        self.asked.setText(
            self.tr("How content is the customer with the result? Keys 1 to 5; without points the call alone.")
        )
        self.reason.setAccessibleName(self.tr("Why"))
        self.comment.setPlaceholderText(self.tr("What the customer says"))
        self.comment.setAccessibleName(self.tr("What the customer says"))
        self.record.setText(self.tr("&Record"))
        self._offer()
        self._say()

    def _lay_out(self) -> None:
        self.who.setFont(scaled_font(self.who, 1.1, bold=True))
        for label in (self.who, self.about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.comment.setTabChangesFocus(True)
        self.comment.setFixedHeight(_COMMENT_LINES * self.comment.fontMetrics().lineSpacing() + PAD)
        head, points = QWidget(), QWidget()
        for row, buttons in ((Flow(head), self.outcomes.values()), (Flow(points), self.scores.values())):
            for button in buttons:
                button.setAutoDefault(False)
                row.addWidget(button)
        for button in self.scores.values():
            self._group.addButton(button)
        later = Flow(self.later, spacing=PAD)
        later.addWidget(self.later_label)
        later.addWidget(self.call_at)
        asked = QVBoxLayout(self.survey)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(GAP)
        for widget in (self.asked, points, self.reason, self.comment):
            asked.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, GAP)
        column.setSpacing(GAP)
        for widget in (self.who, self.about, head, self.note, self.later, self.survey, self.banner):
            column.addWidget(widget)
        column.addWidget(self.record, 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch()

    def _listen(self) -> None:
        for outcome, button in self.outcomes.items():
            button.clicked.connect(lambda _=False, chosen=outcome: self._choose(chosen))
        self.record.clicked.connect(self._record)
        self.note.returnPressed.connect(self._record)
        self.desk.tasks.failed.connect(self._unlock)

    def _clear(self) -> None:
        self.outcome = None
        self.note.clear()
        self.comment.clear()
        self._group.setExclusive(False)
        for button in self.scores.values():
            button.setChecked(False)
        self._group.setExclusive(True)
        self.reason.setCurrentIndex(0)
        self.banner.hide()

    def _choose(self, outcome: CallOutcome) -> None:
        self.outcome = outcome
        if outcome in _AT_ONCE:
            self._record()
            return
        if outcome is CallOutcome.CALL_BACK:
            soon = (self.desk.now() + timedelta(hours=2)).astimezone(self.desk.zone).replace(minute=0)
            self.call_at.put(soon)
        self._say()
        (self.call_at if outcome is CallOutcome.CALL_BACK else self.scores[5]).setFocus()

    def _offer(self) -> None:
        chosen = self.reason.currentData()
        self.reason.clear()
        self.reason.addItem(self.tr("No reason"), "")
        for each in self._reasons:
            self.reason.addItem(reason_word(each), each)
        self.reason.setCurrentIndex(max(self.reason.findData(chosen), 0))

    def _say(self) -> None:
        """Say whom to call and about what; show what the outcome asks for."""
        row = self.row
        # Of the window, not of the program: while another one is in front, the place to come back to stays where it is.
        place = self.window().focusWidget()
        if (row is None or self._busy) and place is not None and self.isAncestorOf(place):
            # Qt would take the keyboard away altogether from what is switched off with all that is around it.
            pane_of(self).setFocus()
        self.setEnabled(row is not None and not self._busy)
        for outcome, button in self.outcomes.items():
            button.setChecked(outcome is self.outcome)
        self.later.setVisible(self.outcome is CallOutcome.CALL_BACK)
        self.survey.setVisible(self.outcome is CallOutcome.REACHED)
        self.record.setVisible(self.outcome is not None and self.outcome not in _AT_ONCE)
        if row is None:
            self.who.setText(self.tr("Nobody is chosen"))
            self.about.setText("")
            return
        name = row.customer or self.tr("Unknown customer")
        telephone = row.telephone or self.tr("no telephone number")
        self.who.setText(" · ".join(filter(None, (name, row.level, telephone))))
        hours = hours_word(row.call_from, row.call_until)
        said = [f"{row.number} {row.title}"]
        if hours:
            said.append(self.tr("Best called {hours}").format(hours=hours))
        if row.calls:
            said.append(self.tr("Tries: {tries}").format(tries=tries_word(row)))
        self.about.setText("\n".join(said))

    def _record(self) -> None:
        row, outcome, desk = self.row, self.outcome, self.desk
        if row is None or outcome is None or self._busy:
            return
        note, comment = self.note.text(), self.comment.toPlainText()
        reason: str | None = self.reason.currentData() or None
        score = next((each for each, button in self.scores.items() if button.isChecked()), None)
        call_back_at = self.call_at.instant() if outcome is CallOutcome.CALL_BACK else None
        me = desk.me()

        def work() -> tuple[CallDone, Surveyed | None]:
            now = desk.now()
            with desk.database.write() as session:
                done = record_call(
                    session, desk.rulebook, row.id, outcome, note, call_back_at=call_back_at, person_id=me, now=now
                )
                surveyed = None
                if outcome is CallOutcome.REACHED and score is not None:
                    surveyed = record_survey(
                        session, desk.rulebook, row.ticket_id, score, reason, comment, person_id=me, now=now
                    )
                return done, surveyed

        self._busy = True
        self.banner.hide()
        self._say()
        desk.tasks.run(self, work, self._done, refused=self._refused)

    def _done(self, found: tuple[CallDone, Surveyed | None]) -> None:
        done, surveyed = found
        number = self.row.number if self.row else ""
        said = Sentence("FollowUp", "Followed up: {number}", number=number)
        if surveyed and surveyed.reopened:
            said = Sentence("FollowUp", "The score has reopened {number}", number=number)
        elif not done.done and done.next_call_at:
            when = date_and_time(done.next_call_at, self.desk.zone)
            said = Sentence("FollowUp", "{number}: next try {when}", number=number, when=when)
        elif not done.done:
            said = Sentence("FollowUp", "{number}: the other number can be tried", number=number)
        self._clear()
        self._unlock()
        self.desk.notices.change(said)
        self.recorded.emit()

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))
        self._unlock()

    def _unlock(self) -> None:
        if self._busy:
            self._busy = False
            self._say()
            self.show_call(*self._next)


def _choice() -> QPushButton:
    button = QPushButton()
    button.setCheckable(True)
    return button
