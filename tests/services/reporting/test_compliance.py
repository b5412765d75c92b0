"""What counts as on time, late, open or without target, on which day, in both databases."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.models.floor import Floor
from app.models.people import Role
from app.models.sla import ClockState, Target
from app.models.ticket import Source, Status
from app.services.database import Database
from app.services.reporting.base import Period, ReportError, floor_zone
from app.services.reporting.compliance import Verdict, count_clocks, list_clocks
from tests.builders import MONDAY, person
from tests.services.reporting.history import HOUR, NOW, add_clock, add_ticket, category, prepare

SHANGHAI = ZoneInfo("Asia/Shanghai")
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1), SHANGHAI)
RUNNING, PAUSED, MET, BREACHED = ClockState.RUNNING, ClockState.PAUSED, ClockState.MET, ClockState.BREACHED


@pytest.mark.parametrize(
    ("state", "due", "stopped", "verdict", "late_hours"),
    [
        (MET, 4, 3, Verdict.ON_TIME, None),
        (MET, 4, 4, Verdict.ON_TIME, None),
        (BREACHED, 4, 4.001, Verdict.LATE, 0.001),
        (BREACHED, 4, 30, Verdict.LATE, 26),
        (RUNNING, 47, None, Verdict.LATE, 1),
        (RUNNING, 48, None, Verdict.OPEN, None),
        (RUNNING, 49, None, Verdict.OPEN, None),
        (PAUSED, 1, None, Verdict.OPEN, None),
    ],
)
def test_a_clock_counts_by_its_times(
    database: Database,
    state: ClockState,
    due: float,
    stopped: float | None,
    verdict: Verdict,
    late_hours: float | None,
) -> None:
    prepare(database)
    with database.write() as session:
        add_clock(session, add_ticket(session), state, due=due, stopped=stopped)
    with database.read() as session:
        [row] = list_clocks(session, MARCH, now=NOW)
        found = count_clocks(session, MARCH, now=NOW)
    assert row.verdict is verdict
    late = row.late_by(NOW)
    assert (late and late / 3600) == (late_hours and pytest.approx(late_hours))
    assert found.all.counts == {verdict: 1}
    rates = {Verdict.ON_TIME: 1.0, Verdict.LATE: 0.0, Verdict.OPEN: None}
    assert found.all.rate == rates[verdict]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.CLOSED, {Verdict.NO_TARGET: 1}),
        (Status.RESOLVED, {Verdict.NO_TARGET: 1}),
        (Status.OPEN, {Verdict.OPEN: 1}),
        (Status.WAITING, {Verdict.OPEN: 1}),
        (Status.WITHDRAWN, {}),
        (Status.SPAM, {}),
        (Status.MERGED, {}),
    ],
)
def test_a_ticket_without_any_clock_counts_by_its_status(
    database: Database, status: Status, expected: dict[Verdict, int]
) -> None:
    prepare(database)
    with database.write() as session:
        add_ticket(session, status=status)
    with database.read() as session:
        found = count_clocks(session, MARCH, now=NOW)
        listed = list(list_clocks(session, MARCH, now=NOW))
    assert found.all.counts == expected
    assert [row.verdict for row in listed] == list(expected)
    assert found.all.rate == (1.0 if Verdict.NO_TARGET in expected else None)


def test_cancelled_clocks_are_left_out_and_do_not_make_a_ticket_one_without_target(database: Database) -> None:
    prepare(database)
    with database.write() as session:
        ticket = add_ticket(session, status=Status.CLOSED)
        add_clock(session, ticket, ClockState.CANCELLED, stopped=1)
    with database.read() as session:
        assert count_clocks(session, MARCH, now=NOW).all.total == 0
        assert list(list_clocks(session, MARCH, now=NOW)) == []


def test_every_cycle_and_target_of_a_ticket_counts_once(database: Database) -> None:
    prepare(database)
    with database.write() as session:
        ticket = add_ticket(session)
        add_clock(session, ticket, MET, stopped=1, target=Target.FIRST_RESPONSE)
        add_clock(session, ticket, BREACHED, stopped=9)
        add_clock(session, ticket, MET, stopped=2, cycle=2)
    with database.read() as session:
        found = count_clocks(session, MARCH, now=NOW)
    assert found.by_target[Target.FIRST_RESPONSE].rate == 1
    assert found.by_target[Target.RESOLUTION].rate == 0.5
    assert (found.all.total, found.all.on_time, found.all.late) == (3, 2, 1)


def test_days_are_the_floors_and_the_period_holds_its_first_day_and_not_its_end(database: Database) -> None:
    prepare(database)
    midnight = datetime(2026, 2, 28, 16, tzinfo=UTC)  # 1 March 00:00 in Shanghai
    second = timedelta(seconds=1)
    with database.write() as session:
        for received in (midnight - second, midnight, midnight + 48 * HOUR - second, midnight + 48 * HOUR):
            add_clock(session, add_ticket(session, received), MET, stopped=1)
    period = Period(date(2026, 3, 1), date(2026, 3, 3), SHANGHAI)
    with database.read() as session:
        found = count_clocks(session, period, now=NOW)
        listed = [row.received_at for row in list_clocks(session, period, now=NOW)]
    assert {day: tally.total for day, tally in found.by_day.items()} == {date(2026, 3, 1): 1, date(2026, 3, 2): 1}
    assert listed == [midnight, midnight + 48 * HOUR - second]


def test_days_between_the_first_and_the_last_complaint_are_shown_even_when_empty(database: Database) -> None:
    prepare(database)
    with database.write() as session:
        for number in (0, 3):
            add_clock(session, add_ticket(session, MONDAY + number * 24 * HOUR), MET, stopped=1)
    with database.read() as session:
        found = count_clocks(session, MARCH, now=NOW)
    assert [(day.day, tally.total) for day, tally in found.by_day.items()] == [(2, 1), (3, 0), (4, 0), (5, 1)]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 1), 24)])
def test_a_day_is_as_long_as_the_clock_change_makes_it(day: date, hours: int) -> None:
    period = Period(day, day + timedelta(days=1), ZoneInfo("America/New_York"))
    assert period.end_at - period.start_at == hours * HOUR
    assert period.day_of(period.start_at) == period.day_of(period.end_at - timedelta(seconds=1)) == day


def test_the_counts_are_those_of_the_list(database: Database) -> None:
    prepare(database)
    draw = random.Random(11)
    with database.write() as session:
        categories = [None, category(session, "Billing"), category(session, "=Billing / 账单")]
        owners = [None, person(session, Role.AGENT).id, person(session, Role.MANAGER).id]
        for _ in range(150):
            ticket = add_ticket(
                session,
                MONDAY + draw.uniform(-100, 100) * HOUR,
                source=draw.choice(list(Source)),
                status=draw.choice(list(Status)),
                category_id=draw.choice(categories),
                owner_id=draw.choice(owners),
            )
            for target in draw.sample([*Target], draw.randrange(4)):
                state = draw.choice(list(ClockState))
                stopped = None if state in (RUNNING, PAUSED) else draw.uniform(0, 60)
                add_clock(session, ticket, state, due=draw.uniform(0, 60), stopped=stopped, target=target)
    with database.read() as session:
        found = count_clocks(session, MARCH, now=NOW)
        listed = list(list_clocks(session, MARCH, now=NOW))
    assert listed == sorted(listed, key=lambda row: row.received_at)
    for key, tallies in (
        (lambda row: row.target, found.by_target),
        (lambda row: row.received_at.astimezone(SHANGHAI).date(), found.by_day),
        (lambda row: row.category, found.by_category),
        (lambda row: row.owner, found.by_owner),
        (lambda row: row.source, found.by_source),
        (lambda row: None, {None: found.all}),
    ):
        expected = Counter((key(row), row.verdict) for row in listed)
        assert expected == Counter({(k, word): n for k, tally in tallies.items() for word, n in tally.counts.items()})


@pytest.mark.parametrize(
    ("first", "end"),
    [(date(2026, 3, 2), date(2026, 3, 2)), (date(2026, 3, 3), date(2026, 3, 2)), (date(1, 1, 1), date(2026, 1, 1))],
)
def test_a_period_without_days_or_reason_is_refused(first: date, end: date) -> None:
    with pytest.raises(ReportError):
        Period(first, end, SHANGHAI)


def test_the_zone_is_the_floors_or_must_be_named(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        assert floor_zone(session).key == "UTC"
        session.add_all([Floor(name="a", zone="Asia/Shanghai"), Floor(name="b", zone="Asia/Shanghai")])
        session.flush()
        assert floor_zone(session).key == "Asia/Shanghai"
        session.add(Floor(name="c", zone="Europe/London"))
        session.flush()
        with pytest.raises(ReportError, match="Asia/Shanghai, Europe/London"):
            floor_zone(session)
