"""The database, embedded (SQLite) or shared (PostgreSQL): every difference between the two is in this file."""

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVarTuple

from sqlalchemy import URL, Connection, Engine, Select, event, make_url, text
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry

from app.clock import wall_time

# Under these names whoever uses a database looks for them; a screen does without SQLAlchemy until it has painted.
from app.errors import CollisionError as CollisionError
from app.errors import DatabaseError as DatabaseError
from app.errors import DatabaseLostError as DatabaseLostError
from app.models.tables import Base
from app.services.changes import WritingSession, write_changes
from app.services.kept_texts import make_engine
from app.services.network_share import network_share
from app.services.sqlite import sqlite

SERVICE_ROLE = "floorwatch_service"
# How long a writer waits for another one on SQLite, in milliseconds.
BUSY_TIMEOUT = 30_000


# Between so many copied pages a backup lets writers go first.
_PAGES_AT_A_TIME = 1_000
_ONE_STATE: IsolationLevel = "REPEATABLE READ"
# Older libraries can corrupt a write-ahead log when it is reset; the old journal is slower and safe.
_JOURNAL = "WAL" if sqlite.sqlite_version_info >= (3, 51, 3) else "DELETE"
_Columns = TypeVarTuple("_Columns")
_NOT_ALLOWED = "42501"
# Two who wait for each other for ever, of whom one is sent away, and one who has read what is no longer so.
_COLLISIONS = ("40P01", "40001")
# A server that is gone without a word is given up after seconds, not after the system's quarter of an hour.
_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
_LOST_SQLITE = ("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_PERM")


class Database:
    """One database. `read()` and `write()` are the only doorways to it; a transaction is one use case.

    `address` is a file (embedded) or a `postgresql://` URL (shared). Nothing is opened until first use.
    """

    def __init__(self, address: str | Path) -> None:
        self.url = _url(str(address))
        self.embedded = self.url.get_backend_name() == "sqlite"
        self.engine = _embedded_engine(self.url) if self.embedded else _shared_engine(self.url)
        self._writing = self.engine.execution_options(writing=True)
        # Called in the thread that has committed: who follows an embedded file need not wait for the next look.
        self.committed: Callable[[], None] = _nobody_follows
        # Every statement of a reading block sees the same state; SQLite gives that by itself.
        self._reading = self.engine if self.embedded else self.engine.execution_options(isolation_level=_ONE_STATE)

    def __repr__(self) -> str:
        return f"Database({self.name!r})"

    @property
    def name(self) -> str:
        """What to call this database in a sentence: never with its password."""
        return str(self.file or self.url.set(drivername="postgresql", query={}).render_as_string(hide_password=True))

    @property
    def file(self) -> Path | None:
        """The embedded database's file; None when the database is shared."""
        return Path(self.url.database or "") if self.embedded else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session on one consistent state; nothing done in it is kept."""
        with _spoken(self), Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction: committed when the block ends, rolled back when it raises.

        On SQLite it takes the one writer's place at once (`BEGIN IMMEDIATE`): a transaction that reads first and
        writes later would be refused when another one wrote in between. What it changed is on record with the commit.
        """
        with _spoken(self), WritingSession(self._writing, expire_on_commit=False) as session:
            with session.begin():
                yield session
                write_changes(session)
            self.committed()

    def create(self) -> None:
        """Make the embedded file and its folder where they are missing; a shared database is made by its server."""
        if not self.file:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            # Complaints are personal: only their owner reads the file (the journal inherits its mode).
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise DatabaseError("{file} cannot be a database file: {reason}.", file=self.file, reason=error) from error

    def copy_file(self, to: Path) -> None:
        """Copy the embedded database, as it is at one instant, into a file while others work."""
        with _spoken(self), self.engine.connect() as connection:
            original: Any = connection.connection.driver_connection
            copy = sqlite.connect(to)
            try:
                original.backup(copy, pages=_PAGES_AT_A_TIME)
            except sqlite.Error as error:
                raise DatabaseError("The database cannot be copied to {to}: {reason}.", to=to, reason=error) from error
            finally:
                copy.close()

    def settle_log(self) -> None:
        """Bring the log of an embedded database into its file and empty it, after an erasure: it holds what was there.

        Whoever is reading just now keeps it; the next erasure or the last who leaves empties it then.
        """
        if self.embedded:
            with _spoken(self), self.engine.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]

    def time(self) -> datetime:
        """Ask for the time of the authority: the server where it is shared, this machine where it is embedded."""
        if self.embedded:
            return wall_time()
        with self.read() as session:
            now: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
            return now.astimezone(UTC)

    def claim(self, statement: Select[*_Columns], *tables: type[Base]) -> Select[*_Columns]:
        """Make a selection lock its rows of `tables`, leaving out those another process is working on.

        SQLite's writer is alone already.
        """
        return statement if self.embedded else statement.with_for_update(skip_locked=True, key_share=True, of=tables)

    def login(self, session: Session) -> str | None:
        """Return by which name the server knows who is connected; an embedded file asks nobody's name."""
        return None if self.embedded else session.execute(text("SELECT session_user")).scalar()

    def may_sweep(self, session: Session) -> bool:
        """Say whether this login may escalate and send: on PostgreSQL, members of the service role only."""
        if self.embedded:
            return True
        found = session.execute(
            text("SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = :role"),
            {"role": SERVICE_ROLE},
        ).scalar()
        return bool(found)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def reserve_ids(session: Session, kind: type[Base], count: int) -> Sequence[int]:
    """Reserve `count` identities of a class for rows that are then inserted in bulk with their `id` given.

    On SQLite they hold for the present writing transaction; on PostgreSQL for ever, without blocking anybody.
    """
    if session.get_bind().dialect.name == "sqlite":
        last = session.execute(
            text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": kind.__tablename__}
        ).scalar()
        return range((last or 0) + 1, (last or 0) + 1 + count)
    return session.scalars(
        text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"),
        {"name": kind.__tablename__, "count": count},
    ).all()


