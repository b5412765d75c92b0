"""High risk (高风险): which kinds a text speaks of, found by the words that the rules of the desk list."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from app.models.desk_rules import RiskRule


def risks_in(texts: Iterable[str], rules: Sequence[RiskRule]) -> dict[str, tuple[str, ...]]:
    """Return the kinds of risk that texts speak of, each with the words that were found, in the order of the rules.

    Width and case do not matter. A word of letters is found as a whole word ("press" is not in "express"), with any
    number of blanks where it has one; one of Chinese signs anywhere, also across blanks and line ends.
    """
    said = [_plain(text) for text in texts if text]
    closed = ["".join(text.split()) for text in said]
    found = {}
    for rule in rules:
        words = [
            word
            for word in sorted(rule.words)
            for begin, pattern, is_letters in (_how(word),)
            # Hardly any text has any: to look whether a word begins somewhere is far quicker than its pattern.
            if any(begin in text and pattern.search(text) for text in (said if is_letters else closed))
        ]
        if words:
            found[rule.name] = tuple(words)
    return found


def newly_found(before: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the kinds of risk that were not known before."""
    return tuple(kind for kind in now if kind not in before)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _how(word: str) -> tuple[str, re.Pattern[str], bool]:
    """Return how a word begins, its pattern, and whether it is of letters."""
    word = _plain(word)
    if not word.isascii():
        closed = "".join(word.split())
        return closed, re.compile(re.escape(closed)), False
    # No letter or digit of its own alphabet before or after it: Chinese text has no blanks around a foreign word.
    parts = word.split()
    return parts[0], re.compile(r"(?<![a-z0-9])" + r"\s+".join(map(re.escape, parts)) + r"(?![a-z0-9])"), True
