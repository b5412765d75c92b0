"""A mailbox is read from a real IMAP server: each mail once, and nothing in it is touched unless that is asked for."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from app.models.feed import FeedSource
from app.models.message import Direction, Purpose
from app.models.sla import LifeEvent
from app.models.ticket import Source, Status, Ticket
from app.services.database import Database
from app.services.deadlines.letters import write_letter
from app.services.handling.events import happen
from app.services.intake.feeds.source import Setting, SourceError
from app.services.intake.feeds.sources import mailbox
from app.services.intake.feeds.sources.mailbox import Mailbox
from app.services.knowledge.blanking import erase_tickets
from app.services.mail import read_mail
from tests.builders import MONDAY
from tests.services.floor.activation.certificates import self_made
from tests.services.intake.feeds.mail_server import LOGIN, PASSWORD, MailServer
from tests.services.intake.feeds.reader import Reader
from tests.services.test_mail import mail

MINUTE = timedelta(minutes=1)


class Read(Reader):
    """A floor that reads a mailbox."""

    server: MailServer

    def put(self, number: int, text: str = "空调不制冷", **headers: str) -> None:
        """Let a mail arrive now."""
        made = mail(text, **{"Message-ID": f"<{number}@x>", "Subject": f"投诉 {number}"} | headers)
        self.server.put(made.as_bytes(), self.now)

    def subjects(self) -> list[str]:
        """What the complaints are called."""
        return [each.title for each in self.tickets().values()]


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A server of the test's own."""
    made = MailServer()
    yield made
    made.stop()


@pytest.fixture
def begin(sqlite_database: Database, tmp_path: Path, server: MailServer) -> Any:
    """Set up a source with some settings."""

    def made(**values: Any) -> Read:
        read = Read(sqlite_database, tmp_path, "mailbox", server.settings | values, PASSWORD)
        read.server = server
        return read

    return made


def test_a_mail_becomes_a_complaint_and_stays_as_it_was(begin: Any) -> None:
    read = begin()
    read.put(1)
    assert read.read() == {"added": 1}
    assert read.read() == {}
    [ticket] = read.tickets().values()
    assert (ticket.title, ticket.description, ticket.source) == ("投诉 1", "空调不制冷", Source.EMAIL)
    assert ticket.received_at == MONDAY
    assert read.said(ticket) == ["空调不制冷"]
    assert read.server.flags() == {101: ()}


def test_only_mails_from_now_on_come_and_many_come_in_portions(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "_AT_ONCE", 2)
    read = begin()
    read.server.put(mail(Subject="old").as_bytes(), MONDAY - timedelta(days=2))
    read.server.put(mail(Subject="this morning").as_bytes(), MONDAY - MINUTE)
    for number in range(5):
        read.put(number)
    read.read()
    assert read.subjects() == [f"投诉 {number}" for number in range(5)]
    read.put(5)
    read.read()
    assert len(read.subjects()) == 6


def test_new_numbers_of_the_server_double_nothing(begin: Any) -> None:
    read = begin()
    read.put(1)
    read.server.put(b"From: a@b.cn\r\nSubject: =?utf-8?B?5oqV6K+JIDI=?=\r\n\r\nno identity", read.now)
    read.read()
    read.server.renumber()
    read.put(3)
    read.read()
    assert read.subjects() == ["投诉 1", "投诉 2", "投诉 3"]


def test_another_mail_that_bears_the_same_name_is_not_lost(begin: Any) -> None:
    read = begin()
    for text in ("first", "second"):
        made = mail(text, Subject="complaint")
        del made["Message-ID"]
        made["Message-ID"] = "<same@x>"
        read.server.put(made.as_bytes(), read.now)
    read.read()
    assert sorted(each.description for each in read.tickets().values()) == ["first", "second"]


def test_mails_of_one_name_are_not_doubled_by_new_numbers(begin: Any) -> None:
    read = begin()
    for text in ("first", "second"):
        read.put(1, text)
    read.read()
    read.server.renumber()
    read.read()
    assert sorted(each.description for each in read.tickets().values()) == ["first", "second"]


def test_what_was_erased_does_not_come_back_under_a_new_number(begin: Any) -> None:
    read = begin()
    read.put(1)
    read.read()
    with read.database.write() as session:
        [ticket] = session.query(Ticket)
        erase_tickets(session, [ticket], (), None, now=read.now)
    read.server.renumber()
    read.put(2)
    assert read.read() == {"added": 1}
    assert read.subjects() == ["", "投诉 2"]


def test_a_mail_of_our_own_that_the_mailbox_gets_too_is_nothing_new(begin: Any) -> None:
    read = begin()
    read.put(1)
    read.read()
    [ticket] = read.tickets().values()
    with read.database.write() as session:
        theirs = session.get_one(Ticket, ticket.id)
        letter = write_letter(
            session, theirs, "a@b.cn", "您好", "已查明", Purpose.PROGRESS, person_id=None, now=read.now
        )
        letter.message_id, subject = "<2@x>", letter.subject
    read.put(2, "已查明", Subject=subject, From="desk@example.com")
    assert read.read() == {}
    assert "mail_of_stranger" not in read.events(ticket)


