"""The case pane as people use it: reading a complaint whole, and every action through its widgets."""

import re
import shutil
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QHelpEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QToolTip
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.explanation import Nature
from app.models.people import Role
from app.models.sla import Clock, ClockState, LifeEvent, Target
from app.models.ticket import Category, Priority, Source, Status, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.actions import assign
from app.services.handling.case import Case, note, read_case
from app.services.handling.events import happen, merge
from app.views.case_actions import ACTS
from app.views.case_document import Document
from app.views.case_form import CaseForm
from app.views.dialogs import tell
from app.views.dialogs.assign import Assign
from app.views.dialogs.merge import Merge
from app.views.dialogs.tell import Tell
from app.views.i18n import LANGUAGES, Language, Sentence
from app.views.notice import Notices, Undo
from app.views.panes import case as case_pane
from app.views.panes.case import CasePane
from app.views.tasks import Tasks
from app.views.theme import Mode, Theme
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person
from tests.views.desks import desk_on
from tests.views.walk import cut_off, untranslated

E = LifeEvent
# Numbers, people, codes and keys, which nobody translates.
OWN = re.compile(
    r"FW-\d+|agent|team_lead|supervisor|manager|default|china_office|VIP|Asia/Shanghai|Ctrl|Alt|Enter|Left"
)


class Room:
    """A floor with the case pane on it, and the supervisor in front of it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, database: Database, folder: Path) -> None:
        self.qtbot, self.tasks, self.database = qtbot, tasks, database
        self.rulebook = open_floor(database)
        self.now = MONDAY + HOUR
        self.notices = Notices()
        self.said: list[tuple[Sentence, Undo | None]] = []
        self.notices.changed.connect(lambda sentence, undo: self.said.append((sentence, undo)))
        with database.read() as session:
            self.people = {role: person(session, role).id for role in Role}
        self.desk = desk_on(
            database,
            tasks,
            folder,
            now=lambda: self.now,
            me=lambda: self.people[Role.SUPERVISOR],
            notices=self.notices,
        )
        self.pane = CasePane(self.desk)
        self.wanted = 0
        self.pane.wanted.connect(self._count)
        self.pane.resize(1100, 800)
        qtbot.addWidget(self.pane)
        self.pane.show()
        qtbot.waitExposed(self.pane)
        self.pane.activateWindow()

    def _count(self) -> None:
        self.wanted += 1

    def settle(self) -> None:
        """Wait until all that was begun has been delivered."""
        self.qtbot.waitUntil(lambda: not self.tasks._under_way)
        QCoreApplication.processEvents()

    def ticket(self, *events: LifeEvent, **details: Any) -> Ticket:
        """Register a complaint an hour ago, to which events have happened since."""
        ticket = new_ticket(self.database, self.rulebook, **details)
        for event in events:
            self.let(ticket, event)
        return ticket

    def let(self, ticket: Ticket, event: LifeEvent, role: Role = Role.AGENT, **details: Any) -> None:
        """Let an event happen, done by somebody else than who sits here."""
        self.write(
            lambda session: happen(
                session,
                self.rulebook,
                session.get_one(Ticket, ticket.id),
                event,
                person_id=self.people[role],
                details=details or None,
                now=MONDAY + HOUR / 2,
            )
        )

    def write(self, work: Callable[[Session], object]) -> None:
        """Write to the database behind the pane's back."""
        with self.database.write() as session:
            work(session)

    def open(self, ticket: Ticket) -> CasePane:
        """Ask for a case as the queue does, and wait for it."""
        self.desk.requests.case.emit(ticket.id)
        self.settle()
        return self.pane

    def hear(self, ticket: Ticket) -> None:
        """Tell the pane that a ticket has changed, as the feed does."""
        self.pane.hear({"Ticket": frozenset({ticket.id})})
        self.settle()

    def form(self, name: str) -> CaseForm:
        """Open the form of an action by its button."""
        self.pane.bar.buttons[name].click()
        self.settle()
        found = next(each for each in self.pane.findChildren(CaseForm) if each.isVisible())
        return found

    def tell(self, name: str, *texts: str) -> Tell:
        """Open a form, fill in its texts and send it."""
        form = self.form(name)
        assert isinstance(form, Tell)
        for edit, text in zip(form.texts.values(), texts, strict=False):
            edit.setPlainText(text)
        form.ok.click()
        self.settle()
        return form

    def stored(self, ticket: Ticket) -> Ticket:
        """The ticket as the database has it now."""
        with self.database.read() as session:
            return session.get_one(Ticket, ticket.id)

    def last_event(self, ticket: Ticket) -> TicketEvent:
        """What happened to it last."""
        with self.database.read() as session:
            return session.query(TicketEvent).filter_by(ticket_id=ticket.id).order_by(TicketEvent.id.desc()).first()  # type: ignore[return-value]


