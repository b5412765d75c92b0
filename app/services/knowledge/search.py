"""Finds articles and complaints by words of any language, the likeliest first, on either database alike.

The index (`app.services.knowledge.index`) only proposes: what is returned holds the words as it stands now, so nothing
stale is found; and a text that has not been indexed yet is read as it is, so nothing is missed.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, func, literal, select, text
from sqlalchemy.orm import Session

from app.models.grams import is_signs, normal, parts, pattern, places
from app.models.knowledge import Article, ArticleState, ArticleUse, Searched
from app.models.ticket import Ticket
from app.services.knowledge.index import IN_TITLE, TEXTS, joined
from app.services.knowledge.spelling import vocabulary

# Who types more parts than this has pasted a text.
_MOST_PARTS = 12
# Signs before the first found word, and of the whole piece that is shown.
_BEFORE, _SNIPPET = 24, 120
_YEAR = timedelta(days=365)
# By how much words in the title, words said often, a young text and a good use lift a row.
_TITLE, _OFTEN, _YOUNG, _USED = 2.0, 1.0, 0.5, 1.0


@dataclass(frozen=True)
class FoundRow:
    """What was found: `marks` are from where to where `snippet` holds the words; a higher score stands above.

    `number` is that of a complaint, empty for an article.
    """

    kind: Searched
    id: int
    number: str
    title: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    score: float


@dataclass(frozen=True)
class Found:
    """What a search gave. Where the words as typed are nowhere, `meant` is what was looked for in their place."""

    rows: tuple[FoundRow, ...] = ()
    meant: str = ""


def search(
    session: Session,
    words: str,
    *,
    kinds: Collection[Searched] = tuple(Searched),
    states: Collection[ArticleState] = (ArticleState.PUBLISHED,),
    limit: int = 20,
    now: datetime,
) -> Found:
    """Return what holds every one of the words: runs of Chinese anywhere, other words from their beginning.

    Of each kind the newest that hold them are weighed, and the best `limit` of all returned; `states` are those of
    articles. Where nothing holds the words, what is spelled nearly so is looked for.
    """
    looked_for = parts(words)[:_MOST_PARTS]
    if not looked_for:
        return Found()
    if rows := _search(session, looked_for, kinds, states, limit, now=now):
        return Found(rows)
    known = vocabulary(session, kinds)
    meant = tuple(part if _is_somewhere(session, part, kinds) else known.nearest(part) for part in looked_for)
    rows = _search(session, meant, kinds, states, limit, now=now) if meant != looked_for else ()
    return Found(rows, " ".join(meant)) if rows else Found()


def read(
    session: Session, kind: Searched, looked_for: Sequence[str], states: Iterable[ArticleState], limit: int
) -> Sequence[Row[Any]]:
    """Return what may hold the parts: the newest with them in their title, the newest with them at all.

    Rows that wait to be indexed are among them by what they say now. A row is identity, number, instant, good uses,
    then its texts.
    """
    embedded = session.get_bind().dialect.name == "sqlite"
    given: dict[str, object] = {f"part{place}": f"%{part}%" for place, part in enumerate(looked_for)}
    given |= {"anywhere": _query(looked_for, embedded), "limit": limit, "twice": 2 * limit}
    given["title"] = f"title : ({given['anywhere']})" if embedded else _query(looked_for, embedded, IN_TITLE)
    if kind is Searched.ARTICLE:
        given["states"] = list(states)
    return session.connection().execute(_statement(kind, len(looked_for), embedded), given).all()


def row_of(kind: Searched, row: Row[Any], patterns: Sequence[re.Pattern[str]], score: float) -> FoundRow:
    """Return a row that was read, with the piece of its text that holds the patterns first."""
    _, body = _texts(kind, row)
    marks = places(body, patterns)
    begin = max(marks[0][0] - _BEFORE, 0) if marks else 0
    end = begin + _SNIPPET
    inside = tuple((since - begin, min(until, end) - begin) for since, until in marks if since < end)
    # A blank in place of a line's end keeps the places right.
    return FoundRow(kind, row.id, row.number, row.title, re.sub(r"\s", " ", body[begin:end]), inside, score)


def _search(
    session: Session,
    looked_for: Sequence[str],
    kinds: Collection[Searched],
    states: Collection[ArticleState],
    limit: int,
    *,
    now: datetime,
) -> tuple[FoundRow, ...]:
    patterns = [pattern(part) for part in looked_for]
    found = []
    for kind in Searched:
        for row in read(session, kind, looked_for, states, limit) if kind in kinds else ():
            score = _score(kind, row, patterns, now=now)
            if score is not None:
                found.append((score, row.at, kind, row))
    found.sort(key=lambda each: each[:2], reverse=True)
    return tuple(row_of(kind, row, patterns, round(score, 3)) for score, _, kind, row in found[:limit])


def _score(kind: Searched, row: Row[Any], patterns: Sequence[re.Pattern[str]], *, now: datetime) -> float | None:
    """Return how well a row answers; None where it does not hold every pattern (any more)."""
    title, body = _texts(kind, row)
    compared, heading = f"{title}\n{body}".lower(), len(title)
    counts = [len(each.findall(compared)) for each in patterns]
    if not all(counts):
        # Rarely: it is written in another width.
        compared, heading = normal(compared), len(normal(title))
        counts = [len(each.findall(compared)) for each in patterns]
    if not all(counts):
        return None
    in_title = sum(each.search(compared, 0, heading) is not None for each in patterns) / len(patterns)
    # As BM25 has it: each further time says less, and in a long text less again.
    often = sum(count / (count + 0.5 + len(compared) / 400) for count in counts) / len(counts)
    young = 1 / (1 + max(now - row.at, timedelta()) / _YEAR)
    uses: int = row.uses
    used = uses / (3 + abs(uses))
    return float(_TITLE * in_title + _OFTEN * often + _YOUNG * young + _USED * used)


def _texts(kind: Searched, row: Row[Any]) -> tuple[str, str]:
    cut = _FIRST_TEXT + len(TEXTS[kind][1])
    return joined(row[_FIRST_TEXT:cut]), joined(row[cut:])


def _is_somewhere(session: Session, part: str, kinds: Collection[Searched]) -> bool:
    return any(read(session, kind, [part], ArticleState, 1) for kind in kinds)


def _query(looked_for: Sequence[str], embedded: bool, before: str = "") -> str:
    """Return the parts in the language of the index. They are letters and digits: nothing in them has to be quoted."""
    return (" AND " if embedded else " & ").join(_of_part(part, embedded, before) for part in looked_for)


def _of_part(part: str, embedded: bool, before: str) -> str:
    if not is_signs(part) or len(part) == 1:
        return f'"{part}" *' if embedded else f"'{before}{part}':*"
    pairs = [part[place : place + 2] for place in range(len(part) - 1)]
    return f'"{" ".join(pairs)}"' if embedded else " & ".join(f"'{before}{pair}'" for pair in pairs)


# In what is read, before the texts: identity, number, instant, good uses.
_FIRST_TEXT = 4


@cache
def _statement(kind: Searched, count: int, embedded: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement that reads rows for so many parts."""
    model, titles, bodies = TEXTS[kind]
    like = "LIKE" if embedded else "ILIKE"
    holds = " AND ".join(
        f"({' OR '.join(f'each.{column.key} {like} :part{place}' for column in (*titles, *bodies))})"
        for place in range(count)
    )
    waiting = (
        f"SELECT each.id FROM search_queue JOIN {model.__tablename__} AS each ON each.id = row_id "
        f"WHERE kind = '{kind}' AND {holds} ORDER BY each.id DESC LIMIT :limit"
    )
    legs = (_leg(kind, "title", "twice", embedded), _leg(kind, "anywhere", "limit", embedded), waiting)
    wanted = model.id.in_(
        text(" UNION ".join(f"SELECT id FROM ({leg}) AS leg{place}" for place, leg in enumerate(legs)))
    )
    if kind is Searched.TICKET:
        head = (Ticket.id, Ticket.number, Ticket.received_at.label("at"), literal(0).label("uses"))
        return select(*head, *titles, *bodies).where(wanted)
    uses = (
        select(func.coalesce(func.sum(case((ArticleUse.helped, 1), else_=-1)), 0))
        .where(ArticleUse.article_id == Article.id)
        .scalar_subquery()
    )
    of_article = (Article.id, literal("").label("number"), Article.changed_at.label("at"), uses.label("uses"))
    shown = Article.state.in_(bindparam("states", expanding=True))
    return select(*of_article, *titles, *bodies).where(wanted, shown)


def _leg(kind: Searched, name: str, limit: str, embedded: bool) -> str:
    if embedded:
        held = f"SELECT rowid AS id FROM search_{kind} WHERE search_{kind} MATCH :{name}"
    else:
        # By the index, whatever the planner expects: read backwards row by row until enough are found, a rare word
        # would take as long as without one.
        held = f"SELECT id FROM (SELECT id FROM search_{kind} WHERE words @@ CAST(:{name} AS tsquery) OFFSET 0) AS held"
    return f"{held} ORDER BY {'rowid' if embedded else 'id'} DESC LIMIT :{limit}"
