"""Backup staff at the console: from the alert to the call in two clicks, each call to its end, drills kept apart."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QBoxLayout
from pytestqt.qtbot import QtBot

from app.errors import DomainError
from app.models.activation import ActivationState, CallOutState
from app.models.alert import AlertKind
from app.models.people import AgentState
from app.services.agent_states import set_state
from app.services.alerts import AlertRow, read_alerts, see
from app.services.database import Database
from app.services.floor.activation.answering import come_on
from app.services.floor.activation.reading import ActivationRow, read_activations, read_running
from app.services.floor.activation.running import activate, stand_down
from app.services.floor.activation.ticking import tick
from app.views.activation.running import Running
from app.views.i18n import Language
from app.views.panes.activation import ActivationPane
from app.views.table.model import TableModel
from app.views.tasks import Tasks
from app.views.theme import Mode, Theme
from app.views.what_if.panel import WhatIf
from tests.builders import MONDAY
from tests.services.floor.activation.crew import gather
from tests.views.desks import desk_on
from tests.views.walk import cut_off, untranslated

_MINUTE = timedelta(minutes=1)
_SIZE = (1300, 560)


class _Floor:
    """A floor with its crew, and the pane of the lead who sits there; `at` is what time it is."""

    def __init__(self, database: Database, tasks: Tasks, folder: Path, qtbot: QtBot) -> None:
        self.database, self.crew, self.at, self.qtbot = database, gather(database), MONDAY, qtbot
        self.me: int | None = self.crew.lead
        self.desk = desk_on(database, tasks, folder, now=lambda: self.at, me=lambda: self.me)
        self.pane = ActivationPane(self.desk)
        qtbot.addWidget(self.pane)
        self.pane.resize(*_SIZE)
        self.pane.show()
        self.settle()

    def settle(self) -> None:
        """Wait until everything that was asked for has come."""
        readers = self.pane.running.reader, self.pane.history.reader
        self.qtbot.waitUntil(lambda: not self.desk.tasks.busy() and all(reader.is_quiet for reader in readers))

    def hear(self) -> None:
        """Let the pane hear that something has changed."""
        self.pane.hear(None)
        self.settle()

    def running(self) -> ActivationRow:
        """Return what runs."""
        with self.database.read() as session:
            (row,) = read_running(session)
        return row

    def state(self, person_id: int) -> CallOutState:
        """Return how far the call of a person is."""
        return next(each.state for each in self.running().call_outs if each.person_id == person_id)


@pytest.fixture
def floor(
    sqlite_database: Database, tasks: Tasks, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> _Floor:
    """The pane over a floor where nobody is called yet; its what-if, which has tests of its own, does not simulate."""
    monkeypatch.setattr(WhatIf, "look", lambda *_, **__: None)
    return _Floor(sqlite_database, tasks, tmp_path, qtbot)


def _alert(floor: _Floor) -> AlertRow:
    details = {"count": 90, "expected": 50.0, "minutes": 60, "since": (MONDAY - 30 * _MINUTE).isoformat()}
    with floor.database.write() as session:
        see(session, AlertKind.SURGE, details, now=MONDAY)
    with floor.database.read() as session:
        return read_alerts(session, now=MONDAY).rows[0]


def _choose_phones(floor: _Floor) -> None:
    queue = floor.pane.propose.queue
    queue.setCurrentIndex(queue.findData(floor.crew.phones))
    queue.activated.emit(queue.currentIndex())
    floor.settle()


def test_from_the_alert_people_are_called_in_two_clicks(floor: _Floor) -> None:
    alert = _alert(floor)
    wanted = list[bool]()
    floor.pane.wanted.connect(lambda: wanted.append(True))
    floor.desk.requests.activation.emit(alert)
    floor.settle()
    assert wanted == [True]
    assert "80%" in floor.pane.propose.why.text()
    assert floor.pane.propose.people.picks.chosen

    floor.pane.propose.go.click()
    floor.settle()
    floor.qtbot.waitUntil(lambda: floor.pane.running.row() is not None)
    row = floor.running()
    assert row.alert_id == alert.id
    assert floor.pane.pages.currentWidget() is floor.pane.running
    with floor.database.read() as session:
        (answered,) = [each for each in read_alerts(session, now=MONDAY).rows if each.id == alert.id]
    assert answered.acted_by == "team_lead"


def test_people_are_ranked_with_reasons_and_chosen_by_box_number_and_key(floor: _Floor) -> None:
    _choose_phones(floor)
    propose, picks = floor.pane.propose, floor.pane.propose.people.picks
    names = [picks.index(row, 0).data().split("  ")[1] for row in range(picks.rowCount())]
    assert names == ["supervisor", "备0", "备1", "备2", "多0", "多1", "多2"], "who calls goes on leading"
    assert propose.what_if.wanted() == {1: 1, 2: 0, 3: 0}
    assert "on standby" in picks.index(1, 3).data()
    assert "from 邮件" in picks.index(4, 3).data()

    slider = propose.what_if.sliders.sliders[2]
    slider.setValue(2)
    assert picks.chosen >= set(floor.crew.standby[:2])
    propose.people.setCurrentIndex(picks.index(3, 1))
    QTest.keyClick(propose.people, Qt.Key.Key_Space)
    assert slider.value() == 3
    assert floor.crew.standby[2] in picks.chosen
    propose.people.clicked.emit(picks.index(3, 0))
    assert slider.value() == 2


def test_who_is_proposed_comes_first_and_a_tick_moves_nobody(floor: _Floor) -> None:
    _choose_phones(floor)
    propose, picks = floor.pane.propose, floor.pane.propose.people.picks
    propose.people.setCurrentIndex(picks.index(5, 0))
    propose.what_if.sliders.sliders[1].setValue(0)
    propose.what_if.sliders.sliders[3].setValue(1)
    assert [each.name for each in picks.candidates][:3] == ["多0", "supervisor", "备0"]
    assert picks.candidates[propose.people.currentIndex().row()].name == "多1"
    picks.toggle(4)
    assert [each.name for each in picks.candidates][4] == "备2"
    assert picks.chosen == {floor.crew.lent[0], picks.candidates[4].person_id}


def test_a_what_if_that_proposes_nobody_is_believed_but_in_a_drill(floor: _Floor) -> None:
    _choose_phones(floor)
    propose = floor.pane.propose
    assert len(propose.people.picks.chosen) == 1, "nothing is known yet"
    propose.what_if.proposed = {1: 0, 2: 0, 3: 0}
    propose.what_if.settled.emit(propose.what_if.proposed)
    propose.reader.ask(hurried=True)
    floor.settle()
    assert not propose.people.picks.chosen
    assert not propose.go.isEnabled()
    assert "proposes nobody" in propose.level.text()
    propose.drill.click()
    floor.settle()
    assert len(propose.people.picks.chosen) == 1


@pytest.mark.parametrize(("width", "height", "beside"), [(883, 386, True), (640, 446, False)])
def test_all_rows_of_the_what_if_and_five_people_are_seen_where_there_is_least_room(
    floor: _Floor, width: int, height: int, beside: bool
) -> None:
    _choose_phones(floor)
    propose, table = floor.pane.propose, floor.pane.propose.what_if.table
    propose.what_if.pages.setCurrentIndex(1)
    floor.pane.resize(width, height)
    # What is laid out anew has its room with the next turn of the loop.
    floor.qtbot.waitUntil(lambda: (propose.aside.width() == propose.width()) is not beside)
    assert (propose.band.direction() is QBoxLayout.Direction.LeftToRight) is beside
    assert (floor.pane.width(), floor.pane.height()) == (width, height)
    assert propose.people.height() >= propose.people.height_of(5)
    for cell in table.cells.values():
        assert cell.visibleRegion().boundingRect().size() == cell.size()
    assert propose.go.visibleRegion().boundingRect().size() == propose.go.size()


def test_a_choice_stays_when_the_list_is_read_anew(floor: _Floor) -> None:
    _choose_phones(floor)
    propose = floor.pane.propose
    propose.what_if.sliders.sliders[2].setValue(3)
    propose.people.setCurrentIndex(propose.people.picks.index(3, 0))
    propose.reader.ask(hurried=True)
    floor.settle()
    assert propose.what_if.sliders.sliders[2].value() == 3
    assert propose.people.currentIndex().row() == 3


def test_what_the_what_if_promises_is_kept(floor: _Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    _choose_phones(floor)
    monkeypatch.setattr(WhatIf, "promised", lambda _: {"with": {}})
    sliders = floor.pane.propose.what_if.sliders.sliders
    for tier, count in ((1, 0), (2, 2), (3, 1)):
        sliders[tier].setValue(count)
    floor.pane.propose.go.click()
    floor.settle()
    row = floor.running()
    assert row.wanted == {1: 0, 2: 2, 3: 1}
    assert row.promised == {"with": {}}


def test_where_people_are_called_already_more_are_called_for_the_same(floor: _Floor) -> None:
    _call_two(floor)
    floor.pane.pages.setCurrentIndex(0)
    _choose_phones(floor)
    propose = floor.pane.propose
    floor.qtbot.waitUntil(lambda: propose.go.text() == "&Call more: 1")
    propose.go.click()
    floor.settle()
    assert floor.state(floor.crew.supervisor) is CallOutState.CALLED
    assert floor.running().wanted == {1: 1, 2: 2, 3: 0}


def test_who_has_not_said_who_they_are_calls_nobody(floor: _Floor) -> None:
    refused = list[object]()
    floor.desk.tasks.refused.connect(refused.append)
    _choose_phones(floor)
    floor.me = None
    floor.pane.propose.go.click()
    floor.settle()
    assert isinstance(refused[0], DomainError)
    with floor.database.read() as session:
        assert not read_running(session)


def _call_two(floor: _Floor, *, drill: bool = False) -> Running:
    with floor.database.write() as session:
        chosen = [(each, 2) for each in floor.crew.standby[:2]]
        activate(session, floor.crew.phones, chosen, by=floor.crew.lead, reason="+60 %", drill=drill, now=MONDAY)
    floor.pane.pages.setCurrentIndex(1)
    floor.hear()
    floor.qtbot.waitUntil(lambda: floor.pane.running.row() is not None)
    return floor.pane.running


def _select(running: Running, person_id: int) -> None:
    row = running.row()
    assert row
    running.table.select_ids([each.id for each in row.call_outs if each.person_id == person_id])


def test_a_lead_answers_for_people_lets_them_come_on_and_sends_them_back(floor: _Floor) -> None:
    running = _call_two(floor)
    first, second = floor.crew.standby[:2]
    assert running.counts.text() == "电话: 2 wanted · 0 on · 0 coming · 2 called"
    steps: list[tuple[int, str, CallOutState]] = [
        (first, "accept", CallOutState.ACCEPTED),
        (first, "on", CallOutState.ON),
        (second, "decline", CallOutState.DECLINED),
        (first, "release", CallOutState.RELEASED),
    ]
    for person_id, action, state in steps:
        _select(running, person_id)
        assert running.actions_[action].isEnabled()
        running.actions_[action].trigger()
        floor.settle()
        assert floor.state(person_id) is state
        floor.hear()
    _select(running, first)
    assert not running.actions_["accept"].isEnabled()


def test_the_time_to_answer_counts_down(floor: _Floor) -> None:
    running = _call_two(floor)

    def left() -> str:
        return str(running.model.index(0, [each.key for each in running.model.columns].index("left")).data())

    assert left() == "10:00 to answer"
    floor.at = MONDAY + timedelta(minutes=9, seconds=58)
    running._tick()
    assert left() == "0:02 to answer"


def test_one_more_is_called_from_the_menu(floor: _Floor) -> None:
    running = _call_two(floor)
    said = list[str]()
    floor.desk.notices.changed.connect(lambda sentence: said.append(str(sentence)))
    for _ in range(2):
        running.more.menu().actions()[1].trigger()
        floor.settle()
        floor.hear()
    assert floor.state(floor.crew.standby[2]) is CallOutState.CALLED
    assert said == ["More are called: 1", "Nobody of tier 2 is left who could be called now"]


def test_what_is_scheduled_and_how_far_it_is_kept_is_seen_while_it_runs_and_after(floor: _Floor) -> None:
    _call_two(floor)
    first = next(each for each in floor.running().call_outs if each.person_id == floor.crew.standby[0])
    with floor.database.write() as session:
        come_on(session, first.id, by=floor.crew.lead, now=MONDAY + 30 * _MINUTE)
    with floor.database.write() as session:
        set_state(session, first.person_id, AgentState.BREAK, now=MONDAY + 75 * _MINUTE)
    floor.at = MONDAY + 90 * _MINUTE
    floor.hear()
    running, history = floor.pane.running, floor.pane.history

    def told(model: TableModel) -> tuple[str, ...]:
        keys = [each.key for each in model.columns]
        row = next(row for row in range(model.rowCount()) if model.index(row, 1).data() == "备0")
        return tuple(str(model.index(row, keys.index(key)).data()) for key in ("planned", "adherence"))

    assert told(running.model) == ("10:30–14:30", "75%")
    with floor.database.write() as session:
        stand_down(session, floor.running().id, by=floor.crew.lead, releases=True, now=floor.at)
    floor.pane.pages.setCurrentIndex(2)
    floor.hear()
    floor.qtbot.waitUntil(lambda: history.people.rowCount() == 2)
    assert told(history.people) == ("10:30–11:30", "75%")


def test_a_calm_that_holds_proposes_to_stand_down_and_one_click_does_it(floor: _Floor) -> None:
    running = _call_two(floor, drill=True)
    assert not running.go_on.isVisible()
    for minutes in (20, 26):
        with floor.database.write() as session:
            tick(session, now=MONDAY + minutes * _MINUTE)
    floor.at = MONDAY + 26 * _MINUTE
    floor.hear()
    assert "can be sent back" in running.calm.text()
    assert running.go_on.isVisible()
    running.stand_down.click()
    floor.settle()
    with floor.database.read() as session:
        (row,) = read_activations(session, since=MONDAY)
    assert row.state is ActivationState.ENDED


def test_a_drill_cannot_be_taken_for_anything_else(floor: _Floor) -> None:
    _choose_phones(floor)
    assert not floor.pane.banner.isVisible()
    floor.pane.propose.drill.setChecked(True)
    floor.settle()
    assert floor.pane.banner.isVisible()
    assert "Made-up surge" in floor.pane.propose.why.text()
    floor.pane.propose.go.click()
    floor.settle()
    floor.qtbot.waitUntil(lambda: floor.pane.running.row() is not None)
    row = floor.running()
    assert row.drill
    assert not row.tells
    assert floor.pane.banner.isVisible()
    floor.pane.pages.setCurrentIndex(0)
    assert not floor.pane.banner.isVisible()


def test_the_history_says_what_happened(floor: _Floor) -> None:
    _call_two(floor)
    floor.pane.pages.setCurrentIndex(2)
    floor.settle()
    history = floor.pane.history
    floor.qtbot.waitUntil(lambda: history.events.count() > 0)
    assert [history.events.item(row).text().split(" · ")[1] for row in range(3)] == [
        "Activation begun (team_lead)",
        "备0: called (team_lead)",
        "备1: called (team_lead)",
    ]
    assert history.report.isEnabled()


def test_an_empty_floor_says_what_to_do(sqlite_database: Database, tasks: Tasks, tmp_path: Path, qtbot: QtBot) -> None:
    pane = ActivationPane(desk_on(sqlite_database, tasks, tmp_path))
    qtbot.addWidget(pane)
    pane.resize(*_SIZE)
    pane.show()
    qtbot.waitUntil(lambda: not tasks.busy())
    assert pane.propose.nobody.isVisible()
    assert not pane.propose.go.isEnabled()
    pane.pages.setCurrentIndex(1)
    assert pane.running.nothing.isVisible()


@pytest.fixture
def in_each_look(floor: _Floor, language: Language, theme: Theme) -> Callable[[str], None]:
    """Puts the pane into Chinese or English, in the dark and in the light."""

    def put(code: str) -> None:
        language.switch(code)
        theme.switch(Mode.DARK if code == "zh" else Mode.LIGHT)
        floor.hear()

    return put


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("width", [760, 1300])
def test_nothing_is_cut_off_in_either_language(
    floor: _Floor, in_each_look: Callable[[str], None], code: str, width: int
) -> None:
    _call_two(floor)
    in_each_look(code)
    floor.pane.resize(width, 640)
    for page in range(3):
        floor.pane.pages.setCurrentIndex(page)
        floor.settle()
        assert cut_off(floor.pane) == []
        if code == "zh":
            own = floor.pane.pages.currentWidget()
            assert [text for text in untranslated(own) if "team_lead" not in text and "supervisor" not in text] == []
