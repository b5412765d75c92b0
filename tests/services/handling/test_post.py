"""The post against a real mail server: each mail once, tried again where that helps, and never lost or doubled."""

import socket
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import Message as Mail
from typing import Any

import pytest

from app.clock import TimeSource
from app.models.escalation import Delivery
from app.models.message import Message, Purpose
from app.models.people import Role
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.channels.email import EmailChannel
from app.services.deadlines.lease import LEASE
from app.services.deadlines.rulebook import Rulebook
from app.services.handling import post
from app.services.handling.messages import resend, send_message
from app.services.handling.post import ATTEMPTS, Post, give_up_leases
from app.services.scheduler import POST, Scheduler
from app.settings import Settings
from tests.builders import MONDAY, open_floor, person
from tests.services.deadlines.conftest import MailServer
from tests.services.handling.asked import asked, department, of_customer
from tests.services.handling.test_messages import CHEN, notice


class Clock:
    """The time that a test gives."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        """Return it."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The time of the test."""
    return Clock()


@pytest.fixture
def sender(database: Database, mail_server: MailServer, clock: Clock) -> Post:
    """The post, over the mail server."""
    return Post(database, EmailChannel(mail_server.settings), mail_server.settings.sender, clock)


def owe(database: Database, rulebook: Rulebook, ticket: Ticket, **more: Any) -> int:
    """Owe Mrs Chen a mail; return its identity."""
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        known = session.get_one(Ticket, ticket.id)
        return send_message(session, rulebook, known, notice(**more), person_id=agent, now=MONDAY).id


def state_of(database: Database, message_id: int) -> tuple[Delivery | None, int, timedelta | None]:
    """How far a mail is, how often it was tried, and how long after Monday it is tried again."""
    with database.read() as session:
        found = session.get_one(Message, message_id)
        return found.state, found.attempts, found.next_attempt_at - MONDAY if found.next_attempt_at else None


def text_of(mail: Mail) -> str:
    """What a mail says."""
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().strip()


def test_a_mail_leaves_once_with_the_name_that_is_on_record(
    database: Database, mail_server: MailServer, sender: Post
) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    first = owe(database, rulebook, ticket, subject="结果“好”")
    assert (sender.tick(), sender.tick()) == (1, 0)
    second = owe(database, rulebook, ticket, purpose=Purpose.PROGRESS)
    sender.tick()
    one, two = mail_server.received
    with database.read() as session:
        assert session.get_one(Message, first).message_id == one["Message-ID"]
        assert session.get_one(Message, first).sent_at == MONDAY
    assert state_of(database, second) == (Delivery.SENT, 1, None)
    assert (one["To"], one["From"], one["Subject"]) == (CHEN, "desk@example.com", f"结果“好” [{ticket.number}]")
    assert (one["Auto-Submitted"], text_of(one)) == ("no", "您好")
    # What follows stays with it in the customer's mail program.
    assert two["In-Reply-To"] == two["References"] == one["Message-ID"] != two["Message-ID"]


def test_a_department_gets_what_it_is_asked(database: Database, mail_server: MailServer, sender: Post) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    _, token = asked(database, rulebook, ticket, department(database))
    owe(database, rulebook, ticket)
    sender.tick()
    task, notice_ = mail_server.received
    assert (task["To"], notice_["To"]) == ("zhou@logistics.example", CHEN)
    assert f"[{ticket.number}/{token}]" in task["Subject"]
    assert notice_["In-Reply-To"] is None


def test_a_name_or_subject_adds_no_header(database: Database, mail_server: MailServer, sender: Post) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    owe(database, rulebook, ticket, subject="Hello\r\nBcc: evil@x.y\r\n\r\nbody", body="Hi\r\n.\r\nBcc: evil@x.y")
    sender.tick()
    (mail,) = mail_server.received
    assert mail["Bcc"] is None
    assert mail["Subject"] == f"Hello Bcc: evil@x.y body [{ticket.number}]"
    assert "Bcc: evil@x.y" in text_of(mail)


@pytest.mark.parametrize(
    ("answer", "then"),
    [
        ("450 try later", (Delivery.PENDING, 1, timedelta(minutes=1))),
        ("550 nobody", (Delivery.FAILED, 1, None)),
    ],
)
def test_what_the_server_says_of_an_address_decides(
    database: Database,
    mail_server: MailServer,
    sender: Post,
    answer: str,
    then: tuple[Delivery, int, timedelta | None],
) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    mail_server.answers[CHEN] = answer
    first = owe(database, rulebook, ticket)
    other = owe(database, rulebook, ticket, address="other@home.example")
    assert sender.tick() == 1
    assert state_of(database, first) == then
    assert state_of(database, other)[0] is Delivery.SENT
    with database.read() as session:
        failures = session.query(TicketEvent).filter_by(ticket_id=ticket.id, kind=post.FAILED).all()
        assert len(failures) == (then[0] is Delivery.FAILED)
        assert answer in (session.get_one(Message, first).last_error or "")


