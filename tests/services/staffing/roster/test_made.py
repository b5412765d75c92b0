"""Rosters that the solver makes: they keep every hard rule, do what is asked, and say what clashes where none can."""

from dataclasses import replace
from itertools import count
from threading import Event
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.roster import Wish
from app.services.staffing.roster import clash, solver
from app.services.staffing.roster.deadline import Deadline
from app.services.staffing.roster.formulation import formulate
from app.services.staffing.roster.highs import Answer, Model
from app.services.staffing.roster.made import RosterError, make_roster
from app.services.staffing.roster.problem import Member, Problem, Rule, Rules, Weights
from app.services.staffing.roster.violations import violations
from tests.services.staffing.roster.rosters import FIRST, PATTERNS, need, problem, shift

SECONDS = 10.0
WHOLE_DAY = [each.code for each in PATTERNS]


def days_of(made: object, person: int) -> list[tuple[int, str]]:
    shifts = made.shifts  # type: ignore[attr-defined]
    return [((row.starts_at.date() - FIRST).days, row.pattern) for row in shifts if row.person_id == person]


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    days = draw(st.integers(2, 5))
    choices = st.tuples(st.integers(0, days - 1), st.sampled_from(WHOLE_DAY))
    members = tuple(
        Member(
            id_,
            f"P{id_}",
            frozenset(draw(st.sets(st.sampled_from((1, 2)), min_size=1))),
            draw(st.sampled_from((1200, 2400))),
            draw(st.frozensets(choices, max_size=6)),
            draw(st.dictionaries(choices, st.sampled_from((Wish.AVOID, Wish.PREFER)), max_size=4)),
            tuple(shift(day, draw(st.sampled_from((8, 14, 23))), 9, id_) for day in draw(st.sets(st.integers(-7, -1)))),
        )
        for id_ in range(1, draw(st.integers(2, 4)))
    )
    rules = Rules(
        draw(st.sampled_from((660, 720, 0))),
        draw(st.integers(2, 6)),
        draw(st.integers(1, 4)),
        draw(st.integers(0, 480)),
    )
    hours = {(8, 17): draw(st.integers(0, 3)), (14, 24): draw(st.integers(0, 2)), (0, 8): draw(st.integers(0, 1))}
    wanted = {1: need(days, hours), 2: need(days, {(9, 20): draw(st.integers(0, 2))})}
    return problem(members, days, rules=rules, need=wanted)


@settings(max_examples=8)
@given(problems())
def test_a_roster_breaks_no_rule_that_its_people_had_not_broken_before(given: Problem) -> None:
    made = make_roster(given, 0.2)
    stood = [row for member in given.members for row in member.given]
    assert violations(given, (*stood, *made.shifts)) == ()
    assert made.cost >= made.bound - 1e-6


def test_who_is_needed_works_and_nobody_else_beyond_their_hours() -> None:
    made = make_roster(problem(2), SECONDS)
    # Both work five days; on the four of these that are one's alone nobody is there for the hour of the meal.
    assert (len(made.shifts), made.short_hours) == (10, 4.0)
    assert made.gap <= 1e-3
    assert sum(made.parts.values()) == pytest.approx(made.cost)


def test_nobody_counts_for_two_queues_at_once() -> None:
    members = (Member(1, "Both", frozenset({1, 2})),)
    made = make_roster(problem(members, 1, need={1: need(1, {(8, 12): 1}), 2: need(1, {(8, 12): 1})}), SECONDS)
    assert (len(made.shifts), made.short_hours) == (1, 4.0)


def test_wishes_are_granted_where_they_cost_nobody_anything_and_told() -> None:
    members = (
        Member(1, "Anna", wishes={(0, "early"): Wish.AVOID, (1, "early"): Wish.PREFER}),
        Member(2, "Bert"),
    )
    made = make_roster(problem(members, 2, rules=Rules(days_in_a_row=1)), SECONDS)
    assert (days_of(made, 1), days_of(made, 2)) == ([(1, "early")], [(0, "early")])
    assert {(name, wish) for name, _, _, wish in made.granted} == {("Anna", Wish.AVOID), ("Anna", Wish.PREFER)}
    assert made.denied == ()


def test_a_wish_that_the_floor_cannot_grant_is_told_and_no_rule_is_broken_for_it() -> None:
    made = make_roster(problem((Member(1, "Anna", wishes={(0, "early"): Wish.AVOID}),), 1), SECONDS)
    assert days_of(made, 1) == [(0, "early")]
    assert made.denied == (("Anna", FIRST, "Early", Wish.AVOID),)


def test_weekends_are_shared() -> None:
    members = tuple(Member(id_, f"P{id_}", weekly_minutes=480) for id_ in (1, 2))
    wanted = np.zeros(14 * 48)
    for day in (5, 12):
        wanted[day * 48 + 16 : day * 48 + 22] = 1
    made = make_roster(problem(members, 14, need={None: wanted}, weights=Weights(contract=0.0)), SECONDS)
    weekends = [person for person in (1, 2) for day, _ in days_of(made, person) if day in (5, 12)]
    assert weekends == [1, 2]


def test_shifts_that_stand_are_worked_around() -> None:
    # On night from Sunday on, and already scheduled on Tuesday.
    stand = (shift(-1, 23, 9), shift(1, 8, 9))
    made = make_roster(problem((Member(1, "Anna", given=stand),), 3), SECONDS)
    assert [day for day, _ in days_of(made, 1)] == [2]


