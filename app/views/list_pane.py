"""What the panes that list something have in common: a filter and a search above a table, a sentence in its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.views.bridge import Changes
from app.views.flow import Flow
from app.views.pane import Desk, Pane
from app.views.reader import Reader
from app.views.table.column import Moment
from app.views.table.model import TableModel
from app.views.table.view import TableView
from app.views.theme import GAP, PAD, ROOM, icon

# From the end of one reading to the next: every change of what is listed asks for one.
_PAUSE_MS = 1_000
_SEARCH_WIDTH = 180


@dataclass(frozen=True)
class Emptiness:
    """What stands where nothing is listed: while it is read, none found, none of the filter's kind, none at all."""

    reading: str
    none_found: str
    none_of_kind: str
    nothing: str


class ListPane(Pane):
    """Lists what was read; what can be done to a row is a button and in its menu.

    A pane with `kinds` shows those of one at a time; the first is all.
    """

    sorted_by: ClassVar[str]
    wide: ClassVar[str]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.has_come = False
        self.filter, self.search, self.counted = QComboBox(), QLineEdit(clearButtonEnabled=True), QLabel()
        self.model = self.make_model(self.moment())
        self.table = TableView(self.model, sorted_by=self.sorted_by, wide=self.wide)
        self.nothing, self.below = QLabel(wordWrap=True), QStackedWidget()
        self.reader = Reader(desk, self.reading, self, pause_ms=_PAUSE_MS)
        self.actions_of: dict[str, QAction] = {}
        self.list = self._arrange()
        self._listen()

    def make_model(self, moment: Moment) -> TableModel:
        """Return the model of the table, with nothing in it."""
        raise NotImplementedError

    def reading(self) -> Callable[[Session], Any]:
        """Say, on the GUI thread, what is to be read in another."""
        raise NotImplementedError

    def take(self, found: Any) -> None:
        """Give the model what was read."""
        raise NotImplementedError

    def kinds(self) -> Sequence[str]:
        """Return what the filter offers, in the language of now; the first is all."""
        return ()

    def emptiness(self) -> Emptiness:
        """Return what to say where nothing is listed."""
        raise NotImplementedError

    def check(self) -> None:
        """Let the actions do what can be done to what is selected."""
        raise NotImplementedError

    def enter(self, id_: int) -> None:
        """Do to a row what a double click or Enter means."""
        raise NotImplementedError

    def count(self) -> str:
        """Say how many wait for somebody; nothing where none does."""
        return ""

    def refresh(self, changes: Changes | None) -> None:
        """Read the list anew; it is short."""
        self.reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language; the table hears of it itself."""
        chosen = max(self.filter.currentIndex(), 0)
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.addItems(self.kinds())
        self.filter.setCurrentIndex(chosen)
        self.filter.blockSignals(False)
        self.filter.updateGeometry()
        self.filter.setHidden(not self.filter.count())
        self.table.setAccessibleName(self.heading())
        self.show_list()

    def moment(self) -> Moment:
        """Return the instant and the zone in which the table is read."""
        return Moment(self.desk.now(), self.desk.zone)

    def add_action(self, name: str, picture: str, doing: Callable[[], object]) -> QAction:
        """Add a button to the head, and to the menu of the rows, for what can be done."""
        self.actions_of[name] = action = QAction(icon(picture), "", self)
        action.triggered.connect(lambda: doing())
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.insertWidget(self.head.count() - 1, button)
        return action

    def menu(self) -> QMenu:
        """Make the menu of what is selected."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self.actions_of.values()))
        return menu

    def choose_kind(self) -> None:
        """Show what is of the kind that was chosen in the filter."""
        self.reader.ask(hurried=True)

    def type(self, text: str) -> None:
        """Take what is typed into the table: it is searched for."""
        self.search.setFocus()
        self.search.insert(text)

    def show_list(self) -> None:
        """Show the table, or what to do where it would be empty."""
        said = self.emptiness()
        if not self.has_come:
            self.nothing.setText(said.reading)
        elif self.model.total():
            self.nothing.setText(said.none_found)
        else:
            self.nothing.setText(said.none_of_kind if self.filter.currentIndex() > 0 else said.nothing)
        self.counted.setText(self.count())
        self.counted.setHidden(not self.counted.text())
        self.below.setCurrentWidget(self.table if self.model.found() else self.nothing)
        # The keyboard goes nowhere that cannot be seen.
        self.setFocusProxy(self.table if self.model.found() else self.search)
        self.check()

    def _arrange(self) -> QWidget:
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.search.setMinimumWidth(_SEARCH_WIDTH)
        # The row of controls sets everything at its upper edge.
        self.counted.setMinimumHeight(self.search.sizeHint().height())
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(ROOM)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.setDragEnabled(False)
        head, whole = QWidget(), QWidget()
        self.head = Flow(head, spacing=PAD)
        for widget in (self.filter, self.search, self.counted):
            self.head.addWidget(widget)
        self.below.addWidget(self.table)
        self.below.addWidget(self.nothing)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(head)
        column.addWidget(self.below, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(PAD, GAP, PAD, PAD)
        outer.addWidget(whole)
        return whole

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        self.filter.activated.connect(self.choose_kind)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.table.setFocus)
        self.table.typed.connect(self.type)
        self.table.opened.connect(self.enter)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.selectionModel().selectionChanged.connect(self.check)

    def _come(self, found: Any) -> None:
        self.has_come = True
        self.take(found)
        self.show_list()

    def _search(self, text: str) -> None:
        self.model.search(text)
        self.show_list()

    def _show_menu(self, at: QPoint) -> None:
        if self.table.selected_ids():
            self.menu().popup(self.table.viewport().mapToGlobal(at))
