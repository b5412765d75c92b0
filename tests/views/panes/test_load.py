"""The agent load: people with state and load, tickets dropped on them, states set here, in words and at a glance."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.people import AgentState, Person, Role
from app.models.ticket import Source, Ticket
from app.models.words import Status
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.effort import weigh
from app.services.floor.load import Load, read_load
from app.services.floor.rest import Need
from app.services.people import add_person, let_go, set_capacity, set_queues
from app.views.dialogs.level_load import LevelLoad
from app.views.i18n import Language, Sentence
from app.views.load import rest as load_rest
from app.views.load.columns import points
from app.views.notice import Notices, Undo
from app.views.pane import Desk
from app.views.panes.load import LoadPane
from app.views.queue.filter import WorklistFilter
from app.views.queue.worklist import TICKETS
from app.views.tasks import Tasks
from app.views.theme import PAD, Mark, Mode, Theme, colour
from tests.builders import MONDAY, new_ticket, open_floor
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_looks_right

READY, HANDLING, WRAP_UP, BREAK, TRAINING, OFF = AgentState
# Name, capacity, open tickets, state, minutes in it.
PEOPLE = (
    ("王晓梅", 10, 2, READY, 130),
    ("李建国", 2, 3, HANDLING, 5),
    ("Oliver Featherstonehaugh-Smythe", 4, 4, BREAK, 3),
    ("欧阳婉清", 10, 0, None, 0),
)
NAMES = [name for name, *_ in PEOPLE]


class Told:
    """What people are told."""

    def __init__(self, notices: Notices) -> None:
        self.changes: list[tuple[str, Undo | None]] = []
        self.refusals: list[str] = []
        notices.changed.connect(lambda sentence, undo: self.changes.append((str(sentence), undo)))
        notices.refused.connect(lambda sentence: self.refusals.append(str(sentence)))


class Time:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def rulebook(sqlite_database: Database) -> Rulebook:
    """The rules of a floor whose only people are those of the test."""
    found = open_floor(sqlite_database)
    with sqlite_database.write() as session:
        session.query(Person).update({"active": False})
    return found


@pytest.fixture
def ids(sqlite_database: Database, rulebook: Rulebook) -> dict[str, int]:
    """The ids of the people of the floor by name; each owns the tickets that they carry."""
    found = {}
    for name, capacity, count, state, minutes in PEOPLE:
        with sqlite_database.write() as session:
            add = {"email": None, "team": "早班" if count else None, "language": "zh"}
            person = add_person(session, name, Role.AGENT, **add)  # type: ignore[arg-type]
            set_capacity(session, name, capacity)
            found[name] = person.id
            if state:
                set_state(session, person.id, state, now=MONDAY - timedelta(minutes=minutes))
        for _ in range(count):
            new_ticket(sqlite_database, rulebook, owner_id=found[name])
    with sqlite_database.write() as session:
        set_queues(session, "王晓梅", ["信用卡", "贷款", "投诉升级", "海外与跨境业务"])
    return found


@pytest.fixture
def time() -> Time:
    """The clock of the desk."""
    return Time()


@pytest.fixture
def desk(impatient: None, sqlite_database: Database, tasks: Tasks, tmp_path: Path, time: Time) -> Desk:
    """The desk of a supervisor."""
    return desk_on(sqlite_database, tasks, tmp_path, now=time)


@pytest.fixture
def told(desk: Desk) -> Told:
    """What people at the desk are told."""
    return Told(desk.notices)


def show(qtbot: QtBot, desk: Desk, *, width: int = 760) -> LoadPane:
    """Show the pane as wide as given, with what the database holds."""
    pane = LoadPane(desk)
    qtbot.addWidget(pane)
    pane.resize(width, 420)
    with qtbot.waitSignal(pane.reader.came):
        pane.show()
    qtbot.waitExposed(pane)
    return pane


@pytest.fixture
def pane(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> LoadPane:
    """The pane on a floor with people."""
    return show(qtbot, desk)


def row_of(pane: LoadPane, name: str) -> int:
    """Where a person is shown."""
    return pane.model.row_of(int(pane.model.rows.ids[pane.model.rows.name.index(name)]))


def text(pane: LoadPane, name: str, column: str) -> str:
    """What a cell of a person says."""
    return pane.model.cell(row_of(pane, name), place_of(pane, column))[0]


def place_of(pane: LoadPane, column: str) -> int:
    """The place of a column."""
    return [each.key for each in pane.model.columns].index(column)


def names(pane: LoadPane) -> list[str]:
    """The names in the order in which they are shown; of a heading its label."""
    found = []
    for row in range(pane.model.rowCount()):
        heading = pane.model.heading(row)
        found.append(heading.label if heading else pane.model.cell(row, 0)[0])
    return found


def load_of(database: Database) -> Load:
    """The load as it stands in the database."""
    with database.read() as session:
        return read_load(session, now=MONDAY)


def tickets_of(database: Database, owner_id: int) -> list[int]:
    """The ids of somebody's tickets."""
    with database.read() as session:
        return [ticket.id for ticket in session.query(Ticket).filter_by(owner_id=owner_id).order_by(Ticket.id)]


