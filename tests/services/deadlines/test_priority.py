"""Deadlines follow a priority where a policy names priorities: raised by a person or a step, and undone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from app.models.escalation import Escalation
from app.models.sla import Clock, ClockState, LifeEvent, Target
from app.models.ticket import Priority, Source, Ticket, TicketEvent
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.moved import DEADLINES
from app.services.handling.actions import Done, raise_priority, undo, wait
from app.services.handling.events import happen
from app.services.intake.feeds.item import Item
from app.services.intake.feeds.receive import receive
from tests.builders import HOUR, MONDAY, clocks_of, new_ticket, open_floor, policy

DAY = timedelta(days=1)
# Three working days from Monday, 10:00; what is urgent has one.
THURSDAY, TUESDAY = MONDAY + 3 * DAY, MONDAY + DAY


def by_priority(*effects: str) -> dict[str, Any]:
    """The default policy, where what is urgent is resolved within a working day."""
    specification = policy()
    urgent = {"target": "resolution", "priority": ["urgent"], "amount": "1d", "measure": "working_days"}
    specification["targets"] = [*specification["targets"], urgent]
    specification["ladders"][0]["steps"][0]["effects"] = [*effects]
    return specification


class Desk:
    """A complaint on a floor whose policy names priorities."""

    def __init__(self, database: Database, *effects: str, **details: Any) -> None:
        self.database, self.rulebook = database, open_floor(database, by_priority(*effects))
        self.ticket = new_ticket(database, self.rulebook, **{"priority": Priority.HIGH} | details)

    def answered(self) -> "Desk":
        self.happen(LifeEvent.ANSWERED, MONDAY)
        return self

    def happen(self, event: LifeEvent, now: datetime) -> None:
        with self.database.write() as session:
            happen(session, self.rulebook, session.get_one(Ticket, self.ticket.id), event, now=now)

    def raised(self, now: datetime) -> Done:
        with self.database.write() as session:
            return raise_priority(session, self.rulebook, [self.ticket.id], person_id=None, now=now)

    def undone(self, done: Done, now: datetime) -> None:
        with self.database.write() as session:
            undo(session, self.rulebook, done, person_id=None, now=now)

    def live(self) -> Clock:
        (clock,) = [
            each
            for each in clocks_of(self.database, self.ticket, Target.RESOLUTION)
            if each.state in (ClockState.RUNNING, ClockState.PAUSED)
        ]
        return clock

    def moved(self) -> list[Any]:
        """Return what the record says has moved, event by event."""
        with self.database.read() as session:
            found = session.scalars(select(TicketEvent.details).order_by(TicketEvent.id))
            return [
                [[each["target"], *map(datetime.fromisoformat, each["due_at"])] for each in details[DEADLINES]]
                for details in found
                if details and DEADLINES in details
            ]


def test_what_is_raised_to_urgent_gets_the_time_of_that_and_the_record_says_so(database: Database) -> None:
    desk = Desk(database).answered()
    desk.raised(MONDAY + 2 * HOUR)
    assert (desk.live().due_at, desk.live().cycle) == (TUESDAY, 1)
    assert desk.moved() == [[["resolution", THURSDAY, TUESDAY]]]


def test_a_raise_that_changes_no_promise_moves_nothing(database: Database) -> None:
    desk = Desk(database, priority=Priority.NORMAL).answered()
    desk.raised(MONDAY + 2 * HOUR)
    assert (desk.live().due_at, desk.moved()) == (THURSDAY, [])


@pytest.mark.parametrize(
    ("at", "started", "due", "cycle"),
    [
        # The day is over on Tuesday: one is given from now on.
        (MONDAY + 30 * HOUR, MONDAY + 30 * HOUR, MONDAY + 54 * HOUR, 2),
        # A day from now on would end after the deadline that was, and that one is over already: they stay.
        (MONDAY + 54 * HOUR, MONDAY, THURSDAY, 1),
        (MONDAY + 80 * HOUR, MONDAY, THURSDAY, 1),
    ],
)
def test_nobody_is_late_at_once_by_a_raise_and_nobody_gets_more_time(
    database: Database, at: datetime, started: datetime, due: datetime, cycle: int
) -> None:
    desk = Desk(database).answered()
    desk.raised(at)
    assert (desk.live().started_at, desk.live().due_at, desk.live().cycle) == (started, due, cycle)


@pytest.mark.parametrize("after", [2 * HOUR, 30 * HOUR])
def test_a_raise_that_is_undone_gives_the_time_back_as_it_was_and_says_so(database: Database, after: timedelta) -> None:
    desk = Desk(database).answered()
    done = desk.raised(MONDAY + after)
    soon = desk.live().due_at
    desk.undone(done, MONDAY + after + HOUR)
    assert (desk.live().started_at, desk.live().due_at, desk.live().cycle) == (MONDAY, THURSDAY, 1)
    assert desk.moved() == [[["resolution", THURSDAY, soon]], [["resolution", soon, THURSDAY]]]


def test_what_waits_goes_on_to_wait_when_a_raise_is_undone(database: Database) -> None:
    desk = Desk(database).answered()
    with database.write() as session:
        wait(session, desk.rulebook, [desk.ticket.id], person_id=None, now=MONDAY + 29 * HOUR)
    done = desk.raised(MONDAY + 30 * HOUR)
    assert (desk.live().state, desk.live().cycle) == (ClockState.PAUSED, 2)
    desk.undone(done, MONDAY + 31 * HOUR)
    assert (desk.live().state, desk.live().cycle) == (ClockState.PAUSED, 1)
    desk.happen(LifeEvent.CUSTOMER_REPLIED, MONDAY + 31 * HOUR)
    # From Tuesday 15:00 to 17:00 nothing ran.
    assert desk.live().due_at == THURSDAY + 2 * HOUR


def test_what_was_told_stays_told(database: Database) -> None:
    desk = Desk(database).answered()
    # Half of three days is over on Tuesday afternoon, of one day on Monday afternoon.
    sweep(database, desk.rulebook, [], now=MONDAY + 29 * HOUR)
    with database.read() as session:
        assert list(session.scalars(select(Escalation.step))) == ["half"]
    done = desk.raised(MONDAY + 29 * HOUR)
    desk.undone(done, MONDAY + 29 * HOUR)
    assert desk.live().next_step == "three_quarters"


def test_a_step_that_raises_moves_the_deadline_too(database: Database) -> None:
    desk = Desk(database, "raise_priority").answered()
    sweep(database, desk.rulebook, [], now=MONDAY + 29 * HOUR)
    assert (desk.live().due_at, desk.live().cycle) == (MONDAY + 53 * HOUR, 2)
    assert desk.moved() == [[["resolution", THURSDAY, MONDAY + 53 * HOUR]]]
    with database.read() as session:
        assert session.get_one(Ticket, desk.ticket.id).priority is Priority.URGENT


def test_a_step_that_raises_comes_later_while_another_clock_is_in_other_hands(postgresql_database: Database) -> None:
    database = postgresql_database
    desk = Desk(database, "raise_priority")
    answer = clocks_of(database, desk.ticket, Target.FIRST_RESPONSE)[0]
    with database.write() as session:
        session.get_one(Clock, answer.id).next_step_at = None
    with database.write() as session:
        session.execute(text("SELECT 1 FROM clock WHERE id = :id FOR UPDATE"), {"id": answer.id})
        swept = sweep(database, desk.rulebook, [], now=MONDAY + 29 * HOUR)
        assert (swept.raised, swept.failed) == (0, 1)
    assert sweep(database, desk.rulebook, [], now=MONDAY + 30 * HOUR).raised >= 1
    assert desk.live().due_at == MONDAY + 54 * HOUR


def test_a_source_that_takes_a_priority_back_moves_the_deadline_and_not_silently(database: Database) -> None:
    desk = Desk(database)
    for version, priority in enumerate((Priority.NORMAL, Priority.URGENT, Priority.NORMAL)):
        item = Item(
            origin="crm",
            key="7",
            version=str(version),
            title="No heating",
            text="",
            received_at=MONDAY,
            source=Source.EMAIL,
            priority=priority,
        )
        with database.write() as session:
            receive(session, desk.rulebook, item, now=MONDAY + HOUR * (version + 1))
    with database.read() as session:
        desk.ticket = session.query(Ticket).filter_by(external_key="7").one()
    assert desk.live().due_at == THURSDAY
    assert desk.moved() == [[["resolution", THURSDAY, TUESDAY]], [["resolution", TUESDAY, THURSDAY]]]
