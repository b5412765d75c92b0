"""A real mail server on this machine."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.settings import EmailSettings


class MailServer:
    """Takes mail, and answers as a test wants it to."""

    def __init__(self, certificate: Path | None = None, security: str = "none") -> None:
        self.received: list[Message] = []
        self.answers: dict[str, str] = {}
        self.hangs_up_on_data = False
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        options: dict[str, Any] = {}
        if certificate:
            trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            trust.load_cert_chain(certificate)
            options = {"ssl_context" if security == "tls" else "tls_context": trust}
        self._controller = Controller(self, hostname="127.0.0.1", port=port, **options)
        # It tries whether it has begun, with a client that trusts nobody either.
        with suppress(ssl.SSLError):
            self._controller.start()
        self.settings = EmailSettings("127.0.0.1", port, security=security, sender="desk@example.com", timeout=10)

    def stop(self) -> None:
        """Stop serving."""
        self._controller.stop(no_assert=True)

    @property
    def keys(self) -> list[str]:
        """The identity of each mail that was taken."""
        return [str(mail["Message-ID"]) for mail in self.received]

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer as wanted for this address, or take it."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the mail; hang up instead of answering where that is wanted."""
        assert isinstance(envelope.content, bytes)
        self.received.append(message_from_bytes(envelope.content, policy=default))
        if self.hangs_up_on_data:
            assert server.transport is not None
            server.transport.close()
        return self.answers.get("DATA", "250 taken")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server of the test's own."""
    server = MailServer()
    yield server
    server.stop()