@pytest.fixture
def room(qtbot: QtBot, tasks: Tasks, sqlite_database: Database, tmp_path: Path) -> Room:
    """The pane on an embedded database."""
    return Room(qtbot, tasks, sqlite_database, tmp_path)


@pytest.fixture
def shared_room(qtbot: QtBot, tasks: Tasks, database: Database, tmp_path: Path) -> Room:
    """The pane on a database of each kind."""
    return Room(qtbot, tasks, database, tmp_path)


def gone(form: CaseForm) -> bool:
    """Say whether a form has been left."""
    return not shiboken6.isValid(form) or not form.isVisible()


def speak(language: Language, code: str) -> None:
    language.switch(code)
    QCoreApplication.sendPostedEvents()
    QCoreApplication.processEvents()


def test_without_a_case_the_pane_says_how_to_open_one(room: Room) -> None:
    assert room.pane.pages.currentWidget() is room.pane.empty
    assert "Double-click a complaint" in room.pane.empty.text()
    assert not room.pane.bar.isVisible()


def test_a_case_that_is_asked_for_is_shown_whole(room: Room) -> None:
    def customer(session: Session) -> None:
        session.add(Customer(name="欧阳建国", level="VIP", telephone="13800001111"))
        session.add(Category(name="宽带", path="产品 / 宽带"))

    room.write(customer)
    old = room.ticket(title="Wrong bill", customer_id=1)
    ticket = room.ticket(
        E.ANSWERED, title="宽带掉线", description="每晚掉线\n第二行", customer_id=1, category_id=1, high_risk=True
    )
    pane = room.open(ticket)
    assert room.wanted == 1
    assert pane.number.text() == ticket.number
    assert [label.text() for label in pane.facts.values()] == [
        "○ Open",
        "Priority: Normal",
        "Stage: Intake",
        "Owner: agent",
        "⚑ High risk",
    ]
    complaint = pane.complaint.toPlainText()
    for text in ("宽带掉线", "每晚掉线\n第二行", "E-mail", "产品 / 宽带", "欧阳建国", "VIP", "13800001111"):
        assert text in complaint
    assert "Other complaints: 1" in complaint
    assert old.number in complaint
    story = pane.story.toPlainText()
    assert story.index("Answered · agent") < story.index("30 min") < story.index("Recorded")
    assert [card.name.text() for card in pane.clocks.cards.values()] == ["Resolution", "First response"]


def test_the_colours_of_the_clocks_come_with_words_and_the_next_step_with_whom(room: Room) -> None:
    pane = room.open(room.ticket())
    first, resolution = pane.clocks.cards.values()
    assert first.standing.text() == "23 h 0 min left"
    assert first.due.text() == "Due Tue 3 Mar 10:00 · 24 h, day and night"
    assert first.next.text() == "Next: Tue 3 Mar 09:00: 50 % of the time → agent"
    assert resolution.due.text() == "Due Thu 5 Mar 10:00 · 3 working days"


