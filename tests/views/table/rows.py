"""A small table for the tests: people with a name and a size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from app.views.table.column import RIGHT, Column, Group, Moment
from app.views.table.model import TableModel
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
        bar=lambda rows, slot, moment: 0.5 if abs(rows.size[slot]) == 1 else None,
        tip=lambda rows, slot, moment: f"{rows.size[slot]} units",
        live=True,
        # Those that are smaller than the hour, which changes by itself, and the others.
        group=Group(
            lambda rows, moment: rows.size >= moment.now.hour,
            lambda large: "Large" if large else "Small",
            lambda large: None if large else Mark.SOON,
            live=True,
        ),
    ),
    Column(
        "name",
        "Name",
        20,
        lambda rows, slot, moment: str(rows.name[slot]),
        lambda rows: rows.name,
        group=Group(lambda rows, moment: [name[:1] for name in rows.name], lambda letter: letter or "Nobody"),
    ),
)


def table_of(rows: Sizes, columns: Sequence[Column] = COLUMNS) -> TableModel:
    """Make the table model."""
    return TableModel(columns, rows, MOMENT, context="Test", mime_type=MIME_TYPE)


def shown(table: TableModel) -> list[int]:
    """The ids in the order in which they are shown."""
    return [table.id_at(row) for row in range(table.rowCount())]


def outline(table: TableModel) -> list[int | str]:
    """What is shown: the ids of rows, and headings as they are written, with a + where they are collapsed."""
    found: list[int | str] = []
    for row in range(table.rowCount()):
        heading = table.heading(row)
        found.append(("+ " if heading.collapsed else "") + heading.written() if heading else table.id_at(row))
    return found
