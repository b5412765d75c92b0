"""What the index proposes for words, and what of each proposal a search reads: the statements of both databases."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.models.grams import is_signs
from app.models.knowledge import ArticleState, Searched
from app.services.knowledge.index import IN_TITLE, TEXTS, Columns

# Kind, identity, number, seconds since 1970, uses, title, and what else counts as title.
Proposal: TypeAlias = tuple[str, int, str, float, int, str, str]
# The kind and the identity of one.
Key: TypeAlias = tuple[str, int]


class Proposals:
    """Proposes up to `limit` rows of each of the kinds, in the state of the database that the session sees."""

    def __init__(
        self, session: Session, kinds: Collection[Searched], states: Collection[ArticleState], limit: int
    ) -> None:
        self.kinds, self._states, self.limit = tuple(kind for kind in Searched if kind in kinds), tuple(states), limit
        self._connection = session.connection()
        self._embedded = self._connection.dialect.name == "sqlite"
        # To plan a statement anew takes many times as long as to carry it out, and the plan is always the same.
        planned = "" if self._embedded else ", set_config('plan_cache_mode', 'force_generic_plan', true)"
        self._waits = bool(self._all(f"SELECT EXISTS (SELECT 1 FROM search_queue){planned}", {})[0][0])

    def rows(self, looked_for: Sequence[str]) -> Iterable[tuple[Proposal, bool | None]]:
        """Return what holds the parts: of each kind the newest with them in their title, the newest with them at all.

        With each comes whether its title holds all (True) or none of them (False); None: it has to be looked at. Rows
        that wait to be indexed are among them by what they say now.
        """
        query = _query(looked_for, self._embedded)
        given: dict[str, Any] = {"words": query, "limit": self.limit}
        if self._waits or not self._embedded:
            given |= {f"part{place}": f"%{part}%" for place, part in enumerate(looked_for)}
        titled = given | {"words": f"title : ({query})" if self._embedded else _query(looked_for, False, IN_TITLE)}
        rows: dict[Key, tuple[Proposal, bool | None]] = {}
        for row in self._held("title", self.kinds, looked_for, titled):
            rows[row[:2]] = (row, True)
        # Where the titles alone are enough, the texts need not be asked. Where they are, no other title holds all.
        counts = Counter(kind for kind, _ in rows)
        lacking = tuple(kind for kind in self.kinds if counts[kind] < self.limit)
        for row in self._held("text", lacking, looked_for, given):
            rows.setdefault(row[:2], (row, False if len(looked_for) == 1 else None))
        if self._waits:
            rows |= {row[:2]: (row, None) for row in self._held("queue", self.kinds, looked_for, given)}
        return rows.values()

    def bodies(self, keys: Collection[Key]) -> dict[Key, str]:
        """Return the texts of rows without what counts as their title."""
        ids = {kind.value: [id_ for name, id_ in keys if name == kind] for kind in self.kinds}
        given = {kind: json.dumps(found) if self._embedded else found for kind, found in ids.items() if found}
        statement = _union((_body(Searched(kind), self._embedded) for kind in given), self._embedded)
        return {row[:2]: row[2] for row in self._all(statement, given)}

    def _held(
        self, where: str, kinds: tuple[Searched, ...], looked_for: Sequence[str], given: dict[str, Any]
    ) -> list[Proposal]:
        if not kinds:
            return []
        # Of a longer run PostgreSQL knows its pairs, and not that they stand in a row.
        apart = () if self._embedded else tuple(place for place, part in enumerate(looked_for) if _is_longer(part))
        shape = (len(looked_for), apart, self._states, self._waits, self._embedded)
        return list(self._all(_statement(where, kinds, *shape), given))

    def _all(self, statement: str, given: dict[str, Any]) -> Sequence[Any]:
        # Past SQLAlchemy, which would take longer than the index does; what the driver refuses is said as it says it.
        dialect, cursor = self._connection.dialect, self._connection.connection.cursor()
        try:
            cursor.execute(statement, given)
            return cursor.fetchall()
        except dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(
                statement, None, error, dialect.loaded_dbapi.Error, True, dialect=dialect
            ) from error


def _is_longer(part: str) -> bool:
    return len(part) > 2 and is_signs(part)


def _query(looked_for: Sequence[str], embedded: bool, before: str = "") -> str:
    """Return the parts in the language of the index. They are letters and digits: nothing in them has to be quoted."""
    return (" AND " if embedded else " & ").join(_of_part(part, embedded, before) for part in looked_for)


def _of_part(part: str, embedded: bool, before: str) -> str:
    if not is_signs(part) or len(part) == 1:
        return f'"{part}" *' if embedded else f"'{before}{part}':*"
    pairs = [part[place : place + 2] for place in range(len(part) - 1)]
    return f'"{" ".join(pairs)}"' if embedded else " & ".join(f"'{before}{pair}'" for pair in pairs)


@cache
def _statement(
    where: str,
    kinds: tuple[Searched, ...],
    count: int,
    apart: tuple[int, ...],
    states: tuple[ArticleState, ...],
    waits: bool,
    embedded: bool,
) -> str:
    """Return the statement for so many parts, as the driver takes it; its columns are those of `Proposal`.

    `apart` are the places of parts that have to be looked for in the texts, too.
    """
    legs = []
    for kind in kinds:
        shown = f" AND article.state IN ({', '.join(map(repr, map(str, states)))})" if kind is Searched.ARTICLE else ""
        if where == "queue":
            legs.append(_waiting(kind, count, shown, embedded))
            continue
        # Of what waits the index says what was; it is read as it is now.
        if waits:
            shown += f" AND {kind}.id NOT IN (SELECT row_id FROM search_queue WHERE search_queue.kind = '{kind}')"
        legs.append(_indexed_here(kind, shown) if embedded else _indexed_there(kind, where, apart, shown))
    return _union(legs, embedded)


def _indexed_here(kind: Searched, shown: str) -> str:
    index = f"search_{kind}"
    return (
        f"SELECT {_columns(kind, True)} FROM {index} CROSS JOIN {kind} "
        f"WHERE {index} MATCH :words AND {kind}.id = {index}.rowid{shown} ORDER BY {index}.rowid DESC LIMIT :limit"
    )


def _indexed_there(kind: Searched, where: str, apart: Sequence[int], shown: str) -> str:
    _, titles, bodies = TEXTS[kind]
    said = _joined(kind, titles if where == "title" else (*titles, *bodies))
    # As `normal` has it; most texts hold a run as it is, and capitals are none of its business.
    for place in apart:
        shown += f" AND ({said} LIKE :part{place} OR normalize({said}, NFKC) LIKE :part{place})"
    # By the index, whatever the planner expects: read backwards row by row until enough are found, a rare word would
    # take as long as without one. And no text is looked at before it is one of the newest.
    held = f"SELECT id FROM (SELECT id FROM search_{kind} WHERE words @@ CAST(:words AS tsquery) OFFSET 0) AS held"
    texts = f"SELECT {_columns(kind, False)} FROM {kind} WHERE {kind}.id = newest.id{shown} OFFSET 0"
    return f"SELECT texts.* FROM ({held} ORDER BY id DESC) AS newest, LATERAL ({texts}) AS texts LIMIT :limit"


def _waiting(kind: Searched, count: int, shown: str, embedded: bool) -> str:
    _, titles, bodies = TEXTS[kind]
    like = "LIKE" if embedded else "ILIKE"
    holds = "".join(
        f" AND ({' OR '.join(f'{kind}.{column.key} {like} :part{place}' for column in (*titles, *bodies))})"
        for place in range(count)
    )
    # The queue comes first: SQLite would read all texts for their order.
    return (
        f"SELECT {_columns(kind, embedded)} FROM search_queue CROSS JOIN {kind} WHERE {kind}.id = row_id "
        f"AND search_queue.kind = '{kind}'{holds}{shown} ORDER BY {kind}.id DESC LIMIT :limit"
    )


def _columns(kind: Searched, embedded: bool) -> str:
    if kind is Searched.TICKET:
        number, at, uses, titled = "ticket.number", "ticket.received_at", "0", "''"
    else:
        sums = "SELECT coalesce(sum(CASE WHEN helped THEN 1 ELSE -1 END), 0) FROM article_use"
        number, at, uses = "''", "article.changed_at", f"({sums} WHERE article_id = article.id)"
        titled = "article.keywords"
    seconds = f"unixepoch({at})" if embedded else f"CAST(extract(epoch FROM {at}) AS float8)"
    return f"'{kind}', {kind}.id, {number}, {seconds}, {uses}, {kind}.title, {titled}"


@cache
def _body(kind: Searched, embedded: bool) -> str:
    _, _, bodies = TEXTS[kind]
    among = f"IN (SELECT value FROM json_each(:{kind}))" if embedded else f"= ANY(:{kind})"
    return f"SELECT '{kind}', id, {_joined(kind, bodies)} FROM {kind} WHERE id {among}"


def _joined(kind: Searched, columns: Columns) -> str:
    return " || '\n' || ".join(f"coalesce({kind}.{column.key}, '')" for column in columns)


def _union(statements: Iterable[str], embedded: bool) -> str:
    """Return statements as one, as the driver takes it."""
    one = " UNION ALL ".join(f"SELECT * FROM ({each}) AS leg{place}" for place, each in enumerate(statements))
    return one if embedded else re.sub(r":(\w+)", r"%(\1)s", one)
