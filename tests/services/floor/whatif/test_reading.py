"""What the what-if sees of the floor, on both databases: work with deadlines, people with shifts, rests and states."""

import pickle
from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy.orm import Session

from app.models.alert import Alert, AlertKind
from app.models.floor import Floor, Queue
from app.models.forecast import Counted, ForecastKind, ForecastVersion
from app.models.people import Absence, AgentState, AgentStateSpan, Person, QueueMember, Role
from app.models.roster import ShiftKind
from app.models.sla import LifeEvent
from app.models.ticket import Ticket
from app.services.agent_states import set_state
from app.services.database import Database
from app.services.deadlines.rulebook import Rulebook
from app.services.floor.whatif.floor_now import ANY_QUEUE, Agent, FloorNow, Work
from app.services.floor.whatif.offers import read_offers
from app.services.floor.whatif.reading import read_floor_now
from app.services.floor.whatif.simulation import simulate
from app.services.floor.whatif.surging import Surging, growth_of
from app.services.handling.events import happen
from app.services.staffing.contacts import IntervalRow, record_intervals
from app.services.staffing.roster.shifts import ActivityRow
from app.services.staffing.roster.writing import write_shift
from tests.builders import HOUR, MONDAY, new_ticket, open_floor

MINUTE = timedelta(minutes=1)


@pytest.fixture
def rulebook(database: Database) -> Rulebook:
    """The rules of a floor with its people, two queues and an agent who serves both, at home in the first."""
    rulebook = open_floor(database)
    with database.write() as session:
        floor = session.query(Floor).one()
        queues = [Queue(name=name, floor_id=floor.id) for name in ("Billing", "Goods")]
        session.add_all(queues)
        session.flush()
        agent = session.query(Person).filter_by(name="agent").one()
        agent.home_queue_id = queues[0].id
        session.add_all(
            QueueMember(person_id=agent.id, queue_id=each.id, level=level)
            for each, level in zip(queues, (3, 1), strict=True)
        )
    return rulebook


def queue_id(session: Session, name: str) -> int:
    """The id of a queue."""
    return session.query(Queue).filter_by(name=name).one().id


def agent_id(session: Session) -> int:
    """The id of the agent."""
    return session.query(Person).filter_by(name="agent").one().id


def looked_at(database: Database, rulebook: Rulebook, *, now: datetime = MONDAY) -> FloorNow:
    """The floor as it is seen."""
    with database.read() as session:
        return read_floor_now(session, rulebook=rulebook, now=now)


def work_of(floor: FloorNow, name: str) -> Work:
    """The work of a queue."""
    return next(each for each in floor.work if each.name == name)


def shift(
    database: Database, starts: float, ends: float, *breaks: tuple[float, float], kind: ShiftKind = ShiftKind.WORK
) -> None:
    """Write a shift of the agent, in hours from Monday 10:00."""
    rows = [ActivityRow(AgentState.BREAK, MONDAY + start * HOUR, MONDAY + end * HOUR) for start, end in breaks]
    with database.write() as session:
        write_shift(
            session,
            agent_id(session),
            MONDAY + starts * HOUR,
            MONDAY + ends * HOUR,
            by=None,
            kind=kind,
            activities=rows,
            now=MONDAY,
        )


def be(database: Database, state: AgentState, since: timedelta = timedelta()) -> None:
    """Let the agent do something since a while ago."""
    with database.write() as session:
        set_state(session, agent_id(session), state, now=MONDAY - since)


def hours_of(floor: FloorNow) -> list[tuple[float, float]]:
    """When the one agent is here, in hours."""
    return [(start / 3600, end / 3600) for agent in floor.agents for start, end in agent.here]


def test_an_empty_floor_has_its_queues_and_nobody(database: Database, rulebook: Rulebook) -> None:
    """Nothing waits, nothing is expected, and nobody has said that they are here; it can be simulated all the same."""
    floor = looked_at(database, rulebook)
    assert [each.name for each in floor.work] == ["Billing", "Goods"]
    assert not any(each.waiting or any(each.contacts) or any(each.complaints) for each in floor.work)
    assert floor.agents == ()
    assert not floor.scheduled
    assert simulate(pickle.loads(pickle.dumps(floor)), [()], 3600.0, 0, 2)[0].sum() == 0


