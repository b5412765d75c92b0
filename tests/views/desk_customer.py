"""A floor with a customer of whom much is known: complaints, a result to follow up, orders, promises, a twin."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.models.customer import ContactKind, Customer, CustomerContact, CustomerOrder
from app.models.desk import Compensation, CompensationState
from app.models.message import Direction, Message, Purpose
from app.models.people import Language, Role
from app.models.sla import LifeEvent
from app.models.ticket import Source, Ticket
from app.services.database import Database
from app.services.handling.events import happen
from app.services.handling.follow_up import record_survey
from app.services.knowledge.promises import make_promise
from app.views.i18n import Sentence
from app.views.notice import Notices
from app.views.tasks import Tasks
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person
from tests.views.desks import desk_on

NOW = MONDAY + 5 * HOUR
# What pictures in Chinese show in Latin letters, with what Qt calls the arrows of its tabs.
NAMES = (
    "zhang.wei@example.com",
    "John Smith",
    "VIP",
    "CNY",
    "A-2026",
    "GOLD",
    "agent",
    "team_lead",
    "C1",
    "Scroll Left",
    "Scroll Right",
)


class CustomerRoom:
    """A desk of the team lead at three in the afternoon."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path) -> None:
        self.qtbot, self.tasks, self.database = qtbot, tasks, database
        self.rulebook = open_floor(database)
        self.now = NOW
        self.said: list[Sentence] = []
        notices = Notices()
        notices.changed.connect(lambda sentence, _: self.said.append(sentence))
        self.refused: list[Sentence] = []
        notices.refused.connect(self.refused.append)
        with database.read() as session:
            self.lead = person(session, Role.TEAM_LEAD).id
        self.desk = desk_on(database, tasks, folder, now=lambda: self.now, me=lambda: self.lead, notices=notices)
        self.cases: list[int] = []
        self.desk.requests.case.connect(self.cases.append)

    def settle(self) -> None:
        """Wait until all that was begun has been delivered."""
        QCoreApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.tasks._under_way)
        QCoreApplication.processEvents()

    def customer(self, name: str, *numbers: str, **known: Any) -> int:
        """Make a customer with telephone numbers."""
        with self.database.write() as session:
            made = Customer(name=name, telephone=numbers[0] if numbers else None, **known)
            session.add(made)
            session.flush()
            for each in numbers:
                digits = "".join(filter(str.isdecimal, each))
                contact = {"kind": ContactKind.TELEPHONE, "value": each, "normal": digits}
                session.add(CustomerContact(customer_id=made.id, **contact))
            return made.id

    def resolved(self, customer_id: int | None, title: str, *, at: datetime = MONDAY + HOUR) -> Ticket:
        """A complaint of which the customer was told a result."""
        ticket = new_ticket(self.database, self.rulebook, customer_id=customer_id, title=title)
        with self.database.write() as session:
            happen(session, self.rulebook, session.get_one(Ticket, ticket.id), LifeEvent.RESOLVED, at=at, now=self.now)
        return ticket

    def zhang(self) -> int:
        """A customer of whom everything is known."""
        id_ = self.customer(
            "张伟",
            "138 0013 8000",
            "010-8888 0000",
            email="zhang.wei@example.com",
            level="VIP",
            language=Language.CHINESE,
            call_from=9,
            call_until=18,
            note="老客户，说话慢一点",
            external_key="C1",
        )
        done, open_one = (
            self.resolved(id_, "宽带每晚掉线，报修三次无人上门"),
            self.resolved(id_, "账单多收了一个月的费用"),
        )
        with self.database.write() as session:
            record_survey(session, self.rulebook, done.id, 5, comment="这次很快", person_id=self.lead, now=self.now)
            session.add(
                CustomerOrder(
                    customer_id=id_,
                    number="A-2026",
                    product="千兆宽带",
                    ordered_at=MONDAY,
                    amount=129_900,
                    currency="CNY",
                )
            )
            session.add(
                Message(
                    customer_id=id_,
                    ticket_id=open_one.id,
                    direction=Direction.IN,
                    purpose=Purpose.OTHER,
                    medium=Source.EMAIL,
                    at=self.now,
                    subject="催办",
                    body="请尽快给我答复。",
                )
            )
            session.add(
                Compensation(
                    ticket_id=done.id,
                    customer_id=id_,
                    nature="goodwill",
                    amount=50_00,
                    currency="CNY",
                    reason="道歉",
                    state=CompensationState.GRANTED,
                    role=Role.AGENT,
                    offered_at=self.now,
                )
            )
            soon = timedelta(hours=2)
            make_promise(session, id_, "两天内回电告知检测结果", self.now + soon, person_id=self.lead, now=self.now)
        return id_
