"""The required staff of a day as people see it: what is needed, who is there, what is short, or what to do first."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.floor import Floor, Queue
from app.models.people import Person, QueueMember, Role
from app.models.roster import Shift
from app.services.database import Database
from app.services.staffing.contacts import IntervalRow, record_intervals
from app.views.dialogs.required_staff import RequiredStaffDialog
from app.views.i18n import Language
from app.views.pane import Desk
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, new_ticket, open_floor
from tests.views.desks import desk_on
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right

READING_MS = 60_000


@pytest.fixture
def desk(sqlite_database: Database, tasks: Tasks, tmp_path: Path) -> Desk:
    """The desk of a floor with two queues that four weeks of contacts are known of, and twelve people on shift."""
    rulebook = open_floor(sqlite_database)
    for _ in range(20):
        new_ticket(sqlite_database, rulebook)
    with sqlite_database.write() as session:
        floor = session.scalars(select(Floor.id)).one()
        queues = Queue(name="热线", floor_id=floor), Queue(name="Billing", floor_id=floor)
        session.add_all(queues)
        session.flush()
        for queue, calls in zip(queues, (30, 12), strict=True):
            record_intervals(
                session,
                [
                    IntervalRow(
                        queue.id,
                        MONDAY - timedelta(days=days) + half * HOUR / 2,
                        30,
                        count,
                        count,
                        0,
                        None,
                        None,
                        300 * count,
                    )
                    for days in range(1, 30)
                    for half in range(-2, 14)
                    for count in (calls + 2 * (half % 5),)
                ],
            )
        for place in range(12):
            who = Person(name=f"坐席 {place + 1}", role=Role.AGENT)
            session.add(who)
            session.flush()
            skills = queues if place % 3 == 0 else (queues[place % 2],)
            session.add_all(QueueMember(person_id=who.id, queue_id=queue.id) for queue in skills)
            start = MONDAY + (place % 3 - 1) * HOUR
            session.add(Shift(person_id=who.id, starts_at=start, ends_at=start + 6 * HOUR, activities=[]))
    return desk_on(sqlite_database, tasks, tmp_path)


def shown(qtbot: QtBot, desk: Desk) -> RequiredStaffDialog:
    dialog = RequiredStaffDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._rows is not None, timeout=READING_MS)
    return dialog


def test_a_day_says_what_it_needs_and_where_it_is_short(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme
) -> None:
    dialog = shown(qtbot, desk)
    assert dialog.below.currentWidget() is dialog.table
    assert dialog._rows
    short = [row for row in dialog._rows if row.short > 1]
    assert short
    assert "Most needed:" in dialog.summary.text()
    assert f"work in {len([row for row in dialog._rows if row.short > 0.05])} intervals." in dialog.summary.text()
    assert "Service level = answered within 20 s ÷ offered; aim 80%." in dialog.about.text()
    assert "as usual elsewhere" in dialog.about.text()
    assert_fits_a_small_screen(dialog)
    assert_looks_right(qtbot, dialog, language, theme, "required", names=["Billing"])


def test_another_day_is_read_when_it_is_chosen_and_an_empty_one_says_what_to_do(
    qtbot: QtBot, desk: Desk, language: Language, theme: Theme
) -> None:
    dialog = shown(qtbot, desk)
    today = dialog.day.date()
    dialog.after.click()
    assert dialog.day.date() == today.addDays(1)
    assert dialog.nothing.text() == "The day is being read."
    qtbot.waitUntil(lambda: dialog._rows is not None, timeout=READING_MS)
    assert dialog._need
    assert dialog._need.day.day == 3
    dialog.day.setDate(today.addDays(-40))
    qtbot.waitUntil(lambda: dialog._rows is not None, timeout=READING_MS)
    assert dialog.below.currentWidget() is dialog.nothing
    assert "import what the telephone system has counted" in dialog.nothing.text()
    assert_looks_right(qtbot, dialog, language, theme, "required-empty")


def test_a_new_shift_is_heard_of_and_what_does_not_concern_it_is_not(qtbot: QtBot, desk: Desk) -> None:
    dialog = shown(qtbot, desk)
    dialog.hear({"Ticket": None})
    assert not desk.tasks.busy()
    before = dialog._need
    dialog.hear({"Shift": None})
    dialog.reader.ask(hurried=True)
    qtbot.waitUntil(lambda: dialog._need is not before, timeout=READING_MS)
