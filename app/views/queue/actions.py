"""What can be done with the selected tickets of the queue: by the context menu, the buttons below, and one key each."""

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.views.i18n import Translated
from app.views.pane import Desk
from app.views.table.model import TableModel
from app.views.table.view import TableView
from app.views.theme import GAP, icon

if TYPE_CHECKING:
    from app.services.handling.case import Case

_ON_TABLE = Qt.ShortcutContext.WidgetShortcut


class QueueActions(Translated, QWidget):
    """Buttons for the actions, which act on the rows that are selected in the table; several are asked about once.

    Merging, which is done now and then to one or two, stands in the context menu only, with the opening of an incident
    for them and the time per stage.
    """

    def __init__(self, desk: Desk, view: TableView, table: TableModel) -> None:
        super().__init__()
        self._desk, self._view, self._table = desk, view, table
        self._all_wait = False
        self.show_case, self.assign, self.wait, self.lift, self.merge = (QAction(self) for _ in range(5))
        self.incident, self.stages = QAction(self), QAction(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        keys = {self.show_case: "", self.assign: "A", self.wait: "W", self.lift: "P", self.merge: "M"}
        keys[self.incident] = "I"
        for action, key in keys.items():
            action.setShortcut(QKeySequence(key))
            # Elsewhere these letters are letters.
            action.setShortcutContext(_ON_TABLE)
            view.addAction(action)
            if action in (self.merge, self.incident):
                continue
            button = QToolButton(autoRaise=True)
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        # About all complaints, whatever is selected.
        view.addAction(self.stages)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for action, name in zip(keys, ("case", "person", "wait", "raise", "merge", "hotspot"), strict=True):
            action.setIcon(icon(name))
        self.show_case.triggered.connect(self._open)
        self.assign.triggered.connect(self._assign)
        self.wait.triggered.connect(lambda: self._do("go_on" if self._all_wait else "wait"))
        self.lift.triggered.connect(lambda: self._do("raise_priority"))
        self.merge.triggered.connect(self._look_at_both)
        self.incident.triggered.connect(self._open_incident)
        self.stages.triggered.connect(self._show_stages)
        self.select([])
        self.retranslate()

    def select(self, ids: list[int]) -> None:
        """Take which tickets are selected: what cannot be done is not offered."""
        rows, slots = self._table.rows, self._table.slots()
        # Every second, and mostly of none.
        all_wait = bool(ids) and bool(rows.waiting[slots[np.isin(rows.ids[slots], ids)]].all())
        for action in (self.show_case, self.assign, self.wait, self.lift, self.incident):
            action.setEnabled(bool(ids))
        self.merge.setEnabled(len(ids) in (1, 2))
        if all_wait != self._all_wait:
            self._all_wait = all_wait
            self.retranslate()

    def retranslate(self) -> None:
        """Put the actions in the language."""
        words = {
            self.show_case: (self.tr("Open"), self.tr("Open the case (Enter)")),
            self.assign: (self.tr("Assign …"), self.tr("Assign to somebody (A)")),
            self.lift: (self.tr("Raise"), self.tr("Raise the priority (P)")),
            self.merge: (self.tr("Merge …"), self.tr("Merge into another complaint (M)")),
            self.incident: (self.tr("Open an incident …"), self.tr("Solve these complaints together later (I)")),
            self.wait: (
                (self.tr("Go on"), self.tr("Go on: the customer has replied (W)"))
                if self._all_wait
                else (self.tr("Wait"), self.tr("Wait for the customer's answer (W)"))
            ),
        }
        self.wait.setIcon(icon("reply" if self._all_wait else "wait"))
        self.stages.setText(self.tr("Time per stage …"))
        for action, (text, tip) in words.items():
            action.setText(text)
            action.setToolTip(tip)

    def _open(self) -> None:
        row = self._view.currentIndex().row()
        ids = self._view.selected_ids()
        current = self._table.id_at(row) if row >= 0 else 0
        self._desk.requests.case.emit(current if current in ids else ids[0])

    def _assign(self) -> None:
        # Questions are not asked, and nothing is done, before the first paint.
        from app.views.dialogs.assign import Assign

        ids = self._view.selected_ids()
        Assign(self._desk, self.window(), ids, self._number(ids)).open()

    def _do(self, name: str) -> None:
        """Do the action of a name to one ticket, or ask about several with what it will do to them."""
        from app.services.handling.actions import Action
        from app.views.dialogs.confirm import Confirm, work_of
        from app.views.ticket_actions import act

        action, ids = Action(name), self._view.selected_ids()
        if len(ids) == 1:
            act(self._desk, self, work_of(self._desk, action, ids))
        else:
            Confirm(self._desk, self.window(), action, ids).open()

    def _look_at_both(self) -> None:
        ids = self._view.selected_ids()

        def work() -> "list[Case]":
            from app.services.handling.case import read_case

            with self._desk.database.read() as session:
                return [read_case(session, self._desk.rulebook, id_, now=self._desk.now()) for id_ in ids]

        self._desk.tasks.run(self, work, self._merge)

    def _merge(self, cases: "list[Case]") -> None:
        """Ask for the later of two whether it is to end in the earlier one, or of one in which."""
        from app.services.handling.case import RelatedRow
        from app.views.case.actions import ACTS
        from app.views.dialogs.merge import Merge

        earlier, case = min(cases, key=_age), max(cases, key=_age)
        into = None
        if earlier is not case:
            into = RelatedRow(earlier.id, earlier.number, earlier.title, earlier.status, earlier.received_at)
        form = Merge(self._desk, self.window(), case, ACTS["merge"], into)
        form.open()

    def _open_incident(self) -> None:
        from app.views.dialogs.incident import OpenIncident

        form = OpenIncident(self._desk, self.window(), self._view.selected_ids())
        form.open()

    def _show_stages(self) -> None:
        from app.views.dialogs.stage_times import TimePerStage

        stages = TimePerStage(self._desk, self.window())
        stages.open()

    def _number(self, ids: list[int]) -> str:
        rows, slots = self._table.rows, self._table.slots()
        found: str = rows.number[int(slots[rows.ids[slots] == ids[0]][0])] if len(ids) == 1 else ""
        return found


def _age(case: "Case") -> tuple[datetime, int]:
    return case.received_at, case.id
