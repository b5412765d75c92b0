"""Work at the console without a mouse: every step is keys, sent to what has the keyboard."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.models.people import Role
from app.services.database import Database
from app.views.dialog import Dialog
from app.views.dialogs.record import RecordComplaint
from app.views.i18n import Language
from app.views.theme import Theme
from tests.services.intake.test_file_kinds import PNG
from tests.views.keys_floor import KNOWN, KeysFloor

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
MINUTE = timedelta(minutes=1)
TITLE = "取暖器漏电，客厅跳闸"
# A minute has room for three times as many.
MOST_KEYS = 61


@pytest.fixture
def floor(
    qtbot: QtBot, database: Database, language: Language, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[KeysFloor]:
    monkeypatch.setenv("HOME", str(tmp_path))
    found = KeysFloor(qtbot, database, language, theme, tmp_path)
    found.sit(Role.AGENT)
    yield found
    found.window.close()
    found.console.close()


def record(floor: KeysFloor, title: str) -> None:
    """Take a complaint down as it is told on the telephone, with a picture that was sent along."""
    keys, picture = floor.keys, floor.folder / "plug.png"
    picture.write_bytes(PNG)
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(picture))])
    keys.press("F2")
    form = QApplication.activeModalWidget()
    assert isinstance(form, RecordComplaint)
    keys.type("2345")
    keys.press("Return")
    keys.type(title)
    keys.press("Tab")
    keys.type("Smoke since 8.")
    # The same customer has complained of the like before.
    keys.wait_for(form.similar.isVisible)
    keys.press("Tab")
    keys.type("Refund")
    keys.paste(copied)
    keys.press("Alt+O", "Down", "Alt+M", "Down", "Alt+G")
    keys.type("质量")
    send(floor)
    # Without a desktop the window is not in front yet when its case is brought there.
    keys.wait_for(lambda: floor.case.case is not None and floor.case.case.title == title)
    keys.press("Ctrl+2")


def send(floor: KeysFloor) -> None:
    """Send the form that is open, see that it went, and that the keyboard is back in the window."""
    form = QApplication.activeModalWidget()
    assert isinstance(form, Dialog)
    floor.keys.press("Ctrl+Return")
    floor.keys.wait_for(lambda: not (isValid(form) and form.isVisible()))
    floor.keys.wait_for(floor.is_read)
    floor.keys.settle()
    floor.now += MINUTE
    assert floor.keys.focus.window() is floor.window
    assert floor.keys.focus.isVisible()


def test_a_complaint_is_recorded_in_under_a_minute(floor: KeysFloor) -> None:
    floor.keys.count = 0
    record(floor, TITLE)
    # With the one that leads to the case.
    assert floor.keys.count <= MOST_KEYS + 1
    ticket, facts = floor.ticket(TITLE), floor.facts(TITLE)
    assert (ticket.description, ticket.demand, ticket.emotion) == ("Smoke since 8.", "Refund", "calm")
    assert facts == ("张伟", "DD20260001", "产品 / 质量", "plug.png")


def test_knowledge_is_searched_copied_and_written(floor: KeysFloor) -> None:
    keys = floor.keys
    record(floor, TITLE)
    # The articles that may answer it, then the scripts: one is copied by Enter.
    keys.press("Alt+9")
    keys.tab_to("Articles", "Backtab")
    keys.press("Right")
    keys.tab_to("Scripts")
    keys.press("Tab", "Return")
    assert QApplication.clipboard().text().startswith("We are sorry about FW-")
    keys.press_button("Make an article from this case")
    keys.press_button("Save as a draft")
    assert floor.articles() == {KNOWN, TITLE}
    # The pane of knowledge finds what is typed, and the keyboard goes down to it.
    keys.command("Knowledge")
    keys.type("漏电")
    keys.press("Down")
    assert keys.is_at("Articles and complaints") or keys.is_at("Search")


def test_a_supervisor_finds_sorts_assigns_and_leads_several_complaints_to_one_incident(floor: KeysFloor) -> None:
    keys = floor.keys
    record(floor, TITLE)
    floor.sit(Role.SUPERVISOR)
    keys.press("Ctrl+1", "Ctrl+F")
    keys.type("客厅")
    keys.press("Down")
    assert keys.line().count(TITLE)
    keys.press("Esc", "Ctrl+Shift+B")
    keys.take("Complaint")
    assert floor.queue.seen().sorted_by == "title"
    keys.press("Ctrl+Shift+B")
    keys.take("Complaint")
    assert floor.queue.seen().descending
    # The chips, with Space.
    keys.tab_to("Nobody", "Backtab")
    keys.press("Space")
    assert floor.queue.chips.filter.owners
    keys.press("Space")
    keys.press("Ctrl+1", "Ctrl+A", "A")
    keys.type("team_lead")
    keys.press("Return")
    assert {ticket.owner_id for ticket in floor.tickets()} == {floor.person(Role.TEAM_LEAD)}
    keys.press("Ctrl+1", "Ctrl+A", "I")
    keys.type("Heaters")
    send(floor)
    assert {ticket.incident_id is not None for ticket in floor.tickets()} == {True}
