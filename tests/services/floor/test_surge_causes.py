"""Why work grew: more contacts, longer ones, missing people, and each by its share."""

from datetime import timedelta
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.models.floor import Floor, Queue
from app.models.people import AgentState, AgentStateSpan, Person, QueueMember, Role
from app.models.roster import Shift, ShiftKind
from app.services.database import Database
from app.services.floor.surge_causes import Handling, Shares, read_shares, share_out
from app.services.staffing.contacts import IntervalRow, record_intervals
from tests.builders import HOUR, MONDAY, open_floor, person

MINUTE = timedelta(minutes=1)
MANY = 100_000


@pytest.mark.parametrize(
    ("volume", "longer", "people", "shares"),
    [
        (1.5, 1.0, (10, 10), (1.0, 0.0, 0.0)),
        (1.0, 1.5, (10, 10), (0.0, 1.0, 0.0)),
        (1.0, 1.0, (15, 10), (0.0, 0.0, 1.0)),
        (1.2, 1.2, (12, 10), (1 / 3, 1 / 3, 1 / 3)),
        (1.44, 1.2, (10, 10), (2 / 3, 1 / 3, 0.0)),
        # Who came on without being scheduled, or contacts that became shorter, have made nothing grow.
        (1.5, 0.8, (10, 14), (1.0, 0.0, 0.0)),
    ],
)
def test_growth_is_shared_out(
    volume: float, longer: float, people: tuple[int, int], shares: tuple[float, float, float]
) -> None:
    found = share_out(volume, (Handling(MANY, MANY * 300 * longer), Handling(MANY, MANY * 300.0)), people)
    assert found
    assert (found.volume, found.handling, found.people) == pytest.approx(shares, abs=0.01)
    assert found.growth == pytest.approx(volume * longer * people[0] / people[1] - 1, rel=0.01)
    assert (found.scheduled, found.working) == people


def test_where_nothing_grew_there_is_no_cause() -> None:
    assert share_out(0.8, None, (10, 12)) is None
    assert share_out(1.0, None, None) is None
    assert share_out(0.0, None, None) is None


def test_what_nobody_knows_has_no_share_and_no_figures() -> None:
    assert share_out(1.5, None, None) == Shares(1.0, 0.0, 0.0, exp(log(1.5)) - 1)


def test_where_nobody_is_left_people_are_missing() -> None:
    found = share_out(1.0, None, (4, 0))
    assert found
    assert (found.people, found.working) == (1.0, 0)


@pytest.mark.parametrize(("contacts", "share"), [(10, 0.0), (30, 0.0), (1_000, 0.5)])
def test_longer_contacts_count_as_far_as_they_are_more_than_chance(contacts: int, share: float) -> None:
    found = share_out(1.2, (Handling(contacts, contacts * 360.0), Handling(MANY, MANY * 300.0)), None)
    assert found
    assert found.handling == pytest.approx(share, abs=0.02)
    assert (found.handle_seconds, found.usual_seconds) == (360, 300)


@given(
    volume=some.floats(0.1, 10),
    longer=some.floats(0.2, 5),
    people=some.tuples(some.integers(1, 60), some.integers(0, 60)),
)
def test_shares_are_shares_of_one(volume: float, longer: float, people: tuple[int, int]) -> None:
    found = share_out(volume, (Handling(200, 200 * 300 * longer), Handling(MANY, MANY * 300.0)), people)
    if found:
        parts = (found.volume, found.handling, found.people)
        assert all(0 <= part <= 1 for part in parts)
        assert sum(parts) == pytest.approx(1)


@pytest.fixture
def floor(database: Database) -> tuple[int, int]:
    """Ten agents, of whom the first six serve the first of two queues; return the queues."""
    open_floor(database)
    with database.write() as session:
        floor = session.query(Floor).one()
        queues = [Queue(name=name, floor_id=floor.id) for name in ("账单", "物流")]
        people = [Person(name=f"坐席{number}", role=Role.AGENT) for number in range(10)]
        session.add_all([*queues, *people])
        session.flush()
        for place, each in enumerate(people):
            session.add(QueueMember(person_id=each.id, queue_id=queues[place >= 6].id))
            at_work = AgentState.BREAK if place % 2 else AgentState.READY
            session.add(AgentStateSpan(person_id=each.id, state=at_work, started_at=MONDAY - HOUR))
        return queues[0].id, queues[1].id


