"""The figures of the floor: each counts what its definition says, on either database."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from app.models.people import AgentState, AgentStateSpan, Person, Role
from app.models.sla import Clock, ClockState, LifeEvent, Target
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.floor.kpis import read_kpis
from app.services.handling.events import happen
from app.services.pulse import Kpis, SurgeState
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    """The rules of a floor on which one person of each role works."""
    return open_floor(database)


def kpis_at(database: Database, now: timedelta) -> Kpis:
    """The figures so much after ten o'clock on Monday."""
    with database.read() as session:
        return read_kpis(session, zone=SHANGHAI, now=MONDAY + now)


def due(database: Database, ticket: Ticket, target: Target, at: timedelta) -> None:
    """Move a deadline."""
    with database.write() as session:
        session.execute(
            update(Clock).where(Clock.ticket_id == ticket.id, Clock.target == target).values(due_at=MONDAY + at)
        )


def happens(database: Database, rulebook: Rulebook, ticket: Ticket, event: LifeEvent, at: timedelta) -> None:
    """Let something happen to a ticket."""
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=MONDAY + at)


def works(database: Database, role: Role, state: AgentState, capacity: int) -> None:
    """Let somebody be in a state."""
    with database.write() as session:
        who = person(session, role)
        who.capacity = capacity
        session.add(AgentStateSpan(person_id=who.id, state=state, started_at=MONDAY))


def test_an_empty_floor_has_nothing_to_count(database: Database) -> None:
    assert kpis_at(database, HOUR) == Kpis(MONDAY + HOUR, 0, 0, 0, None, None, 0, None, SurgeState.CALM)


def test_open_are_those_that_are_open_or_wait_for_the_customer(database: Database, rulebook: Rulebook) -> None:
    for event in (None, LifeEvent.WAITING, LifeEvent.RESOLVED, LifeEvent.SPAM):
        ticket = new_ticket(database, rulebook)
        if event:
            happens(database, rulebook, ticket, event, MINUTE)
    assert kpis_at(database, HOUR).open == 2


def test_a_complaint_is_late_or_due_soon_by_its_earliest_running_deadline(
    database: Database, rulebook: Rulebook
) -> None:
    late, soon, paused, resolved, _fine = [new_ticket(database, rulebook) for _ in range(5)]
    happens(database, rulebook, paused, LifeEvent.ANSWERED, MINUTE)
    happens(database, rulebook, paused, LifeEvent.WAITING, MINUTE)
    due(database, paused, Target.RESOLUTION, HOUR)
    due(database, late, Target.FIRST_RESPONSE, 2 * HOUR)
    due(database, late, Target.RESOLUTION, 2 * HOUR + MINUTE)
    due(database, soon, Target.FIRST_RESPONSE, 3 * HOUR - MINUTE)
    happens(database, rulebook, resolved, LifeEvent.RESOLVED, MINUTE)
    due(database, resolved, Target.FOLLOW_UP, 2 * HOUR + MINUTE)
    assert [(found.late, found.due_soon) for found in (kpis_at(database, at * HOUR) for at in (1.5, 2, 2.5))] == [
        (0, 1),
        (0, 2),
        (1, 1),
    ]


def test_a_deadline_is_decided_when_it_is_met_or_when_it_passes(database: Database, rulebook: Rulebook) -> None:
    tickets = [new_ticket(database, rulebook) for _ in range(3)]
    for ticket in tickets:
        due(database, ticket, Target.FIRST_RESPONSE, HOUR)
    assert kpis_at(database, HOUR).sla_today is None
    happens(database, rulebook, tickets[0], LifeEvent.ANSWERED, HOUR / 2)
    assert kpis_at(database, HOUR).sla_today == 1
    assert kpis_at(database, 2 * HOUR).sla_today == pytest.approx(1 / 3)
    # Answered late: it was missed already, and is not missed again.
    happens(database, rulebook, tickets[1], LifeEvent.ANSWERED, 2 * HOUR)
    assert kpis_at(database, 3 * HOUR).sla_today == pytest.approx(1 / 3)
    happens(database, rulebook, tickets[2], LifeEvent.SPAM, 3 * HOUR)
    assert kpis_at(database, 3 * HOUR).sla_today == pytest.approx(1 / 2)


def test_yesterday_s_deadlines_are_not_today_s(database: Database, rulebook: Rulebook) -> None:
    kept, missed, passed = [new_ticket(database, rulebook) for _ in range(3)]
    for ticket in (missed, passed):
        due(database, ticket, Target.FIRST_RESPONSE, HOUR)
    happens(database, rulebook, kept, LifeEvent.ANSWERED, HOUR)
    midnight = 14 * HOUR
    happens(database, rulebook, missed, LifeEvent.ANSWERED, midnight + HOUR)
    found = kpis_at(database, midnight + HOUR)
    assert found.sla_today is None
    assert found.late == 1


def test_half_of_today_s_first_responses_took_no_longer_than_the_middle_one(
    database: Database, rulebook: Rulebook
) -> None:
    for minutes in (5, 60, 7, 8):
        ticket = new_ticket(database, rulebook)
        happens(database, rulebook, ticket, LifeEvent.ANSWERED, minutes * MINUTE)
    new_ticket(database, rulebook)
    assert kpis_at(database, 30 * MINUTE).first_response_p50 == 7 * MINUTE
    assert kpis_at(database, 2 * HOUR).first_response_p50 == 7 * MINUTE
    assert kpis_at(database, 24 * HOUR).first_response_p50 is None


def test_the_load_is_what_those_at_work_carry_against_what_they_can(database: Database, rulebook: Rulebook) -> None:
    works(database, Role.AGENT, AgentState.HANDLING, 3)
    works(database, Role.TEAM_LEAD, AgentState.READY, 1)
    works(database, Role.SUPERVISOR, AgentState.BREAK, 50)
    with database.read() as session:
        resting = person(session, Role.SUPERVISOR).id
    for _ in range(3):
        new_ticket(database, rulebook)
    new_ticket(database, rulebook, owner_id=resting)
    found = kpis_at(database, HOUR)
    assert (found.agents_on, found.load) == (2, 3 / 4)


def test_who_left_is_not_at_work(database: Database, rulebook: Rulebook) -> None:
    works(database, Role.AGENT, AgentState.READY, 3)
    with database.write() as session:
        session.execute(update(Person).values(active=False))
    found = kpis_at(database, HOUR)
    assert (found.agents_on, found.load) == (0, None)


def test_deadlines_that_ended_by_cancelling_are_no_responses(database: Database, rulebook: Rulebook) -> None:
    happens(database, rulebook, new_ticket(database, rulebook), LifeEvent.WITHDRAWN, MINUTE)
    with database.read() as session:
        assert {clock.state for clock in session.query(Clock)} == {ClockState.CANCELLED}
    found = kpis_at(database, HOUR)
    assert (found.sla_today, found.first_response_p50) == (None, None)
