"""A floor on which a whole day can be worked, and a console on it at which one person after the other sits."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import select

from app.models.alert import Alert, AlertKind
from app.models.customer import Customer, CustomerOrder
from app.models.desk import Link, TicketLink
from app.models.evidence import Attachment
from app.models.floor import Floor, Queue
from app.models.knowledge import Article
from app.models.people import Language as Spoken
from app.models.people import Role
from app.models.ticket import Category, Ticket
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.duties import OpenedFloor
from app.services.handling.departments import DepartmentForm, save_department
from app.services.handling.root_causes import add_root_cause
from app.services.intake.customers import find_or_make
from app.services.knowledge.articles import ArticleText, publish_article, write_article
from app.services.knowledge.index import index_all
from app.services.knowledge.scripts import save_script
from app.views.console import Console
from app.views.dialog import Dialog
from app.views.dialogs.record import RecordComplaint
from app.views.i18n import Language
from app.views.memory import Memory
from app.views.panes.case import CasePane
from app.views.panes.queue import QueuePane
from app.views.theme import Theme
from tests.builders import MONDAY, new_ticket, open_floor, person
from tests.services.intake.test_file_kinds import PNG
from tests.views.keyboard import Keyboard

OPENING_MS = 60_000
MINUTE = timedelta(minutes=1)
# What somebody has complained of before, and what the article about it is called.
KNOWN = "取暖器漏电"


class KeysFloor:
    """Time goes on by a minute with each deed that says so; what is on record is read for the test's own eyes."""

    def __init__(self, qtbot: QtBot, database: Database, language: Language, theme: Theme, folder: Path) -> None:
        self.database, self.folder, self.now = database, folder, MONDAY
        self.rulebook = furnish(database)
        opened = OpenedFloor(lambda: self.now, ZoneInfo("Asia/Shanghai"), ())
        self.console = Console(language, theme, Memory(folder / "console.ini"), lambda: database, lambda _: opened)
        self.window = self.console.window
        self.window.resize(1600, 1000)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(lambda: len(self.window.docks.panes) > 1 and bool(self.window._dialogs), timeout=OPENING_MS)
        self.keys = Keyboard(qtbot, self.console.tasks, self.window)
        self.keys.settle()

    @property
    def queue(self) -> QueuePane:
        """The pane that people look at first."""
        return next(pane for pane in self.window.docks.panes.values() if isinstance(pane, QueuePane))

    @property
    def case(self) -> CasePane:
        """The pane of the case."""
        return next(pane for pane in self.window.docks.panes.values() if isinstance(pane, CasePane))

    def is_read(self) -> bool:
        """Say whether the case is shown as it is on record."""
        shown = self.case.case
        return shown is None or any(
            (each.id, each.version) == (shown.id, shown.seen.version) for each in self.tickets()
        )

    def tickets(self) -> Sequence[Ticket]:
        """All complaints as they are on record."""
        with self.database.read() as session:
            return session.scalars(select(Ticket)).all()

    def ticket(self, title: str) -> Ticket:
        """A complaint as it is on record."""
        return next(ticket for ticket in self.tickets() if ticket.title == title)

    def facts(self, title: str) -> tuple[str, ...]:
        """Return what a complaint is about: its customer, order, category and evidence."""
        with self.database.read() as session:
            found = session.execute(
                select(Customer.name, CustomerOrder.number, Category.path, Attachment.name)
                .select_from(Ticket)
                .join(Customer, Customer.id == Ticket.customer_id)
                .join(CustomerOrder, CustomerOrder.id == Ticket.order_id)
                .join(Category, Category.id == Ticket.category_id)
                .join(Attachment, Attachment.ticket_id == Ticket.id)
                .where(Ticket.title == title)
            ).one()
            return tuple(found)

    def links(self) -> set[tuple[str, Link, str]]:
        """Return how complaints belong to others, by their titles."""
        with self.database.read() as session:
            titles = {ticket.id: ticket.title for ticket in session.scalars(select(Ticket))}
            return {
                (titles[each.ticket_id], each.kind, titles[each.other_id])
                for each in session.scalars(select(TicketLink))
            }

    def raise_alert(self) -> None:
        """Let far more come in than was expected."""
        details = {"count": 82, "expected": 50.3, "minutes": 30, "since": self.now.isoformat()}
        with self.database.write() as session:
            session.add(Alert(kind=AlertKind.SURGE, subject="", details=details, raised_at=self.now))

    def articles(self) -> set[str]:
        """Return the titles of all articles."""
        with self.database.read() as session:
            return set(session.scalars(select(Article.title)))

    def person(self, role: Role) -> int:
        """Return the id of the person of a role."""
        with self.database.read() as session:
            return person(session, role).id

    def sit(self, role: Role) -> None:
        """Let the person of a role sit down, by keys."""
        keys = self.keys
        keys.press_button(self.window.header.seat.text())
        keys.type(role.value)
        keys.press("Return")
        assert self.console.seat
        assert self.console.seat.person
        assert self.console.seat.person.role is role
        self.keys.settle()

    def record(self, title: str) -> None:
        """Take a complaint down as it is told on the telephone, with a picture that was sent along."""
        keys, picture = self.keys, self.folder / "plug.png"
        picture.write_bytes(PNG)
        copied = QMimeData()
        copied.setUrls([QUrl.fromLocalFile(str(picture))])
        keys.press("F2")
        form = QApplication.activeModalWidget()
        assert isinstance(form, RecordComplaint)
        keys.type("2345")
        keys.press("Return")
        keys.type(title)
        keys.press("Tab")
        keys.type("Smoke since 8.")
        # The same customer has complained of the like before.
        keys.wait_for(form.similar.isVisible)
        keys.press("Tab")
        keys.type("Refund")
        keys.paste(copied)
        keys.press("Alt+O", "Down", "Alt+M", "Down", "Alt+G")
        keys.type("质量")
        self.send()
        self.see(title)

    def see(self, title: str) -> None:
        """Wait until the complaint of that title is shown as it is on record, and has the keyboard."""
        case = self.case
        self.keys.wait_for(lambda: case.case is not None and case.case.title == title and self.is_read())
        self.keys.settle()
        assert case is self.keys.focus or case.isAncestorOf(self.keys.focus)

    def send(self) -> None:
        """Send the form that is open, see that it went, and that the keyboard is back in the window."""
        keys, form = self.keys, QApplication.activeModalWidget()
        assert isinstance(form, Dialog)
        keys.press("Ctrl+Return")
        keys.wait_for(lambda: not (isValid(form) and form.isVisible()))
        self.read()
        self.now += MINUTE
        assert keys.focus.window() is self.window
        assert keys.focus.isVisible()

    def tell(self, key: str, text: str) -> None:
        """Tell what was done, in the form of an action."""
        self.keys.press(key)
        self.keys.type(text)
        self.send()

    def read(self) -> None:
        """Wait until what was done is shown."""
        self.keys.wait_for(self.is_read)
        self.keys.settle()


