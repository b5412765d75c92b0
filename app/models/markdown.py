"""The Markdown that articles are written in, as HTML: nothing in it can be more than text, links and emphasis."""

import re
from html import escape
from itertools import groupby

_HEADING = re.compile(r"(#{1,4})\s+(.+)")
_ITEM = re.compile(r"\s*(?:([-*+])|\d{1,3}[.)、])\s+(.*)")
# What is emphasised and what leads somewhere is short: from each sign that might begin it no more is looked through, so
# that no text takes longer than its length (a long line of asterisks would take minutes).
# Only what a browser opens or writes to; a script can be an address, too.
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\(((?:https?://|mailto:)[^\s()<>\"']+)\)")
# Without one of these a text means no more than it says.
_MARKS = ("*", "#", "`", "[", "]", "- ", "+ ")
_BEGINS = re.compile(r"^(?:```.*|#{1,4}\s+|[ \t]*[-*+]\s+)", re.MULTILINE)
_INLINE = (
    (re.compile(r"\*\*(\S(?:.{0,200}?\S)?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w*])\*(\S(?:.{0,200}?\S)?)\*(?![\w*])"), r"<em>\1</em>"),
)


def as_html(text: str) -> str:
    """Return paragraphs, headings from the second level on, lists, code, emphasis and links; all else is text."""
    found: list[str] = []
    for place, piece in enumerate(re.split(r"^```.*$", text, flags=re.MULTILINE)):
        if place % 2:
            found.append(f"<pre><code>{escape(piece.strip(chr(10)))}</code></pre>")
        else:
            found += (_block(block.split("\n")) for block in re.split(r"\n\s*\n", piece.strip()) if block.strip())
    return "\n".join(found)


def is_marked(text: str) -> bool:
    """Say whether there may be more to a text than it says."""
    return any(mark in text for mark in _MARKS)


def as_text(text: str) -> str:
    """Return what a reader sees of it, on one line."""
    if is_marked(text):
        text = _BEGINS.sub("", _LINK.sub(lambda link: link[1] or link[2], text)).replace("`", "")
        for pattern, _ in _INLINE:
            text = pattern.sub(r"\1", text)
    return " ".join(text.split())


def as_plain(text: str) -> str:
    """Return it for a reply: its lines as they are, without what only Markdown means."""
    plain = re.sub(r"^(?:```.*\n?|#{1,4}\s+)", "", _LINK.sub(r"\1 \2", text), flags=re.MULTILINE)
    return plain.replace("**", "").strip()


def _block(lines: list[str]) -> str:
    return "\n".join(_run(kind, list(group)) for kind, group in groupby(lines, key=_kind))


def _kind(line: str) -> str:
    if _HEADING.fullmatch(line.strip()):
        return "heading"
    item = _ITEM.fullmatch(line)
    return "text" if item is None else "ul" if item[1] else "ol"


def _run(kind: str, lines: list[str]) -> str:
    if kind == "text":
        return f"<p>{'<br>'.join(_inline(line.strip()) for line in lines)}</p>"
    if kind == "heading":
        headings = (_HEADING.fullmatch(line.strip()) for line in lines)
        # The title of the page is its only heading of the first level.
        return "\n".join(
            f"<h{max(len(each[1]), 2)}>{_inline(each[2])}</h{max(len(each[1]), 2)}>" for each in headings if each
        )
    items = (_ITEM.fullmatch(line) for line in lines)
    return f"<{kind}>{''.join(f'<li>{_inline(item[2])}</li>' for item in items if item)}</{kind}>"


def _inline(text: str) -> str:
    """Return a line with its emphasis, code and links; addresses and code are left as they are."""
    found, since = [], 0
    for link in re.finditer(rf"`([^`]+)`|{_LINK.pattern}", text):
        found.append(_emphasised(text[since : link.start()]))
        if link[1] is not None:
            found.append(f"<code>{escape(link[1])}</code>")
        else:
            found.append(f'<a href="{escape(link[3])}" rel="noopener noreferrer">{escape(link[2] or link[3])}</a>')
        since = link.end()
    return "".join([*found, _emphasised(text[since:])])


def _emphasised(text: str) -> str:
    text = escape(text)
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text
