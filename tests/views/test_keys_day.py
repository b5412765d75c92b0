"""Whole days are worked at the console without a mouse: every step is keys, sent to what has the keyboard."""

import pytest

from app.models.desk import Link
from app.models.people import Role
from app.models.ticket import Status
from tests.views import keys_floor
from tests.views.keyboard import names
from tests.views.keys_floor import KNOWN, KeysFloor

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
TITLE = "取暖器漏电，客厅跳闸"
PART = "The spare plug is missing"
floor = keys_floor.floor


def test_a_complaint_is_brought_from_the_first_contact_to_its_closure(floor: KeysFloor) -> None:
    keys, title = floor.keys, f"{TITLE}!"
    floor.record(TITLE)
    keys.press("F4", "Alt+T", "End")
    keys.type("!")
    floor.send()
    floor.tell("Ctrl+N", "Calm on the telephone.")
    floor.tell("Ctrl+Shift+W", "A picture of the plug.")
    assert floor.ticket(title).status is Status.WAITING
    floor.tell("Ctrl+Shift+W", "The picture came.")
    assert floor.ticket(title).status is Status.OPEN

    # Its score is another one, and why.
    keys.press("Alt+3")
    keys.press_button("Set another score")
    keys.type("90")
    keys.press("Tab")
    keys.type("A child was near.")
    floor.send()
    assert floor.ticket(title).score_set == 90

    # A department is asked, answers, and that is enough.
    keys.press("Alt+5", "Alt+B")
    keys.choose("技术部")
    keys.press("Tab")
    keys.type("Is the model known?")
    keys.press("Tab")
    keys.type("Is the model known for it?")
    floor.send()
    keys.press("Alt+5")
    keys.press_button("Answer")
    keys.type("Yes, recalled.")
    floor.send()
    keys.press("Alt+5")
    keys.press_button("Accept")

    # More is offered than the handler may give: somebody else decides, and then it is paid.
    keys.press("Alt+7", "Space")
    keys.tab_to("How much")
    keys.press("Ctrl+A")
    keys.type("600")
    keys.press("Tab")
    keys.type("Damage")
    floor.send()
    floor.sit(Role.SUPERVISOR)
    keys.press("Ctrl+Shift+O", "Alt+G", "Esc")
    floor.sit(Role.AGENT)
    keys.press("Ctrl+2", "Alt+7")
    keys.press_button("Paid")

    # What is promised is kept.
    keys.press("Alt+2", "Ctrl+Shift+P")
    keys.type("We fetch it on Thursday.")
    keys.press_button("Record")
    keys.press("Alt+2")
    keys.tab_to("Customer", "Backtab")
    keys.follow("Kept")

    # The customer is written to: what is typed fills the gap of the template.
    keys.press("Alt+4", "Alt+N", "Alt+T", "Home")
    keys.choose("Progress")
    keys.press("Alt+X")
    keys.type("The plug is being tested.")
    floor.send()

    floor.tell("Ctrl+D", "A new one is sent.")
    assert floor.ticket(title).status is Status.RESOLVED
    # Reached, very content.
    keys.press("Alt+0", "1", "5", "Return")
    keys.press("Ctrl+Shift+D")
    keys.choose("流程")
    floor.send()
    assert floor.ticket(title).status is Status.CLOSED


def tie(floor: KeysFloor, key: str, title: str) -> None:
    """Tie the complaint that is shown to another one, which is found by its number."""
    floor.keys.press(key)
    floor.keys.pick(floor.ticket(title).number)
    floor.send()


def test_a_complaint_is_split_linked_reopened_merged_and_withdrawn(floor: KeysFloor) -> None:
    keys = floor.keys
    floor.record(TITLE)
    keys.press("Ctrl+Shift+J")
    keys.type(PART)
    floor.send()
    # It leads on to the part.
    floor.see(PART)
    tie(floor, "Ctrl+Shift+K", KNOWN)
    assert floor.links() == {(PART, Link.SPLIT_FROM, TITLE), (KNOWN, Link.RELATED, PART)}
    floor.tell("Ctrl+D", "One is sent.")
    assert floor.ticket(PART).status is Status.RESOLVED
    floor.tell("Ctrl+Shift+R", "It never came.")
    assert floor.ticket(PART).status is Status.OPEN
    tie(floor, "Ctrl+M", TITLE)
    assert floor.ticket(PART).status is Status.MERGED

    # What goes on is withdrawn.
    keys.press("Ctrl+1", "Ctrl+F")
    keys.type("客厅")
    keys.press("Down", "Return")
    floor.see(TITLE)
    floor.tell("Ctrl+Shift+X", "He found it.")
    assert floor.ticket(TITLE).status is Status.WITHDRAWN


def test_a_customer_is_looked_up_an_alert_acknowledged_and_a_report_written(floor: KeysFloor) -> None:
    keys = floor.keys
    floor.record(TITLE)
    # All of the customer, with what they bought; and from there to what they complained of before.
    keys.press("Alt+2")
    keys.press_button("Customer")
    keys.tab_to("What has passed with this customer")
    keys.wait_for(lambda: "DD20260001" in keys.text())
    keys.follow(floor.ticket(KNOWN).number)
    floor.see(KNOWN)

    floor.sit(Role.SUPERVISOR)
    floor.raise_alert()
    keys.command("Alerts")
    keys.wait_for(lambda: keys.is_at("Surge"))
    keys.press("K")
    keys.wait_for(lambda: "Acknowledged by supervisor" in names(keys.focus)[0])

    # A workbook, where the home of a person keeps documents.
    keys.press("Ctrl+E", "Alt+W")
    keys.wait_for(lambda: keys.is_at("Open the report"))
    (book,) = floor.folder.rglob("*.xlsx")
    assert book.read_bytes().startswith(b"PK")
    keys.press("Esc")
    assert keys.focus.window() is floor.window
