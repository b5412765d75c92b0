"""The rule of the forecast: its chances hold, it begins with the prior, and history moves it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.services.deadlines.breach.accuracy import (
    area_under_curve,
    area_within,
    calibration_error,
    shares_of,
    squared_error,
)
from app.services.deadlines.breach.regression import Bools, Feature, Floats, Rule, chance_of, learn, prior_rule

FEATURES = (Feature("load", 0.0, 1.0, 0.5), Feature("nearness", 2.0, 0.5, 0.0), Feature("unlike", 1.0, 1.0, -0.3))
PRIOR = prior_rule(FEATURES, -1.0)
effects = st.tuples(*[st.floats(-2, 2)] * 4)


def floor_of(count: int, truth: tuple[float, ...], seed: int) -> tuple[Floats, Bools, Floats]:
    """Tickets of one known chance each, with what became of them and the day."""
    dice = np.random.default_rng(seed)
    values = np.array([each.typical for each in FEATURES]) + dice.normal(size=(count, 3)) * [1.0, 0.5, 1.0]
    spreads = (values - [each.typical for each in FEATURES]) / [each.spread for each in FEATURES]
    late = dice.random(count) < chance_of(truth[0] + spreads @ np.array(truth[1:]))
    return values, late, np.linspace(0, 30, count)


@given(effects, st.integers(0, 1_000))
def test_of_those_with_a_chance_as_many_are_late_as_it_says(truth: tuple[float, ...], seed: int) -> None:
    rule = learn(PRIOR, *floor_of(4_000, truth, seed))
    values, late, _ = floor_of(8_000, truth, seed + 1)
    assert calibration_error(rule.chances(values), late) < 0.08


@given(effects, st.integers(0, 1_000))
def test_with_history_the_rule_comes_near_to_the_truth_however_wrong_the_prior(
    truth: tuple[float, ...], seed: int
) -> None:
    rule = learn(PRIOR, *floor_of(4_000, truth, seed))
    found = np.array(rule.weights) * rule.slope
    assert np.abs(found - truth[1:]).max() < 0.8


def test_without_history_the_prior_speaks_and_with_little_it_is_moved_a_little() -> None:
    values, late, days = floor_of(4_000, (0.0, -1.0, 1.5, 1.0), 3)
    nothing = learn(PRIOR, values[:0], late[:0], days[:0])
    assert nothing == PRIOR
    distances = [
        np.abs(np.array(learn(PRIOR, values[:count], late[:count], days[:count]).weights) - PRIOR.weights).sum()
        for count in (5, 50, 4_000)
    ]
    assert distances == sorted(distances)
    assert distances[0] < distances[-1] / 2


def test_what_history_has_not_shown_is_left_to_the_prior() -> None:
    values, late, days = floor_of(2_000, (-1.0, 1.0, 0.0, 0.0), 5)
    values[:, 2] = 1.0
    rule = learn(PRIOR, values, late, days)
    assert abs(rule.weights[2] - PRIOR.weights[2]) < 0.05
    more, less = rule.chances(np.array([[0.0, 2.0, 3.0], [0.0, 2.0, -1.0]]))
    assert more < less


def test_beyond_what_history_has_shown_nothing_is_made_up() -> None:
    values, late, days = floor_of(2_000, (-1.0, 2.0, 0.0, 0.0), 7)
    rule = learn(PRIOR, values, late, days)
    most = float(values[:, 0].max())
    at_the_end, far_beyond = rule.chances(np.array([[most, 2.0, 1.0], [most * 100, 2.0, 1.0]]))
    assert at_the_end == far_beyond


def test_a_floor_that_has_changed_is_believed_as_it_is_now() -> None:
    before, late_before, _ = floor_of(2_000, (2.0, 0.0, 0.0, 0.0), 9)
    after, late_after, _ = floor_of(1_000, (-2.0, 0.0, 0.0, 0.0), 10)
    days = np.concatenate([np.linspace(0, 60, 2_000), np.linspace(60, 100, 1_000)])
    rule = learn(PRIOR, np.concatenate([before, after]), np.concatenate([late_before, late_after]), days)
    assert rule.chances(after).mean() < 0.25


def test_a_rule_is_kept_and_read_again_whole_and_a_new_feature_begins_with_its_prior() -> None:
    rule = learn(PRIOR, *floor_of(500, (0.0, 1.0, 1.0, 0.0), 11))
    again = Rule.from_parameters(FEATURES, rule.as_parameters())
    assert again == rule
    newer = Rule.from_parameters((*FEATURES, Feature("new", 0.0, 1.0, 0.7)), rule.as_parameters())
    assert newer.weights == (*rule.weights, 0.7)


def test_what_the_features_add_makes_up_the_difference_to_a_usual_ticket() -> None:
    values, late, days = floor_of(2_000, (0.0, 1.0, 1.0, 0.5), 13)
    rule = learn(PRIOR, values, late, days)
    log_odds = np.log(rule.chances(values) / (1 - rule.chances(values)))
    usual = np.log(rule.chances(rule.usual_values[None]) / (1 - rule.chances(rule.usual_values[None])))
    inside = np.abs(log_odds) < 5.9
    assert np.allclose(rule.parts(values).sum(1)[inside], (log_odds - usual)[inside])


def test_the_area_counts_the_pairs_in_which_the_late_one_had_the_higher_chance() -> None:
    late = np.array([True, True, False, False])
    assert area_under_curve(np.array([0.9, 0.8, 0.2, 0.1]), late) == 1
    assert area_under_curve(np.array([0.9, 0.2, 0.8, 0.1]), late) == 0.75
    assert area_under_curve(np.array([0.5, 0.5, 0.5, 0.5]), late) == 0.5
    assert area_under_curve(np.array([0.5, 0.1]), np.array([True, True])) == 0.5


def test_the_area_within_groups_counts_no_pair_of_two_groups() -> None:
    late, groups = np.array([True, False, True, False]), np.array([1, 1, 2, 2])
    chances = np.array([0.2, 0.1, 0.9, 0.8])
    assert area_under_curve(chances, late) == 0.75
    assert area_within(groups, chances, late) == 1
    assert area_within(np.arange(4), chances, late) == 0.5


def test_errors_are_nothing_where_chances_hold() -> None:
    late = np.array([True, False] * 50)
    assert calibration_error(np.full(100, 0.5), late) == 0
    assert calibration_error(np.full(100, 0.9), late) > 0.39
    assert squared_error(late.astype(np.float64), late) == 0


def test_a_kind_that_history_does_not_know_has_the_share_of_all() -> None:
    known, late = np.array([0, 0, 1, 1]), np.array([True, True, False, True])
    assert shares_of(np.array([0, 1, 5]), known, late).tolist() == [1.0, 0.5, 0.75]
