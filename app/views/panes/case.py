"""The case pane: one complaint whole, with its time line, its deadlines, and all that can be done to it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.errors import DomainError
from app.models.desk_rules import Loop
from app.services.handling.actions import Done, raise_priority
from app.services.handling.case import Case, read_case
from app.services.handling.loop import OpenPoint
from app.services.handling.timeline import unchanged
from app.views.bridge import Changes
from app.views.case.action_bar import ActionBar, Drafts
from app.views.case.actions import ACTS
from app.views.case.aside import Aside
from app.views.case.clocks import Clocks
from app.views.case.document import Complaint
from app.views.case.event_words import event_words
from app.views.case.form import spoken
from app.views.case.head import FACTS, OPEN, Skeleton, facts, passport
from app.views.case.stages import StageStrip
from app.views.case.story import Story
from app.views.case.visited import Visited
from app.views.dialog import Dialog
from app.views.dialogs.assign import Assign
from app.views.dialogs.close_case import CloseCase
from app.views.dialogs.correct_record import CorrectRecord
from app.views.dialogs.link_case import LinkCase
from app.views.dialogs.merge import Merge
from app.views.dialogs.offer import Offer
from app.views.dialogs.split_case import SplitCase
from app.views.dialogs.tell import Tell
from app.views.flow import Flow
from app.views.i18n import time_of_day
from app.views.notice import Banner
from app.views.pane import Desk, Pane
from app.views.queue.breach_column import chances_of
from app.views.theme import GAP, PAD, ROOM, Mark, scaled_font
from app.views.ticket_actions import act
from app.views.ticket_words import Place

_SECOND_MS = 1_000
# By then what counts and what is left has moved on enough to be read again.
_STALE = timedelta(minutes=1)
# From this width on, and below this height, the complaint stands beside its time line, otherwise on top of it.
_WIDE, _LOW = 1_000, 480
_WITH_ANOTHER: dict[str, Callable[..., Dialog]] = {
    "correct": CorrectRecord,
    "merge": Merge,
    "split": SplitCase,
    "link": LinkCase,
}
# Where what keeps a complaint from being closed is done: the action, and the page of the case.
_DONE_BY = {Loop.FOLLOWED_UP: "follow_up", Loop.APPROVALS_DECIDED: "decide"}
_DONE_ON = {
    Loop.RESULT_TOLD: "Correspondence",
    Loop.FOLLOWED_UP: "FollowUpPart",
    Loop.TASKS_DONE: "Tasks",
    Loop.PROMISES_KEPT: "CustomerPart",
}
# Names and stages are no markup.
_PLAIN = Qt.TextFormat.PlainText


class CasePane(Pane):
    """Shows the complaint that was asked for last, and those before it when somebody goes back."""

    title = "Case"
    icon = "case"
    position = 20
    stacked = True
    # Who hears of the next steps changes with every shift; that is read again by the minute.
    shows = frozenset({"Ticket", "Customer"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.case: Case | None = None
        self.drafts = Drafts(self)
        self.chances = chances_of(desk)
        self._asked = self._turn = self._shown_turn = 0
        self._refusal: DomainError | None = None
        self._hint: Callable[[], str] = str
        self.visited = Visited(self)
        self.number, self.hint = QLabel(), QLabel(wordWrap=True, textFormat=_PLAIN)
        self.refused = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self.number.setFont(scaled_font(self.number, 1.5, bold=True))
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts = {name: QLabel(textFormat=_PLAIN) for name in FACTS}
        self.bar = ActionBar(self, self.drafts.has)
        self.complaint, self.story, self.clocks = Complaint(self.open), Story(self.open), Clocks()
        self.aside, self.stages = Aside(self, desk, self.clocks), StageStrip()
        self.empty, self.skeleton = QLabel(wordWrap=True, textFormat=_PLAIN), Skeleton()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._texts, self._columns, self.pages = QSplitter(), QSplitter(), QStackedWidget()
        self._second = QTimer(self, interval=_SECOND_MS)
        self._lay_out()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def open(self, ticket_id: int) -> None:
        """Show a complaint, and bring the pane to the front."""
        if self._asked != ticket_id:
            self.visited.add(ticket_id)
        self._ask(ticket_id)
        self.wanted.emit()

    def concerns(self) -> frozenset[str]:
        """Hear of what the pages of a case show, too."""
        return self.shows | self.aside.shows()

    def refresh(self, changes: Changes | None) -> None:
        """Read the case again where what changed may concern it."""
        if self._asked and self._is_concerned(changes):
            self._ask(self._asked)
        else:
            self.aside.hear(changes)

    def _is_concerned(self, changes: Changes | None) -> bool:
        """Say whether the complaint or its customer may have changed."""
        if changes is None or (self.case is None and "Customer" in changes):
            return True
        customer = self.case.customer if self.case else None
        its = {"Ticket": self._asked, "Customer": customer.id if customer else 0}
        return any(name in changes and ((ids := changes[name]) is None or id_ in ids) for name, id_ in its.items())

    def retranslate(self) -> None:
        """Put the head in the language; the parts hear of a switch themselves."""
        self.setAccessibleName(self.heading())
        self.clocks.setAccessibleName(self.tr("Deadlines"))
        self.complaint.setAccessibleName(self.tr("Complaint"))
        self.story.setAccessibleName(self.tr("Time line"))
        self.skeleton.setAccessibleName(self.tr("Reading the case …"))
        self._show_head()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Let the countdowns run while they can be seen."""
        super().showEvent(event)
        self._second.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Let them rest."""
        super().hideEvent(event)
        self._second.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the complaint beside its time line where there is room, or too little to stand one on the other."""
        super().resizeEvent(event)
        beside = self.width() >= _WIDE or self.height() < _LOW
        self._texts.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        row = QWidget()
        flow = Flow(row, ROOM)
        for label in self.facts.values():
            flow.addWidget(label)
        for widget in (self.visited, self.number):
            head.addWidget(widget)
        head.addSpacing(GAP)
        head.addWidget(row, 1, Qt.AlignmentFlag.AlignVCenter)
        self._texts.addWidget(self.complaint)
        self._texts.addWidget(self.story)
        self._columns.addWidget(self._texts)
        self._columns.addWidget(self.aside)
        for splitter, first, second in ((self._texts, 2, 3), (self._columns, 5, 3)):
            splitter.setChildrenCollapsible(False)
            splitter.setStretchFactor(0, first)
            splitter.setStretchFactor(1, second)
            splitter.setSizes([first * 100, second * 100])
        for page in (self.empty, self.skeleton, self._columns):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(PAD)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.refused)
        column.addWidget(self.hint)
        column.addWidget(self.stages)
        column.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.desk.requests.case.connect(self.open)
        self.bar.asked.connect(self._act)
        self.drafts.changed.connect(self.bar.retranslate)
        self.chances.came.connect(self._show_head)
        self._second.timeout.connect(self._tick)
        self.visited.wanted.connect(self._ask)

    def _place(self) -> Place:
        return Place(self.desk.now(), self.desk.zone)

    def _ask(self, ticket_id: int) -> None:
        """Read a case; only what was asked last is shown, whichever answer comes last."""
        self._turn += 1
        turn, now = self._turn, self.desk.now()
        if ticket_id != self._asked:
            self._asked, self.case, self._refusal, self._hint = ticket_id, None, None, str
            self.refused.hide()
            self.bar.show_case(None)
            self._show_head()

        def read() -> Case:
            with self.desk.database.read() as session:
                return read_case(session, self.desk.rulebook, ticket_id, now=now)

        def show(case: Case) -> None:
            if case.id == self._asked and turn > self._shown_turn:
                self._shown_turn = turn
                self._show(case)

        def refused(refusal: DomainError) -> None:
            if ticket_id == self._asked and self.case is None:
                self._refusal = refusal
                self._show_head()

        self.desk.tasks.run(self, read, show, refused=refused)

    def _show(self, case: Case) -> None:
        before, self.case, self._refusal = self.case, case, None
        if before is not None and before.seen != case.seen:
            self._note_changes(before, case)
        place = self._place()
        for part in (self.complaint, self.story, self.aside):
            part.show_case(case, place)
        self.stages.show_case(case)
        self.bar.show_case(case)
        self._show_head()
        if case.status in OPEN:
            self.chances.ask()

    def _note_changes(self, before: Case, case: Case) -> None:
        """Say what others have just changed."""
        me = self.desk.me()
        known = {event.id for event in before.events}
        news = [each for each in case.events if each.id not in known and (each.person_id != me or not each.person_id)]
        # What nobody in particular did while nobody in particular sits here was most likely done here.
        news = [each for each in news if each.person_id or me is not None or each.kind == "escalated"]
        if not news:
            return
        at = self.desk.now()

        def say() -> str:
            what = "; ".join(" · ".join(filter(None, (event_words(each), each.person))) for each in news)
            return self.tr("Changed just now ({at}): {what}").format(at=time_of_day(at, self.desk.zone), what=what)

        self._hint = say

    def _show_head(self) -> None:
        case = self.case
        self.pages.setCurrentWidget(
            self._columns if case else self.empty if self._refusal or not self._asked else self.skeleton
        )
        self.bar.setVisible(bool(self._asked))
        self.stages.setVisible(case is not None)
        self.number.setText(case.number if case else "")
        texts = facts(case, self.chances.chances) if case else {}
        for name, label in self.facts.items():
            label.setText(texts.get(name, ""))
            label.setVisible(bool(texts.get(name)))
        self.facts["chance"].setToolTip(passport(case, self.chances.chances, self.desk.zone) if case else "")
        self.hint.setText(self._hint())
        self.hint.setVisible(bool(self.hint.text()))
        if self._refusal:
            self.empty.setText(str(spoken(self._refusal)))
        else:
            self.empty.setText(
                self.tr(
                    "No case is open.\n\nDouble-click a complaint in the queue, or press Enter on it. "
                    "Alt+Left leads back to the case before."
                )
            )

    def _tick(self) -> None:
        if self.case is None:
            return
        if self.desk.now() - self.case.read_at >= _STALE:
            self._ask(self.case.id)
        self.clocks.tick(self._place())

    def _act(self, name: str) -> None:
        assert self.case, "without a case no action is possible"
        if name == "raise":
            self._raise(self.case)
        else:
            self._form(name, self.case).open()

    def _form(self, name: str, case: Case) -> Dialog:
        if name == "assign":
            return Assign(self.desk, self, [case.id], case.number)
        if name == "close":
            return CloseCase(self.desk, self, case, self._lead)
        if name == "offer":
            return Offer(self.desk, self, case)
        if name in _WITH_ANOTHER:
            return _WITH_ANOTHER[name](self.desk, self, case, ACTS[name])
        return Tell(self.desk, self, case, ACTS[name], self.drafts)

    def _lead(self, point: OpenPoint) -> None:
        """Go where an open point is done: by an action, else on a page of the case."""
        act = self.bar.actions_of_keys.get(_DONE_BY.get(point.loop, ""))
        if act is not None and act.isEnabled():
            act.trigger()
        else:
            self.aside.choose_named("CompensationPart" if point.is_payment else _DONE_ON.get(point.loop, ""))

    def _raise(self, case: Case) -> None:
        def work(session: Session, person_id: int | None, now: datetime) -> Done:
            unchanged(session, case.id, case.seen, person_id=person_id)
            return raise_priority(session, self.desk.rulebook, [case.id], person_id=person_id, now=now)

        act(self.desk, self, work, refused=lambda refusal: self.refused.tell(spoken(refusal)))
