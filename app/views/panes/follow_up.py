"""The call list of the follow-ups: take one, see its case beside, and say by one key what became of the call."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter
from sqlalchemy.orm import Session

from app.services.handling.call_list import CallRow, call_list
from app.services.handling.follow_up import give_back, take
from app.views.follow_up.columns import call_records, call_table
from app.views.follow_up.form import FollowUpForm
from app.views.i18n import Sentence, number
from app.views.list_pane import Emptiness, ListPane
from app.views.pane import Desk, Pane
from app.views.table.column import Moment
from app.views.table.model import TableModel
from app.views.table.view import TableView

_FORM_WIDTH = 340
_Read = tuple[tuple[CallRow, ...], tuple[str, ...]]


class FollowUpPane(ListPane, Pane):
    """Who is to be called about a result, in the order in which one calls; the form beside is for the chosen one."""

    title = "Follow-ups"
    icon = "telephone"
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    position = 57
    stacked = True
    shows: ClassVar[frozenset[str]] = frozenset({"Ticket", "Customer", "Person", "DeskRulesVersion"})
    sorted_by = "when"
    wide = "title"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: tuple[CallRow, ...] = ()
        self._reasons: tuple[str, ...] = ()
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.taking = self.add_action("take", "person", lambda: self.enter(self.table.selected_ids()[0]))
        self.leaving = self.add_action("leave", "undo", self._give_back)
        self.form, self.parts = FollowUpForm(desk), QSplitter(Qt.Orientation.Horizontal)
        self.form.recorded.connect(self.table.setFocus)
        self._put_beside()
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language; table and form hear of it themselves."""
        self.search.setPlaceholderText(self.tr("Complaint, customer, telephone"))
        self.search.setAccessibleName(self.tr("Search the call list"))
        self.taking.setText(self.tr("Take and show"))
        self.taking.setToolTip(self.tr("Make this call yourself, and see the complaint (Enter)"))
        self.leaving.setText(self.tr("Give back"))
        self.leaving.setToolTip(self.tr("Let anybody make this call again"))
        super().retranslate()

    def emptiness(self) -> Emptiness:
        """Say how the list fills."""
        return Emptiness(
            self.tr("The call list is being read."),
            self.tr("No follow-up matches. Empty the search to see all."),
            "",
            self.tr("Nobody is to be called. Each complaint that is resolved comes here, to ask how content they are."),
        )

    def count(self) -> str:
        """Say how many can be called now, of all."""
        now = self.desk.now()
        ready = sum(row.call_at <= now for row in self._rows)
        counted = self.tr("{ready} of {count} can be called now")
        return counted.format(ready=number(ready), count=number(len(self._rows))) if self._rows else ""

    def make_model(self, moment: Moment) -> TableModel:
        """Return a table of calls."""
        return call_table(moment, self)

    def reading(self) -> Callable[[Session], _Read]:
        """Read the calls, and the reasons of discontent that the form offers."""
        desk, me, now = self.desk, self.desk.me(), self.desk.now()

        def read(session: Session) -> _Read:
            reasons = desk.rulebook.desk(session).follow_up.reasons
            return call_list(session, desk.zone, person_id=me, now=now), tuple(sorted(reasons))

        return read

    def take(self, found: _Read) -> None:
        """Show the calls; the next one to call is chosen by itself: a key is enough."""
        self._rows, self._reasons = found
        chosen = self.table.selected_ids()
        self.table.tick(self.moment())
        self.model.set_rows(call_records(self._rows))
        kept = [id_ for id_ in chosen if any(row.id == id_ for row in self._rows)]
        if not kept and self.model.rowCount():
            self.table.select_ids([self.model.id_at(0)])

    def type(self, text: str) -> None:
        """Take a digit for the form, where it means something there; all else is searched for."""
        if not (text.isdecimal() and text.isascii() and self.form.press(int(text))):
            super().type(text)

    def check(self) -> None:
        """Show the chosen one in the form."""
        row = self._chosen()
        self.taking.setEnabled(row is not None)
        self.leaving.setEnabled(row is not None and row.taken_by_id is not None)
        self.form.show_call(row, self._reasons)

    def _put_beside(self) -> None:
        """Put the form beside the list."""
        frame = QScrollArea(widgetResizable=True)
        frame.setFrameShape(QScrollArea.Shape.NoFrame)
        frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        frame.setMinimumWidth(_FORM_WIDTH)
        frame.setWidget(self.form)
        column = self.layout()
        assert column, "the list lies in one"
        column.addWidget(self.parts)
        self.parts.addWidget(self.list)
        self.parts.addWidget(frame)
        self.parts.setStretchFactor(0, 1)
        self.parts.setChildrenCollapsible(False)

    def _chosen(self) -> CallRow | None:
        ids = self.table.selected_ids()
        return next((row for row in self._rows if ids and row.id == ids[0]), None)

    def enter(self, follow_up_id: int) -> None:
        """Make a call oneself, and see its complaint."""
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
