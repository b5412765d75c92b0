"""What could be meant by something that is nowhere: the words of recent titles, and the nearest of them."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.grams import is_signs, words_of
from app.models.knowledge import Searched
from app.services.knowledge.index import TEXTS, joined

# So many titles of each kind hold the words that matter; they are read only where nothing was found.
_TITLES = 2_000
# How like a word has to be, in percent: of two signs one may be wrong, of five letters two may have changed places.
_LIKE_SIGNS, _LIKE_LETTERS = 50, 70


class Vocabulary:
    """The titles in which a mistyped word is looked for."""

    def __init__(self, titles: Collection[str]) -> None:
        self._titles = titles

    def nearest(self, part: str) -> str:
        """Return the word most like a part, of equally like ones the commoner; the part itself where none is."""
        # Of all searches only those that find nothing need it.
        from rapidfuzz import fuzz, process

        titles, size, least = self._titles, 0, _LIKE_LETTERS
        if is_signs(part):
            size, least, signs = len(part), _LIKE_SIGNS, set(part)
            # What is half like it holds half of its signs.
            titles = [each for each in titles if 2 * len(signs.intersection(each)) >= len(signs)]
        counts = Counter(word for title in titles for word in words_of(title, size))
        # Of equally like ones the first is taken.
        words = [word for word, _ in counts.most_common()]
        found = process.extractOne(part, words, scorer=fuzz.ratio, score_cutoff=least)
        return found[0] if found else part


def vocabulary(session: Session, kinds: Collection[Searched]) -> Vocabulary:
    """Read the newest titles of these kinds."""
    found: list[str] = []
    for kind in kinds:
        model, titles, _ = TEXTS[kind]
        rows = session.connection().execute(select(*titles).order_by(model.id.desc()).limit(_TITLES))
        found += (joined(row) for row in rows)
    return Vocabulary(found)