def dragged(ticket_ids: list[int], mime_type: str = TICKETS) -> QMimeData:
    """Tickets as the queue drags them."""
    found = QMimeData()
    found.setData(mime_type, ",".join(map(str, ticket_ids)).encode())
    return found


class Drag:
    """A drag over the table of a pane, told to it as Qt tells it."""

    def __init__(self, pane: LoadPane, mime: QMimeData) -> None:
        self._viewport, self._mime = pane.table.viewport(), mime
        self._pane = pane

    def over(self, name: str | None) -> QPoint:
        """The place of a person, or one below everybody."""
        if name is None:
            return QPoint(20, self._viewport.height() - 5)
        top = self._pane.table.rowViewportPosition(row_of(self._pane, name))
        return QPoint(20, top + self._pane.table.rowHeight(0) // 2)

    def enter(self, name: str | None) -> bool:
        """Come in over somebody; return whether the table takes it."""
        return self._send(QDragEnterEvent(self.over(name), *self._rest()))

    def move(self, at: QPoint) -> bool:
        """Move on; return whether a drop would be taken."""
        return self._send(QDragMoveEvent(at, *self._rest()))

    def leave(self) -> None:
        """Go away again."""
        QCoreApplication.sendEvent(self._viewport, QDragLeaveEvent())

    def drop(self, at: QPoint) -> bool:
        """Let go; return whether it was taken."""
        return self._send(QDropEvent(QPointF(at), *self._rest()))

    def _rest(self) -> tuple[Qt.DropAction, QMimeData, Qt.MouseButton, Qt.KeyboardModifier]:
        actions = Qt.DropAction.CopyAction
        return actions, self._mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

    def _send(self, event: QDropEvent) -> bool:
        event.setAccepted(False)
        QCoreApplication.sendEvent(self._viewport, event)
        return event.isAccepted()


def test_the_most_loaded_come_first_with_all_that_a_supervisor_asks(pane: LoadPane) -> None:
    assert names(pane) == ["李建国", "Oliver Featherstonehaugh-Smythe", "王晓梅", "欧阳婉清"]
    rows = {name: [text(pane, name, column) for column in ("state", "load", "work", "team")] for name in NAMES}
    assert rows == {
        "李建国": ["◐ Handling  5:00", "▲ 3/2", "0:05", "早班"],
        "Oliver Featherstonehaugh-Smythe": ["‖ Break  3:00", "◆ 4/4", "", "早班"],
        "王晓梅": ["● Ready  2:10:00", "2/10", "‖ 2:10", "早班"],
        "欧阳婉清": ["– Not set", "0/10", "", ""],
    }
    assert text(pane, "王晓梅", "queues") == "信用卡, 投诉升级, 海外与跨境业务, 贷款"


def test_the_summary_counts_people_and_what_they_carry(pane: LoadPane) -> None:
    figures = {name: label.text() for name, label in pane.summary.figures.items() if label.isVisible()}
    assert figures == {
        "on": "● 2 on",
        "break": "‖ 1 on break",
        "off": "○ 0 off",
        "unknown": "– 1 not set",
        # Five of the twelve that the two who are on can carry.
        "load": "Load 42%",
        "over": "▲ 1 over capacity",
        "rest": "‖ 1 due for a rest",
    }


def test_everything_about_a_person_is_said_to_who_asks_for_it(pane: LoadPane) -> None:
    tip = pane.model.data(pane.model.index(row_of(pane, "王晓梅"), 0), Qt.ItemDataRole.ToolTipRole.value)
    assert tip.splitlines() == [
        "王晓梅, Agent, 早班",
        "● Ready  2:10:00",
        "2 open complaints weigh 2 of a capacity of 10",
        "At work for 2 h 10 min without a rest: one is due",
        "16 min of rest owed: a quarter of an hour for two hours of work, less the rests taken",
        "Handled and wrapped up for 0% of their time at work (ready, handling, wrapping up) in the last hour",
        "信用卡, 投诉升级, 海外与跨境业务, 贷款",
    ]


def test_the_time_in_a_state_is_counted_while_it_is_seen(pane: LoadPane, time: Time) -> None:
    time.now += timedelta(seconds=1)
    pane.second.timeout.emit()
    assert text(pane, "李建国", "state") == "◐ Handling  5:01"
    assert pane.second.isActive()
    pane.hide()
    assert not pane.second.isActive()


def test_a_rest_is_reminded_of_as_soon_as_it_is_due(pane: LoadPane, time: Time) -> None:
    time.now += timedelta(minutes=115)
    pane.second.timeout.emit()
    assert text(pane, "李建国", "work") == "‖ 2:00"
    assert pane.summary.figures["rest"].text() == "‖ 2 due for a rest"


def test_what_changes_a_hundred_times_is_read_twice(
    qtbot: QtBot, desk: Desk, ids: dict[str, int], rulebook: Rulebook
) -> None:
    pane = show(qtbot, desk)
    readings: list[Load] = []
    pane.reader.came.connect(readings.append)
    qtbot.waitUntil(lambda: pane.reader.is_quiet)
    new_ticket(desk.database, rulebook, owner_id=ids["欧阳婉清"])
    for id_ in range(100):
        pane.hear({"Ticket": frozenset({id_})})
    qtbot.waitUntil(lambda: pane.reader.is_quiet)
    # The first at once, and all others together.
    assert len(readings) == 2
    assert text(pane, "欧阳婉清", "load") == "1/10"
    pane.hear({"Alert": None})
    assert pane.reader.is_quiet


def test_who_is_selected_stays_selected_when_the_load_is_read_anew(
    qtbot: QtBot, pane: LoadPane, ids: dict[str, int], rulebook: Rulebook
) -> None:
    pane.table.select_ids([ids["欧阳婉清"]])
    for _ in range(20):
        new_ticket(pane.desk.database, rulebook, owner_id=ids["欧阳婉清"])
    with qtbot.waitSignal(pane.reader.came):
        pane.hear({"Ticket": None})
    assert names(pane)[0] == "欧阳婉清"
    assert pane.table.selected_ids() == [ids["欧阳婉清"]]


def test_tickets_that_are_dropped_on_a_person_are_theirs_until_it_is_undone(
    qtbot: QtBot, pane: LoadPane, ids: dict[str, int], told: Told
) -> None:
    database = pane.desk.database
    tickets = tickets_of(database, ids["李建国"])
    drag = Drag(pane, dragged(tickets[:2]))
    assert drag.enter("李建国")
    assert drag.move(drag.over("王晓梅"))
    assert pane.table.target == ids["王晓梅"]
    assert drag.drop(drag.over("王晓梅"))
    qtbot.waitUntil(lambda: len(told.changes) == 1)
    assert set(tickets[:2]) <= set(tickets_of(database, ids["王晓梅"]))
    assert told.changes[0][0] == "2 complaints assigned to 王晓梅"
    undo = told.changes[0][1]
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: len(told.changes) == 2)
    assert tickets_of(database, ids["李建国"]) == tickets
    assert pane.table.target is None


