"""Migrations: the tables they make are the mapped ones, and a copy is made before they touch anything."""

import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import column, insert, select, table, text

from app.models.knowledge import Searched
from app.models.rule_change import RuleChange
from app.models.sla import LifeEvent
from app.models.tables import Base
from app.models.ticket import Complexity, ImportRun, Priority, Source, Status, Ticket
from app.services.backup import back_up
from app.services.database import Database, DatabaseError
from app.services.decisions import Decision, Matter, last_decision
from app.services.handling.events import happen
from app.services.intake.customers import find_customers
from app.services.intake.feeds.standing import read_standing
from app.services.knowledge.index import index_some
from app.services.knowledge.search import search
from app.services.restore import restore
from app.services.schema import migrate, require_schema, schema_version, upgrade
from app.services.version import newest_version
from tests.builders import MONDAY, new_ticket, open_floor
from tests.postgres import Postgres

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def postgresql_database(postgres: Postgres) -> Iterator[Database]:
    """A migrated PostgreSQL database of the test's own: what a migration has made is changed here."""
    database = postgres.copy()
    yield database
    postgres.drop(database)


# An index over an expression is not read back from SQLite, and both that read say so.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_migrations_make_the_mapped_tables(database: Database) -> None:
    with database.read() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"compare_type": True, "include_name": _is_mapped}
        )
        assert compare_metadata(context, Base.metadata) == []


def _is_mapped(name: str | None, kind: str, _: object) -> bool:
    """Leave out what is found by, which either database makes in its own way, with tables of its own."""
    return kind != "table" or not str(name).startswith(tuple(f"search_{each}" for each in Searched))


def test_an_up_to_date_database_is_left_alone(database: Database, tmp_path: Path) -> None:
    assert upgrade(database, tmp_path / "backups", now=NOW) is None
    with database.read() as session:
        require_schema(session)
        assert schema_version(session) == newest_version()


# Rows as the version before the complaint desk wrote them.
BEFORE_THE_DESK: dict[str, dict[str, Any]] = {
    "customer": {"name": "张三", "telephone": "138-0000 1111", "email": "Z@example.com", "version": 1},
    "ticket": {
        **dict.fromkeys(("received_at", "recorded_at"), NOW),
        **{"source": Source.EMAIL, "title": "宽带掉线", "description": "", "status": Status.OPEN, "stage": "intake"},
        **{"priority": Priority.NORMAL, "complexity": Complexity.GENERAL, "high_risk": False, "policy": "default"},
        **{"version": 1, "customer_id": 1},
    },
    "rule_change": {"at": NOW, "reason": "service_level", "counts": {"aim": 0.8}},
    "import_run": {
        **dict.fromkeys(("file_name", "digest"), ""),
        **{"mapping": "feed", "imported_by": "serve", "imported_at": NOW, "counts": {"refused": 3}},
    },
}


def test_what_a_floor_has_before_its_complaint_desk_is_there_after_it(empty_database: Database, tmp_path: Path) -> None:
    empty_database.create()
    with empty_database.write() as session:
        migrate(empty_database, session, to="0005")
        for name, row in BEFORE_THE_DESK.items():
            types = Base.metadata.tables[name].c
            # Without what is mapped today: defaults of columns that there were not yet.
            session.execute(insert(table(name, *(column(each, types[each].type) for each in row))).values(row))
    assert upgrade(empty_database, tmp_path, now=NOW) is not None
    with empty_database.write() as session:
        assert last_decision(session, Matter.SERVICE_LEVEL) == Decision(NOW, "", {"aim": 0.8})
        assert session.query(RuleChange).count() == session.query(ImportRun).count() == 0
        assert read_standing(session, by=None, now=NOW).refused == 3
        ticket = session.query(Ticket).one()
        assert (ticket.affected, ticket.demand, ticket.score) == (1, "", None)
        index_some(session)
        assert [row.id for row in search(session, "掉线", now=NOW).rows] == [ticket.id]
        assert [row.name for row in find_customers(session, "13800001111")] == ["张三"]


