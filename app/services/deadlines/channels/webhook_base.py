"""What robots and webhooks have in common: one POST of JSON, and a receipt that never guesses.

The libraries that know these services answer yes or no only, and take every HTTP 200 for a yes, even one whose body
says that the message was refused. So the POST is made here, where reaching the other side, handing the message over
and reading the answer are three things with fates of their own.
"""

import base64
import http.client
import json
import re
import socket
import ssl
import threading
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from app.services.deadlines.channels.base import AddressError, Channel, Fate, Receipt
from app.services.deadlines.message import Message
from app.services.deadlines.sealing import Address
from app.settings import Settings

# Of an answer; more than any vendor says, and little enough to be read whole.
_MOST_BYTES = 65_536
_LONGEST_ADDRESS = 2_000
_LONGEST_WAIT = timedelta(hours=1)
# How the other side says how many seconds to wait; the second is Feishu's.
_WAITS = ("Retry-After", "x-ogw-ratelimit-reset")
# Nobody outside can listen there, so that nothing has to be encrypted.
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Post:
    """What is to be posted, and where."""

    url: str = field(repr=False)
    payload: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The payload as it travels."""
        return json.dumps(self.payload, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Answer:
    """What the other side said."""

    status: int
    text: str
    retry_after: str = ""

    @property
    def said(self) -> Mapping[str, Any]:
        """The answer as an object; empty where it is none."""
        try:
            found = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class WebhookChannel(Channel):
    """Posts to addresses that are secrets. Vendors say in `mark` what each of theirs has in it."""

    mark = ""
    needs_https = True

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._lock = threading.Lock()
        self._lines: set[socket.socket] = set()
        self._is_cut = False

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """Robots are ready as they are: without an address nothing leaves."""
        return cls(settings.channel.timeout)

    def check(self, address: Address) -> None:
        """Refuse what is no URL of the vendor's."""
        try:
            url = urlsplit(address.url)
            url_is_whole = bool(url.hostname) and (url.port is None or url.port > 0)
        except ValueError:
            url, url_is_whole = SplitResult("", "", "", "", ""), False
        plain = re.fullmatch(r"[!-~]+", address.url) and len(address.url) <= _LONGEST_ADDRESS
        if not plain or not url_is_whole or url.scheme not in ("http", "https") or url.username:
            raise AddressError("This is no address of a webhook: it is a URL that begins with https://.")
        if self.needs_https and url.scheme != "https" and url.hostname not in _THIS_MACHINE:
            raise AddressError("The address has to begin with https://: on the way anybody could read it.")
        if self.mark not in address.url:
            raise AddressError(
                "This is no address of {channel}: each of those has “{mark}” in it.", channel=self.name, mark=self.mark
            )
        if not address.secret.isprintable():
            raise AddressError("The secret is written in one line of plain characters.")

    @abstractmethod
    def post(self, message: Message) -> Post:
        """Put a message into the words of the other side."""

    @abstractmethod
    def judge(self, answer: Answer) -> Receipt:
        """Say what an answer means."""

    def send(self, message: Message) -> Receipt:
        """Post one message; each has a connection of its own."""
        receipt = self._send(self.post(message))
        return Receipt(receipt.fate, message.address.struck_from(receipt.reason), receipt.wait)

    def cut(self) -> None:
        """Shut every line; none is opened any more."""
        self._is_cut = True
        with self._lock:
            for line in self._lines:
                _shut(line)

    def _send(self, post: Post) -> Receipt:
        try:
            url = urlsplit(post.url)
            line = _line(url, self._timeout)
            line.connect()
        except (OSError, http.client.HTTPException, ValueError) as error:
            # A host's name that cannot be one is a ValueError.
            return Receipt(Fate.UNREACHABLE, _reason(error))
        with self._noted(line):
            if self._is_cut:
                return Receipt(Fate.UNREACHABLE, "sending was stopped before the message left")
            try:
                target = f"{url.path or '/'}{'?' if url.query else ''}{url.query}"
                headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Floorwatch"}
                line.request("POST", target, post.body, headers | dict(post.headers))
                response = line.getresponse()
                text = response.read(_MOST_BYTES).decode(errors="replace")
            except (OSError, http.client.HTTPException) as error:
                # The message was leaving: the other side may have it, and may not.
                return Receipt(Fate.UNKNOWN, _reason(error))
        wait = next(filter(None, map(response.getheader, _WAITS)), "")
        return self.judge(Answer(response.status, text, wait))

    @contextmanager
    def _noted(self, line: http.client.HTTPConnection) -> Iterator[None]:
        """Keep a line where it can be cut, also when the other side speaks for ever, one byte at a time."""
        # The connection lets go of its socket when an answer begins that has no length.
        open_line = line.sock
        patience = threading.Timer(3 * self._timeout, _shut, (open_line,))
        patience.daemon = True
        with self._lock:
            self._lines.add(open_line)
        patience.start()
        try:
            yield
        finally:
            patience.cancel()
            with self._lock:
                self._lines.discard(open_line)
            line.close()


