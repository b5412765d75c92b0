"""Which columns a table shows, in which order and how wide: read for a view that is saved, and put back."""

from collections.abc import Sequence

from app.views.queue.views import ColumnPlace
from app.views.table.model import TableModel
from app.views.table.view import TableView


def places_of(view: TableView, table: TableModel) -> tuple[ColumnPlace, ...]:
    """Return the columns in the order in which they stand; a hidden one keeps its width."""
    header = view.horizontalHeader()
    places = []
    for column in (header.logicalIndex(place) for place in range(header.count())):
        hidden = header.isSectionHidden(column)
        places.append(ColumnPlace(table.columns[column].key, view.columnWidth(column), not hidden))
    return tuple(places)


def put_columns(view: TableView, table: TableModel, places: Sequence[ColumnPlace]) -> None:
    """Let columns stand as they did; those that a newer release has brought stand behind."""
    header = view.horizontalHeader()
    column_of = {column.key: place for place, column in enumerate(table.columns)}
    known = [each for each in places if each.key in column_of]
    if not any(each.shown for each in known):
        return
    for place, each in enumerate(known):
        column = column_of[each.key]
        header.moveSection(header.visualIndex(column), place)
        header.setSectionHidden(column, not each.shown)
        if each.shown and each.width > 0:
            header.resizeSection(column, each.width)
    view.fit()
