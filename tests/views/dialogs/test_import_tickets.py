"""The import dialog on real files and a real database: looked at, imported, armed, refused, cancelled."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.people import Role
from app.models.sla import Clock
from app.models.ticket import ImportRun, Ticket
from app.services.database import Database
from app.services.deadlines.arming import Armed
from app.views.dialogs.import_tickets import ImportTickets
from app.views.i18n import Language
from app.views.pane import Desk
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import open_floor, person
from tests.services.intake.files import BOSTON, COMCAST, boston_row, csv_bytes, put
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

OPENED, TARGET = "03/02/2015 08:00:00 AM", "03/03/2015 08:00:00 AM"
READING_MS = 60_000
Write = Callable[..., str]


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    """A floor on which the supervisor sits."""
    open_floor(sqlite_database)
    with sqlite_database.read() as session:
        supervisor = person(session, Role.SUPERVISOR).id
    return desk_on(sqlite_database, tasks, tmp_path, me=lambda: supervisor)


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot, language: Language) -> ImportTickets:
    """The dialog, open, in English."""
    language.switch("en")
    return opened(desk, qtbot)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A maker of files of service requests."""

    def file(*rows: list[str], name: str = "请求.csv") -> str:
        return str(put(tmp_path / name, csv_bytes([BOSTON, *rows])))

    return file


def opened(desk: Desk, qtbot: QtBot) -> ImportTickets:
    dialog = ImportTickets(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.choice.mapping.count() > 1)
    return dialog


def choose(dialog: ImportTickets, file: str, mapping: str = "boston311") -> None:
    dialog.choice.file.setText(file)
    dialog.choice.mapping.setCurrentIndex(dialog.choice.mapping.findData(mapping))


def ended(qtbot: QtBot, dialog: ImportTickets) -> None:
    qtbot.waitUntil(lambda: dialog.work.task is None, timeout=READING_MS)


def table(dialog: ImportTickets) -> list[list[str]]:
    found = dialog.choice.table
    cells = [[found.item(row, column) for column in range(4)] for row in range(found.rowCount())]
    return [[cell.text() for cell in row if cell] for row in cells]


def refusal(dialog: ImportTickets) -> str:
    assert dialog.work.banner.isVisible()
    return dialog.work.banner._text.text()


def tickets(database: Database) -> list[str | None]:
    with database.read() as session:
        return list(session.scalars(select(Ticket.external_key).order_by(Ticket.id)))


def test_the_preview_shows_what_would_come_in_and_writes_nothing(
    dialog: ImportTickets, write: Write, qtbot: QtBot
) -> None:
    choose(dialog, write(boston_row("7", OPENED, TARGET), boston_row("8", "soon"), boston_row("9", OPENED)))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    ended(qtbot, dialog)
    assert dialog.choice.summary.text() == "3 rows read: 2 complaints to import, 1 rows rejected."
    assert table(dialog) == [
        ["2", "7", "2 Mar 2015 21:00", "Pothole"],
        ["3", "rejected", "", "“soon” in OPEN_DT is not a time as the mapping has it."],
        ["4", "9", "2 Mar 2015 21:00", "Pothole"],
    ]
    assert tickets(dialog.desk.database) == []
    # Enter goes on with what was looked at.
    assert dialog.begin.hasFocus()


def test_another_choice_puts_the_old_preview_away(dialog: ImportTickets, write: Write, qtbot: QtBot) -> None:
    choose(dialog, write(boston_row("7", OPENED)))
    dialog.preview.click()
    ended(qtbot, dialog)
    assert table(dialog)
    choose(dialog, write(boston_row("8", OPENED), name="other.csv"))
    assert table(dialog) == []


def test_what_a_file_says_of_its_days_is_told(dialog: ImportTickets, tmp_path: Path, qtbot: QtBot) -> None:
    days = [(250_000 + day, f"{day:02}-04-15", f"{day:02}-Apr-15") for day in range(1, 13)]
    rows = [
        [str(key), "Speed", day, full, "3:53:50 PM", "Internet", "Abingdon", "Maryland", "1", "Closed", "No"]
        for key, day, full in days
    ]
    file = put(tmp_path / "telecom.csv", csv_bytes([COMCAST, *rows]))
    choose(dialog, str(file), "Comcast")
    dialog.preview.click()
    ended(qtbot, dialog)
    assert "day and month are taken as written: in the order of “Ticket #”" in dialog.choice.summary.text()


