"""The command palette: whatever is looked for, a complaint, a person or something to do, from one field."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import DomainError
from app.services.floor.find import Found, find
from app.views.commands import Command, commands_of
from app.views.dialog import Dialog, Menu
from app.views.i18n import Sentence
from app.views.notice import Banner
from app.views.pane import Desk
from app.views.picking import Pick, Picker, matches
from app.views.queue.filter import WorklistFilter
from app.views.seat import role_word
from app.views.theme import PAD, Mark, icon
from app.views.ticket_words import STATUSES

_SIZE = QSize(640, 420)
# Somebody who types on is not searched for in between.
_PAUSE_MS = 120


class Palette(Dialog):
    """Finds commands at once, and complaints and people a moment later; Enter opens what is marked, Esc closes."""

    title = "Search or command"
    in_menu = True
    menu = Menu.PROGRAM
    in_header = True
    position = 10
    shortcut = "Ctrl+K"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.picker = Picker()
        self.banner = Banner("alert", Mark.SOON, Mark.SOON_BACK)
        self._commands = commands_of(parent.window()) if parent else []
        self._found: tuple[str, Found] = ("", Found())
        self._searching = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.picker.typed.connect(self._type)
        self.picker.taken.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(PAD)
        column.addWidget(self.picker, 1)
        column.addWidget(self.banner)
        self.resize(_SIZE)
        self.retranslate()
        self.picker.setFocus()

    def retranslate(self) -> None:
        """Put the hint and the lines in the language; the commands are as they are called now."""
        super().retranslate()
        self.picker.field.setPlaceholderText(self.tr("Number, words of a complaint, person, command"))
        self.picker.field.setAccessibleName(self.heading())
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Stand at the top of the window, where the search field is."""
        super().showEvent(event)
        if (parent := self.parentWidget()) is not None:
            middle = parent.window().geometry()
            self.move(middle.center().x() - self.width() // 2, middle.top() + middle.height() // 8)

    def done(self, result: int) -> None:
        """Close; nothing more is searched for."""
        self._pause.stop()
        super().done(result)

    def _type(self) -> None:
        self._pause.start()
        self._show()

    def _search(self) -> None:
        typed = self.picker.field.text()
        if self._searching or typed == self._found[0]:
            return
        self._searching = True

        def work() -> tuple[str, Found]:
            with self.desk.database.read() as session:
                return typed, find(session, typed)

        self.desk.tasks.run(self, work, self._searched, refused=self._refused)

    def _searched(self, found: tuple[str, Found]) -> None:
        self._searching, self._found = False, found
        self.banner.hide()
        self._show()
        # More has been typed while the database was asked.
        self._search()

    def _refused(self, refusal: DomainError) -> None:
        self._searching = False
        self.banner.tell(Sentence.of(refusal))

    def _show(self) -> None:
        typed = self.picker.field.text()
        picks = [self._of_command(each) for each in self._commands if self._fits(each, typed)]
        waits = typed.strip() and typed != self._found[0]
        if typed.strip() and not waits:
            picks = [*self._of_found(self._found[1]), *picks]
        otherwise = self.tr("Searching …") if waits else self.tr("Nothing is called so.")
        self.picker.show_picks(picks, otherwise)

    def _fits(self, command: Command, typed: str) -> bool:
        return command.enabled and matches(f"{command.words} {command.place}", typed)

    def _of_command(self, command: Command) -> Pick:
        detail = "   ".join(filter(None, (command.place, ", ".join(command.keys))))
        return Pick(command.words, detail, command.do, icon("command"))

    def _of_found(self, found: Found) -> list[Pick]:
        requests = self.desk.requests
        picks = [
            Pick(
                f"{ticket.number}  {ticket.title}",
                str(STATUSES[ticket.status]),
                lambda id_=ticket.id: requests.case.emit(id_),
                icon("case"),
            )
            for ticket in found.tickets
        ]
        for person in found.people:
            theirs = WorklistFilter(owners=frozenset({person.id}))
            words = self.tr("Complaints of {name}").format(name=person.name)
            picks.append(
                Pick(words, role_word(person.role), lambda only=theirs: requests.worklist.emit(only), icon("person"))
            )
        return picks

    def _take(self, do: Callable[[], None]) -> None:
        self.accept()
        do()
