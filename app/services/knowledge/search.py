"""Finds articles and complaints by words of any language, the likeliest first, on either database alike.

The index (`app.services.knowledge.index`) only proposes: what is returned holds the words as it stands now, so nothing
stale is found; and a text that has not been indexed yet is read as it is, so nothing is missed.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter, itemgetter, or_
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from app.models.grams import is_signs, normal, parts, pattern, places
from app.models.knowledge import ArticleState, Searched
from app.services.knowledge.index import IN_TITLE, TEXTS
from app.services.knowledge.spelling import vocabulary

# Who types more parts than this has pasted a text.
_MOST_PARTS = 12
# Signs before the first found word, and of the whole piece that is shown.
_BEFORE, _SNIPPET = 24, 120
_YEAR = 365 * 86_400  # seconds
# Whatever ends a line, or stands in one unseen.
_BLANKS = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")
_KINDS = {each.value: each for each in Searched}
# By how much words in the title, words said often, a young text and a good use lift a row.
_TITLE, _OFTEN, _YOUNG, _USED = 2.0, 1.0, 0.5, 1.0
# Kind, identity, number, seconds since 1970, uses, title, all that counts as title, and as text.
_Read: TypeAlias = tuple[str, int, str, float, int, str, str, str]


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
    apart: bool = False,
    now: datetime,
) -> Found:
    """Return what holds every one of the words: runs of Chinese anywhere, other words from their beginning.

    Of each kind the newest that hold them are weighed, and the best `limit` of all returned, or with `apart` of each
    kind; `states` are those of articles. Where nothing holds the words, what is spelled nearly so is looked for.
    """
    looked_for = parts(words)[:_MOST_PARTS]
    if not looked_for or not kinds:
        return Found()
    if session.get_bind().dialect.name != "sqlite":
        # To plan the statement anew takes many times as long as to carry it out, and the plan is always the same.
        session.connection().exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    if rows := _search(session, looked_for, kinds, states, limit, apart, now=now):
        return Found(rows)
    known = vocabulary(session, kinds)
    meant = tuple(part if _is_somewhere(session, part, kinds) else known.nearest(part) for part in looked_for)
    rows = _search(session, meant, kinds, states, limit, apart, now=now) if meant != looked_for else ()
    return Found(rows, " ".join(meant)) if rows else Found()


def _read(
    session: Session,
    looked_for: Sequence[str],
    kinds: Collection[Searched],
    states: Collection[ArticleState],
    limit: int,
) -> Iterable[_Read]:
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
    rows: Sequence[Any] = session.connection().exec_driver_sql(statement, given).all()
    return {row[:2]: row for row in rows}.values()


def _search(
    session: Session,
    looked_for: Sequence[str],
    kinds: Collection[Searched],
    states: Collection[ArticleState],
    limit: int,
    apart: bool,
    *,
    now: datetime,
) -> tuple[FoundRow, ...]:
    patterns = [pattern(part) for part in looked_for]
    today = now.timestamp()
    likely = []
    for row in _read(session, looked_for, kinds, states, limit):
        _, id_, _, at, uses, _, heading, _ = row
        _, titled = _counted(heading, looked_for, patterns)
        young = 1 / (1 + max((today - at) / _YEAR, 0))
        score = _TITLE * sum(map(bool, titled)) / len(titled) + _YOUNG * young + _USED * uses / (3 + abs(uses))
        likely.append((score, id_, titled, row))
    likely.sort(key=itemgetter(0, 1), reverse=True)
    found = []
    counts_of: Counter[str] = Counter()
    most = limit * len(kinds) if apart else limit
    # To read texts through is what takes time: only as many as are asked for.
    for score, _, titled, row in likely:
        if apart and counts_of[row[0]] == limit:
            continue
        body, counts = _counted(row[-1], looked_for, patterns)
        # The index may not know yet that a text has changed.
        if all(map(or_, titled, counts)):
            # As BM25 has it: each further time says less, and in a long text less again.
            longer = 0.5 + len(body) / 400
            said = sum([count / (count + longer) for count in counts]) / len(counts)
            found.append(_found(row, body, patterns, round(score + _OFTEN * said, 3)))
            counts_of[row[0]] += 1
            if len(found) == most:
                break
    found.sort(key=attrgetter("score", "id"), reverse=True)
    return tuple(found)


def _counted(text: str, looked_for: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> tuple[str, list[int]]:
    """Return a text as it is compared, and how often it holds each part."""
    # Signs are written in one way but for a few: a text that holds them as they are is not looked at for others.
    counts = [text.count(part) if is_signs(part) else 0 for part in looked_for]
    if all(counts):
        return text, counts
    compared = normal(text)
    return compared, [len(each.findall(compared)) for each in patterns]


def _found(row: _Read, compared: str, patterns: Sequence[re.Pattern[str]], score: float) -> FoundRow:
    """Return a row with the piece of its text that holds the patterns first; `compared` is its normal text."""
    kind, id_, number, _, _, title, _, body = row
    marks = places(body, patterns, compared, _SNIPPET)
    begin = max(marks[0][0] - _BEFORE, 0) if marks else 0
    end = begin + _SNIPPET
    inside = tuple([(since - begin, min(until, end) - begin) for since, until in marks if since < end])
    snippet = body[begin:end]
    if not snippet.isprintable():
        # A blank in place of a line's end keeps the places right.
        snippet = snippet.translate(_BLANKS)
    return FoundRow(_KINDS[kind], id_, number, title, snippet, inside, score)


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
    """Return the statement for so many parts, as the driver takes it; its columns are those of `_Read`."""
    model, titles, bodies = TEXTS[kind]
    table, like = model.__tablename__, "LIKE" if embedded else "ILIKE"
    holds = " AND ".join(
        f"({' OR '.join(f'{table}.{column.key} {like} :part{place}' for column in (*titles, *bodies))})"
        for place in range(count)
    )
    heading, body = (
        " || '\n' || ".join(f"coalesce({table}.{column.key}, '')" for column in each) for each in (titles, bodies)
    )
    if kind is Searched.TICKET:
        number, at, uses, shown = "ticket.number", "ticket.received_at", "0", ""
    else:
        uses = "SELECT coalesce(sum(CASE WHEN helped THEN 1 ELSE -1 END), 0) FROM article_use"
        number, at, uses = "''", "article.changed_at", f"({uses} WHERE article_id = article.id)"
        shown = f" AND article.state IN ({', '.join(repr(state.value) for state in states)})"
    seconds = f"unixepoch({at})" if embedded else f"CAST(extract(epoch FROM {at}) AS float8)"
    columns = f"'{kind}', {table}.id, {number}, {seconds}, {uses}, {table}.title, {heading}, {body}"
    # Of what waits the index says what was; it is read as it is now. The queue comes first: SQLite would read all texts
    # for their order.
    waits = f"SELECT row_id FROM search_queue WHERE search_queue.kind = '{kind}'"
    waiting = (
        f"SELECT {columns} FROM search_queue CROSS JOIN {table} WHERE {table}.id = row_id "
        f"AND search_queue.kind = '{kind}' AND {holds}{shown} ORDER BY {table}.id DESC LIMIT :limit"
    )
    title, anywhere = (
        _leg(kind, name, columns, f"{shown} AND {table}.id NOT IN ({waits})", embedded)
        for name in ("title", "anywhere")
    )
    # Where the titles alone are enough, the texts need not be asked.
    rest = "CASE WHEN (SELECT count(*) FROM titled) < :limit THEN :limit ELSE 0 END"
    found = (
        f"WITH titled AS MATERIALIZED ({title} LIMIT :limit) SELECT * FROM titled "
        f"UNION ALL SELECT * FROM ({anywhere} LIMIT {rest}) AS held UNION ALL SELECT * FROM ({waiting}) AS waiting"
    )
    found = f"SELECT * FROM ({found}) AS {kind}s"
    return found if embedded else re.sub(r":(\w+)", r"%(\1)s", found)


def _leg(kind: Searched, name: str, columns: str, shown: str, embedded: bool) -> str:
    table, index = kind.value, f"search_{kind}"
    if embedded:
        return (
            f"SELECT {columns} FROM {index} CROSS JOIN {table} "
            f"WHERE {index} MATCH :{name} AND {table}.id = {index}.rowid{shown} ORDER BY {index}.rowid DESC"
        )
    # By the index, whatever the planner expects: read backwards row by row until enough are found, a rare word would
    # take as long as without one. And no text is looked at before it is one of the newest.
    held = f"SELECT id FROM (SELECT id FROM {index} WHERE words @@ CAST(:{name} AS tsquery) OFFSET 0) AS held"
    texts = f"SELECT {columns} FROM {table} WHERE {table}.id = newest.id{shown} OFFSET 0"
    return f"SELECT texts.* FROM ({held} ORDER BY id DESC) AS newest, LATERAL ({texts}) AS texts"
