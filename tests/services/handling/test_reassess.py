"""Risk is found in what is recorded and in what comes later, also in what rests; what people say of it holds."""

from datetime import timedelta
from typing import Any

import pytest

from app.models.customer import Customer
from app.models.desk_rules import ScorePart
from app.models.escalation import Escalation, Notification
from app.models.people import Role
from app.models.sla import ClockState, LifeEvent, Target
from app.models.ticket import Category, Priority, Status, Ticket, TicketEvent
from app.models.words import Emotion
from app.services.assessment.judge import RISK_FOUND
from app.services.assessment.present import read_assessment
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.services.handling.reassess import (
    AssessmentError,
    reassess,
    say_risk,
    say_score,
)
from tests.builders import HOUR, MONDAY, clocks_of, close_freely, new_ticket, open_floor, person


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    return open_floor(database)


def seen(database: Database, ticket: Ticket) -> Ticket:
    with database.read() as session:
        return session.get_one(Ticket, ticket.id)


def happened(database: Database, ticket: Ticket) -> list[str]:
    with database.read() as session:
        return [kind for (kind,) in session.query(TicketEvent.kind).filter_by(ticket_id=ticket.id).order_by("id")]


def hear(database: Database, rulebook: Rulebook, ticket: Ticket, *further: str, hours: int = 1, **known: Any) -> None:
    with database.write() as session:
        found = session.get_one(Ticket, ticket.id)
        for name, value in known.items():
            setattr(found, name, value)
        reassess(session, rulebook, found, *further, person_id=None, now=MONDAY + hours * HOUR)


@pytest.mark.parametrize(
    ("said", "is_risk"),
    [
        ({"title": "Card stolen, a scam"}, True),
        ({"title": "No heating", "description": "我要打12345"}, True),
        ({"title": "No heating", "demand": "否则找记者"}, True),
        ({"title": "No heating"}, False),
    ],
)
def test_a_complaint_starts_in_the_lane_that_its_words_need(
    database: Database, rulebook: Rulebook, said: dict[str, Any], is_risk: bool
) -> None:
    ticket = new_ticket(database, rulebook, **said)
    assert ticket.high_risk is is_risk
    assert {clock.fast_lane for clock in clocks_of(database, ticket)} == {is_risk}
    assert (RISK_FOUND in happened(database, ticket)) is is_risk


@pytest.mark.parametrize("marked", ["category", "customer"])
def test_a_marked_category_or_customer_is_risk_enough(database: Database, rulebook: Rulebook, marked: str) -> None:
    rows = {
        "category": Category(name="Fire", path="Fire", high_risk=True),
        "customer": Customer(name="Li", high_risk=True),
    }
    with database.write() as session:
        session.add(rows[marked])
        session.flush()
        identity: dict[str, Any] = {f"{marked}_id": rows[marked].id}
    ticket = new_ticket(database, rulebook, **identity)
    assert ticket.high_risk
    assert ticket.risk is not None
    assert ticket.risk["marks"] == [marked]


@pytest.mark.parametrize(
    ("rests", "status"),
    [
        ([], Status.OPEN),
        ([LifeEvent.WAITING], Status.OPEN),
        ([LifeEvent.RESOLVED], Status.OPEN),
        ([LifeEvent.RESOLVED, LifeEvent.CLOSED], Status.OPEN),
        ([LifeEvent.WITHDRAWN], Status.WITHDRAWN),
    ],
)
def test_risk_in_a_reply_wakes_what_rests(
    database: Database, rulebook: Rulebook, rests: list[LifeEvent], status: Status
) -> None:
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        close_freely(session)
        for event in rests:
            happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=MONDAY + HOUR)
    hear(database, rulebook, ticket, "now my data leak is in the newspaper", hours=2)
    found = seen(database, ticket)
    assert (found.status, found.high_risk) == (status, True)
    if status is Status.OPEN:
        (clock,) = (each for each in clocks_of(database, ticket, Target.RESOLUTION) if each.state is ClockState.RUNNING)
        assert clock.fast_lane
        assert clock.due_at <= MONDAY + 26 * HOUR


def test_what_was_found_stays_found_though_the_text_is_corrected(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook, title="A scam")
    hear(database, rulebook, ticket, title="A delay")
    assert seen(database, ticket).high_risk


def test_what_a_person_says_holds_until_something_new_is_found(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook, title="A scam")
    with database.write() as session:
        found, lead = session.get_one(Ticket, ticket.id), person(session, Role.TEAM_LEAD).id
        say_risk(session, rulebook, found, False, "A joke", person_id=lead, now=MONDAY + HOUR)
    hear(database, rulebook, ticket, "the scam again", hours=2)
    assert not seen(database, ticket).high_risk
    hear(database, rulebook, ticket, "I was injured", hours=3)
    assert seen(database, ticket).high_risk


