"""Alerts: raised once, answered by one person, cleared and resolved apart; grouped, and never in a flood."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from app.models.alert import Alert, AlertKind
from app.models.floor import Floor, Queue
from app.models.people import AgentState, AgentStateSpan, Role
from app.models.sla import Clock, LifeEvent, Target
from app.models.ticket import Source, Ticket
from app.services.alerts import COOL_DOWN, AlertError, AlertRow, Alerts, acknowledge, act, read_alerts, resolve, see
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.floor.arrivals import History
from app.services.floor.surge import read_surges
from app.services.floor.watch import watch
from app.services.handling.events import happen
from app.services.pulse import SurgeState
from tests.builders import HOUR, MONDAY, new_ticket, open_floor, person

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    """The rules of a floor on which one person of each role works."""
    return open_floor(database)


def watched(database: Database, after: timedelta) -> None:
    """Look at the floor, so long after ten on Monday."""
    with database.write() as session:
        watch(session, zone=SHANGHAI, now=MONDAY + after)


def seen(database: Database, after: timedelta) -> Alerts:
    """What a screen is given."""
    with database.read() as session:
        return read_alerts(session, now=MONDAY + after)


def person_id(database: Database, role: Role) -> int:
    """Who has a role."""
    with database.read() as session:
        return person(session, role).id


def ticket_due(database: Database, rulebook: Rulebook, at: timedelta) -> Ticket:
    """A complaint that has to be answered by then."""
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        moved = update(Clock).where(Clock.ticket_id == ticket.id, Clock.target == Target.FIRST_RESPONSE)
        session.execute(moved.values(due_at=MONDAY + at))
    return ticket


def answer(database: Database, what: Callable[..., None], alert_id: int, *more: Any, by: int, after: timedelta) -> None:
    """Give an answer in a transaction of its own."""
    with database.write() as session:
        what(session, alert_id, *more, person_id=by, now=MONDAY + after)


def test_a_quiet_floor_has_no_alerts(database: Database, rulebook: Rulebook) -> None:
    new_ticket(database, rulebook)
    watched(database, HOUR)
    assert seen(database, HOUR) == Alerts(MONDAY + HOUR, (), 0, 0)


def test_deadlines_that_passed_are_one_alert_with_the_first_of_them(database: Database, rulebook: Rulebook) -> None:
    first = ticket_due(database, rulebook, HOUR)
    watched(database, HOUR + MINUTE)
    ticket_due(database, rulebook, HOUR + 2 * MINUTE)
    ticket_due(database, rulebook, 3 * HOUR)
    watched(database, HOUR + 3 * MINUTE)
    found = seen(database, HOUR + 3 * MINUTE)
    (alert,) = found.rows
    assert (alert.kind, alert.raised_at, alert.cleared_at) == (AlertKind.DEADLINE, MONDAY + HOUR + MINUTE, None)
    assert alert.details == {
        "count": 2,
        "ticket_id": first.id,
        "number": first.number,
        "due": (MONDAY + HOUR).isoformat(),
    }
    assert (found.in_ten_minutes, found.in_hour) == (1, 1)
    later = seen(database, HOUR + 12 * MINUTE)
    assert (later.in_ten_minutes, later.in_hour) == (0, 1)


def test_an_alert_whose_cause_is_gone_is_cleared_and_waits_for_its_answer(
    database: Database, rulebook: Rulebook
) -> None:
    ticket = ticket_due(database, rulebook, HOUR)
    watched(database, HOUR + MINUTE)
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.ANSWERED, now=MONDAY + HOUR + MINUTE)
    for minutes in (2, 3):
        watched(database, HOUR + minutes * MINUTE)
    (alert,) = seen(database, 2 * HOUR).rows
    assert (alert.cleared_at, alert.resolved_at) == (MONDAY + HOUR + 2 * MINUTE, None)


@pytest.mark.parametrize(("after", "alerts"), [(COOL_DOWN - MINUTE, 1), (COOL_DOWN, 2)])
def test_what_comes_back_within_the_cool_down_is_the_same_alert(
    database: Database, rulebook: Rulebook, after: timedelta, alerts: int
) -> None:
    ticket = ticket_due(database, rulebook, HOUR)
    watched(database, HOUR)
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.ANSWERED, now=MONDAY + HOUR)
    watched(database, HOUR)
    ticket_due(database, rulebook, HOUR + after)
    watched(database, HOUR + after)
    rows = seen(database, HOUR + after).rows
    assert len(rows) == alerts
    assert (rows[0].cleared_at, rows[0].resolved_at) == (None, None)
    assert all(row.resolved_by is None for row in rows)


def test_answers_are_kept_apart(database: Database, rulebook: Rulebook) -> None:
    ticket_due(database, rulebook, HOUR)
    watched(database, HOUR)
    (alert,) = seen(database, HOUR).rows
    supervisor, lead = person_id(database, Role.SUPERVISOR), person_id(database, Role.TEAM_LEAD)
    answer(database, acknowledge, alert.id, by=supervisor, after=HOUR + MINUTE)
    answer(database, act, alert.id, "  called the\nstandby ", by=lead, after=HOUR + 2 * MINUTE)
    (alert,) = seen(database, 2 * HOUR).rows
    assert (alert.acknowledged_by, alert.acknowledged_at) == ("supervisor", MONDAY + HOUR + MINUTE)
    assert (alert.acted_by, alert.acted_at, alert.action) == (
        "team_lead",
        MONDAY + HOUR + 2 * MINUTE,
        "called the standby",
    )
    assert alert.resolved_at is None
    answer(database, resolve, alert.id, by=supervisor, after=HOUR + 3 * MINUTE)
    (alert,) = seen(database, 2 * HOUR).rows
    assert (alert.resolved_by, alert.resolved_at) == ("supervisor", MONDAY + HOUR + 3 * MINUTE)
    assert seen(database, 12 * HOUR).rows == ()


def test_who_acts_has_seen_it(database: Database, rulebook: Rulebook) -> None:
    ticket_due(database, rulebook, HOUR)
    watched(database, HOUR)
    (alert,) = seen(database, HOUR).rows
    lead = person_id(database, Role.TEAM_LEAD)
    answer(database, act, alert.id, "called", by=lead, after=HOUR)
    answer(database, act, alert.id, "called twice", by=lead, after=HOUR + MINUTE)
    answer(database, acknowledge, alert.id, by=lead, after=HOUR + MINUTE)
    (alert,) = seen(database, HOUR).rows
    assert (alert.acknowledged_by, alert.acknowledged_at, alert.action) == ("team_lead", MONDAY + HOUR, "called twice")


@pytest.mark.parametrize(
    ("before", "then", "sentence"),
    [
        ((acknowledge,), (acknowledge,), "supervisor has acknowledged this alert 3 min ago."),
        ((act, "called"), (acknowledge,), "supervisor has acknowledged this alert 3 min ago."),
        ((act, "called"), (act, "came"), "supervisor has acted on this alert 3 min ago: called"),
        ((resolve,), (acknowledge,), "supervisor has resolved this alert 3 min ago."),
        ((resolve,), (act, "came"), "supervisor has resolved this alert 3 min ago."),
        ((resolve,), (resolve,), "supervisor has resolved this alert 3 min ago."),
        ((acknowledge,), (act, "  "), "Say in 1 to 400 characters what you have done."),
        ((acknowledge,), (act, "x" * 401), "Say in 1 to 400 characters what you have done."),
    ],
)
def test_an_answer_is_given_once_and_the_second_one_is_told_who_was_first(
    database: Database, rulebook: Rulebook, before: tuple[Any, ...], then: tuple[Any, ...], sentence: str
) -> None:
    ticket_due(database, rulebook, HOUR)
    watched(database, HOUR)
    (alert,) = seen(database, HOUR).rows
    supervisor, lead = person_id(database, Role.SUPERVISOR), person_id(database, Role.TEAM_LEAD)
    answer(database, before[0], alert.id, *before[1:], by=supervisor, after=HOUR)
    with pytest.raises(AlertError) as refusal:
        answer(database, then[0], alert.id, *then[1:], by=lead, after=HOUR + 3 * MINUTE)
    assert str(refusal.value) == sentence


def test_what_a_person_resolved_is_not_raised_by_the_same_tickets_again(database: Database, rulebook: Rulebook) -> None:
    ticket_due(database, rulebook, HOUR)
    watched(database, HOUR + MINUTE)
    (alert,) = seen(database, HOUR).rows
    answer(database, resolve, alert.id, by=person_id(database, Role.SUPERVISOR), after=HOUR + 2 * MINUTE)
    watched(database, HOUR + 3 * MINUTE)
    assert len(seen(database, 2 * HOUR).rows) == 1
    ticket_due(database, rulebook, HOUR + 4 * MINUTE)
    watched(database, HOUR + 5 * MINUTE)
    new, _ = seen(database, 2 * HOUR).rows
    assert new.details["count"] == 1


def overload(database: Database, rulebook: Rulebook, *, worked: timedelta = MINUTE) -> None:
    """Give the agent, who is at work, more than they can carry."""
    with database.write() as session:
        agent = person(session, Role.AGENT)
        agent.capacity = 1
        session.add(AgentStateSpan(person_id=agent.id, state=AgentState.HANDLING, started_at=MONDAY + HOUR - worked))
    for _ in range(2):
        new_ticket(database, rulebook)


def test_people_over_capacity_or_without_rest_are_one_alert(database: Database, rulebook: Rulebook) -> None:
    overload(database, rulebook, worked=3 * HOUR)
    with database.write() as session:
        lead = person(session, Role.TEAM_LEAD)
        session.add(AgentStateSpan(person_id=lead.id, state=AgentState.READY, started_at=MONDAY))
    for _ in range(2):
        watched(database, HOUR)
    (alert,) = seen(database, HOUR).rows
    assert alert.kind is AlertKind.LOAD
    (who,) = alert.details["people"]
    assert (alert.details["over"], alert.details["rest"]) == (1, 1)
    assert (who["name"], who["open"], who["capacity"]) == ("agent", 2, 1)
    assert who["since"] == (MONDAY - 2 * HOUR).isoformat()


def test_who_is_off_does_not_alarm(database: Database, rulebook: Rulebook) -> None:
    overload(database, rulebook)
    with database.write() as session:
        session.execute(update(AgentStateSpan).values(state=AgentState.OFF))
    watched(database, HOUR)
    assert seen(database, HOUR).rows == ()


@pytest.mark.parametrize(("after", "alerts"), [(COOL_DOWN - MINUTE, 1), (COOL_DOWN, 2)])
def test_a_load_that_a_person_resolved_is_raised_again_only_after_the_cool_down(
    database: Database, rulebook: Rulebook, after: timedelta, alerts: int
) -> None:
    overload(database, rulebook)
    watched(database, HOUR)
    (alert,) = seen(database, HOUR).rows
    answer(database, resolve, alert.id, by=person_id(database, Role.SUPERVISOR), after=HOUR)
    watched(database, HOUR + after)
    assert len(seen(database, HOUR + after).rows) == alerts


def test_a_surge_is_an_alert_with_its_figures(database: Database, rulebook: Rulebook) -> None:
    hours = [MONDAY + (hour - 2) * HOUR for hour in range(10)]
    past = [at - week * timedelta(weeks=1) + n * MINUTE for week in range(1, 9) for at in hours for n in range(40)]
    today = [at + n * MINUTE for at in hours[:3] for n in range(40)] + [hours[3] + n * MINUTE / 4 for n in range(120)]
    with database.write() as session:
        rows = [{"received_at": at, "recorded_at": at} for at in (MONDAY - timedelta(weeks=9), *past, *today)]
        closed = {"source": Source.CHAT, "title": "t", "status": "closed"}
        session.execute(insert(Ticket), [row | closed for row in rows])
    watched(database, HOUR + 30 * MINUTE)
    (alert,) = seen(database, 2 * HOUR).rows
    assert alert.kind is AlertKind.SURGE
    assert (alert.details["count"], alert.details["minutes"], alert.details["since"]) == (
        120,
        30,
        (MONDAY + HOUR).isoformat(),
    )
    assert alert.details["expected"] < 60


def surging(database: Database, *surging: int, queues: int = 3) -> list[int]:
    """Queues with forty calls in each working hour of eight weeks; in the fourth hour of today some have three times as
    many."""
    hours = [MONDAY + (hour - 2) * HOUR for hour in range(10)]
    with database.write() as session:
        floor = session.query(Floor).one()
        made = [Queue(name=f"Q{number}", floor_id=floor.id) for number in range(queues)]
        session.add_all(made)
        session.flush()
        rows = []
        for place, queue in enumerate(made):
            days = [each - week * timedelta(weeks=1) for week in range(1, 9) for each in hours]
            at = [each + n * MINUTE for each in (*days, *hours[:3]) for n in range(40)]
            more = 3 if place in surging else 1
            at += [hours[3] + n * MINUTE / more for n in range(30 * more)]
            at.append(MONDAY - timedelta(weeks=9))
            rows += [{"received_at": each, "recorded_at": each, "queue_id": queue.id} for each in at]
        closed = {"source": Source.CHAT, "title": "t", "status": "closed"}
        session.execute(insert(Ticket), [row | closed for row in rows])
        return [queue.id for queue in made]


def surges(database: Database, after: timedelta) -> dict[str, AlertRow]:
    return {row.subject: row for row in seen(database, after).rows if row.kind is AlertKind.SURGE}


def test_a_queue_that_surges_alone_has_an_alert_of_its_own(database: Database, rulebook: Rulebook) -> None:
    queues = surging(database, 1, queues=5)
    watched(database, HOUR + 25 * MINUTE)
    (alert,) = surges(database, 2 * HOUR).values()
    assert alert.subject == str(queues[1])
    assert alert.details["queue"] == "Q1"
    assert alert.details["shares"] == {"volume": 1.0, "handling": 0.0, "people": 0.0}
    assert alert.details["clear"] > 0


def test_a_surge_of_the_floor_carries_those_of_its_queues(database: Database, rulebook: Rulebook) -> None:
    queues = surging(database, 0, 2)
    watched(database, HOUR + 30 * MINUTE)
    (alert,) = surges(database, 2 * HOUR).values()
    assert alert.subject == ""
    assert {queue["id"] for queue in alert.details["queues"]} == {queues[0], queues[2]}
    assert all(queue["growth"] > 1 for queue in alert.details["queues"])


def test_one_queue_that_explains_the_surge_of_the_floor_is_told_of_alone(
    database: Database, rulebook: Rulebook
) -> None:
    queues = surging(database, 1, queues=2)
    with database.read() as session:
        found = read_surges(session, zone=SHANGHAI, history=History(), now=MONDAY + HOUR + 30 * MINUTE)
    assert {id_ for id_, surge in found.items() if surge.state is SurgeState.SURGE} == {None, queues[1]}
    watched(database, HOUR + 30 * MINUTE)
    assert set(surges(database, 2 * HOUR)) == {str(queues[1])}


def test_what_was_told_of_the_floor_is_not_told_of_its_queue_again(database: Database, rulebook: Rulebook) -> None:
    surging(database, 1, queues=2)
    with database.write() as session:
        see(session, AlertKind.SURGE, {"count": 1, "queues": []}, now=MONDAY + HOUR)
    watched(database, HOUR + 30 * MINUTE)
    (alert,) = surges(database, 2 * HOUR).values()
    assert (alert.subject, [queue["name"] for queue in alert.details["queues"]]) == ("", ["Q1"])
    answer(database, resolve, alert.id, by=person_id(database, Role.SUPERVISOR), after=HOUR + 31 * MINUTE)
    watched(database, HOUR + 32 * MINUTE)
    assert set(surges(database, 2 * HOUR)) == {""}, "who has said that it is over is not told of its queue"


def test_the_surge_of_the_floor_carries_the_alert_of_a_queue_that_came_before_it(
    database: Database, rulebook: Rulebook
) -> None:
    queues = surging(database, 0, 2)
    with database.write() as session:
        details = {"queue": "Q0", "count": 1, "expected": 1.0, "minutes": 5, "since": MONDAY.isoformat()}
        session.add(Alert(kind=AlertKind.SURGE, subject=str(queues[0]), details=details, raised_at=MONDAY))
    watched(database, HOUR + 30 * MINUTE)
    found = surges(database, 2 * HOUR)
    assert {subject: alert.cleared_at is None for subject, alert in found.items()} == {"": True, str(queues[0]): False}
    assert found[str(queues[0])].details["carried"]
    watched(database, 5 * HOUR)
    assert all(alert.cleared_at for alert in surges(database, 6 * HOUR).values())


def test_two_that_watch_at_once_raise_one_alert(postgresql_database: Database) -> None:
    rulebook = open_floor(postgresql_database)
    ticket_due(postgresql_database, rulebook, HOUR)
    meet, failed = threading.Barrier(4), []

    def look() -> None:
        meet.wait()
        try:
            watched(postgresql_database, HOUR)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            failed.append(error)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(seen(postgresql_database, HOUR).rows) == 1


def test_who_found_none_at_the_same_moment_writes_none_either(database: Database, rulebook: Rulebook) -> None:
    ticket_due(database, rulebook, HOUR)
    with database.write() as session:
        session.add(Alert(kind=AlertKind.DEADLINE, details={}, raised_at=MONDAY))
        watch(session, zone=SHANGHAI, now=MONDAY + HOUR)
    (alert,) = seen(database, HOUR).rows
    assert alert.details["count"] == 1
