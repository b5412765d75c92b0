"""Logs in to a shared database before a console is opened on it, and lets the password be remembered where it belongs.

A password never goes into the settings: PostgreSQL's own library reads it from its password file, which only its owner
may read, or from the variable PGPASSWORD.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.services.database import Database, DatabaseError
from app.services.schema import require_schema

_DEFAULT_PORT = 5432


@dataclass(frozen=True)
class Login:
    """A login that succeeded: the address to keep, without its password, and whom and what it led to."""

    address: str
    user: str
    host: str
    port: int
    name: str
    password: str = field(repr=False)

    @property
    def whole_address(self) -> str:
        """The address with the password, for this run of the program only."""
        url = Database(self.address).url
        return url.set(password=self.password or None).render_as_string(hide_password=False)


def log_in(address: str, password: str) -> Login:
    """Connect to a shared database and see that Floorwatch can work with it; waits up to ten seconds.

    A password inside the address is used where none is given apart. Raises `DatabaseError`.
    """
    url = Database(address.strip()).url
    if url.get_backend_name() == "sqlite":
        raise DatabaseError("The database address is not one: write postgresql://user@host/name.")
    in_query = url.query.get("password", "")
    given = password or url.password or (in_query if isinstance(in_query, str) else in_query[0])
    url = url.difference_update_query(["password"]).set(drivername="postgresql", password=None)
    database = Database(url.set(password=given or None).render_as_string(hide_password=False))
    try:
        with database.read() as session:
            require_schema(session)
            connection: Any = session.connection().connection.driver_connection
            info = connection.info
            return Login(url.render_as_string(), info.user, info.host, info.port or _DEFAULT_PORT, info.dbname, given)
    finally:
        database.close()


def password_file(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Return the file in which PostgreSQL's library looks for passwords."""
    if named := environment.get("PGPASSFILE"):
        return Path(named)
    if platform == "win32":
        return Path(environment.get("APPDATA", "")) / "postgresql" / "pgpass.conf"
    return Path(environment.get("HOME", "~")).expanduser() / ".pgpass"


def remember_password(login: Login, file: Path) -> None:
    """Put the password of a login at the head of a password file, in place of an older one; raises `DatabaseError`."""
    place = ":".join(map(_escaped, (login.host, str(login.port), login.name, login.user)))
    try:
        old = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        lines = [f"{place}:{_escaped(login.password)}", *(line for line in old if not line.startswith(f"{place}:"))]
        file.parent.mkdir(parents=True, exist_ok=True)
        # A temporary file is readable by its owner alone: the library takes no other.
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as beside:
            beside.write("\n".join(lines) + "\n")
        Path(beside.name).replace(file)
    except (OSError, UnicodeDecodeError) as error:
        raise DatabaseError(
            "The password cannot be kept in {file}: {reason}.", file=file, reason=getattr(error, "strerror", error)
        ) from error


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")
