"""What is copied of a deadline: for the customer and for an auditor, in either language, with all that moved it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from app.models.approval import Extension
from app.models.people import Role
from app.models.policy import Policy
from app.models.rule_change import ClockRevision, RuleChange
from app.models.sla import Clock, LifeEvent, Target
from app.models.ticket import Ticket
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import publish_calendar, publish_policy
from app.services.handling.events import happen
from app.views.case.clocks import ClockCard
from app.views.i18n import LANGUAGES, Language, Sentence, language_of_now, speaking
from tests.builders import HOUR, MONDAY, OFFICE, clocks_of, policy
from tests.views.panes.case_room import Room, speak

CLOSED = OFFICE | {"holidays": ["2026-03-04", "2026-03-05"], "breaks": {"2026-03-03": ["14:00-18:00"]}}
NAMES = {
    "2026-03-03": {"zh": "台风", "en": "Typhoon"},
    "2026-03-04": {"zh": "节日", "en": "Festival"},
    "2026-03-05": {"zh": "节日", "en": "Festival"},
}
REASONS = ("More facts", "Summer hours")
TARGETS = [
    {"target": "first_response", "amount": "24h", "measure": "round_the_clock"},
    {
        "target": "resolution",
        "amount": "3d",
        "measure": "working_days",
        "source": ["email"],
        "starts": "next_day",
        "cut_off": "17:00",
    },
    {"target": "follow_up", "amount": "24h", "measure": "round_the_clock"},
]


def after(room: Room, ticket: Ticket, event: LifeEvent, now: datetime) -> None:
    """Let the agent do something to a complaint at an instant."""
    agent = room.people[Role.AGENT]

    def work(session: Session) -> None:
        happen(session, room.rulebook, session.get_one(Ticket, ticket.id), event, person_id=agent, now=now)

    room.write(work)


@pytest.fixture
def moved(room: Room) -> Ticket:
    """A complaint with a wait, more time and new rules behind it, resolved late."""

    def rules(session: Session) -> None:
        publish_calendar(session, "china_office", CLOSED, names=NAMES, now=MONDAY)
        publish_policy(session, policy(targets=TARGETS), now=MONDAY)

    room.write(rules)
    ticket = room.ticket(LifeEvent.WAITING)

    at = MONDAY + 2 * HOUR
    after(room, ticket, LifeEvent.CUSTOMER_REPLIED, at)
    for days in (4, 8):
        sweep(room.database, room.rulebook, (), now=MONDAY + timedelta(days=days))
    after(room, ticket, LifeEvent.RESOLVED, MONDAY + timedelta(days=9))

    def later(session: Session) -> None:
        clock = session.query(Clock).filter_by(ticket_id=ticket.id, target=Target.RESOLUTION).one()
        given: dict[str, Any] = {"reason": "More facts", "granted_at": at, "in_force_at": at, "told_at": at}
        supervisor = room.people[Role.SUPERVISOR]
        session.add(Extension(clock_id=clock.id, rung=1, amount_before=3, amount=3, granted_by_id=supervisor, **given))
        change = RuleChange(at=at, person_id=supervisor, reason="Summer hours", counts={})
        session.add(change)
        session.flush()
        versions = {
            "policy_version_id": clock.policy_version_id,
            "calendar_version_id": clock.calendar_version_id,
            "due_before": at,
            "due_after": clock.due_at,
        }
        session.add(ClockRevision(rule_change_id=change.id, clock_id=clock.id, **versions))

    room.write(later)
    room.now = MONDAY + timedelta(days=10)
    return ticket


def card_of(room: Room, ticket: Ticket) -> ClockCard:
    card = room.open(ticket).clocks.cards[clocks_of(room.database, ticket, Target.RESOLUTION)[0].id]
    card.why.click()
    return card


def copied(card: ClockCard, what: str, code: str) -> str:
    getattr(card, what).languages[code].trigger()
    return QGuiApplication.clipboard().text()


def test_the_customer_reads_few_lines_without_names_of_staff(room: Room, moved: Ticket) -> None:
    said = copied(card_of(room, moved), "for_customer", "en")
    assert said.splitlines() == [
        f"{moved.number}: Resolution",
        "The time counts from: Mon 2 Mar 10:00",
        "Promised: 3 working days",
        "Counted from the next working day.",
        "What comes after 17:00 counts as received on the next working day.",
        "Extended on Mon 2 Mar 12:00 to 3 working days in all",
        "Closed, and not counted: Tue 3 Mar Typhoon, Wed 4 Mar – Thu 5 Mar Festival",
        "Not counted: Mon 2 Mar 10:30 – 12:00, waiting for the customer",
        "Due: Mon 9 Mar 18:00",
        "Ended late: Wed 11 Mar 10:00, by 1 d 16 h",
        "All times are those of Asia/Shanghai.",
    ]


def test_the_auditor_reads_all_that_is_on_record_and_that_it_gives_the_due_time(room: Room, moved: Ticket) -> None:
    said = copied(card_of(room, moved), "for_audit", "en")
    for text in (
        f"Deadline of {moved.number}, as recorded by 2026-03-12 10:00:00 +0800",
        "The rule is for: E-mail",
        "Policy: Default policy (default, version 2)",
        "Stopped: 2026-03-11 10:00:00 +0800 · Resolved (agent)",
        "2026-03-03 14:00:00 +0800 – 2026-03-03 18:00:00 +0800  closed on this day (2026-03-03 Typhoon)",
        "Extended to 3 working days in all, in force since 2026-03-02 12:00:00 +0800;",
        "granted by supervisor: More facts",
        "New rules of 2026-03-02 12:00:00 +0800 moved it from 2026-03-02 12:00:00 +0800",
        "by supervisor: Summer hours",
        "Pause 1: 2026-03-02 10:30:00 +0800 – 2026-03-02 12:00:00 +0800, waiting for the customer, agent",
        "3 working days; Counted from the next working day. What comes after 17:00 counts as received",
        "Recomputed from this record it is due 2026-03-09 18:00:00 +0800: the due time that is kept.",
    ):
        assert text in said
    with room.database.read() as session:
        clock = session.query(Clock).filter_by(target=Target.RESOLUTION).one()
        assert len(said.split("SHA-256 ")[1].split()[0]) == 64
        assert f"Clock {clock.id}: missed" in said


def test_no_code_of_the_program_is_left_in_the_auditors_chinese(room: Room, moved: Ticket) -> None:
    said = copied(card_of(room, moved), "for_audit", "zh")
    # What people wrote, and what they call their rules by.
    kept = [moved.number, "SHA-256", "Asia/Shanghai", "china_office", "default", *REASONS, *Role]
    kept += [step.key for step in Policy.from_specification(policy()).ladders[Target.RESOLUTION]]
    for each in kept:
        said = said.replace(each, "")
    said = re.sub(r"\b[0-9a-f]{64}\b", "", said)
    assert "第 1 次" in said
    assert [line for line in said.splitlines() if re.search(r"[A-Za-z]{3,}", line)] == []


def test_of_many_pauses_the_customer_reads_how_often_and_how_long_and_since_when_the_last(room: Room) -> None:
    longest = {"targets": ["resolution"], "longest": "5d", "measure": "natural_days"}
    room.write(lambda session: publish_policy(session, policy(pauses={"waiting_for_customer": longest}), now=MONDAY))
    ticket = room.ticket()
    for hour in range(1, 7):
        after(room, ticket, LifeEvent.WAITING, MONDAY + hour * HOUR)
        after(room, ticket, LifeEvent.CUSTOMER_REPLIED, MONDAY + hour * HOUR + HOUR / 2)
    after(room, ticket, LifeEvent.WAITING, MONDAY + 7 * HOUR)
    room.now = MONDAY + 8 * HOUR
    card = card_of(room, ticket)
    assert card.next.text() == "It runs on by itself on Sat 7 Mar 17:00. Until then nobody is reminded."
    assert copied(card, "for_customer", "en").splitlines()[3:6] == [
        "Not counted: 6 × waiting for the customer, 3 h in all",
        "Not counted since Mon 2 Mar 17:00: waiting for the customer",
        "Due if the pause ended now: Thu 5 Mar 14:30",
    ]


def test_a_due_time_that_the_record_does_not_give_is_said_so(room: Room, moved: Ticket) -> None:
    def tamper(session: Session) -> None:
        session.query(Clock).filter_by(target=Target.RESOLUTION).one().due_at = MONDAY

    room.write(tamper)
    assert "NOT the due time that is kept" in copied(card_of(room, moved), "for_audit", "en")


def test_a_text_is_copied_in_the_other_language_than_the_screens(
    room: Room, moved: Ticket, language: Language, qtbot: QtBot
) -> None:
    card = card_of(room, moved)
    assert "Wed 4 Mar – Thu 5 Mar Festival" in card.text.text()
    chinese = copied(card, "for_customer", "zh")
    assert "台风" in chinese
    assert "节日" in chinese
    assert "due" not in chinese.lower()
    assert "Festival" in card.text.text()
    speak(language, "zh")
    assert copied(card, "for_customer", "zh") == chinese
    assert copied(card, "for_customer", "en").startswith(f"{moved.number}: Resolution")
    assert [action.text() for action in card.for_customer.menu().actions()][:1] == [
        "English"
    ] or language_of_now() == "zh"


def test_no_language_is_left_behind_after_a_text_in_it(language: Language) -> None:
    for code in LANGUAGES:
        with speaking(code):
            assert language_of_now() == code
    assert language_of_now() == "en"
    assert str(Sentence("Case", "night")) == "night"
