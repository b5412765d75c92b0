"""How many people a day needs, from what is expected of it, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select

from app.models.calendar import BusinessCalendar
from app.models.erlang import required_agents, with_shrinkage
from app.models.floor import Floor, Queue, ServiceLevelFormula
from app.models.people import AgentState, AgentStateSpan, Role
from app.models.sla import LifeEvent
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.handling.events import happen
from app.services.staffing.contacts import IntervalRow, record_intervals
from app.services.staffing.required import required_days, required_staff
from app.services.staffing.service_level import ServiceLevelRule, define_service_level
from app.services.staffing.shrinkage import Shrinkage, read_shrinkage
from tests.builders import HOUR, MONDAY, OFFICE, new_ticket, open_floor, person

NONE = Shrinkage(0, 0, 0)
DAY = date(2026, 3, 2)


@pytest.fixture
def hotline(database: Database) -> int:
    """A queue with four weeks of contacts: 60 an hour of 240 seconds, in the hour of 10:00 in Shanghai."""
    open_floor(database)
    with database.write() as session:
        queue = Queue(name="热线", floor_id=session.scalars(select(Floor.id)).one())
        session.add(queue)
        session.flush()
        record_intervals(
            session,
            [
                IntervalRow(
                    queue.id, MONDAY - timedelta(days=days, minutes=-30 * half), 30, 30, 27, 3, 25, 1, 6480, 360
                )
                for days in range(1, 30)
                for half in (0, 1)
            ],
        )
        return queue.id


def test_contacts_need_the_agents_of_erlang_a_and_more_people_by_the_shrinkage(
    database: Database, hotline: int
) -> None:
    with database.read() as session:
        found = required_staff(session, hotline, DAY, shrinkage=Shrinkage(0.1, 0, 0.2), now=MONDAY - HOUR)
    assert (found.handle_seconds, found.patience_seconds) == (240, 120)
    busiest = int(np.argmax(found.agents))
    assert found.contacts is not None
    expected = required_agents(
        found.contacts.mean * 2, 240, within_seconds=20, aim=0.8, patience_seconds=120, most_occupied=0.85
    )
    assert found.agents.tolist() == expected.tolist()
    assert found.agents[busiest] >= 6
    assert found.scheduled[busiest] == with_shrinkage(found.agents[busiest], 0.1, 0.2)
    met = found.met(found.agents)
    assert (met.service_level >= 0.8).all()
    assert found.agents[0] == 0


def test_a_higher_aim_and_another_formula_need_other_numbers(database: Database, hotline: int) -> None:
    def most(rule: ServiceLevelRule) -> int:
        with database.write() as session:
            version, by = ServiceLevelRule.read(session).version, person(session, Role.MANAGER).id
            define_service_level(session, replace(rule, version=version), by=by, now=MONDAY)
        with database.read() as session:
            return int(required_staff(session, hotline, DAY, most_occupied=1.0, now=MONDAY - HOUR).agents.max())

    plain = most(ServiceLevelRule())
    assert most(ServiceLevelRule(aim=0.95)) > plain
    within_a_minute = ServiceLevelRule(within=60, aim=0.95)
    lenient = ServiceLevelRule(ServiceLevelFormula.WITH_EARLY_ABANDONED, within=60, aim=0.95)
    assert most(lenient) < most(within_a_minute)


def test_complaints_are_worked_on_in_opening_hours_before_they_are_due(database: Database) -> None:
    rulebook = open_floor(database)
    for _ in range(16):
        new_ticket(database, rulebook)
    calendar = BusinessCalendar.from_spec(OFFICE)
    with database.read() as session:
        days = required_days(session, None, DAY, 4, shrinkage=NONE, calendar=calendar, now=MONDAY + HOUR)
    assert days[0].contacts is None
    assert not days[0].agents.any()
    # Half an hour each; nothing in the hours that are over, at lunch or at night.
    hours = sum(day.work.sum() / 2 for day in days)
    assert hours == pytest.approx(8)
    worked = {
        int(slot) // 2 for day in days for slot, heads in zip(day.intervals.slots, day.work, strict=True) if heads
    }
    assert worked == {9, 10, 11, 13, 14, 15, 16, 17}
    assert days[0].work[days[0].intervals.slots < 22].sum() == 0
    # Level over three working days, not all on the last one.
    assert max(day.work.max() for day in days) < 1
    assert (days[0].positions >= days[0].work).all()


def test_complaints_weigh_what_they_were_lately_measured_to_take(database: Database) -> None:
    """Twenty were resolved in five hours of handling: a quarter of an hour each, where the usual is half of one."""
    rulebook = open_floor(database)
    done = [new_ticket(database, rulebook, now=MONDAY - 30 * HOUR) for _ in range(20)]
    for _ in range(16):
        new_ticket(database, rulebook)
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        for ticket in done:
            session.get_one(Ticket, ticket.id).owner_id = agent
            happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.RESOLVED, now=MONDAY - HOUR)
        start = MONDAY - 12 * HOUR
        session.add(
            AgentStateSpan(person_id=agent, state=AgentState.HANDLING, started_at=start, ended_at=start + 5 * HOUR)
        )
    with database.read() as session:
        days = required_days(session, None, DAY, 4, shrinkage=NONE, now=MONDAY + HOUR)
    assert sum(day.work.sum() / 2 for day in days) == pytest.approx(4)


def test_a_day_that_is_over_and_a_floor_without_anything_need_nobody(database: Database) -> None:
    with database.read() as session:
        found = required_staff(session, None, DAY - timedelta(days=3), shrinkage=NONE, now=MONDAY)
    assert not found.positions.any()
    assert found.met(found.agents).service_level.all()


def test_shrinkage_is_measured_from_states_once_enough_is_known(database: Database) -> None:
    open_floor(database)
    with database.read() as session:
        assert read_shrinkage(session, now=MONDAY) == Shrinkage()
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        at = datetime(2026, 2, 22, tzinfo=UTC)
        for state, hours in ((AgentState.READY, 144), (AgentState.BREAK, 18), (AgentState.TRAINING, 18)):
            session.add(AgentStateSpan(person_id=agent, state=state, started_at=at, ended_at=at + hours * HOUR))
            at += hours * HOUR
    with database.read() as session:
        found = read_shrinkage(session, now=MONDAY)
    assert found.measured
    assert [found.training, found.rest] == pytest.approx([0.1, 1 / 9])
    assert found.whole == pytest.approx(1 - 0.95 * 0.9 * 8 / 9)