def test_a_customers_reply_goes_to_their_complaint_and_ends_its_wait(begin: Any) -> None:
    read = begin()
    read.put(1)
    read.read()
    [ticket] = read.tickets().values()
    with read.database.write() as session:
        waiting = session.get_one(type(ticket), ticket.id)
        happen(session, read.rulebook, waiting, LifeEvent.WAITING, now=read.now)
    read.put(2, "还是不制冷", Subject=f"Re: 投诉 [{ticket.number}]")
    assert read.read() == {"threaded": 1}
    [ticket] = read.tickets().values()
    assert (ticket.status, len(read.said(ticket, Direction.IN))) == (Status.OPEN, 2)


def test_what_no_person_wrote_is_no_complaint_unless_that_is_wanted(begin: Any) -> None:
    read = begin()
    read.put(1, Auto_Submitted="auto-replied")
    assert read.read() == {"automatic": 1}
    assert read.subjects() == []
    with read.database.write() as session:
        row = session.get_one(FeedSource, read.id)
        row.settings = row.settings | {"automatic": True}
    read.put(2, Auto_Submitted="auto-generated")
    read.read()
    assert read.subjects() == ["投诉 2"]


def test_evidence_comes_along_and_what_is_refused_is_on_record(begin: Any) -> None:
    read = begin()
    made = mail()
    made.add_attachment(b"%PDF-1.7\n%%EOF", maintype="application", subtype="pdf", filename="发票.pdf")
    made.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="run.exe")
    read.server.put(made.as_bytes(), read.now)
    read.read()
    [ticket] = read.tickets().values()
    assert {"evidence_added", "file_refused"} <= set(read.events(ticket))


def test_marking_and_deleting_happen_only_where_they_are_asked_for(begin: Any) -> None:
    read = begin(mark=True)
    read.put(1)
    read.read()
    assert read.server.flags() == {101: (rb"\Seen",)}
    with read.database.write() as session:
        row = session.get_one(FeedSource, read.id)
        row.settings = row.settings | {"delete": True}
    read.put(2)
    read.read()
    assert list(read.server.flags()) == [101]
    assert read.subjects() == ["投诉 1", "投诉 2"]


def test_what_is_not_on_record_whole_is_never_deleted(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "_LARGEST", 1_000)
    read = begin(delete=True)
    read.put(1, Precedence="bulk")
    read.put(2, "long" * 300)
    read.put(3)
    assert read.read() == {"automatic": 1, "added": 2}
    assert list(read.server.flags()) == [101, 102]


def test_a_mail_that_nobody_can_read_holds_up_no_other(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_badly(raw: bytes) -> Any:
        if b"poison" in raw:
            raise RecursionError
        return read_mail(raw)

    monkeypatch.setattr(mailbox, "read_mail", read_badly)
    read = begin()
    read.put(1, "poison")
    read.put(2)
    assert read.read() == {"added": 1, "rejected": 1}
    assert list(read.rejects().values()) == ["It is not written as it should be (RecursionError)."]


@pytest.mark.parametrize("password", ["密码", "pässword"])
def test_a_password_beyond_ascii_is_sent_whole_and_never_shown(server: MailServer, password: str) -> None:
    tried = Mailbox(Setting("x", server.settings, password))
    with pytest.raises(SourceError, match="look at login and password") as caught:
        tried.check()
    tried.close()
    assert password not in f"{caught.value!r} {caught.value}"


def test_a_program_that_has_to_say_what_it_is_says_so(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []
    monkeypatch.setattr(IMAPClient, "has_capability", lambda self, word: word == "ID")
    monkeypatch.setattr(IMAPClient, "id_", lambda self, given: said.append(given))
    tried = Mailbox(Setting("x", server.settings, PASSWORD))
    tried.check()
    tried.close()
    assert said == [{"name": "Floorwatch"}]


def test_a_large_mail_is_read_as_far_as_its_text_goes(begin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "_LARGEST", 1_000)
    monkeypatch.setattr(mailbox, "_BEGINNING", 600)
    read = begin()
    made = mail("the text")
    made.add_attachment(os.urandom(5_000), maintype="video", subtype="mp4", filename="film.mp4")
    read.server.put(made.as_bytes(), read.now)
    read.read()
    [ticket] = read.tickets().values()
    assert ticket.description == "the text"
    assert ticket.origin_details["recorded"]["cut"] > 5_000


@pytest.mark.parametrize(
    ("changed", "secret", "said"),
    [
        ({}, "wrong", "look at login and password"),
        ({"folder": "Nowhere"}, PASSWORD, "cannot be reached"),
        ({"port": 1}, PASSWORD, "cannot be reached"),
    ],
)
def test_a_trial_says_what_is_wrong(server: MailServer, changed: dict[str, Any], secret: str, said: str) -> None:
    tried = Mailbox(Setting("x", server.settings | changed, secret))
    with pytest.raises(SourceError, match=said):
        tried.check()
    tried.close()


def test_only_a_certificate_that_somebody_vouches_for_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, context = self_made(tmp_path)
    server = MailServer(context)
    tried = Mailbox(Setting("x", server.settings, PASSWORD))
    with pytest.raises(SourceError, match="certificate"):
        tried.check()
    tried.close()
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    tried = Mailbox(Setting("x", server.settings, PASSWORD))
    tried.check()
    tried.close()
    server.stop()


def test_without_encryption_only_this_machine_is_read() -> None:
    values = {"host": "imap.example.com", "security": "none", "login": LOGIN}
    with pytest.raises(SourceError, match="this machine"):
        Mailbox.check_values(values)
