"""The question before an action on several tickets: what it will do, in figures, and whether to go ahead."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QPushButton, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.services.deadlines.waits import WAITING_FOR_CUSTOMER
from app.services.handling.actions import Action, Done, go_on, raise_priority, wait
from app.services.handling.foresee import Foreseen, foresee
from app.views.dialog import Dialog
from app.views.i18n import Sentence, number
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.theme import ROOM, Mark, scaled_font
from app.views.ticket_actions import Work, act
from app.views.ticket_words import reason

_WIDTH = 420


class Confirm(Dialog):
    """Says what raising, waiting or going on will do to tickets, and does it; it stays open until that is done."""

    title = "Several complaints at once"

    def __init__(self, desk: Desk, parent: QWidget | None, action: Action, ticket_ids: Sequence[int]) -> None:
        super().__init__(desk, parent)
        self._action, self._ids = action, tuple(ticket_ids)
        self._foreseen: Foreseen | None = None
        self._busy = False
        self.question, self.banner = QLabel(wordWrap=True), Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.question.setFont(scaled_font(self.question, 1.1, bold=True))
        self.figures = QFormLayout()
        self.figures.setHorizontalSpacing(ROOM)
        self.leave, self.ok = QPushButton(), QPushButton()
        self.reasons = QComboBox()
        self.reasons.hide()
        self.reasons.currentIndexChanged.connect(self._look)
        self.lay_out(self.question, self.reasons, self.figures, self.banner, right=[self.leave, self.ok])
        self.leave.clicked.connect(self.reject)
        self.ok.clicked.connect(self._go_ahead)
        desk.tasks.failed.connect(self._unlock)
        self.setMinimumWidth(_WIDTH)
        self.retranslate()
        self.ok.setFocus()
        self._look()

    def retranslate(self) -> None:
        """Put the question and its figures in the language."""
        super().retranslate()
        self.reasons.setAccessibleName(self.tr("Waits for"))
        for place in range(self.reasons.count()):
            self.reasons.setItemText(place, reason(self.reasons.itemData(place)).capitalize())
        found = self._foreseen
        count = number(found.count if found else len(self._ids))
        questions = {
            Action.RAISE_PRIORITY: self.tr("Complaints whose priority will rise: {count}"),
            Action.WAIT: self.tr("Complaints that will wait for the customer: {count}")
            if self._reason == WAITING_FOR_CUSTOMER
            else self.tr("Complaints that will wait: {count}"),
            Action.GO_ON: self.tr("Complaints that will go on: {count}"),
        }
        nothing = self.tr("There is nothing to do.")
        self.question.setText(nothing if found and not found.count else questions[self._action].format(count=count))
        verbs = {
            Action.RAISE_PRIORITY: self.tr("&Raise"),
            Action.WAIT: self.tr("&Wait"),
            Action.GO_ON: self.tr("&Go on"),
        }
        self.ok.setText(verbs[self._action])
        self.leave.setText(self.tr("Cancel"))
        while self.figures.rowCount():
            self.figures.removeRow(0)
        for text, figure in self._figures(found) if found else ():
            self.figures.addRow(text, QLabel(number(figure)))
        self._lock()

    def _figures(self, found: Foreseen) -> list[tuple[str, int]]:
        """Return what is said of the action, where there is something to say."""
        waits, goes_on = found.action is Action.WAIT, found.action is Action.GO_ON
        left_out = {
            Action.RAISE_PRIORITY: self.tr("Left out: urgent already, or closed"),
            Action.WAIT: self.tr("Left out: waiting already, or closed"),
            Action.GO_ON: self.tr("Left out: not waiting"),
        }
        said = [
            (self.tr("Deadlines that are paused") if waits else self.tr("Deadlines that run on"), found.clocks),
            (self.tr("First responses that are owed all the same"), found.unanswered),
            (self.tr("▲ Late again at once") if goes_on else self.tr("▲ Late already"), found.late),
            (left_out[found.action], found.skipped),
        ]
        return [(text, figure) for text, figure in said if figure]

    def _look(self) -> None:
        """Find out what the action would do."""

        because = self._reason

        def work() -> Foreseen:
            with self.desk.database.read() as session:
                rulebook, now = self.desk.rulebook, self.desk.now()
                return foresee(session, rulebook, self._action, self._ids, reason=because, now=now)

        self.desk.tasks.run(self, work, self._show, refused=self._refused)

    def _show(self, found: Foreseen) -> None:
        self._foreseen = found
        if len(found.reasons) > 1 and not self.reasons.count():
            self.reasons.blockSignals(True)
            for code in found.reasons:
                self.reasons.addItem("", code)
            self.reasons.blockSignals(False)
            self.reasons.show()
        self.retranslate()

    @property
    def _reason(self) -> str:
        """What a wait is for."""
        return self.reasons.currentData() or WAITING_FOR_CUSTOMER

    def _go_ahead(self) -> None:
        self.banner.hide()
        if self._foreseen is None:
            self._look()
            return
        self._busy = True
        self._lock()
        work = work_of(self.desk, self._action, self._ids, self._reason)
        act(self.desk, self, work, lambda _: self.accept(), self._refused)

    def _refused(self, refusal: DomainError) -> None:
        self.banner.tell(Sentence.of(refusal))
        self._unlock()

    def _unlock(self) -> None:
        self._busy = False
        self._lock()

    def _lock(self) -> None:
        self.ok.setEnabled(not self._busy and (self._foreseen is None or self._foreseen.count > 0))


def work_of(desk: Desk, action: Action, ids: Sequence[int], reason: str = WAITING_FOR_CUSTOMER) -> Work:
    """Return what does an action that asks nothing but whether, and what a wait is for."""

    def work(session: Session, person_id: int | None, now: datetime) -> Done:
        if action is Action.RAISE_PRIORITY:
            return raise_priority(session, desk.rulebook, ids, person_id=person_id, now=now)
        if action is Action.WAIT:
            return wait(session, desk.rulebook, ids, reason=reason, person_id=person_id, now=now)
        return go_on(session, desk.rulebook, ids, person_id=person_id, now=now)

    return work
