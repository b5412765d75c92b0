"""Why a deadline lies where it does: the stretches of a clock, who was told, and who will be."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from app.models.calendar import BusinessCalendar
from app.models.closures import Closure, why_closed
from app.models.counting import Counting, Due, Starts
from app.models.deadline import Deadline, Times
from app.models.explanation import Interruption, Nature, Segment, counted_days, segments
from app.models.people import Role
from app.models.sla import Clock, ClockState, LifeEvent, Measure, Target
from app.models.ticket import Source, Ticket
from app.services.database import Database
from app.services.deadlines.escalation import sweep
from app.services.deadlines.explain import Explanation, explain, explain_all
from app.services.deadlines.rulebook import Rulebook
from app.services.handling.events import happen
from app.services.handling.stages import enter_stage
from tests.builders import HOUR, MONDAY, OFFICE, clocks_of, new_ticket, open_floor, person, policy

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
HOLIDAYS: dict[str, Any] = OFFICE | {
    "holidays": ["2026-03-09", "2026-03-10"],
    "breaks": {"2026-03-05": ["15:00-16:00"]},
}
TIMES = Times.of(BusinessCalendar.from_spec(HOLIDAYS))
DST = Times.of(BusinessCalendar.from_spec(HOLIDAYS | {"zone": "Europe/Berlin"}))
OWN_DAYS = (Measure.NATURAL_DAYS, Measure.WORKING_DAYS)
NOTHING = timedelta()


countings = st.one_of(
    st.just(""),
    st.builds(
        Counting,
        st.sampled_from(Starts),
        st.none() | st.integers(0, 1_439),
        st.sampled_from(Due),
        st.booleans(),
    ).map(str),
)


@st.composite
def clocks(draw: st.DrawFn) -> tuple[Deadline, list[Interruption], datetime]:
    """A deadline with pauses in order, some of them overlapping, the last perhaps open, and an instant to look from."""
    measure = draw(st.sampled_from(Measure))
    amount = draw(st.integers(0, 12) if measure in OWN_DAYS else st.integers(0, 60 * 3_600))
    started = MONDAY + draw(st.integers(-10 * 86_400, 30 * 86_400)) * SECOND
    pauses: list[Interruption] = []
    at = started
    for _ in range(draw(st.integers(0, 4))):
        at += draw(st.integers(-3_600, 2 * 86_400)) * SECOND
        end = at + draw(st.integers(0, 3 * 86_400)) * SECOND
        pauses.append(Interruption(at, end, "waiting_for_customer", ""))
    pauses.sort(key=lambda each: each.started_at)
    latest = max([started, *(each.ended_at for each in pauses if each.ended_at)])
    now = latest + draw(st.integers(0, 40 * 86_400)) * SECOND
    still_paused: bool = draw(st.booleans())
    if pauses and still_paused:
        pauses[-1] = Interruption(pauses[-1].started_at, None, "waiting_for_customer", "")
    ledger = [(each.started_at, each.ended_at or now) for each in pauses]
    counting = draw(countings)
    times = draw(st.sampled_from([TIMES, DST]))
    return Deadline(started, measure, amount, times, counting=counting, pauses=ledger), pauses, now


@given(clocks())
def test_the_stretches_cover_the_time_of_a_clock_and_what_counts_adds_up(
    case: tuple[Deadline, list[Interruption], datetime],
) -> None:
    deadline, pauses, now = case
    found = segments(deadline, pauses, now=now)
    end = max(deadline.due, now)
    if deadline.started_at < end:
        assert found[0].since == deadline.started_at
        assert found[-1].until == end
    assert all(each.since < each.until for each in found)
    assert all(before.until == after.since for before, after in pairwise(found))
    counted = sum((each.counted for each in found), NOTHING)
    if deadline.measure in OWN_DAYS:
        whole = Deadline(
            deadline.started_at,
            deadline.measure,
            deadline.amount,
            Times(deadline.working_time, BusinessCalendar.round_the_clock(str(deadline.own_time.hours.zone))),
            counting=deadline.counting,
        )
        assert counted == deadline.own_time.elapsed(whole.begins_at, whole.ends_at) * SECOND
        days = counted_days(deadline)
        assert len(days) == deadline.amount
        assert all(deadline.own_time.hours.is_working_day(day.toordinal()) for day in days)
    else:
        assert counted == (deadline.amount or 0) * SECOND
    assert all(each.since >= deadline.begins_at for each in found if each.counted)
    assert all(each.until <= deadline.ends_at <= deadline.due for each in found if each.counted)
    assert all(each.until <= now for each in found if each.nature is Nature.COUNTED)
    assert all(each.since >= now for each in found if each.nature is Nature.LEFT)
    assert all(each.since >= deadline.due for each in found if each.nature is Nature.LATE)
    assert all((each.closure is not None) == (each.nature is Nature.CLOSED) for each in found)
    assert all((each.pause is not None) == (each.nature is Nature.PAUSED) for each in found)


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        ("2026-03-02 12:00", "2026-03-02 13:00", Closure.BREAK),
        ("2026-03-02 18:00", "2026-03-03 09:00", Closure.NIGHT),
        ("2026-03-02 07:00", "2026-03-02 09:00", Closure.OUTSIDE_HOURS),
        ("2026-03-02 18:00", "2026-03-02 19:00", Closure.OUTSIDE_HOURS),
        ("2026-02-27 18:00", "2026-03-02 09:00", Closure.DAYS_OFF),
        ("2026-03-06 18:00", "2026-03-11 09:00", Closure.HOLIDAYS),
    ],
)
def test_a_closed_stretch_is_told_by_what_the_calendar_says_of_it(since: str, until: str, why: Closure) -> None:
    hours = TIMES.opening_hours.hours
    start, end = (datetime.fromisoformat(text).replace(tzinfo=hours.zone) for text in (since, until))
    found, holidays = why_closed(hours, start, end)
    assert found is why
    assert holidays == ((date(2026, 3, 9), date(2026, 3, 10)) if why is Closure.HOLIDAYS else ())


def wall(text: str) -> datetime:
    """A wall time of March 2026 in Shanghai, "06 10:00" (a Friday)."""
    return datetime.strptime(f"2026-03-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=TIMES.opening_hours.hours.zone)


@pytest.mark.parametrize(
    ("counting", "started", "measure", "amount", "days", "told"),
    [
        (
            "end_of_day",
            "05 17:00",
            Measure.WORKING_DAYS,
            1,
            [6],
            [
                (Nature.LEFT, None, "05 18:00"),
                (Nature.CLOSED, Closure.NIGHT, "06 09:00"),
                (Nature.LEFT, None, "06 12:00"),
                (Nature.CLOSED, Closure.BREAK, "06 13:00"),
                (Nature.LEFT, None, "06 17:00"),
                (Nature.CLOSED, Closure.END_OF_DAY, "06 18:00"),
            ],
        ),
        (
            "cut_off=17:00 end_of_day",
            "05 17:30",
            Measure.WORKING_DAYS,
            0,
            [],
            [(Nature.CLOSED, Closure.NOT_BEGUN, "06 09:00"), (Nature.CLOSED, Closure.END_OF_DAY, "06 18:00")],
        ),
        (
            "next_day roll_forward",
            "05 10:00",
            Measure.NATURAL_DAYS,
            2,
            [6, 7],
            [
                (Nature.CLOSED, Closure.NOT_BEGUN, "06 00:00"),
                (Nature.LEFT, None, "08 00:00"),
                # Monday and Tuesday are holidays.
                (Nature.CLOSED, Closure.ROLLED_FORWARD, "11 09:00"),
            ],
        ),
    ],
)
def test_what_a_counting_leaves_out_and_adds_is_told(
    counting: str,
    started: str,
    measure: Measure,
    amount: int,
    days: list[int],
    told: list[tuple[Nature, Closure | None, str]],
) -> None:
    deadline = Deadline(wall(started), measure, amount, TIMES, counting=counting)
    found = segments(deadline, (), now=wall(started))
    assert [(each.nature, each.closure, each.until) for each in found] == [
        (nature, closure, wall(until)) for nature, closure, until in told
    ]
    assert [day.day for day in counted_days(deadline)] == days


def test_the_nights_of_a_year_are_folded_and_still_add_up() -> None:
    amount = 1_500 * 3_600
    deadline = Deadline(MONDAY, Measure.OPENING_HOURS, amount, TIMES)
    found = segments(deadline, (), now=MONDAY + 120 * DAY)
    assert len(found) < 90
    assert sum((each.counted for each in found), NOTHING) == amount * SECOND
    folded = [each for each in found if each.folded]
    assert [each.nature for each in folded] == [Nature.COUNTED, Nature.LEFT]
    assert folded[0].closed_on == (date(2026, 3, 5), date(2026, 3, 9), date(2026, 3, 10))


class Floor:
    """A floor with one complaint, explained as of an instant."""

    def __init__(self, database: Database, specification: dict[str, Any] | None = None, **details: Any) -> None:
        self.database = database
        self.rulebook = open_floor(database, specification)
        self.ticket = new_ticket(database, self.rulebook, **details)

    def happen(self, event: LifeEvent, now: datetime, role: Role = Role.AGENT) -> None:
        with self.database.write() as session:
            ticket = session.get_one(Ticket, self.ticket.id)
            happen(session, self.rulebook, ticket, event, person_id=person(session, role).id, now=now)

    def sweep(self, now: datetime) -> None:
        sweep(self.database, self.rulebook, (), now=now)

    def explained(self, target: Target, now: datetime) -> Explanation:
        clock = clocks_of(self.database, self.ticket, target)[-1]
        with self.database.read() as session:
            return explain(session, Rulebook(), clock, now=now)


def natures(found: Explanation) -> list[tuple[Nature, Closure | None]]:
    return [(each.nature, each.closure) for each in found.segments]


def test_a_deadline_in_working_days_names_its_days_its_nights_and_its_rules(database: Database) -> None:
    floor = Floor(database)
    found = floor.explained(Target.RESOLUTION, MONDAY + HOUR)
    assert (found.policy["en"], found.policy_code, found.policy_version) == ("Default policy", "default", 1)
    assert (found.calendar, found.calendar_version, found.zone) == ("china_office", 1, "Asia/Shanghai")
    assert (found.measure, found.amount, found.state) == (Measure.WORKING_DAYS, 3, ClockState.RUNNING)
    assert found.days == (date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5))
    assert found.due_at == found.expected_due_at == found.undisturbed == MONDAY + 3 * DAY
    assert natures(found)[:5] == [
        (Nature.COUNTED, None),
        (Nature.LEFT, None),
        (Nature.CLOSED, Closure.BREAK),
        (Nature.LEFT, None),
        (Nature.CLOSED, Closure.NIGHT),
    ]
    assert [each.closure for each in found.segments].count(Closure.NIGHT) == 3


def test_a_pause_is_told_with_its_reason_and_who_began_it_and_moves_the_due_time(database: Database) -> None:
    floor = Floor(database)
    floor.happen(LifeEvent.WAITING, MONDAY + HOUR)
    paused = floor.explained(Target.RESOLUTION, MONDAY + DAY)
    [stretch] = [each for each in paused.segments if each.nature is Nature.PAUSED]
    assert stretch.pause == Interruption(MONDAY + HOUR, None, "waiting_for_customer", "agent")
    assert (stretch.since, stretch.until) == (MONDAY + HOUR, MONDAY + DAY)
    assert (paused.due_at, paused.expected_due_at) == (MONDAY + 3 * DAY, MONDAY + 3 * DAY + 8 * HOUR)
    assert paused.coming == ()
    floor.happen(LifeEvent.CUSTOMER_REPLIED, MONDAY + DAY)
    running = floor.explained(Target.RESOLUTION, MONDAY + DAY)
    assert running.due_at == running.expected_due_at == paused.expected_due_at
    assert running.undisturbed == MONDAY + 3 * DAY


def test_of_what_happened_at_one_instant_a_clock_names_what_ended_it(database: Database) -> None:
    stage = {"target": "stage", "amount": "1d", "measure": "working_days", "role": "agent"}
    stages = [stage | {"name": name} for name in ("a", "b")]
    specification = policy()
    floor = Floor(database, specification | {"targets": specification["targets"] + stages})
    with database.write() as session:
        ticket = session.get_one(Ticket, floor.ticket.id)
        enter_stage(session, floor.rulebook, ticket, "b", person_id=None, now=MONDAY + HOUR)
    floor.happen(LifeEvent.RESOLVED, MONDAY + HOUR)
    with database.read() as session:
        found = explain_all(session, Rulebook(), clocks_of(database, floor.ticket), now=MONDAY + HOUR)
    ended = {(each.target, each.subject): each.record.ended.kind for each in found if each.record.ended}
    assert ended == {
        (Target.FIRST_RESPONSE, ""): "resolved",
        (Target.RESOLUTION, ""): "resolved",
        (Target.STAGE, "a"): "stage_entered",
        (Target.STAGE, "b"): "resolved",
    }


def test_a_late_clock_shows_the_time_after_its_due_time_until_it_was_stopped(database: Database) -> None:
    floor = Floor(database)
    floor.happen(LifeEvent.ANSWERED, MONDAY + 26 * HOUR)
    found = floor.explained(Target.FIRST_RESPONSE, MONDAY + 99 * HOUR)
    assert found.state is ClockState.BREACHED
    assert found.segments == (
        Segment(Nature.COUNTED, MONDAY, MONDAY + DAY, DAY),
        Segment(Nature.LATE, MONDAY + DAY, MONDAY + 26 * HOUR),
    )


def test_steps_that_were_raised_name_who_was_told_and_those_to_come_who_will_be(database: Database) -> None:
    floor = Floor(database)
    now = MONDAY + 24.5 * HOUR
    floor.sweep(now)
    found = floor.explained(Target.FIRST_RESPONSE, now)
    assert [each.key for each in found.raised] == ["half", "three_quarters", "nine_tenths", "breach"]
    told = found.raised[-1]
    assert [(each.person, each.channel) for each in told.messages] == [("manager", "inbox")]
    assert told.step is not None
    assert told.step.share == 1
    [overdue] = found.coming
    assert (overdue.step.key, overdue.occurrence, overdue.people) == ("overdue", 1, ("manager",))
    fresh = floor.explained(Target.RESOLUTION, MONDAY)
    assert [(each.step.key, each.people) for each in fresh.coming] == [
        # The breach of the first response has given the complaint to the team lead.
        ("half", ("team_lead",)),
        ("three_quarters", ("team_lead",)),
        ("nine_tenths", ("supervisor",)),
        ("breach", ("manager",)),
        ("overdue", ("manager",)),
    ]


def test_the_first_step_to_come_is_the_one_that_the_sweep_will_raise(database: Database) -> None:
    floor = Floor(database)
    for clock in clocks_of(database, floor.ticket):
        found = floor.explained(clock.target, MONDAY)
        assert (found.coming[0].at, found.coming[0].step.key) == (clock.next_step_at, clock.next_step)
    breach = floor.explained(Target.RESOLUTION, MONDAY).coming[3]
    assert breach.new_owner == "team_lead"


def test_a_due_time_of_another_system_says_where_it_was_read(database: Database) -> None:
    floor = Floor(database)
    with database.write() as session:
        clock = session.query(Clock).filter_by(target=Target.RESOLUTION).one()
        clock.measure = clock.amount = None
        clock.recorded_due_at = clock.due_at = MONDAY + 5 * HOUR
        clock.provenance, clock.armed = "imported from Due", False
    found = floor.explained(Target.RESOLUTION, MONDAY + HOUR)
    assert (found.provenance, found.amount, found.due_at) == ("imported from Due", None, MONDAY + 5 * HOUR)
    assert [each.nature for each in found.segments] == [Nature.COUNTED, Nature.LEFT]
    assert found.coming == ()


@pytest.mark.parametrize("source", [Source.EMAIL, Source.CHAT])
def test_the_ledger_gives_the_due_time_that_the_clock_keeps(database: Database, source: Source) -> None:
    specification = policy(pauses={"waiting_for_customer": ["first_response", "resolution"]})
    floor = Floor(database, specification, source=source)
    for wait, reply in ((1, 2), (3, 20), (21, 75), (76, 90)):
        floor.happen(LifeEvent.WAITING, MONDAY + wait * HOUR / 3)
        floor.happen(LifeEvent.CUSTOMER_REPLIED, MONDAY + reply * HOUR / 3)
        for clock in clocks_of(database, floor.ticket):
            found = floor.explained(clock.target, MONDAY + reply * HOUR / 3)
            assert found.expected_due_at == clock.due_at
            counted = [each.until for each in found.segments if each.counted]
            assert max(counted) == clock.due_at


def test_many_clocks_are_explained_with_the_statements_of_one(database: Database) -> None:
    floor = Floor(database)
    floor.happen(LifeEvent.ANSWERED, MONDAY + HOUR)
    floor.happen(LifeEvent.RESOLVED, MONDAY + 2 * HOUR)
    given: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *each: given.append(each[2]))
    with database.read() as session:
        clocks = session.scalars(select(Clock).order_by(Clock.id)).all()
        explain(session, floor.rulebook, clocks[0], now=MONDAY + 3 * HOUR)
        of_one = len(given)
        given.clear()
        found = explain_all(session, floor.rulebook, clocks, now=MONDAY + 3 * HOUR)
    assert [each.clock_id for each in found] == [clock.id for clock in clocks]
    assert len(found) == 3
    assert 0 < len(given) < of_one
