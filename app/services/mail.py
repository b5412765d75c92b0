"""Reads a mail as it came, however badly it is written: who, when, what was said, and the files that came with it."""

import base64
import email
import email.policy
import email.utils
import hashlib
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from itertools import groupby
from operator import itemgetter

from app.models.texts import visible
from app.services.plain_text import decode, text_of_html

LONGEST_IDENTITY, LONGEST_ADDRESS, LONGEST_NAME, LONGEST_SUBJECT = 255, 320, 200, 400
LONGEST_TEXT = 200_000
# No mail that a person wrote has more of them.
MOST_FILES, MOST_PARTS = 50, 500
_LONGEST_HEADER, _MOST_HEADERS = 4_000, 20
_LONGEST_FILE_NAME = 200
_IDENTITY = re.compile(r"<[^<>\s]+>")
_ADDRESS = re.compile(r"[^@\s<>,;\"()]+@[^@\s<>,;\"()]+")
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(?:自动回复|自動回覆|automatic reply|auto(?:-?reply)?|out of office)\s*[:：]", re.IGNORECASE
)
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"\?=[ \t\r\n]+=\?")
_MACHINES = ("mailer-daemon", "postmaster", "mail-daemon", "noreply-daemon")
_BULK = ("bulk", "junk", "list", "auto_reply")


class _RawHeaders(email.policy.Compat32):
    """Gives headers as they were sent; cuts those too long to be meant, which take time by their length squared."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return the name and the beginning of a header."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Return a header whose bytes beyond ASCII are still those that came."""
        return value


_HEADERS = _RawHeaders()


@dataclass(frozen=True)
class MailFile:
    """A file that came with a mail; its name is the sender's."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A mail. Nothing of it can be trusted: any header may be forged.

    `message_id` is with its angle brackets, or `sha256:…` of the mail where it has none. Addresses are in small
    letters; `sender` is empty where there is none. `sent_at` is what the mail says, in UTC (it may lie in the future);
    None where it says nothing that can be understood. `automatic` is what no person wrote: a bounce, out of office.
    """

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender_name: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    attachments: tuple[MailFile, ...]
    sent_at: datetime | None
    automatic: bool


def read_mail(raw: bytes) -> Mail:
    """Read a mail; one that was cut off is read as far as it goes. Raises nothing that a mail can cause."""
    unread: tuple[MailFile, ...] = ()
    try:
        mail = email.message_from_bytes(raw, policy=_HEADERS)
        parts = list(_parts(mail))
    except RecursionError:
        # Parts within parts, a thousand deep: nobody's mail. Its headers say who sent it, and it is its own file.
        mail = email.message_from_bytes(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0], policy=_HEADERS)
        parts, unread = [], (MailFile("1.eml", raw),)
    name, sender = _sender(mail)
    subject = " ".join(decoded(mail.get("Subject")).split())[:LONGEST_SUBJECT]
    named = next(iter(_identities(mail, "Message-ID")), "")
    return Mail(
        message_id=named or f"sha256:{hashlib.sha256(raw).hexdigest()}",
        in_reply_to=next(iter(_identities(mail, "In-Reply-To")), ""),
        references=tuple(_identities(mail, "References")),
        sender_name=name,
        sender=sender,
        recipients=_recipients(mail),
        subject=subject,
        text=_body(parts),
        attachments=(*_files(parts), *unread),
        sent_at=_sent_at(mail),
        automatic=_is_automatic(mail, sender, subject),
    )


def decoded(header: object) -> str:
    """Return a header whose words may be encoded, or be bytes that should have been."""
    text = _BETWEEN_WORDS.sub("?==?", decode(_plain(header).encode("utf-8", "surrogateescape"), None))
    found: list[tuple[str | None, bytes]] = []
    place = 0
    for word in _ENCODED_WORD.finditer(text):
        found += [(None, text[place : word.start()].encode()), (word[1].partition("*")[0], _unpacked(word[2], word[3]))]
        place = word.end()
    found.append((None, text[place:].encode()))
    # Some programs cut a character in two: words of one set that follow each other are one.
    together = groupby((each for each in found if each[1]), key=itemgetter(0))
    return visible("".join(decode(b"".join(part for _, part in parts), charset) for charset, parts in together))


def _unpacked(encoding: str, word: str) -> bytes:
    if encoding.lower() == "q":
        return quopri.decodestring(word.encode(), header=True)
    kept = re.sub(r"[^A-Za-z0-9+/]", "", word)
    # A last character alone stands for less than a byte.
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return base64.b64decode(kept + "=" * (-len(kept) % 4))


def _plain(header: object) -> str:
    return "" if header is None else str(header)


def _identities(mail: Message, header: str) -> list[str]:
    return [each[:LONGEST_IDENTITY] for each in _IDENTITY.findall(visible(_plain(mail.get(header))))]


