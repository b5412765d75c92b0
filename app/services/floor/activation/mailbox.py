"""Reads from an IMAP mailbox what people who are called answer; each mail gets an outcome, and none holds up others."""

import hashlib
import imaplib
import logging
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.activation import CallOut, MailReply
from app.models.people import Person
from app.services.database import Database
from app.services.floor.activation.answering import answer
from app.services.floor.activation.record import Happened, record
from app.services.floor.activation.refusals import AlreadyCalledError, AnsweredError, AnswerError
from app.services.floor.activation.replies import Reply, read_reply
from app.settings import MailboxSettings

VIA = "e-mail"
# An answer is in the first lines; of a mail with films attached no more is fetched.
_FETCHED = 256 * 1024
_AT_ONCE = 100
_LONGEST_REST = timedelta(minutes=15)
_UNREADABLE = "unreadable:"
_log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a mail."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    # No mark in the subject, or none of a call.
    NO_MARK = "no_mark"
    UNKNOWN_MARK = "unknown_mark"
    # Not the address of who was called.
    OTHER_SENDER = "other_sender"
    NOT_UNDERSTOOD = "not_understood"
    # Out of office, or from a list: no person has answered.
    AUTOMATIC = "automatic"
    ANSWERED_BEFORE = "answered_before"
    NOT_NEEDED = "not_needed"
    UNREADABLE = "unreadable"


class Mailbox:
    """Looks into the mailbox at each `tick`; where it cannot be reached, it waits longer from time to time."""

    def __init__(self, database: Database, settings: MailboxSettings, now: Callable[[], datetime]) -> None:
        self._database, self._settings, self._now = database, settings, now
        self._failures = 0
        self._rests_until: datetime | None = None
        self._connection: imaplib.IMAP4 | None = None
        self._is_stopping = False

    @property
    def failures(self) -> int:
        """How often in a row it could not be read."""
        return self._failures

    def tick(self) -> int:
        """Take the mails that nobody has read; return how many. A server that is not there is no fault."""
        now = self._now()
        if self._is_stopping or (self._rests_until is not None and now < self._rests_until):
            return 0
        try:
            with self._opened() as connection:
                taken = self._take_all(connection)
        except (imaplib.IMAP4.error, OSError) as error:
            self._failures += 1
            rest = min(timedelta(seconds=self._settings.interval) * 2 ** min(self._failures, 10), _LONGEST_REST)
            self._rests_until = now + rest
            if not self._is_stopping:
                _log.warning(
                    "the mailbox %s cannot be read, next look in %s: %s", self._settings.host, rest, _said(error)
                )
            return 0
        if self._failures:
            _log.info("the mailbox %s can be read again", self._settings.host)
        self._failures, self._rests_until = 0, None
        return taken

    def stop(self) -> None:
        """Cut what is under way; what was not marked as read is read again by the next one."""
        self._is_stopping = True
        if (connection := self._connection) is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                connection.shutdown()

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        given = self._settings
        context = ssl.create_default_context()
        if given.security == "tls":
            connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                given.host, given.port, ssl_context=context, timeout=given.timeout
            )
        else:
            connection = imaplib.IMAP4(given.host, given.port, timeout=given.timeout)
        self._connection = connection
        try:
            if given.security == "starttls":
                connection.starttls(context)
            connection.login(given.user, given.password)
            _expect(connection.select(_quoted(given.folder)))
            yield connection
        finally:
            self._connection = None
            with suppress(OSError, imaplib.IMAP4.error):
                connection.logout()
            # Who cannot say goodbye leaves the line open.
            with suppress(OSError):
                connection.shutdown()

    def _take_all(self, connection: imaplib.IMAP4) -> int:
        found = _expect(connection.uid("SEARCH", "UNSEEN"))
        uids = [uid.decode("ascii") for each in found if isinstance(each, bytes) for uid in each.split()]
        taken = 0
        for uid in uids[:_AT_ONCE]:
            if self._is_stopping:
                break
            raw = _fetched(_expect(connection.uid("FETCH", uid, f"(BODY.PEEK[]<0.{_FETCHED}>)")))
            # Only what is on record is marked as read: of one that dies in between the next one reads it again.
            if raw is not None:
                with self._database.write() as session:
                    take(session, raw, now=self._now())
                taken += 1
            _expect(connection.uid("STORE", uid, "+FLAGS", r"(\Seen)"))
        return taken


def take(session: Session, raw: bytes, *, now: datetime) -> Outcome | None:
    """Take one mail, and write down what became of it; None for one that was taken before."""
    try:
        reply = read_reply(raw)
    except Exception as fault:  # noqa: BLE001 - whatever somebody mails, the next mail is read
        _log.warning("a mail cannot be read: %r", fault)
        reply = Reply(f"{_UNREADABLE}{hashlib.sha256(raw).hexdigest()}", "", None, None)
    if session.scalars(select(MailReply.id).where(MailReply.message_id == reply.message_id)).first() is not None:
        return None
    call_out = session.scalars(select(CallOut).where(CallOut.token == reply.token)).first() if reply.token else None
    try:
        with session.begin_nested():
            kept = MailReply(
                message_id=reply.message_id,
                at=now,
                sender=reply.sender,
                outcome=_outcome_without_call(reply),
                call_out_id=call_out.id if call_out else None,
            )
            session.add(kept)
            session.flush()
    except IntegrityError:
        # Another process reads the same mailbox.
        return None
    if call_out is not None:
        kept.outcome = outcome = _answered(session, call_out, reply, now=now)
        if outcome not in (Outcome.ACCEPTED, Outcome.DECLINED):
            record(
                session,
                call_out.activation_id,
                Happened.REPLY,
                call_out_id=call_out.id,
                now=now,
                outcome=outcome,
                sender=reply.sender,
            )
        session.flush()
    outcome = Outcome(kept.outcome)
    _log.info("mail from %s: %s", reply.sender or "nobody", outcome)
    return outcome


def _outcome_without_call(reply: Reply) -> Outcome:
    if reply.message_id.startswith(_UNREADABLE):
        return Outcome.UNREADABLE
    return Outcome.NO_MARK if reply.token is None else Outcome.UNKNOWN_MARK


def _answered(session: Session, call_out: CallOut, reply: Reply, *, now: datetime) -> Outcome:
    address = session.scalar(select(Person.email).where(Person.id == call_out.person_id, Person.active))
    if not address or address.lower() != reply.sender:
        return Outcome.OTHER_SENDER
    if reply.is_automatic:
        return Outcome.AUTOMATIC
    if reply.says is None:
        return Outcome.NOT_UNDERSTOOD
    try:
        answer(session, call_out.id, reply.says, via=VIA, by=call_out.person_id, now=now)
    except AnsweredError:
        return Outcome.ANSWERED_BEFORE
    except (AnswerError, AlreadyCalledError):
        return Outcome.NOT_NEEDED
    return Outcome.ACCEPTED if reply.says else Outcome.DECLINED


def _expect(answered: tuple[str, Sequence[object]]) -> Sequence[object]:
    """Return what the server answered; raises `imaplib.IMAP4.error` where it refused."""
    state, data = answered
    if state != "OK":
        raise imaplib.IMAP4.error(f"the server answered {state}")
    return data


def _fetched(data: Sequence[object]) -> bytes | None:
    """Return the text of a mail; None where it is gone."""
    for each in data:
        if isinstance(each, tuple) and isinstance(each[1], bytes):
            return each[1]
    return None


def _said(error: Exception) -> str:
    """Return in words why a server cannot be used."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid: {error.verify_message}"
    return str(error)


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
