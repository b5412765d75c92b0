"""What the demo floor has for staffing: skills, shifts that were kept and are to come, calls, foreseen days."""

import itertools
from collections import Counter
from datetime import timedelta

import numpy as np
from sqlalchemy import func, select

from app.models.customer import Customer
from app.models.forecast import FloorEvent
from app.models.people import WORKING, AgentState, AgentStateSpan, Language, Person, QueueMember
from app.models.roster import Availability, Shift, ShiftKind, ShiftPattern
from app.services.demo.floor import Demo
from app.services.demo.staff import STANDBY
from app.services.demo.timetable import Timetable
from app.services.floor.activation.candidates import read_candidates
from app.services.floor.load import REST_OWED_AFTER, read_load
from app.services.floor.worklist_columns import NEVER
from app.services.staffing.contacts import read_contacts
from app.services.staffing.roster.adherence import adherence
from app.services.staffing.roster.shifts import due_at_work, shifts_between
from app.services.staffing.roster.writing import extend_shift
from app.services.staffing.service_level import ServiceLevelRule
from tests.services.demo.conftest import BEGINS, TWO_MINUTES

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_agents_have_a_home_skills_and_some_a_second_language(demo: Demo) -> None:
    with demo.database.read() as session:
        agents = session.scalars(select(Person).where(Person.home_queue_id.is_not(None))).all()
        members = session.scalars(select(QueueMember)).all()
        assert len(agents) == 30 + STANDBY
        assert {each.level for each in members} == {1, 2, 3}
        assert all(not each.productive_after for each in members if each.level > 2 and each.person_id == agents[1].id)
        assert any(each.productive_after > 5 for each in members)
        assert {each.speaks for each in agents} == {"", "zh"}
        assert 0 < session.scalars(select(func.count()).where(Customer.language == Language.CHINESE)).one() < 50


def test_two_weeks_were_worked_by_the_schedule_and_a_week_is_to_come(demo: Demo) -> None:
    with demo.database.read() as session:
        shifts = shifts_between(session, BEGINS - 30 * DAY, BEGINS + 30 * DAY)
        codes = set(session.scalars(select(ShiftPattern.code)))
        kept = [each.share for each in adherence(session, None, BEGINS - 14 * DAY, BEGINS - HOUR * 10) if each.share]
    days = {each.starts_at.astimezone(demo.zone).date() for each in shifts}
    # With a Saturday that was worked instead of a day of the Spring Festival.
    assert len(days) == 11 + 6
    assert {each.pattern for each in shifts if each.kind is ShiftKind.WORK} <= codes
    assert len({each.person_id for each in shifts if each.kind is ShiftKind.STANDBY}) == STANDBY
    for each in shifts:
        edges = [
            each.starts_at,
            *(at for rest in each.activities for at in (rest.starts_at, rest.ends_at)),
            each.ends_at,
        ]
        assert edges == sorted(edges)
        stretches = np.diff([edge.timestamp() for edge in edges])[::2]
        assert each.kind is not ShiftKind.WORK or stretches.max() <= REST_OWED_AFTER.total_seconds()
    assert 0.9 < np.mean(kept) < 1


def test_states_of_the_days_before_follow_one_another(demo: Demo) -> None:
    with demo.database.read() as session:
        spans = session.scalars(
            select(AgentStateSpan).order_by(AgentStateSpan.person_id, AgentStateSpan.started_at)
        ).all()
    for earlier, later in itertools.pairwise(spans):
        if earlier.person_id == later.person_id:
            assert earlier.ended_at is not None
            assert earlier.started_at < earlier.ended_at <= later.started_at


def test_calls_come_by_the_profile_and_most_are_answered_in_time(demo: Demo) -> None:
    with demo.database.read() as session:
        contacts = read_contacts(session, None, BEGINS - 60 * DAY, BEGINS)
        rule = ServiceLevelRule.read(session)
    floor = contacts.together()
    level = rule.share(floor.offered, floor.answered, floor.in_time, floor.abandoned, floor.early)
    assert len(set(contacts.queue_ids.tolist())) == 3
    assert contacts.starts.min() < (BEGINS - 55 * DAY).timestamp()
    assert contacts.starts.max() == (BEGINS - 15 * MINUTE).timestamp()
    assert (contacts.answered + contacts.abandoned == contacts.offered).all()
    assert (contacts.in_time <= contacts.answered).all()
    busy = floor.offered > 15
    assert 0.6 < np.average(level[busy], weights=floor.offered[busy]) < 0.98
    assert 100 < contacts.handle_seconds.sum() / contacts.answered.sum() < 300


def test_foreseen_days_have_a_plan_for_each_tier(demo: Demo) -> None:
    with demo.database.read() as session:
        events = session.scalars(select(FloorEvent)).all()
        wishes = session.scalars(select(Availability)).all()
    today = BEGINS.astimezone(demo.zone).date()
    assert any(each.starts_on > today for each in events)
    assert all(set(each.plan) == {"1", "2", "3"} and each.factor > 1 for each in events)
    assert len({each.wish for each in wishes}) == 3


def test_every_tier_has_somebody_to_call(demo: Demo) -> None:
    with demo.database.read() as session:
        queue = session.scalars(select(Person.home_queue_id).where(Person.home_queue_id.is_not(None))).first()
        found = read_candidates(session, queue, now=BEGINS)
    by_tier = {tier: [each for each in found if each.tier == tier] for tier in (1, 2, 3)}
    assert len(by_tier[1]) >= 3
    assert len([each for each in by_tier[2] if each.on_standby]) >= 3
    assert len(by_tier[3]) >= 2


