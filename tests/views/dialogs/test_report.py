"""The report dialog on a real database and real files: written, replaced when asked, refused, cancelled."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QStandardPaths, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.models.people import Language as Spoken
from app.services.database import Database
from app.services.reporting.base import known_reports
from app.services.reporting.spans import Span
from app.views.dialogs.report import WriteReport
from app.views.i18n import Language
from app.views.pane import Desk
from app.views.places import documents
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import MONDAY
from tests.services.reporting.books import cells
from tests.services.reporting.history import add_ticket, prepare
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right, speak

WRITING_MS = 60_000
Open = Callable[[Database], WriteReport]


@pytest.fixture
def opened(tasks: Tasks, tmp_path: Path, qtbot: QtBot, language: Language) -> Open:
    """A maker of dialogs on a database; reports go into a folder of the test's own."""
    language.switch("en")

    def on(database: Database) -> WriteReport:
        prepare(database)
        with database.write() as session:
            add_ticket(session)
        dialog = WriteReport(desk(database, tasks, tmp_path))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return on


def desk(database: Database, tasks: Tasks, folder: Path) -> Desk:
    found = desk_on(database, tasks, folder, now=lambda: MONDAY + timedelta(days=2))
    found.memory.keep("report/folder", str(folder))
    return found


def write(dialog: WriteReport, qtbot: QtBot) -> None:
    dialog.write.click()
    ended(dialog, qtbot)


def ended(dialog: WriteReport, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: dialog.work.task is None, timeout=WRITING_MS)


def refusal(dialog: WriteReport) -> str:
    assert dialog.work.banner.isVisible()
    return dialog.work.banner._text.text()


def question(dialog: WriteReport) -> QMessageBox | None:
    return dialog.findChild(QMessageBox)


def asked(dialog: WriteReport) -> QMessageBox:
    found = question(dialog)
    assert found
    return found


def test_the_report_is_written_where_it_says_with_what_was_chosen(
    opened: Open, database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = opened(database)
    dialog.span.setCurrentIndex(dialog.span.findData(Span.THIS_WEEK))
    dialog.span.activated.emit(dialog.span.currentIndex())
    dialog.language.setCurrentIndex(dialog.language.findData(Spoken.CHINESE))
    dialog.language.activated.emit(dialog.language.currentIndex())
    name = "时效达成报表 2026-03-02 – 2026-03-08.xlsx"
    assert dialog.file.text() == str(tmp_path / name)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    ended(dialog, qtbot)
    assert dialog.said.text() == f"Written: {name}"
    assert dialog.open_file.hasFocus()
    rows = cells(tmp_path / name)
    assert rows[0][0] == "时效达成报表"
    assert "2026-03-02 至 2026-03-08" in rows[1][0]
    assert rows[2][0].endswith("Asia/Shanghai")


def test_a_folder_of_documents_that_is_not_there_is_not_proposed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    there = tmp_path / "Papers"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(there))
    assert documents() == tmp_path
    there.mkdir()
    assert documents() == there


def test_every_report_of_the_registry_can_be_chosen(opened: Open, sqlite_database: Database) -> None:
    dialog = opened(sqlite_database)
    assert [dialog.report.itemData(place) for place in range(dialog.report.count())] == list(known_reports())


def test_days_of_ones_own_change_the_choice_and_the_name(opened: Open, sqlite_database: Database) -> None:
    dialog = opened(sqlite_database)
    assert dialog.span.currentText() == "Last week"
    dialog.first.setDate(QDate(2026, 2, 27))
    assert dialog.span.currentText() == "Other days"
    assert dialog.file.text().endswith("SLA compliance 2026-02-27 – 2026-03-01.xlsx")
    dialog.last.setDate(QDate(2026, 2, 27))
    assert dialog.file.text().endswith("SLA compliance 2026-02-27.xlsx")