def _sender(mail: Message) -> tuple[str, str]:
    """Return the name and the address of who sent it; where several wrote it, of who sent it for them."""
    for header in ("From", "Sender", "Reply-To"):
        # What is encoded stays so until it is taken apart: a name may hold an address or a comma.
        found = _addresses(mail, header)
        if len({address for _, address in found}) == 1:
            return decoded(found[0][0]).strip()[:LONGEST_NAME], found[0][1]
    return "", ""


def _addresses(mail: Message, *headers: str) -> list[tuple[str, str]]:
    given = [" ".join(_plain(each).split()) for header in headers for each in mail.get_all(header, [])[:_MOST_HEADERS]]
    try:
        named = email.utils.getaddresses(given)
    except RecursionError:
        # Remarks within remarks: what looks like an address is one, and has no name.
        named = [("", each) for text in given for each in _ADDRESS.findall(text)]
    found = []
    for name, address in named:
        address = visible(address).strip().lower()
        if _ADDRESS.fullmatch(address) and len(address) <= LONGEST_ADDRESS:
            found.append((name, address))
    return found


def _recipients(mail: Message) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for _, address in _addresses(mail, "To", "Cc", "Delivered-To")))


def _sent_at(mail: Message) -> datetime | None:
    try:
        at = email.utils.parsedate_to_datetime(_plain(mail.get("Date")).strip())
        # A time whose zone is not known (-0000) is in UTC.
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _is_automatic(mail: Message, sender: str, subject: str) -> bool:
    submitted = _plain(mail.get("Auto-Submitted")).lower().partition(";")[0].strip()
    return (
        submitted not in ("", "no")
        or _plain(mail.get("Precedence")).lower().strip() in _BULK
        or any(name in mail for name in ("X-Autoreply", "X-Autorespond", "X-Failed-Recipients", "List-Id"))
        or _plain(mail.get("Return-Path", "<x>")).strip() == "<>"
        or mail.get_content_type() == "multipart/report"
        or sender.partition("@")[0] in _MACHINES
        or _AUTOMATIC_SUBJECT.match(subject) is not None
    )


def _parts(mail: Message) -> Iterator[Message]:
    """Yield the parts that are no containers, in order; what is within a mail that is attached belongs to that mail."""
    waiting, seen = [mail], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(), seen + 1
        if part.get_content_maintype() != "message" and part.is_multipart():
            waiting += reversed([each for each in part.get_payload() if isinstance(each, Message)])
        else:
            yield part


def _is_file(part: Message) -> bool:
    return bool(part.get_filename()) or part.get_content_disposition() == "attachment"


def _body(parts: list[Message]) -> str:
    """Return what was written: the plain text, else that of the HTML, else any other, such as an invitation's."""
    texts = [part for part in parts if not _is_file(part)]
    for kind in ("text/plain", "text/html", "text/"):
        found = [_text(part) for part in texts if part.get_content_type().startswith(kind)]
        if kind == "text/html":
            found = [text_of_html(each) for each in found]
        if text := "\n\n".join(each.strip() for each in found if each.strip()):
            return text[:LONGEST_TEXT]
    return ""


def _text(part: Message) -> str:
    charset = part.get_content_charset()
    return visible(decode(_content(part), charset)).replace("\r\n", "\n").replace("\r", "\n")


def _content(part: Message) -> bytes:
    if part.is_multipart():
        return b""
    # Asked for its payload as text, the library would decode it in whatever set of characters is named.
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _files(parts: list[Message]) -> Iterator[MailFile]:
    """Yield the files; a picture that is only shown within the text is one as well."""
    found = [part for part in parts if _is_file(part) or part.get_content_maintype() not in ("text", "multipart")]
    for place, part in enumerate(found[:MOST_FILES], start=1):
        if part.get_content_maintype() == "message":
            yield from _attached_mail(part, place)
        elif content := _content(part):
            yield MailFile(_file_name(part, place), content)


def _attached_mail(part: Message, place: int) -> Iterator[MailFile]:
    held = part.get_payload()
    inner = held[0] if isinstance(held, list) and held else None
    if part.get_content_type() != "message/rfc822" or not isinstance(inner, Message):
        return
    try:
        content = inner.as_bytes(policy=email.policy.compat32)
    except (LookupError, ValueError, RecursionError):
        return
    subject = " ".join(decoded(inner.get("Subject")).split())
    yield MailFile(_proper_name(f"{subject[: _LONGEST_FILE_NAME - 4] or place}.eml"), content)


def _file_name(part: Message, place: int) -> str:
    try:
        given = decoded(part.get_filename())
    except (LookupError, ValueError):
        given = ""
    return _proper_name(given) or f"{place}.{part.get_content_subtype()[:20]}"


def _proper_name(given: str) -> str:
    """Return the last part of what may be a path, without what no file system takes; its ending stays."""
    name = re.sub(r'[\x00-\x1f<>:"|?*]+', " ", re.split(r"[\\/]", given)[-1]).strip(" .")
    if len(name) <= _LONGEST_FILE_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: _LONGEST_FILE_NAME - 21]}{dot}{ending[:20]}"
