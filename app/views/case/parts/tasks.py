"""The tasks to departments about a complaint: asking, and what becomes of each answer."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.ticket import Status
from app.services.handling.case import Case
from app.services.handling.task_list import TaskRow, tasks_of
from app.services.handling.tasks import accept_answer
from app.views.case.action_bar import Drafts
from app.views.case.part import CasePart
from app.views.dialogs.ask_department import AskDepartment
from app.views.dialogs.task_words import TaskWords
from app.views.i18n import Sentence
from app.views.pane import Desk
from app.views.task_card import ACCEPT, TaskCard
from app.views.theme import GAP, icon

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
        self._count: int | None = None
        self.drafts = Drafts(self)
        self.ask, self.empty = QPushButton(icon("forward"), ""), QLabel(wordWrap=True)
        self.cards: list[TaskCard] = []
        head, self._column = QHBoxLayout(), QVBoxLayout()
        head.addWidget(self.ask)
        head.addStretch()
        self._column.setSpacing(GAP)
        self.lay_out(head, self.empty, self._column)
        self.ask.clicked.connect(self._ask)
        self.add_key(_KEY, self.ask.click)
        self.retranslate()

    def forget(self) -> None:
        """Show no task of the case before any more."""
        self._count = None
        self.empty.hide()
        self._clear()

    def reading(self, case: Case) -> Callable[[Session], tuple[TaskRow, ...]]:
        """Read the tasks of a case."""
        self.ask.setEnabled(case.status not in _ENDED)
        return lambda session: tasks_of(session, case.id)

    def take(self, found: tuple[TaskRow, ...]) -> None:
        """Show the tasks; a card that is there already says what has become of its own."""
        assert self.place, "shown with its place"
        if [card.row.id for card in self.cards] == [row.id for row in found]:
            for card, row in zip(self.cards, found, strict=True):
                card.show_task(row, self.place)
        else:
            self._clear()
            self.cards = [TaskCard(row, self.place) for row in found]
            for card in self.cards:
                card.asked.connect(self._act)
                self._column.addWidget(card)
        self.empty.setVisible(not found)
        self._count = sum(row.ended_at is None for row in found) if found else None

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

    def _clear(self) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = []

    def _ask(self) -> None:
        if self.case is not None:
            AskDepartment(self.desk, self.window(), self.case, self.drafts).open()

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
