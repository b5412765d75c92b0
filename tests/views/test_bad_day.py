"""A bad day from end to end, on the screen: a surge is noticed, help is proposed and called, it comes, and goes back.

The floor is the demo's: its payments fail, its people answer by themselves. What a lead does is done on the panes.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.models.activation import Activation, ActivationEvent, ActivationState, CallOut, CallOutState
from app.models.alert import AlertKind
from app.models.people import AgentState, AgentStateSpan, Language
from app.models.roster import Shift, ShiftSource
from app.services.alerts import AlertRow, read_alerts
from app.services.demo import past
from app.services.demo.clock import DemoClock
from app.services.demo.floor import Demo, open_demo
from app.services.floor.activation.record import Happened
from app.views.activation.report import write_to
from app.views.pane import Pane
from app.views.panes.activation import ActivationPane
from app.views.panes.alerts import AlertsPane
from app.views.panes.guide import GuidePane
from app.views.tasks import Tasks
from app.views.wallboard.board import Wallboard
from tests.services.demo.conftest import BEGINS, EVENING
from tests.views.desks import desk_on

MINUTE = timedelta(minutes=1)
# A day on which it is calm again soon after.
_SEED = 8
# Milliseconds of patience for what the screen computes in a worker process.
PATIENCE = 60_000


class Day:
    """The demo floor, the panes of whoever leads it, and its time."""

    def __init__(self, demo: Demo, tasks: Tasks, folder: Path, qtbot: QtBot) -> None:
        self.demo, self.tasks, self.folder, self.qtbot = demo, tasks, folder, qtbot
        desk = desk_on(demo.database, tasks, folder, now=lambda: demo.reached, me=lambda: demo.supervisor)
        self.desk = replace(desk, demo=DemoClock(BEGINS))
        self.alerts, self.activation = AlertsPane(self.desk), ActivationPane(self.desk)
        self.guide = GuidePane(self.desk)
        for pane in (self.alerts, self.activation, self.guide):
            qtbot.addWidget(pane)
            pane.resize(1100, 700)
            pane.show()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is read or computed."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy(), timeout=PATIENCE)

    def play(self, until: Callable[[], bool], most: timedelta) -> None:
        """Let the floor live, minute by minute, until something is so; the panes hear of it as of any change."""
        last = self.demo.reached + most
        while not until():
            assert self.demo.reached < last, "it has not come about"
            self.demo.play_to(self.demo.reached + MINUTE)
        self.hear()

    def hear(self) -> None:
        """Let the panes read what there is now."""
        panes: tuple[Pane, ...] = (self.alerts, self.activation, self.guide)
        for pane in panes:
            pane.hear(None)
        self.settle()

    def surge(self) -> AlertRow | None:
        """The alert of the surge that waits for an answer."""
        with self.demo.database.read() as session:
            rows = read_alerts(session, now=self.demo.reached).rows
        return next((row for row in rows if row.kind is AlertKind.SURGE and row.resolved_at is None), None)

    def count(self, state: CallOutState) -> int:
        """How many calls stand there."""
        with self.demo.database.read() as session:
            return session.scalars(select(func.count()).where(CallOut.state == state)).one()


@pytest.fixture
def day(tmp_path: Path, tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    """A morning with a month behind it, before anything is broken."""
    monkeypatch.setattr(past, "DAYS", 28)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: True)
    demo = open_demo(tmp_path / "demo.db", seed=_SEED, open_tickets=60, language=Language.ENGLISH, now=EVENING)
    yield Day(demo, tasks, tmp_path, qtbot)
    demo.database.close()


@pytest.mark.long
def test_a_surge_is_noticed_help_is_called_comes_and_goes_back_and_all_of_it_is_reported(day: Day) -> None:
    demo, propose, running = day.demo, day.activation.propose, day.activation.running
    demo.play_to(BEGINS + 12 * MINUTE)
    assert day.surge() is None
    # Detection and alert.
    day.play(lambda: day.surge() is not None, 45 * MINUTE)
    alert = day.surge()
    assert alert
    board = Wallboard(day.desk)
    day.qtbot.addWidget(board)
    day.qtbot.waitUntil(lambda: board.board is not None, timeout=PATIENCE)
    assert board.line.state.startswith("SURGE")
    # What if, and a proposal for it.
    day.desk.requests.activation.emit(alert)
    propose.queue.setCurrentIndex(propose.queue.findText("Payments"))
    propose.queue.activated.emit(propose.queue.currentIndex())
    day.qtbot.waitUntil(lambda: propose.what_if.proposed is not None, timeout=PATIENCE)
    day.settle()
    assert sum(propose.what_if.wanted().values()) > 0
    for tier, count in ((1, 2), (2, 3), (3, 1)):
        propose.what_if.sliders.sliders[tier].setValue(count)
    assert propose.go.isEnabled()
    # Of the third tier there may be nobody: a queue that serves badly itself gives none.
    wanted = sum(propose.what_if.wanted().values())
    assert wanted in (5, 6)
    assert str(wanted) in propose.go.text()
    # One click calls them.
    propose.go.click()
    day.settle()
    day.hear()
    with demo.database.read() as session:
        activation = session.scalars(select(Activation)).one()
    assert (activation.alert_id, activation.started_by_id) == (alert.id, demo.supervisor)
    assert day.count(CallOutState.CALLED) == wanted
    assert len([row for row in running.rows[0].call_outs if row.state is CallOutState.CALLED]) == wanted
    answered = day.surge()
    assert answered is None or answered.acted_at
    # They answer, come on, and who says no is followed by the next one.
    waiting = (CallOutState.CALLED, CallOutState.ACCEPTED)
    day.play(lambda: not any(map(day.count, waiting)), 75 * MINUTE)
    states = Counter(row.state for row in running.rows[0].call_outs)
    assert states[CallOutState.ON] >= 4
    with demo.database.read() as session:
        on = session.scalars(select(CallOut).where(CallOut.state == CallOutState.ON)).all()
        written = set(session.scalars(select(Shift.person_id).where(Shift.source == ShiftSource.ACTIVATION)))
        assert {1, 2} <= {each.tier for each in on}
        assert {each.person_id for each in on if each.tier == 2} <= written
    assert day.guide.story.help is not None
    assert day.guide.story.help.on_at is not None
    # When it is calm the console proposes to send them back.
    day.play(lambda: bool(proposals(day)), 150 * MINUTE)
    running.look_at(activation.id)
    day.settle()
    assert running.stand_down.isVisibleTo(running)
    running.all_back.click()
    day.settle()
    day.hear()
    with demo.database.read() as session:
        over = session.get_one(Activation, activation.id)
        assert over.state is ActivationState.ENDED
        released = session.scalars(select(CallOut).where(CallOut.state == CallOutState.RELEASED)).all()
        assert {each.id for each in on} <= {each.id for each in released}
        assert all(each.rest_owed_minutes is not None for each in released)
        away = [each.person_id for each in released if each.tier == 2]
        now_at = select(AgentStateSpan.state).where(
            AgentStateSpan.person_id.in_(away), AgentStateSpan.ended_at.is_(None)
        )
        assert set(session.scalars(now_at)) == {AgentState.OFF}
    # The report says what was.
    file = day.folder / "incident.xlsx"
    write_to(day.desk, day.activation, activation.id, file)
    day.qtbot.waitUntil(file.exists, timeout=PATIENCE)
    day.settle()
    said = texts_of(file)
    with demo.database.read() as session:
        events = session.scalars(select(func.count()).where(ActivationEvent.activation_id == activation.id)).one()
        names = [row.name for row in running.rows[0].call_outs] if running.rows else []
    assert events > 20
    assert any("Incident report" in each for each in said)
    assert {"called", "accepted", "on", "released"} <= said
    assert set(names) <= said


def proposals(day: Day) -> list[int]:
    """The activations that could be stood down."""
    with day.demo.database.read() as session:
        proposed = select(ActivationEvent.id).where(ActivationEvent.kind == Happened.PROPOSED)
        return list(session.scalars(proposed))


def texts_of(file: Path) -> set[str]:
    """Every text in a workbook."""
    book = openpyxl.load_workbook(file, read_only=True)
    found = {
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    book.close()
    return found
