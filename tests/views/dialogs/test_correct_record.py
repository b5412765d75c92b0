"""The record of a complaint is corrected in the fields that it was taken down in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.ticket import Category, Source, Ticket
from app.services.database import Database
from app.services.intake.customers import find_or_make
from app.services.intake.record import NewComplaint, record
from app.views.dialogs.correct_record import CorrectRecord
from app.views.i18n import Language
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import MONDAY
from tests.views.dialogs.looks import assert_looks_right
from tests.views.panes.case_room import Room


@pytest.fixture
def room(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path, language: Language) -> Iterator[Room]:
    language.switch("en")
    found = Room(qtbot, tasks, sqlite_database, tmp_path)
    yield found
    found.settle()


def opened(room: Room, **more: object) -> CorrectRecord:
    """Open the form on a complaint of somebody known, under a category that is retired."""

    def take_down(session: Session) -> None:
        old = Category(name="旧类", path="旧类")
        session.add(old)
        session.flush()
        new = NewComplaint("宽带掉线", Source.CHAT, name="张三", telephone="13800001111", category_id=old.id)
        record(session, room.rulebook, new, person_id=None, now=MONDAY)
        old.active = False
        find_or_make(session, name="李四", telephone="13900002222")

    room.write(take_down)
    with room.database.read() as session:
        ticket = session.query(Ticket).one()
    room.open(ticket).bar.actions_of_keys["correct"].trigger()
    room.settle()
    return next(each for each in room.pane.findChildren(CorrectRecord) if each.isVisible())


def test_it_shows_what_is_on_record_and_looks_right(room: Room, language: Language, theme: Theme, qtbot: QtBot) -> None:
    form = opened(room)
    fields = form.form
    assert (fields.title.text(), fields.category.currentText()) == ("宽带掉线", "旧类")
    assert "张三" in fields.customer.who.text()
    assert not fields.source.isEnabled()
    assert_looks_right(
        qtbot,
        form,
        language,
        theme,
        "correct-record",
        names=["宽带掉线", "旧类", "张三", "13800001111", "FW-1000001", "Ctrl+Enter"],
    )


def test_what_is_corrected_is_on_record_with_what_was_there(room: Room) -> None:
    form = opened(room)
    form.form.title.setText("宽带每晚掉线")
    form.form.customer.search_again()
    form.form.customer.picker.field.setText("13900002222")
    form.form.customer.picker.field.returnPressed.emit()
    room.settle()
    form.ok.click()
    room.settle()
    with room.database.read() as session:
        ticket = session.query(Ticket).one()
        assert ticket.title == "宽带每晚掉线"
        assert session.get_one(Customer, ticket.customer_id).name == "李四"
        assert ticket.category_id is not None
    room.hear(ticket)
    story = room.pane.story.toPlainText()
    assert "The record was corrected" in story
    assert "Customer: 张三 → 李四" in story
    assert "Title: 宽带掉线 → 宽带每晚掉线" in story


def test_a_refusal_keeps_what_was_entered(room: Room) -> None:
    form = opened(room)
    form.form.customer.search_again()
    form.form.customer.picker.field.setText("somebody")
    form.form.title.setText("Better title")
    form.ok.click()
    room.settle()
    assert form.isVisible()
    assert form.banner.isVisible()
    assert form.form.title.text() == "Better title"
    form.reject()