def test_an_import_tells_what_it_did_and_arms_only_when_asked(
    dialog: ImportTickets, write: Write, qtbot: QtBot
) -> None:
    file = write(boston_row("7", OPENED, TARGET), boston_row("8", "soon"))
    choose(dialog, file)
    with qtbot.waitSignal(dialog.desk.notices.changed, timeout=READING_MS):
        dialog.begin.click()
    outcome = dialog.outcome
    assert outcome.said.text() == "2 rows read: 1 complaints new, 0 changed, 0 as before."
    assert outcome.rejected.text() == f"1 rows were rejected; they and the reasons are in {file}.rejected.csv."
    assert Path(f"{file}.rejected.csv").is_file()
    assert "Armed, 1 clocks escalate from now on, 1 of them late already." in outcome.arming.text()
    assert "high risk" not in outcome.arming.text()
    assert outcome._imported
    outcome.show_import(outcome._imported, Armed(1, 1, 1))
    assert "1 complaints are of high risk: until then nobody hears of these" in outcome.arming.text()
    with dialog.desk.database.read() as session:
        assert session.scalars(select(ImportRun.imported_by)).all() == ["supervisor"]
        assert session.scalars(select(Clock.armed)).all() == [False]
    outcome.arm.click()
    ended(qtbot, dialog)
    assert outcome.arming.text() == "1 clocks escalate from now on, 1 of them late already."
    assert not outcome.arm.isVisible()
    with dialog.desk.database.read() as session:
        assert session.scalars(select(Clock.armed)).all() == [True]
        assert session.scalars(select(ImportRun.armed_by)).all() == ["supervisor"]


def test_the_same_file_again_changes_nothing_and_has_nothing_to_arm(
    dialog: ImportTickets, write: Write, qtbot: QtBot
) -> None:
    choose(dialog, write(boston_row("7", OPENED)))
    dialog.begin.click()
    ended(qtbot, dialog)
    dialog.again.click()
    assert dialog.choice.isVisible()
    dialog.begin.click()
    ended(qtbot, dialog)
    assert dialog.outcome.said.text() == "1 rows read: 0 complaints new, 0 changed, 1 as before."
    assert not dialog.outcome.rejected.isVisible()
    assert not dialog.outcome.arm.isVisible()


def test_as_long_as_nobody_has_said_who_sits_here_it_is_the_account(
    sqlite_database: Database, tasks: Tasks, write: Write, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "wangfang")
    open_floor(sqlite_database)
    dialog = opened(desk_on(sqlite_database, tasks, tmp_path), qtbot)
    choose(dialog, write(boston_row("7", OPENED)))
    dialog.begin.click()
    ended(qtbot, dialog)
    with sqlite_database.read() as session:
        assert session.scalars(select(ImportRun.imported_by)).all() == ["wangfang"]


@pytest.mark.parametrize(
    ("content", "mapping", "sentence"),
    [
        (None, "boston311", "There is no file"),
        (b"\x89PNG\r\n\x1a\n", "boston311", "a picture (PNG)"),
        (b"", "boston311", "is empty"),
        (csv_bytes([BOSTON]), "Comcast", "lacks the heading"),
        (csv_bytes([BOSTON]), "nowhere.toml", "nowhere.toml: cannot be read"),
    ],
)
def test_what_cannot_be_imported_is_a_sentence_and_the_choices_stay(
    dialog: ImportTickets, tmp_path: Path, qtbot: QtBot, content: bytes | None, mapping: str, sentence: str
) -> None:
    file = tmp_path / "file.csv"
    if content is not None:
        file.write_bytes(content)
    if mapping.endswith(".toml"):
        dialog.choice.mapping.take_own(str(tmp_path / mapping))
        mapping = str(tmp_path / mapping)
    choose(dialog, str(file), mapping)
    for button in (dialog.preview, dialog.begin):
        button.click()
        ended(qtbot, dialog)
        assert sentence in refusal(dialog)
        assert (dialog.choice.file.text(), dialog.choice.mapping.name()) == (str(file), mapping)
        assert dialog.choice.isVisible()
        assert dialog.begin.isEnabled()
    assert tickets(dialog.desk.database) == []


@pytest.mark.parametrize("text", ["", "   "])
def test_without_a_file_it_says_so(dialog: ImportTickets, text: str) -> None:
    choose(dialog, text)
    dialog.begin.click()
    assert refusal(dialog) == "Choose a file first, or drop one here."
    assert dialog.choice.file.hasFocus()


def test_without_a_mapping_it_says_so(dialog: ImportTickets, tmp_path: Path) -> None:
    dialog.choice.file.setText(str(tmp_path / "complaints.csv"))
    dialog.preview.click()
    assert refusal(dialog) == "Choose a mapping: it says which columns of the file hold what."


