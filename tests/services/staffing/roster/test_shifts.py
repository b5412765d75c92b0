"""Shifts written, made longer, swapped, ended and taken back, on both databases."""

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.models.people import WORKING, AgentState, AgentStateSpan, Person, Role
from app.models.roster import ShiftKind, ShiftSource
from app.services.database import Database
from app.services.staffing.roster.adherence import adherence
from app.services.staffing.roster.shifts import ActivityRow, ShiftRow, due_at_work, shifts_between
from app.services.staffing.roster.writing import (
    ShiftChange,
    ShiftError,
    ShiftRightsError,
    clear_shift,
    end_shift,
    extend_shift,
    swap_shifts,
    undo_shifts,
    write_shift,
)
from tests.builders import HOUR, MONDAY, open_floor, person

LUNCH = ActivityRow(AgentState.BREAK, MONDAY + 4 * HOUR, MONDAY + 5 * HOUR)


class Crew:
    """Two agents and a team lead, and what is done to their shifts."""

    def __init__(self, database: Database) -> None:
        open_floor(database)
        self.database = database
        with database.write() as session:
            self.anna, self.lead = person(session, Role.AGENT).id, person(session, Role.TEAM_LEAD).id
            bert = Person(name="Bert", role=Role.AGENT)
            session.add(bert)
            session.flush()
            self.bert = bert.id

    def write(self, who: int, first: float, last: float, **more: object) -> ShiftRow:
        given = {"by": self.lead, "now": MONDAY} | more
        with self.database.write() as session:
            done = write_shift(session, who, MONDAY + first * HOUR, MONDAY + last * HOUR, **given)  # type: ignore[arg-type]
        return done.after[0]

    def do(self, work: Callable[[Session], ShiftChange]) -> ShiftChange:
        with self.database.write() as session:
            return work(session)

    def all(self) -> list[tuple[int, float, float]]:
        with self.database.read() as session:
            rows = shifts_between(session, MONDAY - 100 * HOUR, MONDAY + 100 * HOUR)
        return [(row.person_id, (row.starts_at - MONDAY) / HOUR, (row.ends_at - MONDAY) / HOUR) for row in rows]


@pytest.fixture
def crew(database: Database) -> Crew:
    return Crew(database)


def test_a_shift_reads_as_it_was_written(crew: Crew) -> None:
    written = crew.write(crew.anna, 0, 9, pattern="early", activities=[LUNCH], note="swapped in")
    with crew.database.read() as session:
        assert shifts_between(session, MONDAY, MONDAY + HOUR) == (written,)
        assert shifts_between(session, MONDAY + 9 * HOUR, MONDAY + 10 * HOUR) == ()
        assert shifts_between(session, MONDAY, MONDAY + HOUR, [crew.bert]) == ()
    assert (written.activities, written.worked, written.name) == ((LUNCH,), 8 * HOUR, "agent")


def test_who_is_due_at_work_serves_customers_and_does_not_rest_or_learn_now(crew: Crew) -> None:
    def due(hour: float) -> list[int] | None:
        with crew.database.read() as session:
            rows = due_at_work(session, MONDAY + hour * HOUR)
        return None if rows is None else [row.person_id for row in rows]

    with crew.database.read() as session:
        boss = person(session, Role.SUPERVISOR).id
    crew.write(boss, 0, 8)
    crew.write(crew.bert, 0, 8, kind=ShiftKind.STANDBY)
    assert due(0) is None
    crew.write(crew.anna, 0, 9, activities=[LUNCH])
    crew.write(crew.lead, 0, 8)
    assert [due(hour) for hour in (0, 4.5, 8, 9)] == [[crew.anna, crew.lead], [crew.lead], [crew.anna], []]
    assert due(30) is None


@pytest.mark.parametrize(
    ("first", "last", "more", "said"),
    [
        (2, 2, {}, "A shift ends after it begins."),
        (2, 19, {}, "A shift has at most 16 hours."),
        (-3, 1, {}, "agent already has a shift at that time."),
        (20, 24, {"activities": [LUNCH]}, "Breaks and trainings follow one another within the shift."),
    ],
)
def test_a_shift_that_is_none_is_refused(crew: Crew, first: int, last: int, more: dict[str, object], said: str) -> None:
    crew.write(crew.anna, 0, 8)
    with pytest.raises(ShiftError) as refused:
        crew.write(crew.anna, first, last, **more)
    assert str(refused.value) == said


def test_who_stands_by_may_be_called_within_it(crew: Crew) -> None:
    crew.write(crew.anna, 0, 8, kind=ShiftKind.STANDBY)
    crew.write(crew.anna, 3, 6, source=ShiftSource.ACTIVATION, by=None)
    assert crew.all() == [(crew.anna, 0, 8), (crew.anna, 3, 6)]