def test_it_is_tried_with_growing_waits_and_given_up_in_the_end(
    database: Database, mail_server: MailServer, sender: Post, clock: Clock
) -> None:
    rulebook = open_floor(database)
    message_id = owe(database, rulebook, of_customer(database, rulebook))
    mail_server.answers["DATA"] = "451 not now"
    waits = []
    for _ in range(ATTEMPTS):
        sender.tick()
        state, _, after = state_of(database, message_id)
        if after is None:
            break
        waits.append(round((after - (clock.now - MONDAY)) / timedelta(minutes=1)))
        clock.now = MONDAY + after
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert state is Delivery.FAILED
    mail_server.answers.clear()
    with database.write() as session:
        resend(session, message_id, person_id=person(session, Role.AGENT).id, now=clock.now)
    assert sender.tick() == 1
    # Under one name from the first try to the last: whoever got two can tell.
    assert len(set(mail_server.keys)) == 1


def test_a_server_that_is_away_is_left_alone_and_costs_no_attempt(
    database: Database, mail_server: MailServer, sender: Post, clock: Clock
) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    message_ids = [owe(database, rulebook, ticket) for _ in range(2)]
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobodys = free.getsockname()[1]
    away = Post(database, EmailChannel(replace(mail_server.settings, port=nobodys)), "desk@example.com", clock)
    assert away.tick() == 0
    assert state_of(database, message_ids[0]) == (Delivery.PENDING, 0, timedelta(minutes=1))
    assert state_of(database, message_ids[1]) == (Delivery.PENDING, 0, timedelta(0))
    # Nothing is tried before the wait is over.
    clock.now += timedelta(seconds=59)
    assert away.tick() == 0
    assert state_of(database, message_ids[1])[1] == 0
    clock.now += timedelta(seconds=1)
    assert sender.tick() == 2


def test_a_line_that_breaks_after_the_text_has_left_is_for_a_person_to_judge(
    database: Database, mail_server: MailServer, sender: Post, clock: Clock
) -> None:
    rulebook = open_floor(database)
    message_id = owe(database, rulebook, of_customer(database, rulebook))
    mail_server.hangs_up_on_data = True
    assert sender.tick() == 0
    assert state_of(database, message_id) == (Delivery.UNKNOWN, 1, None)
    clock.now += timedelta(days=1)
    mail_server.hangs_up_on_data = False
    assert sender.tick() == 0
    assert len(mail_server.received) == 1


def test_a_sender_that_dies_leaves_its_mail_to_a_person_and_none_is_sent_twice(
    database: Database, mail_server: MailServer, sender: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    rulebook = open_floor(database)
    message_id = owe(database, rulebook, of_customer(database, rulebook))

    class KilledError(BaseException):
        """The process is gone."""

    def die(*_: object, **__: object) -> None:
        raise KilledError

    # It dies between the sending and the record.
    with monkeypatch.context() as patched:
        patched.setattr(post, "_record", die)
        with pytest.raises(KilledError):
            sender.tick()
    assert len(mail_server.received) == 1
    with database.read() as session:
        kept = session.get_one(Message, message_id)
        assert (kept.state, kept.message_id) == (Delivery.SENDING, mail_server.keys[0])
    assert sender.tick() == 0
    clock.now += LEASE
    assert sender.tick() == 0
    assert state_of(database, message_id) == (Delivery.UNKNOWN, 1, None)
    assert len(mail_server.received) == 1
    with database.write() as session:
        assert give_up_leases(session, now=clock.now) == 0


def test_two_senders_share_the_work(database: Database, mail_server: MailServer, sender: Post, clock: Clock) -> None:
    rulebook = open_floor(database)
    ticket = of_customer(database, rulebook)
    for _ in range(3):
        owe(database, rulebook, ticket)
    other = Post(database, EmailChannel(mail_server.settings), mail_server.settings.sender, clock)
    other.stop()
    assert other.tick() == 0
    assert sender.tick() == 3
    assert len(set(mail_server.keys)) == 3


def test_the_service_sends_where_a_mail_server_is_named(
    sqlite_database: Database, mail_server: MailServer, clock: Clock
) -> None:
    rulebook = open_floor(sqlite_database)
    message_id = owe(sqlite_database, rulebook, of_customer(sqlite_database, rulebook))
    time = TimeSource(clock)
    assert POST not in {job.id for job in Scheduler(sqlite_database, Rulebook(), [], Settings(), time).jobs()}
    duties = Scheduler(sqlite_database, Rulebook(), [], Settings(email=mail_server.settings), time)
    (job,) = (job for job in duties.jobs() if job.id == POST)
    duty, tick = job.args
    duties.refusals_are_logged(duty, tick)
    assert state_of(sqlite_database, message_id)[0] is Delivery.SENT
