"""Texts as they are kept (文字): a database is given them so, and whoever measures one before that asks here."""

import re

_HALVES = re.compile("[\ud800-\udfff]")
# Control characters, halves of characters, and marks that turn the direction of what stands behind them.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\u200b\u202a-\u202e\u2066-\u2069]")


def kept(text: str) -> str:
    """Return a text without NUL, which PostgreSQL refuses, and halves of characters as the sign for what is none.

    Badly cut texts have halves, and names of files in another encoding.
    """
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        # An import has a million texts: this looks through one the quickest.
        text.encode()
    except UnicodeEncodeError:
        return _HALVES.sub("\ufffd", text)
    return text


def trimmed(text: str) -> str:
    """Return a text as it is kept, without the blanks around it."""
    return kept(text).strip()


def visible(text: str) -> str:
    """Return a text without what no database keeps and nobody sees."""
    return _UNSEEN.sub("", text)


def in_one_line(text: str) -> str:
    """Return a name as it is kept, its words one blank apart; nothing in it hides what it says, or turns it around."""
    return " ".join(visible(kept(text)).split())
