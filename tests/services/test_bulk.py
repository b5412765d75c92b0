"""Bulk inserts and updates: what SQLAlchemy's own would write, on either database."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DataError

from app.models.base import Base
from app.models.ticket import ImportRun
from app.services.bulk import BulkInsert, BulkUpdate
from app.services.database import Database

TABLE = Base.metadata.tables["import_run"]
AT = datetime(2026, 3, 2, 10, 0, 1, 250, tzinfo=timezone(timedelta(hours=8)))
ROWS: list[dict[str, Any]] = [
    {"file_name": "a", "counts": {"行": 1}, "imported_at": AT, "armed_at": None},
    {"file_name": "b'); --", "counts": {"n": [1, None]}, "imported_at": AT, "armed_at": AT},
]
COMMON = {"digest": "%(x)s ?", "mapping": ":m", "imported_by": "me"}


def test_rows_are_the_same_as_from_the_usual_insert(database: Database) -> None:
    shared = ROWS[0]["counts"]
    with database.write() as session:
        bulk = BulkInsert(session.connection(), ImportRun, tuple(ROWS[0]), COMMON)
        bulk([])
        bulk([tuple(row.values()) for row in ROWS])
        bulk([("c", shared, AT, None), ("d", shared, AT, None)])
        session.execute(insert(ImportRun), [row | COMMON for row in ROWS])

    columns = [column for column in TABLE.c if column.name != "id"]
    with database.read() as session:
        rows = [tuple(row) for row in session.execute(select(*columns).order_by(TABLE.c.id))]
        nulls = session.scalars(select(TABLE.c.id).where(TABLE.c.armed_at.is_(None))).all()
    assert rows[:2] == rows[4:]
    assert rows[0][1:5] == ("%(x)s ?", ":m", "me", AT.astimezone(UTC))
    assert rows[2][5] == rows[3][5] == {"行": 1}
    assert len(nulls) == 4


def test_a_naive_time_is_refused(database: Database) -> None:
    with database.write() as session:
        bulk = BulkInsert(session.connection(), ImportRun, tuple(ROWS[0]), COMMON)
        with pytest.raises(ValueError, match="has no time zone"):
            bulk([("a", {}, datetime(2026, 1, 1), None)])  # noqa: DTZ001 - the point


def test_rows_are_changed_by_their_identity(database: Database) -> None:
    with database.write() as session:
        insert_rows = BulkInsert(session.connection(), ImportRun, tuple(ROWS[0]), COMMON)
        insert_rows([tuple(row.values()) for row in ROWS] * 2)
        change = BulkUpdate(session.connection(), ImportRun, ("armed_at", "counts", "id"), {"mapping": "new"})
        change([(AT, {"now": 1}, 1), (None, {"now": 2}, 2)])
    with database.read() as session:
        rows = session.execute(select(TABLE.c.armed_at, TABLE.c.counts, TABLE.c.mapping).order_by(TABLE.c.id))
        assert [tuple(row) for row in rows] == [
            (AT, {"now": 1}, "new"),
            (None, {"now": 2}, "new"),
            (None, ROWS[0]["counts"], ":m"),
            (AT, ROWS[1]["counts"], ":m"),
        ]


def test_a_text_that_is_too_long_is_refused_by_postgresql_not_cut(postgresql_database: Database) -> None:
    with postgresql_database.write() as session:
        bulk = BulkInsert(session.connection(), ImportRun, tuple(ROWS[0]), COMMON | {"digest": "x" * 65})
        with pytest.raises(DataError):
            bulk([tuple(ROWS[0].values())])
        session.rollback()
