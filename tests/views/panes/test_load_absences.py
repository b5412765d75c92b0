"""The menu of the load pane: people are away for the day or for longer, it is shown, and they come back."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from app.models.people import AgentState, Person, Role
from app.services.absences import absent_until
from app.services.agent_states import set_state
from app.services.database import Database
from app.views.dialogs.absence import AbsenceDialog
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.panes.load import LoadPane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import MONDAY, open_floor, person
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_looks_right, speak

READING_MS = 30_000
# Monday 10:00 in Shanghai.
MIDNIGHT = MONDAY + timedelta(hours=14)


@pytest.fixture
def agent(sqlite_database: Database) -> int:
    """The one who handles complaints on this floor."""
    open_floor(sqlite_database)
    with sqlite_database.write() as session:
        found = person(session, Role.AGENT).id
        session.query(Person).filter(Person.id != found).update({"active": False})
        set_state(session, found, AgentState.READY, now=MONDAY)
    return found


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path, agent: int) -> Desk:
    """The desk of a supervisor."""
    return desk_on(sqlite_database, tasks, tmp_path, notices=Notices())


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk) -> LoadPane:
    """The pane, with the agent selected."""
    shown = LoadPane(desk)
    qtbot.addWidget(shown)
    shown.resize(760, 320)
    with qtbot.waitSignal(shown.reader.came, timeout=READING_MS):
        shown.show()
    qtbot.waitExposed(shown)
    shown.table.selectRow(0)
    return shown


def do(qtbot: QtBot, pane: LoadPane, action: QAction) -> str:
    """Choose an action, let the pane hear of it, and return what the agent's state says then."""
    with qtbot.waitSignal(pane.desk.tasks.settled, timeout=READING_MS):
        action.trigger()
    with qtbot.waitSignal(pane.reader.came, timeout=READING_MS):
        pane.hear({"Person": None})
    column = [each.key for each in pane.model.columns].index("state")
    return pane.model.cell(0, column)[0]


@pytest.mark.parametrize(("choice", "until"), [("today", MIDNIGHT), ("open", None)])
def test_who_is_away_is_shown_and_comes_back(
    qtbot: QtBot, pane: LoadPane, agent: int, language: Language, choice: str, until: object
) -> None:
    speak(language, "en")
    said: list[str] = []
    pane.desk.notices.changed.connect(lambda sentence, _: said.append(str(sentence)))
    assert do(qtbot, pane, pane.absences[choice]) == "⊘ Away"
    with pane.desk.database.read() as session:
        assert absent_until(session, [agent], now=MONDAY) == {agent: until}
    assert do(qtbot, pane, pane.absences["back"]).endswith("Ready  0:00")
    assert len(said) == 2
    assert said[1] == "Here again: 1"


def test_deputy_and_digest_are_said_where_the_absence_is(qtbot: QtBot, pane: LoadPane, agent: int) -> None:
    with qtbot.waitSignal(pane.desk.tasks.settled, timeout=READING_MS):
        pane.absences["hearing"].trigger()
    (dialog,) = pane.findChildren(AbsenceDialog)
    assert dialog.isVisible()
    # Nobody sits here yet.
    assert dialog.banner.isVisible()
    dialog.reject()


def test_an_absence_is_taken_back_where_it_was_a_slip(qtbot: QtBot, pane: LoadPane, agent: int) -> None:
    undo = []
    pane.desk.notices.changed.connect(lambda _, back: undo.append(back))
    do(qtbot, pane, pane.absences["open"])
    with qtbot.waitSignal(pane.desk.tasks.settled, timeout=READING_MS):
        undo[0]()
    with pane.desk.database.read() as session:
        assert absent_until(session, [agent], now=MONDAY) == {}


def test_a_floor_with_somebody_away_looks_right(qtbot: QtBot, pane: LoadPane, language: Language, theme: Theme) -> None:
    do(qtbot, pane, pane.absences["today"])
    assert_looks_right(qtbot, pane, language, theme, "load-away", names=("agent",))
