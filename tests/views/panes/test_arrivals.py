"""The arrivals pane: what it says in each state, what it reads anew and when, and what it remembers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.models.alert import AlertKind
from app.models.people import Role
from app.services.database import Database
from app.services.floor.alerts import act, read_alerts, watch
from app.views.arrivals_reader import FoundArrivals
from app.views.i18n import Language
from app.views.pane import Desk
from app.views.panes.arrivals import ArrivalsPane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import open_floor, person
from tests.views.desks import SHANGHAI, desk_on
from tests.views.dialogs.looks import assert_looks_right
from tests.views.panes.surge_floor import THREE, fill

READING_MS = 30_000
MINUTE = timedelta(minutes=1)


class Time:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = THREE

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def desk(impatient: None, sqlite_database: Database, tasks: Tasks, tmp_path: Path, time: Time) -> Desk:
    open_floor(sqlite_database)
    return desk_on(sqlite_database, tasks, tmp_path, now=time)


Show = Callable[..., ArrivalsPane]


@pytest.fixture
def show(qtbot: QtBot, desk: Desk) -> Show:
    """Shows a pane and waits until it has read the day."""

    def shown(width: int = 800, height: int = 340) -> ArrivalsPane:
        pane = ArrivalsPane(desk)
        qtbot.addWidget(pane)
        pane.resize(width, height)
        with qtbot.waitSignal(pane.reader.came, timeout=READING_MS):
            pane.show()
        return pane

    return shown


def choose(qtbot: QtBot, pane: ArrivalsPane, box: QComboBox, place: int) -> FoundArrivals:
    """Choose as a person does, and wait for what is read."""
    with qtbot.waitSignal(pane.reader.came, timeout=READING_MS) as came:
        box.setCurrentIndex(place)
        box.activated.emit(place)
    found = came.args[0]
    assert isinstance(found, FoundArrivals)
    return found


def test_a_surge_says_by_how_much_since_when_and_on_what_it_rests(show: Show, desk: Desk) -> None:
    fill(desk.database, more=1.6)
    pane = show()
    assert pane.state.text() == "SURGE +60%"
    assert pane.reason.text() == (
        "Arrivals 60% above forecast since 14:00: 320 against 200 in 60 min. Forecast from earlier days like this: 8."
    )


def test_a_calm_day_says_so_with_its_numbers(show: Show, desk: Desk) -> None:
    fill(desk.database)
    pane = show()
    assert pane.state.text() == "Calm"
    assert pane.reason.text().startswith("200 arrivals in the last 60 min against 200 expected.")


def test_a_floor_without_history_says_what_comes(show: Show, desk: Desk) -> None:
    fill(desk.database, weeks=0)
    pane = show()
    assert pane.state.text() == "No forecast yet"
    assert pane.reason.text() == (
        "200 arrivals in the last 60 min. A forecast comes with the first whole day like this one."
    )


def test_another_interval_and_one_queue_are_read_at_once_and_remembered(show: Show, desk: Desk, qtbot: QtBot) -> None:
    queue_id = fill(desk.database)
    pane = show()
    assert [pane.queue.itemText(place) for place in range(pane.queue.count())] == ["Whole floor", "物流", "账单"]
    assert choose(qtbot, pane, pane.minutes, 2).day.intervals.minutes == 30
    found = choose(qtbot, pane, pane.queue, 2)
    assert found.choice.queue_id == queue_id
    assert found.surge.count == 100
    again = show()
    qtbot.waitUntil(lambda: again.choice() == found.choice, timeout=READING_MS)


def test_a_queue_that_is_gone_is_not_waited_for(show: Show, desk: Desk) -> None:
    fill(desk.database)
    desk.memory.keep("arrivals_queue", "4711")
    desk.memory.keep("arrivals_minutes", "7")
    pane = show()
    assert (pane.choice().queue_id, pane.choice().minutes) == (None, 15)


def test_it_is_read_again_when_an_interval_has_ended(show: Show, desk: Desk, time: Time, qtbot: QtBot) -> None:
    fill(desk.database)
    pane = show()
    with qtbot.waitSignal(pane.reader.came, timeout=READING_MS) as came:
        time.now += 6 * MINUTE
    assert came.args[0].surge.count < 200


def test_changes_are_read_together_after_a_pause(show: Show, desk: Desk, qtbot: QtBot) -> None:
    fill(desk.database)
    pane = show()
    came: list[FoundArrivals] = []
    pane.reader.came.connect(came.append)
    with qtbot.waitSignal(pane.reader.came, timeout=READING_MS):
        for number in range(20):
            pane.hear({"Ticket": frozenset({number})})
    assert len(came) == 1


def test_what_was_done_about_a_surge_is_marked_on_the_day(show: Show, desk: Desk, qtbot: QtBot) -> None:
    fill(desk.database, more=1.6)
    with desk.database.write() as session:
        watch(session, zone=SHANGHAI, now=THREE)
        (alert,) = (row for row in read_alerts(session, now=THREE).rows if row.kind is AlertKind.SURGE)
        lead = person(session, Role.TEAM_LEAD).id
        act(session, alert.id, "called tier 1", person_id=lead, now=THREE - MINUTE)
    pane = ArrivalsPane(desk)
    qtbot.addWidget(pane)
    with qtbot.waitSignal(pane.reader.came, timeout=READING_MS) as came:
        pane.show()
    assert came.args[0].acted == ((THREE - MINUTE, "called tier 1"),)


@pytest.mark.parametrize("width", [420, 900])
@pytest.mark.parametrize("more", [1.0, 1.6])
def test_nothing_is_cut_off_or_left_in_another_language(
    show: Show, desk: Desk, qtbot: QtBot, language: Language, theme: Theme, width: int, more: float
) -> None:
    fill(desk.database, more=more)
    pane = show(width)
    assert_looks_right(qtbot, pane, language, theme, f"arrivals-{more}-{width}")
