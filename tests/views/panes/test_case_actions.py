"""The actions of a case through its widgets: forms, drafts, undo, refusals, and a database that goes away."""

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.models.people import Role
from app.models.sla import ClockState, LifeEvent
from app.models.ticket import Priority, Source, Status
from app.services.database import Database
from app.services.handling.timeline import note
from app.views.case.actions import ACTS
from app.views.case.form import CaseForm
from app.views.dialogs import tell
from app.views.dialogs.assign import Assign
from app.views.dialogs.merge import Merge
from app.views.dialogs.tell import Tell
from app.views.i18n import Language
from app.views.tasks import Tasks
from tests.builders import clocks_of, close_freely
from tests.views.panes.case_room import E, Room, gone, speak


@pytest.mark.parametrize(
    ("name", "before", "text", "status", "kind", "details"),
    [
        ("respond", (), "On our way", Status.OPEN, "answered", {"reply": "On our way", "way": "email"}),
        ("wait", (), "Send a photo", Status.WAITING, "waiting", {"reason": "Send a photo"}),
        ("go_on", (E.WAITING,), "Here it is", Status.OPEN, "customer_replied", {"text": "Here it is"}),
        ("resolve", (), "Refunded", Status.RESOLVED, "resolved", {"result": "Refunded", "way": "email"}),
        ("follow_up", (E.RESOLVED,), "Content", Status.RESOLVED, "followed_up", {"text": "Content", "way": "email"}),
        ("withdraw", (), "By letter", Status.WITHDRAWN, "withdrawn", {"text": "By letter", "way": "email"}),
        ("spam", (), "An advert", Status.SPAM, "spam", {"text": "An advert"}),
        ("reopen", (E.RESOLVED,), "Broken again", Status.OPEN, "reopened", {"reason": "Broken again"}),
        ("note", (E.WITHDRAWN,), "For the record", Status.WITHDRAWN, "note", {"text": "For the record"}),
    ],
)
def test_each_action_asks_does_and_records_what_was_told(
    room: Room,
    name: str,
    before: tuple[LifeEvent, ...],
    text: str,
    status: Status,
    kind: str,
    details: dict[str, str] | None,
) -> None:
    ticket = room.ticket(*before)
    room.open(ticket)
    form = room.tell(name, text)
    assert gone(form)
    assert room.stored(ticket).status is status
    event = room.last_event(ticket)
    assert (event.kind, event.details or None) == (kind, details)
    assert (event.person_id, event.at) == (room.people[Role.SUPERVISOR], room.now)
    assert ticket.number in str(room.said[-1][0])
    room.hear(ticket)
    assert text in room.pane.story.toPlainText()
    assert not room.pane.hint.isVisible()


