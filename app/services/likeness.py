"""Finds the articles or complaints that are likest to a text: those that share with it what few others hold."""

import math
from collections import Counter, defaultdict
from functools import cache
from itertools import groupby

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from app.models.grams import telling
from app.models.knowledge import Searched

# So many pieces of the text are looked up, and of each the newest that hold it: what more of them hold says little.
_PIECES, _COMMON = 12, 200


def likest(session: Session, kind: Searched, typed: str, *, limit: int) -> dict[int, float]:
    """Return identities, the likest first, with how much of what the text is about each holds: 1 is all.

    Fast enough for each key pressed. One shares at least two pieces with the text, unless that has no more than one.
    """
    pieces = telling(typed, _PIECES)
    if not pieces:
        return {}
    embedded = session.get_bind().dialect.name == "sqlite"
    marks = '"{}"' if embedded else "'{}'"
    given = {f"piece{place}": marks.format(piece) for place, piece in enumerate(pieces)}
    rows = session.connection().execute(_statement(kind, len(pieces), embedded), given).all()
    held = {place: [id_ for _, id_ in group] for place, group in groupby(rows, key=lambda row: row[0])}
    weights = {place: _weight(len(ids)) for place, ids in held.items()}
    scores: defaultdict[int, float] = defaultdict(float)
    counts: Counter[int] = Counter()
    for place, ids in held.items():
        for id_ in ids:
            scores[id_] += weights[place]
            counts[id_] += 1
    # A piece that nobody holds counts as a rare one.
    whole = sum(weights.get(place, _weight(1)) for place in range(len(pieces)))
    found = (id_ for id_ in scores if counts[id_] >= min(len(pieces), 2))
    return {id_: scores[id_] / whole for id_ in sorted(found, key=scores.__getitem__, reverse=True)[:limit]}


def _weight(count: int) -> float:
    """Return how much a piece says that so many hold; of the commonest nobody knows how many do."""
    return 1.0 if count >= _COMMON else math.log(10 * _COMMON / count)


@cache
def _statement(kind: Searched, count: int, embedded: bool) -> TextClause:
    if embedded:
        held = f"SELECT rowid AS id FROM search_{kind} WHERE search_{kind} MATCH :piece{{}} ORDER BY rowid DESC LIMIT "
        held += str(_COMMON)
    else:
        held = f"SELECT held.id FROM search_{kind}_held(CAST(:piece{{}} AS tsquery), {_COMMON}) AS held(id)"
    legs = (f"SELECT {place} AS piece, id FROM ({held.format(place)}) AS leg{place}" for place in range(count))
    return text(" UNION ALL ".join(legs))