@pytest.fixture
def floor(
    qtbot: QtBot, database: Database, language: Language, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[KeysFloor]:
    """The floor, with an agent at the console."""
    monkeypatch.setenv("HOME", str(tmp_path))
    found = KeysFloor(qtbot, database, language, theme, tmp_path)
    found.sit(Role.AGENT)
    yield found
    found.window.close()
    found.console.close()


def furnish(database: Database) -> Rulebook:
    """A floor with queues, categories, a department, knowledge, and a customer who has bought and complained."""
    rulebook = open_floor(database)
    with database.write() as session:
        manager, agent = person(session, Role.MANAGER).id, person(session, Role.AGENT).id
        floor = session.scalars(select(Floor.id)).one()
        session.add_all([Queue(name="产品线", floor_id=floor), Queue(name="物流", floor_id=floor)])
        root = Category(name="产品", path="产品")
        session.add(root)
        session.flush()
        for name in ("质量", "安全"):
            session.add(Category(name=name, path=f"产品 / {name}", parent_id=root.id))
        add_root_cause(session, "流程")
        form = DepartmentForm("tech", "技术部", contact_name="李工", contact_email="li@example.com", contact_id=agent)
        save_department(session, form, person_id=manager)
        by: Any = {"person_id": manager, "now": MONDAY}
        article = write_article(session, ArticleText(KNOWN, "请拔下插头，等待上门检测。"), **by)
        session.flush()
        publish_article(session, article.id, **by)
        save_script(session, "calm", Spoken.ENGLISH, "Calm", "We are sorry about {number}.", person_id=manager)
        zhang = find_or_make(session, name="张伟", telephone="138 0001 2345", email="zhang.wei@example.com")
        session.add(CustomerOrder(customer_id=zhang.id, number="DD20260001", product="取暖器 A3", ordered_at=MONDAY))
        customer_id = zhang.id
    new_ticket(database, rulebook, title=KNOWN, customer_id=customer_id, now=MONDAY - timedelta(hours=1))
    index_all(database)
    return rulebook
