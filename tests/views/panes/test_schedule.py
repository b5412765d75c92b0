"""The schedule with real widgets: what it shows, edits by keyboard and mouse, undo, a roster made and published."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QTableWidget, QToolButton
from pytestqt.qtbot import QtBot

from app.models.people import Language as Tongue
from app.models.people import Person, Role
from app.models.roster import ShiftPattern
from app.services.database import Database
from app.services.staffing.roster.board import Board
from app.services.staffing.samples import install_staffing
from app.views.dialogs.make_roster import MakeRoster
from app.views.dialogs.shift_patterns import ShiftPatterns
from app.views.dialogs.shift_wishes import ShiftWishes
from app.views.i18n import Language
from app.views.notice import Notices
from app.views.pane import Desk
from app.views.panes.schedule import SchedulePane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import open_floor, person
from tests.views.desks import desk_on
from tests.views.walk import cut_off, untranslated

READING_MS = 30_000
TUESDAY = date(2026, 3, 3)


class Seat:
    """A team lead at a desk, with two agents; what was told is kept."""

    def __init__(self, database: Database, tasks: Tasks, folder: Path) -> None:
        open_floor(database)
        with database.write() as session:
            install_staffing(session, Tongue.ENGLISH)
            self.anna, self.lead = person(session, Role.AGENT).id, person(session, Role.TEAM_LEAD).id
            bert = Person(name="伯特", role=Role.AGENT)
            session.add(bert)
            session.flush()
            self.bert = bert.id
        self.me: int | None = self.lead
        self.notices = Notices()
        self.told: list[tuple[str, object]] = []
        self.refused: list[str] = []
        self.notices.changed.connect(lambda said, undo: self.told.append((str(said), undo)))
        self.notices.refused.connect(lambda said: self.refused.append(str(said)))
        tasks.refused.connect(lambda refusal: self.refused.append(str(refusal)))
        self.desk: Desk = desk_on(database, tasks, folder, me=lambda: self.me, notices=self.notices)


@pytest.fixture
def seat(impatient: None, sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Seat:
    return Seat(sqlite_database, tasks, tmp_path)


@pytest.fixture
def pane(seat: Seat, qtbot: QtBot) -> SchedulePane:
    """The pane with all that it reads read."""
    found = SchedulePane(seat.desk)
    qtbot.addWidget(found)
    found.resize(1000, 600)
    found.show()
    settle(found, qtbot)
    found.grid.setFocus()
    return found


def settle(pane: SchedulePane, qtbot: QtBot) -> None:
    def is_quiet() -> bool:
        return pane.reader.is_quiet and pane.need_reader.is_quiet and not pane.desk.tasks.busy()

    qtbot.waitUntil(is_quiet, timeout=READING_MS)


def press(
    pane: SchedulePane, qtbot: QtBot, key: Qt.Key, text: str = "", held: Qt.KeyboardModifier | None = None
) -> None:
    """Press a key on the grid and read what it wrote."""
    event = QKeyEvent(QKeyEvent.Type.KeyPress, key, held or Qt.KeyboardModifier.NoModifier, text)
    pane.grid.keyPressEvent(event)
    settle(pane, qtbot)
    pane.refresh(None)
    settle(pane, qtbot)


def board(pane: SchedulePane) -> Board:
    """What the pane shows."""
    assert pane._board is not None
    return pane._board


def at(pane: SchedulePane, person_id: int, day: date = TUESDAY) -> str:
    return " ".join(row.pattern or "" for row in pane.grid.shifts_at((person_id, day)))


def test_it_begins_with_today_and_says_the_day_in_words(pane: SchedulePane) -> None:
    cell = pane.grid.cell()
    assert cell is not None
    assert cell[1] == TUESDAY - timedelta(days=1)
    assert "Mon 2 Mar · free · nobody has a shift yet: make a roster" in pane.account.text()
    assert "Nothing is known of the need" in pane.strip.accessibleName()


def test_a_digit_sets_a_pattern_delete_clears_it_and_undo_brings_it_back(
    pane: SchedulePane, seat: Seat, qtbot: QtBot
) -> None:
    pane.grid.go_to((seat.anna, TUESDAY))
    press(pane, qtbot, Qt.Key.Key_1, "1")
    assert at(pane, seat.anna) == "early"
    assert seat.told[-1][0] == "Early for agent on Tue 3 Mar"
    assert "Early 08:00–17:00 · break" in pane.account.text()
    press(pane, qtbot, Qt.Key.Key_Delete)
    assert at(pane, seat.anna) == ""
    seat.told[-1][1]()  # type: ignore[operator]
    settle(pane, qtbot)
    pane.refresh(None)
    settle(pane, qtbot)
    assert at(pane, seat.anna) == "early"
    assert seat.told[-1][0].startswith("Undone: No shift any more for agent")


def test_the_buttons_of_the_patterns_tell_their_keys_and_set_them(pane: SchedulePane, seat: Seat, qtbot: QtBot) -> None:
    pane.grid.go_to((seat.anna, TUESDAY))
    buttons = pane.keys.findChildren(QToolButton)
    assert [each.text() for each in buttons][2:] == ["Late 13:00–22:00", "Night 22:00–08:00"]
    assert buttons[2].toolTip() == "Let who is chosen work it (key 3)"
    QTest.mouseClick(buttons[2], Qt.MouseButton.LeftButton)
    assert pane.grid.hasFocus()
    settle(pane, qtbot)
    pane.refresh(None)
    settle(pane, qtbot)
    assert at(pane, seat.anna) == "late"


def test_the_end_of_a_shift_is_moved_and_two_swap(pane: SchedulePane, seat: Seat, qtbot: QtBot) -> None:
    pane.grid.go_to((seat.anna, TUESDAY))
    press(pane, qtbot, Qt.Key.Key_1, "1")
    press(pane, qtbot, Qt.Key.Key_Plus, "+")
    assert seat.told[-1][0] == "agent works 08:00–17:30 on Tue 3 Mar"
    pane.grid.go_to((seat.bert, TUESDAY))
    press(pane, qtbot, Qt.Key.Key_3, "3")
    press(pane, qtbot, Qt.Key.Key_S, "s")
    assert seat.refused == ["Choose the shifts of two people to swap, with Ctrl and the mouse."]
    pane.grid.go_to((seat.anna, TUESDAY))
    places = {each.id: place for place, each in enumerate(board(pane).people)}
    row, other = places[seat.anna], places[seat.bert]
    for _ in range(abs(other - row)):
        down = Qt.Key.Key_Down if other > row else Qt.Key.Key_Up
        QTest.keyClick(pane.grid, down, Qt.KeyboardModifier.ShiftModifier)
    press(pane, qtbot, Qt.Key.Key_S, "s")
    assert (at(pane, seat.anna), at(pane, seat.bert)) == ("late", "early")


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_the_mouse_chooses_cells_and_asks_for_the_menu(pane: SchedulePane, qtbot: QtBot) -> None:
    area = pane.grid.painting.area(1, 3)
    QTest.mouseClick(pane.grid.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert pane.grid.cell() == (board(pane).people[1].id, TUESDAY + timedelta(days=2))
    beside = QPoint(area.center().x() + area.width(), area.center().y())
    QTest.mouseClick(pane.grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, beside)
    assert len(pane.grid.cells()) == 2
    QTest.mouseClick(pane.grid.viewport(), Qt.MouseButton.RightButton, pos=beside)
    (menu,) = pane.findChildren(QMenu)
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "E  Early\t1"
    menu.actions()[1].trigger()
    menu.close()
    settle(pane, qtbot)
    pane.refresh(None)
    settle(pane, qtbot)
    assert [at(pane, *cell) for cell in pane.grid.cells()] == ["middle", "middle"]


def test_what_is_broken_is_listed_and_leads_to_its_cell(pane: SchedulePane, seat: Seat, qtbot: QtBot) -> None:
    for day, key in ((0, Qt.Key.Key_4), (1, Qt.Key.Key_1)):
        pane.grid.go_to((seat.anna, TUESDAY + timedelta(days=day)))
        press(pane, qtbot, key, "4" if day == 0 else "1")
    assert pane.broken.isVisible()
    said = pane.broken.list.item(0).text()
    assert pane.broken.about.text().startswith("Broken rules: 1, by those of the roster")
    assert said == "agent rests 0 min before the shift on Wed 4 Mar; 11 h are due"
    pane.grid.go_to((seat.bert, TUESDAY))
    pane.broken.list.itemActivated.emit(pane.broken.list.item(0))
    assert pane.grid.cell() == (seat.anna, TUESDAY + timedelta(days=1))
    assert said in pane.account.text()


def test_who_may_not_write_the_schedule_is_told_so(pane: SchedulePane, seat: Seat, qtbot: QtBot) -> None:
    seat.me = seat.anna
    press(pane, qtbot, Qt.Key.Key_1, "1")
    assert seat.refused == ["Team leads and those above them write the schedule; say first who sits here."]


def test_other_weeks_and_spans_are_shown(pane: SchedulePane, qtbot: QtBot) -> None:
    pane.bar.later.click()
    settle(pane, qtbot)
    assert pane.bar.shown.text() == "Mon 9 Mar – Sun 22 Mar"
    pane.bar.span.setCurrentIndex(2)
    pane.bar.span.activated.emit(2)
    settle(pane, qtbot)
    assert (board(pane).days, pane.desk.memory.text("schedule/days")) == (28, "28")
    pane.bar.today.click()
    settle(pane, qtbot)
    assert pane.bar.shown.text().startswith("Mon 2 Mar")


def test_without_patterns_it_says_what_to_do_next(seat: Seat, qtbot: QtBot) -> None:
    with seat.desk.database.write() as session:
        for each in session.query(ShiftPattern):
            session.delete(each)
    pane = SchedulePane(seat.desk)
    qtbot.addWidget(pane)
    pane.show()
    settle(pane, qtbot)
    assert pane.empty.text().startswith("There is no shift pattern yet.")
    assert pane.begin.isVisible()
    assert not pane.bar.make.isEnabled()


@pytest.mark.parametrize("width", [640, 1200])
def test_nothing_is_cut_off_or_left_in_english(
    pane: SchedulePane, qtbot: QtBot, language: Language, theme: Theme, width: int
) -> None:
    pane.resize(width, 600)
    language.switch("zh")
    qtbot.waitUntil(lambda: pane.bar.today.text() == "今天", timeout=READING_MS)
    settle(pane, qtbot)
    assert cut_off(pane) == []
    # People and patterns are called as they are.
    names = ("agent", *(f"{each.name} " for each in board(pane).patterns))
    assert [text for text in untranslated(pane) if not any(name in text for name in names)] == []


def test_a_roster_is_made_published_and_undone(pane: SchedulePane, seat: Seat, qtbot: QtBot) -> None:
    dialog = MakeRoster(seat.desk, pane, first=TUESDAY, days=3)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.make.isEnabled, timeout=READING_MS)
    dialog.make.click()
    qtbot.waitUntil(lambda: not seat.desk.tasks.busy(), timeout=READING_MS)
    assert dialog.work.banner.isVisible()  # nothing is known of the need
    dialog.need.setCurrentIndex(2)
    dialog.people.setValue(1)
    dialog.seconds.setValue(5)
    dialog.make.click()
    qtbot.waitUntil(lambda: dialog.publish.isVisible(), timeout=READING_MS)
    assert " shifts in " in dialog.said.text()
    dialog.publish.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=READING_MS)
    assert seat.told[-1][0].startswith("The roster is the schedule:")
    pane.refresh(None)
    settle(pane, qtbot)
    assert board(pane).shifts
    seat.told[-1][1]()  # type: ignore[operator]
    settle(pane, qtbot)
    pane.refresh(None)
    settle(pane, qtbot)
    assert board(pane).shifts == {}


def put(table: QTableWidget, row: int, column: int, text: str) -> None:
    table.model().setData(table.model().index(row, column), text)


def test_patterns_are_edited_in_a_table(seat: Seat, qtbot: QtBot) -> None:
    dialog = ShiftPatterns(seat.desk)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 4, timeout=READING_MS)
    put(dialog.table, 0, 3, "12:00")
    dialog.save.click()
    assert dialog.banner.isVisible()
    put(dialog.table, 0, 3, "12:00 30")
    put(dialog.table, 0, 4, "15:00 60")
    dialog.save.click()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=READING_MS)
    with seat.desk.database.read() as session:
        early = session.query(ShiftPattern).filter_by(code="early").one()
    assert [(each["kind"], each["after"], each["minutes"]) for each in early.activities] == [
        ("break", 240, 30),
        ("training", 420, 60),
    ]


def test_wishes_are_added_and_removed(seat: Seat, qtbot: QtBot, language: Language) -> None:
    dialog = ShiftWishes(seat.desk, None, person_id=seat.bert, day=TUESDAY)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.person.count() > 0, timeout=READING_MS)
    dialog.wish.setCurrentIndex(1)
    dialog.add.click()
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1, timeout=READING_MS)
    row = [dialog.table.model().index(0, column).data() for column in range(4)]
    assert row == ["伯特", "▽ would rather not", "Tue 3 Mar", "every shift"]
    language.switch("zh")
    assert cut_off(dialog) == []
    dialog.table.selectRow(0)
    dialog.remove.click()
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 0, timeout=READING_MS)