def test_an_agent_writes_no_shifts_and_nobody_does_unnamed(crew: Crew) -> None:
    with pytest.raises(ShiftRightsError):
        crew.write(crew.anna, 0, 8, by=crew.anna)
    assert crew.all() == []


def test_a_shift_made_shorter_loses_the_break_that_no_longer_fits(crew: Crew) -> None:
    shift = crew.write(crew.anna, 0, 9, activities=[LUNCH])
    done = crew.do(lambda session: extend_shift(session, shift.id, MONDAY + 11 * HOUR, by=crew.lead, now=MONDAY))
    assert done.after[0].activities == (LUNCH,)
    done += crew.do(lambda session: end_shift(session, shift.id, MONDAY + 4 * HOUR, by=crew.lead, now=MONDAY))
    assert (done.after[-1].ends_at, done.after[-1].activities) == (MONDAY + 4 * HOUR, ())


def test_a_shift_that_ends_before_it_begins_is_taken_away_and_comes_back(crew: Crew) -> None:
    shift = crew.write(crew.anna, 2, 9, activities=[LUNCH])
    done = crew.do(lambda session: end_shift(session, shift.id, MONDAY + HOUR, by=crew.lead, now=MONDAY))
    assert crew.all() == []
    with crew.database.write() as session:
        undo_shifts(session, done, by=crew.lead, now=MONDAY)
    assert crew.all() == [(crew.anna, 2, 9)]


def test_two_swap_and_swap_back(crew: Crew) -> None:
    first, second = crew.write(crew.anna, 0, 8), crew.write(crew.bert, 4, 12)
    done = crew.do(lambda session: swap_shifts(session, first.id, second.id, by=crew.lead, now=MONDAY))
    assert crew.all() == [(crew.anna, 4, 12), (crew.bert, 0, 8)]
    assert {row.source for row in done.after} == {ShiftSource.SWAP}
    with crew.database.write() as session:
        undo_shifts(session, done, by=crew.lead, now=MONDAY)
    assert crew.all() == [(crew.anna, 0, 8), (crew.bert, 4, 12)]


def test_a_swap_that_would_double_a_shift_is_refused_whole(crew: Crew) -> None:
    first, second = crew.write(crew.anna, 0, 8), crew.write(crew.bert, 20, 28)
    crew.write(crew.bert, 6, 10)
    with pytest.raises(ShiftError, match="Bert already has a shift"):
        crew.do(lambda session: swap_shifts(session, first.id, second.id, by=crew.lead, now=MONDAY))
    assert crew.all() == [(crew.anna, 0, 8), (crew.bert, 6, 10), (crew.bert, 20, 28)]


def test_what_somebody_else_has_changed_is_neither_changed_nor_undone(crew: Crew) -> None:
    shift = crew.write(crew.anna, 0, 8)
    later = crew.do(lambda session: extend_shift(session, shift.id, MONDAY + 9 * HOUR, by=crew.lead, now=MONDAY))
    with pytest.raises(ShiftError, match="Somebody else has changed this shift"):
        crew.do(lambda session: clear_shift(session, shift.id, by=crew.lead, now=MONDAY, version=shift.version))
    with pytest.raises(ShiftError, match="Not undone"), crew.database.write() as session:
        undo_shifts(session, ShiftChange(after=(shift,)), by=crew.lead, now=MONDAY)
    assert later.after[0].version == shift.version + 1


def test_what_is_undone_may_not_double_a_shift_either(crew: Crew) -> None:
    shift = crew.write(crew.anna, 0, 8)
    done = crew.do(lambda session: clear_shift(session, shift.id, by=crew.lead, now=MONDAY))
    crew.write(crew.anna, 7, 9)
    with pytest.raises(ShiftError, match="already has a shift"), crew.database.write() as session:
        undo_shifts(session, done, by=crew.lead, now=MONDAY)
    assert crew.all() == [(crew.anna, 7, 9)]


def test_adherence_counts_the_minutes_in_which_the_schedule_was_kept(crew: Crew) -> None:
    crew.write(crew.anna, 0, 9, activities=[LUNCH])

    def at(hours: float) -> datetime:
        return MONDAY + hours * HOUR

    # Half an hour late, break half an hour early and to its end, on until the tenth hour.
    did = [
        (AgentState.READY, 0.5, 3.5),
        (AgentState.BREAK, 3.5, 5),
        (AgentState.HANDLING, 5, 10),
    ]
    with crew.database.write() as session:
        for state, first, last in did:
            session.add(AgentStateSpan(person_id=crew.anna, state=state, started_at=at(first), ended_at=at(last)))
    with crew.database.read() as session:
        (row,) = adherence(session, None, at(-2), at(14))
        assert (row.scheduled, row.kept, row.unscheduled, row.share) == (540, 480, 60, 480 / 540)
        (row,) = adherence(session, crew.anna, at(-2), at(14), now=at(2))
        assert (row.scheduled, row.kept, row.unscheduled) == (120, 90, 0)
        assert adherence(session, crew.bert, at(-2), at(14)) == ()


