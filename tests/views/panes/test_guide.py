"""The guide of the demo: its steps light up as things really happen, lead there, and time obeys its buttons."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.activation import Activation, CallOut, CallOutState
from app.models.alert import Alert, AlertKind
from app.models.people import Role
from app.models.ticket import Ticket
from app.services.alerts import acknowledge
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.demo.clock import DemoClock
from app.services.handling.actions import assign
from app.views.i18n import Language
from app.views.pane import Desk
from app.views.panes.guide import GuidePane
from app.views.queue.filter import Urgency, WorklistFilter
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, new_ticket, one_ladder, open_floor, person
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_looks_right

LADDER, LATE, SURGE, ANSWERED, CALLED, HELPED, GIVEN = range(7)


class Floor:
    """A floor in a demo, with its guide on screen."""

    def __init__(self, database: Database, tasks: Tasks, folder: Path, qtbot: QtBot) -> None:
        self.database, self.tasks, self.qtbot = database, tasks, qtbot
        self.rulebook = open_floor(database, one_ladder())
        with database.read() as session:
            self.me = person(session, Role.SUPERVISOR).id
        self.clock = DemoClock(MONDAY, 60, lambda: 0.0)
        self.desk: Desk = replace(desk_on(database, tasks, folder, me=lambda: self.me), demo=self.clock)
        self.pane = GuidePane(self.desk)
        qtbot.addWidget(self.pane)
        self.pane.resize(360, 900)
        with qtbot.waitSignal(tasks.settled):
            self.pane.show()

    def lit(self) -> list[int]:
        """Which steps have happened."""
        return [place for place, step in enumerate(self.pane.steps) if step.badge.lit]

    def hear(self, kind: str) -> None:
        """Let the guide hear of a change, and wait until it has read what there is."""
        with self.qtbot.waitSignal(self.tasks.settled):
            self.pane.hear({kind: None})

    def late_ticket(self) -> Ticket:
        """Let the deadline of a first response pass, with a sweep at each step of its ladder."""
        ticket = new_ticket(self.database, self.rulebook, now=MONDAY, high_risk=True)
        for minutes in (15, 23, 27, 30):
            sweep(self.database, self.rulebook, (), now=MONDAY + timedelta(minutes=minutes))
        return ticket

    def surge(self) -> int:
        """Let an alert be raised; return its identity."""
        with self.database.write() as session:
            details = {"count": 36, "expected": 20.0, "minutes": 30, "since": MONDAY.isoformat()}
            alert = Alert(kind=AlertKind.SURGE, details=details, raised_at=MONDAY + HOUR)
            session.add(alert)
            session.flush()
            return alert.id


@pytest.fixture
def floor(impatient: None, sqlite_database: Database, tasks: Tasks, tmp_path: Path, qtbot: QtBot) -> Floor:
    """A quiet floor in a demo."""
    return Floor(sqlite_database, tasks, tmp_path, qtbot)


def test_before_anything_happens_no_step_is_lit_and_each_says_what_to_wait_for(floor: Floor) -> None:
    assert floor.lit() == []
    assert all(step.text.text() for step in floor.pane.steps)
    assert [step.button.isVisible() for step in floor.pane.steps] == [False] * 6 + [True]


def test_a_climbed_ladder_and_a_late_complaint_name_who_was_told_and_lead_to_the_case(floor: Floor) -> None:
    ticket = floor.late_ticket()
    floor.hear("Ticket")
    assert floor.lit() == [LADDER, LATE]
    ladder, late = floor.pane.steps[LADDER].text.text(), floor.pane.steps[LATE].text.text()
    assert ladder.startswith(ticket.number)
    places = [ladder.index(word) for word in ("Agent agent at 10:15", "Team lead", "Supervisor", "Manager")]
    assert places == sorted(places)
    assert "first response was due at 10:30" in late.lower()
    assert "Supervisor supervisor at 10:27" in late
    for place in (LADDER, LATE):
        with floor.qtbot.waitSignal(floor.desk.requests.case) as asked:
            floor.pane.steps[place].button.click()
        assert asked.args == [ticket.id]


def test_a_surge_is_told_in_percent_and_its_answer_lights_the_next_step(floor: Floor) -> None:
    alert = floor.surge()
    floor.hear("Alert")
    assert floor.lit() == [SURGE]
    assert "80%" in floor.pane.steps[SURGE].text.text()
    for place, pane in ((SURGE, "ArrivalsPane"), (ANSWERED, "AlertsPane")):
        with floor.qtbot.waitSignal(floor.desk.requests.pane) as asked:
            floor.pane.steps[place].button.click()
        assert asked.args == [pane]
    with floor.database.write() as session:
        acknowledge(session, alert, person_id=floor.me, now=MONDAY + HOUR)
    floor.hear("Alert")
    assert floor.lit() == [SURGE, ANSWERED]


def test_calling_help_and_its_coming_light_their_steps_and_lead_to_the_backup_staff(floor: Floor) -> None:
    floor.surge()
    helper = CallOut(person_id=floor.me, tier=1, rank=1, score={}, state=CallOutState.ACCEPTED, called_at=MONDAY + HOUR)
    with floor.database.write() as session:
        activation = Activation(wanted={"1": 1}, clear={}, started_at=MONDAY + HOUR)
        session.add(activation)
        session.flush()
        helper.activation_id = activation.id
        session.add(helper)
    floor.hear("CallOut")
    assert floor.lit() == [SURGE, CALLED]
    assert floor.pane.steps[CALLED].text.text() == "Called at 11:00: 1. Have said yes: 1."
    with floor.database.write() as session:
        there = session.get_one(CallOut, helper.id)
        there.state, there.on_at = CallOutState.ON, MONDAY + HOUR * 1.5
    floor.hear("CallOut")
    assert floor.lit() == [SURGE, CALLED, HELPED]
    assert "11:30" in floor.pane.steps[HELPED].text.text()
    for place in (CALLED, HELPED):
        with floor.qtbot.waitSignal(floor.desk.requests.pane) as asked:
            floor.pane.steps[place].button.click()
        assert asked.args == ["ActivationPane"]


def test_giving_a_complaint_away_is_noticed_only_of_the_person_who_sits_there(floor: Floor) -> None:
    tickets = [new_ticket(floor.database, floor.rulebook, now=MONDAY) for _ in range(2)]
    with floor.database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
        assign(session, [tickets[0].id], lead, person_id=lead, now=MONDAY)
    floor.hear("Ticket")
    assert floor.lit() == []
    with floor.database.write() as session:
        assign(session, [tickets[1].id], lead, person_id=floor.me, now=MONDAY)
    floor.hear("Ticket")
    assert floor.lit() == [GIVEN]
    with floor.qtbot.waitSignal(floor.desk.requests.worklist) as asked:
        floor.pane.steps[GIVEN].button.click()
    assert asked.args == [WorklistFilter(urgencies=frozenset({Urgency.LATE}))]


def test_what_happened_before_the_demo_lights_nothing(floor: Floor) -> None:
    floor.late_ticket()
    floor.surge()
    floor.clock.start = MONDAY + 2 * HOUR
    floor.hear("Ticket")
    assert floor.lit() == []


def test_time_stands_still_runs_as_life_does_and_faster_from_the_keyboard(floor: Floor) -> None:
    pause, real, usual, _ = floor.pane.speeds.values()
    assert usual.isChecked()
    floor.pane.activateWindow()
    pause.setFocus()
    QTest.keyClick(pause, Qt.Key.Key_Space)
    assert floor.clock.paused
    assert [button.isChecked() for button in floor.pane.speeds.values()] == [True, False, False, False]
    QTest.keyClick(real, Qt.Key.Key_Space)
    assert (floor.clock.paused, floor.clock.speed) == (False, 1)


@pytest.mark.parametrize("width", [260, 520])
def test_nothing_is_cut_off_or_left_in_another_language(
    floor: Floor, language: Language, theme: Theme, qtbot: QtBot, width: int
) -> None:
    for length, role in enumerate((Role.AGENT, Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER), 1):
        with floor.database.write() as session:
            person(session, role).name = "欧阳婉清"[:length]
    floor.pane.resize(width, 1200)
    assert_looks_right(qtbot, floor.pane, language, theme, f"guide-waiting-{width}")
    floor.late_ticket()
    floor.surge()
    floor.hear("Ticket")
    assert floor.lit() == [LADDER, LATE, SURGE]
    assert_looks_right(qtbot, floor.pane, language, theme, f"guide-{width}")
