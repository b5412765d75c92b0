"""The delivery log: every message that leaves the house, what became of it, and the decisions that only people make."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from app.models.escalation import Delivery
from app.services.deadlines.delivery import WAITS_FOR_A_PERSON, send_again, settle
from app.services.deadlines.delivery_log import DeliveryLog, no_messages, read_delivery_log
from app.views.bridge import Changes
from app.views.delivery_columns import delivery_table
from app.views.flow import Flow
from app.views.i18n import Sentence, number
from app.views.pane import Desk, Pane
from app.views.reader import Reader
from app.views.table import TableView
from app.views.table_column import Moment
from app.views.theme import GAP, PAD, ROOM, icon

# From the end of one reading to the next: every message that leaves asks for two.
_PAUSE_MS = 1_000
_SEARCH_WIDTH = 180
# A longer menu fits no screen; the search finds the rest.
_OFFERED = 20
_FILTERS: tuple[tuple[str, tuple[Delivery, ...]], ...] = (
    (str(QT_TRANSLATE_NOOP("DeliveriesPane", "All")), ()),
    (str(QT_TRANSLATE_NOOP("DeliveriesPane", "Waiting for a decision")), WAITS_FOR_A_PERSON),
    (str(QT_TRANSLATE_NOOP("DeliveriesPane", "On the way")), (Delivery.PENDING, Delivery.SENDING)),
    (str(QT_TRANSLATE_NOOP("DeliveriesPane", "Sent")), (Delivery.SENT,)),
    (str(QT_TRANSLATE_NOOP("DeliveriesPane", "Not sent")), (Delivery.WITHDRAWN, Delivery.SETTLED)),
)


class DeliveriesPane(Pane):
    """Messages, the newest first, by state; those that failed or are unknown are sent again or settled here."""

    title = "Delivery log"
    icon = "note"
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    position = 58
    stacked = True
    shows: ClassVar[frozenset[str]] = frozenset({"Notification", "ChannelAddress", "Person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._log: DeliveryLog = no_messages()
        self._has_come = False
        self.filter, self.search, self.waiting = QComboBox(), QLineEdit(clearButtonEnabled=True), QLabel()
        self.send, self.leave = QToolButton(), QToolButton()
        self.model = delivery_table(self._log, self._moment(), self)
        self.table = TableView(self.model, sorted_by="raised", wide="error")
        self.nothing, self.below = QLabel(wordWrap=True), QStackedWidget()
        self.reader = Reader(desk, self._begin, self, pause_ms=_PAUSE_MS)
        self.sending, self.settling, self.case = QAction(self), QAction(self), QAction(self)
        self._arrange()
        self._listen()
        self.retranslate()

    def refresh(self, changes: Changes | None) -> None:
        """Read the newest messages anew; they are few."""
        self.reader.ask()

    def retranslate(self) -> None:
        """Put the words in the language; the table hears of it itself."""
        chosen = max(self.filter.currentIndex(), 0)
        self.filter.blockSignals(True)
        self.filter.clear()
        for source, _ in _FILTERS:
            self.filter.addItem(str(Sentence("DeliveriesPane", source)))
        self.filter.setCurrentIndex(chosen)
        self.filter.blockSignals(False)
        self.filter.setAccessibleName(self.tr("Which messages are shown"))
        self.search.setPlaceholderText(self.tr("Complaint, person or error"))
        self.search.setAccessibleName(self.tr("Search for messages by complaint, person or error"))
        self.sending.setText(self.tr("Send again"))
        self.sending.setToolTip(self.tr("Send the selected messages that failed, or whose fate is unknown, once more"))
        self.settling.setText(self.tr("Settle"))
        self.settling.setToolTip(self.tr("Leave the selected messages as they are: they are not sent again"))
        self.case.setText(self.tr("Show the complaint"))
        self.table.setAccessibleName(self.heading())
        self._show()

    def _arrange(self) -> None:
        self.send.setIcon(icon("retry"))
        self.leave.setIcon(icon("check"))
        for button, action in ((self.send, self.sending), (self.leave, self.settling)):
            action.setIcon(button.icon())
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.search.setMinimumWidth(_SEARCH_WIDTH)
        # The row of controls sets everything at its upper edge.
        self.waiting.setMinimumHeight(self.filter.sizeHint().height())
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(ROOM)
        head = QWidget()
        row = Flow(head, spacing=PAD)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.filter, self.search, self.send, self.leave, self.waiting):
            row.addWidget(widget)
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

    def _listen(self) -> None:
        self.reader.came.connect(self._come)
        self.filter.activated.connect(lambda _: self.reader.ask(hurried=True))
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.table.setFocus)
        self.table.typed.connect(self._type)
        self.table.opened.connect(self._open)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.selectionModel().selectionChanged.connect(self._check)
        self.sending.triggered.connect(lambda: self._decide(again=True))
        self.settling.triggered.connect(lambda: self._decide(again=False))
        self.case.triggered.connect(lambda: self._open(self.table.selected_ids()[0]))

    def _moment(self) -> Moment:
        return Moment(self.desk.now(), self.desk.zone)

    def _begin(self) -> Callable[[Session], DeliveryLog]:
        _, states = _FILTERS[max(self.filter.currentIndex(), 0)]
        return lambda session: read_delivery_log(session, self.desk.rulebook, states)

    def _come(self, log: DeliveryLog) -> None:
        self._log, self._has_come = log, True
        self.model.set_rows(log)
        self._show()

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._show()

    def _type(self, text: str) -> None:
        self.search.setFocus()
        self.search.insert(text)

    def _show(self) -> None:
        """Show the table, or what to do where it would be empty."""
        self.waiting.setVisible(self._log.waiting > 0)
        self.waiting.setText("▲ " + self.tr("{count} waiting for a decision").format(count=number(self._log.waiting)))
        if not self._has_come:
            self.nothing.setText(self.tr("The messages are being read."))
        elif self.model.total():
            self.nothing.setText(self.tr("No message matches. Empty the search to see all."))
        elif self.filter.currentIndex() > 0:
            self.nothing.setText(self.tr("There is no message of this kind."))
        else:
            self.nothing.setText(
                self.tr(
                    "No message has left the house yet. Escalations reach people by e-mail once a mail server is set, "
                    "and groups once their robot has an address: see “Channels” in the menu."
                )
            )
        self.below.setCurrentWidget(self.table if self.model.found() else self.nothing)
        self._check()

    def _chosen(self) -> list[int]:
        """The selected messages that wait for a decision."""
        slots = {int(id_): slot for slot, id_ in enumerate(self._log.ids)}
        return [id_ for id_ in self.table.selected_ids() if id_ in slots and self._log.waits(slots[id_])]

    def _check(self) -> None:
        can = bool(self._chosen())
        self.sending.setEnabled(can)
        self.settling.setEnabled(can)
        self.case.setEnabled(bool(self.table.selected_ids()))

    def menu(self) -> QMenu:
        """Make the menu of what is selected; the other complaints of which a message tells can be opened as well."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.sending, self.settling])
        menu.addSeparator()
        menu.addAction(self.case)
        if carried := self._log.carried[self._slot(self.table.selected_ids()[0])]:
            others = menu.addMenu(self.tr("It tells of {count} more").format(count=number(len(carried))))
            for each in carried[:_OFFERED]:
                others.addAction(each.number, partial(self.desk.requests.case.emit, each.ticket_id))
        return menu

    def _show_menu(self, at: QPoint) -> None:
        if self.table.selected_ids():
            self.menu().popup(self.table.viewport().mapToGlobal(at))

    def _slot(self, message_id: int) -> int:
        return list(self._log.ids).index(message_id)

    def _open(self, message_id: int) -> None:
        self.desk.requests.case.emit(self._log.ticket_id[self._slot(message_id)])

    def _decide(self, *, again: bool) -> None:
        ids, desk = self._chosen(), self.desk

        def work() -> None:
            with desk.database.write() as session:
                for id_ in ids:
                    if again:
                        send_again(session, id_, now=desk.now())
                    else:
                        settle(session, id_)

        count = number(len(ids))
        said = Sentence("DeliveriesPane", "Messages settled: {count}", count=count)
        if again:
            said = Sentence("DeliveriesPane", "Messages that leave again: {count}", count=count)
        desk.tasks.run(self, work, lambda _: desk.notices.change(said))
