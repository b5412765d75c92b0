"""The what-if on the screen: columns that fill while sliders move, in words, in both languages, by keyboard."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.models.floor import Floor, Queue
from app.models.people import AgentState, Person, QueueMember, Role
from app.models.sla import Clock
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.floor.whatif.outcome import Figure
from app.services.staffing.service_level import ServiceLevelRule
from app.views.i18n import Language
from app.views.tasks import Tasks
from app.views.what_if import panel as what_if_module
from app.views.what_if import runs as what_if_runs
from app.views.what_if.panel import WhatIf
from app.views.what_if.words import change, cost, interval, is_better, value
from tests.builders import MONDAY, new_ticket, open_floor
from tests.views.desks import desk_on
from tests.views.walk import cut_off, untranslated

Screen = Callable[[int], WhatIf]
RUNS = 24


@pytest.fixture(autouse=True)
def few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown does not depend on how many there are."""
    for module in (what_if_runs, what_if_module):
        monkeypatch.setattr(module, "ALL_RUNS", RUNS)


@pytest.fixture
def queue_id(sqlite_database: Database) -> int:
    """A queue with one agent, two colleagues of another queue who can help, and more due than one can do."""
    database, rulebook = sqlite_database, open_floor(sqlite_database)
    with database.write() as session:
        floor = session.query(Floor).one()
        billing, goods = (Queue(name=name, floor_id=floor.id) for name in ("账务", "商品"))
        session.add_all([billing, goods])
        session.flush()
        agent = session.query(Person).filter_by(role=Role.AGENT).one()
        agent.home_queue_id = billing.id
        people = [Person(name=f"colleague {each}", home_queue_id=goods.id) for each in range(2)]
        session.add_all(people)
        session.flush()
        session.add(QueueMember(person_id=agent.id, queue_id=billing.id))
        session.add_all(
            QueueMember(person_id=each.id, queue_id=queue.id) for each in people for queue in (billing, goods)
        )
        for each in (agent, *people):
            set_state(session, each.id, AgentState.READY, now=MONDAY)
        lead = session.query(Person).filter_by(role=Role.TEAM_LEAD).one()
        set_state(session, lead.id, AgentState.READY, now=MONDAY)
        found = billing.id
    for hours in range(24):
        ticket = new_ticket(database, rulebook, queue_id=found, owner_id=None)
        due = MONDAY + timedelta(hours=1 + hours / 12)
        with database.write() as session:
            session.execute(update(Clock).where(Clock.ticket_id == ticket.id).values(due_at=due))
    return found


