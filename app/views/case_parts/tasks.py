"""The tasks to departments about a complaint: asking, and what becomes of each answer."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.ticket import Status
from app.services.handling.case import Case
from app.services.handling.task_list import TaskRow, tasks_of
from app.services.handling.tasks import accept_answer
from app.views.case_action_bar import Drafts
from app.views.case_part import CasePart
from app.views.case_words import Place
from app.views.dialogs.ask_department import AskDepartment
from app.views.dialogs.task_words import TaskWords
from app.views.i18n import Sentence
from app.views.pane import Desk
from app.views.reader import Reader
from app.views.task_card import ACCEPT, TaskCard
from app.views.theme import GAP, PAD, icon

_KEY = "Alt+B"
_ENDED = (Status.CLOSED, Status.WITHDRAWN, Status.SPAM, Status.MERGED)


class Tasks(CasePart):
    """Shows the tasks, the open ones first, each with its clock and with what can be done to it."""

    title = "Tasks"
    icon = "department"
    position = 40
    shows = frozenset({"Department"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._case: Case | None = None
        self._place: Place | None = None
        self._count: int | None = None
        self.drafts = Drafts(self)
        self.ask, self.empty = QPushButton(icon("forward"), ""), QLabel(wordWrap=True)
        self.cards: list[TaskCard] = []
        self.reader = Reader(desk, self._begin, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(PAD, GAP, PAD, PAD)
        self._column.setSpacing(PAD)
        self._column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        self.ask.clicked.connect(self._ask)
        key = QShortcut(QKeySequence(_KEY), self)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.ask.click)
        self.reader.came.connect(self._come)
        self.retranslate()

    def show_case(self, case: Case, place: Place) -> None:
        """Read the tasks of a case, and show them as of then."""
        self._case, self._place = case, place
        self.ask.setEnabled(case.status not in _ENDED)
        self.reader.ask(hurried=True)

    def count(self) -> int | None:
        """Return how many are open."""
        return self._count

    def retranslate(self) -> None:
        """Put the page in the language; its cards hear of it themselves."""
        self.ask.setText(self.tr("&Ask a department …"))
        self.ask.setToolTip(QKeySequence(_KEY).toString(QKeySequence.SequenceFormat.NativeText))
        self.empty.setText(
            self.tr(
                "No department was asked. Ask one when others have to act or say what happened: its own clock begins."
            )
        )

    def _begin(self) -> Callable[[Session], tuple[int, tuple[TaskRow, ...]]]:
        ticket_id = self._case.id if self._case else 0
        return lambda session: (ticket_id, tasks_of(session, ticket_id))

    def _come(self, found: tuple[int, tuple[TaskRow, ...]]) -> None:
        ticket_id, rows = found
        # Another one may have been opened meanwhile: its own reading follows.
        if self._case is None or self._place is None or ticket_id != self._case.id:
            return
        if [card.row.id for card in self.cards] == [row.id for row in rows]:
            for card, row in zip(self.cards, rows, strict=True):
                card.show_task(row, self._place)
        else:
            for card in self.cards:
                card.hide()
                card.deleteLater()
            self.cards = [TaskCard(row, self._place) for row in rows]
            for place, card in enumerate(self.cards):
                card.asked.connect(self._act)
                self._column.insertWidget(2 + place, card)
        self.empty.setVisible(not rows)
        count = sum(row.ended_at is None for row in rows) if rows else None
        if count != self._count:
            self._count = count
            self.told.emit()

    def _ask(self) -> None:
        if self._case is not None:
            AskDepartment(self.desk, self.window(), self._case, self.drafts).open()

    def _act(self, task_id: int, what: str) -> None:
        row = next(card.row for card in self.cards if card.row.id == task_id)
        if what == ACCEPT:
            accept(self.desk, self, row)
        else:
            TaskWords(self.desk, self.window(), row, what).open()


def accept(desk: Desk, owner: QWidget, row: TaskRow) -> None:
    """Let an answer be enough."""
    me = desk.me()

    def work() -> None:
        with desk.database.write() as session:
            accept_answer(session, desk.rulebook, row.id, person_id=me, now=desk.now())

    said = Sentence("Task", "{name}: the answer is accepted", name=row.department)
    desk.tasks.run(owner, work, lambda _: desk.notices.change(said), refused=desk.notices.refuse)