def test_a_form_is_sent_only_when_what_is_needed_stands_in_it(room: Room) -> None:
    room.open(room.ticket(source=Source.CHAT))
    form = room.form("respond")
    assert isinstance(form, Tell)
    assert form.ways["way"].currentData() == "chat"
    assert not form.ok.isEnabled()
    QTest.keyClicks(form.texts["reply"], "  ")
    assert not form.ok.isEnabled()
    QTest.keyClicks(form.texts["reply"], "Hello")
    assert form.ok.isEnabled()
    QTest.keyClick(form.texts["reply"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    room.settle()
    assert gone(form)


def test_the_keys_of_the_actions_work_in_the_pane(room: Room) -> None:
    pane = room.open(room.ticket())
    for name in ("note", "respond", "resolve", "wait", "merge"):
        pane.activateWindow()
        pane.story.setFocus()
        room.qtbot.waitUntil(pane.story.hasFocus)
        QTest.keySequence(pane.story, QKeySequence(ACTS[name].key))
        room.settle()
        form = next(each for each in pane.findChildren(CaseForm) if each.isVisible())
        QTest.keyClick(form, Qt.Key.Key_Escape)
        assert gone(form)
        QCoreApplication.sendPostedEvents(None, 52)  # the deletion that is due


def test_no_two_actions_that_are_possible_at_once_share_a_key(room: Room) -> None:
    room.write(close_freely)
    for events in ((), (E.WAITING,), (E.RESOLVED,), (E.RESOLVED, E.CLOSED), (E.SPAM,)):
        pane = room.open(room.ticket(*events))
        keys = [ACTS[name].key for name, action in pane.bar.actions_of_keys.items() if action.isEnabled()]
        assert len(keys) == len(set(keys))


def test_what_is_not_possible_is_disabled_and_says_why(room: Room, language: Language) -> None:
    pane = room.open(room.ticket(E.RESOLVED))
    enabled = {name for name, action in pane.bar.actions_of_keys.items() if action.isEnabled()}
    assert enabled == {"assign", "follow_up", "close", "reopen", "correct", "offer", "link", "withdraw", "note"}
    tip = pane.bar.buttons["respond"].toolTip()
    assert tip == "Not while it is: Resolved. Possible while it is: Open, Waiting for the customer"
    speak(language, "zh")
    assert pane.bar.buttons["respond"].toolTip() == "当前状态（已办结）下不能操作。可操作的状态：处理中、等待客户"
    speak(language, "en")
    pane = room.open(room.ticket(priority=Priority.URGENT))
    assert pane.bar.actions_of_keys["raise"].toolTip() == "The priority is the highest already."
    assert pane.bar.buttons["wait"].isVisible()
    assert not pane.bar.buttons["go_on"].isVisible()


def test_raising_can_be_taken_back(room: Room) -> None:
    ticket = room.ticket()
    room.open(ticket)
    room.pane.bar.actions_of_keys["raise"].trigger()
    room.settle()
    assert room.stored(ticket).priority is Priority.HIGH
    room.hear(ticket)
    assert "Priority: Normal → High" in room.pane.story.toPlainText()
    undo = room.said[-1][1]
    assert undo is not None
    undo()
    room.settle()
    assert room.stored(ticket).priority is Priority.NORMAL
    room.hear(ticket)
    assert "Undone · supervisor" in room.pane.story.toPlainText()


def test_waiting_can_be_taken_back_but_an_answer_cannot(room: Room) -> None:
    ticket = room.ticket()
    room.open(ticket)
    room.tell("wait", "Photo")
    undo = room.said[-1][1]
    assert undo is not None
    undo()
    room.settle()
    assert room.stored(ticket).status is Status.OPEN
    room.hear(ticket)
    assert "Undone, and so: The customer replied" in room.pane.story.toPlainText()
    room.tell("respond", "Hello")
    assert room.said[-1][1] is None


def test_assigning_asks_whom_with_the_picker_of_the_queue(room: Room) -> None:
    ticket = room.ticket()
    room.open(ticket)
    room.pane.bar.buttons["assign"].click()
    room.settle()
    dialog = next(each for each in room.pane.findChildren(Assign) if each.isVisible())
    QTest.keyClicks(dialog.field, "manager")
    room.settle()
    dialog.ok.click()
    room.settle()
    assert room.stored(ticket).owner_id == room.people[Role.MANAGER]


def test_merging_finds_the_other_one_by_typing_and_asks_once_more(room: Room) -> None:
    ticket, into = room.ticket(title="Cold"), room.ticket(title="Boiler broken")
    room.ticket(title="Something else")
    room.open(ticket)
    form = room.form("merge")
    assert isinstance(form, Merge)
    assert len(form.picker.lines()) == 2
    QTest.keyClicks(form.picker.field, "boiler")
    room.settle()
    [line] = form.picker.lines()
    assert line == f"{into.number} · Boiler broken"
    assert not form.ok.isEnabled()
    QTest.keyClick(form.picker.field, Qt.Key.Key_Return)
    assert room.stored(ticket).status is Status.OPEN
    assert "This cannot be undone" in form.consequence.text()
    form.ok.click()
    room.settle()
    assert gone(form)
    assert (room.stored(ticket).status, room.stored(ticket).merged_into_id) == (Status.MERGED, into.id)
    states = {clock.state for clock in clocks_of(room.database, ticket)}
    assert states == {ClockState.CANCELLED}


def test_drafts_outlive_the_form_and_another_case_until_they_are_sent(room: Room) -> None:
    ticket, other = room.ticket(), room.ticket(title="Another")
    room.open(ticket)
    form = room.form("respond")
    assert isinstance(form, Tell)
    form.texts["reply"].setPlainText("Half a sent")
    form.reject()
    assert room.pane.bar.buttons["respond"].text().startswith("✎ Respond")
    room.open(other)
    assert room.pane.bar.buttons["respond"].text().startswith("Respond")
    empty = room.form("respond")
    assert isinstance(empty, Tell)
    assert empty.texts["reply"].toPlainText() == ""
    empty.reject()
    room.open(ticket)
    again = room.form("respond")
    assert isinstance(again, Tell)
    assert again.texts["reply"].toPlainText() == "Half a sent"
    again.texts["reply"].appendPlainText("ence")
    again.ok.click()
    room.settle()
    assert room.pane.bar.buttons["respond"].text().startswith("Respond")


def test_a_lost_database_leaves_the_form_open_with_its_text(
    qtbot: QtBot, tasks: Tasks, sqlite_template: Path, tmp_path: Path
) -> None:
    folder, away = tmp_path / "here", tmp_path / "away"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "floorwatch.db")
    database = Database(folder / "floorwatch.db")
    room = Room(qtbot, tasks, database, tmp_path)
    ticket = room.ticket()
    pane = room.open(ticket)
    form = room.form("respond")
    assert isinstance(form, Tell)
    form.texts["reply"].setPlainText("Not to be lost")
    database.close()
    folder.rename(away)
    form.ok.click()
    room.settle()
    assert form.isVisible()
    assert form.banner.isVisible()
    assert "There is no database file" in form.banner.findChildren(QLabel)[0].text()
    assert form.texts["reply"].toPlainText() == "Not to be lost"
    pane.refresh(None)
    room.settle()
    assert pane.number.text() == ticket.number
    away.rename(folder)
    form.ok.click()
    room.settle()
    assert gone(form)
    assert room.last_event(ticket).details == {"reply": "Not to be lost", "way": "email"}
    database.close()


def test_saving_over_somebody_elses_change_is_refused_with_what_changed(shared_room: Room) -> None:
    room = shared_room
    ticket = room.ticket()
    room.open(ticket)
    form = room.form("respond")
    assert isinstance(form, Tell)
    form.texts["reply"].setPlainText("Me too")
    room.let(ticket, E.ANSWERED)
    form.ok.click()
    room.settle()
    assert form.isVisible()
    said = form.banner.findChildren(QLabel)[0].text()
    assert said == f"{ticket.number} was changed since you looked at it: Answered · agent. Do it all the same?"
    assert room.last_event(ticket).person_id == room.people[Role.AGENT]
    form.ok.click()
    room.settle()
    assert gone(form)
    assert room.last_event(ticket).person_id == room.people[Role.SUPERVISOR]


def test_after_a_fault_the_form_can_be_sent_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("a fault")

    ticket = room.ticket()
    room.open(ticket)
    form = room.form("note")
    assert isinstance(form, Tell)
    form.texts["text"].setPlainText("Kept")
    with monkeypatch.context() as faulty:
        faulty.setattr(tell, "note", fail)
        form.ok.click()
        room.settle()
    assert form.texts["text"].toPlainText() == "Kept"
    form.ok.click()
    room.settle()
    assert gone(form)
    assert room.last_event(ticket).details == {"text": "Kept"}
    # A later fault finds no form any more.
    room.tasks.failed.emit(ValueError("another"))


def test_a_form_cannot_be_left_while_it_is_being_done(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()

    def slowly(session: Session, *given: Any, **named: Any) -> None:
        gate.wait(10)
        note(session, *given, **named)

    monkeypatch.setattr(tell, "note", slowly)
    room.open(room.ticket())
    form = room.form("note")
    assert isinstance(form, Tell)
    form.texts["text"].setPlainText("Under way")
    form.ok.click()
    assert not form.ok.isEnabled()
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert form.isVisible()
    gate.set()
    room.settle()
    assert gone(form)


def test_what_cannot_happen_any_more_is_refused_in_the_persons_words(room: Room, language: Language) -> None:
    ticket = room.ticket()
    room.open(ticket)
    form = room.form("respond")
    assert isinstance(form, Tell)
    form.texts["reply"].setPlainText("Too late")
    room.let(ticket, E.SPAM)
    for _ in range(2):
        form.ok.click()
        room.settle()
    speak(language, "zh")
    said = form.banner.findChildren(QLabel)[0].text()
    assert "垃圾信息" in said
    assert "已答复" in said
    form.reject()


def test_raising_over_somebody_elses_change_is_refused_above_the_case(room: Room) -> None:
    ticket = room.ticket()
    room.open(ticket)
    room.let(ticket, E.ANSWERED)
    room.pane.bar.actions_of_keys["raise"].trigger()
    room.settle()
    assert room.stored(ticket).priority is Priority.NORMAL
    assert room.pane.refused.isVisible()
