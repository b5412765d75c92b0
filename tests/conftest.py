"""What the tests stand on: a real SQLite file and a real PostgreSQL, migrated once and copied for each test."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from app.services.database import Database
from app.services.schema import upgrade
from tests.postgres import EPOCH, Postgres

# A loaded machine is no failure. `dev.py test --long` tries ten times as many examples.
settings.register_profile("short", deadline=None, max_examples=20)
settings.register_profile("long", deadline=None, max_examples=200)
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Choose on how many examples the laws are tried."""
    settings.load_profile("short" if "not long" in config.getoption("markexpr") else "long")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The session's PostgreSQL server, started when the first test asks for it."""
    server = Postgres()
    yield server
    server.stop()


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
    """A migrated PostgreSQL database without rows."""
    database = postgres.cleared()
    yield database
    database.close()


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