def schedule(database: Database, queue_id: int | None = None, count: int = 10, **changes: object) -> None:
    with database.write() as session:
        people = session.query(Person).filter(Person.name.like("坐席%")).order_by(Person.id).all()[:count]
        given = {"starts_at": MONDAY - 2 * HOUR, "ends_at": MONDAY + HOUR, "queue_id": queue_id} | changes
        session.add_all([Shift(person_id=each.id, **given) for each in people])


def shares(database: Database, queue_id: int | None = None, volume: float = 1.5) -> Shares:
    with database.read() as session:
        found = read_shares(session, queue_id, volume, MONDAY - HOUR, now=MONDAY)
    assert found
    return found


def test_who_is_scheduled_and_does_not_work_is_missing(database: Database, floor: tuple[int, int]) -> None:
    schedule(database)
    found = shares(database)
    assert (found.scheduled, found.working) == (10, 5)
    assert found.people == pytest.approx(0.631, abs=0.001)
    of_queue = shares(database, floor[0])
    assert (of_queue.scheduled, of_queue.working) == (6, 3)


def test_who_works_for_another_queue_by_schedule_is_not_expected_here(
    database: Database, floor: tuple[int, int]
) -> None:
    schedule(database, count=4)
    schedule(database, floor[1], count=2)
    assert (shares(database, floor[0]).scheduled, shares(database, floor[0]).working) == (2, 2)
    assert (shares(database, floor[1]).scheduled, shares(database, floor[1]).working) == (2, 3)


def test_breaks_and_standby_by_schedule_are_not_missing(database: Database, floor: tuple[int, int]) -> None:
    resting = {"kind": "break", "starts_at": (MONDAY - MINUTE).isoformat(), "ends_at": (MONDAY + MINUTE).isoformat()}
    schedule(database, count=1)
    schedule(database, count=4, kind=ShiftKind.STANDBY)
    assert shares(database).scheduled == 1
    with database.write() as session:
        for shift in session.query(Shift).filter(Shift.kind == ShiftKind.WORK):
            shift.activities = [resting]
    assert shares(database).scheduled is None


def test_who_leads_by_schedule_is_not_missing(database: Database, floor: tuple[int, int]) -> None:
    schedule(database, count=6)
    with database.write() as session:
        boss = person(session, Role.SUPERVISOR).id
        session.add(Shift(person_id=boss, starts_at=MONDAY - HOUR, ends_at=MONDAY + HOUR))
    assert (shares(database).scheduled, shares(database).working) == (6, 5)


def test_where_nobody_says_what_they_do_nobody_is_missed(database: Database, floor: tuple[int, int]) -> None:
    schedule(database)
    with database.write() as session:
        session.query(AgentStateSpan).delete()
    assert shares(database).scheduled is None


def test_contacts_of_the_telephone_system_say_how_long_they_take(database: Database, floor: tuple[int, int]) -> None:
    quarters = [MONDAY - 15 * n * MINUTE for n in range(1, 97)]
    with database.write() as session:
        record_intervals(
            session,
            [
                IntervalRow(floor[0], at, 15, 25, 25, handle_seconds=25 * (450 if n < 4 else 300))
                for n, at in enumerate(quarters)
            ],
        )
    found = shares(database, floor[0])
    assert (found.handle_seconds, found.usual_seconds) == (450, 300)
    assert found.handling == pytest.approx(0.48, abs=0.01)
    assert shares(database, floor[1]).handle_seconds is None
    assert shares(database).handle_seconds == 450


def test_without_them_the_states_of_the_people_do(database: Database, floor: tuple[int, int]) -> None:
    with database.write() as session:
        agent = session.query(Person).filter_by(name="坐席0").one()
        for number in range(1, 61):
            # In the last hour a contact and its wrap-up took eight minutes, before that four.
            ends, long = MONDAY - number * 8 * MINUTE, 2 if number < 8 else 1
            for state, started in ((AgentState.HANDLING, ends - 4 * long * MINUTE), (AgentState.WRAP_UP, ends)):
                span = MINUTE * (3 * long if state is AgentState.HANDLING else long)
                session.add(
                    AgentStateSpan(person_id=agent.id, state=state, started_at=started, ended_at=started + span)
                )
    with database.read() as session:
        # Seven of them in the last hour tell nothing.
        few = read_shares(session, floor[0], 1.5, MONDAY - HOUR, now=MONDAY)
        found = read_shares(session, floor[0], 1.5, MONDAY - 2 * HOUR, now=MONDAY)
    assert few
    assert few.handle_seconds is None
    assert found
    assert found.handle_seconds
    assert found.usual_seconds == pytest.approx(240, rel=0.01)
    assert 300 < found.handle_seconds < 400