def test_what_is_dragged_is_shown_by_its_weight(
    qtbot: QtBot, pane: LoadPane, ids: dict[str, int], rulebook: Rulebook
) -> None:
    """One that waits for the customer weighs half; until that is read nothing is promised."""
    ticket, waits = (new_ticket(pane.desk.database, rulebook, owner_id=ids["李建国"]).id for _ in range(2))
    with pane.desk.database.write() as session:
        session.get_one(Ticket, waits).status = Status.WAITING
        weight = weigh(session, [ticket, waits])
        assert weight == 1.5 * weigh(session, [ticket])
    drag = Drag(pane, dragged([ticket, waits]))
    assert drag.enter("王晓梅")
    assert pane.table.said_of_target(1.0, 10)[0] == "1 → …/10"
    expected = f"1 → {points(1 + weight)}/10"
    qtbot.waitUntil(lambda: pane.table.said_of_target(1.0, 10)[0] == expected)
    pane.table.weigh([ticket], 7.0)
    assert pane.table.said_of_target(1.0, 10)[0] == expected


def test_a_drop_on_nobody_does_nothing(qtbot: QtBot, pane: LoadPane, ids: dict[str, int], told: Told) -> None:
    tickets = tickets_of(pane.desk.database, ids["李建国"])
    drag = Drag(pane, dragged(tickets))
    # Welcome on the way, refused where nobody is.
    assert drag.enter(None)
    assert not drag.move(drag.over(None))
    assert not drag.drop(drag.over(None))
    pane.model.group("team")
    drag.enter("王晓梅")
    heading = QPoint(20, pane.table.rowViewportPosition(0) + 5)
    assert not drag.move(heading)
    assert not drag.drop(heading)
    qtbot.waitUntil(lambda: pane.reader.is_quiet)
    assert (told.changes, told.refusals) == ([], [])
    assert tickets_of(pane.desk.database, ids["李建国"]) == tickets


