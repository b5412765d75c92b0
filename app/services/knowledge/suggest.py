"""Suggests articles for a text while it is typed: those that share with it what few others hold."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from app.models.grams import telling
from app.models.knowledge import Article, ArticleState

# So many pieces of the text are looked up, and of each so many articles: what more of them hold says little.
_PIECES, _COMMON = 12, 200
# So many are read for each that is asked for: some are drafts.
_READ = 4
# Signs of an article that are shown with its title.
_BEGIN = 160


@dataclass(frozen=True)
class Suggestion:
    """An article that may answer a text; `shared` is how much of what the text is about it holds: 1 is all."""

    id: int
    title: str
    begins: str
    shared: float


def suggest(session: Session, typed: str, *, limit: int = 5) -> tuple[Suggestion, ...]:
    """Return the published articles that are likest to a text, the likest first; fast enough for each key pressed.

    An article shares at least two pieces with the text, unless the text has no more than one.
    """
    pieces = telling(typed, _PIECES)
    if not pieces:
        return ()
    embedded = session.get_bind().dialect.name == "sqlite"
    marks = '"{}"' if embedded else "'{}'"
    given = {f"piece{place}": marks.format(piece) for place, piece in enumerate(pieces)}
    rows = session.connection().execute(_statement(len(pieces), embedded), given).all()
    held = {place: [id_ for _, id_ in group] for place, group in groupby(rows, key=lambda row: row[0])}
    weights = {place: _weight(len(ids)) for place, ids in held.items()}
    scores: defaultdict[int, float] = defaultdict(float)
    counts: Counter[int] = Counter()
    for place, ids in held.items():
        for id_ in ids:
            scores[id_] += weights[place]
            counts[id_] += 1
    likest = sorted((id_ for id_ in scores if counts[id_] >= min(len(pieces), 2)), key=scores.__getitem__, reverse=True)
    likest = likest[: _READ * limit]
    known = session.connection().execute(
        select(Article.id, Article.title, Article.body).where(
            Article.id.in_(likest), Article.state == ArticleState.PUBLISHED
        )
    )
    found = {row.id: row for row in known}
    # A piece that no article holds counts as a rare one.
    whole = sum(weights.get(place, _weight(1)) for place in range(len(pieces)))
    return tuple(
        Suggestion(id_, found[id_].title, " ".join(found[id_].body[:_BEGIN].split()), scores[id_] / whole)
        for id_ in [id_ for id_ in likest if id_ in found][:limit]
    )


def _weight(count: int) -> float:
    """Return how much a piece says that so many articles hold; of the commonest nobody knows how many do."""
    return 1.0 if count >= _COMMON else math.log(10 * _COMMON / count)


@cache
def _statement(count: int, embedded: bool) -> TextClause:
    if embedded:
        held = "SELECT rowid AS id FROM search_article WHERE search_article MATCH :piece{} ORDER BY rowid DESC LIMIT "
        held += str(_COMMON)
    else:
        held = f"SELECT held.id FROM search_article_held(CAST(:piece{{}} AS tsquery), {_COMMON}) AS held(id)"
    legs = (f"SELECT {place} AS piece, id FROM ({held.format(place)}) AS leg{place}" for place in range(count))
    return text(" UNION ALL ".join(legs))
