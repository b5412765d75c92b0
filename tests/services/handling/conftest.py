"""A real mail server on this machine."""

from collections.abc import Iterator

import pytest

from tests.services.deadlines.conftest import MailServer


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server of the test's own."""
    server = MailServer()
    yield server
    server.stop()