@pytest.mark.parametrize("mime", [dragged([1], "application/x-else"), dragged([]), QMimeData()])
def test_what_is_not_a_ticket_is_refused(pane: LoadPane, mime: QMimeData) -> None:
    drag = Drag(pane, mime)
    assert not drag.enter("王晓梅")
    assert not drag.move(drag.over("王晓梅"))
    assert not drag.drop(drag.over("王晓梅"))
    assert pane.table.target is None


def test_who_is_under_the_cursor_is_framed_and_says_what_they_would_carry(pane: LoadPane, ids: dict[str, int]) -> None:
    before = pane.table.viewport().grab().toImage()
    drag = Drag(pane, dragged([1, 2, 3]))
    drag.enter("王晓梅")
    drag.move(drag.over("王晓梅"))
    marked = pane.table.viewport().grab().toImage()
    top = pane.table.rowViewportPosition(row_of(pane, "王晓梅"))
    accent = pane.palette().accent().color()
    assert marked.pixelColor(1, top + 1) == accent
    assert marked != before
    drag.leave()
    assert pane.table.viewport().grab().toImage() == before


def test_nobody_moves_from_under_the_cursor_while_tickets_are_dragged(
    qtbot: QtBot, pane: LoadPane, ids: dict[str, int], rulebook: Rulebook
) -> None:
    before = names(pane)
    drag = Drag(pane, dragged(tickets_of(pane.desk.database, ids["李建国"])))
    drag.enter("王晓梅")
    for _ in range(30):
        new_ticket(pane.desk.database, rulebook, owner_id=ids["欧阳婉清"])
    with qtbot.waitSignal(pane.reader.came):
        pane.hear({"Ticket": None})
    assert names(pane) == before
    drag.leave()
    assert names(pane)[0] == "欧阳婉清"


def test_a_drop_on_who_has_left_is_refused_in_a_sentence(
    qtbot: QtBot, pane: LoadPane, ids: dict[str, int], told: Told
) -> None:
    tickets = tickets_of(pane.desk.database, ids["李建国"])
    with pane.desk.database.write() as session:
        let_go(session, "王晓梅", now=MONDAY)
    drag = Drag(pane, dragged(tickets))
    drag.enter("王晓梅")
    drag.drop(drag.over("王晓梅"))
    qtbot.waitUntil(lambda: len(told.refusals) == 1)
    assert told.refusals == ["王晓梅 does not work here any more: choose somebody else."]


def asked_for(pane: LoadPane) -> list[WorklistFilter]:
    """Note which lists of tickets the pane asks for."""
    found: list[WorklistFilter] = []
    pane.desk.requests.worklist.connect(found.append)
    return found


