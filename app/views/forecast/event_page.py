"""The page of foreseeable events: the table, what is entered and taken away, and what it says while there is none."""

from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.staffing.forecast.event_edits import EventRow, edit_event, enter_event, remove_event, restore_event
from app.views.forecast.events import EventTable
from app.views.forecast.words import CONTEXT, name_of
from app.views.i18n import Sentence, Translated
from app.views.pane import Desk
from app.views.theme import GAP, ROOM


class EventPage(Translated, QWidget):
    """Shows the events and writes what people do with them; `entered` tells that there is a new one to be read.

    `queue_id` is the queue whose events are entered (None: of the whole floor).
    """

    entered = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.queue_id: int | None = None
        self._entered: int | None = None
        self.table, self.nothing = EventTable(), QLabel(wordWrap=True)
        self.add, self.remove = QPushButton(), QPushButton()
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(ROOM)
        foot, column = QHBoxLayout(), QVBoxLayout(self)
        foot.addWidget(self.add)
        foot.addWidget(self.remove)
        foot.addStretch(1)
        foot.setContentsMargins(GAP, 0, GAP, GAP)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)
        column.addLayout(foot)
        self.add.clicked.connect(self._enter)
        self.remove.clicked.connect(self._remove)
        self.table.events.typed.connect(self._typed)
        self.table.events.refused.connect(desk.notices.change)
        self.table.selectionModel().currentRowChanged.connect(self._check)
        self.table.events.modelReset.connect(self._check)
        self.show_events((), {})
        self.retranslate()

    def show_events(self, rows: tuple[EventRow, ...], queues: dict[int, str]) -> None:
        """Show the events; the keyboard goes to the name of one that was just entered."""
        self.table.events.show_rows(rows, queues)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if self._entered is not None:
            self._go_to(self._entered)
        self._check()

    def retranslate(self) -> None:
        """Put buttons and words in the language; the table hears of it itself."""
        self.add.setText(self.tr("&Enter event"))
        self.remove.setText(self.tr("&Remove"))
        self.nothing.setText(
            self.tr(
                "No event is known. Ends and starts of months, billing days and holidays are learned from history; "
                "enter what only people know: a promotion, an outage, a price change."
            )
        )

    def _check(self) -> None:
        self.remove.setEnabled(self.table.chosen() is not None)

    def _enter(self) -> None:
        """Enter an event of tomorrow, to be written over at once."""
        tomorrow = self.desk.now().astimezone(self.desk.zone).date() + timedelta(days=1)
        name, queue_id, by = self.tr("New event"), self.queue_id, self.desk.me()

        def work() -> int:
            with self.desk.database.write() as session:
                return enter_event(session, starts_on=tomorrow, queue_id=queue_id, name=name, by=by)

        self.desk.tasks.run(self, work, self._came_in)

    def _came_in(self, event_id: int) -> None:
        self._entered = event_id
        self.entered.emit()

    def _go_to(self, event_id: int) -> None:
        """Bring the keyboard to the name of an event that was just entered."""
        rows = [row.id for row in self.table.events.rows]
        if event_id in rows:
            self._entered = None
            index = self.table.events.index(rows.index(event_id), 1)
            self.table.setCurrentIndex(index)
            self.table.edit(index)

    def _typed(self, row: EventRow, name: str, value: Any) -> None:
        def write(version: int, given: Any, *, learned: bool) -> None:
            by = self.desk.me()

            def work() -> None:
                with self.desk.database.write() as session:
                    edit_event(session, row.id, version, {name: given}, learned=learned, by=by)

            then = Sentence(CONTEXT, "Event “{event}” changed", event=name_of(row))
            undo = partial(write, version + 1, getattr(row, name), learned=row.learned)
            self.desk.tasks.run(
                self, work, lambda _: self.desk.notices.change(then, None if version > row.version else undo)
            )

        write(row.version, value, learned=False)

    def _remove(self) -> None:
        row = self.table.chosen()
        if row is None:
            return
        by = self.desk.me()

        def work() -> None:
            with self.desk.database.write() as session:
                remove_event(session, row.id, row.version, by=by)

        def undo() -> None:
            # Whoever sits here by then.
            by = self.desk.me()

            def bring_back() -> None:
                with self.desk.database.write() as session:
                    restore_event(session, row, by=by)

            self.desk.tasks.run(self, bring_back, lambda _: self.desk.notices.change(back))

        back = Sentence(CONTEXT, "Event “{event}” is back", event=name_of(row))
        removed = Sentence(CONTEXT, "Event “{event}” removed", event=name_of(row))
        if row.samples:
            removed = Sentence(CONTEXT, "Event “{event}” switched off", event=name_of(row))
        self.desk.tasks.run(self, work, lambda _: self.desk.notices.change(removed, undo))
