"""What the tests stand on: a real SQLite file and a real PostgreSQL, migrated once and copied for each test."""

import gc
import itertools
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import BaseServer

import pytest
from hypothesis import settings
from sqlalchemy import event

from app.services.database import Database
from app.services.schema import upgrade
from tests.postgres import EPOCH, Postgres

# A loaded machine is no failure. `dev.py test --long` tries ten times as many examples.
settings.register_profile("short", deadline=None, max_examples=20)
settings.register_profile("long", deadline=None, max_examples=200)

# A server of the tests hears at once that it is to stop, not at its next look after half a second.
BaseServer.serve_forever.__defaults__ = (0.01,)


def pytest_configure(config: pytest.Config) -> None:
    """Choose on how many examples the laws are tried."""
    settings.load_profile("short" if _is_short(config) else "long")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test with many cases let the first be tried on both databases, each other on one; the long suite tries all.

    What differs between the two is the same for all cases of a test, but for surprises.
    """
    cases: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for item in items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec") and "database" in item.callspec.params:
            kind = str(item.callspec.params["database"])
            case = item.callspec.id.replace(kind, "", 1)
            numbers = cases[item.nodeid.partition("[")[0]]
            number = numbers.setdefault(case, len(numbers))
            if number and number % 2 != (kind == "postgresql"):
                item.add_marker("long")


def pytest_runtest_setup() -> None:
    """Spare Python's collector what stands for the whole session: each walk through it takes a quarter of a second."""
    # An import and a console let it look again when they end. To count what is spared would walk through it too.
    if not _spared:
        gc.collect(1)
        gc.freeze()
        _spared.append(True)


def _look_again(unfreeze: Callable[[], None] = gc.unfreeze) -> None:
    """Take the place of `gc.unfreeze`, and note that it was called."""
    unfreeze()
    _spared.clear()


_spared: list[bool] = []
gc.unfreeze = _look_again


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


@pytest.fixture(scope="session")
def one_sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The one object for the files of all tests: it compiles a statement for the first of them only."""
    database = Database(tmp_path_factory.mktemp("sqlite") / "floorwatch.db")
    # These files die with the session, so that nothing has to reach the disk.
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
    return database


@pytest.fixture
def sqlite_database(sqlite_template: Path, one_sqlite_database: Database) -> Iterator[Database]:
    """A migrated SQLite database with nothing of another test in it or beside it."""
    _begin_anew(one_sqlite_database, sqlite_template)
    yield one_sqlite_database
    one_sqlite_database.close()


@pytest.fixture
def postgresql_database(postgres: Postgres) -> Database:
    """A migrated PostgreSQL database without rows."""
    return postgres.cleared()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database of the test's own, of each kind in turn."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def emptied(request: pytest.FixtureRequest, sqlite_template: Path) -> Callable[[Database], None]:
    """Forgets what stands in the test's database, whoever has died in it."""

    def empty(database: Database) -> None:
        if database.embedded:
            _begin_anew(database, sqlite_template)
        else:
            request.getfixturevalue("postgres").cleared()

    return empty


@pytest.fixture
def deaths(request: pytest.FixtureRequest) -> Iterator[int]:
    """After how many statements to die, one time after the other: all in the long suite, else each seventh."""
    return itertools.count(0, 7 if _is_short(request.config) else 1)


def _is_short(config: pytest.Config) -> bool:
    return "not long" in config.getoption("markexpr")


def _begin_anew(database: Database, template: Path) -> None:
    """Put a migrated file into the folder of an embedded database, and nothing beside it."""
    database.close()
    assert database.file
    shutil.rmtree(database.file.parent)
    database.file.parent.mkdir()
    shutil.copy(template, database.file)
