"""The sweep: each step once, whoever sweeps, whatever fails, wherever it dies."""

import logging
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from app.models.escalation import QUARANTINED, Delivery, Escalation, Notification, Outcome
from app.models.people import Person, Role
from app.models.sla import Clock, LifeEvent, Target
from app.models.ticket import Priority, Ticket, TicketEvent
from app.services.database import Database, DatabaseLostError
from app.services.deadlines.channels.email import EmailChannel
from app.services.deadlines.escalation import RETRY_AFTER, Swept, release, sweep
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.settings import EmailSettings
from tests.builders import HOUR, MONDAY, add_due_clocks, clocks_of, new_ticket, one_ladder, open_floor, person, policy
from tests.services.deadlines.dying import exit_code_of, spawn, sweep_once

Empty = Callable[[Database], None]
MAIL = EmailChannel(EmailSettings(host="unused.example.com"))


def raised(database: Database) -> list[tuple[str, int, Outcome]]:
    with database.read() as session:
        return [(e.step, e.occurrence, e.outcome) for e in session.query(Escalation).order_by(Escalation.id)]


def heard(database: Database) -> list[tuple[str, str, Delivery]]:
    """Who is told over which channel, in the order in which it was owed."""
    with database.read() as session:
        statement = select(Person.name, Notification.channel, Notification.state)
        rows = session.execute(statement.join(Person, Person.id == Notification.person_id).order_by(Notification.id))
        return [(name, channel, state) for name, channel, state in rows]


def test_each_step_is_raised_at_its_time_and_told_to_its_audience(database: Database) -> None:
    rulebook = open_floor(database, one_ladder())
    ticket = new_ticket(database, rulebook, high_risk=True)
    (clock,) = clocks_of(database, ticket, Target.RESOLUTION)
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.ANSWERED, now=MONDAY)
    expected = []
    for hours, step in ((12, "half"), (18, "three_quarters"), (21.6, "nine_tenths"), (24, "breach"), (28, "overdue")):
        at = MONDAY + hours * HOUR
        assert sweep(database, rulebook, [MAIL], now=at - timedelta(seconds=1)) == Swept()
        assert sweep(database, rulebook, [MAIL], now=at) == Swept(raised=1, messages=2)
        assert sweep(database, rulebook, [MAIL], now=at) == Swept()
        expected.append((step, 1, Outcome.NOTIFIED))
    assert raised(database) == expected
    listeners = ["agent", "team_lead", "supervisor", "manager", "manager"]
    assert heard(database) == [
        (name, channel, state)
        for name in listeners
        for channel, state in (("inbox", Delivery.SENT), ("email", Delivery.PENDING))
    ]
    with database.read() as session:
        first = session.query(Escalation).order_by(Escalation.id).first()
        assert first is not None
        assert (first.planned_at, first.due_at) == (MONDAY + 12 * HOUR, clock.due_at)


def test_missed_steps_are_all_on_record_and_only_the_highest_speaks(database: Database) -> None:
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 1)
    assert sweep(database, rulebook, [], now=MONDAY + 24 * HOUR) == Swept(raised=5, messages=1)
    assert raised(database) == [
        ("half", 1, Outcome.SUPERSEDED),
        ("three_quarters", 1, Outcome.SUPERSEDED),
        ("nine_tenths", 1, Outcome.SUPERSEDED),
        ("breach", 1, Outcome.SUPERSEDED),
        ("overdue", 1, Outcome.NOTIFIED),
    ]
    assert heard(database) == [("manager", "inbox", Delivery.SENT)]


def test_the_effects_of_collapsed_steps_are_applied(database: Database) -> None:
    specification = policy()
    specification["ladders"][0]["steps"][0]["effects"] = ["raise_priority"]
    rulebook = open_floor(database, specification)
    add_due_clocks(database, rulebook, 1)
    sweep(database, rulebook, [], now=MONDAY + 24 * HOUR)
    with database.read() as session:
        ticket = session.query(Ticket).one()
        assert ticket.priority is Priority.HIGH
        assert ticket.owner_id == person(session, Role.TEAM_LEAD).id
        assert ticket.version == 2
        agent, lead = person(session, Role.AGENT).id, person(session, Role.TEAM_LEAD).id
        changes = [event_.details for event_ in session.query(TicketEvent).order_by(TicketEvent.id)]
        assert [{key: change[key] for key in ("step", *list(change)[3:])} for change in changes if change] == [
            {"step": "half", "priority": ["normal", "high"]},
            {"step": "breach", "owner_id": [agent, lead]},
        ]