def test_complaints_wait_in_pieces_with_their_deadlines(database: Database, rulebook: Rulebook) -> None:
    """One that has no answer yet owes it first; what is left owes the resolution. Who waits for the customer rests."""
    with database.read() as session:
        billing = queue_id(session, "Billing")
    new_ticket(database, rulebook, queue_id=billing)
    answered = new_ticket(database, rulebook, queue_id=billing)
    waiting = new_ticket(database, rulebook, queue_id=billing)
    with database.write() as session:
        for ticket, events in ((answered, [LifeEvent.ANSWERED]), (waiting, [LifeEvent.ANSWERED, LifeEvent.WAITING])):
            for event in events:
                happen(session, rulebook, session.get_one(Ticket, ticket.id), event, now=MONDAY)
    pieces = sorted(work_of(looked_at(database, rulebook), "Billing").waiting)
    assert len(pieces) == 3
    due, shares = zip(*pieces, strict=True)
    assert min(shares) == pytest.approx(0.2)
    assert due[0] < due[1]
    assert sum(shares) == pytest.approx(2.0, abs=0.5)


def test_who_is_late_already_is_counted_once_though_two_deadlines_have_passed(
    database: Database, rulebook: Rulebook
) -> None:
    """Pieces of work are what is simulated; what is said is complaints."""
    with database.read() as session:
        billing = queue_id(session, "Billing")
    new_ticket(database, rulebook, queue_id=billing)
    assert [
        work_of(looked_at(database, rulebook, now=MONDAY + days * 24 * HOUR), "Billing").late for days in (0, 60)
    ] == [
        0,
        1,
    ]


def test_complaints_of_no_queue_are_everybodys(database: Database, rulebook: Rulebook) -> None:
    """They are a queue of their own."""
    new_ticket(database, rulebook)
    be(database, AgentState.READY)
    floor = looked_at(database, rulebook)
    assert [each.queue_id for each in floor.work if each.waiting] == [ANY_QUEUE]
    assert all(ANY_QUEUE in each.paces for each in floor.agents)


def test_levels_are_paces_and_home_is_home(database: Database, rulebook: Rulebook) -> None:
    """An expert is faster than who learns."""
    be(database, AgentState.READY)
    (agent,) = looked_at(database, rulebook).agents
    assert isinstance(agent, Agent)
    with database.read() as session:
        billing, goods = queue_id(session, "Billing"), queue_id(session, "Goods")
    assert agent.home == billing
    assert agent.paces[billing] > 1 > agent.paces[goods]


def test_without_a_schedule_who_is_here_stays_with_their_rests(database: Database, rulebook: Rulebook) -> None:
    """At work for an hour and a half: a rest in half an hour, and then every two hours."""
    be(database, AgentState.READY, since=1.5 * HOUR)
    floor = looked_at(database, rulebook)
    assert hours_of(floor)[:2] == [(0, 0.5), (0.75, 2.75)]
    assert hours_of(floor)[-1][1] == 8


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (AgentState.READY, [(0, 1), (1.5, 3)]),
        (None, [(0, 1), (1.5, 3)]),
        # Has not come, or has left.
        (AgentState.OFF, []),
        # A break that has just begun.
        (AgentState.BREAK, [(0.25, 1), (1.5, 3)]),
    ],
)
def test_the_schedule_says_who_is_here_and_the_state_corrects_it(
    database: Database, rulebook: Rulebook, state: AgentState | None, expected: list[tuple[float, float]]
) -> None:
    """Breaks are cut out; who is off in their shift is not here."""
    shift(database, -1, 3, (1, 1.5))
    if state is not None:
        be(database, state)
    floor = looked_at(database, rulebook)
    assert floor.scheduled
    assert hours_of(floor) == expected


@pytest.mark.parametrize(
    ("state", "since", "expected"),
    [
        # Until the end that is planned, however long it has lasted, and where it began a little early.
        (AgentState.TRAINING, 0.75, [(0.5, 2)]),
        (AgentState.BREAK, 0.1, [(0.75, 2)]),
    ],
)
def test_who_is_away_by_plan_is_back_by_plan(
    database: Database, rulebook: Rulebook, state: AgentState, since: float, expected: list[tuple[float, float]]
) -> None:
    """A training from half an hour ago, or a break in a few minutes."""
    starts, ends = (-0.5, 0.5) if state is AgentState.TRAINING else (0.1, 0.75)
    with database.write() as session:
        write_shift(
            session,
            agent_id(session),
            MONDAY - HOUR,
            MONDAY + 2 * HOUR,
            by=None,
            activities=[ActivityRow(state, MONDAY + starts * HOUR, MONDAY + ends * HOUR)],
            now=MONDAY,
        )
    be(database, state, since=since * HOUR)
    assert hours_of(looked_at(database, rulebook)) == expected


