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
    closed = [re.sub(r"\s+", "", text) for text in said]
    found = {}
    for rule in rules:
        words = [
            word
            for word in sorted(rule.words)
            if any(_pattern(word).search(text) for text in (said if _has_letters(word) else closed))
        ]
        if words:
            found[rule.name] = tuple(words)
    return found


def newly_found(before: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the kinds of risk that were not known before."""
    return tuple(kind for kind in now if kind not in before)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _has_letters(word: str) -> bool:
    return _plain(word).isascii()


@cache
def _pattern(word: str) -> re.Pattern[str]:
    word = _plain(word)
    if not word.isascii():
        return re.compile(re.escape(re.sub(r"\s+", "", word)))
    # No letter or digit of its own alphabet before or after it: Chinese text has no blanks around a foreign word.
    return re.compile(r"(?<![a-z0-9])" + r"\s+".join(map(re.escape, word.split())) + r"(?![a-z0-9])")
