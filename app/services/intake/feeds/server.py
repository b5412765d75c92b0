"""Listens for the event feed over HTTP: a token, limits, answers in JSON; encryption is left to a proxy before it.

Every request is recorded whole or not at all, whatever dies, and answered when that is on the disk. Who does not hear
the answer sends the same again: each event has its identity.
"""

import hmac
import json
import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sqlalchemy import select

from app.errors import DatabaseLostError, DomainError
from app.models.floor import Floor
from app.services.change_feed import Changed, ChangeFeed
from app.services.database import Database
from app.services.intake.feeds.recording import Recorder
from app.services.intake.feeds.standing import Tally
from app.services.intake.feeds.writer import Writer
from app.settings import FeedSettings

EVENTS, HEALTH = "/v1/events", "/v1/health"
MOST_BYTES, MOST_EVENTS, MOST_CONNECTIONS = 1_000_000, 1_000, 64
# Seconds: for a whole request to arrive, and after which somebody whom the database refused tries again.
PATIENCE, TRY_AGAIN = 15.0, 5
# Seconds: a connection is kept at least so long although others want its place, and waited for at its end.
_SHORTEST = 1.0
# Bytes of a request that was refused before it was read.
_READ_PAST = 4_000_000
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json; charset=utf-8\r\nRetry-After: 5\r\n"
    b'Connection: close\r\n\r\n{"reason": "too many connections: keep one for many requests"}'
)
# Of a request no more refusals stand in the log than these; all stand in the answer.
_LOGGED = 5
# Seconds between writing down how the feed fares.
_WRITES_EVERY = 5.0
# What the names of events mean may change with these.
_NAMES = frozenset({"Person", "Queue", "RuleChange"})
_log = logging.getLogger(__name__)


class FeedError(DomainError):
    """The event feed cannot be listened for as it is set."""


class FeedServer:
    """Listens in threads of its own until it is stopped."""

    def __init__(self, database: Database, settings: FeedSettings, now: Callable[[], datetime]) -> None:
        """Take the port; raises `FeedError`."""
        if len(settings.token) < 16:
            raise FeedError("The event feed has a port and no token of 16 characters or more: set feed.token.")
        try:
            self._server = _Server(database, settings, now)
        except OSError as error:
            raise FeedError(
                "The event feed cannot listen on {host}:{port}: {reason}.",
                host=settings.host,
                port=settings.port,
                reason=error.strerror or error,
            ) from error
        self.port: int = self._server.server_address[1]
        self._database, self._now = database, now
        self._stopping = threading.Event()
        self._changes = ChangeFeed(database, self._hear)
        self._threads = [
            threading.Thread(target=self._server.serve_forever, name="event-feed", daemon=True),
            threading.Thread(target=self._write_down, name="event-feed-standing", daemon=True),
        ]

    def start(self) -> None:
        """Begin to listen."""
        self._changes.start()
        for thread in self._threads:
            thread.start()
        _log.info("event feed listens on port %s", self.port)

    def stop(self) -> None:
        """Finish the requests under way, and take no more."""
        self._server.shutdown()
        self._server.close_idle(time.monotonic() + PATIENCE)
        self._server.server_close()
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self._changes.stop()

    def _hear(self, changed: Changed) -> None:
        if _NAMES & set(changed):
            self._server.recorder.forget_names()

    def _write_down(self) -> None:
        """Write down how the feed fares, every few seconds and at the end."""
        while True:
            over = self._stopping.wait(_WRITES_EVERY)
            try:
                self._server.tally.write(self._database, now=self._now())
            except DomainError as error:
                _log.info("how the event feed fares is not written down now: %s", error)
            if over:
                return


class _Server(ThreadingHTTPServer):
    """What the requests share: the database, the token, who is connected, how much may still come this minute."""

    daemon_threads = False
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, database: Database, settings: FeedSettings, now: Callable[[], datetime]) -> None:
        self.database, self.now = database, now
        self.recorder, self.tally = Recorder(), Tally()
        self.writer = Writer(database, self.recorder, now)
        self.token = settings.token.encode()
        self._per_second = settings.rate / 60
        self._most, self._left, self._counted_at = float(settings.rate), float(settings.rate), time.monotonic()
        self._guard = threading.Lock()
        # Since when each connection is waited for; while a request is being recorded it is not among them.
        self._waiting: dict[socket.socket, float] = {}
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((settings.host, settings.port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread; where there are too many, who has kept one the longest in vain makes room."""
        if not self._places.acquire(blocking=False):
            has_hung_up = self._hang_up(time.monotonic() - _SHORTEST, most=1)
            if not has_hung_up or not self._places.acquire(timeout=_SHORTEST):
                with suppress(OSError):
                    request.settimeout(_SHORTEST)
                    request.sendall(_FULL)
                self.shutdown_request(request)
                return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Give the place back when the connection ends."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.waits(request, waits=False)
            self._places.release()

    def service_actions(self) -> None:
        """Twice a second: hang up on who takes too long to send a request."""
        self.close_idle(time.monotonic())

    def waits(self, connection: socket.socket, *, waits: bool) -> None:
        """Say from when on a connection is waited for, or that it is not now."""
        with self._guard:
            if waits:
                self._waiting[connection] = time.monotonic()
            else:
                self._waiting.pop(connection, None)

    def close_idle(self, at: float) -> None:
        """Hang up on those who have been waited for too long by then."""
        self._hang_up(at - PATIENCE, most=MOST_CONNECTIONS)

    def _hang_up(self, since: float, *, most: int) -> int:
        """Hang up on so many who have been waited for since then, the longest first; return on how many."""
        with self._guard:
            longest = sorted(self._waiting.items(), key=lambda each: each[1])
            late = [connection for connection, at in longest if at <= since][:most]
            for connection in late:
                # Its thread reads the end of the line, and ends. One that has just ended is no reason to end here.
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                # Asked once.
                del self._waiting[connection]
            return len(late)

    def may_take(self, count: int) -> bool:
        """Say whether so many more events fit the rate, and count them."""
        with self._guard:
            at = time.monotonic()
            self._left = min(self._left + (at - self._counted_at) * self._per_second, self._most)
            self._counted_at = at
            if count > self._left:
                return False
            self._left -= count
            return True


class _Answer(Exception):  # noqa: N818 - an answer is not always an error
    """What a request is answered with, from wherever that is known."""

    def __init__(self, code: HTTPStatus, **body: Any) -> None:
        super().__init__(code)
        self.code, self.body = code, body


class _Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    server: _Server
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
            self.connection.settimeout(_SHORTEST)
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
        except DatabaseLostError as error:
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
