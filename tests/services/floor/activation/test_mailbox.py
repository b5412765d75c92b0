"""Answers by e-mail, from a real IMAP server into calls: each mail gets an outcome, none holds up the others."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.models.activation import CallOutState, MailReply
from app.models.people import Person
from app.services.database import Database
from app.services.floor.activation.mailbox import Mailbox, Outcome, take
from app.services.floor.activation.reading import read_activation
from app.services.floor.activation.record import Happened
from app.services.floor.activation.running import activate, stand_down
from app.settings import MailboxSettings
from tests.builders import MONDAY
from tests.services.floor.activation.certificates import self_made
from tests.services.floor.activation.crew import Crew, gather
from tests.services.floor.activation.imap import ImapServer
from tests.services.floor.activation.test_replies import mail

_MINUTE = timedelta(minutes=1)


@pytest.fixture
def imap() -> Iterator[ImapServer]:
    """A mail server with an empty mailbox."""
    found = ImapServer()
    yield found
    found.stop()


class _Called:
    """An activation with one person called, and the mails that they write."""

    def __init__(self, database: Database, crew: Crew) -> None:
        self.database, self.person_id, self.lead = database, crew.standby[0], crew.lead
        with database.write() as session:
            self.activation_id = activate(session, crew.phones, [(self.person_id, 2)], by=crew.lead, now=MONDAY)
            address = session.get_one(Person, self.person_id).email
            assert address
            self.address = address
        self._mails = 0

    @property
    def call_out(self):  # type: ignore[no-untyped-def]
        with self.database.read() as session:
            row = read_activation(session, self.activation_id)
        assert row
        return next(each for each in row.call_outs if each.person_id == self.person_id)

    def says(self, text: str, **headers: str) -> bytes:
        self._mails += 1
        given = {"From": self.address, "Message_ID": f"<{self._mails}@example.com>"} | headers
        return mail(text, **({"subject": f"Re: #{self.call_out.token}"} | given)).as_bytes()


@pytest.fixture
def called(database: Database) -> _Called:
    """One person who is called."""
    return _Called(database, gather(database))


def _outcomes(database: Database) -> list[str]:
    with database.read() as session:
        return [each.outcome for each in session.query(MailReply).order_by(MailReply.id)]


def test_a_yes_by_mail_is_taken_and_the_mail_marked_as_read(called: _Called, imap: ImapServer) -> None:
    uid = imap.put(called.says("是，马上到"))
    mailbox = Mailbox(called.database, imap.settings, lambda: MONDAY + _MINUTE)
    assert mailbox.tick() == 1
    assert called.call_out.state is CallOutState.ACCEPTED
    assert called.call_out.answered_at == MONDAY + _MINUTE
    assert imap.seen == {uid}
    assert mailbox.tick() == 0
    assert _outcomes(called.database) == [Outcome.ACCEPTED]


def test_each_mail_of_a_full_mailbox_has_its_outcome(called: _Called, imap: ImapServer) -> None:
    for each in (
        b"\xff\xfe\x00garbage",
        called.says("yes", subject="Lunch?"),
        called.says("yes", subject="Re: #ZZZZ9999"),
        called.says("yes", From="boss@example.com"),
        called.says("yes", Auto_Submitted="auto-replied"),
        called.says("perhaps"),
        called.says("no thank you") + b"x" * 2_000_000,
        called.says("no, really"),
        called.says("yes after all"),
    ):
        imap.put(each)
    mailbox = Mailbox(called.database, imap.settings, lambda: MONDAY)
    assert mailbox.tick() == 9
    assert _outcomes(called.database) == [
        Outcome.NO_MARK,
        Outcome.NO_MARK,
        Outcome.UNKNOWN_MARK,
        Outcome.OTHER_SENDER,
        Outcome.AUTOMATIC,
        Outcome.NOT_UNDERSTOOD,
        Outcome.DECLINED,
        Outcome.ANSWERED_BEFORE,
        Outcome.ANSWERED_BEFORE,
    ]
    assert imap.sent < 1_000_000, "a giant is not fetched whole"
    with called.database.read() as session:
        row = read_activation(session, called.activation_id)
        assert row
    said = [each.details["outcome"] for each in row.events if each.kind is Happened.REPLY]
    assert said == ["other_sender", "automatic", "not_understood", "answered_before", "answered_before"]


def test_one_mail_that_is_read_twice_counts_once(called: _Called) -> None:
    raw = called.says("yes")
    for expected in (Outcome.ACCEPTED, None):
        with called.database.write() as session:
            assert take(session, raw, now=MONDAY) is expected
    assert _outcomes(called.database) == [Outcome.ACCEPTED]


def test_who_is_not_needed_any_more_cannot_say_yes(called: _Called) -> None:
    raw = called.says("yes")
    with called.database.write() as session:
        stand_down(session, called.activation_id, by=called.lead, now=MONDAY)
        assert take(session, raw, now=MONDAY) is Outcome.NOT_NEEDED


def test_a_line_that_breaks_before_the_mark_is_written_loses_no_answer_and_counts_none_twice(
    called: _Called, imap: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    imap.put(called.says("yes"))
    now = MONDAY
    mailbox = Mailbox(called.database, imap.settings, lambda: now)
    imap.breaks = lambda command: "STORE" in command
    with caplog.at_level(logging.CRITICAL):
        mailbox.tick()
    assert not imap.seen
    assert called.call_out.state is CallOutState.ACCEPTED
    imap.breaks = lambda command: False
    now += 5 * _MINUTE
    mailbox.tick()
    assert imap.seen == {1}
    assert _outcomes(called.database) == [Outcome.ACCEPTED]


def test_a_server_that_is_not_there_is_left_alone_for_longer_each_time(
    sqlite_database: Database, imap: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    now = MONDAY
    mailbox = Mailbox(sqlite_database, imap.settings, lambda: now)
    imap.breaks = lambda command: True
    tried = []
    with caplog.at_level(logging.CRITICAL):
        for second in range(0, 400, 10):
            now = MONDAY + timedelta(seconds=second)
            before = len(imap.commands)
            mailbox.tick()
            if len(imap.commands) > before:
                tried.append(second)
    assert tried == [0, 60, 180]
    assert mailbox.failures == 3
    imap.breaks = lambda command: False
    now = MONDAY + timedelta(hours=1)
    mailbox.tick()
    assert mailbox.failures == 0


def test_a_wrong_password_is_told_without_the_password(
    sqlite_database: Database, imap: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    given = imap.settings
    wrong = MailboxSettings(given.host, given.port, security="none", user=given.user, password="hunter2", timeout=5)
    mailbox = Mailbox(sqlite_database, wrong, lambda: MONDAY)
    mailbox.tick()
    assert mailbox.failures == 1
    assert "cannot be read" in caplog.text
    assert "hunter2" not in caplog.text
    caplog.clear()


def test_a_mailbox_that_is_stopped_looks_no_more(sqlite_database: Database, imap: ImapServer) -> None:
    mailbox = Mailbox(sqlite_database, imap.settings, lambda: MONDAY)
    mailbox.stop()
    assert mailbox.tick() == 0
    assert not imap.commands


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mailbox_is_read_over_an_encrypted_line(
    called: _Called, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    trusted, tls = self_made(tmp_path)
    # Of this machine's own choice, as an administrator adds one.
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    imap = ImapServer(security, tls)
    imap.put(called.says("yes"))
    assert Mailbox(called.database, imap.settings, lambda: MONDAY).tick() == 1
    assert called.call_out.state is CallOutState.ACCEPTED
    if security == "starttls":
        assert imap.commands.index("STARTTLS") < imap.commands.index("LOGIN")
    imap.stop()


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("address", [None, "127.0.0.2"])
def test_a_certificate_that_is_not_trusted_or_another_servers_is_refused_before_the_password(
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    security: str,
    address: str | None,
) -> None:
    """Nobody vouches for the first; the second is trusted, but of another machine."""
    file, tls = self_made(tmp_path, address or "127.0.0.1")
    if address:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    imap = ImapServer(security, tls)
    mailbox = Mailbox(sqlite_database, imap.settings, lambda: MONDAY)
    assert mailbox.tick() == 0
    assert mailbox.failures == 1
    assert "LOGIN" not in imap.commands
    (said,) = caplog.messages
    assert said.startswith("the mailbox 127.0.0.1 cannot be read, next look in 0:01:00: its certificate is not valid: ")
    assert ("certificate is not valid for '127.0.0.1'" if address else "self-signed certificate") in said
    caplog.clear()
    imap.stop()


def test_a_server_that_does_not_encrypt_is_told_no_password(
    sqlite_database: Database, imap: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox = Mailbox(sqlite_database, replace(imap.settings, security="starttls"), lambda: MONDAY)
    assert mailbox.tick() == 0
    assert "LOGIN" not in imap.commands
    assert "cannot be read" in caplog.text
    caplog.clear()