def judge_status(answer: Answer, *, repeats_are_known: bool = False) -> Receipt:
    """Say what an HTTP status means where the body says nothing.

    An answer of 5xx leaves open whether the message was taken, except 503; where the other side can tell a repeat
    from a second message, all of them ask to come again.
    """
    status = answer.status
    reason = f"HTTP {status}: {answer.text.strip()[:300]}"
    if 200 <= status < 300:
        return Receipt(Fate.SENT)
    if status == 429:
        return Receipt(Fate.CROWDED, reason, _wait(answer.retry_after))
    if status in (408, 503) or (status >= 500 and repeats_are_known):
        return Receipt(Fate.PUT_OFF, reason, _wait(answer.retry_after))
    # Nobody follows where the other side moved to: the address is a secret.
    return Receipt(Fate.UNKNOWN if status >= 500 or status < 200 else Fate.REFUSED, reason)


def judge_code(
    answer: Answer, code: object, said: object, *, crowded: Mapping[int, timedelta], busy: tuple[int, ...] = ()
) -> Receipt:
    """Say what a vendor's own code means; a gateway's 429 speaks for itself, and without a code any status but 200."""
    if not isinstance(code, int) or answer.status == 429:
        if answer.status == 200:
            return Receipt(Fate.UNKNOWN, f"an answer that says nothing: {answer.text.strip()[:300]}")
        return judge_status(answer)
    if code == 0:
        return Receipt(Fate.SENT)
    reason = f"{code} {said}"
    if code in crowded:
        return Receipt(Fate.CROWDED, reason, crowded[code])
    return Receipt(Fate.PUT_OFF if code in busy else Fate.REFUSED, reason)


def _line(url: SplitResult, timeout: float) -> http.client.HTTPConnection:
    host, port = url.hostname or "", url.port
    if url.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=timeout)
    # Left to itself, the connection would believe any certificate.
    trust = ssl.create_default_context()
    proxy = None if proxy_bypass(host) else getproxies().get("https")
    if not proxy:
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=trust)
    through = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    line = http.client.HTTPSConnection(through.hostname or "", through.port or 80, timeout=timeout, context=trust)
    pass_on = base64.b64encode(unquote(f"{through.username}:{through.password or ''}").encode()).decode()
    line.set_tunnel(host, port or 443, {"Proxy-Authorization": f"Basic {pass_on}"} if through.username else {})
    return line


def _shut(line: socket.socket) -> None:
    with suppress(OSError):  # closed in the same moment
        line.shutdown(socket.SHUT_RDWR)


def _wait(retry_after: str) -> timedelta | None:
    if not re.fullmatch(r"[0-9]{1,6}", retry_after):
        return None
    return min(timedelta(seconds=int(retry_after)), _LONGEST_WAIT)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
