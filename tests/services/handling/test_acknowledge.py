"""Who complains by e-mail is told at once that it has come, where the rules say so; no machine ever is."""

from datetime import timedelta
from typing import Any

import pytest

from app.models.escalation import Delivery
from app.models.message import Direction, Message, Purpose
from app.models.people import Language, Role
from app.models.sla import Target
from app.models.ticket import Source, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.rulebook import DESK_FILE, publish_desk_rules, read_text
from app.services.handling.templates import NoticeTemplate, read_templates, save_template
from app.services.intake.feeds.item import Item
from app.services.intake.feeds.receive import receive
from app.services.mail import Mail, read_mail
from tests.builders import HOUR, MONDAY, clocks_of, open_floor, person

SAID = "你们的宽带又断了"


class Box:
    """A floor whose mailbox is read."""

    def __init__(self, database: Database, *, acknowledge: bool = True) -> None:
        self.database, self.rulebook, self.count = database, open_floor(database), 0
        if acknowledge:
            with database.write() as session:
                rules = read_text(DESK_FILE).replace("acknowledge = false", "acknowledge = true")
                publish_desk_rules(session, rules, now=MONDAY)

    def take(self, sender: str = "wang@example.com", text: str = SAID, *, now: Any = MONDAY, **changes: Any) -> None:
        """Let a mail come in at `now`; what is changed of its item."""
        self.count += 1
        head = changes.pop("head", "")
        raw = f"From: {sender}\r\nMessage-ID: <{self.count}@there>\r\nSubject: {text}\r\n{head}\r\n{text}"
        mail: Mail = read_mail(raw.encode())
        given = {"received_at": now, "automatic_too": True} | changes
        item = Item(
            origin="mail:box",
            key=str(self.count),
            version="1",
            title=text,
            text=text,
            source=Source.EMAIL,
            customer="王芳",
            email=sender,
            mail=mail,
            **given,
        )
        with self.database.write() as session:
            receive(session, self.rulebook, item, now=now)

    def sent(self) -> list[Message]:
        """What was sent, the newest last."""
        with self.database.read() as session:
            return session.query(Message).filter_by(direction=Direction.OUT).order_by(Message.id).all()


@pytest.fixture
def box(database: Database) -> Box:
    return Box(database)


def test_a_mail_is_acknowledged_once_from_the_template_and_that_is_no_first_response(box: Box) -> None:
    box.take()
    [letter] = box.sent()
    with box.database.read() as session:
        ticket = session.query(Ticket).one()
        kinds = [each.kind for each in session.query(TicketEvent).order_by(TicketEvent.id)]
    assert (letter.purpose, letter.address, letter.template) == (
        Purpose.ACKNOWLEDGEMENT,
        "wang@example.com",
        "acknowledgement",
    )
    assert (letter.state, letter.person_id, letter.in_reply_to) == (Delivery.PENDING, None, "<1@there>")
    assert ticket.number in letter.subject
    assert ticket.number in letter.body
    assert "王芳" in letter.body
    assert kinds.count("acknowledged") == 1
    [answer] = clocks_of(box.database, ticket, Target.FIRST_RESPONSE)
    assert answer.stopped_at is None
    assert ticket.version == ticket.imported_version


def test_nobody_is_told_where_the_rules_do_not_say_so(database: Database) -> None:
    box = Box(database, acknowledge=False)
    box.take()
    assert box.sent() == []


@pytest.mark.parametrize(
    ("sender", "head", "age"),
    [
        ("wang@example.com", "Auto-Submitted: auto-replied\r\n", 0 * HOUR),
        ("wang@example.com", "Precedence: bulk\r\n", 0 * HOUR),
        ("MAILER-DAEMON@example.com", "", 0 * HOUR),
        ("", "", 0 * HOUR),
        # An old mailbox is read in.
        ("wang@example.com", "", 25 * HOUR),
    ],
)
def test_no_machine_is_answered_nor_who_wrote_long_ago(box: Box, sender: str, head: str, age: timedelta) -> None:
    box.take(sender, head=head, received_at=MONDAY - age)
    assert box.sent() == []


def test_one_address_is_told_once_an_hour(box: Box) -> None:
    box.take()
    box.take("Wang@Example.com", now=MONDAY + HOUR / 2)
    assert len(box.sent()) == 1
    box.take("li@example.com", now=MONDAY + HOUR / 2)
    assert len(box.sent()) == 2
    box.take(now=MONDAY + HOUR)
    assert len(box.sent()) == 3


def test_the_words_are_the_floors_and_in_the_language_of_the_mail_without_gaps(box: Box) -> None:
    with box.database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        [english] = [
            each for each in read_templates(session, Language.ENGLISH) if each.purpose is Purpose.ACKNOWLEDGEMENT
        ]
        body = "Dear {customer},\n\nYour order is {order}.\nThe number is {number}."
        save_template(
            session,
            NoticeTemplate(english.code, Language.ENGLISH, english.purpose, english.name, "Thanks", body),
            person_id=lead,
        )
    box.take(text="The line is dead again")
    [letter] = box.sent()
    assert letter.subject.startswith("Thanks [FW-")
    assert letter.body == f"Dear 王芳,\n\nThe number is {letter.subject.split('[')[1][:-1]}."