def test_a_complaint_that_was_recorded_as_risky_stays_so(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook, high_risk=True)
    hear(database, rulebook, ticket, "thank you")
    assert seen(database, ticket).high_risk


@pytest.mark.parametrize("reason", ["", "  ", "x" * 401])
def test_nobody_overrides_without_a_reason(database: Database, rulebook: Rulebook, reason: str) -> None:
    ticket = new_ticket(database, rulebook)
    with database.write() as session, pytest.raises(AssessmentError):
        say_risk(session, rulebook, session.get_one(Ticket, ticket.id), True, reason, person_id=None, now=MONDAY)
    with database.write() as session, pytest.raises(AssessmentError):
        say_score(session, session.get_one(Ticket, ticket.id), 50, reason, person_id=None, now=MONDAY)


def test_the_score_follows_what_is_known_and_the_parts_say_why(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook)
    before = ticket.score
    assert before is not None
    hear(database, rulebook, ticket, emotion=Emotion.ANGRY, priority=Priority.HIGH)
    found = seen(database, ticket)
    assert found.score == before + 10 + 10
    with database.read() as session:
        parts = read_assessment(session, rulebook, ticket.id).parts(MONDAY + 12 * HOUR)
    # Half of the day for the first response is over, and less of the three for the rest.
    assert parts[ScorePart.DEADLINE] == pytest.approx(7.5)


def test_another_score_is_put_on_record_and_taken_back(database: Database, rulebook: Rulebook) -> None:
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        found = session.get_one(Ticket, ticket.id)
        say_score(session, found, 90, "The mayor asks", person_id=None, now=MONDAY)
        assert (found.score_set, found.score_reason) == (90, "The mayor asks")
        say_score(session, found, None, "Done", person_id=None, now=MONDAY)
        assert (found.score_set, found.score_reason) == (None, None)
        with pytest.raises(AssessmentError):
            say_score(session, found, 101, "More", person_id=None, now=MONDAY)


@pytest.mark.parametrize("rests", [None, LifeEvent.WAITING, LifeEvent.RESOLVED])
def test_risk_is_told_at_once_at_night_though_the_complaint_rested(
    database: Database, rulebook: Rulebook, rests: LifeEvent | None
) -> None:
    ticket = new_ticket(database, rulebook)
    # Saturday, 3 o'clock in the morning.
    night = MONDAY + 113 * HOUR
    with database.write() as session:
        if rests:
            happen(session, rulebook, session.get_one(Ticket, ticket.id), rests, now=MONDAY + HOUR)
        reassess(session, rulebook, session.get_one(Ticket, ticket.id), "a data leak", person_id=None, now=night)
    sweep(database, rulebook, (), now=night + timedelta(minutes=1))
    with database.read() as session:
        told = session.query(Notification).join(Escalation).filter(Notification.fast_lane, Escalation.raised_at > night)
        assert told.count()


def test_risk_in_what_was_closed_long_ago_comes_back_as_a_complaint_of_its_own(
    database: Database, rulebook: Rulebook
) -> None:
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        close_freely(session)
        for event in (LifeEvent.RESOLVED, LifeEvent.CLOSED):
            happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=MONDAY + HOUR)
    hear(database, rulebook, ticket, "now my data leak is in the newspaper", hours=31 * 24)
    assert seen(database, ticket).status is Status.CLOSED
    with database.read() as session:
        again = session.query(Ticket).order_by(Ticket.id.desc()).first()
        assert again is not None
        assert (again.status, again.high_risk) == (Status.OPEN, True)
        assert "newspaper" in again.description
    assert {clock.fast_lane for clock in clocks_of(database, again)} == {True}


@pytest.mark.parametrize("rests", [LifeEvent.WAITING, LifeEvent.RESOLVED])
def test_what_a_person_says_is_of_high_risk_does_not_rest(
    database: Database, rulebook: Rulebook, rests: LifeEvent
) -> None:
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        lead, found = person(session, Role.TEAM_LEAD).id, session.get_one(Ticket, ticket.id)
        happen(session, rulebook, found, rests, now=MONDAY + HOUR)
        say_risk(session, rulebook, found, True, "They know us", person_id=lead, now=MONDAY + 2 * HOUR)
    assert seen(database, ticket).status is Status.OPEN
    (clock,) = (each for each in clocks_of(database, ticket, Target.RESOLUTION) if each.state is ClockState.RUNNING)
    assert clock.fast_lane
