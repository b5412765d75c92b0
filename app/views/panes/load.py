"""The agent load: who is on, for how long, and with how much; tickets are dropped on people, states are set here."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QStackedWidget, QToolButton, QVBoxLayout

from app.models.people import AgentState
from app.services.effort import weigh
from app.services.floor.load import Load, no_load, read_load
from app.services.handling.actions import assign
from app.views.bridge import Changes
from app.views.load.absences import let_come_back, let_leave
from app.views.load.agent_states import STATES, state_sign, state_word
from app.views.load.columns import load_table
from app.views.load.rest import RestLine
from app.views.load.states import let_be
from app.views.load.summary import LoadSummary
from app.views.load.table import LoadTable
from app.views.pane import Desk, Pane
from app.views.queue.filter import WorklistFilter
from app.views.reader import Reader
from app.views.table.column import Moment
from app.views.theme import GAP, PAD, ROOM, icon
from app.views.ticket_actions import act

# From the end of one reading to the next: every ticket that anybody touches asks for one.
_PAUSE_MS = 1_000
_SORTS = ("load", "name", "state")
_GROUPS = ("team", "state")
_FALLING = Qt.SortOrder.DescendingOrder


class LoadPane(Pane):
    """People by load, with a search, an order and groups that are remembered."""

    title = "Agent load"
    icon = "agents"
    area = Qt.DockWidgetArea.RightDockWidgetArea
    position = 40
    share = 4
    shows: ClassVar[frozenset[str]] = frozenset({"Activation", "Person", "Ticket"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._load: Load = no_load(desk.now())
        self._has_come = False
        # A load that came while tickets were being dragged: nobody moves away from under the cursor.
        self._held: Load | None = None
        self.summary, self.search, self.view = LoadSummary(), QLineEdit(clearButtonEnabled=True), QToolButton()
        self.rests, self.level = RestLine(desk), QToolButton()
        self.model = load_table(self._load, self._moment(), self)
        self.table, self.nobody, self.below = LoadTable(self.model), QLabel(wordWrap=True), QStackedWidget()
        self.reader = Reader(desk, lambda: partial(read_load, now=desk.now()), self, pause_ms=_PAUSE_MS)
        self.second = QTimer(self, interval=1_000)
        # With a menu made before them, Qt would leave all that stands here out of the way of the Tab key.
        self._arrange()
        self._add_actions()
        self._listen()
        self._remember()
        self.retranslate()

    def refresh(self, changes: Changes | None) -> None:
        """Ask for the load: whatever has changed may change everybody's counts."""
        self.reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language; table and summary hear of it themselves."""
        self.search.setPlaceholderText(self.tr("Name, team or queue"))
        self.search.setAccessibleName(self.tr("Search for people by name, team or queue"))
        self.table.setAccessibleName(self.heading())
        self.level.setText(self.tr("Level …"))
        self.level.setToolTip(self.tr("Propose the fewest moves after which nobody carries too much (Ctrl+Shift+L)"))
        self.view.setToolTip(self.tr("Sort and group"))
        self.view.setAccessibleName(self.tr("Sort and group"))
        self.sorts["load"].setText(self.tr("Sort by load"))
        self.sorts["name"].setText(self.tr("Sort by name"))
        self.sorts["state"].setText(self.tr("Sort by state"))
        self.groups["team"].setText(self.tr("Group by team"))
        self.groups["state"].setText(self.tr("Group by state"))
        self.show_tickets.setText(self.tr("Show their complaints"))
        self.absences["today"].setText(self.tr("For the rest of the day"))
        self.absences["open"].setText(self.tr("Until they are back"))
        self.absences["back"].setText(self.tr("Here again"))
        self.absences["hearing"].setText(self.tr("Absence and digest …"))
        for state, action in self.states.items():
            action.setText(f"{state_sign(state)}  {state_word(state)}")
        self._show_count()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Let time be seen."""
        super().showEvent(event)
        self._tick()
        self.second.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Count no seconds that nobody sees."""
        super().hideEvent(event)
        self.second.stop()

    def _add_actions(self) -> None:
        self.states = {state: QAction(self) for state in STATES if state is not None}
        for number, (state, action) in enumerate(self.states.items(), 1):
            action.setShortcut(QKeySequence(f"Alt+{number}"))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, state=state: self._set_state(state))
        self.absences = {name: QAction(self) for name in ("today", "open", "back", "hearing")}
        self.absences["today"].triggered.connect(lambda: self._let_leave(for_today=True))
        self.absences["open"].triggered.connect(lambda: self._let_leave(for_today=False))
        self.absences["back"].triggered.connect(lambda: let_come_back(self.desk, self.table.selected_ids()))
        self.absences["hearing"].triggered.connect(self._say_how_they_hear)
        self.show_tickets = QAction(self)
        self.show_tickets.triggered.connect(self._show_tickets_of_current)
        self.addActions(list(self.states.values()))
        self.sorts = {key: QAction(self, checkable=True) for key in _SORTS}
        self.groups = {key: QAction(self, checkable=True) for key in _GROUPS}
        menu, order = QMenu(self), QActionGroup(self)
        for key, action in self.sorts.items():
            order.addAction(action)
            action.triggered.connect(lambda _=False, key=key: self._sort(key))
        menu.addActions(list(self.sorts.values()))
        menu.addSeparator()
        menu.addActions(list(self.groups.values()))
        for key, action in self.groups.items():
            action.triggered.connect(lambda checked, key=key: self._group(key if checked else None))
        menu.aboutToShow.connect(self._check)
        self.view.setMenu(menu)
        self.view.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.view.setIcon(icon("pane"))

    def _arrange(self) -> None:
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nobody.setMargin(ROOM)
        self.nobody.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for widget in (self.table, self.nobody):
            self.below.addWidget(widget)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.search, 1)
        row.addWidget(self.level)
        row.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, PAD)
        column.setSpacing(GAP)
        column.addWidget(self.summary)
        column.addWidget(self.rests)
        column.addLayout(row)
        column.addWidget(self.below, 1)

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        self.second.timeout.connect(self._tick)
        self.rests.chosen.connect(self._look_at)
        self.level.clicked.connect(self._level)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.table.setFocus)
        self.table.typed.connect(self._type)
        self.table.opened.connect(self._show_tickets)
        self.table.came_over.connect(self._weigh)
        self.table.dropped.connect(self._assign)
        self.table.settled.connect(self._settle)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._keep_order)

    def _moment(self) -> Moment:
        return Moment(self.desk.now(), self.desk.zone)

    def _tick(self) -> None:
        moment = self._moment()
        self.table.tick(moment)
        self.summary.show_load(self._load, moment)
        if self._has_come:
            self.rests.show_load(self._load, moment.now)

    def _come(self, load: Load) -> None:
        if self.table.is_target:
            self._held = load
            return
        self._load, self._has_come = load, True
        self.model.set_rows(load)
        self.table.make_room()
        self._tick()
        self._show_count()

    def _settle(self) -> None:
        if held := self._held:
            self._held = None
            self._come(held)

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._show_count()

    def _type(self, text: str) -> None:
        self.search.setFocus()
        self.search.insert(text)

    def _show_count(self) -> None:
        """Show the table, or what to do where it would be empty."""
        if not self._has_come:
            self.nobody.clear()
        elif not self.model.total():
            self.nobody.setText(
                self.tr(
                    "Nobody handles complaints here yet.\nAdd people by your own name in the top line, or import a "
                    "list of them with their teams (“Import other data …”)."
                )
            )
        elif not self.model.found():
            self.nobody.setText(self.tr("Nobody is called so.\nEmpty the search to see everybody."))
        self.below.setCurrentWidget(self.table if self.model.found() else self.nobody)
        for widget in (self.summary, self.search, self.level, self.view):
            widget.setVisible(bool(self.model.total()))
        # The keyboard goes nowhere that cannot be seen.
        self.setFocusProxy(self.table if self.model.found() else self.search if self.model.total() else self.nobody)

    def _sort(self, key: str) -> None:
        self.table.sortByColumn([column.key for column in self.model.columns].index(key), Qt.SortOrder.AscendingOrder)

    def _group(self, key: str | None) -> None:
        self.model.group(key)
        self.desk.memory.keep("load/group", key or "")

    def _check(self) -> None:
        """Show in the menu how the table is sorted and grouped now."""
        header = self.table.horizontalHeader()
        sorted_by = self.model.columns[header.sortIndicatorSection()].key
        for key, action in self.sorts.items():
            action.setChecked(key == sorted_by)
        for key, action in self.groups.items():
            action.setChecked(key == self.model.grouped_by())

    def _keep_order(self, column: int, order: Qt.SortOrder) -> None:
        self.desk.memory.keep("load/order", f"{self.model.columns[column].key} {int(order == _FALLING)}")

    def _remember(self) -> None:
        keys = [column.key for column in self.model.columns]
        key, _, falling = self.desk.memory.text("load/order").partition(" ")
        if key in keys:
            order = _FALLING if falling == "1" else Qt.SortOrder.AscendingOrder
            self.table.sortByColumn(keys.index(key), order)
        if (group := self.desk.memory.text("load/group")) in _GROUPS:
            self.model.group(group)

    def _show_menu(self, at: QPoint) -> None:
        if self.table.selected_ids():
            menu = QMenu(self)
            menu.addActions(list(self.states.values()))
            menu.addSeparator()
            away = menu.addMenu(self.tr("Away"))
            away.addActions(list(self.absences.values()))
            menu.addAction(self.show_tickets)
            menu.popup(self.table.viewport().mapToGlobal(at))

    def _set_state(self, state: AgentState) -> None:
        if people := self.table.selected_ids():
            let_be(self.desk, people, state)

    def _let_leave(self, *, for_today: bool) -> None:
        if people := self.table.selected_ids():
            let_leave(self.desk, people, for_today=for_today)

    def _say_how_they_hear(self) -> None:
        # Questions are not asked before the first paint.
        from app.views.dialogs.absence import AbsenceDialog

        if people := self.table.selected_ids():
            AbsenceDialog(self.desk, self.window(), people[0]).open()

    def _look_at(self, person_id: int) -> None:
        self.search.clear()
        self.table.select_ids([person_id])
        self.table.setFocus()

    def _level(self) -> None:
        from app.views.dialogs.level_load import LevelLoad

        dialog = LevelLoad(self.desk, self.window())
        dialog.open()

    def _assign(self, ticket_ids: list[int], person_id: int) -> None:
        act(
            self.desk,
            self,
            lambda session, me, now: assign(session, ticket_ids, person_id, person_id=me, now=now),
        )

    def _weigh(self, ticket_ids: list[int]) -> None:
        def read() -> float:
            with self.desk.database.read() as session:
                return weigh(session, ticket_ids)

        self.desk.tasks.read(self, read, partial(self.table.weigh, ticket_ids))

    def _show_tickets(self, person_id: int) -> None:
        self.desk.requests.worklist.emit(WorklistFilter(owners=frozenset({person_id})))

    def _show_tickets_of_current(self) -> None:
        self.desk.requests.worklist.emit(WorklistFilter(owners=frozenset(self.table.selected_ids())))