def test_enter_shows_the_tickets_of_a_person(pane: LoadPane, ids: dict[str, int]) -> None:
    asked = asked_for(pane)
    pane.table.select_ids([ids["李建国"]])
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    pane.show_tickets.trigger()
    assert asked == [WorklistFilter(owners=frozenset({ids["李建国"]}))] * 2


@pytest.fixture
def active(qtbot: QtBot, pane: LoadPane) -> LoadPane:
    """The pane with the keyboard in its table."""
    with qtbot.waitActive(pane):
        pane.activateWindow()
    pane.table.setFocus()
    return pane


def test_a_state_is_set_by_a_key_and_taken_back(
    qtbot: QtBot, active: LoadPane, ids: dict[str, int], told: Told, time: Time
) -> None:
    active.table.select_ids([ids["王晓梅"]])
    QTest.keyClick(active.table, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: len(told.changes) == 1)
    assert told.changes[0][0] == "王晓梅 is now: Break"
    assert load_of(active.desk.database).state[0] is BREAK
    undo = told.changes[0][1]
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: len(told.changes) == 2)
    load = load_of(active.desk.database)
    assert (load.state[0], load.state_since[0]) == (READY, int((MONDAY - timedelta(minutes=130)).timestamp()))


def test_a_state_is_set_for_all_who_are_selected(
    qtbot: QtBot, pane: LoadPane, ids: dict[str, int], told: Told, language: Language
) -> None:
    pane.table.select_ids(ids.values())
    pane.states[BREAK].trigger()
    qtbot.waitUntil(lambda: len(told.changes) == 1)
    # One was on a break already.
    assert told.changes[0][0] == "3 people are now: Break"
    assert load_of(pane.desk.database).state == [BREAK] * 4
    pane.table.clearSelection()
    pane.states[OFF].trigger()
    qtbot.waitUntil(lambda: pane.reader.is_quiet)
    assert load_of(pane.desk.database).state == [BREAK] * 4


def test_a_state_is_not_taken_back_from_who_has_gone_on(
    qtbot: QtBot, pane: LoadPane, ids: dict[str, int], told: Told
) -> None:
    pane.table.select_ids([ids["王晓梅"]])
    pane.states[BREAK].trigger()
    qtbot.waitUntil(lambda: len(told.changes) == 1)
    with pane.desk.database.write() as session:
        set_state(session, ids["王晓梅"], OFF, now=MONDAY)
    undo = told.changes[0][1]
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: len(told.refusals) == 1)
    assert told.refusals == ["Not undone, because the state of 王晓梅 has changed since."]


def test_typing_into_the_table_searches(active: LoadPane) -> None:
    QTest.keyClicks(active.table, "ol")
    assert active.search.text() == "ol"
    assert names(active) == ["Oliver Featherstonehaugh-Smythe"]
    active.search.setText("信用卡")
    assert names(active) == ["王晓梅"]
    active.search.setText("nobody")
    assert active.nobody.isVisible()
    assert "Empty the search" in active.nobody.text()
    active.search.clear()
    assert active.table.isVisible()


def test_order_and_groups_are_remembered(qtbot: QtBot, pane: LoadPane, desk: Desk) -> None:
    pane.sorts["name"].trigger()
    pane.groups["team"].trigger()
    wanted = ["No team", "欧阳婉清", "早班", "Oliver Featherstonehaugh-Smythe", "李建国", "王晓梅"]
    assert sorted(names(pane)) == sorted(wanted)
    assert names(pane)[names(pane).index("早班") + 1] == "Oliver Featherstonehaugh-Smythe"
    again = show(qtbot, desk)
    assert names(again) == names(pane)
    menu = again.view.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Sort by name", "Group by team"]
    again.groups["team"].trigger()
    assert again.model.grouped_by() is None
    assert show(qtbot, desk).model.grouped_by() is None