def test_calls_go_on_while_it_is_played_and_suffer_from_the_surge(played: Demo) -> None:
    with played.database.read() as session:
        contacts = read_contacts(session, None, BEGINS, BEGINS + TWO_MINUTES).together()
        rule = ServiceLevelRule.read(session)
    assert contacts.starts.tolist() == [int(BEGINS.timestamp()) + 900 * place for place in range(8)]
    level = rule.share(contacts.offered, contacts.answered, contacts.in_time, contacts.abandoned, contacts.early)
    assert level.min() < 0.6


def test_people_rest_when_their_shift_says_so(played: Demo) -> None:
    at = BEGINS + TWO_MINUTES
    with played.database.read() as session:
        rests = {
            row.person_id: rest.starts_at
            for row in shifts_between(session, BEGINS, at)
            for rest in row.activities[:1]
            if BEGINS + 5 * MINUTE < rest.starts_at < at - HOUR
        }
        breaks = select(AgentStateSpan.person_id, func.min(AgentStateSpan.started_at)).where(
            AgentStateSpan.state == AgentState.BREAK, AgentStateSpan.started_at > BEGINS
        )
        began = dict(iter(session.execute(breaks.group_by(AgentStateSpan.person_id))))
    taken = [began[person] - planned for person, planned in rests.items() if person in began]
    assert len(taken) > 0.8 * len(rests)
    assert np.median([each.total_seconds() for each in taken]) < 3 * 60


def test_drops_in_rests_are_not_taken_for_missing_people(played: Demo) -> None:
    missing = []
    with played.database.read() as session:
        agents = set(session.scalars(select(Person.id).where(Person.home_queue_id.is_not(None))))
        spans = session.scalars(select(AgentStateSpan).where(AgentStateSpan.person_id.in_(agents))).all()
        for minutes in range(10, 120, 10):
            at = BEGINS + minutes * MINUTE
            due = {row.person_id for row in due_at_work(session, at) or ()} & agents
            there = {
                each.person_id
                for each in spans
                if each.state in WORKING and each.started_at <= at and (each.ended_at is None or at < each.ended_at)
            }
            missing.append(len(due) - len(there))
    # One did not come; and who was on the line rests a little later.
    assert max(missing) <= 4
    assert np.mean(missing) < 2


def test_states_show_calls_that_last_as_long_as_they_are_counted(played: Demo) -> None:
    at = BEGINS + TWO_MINUTES
    with played.database.read() as session:
        contacts = read_contacts(session, None, BEGINS, at).together()
        load = read_load(session, now=at)
        handled = session.scalars(
            select(AgentStateSpan).where(
                AgentStateSpan.state == AgentState.HANDLING,
                AgentStateSpan.started_at >= BEGINS,
                AgentStateSpan.ended_at.is_not(None),
            )
        ).all()
    assert len(handled) > contacts.answered.sum() > 150
    lasted = [(each.ended_at - each.started_at).total_seconds() for each in handled if each.ended_at]
    assert 60 < np.median(lasted) < 200
    assert sum(lasted) > 0.6 * contacts.handle_seconds.sum()
    assert 0.6 < np.nanmedian(load.occupancy) <= 1
    shares = load.effort / load.capacity
    assert 0.3 < np.median(shares[load.open > 0]) < 0.9


def test_at_night_somebody_serves_every_queue_and_worked_until_this_morning(demo: Demo) -> None:
    with demo.database.read() as session:
        rows = shifts_between(session, BEGINS + 13 * HOUR, BEGINS + 22 * HOUR)
        nights = {row.person_id for row in rows if row.pattern == "night"}
        week = shifts_between(session, BEGINS - DAY, BEGINS + 5 * DAY)
        in_a_row = Counter(row.person_id for row in week if row.pattern == "night")
        served = select(QueueMember.queue_id).where(QueueMember.person_id.in_(nights))
        worked = session.scalars(
            select(AgentStateSpan.started_at).where(
                AgentStateSpan.person_id.in_(nights),
                AgentStateSpan.state.in_(WORKING),
                AgentStateSpan.ended_at > BEGINS - 3 * HOUR,
            )
        ).all()
        assert len(set(session.scalars(served))) == 3
        load = read_load(session, now=BEGINS)
    assert nights
    assert max(in_a_row.values()) <= 4
    assert worked
    # What lies between going home and coming is no work.
    assert BEGINS.timestamp() - load.working_since[load.working_since != NEVER].min() < 3 * 3_600


def test_who_has_a_longer_shift_knows_it(demo: Demo) -> None:
    with demo.database.write() as session:
        longer, other, *_ = (
            each for each in shifts_between(session, BEGINS, BEGINS + MINUTE) if each.pattern == "early"
        )
        extend_shift(session, longer.id, longer.ends_at + 3 * HOUR, by=None, now=BEGINS)
        table = Timetable(session, BEGINS)
        later = longer.ends_at + HOUR
        assert table.shift_at(longer.person_id, later)
        assert not table.shift_at(other.person_id, later)
        assert table.comes_after(other.person_id, later) == other.starts_at + DAY


def test_without_a_schedule_people_keep_office_hours(demo: Demo) -> None:
    with demo.database.write() as session:
        for shift in session.scalars(select(Shift)):
            session.delete(shift)
        session.flush()
        table = Timetable(session, BEGINS)
        assert not table.knows(early := session.scalars(select(func.min(Person.id))).one())
        assert table.comes_after(early, BEGINS) is None
    demo.play_to(BEGINS + 20 * MINUTE)
    with demo.database.read() as session:
        off = select(func.count()).where(AgentStateSpan.state == AgentState.OFF, AgentStateSpan.ended_at.is_(None))
        assert session.scalars(off).one() < 20