@pytest.fixture
def screen(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> Screen:
    """Makes the widget as it stands in a pane, so wide."""
    # Python would destroy what nobody holds.
    frames: list[QScrollArea] = []

    def show(width: int) -> WhatIf:
        frame = QScrollArea(widgetResizable=True)
        frames.append(frame)
        what_if = WhatIf(desk_on(sqlite_database, tasks, tmp_path))
        frame.setWidget(what_if)
        qtbot.addWidget(frame)
        frame.resize(width, 760)
        frame.show()
        return what_if

    return show


def settle(qtbot: QtBot, what_if: WhatIf) -> None:
    """Wait until all runs and the proposal are there."""
    qtbot.waitUntil(lambda: what_if.proposed is not None and what_if.runs.is_done, timeout=60_000)


def test_it_begins_with_what_to_do(screen: Screen, queue_id: int) -> None:
    """Before a queue is chosen there is nothing to see."""
    what_if = screen(600)
    assert what_if.nothing.isVisible()
    assert "Choose a queue" in what_if.nothing.text()


def test_the_columns_fill_and_the_proposal_is_marked(qtbot: QtBot, screen: Screen, queue_id: int) -> None:
    """Every figure with its interval and what help changes; the sliders stand at the proposal."""
    what_if = screen(1000)
    with qtbot.waitSignal(what_if.settled, timeout=60_000) as told:
        what_if.look(queue_id)
    settle(qtbot, what_if)
    assert told.args == [what_if.wanted()]
    assert sum(what_if.wanted().values()) > 0
    assert f"{RUNS} of {RUNS} runs" in what_if.state.text()
    assert sum("proposed" in head.text() for head in what_if.table.heads) == 1
    late = [float(what_if.table.cells["late", place].value.text()) for place in range(4)]
    assert late[0] > late[3]
    assert what_if.table.cells["late", 3].change.text().startswith("−")
    assert "95% certainty" in what_if.table.cells["late", 3].accessibleDescription()
    assert what_if.table.cells["service_level", 0].value.text() == "—"
    assert ServiceLevelRule().sentence.en in what_if.definition.text()
    assert "No contacts are recorded" in what_if.note.text()
    assert "late already" not in what_if.note.text()


def test_what_is_late_already_is_said_beside_what_becomes_late(
    qtbot: QtBot, screen: Screen, sqlite_database: Database, queue_id: int
) -> None:
    """How many they are, and for each column how much longer they take."""
    with sqlite_database.write() as session:
        session.execute(update(Clock).values(due_at=MONDAY - timedelta(hours=1)))
    what_if = screen(700)
    what_if.look(queue_id)
    settle(qtbot, what_if)
    assert "Besides, 24 complaints are late already." in what_if.note.text()
    # Nothing else can become late, so that nobody is proposed.
    QTest.keyClick(what_if.sliders.sliders[1], Qt.Key.Key_End)
    settle(qtbot, what_if)
    without, helped = (what_if.table.cells["late", place].accessibleDescription() for place in (0, 3))
    assert "What is late already takes" in without
    assert without.splitlines()[-1] != helped.splitlines()[-1]


def test_a_slider_asks_anew_and_keeps_what_is_known(qtbot: QtBot, screen: Screen, queue_id: int) -> None:
    """What a person wants is not moved by a proposal, and what was computed for other columns stays."""
    what_if = screen(700)
    what_if.look(queue_id)
    settle(qtbot, what_if)
    before = what_if.table.cells["late", 0].value.text()
    slider = what_if.sliders.sliders[1]
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert what_if.wanted()[1] == 0
    assert what_if.table.cells["late", 0].value.text() == before
    assert what_if.sliders.values[1].text() == "0 of 3"
    settle(qtbot, what_if)
    assert not what_if.table.uses[1].isEnabled()
    what_if.look(queue_id)
    qtbot.waitUntil(lambda: what_if.reader.is_quiet)
    settle(qtbot, what_if)
    assert what_if.wanted()[1] == 0
    if what_if.back.isVisible():
        what_if.back.click()
        assert what_if.wanted() == what_if.proposed


def test_looking_less_far_ahead_is_another_question(qtbot: QtBot, screen: Screen, queue_id: int) -> None:
    """In one hour less becomes late than in four."""
    what_if = screen(700)
    what_if.look(queue_id)
    settle(qtbot, what_if)
    with qtbot.waitSignal(what_if.settled, timeout=60_000):
        QTest.keyClick(what_if.sliders.sliders[0], Qt.Key.Key_Home)
    settle(qtbot, what_if)
    assert what_if.sliders.values[0].text() == "1 h"
    assert what_if.sliders.seconds == 3600


def test_using_a_mix_tells_head_count_and_promise(qtbot: QtBot, screen: Screen, queue_id: int) -> None:
    """Of the tiers as far as the row; what is promised can be kept with an activation."""
    what_if = screen(700)
    what_if.look(queue_id)
    settle(qtbot, what_if)
    for tier in (1, 2, 3):
        what_if.sliders.sliders[tier].setValue(9)
    settle(qtbot, what_if)
    with qtbot.waitSignal(what_if.chosen) as told:
        what_if.table.uses[1].click()
    assert told.args == [{1: 3, 2: 0, 3: 0}]
    promised: dict[str, Any] | None = what_if.promised()
    assert promised
    assert promised["runs"] == RUNS
    assert promised["with"]["late"]["value"] <= promised["without"]["late"]["value"]
    assert promised["read_at"] == MONDAY.isoformat()


def test_another_queue_begins_anew(qtbot: QtBot, screen: Screen, queue_id: int) -> None:
    """What was being worked out for the first one is proposed for no other."""
    what_if = screen(700)
    told: list[object] = []
    what_if.settled.connect(told.append)
    what_if.look(queue_id)
    qtbot.waitUntil(lambda: what_if.runs.of(()) is not None, timeout=60_000)
    what_if.look(None)
    assert "Looking at the floor" in what_if.nothing.text()
    qtbot.waitUntil(lambda: "the whole floor" in what_if.table.accessibleName(), timeout=60_000)
    settle(qtbot, what_if)
    assert len(told) == 1


def test_an_empty_floor_says_what_to_do(qtbot: QtBot, screen: Screen, sqlite_database: Database) -> None:
    """Nobody is here, nothing waits: nothing to simulate."""
    open_floor(sqlite_database)
    what_if = screen(600)
    what_if.look(None)
    qtbot.waitUntil(lambda: "nothing to simulate" in what_if.nothing.text())
    assert what_if.nothing.isVisible()


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("width", [580, 1200])
def test_nothing_is_cut_off_and_all_is_said_in_the_language(
    qtbot: QtBot, screen: Screen, queue_id: int, language: Language, code: str, width: int
) -> None:
    """Narrow and wide."""
    what_if = screen(width)
    what_if.look(queue_id)
    settle(qtbot, what_if)
    language.switch(code)
    if code == "zh":
        qtbot.waitUntil(lambda: untranslated(what_if.table) == [])
        assert untranslated(what_if) == []
    qtbot.waitUntil(lambda: cut_off(what_if) == [])


def figure(found: float, low: float, high: float) -> Figure:
    """A figure with its bounds."""
    return Figure(found, low, high, (low, high))


@pytest.mark.parametrize(
    ("name", "found", "said", "between", "changes", "better"),
    [
        ("service_level", figure(0.123, 0.081, 0.152), "12%", "8–15%", "+12 pts (+8 … +15)", True),
        ("service_level", figure(0.001, 0.0005, 0.002), "0%", "", "unchanged", None),
        ("late", figure(-3.21, -4.0, -2.0), "-3.2", "", "−3.2 (−4.0 … −2.0)", True),
        ("late", figure(12.2, -1.0, 30.0), "12", "0.0–30", "+12 (−1.0 … +30)", None),
        (
            "waiting",
            figure(75.0, 70.0, 80.0),
            "1 min 15 s",
            "1 min 10 s–1 min 20 s",
            "+1 min 15 s (+1 min 10 s … +1 min 20 s)",
            False,
        ),
        ("occupancy", figure(0.9, 0.9, 0.9), "90%", "", "+90 pts", False),
    ],
)
def test_figures_in_words(
    language: Language, name: str, found: Figure, said: str, between: str, changes: str, better: bool | None
) -> None:
    """A value, where it lies, and the same as a change with its sign."""
    assert value(name, found) == said
    assert interval(name, found) == between
    assert change(name, found) == changes
    assert is_better(name, found) is better


def test_nobody_pays_where_nobody_is_lent() -> None:
    """No donors, no cost."""
    assert cost({}) == ("—", "No queue gives people.")
