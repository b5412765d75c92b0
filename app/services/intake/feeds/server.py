"""Listens for the event feed over HTTP: a token, limits, answers in JSON; encryption is left to a proxy before it.

Every request is recorded whole or not at all, whatever dies, and answered when that is on the disk. Who does not hear
the answer sends the same again: each event has its identity.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http.server import ThreadingHTTPServer
from typing import Any

from app.errors import DomainError
from app.services.change_feed import Changed, ChangeFeed
from app.services.database import Database
from app.services.intake.feeds.answering import PATIENCE, Handler
from app.services.intake.feeds.recording import Recorder
from app.services.intake.feeds.standing import Tally
from app.services.intake.feeds.writer import Writer
from app.settings import FeedSettings

MOST_CONNECTIONS = 64
# Seconds that a connection is kept although others want its place.
_SHORTEST = 1.0
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json; charset=utf-8\r\nRetry-After: 5\r\n"
    b'Connection: close\r\n\r\n{"reason": "too many connections: keep one for many requests"}'
)
# Seconds between writing down how the feed fares.
_WRITES_EVERY = 5.0
# What the names of events mean may change with these.
_NAMES = frozenset({"FloorDecision", "Person", "Queue"})
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
            self._server = Listener(database, settings, now)
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


class Listener(ThreadingHTTPServer):
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
        super().__init__((settings.host, settings.port), Handler)

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