def test_groups_of_states_come_from_who_can_take_work_to_who_cannot(
    qtbot: QtBot, pane: LoadPane, ids: dict[str, int]
) -> None:
    pane.groups["state"].trigger()
    labels = ["Ready", "Handling", "Break", "Not set"]
    assert [name for name in names(pane) if name not in NAMES] == labels
    with pane.desk.database.write() as session:
        set_state(session, ids["欧阳婉清"], OFF, now=MONDAY)
    with qtbot.waitSignal(pane.reader.came):
        pane.hear({"Person": frozenset({ids["欧阳婉清"]})})
    assert names(pane)[-2:] == ["Off", "欧阳婉清"]


def test_a_floor_without_people_says_how_to_add_them(qtbot: QtBot, desk: Desk, rulebook: Rulebook) -> None:
    pane = show(qtbot, desk)
    assert "Import other data" in pane.nobody.text()
    assert pane.nobody.isVisible()
    with desk.database.write() as session:
        add_person(session, "王晓梅", Role.AGENT, email=None, team=None, language="zh")  # type: ignore[arg-type]
    with qtbot.waitSignal(pane.reader.came):
        pane.hear({"Person": None})
    assert names(pane) == ["王晓梅"]
    assert pane.table.isVisible()


@pytest.mark.parametrize(
    ("width", "hidden"),
    [
        (320, {"work", "rest", "occupancy", "pressing", "queues", "team"}),
        (460, {"rest", "occupancy", "queues", "team"}),
        (760, {"team"}),
        (900, set()),
    ],
)
def test_a_narrow_pane_leaves_columns_out_and_cuts_none_off(
    qtbot: QtBot, desk: Desk, ids: dict[str, int], width: int, hidden: set[str]
) -> None:
    pane = show(qtbot, desk, width=width)
    keys = [column.key for column in pane.model.columns]
    assert {key for place, key in enumerate(keys) if pane.table.isColumnHidden(place)} == hidden
    assert pane.table.horizontalHeader().length() == pane.table.viewport().width()


