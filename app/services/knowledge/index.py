"""Keeps what articles and complaints are found by: whatever text has changed is put into it in the background.

A trigger of the database writes down each row whose text has changed, in the transaction that changed it, so that no
import, no bulk statement and no console can forget to. The pieces of a text are worked out here afterwards, by a duty:
nobody who saves waits for it. Until then `search` reads what is written down itself, and finds it all the same.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import accumulate
from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.grams import grams
from app.models.knowledge import SEARCH_QUEUE, Article, Searched
from app.models.ticket import Ticket
from app.services.database import Database

# So many texts at a time: a writer who comes in between waits for hundredths of a second.
_AT_A_TIME = 100
# After so many texts at once it is worth to make one of the pieces that SQLite has written, so many pages at a time.
_MANY, _PAGES = 1_000, 100
# Any number will do, as long as every Floorwatch takes the same one.
_INDEXING_LOCK = 7_461_903
# As many bytes of pieces as PostgreSQL takes of one text (https://www.postgresql.org/docs/current/textsearch-limitations.html).
_LARGEST = 2**20 - 1
# Before a piece that stands in the title, on PostgreSQL; SQLite has columns.
IN_TITLE = "^"
Columns: TypeAlias = tuple[InstrumentedAttribute[Any], ...]

# Of each kind the class, what counts as its title, and what as its text.
TEXTS: dict[Searched, tuple[type[Ticket] | type[Article], Columns, Columns]] = {
    Searched.TICKET: (Ticket, (Ticket.title,), (Ticket.description, Ticket.demand, Ticket.product)),
    Searched.ARTICLE: (Article, (Article.title, Article.keywords), (Article.body, Article.product)),
}


def joined(texts: Iterable[str | None]) -> str:
    """Return texts as the one in which is searched."""
    return "\n".join(filter(None, texts))


def index_all(database: Database, go_on: Callable[[], bool] = lambda: True) -> int:
    """Empty the queue in small transactions while `go_on` says so; return how many texts were looked at."""
    done = 0
    while go_on():
        with database.read() as session:
            if session.connection().execute(select(SEARCH_QUEUE.c.id).limit(1)).first() is None:
                break
        with database.write() as session:
            count = index_some(session)
        if not count:
            # Another process is at it.
            break
        done += count
    if done >= _MANY and database.embedded:
        _join_pieces(database, go_on)
    return done


def waiting(session: Session) -> int:
    """Return how many texts wait to be indexed: until then they are found by their words as they are spelled there."""
    count: int = session.connection().execute(select(func.count()).select_from(SEARCH_QUEUE)).scalar_one()
    return count


def index_some(session: Session, limit: int = _AT_A_TIME, kinds: Collection[Searched] = tuple(Searched)) -> int:
    """Put the rows of these kinds that have waited longest into the index, as they are now; return how many waited.

    One process at a time does; 0 where another one is at it.
    """
    # Past the session, which would tell every console of it.
    connection = session.connection()
    if not _alone(connection):
        return 0
    queue = SEARCH_QUEUE.c
    longest = select(queue.id, queue.kind, queue.row_id).order_by(queue.id).limit(limit)
    if len(kinds) < len(Searched):
        longest = longest.where(queue.kind.in_(kinds))
    rows = connection.execute(longest).all()
    # A row that is changed from now on waits anew, with a number of its own.
    for kind in kinds:
        _renew(connection, kind, sorted({row.row_id for row in rows if row.kind == kind}))
    connection.execute(delete(SEARCH_QUEUE).where(queue.id.in_([row.id for row in rows])))
    return len(rows)


def forget_traces(session: Session) -> None:
    """Let nothing remain in the index of texts that are gone; for the erasure of a person, after it is indexed.

    SQLite only marks what is deleted, until it rewrites what it finds by. That takes seconds for 100,000 texts.
    """
    while index_some(session):
        continue
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        for kind in Searched:
            connection.exec_driver_sql(f"INSERT INTO search_{kind} (search_{kind}) VALUES ('optimize')")


def _join_pieces(database: Database, go_on: Callable[[], bool]) -> None:
    """Make one of the pieces in which SQLite keeps what it finds by: a search has to look into each of them."""
    for kind in Searched:
        # To say so with a minus begins with all pieces, whatever their sizes.
        pages, changed = -_PAGES, 2
        # Less than two changes mean that nothing was left to do (https://www.sqlite.org/fts5.html#the_merge_command).
        while changed >= 2 and go_on():
            with database.write() as session:
                connection = session.connection()
                before = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
                merge = f"INSERT INTO search_{kind} (search_{kind}, rank) VALUES ('merge', {pages})"
                connection.exec_driver_sql(merge)
                changed = connection.exec_driver_sql("SELECT total_changes()").scalar_one() - before
            pages = _PAGES


def _alone(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        return True
    taken = connection.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _INDEXING_LOCK})
    return bool(taken.scalar_one())


def _renew(connection: Connection, kind: Searched, ids: Sequence[int]) -> None:
    """Replace what rows are found by; of rows that are gone nothing is."""
    if not ids:
        return
    model, titles, bodies = TEXTS[kind]
    rows = connection.execute(select(model.id, *titles, *bodies).where(model.id.in_(ids))).all()
    cut = len(titles) + 1
    entries = [(row[0], grams(joined(row[1:cut])), grams(joined(row[cut:]))) for row in rows]
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DELETE FROM search_{kind} WHERE rowid = ?", [(id_,) for id_ in ids])
        found = [(id_, " ".join(title), " ".join(body)) for id_, title, body in entries]
        insert = f"INSERT INTO search_{kind} (rowid, title, body) VALUES (?, ?, ?)"
        if found:
            connection.exec_driver_sql(insert, found)
        return
    connection.exec_driver_sql(f"DELETE FROM search_{kind} WHERE id = ANY(%s)", (list(ids),))
    connection.exec_driver_sql(
        f"INSERT INTO search_{kind} (id, words) "
        "SELECT id, words::tsvector FROM unnest(%s::bigint[], %s::text[]) AS given(id, words)",
        ([id_ for id_, _, _ in entries], [_vector(title, body) for _, title, body in entries]),
    )
    connection.exec_driver_sql(f"SELECT search_{kind}_settle()")


def _vector(title: Sequence[str], body: Sequence[str]) -> str:
    """Return the pieces as PostgreSQL takes them past its parser, which cuts by locale; those of the title twice.

    As pieces of their own they are found without a look at the row, which a weight would need. Every piece is letters
    and digits: nothing in it has to be quoted. Of more than it takes, which no person has written, the first count.
    """
    pieces = dict.fromkeys([*(f"{IN_TITLE}{gram}" for gram in title), *title, *body])
    ends = accumulate(len(piece.encode()) for piece in pieces)
    return " ".join(f"'{piece}'" for piece, end in zip(pieces, ends, strict=True) if end < _LARGEST)
