"""Whole days are worked at the console without a mouse: every step is keys, sent to what has the keyboard."""

import pytest

from app.models.people import Role
from app.models.ticket import Status
from tests.views import keys_floor
from tests.views.keys_floor import KeysFloor

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
TITLE = "取暖器漏电，客厅跳闸"
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
