"""Levelling on the screen: moves with their reasons, left out one by one, applied in one click and undone in one."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.people import Person, Role
from app.models.ticket import Complexity, Status, Ticket
from app.services.absences import leave
from app.services.database import Database
from app.services.people import add_person, set_capacity
from app.views.dialogs.level_load import LevelLoad
from app.views.i18n import Language
from app.views.notice import Notices, Undo
from app.views.pane import Desk
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, new_ticket, open_floor
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

READING_MS = 30_000
# Name, capacity, tickets.
PEOPLE = (("王晓梅", 3, 6), ("李建国", 4, 1), ("Oliver Featherstonehaugh-Smythe", 5, 0), ("欧阳婉清", 6, 2))
NAMES = [name for name, *_ in PEOPLE]


class Told:
    """What people are told."""

    def __init__(self) -> None:
        self.notices = Notices()
        self.changes: list[tuple[str, Undo | None]] = []
        self.notices.changed.connect(lambda sentence, undo: self.changes.append((str(sentence), undo)))


@pytest.fixture
def told() -> Told:
    """What people are told."""
    return Told()


@pytest.fixture
def ids(sqlite_database: Database) -> dict[str, int]:
    """Who works on the floor, each with their tickets."""
    rulebook, found = open_floor(sqlite_database), {}
    with sqlite_database.write() as session:
        session.query(Person).update({"active": False})
        for name, capacity, _ in PEOPLE:
            found[name] = add_person(session, name, Role.AGENT, email=None, team=None, language="zh").id  # type: ignore[arg-type]
            set_capacity(session, name, capacity)
    for name, _, count in PEOPLE:
        for number in range(count):
            complexity = Complexity.COMPLEX if number == 0 else Complexity.GENERAL
            new_ticket(
                sqlite_database, rulebook, owner_id=found[name], complexity=complexity, title="投诉退款一直没有到账"
            )
    return found


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path, told: Told) -> Desk:
    """The desk of a supervisor."""
    return desk_on(sqlite_database, tasks, tmp_path, notices=told.notices)


def shown(qtbot: QtBot, desk: Desk) -> LevelLoad:
    """The dialog with what was proposed."""
    dialog = LevelLoad(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, desk)
    return dialog


def settle(qtbot: QtBot, desk: Desk) -> None:
    """Wait until nothing is under way."""
    qtbot.waitUntil(lambda: not desk.tasks.busy(), timeout=READING_MS)


def rows(dialog: LevelLoad) -> list[Sequence[str]]:
    """From, to, weight and why of each move."""
    return [[item.text(column) for column in (1, 2, 3, 5)] for item in dialog._items()]


def owners(database: Database, ids: dict[str, int]) -> dict[str, int]:
    """How many tickets each has."""
    with database.read() as session:
        return {name: session.query(Ticket).filter_by(owner_id=id_).count() for name, id_ in ids.items()}


def test_moves_are_proposed_and_applied_in_one_click_and_undone_in_one(
    qtbot: QtBot,
    desk: Desk,
    ids: dict[str, int],
    told: Told,
    language: Language,
    theme: Theme,
    sqlite_database: Database,
) -> None:
    dialog = shown(qtbot, desk)
    # Seven weigh the six tickets, of which one is complex; three are too many by four.
    assert dialog.outcome.text() == "Moves: 3; it cannot be done with fewer."
    assert {row[0] for row in rows(dialog)} == {"王晓梅"}
    assert sorted(row[2] for row in rows(dialog)) == ["1", "1", "2"]
    assert {row[3] for row in rows(dialog)} == {"owner over the limit"}
    assert [(bar.before, bar.after) for bar in dialog.bars.bars() if bar.name == "王晓梅"] == [(700, 300)]
    assert "王晓梅: 7 → 3 of 3" in dialog.bars.accessibleDescription()
    assert_fits_a_small_screen(dialog)
    assert_looks_right(qtbot, dialog, language, theme, "level_load", names=[*NAMES, "FW-"])
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert not dialog.isVisible()
    assert owners(sqlite_database, ids)["王晓梅"] == 3
    said, undo = told.changes[-1]
    assert said.startswith("3 complaints moved to ")
    assert undo
    undo()
    settle(qtbot, desk)
    assert owners(sqlite_database, ids) == {name: count for name, _, count in PEOPLE}
    assert told.changes[-1][0].startswith("Undone: 3 complaints moved")


def test_an_unticked_move_is_left_out(qtbot: QtBot, desk: Desk, ids: dict[str, int], sqlite_database: Database) -> None:
    dialog = shown(qtbot, desk)
    heavy = next(item for item in dialog._items() if item.text(3) == "2")
    dialog.moves.setCurrentItem(heavy)
    QTest.keyClick(dialog.moves, Qt.Key.Key_Space)
    assert dialog.outcome.text() == "Moves: 3; it cannot be done with fewer. 1 left out."
    assert dialog.ok.text() == "&Move 2 complaints"
    assert [(bar.before, bar.after) for bar in dialog.bars.bars() if bar.name == "王晓梅"] == [(700, 500)]
    dialog.ok.click()
    settle(qtbot, desk)
    assert owners(sqlite_database, ids)["王晓梅"] == 4


def test_what_has_changed_since_is_told(
    qtbot: QtBot, desk: Desk, ids: dict[str, int], told: Told, sqlite_database: Database
) -> None:
    dialog = shown(qtbot, desk)
    gone = [dialog._items()[0].data(0, Qt.ItemDataRole.UserRole)]
    with sqlite_database.write() as session:
        ticket = session.get_one(Ticket, gone[0])
        ticket.status = Status.CLOSED
        number = ticket.number
    dialog.ok.click()
    settle(qtbot, desk)
    assert told.changes[-1][0].endswith(f"not moved, because changed since: {number}")


def test_what_cannot_be_moved_is_said(
    qtbot: QtBot, desk: Desk, ids: dict[str, int], language: Language, theme: Theme, sqlite_database: Database
) -> None:
    with sqlite_database.write() as session:
        leave(session, [id_ for name, id_ in ids.items() if name != "王晓梅"], until=MONDAY + 8 * HOUR, now=MONDAY)
    dialog = shown(qtbot, desk)
    assert dialog.outcome.text() == "Nothing can be moved."
    assert dialog.left.text() == "王晓梅 stays 4 over: 6 of which those who could are away or owe a rest"
    assert not dialog.ok.isEnabled()
    assert_looks_right(qtbot, dialog, language, theme, "level_load_none", names=NAMES)


def test_a_lower_aim_is_worked_out_anew(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> None:
    dialog = shown(qtbot, desk)
    dialog.aim.setCurrentIndex(1)
    dialog.aim.activated.emit(1)
    assert dialog.outcome.text() == "Looking for the fewest moves …"
    settle(qtbot, desk)
    assert dialog.outcome.text() == "Moves: 4; it cannot be done with fewer."


def test_an_even_floor_has_nothing_to_move(qtbot: QtBot, desk: Desk, sqlite_database: Database) -> None:
    open_floor(sqlite_database)
    assert shown(qtbot, desk).outcome.text() == "Nobody carries too much: there is nothing to move."