@pytest.mark.parametrize(
    ("events", "hours", "standing", "next_step"),
    [
        ((), 30, "▲ late by 6 h 0 min", "Next: Tue 3 Mar 09:00: 50 % of the time → agent"),
        ((E.ANSWERED,), 30, "✓ met", "Ended Mon 2 Mar 10:30"),
        ((E.SPAM,), 1, "– cancelled", "Ended Mon 2 Mar 10:30"),
    ],
)
def test_a_clock_says_how_it_stands(
    room: Room, events: tuple[LifeEvent, ...], hours: int, standing: str, next_step: str
) -> None:
    room.now = MONDAY + hours * HOUR
    ticket = room.ticket(*events)
    clock = clocks_of(room.database, ticket, Target.FIRST_RESPONSE)[0]
    card = room.open(ticket).clocks.cards[clock.id]
    assert (card.standing.text(), card.next.text()) == (standing, next_step)


def test_a_paused_clock_says_so_and_nobody_is_reminded(room: Room) -> None:
    ticket = room.ticket(E.WAITING)
    clock = clocks_of(room.database, ticket, Target.RESOLUTION)[0]
    card = room.open(ticket).clocks.cards[clock.id]
    assert card.standing.text() == "‖ paused with 23 h 30 min left"
    assert card.next.text() == "While it is paused nobody is reminded."


def test_an_imported_case_says_where_its_due_time_was_read_and_that_it_is_not_armed(room: Room) -> None:
    kept = {"recorded": {"Region": "<East>"}, "notes": ["The received time stands."]}
    ticket = room.ticket(origin="hotline", external_key="A-1", origin_details=kept)

    def imported(session: Session) -> None:
        clock = session.query(Clock).filter_by(target=Target.RESOLUTION).one()
        clock.measure = clock.amount = clock.next_step_at = None
        clock.recorded_due_at = clock.due_at = MONDAY + 5 * HOUR
        clock.provenance, clock.armed = "imported from Due", False
        session.add(
            TicketEvent(ticket_id=ticket.id, at=MONDAY, kind="changed_at_origin", details={"State": "Active & new"})
        )

    room.write(imported)
    pane = room.open(ticket)
    card = pane.clocks.cards[clocks_of(room.database, ticket, Target.RESOLUTION)[0].id]
    assert card.due.text().endswith("set by another system")
    assert card.next.text() == "Imported and not armed: nobody is reminded."
    card.why.click()
    assert "The due time was recorded elsewhere: imported from Due." in card.text.text()
    for text in ("hotline", "A-1", "Region", "<East>", "The received time stands."):
        assert text in pane.complaint.toPlainText()
    assert "State: Active & new" in pane.story.toPlainText()


def test_what_people_write_is_never_read_as_markup(room: Room) -> None:
    ticket = room.ticket(title="<b>bold</b> & <img src='x'>", description="<script>1</script>\n{number}")
    room.write(lambda session: note(session, ticket.id, "<a href='case:1'>x</a> %s", now=MONDAY))
    pane = room.open(ticket)
    assert "<b>bold</b> & <img src='x'>" in pane.complaint.toPlainText()
    assert "<script>1</script>\n{number}" in pane.complaint.toPlainText()
    assert "<a href='case:1'>x</a> %s" in pane.story.toPlainText()
    form = room.form("note")
    assert form.about.textFormat() is Qt.TextFormat.PlainText
    assert form.about.text() == f"{ticket.number} · <b>bold</b> & <img src='x'>"


def test_why_a_deadline_lies_there_opens_and_is_copied_in_the_language_of_the_person(
    room: Room, language: Language
) -> None:
    ticket = room.ticket()
    room.let(ticket, E.WAITING)
    pane = room.open(ticket)
    card = pane.clocks.cards[clocks_of(room.database, ticket, Target.RESOLUTION)[0].id]
    assert not card.text.isVisible()
    card.why.click()
    assert card.text.isVisible()
    card.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Resolution: 3 working days\nPolicy: Default policy (default, version 1)")
    assert "Days that count: Tue 3 Mar, Wed 4 Mar, Thu 5 Mar" in copied
    assert "Mon 2 Mar 10:30 – 11:00  paused: waiting for the customer (agent), 30 min" in copied
    assert "  night" in copied
    speak(language, "zh")
    card.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("办结：3 个工作日\n时效策略：默认时效策略（default，版本 1）")
    assert "暂停：等待客户 (agent)" in copied


