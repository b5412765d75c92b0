"""The chance of being late in the queue: filled in after the rows, sorted by, explained, and read only where shown."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from app.models.forecast import BreachModel
from app.services.database import Database
from app.services.deadlines.breach.training import PRIOR
from app.views import breach_words
from app.views.i18n import Language
from app.views.panes.queue import QueuePane
from app.views.queue.breach_column import KEY, chances_of
from app.views.queue.view_columns import places_of, put_columns
from app.views.queue.views import ColumnPlace, QueueView
from app.views.tasks import Tasks
from app.views.theme import Mark
from tests.builders import HOUR, MONDAY
from tests.views.panes.queue_floor import Floor, shown

TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)


@pytest.fixture
def floor(sqlite_database: Database, tasks: Tasks, tmp_path: Path, qtbot: QtBot) -> Floor:
    """A floor on SQLite, without tickets."""
    return Floor(sqlite_database, tasks, tmp_path, qtbot)


def place_of(pane: QueuePane, key: str = KEY) -> int:
    return [column.key for column in pane.table.columns].index(key)


def learned() -> BreachModel:
    """What has come of a day's learning: the prior, put in force."""
    figures = {"in_force": True, "why": ""}
    return BreachModel(fitted_at=MONDAY, tickets=321, parameters=PRIOR.as_parameters(), accuracy=figures)


def test_every_open_complaint_shows_its_chance_and_the_likeliest_come_first(floor: Floor) -> None:
    floor.now = MONDAY - 20 * HOUR
    nearer = floor.ticket()
    floor.now = MONDAY
    fresh = floor.ticket()
    pane = floor.open()
    chances = [pane.table.bar(row, place_of(pane)) for row in range(2)]
    assert None not in chances
    pane.view.sortByColumn(place_of(pane), Qt.SortOrder.AscendingOrder)
    assert shown(pane) == [nearer.id, fresh.id]
    pane.view.sortByColumn(place_of(pane), Qt.SortOrder.DescendingOrder)
    assert shown(pane) == [fresh.id, nearer.id]
    assert pane.seen().sorted_by == KEY
    pane.show_view(QueueView("By chance", sorted_by=KEY))
    assert shown(pane) == [nearer.id, fresh.id]


def test_the_order_by_chance_follows_what_is_worked_out_anew(floor: Floor) -> None:
    first, second = floor.ticket(), floor.ticket()
    pane = floor.open()
    pane.view.sortByColumn(place_of(pane), Qt.SortOrder.AscendingOrder)
    known = pane.chance.chances
    assert known
    for chances, order in (([0.9, 0.1], [first.id, second.id]), ([0.1, 0.9], [second.id, first.id])):
        known.chance[:] = chances
        pane.chances.came.emit(known)
        assert shown(pane) == order
    assert pane.table.cell(0, place_of(pane)) == ("◆ 90%", Mark.SOON)
    assert pane.table.cell(1, place_of(pane)) == ("10%", None)


def test_a_complaint_whose_deadline_has_passed_since_is_late_whatever_its_chance_was(floor: Floor) -> None:
    floor.ticket()
    pane = floor.open()
    floor.now = MONDAY + timedelta(days=30)
    pane._tick()
    assert pane.table.cell(0, place_of(pane)) == ("▲ late", Mark.LATE)
    floor.settle()
    assert pane.table.index(0, place_of(pane)).data(TOOL_TIP) == "It is late already."


def test_it_says_why_from_how_much_history_and_as_of_when(floor: Floor) -> None:
    floor.now = MONDAY - 20 * HOUR
    floor.ticket()
    floor.now = MONDAY
    pane = floor.open()
    tip = pane.table.index(0, place_of(pane)).data(TOOL_TIP)
    assert tip.startswith("Chance of being late: ")
    assert "Higher, because much of its time is used" in tip
    assert "By rule of thumb only" in tip
    assert tip.endswith("As of 10:00")
    assert pane.rests_on.isVisible()
    assert pane.rests_on.text() == "Chances by rule of thumb"


def test_what_was_learned_meanwhile_is_heard_and_said(impatient: None, floor: Floor) -> None:
    floor.ticket()
    pane = floor.open()
    with floor.database.write() as session:
        session.add(learned())
    pane.hear({"BreachModel": frozenset({1})})
    floor.now += timedelta(minutes=2)
    pane._tick()
    floor.qtbot.waitUntil(lambda: bool(pane.chance.chances and pane.chance.chances.learned_from), timeout=20_000)
    assert not pane.rests_on.isVisible()
    assert "Learned from 321 complaints" in pane.table.index(0, place_of(pane)).data(TOOL_TIP)


def test_chances_that_nobody_sees_are_not_worked_out(floor: Floor) -> None:
    floor.ticket()
    pane = floor.show()
    put_columns(
        pane.view,
        pane.table,
        [ColumnPlace(each.key, each.width, each.key != KEY) for each in places_of(pane.view, pane.table)],
    )
    floor.settle()
    assert pane.chance.chances is None
    assert not pane.rests_on.isVisible()
    put_columns(
        pane.view, pane.table, [ColumnPlace(each.key, each.width, True) for each in places_of(pane.view, pane.table)]
    )
    pane._tick()
    floor.settle()
    assert pane.chance.chances is not None


def test_every_feature_that_can_be_a_reason_has_its_words_in_both_languages(language: Language) -> None:
    from app.services.deadlines.breach.features import FEATURES
    from app.services.deadlines.breach.forecast import Reason

    reasons = [
        Reason(feature.name, more, raises=True)
        for feature in FEATURES
        for more in (True, False)
        if feature.name not in ("weekend", "morning", "noon")
    ]
    english = [breach_words.reason(each) for each in reasons]
    language.switch("zh")
    QCoreApplication.sendPostedEvents()
    chinese = [breach_words.reason(each) for each in reasons]
    assert len(set(english)) == len(set(chinese)) == len(reasons)
    assert not set(english) & set(chinese)


@pytest.mark.parametrize(("chance", "said"), [(0.0, "<1%"), (0.014, "1%"), (0.5, "50%"), (0.999, ">99%")])
def test_no_chance_is_said_to_be_none_or_certain(chance: float, said: str) -> None:
    assert breach_words.in_percent(chance) == said


def test_queue_and_case_share_the_chances_and_hear_of_changes_while_the_queue_is_hidden(floor: Floor) -> None:
    floor.ticket()
    pane = floor.open()
    pane.hide()
    later = floor.ticket()
    pane.hear({"Ticket": frozenset({later.id})})
    shared = chances_of(pane.desk)
    assert shared is pane.chances
    shared.ask()
    # Nobody waits for the pause.
    shared._reader.ask(hurried=True)
    floor.qtbot.waitUntil(lambda: bool(shared.chances and shared.chances.place(later.id) is not None), timeout=20_000)
