"""What people complain of in other ticket systems: each complaint has its test here."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.models.escalation import Escalation, Notification
from app.models.people import Role
from app.models.sla import CalendarVersion, Clock, ClockState, LifeEvent, Pause, Target
from app.models.ticket import Ticket
from app.services.database import Database
from app.services.deadlines.approvals import ask_extension
from app.services.deadlines.clocks import start
from app.services.deadlines.escalation import sweep
from app.services.deadlines.planning import deadline_of
from app.services.deadlines.rulebook import Rulebook, publish_calendar, publish_policy
from app.services.handling.events import NotPossibleError, happen, merge
from tests.builders import HOUR, MONDAY, clocks_of, close_freely, new_ticket, one_ladder, open_floor, person, policy
from tests.lifestory.engine import POLICY
from tests.lifestory.walk import OFFICE

DAY = timedelta(days=1)
E, T = LifeEvent, Target
# Thursday is a holiday, the Saturday after it is worked for it.
WEDNESDAY = MONDAY + 2 * DAY


def enter(database: Database, rulebook: Rulebook, ticket: Ticket, event: LifeEvent, now: datetime) -> None:
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=now)


def wait_twice(database: Database, rulebook: Rulebook, ticket: Ticket, now: datetime) -> None:
    with database.write() as session:
        for _ in range(2):
            happen(session, rulebook, session.get_one(Ticket, ticket.id), E.WAITING, now=now)


def planned(database: Database, clock: Clock) -> dict[str, datetime]:
    with database.read() as session:
        return {each.step: each.planned_at for each in session.query(Escalation).filter_by(clock_id=clock.id)}


@pytest.mark.parametrize("end", [[E.RESOLVED, E.CLOSED], [E.WITHDRAWN], [E.SPAM], [E.MERGED]], ids=lambda end: end[-1])
@pytest.mark.parametrize("waits", [False, True], ids=["at_work", "waiting"])
def test_closed_tickets_do_not_still_escalate(database: Database, end: list[LifeEvent], waits: bool) -> None:
    rulebook = open_floor(database, POLICY)
    ticket = new_ticket(database, rulebook)
    other = new_ticket(database, rulebook)
    with database.write() as session:
        close_freely(session)
        mine = session.get_one(Ticket, ticket.id)
        for target, subject in ((T.TASK, "task 1"), (T.TASK, "task 2")):
            start(session, rulebook, mine, target, at=MONDAY, subject=subject)
        resolution = session.query(Clock).filter_by(ticket_id=ticket.id, target=T.RESOLUTION).one()
        asker = person(session, Role.AGENT).id
        ask_extension(session, rulebook, resolution, "More facts", person_id=asker, now=MONDAY)
    if waits:
        enter(database, rulebook, ticket, E.WAITING, MONDAY + HOUR)
    for event in end:
        if event is E.MERGED:
            with database.write() as session:
                into = session.get_one(Ticket, other.id)
                merge(session, rulebook, session.get_one(Ticket, ticket.id), into, now=MONDAY + 2 * HOUR)
        else:
            enter(database, rulebook, ticket, event, MONDAY + 2 * HOUR)
    sweep(database, rulebook, (), now=MONDAY + 365 * DAY)
    for clock in clocks_of(database, ticket):
        assert (clock.stopped_at, clock.next_step_at) == (MONDAY + 2 * HOUR, None)
        with database.read() as session:
            assert session.query(Escalation).filter_by(clock_id=clock.id).all() == []


def test_no_pause_is_lost(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook, high_risk=True)
    for hour in range(1, 20, 2):
        enter(database, rulebook, ticket, E.WAITING, MONDAY + hour * HOUR)
        sweep(database, rulebook, (), now=MONDAY + hour * HOUR)
        enter(database, rulebook, ticket, E.CUSTOMER_REPLIED, MONDAY + (hour + 1) * HOUR)
    # What dies half-way leaves no half of a pause.
    with pytest.raises(NotPossibleError):
        wait_twice(database, rulebook, ticket, MONDAY + 20 * HOUR)
    (clock,) = clocks_of(database, ticket, T.RESOLUTION)
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, MONDAY + 34 * HOUR)
    with database.read() as session:
        assert session.query(Pause).filter_by(clock_id=clock.id).count() == 10


def test_a_policy_edit_does_not_silently_move_a_deadline(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    before = [(each.due_at, each.next_step_at, each.amount) for each in clocks_of(database, ticket)]
    shorter = policy(pauses={}, calendar="china_office")
    shorter["targets"] = [rule | {"amount": "1d"} if "d" in rule["amount"] else rule for rule in shorter["targets"]]
    with database.write() as session:
        publish_policy(session, shorter, now=MONDAY)
        publish_calendar(session, "china_office", OFFICE | {"weekly": {"sun": ["01:00-02:00"]}}, now=MONDAY)
    assert [(each.due_at, each.next_step_at, each.amount) for each in clocks_of(database, ticket)] == before
    # What happens to it from now on goes by the versions that it began with, too.
    enter(database, rulebook, ticket, E.WAITING, MONDAY + HOUR)
    enter(database, rulebook, ticket, E.CUSTOMER_REPLIED, MONDAY + 2 * HOUR)
    sweep(database, rulebook, (), now=MONDAY + 2 * HOUR)
    with database.read() as session:
        for clock in session.query(Clock):
            assert clock.due_at == deadline_of(session, rulebook, clock).due
        assert session.query(CalendarVersion).count() == 2
    (moved,) = clocks_of(database, ticket, T.RESOLUTION)
    assert moved.due_at == MONDAY + 3 * DAY + HOUR


def test_swapped_days_count_as_they_are_worked(database: Database) -> None:
    rulebook = open_floor(database)
    with database.write() as session:
        publish_calendar(session, "china_office", OFFICE, now=MONDAY)
    ticket = new_ticket(database, rulebook, now=WEDNESDAY)
    # Friday, the Saturday that is worked, Monday.
    assert clocks_of(database, ticket, T.RESOLUTION)[0].due_at == WEDNESDAY + 5 * DAY


def test_lunch_breaks_do_not_count(database: Database) -> None:
    specification = policy()
    specification["targets"].append({"target": "resolution", "amount": "4h", "measure": "opening_hours"})
    rulebook = open_floor(database, specification)
    ticket = new_ticket(database, rulebook)
    # From 10:00 to 15:00, with lunch from 12:00 to 13:00; half of it ends as lunch begins, and is told after it.
    (clock,) = clocks_of(database, ticket, T.RESOLUTION)
    assert clock.due_at == MONDAY + 5 * HOUR
    assert clock.next_step_at == MONDAY + 3 * HOUR
    enter(database, rulebook, ticket, E.WAITING, MONDAY + 2 * HOUR)
    enter(database, rulebook, ticket, E.CUSTOMER_REPLIED, MONDAY + 3 * HOUR)
    assert clocks_of(database, ticket, T.RESOLUTION)[0].due_at == MONDAY + 5 * HOUR


def test_no_reminder_comes_at_night_but_in_the_fast_lane(database: Database) -> None:
    rulebook = open_floor(database)
    quiet = new_ticket(database, rulebook, received_at=MONDAY - HOUR, now=MONDAY)
    urgent = new_ticket(database, rulebook, now=MONDAY + 13 * HOUR, high_risk=True)
    for hour in range(0, 40):
        sweep(database, rulebook, (), now=MONDAY + hour * HOUR)
    (clock,) = clocks_of(database, quiet, T.FIRST_RESPONSE)
    # The half is over at 21:00, the nine tenths at 06:36: both are told at 09:00.
    steps = planned(database, clock)
    assert steps["half"] == MONDAY + 23 * HOUR
    assert all(9 <= (at + 8 * HOUR).hour < 18 for at in steps.values())
    (clock,) = clocks_of(database, urgent, T.FIRST_RESPONSE)
    assert planned(database, clock)["breach"] == MONDAY + 13.5 * HOUR


def test_no_mail_is_repeated(database: Database) -> None:
    rulebook = open_floor(database, one_ladder())
    ticket = new_ticket(database, rulebook, high_risk=True)
    for now in (MONDAY + 12 * HOUR, MONDAY + 12 * HOUR, MONDAY + 13 * HOUR):
        sweep(database, rulebook, (), now=now)
    # What moves the deadline on lets nothing that was told be told again.
    enter(database, rulebook, ticket, E.WAITING, MONDAY + 13 * HOUR)
    enter(database, rulebook, ticket, E.CUSTOMER_REPLIED, MONDAY + 17 * HOUR)
    sweep(database, rulebook, (), now=MONDAY + 17 * HOUR)
    (clock,) = clocks_of(database, ticket, T.RESOLUTION)
    with database.read() as session:
        told = session.query(Notification.id).join(Escalation).filter(Escalation.clock_id == clock.id)
        assert told.count() == 1
    assert planned(database, clock) == {"half": MONDAY + 12 * HOUR}


def test_warnings_do_not_come_an_hour_late(database: Database) -> None:
    """Where the wall clocks go forward between start and warning, and otherwise too, they come to the second."""
    london: dict[str, Any] = {
        "zone": "Europe/London",
        "weekly": {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
    specification = policy()
    specification["targets"].append({"target": "resolution", "amount": "2d", "measure": "working_days"})
    rulebook = open_floor(database, specification)
    friday = datetime(2026, 3, 27, 10, tzinfo=UTC)
    with database.write() as session:
        publish_calendar(session, "china_office", london, now=MONDAY)
    ticket = new_ticket(database, rulebook, now=friday)
    (clock,) = clocks_of(database, ticket, T.RESOLUTION)
    # Summer time begins on Sunday: Monday 10:00 there is 09:00 UTC.
    half, due = datetime(2026, 3, 30, 9, tzinfo=UTC), datetime(2026, 3, 31, 9, tzinfo=UTC)
    assert clock.due_at == due
    sweep(database, rulebook, (), now=half - timedelta(seconds=1))
    assert "half" not in planned(database, clock)
    sweep(database, rulebook, (), now=half)
    assert planned(database, clock) == {"half": half}
