"""Who sits here: chosen, remembered by database and name, proposed, and lost when they leave."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.models.people import Language as Spoken
from app.models.people import Role
from app.services.database import Database
from app.services.people import add_person, let_go
from app.views.dialogs.seat import TakeSeat
from app.views.i18n import Language
from app.views.memory import Memory
from app.views.seat import Seat
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import MONDAY, open_floor
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right


def seat_on(database: Database, tasks: Tasks, folder: Path) -> Seat:
    return Seat(tasks, database, Memory(folder / "console.ini"))


def looked(qtbot: QtBot, seat: Seat) -> str | None:
    with qtbot.waitSignal(seat.changed):
        seat.hear({"Person": frozenset({1})})
    return seat.person.name if seat.person else None


def add(database: Database, name: str, role: Role = Role.SUPERVISOR) -> None:
    with database.write() as session:
        add_person(session, name, role, email=None, team=None, language=Spoken.CHINESE)


def test_nobody_sits_here_until_somebody_says_so_and_it_is_remembered(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path
) -> None:
    open_floor(sqlite_database)
    seat = seat_on(sqlite_database, tasks, tmp_path)
    assert looked(qtbot, seat) is None
    assert seat.person_id() is None
    agent = next(person for person in seat.people if person.role is Role.AGENT)
    seat.take(agent)
    assert seat.person_id() == agent.id
    next_start = seat_on(sqlite_database, tasks, tmp_path)
    assert looked(qtbot, next_start) == agent.name


def test_another_database_has_another_seat(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, postgresql_database: Database, tmp_path: Path
) -> None:
    for database in (sqlite_database, postgresql_database):
        open_floor(database)
    seat = seat_on(sqlite_database, tasks, tmp_path)
    looked(qtbot, seat)
    seat.take(seat.people[0])
    assert looked(qtbot, seat_on(postgresql_database, tasks, tmp_path)) is None


def test_the_only_person_sits_here(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> None:
    add(sqlite_database, "王芳")
    assert looked(qtbot, seat_on(sqlite_database, tasks, tmp_path)) == "王芳"


def test_the_only_person_goes_on_sitting_here_when_others_come(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path
) -> None:
    add(sqlite_database, "王芳")
    seat = seat_on(sqlite_database, tasks, tmp_path)
    assert looked(qtbot, seat) == "王芳"
    add(sqlite_database, "李雷", Role.AGENT)
    assert looked(qtbot, seat) == "王芳"
    assert looked(qtbot, seat_on(sqlite_database, tasks, tmp_path)) == "王芳"


def test_a_shared_database_knows_the_login(
    qtbot: QtBot, tasks: Tasks, postgresql_database: Database, tmp_path: Path
) -> None:
    with postgresql_database.read() as session:
        login = session.execute(text("SELECT session_user")).scalar_one()
    for name in ("王芳", login):
        add(postgresql_database, name)
    assert looked(qtbot, seat_on(postgresql_database, tasks, tmp_path)) == login


def test_who_works_here_no_more_sits_here_no_more(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path
) -> None:
    for name in ("王芳", "李雷"):
        add(sqlite_database, name)
    seat = seat_on(sqlite_database, tasks, tmp_path)
    looked(qtbot, seat)
    seat.take(seat.people[0])
    gone = seat.people[0].name
    with sqlite_database.write() as session:
        let_go(session, gone, now=MONDAY)
    # The one who is left has not said that they took over.
    assert looked(qtbot, seat) is None


def test_changes_of_other_things_are_not_read(
    qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path
) -> None:
    seat = seat_on(sqlite_database, tasks, tmp_path)
    with qtbot.assertNotEmitted(tasks.settled):
        seat.hear({"Ticket": None})


@pytest.fixture
def dialog(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> TakeSeat:
    """The question, on a floor with a person of each role."""
    open_floor(sqlite_database)
    desk = desk_on(sqlite_database, tasks, tmp_path)
    return shown(qtbot, TakeSeat(desk, None, Seat(tasks, sqlite_database, desk.memory)))


def shown(qtbot: QtBot, dialog: TakeSeat) -> TakeSeat:
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog._seat.changed):
        dialog.show()
    return dialog


def lines(dialog: TakeSeat) -> list[str]:
    return dialog.picker.lines()


def test_letters_narrow_the_list_and_the_keyboard_takes_from_it(dialog: TakeSeat) -> None:
    assert lines(dialog) == [role.value for role in Role]
    # Qt types no Chinese.
    dialog.picker.field.insert("早班 LEAD")
    assert lines(dialog) == ["team_lead"]
    dialog.picker.field.clear()
    QTest.keyClick(dialog.picker.field, Qt.Key.Key_Down)
    QTest.keyClick(dialog.picker.field, Qt.Key.Key_Return)
    assert dialog._seat.person is not None
    assert dialog._seat.person.name == "team_lead"
    assert dialog.isHidden()


def test_a_new_person_is_added_and_sits_here(dialog: TakeSeat, qtbot: QtBot) -> None:
    dialog.name.insert("王芳")
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog._seat.person is not None
    assert (dialog._seat.person.name, dialog._seat.person.role) == ("王芳", Role.SUPERVISOR)


def test_whoever_sits_here_adds_the_others_one_after_the_other(dialog: TakeSeat, qtbot: QtBot) -> None:
    seat = dialog._seat
    seat.take(seat.people[0])
    me = seat.people[0].name
    for name in ("王芳", "李雷"):
        dialog.name.insert(name)
        with qtbot.waitSignal(seat.changed):
            QTest.keyClick(dialog.name, Qt.Key.Key_Return)
        assert (dialog.isVisible(), dialog.name.text(), dialog.name.hasFocus()) == (True, "", True)
        assert name in lines(dialog)
    assert seat.person is not None
    assert seat.person.name == me


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "A name has 1 to 100 characters, not 0."),
        ("x" * 101, "A name has 1 to 100 characters, not 101."),
        ("a\u200bb", "A name is written in one line of plain characters, not 'a\\u200bb'."),
        ("agent", "There is already somebody called agent."),
    ],
)
def test_a_name_that_is_none_is_refused_and_stays(dialog: TakeSeat, qtbot: QtBot, name: str, sentence: str) -> None:
    dialog.name.setText(name)
    dialog.add.click()
    qtbot.waitUntil(dialog.banner.isVisible)
    assert dialog.banner._text.text() == sentence
    assert dialog.name.text() == name
    assert dialog.add.isEnabled()


def test_an_empty_floor_says_what_to_do(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> None:
    desk = desk_on(sqlite_database, tasks, tmp_path)
    dialog = shown(qtbot, TakeSeat(desk, None, Seat(tasks, sqlite_database, desk.memory)))
    assert dialog.picker.nothing.isVisible()
    assert dialog.picker.nothing.text() == "Nobody works here yet. Add yourself below."


def test_a_large_centre_is_narrowed_down(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> None:
    for place in range(203):
        add(sqlite_database, f"坐席{place:03}", Role.AGENT)
    desk = desk_on(sqlite_database, tasks, tmp_path)
    dialog = shown(qtbot, TakeSeat(desk, None, Seat(tasks, sqlite_database, desk.memory)))
    assert len(lines(dialog)) == 201
    assert lines(dialog)[-1] == "and 3 more: type to find them"
    dialog.picker.taken.emit(None)
    assert dialog.isVisible()
    QTest.keyClicks(dialog.picker.field, "202")
    assert lines(dialog) == ["坐席202"]


def test_it_looks_right(dialog: TakeSeat, qtbot: QtBot, language: Language, theme: Theme) -> None:
    dialog.name.setText("王" * 101)
    dialog.add.click()
    qtbot.waitUntil(dialog.banner.isVisible)
    assert_looks_right(qtbot, dialog, language, theme, "seat")
    assert_fits_a_small_screen(dialog)
