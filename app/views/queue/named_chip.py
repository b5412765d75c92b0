"""The chips that filter the queue by the floor's own words: categories and tags, with how many tickets have each."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from app.services.floor.worklist_columns import Worklist
from app.views.i18n import number
from app.views.queue.filter import category_parts, tag_parts
from app.views.table.order import Slots

# A menu of more can no more be looked through; the search finds the rest.
_MOST = 25


class Named(NamedTuple):
    """Which column holds the words, and which words of the filter a value stands for."""

    column: str
    parts: Callable[[str], Iterable[str]]


NAMED: Mapping[str, Named] = {"categories": Named("category", category_parts), "tags": Named("tags", tag_parts)}


class NamedWords:
    """Counts the words of the rows that are shown, when a menu of them is opened."""

    def __init__(self) -> None:
        self._seen: tuple[Worklist, Slots] | None = None

    def see(self, rows: Worklist, slots: Slots) -> None:
        """Take note of the rows; nothing is counted yet."""
        self._seen = rows, slots

    def entries(self, field: str, chosen: Iterable[str]) -> list[tuple[str, str]]:
        """Return the words with most tickets and those that are chosen, by name, and how each stands in a menu."""
        counts: Counter[str] = Counter()
        if self._seen:
            rows, slots = self._seen
            column = getattr(rows, NAMED[field].column)
            values = Counter(column if len(slots) == len(column) else map(column.__getitem__, slots.tolist()))
            for value, count in values.items():
                counts.update(dict.fromkeys(NAMED[field].parts(value), count))
        words = {word for word, _ in counts.most_common(_MOST)}.union(chosen)
        return [(word, f"{word.replace('&', '&&')}\t{number(counts[word])}") for word in sorted(words)]