def test_a_night_counts_on_both_of_its_days(crew: Crew) -> None:
    # Midnight in Shanghai is 14 hours after Monday 10:00.
    crew.write(crew.anna, 12, 20)
    with crew.database.read() as session:
        rows = adherence(session, crew.anna, MONDAY, MONDAY + 30 * HOUR)
    assert [(row.day.day, row.scheduled, row.kept) for row in rows] == [(2, 120, 0), (3, 360, 0)]


def test_nobody_who_was_let_go_is_planned_and_what_was_planned_can_be_taken_away(database: Database) -> None:
    crew = Crew(database)
    his, hers = crew.write(crew.bert, 24, 32), crew.write(crew.anna, 48, 56)
    with database.write() as session:
        session.get_one(Person, crew.bert).active = False
    with pytest.raises(ShiftError, match="does not work here"):
        crew.write(crew.bert, 72, 80)
    with pytest.raises(ShiftError, match="does not work here"):
        crew.do(lambda session: swap_shifts(session, his.id, hers.id, by=crew.lead, now=MONDAY))
    crew.do(lambda session: clear_shift(session, his.id, by=crew.lead, now=MONDAY))
    assert crew.all() == [(crew.anna, 48, 56)]


def test_adherence_is_what_counting_every_minute_says(crew: Crew) -> None:
    """Two people with states and shifts of any kind over three days, of which the stretch asked for cuts some."""
    chance = random.Random(7)
    minute = timedelta(minutes=1)
    did: dict[tuple[int, int], AgentState] = {}
    wanted: dict[tuple[int, int], tuple[AgentState, ...]] = {}
    for who in (crew.anna, crew.bert):
        at = chance.randrange(60)
        with crew.database.write() as session:
            while at < 3 * 1440:
                lasts, state = chance.randrange(1, 200), chance.choice(list(AgentState))
                spoken = AgentStateSpan(person_id=who, state=state, started_at=MONDAY + at * minute)
                spoken.ended_at = MONDAY + (at + lasts) * minute
                session.add(spoken)
                did |= {(who, each): state for each in range(at, at + lasts)}
                at += lasts + chance.choice((0, 0, 45))
        for day, kind in enumerate((ShiftKind.WORK, ShiftKind.TRAINING, ShiftKind.WORK, ShiftKind.STANDBY)):
            first = day * 20 + chance.randrange(4)
            rest = ActivityRow(AgentState.BREAK, MONDAY + (first + 3) * HOUR, MONDAY + (first + 4) * HOUR)
            crew.write(who, first, first + 8, kind=kind, activities=[rest] if kind is ShiftKind.WORK else [])
            if kind is not ShiftKind.STANDBY:
                work = (AgentState.TRAINING,) if kind is ShiftKind.TRAINING else tuple(WORKING)
                wanted |= {(who, each): work for each in range(first * 60, (first + 8) * 60)}
            if kind is ShiftKind.WORK:
                wanted |= {(who, each): (AgentState.BREAK,) for each in range((first + 3) * 60, (first + 4) * 60)}
    counted: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for who in (crew.anna, crew.bert):
        for at in range(100, 4000):
            # Midnight in Shanghai is 14 hours after Monday 10:00.
            told, is_in = counted[who, 2 + (at + 600) // 1440], did.get((who, at))
            told[0] += (who, at) in wanted
            told[1] += is_in in wanted.get((who, at), ())
            told[2] += is_in in WORKING and (who, at) not in wanted
    with crew.database.read() as session:
        rows = adherence(session, None, MONDAY + 100 * minute, MONDAY + 5000 * minute, now=MONDAY + 4000 * minute)
    assert {(row.person_id, row.day.day): [row.scheduled, row.kept, row.unscheduled] for row in rows} == counted
    assert [(row.person_id, row.day) for row in rows] == sorted((row.person_id, row.day) for row in rows)


def test_of_what_has_not_come_nothing_is_kept(crew: Crew) -> None:
    crew.write(crew.anna, 0, 8)
    with crew.database.read() as session:
        assert adherence(session, None, MONDAY, MONDAY + HOUR, now=MONDAY) == ()
