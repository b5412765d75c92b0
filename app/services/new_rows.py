"""Writes new rows past the session, which would take three times as long: those that nobody asks it for again."""

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Insert, insert
from sqlalchemy.orm import Session

from app.models.base import Base


def write_new(session: Session, *objects: Base) -> None:
    """Insert objects in their order, neighbours that are alike by one statement; they stay strangers to the session.

    Whatever they are a part of is noted as changed by whoever writes them.
    """
    connection = session.connection()
    for (kind, _), alike in groupby(((type(each), _columns(each)) for each in objects), _shape):
        connection.execute(_insert(kind), [columns for _, columns in alike])


def _shape(row: tuple[type[Base], Mapping[str, Any]]) -> tuple[type[Base], frozenset[str]]:
    kind, columns = row
    return kind, frozenset(columns)


def _columns(row: Base) -> dict[str, Any]:
    """Return the columns that have been given; the others get what is usual for them."""
    return {name: value for name, value in vars(row).items() if name in row.__table__.columns}


# Statements are made once, which takes the longest.
@cache
def _insert(kind: type[Base]) -> Insert:
    return insert(kind)