def test_two_clocks_of_a_ticket_that_raise_at_once_raise_its_priority_twice(database: Database) -> None:
    specification = one_ladder()
    specification["ladders"][0]["steps"][0]["effects"] = ["raise_priority"]
    rulebook = open_floor(database, specification)
    ticket = new_ticket(database, rulebook, high_risk=True)
    # The halves of the first response (30 minutes) and of the resolution (24 hours) are both over.
    sweep(database, rulebook, [], now=MONDAY + 12 * HOUR)
    with database.read() as session:
        assert session.get_one(Ticket, ticket.id).priority is Priority.URGENT
        raises = [event_.details for event_ in session.query(TicketEvent).filter_by(kind="escalated")]
        assert [change["priority"] for change in raises if change and "priority" in change] == [
            ["normal", "high"],
            ["high", "urgent"],
        ]


@pytest.mark.parametrize(
    ("owner", "takes_over"),
    [
        (Role.AGENT, Role.TEAM_LEAD),
        (Role.TEAM_LEAD, None),
        (Role.SUPERVISOR, None),
        (Role.MANAGER, None),
    ],
)
def test_a_breach_moves_a_ticket_up_and_never_down_or_sideways(
    database: Database, owner: Role, takes_over: Role | None
) -> None:
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 1)
    with database.write() as session:
        session.execute(update(Ticket).values(owner_id=person(session, owner).id))
    sweep(database, rulebook, [], now=MONDAY + 24 * HOUR)
    with database.read() as session:
        assert session.query(Ticket).one().owner_id == person(session, takes_over or owner).id


@pytest.mark.parametrize(
    ("absent", "audience"),
    [
        ([], "agent"),
        ([Role.AGENT], "team_lead"),
        ([Role.AGENT, Role.TEAM_LEAD], "supervisor"),
        ([Role.AGENT, Role.TEAM_LEAD, Role.SUPERVISOR, Role.MANAGER], "administrator"),
        (list(Role), None),
    ],
)
def test_where_nobody_holds_a_role_the_next_one_up_hears(
    database: Database, absent: list[Role], audience: str | None
) -> None:
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 1)
    with database.write() as session:
        session.execute(update(Person).where(Person.role.in_(absent)).values(active=False))
        if Role.AGENT in absent and Role.TEAM_LEAD not in absent:
            # The owner is away, yet their team is known only through them: the way up leads past the team.
            session.execute(update(Person).where(Person.role == Role.AGENT).values(active=True))
            session.execute(update(Ticket).values(owner_id=person(session, Role.TEAM_LEAD).id))
    sweep(database, rulebook, [MAIL], now=MONDAY)
    with database.read() as session:
        told = session.scalars(
            select(Person.name).select_from(Notification).outerjoin(Person, Person.id == Notification.person_id)
        ).all()
        assert set(told) == {audience}


def test_a_stopped_paused_unarmed_or_cancelled_clock_raises_nothing(database: Database) -> None:
    rulebook = open_floor(database)
    for happening in (LifeEvent.RESOLVED, LifeEvent.WAITING, LifeEvent.WITHDRAWN):
        ticket = new_ticket(database, rulebook, high_risk=True)
        with database.write() as session:
            mine = session.get_one(Ticket, ticket.id)
            happen(session, rulebook, mine, LifeEvent.ANSWERED, now=MONDAY)
            happen(session, rulebook, mine, happening, now=MONDAY)
            session.execute(
                update(Clock)
                .where(Clock.target == Target.FOLLOW_UP)
                .values(armed=False, next_step_at=None, next_step=None)
            )
    assert sweep(database, rulebook, [MAIL], now=MONDAY + 1000 * HOUR) == Swept()


def test_a_step_is_never_raised_twice_in_a_cycle_though_the_deadline_moved(database: Database) -> None:
    rulebook = open_floor(database, one_ladder())
    ticket = new_ticket(database, rulebook, high_risk=True)

    def happens(event: LifeEvent, hours: float) -> None:
        with database.write() as session:
            happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=MONDAY + hours * HOUR)

    happens(LifeEvent.ANSWERED, 0)
    sweep(database, rulebook, [], now=MONDAY + 12 * HOUR)
    happens(LifeEvent.WAITING, 13)
    happens(LifeEvent.CUSTOMER_REPLIED, 63)
    assert sweep(database, rulebook, [], now=MONDAY + 67 * HOUR) == Swept()
    sweep(database, rulebook, [], now=MONDAY + 68 * HOUR)
    assert [step for step, _, _ in raised(database)] == ["half", "three_quarters"]
    happens(LifeEvent.RESOLVED, 69)
    happens(LifeEvent.REOPENED, 70)
    sweep(database, rulebook, [], now=MONDAY + 82 * HOUR)
    assert [step for step, _, _ in raised(database)] == ["half", "three_quarters", "half"]


