"""The schedule as it is read, written by hand, wished for and published, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.models.people import AgentState, Language, Person, Role
from app.models.roster import ShiftSource, Wish
from app.services.absences import leave
from app.services.database import Database
from app.services.staffing.roster.board import Board, read_board, set_pattern
from app.services.staffing.roster.made import Made, RosterError, make_roster
from app.services.staffing.roster.preferences import (
    PatternError,
    WishError,
    drop_wish,
    write_patterns,
    write_wish,
)
from app.services.staffing.roster.problem import Interruption, Pattern, Problem, Rule, Rules, Weights
from app.services.staffing.roster.reading import even_need, read_patterns, read_problem, read_wishes
from app.services.staffing.roster.rosters import keep_roster, publish_roster, rosters, rules_of
from app.services.staffing.roster.shifts import ShiftRow
from app.services.staffing.roster.writing import ShiftChange, ShiftError, ShiftRightsError, undo_shifts
from app.services.staffing.samples import install_staffing
from tests.builders import HOUR, MONDAY, open_floor, person

# The day of `MONDAY`, and days after it.
FIRST = date(2026, 3, 2)
DAYS = 7
MEAL = (Interruption(AgentState.BREAK, 240, 60),)


class Floor:
    """A floor with the sample patterns, one agent and a team lead."""

    def __init__(self, database: Database) -> None:
        open_floor(database)
        self.database = database
        with database.write() as session:
            install_staffing(session, Language.ENGLISH)
            self.agent, self.lead = person(session, Role.AGENT).id, person(session, Role.TEAM_LEAD).id

    def board(self) -> Board:
        with self.database.read() as session:
            return read_board(session, FIRST, DAYS, by=self.lead, now=MONDAY)

    def set(self, day: int, code: str | None) -> ShiftChange:
        with self.database.write() as session:
            return set_pattern(session, [(self.agent, on(day))], code, by=self.lead, now=MONDAY)

    def wish(self, wish: Wish, **when: object) -> int:
        with self.database.write() as session:
            return write_wish(session, self.agent, wish, by=self.agent, now=MONDAY, **when)  # type: ignore[arg-type]

    def problem(self) -> Problem:
        with self.database.read() as session:
            return read_problem(session, FIRST, DAYS, need={None: even_need(DAYS, 1, 540, 1020)})

    def made(self, *days: int) -> Made:
        """A roster of a morning on each of these days."""
        begins = [MONDAY + (24 * day - 1) * HOUR for day in days]
        rows = (ShiftRow(0, self.agent, "", at, at + 4 * HOUR, source=ShiftSource.ROSTER) for at in begins)
        return Made(FIRST, DAYS, 30, tuple(rows))

    def publish(self, made: Made, rules: Rules | None = None) -> ShiftChange:
        with self.database.write() as session:
            kept = keep_roster(session, made, rules or Rules(), Weights(), by=self.lead, now=MONDAY)
            return publish_roster(session, kept, made, by=self.lead, now=MONDAY)


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def test_a_pattern_that_is_set_stands_on_the_board_and_takes_the_place_of_another(floor: Floor) -> None:
    floor.set(1, "early")
    change = floor.set(1, "late")
    board = floor.board()
    (row,) = board.shifts[floor.agent, on(1)]
    assert (row.pattern, row.source, row.starts_at) == ("late", ShiftSource.HAND, MONDAY + 27 * HOUR)
    assert [each.name for each in board.patterns] == ["Early", "Middle", "Late", "Night"]
    assert board.worked(floor.agent) == 7.5 * HOUR
    assert (board.may_write, board.violations) == (True, ())
    assert board.there.reshape(DAYS, -1)[1].sum() / 2 == pytest.approx(7.5)
    with floor.database.write() as session:
        undo_shifts(session, change, by=floor.lead, now=MONDAY)
    assert floor.board().shifts[floor.agent, on(1)][0].pattern == "early"


def test_what_is_broken_is_told_of_the_days_that_are_shown(floor: Floor) -> None:
    floor.set(1, "night")
    floor.set(2, "early")
    assert [(each.rule, each.day) for each in floor.board().violations] == [
        (Rule.REST, on(2)),
    ]


def test_a_day_that_is_cleared_is_free_and_an_unknown_pattern_is_refused(floor: Floor) -> None:
    floor.set(1, "early")
    floor.set(1, None)
    assert floor.board().shifts == {}
    with pytest.raises(ShiftError, match="no shift pattern x"):
        floor.set(1, "x")


def test_agents_set_no_patterns(floor: Floor) -> None:
    with pytest.raises(ShiftRightsError), floor.database.write() as session:
        set_pattern(session, [(floor.agent, on(1))], "early", by=floor.agent, now=MONDAY)


def test_wishes_of_a_day_go_before_those_of_its_weekday(floor: Floor) -> None:
    floor.wish(Wish.AVOID, weekday=1)
    floor.wish(Wish.PREFER, day=on(1), pattern="early")
    floor.wish(Wish.UNAVAILABLE, day=on(2))
    (member,) = (each for each in floor.problem().members if each.id == floor.agent)
    assert {code: member.wishes[1, code] for code in ("early", "late")} == {"early": Wish.PREFER, "late": Wish.AVOID}
    assert {code for day, code in member.blocked if day == 2} == {"early", "middle", "late", "night"}
    assert floor.board().wishes[floor.agent, on(2)] is Wish.UNAVAILABLE


def test_who_is_away_is_unavailable(floor: Floor) -> None:
    with floor.database.write() as session:
        leave(session, [floor.agent], since=MONDAY + 24 * HOUR, until=MONDAY + 30 * HOUR, now=MONDAY)
    (member,) = (each for each in floor.problem().members if each.id == floor.agent)
    # From 10 to 16 o'clock on Tuesday.
    assert member.blocked == {(1, "early"), (1, "middle"), (1, "late")}


def test_a_wish_is_written_once_and_dropped_by_those_who_may(floor: Floor) -> None:
    first = floor.wish(Wish.AVOID, weekday=1)
    assert floor.wish(Wish.PREFER, weekday=1) == first
    with floor.database.write() as session:
        other = Person(name="Bert", role=Role.AGENT)
        session.add(other)
        session.flush()
        bert = other.id
    with pytest.raises(WishError, match="one's own"), floor.database.write() as session:
        drop_wish(session, first, by=bert, now=MONDAY)
    with floor.database.write() as session:
        assert [(each.name, each.wish) for each in read_wishes(session)] == [("agent", Wish.PREFER)]
        drop_wish(session, first, by=floor.lead, now=MONDAY)
        assert read_wishes(session) == ()


@pytest.mark.parametrize("when", [{}, {"day": FIRST, "weekday": 1}, {"weekday": 7}])
def test_a_wish_is_of_a_day_or_a_weekday(floor: Floor, when: dict[str, object]) -> None:
    with pytest.raises(WishError, match="one day, or of one weekday"):
        floor.wish(Wish.AVOID, **when)


def test_patterns_are_kept_renamed_and_added_and_those_that_go_stay_in_their_shifts(floor: Floor) -> None:
    floor.set(1, "late")
    with floor.database.write() as session:
        early = read_patterns(session)[0]
        new = [Pattern("early", "Frühe", early.starts, early.minutes, early.activities), Pattern("", "Late", 60, 480)]
        write_patterns(session, new, by=floor.lead, now=MONDAY)
    with floor.database.read() as session:
        found = read_patterns(session)
    assert [(each.code, each.name) for each in found] == [("late_2", "Late"), ("early", "Frühe")]
    assert floor.board().shifts[floor.agent, on(1)][0].pattern == "late"


@pytest.mark.parametrize(
    ("patterns", "said"),
    [
        ([Pattern("", "A", 0, 480), Pattern("", "A", 60, 480)], "same name"),
        ([Pattern("", "A", 1440, 480)], "begins within the day"),
        ([Pattern("", "A", 0, 961)], "at most 16 hours"),
        ([Pattern("", "A", 0, 240, MEAL)], "follow one another"),
        ([Pattern("", "A", 0, 480, (*MEAL, *MEAL))], "follow one another"),
    ],
)
def test_patterns_that_nobody_could_work_are_refused(floor: Floor, patterns: list[Pattern], said: str) -> None:
    with pytest.raises(PatternError, match=said), floor.database.write() as session:
        write_patterns(session, patterns, by=floor.lead, now=MONDAY)


def test_a_roster_that_is_published_is_the_schedule_and_the_next_one_takes_its_place(floor: Floor) -> None:
    floor.set(1, "night")
    made = floor.made(0, 3, 4)
    change = floor.publish(made)
    board = floor.board()
    by_hand = [row for rows in board.shifts.values() for row in rows if row.source is ShiftSource.HAND]
    # Today's shift has begun: it is not written any more.
    assert sum(map(len, board.shifts.values())) == len(made.shifts) - 1 + len(by_hand)
    assert (len(by_hand), board.violations) == (1, ())
    floor.publish(floor.made(3, 5))
    assert {day for _, day in floor.board().shifts} == {on(1), on(3), on(5)}
    with pytest.raises(ShiftError, match="Not undone"), floor.database.write() as session:
        undo_shifts(session, change, by=floor.lead, now=MONDAY)


def test_a_roster_is_published_once_and_undone_whole(floor: Floor) -> None:
    made = make_roster(floor.problem(), 0.5)
    change = floor.publish(made)
    with floor.database.write() as session:
        (row,) = rosters(session)
        assert (row.days, row.published_at, row.cost) == (DAYS, MONDAY, made.cost)
        with pytest.raises(RosterError, match="the schedule already"):
            publish_roster(session, row.id, made, by=floor.lead, now=MONDAY)
        undo_shifts(session, change, by=floor.lead, now=MONDAY)
    assert floor.board().shifts == {}


def test_the_schedule_is_checked_by_the_rules_of_the_roster_published_last_for_the_day(floor: Floor) -> None:
    for day, code in ((1, "night"), (2, "early"), (4, "night"), (5, "early")):
        floor.set(day, code)
    assert [each.day for each in floor.board().violations] == [on(2), on(5)]
    nothing = Made(FIRST, 3, 30)
    floor.publish(nothing, rules=Rules(rest_minutes=0))
    # Of the days that no roster has, the last one's rules hold.
    assert floor.board().violations == ()
    floor.publish(replace(nothing, first_day=on(4)), rules=Rules(rest_minutes=60))
    assert [(each.day, each.values["allowed"]) for each in floor.board().violations] == [(on(5), 60)]


def test_what_a_roster_was_asked_for_can_be_asked_for_again(floor: Floor) -> None:
    rules, weights = Rules(least_cover=0.5, nights_in_a_row=None), Weights(fair=3.0)
    with floor.database.write() as session:
        assert rules_of(session) == (Rules(), Weights())
        kept = keep_roster(session, Made(FIRST, 1, 30), rules, weights, by=floor.lead, now=MONDAY)
        assert rules_of(session) == (Rules(), Weights())
        assert rules_of(session, kept) == (rules, weights)
        publish_roster(session, kept, Made(FIRST, 1, 30), by=floor.lead, now=MONDAY)
        assert rules_of(session) == (rules, weights)


def test_an_even_need_may_pass_midnight() -> None:
    day = even_need(2, 3, 22 * 60, 2 * 60)
    assert day.sum() == 2 * 8 * 3
    assert (day[0], day[4], day[44], day[48]) == (3, 0, 3, 3)
