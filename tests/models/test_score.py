"""The priority score: each part as the rules weigh it, never above 100, never less for more."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.desk_rules import DeskRules, ScorePart, ScoreRules, read_desk_rules
from app.models.score import Known, lasting_score, score_parts
from app.models.words import Emotion, Priority
from tests.models.test_desk_rules import TEXT

RULES: ScoreRules = DeskRules.from_specification(read_desk_rules(TEXT)).score
CALM = Known(Priority.LOW, None, False, None, 1)
KNOWN = st.builds(
    Known,
    priority=st.sampled_from(Priority),
    level=st.sampled_from([None, "VIP", "gold", "unheard of"]),
    high_risk=st.booleans(),
    emotion=st.sampled_from([None, *Emotion]),
    affected=st.integers(1, 10**6),
    used=st.floats(-1, 5),
)


@pytest.mark.parametrize(
    ("known", "part", "points"),
    [
        (replace(CALM, priority=Priority.URGENT), ScorePart.URGENCY, 25),
        (replace(CALM, level="VIP"), ScorePart.CUSTOMER, 15),
        (replace(CALM, level="unheard of"), ScorePart.CUSTOMER, 4.5),
        (CALM, ScorePart.CUSTOMER, 4.5),
        (replace(CALM, high_risk=True), ScorePart.RISK, 25),
        (replace(CALM, emotion=Emotion.ANGRY), ScorePart.EMOTION, 10),
        (CALM, ScorePart.EMOTION, 0),
        (replace(CALM, affected=10), ScorePart.IMPACT, 5),
        (replace(CALM, used=0.5), ScorePart.DEADLINE, 7.5),
        (replace(CALM, used=3), ScorePart.DEADLINE, 15),
        (replace(CALM, used=-1), ScorePart.DEADLINE, 0),
    ],
)
def test_each_part_counts_with_its_weight(known: Known, part: ScorePart, points: float) -> None:
    assert score_parts(known, RULES)[part] == pytest.approx(points)


@given(KNOWN)
def test_the_score_stays_between_nothing_and_a_hundred(known: Known) -> None:
    assert 0 <= sum(score_parts(known, RULES).values()) <= 100 + 1e-9
    assert 0 <= lasting_score(known, RULES) <= 100 - RULES.weights[ScorePart.DEADLINE]


@given(KNOWN, st.integers(1, 1000), st.floats(0, 1))
def test_more_that_presses_never_lowers_it(known: Known, more: int, used: float) -> None:
    worse = replace(known, high_risk=True, affected=known.affected + more, used=known.used + used)
    assert sum(score_parts(worse, RULES).values()) >= sum(score_parts(known, RULES).values()) - 1e-9
