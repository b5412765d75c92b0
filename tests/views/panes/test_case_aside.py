"""The right column of the case pane: its deadlines first, every other page made and read when it is looked at."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.services.handling.case import Case
from app.views.case import aside as case_aside
from app.views.case.part import CasePart
from app.views.pane import Desk
from tests.views.panes.case_room import Room


class Letters(CasePart):
    """A page that counts what it was shown."""

    title = "Letters"
    shows = frozenset({"Letter"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: list[str] = []
        self.taken: list[int] = []

    def forget(self) -> None:
        """Keep what is counted."""

    def reading(self, case: Case) -> Callable[[Session], int]:
        self.shown.append(case.number)
        return lambda session: case.id

    def take(self, found: int) -> None:
        self.taken.append(found)

    def count(self) -> int | None:
        return len(self.shown)

    def retranslate(self) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def _with_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_aside, "subclasses", lambda package, kind: [Letters])


def letters(room: Room) -> Letters:
    part = room.pane.aside.parts[Letters]
    assert isinstance(part, Letters)
    return part


def test_a_page_is_made_and_read_only_when_somebody_looks_at_it(room: Room) -> None:
    ticket = room.ticket()
    aside = room.open(ticket).aside
    assert aside.parts == {}
    assert aside.pages.currentWidget() is room.pane.clocks
    aside.buttons[Letters].click()
    room.settle()
    assert letters(room).shown == [ticket.number]
    assert aside.buttons[Letters].text() == "Letters 1"


def test_a_page_in_front_hears_of_the_case_and_of_what_it_shows_beside_it(room: Room) -> None:
    ticket = room.ticket()
    room.open(ticket).aside.buttons[Letters].click()
    room.settle()
    room.hear(ticket)
    room.pane.hear({"Letter": frozenset({1})})
    room.settle()
    room.pane.hear({"Survey": frozenset({1})})
    room.settle()
    assert letters(room).shown == [ticket.number] * 3


def test_a_page_that_is_covered_is_shown_the_case_when_it_comes_to_the_front_again(room: Room) -> None:
    one, other = room.ticket(), room.ticket()
    room.open(one).aside.buttons[Letters].click()
    room.pane.aside.buttons[None].click()
    room.open(other)
    assert letters(room).shown == [one.number]
    QTest.keyClick(room.pane, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert letters(room).shown == [one.number, other.number]


def test_the_page_that_was_chosen_is_there_at_the_next_start_and_can_be_asked_for_by_name(room: Room) -> None:
    room.open(room.ticket()).aside.buttons[Letters].click()
    assert room.desk.memory.text("case_part") == "Letters"
    room.desk.requests.case_part.emit("Deadlines")
    assert room.pane.aside.pages.currentIndex() == 0
    room.desk.requests.case_part.emit("Letters")
    assert room.pane.aside.pages.currentIndex() == 1


def test_what_was_read_of_one_case_is_not_shown_of_another(room: Room) -> None:
    one, other = room.ticket(), room.ticket()
    room.open(one).aside.buttons[Letters].click()
    room.open(other)
    room.settle()
    part = letters(room)
    assert part.taken[-1] == other.id
    part.taken.clear()
    assert part.case
    shown, place = part.case, part.place
    assert place
    # The answer about the one is on its way when the other is shown.
    part.show_case(replace(shown, id=one.id), place)
    part.show_case(shown, place)
    room.settle()
    assert part.taken == [other.id]


def test_the_count_of_a_covered_page_goes_with_its_case(room: Room) -> None:
    one, other = room.ticket(), room.ticket()
    aside = room.open(one).aside
    aside.buttons[Letters].click()
    room.settle()
    aside.buttons[None].click()
    assert aside.buttons[Letters].text() == "Letters 1"
    room.open(other)
    assert aside.buttons[Letters].text() == "Letters"
    room.open(one)
    assert aside.buttons[Letters].text() == "Letters 1"


def test_a_change_of_a_customer_is_read_only_where_it_is_the_customer_of_the_case(room: Room) -> None:
    room.write(lambda session: session.add_all([Customer(name="王芳"), Customer(name="李娜")]))
    room.open(room.ticket(customer_id=1)).aside.buttons[Letters].click()
    room.settle()
    for changed in ({2}, {1}, None):
        letters(room).shown.clear()
        room.pane.hear({"Customer": None if changed is None else frozenset(changed)})
        room.settle()
        assert len(letters(room).shown) == (0 if changed == {2} else 1)
