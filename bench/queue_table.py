"""The queue table against what Qt offers: a sorting proxy over Python rows, and a plain view over a plain model.

100,000 open tickets, sorted by countdown. Both sides show the same texts in a view of the same size, and are checked
to show the same rows in the same order.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QApplication, QTableView

from app.services.floor.worklist_columns import PRIORITIES, SOURCES, Worklist
from app.views.queue.worklist import WORKLIST_COLUMNS, worklist_table
from app.views.table.column import Moment
from app.views.table.view import TableView
from app.views.theme import Mark, Mode, Theme, colour
from bench.report import Case, main

TICKETS, CHANGED, ROUNDS, PAGES = 100_000, 1_000, 3, 25
MOMENT = Moment(datetime(2026, 3, 2, 2, tzinfo=UTC), UTC)
# Found in one row of eighteen: a word that most rows have costs the proxy far more.
SEARCHED_FOR = "agent17"
WORDS = ("heating", "refund", "parcel", "invoice", "agent", "contract", "暖气", "退款", "包裹", "账单", "客服", "合同")


def cases() -> Iterator[Case]:
    """Yield every figure; both windows live through the same things in turn."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    Theme(application).switch(Mode.LIGHT)
    yield _page()
    yield from _against_proxy()


def _page() -> Case:
    rows = worklist_of(1_000, Random(7))
    ours = TableView(worklist_table(rows, MOMENT), sorted_by="due", wide="title")
    theirs = plain_view(PlainModel(sorted(row_objects(rows), key=lambda row: row.due)), ours)
    for view in (ours, theirs):
        view.resize(1600, 1000)
        view.show()
        view.grab()
    times = [(_seconds(theirs.grab), _seconds(ours.grab)) for _ in range(PAGES)]
    against = "QTableView over a Python model whose data() compares roles as Qt's enums"
    return _case("page_vs_view", times, against)


def _against_proxy() -> Iterator[Case]:
    random = Random(7)
    rows = worklist_of(TICKETS, random)
    table, model, proxy = worklist_table(rows, MOMENT), PlainModel(row_objects(rows)), QSortFilterProxyModel()
    proxy.setSortRole(PlainModel.SORT)
    proxy.setFilterRole(PlainModel.SEARCHED)
    proxy.setSourceModel(model)
    view = TableView(table, sorted_by="due", wide="title")
    plain = plain_view(proxy, view)
    for each in (view, plain):
        each.resize(1600, 1000)
        each.show()

    def timed(theirs: Callable[[], object], ours: Callable[[], object]) -> tuple[float, float]:
        spent = _seconds(theirs), _seconds(ours)
        shown = [model.rows[proxy.mapToSource(proxy.index(row, 0)).row()].id for row in range(proxy.rowCount())]
        if shown != [table.id_at(row) for row in range(table.rowCount())]:
            raise AssertionError("The two sides show different rows, so their times do not compare.")
        return spent

    times = []
    for number in range(1, ROUNDS + 1):
        # Out of order again: theirs as in the source, ours by number, which is the same.
        proxy.sort(-1)
        table.sort([column.key for column in table.columns].index("number"))
        changed = some_changed(rows, random, number)
        times.append(
            (
                timed(lambda: proxy.sort(0), lambda: table.sort(0)),
                timed(lambda: proxy.setFilterFixedString(SEARCHED_FOR), lambda: table.search(SEARCHED_FOR)),
                timed(lambda: proxy.setFilterFixedString(""), lambda: table.search("")),
                timed(lambda: model.update(changed), lambda: table.update_rows(changed)),  # noqa: B023 - run here
            )
        )
    sorts, filters, clears, updates = zip(*times, strict=True)
    peer = f"QSortFilterProxyModel over {TICKETS:,} Python row objects"
    yield _case("sort_vs_proxy", sorts, peer)
    yield _case("clear_filter_vs_proxy", clears, peer)
    yield _case("filter_vs_proxy", filters, peer)
    yield _case("update_vs_proxy", updates, f"{peer}, {CHANGED:,} of which change")


@dataclass
class RowObject:
    """One row as an object, as a model is usually given it."""

    id: int
    due: int
    searched: str
    texts: list[str]
    colours: list[QBrush | None]
    alignments: list[Qt.AlignmentFlag]