def test_a_name_given_by_hand_stays_and_gets_its_ending(
    opened: Open, sqlite_database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = opened(sqlite_database)
    dialog.file.clear()
    QTest.keyClicks(dialog.file, "March")
    dialog.first.setDate(QDate(2026, 2, 1))
    assert dialog.file.text() == "March"
    write(dialog, qtbot)
    assert (tmp_path / "March.xlsx").is_file()
    QTest.keyClick(dialog.file, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(dialog.file, Qt.Key.Key_Delete)
    dialog.first.setDate(QDate(2026, 2, 2))
    assert "SLA compliance 2026-02-02" in dialog.file.text()


def test_a_file_that_is_there_is_replaced_only_after_a_question(
    opened: Open, sqlite_database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog, file = opened(sqlite_database), tmp_path / "old.xlsx"
    file.write_text("kept", "utf-8")
    dialog.file.setText(str(file))
    write(dialog, qtbot)
    assert asked(dialog).text() == "There is a file old.xlsx already."
    QTest.keyClick(asked(dialog), Qt.Key.Key_Escape)
    assert file.read_text("utf-8") == "kept"
    assert not dialog.outcome.isVisible()
    qtbot.waitUntil(lambda: question(dialog) is None)
    write(dialog, qtbot)
    next(button for button in asked(dialog).buttons() if button.text() == "&Replace").click()
    ended(dialog, qtbot)
    assert cells(file)[0][0] == "SLA compliance"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("no/such/folder/a.xlsx", "does not exist"),
        ("x" * 300, "is too long"),
        ("taken.xlsx", "is a folder"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_a_sentence_and_the_choices_stay(
    opened: Open, sqlite_database: Database, tmp_path: Path, qtbot: QtBot, name: str, sentence: str
) -> None:
    (tmp_path / "taken.xlsx").mkdir()
    dialog = opened(sqlite_database)
    dialog.file.setText(name)
    write(dialog, qtbot)
    if found := question(dialog):
        found.buttons()[0].click()
        ended(dialog, qtbot)
    assert sentence in refusal(dialog)
    assert dialog.file.text() == name
    assert dialog.write.isEnabled()


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator of a machine may write everywhere")
def test_a_folder_that_is_not_mine_is_a_sentence(
    opened: Open, sqlite_database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    dialog = opened(sqlite_database)
    dialog.file.setText(str(closed / "a.xlsx"))
    write(dialog, qtbot)
    assert "may not be written" in refusal(dialog)


def test_days_in_the_wrong_order_are_refused(opened: Open, sqlite_database: Database, qtbot: QtBot) -> None:
    dialog = opened(sqlite_database)
    dialog.first.setDate(QDate(2026, 3, 8))
    dialog.last.setDate(QDate(2026, 3, 1))
    write(dialog, qtbot)
    assert "The period is empty" in refusal(dialog)


def test_a_lost_database_is_told(opened: Open, sqlite_database: Database, qtbot: QtBot) -> None:
    dialog = opened(sqlite_database)
    assert sqlite_database.file
    sqlite_database.close()
    sqlite_database.file.unlink()
    with qtbot.waitSignal(dialog.desk.tasks.lost, timeout=WRITING_MS):
        dialog.write.click()
    assert "There is no database file" in refusal(dialog)


def test_a_cancel_leaves_no_file_and_the_dialog_open(
    opened: Open, sqlite_database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog, before = opened(sqlite_database), set(tmp_path.iterdir())
    dialog.write.click()
    assert dialog.work.task is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    ended(dialog, qtbot)
    assert "cancelled" in refusal(dialog)
    assert set(tmp_path.iterdir()) == before
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()


def test_a_password_is_never_logged(
    opened: Open,
    sqlite_database: Database,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    dialog = opened(sqlite_database)
    secret = sqlite_database.url.set(
        drivername="postgresql", username="u", password="hunter2", host="127.0.0.1", port=1, database="d"
    )
    monkeypatch.setattr(sqlite_database, "url", secret)
    write(dialog, qtbot)
    assert "cannot be used now" in refusal(dialog)
    assert "hunter2" not in refusal(dialog) + caplog.text


def test_it_looks_right(
    opened: Open, sqlite_database: Database, tmp_path: Path, qtbot: QtBot, language: Language, theme: Theme
) -> None:
    dialog = opened(sqlite_database)
    speak(language, "zh")
    dialog.file.setText(str(tmp_path / "没有的文件夹" / "周报.xlsx"))
    write(dialog, qtbot)
    names = [str(tmp_path), ".xlsx"]
    assert_looks_right(qtbot, dialog, language, theme, "report-refused", names=names)
    dialog.file.setText(str(tmp_path / "时效达成报表.xlsx"))
    write(dialog, qtbot)
    assert_looks_right(qtbot, dialog, language, theme, "report-written", names=names)
    assert_fits_a_small_screen(dialog)
