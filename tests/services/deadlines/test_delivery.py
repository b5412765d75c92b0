"""Delivery: a message leaves once, a refusal is tried again, a death in between is told and not guessed."""

import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import select, update

from app.models.escalation import Delivery, Escalation, Notification
from app.models.people import Language, Person
from app.models.sla import Clock, LifeEvent
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.deadlines.channels.base import Channel, Fate, Receipt
from app.services.deadlines.channels.email import EmailChannel
from app.services.deadlines.couriers import Couriers
from app.services.deadlines.delivery import ATTEMPTS, Delivered, send_again, settle
from app.services.deadlines.delivery import deliver as carry
from app.services.deadlines.escalation import NothingWaitsError, sweep
from app.services.deadlines.lease import LEASE, Lane
from app.services.deadlines.message import Message, compose
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.sealing import Address
from app.services.handling.events import happen
from app.settings import EmailSettings, Settings
from tests.builders import MONDAY, add_due_clocks, one_ladder, open_floor
from tests.services.deadlines.conftest import MailServer
from tests.services.deadlines.dying import deliver_once, exit_code_of, spawn
from tests.services.deadlines.rounds import SEAL, SETTINGS, deliver

Empty = Callable[[Database], None]


def standing_at(now: datetime) -> Callable[[], datetime]:
    """A clock that stands."""
    return lambda: now


ALWAYS_MONDAY = standing_at(MONDAY)


def floor_that_owes(database: Database, mails: int, mail_server: MailServer, *, fast_lane: bool = False) -> Rulebook:
    """Open a floor whose sweep has put so many mails into the outbox."""
    rulebook = open_floor(database, one_ladder())
    add_due_clocks(database, rulebook, mails)
    if fast_lane:
        with database.write() as session:
            session.execute(update(Clock).values(fast_lane=True))
    sweep(database, rulebook, [EmailChannel(mail_server.settings)], now=MONDAY)
    return rulebook


def fates(database: Database) -> list[Delivery]:
    with database.read() as session:
        of_mail = select(Notification.state).where(Notification.channel == "email").order_by(Notification.id)
        return list(session.scalars(of_mail))


def test_mails_leave_once_with_number_step_and_due_time(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, 2, mail_server)
    channel = EmailChannel(mail_server.settings)
    assert deliver(database, rulebook, [channel], ALWAYS_MONDAY) == Delivered(sent=2)
    assert deliver(database, rulebook, [channel], ALWAYS_MONDAY) == Delivered()
    assert fates(database) == [Delivery.SENT] * 2
    first = mail_server.received[0]
    assert first["To"] == "agent@example.com"
    assert first["Subject"] == "【投诉时效督导台】FW-1000001 办结：时限已用 50%"
    text = first.get_content()  # type: ignore[attr-defined]
    assert "截止时间：2026-03-02 11:00 (Asia/Shanghai)" in text


def test_a_reader_of_english_gets_english_and_never_the_complaint(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, 1, mail_server)
    with database.write() as session:
        session.execute(update(Person).values(language=Language.ENGLISH))
        session.execute(update(Ticket).values(title="My secret", description="My secret"))
    deliver(database, rulebook, [EmailChannel(mail_server.settings)], ALWAYS_MONDAY)
    (mail,) = mail_server.received
    assert mail["Subject"] == "[Floorwatch] FW-1000001: resolution, 50% of the time has passed"
    assert "secret" not in mail.as_string()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"agent@example.com": "550 no such user"}, Delivered(failed=1)),
        ({"agent@example.com": "451 try later"}, Delivered(put_off=1)),
        ({"DATA": "554 spam"}, Delivered(failed=1)),
        ({"DATA": "452 full"}, Delivered(put_off=1)),
    ],
)
def test_a_refusal_is_final_or_asks_to_come_again(
    database: Database, mail_server: MailServer, answers: dict[str, str], expected: Delivered
) -> None:
    rulebook = floor_that_owes(database, 1, mail_server)
    mail_server.answers = answers
    assert deliver(database, rulebook, [EmailChannel(mail_server.settings)], ALWAYS_MONDAY) == expected
    with database.read() as session:
        reason = session.scalars(select(Notification.last_error).where(Notification.channel == "email")).one()
        assert reason == next(iter(answers.values()))