def test_a_bar_tells_each_stretch_where_it_is_drawn(room: Room) -> None:
    ticket = room.ticket()
    room.now = MONDAY + 30 * HOUR
    bar = room.open(ticket).clocks.cards[clocks_of(room.database, ticket, Target.FIRST_RESPONSE)[0].id].bar
    natures = [segment and segment.nature for segment in map(bar.segment_at, (0, 20, bar.width() - 20, bar.width()))]
    assert natures == [None, Nature.COUNTED, Nature.LATE, None]
    over = QPoint(20, bar.height() // 2)
    QCoreApplication.sendEvent(bar, QHelpEvent(QHelpEvent.Type.ToolTip, over, bar.mapToGlobal(over)))
    assert QToolTip.text() == "<p>Mon 2 Mar 10:00 – Tue 3 Mar 10:00  counted 24 h</p>"


def test_only_what_was_asked_last_is_shown(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, quick = room.ticket(title="Slow"), room.ticket(title="Quick")
    gate = threading.Event()

    def read(session: Session, rulebook: Rulebook, ticket_id: int, *, now: datetime) -> Case:
        if ticket_id == slow.id:
            gate.wait(10)
        return read_case(session, rulebook, ticket_id, now=now)

    monkeypatch.setattr(case_pane, "read_case", read)
    room.desk.requests.case.emit(slow.id)
    assert room.pane.pages.currentWidget() is room.pane.skeleton
    assert not room.pane.bar.buttons["note"].isEnabled()
    room.desk.requests.case.emit(quick.id)
    room.qtbot.waitUntil(lambda: room.pane.number.text() == quick.number)
    gate.set()
    room.settle()
    assert room.pane.number.text() == quick.number
    assert "Quick" in room.pane.complaint.toPlainText()


def test_back_and_forward_lead_through_the_last_cases(room: Room) -> None:
    one, two, three = (room.ticket(title=title) for title in ("One", "Two", "Three"))
    for ticket in (one, two):
        room.open(ticket)
    pane = room.pane
    assert (pane.back.isEnabled(), pane.forward.isEnabled()) == (True, False)
    QTest.keyClick(pane.story, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    room.settle()
    assert pane.number.text() == one.number
    QTest.keyClick(pane.story, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    room.settle()
    assert pane.number.text() == two.number
    pane.back.click()
    room.settle()
    room.open(three)
    assert (pane.back.isEnabled(), pane.forward.isEnabled()) == (True, False)
    pane.back.click()
    room.settle()
    assert pane.number.text() == one.number


def test_a_link_leads_to_another_complaint(room: Room) -> None:
    ticket, into = room.ticket(), room.ticket(title="The one that goes on")
    room.write(
        lambda session: merge(
            session,
            room.rulebook,
            session.get_one(Ticket, ticket.id),
            session.get_one(Ticket, into.id),
            now=MONDAY + HOUR / 2,
        )
    )
    pane = room.open(ticket)
    assert "Merged into" in pane.complaint.toPlainText()
    pane.complaint.anchorClicked.emit(QUrl(f"case:{into.id}"))
    room.settle()
    assert pane.number.text() == into.number
    assert f"{ticket.number} was merged into this one." in pane.story.toPlainText()


def test_a_complaint_that_is_not_there_is_said_in_a_sentence(room: Room) -> None:
    room.desk.requests.case.emit(404)
    room.settle()
    assert room.pane.pages.currentWidget() is room.pane.empty
    assert room.pane.empty.text() == "There is no complaint with the identity 404."


def test_steps_are_on_the_time_line_and_a_flood_of_them_is_folded(room: Room) -> None:
    ticket = room.ticket()
    for hours in range(20, 200, 4):
        sweep(room.database, room.rulebook, (), now=MONDAY + hours * HOUR)
    room.now = MONDAY + 200 * HOUR
    story = room.open(ticket).story.toPlainText()
    assert "→ manager" in story
    assert "steps before" in story
    assert "Escalated" in story
    assert "Owner: agent → team_lead" in story
    assert story.count("late") < 10
    card = next(iter(room.pane.clocks.cards.values()))
    card.why.click()
    assert "… and 4 more in between" in card.text.text()


def test_a_long_story_is_shown_from_its_end_and_whole_when_asked(room: Room) -> None:
    ticket = room.ticket()

    def many(session: Session) -> None:
        for count in range(300):
            note(session, ticket.id, f"note-{count:03}", now=MONDAY + count * timedelta(seconds=1))

    room.write(many)
    story = room.open(ticket).story
    assert "note-299" in story.toPlainText()
    assert "note-050" not in story.toPlainText()
    assert "Show all 301 entries" in story.toPlainText()
    story.anchorClicked.emit(QUrl("all"))
    assert "note-000" in story.toPlainText()


@pytest.mark.parametrize(
    ("name", "before", "text", "status", "kind", "details"),
    [
        ("respond", (), "On our way", Status.OPEN, "answered", {"reply": "On our way", "way": "email"}),
        ("wait", (), "Send a photo", Status.WAITING, "waiting", {"reason": "Send a photo"}),
        ("go_on", (E.WAITING,), "Here it is", Status.OPEN, "customer_replied", {"text": "Here it is"}),
        ("resolve", (), "Refunded", Status.RESOLVED, "resolved", {"result": "Refunded", "way": "email"}),
        ("follow_up", (E.RESOLVED,), "Content", Status.RESOLVED, "followed_up", {"text": "Content", "way": "email"}),
        ("close", (E.RESOLVED,), "", Status.CLOSED, "closed", None),
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
    for events in ((), (E.WAITING,), (E.RESOLVED,), (E.RESOLVED, E.CLOSED), (E.SPAM,)):
        pane = room.open(room.ticket(*events))
        keys = [ACTS[name].key for name, action in pane.bar.actions_of_keys.items() if action.isEnabled()]
        assert len(keys) == len(set(keys))


def test_what_is_not_possible_is_disabled_and_says_why(room: Room, language: Language) -> None:
    pane = room.open(room.ticket(E.RESOLVED))
    enabled = {name for name, button in pane.bar.buttons.items() if button.isEnabled()}
    assert enabled == {"assign", "follow_up", "close", "reopen", "note"}
    tip = pane.bar.buttons["respond"].toolTip()
    assert tip == "Not while it is: Resolved. Possible while it is: Open, Waiting for the customer"
    speak(language, "zh")
    assert pane.bar.buttons["respond"].toolTip() == "当前状态（已办结）下不能操作。可操作的状态：处理中, 等待客户"
    speak(language, "en")
    pane = room.open(room.ticket(priority=Priority.URGENT))
    assert pane.bar.buttons["raise"].toolTip() == "The priority is the highest already."
    assert pane.bar.buttons["wait"].isVisible()
    assert not pane.bar.buttons["go_on"].isVisible()


def test_raising_can_be_taken_back(room: Room) -> None:
    ticket = room.ticket()
    room.open(ticket)
    room.pane.bar.buttons["raise"].click()
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
    room.pane.bar.buttons["raise"].click()
    room.settle()
    assert room.stored(ticket).priority is Priority.NORMAL
    assert room.pane.refused.isVisible()


def test_a_change_of_somebody_else_comes_in_with_a_word_on_it(room: Room) -> None:
    ticket, other = room.ticket(), room.ticket(title="Another")
    pane = room.open(ticket)
    lead = room.people[Role.TEAM_LEAD]
    room.write(lambda session: assign(session, [ticket.id], lead, person_id=lead, now=MONDAY + HOUR))
    room.hear(other)
    assert not pane.hint.isVisible()
    room.hear(ticket)
    assert pane.hint.text() == "Changed just now (11:00): Assigned · team_lead"
    assert pane.facts["owner"].text() == "Owner: team_lead"
    room.open(other)
    assert not pane.hint.isVisible()


def test_a_refresh_keeps_what_is_being_read(room: Room) -> None:
    ticket = room.ticket(description="line\n" * 200)
    pane = room.open(ticket)
    card = next(iter(pane.clocks.cards.values()))
    card.why.click()
    pane.complaint.verticalScrollBar().setValue(300)
    room.write(lambda session: note(session, ticket.id, "New", now=MONDAY + HOUR))
    room.hear(ticket)
    assert "New" in pane.story.toPlainText()
    assert pane.complaint.verticalScrollBar().value() == 300
    assert next(iter(pane.clocks.cards.values())) is card
    assert card.text.isVisible()


def test_time_goes_on_in_words_and_what_counts_is_read_again(room: Room) -> None:
    pane = room.open(room.ticket())
    card = next(iter(pane.clocks.cards.values()))
    room.now += timedelta(seconds=30)
    pane._second.timeout.emit()
    assert card.standing.text() == "22 h 59 min left"
    before = pane.case
    room.now += HOUR
    pane._second.timeout.emit()
    room.settle()
    assert pane.case is not None
    assert before is not None
    assert pane.case.read_at - before.read_at == HOUR + timedelta(seconds=30)


def storied(room: Room) -> Ticket:
    """A complaint to which nearly everything has happened."""
    room.write(lambda session: session.add(Customer(name="王芳", level="VIP", email="")))
    room.ticket(title="旧投诉", customer_id=1)
    ticket = room.ticket(
        E.ANSWERED, E.WAITING, title="宽带掉线" * 20, description="每晚掉线" * 80, customer_id=1, high_risk=True
    )
    other = room.ticket(title="重复")
    sweep(room.database, room.rulebook, (), now=MONDAY + 40 * HOUR)
    room.now = MONDAY + 41 * HOUR
    room.write(
        lambda session: merge(
            session, room.rulebook, session.get_one(Ticket, other.id), session.get_one(Ticket, ticket.id), now=room.now
        )
    )
    return ticket


@pytest.fixture
def looks(room: Room, language: Language, theme: Theme) -> Callable[[QDialog | CasePane], None]:
    """A look at something in both languages and themes."""

    def look(shown: QDialog | CasePane) -> None:
        for code in LANGUAGES:
            speak(language, code)
            for mode in (Mode.LIGHT, Mode.DARK):
                theme.switch(mode)
                room.qtbot.waitUntil(lambda: cut_off(shown) == [])
            if code == "zh":
                documents = [each.toPlainText() for each in shown.findChildren(Document)]
                left = [OWN.sub("", text) for text in (*untranslated(shown), *documents)]
                assert [text for text in left if re.search("[A-Za-z]{2,}", text)] == []
        speak(language, "en")

    return look


@pytest.mark.parametrize("width", [700, 1100, 1600])
def test_nothing_is_cut_off_or_left_in_english_at_any_width(
    room: Room, looks: Callable[[QDialog | CasePane], None], width: int
) -> None:
    room.pane.resize(width, 800)
    looks(room.pane)
    room.open(storied(room))
    for card in room.pane.clocks.cards.values():
        card.why.click()
    looks(room.pane)
    assert room.pane._texts.orientation() is (Qt.Orientation.Horizontal if width >= 1000 else Qt.Orientation.Vertical)


@pytest.mark.parametrize("name", ["respond", "resolve", "note", "merge"])
def test_no_form_is_cut_off_or_left_in_english(
    room: Room, looks: Callable[[QDialog | CasePane], None], name: str
) -> None:
    room.open(storied(room))
    form = room.form(name)
    looks(form)
    form.reject()


def test_a_low_pane_has_its_texts_beside_each_other(room: Room) -> None:
    pane = room.open(room.ticket())
    pane.resize(800, 800)
    assert pane._texts.orientation() is Qt.Orientation.Vertical
    pane.resize(800, 320)
    assert pane._texts.orientation() is Qt.Orientation.Horizontal


def test_the_keys_stand_on_the_buttons_where_there_is_room(room: Room) -> None:
    pane = room.open(room.ticket())
    pane.resize(1700, 800)
    QCoreApplication.processEvents()
    assert pane.bar.buttons["respond"].text() == "Respond  Ctrl+R"
    pane.resize(700, 800)
    QCoreApplication.processEvents()
    assert pane.bar.buttons["respond"].text() == "Respond"
    assert pane.bar.buttons["respond"].toolTip() == "Respond (Ctrl+R)"
