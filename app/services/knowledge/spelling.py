"""What could be meant by something that is nowhere: the words of recent titles, and the nearest of them."""

from collections import Counter
from collections.abc import Collection
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.grams import is_signs, words_of
from app.models.knowledge import Searched
from app.services.knowledge.index import TEXTS, joined

# So many titles of each kind hold the words that matter; they are read only where nothing was found.
_TITLES = 2_000
# How like a word has to be: of two signs one may be wrong, of five letters two may have changed places.
_LIKE_SIGNS, _LIKE_LETTERS = 0.5, 0.7


class Vocabulary:
    """The titles in which a mistyped word is looked for."""

    def __init__(self, titles: Collection[str]) -> None:
        self._titles = titles

    def nearest(self, part: str) -> str:
        """Return the word most like a part, of equally like ones the commoner; the part itself where none is."""
        signs = is_signs(part)
        least = _LIKE_SIGNS if signs else _LIKE_LETTERS
        counts = Counter(word for title in self._titles for word in words_of(title, len(part) if signs else 0))
        letters, best, chosen = set(part), (least, 0), part
        for word, count in counts.items():
            # What shares too few signs is out before it is compared.
            if is_signs(word) != signs or 2 * len(letters & set(word)) < len(letters) * 2 * least - 1:
                continue
            like = SequenceMatcher(None, part, word, autojunk=False).ratio()
            if (like, count) > best:
                best, chosen = (like, count), word
        return chosen


def vocabulary(session: Session, kinds: Collection[Searched]) -> Vocabulary:
    """Read the newest titles of these kinds."""
    found: list[str] = []
    for kind in kinds:
        model, titles, _ = TEXTS[kind]
        rows = session.connection().execute(select(*titles).order_by(model.id.desc()).limit(_TITLES))
        found += (joined(row) for row in rows)
    return Vocabulary(found)