@pytest.mark.parametrize(
    ("members", "rules", "told"),
    [
        (
            (Member(1, "Anna", blocked=frozenset((0, code) for code in WHOLE_DAY)),),
            Rules(least_cover=0.5),
            {Rule.AVAILABILITY, Rule.LEAST_COVER},
        ),
        ((Member(1, "Anna", weekly_minutes=480),), Rules(least_cover=0.5), {Rule.WEEKLY_HOURS, Rule.LEAST_COVER}),
        ((Member(1, "Anna"),), Rules(least_cover=0.5, days_in_a_row=1), {Rule.DAYS_IN_A_ROW, Rule.LEAST_COVER}),
        (
            (Member(1, "Anna", given=(shift(-1, 17, 9),)),),
            Rules(least_cover=0.5),
            {Rule.REST, Rule.LEAST_COVER},
        ),
        ((Member(1, "Anna", frozenset({2})),), Rules(least_cover=0.5), {Rule.SKILLS, Rule.LEAST_COVER}),
        ((Member(1, "Anna"),), Rules(trainings=1), {Rule.TRAININGS}),
        (
            (Member(1, "Anna", weekly_minutes=2400),),
            Rules(least_weekly=1.0, days_in_a_row=1),
            {Rule.DAYS_IN_A_ROW, Rule.LEAST_WEEKLY},
        ),
    ],
)
def test_where_there_is_no_roster_it_is_said_which_rules_clash(
    members: tuple[Member, ...], rules: Rules, told: set[Rule]
) -> None:
    wanted = {1 if members[0].queues else None: need(2, {(9, 11): 1})}
    made = make_roster(problem(members, 2, rules=rules, need=wanted), SECONDS)
    assert made.clash is not None
    assert (made.shifts, set(made.clash.rules), made.clash.cut) == ((), told, False)


def test_a_clash_names_the_day_the_time_and_who_is_unavailable() -> None:
    anna = Member(1, "Anna", blocked=frozenset((1, code) for code in WHOLE_DAY))
    given = problem((anna,), 2, rules=Rules(least_cover=1.0), need={None: need(2, {(9, 11): 1})})
    found = make_roster(given, SECONDS).clash
    assert found is not None
    (missed,) = found.missed
    assert (missed.day, missed.minutes, missed.unavailable) == (given.day(1), (540, 660), ("Anna",))
    assert missed.by == pytest.approx(1.0)


def test_where_time_is_over_at_once_there_is_a_roster_all_the_same() -> None:
    made = make_roster(problem(2), 0.0)
    assert made.clash is None
    assert 0.0 <= made.bound <= made.cost
    assert made.gap <= 1.0


# What is usual.
IN_FORCE = {Rule.REST, Rule.DAYS_IN_A_ROW, Rule.NIGHTS_IN_A_ROW, Rule.WEEKLY_HOURS, Rule.CONTINUOUS_WORK}
ASKED = {Rule.SKILLS, Rule.LEAST_COVER}
CLASHING = problem(
    (Member(1, "Anna", frozenset({2})),), 2, rules=Rules(least_cover=0.5), need={1: need(2, {(9, 11): 1})}
)


def test_of_a_clash_that_time_cut_short_it_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]

    def solve_and_be_late(*given: Any, **more: Any) -> Answer:
        answer = solver.solve(*given, **more)
        now[0] = 100.0
        return answer

    # There is time for what is missed; for the questions which rules have a part in it there is none.
    monkeypatch.setattr(clash, "solve", solve_and_be_late)
    found = clash.find_clash(CLASHING, Deadline(10.0, lambda: now[0]))
    assert found is not None
    assert (found.cut, len(found.missed)) == (True, 2)
    # What the rules do not ask for is left out all the same.
    assert set(found.rules) == {*ASKED, *IN_FORCE}


def test_of_rules_that_clash_for_certain_it_is_said_even_where_time_told_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clash, "solve", lambda *_, **__: Answer())
    assert clash.find_clash(CLASHING, Deadline(10.0)) is None
    found = clash.find_clash(CLASHING, Deadline(10.0), certain=True)
    assert found == clash.Clash(tuple(rule for rule in Rule if rule in {*IN_FORCE, *ASKED}), (), cut=True)


def test_that_no_roster_was_found_is_no_proof_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Model, "run", lambda *_, **__: Answer())
    with pytest.raises(RosterError, match="does not prove that there is none"):
        make_roster(CLASHING, 5.0)


def test_a_solver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over, seconds = Event(), count()
    monkeypatch.setattr(Model, "run", lambda *_, **__: replace(Answer(), impossible=over.wait()))
    monkeypatch.setattr(solver, "_REPORT_SECONDS", 0.001)
    told: list[int] = []
    # Each look at the clock takes a second.
    deadline = Deadline(20.0, lambda: float(next(seconds)))
    answer = solver.solve(formulate(problem(2)), deadline, progress=lambda done, _: told.append(done))
    over.set()
    assert not answer.found
    assert told[-1] == 20
    assert answer.seconds < 30


def test_many_queues_that_are_needed_at_once_are_served_as_few_are() -> None:
    queues = range(1, 6)
    members = tuple(Member(id_, f"P{id_}", frozenset({id_, id_ % 5 + 1})) for id_ in queues)
    # Everybody of five serves two of five queues: one of each, and two who lack where six are wanted of the first.
    wanted = {queue: need(1, {(8, 12): 2 if queue == 1 else 1}) for queue in queues}
    made = make_roster(problem(members, 1, need=wanted), SECONDS)
    assert len(made.shifts) == 5
    assert made.parts["short"] == pytest.approx(20.0 * 4)


def test_without_people_there_is_no_roster() -> None:
    with pytest.raises(RosterError, match="needs people"):
        make_roster(replace(problem(), members=()), SECONDS)
