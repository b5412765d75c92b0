"""Work at the console without a mouse: every step is keys, sent to what has the keyboard."""

import pytest
from PySide6.QtWidgets import QApplication

from app.models.people import Role
from tests.views import keys_floor
from tests.views.keys_floor import KNOWN, KeysFloor

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
TITLE = "取暖器漏电，客厅跳闸"
# A minute has room for three times as many.
MOST_KEYS = 61
floor = keys_floor.floor


def test_a_complaint_is_recorded_in_under_a_minute(floor: KeysFloor) -> None:
    floor.keys.count = 0
    floor.record(TITLE)
    assert floor.keys.count <= MOST_KEYS
    ticket, facts = floor.ticket(TITLE), floor.facts(TITLE)
    assert (ticket.description, ticket.demand, ticket.emotion) == ("Smoke since 8.", "Refund", "calm")
    assert facts == ("张伟", "DD20260001", "产品 / 质量", "plug.png")


def test_knowledge_is_searched_copied_and_written(floor: KeysFloor) -> None:
    keys = floor.keys
    floor.record(TITLE)
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
    floor.record(TITLE)
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
    floor.send()
    assert {ticket.incident_id is not None for ticket in floor.tickets()} == {True}