def test_an_answer_that_is_none_leaves_open_whether_the_text_was_taken(mail_server: MailServer) -> None:
    mail_server.answers = {"DATA": "nonsense"}
    mail = Message("test-1", Address("agent@example.com"), MONDAY, "s", "b")
    assert EmailChannel(mail_server.settings).send(mail).fate is Fate.UNKNOWN


def test_waits_grow_until_the_last_attempt_and_the_refusal_is_taken_back(
    database: Database, mail_server: MailServer
) -> None:
    rulebook = floor_that_owes(database, 1, mail_server)
    mail_server.answers = {"DATA": "451 try later"}
    channel = EmailChannel(mail_server.settings)
    now, waits = MONDAY, []
    for _ in range(ATTEMPTS - 1):
        assert deliver(database, rulebook, [channel], standing_at(now)) == Delivered(put_off=1)
        with database.read() as session:
            again = session.scalars(select(Notification.next_attempt_at).where(Notification.channel == "email")).one()
        assert again is not None
        assert deliver(database, rulebook, [channel], standing_at(again - timedelta(seconds=1))) == Delivered()
        waits.append((again - now) // timedelta(minutes=1))
        now = again
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert deliver(database, rulebook, [channel], standing_at(now)) == Delivered(failed=1)
    mail_server.answers = {}
    with database.write() as session:
        failed = session.scalars(select(Notification.id).where(Notification.state == Delivery.FAILED)).one()
        send_again(session, failed, now=now)
        with pytest.raises(NothingWaitsError):
            settle(session, failed)
    assert deliver(database, rulebook, [channel], standing_at(now)) == Delivered(sent=1)


def test_a_mail_server_that_is_not_there_is_asked_once_a_round(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, 3, mail_server)
    gone = EmailChannel(EmailSettings(host="127.0.0.1", port=1, security="none", timeout=1))
    for minute in range(ATTEMPTS + 1):
        # Nobody has refused it, so that it never fails, however long the server is away.
        away = standing_at(MONDAY + minute * timedelta(minutes=1))
        assert deliver(database, rulebook, [gone], away) == Delivered(put_off=1)
    later = MONDAY + timedelta(hours=1)
    back = EmailChannel(mail_server.settings)
    assert deliver(database, rulebook, [back], standing_at(later)) == Delivered(sent=3)


@pytest.mark.parametrize("address", ["李雷@example.com", "boss<other@example.com", "a,b@example.com", "x@y\nBcc: z"])
def test_a_mail_that_cannot_be_addressed_is_refused_and_the_next_one_leaves(
    database: Database, mail_server: MailServer, address: str
) -> None:
    rulebook = floor_that_owes(database, 2, mail_server)
    with database.write() as session:
        other = Person(name="韩梅梅", email=address)
        session.add(other)
        session.flush()
        session.execute(update(Notification).where(Notification.escalation_id == 1).values(person_id=other.id))
    channel = EmailChannel(mail_server.settings)
    assert deliver(database, rulebook, [channel], ALWAYS_MONDAY) == Delivered(sent=1, failed=1)
    assert [mail["To"] for mail in mail_server.received] == ["agent@example.com"]


@pytest.mark.parametrize(
    ("changes", "fate"),
    [
        ({"host": "mail..example.com"}, Fate.UNREACHABLE),
        ({"user": "desk", "password": "пароль"}, Fate.UNREACHABLE),
        ({"sender": "客服@example.com"}, Fate.REFUSED),
    ],
)
def test_settings_that_no_mail_server_takes_are_a_receipt(
    mail_server: MailServer, changes: dict[str, str], fate: Fate
) -> None:
    channel = EmailChannel(replace(mail_server.settings, **changes))  # type: ignore[arg-type]
    assert channel.send(Message("test-1", Address("agent@example.com"), MONDAY, "s", "b")).fate is fate


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_server_proves_who_it_is(tmp_path: Path, security: str) -> None:
    certificate = self_signed(tmp_path)
    server = MailServer(certificate, security)
    try:
        channel = EmailChannel(replace(server.settings, host="localhost"))
        receipt = channel.send(Message("test-1", Address("agent@example.com"), MONDAY, "s", "b"))
    finally:
        server.stop()
    assert receipt.fate is Fate.UNREACHABLE
    assert "CERTIFICATE_VERIFY_FAILED" in receipt.reason
    assert server.received == []


def self_signed(folder: Path) -> Path:
    """Make a certificate that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(MONDAY).not_valid_after(MONDAY + timedelta(days=36_500))
    as_text = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(key.private_bytes(*as_text) + made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    return file


@pytest.mark.parametrize("fast_lane", [False, True])
def test_a_line_that_breaks_after_the_text_is_unknown_except_in_the_fast_lane(
    database: Database, mail_server: MailServer, fast_lane: bool
) -> None:
    rulebook = floor_that_owes(database, 1, mail_server, fast_lane=fast_lane)
    mail_server.hangs_up_on_data = True
    channel = EmailChannel(mail_server.settings)
    expected = Delivered(put_off=1) if fast_lane else Delivered(unknown=1)
    assert deliver(database, rulebook, [channel], ALWAYS_MONDAY) == expected
    mail_server.hangs_up_on_data = False
    deliver(database, rulebook, [channel], lambda: MONDAY + timedelta(hours=1))
    assert fates(database) == [Delivery.SENT if fast_lane else Delivery.UNKNOWN]
    assert len(set(mail_server.keys)) == 1
    assert len(mail_server.keys) == (2 if fast_lane else 1)


def test_a_message_about_a_stopped_clock_stays_at_home(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, 2, mail_server)
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, 1), LifeEvent.RESOLVED, now=MONDAY)
    channel = EmailChannel(mail_server.settings)
    assert deliver(database, rulebook, [channel], ALWAYS_MONDAY) == Delivered(sent=1, withdrawn=1)
    assert sorted(fates(database)) == [Delivery.SENT, Delivery.WITHDRAWN]


def test_stopping_leaves_the_rest_for_another_time(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, 3, mail_server)
    stopping = threading.Event()

    def now() -> datetime:
        # It is asked first when the message is leased, and again when its fate is written down.
        if mail_server.received:
            stopping.set()
        return MONDAY

    lane, channel = Lane("email"), EmailChannel(mail_server.settings)
    assert carry(database, rulebook, lane, channel, SEAL, SETTINGS.flood, now, stopping) == Delivered(sent=1)
    assert fates(database) == [Delivery.SENT, Delivery.PENDING, Delivery.PENDING]


class _Line(Channel):
    """A channel that stands in for a line whose other end is watched by the test."""

    name = "email"
    keeps_addresses = False

    def __init__(self, database: Database) -> None:
        self.database = database
        self.order: list[str] = []

    @classmethod
    def from_settings(cls, settings: Settings) -> None:
        return None

    def reaches(self, person: Person) -> str | None:
        return person.email

    def check(self, address: Address) -> None:
        return None

    def send(self, message: Message) -> Receipt:
        # Somebody else can write while the message is under way: no transaction is open.
        with self.database.write() as session:
            session.execute(update(Ticket).where(Ticket.id == 1).values(title="written meanwhile"))
        self.order.append(message.subject.split("】")[1].split()[0])
        return Receipt(Fate.SENT)


def test_no_transaction_is_open_while_a_message_is_under_way_and_the_fast_lane_goes_first(
    database: Database, mail_server: MailServer
) -> None:
    rulebook = floor_that_owes(database, 3, mail_server)
    with database.write() as session:
        # Of clocks that owe at one instant any may have been raised first.
        of_third = select(Escalation.id).join(Clock, Clock.id == Escalation.clock_id).where(Clock.ticket_id == 3)
        session.execute(update(Notification).where(Notification.escalation_id.in_(of_third)).values(fast_lane=True))
    line = _Line(database)
    deliver(database, rulebook, [line], ALWAYS_MONDAY)
    assert line.order[0] == "FW-1000003"
    assert sorted(line.order[1:]) == ["FW-1000001", "FW-1000002"]


@pytest.mark.parametrize("moment", ["before a statement", "after a reply"])
def test_a_sender_killed_anywhere_leaves_its_message_unknown_and_sends_none_twice(
    database: Database, mail_server: MailServer, emptied: Empty, deaths: Iterator[int], moment: str
) -> None:
    mails = 2
    address = database.url.render_as_string(hide_password=False)
    for number in deaths:
        emptied(database)
        floor_that_owes(database, mails, mail_server)
        mail_server.received.clear()
        statement, reply = (number + 1, 0) if moment == "before a statement" else (0, number + 1)
        died = exit_code_of(spawn(deliver_once, address, MONDAY, mail_server.settings, statement, reply))
        _settle_and_check(database, mail_server, mails, died_after_reply=bool(reply and died))
        if died == 0:
            break
        assert died == -signal.SIGKILL
    assert number >= (10 if statement else 8)


def _settle_and_check(database: Database, mail_server: MailServer, mails: int, *, died_after_reply: bool) -> None:
    """Let the leases end and the rest leave; then each mail left once, and what was in flight is unknown."""
    rulebook, channel = Rulebook(), EmailChannel(mail_server.settings)
    later = MONDAY + LEASE
    # A server needs a moment to notice a death; until then the dead sender's row is locked.
    for _ in range(10_000):
        deliver(database, rulebook, [channel], standing_at(later))
        found = fates(database)
        if not {Delivery.PENDING, Delivery.SENDING} & set(found):
            break
    assert set(found) <= {Delivery.SENT, Delivery.UNKNOWN}
    assert found.count(Delivery.UNKNOWN) <= 1
    if died_after_reply:
        assert found.count(Delivery.UNKNOWN) == 1
    taken = Counter(mail_server.keys)
    assert set(taken.values()) <= {1}
    assert mails - found.count(Delivery.UNKNOWN) <= len(taken) <= mails


def test_a_person_settles_what_is_unknown(database: Database, mail_server: MailServer) -> None:
    rulebook = floor_that_owes(database, 1, mail_server)
    mail_server.hangs_up_on_data = True
    deliver(database, rulebook, [EmailChannel(mail_server.settings)], ALWAYS_MONDAY)
    with database.write() as session:
        settle(session, session.scalars(select(Notification.id).where(Notification.state == Delivery.UNKNOWN)).one())
    assert fates(database) == [Delivery.SETTLED]


class Surprising(EmailChannel):
    """Comes to grief with its first message, in a way that it has not promised."""

    surprises = True

    def send(self, message: Message) -> Receipt:
        """Fail once, with the address in the words."""
        if self.surprises:
            self.surprises = False
            raise RuntimeError(f"nobody has thought of {message.address.url}")
        return super().send(message)


@pytest.mark.parametrize("fast_lane", [False, True])
def test_what_nobody_has_foreseen_leaves_a_message_unknown_and_the_next_one_leaves(
    database: Database, mail_server: MailServer, caplog: pytest.LogCaptureFixture, *, fast_lane: bool
) -> None:
    rulebook = floor_that_owes(database, 2, mail_server, fast_lane=fast_lane)
    delivered = deliver(database, rulebook, [Surprising(mail_server.settings)], ALWAYS_MONDAY)
    expected = Delivered(sent=1, put_off=1) if fast_lane else Delivered(sent=1, unknown=1)
    assert delivered == expected
    assert "RuntimeError: nobody has thought of …" in caplog.text
    assert str(mail_server.received[0]["To"]) not in caplog.text


def test_words_that_cannot_be_written_hold_up_no_other_message(
    database: Database, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    rulebook = floor_that_owes(database, 2, mail_server)
    words = compose

    def spoiled(identity: int, *arguments: Any, **options: Any) -> Message:
        if identity == 2:
            raise KeyError("a template names a field that there is not")
        return words(identity, *arguments, **options)

    monkeypatch.setattr("app.services.deadlines.delivery.compose", spoiled)
    assert deliver(database, rulebook, [EmailChannel(mail_server.settings)], ALWAYS_MONDAY).put_off == 1
    assert len(mail_server.received) == 1
    with database.read() as session:
        waits = session.scalars(select(Notification).where(Notification.last_error.is_not(None))).one()
        assert (waits.state, waits.sent_at) == (Delivery.PENDING, None)
        assert str(waits.last_error).startswith("it cannot be written: KeyError")


def test_a_courier_that_comes_to_grief_is_known_until_its_lane_is_empty(
    database: Database, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rulebook = floor_that_owes(database, 2, mail_server)
    out = Couriers(database, rulebook, [EmailChannel(mail_server.settings)], SETTINGS, ALWAYS_MONDAY)
    with monkeypatch.context() as broken:
        broken.setattr("app.services.deadlines.couriers.deliver", lambda *_: 1 / 0)
        out.tick()
        out.wait()
    assert out.is_failing()
    assert "ZeroDivisionError" in caplog.text
    out.tick()
    out.wait()
    assert not out.is_failing()
    assert out.delivered() == Delivered(sent=2)
