"""Finds articles and complaints by words of any language, the likeliest first, on either database alike.

The index (`app.services.knowledge.index`) only proposes: what is returned holds the words as it stands now, so nothing
stale is found; and a text that has not been indexed yet is read as it is, so nothing is missed.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.models.grams import is_signs, normal, parts, pattern, places
from app.models.knowledge import ArticleState, Searched
from app.services.knowledge.index import IN_TITLE, TEXTS
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
    if not looked_for or not kinds:
        return Found()
    if rows := _search(session, looked_for, kinds, states, limit, now=now):
        return Found(rows)
    known = vocabulary(session, kinds)
    meant = tuple(part if _is_somewhere(session, part, kinds) else known.nearest(part) for part in looked_for)
    rows = _search(session, meant, kinds, states, limit, now=now) if meant != looked_for else ()
    return Found(rows, " ".join(meant)) if rows else Found()


def _read(
    session: Session,
    looked_for: Sequence[str],
    kinds: Collection[Searched],
    states: Collection[ArticleState],
    limit: int,
) -> Sequence[Row[Any]]:
    """Return what may hold the parts: of each kind the newest with them in their title, the newest with them at all.

    Rows that wait to be indexed are among them by what they say now.
    """
    embedded = session.get_bind().dialect.name == "sqlite"
    given: dict[str, object] = {f"part{place}": f"%{part}%" for place, part in enumerate(looked_for)}
    given |= {"anywhere": _query(looked_for, embedded), "limit": limit}
    given["title"] = f"title : ({given['anywhere']})" if embedded else _query(looked_for, embedded, IN_TITLE)
    # Past the compiler, which would take longer than the index does.
    wanted = [kind for kind in Searched if kind in kinds]
    statement = " UNION ALL ".join(_statement(kind, len(looked_for), tuple(states), embedded) for kind in wanted)
    return session.connection().exec_driver_sql(statement, given).all()


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
    likely = []
    for row in _read(session, looked_for, kinds, states, limit):
        heading = normal(row.heading)
        titled = [each.search(heading) is not None for each in patterns]
        likely.append((_score(row, sum(titled) / len(titled), now=now), row.id, row, titled))
    likely.sort(key=lambda each: each[:2], reverse=True)
    found = []
    # To read texts through is what takes time: only as many as are asked for.
    for score, _, row, titled in likely:
        body = normal(row.body)
        counts = [len(each.findall(body)) for each in patterns]
        # The index may not know yet that a text has changed.
        if all(count or known for count, known in zip(counts, titled, strict=True)):
            # As BM25 has it: each further time says less, and in a long text less again.
            longer = 0.5 + len(body) / 400
            score += _OFTEN * sum(count / (count + longer) for count in counts) / len(counts)
            found.append(_found(row, body, patterns, score))
            if len(found) == limit:
                break
    return tuple(sorted(found, key=lambda each: (each.score, each.id), reverse=True))


def _score(row: Row[Any], titled: float, *, now: datetime) -> float:
    """Return how likely a row answers before its text is read; `titled` is the share of parts that its title holds."""
    at = row.at if isinstance(row.at, datetime) else datetime.fromisoformat(row.at).replace(tzinfo=UTC)
    young = 1 / (1 + max((now - at) / _YEAR, 0))
    return float(_TITLE * titled + _YOUNG * young + _USED * row.uses / (3 + abs(row.uses)))


def _found(row: Row[Any], body: str, patterns: Sequence[re.Pattern[str]], score: float) -> FoundRow:
    """Return a row with the piece of its text that holds the patterns first; `body` is its normal text."""
    marks = places(row.body, patterns, body)
    begin = max(marks[0][0] - _BEFORE, 0) if marks else 0
    end = begin + _SNIPPET
    inside = tuple((since - begin, min(until, end) - begin) for since, until in marks if since < end)
    # A blank in place of a line's end keeps the places right.
    snippet = re.sub(r"\s", " ", row.body[begin:end])
    return FoundRow(Searched(row.kind), row.id, row.number, row.title, snippet, inside, round(score, 3))


def _is_somewhere(session: Session, part: str, kinds: Collection[Searched]) -> bool:
    return bool(_read(session, [part], kinds, tuple(ArticleState), 1))


def _query(looked_for: Sequence[str], embedded: bool, before: str = "") -> str:
    """Return the parts in the language of the index. They are letters and digits: nothing in them has to be quoted."""
    return (" AND " if embedded else " & ").join(_of_part(part, embedded, before) for part in looked_for)


def _of_part(part: str, embedded: bool, before: str) -> str:
    if not is_signs(part) or len(part) == 1:
        return f'"{part}" *' if embedded else f"'{before}{part}':*"
    pairs = [part[place : place + 2] for place in range(len(part) - 1)]
    return f'"{" ".join(pairs)}"' if embedded else " & ".join(f"'{before}{pair}'" for pair in pairs)


@cache
def _statement(kind: Searched, count: int, states: tuple[ArticleState, ...], embedded: bool) -> str:
    """Return the statement for so many parts, as the driver takes it: kind, identity, number, instant, uses, texts."""
    model, titles, bodies = TEXTS[kind]
    table, like = model.__tablename__, "LIKE" if embedded else "ILIKE"
    texts = [column.key for column in (*titles, *bodies)]
    holds = " AND ".join(
        f"({' OR '.join(f'each.{name} {like} :part{place}' for name in texts)})" for place in range(count)
    )
    waiting = (
        # The queue is read first, and the texts of what stands in it: SQLite would read all texts for their order.
        f"SELECT each.id FROM search_queue CROSS JOIN {table} AS each "
        f"WHERE each.id = row_id AND kind = '{kind}' AND {holds} ORDER BY each.id DESC LIMIT :limit"
    )
    legs = (_leg(kind, "title", embedded), _leg(kind, "anywhere", embedded), waiting)
    ids = " UNION ALL ".join(f"SELECT id FROM ({leg}) AS leg{place}" for place, leg in enumerate(legs))
    heading, body = (
        " || '\n' || ".join(f"coalesce({table}.{column.key}, '')" for column in each) for each in (titles, bodies)
    )
    if kind is Searched.TICKET:
        head, shown = "number, received_at AS at, 0 AS uses", ""
    else:
        uses = "SELECT coalesce(sum(CASE WHEN helped THEN 1 ELSE -1 END), 0) FROM article_use"
        head = f"'' AS number, changed_at AS at, ({uses} WHERE article_id = article.id) AS uses"
        shown = f" AND state IN ({', '.join(repr(state.value) for state in states)})"
    columns = f"'{kind}' AS kind, id, {head}, title, {heading} AS heading, {body} AS body"
    found = f"SELECT {columns} FROM {table} WHERE id IN ({ids}){shown}"
    return found if embedded else re.sub(r":(\w+)", r"%(\1)s", found)


def _leg(kind: Searched, name: str, embedded: bool) -> str:
    if embedded:
        return (
            f"SELECT rowid AS id FROM search_{kind} WHERE search_{kind} MATCH :{name} ORDER BY rowid DESC LIMIT :limit"
        )
    # By the index, whatever the planner expects: read backwards row by row until enough are found, a rare word would
    # take as long as without one.
    held = f"SELECT id FROM search_{kind} WHERE words @@ CAST(:{name} AS tsquery) OFFSET 0"
    return f"SELECT id FROM ({held}) AS held ORDER BY id DESC LIMIT :limit"
