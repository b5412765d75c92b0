"""The delivery log: every message that leaves the house, what became of it, and the decisions that only people make."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from sqlalchemy.orm import Session

from app.models.escalation import Delivery
from app.services.deadlines.delivery import WAITS_FOR_A_PERSON, send_again, settle
from app.services.deadlines.delivery_log import DeliveryLog, no_messages, read_delivery_log
from app.views.delivery_columns import delivery_table
from app.views.i18n import Sentence, number
from app.views.list_pane import Emptiness, ListPane
from app.views.pane import Desk, Pane
from app.views.table.column import Moment
from app.views.table.model import TableModel

# A longer menu fits no screen; the search finds the rest.
_OFFERED = 20
_KINDS: tuple[tuple[Delivery, ...], ...] = (
    (),
    WAITS_FOR_A_PERSON,
    (Delivery.PENDING, Delivery.SENDING),
    (Delivery.SENT,),
    (Delivery.WITHDRAWN, Delivery.SETTLED),
)


class DeliveriesPane(ListPane, Pane):
    """Messages, the newest first, by state; those that failed or are unknown are sent again or settled here."""

    title = "Delivery log"
    icon = "note"
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    position = 58
    stacked = True
    shows: ClassVar[frozenset[str]] = frozenset({"Notification", "ChannelAddress", "Person"})
    sorted_by = "raised"
    wide = "error"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._log: DeliveryLog = no_messages()
        self.sending = self.add_action("send", "retry", partial(self._decide, again=True))
        self.settling = self.add_action("settle", "check", partial(self._decide, again=False))
        self.case = QAction(self)
        self.case.triggered.connect(lambda: self.enter(self.table.selected_ids()[0]))
        self.retranslate()

    def retranslate(self) -> None:
        """Put the words in the language; the table hears of it itself."""
        self.search.setPlaceholderText(self.tr("Complaint, person or error"))
        self.search.setAccessibleName(self.tr("Search for messages by complaint, person or error"))
        self.sending.setText(self.tr("Send again"))
        self.sending.setToolTip(self.tr("Send the selected messages that failed, or whose fate is unknown, once more"))
        self.settling.setText(self.tr("Settle"))
        self.settling.setToolTip(self.tr("Leave the selected messages as they are: they are not sent again"))
        self.case.setText(self.tr("Show the complaint"))
        super().retranslate()

    def kinds(self) -> tuple[str, ...]:
        """Return the states of messages that can be looked at."""
        return (
            self.tr("All"),
            self.tr("Waiting for a decision"),
            self.tr("On the way"),
            self.tr("Sent"),
            self.tr("Not sent"),
        )

    def emptiness(self) -> Emptiness:
        """Say when messages leave."""
        return Emptiness(
            self.tr("The messages are being read."),
            self.tr("No message matches. Empty the search to see all."),
            self.tr("There is no message of this kind."),
            self.tr(
                "No message has left the house yet. Escalations reach people by e-mail once a mail server is set, "
                "and groups once their robot has an address: see “Channels” in the menu."
            ),
        )

    def count(self) -> str:
        """Say how many wait for a decision."""
        waiting = self._log.waiting
        return "▲ " + self.tr("{count} waiting for a decision").format(count=number(waiting)) if waiting else ""

    def make_model(self, moment: Moment) -> TableModel:
        """Return a table of messages."""
        return delivery_table(no_messages(), moment, self)

    def reading(self) -> Callable[[Session], DeliveryLog]:
        """Read the newest messages of the chosen states; they are few."""
        states = _KINDS[max(self.filter.currentIndex(), 0)]
        return lambda session: read_delivery_log(session, self.desk.rulebook, states)

    def take(self, found: DeliveryLog) -> None:
        """Show the messages."""
        self._log = found
        self.model.set_rows(found)

    def _chosen(self) -> list[int]:
        """The selected messages that wait for a decision."""
        slots = {int(id_): slot for slot, id_ in enumerate(self._log.ids)}
        return [id_ for id_ in self.table.selected_ids() if id_ in slots and self._log.waits(slots[id_])]

    def check(self) -> None:
        """Let only what waits for a decision be decided."""
        can = bool(self._chosen())
        self.sending.setEnabled(can)
        self.settling.setEnabled(can)
        self.case.setEnabled(bool(self.table.selected_ids()))

    def menu(self) -> QMenu:
        """Make the menu of what is selected; the other complaints of which a message tells can be opened as well."""
        menu = super().menu()
        menu.addSeparator()
        menu.addAction(self.case)
        if carried := self._log.carried[self._slot(self.table.selected_ids()[0])]:
            others = menu.addMenu(self.tr("It tells of {count} more").format(count=number(len(carried))))
            for each in carried[:_OFFERED]:
                others.addAction(each.number, partial(self.desk.requests.case.emit, each.ticket_id))
        return menu

    def _slot(self, message_id: int) -> int:
        return list(self._log.ids).index(message_id)

    def enter(self, message_id: int) -> None:
        """Show the complaint of a message."""
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