def test_short_names_leave_the_bars_no_more_room_than_there_is(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> None:
    with desk.database.write() as session:
        for place, person in enumerate(session.query(Person)):
            person.name = f"王{place}"
    pane = show(qtbot, desk)
    for width in range(420, 1_000, 20):
        pane.resize(width, 400)
        assert pane.table.horizontalHeader().length() <= pane.table.viewport().width(), width


def test_a_bar_over_capacity_has_a_notch_where_the_capacity_is(pane: LoadPane) -> None:
    cell = pane.table.visualRect(pane.model.index(row_of(pane, "李建国"), place_of(pane, "load")))
    image = pane.table.viewport().grab().toImage()
    line = [image.pixelColor(x, cell.center().y()).name() for x in range(cell.left() + 9, cell.center().x())]
    late = colour(Mark.LATE).name()
    notch = [place for place, name in enumerate(line) if name != late and late in line[place:] and late in line[:place]]
    assert line[0] == late
    assert notch


def test_long_numbers_have_room_beside_the_bars(
    qtbot: QtBot, desk: Desk, ids: dict[str, int], language: Language
) -> None:
    with desk.database.write() as session:
        set_capacity(session, "李建国", 1_000)
        session.query(Ticket).filter_by(owner_id=ids["王晓梅"]).update({"stage": "handling"})
        owner = ids["李建国"]
        session.add_all(
            Ticket(source=Source.EMAIL, received_at=MONDAY, recorded_at=MONDAY, title="t", owner_id=owner)
            for _ in range(1_206)
        )
    for width in (320, 760, 1_100):
        pane = show(qtbot, desk, width=width)
        assert text(pane, "李建国", "load") == "▲ 1,209/1,000"
        assert text(pane, "王晓梅", "load") == "1.2/10"
        cell = pane.table.visualRect(pane.model.index(row_of(pane, "李建国"), place_of(pane, "load")))
        numbers = pane.table.fontMetrics().horizontalAdvance("▲ 1,209/1,000")
        image = pane.table.viewport().grab(cell).toImage()
        late, begin = colour(Mark.LATE), cell.width() - PAD - numbers - 2
        above = [image.pixelColor(x, y) for x in range(begin, cell.width()) for y in (cell.height() // 2 - 3,)]
        # The bar would be there as a whole stretch of its colour; of the digits there are edges only.
        assert sum(each == late for each in above) < numbers // 3
        if folder := os.environ.get("FLOORWATCH_LOOKS"):
            pane.grab().save(f"{folder}/load-long-{width}.png")


@pytest.fixture
def thoughtful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who rests next is thought of at once."""
    monkeypatch.setattr(load_rest, "_NEED_AFTER_MS", 0)


def test_who_rests_next_is_said_and_looked_at(
    qtbot: QtBot, thoughtful: None, desk: Desk, ids: dict[str, int], language: Language, theme: Theme, time: Time
) -> None:
    with desk.database.write() as session:
        set_state(session, ids["欧阳婉清"], READY, now=MONDAY - timedelta(minutes=100))
    pane = show(qtbot, desk)
    qtbot.waitUntil(lambda: pane.rests.isVisible())
    assert [(row.name, row.debt, row.spare) for row in pane.rests.rows] == [
        ("王晓梅", 16, 1),
        ("欧阳婉清", 12, 0),
    ]
    assert pane.rests.text().endswith(f'Who rests next: <a href="{ids["王晓梅"]}">王晓梅</a> now (1 to spare) · '
        f'<a href="{ids["欧阳婉清"]}">欧阳婉清</a> now (0 to spare)')  # fmt: skip
    assert "王晓梅: 16 min of rest owed, at work for 2:10:00." in pane.rests.toolTip()
    pane.rests.linkActivated.emit(str(ids["欧阳婉清"]))
    assert pane.table.selected_ids() == [ids["欧阳婉清"]]
    assert_looks_right(qtbot, pane, language, theme, "load-rests", names=[*NAMES, "href"])
    with desk.database.write() as session:
        for name in ("王晓梅", "欧阳婉清"):
            set_state(session, ids[name], BREAK, now=MONDAY)
    pane.hear({"Person": None})
    qtbot.waitUntil(lambda: not pane.rests.isVisible())


def test_links_take_the_colour_of_the_theme(
    qtbot: QtBot, thoughtful: None, desk: Desk, ids: dict[str, int], theme: Theme
) -> None:
    pane = show(qtbot, desk)
    qtbot.waitUntil(lambda: pane.rests.isVisible())
    for mode in (Mode.DARK, Mode.LIGHT):
        theme.switch(mode)
        image = pane.rests.grab().toImage()
        seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        assert pane.rests.palette().link().color().name() in seen


def test_when_the_floor_can_spare_them_is_said(
    qtbot: QtBot, thoughtful: None, desk: Desk, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = int(MONDAY.timestamp())
    edges = np.array([begin + 900 * place for place in range(13)], np.int64)
    need = Need(edges, np.array([2, 2, *[1] * 10], np.int64))
    monkeypatch.setattr(load_rest, "_read", lambda rulebook, now, session: need)
    pane = show(qtbot, desk)
    qtbot.waitUntil(lambda: pane.rests.isVisible())
    assert pane.rests.text().endswith("王晓梅</a> 10:30 (0 to spare)")
    assert pane.rests.toolTip().count("Then 0 more than needed are still at work.") == 1


def test_levelling_is_asked_for_from_here(qtbot: QtBot, pane: LoadPane) -> None:
    QTest.mouseClick(pane.level, Qt.MouseButton.LeftButton)
    dialog = pane.findChild(LevelLoad)
    assert dialog is not None
    qtbot.waitUntil(lambda: not pane.desk.tasks.busy(), timeout=30_000)
    assert dialog.outcome.text().startswith("Moves: 1")
    dialog.reject()


@pytest.mark.parametrize("width", [320, 760])
def test_it_looks_right_in_both_languages_and_themes(
    qtbot: QtBot, desk: Desk, ids: dict[str, int], width: int, language: Language, theme: Theme
) -> None:
    pane = show(qtbot, desk, width=width)
    assert_looks_right(qtbot, pane, language, theme, f"load-{width}", names=NAMES)
    language.switch("zh")
    QCoreApplication.sendPostedEvents()
    assert text(pane, "王晓梅", "state") == "● 就绪  2:10:00"
    titles = [pane.model.headerData(place, Qt.Orientation.Horizontal) for place in range(len(pane.model.columns))]
    assert all(not title.isascii() for title in titles)
    assert str(Sentence("Pane", LoadPane.title)) == "坐席负荷"