def test_one_clock_that_fails_holds_up_no_other_and_is_set_aside(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 5)
    with database.write() as session:
        # A due time that no calendar reaches.
        broken = session.query(Clock).order_by(Clock.id).offset(2).limit(1).one()
        broken.amount = 2_000_000_000
    with caplog.at_level(logging.CRITICAL):
        assert sweep(database, rulebook, [], now=MONDAY) == Swept(raised=4, messages=4, failed=1)
        assert sweep(database, rulebook, [], now=MONDAY) == Swept()
        assert sweep(database, rulebook, [], now=MONDAY + RETRY_AFTER) == Swept(failed=1)
        assert sweep(database, rulebook, [], now=MONDAY + 2 * RETRY_AFTER) == Swept(messages=1, quarantined=1)
        assert sweep(database, rulebook, [], now=MONDAY + 9 * RETRY_AFTER) == Swept()
    with database.read() as session:
        set_aside = session.get_one(Clock, broken.id)
        assert "CalendarError" in (set_aside.quarantined or "")
    assert heard(database)[-1] == ("administrator", "inbox", Delivery.SENT)
    assert raised(database)[-1] == (QUARANTINED, 1, Outcome.NOTIFIED)
    with database.write() as session:
        release(session, broken.id, now=MONDAY)
        session.execute(update(Clock).where(Clock.id == broken.id).values(amount=2_000_000_000))
    with caplog.at_level(logging.CRITICAL):
        for minute in range(10, 13):
            sweep(database, rulebook, [], now=MONDAY + minute * RETRY_AFTER)
    assert raised(database)[-1] == (QUARANTINED, 2, Outcome.NOTIFIED)
    with database.write() as session:
        session.execute(update(Clock).where(Clock.id == broken.id).values(amount=7200))
        release(session, broken.id, now=MONDAY)
    assert sweep(database, rulebook, [], now=MONDAY + 20 * RETRY_AFTER).raised == 1


def test_eight_processes_raise_each_of_600_steps_once(database: Database) -> None:
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 600)
    address = database.url.render_as_string(hide_password=False)
    children = [spawn(sweep_once, address, MONDAY, 20) for _ in range(8)]
    assert [exit_code_of(child) for child in children] == [0] * 8
    with database.read() as session:
        assert Counter(session.scalars(select(Escalation.clock_id))) == Counter(range(1, 601))
        assert session.scalar(select(func.count()).select_from(Notification)) == 600
        assert session.scalar(select(func.count(func.distinct(Notification.escalation_id)))) == 600


def test_a_sweep_killed_before_any_of_its_statements_leaves_exact_records(
    database: Database, emptied: Empty, deaths: Iterator[int]
) -> None:
    address = database.url.render_as_string(hide_password=False)
    for statements in deaths:
        emptied(database)
        # A full batch, and one that is not.
        add_due_clocks(database, open_floor(database), 6)
        died = exit_code_of(spawn(sweep_once, address, MONDAY, 4, statements + 1))
        _sweep_until_nothing_is_due(database)
        with database.read() as session:
            owed = session.execute(select(Escalation.clock_id, Escalation.step, Escalation.occurrence))
            assert Counter(map(tuple, owed)) == Counter((id_, "half", 1) for id_ in range(1, 7))
            told = session.scalars(select(Notification.escalation_id)).all()
            assert sorted(told) == sorted(session.scalars(select(Escalation.id)))
        if died == 0:
            break
        assert died == -signal.SIGKILL
    assert statements >= 20


def _sweep_until_nothing_is_due(database: Database) -> None:
    """Sweep as often as the dead process's locks want: its server notices the death in its own time."""
    for _ in range(10_000):
        sweep(database, Rulebook(), [], now=MONDAY)
        with database.read() as session:
            if not session.scalar(select(func.count()).select_from(Clock).where(Clock.next_step_at <= MONDAY)):
                return
    raise AssertionError("the dead process's locks never went away")


def test_a_full_disk_sets_no_clock_aside(sqlite_database: Database) -> None:
    rulebook = open_floor(sqlite_database)
    add_due_clocks(sqlite_database, rulebook, 600)

    def disk_ends(connection: Any, _: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    sqlite_database.close()
    event.listen(sqlite_database.engine, "connect", disk_ends)
    with pytest.raises(DatabaseLostError, match="full"):
        sweep(sqlite_database, rulebook, [], batch=600, now=MONDAY)
    event.remove(sqlite_database.engine, "connect", disk_ends)
    sqlite_database.close()
    assert sweep(sqlite_database, rulebook, [], now=MONDAY) == Swept(raised=600, messages=600)


def test_stopping_ends_a_sweep_after_the_batch_under_way(database: Database) -> None:
    rulebook = open_floor(database)
    add_due_clocks(database, rulebook, 30)
    stopping = iter([False, True])
    assert sweep(database, rulebook, [], lambda: next(stopping), batch=10, now=MONDAY).raised == 10


def test_a_released_clock_that_waits_goes_on_waiting(database: Database) -> None:
    rulebook = open_floor(database)
    ticket = new_ticket(database, rulebook)
    with database.write() as session:
        happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.WAITING, now=MONDAY)
        paused = session.query(Clock).filter_by(target=Target.RESOLUTION).one()
        paused.quarantined = "reason"
        session.flush()
        release(session, paused.id, now=MONDAY)
    (released,) = clocks_of(database, ticket, Target.RESOLUTION)
    assert (released.quarantined, released.next_step_at) == (None, None)