def test_a_training_shift_keeps_away_until_its_end(database: Database, rulebook: Rulebook) -> None:
    """Work follows it."""
    shift(database, -1, 2, kind=ShiftKind.TRAINING)
    shift(database, 2, 3)
    be(database, AgentState.TRAINING, since=HOUR)
    assert hours_of(looked_at(database, rulebook)) == [(2, 3)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (AgentState.READY, (None, False)),
        (AgentState.HANDLING, (600.0, False)),
        (AgentState.WRAP_UP, (600.0, True)),
    ],
)
def test_the_state_says_who_has_something_at_hand_and_since_when(
    database: Database, rulebook: Rulebook, state: AgentState, expected: tuple[float | None, bool]
) -> None:
    """Who is ready is free."""
    be(database, state, since=10 * MINUTE)
    (agent,) = looked_at(database, rulebook).agents
    assert (agent.busy_for, agent.wraps_up) == expected


def test_later_shifts_are_known_and_standby_is_not_being_here(database: Database, rulebook: Rulebook) -> None:
    """Who is off now comes at noon; a standby shift means that they may be called."""
    be(database, AgentState.OFF)
    shift(database, 4, 5, kind=ShiftKind.STANDBY)
    shift(database, 2, 3)
    assert hours_of(looked_at(database, rulebook)) == [(2, 3)]


def test_who_is_absent_is_not_here_until_they_are_back(database: Database, rulebook: Rulebook) -> None:
    """An absence with an end ends; one without lasts."""
    shift(database, -1, 3)
    with database.write() as session:
        session.add(Absence(person_id=agent_id(session), started_at=MONDAY - HOUR, ended_at=MONDAY + HOUR))
    assert hours_of(looked_at(database, rulebook)) == [(1, 3)]


def test_not_everybody_rests_at_once(database: Database, rulebook: Rulebook) -> None:
    """Two who began together rest one after the other."""
    with database.write() as session:
        billing = queue_id(session, "Billing")
        colleague = Person(name="colleague", home_queue_id=billing)
        session.add(colleague)
        session.flush()
        session.add(QueueMember(person_id=colleague.id, queue_id=billing))
        session.add(AgentStateSpan(person_id=colleague.id, state=AgentState.READY, started_at=MONDAY - HOUR))
    be(database, AgentState.READY, since=HOUR)
    begin = sorted(agent.here[0][1] / 3600 for agent in looked_at(database, rulebook).agents)
    assert begin == [1, 1.25]


def test_who_leads_is_help_and_not_part_of_the_floor(database: Database, rulebook: Rulebook) -> None:
    """A team lead on site is offered in tier 1; only with a queue of their own they handle anyway."""
    with database.write() as session:
        lead = session.query(Person).filter_by(role=Role.TEAM_LEAD).one()
        session.add(QueueMember(person_id=lead.id, queue_id=queue_id(session, "Billing")))
        set_state(session, lead.id, AgentState.READY, now=MONDAY)
    with database.read() as session:
        assert lead.id not in [each.person_id for each in read_floor_now(session, rulebook=rulebook, now=MONDAY).agents]
        offers = read_offers(session, queue_id(session, "Billing"), now=MONDAY)
    assert lead.id in [each.person_id for each in offers[1]]
    assert all(each.after > 0 and each.queue_id for each in offers[1])
    with database.write() as session:
        session.get_one(Person, lead.id).home_queue_id = queue_id(session, "Billing")
    assert lead.id in [each.person_id for each in looked_at(database, rulebook).agents]


def test_what_is_expected_begins_now_and_handling_is_measured(database: Database, rulebook: Rulebook) -> None:
    """From 0:20 on: two thirds of a quarter's forecast and a third of the next; handling as contacts took lately."""
    local_midnight = MONDAY - 10 * HOUR
    with database.write() as session:
        billing = queue_id(session, "Billing")
        rows = [
            IntervalRow(
                billing, local_midnight - day * 24 * HOUR, 15, 40, 30, 10, handle_seconds=30 * 200, wait_seconds=900
            )
            for day in (1, 2)
        ]
        record_intervals(session, rows)
        session.add(
            ForecastVersion(
                counted=Counted.CONTACTS,
                queue_id=billing,
                kind=ForecastKind.AHEAD,
                made_at=local_midnight - HOUR,
                first_day=MONDAY.date(),
                days=2,
                minutes=15,
                model="test",
                parameters={"spread": 0.1, "learned_from": 8, "factors": [1.0, 1.0]},
                expected={"mean": [float(slot % 96) for slot in range(192)], "low": [], "high": []},
                accuracy={},
            )
        )
    floor = looked_at(database, rulebook, now=local_midnight + 20 * MINUTE)
    calls = work_of(floor, "Billing")
    assert len(calls.contacts) == 32
    assert calls.contacts[:2] == pytest.approx((1 * 2 / 3 + 2 / 3, 2 * 2 / 3 + 3 / 3), rel=0.15)
    assert (calls.handle_seconds, calls.patience_seconds) == (200, 90)
    assert 0.02 < calls.doubt < 0.2
    assert not any(work_of(floor, "Goods").contacts)


