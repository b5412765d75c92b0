"""A small table for the tests: people with a name and a size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from app.views.table_column import RIGHT, Column, Moment
from app.views.table_model import TableModel
from app.views.theme import Mark

MOMENT = Moment(datetime(2026, 3, 2, 2, tzinfo=UTC), UTC)
MIME_TYPE = "application/x-test"


@dataclass(frozen=True)
class Sizes:
    """Rows of the test's table."""

    ids: NDArray[np.int64]
    name: list[str]
    size: NDArray[np.int64]
    searched: list[str]


def sizes(*rows: tuple[int, str, int]) -> Sizes:
    """Make rows from id, name and size."""
    names = [name for _, name, _ in rows]
    return Sizes(
        np.array([id_ for id_, _, _ in rows], np.int64),
        names,
        np.array([size for _, _, size in rows], np.int64),
        [name.casefold() for name in names],
    )


COLUMNS = (
    Column(
        "size",
        "Size",
        6,
        lambda rows, slot, moment: str(rows.size[slot]),
        lambda rows: rows.size,
        alignment=RIGHT,
        mark=lambda rows, slot, moment: Mark.LATE if rows.size[slot] < 0 else None,
        tip=lambda rows, slot, moment: f"{rows.size[slot]} units",
        live=True,
    ),
    Column("name", "Name", 20, lambda rows, slot, moment: str(rows.name[slot]), lambda rows: rows.name),
)


def table_of(rows: Sizes, columns: Sequence[Column] = COLUMNS) -> TableModel:
    """Make the table model."""
    return TableModel(columns, rows, MOMENT, context="Test", mime_type=MIME_TYPE)


def shown(table: TableModel) -> list[int]:
    """The ids in the order in which they are shown."""
    return [table.id_at(row) for row in range(table.rowCount())]
