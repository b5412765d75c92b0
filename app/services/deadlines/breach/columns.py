"""Reads rows of numbers as columns: the database hands each over as one text, which is twice as fast as rows are."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Select, String, case, cast, extract, func, select
from sqlalchemy.orm import Session

Whole = NDArray[np.int64]
# An instant that never comes, in seconds since 1970.
NEVER = int(np.iinfo(np.int64).max)
_BETWEEN = " "


def read_columns(session: Session, rows: Select[*tuple[Any, ...]]) -> list[Whole]:
    """Read every column of some rows of whole numbers, none of them missing; all in the order of the rows."""
    return read_gathered(session, gathered(rows))


def gathered(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Make the statement that hands over the columns of some rows; who reads them often keeps it."""
    table = rows.subquery()
    return select(*(func.aggregate_strings(cast(column, String), _BETWEEN) for column in table.columns))


def read_gathered(
    session: Session, statement: Select[*tuple[Any, ...]], given: Mapping[str, Any] | None = None
) -> list[Whole]:
    """Read what `gathered` made a statement of."""
    texts = session.connection().execute(statement, given).one()
    return [np.fromstring(each or "", np.int64, sep=_BETWEEN) for each in texts]


def seconds(instant: Any) -> ColumnElement[int]:
    """Return an instant in whole seconds since 1970, `NEVER` where there is none."""
    return func.coalesce(cast(extract("epoch", instant), BigInteger), NEVER)


def place(word: Any, words: Sequence[str]) -> ColumnElement[int]:
    """Return the place of a word among words, -1 for another one."""
    return case({each: at for at, each in enumerate(words)}, value=word, else_=-1)
