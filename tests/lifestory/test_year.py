"""A year of a floor at speed: every step that was due is there once, at the right instant, in working time."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.models.escalation import Escalation, Notification, Outcome
from app.models.sla import Clock, Pause
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from tests.lifestory import walk
from tests.lifestory.floor import Floor

WEEK = timedelta(weeks=1)


def lives(database: Database, time: timedelta, seed: int) -> Floor:
    """Let a floor live, and look at everything that it has left behind."""
    floor = Floor(database, seed)
    floor.live(time)
    assert floor.kills > time / WEEK
    as_the_reference_says(floor)
    in_time(floor)
    told_once(floor)
    return floor


def as_the_reference_says(floor: Floor) -> None:
    """Every status, clock, due time, pause and step is what the slow reference says, and nothing else is there."""
    ours, theirs = floor.engine.facts(), floor.reference.facts()
    assert ours[0] == theirs[0]
    assert ours[1].keys() == theirs[1].keys()
    for key, facts in ours[1].items():
        assert facts == theirs[1][key], key


def in_time(floor: Floor) -> None:
    """Every step was raised by the first sweep after it was owed, in working time but for the fast lane."""
    with floor.engine.database.read() as session:
        pauses: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        for each in session.scalars(select(Pause)):
            pauses[each.clock_id].append((each.started_at, each.ended_at or floor.now))
        merges: dict[int, list[datetime]] = defaultdict(list)
        for event in session.scalars(select(TicketEvent).where(TicketEvent.kind == "merged")):
            merges[event.ticket_id].append(event.at)
        rows = session.execute(select(Escalation, Clock).join(Clock, Clock.id == Escalation.clock_id)).all()
    assert len(rows) > len(floor.reference.complaints)
    for step, clock in rows:
        assert clock.fast_lane or walk.next_open(step.planned_at) == step.planned_at
        assert step.raised_at >= step.planned_at
        assert step.raised_at in floor.died or step.raised_at in floor.swept
        # What is joined with a complaint of high risk owes the steps of the fast lane from then on.
        joined = merges[clock.ticket_id] if clock.fast_lane else []
        owed_at = max([step.planned_at, *(at for at in joined if at <= step.raised_at)])
        missed = [at for at in floor.swept if owed_at <= at < step.raised_at]
        # A clock that waits owes nothing; what it owes at its end lies later, or was owed before it waited.
        assert all(any(since <= at <= until for since, until in pauses[step.clock_id]) for at in missed)


def told_once(floor: Floor) -> None:
    """Nobody was told twice of one cause, wherever a sweep died, and of every step that speaks somebody was told, once.

    One cause is what is owed for one ticket at one instant, about one deadline.
    """
    with floor.engine.database.read() as session:
        steps = {each.id: each for each in session.scalars(select(Escalation))}
        tickets = dict(iter(session.execute(select(Clock.id, Clock.ticket_id))))
        messages = session.scalars(select(Notification)).all()
        # Their clocks were of two tickets when they were told of.
        joined = set(session.scalars(select(Ticket.merged_into_id)))
    speaking = {id_ for id_, step in steps.items() if step.outcome is Outcome.NOTIFIED}
    assert {each.escalation_id for each in messages} == speaking
    ways = Counter((each.escalation_id, each.person_id, each.channel) for each in messages)
    causes = Counter(
        (tickets[step.clock_id], step.planned_at, step.due_at, each.person_id, each.channel)
        for each in messages
        for step in [steps[each.escalation_id]]
        if tickets[step.clock_id] not in joined
    )
    assert {*ways.values(), *causes.values()} == {1}, (ways.most_common(1), causes.most_common(1))


def test_two_weeks_of_a_floor_go_as_the_reference_says(database: Database) -> None:
    lives(database, 2 * WEEK, seed=4)


@pytest.mark.long
def test_two_months_of_a_floor_go_as_the_reference_says(postgresql_database: Database) -> None:
    lives(postgresql_database, 9 * WEEK, seed=5)


@pytest.mark.long
def test_a_year_of_a_floor_goes_as_the_reference_says(sqlite_database: Database) -> None:
    floor = lives(sqlite_database, 52 * WEEK, seed=6)
    assert len(floor.reference.complaints) > 300
