"""By which pieces a text is found, Chinese and English mixed: one function feeds every index, and so every search.

Scripts without spaces are cut into all pairs of neighbours and the last sign of each run alone; other words stay whole.
So a pair is found by itself, longer words by their pairs in a row, and one sign as the beginning of a pair.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import pairwise

# Signs of the scripts that write no spaces: Chinese, Japanese, Korean.
_SIGN = "々-〇぀-ヿ㐀-䶿一-鿿가-힯\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"(?:(?![{_SIGN}])[^\W_])"
_RUN = re.compile(rf"(?P<signs>[{_SIGN}]+)|{_LETTER}+")
# Where letters or digits may be that have a second form (and much else): the ordinary ones of Chinese and English texts
# are not, nor is any punctuation of theirs, and it takes several times as long to look whether anything is to be done.
_OTHER_WIDTH = re.compile(
    "[\xa8-\xb5\xb8-\xbe\u0132-\u03f9\u0483-\u1fff\u2070-\u2fff\u3031-\u303a\u3099-\u309f\u30ff-\u33ff\ua66f-\uabed"
    "\uf900-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff65-\uffdc\U00010000-\U0002fa1d]"
)
# Nobody looks for a longer one, and PostgreSQL refuses some.
_LONGEST = 60
# What stands in nearly every text, and so says nothing of one.
_EMPTY_SIGNS = frozenset("的了是我你他她它们这那有在不也都就和与及或被把给对从到为以要会能可个请吗呢吧啊着过")
_EMPTY_WORDS = frozenset(
    (
        "and",
        "are",
        "but",
        "for",
        "from",
        "has",
        "have",
        "not",
        "our",
        "that",
        "the",
        "this",
        "was",
        "were",
        "with",
        "you",
    )
)
# Signs that no name of a thing holds: a phrase ends there.
_FILLING = re.compile("[的了是我你他她它们这那吗呢吧啊着也就都很还又而但]")


def normal(text: str) -> str:
    """Return a text as it is compared: full and half width, capitals and small letters are the same."""
    if text.isascii() or not _OTHER_WIDTH.search(text):
        return text.casefold()
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded if unicodedata.is_normalized("NFKC", folded) else unicodedata.normalize("NFKC", folded)


def grams(text: str) -> list[str]:
    """Return the pieces of a text in their order, each as often as it occurs."""
    found: list[str] = []
    for run in _RUN.finditer(normal(text)):
        piece = run[0]
        if run["signs"] is None:
            found.append(piece[:_LONGEST])
        else:
            found += [a + b for a, b in pairwise(piece)]
            found.append(piece[-1])
    return found


def parts(words: str) -> tuple[str, ...]:
    """Return what has to stand in a text that is looked for by `words`: runs of signs, and beginnings of words."""
    return tuple(dict.fromkeys(run[0][:_LONGEST] for run in _RUN.finditer(normal(words))))


def phrases(text: str, longest: int) -> set[str]:
    """Return what a text may be talked of by: two to `longest` signs in a row, words, and two words in a row."""
    found: set[str] = set()
    before = ""
    for run in _RUN.finditer(normal(text)):
        piece = run[0]
        if run["signs"] is None:
            # Years, days and hours are no things that somebody complains of.
            word = "" if (piece.isdecimal() and len(piece) < 5) or not _tells(piece) else piece[:_LONGEST]
            if word:
                found.add(word)
                if before:
                    found.add(f"{before} {word}")
            before = word
            continue
        before = ""
        for part in _FILLING.split(piece):
            for size in range(2, longest + 1):
                found.update([part[place : place + size] for place in range(len(part) - size + 1)])
    return found


@lru_cache(1_024)
def is_signs(part: str) -> bool:
    """Say whether a part is of a script without spaces."""
    run = _RUN.match(part)
    return run is not None and run["signs"] is not None


def pattern(part: str) -> re.Pattern[str]:
    """Return what finds a part in a normal text: signs anywhere, other words where a word begins."""
    # What stands before is looked at last: the word itself is what the engine can look for quickly.
    return re.compile(part if is_signs(part) else rf"{part}(?<!{_LETTER}{part})")


def telling(text: str, most: int) -> list[str]:
    """Return up to so many pieces of a text that say what it is about, from all over it."""
    found = [gram for gram in dict.fromkeys(grams(text)) if _tells(gram)]
    return found if len(found) <= most else [found[place * len(found) // most] for place in range(most)]


def words_of(text: str, size: int) -> Iterator[str]:
    """Yield what could be meant by something mistyped: the runs of so many signs of a text, or with 0 its words."""
    for run in _RUN.finditer(normal(text)):
        if run["signs"] is None:
            if not size:
                yield run[0]
        elif size:
            yield from (run[0][place : place + size] for place in range(len(run[0]) - size + 1))


def places(
    text: str, patterns: Collection[re.Pattern[str]], compared: str, within: int | None = None
) -> list[tuple[int, int]]:
    """Return where a text as it is written holds the patterns: from, to; in order and apart.

    `compared` is its normal text. No more need be found than so many signs `within` from the first one.
    """
    origins: range | list[int] = range(len(text))
    if len(compared) != len(text):
        # Sign by sign, which is slower and loses what two of them make together.
        pieces = [normal(sign) for sign in text]
        compared = "".join(pieces)
        origins = [place for place, piece in enumerate(pieces) for _ in piece]
    first = min([match.start() for each in patterns if (match := each.search(compared))], default=None)
    if first is None:
        return []
    end = len(compared) if within is None else first + within
    marked = [match.span() for each in patterns for match in each.finditer(compared, first, end)]
    found: list[tuple[int, int]] = []
    last = -1
    for begin, end in sorted(marked):
        begin, end = origins[begin], origins[end - 1] + 1
        if begin <= last:
            begin, end = found.pop()[0], max(end, last)
        found.append((begin, end))
        last = end
    return found


def _tells(gram: str) -> bool:
    return len(gram) > (1 if is_signs(gram) else 2) and gram not in _EMPTY_WORDS and _EMPTY_SIGNS.isdisjoint(gram)
