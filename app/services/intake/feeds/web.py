"""Asks other systems over HTTPS: encrypted, patient up to a limit, and with credentials for nobody but their host."""

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from app.services.intake.feeds.source import BusyError, SourceError

if TYPE_CHECKING:
    import requests

# Seconds: to connect, between two pieces of an answer, and for the whole of it.
PATIENCE, WHOLE = (10.0, 30.0), 120.0
MOST_BYTES, MOST_FILE = 64 << 20, 25 << 20
_MOST_REDIRECTS = 3
_LONGEST_WAIT, _USUAL_WAIT = timedelta(hours=1), timedelta(minutes=1)
_HERE = ("localhost", "127.0.0.1", "::1")
_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (429, 503)


class TooLargeError(SourceError):
    """An answer that is larger than anything that is taken."""


def proper_address(given: str) -> str:
    """Return the address of a system without its path; https, but on this machine. Raises `SourceError`."""
    text = given.strip().rstrip("/")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if not re.fullmatch(r"[a-zA-Z0-9.:-]+", host) or parts.username is not None or parts.query or parts.fragment:
        raise SourceError("“{address}” is no address such as https://help.example.com.", address=given[:100])
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _HERE):
        raise SourceError("The address begins with https://: otherwise anybody could read along.")
    at = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{at}{f':{port}' if port else ''}{parts.path}"


class Web:
    """A session with one host; `authorization` goes to it alone."""

    def __init__(self, address: str, authorization: str) -> None:
        # It takes a while to import, and most processes ask nobody.
        import requests

        self.address = proper_address(address)
        self._host = _host_of(self.address)
        self._authorization = authorization
        # The other side's clock, as its last answer gave it.
        self.date: datetime | None = None
        self._session = requests.Session()
        # Neither a password of this machine's nor a cookie of an earlier answer goes along.
        self._session.trust_env = False
        self._session.headers["User-Agent"] = "Floorwatch"

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON of an answer; raises `SourceError`, and `BusyError` where it asks to be left alone."""
        return self._json(self._answer("GET", f"{self.address}{path}", MOST_BYTES, params=query))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Return the JSON of the answer to a question that is sent as JSON; raises as `get` does."""
        return self._json(self._answer("POST", f"{self.address}{path}", MOST_BYTES, json=body))

    def file(self, url: str) -> bytes:
        """Return a file, also from another host, which is shown no credentials; raises as `get` does."""
        return self._answer("GET", urljoin(f"{self.address}/", url), MOST_FILE)

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _answer(self, method: str, url: str, most: int, **also: Any) -> bytes:
        import requests

        try:
            for _ in range(_MOST_REDIRECTS + 1):
                with self._asked(method, url, **also) as answer:
                    if answer.status_code not in _REDIRECTS:
                        return self._content(answer, most)
                    url = urljoin(url, answer.headers.get("Location", ""))
                    # A question is not sent elsewhere.
                    method, also = "GET", {}
            raise SourceError("{host} leads from one address to the next.", host=self._host)
        except requests.exceptions.SSLError as error:
            raise SourceError(
                "The certificate of {host} is not valid: {reason}", host=self._host, reason=error
            ) from error
        except requests.exceptions.Timeout as error:
            raise SourceError("{host} does not answer in time.", host=self._host) from error
        except (requests.exceptions.RequestException, ValueError) as error:
            raise SourceError("{host} cannot be reached: {reason}", host=self._host, reason=error) from error

    def _asked(self, method: str, url: str, **also: Any) -> "requests.Response":
        parts = urlsplit(url)
        own = _host_of(url) == self._host
        if parts.scheme != "https" and not own:
            raise SourceError("{host} leads to an address that is not encrypted.", host=self._host)
        headers = {"Authorization": self._authorization} if own else {}
        self._session.cookies.clear()
        return self._session.request(
            method, url, headers=headers, timeout=PATIENCE, allow_redirects=False, stream=True, **also
        )

    def _content(self, answer: "requests.Response", most: int) -> bytes:
        with suppress(ValueError, TypeError):
            self.date = parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC)
        self._require_good(answer)
        found, end = bytearray(), time.monotonic() + WHOLE
        for piece in answer.iter_content(1 << 16):
            found += piece
            if len(found) > most:
                raise TooLargeError("{host} sends more than {most} MB at once.", host=self._host, most=most >> 20)
            if time.monotonic() > end:
                raise SourceError("{host} does not answer in time.", host=self._host)
        return bytes(found)

    def _require_good(self, answer: "requests.Response") -> None:
        status = answer.status_code
        if 200 <= status < 300:
            return
        wait = _wait(answer.headers.get("Retry-After", ""), answer.headers.get("Date", ""))
        if status == 429 or (status in _BUSY and wait is not None):
            raise BusyError(wait or _USUAL_WAIT)
        if status in (401, 403):
            raise SourceError(
                "{host} does not let us in ({status}): look at the login.", host=self._host, status=status
            )
        if status == 404:
            raise MissingError("{host} knows no such address or complaint (404).", host=self._host)
        raise AnswerError("{host} answers with an error ({status}).", host=self._host, status=status)

    def _json(self, content: bytes) -> Any:
        import json

        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise SourceError("The answer of {host} is no JSON, or was cut off.", host=self._host) from error


class MissingError(SourceError):
    """What was asked for is not there."""


class AnswerError(SourceError):
    """An answer that is an error."""

    @property
    def status(self) -> int:
        """The number of the error."""
        status = self.values["status"]
        assert isinstance(status, int)
        return status


def _wait(said: str, date: str) -> timedelta | None:
    """Return for how long a `Retry-After` asks, in seconds or as a date by the other side's clock; at most an hour."""
    try:
        if said.strip().isdigit():
            wait = timedelta(seconds=int(said))
        else:
            asked = parsedate_to_datetime(said)
            wait = asked - parsedate_to_datetime(date)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta(seconds=1)), _LONGEST_WAIT)


def _host_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
