"""The call list of the follow-ups: take one, see its case beside, and say by one key what became of the call."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from app.services.handling.call_list import CallRow, call_list
from app.services.handling.follow_up import give_back, take
from app.views.bridge import Changes
from app.views.flow import Flow
from app.views.follow_up_columns import call_records, call_table
from app.views.follow_up_form import FollowUpForm
from app.views.i18n import Sentence, number
from app.views.pane import Desk, Pane
from app.views.reader import Reader
from app.views.table import TableView
from app.views.table_column import Moment
from app.views.theme import GAP, PAD, ROOM, icon

_PAUSE_MS = 1_000
_SEARCH_WIDTH = 180
_FORM_WIDTH = 340
_Read = tuple[tuple[CallRow, ...], tuple[str, ...]]


class FollowUpPane(Pane):
    """Who is to be called about a result, in the order in which one calls; the form beside is for the chosen one."""

    title = "Follow-ups"
    icon = "telephone"
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    position = 57
    stacked = True
    shows: ClassVar[frozenset[str]] = frozenset({"Ticket", "Customer", "Person", "DeskRulesVersion"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: tuple[CallRow, ...] = ()
        self._reasons: tuple[str, ...] = ()
        self._has_come = False
        self.model = call_table(self._moment(), self)
        self.table = TableView(self.model, sorted_by="when", wide="title")
        self.search, self.count = QLineEdit(clearButtonEnabled=True), QLabel()
        self.taking, self.leaving = QAction(self), QAction(self)
        self.nothing, self.below = QLabel(wordWrap=True), QStackedWidget()
        self.form, self.parts = FollowUpForm(desk), QSplitter(Qt.Orientation.Horizontal)
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self._arrange()
        self._listen()
        self.retranslate()

    def refresh(self, changes: Changes | None) -> None:
        """Read the list anew; it is short."""
        self.reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language; table and form hear of it themselves."""
        self.search.setPlaceholderText(self.tr("Complaint, customer, telephone"))
        self.search.setAccessibleName(self.tr("Search the call list"))
        self.taking.setText(self.tr("Take and show"))
        self.taking.setToolTip(self.tr("Make this call yourself, and see the complaint (Enter)"))
        self.leaving.setText(self.tr("Give back"))
        self.leaving.setToolTip(self.tr("Let anybody make this call again"))
        self.table.setAccessibleName(self.heading())
        self._show()

    def _arrange(self) -> None:
        head, left = QWidget(), QWidget()
        row = Flow(head, spacing=PAD)
        self.search.setMinimumWidth(_SEARCH_WIDTH)
        row.addWidget(self.search)
        for action, picture in ((self.taking, "person"), (self.leaving, "undo")):
            button = QToolButton()
            action.setIcon(icon(picture))
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            row.addWidget(button)
        self.count.setMinimumHeight(self.search.sizeHint().height())
        row.addWidget(self.count)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(ROOM)
        self.table.setDragEnabled(False)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.below.addWidget(self.table)
        self.below.addWidget(self.nothing)
        inner = QVBoxLayout(left)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GAP)
        inner.addWidget(head)
        inner.addWidget(self.below, 1)
        frame = QScrollArea(widgetResizable=True)
        frame.setFrameShape(QScrollArea.Shape.NoFrame)
        frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        frame.setMinimumWidth(_FORM_WIDTH)
        frame.setWidget(self.form)
        self.parts.addWidget(left)
        self.parts.addWidget(frame)
        self.parts.setStretchFactor(0, 1)
        self.parts.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, PAD)
        column.addWidget(self.parts)
        self.setFocusProxy(self.table)

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.table.setFocus)
        self.table.typed.connect(self._type)
        self.table.opened.connect(self._take)
        self.table.selectionModel().selectionChanged.connect(self._choose)
        self.taking.triggered.connect(lambda: self._take(self.table.selected_ids()[0]))
        self.leaving.triggered.connect(self._give_back)
        self.form.recorded.connect(self.table.setFocus)

    def _moment(self) -> Moment:
        return Moment(self.desk.now(), self.desk.zone)

    def _begin(self) -> Callable[[Session], _Read]:
        desk, me, now = self.desk, self.desk.me(), self.desk.now()

        def read(session: Session) -> _Read:
            reasons = desk.rulebook.desk(session).follow_up.reasons
            return call_list(session, desk.zone, person_id=me, now=now), tuple(sorted(reasons))

        return read

    def _come(self, found: _Read) -> None:
        self._rows, self._reasons = found
        self._has_come = True
        chosen = self.table.selected_ids()
        self.table.tick(self._moment())
        self.model.set_rows(call_records(self._rows))
        kept = [id_ for id_ in chosen if any(row.id == id_ for row in self._rows)]
        # The next one to call is chosen by itself: a key is enough.
        if not kept and self.model.rowCount():
            self.table.select_ids([self.model.id_at(0)])
        self._show()
        self._choose()

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._show()

    def _type(self, text: str) -> None:
        if not (text.isdecimal() and text.isascii() and self.form.press(int(text))):
            self.search.setFocus()
            self.search.insert(text)

    def _chosen(self) -> CallRow | None:
        ids = self.table.selected_ids()
        return next((row for row in self._rows if ids and row.id == ids[0]), None)

    def _choose(self) -> None:
        row = self._chosen()
        self.taking.setEnabled(row is not None)
        self.leaving.setEnabled(row is not None and row.taken_by_id is not None)
        if not self.form.busy:
            self.form.show_call(row, self._reasons)

    def _show(self) -> None:
        """Show the table, or what to do where it would be empty."""
        now = self.desk.now()
        ready = sum(row.call_at <= now for row in self._rows)
        counted = self.tr("{ready} of {count} can be called now")
        self.count.setText(counted.format(ready=number(ready), count=number(len(self._rows))) if self._rows else "")
        if not self._has_come:
            self.nothing.setText(self.tr("The call list is being read."))
        elif self._rows:
            self.nothing.setText(self.tr("No follow-up matches. Empty the search to see all."))
        else:
            self.nothing.setText(
                self.tr(
                    "Nobody is to be called. Each complaint that is resolved comes here, to ask how content they are."
                )
            )
        self.below.setCurrentWidget(self.table if self.model.found() else self.nothing)

    def _take(self, follow_up_id: int) -> None:
        row = next(row for row in self._rows if row.id == follow_up_id)
        desk, me = self.desk, self.desk.me()

        def work() -> None:
            with desk.database.write() as session:
                take(session, follow_up_id, person_id=me, now=desk.now())

        desk.tasks.run(self, work, lambda _: desk.requests.case.emit(row.ticket_id), refused=desk.notices.refuse)

    def _give_back(self) -> None:
        row, desk = self._chosen(), self.desk
        if row is None:
            return

        def work() -> None:
            with desk.database.write() as session:
                give_back(session, row.id, now=desk.now())

        said = Sentence("FollowUp", "{number}: anybody can make this call again", number=row.number)
        desk.tasks.run(self, work, lambda _: desk.notices.change(said), refused=desk.notices.refuse)
