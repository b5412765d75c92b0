"""A small HTTP server that stands in for a ticket system: a vendor answers, and faults come where a test wants them."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Asked:
    """A question as the vendor sees it; the keys of its query are unique here."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    headers: Mapping[str, str]


@dataclass
class Answer:
    """What is answered; `cut` sends only so many bytes of it and hangs up."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


class Vendor(Protocol):
    """Whoever answers."""

    def answer(self, asked: Asked) -> Answer:
        """Answer a question as the vendor's description says."""


class StandIn:
    """Serves one vendor on this machine, whose clock says `now`; `spoil` may put another answer in place of its own."""

    def __init__(self, vendor: Vendor, now: Callable[[], datetime]) -> None:
        self.asked: list[Asked] = []
        self.spoil: Callable[[Asked, Answer], Answer] = lambda asked, answer: answer
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query)),
                    json.loads(body) if body else None,
                    dict(self.headers),
                )
                stand_in.asked.append(asked)
                answer = stand_in.spoil(asked, vendor.answer(asked))
                content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
                self.send_response_only(answer.status)
                headers = {
                    "Date": format_datetime(now().astimezone(UTC), usegmt=True),
                    "Content-Length": str(len(content)),
                }
                for name, value in (headers | answer.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content[: answer.cut])
                self.wfile.flush()
                self.close_connection = self.close_connection or answer.cut is not None

            do_POST = do_GET  # noqa: N815 - the library's name

            def log_message(self, format: str, *arguments: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
