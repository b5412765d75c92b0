"""Reads what a person has answered by mail: the mark in the subject and the first word, nothing of what is quoted."""

import email
import email.errors
import email.header
import email.policy
import email.utils
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from html import unescape

_TOKEN = re.compile(r"#\s*([A-HJ-NP-Z2-9]{8})\b", re.IGNORECASE)
# Whole words only: "不" at the beginning of a longer one may be anything.
_ENGLISH = {
    True: ("yes", "y", "yeah", "accept", "accepted", "ok", "okay"),
    False: ("no", "n", "nope", "decline", "declined", "reject", "refuse"),
}
_CHINESE = {
    True: ("是", "是的", "好", "好的", "行", "可以", "能", "同意", "接受", "我接受", "收到", "来", "马上来"),
    False: ("否", "不", "不是", "不行", "不能", "不可以", "不同意", "不接受", "拒绝", "我拒绝", "不来", "来不了"),
}
_SAYS = {word: says for words in (_ENGLISH, _CHINESE) for says, every in words.items() for word in every}
_WORD = re.compile(r"[^\W_]+")
# Where a program begins to repeat what was written before.
_QUOTE_BEGINS = re.compile(
    r"^\s*(?:>|-{3,}|_{5,}|on .+wrote:\s*$|from:\s|sent:\s|发件人[:：]|发送时间[:：]|.+写道[:：]\s*$)", re.IGNORECASE
)
# Names under which mails use a larger set of characters than they say.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "us-ascii": "utf-8", "ascii": "utf-8", "unknown-8bit": "utf-8"}
_LONGEST_IDENTITY, _LONGEST_SENDER, _LONGEST_HEADER = 255, 320, 4_000
_QUOTING_TAGS = frozenset({"blockquote", "style", "script", "head", "title"})
_BREAKING_TAGS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table"})
_EMPTY_TAGS = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "wbr"})
# A tag ends before the next one begins, and nothing is tried twice: whatever is sent takes time by its length alone.
_TAG = re.compile(r"<(/?)([a-z][^\s/<>]*+)?([^<>]*+)>", re.IGNORECASE)
_CLASS = re.compile(r"""\b(?:class|id)\s*+=\s*+("[^"]*+"|'[^']*+'|\S++)""", re.IGNORECASE)
_QUOTING_CLASSES = ("quote", "divrplyfwdmsg", "appendonsend")
# Nobody's mail is deeper.
_DEEPEST = 200


class _ShortHeaders(email.policy.Compat32):
    """Cuts headers that are too long to be meant: to take them apart takes time by their length squared."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return the name and the beginning of a header."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


_HEADERS = _ShortHeaders()


@dataclass(frozen=True)
class Reply:
    """A mail as far as it matters; `says` is None where its first word is neither yes nor no.

    `sender` is in lower case and empty where there is not exactly one; `is_automatic` is a mail that no person wrote.
    """

    message_id: str
    sender: str
    token: str | None
    says: bool | None
    is_automatic: bool = False


def read_reply(raw: bytes) -> Reply:
    """Read a mail, however badly it is written; one that was cut off is read as far as it goes."""
    mail = email.message_from_bytes(raw, policy=_HEADERS)
    # Without an identity of its own, it is known by what it says.
    # Neither database keeps a text with the character of number 0.
    identity = _plain(mail.get("Message-ID")).replace("\0", "").strip() or f"sha256:{hashlib.sha256(raw).hexdigest()}"
    senders = {
        address.lower().replace("\0", "")
        for _, address in email.utils.getaddresses([_plain(mail.get("From"))])
        if address
    }
    found = _TOKEN.search(_decoded(mail.get("Subject")))
    automatic = _plain(mail.get("Auto-Submitted")).lower().strip() not in ("", "no") or _is_bulk(mail)
    return Reply(
        identity[:_LONGEST_IDENTITY],
        senders.pop()[:_LONGEST_SENDER] if len(senders) == 1 else "",
        found[1].upper() if found else None,
        first_word_says(_body(mail)),
        automatic,
    )


def first_word_says(text: str) -> bool | None:
    """Return whether the first word of a text is a yes or a no; what is quoted counts nothing."""
    for line in text.splitlines():
        if _QUOTE_BEGINS.match(line):
            return None
        if word := _WORD.search(line):
            return _SAYS.get(word[0].casefold())
    return None


def _is_bulk(mail: Message) -> bool:
    return _plain(mail.get("Precedence")).lower().strip() in ("bulk", "junk", "list", "auto_reply") or bool(
        mail.get("X-Autoreply") or mail.get("X-Autorespond")
    )


def _body(mail: Message) -> str:
    """Return the text that was written: the plain one, else that of the HTML."""
    parts = [part for part in mail.walk() if not part.is_multipart() and not part.get_filename()]
    for part in parts:
        if part.get_content_type() == "text/plain" and (text := _text(part)).strip():
            return text
    for part in parts:
        if part.get_content_type() == "text/html":
            return _from_html(_text(part))
    return ""


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return _decode(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""


def _decode(given: bytes, charset: str | None) -> str:
    """Decode in the set that was said; where there is none of this name, in the most usual one that fits."""
    named = _WIDER.get((charset or "utf-8").lower(), charset or "utf-8")
    for each in (named, "utf-8", "gb18030"):
        try:
            return given.decode(each)
        except (LookupError, ValueError):
            continue
    return given.decode("utf-8", "replace")


def _decoded(header: object) -> str:
    """Return a header whose words may be encoded."""

    def words() -> Iterator[str]:
        try:
            for each, charset in email.header.decode_header(_plain(header)):
                yield each if isinstance(each, str) else _decode(each, charset)
        except email.errors.HeaderParseError:
            yield _plain(header)

    return "".join(words())


def _plain(header: object) -> str:
    return "" if header is None else str(header)


def _from_html(html: str) -> str:
    """Return the text of HTML outside of what is quoted or not shown."""
    html = _without_comments(html)
    found: list[str] = []
    hidden: list[str] = []
    place = 0
    for each in _TAG.finditer(html):
        if not hidden:
            found.append(unescape(html[place : each.start()]))
        place = each.end()
        closes, tag, rest = each[1], (each[2] or "").lower(), each[3]
        if closes and tag in hidden:
            while hidden.pop() != tag:
                continue
        elif not closes and tag not in _EMPTY_TAGS and (hidden or _quotes(tag, rest)) and len(hidden) < _DEEPEST:
            hidden.append(tag)
        if tag in _BREAKING_TAGS:
            found.append("\n")
    return "".join([*found, "" if hidden else unescape(html[place:])])


def _quotes(tag: str, attributes: str) -> bool:
    classes = " ".join(_CLASS.findall(attributes)).lower()
    return tag in _QUOTING_TAGS or any(word in classes for word in _QUOTING_CLASSES)


def _without_comments(html: str) -> str:
    """Leave out the comments; one that does not end hides what follows."""
    kept, place = [], 0
    while (begins := html.find("<!--", place)) >= 0:
        kept.append(html[place:begins])
        # The shortest one is “<!-->”.
        ends = html.find("-->", begins + 2)
        if ends < 0:
            return "".join(kept)
        place = ends + len("-->")
    return "".join([*kept, html[place:]])
