"""Answers the requests of the event feed, one connection after the other in its thread: token, limits, JSON."""

import hmac
import json
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.errors import CollisionError, DatabaseLostError
from app.models.floor import Floor

if TYPE_CHECKING:
    from app.services.intake.feeds.server import Listener

EVENTS, HEALTH = "/v1/events", "/v1/health"
MOST_BYTES, MOST_EVENTS = 1_000_000, 1_000
# Seconds: for a whole request to arrive, after which somebody whom the database refused tries again, and for which who
# is still sending may read the answer.
PATIENCE, TRY_AGAIN, _GOODBYE = 15.0, 5, 1.0
# Bytes of a request that was refused before it was read.
_READ_PAST = 4_000_000
# Of a request no more refusals stand in the log than these; all stand in the answer.
_LOGGED = 5
_log = logging.getLogger(__name__)


class _Answer(Exception):  # noqa: N818 - an answer is not always an error
    """What a request is answered with, from wherever that is known."""

    def __init__(self, code: HTTPStatus, **body: Any) -> None:
        super().__init__(code)
        self.code, self.body = code, body


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    server: "Listener"
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Floorwatch", ""
    timeout = PATIENCE
    # An answer leaves in one piece and at once: of two, the second would wait until the other side has the first.
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle_one_request(self) -> None:
        """Wait for a request no longer than patience lasts, then answer it."""
        self.server.waits(self.connection, waits=True)
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def finish(self) -> None:
        """Let who is still sending read the answer before the line is cut."""
        super().finish()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(_GOODBYE)
            left = _READ_PAST
            while left > 0 and (read := self.connection.recv(65_536)):
                left -= len(read)

    def do_GET(self) -> None:
        """Say whether the feed and its database are there."""
        self._answer_with(self._health)

    def do_POST(self) -> None:
        """Record events."""
        self._answer_with(self._record)

    def handle_expect_100(self) -> bool:
        """Refuse what is too large before it is sent."""
        if self._length() > MOST_BYTES:
            self.close_connection = True
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large())
            return False
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep the log for what matters; a request never shows its token."""
        _log.debug(format, *arguments)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no proper request in JSON, too."""
        self.close_connection = True
        self._send(HTTPStatus(code), {"reason": message or HTTPStatus(code).phrase})

    def _answer_with(self, work: Callable[[], _Answer]) -> None:
        try:
            answer = work()
        except _Answer as early:
            answer = early
        except (DatabaseLostError, CollisionError) as error:
            _log.warning("event feed waits: %s", error)
            answer = _Answer(HTTPStatus.SERVICE_UNAVAILABLE, reason="the database cannot be used now: send it again")
        self._send(answer.code, answer.body)

    def _health(self) -> _Answer:
        if self.path != HEALTH:
            raise _Answer(HTTPStatus.NOT_FOUND, reason=f"there are {EVENTS} and {HEALTH}")
        # A body that nobody asked for would be taken for the next request.
        self.close_connection = self.close_connection or "Content-Length" in self.headers
        with self.server.database.read() as session:
            session.scalar(select(Floor.id).limit(1))
        return _Answer(HTTPStatus.OK, status="ok")

    def _record(self) -> _Answer:
        body = self._body()
        if self.path != EVENTS:
            raise _Answer(HTTPStatus.NOT_FOUND, reason=f"there are {EVENTS} and {HEALTH}")
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        known = hmac.compare_digest(token.strip().encode("utf-8", "surrogateescape"), self.server.token)
        if scheme.casefold() != "bearer" or not known:
            self.server.tally.turn_away(self.client_address[0], now=self.server.now())
            raise _Answer(HTTPStatus.UNAUTHORIZED, reason="the header Authorization is: Bearer and the token")
        events = _events(body)
        if not self.server.may_take(len(events)):
            raise _Answer(HTTPStatus.TOO_MANY_REQUESTS, reason="more events than feed.rate: send it again later")
        self.server.waits(self.connection, waits=False)
        received = self.server.writer.record(events)
        self.server.tally.take(received, now=self.server.now())
        if not received.refused:
            return _Answer(HTTPStatus.ACCEPTED, recorded=received.recorded, known=received.known)
        for each in received.refused[:_LOGGED]:
            _log.warning("event feed refused id=%r field=%s: %s", each.key, each.field, each.reason)
        if (more := len(received.refused) - _LOGGED) > 0:
            _log.warning("event feed refused %s more of the same request", more)
        refused = [
            {"index": each.place, "id": each.key, "field": each.field, "reason": each.reason}
            for each in received.refused
        ]
        # Whoever sends one event is told by the status alone.
        status = HTTPStatus.MULTI_STATUS if len(events) > 1 else HTTPStatus.UNPROCESSABLE_ENTITY
        return _Answer(status, recorded=received.recorded, known=received.known, refused=refused)

    def _body(self) -> bytes:
        """Read the body, which has a length and is not too long."""
        length = self._length()
        if length < 0 or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise _Answer(HTTPStatus.LENGTH_REQUIRED, reason="the header Content-Length is missing, or not alone")
        if length > MOST_BYTES:
            self.close_connection = True
            raise _Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, **_too_large())
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionAbortedError
        return body

    def _length(self) -> int:
        # Of two lengths a proxy may believe the other one.
        [given, *others] = self.headers.get_all("Content-Length", [""])
        return int(given) if not others and given.isascii() and given.isdigit() and len(given) < 12 else -1

    def _send(self, status: HTTPStatus, body: dict[str, Any]) -> None:
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace")
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
            self.send_header("Retry-After", str(TRY_AGAIN))
        if status is HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", "Bearer")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


def _events(body: bytes) -> list[Any]:
    """Return the events of a body: one object, or a list of them."""
    try:
        given = json.loads(body.decode("utf-8-sig"))
    # Too deeply nested ones too.
    except (ValueError, RecursionError):
        raise _Answer(HTTPStatus.BAD_REQUEST, reason="the body is no JSON in UTF-8") from None
    events = given if isinstance(given, list) else [given]
    if not isinstance(given, list | dict) or not events:
        raise _Answer(HTTPStatus.BAD_REQUEST, reason="the body is an event or a list of events")
    if len(events) > MOST_EVENTS:
        raise _Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, **_too_large())
    return events


def _too_large() -> dict[str, Any]:
    return {"reason": f"a request has at most {MOST_EVENTS} events and {MOST_BYTES} bytes"}
