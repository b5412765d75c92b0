"""The rules of a schedule as tables, and the places of breaks."""

import pytest

from app.models.people import AgentState
from app.models.roster import ShiftKind
from app.services.staffing.roster.breaks import is_bearable, place_breaks
from app.services.staffing.roster.cover import covered
from app.services.staffing.roster.problem import Interruption, Member, Pattern, Rule, Rules, is_night
from app.services.staffing.roster.shifts import ShiftRow
from app.services.staffing.roster.violations import violations
from tests.services.staffing.roster.rosters import EARLY, need, problem, shift

MEAL_AT_13 = shift(0, 9, 8).activities
WEEK = [shift(day, 8, 6) for day in range(6)]


@pytest.mark.parametrize(
    ("shifts", "told"),
    [
        ([], []),
        ([shift(0, 8, 9), shift(1, 8, 9)], []),
        # Ends at 23:00, begins at 8:00: nine hours.
        ([shift(0, 14, 9), shift(1, 8, 9)], [(Rule.REST, 1, {"found": 540, "allowed": 660})]),
        ([shift(0, 14, 9), shift(1, 10, 9)], []),
        # Who may be called rests.
        ([shift(0, 14, 9, kind=ShiftKind.STANDBY), shift(1, 8, 9)], []),
        (WEEK, []),
        ([*WEEK, shift(6, 8, 6)], [(Rule.DAYS_IN_A_ROW, 6, {"found": 7, "allowed": 6})]),
        # What was before the days counts, and is not told.
        ([shift(-1, 8, 6), *WEEK], [(Rule.DAYS_IN_A_ROW, 5, {"found": 7, "allowed": 6})]),
        ([shift(day, 8, 6) for day in range(-8, 0)], []),
        (
            [shift(day, 23, 6) for day in range(5)],
            [(Rule.NIGHTS_IN_A_ROW, 4, {"found": 5, "allowed": 4})],
        ),
        (
            [shift(day, 8, 12) for day in range(4)],
            [
                *((Rule.CONTINUOUS_WORK, day, {"found": 360, "allowed": 300}) for day in range(4)),
                (Rule.WEEKLY_HOURS, 3, {"found": 4 * 660, "allowed": 2400}),
            ],
        ),
        # A shift that was handed over to another queue at noon is one shift.
        ([shift(0, 8, 4), shift(0, 12, 5, queue_id=1, activities=MEAL_AT_13)], []),
        (
            [shift(0, 14, 9), shift(1, 8, 4), shift(1, 12, 4)],
            [
                (Rule.REST, 1, {"found": 540, "allowed": 660}),
                (Rule.CONTINUOUS_WORK, 1, {"found": 480, "allowed": 300}),
            ],
        ),
        # So is one that was handed over after midnight, on a night before a day off, or on the fourth night.
        ([shift(8, 23, 2, pattern="night"), shift(9, 1, 3, pattern="night")], []),
        ([each for day in range(4) for each in (shift(day, 22, 2.5), shift(day + 1, 0.5, 2.5))], []),
        # Who is called for before a shift begins works on, but two shifts of the schedule are two.
        ([shift(0, 7, 2), shift(0, 9, 7, pattern="early")], []),
        (
            [shift(0, 5, 5, pattern="early"), shift(0, 10, 4, pattern="late")],
            [(Rule.REST, 0, {"found": 0, "allowed": 660})],
        ),
        # A week is one from Monday to Sunday.
        ([shift(day, 8, 9) for day in (1, 3, 4, 5, 6, 7)], []),
        ([shift(0, 8, 6, activities=())], [(Rule.CONTINUOUS_WORK, 0, {"found": 360, "allowed": 300})]),
        ([shift(4, 8, 9, pattern="early")], [(Rule.AVAILABILITY, 4, {})]),
        ([shift(4, 14, 9, pattern="late")], []),
        ([shift(4, 8, 9)], []),
        ([shift(9, 8, 9)], [(Rule.AVAILABILITY, 9, {})]),
        ([shift(0, 8, 9, queue_id=2)], [(Rule.SKILLS, 0, {})]),
        ([shift(0, 8, 9, queue_id=1)], []),
    ],
)
def test_a_schedule_is_told_which_rules_it_breaks(
    shifts: list[ShiftRow], told: list[tuple[Rule, int, dict[str, int]]]
) -> None:
    blocked = frozenset({(4, "early"), (9, "early"), (9, "late"), (9, "night")})
    found = violations(problem((Member(1, "P1", frozenset({1}), blocked=blocked),), 10), shifts)
    assert sorted((each.rule, (each.day - problem().first_day).days, each.values) for each in found) == sorted(told)


def test_rules_that_are_left_out_are_not_broken() -> None:
    rules = Rules(0, None, None, None, None)
    shifts = [shift(day, 1, 15, activities=()) for day in range(7)]
    assert violations(problem(1, rules=rules), shifts) == ()


@pytest.mark.parametrize(
    ("starts", "minutes", "night"),
    [(23 * 60, 480, True), (22 * 60, 180, True), (22 * 60, 179, False), (120, 240, True), (330, 480, False)],
)
def test_three_hours_between_22_and_6_make_a_night(starts: int, minutes: int, night: bool) -> None:
    assert is_night(starts, minutes) == night


@pytest.mark.parametrize(
    ("breaks", "minutes", "bearable"),
    [
        ([], 300, True),
        ([], 301, False),
        ([240], 600, True),
        ([120], 600, False),
        ([60], 540, False),
        ([180], 420, True),
    ],
)
def test_a_pattern_is_bearable_where_its_breaks_can_move_so_that_nobody_works_too_long(
    breaks: list[int], minutes: int, bearable: bool
) -> None:
    activities = tuple(Interruption(AgentState.BREAK, after, 60) for after in breaks)
    assert is_bearable(Pattern("x", "X", 480, minutes, activities), Rules()) == bearable


def test_a_fixed_break_does_not_move() -> None:
    pattern = Pattern("x", "X", 480, 600, (Interruption(AgentState.BREAK, 220, 60),))
    assert is_bearable(pattern, Rules())
    assert not is_bearable(pattern, Rules(break_slack=0))


def test_breaks_are_held_one_after_the_other_where_all_are_needed() -> None:
    given = problem(3, 1, need={None: need(1, {(8, 17): 2})})
    shifts = [shift(0, 8, 9, person, pattern=EARLY.code) for person in (1, 2, 3)]
    placed = place_breaks(given, shifts)
    assert covered(given, placed)[16:34].min() == 2
    assert violations(given, placed) == ()


def test_a_training_stays_where_it_is() -> None:
    training = Interruption(AgentState.TRAINING, 60, 60)
    pattern = Pattern("x", "X", 480, 540, (training, Interruption(AgentState.BREAK, 240, 60)))
    given = problem(2, 1, patterns=(pattern,))
    placed = place_breaks(given, [shift(0, 8, 9, person, pattern="x") for person in (1, 2)])
    begins = [row.activities[0].starts_at - row.starts_at for row in placed]
    assert {each.seconds for each in begins} == {3600}
    assert len({row.activities[1].starts_at for row in placed}) == 2
