"""The pane of department tasks: all that is open, the soonest first; a contact with a seat answers here."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.department import TaskState
from app.services.handling.task_list import TaskRow, open_tasks
from app.views.bridge import Changes
from app.views.case_parts.tasks import accept
from app.views.dialogs.task_words import ANSWER, SEND_BACK, WITHDRAW, TaskWords
from app.views.flow import Flow
from app.views.i18n import QT_TRANSLATE_NOOP, Sentence
from app.views.pane import Desk, Pane
from app.views.reader import Reader
from app.views.table import TableView
from app.views.table_column import Moment
from app.views.task_card import ACCEPT, POSSIBLE
from app.views.task_columns import records_of, task_table
from app.views.theme import GAP, PAD, ROOM, icon

# From the end of one reading to the next: every change of a complaint asks for one.
_PAUSE_MS = 1_000
_SEARCH_WIDTH = 180
# What is left is said in minutes at the least.
_TICK_MS = 30_000
_ALL, _MINE, _ASKED, _ANSWERED = range(4)
_FILTERS = (
    QT_TRANSLATE_NOOP("TasksPane", "All open tasks"),
    QT_TRANSLATE_NOOP("TasksPane", "Waiting for my answer"),
    QT_TRANSLATE_NOOP("TasksPane", "Not answered yet"),
    QT_TRANSLATE_NOOP("TasksPane", "Answered: to be looked at"),
)
_ICONS = {ANSWER: "reply", ACCEPT: "check", SEND_BACK: "retry", WITHDRAW: "cancel"}


class TasksPane(Pane):
    """Lists what departments still owe and what they have answered; what can be done to a task is done here, too."""

    title = "Tasks"
    icon = "department"
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    position = 56
    stacked = True
    shows: ClassVar[frozenset[str]] = frozenset({"Ticket", "Department", "Person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: tuple[TaskRow, ...] = ()
        self._has_come = False
        self.filter, self.search = QComboBox(), QLineEdit(clearButtonEnabled=True)
        self.model = task_table(records_of(()), Moment(desk.now(), desk.zone), self)
        self.table = TableView(self.model, sorted_by="due", wide="title")
        self.nothing, self.below = QLabel(wordWrap=True), QStackedWidget()
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self.actions_of = {name: QAction(icon(picture), "", self) for name, picture in _ICONS.items()}
        self.case = QAction(icon("case"), "", self)
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._arrange()
        self.retranslate()

    def refresh(self, changes: Changes | None) -> None:
        """Read the open tasks anew; they are few."""
        self.reader.ask()

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
        chosen = max(self.filter.currentIndex(), 0)
        self.filter.blockSignals(True)
        self.filter.clear()
        for source in _FILTERS:
            self.filter.addItem(str(Sentence("TasksPane", source)))
        self.filter.setCurrentIndex(chosen)
        self.filter.blockSignals(False)
        self.filter.setAccessibleName(self.tr("Which tasks are shown"))
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
        self.table.setAccessibleName(self.heading())
        self._show()

    def _arrange(self) -> None:
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.search.setMinimumWidth(_SEARCH_WIDTH)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(ROOM)
        head = QWidget()
        row = Flow(head, spacing=PAD)
        for widget in (self.filter, self.search):
            row.addWidget(widget)
        for name, action in (*self.actions_of.items(), ("case", self.case)):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            row.addWidget(button)
            if name != "case":
                action.triggered.connect(lambda _=False, name=name: self._act(name))
        self.case.triggered.connect(lambda: self._open_case())
        self.below.addWidget(self.table)
        self.below.addWidget(self.nothing)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.setDragEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, PAD)
        column.setSpacing(GAP)
        column.addWidget(head)
        column.addWidget(self.below, 1)
        self.setFocusProxy(self.table)
        self.reader.came.connect(self._come)
        self._ticks.timeout.connect(self._tick)
        self.filter.activated.connect(lambda _: self._filter())
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.table.setFocus)
        self.table.typed.connect(self._type)
        self.table.opened.connect(self._enter)
        self.table.customContextMenuRequested.connect(lambda at: self.menu().popup(self.table.mapToGlobal(at)))
        self.table.selectionModel().selectionChanged.connect(self._check)

    def _begin(self) -> Callable[[Session], tuple[TaskRow, ...]]:
        return open_tasks

    def _come(self, rows: tuple[TaskRow, ...]) -> None:
        self._rows, self._has_come = rows, True
        self._filter()

    def _filter(self) -> None:
        which, me = self.filter.currentIndex(), self.desk.me()
        wanted: Callable[[TaskRow], bool] = {
            _MINE: lambda row: me in row.waits_for,
            _ASKED: lambda row: row.state is TaskState.ASKED,
            _ANSWERED: lambda row: row.state is TaskState.ANSWERED,
        }.get(which, lambda row: True)
        self._tick()
        self.model.set_rows(records_of(tuple(row for row in self._rows if wanted(row))))
        self._show()

    def _tick(self) -> None:
        self.table.tick(Moment(self.desk.now(), self.desk.zone))

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._show()

    def _type(self, text: str) -> None:
        self.search.setFocus()
        self.search.insert(text)

    def _show(self) -> None:
        """Show the table, or what to do where it would be empty."""
        if not self._has_come:
            self.nothing.setText(self.tr("The tasks are being read."))
        elif self.model.total():
            self.nothing.setText(self.tr("No task matches. Empty the search to see all."))
        elif self._rows:
            self.nothing.setText(self.tr("There is no task of this kind."))
        else:
            self.nothing.setText(
                self.tr(
                    "No department owes an answer. One is asked from the page “Tasks” of a case; departments are "
                    "added in the menu."
                )
            )
        self.below.setCurrentWidget(self.table if self.model.found() else self.nothing)
        self._check()

    def menu(self) -> QMenu:
        """Make the menu of what is selected."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self.actions_of.values()))
        menu.addSeparator()
        menu.addAction(self.case)
        return menu

    def _chosen(self) -> TaskRow | None:
        """Return the one task that is selected."""
        ids = self.table.selected_ids()
        return next((row for row in self._rows if [row.id] == ids), None)

    def _check(self) -> None:
        row = self._chosen()
        for name, action in self.actions_of.items():
            action.setEnabled(row is not None and name in POSSIBLE[row.state])
        self.case.setEnabled(row is not None)

    def _enter(self, task_id: int) -> None:
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
