"""E-mail over SMTP: one connection for as many messages as are due, and a receipt that never guesses."""

import smtplib
import socket
import ssl
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any, Self

from app.models.people import EMAIL_ADDRESS, Person
from app.services.deadlines.channels.base import AddressError, Channel, Fate, Receipt
from app.services.deadlines.message import Message
from app.services.deadlines.sealing import Address
from app.settings import EmailSettings, Settings


class EmailChannel(Channel):
    """Sends through the centre's own mail server."""

    name = "email"
    keeps_addresses = False

    def __init__(self, settings: EmailSettings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None
        # The connection from its first moment, when the server has not even said who it is.
        self._line: smtplib.SMTP | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """E-mail leaves where a mail server is named."""
        return cls(settings.email) if settings.email.host else None

    def reaches(self, person: Person) -> str | None:
        """The person's e-mail address."""
        return person.email

    def check(self, address: Address) -> None:
        """Refuse what no mail server takes."""
        if not EMAIL_ADDRESS.fullmatch(address.url):
            raise AddressError("This is not an e-mail address.")

    def send(self, message: Message) -> Receipt:
        """Send one mail; connects first where no connection is open."""
        if not EMAIL_ADDRESS.fullmatch(message.address.url):
            return Receipt(Fate.REFUSED, f"{message.address.url!r} is no e-mail address")
        try:
            server = self._connected()
        except (OSError, ValueError, smtplib.SMTPException) as error:
            # A host's name, a login or a password that cannot be written down is a ValueError.
            self.close()
            return Receipt(Fate.UNREACHABLE, _reason(error))
        try:
            mail = self._mail(message).as_bytes(policy=policy.SMTP)
            self._ask(*server.mail(self._settings.sender))
            self._ask(*server.rcpt(message.address.url))
        except ValueError as error:
            self.close()
            return Receipt(Fate.REFUSED, f"{self._settings.sender!r} cannot be written as a sender: {error}")
        except smtplib.SMTPResponseException as error:
            self.close()
            return _refused(error)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Receipt(Fate.PUT_OFF, _reason(error))
        try:
            self._ask(*server.data(mail))
        except smtplib.SMTPResponseException as error:
            self.close()
            # Of an answer that is none, once the text has left, nobody knows what it means.
            return _refused(error) if error.smtp_code >= 400 else Receipt(Fate.UNKNOWN, _reason(error))
        except (OSError, smtplib.SMTPException) as error:
            # The text was leaving: the server may have it, and may not.
            self.close()
            return Receipt(Fate.UNKNOWN, _reason(error))
        return Receipt(Fate.SENT)

    def close(self) -> None:
        """Leave the mail server."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def cut(self) -> None:
        """Shut the connection: whoever waits for an answer gets none."""
        line = self._line
        if line is not None and line.sock is not None:
            with suppress(OSError):  # closed in the same moment
                line.sock.shutdown(socket.SHUT_RDWR)

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            settings = self._settings
            # Left to itself, smtplib believes any certificate.
            trust = ssl.create_default_context()
            if settings.security == "tls":
                self._server = _TlsLine(self, settings.host, settings.port, timeout=settings.timeout, context=trust)
            else:
                self._server = _Line(self, settings.host, settings.port, timeout=settings.timeout)
            if settings.security == "starttls":
                self._server.starttls(context=trust)
            self._server.ehlo_or_helo_if_needed()
            if settings.user:
                self._server.login(settings.user, settings.password)
        return self._server

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._settings.sender
        mail["To"] = message.address.url
        mail["Subject"] = message.subject
        mail["Date"] = formatdate()
        domain = self._settings.sender.rpartition("@")[2].strip(">")
        # The same on every attempt, so that a mail server can tell a repeat from a second message.
        mail["Message-ID"] = f"<{message.identity}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        for name, value in message.head.items():
            del mail[name]
            mail[name] = value
        mail.set_content(message.body)
        return mail

    @staticmethod
    def _ask(code: int, answer: bytes) -> None:
        if not 200 <= code < 300:
            raise smtplib.SMTPResponseException(code, answer)


class _Line(smtplib.SMTP):
    """A connection that its channel knows before the server's first word, which a hanging server never says."""

    def __init__(self, channel: EmailChannel, *arguments: Any, **options: Any) -> None:
        channel._line = self
        super().__init__(*arguments, **options)


class _TlsLine(_Line, smtplib.SMTP_SSL):
    """The same, encrypted from the beginning."""


def _refused(error: smtplib.SMTPResponseException) -> Receipt:
    """4xx asks to come again; 5xx is final."""
    return Receipt(Fate.PUT_OFF if error.smtp_code < 500 else Fate.REFUSED, _reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        return f"{error.smtp_code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
    return f"{type(error).__name__}: {error}"
