"""Puts a copy of the database back into an empty one."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from app.models.knowledge import SEARCH_TABLES
from app.services.database import Database, DatabaseError
from app.services.schema import known_versions, migrate, schema_version

_BLOCK = 1 << 16


def restore(database: Database, copy: Path) -> None:
    """Fill an empty database from a copy of the same kind, whole or not at all; it is then at the copy's version.

    Raises `DatabaseError` where the database is not empty or the file is no such copy.
    """
    if not copy.is_file():
        raise DatabaseError("There is no copy {file}.", file=copy)
    if not database.embedded or (database.file and database.file.exists()):
        with database.read() as session:
            if inspect(session.connection()).get_table_names():
                raise DatabaseError(
                    "{name} is not empty: a copy is put back into an empty database.", name=database.name
                )
    if database.embedded:
        _restore_file(database, copy)
    else:
        _restore_tables(database, copy)


def _restore_file(database: Database, copy: Path) -> None:
    opened = Database(copy)
    try:
        with opened.read() as session:
            _require_known(copy, schema_version(session))
        database.create()
        assert database.file is not None
        opened.copy_file(database.file)
    finally:
        opened.close()


def _restore_tables(database: Database, copy: Path) -> None:
    try:
        with zipfile.ZipFile(copy) as archive, database.write() as session:
            version = archive.read("alembic_version.csv").decode().split()[-1]
            _require_known(copy, version)
            migrate(database, session, to=version)
            for table, _ in inspect(session.connection()).get_sorted_table_and_fkc_names():
                # What is found by is made anew: the texts that come back wait for it like changed ones.
                if table is not None and table not in ("alembic_version", *SEARCH_TABLES):
                    _fill(session, table, archive)
    except (zipfile.BadZipFile, KeyError) as error:
        raise DatabaseError("{file} is not a copy of a shared Floorwatch database.", file=copy) from error


def _fill(session: Session, table: str, archive: zipfile.ZipFile) -> None:
    connection: Any = session.connection().connection.driver_connection
    with archive.open(f"{table}.csv") as entry:
        heading = next(csv.reader(io.TextIOWrapper(entry, encoding="utf-8")))
    columns = ", ".join(f'"{column}"' for column in heading)
    command = f'COPY "{table}" ({columns}) FROM STDIN (FORMAT csv, HEADER MATCH)'
    with archive.open(f"{table}.csv") as entry, connection.cursor().copy(command) as into:
        while block := entry.read(_BLOCK):
            into.write(block)
    # The next identity follows the last one that was given.
    session.execute(
        text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM \"{table}\" HAVING max(id) > 0")
    )


def _require_known(copy: Path, version: str | None) -> None:
    if version not in known_versions():
        raise DatabaseError("{file} is not a copy of a Floorwatch database that this program knows.", file=copy)
