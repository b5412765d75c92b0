"""Brings a database's tables to this program's version, one step at a time, after a backup copy."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from app.services.backup import back_up
from app.services.database import Database, DatabaseError
from app.services.security import grant_service
from app.services.version import MIGRATIONS, newest_version

if TYPE_CHECKING:
    from alembic.config import Config

# Any number will do, as long as every Floorwatch takes the same one.
_MIGRATION_LOCK = 7_461_902


def schema_version(session: Session) -> str | None:
    """Return the version of the tables that are there, or None where there are none."""
    # Read past Alembic, which takes as long to import as the whole start of the console may.
    if not inspect(session.connection()).has_table("alembic_version"):
        return None
    return session.execute(text("SELECT version_num FROM alembic_version")).scalar()


def require_schema(session: Session) -> None:
    """Refuse a database whose tables are not of this program's version."""
    found = schema_version(session)
    if found is None:
        raise DatabaseError("This database has no tables yet: run `main.py db upgrade` first.")
    if found != newest_version():
        raise DatabaseError(
            "This database is at version {found} and the program at {newest}: run `main.py db upgrade`, "
            "or install the newer program.",
            found=found,
            newest=newest_version(),
        )


def upgrade(database: Database, backup_folder: Path | None = None, *, now: datetime) -> Path | None:
    """Bring the tables to the newest version in one transaction; return the backup copy made first, if any.

    An empty database and one that is up to date need no copy. A database of a newer program is refused.
    `backup_folder` is the embedded file's own folder where it is None.
    """
    database.create()
    with database.read() as session:
        found = schema_version(session)
        # In the same state of the file: another start may be making the tables just now.
        if found is None and database.embedded and inspect(session.connection()).get_table_names():
            raise DatabaseError("{file} is the database of another program.", file=database.file)
    if found == newest_version():
        return None
    if found is not None and found not in known_versions():
        raise DatabaseError(
            "This database was made by a newer Floorwatch (version {found}): install that one.", found=found
        )
    copy = back_up(database, backup_folder, label=found, now=now) if found is not None else None
    with database.write() as session:
        migrate(database, session, to="head")
    return copy


def migrate(database: Database, session: Session, *, to: str) -> None:
    """Bring the tables to a version inside the caller's transaction, and let the service work with them."""
    if not database.embedded:
        # Two consoles started at once: the second finds the work done.
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    from alembic import command

    config = _config()
    config.attributes["connection"] = session.connection()
    command.upgrade(config, to)
    if not database.embedded:
        grant_service(session)


def known_versions() -> set[str]:
    """Return every version of the tables that this program can come from."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    # Alembic reads % as the start of a reference.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
