"""Suggests the category of a text from past complaints: complement naive Bayes over words and pairs of Chinese signs.

Rennie et al., "Tackling the poor assumptions of naive Bayes text classifiers" (2003): a category is judged by what all
other categories hold, which does well where some have many complaints and some few. Pieces of texts are counted in
numbered buckets, so that 100,000 complaints are learned in seconds, and what is kept of them is no text any more.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.models.grams import normal
from app.models.ticket import Category, Status, Ticket, TicketEvent
from app.services.database import Database

# So many of the newest complaints are learned from, and of each text so many signs.
MOST, _SIGNS = 100_000, 400
_AT_A_TIME = 4_000
# What is more takes so long that a window would be held up by a thread that learns it.
_AT_ONCE = 2_000
# The title says in a few words what the text says in many.
_TITLE = 3
_BUCKETS = 1 << 20
_SHIFT = 12
_CATEGORIES = 1 << _SHIFT
_SMOOTH = 0.5
# The pieces of a text depend on each other: together they tell no more than so many that do not, and half as much
# where no more complaints are known than `_FEW`.
_INDEPENDENT, _FEW = 20.0, 50
# What is new is put in order with the rest when it is as much, and at least so many counts.
_NEWS = 200_000
# With fewer known pieces nothing is said, nor what is less sure than this.
_LEAST_PIECES, _LEAST_SURE = 2, 0.05
_LINE_END = 10
# Which signs words are written with; behind the last one lie other scripts.
_LETTERS = np.array([*(chr(sign).isalnum() for sign in range(0x2000)), False])
# With overflow, as hashes do.
_POWERS = np.cumprod(np.full(64, 1_000_003, np.int64))
_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_Item = TypeVar("_Item")


class Past(NamedTuple):
    """A complaint as it is learned: its identity, its category, and what it says."""

    id: int
    category_id: int
    title: str
    text: str


@dataclass(frozen=True)
class CategorySuggestion:
    """A category that a text may belong to, and how sure that is: from 0 to 1."""

    id: int
    path: str
    sure: float


class _Counts(NamedTuple):
    """How often categories hold the pieces of buckets: by bucket and category, in one sorted key, and the counts."""

    keys: _Ints
    counts: _Floats

    def within(self, buckets: _Ints) -> "_Counts":
        """Return what is known of some buckets."""
        first, end = (np.searchsorted(self.keys, (buckets + more) << _SHIFT) for more in (0, 1))
        lengths = end - first
        places = np.arange(lengths.sum()) + np.repeat(first - np.cumsum(lengths) + lengths, lengths)
        return _Counts(self.keys[places], self.counts[places])


class Learned:
    """What past complaints say of their categories; it follows what happens to them, and any thread may ask it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held = _Counts(np.empty(0, np.int64), np.empty(0))
        # What came since the last time that all was put in order.
        self._news: list[_Counts] = []
        self._buckets = np.zeros(_BUCKETS)
        self._totals = np.zeros(_CATEGORIES)
        self._places: dict[int, int] = {}
        self._category_of: dict[int, int] = {}
        self._last_event: int | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave the lock out: what one process has learned goes to another."""
        return {name: value for name, value in vars(self).items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what another process has learned."""
        vars(self).update(state, _lock=threading.Lock())

    def has_much_to_learn(self, session: Session) -> bool:
        """Say whether there is so much to follow that it had better be learned by `learn_apart`."""
        return len(session.scalars(self._to_learn().limit(_AT_ONCE + 1)).all()) > _AT_ONCE

    def follow(self, session: Session, progress: Callable[[int, int | None], None] = lambda done, total: None) -> None:
        """Learn what is new: at first the newest `MOST` complaints, then those to which something has happened."""
        with self._lock:
            last = session.scalar(select(func.max(TicketEvent.id))) or 0
            ids = session.scalars(self._to_learn()).all() if last != self._last_event else ()
            for place, part in enumerate(_portions(ids)):
                progress(place * _AT_A_TIME, len(ids))
                self._learn(_read(session, part))
            self._last_event = last

    def learn(self, complaints: Iterable[Past]) -> None:
        """Learn complaints; one that is known already moves to the category that it has now."""
        with self._lock:
            for part in _portions(complaints):
                self._learn(part)

    def judge(self, title: str, text: str) -> list[tuple[int, float]]:
        """Return the categories by how likely the text is of them, the likeliest first; none where nothing is known."""
        with self._lock:
            found, often = np.unique(_pieces([_words(title, text)])[0], return_counts=True)
            known = self._buckets[found] > 0
            found, weights = found[known], often[known].astype(np.float64)
            classes = np.flatnonzero(self._totals > 0)
            if len(found) < _LEAST_PIECES or len(classes) < 2:
                return []
            others = np.log(self._totals.sum() - self._totals[classes] + _SMOOTH * np.count_nonzero(self._buckets > 0))
            mean = self._gained(found, weights)[classes] / weights.sum() + others
            independent = _INDEPENDENT * len(self._category_of) / (len(self._category_of) + _FEW)
            likely = np.exp(independent * (mean - mean.max()))
            likely /= likely.sum()
            ids = {place: id_ for id_, place in self._places.items()}
            return [(ids[int(classes[place])], float(likely[place])) for place in np.argsort(-likely, kind="stable")]

    def _to_learn(self) -> Select[int]:
        if self._last_event is None:
            return select(Ticket.id).where(Ticket.category_id.is_not(None)).order_by(Ticket.id.desc()).limit(MOST)
        return select(TicketEvent.ticket_id).where(TicketEvent.id > self._last_event).distinct()

    def _learn(self, complaints: Sequence[Past]) -> None:
        moved = [each for each in complaints if self._category_of.get(each.id) != each.category_id]
        if not moved:
            return
        # What was learned of a complaint under another category is taken back; its text is as it was, or nearly.
        gone = [each for each in moved if each.id in self._category_of]
        weights = np.array([1.0] * len(moved) + [-1.0] * len(gone))
        categories = [each.category_id for each in moved] + [self._category_of[each.id] for each in gone]
        places = np.array([self._places.setdefault(id_, len(self._places)) % _CATEGORIES for id_ in categories])
        pieces, of = _pieces([_words(each.title, each.text) for each in (*moved, *gone)])
        self._news.append(_added_up(pieces << _SHIFT | places[of], weights[of]))
        np.add.at(self._buckets, pieces, weights[of])
        np.add.at(self._totals, places[of], weights[of])
        self._category_of |= {each.id: each.category_id for each in moved}
        if sum(len(each.keys) for each in self._news) > max(len(self._held.keys), _NEWS):
            self._held = _added_up(*map(np.concatenate, zip(self._held, *self._news, strict=True)))
            self._news.clear()

    def _gained(self, found: _Ints, often: _Floats) -> _Floats:
        """Return what each category gains because the others do not hold what it holds of the pieces of a text."""
        parts = [each.within(found) for each in (self._held, *self._news)]
        keys, counts = _added_up(*map(np.concatenate, zip(*parts, strict=True)))
        place = np.searchsorted(found, keys >> _SHIFT)
        whole = self._buckets[found][place]
        worth = np.log(whole + _SMOOTH) - np.log(np.maximum(whole - counts, 0) + _SMOOTH)
        return np.bincount(keys & (_CATEGORIES - 1), often[place] * worth, _CATEGORIES).astype(np.float64)


