"""The forecast pane: what it says before and with a forecast, and events that are entered, written over, taken away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, select

from app.models.floor import Queue
from app.models.forecast import EventKind, FloorEvent, ForecastVersion, Repeats
from app.models.people import Role
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.staffing.forecast.split import By
from app.views.forecast.words import days_word
from app.views.i18n import Language, Sentence
from app.views.pane import Desk
from app.views.panes.forecast import ForecastPane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import MONDAY, open_floor, person
from tests.services.staffing.forecast.floors import add_complaints
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_looks_right

READING_MS = 30_000
DAYS = 28
EVENT, KIND, FROM, CHANGE, PLAN = 1, 2, 4, 7, 8


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    open_floor(sqlite_database)
    with sqlite_database.write() as session:
        lead = person(session, Role.TEAM_LEAD).id
    return desk_on(sqlite_database, tasks, tmp_path, me=lambda: lead)


def fill(desk: Desk, days: int = DAYS, *, learned: bool = True) -> None:
    """Four weeks of one queue with a long name, and an event of the month."""
    with desk.database.write() as session:
        queue = Queue(name="Invoices, refunds and everything else about money", floor_id=1)
        session.add(queue)
        session.flush()
        add_complaints(session, queue.id, MONDAY - timedelta(days=days, hours=9), days)
        session.add(
            FloorEvent(
                name="Billing run",
                kind=EventKind.BILLING,
                starts_on=date(2026, 3, 4),
                ends_on=date(2026, 3, 5),
                repeats=Repeats.MONTHLY,
                factor=1.3,
                samples=3,
                learned=learned,
                plan={"1": 1, "2": 3, "3": 2},
            )
        )


Show = Callable[..., ForecastPane]


@pytest.fixture
def show(qtbot: QtBot, desk: Desk) -> Show:
    """Shows a pane and waits until it has read."""

    def shown(width: int = 900, height: int = 420) -> ForecastPane:
        pane = ForecastPane(desk)
        qtbot.addWidget(pane)
        pane.resize(width, height)
        with qtbot.waitSignal(pane.reader.came, timeout=READING_MS):
            pane.show()
        return pane

    return shown


def until_said(qtbot: QtBot, desk: Desk, act: Callable[[], object]) -> tuple[str, Callable[[], None]]:
    """Do something, and return what is said of it and how it is undone."""
    with qtbot.waitSignal(desk.notices.changed, timeout=READING_MS) as said:
        act()
    return str(said.args[0]), said.args[1]


def reread(qtbot: QtBot, pane: ForecastPane) -> None:
    """Hear of a change, as the feed tells it."""
    with qtbot.waitSignal(pane.reader.came, timeout=READING_MS):
        pane.hear({"FloorEvent": None, "ForecastVersion": None})


def events(desk: Desk) -> list[FloorEvent]:
    """The events on record."""
    with desk.database.read() as session:
        return list(session.scalars(select(FloorEvent).order_by(FloorEvent.id)))


def write_over(pane: ForecastPane, row: int, column: int, typed: object) -> None:
    """Write a cell over as an editor does."""
    pane.foreseen.table.events.setData(pane.foreseen.table.events.index(row, column), typed)


def test_before_there_is_a_forecast_it_says_what_it_takes(show: Show) -> None:
    pane = show()
    assert pane.nothing.isVisible()
    assert "14 whole days" in pane.nothing.text()
    assert [pane.tabs.isTabVisible(page) for page in range(5)] == [True, False, True, False, False]
    pane.tabs.setCurrentIndex(2)
    assert pane.foreseen.nothing.isVisible()
    assert "enter what only people know" in pane.foreseen.nothing.text()


def test_a_forecast_can_be_made_at_once(qtbot: QtBot, desk: Desk, show: Show) -> None:
    fill(desk, learned=False)
    pane = show()
    said, _ = until_said(qtbot, desk, pane.anew.click)
    assert said == "Forecast anew: 2 versions"
    reread(qtbot, pane)
    assert pane.chart.isVisible()
    assert all(pane.tabs.isTabVisible(page) for page in range(5))
    assert ": off by " in pane.about.text()
    assert "Learned from 27 days" in pane.about.text()
    assert "expected: 54" in pane.chart.accessibleDescription()
    assert "event: +30%" in pane.chart.accessibleDescription()
    assert pane.models[0].rowCount() == 2
    assert pane.models[1].rowCount() == 2
    pane.queue.setCurrentIndex(1)
    with qtbot.waitSignal(pane.reader.came, timeout=READING_MS):
        pane.queue.activated.emit(1)
    assert len(pane.chart._days) == 21
    with desk.database.read() as session:
        assert len(session.scalars(select(ForecastVersion)).all()) == 2


def test_days_without_a_record_are_named_and_drawn_as_such(qtbot: QtBot, desk: Desk, show: Show) -> None:
    fill(desk, learned=False)
    with desk.database.write() as session:
        for back in (3, 4, 9):
            start = MONDAY - timedelta(days=back, hours=9)
            session.execute(delete(Ticket).where(Ticket.received_at.between(start, start + timedelta(hours=23))))
    pane = show()
    until_said(qtbot, desk, pane.anew.click)
    reread(qtbot, pane)
    assert "Not on record, and left out: 26 Feb–27 Feb, 21 Feb." in pane.about.text()
    assert "“?”: not on record." in pane.legend.text()
    days = [line for line in pane.chart.accessibleDescription().splitlines() if "not recorded" in line]
    assert len(days) == 2
    assert not any("came" in line for line in days)


def test_of_many_gaps_the_last_are_named_and_the_others_counted() -> None:
    days = [date(2026, 1, day) for day in (1, 2, 5, 7, 8, 9, 12, 20)]
    assert days_word(days) == "20 Jan, 12 Jan, 7 Jan–9 Jan, 5 Jan and 2 days before"


def test_it_is_split_by_queue_source_or_category_and_says_how_good_that_is(
    qtbot: QtBot, desk: Desk, show: Show
) -> None:
    fill(desk, learned=False)
    pane = show()
    until_said(qtbot, desk, pane.anew.click)
    reread(qtbot, pane)
    pane.tabs.setCurrentIndex(4)
    said = {}
    for place, by in enumerate(By):
        pane.by.setCurrentIndex(place)
        with qtbot.waitSignal(pane.reader.came, timeout=READING_MS):
            pane.by.activated.emit(place)
        said[by] = pane.part_rows.index(0, 0).data(), pane.of_parts.text()
    assert said[By.QUEUE][0].startswith("Invoices")
    assert "back-test" in said[By.QUEUE][1]
    assert said[By.SOURCE][0] == "Telephone"
    assert said[By.SOURCE][1].startswith("All parts together: off by 0.0%")
    assert said[By.CATEGORY][0] == "Without category"
    assert pane.missed_rows.rowCount() == 4
    assert [pane.missed_rows.index(row, 0).data() for row in range(4)] == ["1", "2–3", "4–7", "8–14"]


def test_with_too_few_days_making_one_says_why_not(qtbot: QtBot, desk: Desk, show: Show) -> None:
    fill(desk, days=5)
    pane = show()
    said, _ = until_said(qtbot, desk, pane.anew.click)
    assert said == "No forecast: 14 whole days have to be recorded first"
    assert pane.anew.isEnabled()


def test_an_event_is_written_over_in_place_follows_history_no_longer_and_that_is_undone(
    qtbot: QtBot, desk: Desk, show: Show
) -> None:
    fill(desk)
    pane = show()
    said, undo = until_said(qtbot, desk, lambda: write_over(pane, 0, CHANGE, "+50 %"))
    assert said == "Event “Billing run” changed"
    (row,) = events(desk)
    assert (row.factor, row.learned) == (1.5, False)
    until_said(qtbot, desk, undo)
    (row,) = events(desk)
    assert (row.factor, row.learned) == (1.3, True)


@pytest.mark.parametrize(
    ("column", "typed", "field", "value"),
    [
        (EVENT, " 出账日 ", "name", "出账日"),
        (KIND, 3, "kind", EventKind.PROMOTION),
        (CHANGE, "−20", "factor", 0.8),
        (PLAN, "2/4 / 0", "plan", {"1": 2, "2": 4, "3": 0}),
    ],
)
def test_every_field_can_be_written_over(
    qtbot: QtBot, desk: Desk, show: Show, column: int, typed: object, field: str, value: object
) -> None:
    fill(desk)
    pane = show()
    until_said(qtbot, desk, lambda: write_over(pane, 0, column, typed))
    assert getattr(events(desk)[0], field) == value


@pytest.mark.parametrize(
    ("column", "typed", "sentence"),
    [
        (CHANGE, "much", "Write the change in percent, like +30 or -20."),
        (PLAN, "3", "Write the people of the three tiers like 1 / 3 / 2."),
    ],
)
def test_what_makes_no_sense_is_said_at_once(
    qtbot: QtBot, desk: Desk, show: Show, column: int, typed: str, sentence: str
) -> None:
    fill(desk)
    pane = show()
    said, _ = until_said(qtbot, desk, lambda: write_over(pane, 0, column, typed))
    assert said == sentence
    assert events(desk)[0].version == 1


def test_what_cannot_be_is_refused(qtbot: QtBot, desk: Desk, show: Show) -> None:
    fill(desk)
    pane = show()
    refused: list[Sentence] = []
    desk.tasks.refused.connect(refused.append)
    begin = pane.foreseen.table.events.index(0, FROM).data(Qt.ItemDataRole.EditRole)
    with qtbot.waitSignal(desk.tasks.refused, timeout=READING_MS):
        write_over(pane, 0, FROM, begin.addDays(9))
    assert str(refused[0]) == "An event ends on the day it begins, or later."


def test_who_does_not_lead_is_told_so_and_nothing_changes(
    qtbot: QtBot, desk: Desk, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(desk)
    pane = show()
    _, undo = until_said(qtbot, desk, lambda: write_over(pane, 0, CHANGE, "+50"))
    monkeypatch.setattr(pane.foreseen, "desk", replace(desk, me=lambda: None))
    refused: list[Sentence] = []
    desk.tasks.refused.connect(refused.append)
    pane.foreseen.table.setCurrentIndex(pane.foreseen.table.events.index(0, EVENT))
    for act in (pane.foreseen.add.click, pane.foreseen.remove.click, undo, lambda: write_over(pane, 0, CHANGE, "+70")):
        with qtbot.waitSignal(desk.tasks.refused, timeout=READING_MS):
            act()
    said = "Team leads and those above them write events; say first who sits here."
    assert [str(each) for each in refused] == [said] * 4
    assert [row.factor for row in events(desk)] == [1.5]


def test_switching_off_is_one_click(qtbot: QtBot, desk: Desk, show: Show) -> None:
    fill(desk)
    pane = show()
    box = pane.foreseen.table.events.index(0, 0)
    until_said(
        qtbot,
        desk,
        lambda: pane.foreseen.table.events.setData(
            box, Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole.value
        ),
    )
    assert not events(desk)[0].active


def test_a_new_event_is_there_to_be_named_and_can_be_taken_away_and_back(qtbot: QtBot, desk: Desk, show: Show) -> None:
    pane = show()
    pane.tabs.setCurrentIndex(2)
    with qtbot.waitSignal(pane.reader.came, timeout=READING_MS):
        pane.foreseen.add.click()
    assert pane.foreseen.table.chosen() is not None
    assert pane.foreseen.table.state() == pane.foreseen.table.State.EditingState
    (row,) = events(desk)
    assert (row.starts_on, row.factor, row.learned) == (date(2026, 3, 3), 1.0, False)
    said, undo = until_said(qtbot, desk, pane.foreseen.remove.click)
    assert said == "Event “New event” removed"
    assert events(desk) == []
    until_said(qtbot, desk, undo)
    assert [row.name for row in events(desk)] == ["New event"]


def test_a_learned_event_is_only_switched_off(qtbot: QtBot, desk: Desk, show: Show) -> None:
    fill(desk)
    pane = show()
    pane.tabs.setCurrentIndex(2)
    pane.foreseen.table.setCurrentIndex(pane.foreseen.table.events.index(0, EVENT))
    said, undo = until_said(qtbot, desk, pane.foreseen.remove.click)
    assert said == "Event “Billing run” switched off"
    assert not events(desk)[0].active
    until_said(qtbot, desk, undo)
    assert (events(desk)[0].active, events(desk)[0].learned) == (True, True)


def test_kinds_are_chosen_from_a_list(qtbot: QtBot, desk: Desk, show: Show) -> None:
    fill(desk)
    pane = show()
    pane.tabs.setCurrentIndex(2)
    pane.foreseen.table.edit(pane.foreseen.table.events.index(0, KIND))
    (box,) = pane.foreseen.table.findChildren(QComboBox)
    assert box.currentText() == "Billing"
    assert box.count() == len(EventKind)


def test_the_table_of_events_is_a_sound_model(desk: Desk, show: Show) -> None:
    fill(desk)
    model: QAbstractItemModel = show().foreseen.table.events
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 1


def test_nothing_is_cut_off_in_either_language(
    qtbot: QtBot, desk: Desk, show: Show, language: Language, theme: Theme
) -> None:
    fill(desk, learned=False)
    for width in (900, 460):
        pane = show(width)
        if width == 900:
            until_said(qtbot, desk, pane.anew.click)
            reread(qtbot, pane)
        for page in range(pane.tabs.count()):
            pane.tabs.setCurrentIndex(page)
            # The last two are Qt's own.
            names = ("Invoices, refunds", "Billing run", "Scroll Left", "Scroll Right")
            assert_looks_right(qtbot, pane, language, theme, f"forecast-{width}-{page}", names=names)
