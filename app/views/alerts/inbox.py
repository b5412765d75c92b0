"""What a person was told and has not read yet: one line a message, each of which leads to its complaint."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QToolButton, QVBoxLayout, QWidget

from app.services.deadlines.inbox import Inbox, Told, mark_read
from app.services.deadlines.seen import acknowledge
from app.views.alerts.words import BETWEEN
from app.views.field_words import TARGET_WORDS
from app.views.i18n import Sentence, Translated, number, time_of_day
from app.views.pane import Desk
from app.views.plain import plain_tip
from app.views.theme import GAP, PAD, icon, scaled_font
from app.views.ticket_words import step_in_words

# As many lines as there is room for.
_LEAST, _MOST = 2, 5


class InboxList(Translated, QWidget):
    """The latest messages; Enter or a double click opens the complaint and marks the message as read.

    Of a message that comes again, K says that it has been seen: it is not repeated, the higher steps still come.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._inbox: Inbox = Inbox((), 0)
        self._title, self.all_read, self.list = QLabel(), QToolButton(autoRaise=True), QListWidget()
        self.seen = QAction(icon("check"), "", self, shortcut=QKeySequence(Qt.Key.Key_K))
        self.seen.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.seen.triggered.connect(self._see)
        self.list.addAction(self.seen)
        button = QToolButton(autoRaise=True, toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setDefaultAction(self.seen)
        self._title.setFont(scaled_font(self, 1.0, bold=True))
        self.all_read.setIcon(icon("check"))
        self.all_read.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.all_read.clicked.connect(self._read_all)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.activated.connect(lambda index: self._open(index.row()))
        self.list.currentRowChanged.connect(self._offer)
        head = QHBoxLayout()
        head.setContentsMargins(PAD, 0, PAD, 0)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(button)
        head.addWidget(self.all_read)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.list)
        self.retranslate()

    def show_inbox(self, inbox: Inbox) -> None:
        """Show other messages; without any, nothing at all."""
        if inbox != self._inbox:
            self._inbox = inbox
            self.retranslate()

    def retranslate(self) -> None:
        """Put the messages in the language."""
        self.setVisible(bool(self._inbox.latest))
        self._title.setText(self.tr("Messages: {count} unread").format(count=number(self._inbox.unread)))
        self.all_read.setText(self.tr("Mark as read"))
        self.all_read.setToolTip(self.tr("Mark the messages that are listed as read"))
        self.seen.setText(self.tr("Seen"))
        self.seen.setToolTip(self.tr("Do not remind again of the message that is chosen; higher steps still come (K)"))
        self.list.setAccessibleName(self.tr("Unread messages"))
        current = self.list.currentRow()
        self.list.clear()
        # Without items of our own: Qt frees them by the dozen, which the binding does not always survive.
        for row, told in enumerate(self._inbox.latest):
            words = self._words(told)
            self.list.addItem(words)
            self.list.model().setData(self.list.model().index(row, 0), plain_tip(words), Qt.ItemDataRole.ToolTipRole)
        if self.list.hasFocus():
            self.list.setCurrentRow(min(max(current, 0), self.list.count() - 1))
        self._offer(self.list.currentRow())
        line = self.list.sizeHintForRow(0) if self.list.count() else 0
        least, most = (min(self.list.count(), lines) * line + 2 * self.list.frameWidth() for lines in (_LEAST, _MOST))
        self.list.setMinimumHeight(least)
        self.list.setMaximumHeight(most)

    def _words(self, told: Told) -> str:
        at, due = (time_of_day(each, self._desk.zone) for each in (told.at, told.due_at))
        target = QCoreApplication.translate("Worklist", TARGET_WORDS[told.target])
        due = self.tr("due {time}").format(time=due)
        said = [at, told.number, target, step_in_words(told.step, told.occurrence, told.step_key), due]
        if told.to_everybody:
            said.append(self.tr("to everybody"))
        if told.repeats:
            said.append(self.tr("comes again"))
        return BETWEEN.join(said)

    def _open(self, row: int) -> None:
        told = self._inbox.latest[row]
        self._mark([told.id], lambda _: self._desk.requests.case.emit(told.ticket_id))

    def _offer(self, row: int) -> None:
        latest = self._inbox.latest
        self.seen.setEnabled(0 <= row < len(latest) and latest[row].repeats)

    def _see(self) -> None:
        told, me = self._inbox.latest[self.list.currentRow()], self._desk.me()
        said = Sentence("Inbox", "{number}: seen, no more reminders of this step", number=told.number)
        self._desk.tasks.run(
            self, partial(_acknowledge, self._desk, told.id, me), lambda _: self._desk.notices.change(said)
        )

    def _read_all(self) -> None:
        self._mark([told.id for told in self._inbox.latest], lambda _: None)

    def _mark(self, ids: list[int], then: Callable[[None], None]) -> None:
        self._desk.tasks.run(self, partial(_write, self._desk, ids), then)


def _acknowledge(desk: Desk, message_id: int, person_id: int | None) -> None:
    with desk.database.write() as session:
        acknowledge(session, desk.rulebook, message_id, person_id=person_id, now=desk.now())


def _write(desk: Desk, ids: list[int]) -> None:
    with desk.database.write() as session:
        mark_read(session, ids, now=desk.now())
