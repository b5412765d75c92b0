"""The worklist as a table: countdown, words, order and filters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.models.sla import Target
from app.models.ticket import Priority, Source
from app.services.floor.worklist_columns import (
    NEVER,
    NO_SCORE,
    NO_TARGET,
    PRIORITIES,
    SOURCES,
    TARGETS,
    Worklist,
    no_tickets,
)
from app.views.field_words import PRIORITY_WORDS, SOURCE_WORDS, TARGET_WORDS
from app.views.queue.filter import Urgency, WorklistFilter, urgency_of, urgent
from app.views.queue.score_column import ScoreColumn
from app.views.queue.worklist import WORKLIST_COLUMNS, remaining, worklist_table
from app.views.table.column import Moment
from app.views.table.model import TableModel
from app.views.theme import Mark

MOMENT = Moment(datetime(2026, 3, 2, 2, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
MINUTE, HOUR, DAY = 60, 3_600, 86_400
TIP = Qt.ItemDataRole.ToolTipRole


def tickets(*due: int | None, **columns: list[Any]) -> Worklist:
    """Make open tickets that are due so many seconds from now (None: without a deadline)."""
    count, now = len(due), MOMENT.seconds
    made = {
        "ids": np.arange(1, count + 1),
        "number": [f"FW-{id_}" for id_ in range(1, count + 1)],
        "title": ["t"] * count,
        "priority": np.full(count, PRIORITIES.index(Priority.NORMAL), np.int8),
        "stage": ["intake"] * count,
        "waiting": np.zeros(count, np.bool_),
        "owner_id": np.zeros(count, np.int64),
        "owner": [""] * count,
        "source": np.zeros(count, np.int8),
        "category": [""] * count,
        "queue": [""] * count,
        "level": [""] * count,
        "high_risk": np.zeros(count, np.bool_),
        "score": np.zeros(count, np.int64),
        "score_set": np.zeros(count, np.bool_),
        "tags": [""] * count,
        "received": np.full(count, now),
        "started": np.full(count, now),
        "due": np.array([NEVER if each is None else now + each for each in due], np.int64),
        "target": np.array([NO_TARGET if each is None else TARGETS.index(Target.RESOLUTION) for each in due], np.int8),
        "paused": np.zeros(count, np.bool_),
        "next_step": np.full(count, NEVER),
        "silent": np.zeros(count, np.bool_),
        "set_aside": np.zeros(count, np.bool_),
        "searched": ["t"] * count,
    }
    for name, column in columns.items():
        made[name] = np.array(column) if isinstance(made[name], np.ndarray) else column
    return Worklist(read_at=MOMENT.now, **made)  # type: ignore[arg-type]  # named above


def shown(table: TableModel) -> list[int]:
    """The ids in the order in which they are shown."""
    return [table.id_at(row) for row in range(table.rowCount())]


def text_of(table: TableModel, key: str, row: int = 0) -> str:
    """What a column shows."""
    return table.cell(row, _place(key))[0]


def _place(key: str) -> int:
    return [column.key for column in WORKLIST_COLUMNS].index(key)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (59, "0:00"),
        (HOUR + 5 * MINUTE, "1:05"),
        (-12 * MINUTE, "-0:12"),
        (-1, "-0:00"),
        (26 * HOUR, "26:00"),
        (2 * DAY - 1, "47:59"),
        (2 * DAY, "2 d"),
        (-9 * DAY - 1, "-9 d"),
    ],
)
def test_the_time_that_remains_is_said_in_hours_and_minutes_or_days(
    qapp: QApplication, seconds: int, text: str
) -> None:
    assert remaining(seconds) == text


@pytest.mark.parametrize(
    ("due", "paused", "urgency", "text", "mark"),
    [
        (-1, False, Urgency.LATE, "▲ -0:00", Mark.LATE),
        (0, False, Urgency.SOON, "◆ 0:00", Mark.SOON),
        (HOUR - 1, False, Urgency.SOON, "◆ 0:59", Mark.SOON),
        (HOUR, False, Urgency.FINE, "1:00", None),
        (-HOUR, True, Urgency.PAUSED, "‖ paused", Mark.QUIET),
        (None, False, Urgency.NONE, "–", Mark.QUIET),
    ],
)
def test_the_countdown_says_how_urgent_a_ticket_is_by_symbol_and_colour(
    qapp: QApplication, due: int | None, paused: bool, urgency: Urgency, text: str, mark: Mark | None
) -> None:
    rows = tickets(due, paused=[paused])
    assert worklist_table(rows, MOMENT).cell(0, _place("due")) == (text, mark)
    assert urgency_of(rows, 0, MOMENT) is urgency
    assert [each for each in Urgency if urgent(rows, each, MOMENT)[0]] == [urgency]


def test_the_countdown_tells_target_and_instant_to_those_who_ask(qapp: QApplication) -> None:
    table = worklist_table(tickets(-12 * MINUTE, None, 60, paused=[False, False, True]), MOMENT)
    tips = [table.data(table.index(row, _place("due")), TIP) for row in range(3)]
    assert tips == ["Resolution: late, -0:12, 2 Mar 09:48", "Resolution: paused", "no deadline"]


def test_the_soonest_comes_first_then_what_is_paused_then_what_has_no_deadline(qapp: QApplication) -> None:
    rows = tickets(None, 50, 90, -5, 7, paused=[False, False, True, False, True])
    table = worklist_table(rows, MOMENT)
    assert shown(table) == [4, 2, 5, 3, 1]
    table.sort(_place("due"), Qt.SortOrder.DescendingOrder)
    assert shown(table)[-1] == 1


def test_the_most_pressing_and_the_risky_come_first(qapp: QApplication) -> None:
    rows = tickets(1, 2, 3, priority=[0, 3, 1], high_risk=[False, False, True])
    table = worklist_table(rows, MOMENT)
    table.sort(_place("priority"))
    assert shown(table) == [2, 3, 1]
    table.sort(_place("flags"))
    assert shown(table) == [3, 1, 2]


def test_a_row_is_shown_in_words_and_wall_time(qapp: QApplication) -> None:
    rows = tickets(
        60,
        priority=[3],
        source=[SOURCES.index(Source.WALK_IN)],
        waiting=[True],
        high_risk=[True],
        owner=["王晓梅"],
        level=["VIP"],
        next_step=[MOMENT.seconds - 365 * DAY],
    )
    table = worklist_table(rows, MOMENT)
    texts = {column.key: text_of(table, column.key) for column in WORKLIST_COLUMNS}
    assert texts == {
        "due": "◆ 0:01",
        "target": "Resolution",
        "priority": "Urgent",
        "flags": "⚑ High risk ‖",
        "number": "FW-1",
        "title": "t",
        "stage": "Intake",
        "owner": "王晓梅",
        "source": "Walk-in",
        "level": "VIP",
        "category": "",
        "tags": "",
        "queue": "",
        "received": "2 Mar 10:00",
        "next_step": "2 Mar 2025 10:00",
    }


def test_the_most_telling_flag_is_said_the_others_are_symbols_and_the_tip_says_all(qapp: QApplication) -> None:
    rows = tickets(
        *range(5),
        high_risk=[True, False, False, False, False],
        set_aside=[False, True, False, False, False],
        silent=[True, False, True, False, False],
        waiting=[True, False, False, True, False],
    )
    table = worklist_table(rows, MOMENT)
    cells = [table.cell(row, _place("flags")) for row in range(5)]
    assert cells == [
        ("⚑ High risk ◌ ‖", Mark.LATE),
        ("⊘ Set aside", Mark.LATE),
        ("◌ Silent", Mark.SOON),
        ("‖ Waiting", Mark.QUIET),
        ("", None),
    ]
    assert table.data(table.index(0, _place("flags")), TIP) == "⚑ High risk\n◌ Silent\n‖ Waiting"
    table.sort(_place("flags"), Qt.SortOrder.DescendingOrder)
    assert shown(table) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("due", "started", "share"),
    [(HOUR, -HOUR, 0.5), (HOUR, 0, 0.0), (HOUR, 60, 0.0), (-60, -HOUR, 1.0), (0, 0, 0.0), (None, 0, None)],
)
def test_a_bar_shows_how_much_of_the_time_is_used_up(
    qapp: QApplication, due: int | None, started: int, share: float | None
) -> None:
    table = worklist_table(tickets(due, started=[MOMENT.seconds + started]), MOMENT)
    assert table.bar(0, _place("due")) == share
    assert table.bar(0, _place("title")) is None


@pytest.mark.parametrize(
    ("key", "headings"),
    [
        (
            "due",
            [
                ("▲ Late", 2, Mark.LATE),
                ("◆ Due within the hour", 1, Mark.SOON),
                ("Due today", 1, None),
                ("Due later", 1, None),
                ("‖ Paused", 1, Mark.QUIET),
                ("No deadline", 1, Mark.QUIET),
            ],
        ),
        ("target", [("Resolution", 6, None), ("No deadline", 1, None)]),
        ("priority", [("Urgent", 1, None), ("Normal", 6, None)]),
        ("stage", [("Intake", 6, None), ("判责", 1, None)]),
        ("owner", [("王晓梅", 1, None), ("No owner", 6, None)]),
        ("source", [("Telephone", 6, None), ("Letter", 1, None)]),
        ("level", [("VIP", 2, None), ("No level", 5, None)]),
        ("category", [("Billing / 账单", 1, None), ("No category", 6, None)]),
        ("queue", [("一线", 1, None), ("No queue", 6, None)]),
    ],
)
def test_tickets_are_grouped_by_what_people_sort_their_day_by(
    qapp: QApplication, key: str, headings: list[tuple[str, int, Mark | None]]
) -> None:
    # It is ten in the morning, so that the day has fourteen hours left.
    rows = tickets(
        *(-DAY, -1, 60, 14 * HOUR - 1, 14 * HOUR, 60, None),
        paused=[False] * 5 + [True, False],
        priority=[3] + [1] * 6,
        stage=["判责"] + ["intake"] * 6,
        owner=["王晓梅"] + [""] * 6,
        source=[SOURCES.index(Source.LETTER)] + [0] * 6,
        level=["VIP", "VIP"] + [""] * 5,
        category=["Billing / 账单"] + [""] * 6,
        queue=["一线"] + [""] * 6,
    )
    table = worklist_table(rows, MOMENT)
    table.group(key)
    found = [table.heading(row) for row in range(table.rowCount())]
    assert [(each.label, each.count, each.mark) for each in found if each] == headings


def test_every_priority_source_and_target_has_a_word() -> None:
    assert (set(PRIORITY_WORDS), set(SOURCE_WORDS), set(TARGET_WORDS)) == (set(Priority), set(Source), set(Target))


@pytest.mark.parametrize(
    ("filter_", "ids"),
    [
        (WorklistFilter(), [1, 2, 3, 4]),
        (WorklistFilter(owners=frozenset({0, 8})), [1, 3]),
        (WorklistFilter(sources=frozenset({Source.EMAIL, Source.OTHER})), [2, 4]),
        (WorklistFilter(priorities=frozenset({Priority.URGENT})), [4]),
        (WorklistFilter(urgencies=frozenset({Urgency.LATE, Urgency.SOON})), [1, 2]),
        (WorklistFilter(waiting=True), [3]),
        (WorklistFilter(waiting=False), [1, 2, 4]),
        (WorklistFilter(high_risk=True), [2, 3]),
        (WorklistFilter(high_risk=True, waiting=False, owners=frozenset({7})), [2]),
    ],
)
def test_filters_accept_what_has_one_of_each_kind_that_is_chosen(
    qapp: QApplication, filter_: WorklistFilter, ids: list[int]
) -> None:
    rows = tickets(
        -5,
        60,
        2 * HOUR,
        3 * HOUR,
        owner_id=[0, 7, 8, 7],
        source=[SOURCES.index(each) for each in (Source.CHAT, Source.EMAIL, Source.CHAT, Source.OTHER)],
        priority=[0, 1, 2, 3],
        waiting=[False, False, True, False],
        high_risk=[False, True, True, False],
    )
    table = worklist_table(rows, MOMENT)
    table.filter(filter_)
    assert shown(table) == ids


def test_an_empty_worklist_is_an_empty_table(qapp: QApplication) -> None:
    table = worklist_table(no_tickets(MOMENT.now), MOMENT)
    table.filter(WorklistFilter(urgencies=frozenset(Urgency)))
    assert table.rowCount() == 0
    table.update_rows(tickets(5))
    assert shown(table) == [1]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (WorklistFilter(categories=frozenset({"Billing"})), [1, 2]),
        (WorklistFilter(categories=frozenset({"Billing / Fees", "Goods"})), [2, 3]),
        (WorklistFilter(tags=frozenset({"late"})), [1, 3]),
        (WorklistFilter(tags=frozenset({"late"}), categories=frozenset({"Billing"})), [1]),
    ],
)
def test_categories_with_all_below_them_and_tags_are_filtered_by(
    qapp: QApplication, wanted: WorklistFilter, ids: list[int]
) -> None:
    rows = tickets(
        1,
        2,
        3,
        4,
        category=["Billing", "Billing / Fees", "Goods", "Billing2"],
        tags=["late, rude", "", "late", "later"],
    )
    assert rows.ids[wanted(rows, MOMENT)].tolist() == ids


def test_the_score_grows_with_the_deadline_and_orders_by_what_it_is_now(qapp: QApplication) -> None:
    rows = tickets(HOUR, HOUR, HOUR, None, score=[40, 35, NO_SCORE, 50], score_set=[True, False, False, False])
    rows = replace(rows, started=rows.started - np.array([0, 3 * HOUR, 0, 0]))
    score = ScoreColumn()
    score.weight = 20
    table = worklist_table(rows, MOMENT, beside_due=[score.column()])
    place = [column.key for column in table.columns].index("score")

    def seen() -> list[str]:
        return [table.cell(row, place)[0] for row in range(table.rowCount())]

    assert seen() == ["✎ 40", "50", "–", "50"]
    assert score.is_old(MOMENT)
    assert not score.is_old(MOMENT)
    table.sort(place)
    # 35 and 15 for three quarters of its time are as much as 50 without a deadline.
    assert [*sorted(shown(table)[:2]), *shown(table)[2:]] == [2, 4, 1, 3]
    later = Moment(MOMENT.now + timedelta(hours=1), MOMENT.zone)
    assert score.is_old(later)
    table.tick(later)
    table.renew("score")
    assert shown(table) == [2, 4, 1, 3]
    assert seen() == ["55", "50", "✎ 40", "–"]
