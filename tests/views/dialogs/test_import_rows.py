"""The import of contacts in the console: looked at first, imported, refused with a sentence, and again."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.discovery import subclasses
from app.models.forecast import ContactInterval
from app.services.database import Database
from app.services.intake import kinds
from app.services.intake.plain_files import FileKind
from app.views.dialogs.import_rows import ImportRows
from app.views.i18n import Language
from app.views.pane import Desk
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import open_floor
from tests.services.intake.files import put
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

READING_MS = 60_000
HEADING = (
    "interval_start,queue,offered,answered,abandoned,answered_in_threshold,abandoned_in_threshold,"
    "handle_seconds,wait_seconds"
)
ROWS = ["2026-03-01 09:00,热线,20,17,3,15,1,4080,400", "2026-03-01 09:30,热线,many,8,2,7,1,1600,100"]


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    open_floor(sqlite_database)
    return desk_on(sqlite_database, tasks, tmp_path)


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk) -> ImportRows:
    dialog = ImportRows(desk, kind="contacts")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.mapping.count() > 1, timeout=READING_MS)
    return dialog


def choose(dialog: ImportRows, kind: str, mapping: str = "") -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
    if mapping:
        dialog.mapping.setCurrentIndex(dialog.mapping.findData(mapping))


def done(qtbot: QtBot, dialog: ImportRows) -> None:
    qtbot.waitUntil(lambda: not dialog.desk.tasks.busy(), timeout=READING_MS)


def test_a_file_is_looked_at_and_then_imported_as_often_as_one_likes(
    qtbot: QtBot, dialog: ImportRows, tmp_path: Path, language: Language, theme: Theme
) -> None:
    file = put(tmp_path / "acd.csv", "\n".join([HEADING, *ROWS]).encode())
    dialog.file.setText(str(file))
    choose(dialog, "contacts", "intervals")
    dialog.preview.click()
    done(qtbot, dialog)
    assert dialog.summary.text().splitlines()[:2] == [
        "An import would bring 1 new, change 0, leave 0 as before. 20 contacts.",
        "2 rows read; 0 left out, 1 rejected.",
    ]
    assert "Line 3: “many” in offered is not a number." in dialog.summary.text()
    table = [dialog.table.item(0, place) for place in range(6)]
    assert [cell.text() for cell in table if cell] == ["热线", "1", "20", "17", "3", "240"]
    assert_fits_a_small_screen(dialog)
    assert_looks_right(qtbot, dialog, language, theme, "import-rows", names=["offered", "acd", "intervals", "Asia"])
    for told in ("Imported: 1 new", "Imported: 0 new, 0 changed, 1 as before"):
        dialog.begin.click()
        done(qtbot, dialog)
        assert told in dialog.summary.text()
    assert f"the reasons are in {file}.rejected.csv" in dialog.summary.text()
    with dialog.desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ContactInterval)) == 1


def test_a_kind_without_a_mapping_asks_for_none(
    qtbot: QtBot, dialog: ImportRows, tmp_path: Path, language: Language, theme: Theme
) -> None:
    choose(dialog, "states")
    assert not dialog.mapping.isVisible()
    assert_looks_right(qtbot, dialog, language, theme, "import-rows-empty", names=["started_at"])
    rows = "agent,state,started_at,ended_at\nagent,ready,2026-03-02 08:00,2026-03-02 08:50\nnobody,ready,2026-03-02,\n"
    dialog.file.setText(str(put(tmp_path / "states.csv", rows.encode())))
    dialog.preview.click()
    done(qtbot, dialog)
    assert "An import would bring 1 new" in dialog.summary.text()
    assert "Line 3: Nobody who works here is called so." in dialog.summary.text()
    assert [cell.text() for place in range(3) if (cell := dialog.table.item(0, place))] == ["agent", "1", "1"]


def test_shifts_are_imported_by_those_who_write_the_schedule_only(
    qtbot: QtBot, dialog: ImportRows, tmp_path: Path
) -> None:
    choose(dialog, "shifts")
    dialog.file.setText(str(put(tmp_path / "plan.csv", "坐席,日期,开始,结束\nagent,2026/3/3,8:00,16:00\n".encode())))
    dialog.preview.click()
    done(qtbot, dialog)
    assert "An import would bring 1 new" in dialog.summary.text()
    assert [cell.text() for place in range(3) if (cell := dialog.table.item(0, place))] == ["agent", "1", "8"]
    dialog.begin.click()
    done(qtbot, dialog)
    assert "Team leads and those above them write the schedule" in dialog.work.banner._text.text()


def test_every_kind_that_can_be_imported_is_offered_and_says_what_it_needs(dialog: ImportRows) -> None:
    for kind in subclasses(kinds, FileKind):  # type: ignore[type-abstract]
        choose(dialog, kind.name)
        assert dialog.summary.text() == kind.holds.en
        assert dialog.table.columnCount() == 1 + len(kind.figures)


def test_what_cannot_be_read_is_refused_with_a_sentence_and_the_choice_stays(
    qtbot: QtBot, dialog: ImportRows, tmp_path: Path
) -> None:
    dialog.preview.click()
    assert dialog.work.banner.isVisible()
    file = put(tmp_path / "acd.csv", b"a,b\n1,2")
    dialog.file.setText(str(file))
    choose(dialog, "contacts", "intervals")
    dialog.begin.click()
    done(qtbot, dialog)
    assert dialog.work.banner.isVisible()
    assert "lacks the heading" in dialog.work.banner._text.text()
    assert dialog.file.text() == str(file)
    assert dialog.begin.isEnabled()