def test_a_database_without_tables_says_what_to_run(tmp_path: Path, postgres: Postgres) -> None:
    for empty in (Database(tmp_path / "empty.db"), postgres.empty("nothing_yet")):
        empty.create()
        with pytest.raises(DatabaseError, match="db upgrade"), empty.read() as session:
            require_schema(session)
        empty.close()


def test_a_database_of_a_newer_program_is_refused_untouched(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer Floorwatch"):
        upgrade(database, tmp_path, now=NOW)
    with pytest.raises(DatabaseError, match="version 9999"), database.read() as session:
        require_schema(session)


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "bookmarks.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE bookmark (address TEXT)")
    other.close()
    database = Database(file)
    with pytest.raises(DatabaseError, match="of another program"):
        upgrade(database, now=NOW)
    with database.read() as session:
        assert session.scalars(text("SELECT name FROM sqlite_master")).all() == ["bookmark"]
    database.close()


def test_a_backup_holds_every_row_and_is_for_its_owner_only(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        session.execute(text("INSERT INTO floor (name, zone, version) VALUES ('一楼', 'Asia/Shanghai', 1)"))
    copy = back_up(database, tmp_path, label="0001", now=NOW)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.glob("*.part")) == []
    if database.embedded:
        with sqlite3.connect(copy) as opened:
            assert opened.execute("SELECT name FROM floor").fetchall() == [("一楼",)]
        opened.close()
    else:
        with zipfile.ZipFile(copy) as archive:
            assert "一楼,Asia/Shanghai" in archive.read("floor.csv").decode()
            # The version of the tables is there, and what waits to be indexed is not.
            assert len(archive.namelist()) == len(Base.metadata.tables)


def test_a_backup_that_cannot_be_written_is_a_sentence(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder in (tmp_path / "missing", file):
        with pytest.raises(DatabaseError, match="No backup could be written"):
            back_up(database, folder, now=NOW)


@pytest.fixture
def empty_database(database: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of the same kind as `database`."""
    if database.embedded:
        empty = Database(tmp_path / "empty" / "floor.db")
        yield empty
        empty.close()
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        empty = postgres.empty("put_back")
        yield empty
        postgres.drop(empty)


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with database.read() as session:
        tables = Base.metadata.sorted_tables
        return {each.name: [tuple(row) for row in session.execute(select(each).order_by(each.c.id))] for each in tables}


def test_a_copy_is_put_back_row_for_row_and_new_identities_follow(
    database: Database, empty_database: Database, tmp_path: Path
) -> None:
    rulebook = open_floor(database)
    first = new_ticket(database, rulebook, title='第一条, "quoted"\nline')
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, first.id), LifeEvent.WAITING, now=MONDAY)
    copy = back_up(database, tmp_path, now=NOW)
    restore(empty_database, copy)
    assert everything(empty_database) == everything(database)
    with empty_database.read() as session:
        require_schema(session)
    assert new_ticket(empty_database, rulebook).number != first.number


def test_a_copy_is_not_put_over_what_is_there(database: Database, tmp_path: Path) -> None:
    copy = back_up(database, tmp_path, now=NOW)
    with pytest.raises(DatabaseError, match="is not empty"):
        restore(database, copy)


def test_a_file_that_is_no_copy_is_refused_and_nothing_is_made_of_it(empty_database: Database, tmp_path: Path) -> None:
    letter = tmp_path / "letter.zip"
    letter.write_text("Dear customer, " * 100)
    for wrong in (letter, tmp_path / "missing"):
        with pytest.raises(DatabaseError, match=r"is not a|There is no copy"):
            restore(empty_database, wrong)
    if empty_database.file:
        assert not empty_database.file.exists()
    else:
        with empty_database.read() as session:
            assert schema_version(session) is None