def test_effort_is_measured_from_what_people_handled(database: Database, rulebook: Rulebook) -> None:
    """Twenty complaints in ten hours of handling: half an hour each; before that, the usual."""
    with database.read() as session:
        billing = queue_id(session, "Billing")
    tickets = [new_ticket(database, rulebook, queue_id=billing, now=MONDAY - 30 * HOUR) for _ in range(20)]
    assert work_of(looked_at(database, rulebook), "Billing").effort_seconds == Work.effort_seconds
    with database.write() as session:
        for ticket in tickets:
            happen(session, rulebook, session.get_one(Ticket, ticket.id), LifeEvent.RESOLVED, now=MONDAY - HOUR)
        session.add(
            AgentStateSpan(
                person_id=agent_id(session),
                state=AgentState.HANDLING,
                started_at=MONDAY - 12 * HOUR,
                ended_at=MONDAY - 7 * HOUR,
            )
        )
    assert work_of(looked_at(database, rulebook), "Billing").effort_seconds == pytest.approx(900)


def test_the_coming_hours_begin_with_a_surge_that_fades(database: Database, rulebook: Rulebook) -> None:
    """Of 20 contacts a quarter three times as many come since nine; with nobody's alert they are taken for chance."""
    nine = MONDAY.replace(hour=1)
    with database.write() as session:
        billing, goods = queue_id(session, "Billing"), queue_id(session, "Goods")
        record_intervals(session, [IntervalRow(billing, nine + 15 * step * MINUTE, 15, 60, 60) for step in range(4)])
        session.add(
            ForecastVersion(
                counted=Counted.CONTACTS,
                queue_id=billing,
                kind=ForecastKind.AHEAD,
                made_at=nine - 9 * HOUR,
                first_day=MONDAY.date(),
                days=1,
                minutes=15,
                model="test",
                parameters={"spread": 0.1, "learned_from": 8, "factors": [1.0]},
                expected={"mean": [20.0] * 96, "low": [], "high": []},
                accuracy={},
            )
        )
    usual = work_of(looked_at(database, rulebook, now=nine + HOUR), "Billing").contacts
    with database.write() as session:
        details = {"count": 240, "expected": 80.0, "minutes": 60, "since": nine.isoformat()}
        session.add(Alert(kind=AlertKind.SURGE, subject=str(billing), details=details, raised_at=nine + HOUR))
    floor = looked_at(database, rulebook, now=nine + HOUR)
    seen = work_of(floor, "Billing").contacts
    assert floor.surge > 1
    assert [now / before - 1 for now, before in zip(seen[::4], usual[::4], strict=True)] == pytest.approx(
        [floor.surge / 2**hour for hour in range(8)]
    )
    with database.read() as session:
        assert Surging(session).since(goods) is None


@pytest.mark.parametrize(
    ("came", "expected", "begun", "growth"),
    [
        ([10, 10, 20, 20], [10, 10, 10, 10], 2, 1.0),
        # Counts of the last interval are not in yet.
        ([10, 10, 20, 0], [10, 10, 10, 10], 2, 1.0),
        # It began just now: the last whole interval tells.
        ([10, 10, 15], [10, 10, 10], 3, 0.5),
        # An hour tells, however long it lasts.
        ([90, 20, 20, 20, 20], [10] * 5, 0, 1.0),
        ([5, 5], [10, 10], 0, 0.0),
        ([1000], [1], 0, 9.0),
        ([], [], 0, 0.0),
        ([7], [0], 0, 0.0),
    ],
)
def test_growth_is_what_came_lately_against_what_was_expected(
    came: list[float], expected: list[float], begun: int, growth: float
) -> None:
    assert growth_of(np.array(came), np.array(expected, float), begun) == pytest.approx(growth)
