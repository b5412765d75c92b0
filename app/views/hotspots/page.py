"""One page of the pane of hotspots: a list on the left, and on the right what is chosen of it and its complaints."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services.handling.incident_rows import MemberRow
from app.views.flow import Flow
from app.views.hotspots.columns import MEMBER_COLUMNS, members_as, table_of
from app.views.hotspots.curve import Curve
from app.views.i18n import Translated
from app.views.pane import Desk
from app.views.table.column import Column, Moment, Records
from app.views.table.view import TableView
from app.views.theme import GAP, PAD, ROOM, scaled_font


class HotspotPage(Translated, QWidget):
    """Lists rows, tells `chosen` when another one is looked at, and shows its complaints, which open as cases.

    `buttons` are what can be done with it, by name.
    """

    chosen = Signal()

    def __init__(
        self,
        desk: Desk,
        columns: tuple[Column, ...],
        wide: str,
        buttons: Sequence[str],
        members: tuple[Column, ...] = MEMBER_COLUMNS,
    ) -> None:
        super().__init__()
        self.desk = desk
        moment = Moment(desk.now(), desk.zone)
        self.model, self.members_model = table_of(columns, moment, self), table_of(members, moment, self)
        self.table = TableView(self.model, sorted_by="state", wide=wide)
        self.members = TableView(self.members_model, sorted_by="received", wide="title")
        self.heading, self.facts = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.curve, self.nothing, self.stack = Curve(), QLabel(wordWrap=True), QStackedWidget()
        self.buttons = {name: QPushButton() for name in buttons}
        self._rows: dict[int, Any] = {}
        self._chosen: int | None = None
        self._arrange()
        self.table.selectionModel().selectionChanged.connect(self._choose)
        self.members.opened.connect(desk.requests.case.emit)
        # Enter on what is listed goes on to its complaints.
        self.table.opened.connect(lambda _: self.members.setFocus())

    def show_rows(self, rows: Records, *, empty: str) -> None:
        """Show these; what was chosen stays, or the first one is. Where there is none, the sentence says why."""
        self._rows = dict(zip(rows.ids.tolist(), rows.rows, strict=True))
        self.model.set_rows(rows)
        self.nothing.setText(empty)
        self.stack.setCurrentIndex(0 if self._rows else 1)
        wanted = self._chosen if self._chosen in self._rows else None
        if wanted is None and self._rows:
            wanted = self.model.id_at(0)
        self.choose(wanted)

    def choose(self, id_: int | None) -> None:
        """Look at a row by its id."""
        self._chosen = id_
        if id_ is not None and self.table.selected_ids() != [id_]:
            self.table.select_ids([id_])
        self.chosen.emit()

    def row(self) -> Any:
        """Return what is looked at; None: nothing."""
        return self._rows.get(self._chosen) if self._chosen is not None else None

    def show_members(self, members: tuple[MemberRow, ...]) -> None:
        """Show the complaints of what is looked at."""
        self.members_model.set_rows(members_as(members))

    def connect_buttons(self, **doings: Callable[[], None]) -> None:
        """Say what each button does."""
        for name, doing in doings.items():
            self.buttons[name].clicked.connect(lambda _=False, doing=doing: doing())

    def retranslate(self) -> None:
        """Leave the words to the pane; the tables hear of the language themselves."""

    def _choose(self) -> None:
        ids = self.table.selected_ids()
        if ids and ids[0] != self._chosen:
            self.choose(ids[0])

    def _arrange(self) -> None:
        self.heading.setFont(scaled_font(self, 1.2, bold=True))
        for label in (self.heading, self.facts, self.nothing):
            # What people have written is no markup.
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(ROOM)
        for table in (self.table, self.members):
            table.setDragEnabled(False)
        answers = QWidget()
        row = Flow(answers)
        for button in self.buttons.values():
            row.addWidget(button)
        detail = QWidget()
        column = QVBoxLayout(detail)
        column.setContentsMargins(PAD, GAP, 0, 0)
        column.setSpacing(GAP)
        for widget in (self.heading, self.facts, self.curve, answers):
            column.addWidget(widget)
        column.addWidget(self.members, 1)
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        split.addWidget(self.table)
        split.addWidget(detail)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        self.stack.addWidget(split)
        self.stack.addWidget(self.nothing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, GAP, 0, 0)
        whole.addWidget(self.stack)
        self.setFocusProxy(self.table)