def learn_apart(address: str, *, progress: Callable[[int, int | None], None] = lambda done, total: None) -> Learned:
    """Learn all that a database holds, in a process that has nothing else to do, and return it to be followed on."""
    database = Database(address)
    try:
        learned = Learned()
        with database.read() as session:
            learned.follow(session, progress)
        return learned
    finally:
        database.close()


def suggest_categories(
    session: Session, learned: Learned, title: str, text: str, *, limit: int = 3
) -> tuple[CategorySuggestion, ...]:
    """Return the categories in use that a text most likely belongs to, the likeliest first; none if nobody can say."""
    learned.follow(session)
    likely = [(id_, sure) for id_, sure in learned.judge(title, text)[: 4 * limit] if sure >= _LEAST_SURE]
    paths = dict(
        session.execute(
            select(Category.id, Category.path).where(Category.id.in_([id_ for id_, _ in likely]), Category.active)
        ).all()
    )
    return tuple(CategorySuggestion(id_, paths[id_], sure) for id_, sure in likely if id_ in paths)[:limit]


def _added_up(keys: _Ints, counts: _Floats) -> _Counts:
    """Add up what has the same key."""
    order = np.argsort(keys)
    keys, counts = keys[order], counts[order]
    firsts = np.flatnonzero(np.concatenate((keys[:1] == keys[:1], keys[1:] != keys[:-1])))
    return _Counts(keys[firsts], np.add.reduceat(counts, firsts) if len(firsts) else counts)


def _read(session: Session, ids: Sequence[int]) -> list[Past]:
    rows = session.execute(
        select(Ticket.id, Ticket.category_id, Ticket.title, func.substr(Ticket.description, 1, _SIGNS)).where(
            Ticket.id.in_(ids), Ticket.category_id.is_not(None), Ticket.status != Status.SPAM
        )
    )
    return [Past(*row) for row in rows]


def _words(title: str, text: str) -> str:
    return " ".join([title] * _TITLE + [text[:_SIGNS]])


def _portions(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    left = iter(items)
    while part := list(islice(left, _AT_A_TIME)):
        yield part


def _pieces(texts: Sequence[str]) -> tuple[_Ints, _Ints]:
    """Return the buckets of the pieces of texts, as `grams` cuts them, and the place of the text of each."""
    joined = "\n".join(normal(text).replace("\n", " ") for text in texts)
    signs = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32).astype(np.int64)
    of = np.cumsum(signs == _LINE_END)
    chinese = ((signs >= 0x3041) & (signs <= 0x9FFF)) | ((signs >= 0xAC00) & (signs <= 0xD7A3))
    in_word = _LETTERS[np.minimum(signs, len(_LETTERS) - 1)]
    pairs = np.flatnonzero(chinese[:-1] & chinese[1:])
    first_signs = in_word & ~np.concatenate(([False], in_word[:-1]))
    words = np.flatnonzero(first_signs)
    places = np.arange(len(signs))
    # Each sign of a word counts with its place in it.
    within = places - np.maximum.accumulate(np.where(first_signs, places, 0))
    weighed = np.where(in_word, (signs + 7) * _POWERS[np.minimum(within, len(_POWERS) - 1)], 0)
    buckets = np.concatenate(
        (
            signs[pairs] * 40_503 + signs[pairs + 1] * 2_654_435_761,
            np.add.reduceat(weighed, words) if len(words) else words,
        )
    )
    buckets ^= buckets >> 29
    return (buckets * 0x9E3779B1 >> 13) & (_BUCKETS - 1), of[np.concatenate((pairs, words))]