def test_a_cancel_in_the_middle_leaves_nothing_and_the_dialog_open(
    dialog: ImportTickets, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "endless.csv"
    rows = b"".join(csv_bytes([boston_row(str(key), OPENED)]) for key in range(20_000))
    put(file, csv_bytes([BOSTON]) + rows)
    choose(dialog, str(file))
    dialog.begin.click()
    assert not dialog.choice.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    ended(qtbot, dialog)
    assert "was cancelled" in refusal(dialog)
    assert tickets(dialog.desk.database) == []
    assert dialog.choice.file.text() == str(file)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()


def test_a_lost_database_is_told_and_the_import_can_be_tried_again(
    dialog: ImportTickets, write: Write, qtbot: QtBot
) -> None:
    file = dialog.desk.database.file
    assert file
    dialog.desk.database.close()
    moved = file.rename(file.with_suffix(".away"))
    choose(dialog, write(boston_row("7", OPENED)))
    with qtbot.waitSignal(dialog.desk.tasks.lost, timeout=READING_MS):
        dialog.begin.click()
    assert "There is no database file" in refusal(dialog)
    moved.rename(file)
    dialog.begin.click()
    assert not dialog.work.banner.isVisible()
    ended(qtbot, dialog)
    assert tickets(dialog.desk.database) == ["7"]


def test_a_fault_gives_the_dialog_back(
    dialog: ImportTickets, write: Write, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.views.dialogs.import_tickets.import_file", fail)
    choose(dialog, write(boston_row("7", OPENED)))
    with qtbot.waitSignal(dialog.desk.tasks.failed):
        dialog.begin.click()
    assert dialog.begin.isEnabled()
    assert caplog.records


def test_rejected_rows_that_cannot_be_written_stop_the_import(
    dialog: ImportTickets, write: Write, qtbot: QtBot
) -> None:
    file = write(boston_row("7", OPENED), boston_row("8", "soon"))
    Path(f"{file}.rejected.csv").mkdir()
    choose(dialog, file)
    dialog.begin.click()
    ended(qtbot, dialog)
    assert "cannot be written" in refusal(dialog)


def test_a_day_after_the_last_is_a_mistake(dialog: ImportTickets, write: Write, qtbot: QtBot) -> None:
    choose(dialog, write(boston_row("7", OPENED)))
    dialog.choice.day.setDate(QDate(2015, 2, 27))
    dialog.preview.click()
    ended(qtbot, dialog)
    assert "lies in the future" in table(dialog)[0][3]
    dialog.choice.day.setDate(QDate(2015, 3, 2))
    dialog.preview.click()
    ended(qtbot, dialog)
    assert table(dialog)[0][1] == "7"


def test_a_file_that_is_dropped_is_chosen(dialog: ImportTickets, write: Write) -> None:
    file = write(boston_row("7", OPENED))
    for urls, chosen in (([file, file], ""), ([], ""), ([file], file)):
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(each) for each in urls])
        nothing = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        dialog.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, carried, *nothing))
        assert dialog.choice.file.text() == chosen


def test_the_mapping_is_remembered(dialog: ImportTickets, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text('title = "Ours"\nzone = "UTC"\n', "utf-8")
    dialog.choice.mapping.take_own(str(own))
    assert opened(desk, qtbot).choice.mapping.name() == str(own)
    os.unlink(own)
    assert opened(desk, qtbot).choice.mapping.name() == ""


def test_both_pages_look_right(
    dialog: ImportTickets, write: Write, qtbot: QtBot, language: Language, theme: Theme
) -> None:
    choose(dialog, "")
    dialog.begin.click()
    assert_looks_right(qtbot, dialog, language, theme, "import-empty")
    choose(dialog, write(boston_row("7", OPENED, TARGET, CASE_TITLE="路灯" * 99), boston_row("8", "2015")))
    dialog.preview.click()
    ended(qtbot, dialog)
    # The headings and titles of the mappings are their files' own words.
    dialog.choice.mapping.setItemText(dialog.choice.mapping.currentIndex(), "市民热线")
    assert_looks_right(qtbot, dialog, language, theme, "import-preview")
    assert_fits_a_small_screen(dialog)
    dialog.begin.click()
    ended(qtbot, dialog)
    rejects = [f"{dialog.choice.file.text()}.rejected.csv"]
    assert_looks_right(qtbot, dialog, language, theme, "import-done", names=rejects)
