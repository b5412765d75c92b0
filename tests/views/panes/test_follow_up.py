"""The follow-ups on screen: the list in the order in which one calls, a key for each outcome, the survey in place."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.follow_up import CallOutcome, FollowUp, FollowUpCall, Survey
from app.models.people import Language as Spoken
from app.models.people import Role
from app.models.ticket import Status, Ticket
from app.services.database import Database
from app.views.i18n import Language
from app.views.panes.follow_up import FollowUpPane
from app.views.tasks import Tasks
from app.views.theme import Theme
from tests.builders import HOUR, MONDAY, person
from tests.views.desk_customer import NAMES, CustomerRoom
from tests.views.dialogs.looks import assert_looks_right

Key = Qt.Key


@pytest.fixture
def room(impatient: None, qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> CustomerRoom:
    return CustomerRoom(qtbot, tasks, sqlite_database, tmp_path)


@pytest.fixture
def called(room: CustomerRoom) -> CustomerRoom:
    """Three are to be called: Zhang first."""
    room.zhang()
    room.resolved(room.customer("李娜", "13911112222", call_from=19), "退款一直没有到账")
    room.resolved(room.customer("John Smith", "5550100", language=Spoken.ENGLISH), "Parcel arrived open")
    return room


def shown(room: CustomerRoom) -> FollowUpPane:
    pane = FollowUpPane(room.desk)
    room.qtbot.addWidget(pane)
    pane.resize(1_150, 420)
    pane.show()
    pane.activateWindow()
    room.qtbot.waitUntil(lambda: pane.has_come)
    room.settle()
    return pane


def names(pane: FollowUpPane) -> list[str]:
    column = [each.key for each in pane.model.columns].index("customer")
    return [pane.model.index(row, column).data() for row in range(pane.model.rowCount())]


def reread(room: CustomerRoom, pane: FollowUpPane) -> None:
    """Let the pane hear of the change, as the feed tells it."""
    room.settle()
    with room.qtbot.waitSignal(pane.reader.came):
        pane.hear(None)
    room.settle()


def test_the_next_one_to_call_stands_first_and_is_chosen(called: CustomerRoom) -> None:
    pane = shown(called)
    assert names(pane) == ["张伟", "John Smith", "李娜"]
    sooner = called.resolved(called.customer("陈晨", "1370000"), "发票开错了", at=MONDAY)
    reread(called, pane)
    # Of those who can be called now, what is due first; who was chosen stays chosen.
    assert names(pane)[0] == "陈晨"
    assert pane._chosen().number != sooner.number  # type: ignore[union-attr]
    assert "张伟 · VIP · 138 0013 8000" in pane.form.who.text()
    assert "09:00–18:00" in pane.form.about.text()
    assert pane.counted.text() == "3 of 4 can be called now"


def test_one_key_says_that_nobody_answered_and_the_next_one_is_chosen(called: CustomerRoom) -> None:
    pane = shown(called)
    pane.table.setFocus()
    QTest.keyClick(pane.table, Key.Key_2)
    reread(called, pane)
    with called.database.read() as session:
        assert session.scalars(select(FollowUpCall.outcome)).all() == [CallOutcome.NO_ANSWER]
    assert "next try" in str(called.said[-1])
    assert names(pane)[0] == "John Smith"


def test_a_list_without_anybody_leaves_the_keyboard_where_somebody_will_come_back_to(room: CustomerRoom) -> None:
    window, elsewhere, other = QWidget(), QLineEdit(), QWidget()
    row, pane = QHBoxLayout(window), FollowUpPane(room.desk)
    row.addWidget(elsewhere)
    row.addWidget(pane)
    for each in (window, other):
        room.qtbot.addWidget(each)
        each.show()
    window.activateWindow()
    room.qtbot.waitUntil(lambda: pane.has_come and window.isActiveWindow())
    elsewhere.setFocus()
    other.activateWindow()
    room.qtbot.waitUntil(lambda: QApplication.focusWidget() is None)
    reread(room, pane)
    assert window.focusWidget() is elsewhere


def test_who_is_reached_is_asked_in_place_and_a_low_score_reopens(called: CustomerRoom) -> None:
    pane = shown(called)
    QTest.keyClick(pane.table, Key.Key_1)
    assert pane.form.survey.isVisible()
    QTest.keyClick(pane.form.scores[5], Key.Key_2)
    assert pane.form.scores[2].isChecked()
    pane.form.reason.setCurrentIndex(pane.form.reason.findData("not_solved"))
    pane.form.comment.setPlainText("还是掉线")
    QTest.keyClick(pane.form.scores[2], Key.Key_Return)
    reread(called, pane)
    with called.database.read() as session:
        survey = session.scalars(select(Survey).order_by(Survey.id.desc())).first()
        assert survey
        assert (survey.score, survey.reason, survey.comment, survey.reopened) == (2, "not_solved", "还是掉线", True)
        assert session.get_one(Ticket, survey.ticket_id).status is Status.OPEN
    assert "reopened" in str(called.said[-1])
    assert names(pane) == ["John Smith", "李娜"]
    assert pane.form.comment.toPlainText() == ""


def test_a_call_can_be_put_off_to_when_the_customer_says(called: CustomerRoom) -> None:
    pane = shown(called)
    QTest.keyClick(pane.table, Key.Key_4)
    assert pane.form.call_at.isVisible()
    pane.form.call_at.put(MONDAY)
    pane.form.record.click()
    called.settle()
    # What cannot be is said in place, and nothing is lost.
    assert pane.form.banner.isVisible()
    pane.form.call_at.put(MONDAY + 30 * HOUR)
    pane.form.record.click()
    reread(called, pane)
    with called.database.read() as session:
        assert session.scalars(select(FollowUp.next_call_at).where(FollowUp.calls > 0)).all() == [MONDAY + 30 * HOUR]


def test_enter_takes_a_call_and_shows_its_case_and_it_can_be_given_back(called: CustomerRoom) -> None:
    pane = shown(called)
    pane.table.setFocus()
    QTest.keyClick(pane.table, Key.Key_Return)
    reread(called, pane)
    assert called.cases == [pane._chosen().ticket_id]  # type: ignore[union-attr]
    assert pane._chosen().taken_by == "team_lead"  # type: ignore[union-attr]
    pane.leaving.trigger()
    reread(called, pane)
    assert pane._chosen().taken_by == ""  # type: ignore[union-attr]
    with called.database.read() as session:
        agent = person(session, Role.AGENT).id
    pane.taking.trigger()
    reread(called, pane)
    called.lead = agent
    pane.taking.trigger()
    called.settle()
    assert "has taken this call already" in str(called.refused[-1])


def test_who_is_shown_while_a_call_is_recorded_is_asked_about_afterwards(called: CustomerRoom) -> None:
    pane = shown(called)
    first, second = pane._rows[:2]
    pane.form.show_call(first, ())
    pane.form.press(2)
    # Somebody else is shown while it is on its way; the next key is about them.
    pane.form.show_call(second, ())
    called.settle()
    assert first.number in str(called.said[-1])
    assert pane.form.row == second
    assert second.number in pane.form.about.text()


def test_a_search_narrows_the_list_and_letters_typed_into_it_are_meant_for_it(called: CustomerRoom) -> None:
    pane = shown(called)
    QTest.keyClicks(pane.table, "smi")
    assert pane.search.text() == "smi"
    assert names(pane) == ["John Smith"]
    pane.search.setText("nobody")
    assert "Empty the search" in pane.nothing.text()


def test_an_empty_list_says_how_it_fills(room: CustomerRoom) -> None:
    pane = shown(room)
    assert "Each complaint that is resolved" in pane.nothing.text()
    assert not pane.form.isEnabled()


def test_it_looks_right(called: CustomerRoom, qtbot: QtBot, language: Language, theme: Theme) -> None:
    pane = shown(called)
    assert_looks_right(qtbot, pane, language, theme, "follow_up", names=(*NAMES, "Parcel"))
    pane.form.press(1)
    pane.form.press(2)
    assert_looks_right(qtbot, pane, language, theme, "follow_up_survey", names=(*NAMES, "Parcel"))
    pane.form.press(4)
    pane.resize(760, 380)
    assert_looks_right(qtbot, pane, language, theme, "follow_up_narrow", names=(*NAMES, "Parcel"))
