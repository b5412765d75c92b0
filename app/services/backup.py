"""A copy of the whole database in one file, made while others work; `app.services.restore` puts it back."""

import os
import zipfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect

from app.models.knowledge import SEARCH_TABLES
from app.services.database import Database, DatabaseError


def back_up(database: Database, folder: Path | None = None, *, label: str = "manual", now: datetime) -> Path:
    """Copy the database as it is at one instant into a file of `folder` that only its owner reads; return the file.

    An embedded database is copied as a database file; a shared one as a ZIP of one CSV a table.
    """
    folder = folder or (database.file.parent if database.file else Path.cwd())
    ending = "db" if database.embedded else "zip"
    name = database.file.stem if database.file else str(database.url.database)
    file = folder / f"{name}-backup-{label}-{now:%Y%m%dT%H%M%SZ}.{ending}"
    beside = file.with_suffix(".part")
    try:
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        if database.embedded:
            database.copy_file(beside)
        else:
            _copy_tables(database, beside)
        beside.replace(file)
    except OSError as error:
        raise DatabaseError("No backup could be written to {folder}: {reason}.", folder=folder, reason=error) from error
    finally:
        # Where it could not be made, it cannot be removed either.
        with suppress(OSError):
            beside.unlink()
    return file


def _copy_tables(database: Database, to: Path) -> None:
    with database.read() as session, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        # One reading transaction: every table as of one instant, and no writer waits.
        connection: Any = session.connection().connection.driver_connection
        for table in sorted(inspect(session.connection()).get_table_names()):
            if table in SEARCH_TABLES:
                continue
            copy = f'COPY "{table}" TO STDOUT (FORMAT csv, HEADER)'
            with archive.open(f"{table}.csv", "w") as entry, connection.cursor().copy(copy) as blocks:
                for block in blocks:
                    entry.write(block)
