"""Makes text of what others have sent: bytes in whatever set of characters, and HTML."""

import codecs
import re
from collections.abc import Iterable
from typing import Any

from app.models.texts import visible

# Names under which a larger set of characters is used than is said.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "unknown-8bit": "utf-8",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "utf8mb4": "utf-8",
    "iso-8859-8-i": "iso-8859-8",
}
# Codecs of Python that no mail is written in, and of which some take time by the length squared.
_NO_CHARSETS = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "mbcs", "oem"})
_GUESSES = ("utf-8", "gb18030")
_HIDDEN = frozenset({"head", "style", "script", "title", "template", "noscript", "object", "svg"})
_BREAKS = frozenset(
    {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "hr", "blockquote"}
)
_QUOTING_CLASSES = ("quote", "divrplyfwdmsg", "appendonsend")
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def decode(given: bytes, charset: str | None) -> str:
    """Decode in the set that was said; where there is no such set, or it does not fit, in the one that fits best."""
    tried = [*dict.fromkeys((_known(charset), *_GUESSES))]
    for each in tried:
        try:
            return given.decode(each)
        except ValueError:
            continue
    # A character that was cut in half spoils one place, and not the text.
    return min((given.decode(each, "replace") for each in tried), key=lambda text: text.count("\ufffd"))


def _known(charset: str | None) -> str:
    said = (charset or "utf-8").strip().lower()
    named = _WIDER.get(said, said)
    try:
        codec = codecs.lookup(named)
    except (LookupError, ValueError):
        return "utf-8"
    # Others make bytes of bytes, such as base64.
    is_text = codec._is_text_encoding and codec.name.replace("_", "-") not in _NO_CHARSETS
    return named if is_text else "utf-8"


def text_of_html(html: str) -> str:
    """Return the text of HTML as it would be read, quoted lines behind ">"; nothing is fetched."""
    # lxml takes a while to import, and most of what comes is plain.
    from lxml import etree

    html = visible(html)
    if not html.strip():
        return ""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(html.encode(), parser)
    return _read(etree.iterwalk(root, events=("start", "end"))) if root is not None else ""


def _read(walked: Iterable[tuple[str, Any]]) -> str:
    lines: list[tuple[int, list[str]]] = [(0, [])]
    hidden = quoted = 0

    def add(text: str | None) -> None:
        if text and not hidden:
            lines[-1][1].append(text)

    for event, element in walked:
        tag = element.tag if isinstance(element.tag, str) else ""
        hides, quotes = tag in _HIDDEN or _is_hidden(element), tag == "blockquote" or _is_quote(element)
        if event == "start":
            hidden, quoted = hidden + hides, quoted + quotes
            if tag in _BREAKS or quotes:
                lines.append((quoted, []))
            if tag in ("td", "th"):
                add(" ")
            add(element.text)
        else:
            hidden, quoted = hidden - hides, quoted - quotes
            if (tag in _BREAKS and tag != "br") or quotes:
                lines.append((quoted, []))
            add(element.tail)
    return _laid_out(lines)


def _laid_out(lines: list[tuple[int, list[str]]]) -> str:
    """Join the lines without blanks that only laid them out."""
    found = []
    for quoted, parts in lines:
        if text := " ".join("".join(parts).split()):
            found.append("> " * min(quoted, 3) + text)
    return "\n".join(found)


def _is_quote(element: Any) -> bool:
    named = f"{element.get('class', '')} {element.get('id', '')}".lower()
    return any(word in named for word in _QUOTING_CLASSES)


def _is_hidden(element: Any) -> bool:
    return _NOT_SHOWN.search(element.get("style", "")) is not None
