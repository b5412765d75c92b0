"""High risk (高风险): which kinds a text speaks of, found by the words that the rules of the desk list."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.models.desk_rules import RiskRule
from app.models.grams import normal

# Between texts: no word goes across it, and no blank is it.
_APART = "\0"


def risks_in(texts: Iterable[str], rules: Sequence[RiskRule]) -> dict[str, tuple[str, ...]]:
    """Return the kinds of risk that texts speak of, each with the words that were found, in the order of the rules.

    Width and case do not matter. A word of letters is found as a whole word ("press" is not in "express"), with any
    number of blanks where it has one; one of Chinese signs anywhere, also across blanks and line ends.
    """
    said = normal(_APART.join(filter(None, texts)))
    closed = "".join(said.split())
    found = {}
    # Hardly any text has any: to look whether a word begins somewhere is far quicker than its pattern.
    for rule in _looked_for(tuple(rules)):
        words = tuple(
            each.word
            for each in rule.words
            if (text := said if each.is_letters else closed).find(each.begin) >= 0 and each.pattern.search(text)
        )
        if words:
            found[rule.name] = words
    return found


def newly_found(before: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the kinds of risk that were not known before."""
    return tuple(kind for kind in now if kind not in before)


class _Word(NamedTuple):
    """How a word is looked for: how it begins, its pattern, and whether it is of letters."""

    word: str
    begin: str
    pattern: re.Pattern[str]
    is_letters: bool


class _Kind(NamedTuple):
    """The words of a kind of risk, in their order."""

    name: str
    words: list[_Word]


@lru_cache(8)
def _looked_for(rules: tuple[RiskRule, ...]) -> list[_Kind]:
    return [_Kind(rule.name, [_word(word) for word in sorted(rule.words)]) for rule in rules]


def _word(word: str) -> _Word:
    plain = normal(word)
    if not plain.isascii():
        closed = "".join(plain.split())
        return _Word(word, closed, re.compile(re.escape(closed)), False)
    # No letter or digit of its own alphabet before or after it: Chinese text has no blanks around a foreign word.
    parts = plain.split()
    pattern = r"(?<![a-z0-9])" + r"\s+".join(map(re.escape, parts)) + r"(?![a-z0-9])"
    return _Word(word, parts[0], re.compile(pattern), True)
