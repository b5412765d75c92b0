"""Acknowledging: what somebody has seen is not repeated, and the ladder goes on."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.models.escalation import Acknowledgement, Escalation, Notification
from app.models.people import Role
from app.models.sla import Clock, LifeEvent, Target
from app.models.ticket import Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.explain import explain
from app.services.deadlines.inbox import read_inbox
from app.services.deadlines.rulebook import Rulebook
from app.services.deadlines.seen import AcknowledgementError, acknowledge
from app.services.handling.events import happen
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person, policy

LADDER = [
    {"step": "reminder", "before_due": "4h", "every": "1h", "times": 4, "notify": ["owner"]},
    {"step": "breach", "share": 1.0, "notify": ["team_lead"]},
    {"step": "overdue", "after_due": "1h", "every": "1h", "notify": ["team_lead"]},
]


def a_floor(database: Database) -> tuple[Rulebook, Ticket]:
    """A complaint of the fast lane, whose resolution is due in a day and repeats before and after."""
    specification: dict[str, Any] = policy()
    specification["ladders"] = [{"targets": ["resolution"], "steps": LADDER}]
    rulebook = open_floor(database, specification)
    return rulebook, new_ticket(database, rulebook, high_risk=True)


def sweep_hourly(database: Database, rulebook: Rulebook, first: int, last: int) -> None:
    for hour in range(first, last + 1):
        sweep(database, rulebook, [], now=MONDAY + hour * HOUR)


def raised(database: Database) -> list[tuple[str, int]]:
    with database.read() as session:
        rows = session.query(Escalation).order_by(Escalation.id)
        return [(each.step, each.occurrence) for each in rows]


def see_latest(database: Database, rulebook: Rulebook, role: Role, now: datetime) -> None:
    with database.write() as session:
        me = person(session, role).id
        latest = read_inbox(session, rulebook, person_id=me).latest[0]
        assert latest.repeats
        acknowledge(session, rulebook, latest.id, person_id=me, now=now)
    with database.read() as session:
        assert latest.id not in [each.id for each in read_inbox(session, rulebook, person_id=me).latest]


def test_what_was_seen_is_not_repeated_and_higher_steps_still_come(database: Database) -> None:
    rulebook, ticket = a_floor(database)
    sweep_hourly(database, rulebook, 20, 21)
    see_latest(database, rulebook, Role.AGENT, MONDAY + 21 * HOUR)
    sweep_hourly(database, rulebook, 22, 26)
    seen = [("reminder", 1), ("reminder", 2), ("breach", 1), ("overdue", 1), ("overdue", 2)]
    assert raised(database) == seen
    see_latest(database, rulebook, Role.TEAM_LEAD, MONDAY + 26 * HOUR)
    sweep_hourly(database, rulebook, 27, 60)
    assert raised(database) == seen
    with database.read() as session:
        events = session.query(TicketEvent).filter_by(kind="step_seen").order_by(TicketEvent.id)
        assert [(each.person_id, (each.details or {})["step"]) for each in events] == [
            (person(session, Role.AGENT).id, "reminder"),
            (person(session, Role.TEAM_LEAD).id, "overdue"),
        ]
        (clock,) = session.query(Clock).filter_by(ticket_id=ticket.id, target=Target.RESOLUTION)
        assert clock.next_step_at is None
        assert explain(session, rulebook, clock, now=MONDAY + 60 * HOUR).coming == ()


def test_a_deadline_that_moves_is_reminded_of_anew(database: Database) -> None:
    rulebook, ticket = a_floor(database)
    sweep_hourly(database, rulebook, 20, 20)
    see_latest(database, rulebook, Role.AGENT, MONDAY + 20 * HOUR)
    with database.write() as session:
        for event, hour in ((LifeEvent.WAITING, 21), (LifeEvent.CUSTOMER_REPLIED, 31)):
            happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=MONDAY + hour * HOUR)
    sweep_hourly(database, rulebook, 31, 33)
    assert raised(database) == [("reminder", 1), ("reminder", 2), ("reminder", 3), ("reminder", 4)]


def test_the_next_cycle_repeats_again(database: Database) -> None:
    rulebook, ticket = a_floor(database)
    sweep_hourly(database, rulebook, 20, 20)
    see_latest(database, rulebook, Role.AGENT, MONDAY + 20 * HOUR)
    with database.write() as session:
        for event in (LifeEvent.RESOLVED, LifeEvent.REOPENED):
            happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=MONDAY + 21 * HOUR)
    sweep_hourly(database, rulebook, 41, 42)
    assert raised(database) == [("reminder", 1), ("reminder", 1), ("reminder", 2)]


def test_who_has_seen_it_first_stays_on_record(database: Database) -> None:
    rulebook, _ = a_floor(database)
    sweep_hourly(database, rulebook, 20, 20)
    with database.write() as session:
        message = session.scalars(select(Notification.id)).one()
        agent, lead = person(session, Role.AGENT).id, person(session, Role.TEAM_LEAD).id
        acknowledge(session, rulebook, message, person_id=agent, now=MONDAY + 20 * HOUR)
        acknowledge(session, rulebook, message, person_id=lead, now=MONDAY + 21 * HOUR)
    with database.read() as session:
        kept = session.query(Acknowledgement).one()
        assert (kept.person_id, kept.at) == (agent, MONDAY + 20 * HOUR)


def test_nobody_in_particular_has_seen_nothing(database: Database) -> None:
    rulebook, _ = a_floor(database)
    sweep_hourly(database, rulebook, 20, 20)
    with database.read() as session:
        message = session.scalars(select(Notification.id)).one()
    with pytest.raises(AcknowledgementError), database.write() as session:
        acknowledge(session, rulebook, message, person_id=None, now=MONDAY)


def test_what_has_ended_can_be_seen_no_more_and_comes_no_more(database: Database) -> None:
    rulebook, ticket = a_floor(database)
    sweep_hourly(database, rulebook, 20, 20)
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.RESOLVED, now=MONDAY + 20 * HOUR)
    with database.write() as session:
        agent = person(session, Role.AGENT).id
        (told,) = read_inbox(session, rulebook, person_id=agent).latest
        assert not told.repeats
        acknowledge(session, rulebook, told.id, person_id=agent, now=MONDAY + 21 * HOUR)
    with database.read() as session:
        assert session.query(Acknowledgement).count() == 0
        assert read_inbox(session, rulebook, person_id=agent).unread == 0
