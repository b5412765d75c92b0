"""The pane of department tasks: all that is open, the soonest first; a contact with a seat answers here."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu
from sqlalchemy.orm import Session

from app.models.department import TaskState
from app.services.handling.task_list import TaskRow, open_tasks
from app.views.case.parts.tasks import accept
from app.views.dialogs.task_words import ANSWER, SEND_BACK, WITHDRAW, TaskWords
from app.views.list_pane import Emptiness, ListPane
from app.views.pane import Desk, Pane
from app.views.table.column import Moment
from app.views.table.model import TableModel
from app.views.task_card import ACCEPT, POSSIBLE
from app.views.task_columns import records_of, task_table

# What is left is said in minutes at the least.
_TICK_MS = 30_000
_ALL, _MINE, _ASKED, _ANSWERED = range(4)
_ICONS = {ANSWER: "reply", ACCEPT: "check", SEND_BACK: "retry", WITHDRAW: "cancel"}


class TasksPane(ListPane, Pane):
    """Lists what departments still owe and what they have answered; what can be done to a task is done here, too."""

    title = "Tasks"
    icon = "department"
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    position = 56
    stacked = True
    shows: ClassVar[frozenset[str]] = frozenset({"Ticket", "Department", "Person"})
    sorted_by = "due"
    wide = "title"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: tuple[TaskRow, ...] = ()
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self._tick)
        for name, picture in _ICONS.items():
            self.add_action(name, picture, partial(self._act, name))
        self.case = self.add_action("case", "case", self._open_case)
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Let the countdowns run while they can be seen."""
        super().showEvent(event)
        self._ticks.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Let them rest."""
        super().hideEvent(event)
        self._ticks.stop()

    def retranslate(self) -> None:
        """Put the words in the language; the table hears of it itself."""
        self.search.setPlaceholderText(self.tr("Department, task or complaint"))
        self.search.setAccessibleName(self.tr("Search for tasks by department, title or complaint"))
        words = {
            ANSWER: (self.tr("Answer …"), self.tr("Answer the selected task, or put down what the department said")),
            ACCEPT: (self.tr("Accept"), self.tr("Say that the answer is enough: the task has ended")),
            SEND_BACK: (self.tr("Send back …"), self.tr("Say what the answer lacks, and ask again")),
            WITHDRAW: (self.tr("Withdraw …"), self.tr("Say that no answer is needed any more")),
        }
        for name, (text, tip) in words.items():
            self.actions_of[name].setText(text)
            self.actions_of[name].setToolTip(tip)
        self.case.setText(self.tr("Show the complaint"))
        super().retranslate()

    def kinds(self) -> tuple[str, ...]:
        """Return which tasks can be looked at."""
        return (
            self.tr("All open tasks"),
            self.tr("Waiting for my answer"),
            self.tr("Not answered yet"),
            self.tr("Answered: to be looked at"),
        )

    def emptiness(self) -> Emptiness:
        """Say how tasks come here."""
        return Emptiness(
            self.tr("The tasks are being read."),
            self.tr("No task matches. Empty the search to see all."),
            self.tr("There is no task of this kind."),
            self.tr(
                "No department owes an answer. One is asked from the page “Tasks” of a case; departments are added in "
                "the menu."
            ),
        )

    def make_model(self, moment: Moment) -> TableModel:
        """Return a table of tasks."""
        return task_table(records_of(()), moment, self)

    def reading(self) -> Callable[[Session], tuple[TaskRow, ...]]:
        """Read the open tasks."""
        return open_tasks

    def take(self, found: tuple[TaskRow, ...]) -> None:
        """Show those of the chosen kind."""
        self._rows, me = found, self.desk.me()
        wanted: Callable[[TaskRow], bool] = {
            _MINE: lambda row: me in row.waits_for,
            _ASKED: lambda row: row.state is TaskState.ASKED,
            _ANSWERED: lambda row: row.state is TaskState.ANSWERED,
        }.get(self.filter.currentIndex(), lambda row: True)
        self._tick()
        self.model.set_rows(records_of(tuple(row for row in found if wanted(row))))

    def choose_kind(self) -> None:
        """Show those of another kind: all have been read."""
        self.take(self._rows)
        self.show_list()

    def menu(self) -> QMenu:
        """Set the way to the complaint apart from what is done to the task."""
        menu = super().menu()
        menu.insertSeparator(self.case)
        return menu

    def _tick(self) -> None:
        self.table.tick(self.moment())

    def _chosen(self) -> TaskRow | None:
        """Return the one task that is selected."""
        ids = self.table.selected_ids()
        return next((row for row in self._rows if [row.id] == ids), None)

    def check(self) -> None:
        """Offer what can be done to the one that is selected."""
        row = self._chosen()
        for name, action in self.actions_of.items():
            action.setEnabled(row is not None and (name == "case" or name in POSSIBLE[row.state]))

    def enter(self, task_id: int) -> None:
        """Answer what waits for an answer of who sits here; of all else show the complaint."""
        row = next(row for row in self._rows if row.id == task_id)
        if self.desk.me() in row.waits_for:
            TaskWords(self.desk, self.window(), row, ANSWER).open()
        else:
            self.desk.requests.case.emit(row.ticket_id)

    def _open_case(self) -> None:
        if row := self._chosen():
            self.desk.requests.case.emit(row.ticket_id)

    def _act(self, name: str) -> None:
        row = self._chosen()
        if row is None:
            return
        if name == ACCEPT:
            accept(self.desk, self, row)
        else:
            TaskWords(self.desk, self.window(), row, name).open()
