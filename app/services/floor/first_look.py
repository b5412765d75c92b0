"""The first look at an embedded floor: the top of its queue by the bare driver, while SQLAlchemy is not there yet.

Whatever is not as usual is left to `open_floor`, which comes after it in any case: it looks after the file, brings
its tables up to date, and says what is wrong.
"""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.services.floor.worklist_columns import MARK, Worklist, made_of
from app.services.network_share import network_share
from app.services.sqlite import sqlite
from app.services.typed_path import typed_path
from app.services.version import newest_version

# What the worklist asks SQLite of the `soonest`, as SQLAlchemy writes it.
STATEMENTS = Path(__file__).with_name("first_page.sql")


@dataclass(frozen=True)
class FirstLook:
    """What can be shown of a floor at once: the tickets that are due first, in its zone."""

    zone: ZoneInfo
    rows: Worklist


def first_look(address: str, *, now: datetime) -> FirstLook | None:
    """Read a floor without writing; None where it is shared, has no file, is not of this version, or is busy."""
    file = typed_path(address, Path.cwd())
    if "://" in address or not file.is_file() or network_share(file):
        return None
    try:
        with closing(sqlite.connect(file, timeout=0, isolation_level=None)) as connection:
            # One state for all of it.
            for statement in ("PRAGMA query_only = ON", "BEGIN"):
                connection.execute(statement)
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            floor = connection.execute("SELECT zone FROM floor ORDER BY id LIMIT 1").fetchone()
            if floor is None or version != (newest_version(),):
                return None
            statements = STATEMENTS.read_text("utf-8").replace("char(31)", f"'{MARK}'").split(";\n")
            tickets, clocks, tags = (connection.execute(each).fetchone() for each in statements)
    except sqlite.Error:
        return None
    return FirstLook(ZoneInfo(floor[0]), made_of((*tickets, *clocks, *tags), now))
