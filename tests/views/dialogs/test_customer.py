"""Customers on screen: found, read and written, promised, made one of two, and erased only with the name typed."""

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.models.customer import Customer, CustomerPromise
from app.models.desk import Compensation, CompensationState
from app.models.people import Role
from app.models.sla import LifeEvent
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.handling.case import read_case
from app.services.handling.events import happen
from app.services.knowledge.customer import read_customer
from app.views.case.parts.customer import CustomerPart
from app.views.case.parts.follow_up import FollowUpPart
from app.views.dialogs.customer import CustomerDialog
from app.views.dialogs.customers import Customers
from app.views.dialogs.erase_customer import EraseCustomer
from app.views.dialogs.promise import MakePromise
from app.views.i18n import Language
from app.views.intake.complaint_draft import ComplaintDraft
from app.views.tasks import Tasks
from app.views.theme import Theme
from app.views.ticket_words import Place
from tests.builders import HOUR, person
from tests.views.desk_customer import NAMES, NOW, CustomerRoom
from tests.views.dialogs.looks import assert_fits_a_small_screen, assert_looks_right


@pytest.fixture
def room(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> CustomerRoom:
    return CustomerRoom(qtbot, tasks, sqlite_database, tmp_path)


Shown = TypeVar("Shown", bound=QDialog)


def opened(room: CustomerRoom, dialog: Shown) -> Shown:
    room.qtbot.addWidget(dialog)
    dialog.show()
    room.settle()
    return dialog


def stored(room: CustomerRoom, id_: int) -> Customer:
    with room.database.read() as session:
        return session.get_one(Customer, id_)


def test_what_is_known_is_shown_and_what_is_written_is_saved(room: CustomerRoom) -> None:
    id_ = room.zhang()
    dialog = opened(room, CustomerDialog(room.desk, None, id_))
    text = dialog.life.toPlainText()
    for said in ("138 0013 8000", "010-8888 0000", "两天内回电", "千兆宽带", "催办", "CNY 50.00", "5.0 / 5"):
        assert said in text
    dialog.level.setCurrentText("gold")
    dialog.call_from.setCurrentIndex(dialog.call_from.findData(10))
    dialog.save.click()
    room.settle()
    assert not dialog.isVisible()
    assert (stored(room, id_).level, stored(room, id_).call_from) == ("gold", 10)


def test_what_cannot_be_is_said_in_place_and_nothing_typed_is_lost(room: CustomerRoom) -> None:
    id_ = room.zhang()
    dialog = opened(room, CustomerDialog(room.desk, None, id_))
    dialog.telephone.setText("no number")
    dialog.save.click()
    room.settle()
    assert dialog.banner.isVisible()
    assert dialog.telephone.text() == "no number"
    dialog.hear(None)
    room.settle()
    assert dialog.telephone.text() == "no number"
    assert dialog.save.isEnabled()


def test_a_promise_is_made_and_said_to_be_kept_by_its_link(room: CustomerRoom) -> None:
    id_ = room.customer("张伟", "13800138000")
    dialog = opened(room, CustomerDialog(room.desk, None, id_))
    promise = opened(room, MakePromise(room.desk, dialog, id_))
    promise.ok.click()
    room.settle()
    # It says nothing yet.
    assert promise.banner.isVisible()
    promise.text.setPlainText("明天回电")
    promise.ok.click()
    room.settle()
    assert not promise.isVisible()
    dialog.hear(None)
    room.settle()
    assert "明天回电" in dialog.life.toPlainText()
    dialog.life.anchorClicked.emit(QUrl("kept:1"))
    room.settle()
    with room.database.read() as session:
        assert session.get_one(CustomerPromise, 1).kept is True


def test_a_complaint_is_opened_from_the_life_of_its_customer(room: CustomerRoom) -> None:
    dialog = opened(room, CustomerDialog(room.desk, None, room.zhang()))
    dialog.life.anchorClicked.emit(QUrl("case:1"))
    room.settle()
    assert room.cases == [1]
    assert not dialog.isVisible()


def test_nobody_is_erased_before_their_name_is_typed_nor_while_something_is_owed(room: CustomerRoom) -> None:
    id_ = room.zhang()
    with room.database.read() as session:
        view = read_customer(session, id_)
    dialog = opened(room, EraseCustomer(room.desk, None, view))
    dialog.reason.setText("客户要求")
    assert not dialog.ok.isEnabled()
    dialog.name.setText("张")
    assert not dialog.ok.isEnabled()
    dialog.name.setText("张伟")
    dialog.ok.click()
    room.settle()
    assert "Still open" in dialog.banner._text.text()
    with room.database.write() as session:
        for ticket in session.query(Ticket):
            happen(session, room.rulebook, ticket, LifeEvent.WITHDRAWN, now=NOW)
        session.query(CustomerPromise).one().ended_at = NOW
    _pay(room)
    begun, others = (ComplaintDraft(room.desk.memory.folder, person_id) for person_id in (7, 8))
    begun.keep({"name": "张伟", "title": "漏电"})
    others.keep({"name": "李雷", "title": "漏电"})
    dialog.ok.click()
    room.settle()
    assert not dialog.isVisible()
    assert (begun.read(), others.read() != {}) == ({}, True)
    assert stored(room, id_).name == ""
    shown = opened(room, CustomerDialog(room.desk, None, id_))
    assert "was erased" in shown.life.toPlainText()
    assert not shown.save.isEnabled()


def _pay(room: CustomerRoom) -> None:
    with room.database.write() as session:
        session.query(Compensation).one().state = CompensationState.PAID


def test_customers_are_found_and_opened(room: CustomerRoom) -> None:
    room.zhang()
    dialog = opened(room, Customers(room.desk))
    assert "Type digits" in dialog.nothing[0].text()
    dialog.words.setText("8888")
    room.qtbot.waitUntil(lambda: bool(dialog.found.entries()))
    assert dialog.found.entries()[0].title == "张伟"
    dialog.found.choose(dialog.found.entries()[0].subject)
    assert dialog.open_one.isEnabled()
    dialog.words.setText("nobody")
    room.qtbot.waitUntil(lambda: not dialog.found.entries())
    assert "nobody" in dialog.nothing[0].text()


def test_two_who_are_one_are_merged(room: CustomerRoom) -> None:
    first, second = room.customer("张伟", "13800138000"), room.customer("张先生", "13800138000")
    room.resolved(first, "一")
    dialog = opened(room, Customers(room.desk))
    dialog.tabs.setCurrentIndex(1)
    room.qtbot.waitUntil(lambda: bool(dialog.twins.entries()))
    dialog.twins.choose(0)
    dialog.merge.click()
    room.settle()
    assert stored(room, second).merged_into_id == first
    room.qtbot.waitUntil(lambda: not dialog.twins.entries())
    assert "Nobody seems to be" in dialog.nothing[1].text()


def test_what_is_owed_to_anybody_is_on_one_list(room: CustomerRoom) -> None:
    room.zhang()
    room.now = NOW + 3 * HOUR
    dialog = opened(room, Customers(room.desk))
    dialog.tabs.setCurrentIndex(2)
    [entry] = dialog.owed.entries()
    assert "late" in entry.warns
    dialog.owed.choose(entry.subject)
    dialog.broken.click()
    room.settle()
    dialog.hear({"CustomerPromise": frozenset({1})})
    room.qtbot.waitUntil(lambda: not dialog.owed.entries())


def test_the_parts_of_a_case_show_its_customer_and_its_follow_up(
    room: CustomerRoom, qtbot: QtBot, language: Language, theme: Theme
) -> None:
    room.zhang()
    place = Place(NOW, room.desk.zone)
    customer, follow_up = CustomerPart(room.desk), FollowUpPart(room.desk)
    for part, ticket_id in ((customer, 2), (follow_up, 1), (follow_up, 2)):
        with room.database.read() as session:
            case = read_case(session, room.rulebook, ticket_id, now=NOW)
        qtbot.addWidget(part)
        part.resize(380, 640)
        part.show()
        part.show_case(case, place)
        room.settle()
        assert_looks_right(qtbot, part, language, theme, f"{type(part).__name__}{ticket_id}", names=NAMES)
    assert customer.count() == 1
    assert follow_up.count() == 1
    assert follow_up.form.isVisible()
    with room.database.read() as session:
        agent = person(session, Role.AGENT).id
    room.lead = agent
    follow_up.form.press(6)
    room.settle()
    follow_up.show_case(case, place)
    room.settle()
    assert "was done" in follow_up.state.text()
    assert "Refused" in follow_up.record.text()
    # Another case of the same customer.
    customer.document.anchorClicked.emit(QUrl("case:1"))
    assert room.cases == [1]


def test_every_dialog_looks_right(room: CustomerRoom, qtbot: QtBot, language: Language, theme: Theme) -> None:
    id_ = room.zhang()
    room.customer("张先生", "13800138000")
    with room.database.read() as session:
        view = read_customer(session, id_)
    customers = Customers(room.desk)
    dialogs = (
        CustomerDialog(room.desk, None, id_),
        EraseCustomer(room.desk, None, view),
        MakePromise(room.desk, None, id_),
        customers,
    )
    for dialog in dialogs:
        opened(room, dialog)
        if dialog is customers:
            customers.words.setText("张")
            qtbot.waitUntil(lambda: bool(customers.found.entries()))
        assert_looks_right(qtbot, dialog, language, theme, type(dialog).__name__, names=NAMES)
        assert_fits_a_small_screen(dialog)
    for page, shown in ((1, customers.twins), (2, customers.owed)):
        customers.tabs.setCurrentIndex(page)
        qtbot.waitUntil(lambda shown=shown: bool(shown.entries()))  # type: ignore[misc]
        assert_looks_right(qtbot, customers, language, theme, f"Customers{page}", names=NAMES)
