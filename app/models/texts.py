"""Texts as they are kept (文字): a database is given them so, and whoever measures one before that asks here."""

import re

_HALVES = re.compile("[\ud800-\udfff]")


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


def in_one_line(text: str) -> str:
    """Return a text as it is kept, its words one blank apart."""
    return " ".join(kept(text).split())
