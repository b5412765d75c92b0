"""The dialog of stages: figures for the days that are chosen, what to do without any, the oldest, and the report."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.database import Database
from app.services.reporting.spans import Span
from app.services.reporting.stage_times import By
from app.views.dialogs.report import WriteReport
from app.views.dialogs.stage_times import TimePerStage
from app.views.i18n import Language
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY
from tests.services.reporting.test_stage_times import Floor
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

READ_MS = 60_000
Open = Callable[[], TimePerStage]


@pytest.fixture
def floor(sqlite_database: Database) -> Floor:
    return Floor(sqlite_database)


@pytest.fixture
def opened(floor: Floor, tasks: Tasks, tmp_path: Path, qtbot: QtBot, language: Language) -> Open:
    """A maker of dialogs at the end of the Monday."""
    language.switch("en")

    def make() -> TimePerStage:
        desk = desk_on(floor.database, tasks, tmp_path, now=lambda: MONDAY + 8 * HOUR)
        dialog = TimePerStage(desk)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: dialog._rows is not None, timeout=READ_MS)
        return dialog

    return make


def shown(dialog: TimePerStage) -> list[list[str]]:
    model = dialog.model
    columns = [place for place in range(model.columnCount()) if not dialog.table.isColumnHidden(place)]
    return [[model.index(row, place).data() for place in columns] for row in range(model.rowCount())]


def lived(floor: Floor) -> int:
    """Two complaints, one of which came back and waits."""
    floor.passes(("intake", floor.agent, 0, 1), ("handling", floor.lead, 1, 5), ("reply", floor.lead, 5, None))
    return floor.passes(
        ("intake", floor.agent, 0, 2),
        ("handling", floor.agent, 2, 3),
        ("intake", floor.agent, 3, None),
        category="Billing",
    )


def test_it_shows_what_each_stage_took_and_leads_to_the_oldest(floor: Floor, opened: Open, qtbot: QtBot) -> None:
    oldest = lived(floor)
    dialog = opened()
    assert dialog.span.currentData() == Span.LAST_30_DAYS
    assert [row[:8] for row in shown(dialog)] == [
        ["Intake", "Agent", "2 h of opening hours", "3", "1:00 / 2:00", "1:00 / 2:00", "–", "0 + 0"],
        ["Handling", "Agent", "1 working day", "2", "0:00 / 3:00", "1:00 / 4:00", "–", "1 + 0"],
        ["Reply", "Team lead", "4 h of opening hours", "1", "–", "–", "–", "0 + 1"],
    ]
    assert not dialog.oldest.isEnabled()
    dialog.table.select_ids([0])
    with qtbot.waitSignal(dialog.desk.requests.case) as asked:
        dialog.oldest.click()
    assert asked.args == [oldest]
    assert not dialog.isVisible()


def test_without_anything_in_the_days_it_says_what_to_do(opened: Open) -> None:
    dialog = opened()
    assert dialog.nothing.isVisible()
    assert "Next stage" in dialog.nothing.text()
    assert not dialog.oldest.isEnabled()


def test_other_days_and_categories_are_read_when_they_are_chosen(floor: Floor, opened: Open, qtbot: QtBot) -> None:
    lived(floor)
    dialog = opened()
    dialog.by.setCurrentIndex(dialog.by.findData(By.CATEGORY))
    dialog.by.activated.emit(dialog.by.currentIndex())
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 5, timeout=READ_MS)
    assert [row[:2] for row in shown(dialog)] == [
        ["–", "Intake"],
        ["–", "Handling"],
        ["–", "Reply"],
        ["Billing", "Intake"],
        ["Billing", "Handling"],
    ]
    dialog.span.setCurrentIndex(dialog.span.findData(Span.LAST_WEEK))
    dialog.span.activated.emit(dialog.span.currentIndex())
    # Of last week nothing is known but what waits now.
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2, timeout=READ_MS)


def test_a_click_on_a_heading_sorts_by_it(floor: Floor, opened: Open) -> None:
    lived(floor)
    dialog = opened()
    keys = [column.key for column in dialog.model.columns]
    dialog.table.sortByColumn(keys.index("hand_overs"), Qt.SortOrder.AscendingOrder)
    assert shown(dialog)[0][0] == "Handling"


def test_it_goes_over_to_the_report_of_the_same_days(floor: Floor, opened: Open, qtbot: QtBot) -> None:
    dialog = opened()
    dialog.report.click()
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, WriteReport)]
    assert [each.span.currentData() for each in found] == [Span.LAST_30_DAYS]
    assert not dialog.isVisible()
    for each in found:
        each.reject()


@pytest.mark.parametrize("full", [True, False])
def test_it_is_whole_in_both_languages_and_themes(
    floor: Floor, opened: Open, qtbot: QtBot, language: Language, theme: Theme, full: bool
) -> None:
    if full:
        lived(floor)
    dialog = opened()
    assert_fits_a_small_screen(dialog)
    assert_looks_right(qtbot, dialog, language, theme, f"stages-{'full' if full else 'empty'}", names=["Billing"])
