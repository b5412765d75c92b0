"""The arrivals pane: what it says in each state, what it reads anew and when, and what it remembers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.models.alert import Alert, AlertKind
from app.models.people import AgentState, AgentStateSpan, Person, Role
from app.models.roster import Shift
from app.services.alerts import act, read_alerts
from app.services.database import Database
from app.services.floor.watch import watch
from app.services.staffing.contacts import IntervalRow, record_intervals
from app.views.arrivals.reader import FoundArrivals
from app.views.dialogs.surge_alarm import SurgeAlarm
from app.views.i18n import Language
from app.views.pane import Desk
from app.views.panes.arrivals import ArrivalsPane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, open_floor, person
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
        "Arrivals 60% above forecast since 14:00: 320 against 200 in 60 min. Cause: 100% more contacts. "
        "Over when fewer than 111 come in 30 min. Forecast from earlier days like this: 8."
    )


@pytest.fixture
def short(desk: Desk) -> Callable[[int], None]:
    """Lets two of ten be missing in the last hour, and the contacts of a queue take 360 seconds instead of 300."""

    def fill_in(queue_id: int) -> None:
        with desk.database.write() as session:
            agents = [Person(name=f"坐席{number}", role=Role.AGENT) for number in range(10)]
            session.add_all(agents)
            session.flush()
            for place, agent in enumerate(agents):
                session.add(Shift(person_id=agent.id, starts_at=THREE - HOUR, ends_at=THREE + HOUR))
                state = AgentState.OFF if place < 2 else AgentState.READY
                session.add(AgentStateSpan(person_id=agent.id, state=state, started_at=THREE - HOUR))
            quarters = [(360 if n < 5 else 300, THREE - 15 * n * MINUTE) for n in range(1, 97)]
            record_intervals(
                session, [IntervalRow(queue_id, at, 15, 99, 99, handle_seconds=99 * long) for long, at in quarters]
            )

    return fill_in


def test_missing_people_and_longer_contacts_are_causes_with_their_numbers(
    show: Show, desk: Desk, short: Callable[[int], None]
) -> None:
    short(fill(desk.database, more=1.6))
    pane = show()
    said = pane.reason.text()
    assert "Cause: 54% more contacts, 20% longer handling, 26% missing people." in said
    assert "A contact takes 360 s, usually 300 s. 8 work, 10 are scheduled." in said


def test_hands_may_be_short_although_arrivals_are_calm(
    show: Show, desk: Desk, short: Callable[[int], None], qtbot: QtBot, language: Language, theme: Theme
) -> None:
    short(fill(desk.database))
    pane = show(900)
    assert pane.state.text() == "Hands are short +48%"
    assert (
        "But the work per person is 48% above the usual. Cause: 43% longer handling, 57% missing people. "
        "A contact takes 360 s, usually 300 s. 8 work, 10 are scheduled."
    ) in pane.reason.text()
    assert_looks_right(qtbot, pane, language, theme, "arrivals-short")


def test_the_budget_of_false_alarms_is_chosen_from_here(show: Show, desk: Desk, qtbot: QtBot) -> None:
    queue_id = fill(desk.database)
    pane = show()
    choose(qtbot, pane, pane.queue, 2)
    pane.budget.click()
    dialog = pane.window().findChild(SurgeAlarm)
    assert dialog
    qtbot.waitUntil(lambda: dialog.queue.currentData() == queue_id, timeout=READING_MS)
    qtbot.waitUntil(lambda: not desk.tasks.busy(), timeout=READING_MS)
    dialog.reject()


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


def test_what_another_part_of_the_screen_speaks_of_is_shown_in_front(show: Show, desk: Desk, qtbot: QtBot) -> None:
    queue_id = fill(desk.database)
    early = ArrivalsPane(desk)
    qtbot.addWidget(early)
    desk.requests.arrivals.emit(queue_id)
    pane = show()
    qtbot.waitUntil(lambda: pane.choice().queue_id == queue_id, timeout=READING_MS)
    for asked in (None, queue_id):
        came = list[FoundArrivals]()
        pane.reader.came.connect(came.append)
        with qtbot.waitSignal(pane.wanted):
            desk.requests.arrivals.emit(asked)
        assert pane.choice().queue_id == asked
        qtbot.waitUntil(lambda came=came, asked=asked: any(each.choice.queue_id == asked for each in came))  # type: ignore[misc]


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
    queue_id = fill(desk.database, more=1.6)
    with desk.database.write() as session:
        watch(session, zone=SHANGHAI, now=THREE)
        (alert,) = (row for row in read_alerts(session, now=THREE).rows if row.kind is AlertKind.SURGE)
        lead = person(session, Role.TEAM_LEAD).id
        act(session, alert.id, "called tier 1", person_id=lead, now=THREE - MINUTE)
        # What was done about another queue belongs to its day.
        given = {
            "kind": AlertKind.SURGE,
            "details": alert.details,
            "raised_at": THREE,
            "action": "x",
            "acted_by_id": lead,
        }
        session.add(Alert(subject=str(queue_id), acted_at=THREE, **given))
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
