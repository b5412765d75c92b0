"""A floor with the case pane on screen, as the tests of the pane and of its actions need it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.people import Role
from app.models.sla import LifeEvent
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.handling.events import happen, merge
from app.views.case.form import CaseForm
from app.views.dialogs.tell import Tell
from app.views.i18n import Language, Sentence
from app.views.notice import Notices, Undo
from app.views.panes.case import CasePane
from app.views.tasks import Tasks
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person
from tests.views.desks import desk_on

E = LifeEvent


class Room:
    """A floor with the case pane on it, and the supervisor in front of it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path) -> None:
        self.qtbot, self.tasks, self.database = qtbot, tasks, database
        self.rulebook = open_floor(database)
        self.now = MONDAY + HOUR
        self.notices = Notices()
        self.said: list[tuple[Sentence, Undo | None]] = []
        self.notices.changed.connect(lambda sentence, undo: self.said.append((sentence, undo)))
        with database.read() as session:
            self.people = {role: person(session, role).id for role in Role}
        self.desk = desk_on(
            database,
            tasks,
            folder,
            now=lambda: self.now,
            me=lambda: self.people[Role.SUPERVISOR],
            notices=self.notices,
        )
        self.pane = CasePane(self.desk)
        self.wanted = 0
        self.pane.wanted.connect(self._count)
        self.pane.resize(1100, 800)
        qtbot.addWidget(self.pane)
        self.pane.show()
        qtbot.waitExposed(self.pane)
        self.pane.activateWindow()

    def _count(self) -> None:
        self.wanted += 1

    def settle(self) -> None:
        """Wait until all that was begun has been delivered."""
        self.qtbot.waitUntil(lambda: not self.tasks._under_way)
        QCoreApplication.processEvents()

    def ticket(self, *events: LifeEvent, **details: Any) -> Ticket:
        """Register a complaint an hour ago, to which events have happened since."""
        ticket = new_ticket(self.database, self.rulebook, **details)
        for event in events:
            self.let(ticket, event)
        return ticket

    def let(self, ticket: Ticket, event: LifeEvent, role: Role = Role.AGENT, **details: Any) -> None:
        """Let an event happen, done by somebody else than who sits here."""
        self.write(
            lambda session: happen(
                session,
                self.rulebook,
                session.get_one(Ticket, ticket.id),
                event,
                person_id=self.people[role],
                details=details or None,
                now=MONDAY + HOUR / 2,
            )
        )

    def write(self, work: Callable[[Session], object]) -> None:
        """Write to the database behind the pane's back."""
        with self.database.write() as session:
            work(session)

    def open(self, ticket: Ticket) -> CasePane:
        """Ask for a case as the queue does, and wait for it."""
        self.desk.requests.case.emit(ticket.id)
        self.settle()
        return self.pane

    def hear(self, ticket: Ticket) -> None:
        """Tell the pane that a ticket has changed, as the feed does."""
        self.pane.hear({"Ticket": frozenset({ticket.id})})
        self.settle()

    def form(self, name: str) -> CaseForm:
        """Open the form of an action by its button, or by the menu behind "More"."""
        self.pane.bar.actions_of_keys[name].trigger()
        self.settle()
        found = next(each for each in self.pane.findChildren(CaseForm) if each.isVisible())
        return found

    def tell(self, name: str, *texts: str) -> Tell:
        """Open a form, fill in its texts and send it."""
        form = self.form(name)
        assert isinstance(form, Tell)
        for edit, text in zip(form.texts.values(), texts, strict=False):
            edit.setPlainText(text)
        form.ok.click()
        self.settle()
        return form

    def stored(self, ticket: Ticket) -> Ticket:
        """The ticket as the database has it now."""
        with self.database.read() as session:
            return session.get_one(Ticket, ticket.id)

    def last_event(self, ticket: Ticket) -> TicketEvent:
        """What happened to it last."""
        with self.database.read() as session:
            return session.query(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.id.desc()).first()  # type: ignore[return-value]


def gone(form: CaseForm) -> bool:
    """Say whether a form has been left."""
    return not shiboken6.isValid(form) or not form.isVisible()


def speak(language: Language, code: str) -> None:
    language.switch(code)
    QCoreApplication.sendPostedEvents()
    QCoreApplication.processEvents()


def storied(room: Room) -> Ticket:
    """A complaint to which nearly everything has happened."""
    room.write(lambda session: session.add(Customer(name="王芳", level="VIP", email="")))
    room.ticket(title="旧投诉", customer_id=1)
    ticket = room.ticket(
        E.ANSWERED, E.WAITING, title="宽带掉线" * 20, description="每晚掉线" * 80, customer_id=1, high_risk=True
    )
    other = room.ticket(title="重复")
    sweep(room.database, room.rulebook, (), now=MONDAY + 40 * HOUR)
    room.now = MONDAY + 41 * HOUR
    room.write(
        lambda session: merge(
            session, room.rulebook, session.get_one(Ticket, other.id), session.get_one(Ticket, ticket.id), now=room.now
        )
    )
    return ticket