def this_process() -> str:
    """Name this process for heartbeats and records: host and process number."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _nobody_follows() -> None:
    """Who follows the changes puts something else in the place of this."""


def _url(address: str) -> URL:
    if "://" not in address:
        try:
            file = Path(address).expanduser().absolute()
        except RuntimeError:
            raise DatabaseError("There is nobody here in whose folder {address} could lie.", address=address) from None
        return URL.create("sqlite+pysqlite", database=str(file))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        # Not repeated: there may be a password in it.
        raise DatabaseError("The database address is not one: write postgresql://user@host/name.") from error
    match url.get_backend_name():
        case "sqlite":
            return url.set(drivername="sqlite+pysqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
    raise DatabaseError(
        "Floorwatch keeps its data in SQLite or PostgreSQL, not in {backend}.", backend=url.get_backend_name()
    )


def _embedded_engine(url: URL) -> Engine:
    file = Path(url.database or "")
    if not url.database or url.database == ":memory:":
        raise DatabaseError("The embedded database needs a file, so that nothing is lost.")
    # What complaints say does not belong into logged errors.
    waits = {"timeout": BUSY_TIMEOUT / 1000}
    engine = make_engine(url, module=sqlite, hide_parameters=True, connect_args=waits)

    @event.listens_for(engine, "do_connect")
    def prepare_file(*_: object) -> None:
        if share := network_share(file):
            raise DatabaseError(
                "{file} is on a network share ({share}), where SQLite loses data; keep it on this machine, "
                "or use PostgreSQL.",
                file=file,
                share=share,
            )
        # SQLite would make a new, empty file: one that was moved away would seem to have lost everything.
        if not file.is_file():
            raise DatabaseLostError("There is no database file {file}: `main.py db upgrade` makes one.", file=file)

    @event.listens_for(engine, "connect")
    def set_up_connection(connection: Any, _: ConnectionPoolEntry) -> None:
        # SQLAlchemy begins transactions itself (below); the driver's own habit of doing so late is turned off.
        connection.isolation_level = None
        # What is deleted is overwritten: an erasure leaves nothing in the file.
        for pragma in (f"journal_mode = {_JOURNAL}", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _shared_engine(url: URL) -> Engine:
    # A session may be cut by a firewall or a restarted server; it is noticed before use, not in the middle.
    return make_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=_PATIENCE)


@contextmanager
def _spoken(database: Database) -> Iterator[None]:
    """Turn the drivers' ways of saying that the database cannot be used, or that two collide, into one sentence each.

    Other faults fly.
    """
    try:
        yield
    except (StaleDataError, DBAPIError) as error:
        if isinstance(error, StaleDataError) or getattr(error.orig, "sqlstate", None) in _COLLISIONS:
            raise CollisionError(
                "Somebody else has just worked on the same, so nothing was changed: look at it again and repeat it."
            ) from error
        lost = _loss(error)
        reason = str((lost or error).orig).strip().splitlines()[0].rstrip(".")
        if getattr(error.orig, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise DatabaseError("{file} is not a Floorwatch database.", file=database.file) from error
        if getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
            raise DatabaseError(
                "The database file {file} is damaged ({answer}): put a backup in its place.",
                file=database.file,
                answer=reason,
            ) from error
        if getattr(error.orig, "sqlstate", None) == _NOT_ALLOWED:
            raise DatabaseError("This login may not do that: {reason}.", reason=reason) from error
        if lost is not None:
            raise DatabaseLostError(
                "The database {database} cannot be used now: {reason}.", database=database.name, reason=reason
            ) from error
        raise


def is_lost(error: BaseException | None) -> bool:
    """Say whether the error means that the database is not there, rather than that a statement is wrong."""
    return _loss(error) is not None


def _loss(error: BaseException | None) -> DBAPIError | None:
    """Return the error that says so.

    What led to one counts too: SQLite ends the transaction when the disk is full, and then knows no savepoint.
    """
    while error is not None:
        if isinstance(error, DBAPIError) and _says_lost(error):
            return error
        error = error.__cause__ or error.__context__
    return None


def _says_lost(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    if name := getattr(error.orig, "sqlite_errorname", None):
        return str(name).startswith(_LOST_SQLITE)
    # No state at all: no server answered. 08: connection, 53: resources, 57: operator intervention.
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, OperationalError | ProgrammingError) and (state is None or state[:2] in {"08", "53", "57"})
