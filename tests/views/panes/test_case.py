"""The case pane as people read it: a complaint whole, its story and its deadlines, and what changes meanwhile."""

import threading
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt, QUrl
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from sqlalchemy.orm import Session

from app.models.customer import Customer
from app.models.explanation import Nature
from app.models.people import Role
from app.models.sla import Clock, LifeEvent, Target
from app.models.ticket import Category, Ticket, TicketEvent
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.actions import assign
from app.services.handling.case import Case, read_case
from app.services.handling.events import merge
from app.services.handling.timeline import note
from app.views.i18n import Language
from app.views.panes import case as case_pane
from tests.builders import HOUR, MONDAY, clocks_of
from tests.views.panes.case_room import E, Room, speak


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
        "Late chance: <1% (little of its time is used)",
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
    assert first.standing.text() == "23 h left"
    assert first.due.text() == "Due Tue 3 Mar 10:00 · 24 h, day and night"
    assert first.next.text() == "Next: Tue 3 Mar 09:00: 50% of the time used → agent"
    assert resolution.due.text() == "Due Thu 5 Mar 10:00 · 3 working days"


@pytest.mark.parametrize(
    ("events", "hours", "standing", "next_step"),
    [
        ((), 30, "▲ late by 6 h", "Next: Tue 3 Mar 09:00: 50% of the time used → agent"),
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
    assert "The due time was recorded elsewhere: Due." in card.text.text()
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


def test_why_a_deadline_lies_there_opens_and_follows_the_language(room: Room, language: Language) -> None:
    ticket = room.ticket()
    room.let(ticket, E.WAITING)
    pane = room.open(ticket)
    card = pane.clocks.cards[clocks_of(room.database, ticket, Target.RESOLUTION)[0].id]
    assert not card.text.isVisible()
    card.why.click()
    assert card.text.isVisible()
    said = card.text.text()
    assert said.startswith("Resolution: 3 working days\nPolicy: Default policy (default, version 1)")
    assert "Began: Mon 2 Mar 10:00 · Recorded" in said
    assert "Days that count: Tue 3 Mar, Wed 4 Mar, Thu 5 Mar" in said
    assert "Mon 2 Mar 10:30 – 11:00  paused: waiting for the customer (agent), 30 min" in said
    assert "  night" in said
    speak(language, "zh")
    said = card.text.text()
    assert said.startswith("办结：3 个工作日\n时效策略：默认时效策略（default，版本 1）")
    assert "暂停：等待客户（agent），30 分" in said


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
    assert (pane.visited.back.isEnabled(), pane.visited.forward.isEnabled()) == (True, False)
    QTest.keyClick(pane.story, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    room.settle()
    assert pane.number.text() == one.number
    QTest.keyClick(pane.story, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    room.settle()
    assert pane.number.text() == two.number
    pane.visited.back.click()
    room.settle()
    room.open(three)
    assert (pane.visited.back.isEnabled(), pane.visited.forward.isEnabled()) == (True, False)
    pane.visited.back.click()
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