class PlainModel(QAbstractTableModel):
    """A table model written the obvious way; what it shows is worked out beforehand, in its favour."""

    SORT, SEARCHED = 256, 257

    def __init__(self, rows: list[RowObject]) -> None:
        super().__init__()
        self.rows = rows
        self.place = {row.id: place for place, row in enumerate(rows)}

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and habit
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Any = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and habit
        return 0 if parent.isValid() else len(WORKLIST_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802 - Qt's name
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return WORKLIST_COLUMNS[section].title
        return None

    def data(self, index: Any, role: int = 0) -> Any:
        row = self.rows[index.row()]
        # First and as numbers, so that sorting does not pay for the enums.
        if role == PlainModel.SORT:
            return row.due
        if role == PlainModel.SEARCHED:
            return row.searched
        if role == Qt.ItemDataRole.DisplayRole:
            return row.texts[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            return row.colours[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return row.alignments[index.column()]
        return None

    def update(self, changed: Worklist) -> None:
        """Replace rows, and say so one by one: told of all rows between, the proxy would sort everything."""
        for row in row_objects(changed):
            place = self.place[row.id]
            self.rows[place] = row
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(WORKLIST_COLUMNS) - 1))


def row_objects(rows: Worklist) -> list[RowObject]:
    """Turn the worklist into row objects that show the same."""
    brushes = {mark: QBrush(colour(mark)) for mark in Mark}
    alignments = [column.alignment for column in WORKLIST_COLUMNS]
    found = []
    for slot, id_ in enumerate(rows.ids.tolist()):
        texts = [column.text(rows, slot, MOMENT) for column in WORKLIST_COLUMNS]
        marks = [column.mark(rows, slot, MOMENT) if column.mark else None for column in WORKLIST_COLUMNS]
        colours = [brushes[mark] if mark else None for mark in marks]
        found.append(RowObject(id_, int(rows.due[slot]), rows.searched[slot], texts, colours, alignments))
    return found


def plain_view(model: QAbstractItemModel, like: TableView) -> QTableView:
    """Make a plain view with the same rows, columns and look."""
    view = QTableView()
    view.setModel(model)
    view.setShowGrid(False)
    view.setAlternatingRowColors(True)
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(like.verticalHeader().defaultSectionSize())
    for column in range(model.columnCount()):
        view.setColumnWidth(column, like.columnWidth(column))
    return view


def worklist_of(count: int, random: Random) -> Worklist:
    """Make open tickets whose deadlines all differ, so that there is one right order."""
    titles = [" ".join(random.choices(WORDS, k=6)) for _ in range(count)]
    owners = [f"Agent{random.randrange(200)}" for _ in range(count)]
    numbers = [f"FW-{1_000_001 + place}" for place in range(count)]
    categories = [f"Product / {random.choice(WORDS)}" for _ in range(count)]
    draw = np.random.default_rng(7)
    now = MOMENT.seconds
    received = now - draw.integers(0, 1_000_000, count)
    due = now - 100_000 + draw.permutation(count) * 10
    return Worklist(
        read_at=MOMENT.now,
        ids=np.arange(1, count + 1),
        number=numbers,
        title=titles,
        priority=draw.integers(0, len(PRIORITIES), count).astype(np.int8),
        stage=["intake"] * count,
        waiting=draw.random(count) < 0.1,
        owner_id=draw.integers(1, 200, count),
        owner=owners,
        source=draw.integers(0, len(SOURCES), count).astype(np.int8),
        category=categories,
        queue=["Front line"] * count,
        level=[random.choice(("", "", "VIP")) for _ in range(count)],
        high_risk=draw.random(count) < 0.05,
        score=draw.integers(0, 86, count),
        score_set=draw.random(count) < 0.01,
        tags=[""] * count,
        received=received,
        started=np.minimum(received, due - 600),
        due=due,
        target=draw.integers(0, 2, count).astype(np.int8),
        paused=np.zeros(count, np.bool_),
        next_step=now + draw.integers(0, 100_000, count),
        silent=draw.random(count) < 0.02,
        set_aside=draw.random(count) < 0.001,
        searched=["\n".join(row).casefold() for row in zip(numbers, titles, owners, categories, strict=True)],
    )


def some_changed(rows: Worklist, random: Random, number: int) -> Worklist:
    """Give random tickets another deadline, which no other has."""
    places = random.sample(range(len(rows)), CHANGED)
    taken: dict[str, Any] = {}
    for each in fields(rows):
        column = getattr(rows, each.name)
        if isinstance(column, list | np.ndarray):
            part = [column[place] for place in places]
            taken[each.name] = part if isinstance(column, list) else np.array(part)
    others = random.sample(range(len(rows)), CHANGED)
    taken["due"] = MOMENT.seconds - 100_000 + np.array(others) * 10 + number
    return replace(rows, **taken)


def _case(name: str, times: Sequence[tuple[float, float]], against: str) -> Case:
    return Case(bench="queue_table", case=name, ratio=median(theirs / ours for theirs, ours in times), against=against)


def _seconds(work: Callable[[], object]) -> float:
    begin = perf_counter()
    work()
    return perf_counter() - begin


if __name__ == "__main__":
    main(cases)
