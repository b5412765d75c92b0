"""A floor where every name would be markup if Qt were let, on which every pane and dialog can be opened."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QCoreApplication, QModelIndex
from PySide6.QtGui import QAction, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QMainWindow, QTextEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.models.alert import Alert, AlertKind
from app.models.customer import ContactKind, Customer, CustomerContact, CustomerOrder
from app.models.desk import Link
from app.models.feed import FeedReject, FeedSource
from app.models.floor import Floor, Queue
from app.models.knowledge import Readership
from app.models.people import Language, Person, Role, Team
from app.models.sla import LifeEvent
from app.models.ticket import Category, Ticket
from app.services.assessment.tags import put_on
from app.services.database import Database
from app.services.handling.case import Case, read_case
from app.services.handling.compensation import offer
from app.services.handling.departments import DepartmentForm, save_department
from app.services.handling.events import happen
from app.services.handling.incidents import open_incident
from app.services.handling.links import link
from app.services.handling.root_causes import add_root_cause
from app.services.handling.tasks import answer_task, ask_department
from app.services.intake.evidence import attach
from app.services.knowledge.articles import ArticleText, publish_article, write_article
from app.services.knowledge.promises import make_promise
from app.services.knowledge.scripts import save_script
from app.settings import ChannelSettings, Settings
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.seat import Seat
from app.views.studio import Studio
from app.views.tasks import Tasks
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person
from tests.views.desks import desk_on

# With a letter that Qt would underline as the key of a button.
RICH = "<img src=x onerror=y><b>R&D"
NOW = MONDAY + 5 * HOUR


class RichFloor:
    """A manager sits there; `studio` is what the scenes of the pictures take of theirs."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path) -> None:
        self.qtbot, self.tasks, self.database, self.folder = qtbot, tasks, database, folder
        self.rulebook = open_floor(database)
        with database.write() as session:
            self.people = {role: person(session, role).id for role in Role}
            for each in (*session.query(Person), *session.query(Team), *session.query(Floor)):
                each.name = f"{each.name} {RICH}"
        self.sits = Role.MANAGER
        settings = Settings(channel=ChannelSettings(key_file=str(folder / "channel.key")))
        made = desk_on(database, tasks, folder, now=lambda: NOW, me=lambda: self.people[self.sits], notices=Notices())
        self.desk: Desk = replace(made, settings=settings)
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.resize(900, 700)
        self.window.show()
        self.ticket_id = self._complaint()
        self.seat = Seat(tasks, database, self.desk.memory)
        self.faults: list[object] = []
        tasks.failed.connect(self.faults.append)

    def settle(self) -> None:
        """Wait until all that was begun has come."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy())
        QCoreApplication.processEvents()

    @property
    def case(self) -> Case:
        """The complaint to which everything belongs, as it is now."""
        with self.database.read() as session:
            return read_case(session, self.rulebook, self.ticket_id, now=NOW)

    @property
    def studio(self) -> Studio:
        """What a scene needs."""
        needed = SimpleNamespace(
            desk=self.desk,
            window=self.window,
            case=self.case,
            folder=self.folder,
            seat=self.seat,
            settle=self.settle,
            next_monday=lambda: NOW.date(),
        )
        return cast(Studio, needed)

    def another(self) -> int:
        """Register one more complaint of the same."""
        return new_ticket(self.database, self.rulebook, **self._of_it).id

    def with_nul(self) -> list[str]:
        """Return the columns in which a sign stands that PostgreSQL would have refused."""
        connection = self.database.engine.raw_connection()
        try:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found = []
            for table in tables:
                cursor = connection.execute(f'SELECT * FROM "{table}"')
                names = [each[0] for each in cursor.description]
                for row in cursor:
                    found += [f"{table}.{name}" for name, value in zip(names, row, strict=True) if "\0" in str(value)]
            return sorted(set(found))
        finally:
            connection.close()

    def _complaint(self) -> int:
        with self.database.write() as session:
            category = Category(name=RICH, path=RICH)
            customer = Customer(name=RICH, level=RICH, telephone="13800010001", email="x@example.com", note=RICH)
            queue = Queue(name=RICH, floor_id=session.query(Floor.id).limit(1).scalar())
            session.add_all([category, customer, queue])
            session.flush()
            contact = {"kind": ContactKind.TELEPHONE, "value": "13800010001", "normal": "13800010001"}
            order = CustomerOrder(customer_id=customer.id, number=RICH, product=RICH, ordered_at=MONDAY)
            session.add_all([CustomerContact(customer_id=customer.id, **contact), order])
            session.flush()
            of_it: Any = {
                "customer_id": customer.id,
                "order_id": order.id,
                "category_id": category.id,
                "queue_id": queue.id,
                "title": RICH,
                "description": RICH,
                "demand": RICH,
                "product": RICH,
            }
        self._of_it = of_it
        first, second, resolved = (self.another() for _ in range(3))
        with self.database.write() as session:
            self._all_that_belongs(session, session.get_one(Ticket, first), session.get_one(Ticket, second))
            result = {"result": RICH}
            done = session.get_one(Ticket, resolved)
            happen(session, self.rulebook, done, LifeEvent.RESOLVED, person_id=None, details=result, now=NOW)
        return first

    def _all_that_belongs(self, session: Session, ticket: Ticket, other: Ticket) -> None:
        me, lead = self.people[Role.MANAGER], self.people[Role.TEAM_LEAD]
        by: Any = {"person_id": me, "now": NOW}
        add_root_cause(session, RICH)
        put_on(session, [ticket], RICH, **by)
        form = DepartmentForm("tech", RICH, RICH, RICH, "li@example.com", "1", lead, RICH)
        department = save_department(session, form, person_id=me)
        session.flush()
        for place in range(6):
            task = ask_department(session, self.rulebook, ticket, department.id, RICH, RICH, **by)
            session.flush()
            if place % 2:
                answer_task(session, self.rulebook, task.id, RICH, answered_by=RICH, **by)
        nature = "goodwill"
        for role, amount in ((Role.MANAGER, 10_00), (Role.AGENT, 900_00)):
            offer(session, self.rulebook, ticket, nature, amount, RICH, person_id=self.people[role], now=NOW)
        assert ticket.customer_id
        make_promise(session, ticket.customer_id, RICH, NOW + HOUR, ticket_id=ticket.id, **by)
        link(session, ticket, other, Link.RELATED, **by)
        attach(session, self.rulebook, ticket, f"{RICH}.txt", b"text", **by)
        article = write_article(
            session, ArticleText(RICH, RICH, RICH, audience=Readership.PUBLIC, product=RICH, ticket_id=ticket.id), **by
        )
        session.flush()
        publish_article(session, article.id, **by)
        save_script(session, "calm", Language.ENGLISH, RICH, RICH, person_id=me)
        source = FeedSource(kind="folder", name=RICH, settings={"path": RICH}, counts={}, last_error=RICH, failures=2)
        session.add(source)
        session.flush()
        session.add(FeedReject(feed_source_id=source.id, external_key=RICH, at=NOW, reason=RICH))
        details = {
            "name": RICH, "count": 6, "expected": 0.4, "days": 7, "since": MONDAY.isoformat(), "series": [RICH],
            "curve": [0, 1] * 28, "tickets": [ticket.id], "shared": {"phrase": RICH, "product": RICH},
        }  # fmt: skip
        session.add(Alert(kind=AlertKind.HOTSPOT, subject=RICH, details=details, raised_at=MONDAY))
        open_incident(session, RICH, [other.id], owner_id=me, **by)


def rich(root: QWidget) -> Iterator[str]:
    """Yield the texts below a widget that Qt would show as markup though a person has typed them."""
    for widget in (root, *root.findChildren(QWidget)):
        name = f"{type(widget).__name__} of {type(widget.parent()).__name__}"
        if isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText and _marked(widget.text()):
            yield f"{name}: {widget.text()}"
        if isinstance(widget, QAbstractButton) and _underlined(widget.text()):
            yield f"{name}: {widget.text()}"
        if _marked(widget.toolTip()):
            yield f"tip of {name}: {widget.toolTip()}"
        if isinstance(widget, QTextEdit) and 'src="x"' in widget.toHtml():
            yield f"{name}: {widget.toPlainText()}"
        if isinstance(widget, QAbstractItemView) and widget.model():
            yield from (f"tip in {name}: {tip}" for tip in _tips(widget.model()) if _marked(tip))
    for action in root.findChildren(QAction):
        if _marked(action.toolTip()) or _underlined(action.text()):
            yield f"{action.text()}: {action.toolTip()}"


def _marked(text: str) -> bool:
    return RICH[:8] in text and Qt.mightBeRichText(text)


def _underlined(text: str) -> bool:
    return "R&D" in text


def _tips(model: QAbstractItemModel) -> Iterator[str]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(model.rowCount(QModelIndex())):
        for column in range(columns):
            yield str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "")
