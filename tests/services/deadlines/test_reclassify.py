"""What is known of a complaint changes: its deadlines follow, and nobody is late for what nobody could know."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.models.approval import Extension
from app.models.people import Role
from app.models.sla import Clock, ClockState, LifeEvent, Target
from app.models.ticket import Complexity, Priority, Source, Ticket
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.locking import lock_live_clocks
from app.services.deadlines.reclassify import reclassify
from app.services.handling.events import happen
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, person, policy

DAY = timedelta(days=1)
# Three working days from Monday, 10:00; five of them; a day round the clock.
THURSDAY, NEXT_MONDAY, TUESDAY = MONDAY + 3 * DAY, MONDAY + 7 * DAY, MONDAY + DAY


class Desk:
    """A complaint on a floor, and what is said of it later."""

    def __init__(self, database: Database, specification: dict[str, Any] | None = None, **details: Any) -> None:
        self.database, self.rulebook = database, open_floor(database, specification)
        self.ticket = new_ticket(database, self.rulebook, **details)

    def say(self, now: datetime, **known: Any) -> list[Target]:
        """Say what is known now; return the targets whose deadline has moved."""
        with self.database.write() as session:
            ticket = session.get_one(Ticket, self.ticket.id)
            live = lock_live_clocks(session, ticket)
            for name, value in known.items():
                setattr(ticket, name, value)
            return [clock.target for clock in reclassify(session, self.rulebook, ticket, live, now=now)]

    def happen(self, event: LifeEvent, now: datetime) -> None:
        with self.database.write() as session:
            happen(session, self.rulebook, session.get_one(Ticket, self.ticket.id), event, now=now)

    def last(self, target: Target = Target.RESOLUTION) -> Clock:
        return clocks_of(self.database, self.ticket, target)[-1]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.mark.parametrize(
    ("before", "known", "due"),
    [
        ({}, {"complexity": Complexity.COMPLEX}, NEXT_MONDAY),
        ({"complexity": Complexity.COMPLEX}, {"complexity": Complexity.GENERAL}, THURSDAY),
        ({}, {"priority": Priority.HIGH}, THURSDAY),
    ],
)
def test_a_clock_takes_the_time_of_the_rule_that_fits_now_from_its_own_start(
    database: Database, before: dict[str, Any], known: dict[str, Any], due: datetime
) -> None:
    desk = Desk(database, **before)
    desk.say(MONDAY + 5 * HOUR, **known)
    assert desk.last().due_at == due
    assert desk.last().cycle == 1


@pytest.mark.parametrize(
    ("found", "started", "due", "cycle"),
    [
        # Within the day that the fast lane gives: from the start.
        (MONDAY + 2 * HOUR, MONDAY, TUESDAY, 1),
        # After it, and before the old deadline by more than a day: from now on.
        (MONDAY + 30 * HOUR, MONDAY + 30 * HOUR, MONDAY + 54 * HOUR, 2),
        # A day from now on would end after the deadline that was: that one stays.
        (MONDAY + 60 * HOUR, MONDAY, THURSDAY, 1),
        # It is late already, and stays so.
        (MONDAY + 80 * HOUR, MONDAY, THURSDAY, 1),
    ],
)
def test_risk_that_is_found_later_hurries_and_never_gives_time(
    desk: Desk, found: datetime, started: datetime, due: datetime, cycle: int
) -> None:
    desk.happen(LifeEvent.ANSWERED, MONDAY + HOUR)
    desk.say(found, high_risk=True)
    clock = desk.last()
    assert (clock.started_at, clock.due_at, clock.cycle, clock.fast_lane) == (started, due, cycle, True)
    assert clock.state is ClockState.RUNNING
    if cycle == 2:
        assert clocks_of(desk.database, desk.ticket, Target.RESOLUTION)[0].state is ClockState.CANCELLED


def test_risk_that_turns_out_to_be_none_gives_the_time_back(desk: Desk) -> None:
    desk.say(MONDAY + 2 * HOUR, high_risk=True)
    desk.say(MONDAY + 3 * HOUR, high_risk=False)
    assert (desk.last().due_at, desk.last().fast_lane) == (THURSDAY, False)


def test_the_sweep_follows_the_new_deadline(desk: Desk) -> None:
    desk.happen(LifeEvent.ANSWERED, MONDAY + HOUR)
    desk.say(MONDAY + 2 * HOUR, high_risk=True)
    # Its first step is owed at once; half of the day is over at 22:00, when the office sleeps: the fast lane does not.
    assert sweep(desk.database, desk.rulebook, [], now=MONDAY + 2 * HOUR).raised == 1
    assert desk.last().next_step_at == MONDAY + 12 * HOUR
    assert sweep(desk.database, desk.rulebook, [], now=MONDAY + 12 * HOUR).raised == 1


def test_a_pause_counts_in_the_new_time_too(desk: Desk) -> None:
    desk.happen(LifeEvent.WAITING, MONDAY + HOUR)
    desk.happen(LifeEvent.CUSTOMER_REPLIED, MONDAY + 3 * HOUR)
    desk.say(MONDAY + 4 * HOUR, complexity=Complexity.COMPLEX)
    # From eleven to one, of which one is lunch.
    assert desk.last().due_at == NEXT_MONDAY + HOUR


@pytest.mark.parametrize(
    ("known", "amount"), [({"complexity": Complexity.COMPLEX}, 30), ({"high_risk": True}, 24 * 3600)]
)
def test_an_extension_holds_unless_the_complaint_comes_to_the_fast_lane(
    desk: Desk, known: dict[str, Any], amount: int
) -> None:
    with desk.database.write() as session:
        clock = session.get_one(Clock, desk.last().id)
        clock.amount, clock.due_at = 30, MONDAY + 42 * DAY
        by = person(session, Role.MANAGER).id
        granted = {"rung": 1, "amount_before": 3, "amount": 30, "reason": "expert", "granted_by_id": by}
        session.add(Extension(clock_id=clock.id, granted_at=MONDAY, in_force_at=MONDAY, **granted))
    desk.say(MONDAY + 2 * HOUR, **known)
    assert desk.last().amount == amount


def test_what_only_such_a_complaint_is_promised_begins_and_ends_with_what_it_is(database: Database) -> None:
    specification = policy()
    specification["targets"].append(
        {
            "target": "milestone",
            "name": "news",
            "met_by": ["informed"],
            "high_risk": True,
            "amount": "4h",
            "measure": "round_the_clock",
        }
    )
    specification["ladders"][0]["targets"].append("milestone")
    desk = Desk(database, specification)
    assert Target.MILESTONE in desk.say(MONDAY + 2 * HOUR, high_risk=True)
    assert desk.last(Target.MILESTONE).due_at == MONDAY + 6 * HOUR
    desk.say(MONDAY + 3 * HOUR, high_risk=False)
    assert desk.last(Target.MILESTONE).state is ClockState.CANCELLED


def test_nothing_moves_where_nothing_is_known_anew(desk: Desk) -> None:
    before = clocks_of(desk.database, desk.ticket)
    assert desk.say(MONDAY + HOUR) == []
    after = clocks_of(desk.database, desk.ticket)
    assert [(each.due_at, each.next_step_at) for each in after] == [(each.due_at, each.next_step_at) for each in before]


def test_a_deadline_of_another_system_moves_for_risk_only(desk: Desk) -> None:
    with desk.database.write() as session:
        clock = session.get_one(Clock, desk.last().id)
        clock.measure = clock.amount = None
        clock.recorded_due_at = clock.due_at
        clock.provenance = "crm"
    desk.say(MONDAY + HOUR, complexity=Complexity.COMPLEX)
    assert desk.last().due_at == THURSDAY
    desk.say(MONDAY + 2 * HOUR, high_risk=True)
    assert desk.last().due_at == TUESDAY


def test_a_telephone_complaint_keeps_its_first_answer(database: Database) -> None:
    desk = Desk(database, source=Source.TELEPHONE)
    desk.say(MONDAY + HOUR, high_risk=True)
    assert [each.state for each in clocks_of(database, desk.ticket, Target.FIRST_RESPONSE)] == [ClockState.MET]
