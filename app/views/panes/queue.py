"""The queue: every open complaint, soonest first, found by search and chips, and acted on many at a time."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from app.services.floor.worklist_columns import NAMED_BY, Worklist, no_tickets
from app.views.breach_words import trust
from app.views.bridge import Changes
from app.views.i18n import number
from app.views.pane import Desk, Pane
from app.views.queue.actions import QueueActions
from app.views.queue.bar import QueueBar
from app.views.queue.breach_column import KEY, ChanceColumn, chances_of
from app.views.queue.chips import ALL, FilterChips
from app.views.queue.filter import WorklistFilter
from app.views.queue.message import QueueMessage
from app.views.queue.reader import QueueReader
from app.views.queue.score_column import KEY as SCORE
from app.views.queue.score_column import ScoreColumn
from app.views.queue.view_columns import places_of, put_columns
from app.views.queue.views import BUILT_IN, QueueView, SavedViews
from app.views.queue.worklist import worklist_table
from app.views.table.column import Moment
from app.views.table.view import TableView
from app.views.theme import GAP, PAD

if TYPE_CHECKING:
    from app.services.deadlines.breach.forecast import Chances

_SECOND_MS = 1_000
# So long they are right, even if nothing happens.
_CHANCES_LAST = timedelta(minutes=1)
_ESCAPE = Qt.Key.Key_Escape.value
_RISING, _FALLING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


class QueuePane(Pane):
    """Shows the worklist and keeps it: rows change one by one, and by themselves where a deadline passes."""

    title = "Queue"
    icon = "queue"
    position = 10
    shows = frozenset({"Ticket", "BreachModel", "DeskRulesVersion", *NAMED_BY})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._me = desk.me()
        # Somebody's own tickets are asked for, and nobody has said who they are.
        self._awaits_me = False
        self._is_read, self._is_refused = False, False
        # The chances that are shown may not be right any more.
        self._wonders = True
        self.saved = SavedViews(desk.memory)
        self.chance, self.score = ChanceColumn(), ScoreColumn()
        beside_due = [self.chance.column(), self.score.column()]
        self.table = worklist_table(no_tickets(desk.now()), self._moment(), self, beside_due=beside_due)
        self.view = TableView(self.table, sorted_by="due", wide="title")
        self.chips = FilterChips(desk.me)
        self.bar = QueueBar(desk, self.saved, self.view, self.table)
        self.todo = QueueActions(desk, self.view, self.table)
        self.counted, self.rests_on, self.message = QLabel(), QLabel(), QueueMessage()
        self.reader, self.chances = QueueReader(desk, self), chances_of(desk)
        self._second = QTimer(self, interval=_SECOND_MS)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._lay_out()
        self._listen()
        self.setFocusProxy(self.view)
        self.show_view(self.saved.last() or BUILT_IN[0])
        self.retranslate()

    def show_page(self, rows: Worklist) -> None:
        """Show the tickets that are due first, until all are read, if the queue is looked at in that way."""
        if not self._is_read and self.seen().like(BUILT_IN[0]):
            self.table.set_rows(rows)
            self._say()

    def hear(self, changes: Changes | None) -> None:
        """Let the chances know, which others show while the queue is hidden, too."""
        self.chances.hear(changes)
        super().hear(changes)

    def refresh(self, changes: Changes | None) -> None:
        """Read the changed rows, or everything; selection, order and the row of the keyboard stay."""
        self._wonders = True
        if changes is not None and "DeskRulesVersion" in changes:
            # What a deadline adds to the score may be another share.
            changes = None
        if changes is None or changes.keys() - {"BreachModel"}:
            self.reader.read(changes)

    def seen(self) -> QueueView:
        """Return how the queue is looked at now."""
        header, wanted = self.view.horizontalHeader(), self.chips.filter
        return QueueView(
            name="",
            filter=replace(wanted, owners=wanted.owners - {self._me}),
            mine=self._me in wanted.owners or self._awaits_me,
            search=self.bar.field.text(),
            sorted_by=self.table.columns[header.sortIndicatorSection()].key,
            descending=header.sortIndicatorOrder() == _FALLING,
            group=self.table.grouped_by(),
            columns=places_of(self.view, self.table),
        )

    def show_view(self, view: QueueView) -> None:
        """Look at the queue as a view says; what it names and this release does not know is left as it is."""
        keys = [column.key for column in self.table.columns]
        if view.sorted_by in keys:
            order = _FALLING if view.descending else _RISING
            self.view.sortByColumn(keys.index(view.sorted_by), order)
        if view.group is None or any(column.group and column.key == view.group for column in self.table.columns):
            self.table.group(view.group)
        put_columns(self.view, self.table, view.columns)
        self._look_at(view)

    def retranslate(self) -> None:
        """Put what the pane says itself in the language; its parts hear of a switch themselves."""
        self.view.setAccessibleName(self.heading())
        self._find_key.setWhatsThis(self.tr("Search the queue"))
        self._say()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Count down while it can be seen."""
        super().showEvent(event)
        self._tick()
        self._second.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Remember how the queue was looked at."""
        super().hideEvent(event)
        self._second.stop()
        self.saved.keep_last(self.seen())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Esc take the search back where the table does not want it."""
        if event.key() == _ESCAPE and self.bar.field.text():
            self.bar.field.clear()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(PAD)
        below.addWidget(self.counted, 1)
        below.addWidget(self.rests_on)
        below.addWidget(self.todo)
        rows = QGridLayout()
        rows.addWidget(self.view, 0, 0)
        # Over the table, so that its headers stay where they are and the keyboard does not lose its place.
        rows.addWidget(self.message, 0, 0, Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.bar)
        column.addWidget(self.chips)
        column.addLayout(rows, 1)
        column.addLayout(below)

    def _listen(self) -> None:
        self._second.timeout.connect(self._tick)
        self._soon.timeout.connect(self._tick)
        self.reader.whole.connect(self._take)
        self.reader.changed.connect(self._change)
        self.reader.refused.connect(self._refuse)
        self.chances.came.connect(self._take_chances)
        self.bar.field.textChanged.connect(self._search)
        self.bar.field.left.connect(self._go_down)
        self.bar.chosen.connect(self.show_view)
        self.bar.rearranged.connect(self._say)
        self.chips.changed.connect(self._filter)
        self.message.button.clicked.connect(lambda: self._look_at(BUILT_IN[0]))
        self.view.opened.connect(self.desk.requests.case)
        self.view.typed.connect(self._type)
        self.view.selectionModel().selectionChanged.connect(self._say)
        self.view.horizontalHeader().sortIndicatorChanged.connect(lambda: self._say())
        self.desk.requests.worklist.connect(self._show_asked)
        # The constructor of a standard key passes over the context that it is given.
        self._find_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._find)
        self._find_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _moment(self) -> Moment:
        return Moment(self.desk.now(), self.desk.zone)

    def _take(self, rows: Worklist) -> None:
        self._is_read, self._is_refused = True, False
        self.score.weight = self.reader.weight
        self.table.set_rows(rows)
        self._tick()

    def _change(self, rows: Worklist) -> None:
        if len(rows) or rows.gone:
            self.table.update_rows(rows, rows.gone)
            # A row that changed is painted before all of them are counted.
            self._soon.start()

    def _refuse(self) -> None:
        self._is_refused = True
        self._say()

    def _tick(self) -> None:
        """Let time go on for rows, chips and counts."""
        moment = self._moment()
        self.view.tick(moment)
        if self.score.is_old(moment):
            self.table.renew(SCORE)
        if self._me != self.desk.me():
            self._change_seat()
        if self._is_read:
            self.chips.count(self.table.rows, self.table.slots(), moment)
            self._wonder(moment)
        self._say()

    def _wonder(self, moment: Moment) -> None:
        """Have the chances worked out anew where they can be seen, and rows or time have moved on."""
        known = self.chance.chances
        aged = known is not None and moment.now - known.read_at >= _CHANCES_LAST
        if (self._wonders or aged) and self._shows_chances():
            self._wonders = False
            self.chances.ask()

    def _shows_chances(self) -> bool:
        keys = [column.key for column in self.table.columns]
        return not self.view.horizontalHeader().isSectionHidden(keys.index(KEY))

    def _take_chances(self, chances: "Chances") -> None:
        self.chance.chances = chances
        self.table.renew(KEY)
        self._say()

    def _change_seat(self) -> None:
        """Let “mine” be that of whoever sits here now; it waits while nobody has said so."""
        seen = self.seen()
        self._me = self.desk.me()
        self._look_at(seen)

    def _search(self, text: str) -> None:
        self.table.search(text)
        self._say()

    def _filter(self, wanted: WorklistFilter) -> None:
        self.table.filter(None if wanted == ALL else wanted)
        self._tick()

    def _look_at(self, view: QueueView) -> None:
        """Take search and chips from a view."""
        self._awaits_me = view.mine and self._me is None
        self.chips.show_filter(view.for_person(self._me))
        self.bar.field.setText(view.search)
        self._filter(self.chips.filter)

    def _show_asked(self, wanted: WorklistFilter | None) -> None:
        """Show the tickets that another part of the screen speaks of."""
        self._look_at(QueueView("", wanted or ALL))
        self.wanted.emit()

    def _find(self) -> None:
        self.bar.field.setFocus()
        self.bar.field.selectAll()

    def _type(self, text: str) -> None:
        self.bar.field.setFocus()
        self.bar.field.insert(text)

    def _go_down(self) -> None:
        """Lead the keyboard from the search to the rows."""
        self.view.setFocus()
        if not self.view.selected_ids():
            self.view.selectRow(max(self.view.currentIndex().row(), 0))

    def _say(self) -> None:
        """Say how many rows are shown and selected, what can be done with them, and why there are none."""
        selected = self.view.selected_ids()
        self.todo.select(selected)
        self.bar.show_seen(self.seen())
        found, total = number(self.table.found()), number(self.table.total())
        if not self._is_read:
            self.counted.setText(self.tr("Reading the complaints …"))
        elif selected:
            said = self.tr("{found} of {total} shown, {selected} selected")
            self.counted.setText(said.format(found=found, total=total, selected=number(len(selected))))
        else:
            self.counted.setText(self.tr("{found} of {total} shown").format(found=found, total=total))
        self.counted.setVisible(bool(self.table.total()))
        self._say_what_chances_rest_on()
        self.message.setVisible(not self.table.rowCount())
        if self._is_read and self.table.total():
            self.message.say(
                self.tr("No open complaint fits"),
                self.tr("Search for less, or take a filter away."),
                self.tr("Show all open"),
            )
        elif self._is_read:
            self.message.say(
                self.tr("No complaint is open"),
                self.tr("F2 records a new one; others appear here by themselves.\nCtrl+I imports some from a file."),
            )
        elif self._is_refused:
            self.message.say(
                self.tr("The complaints cannot be read now"),
                self.tr("They appear as soon as the database is there again."),
            )
        else:
            self.message.say(self.tr("Reading the complaints …"))

    def _say_what_chances_rest_on(self) -> None:
        """Say that there is nothing but the rule of thumb, as long as it is so."""
        known = self.chance.chances
        by_rule = known is not None and known.learned_at is None and self._shows_chances()
        self.rests_on.setText(self.tr("Chances by rule of thumb") if by_rule else "")
        self.rests_on.setToolTip(trust(known, self.desk.zone) if known is not None and by_rule else "")
        self.rests_on.setVisible(by_rule and bool(self.table.total()))
