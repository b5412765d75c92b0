"""Policies: the default pack promises what the product says, and a wrong one is refused with its field."""

import re
from typing import Any

import pytest

from app.models.policy import Policy, PolicyError
from app.models.sla import Measure, Target
from app.models.ticket import Complexity, Source
from tests.builders import policy

DEFAULT = Policy.from_specification(policy())
HOUR = 3600


@pytest.mark.parametrize(
    ("target", "source", "complexity", "high_risk", "amount", "measure"),
    [
        (Target.FIRST_RESPONSE, Source.EMAIL, Complexity.GENERAL, False, 24 * HOUR, Measure.ROUND_THE_CLOCK),
        (Target.FIRST_RESPONSE, Source.TELEPHONE, Complexity.GENERAL, False, 300, Measure.OPENING_HOURS),
        (Target.FIRST_RESPONSE, Source.CHAT, Complexity.COMPLEX, False, 120, Measure.OPENING_HOURS),
        (Target.FIRST_RESPONSE, Source.CHAT, Complexity.COMPLEX, True, 1800, Measure.ROUND_THE_CLOCK),
        (Target.RESOLUTION, Source.CHAT, Complexity.GENERAL, False, 3, Measure.WORKING_DAYS),
        (Target.RESOLUTION, Source.CHAT, Complexity.COMPLEX, False, 5, Measure.WORKING_DAYS),
        (Target.RESOLUTION, Source.LETTER, Complexity.COMPLEX, True, 24 * HOUR, Measure.ROUND_THE_CLOCK),
        (Target.FOLLOW_UP, Source.LETTER, Complexity.GENERAL, False, 24 * HOUR, Measure.ROUND_THE_CLOCK),
    ],
)
def test_the_default_pack_promises(
    target: Target, source: Source, complexity: Complexity, high_risk: bool, amount: int, measure: Measure
) -> None:
    rule = DEFAULT.target(target, source, complexity, high_risk)
    assert rule is not None
    assert (rule.amount, rule.measure) == (amount, measure)


def test_a_target_without_a_rule_is_not_promised() -> None:
    assert DEFAULT.target(Target.TASK, Source.EMAIL, Complexity.GENERAL, False) is None


def _target(**fields: Any) -> dict[str, Any]:
    return {"targets": [{"target": "resolution", "amount": "3d", "measure": "working_days"} | fields]}


def _ladder(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"ladders": [{"targets": ["resolution"], "steps": list(steps)} | fields]}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"colour": "red"}, "There is no field colour in the policy."),
        ({"calendar": ""}, "The policy has no calendar."),
        (_target(amount="3 weeks"), 'target 1: amount is written like "5min", "24h" or "3d", not 3 weeks.'),
        (_target(amount="3h"), "target 1: 3h cannot be counted as working_days"),
        (_target(measure="moons"), "target 1: measure is one of round_the_clock, opening_hours, natural_days"),
        (_target(source=["fax"]), "target 1: source is one of telephone"),
        (_target(source="chat"), "target 1: source is a list."),
        (_target(high_risk="yes"), "target 1: high_risk is true or false."),
        (_target(owner="me"), "There is no field owner in target 1."),
        ({"pauses": {"lunch": ["dinner"]}}, "the pauses: lunch is one of first_response"),
        (_ladder({"share": 0.5}), "ladder 1, step 1 has no key of 1 to 64 characters."),
        (_ladder({"step": "a" * 65, "share": 0.5}), "ladder 1, step 1 has no key of 1 to 64 characters."),
        ({"ladders": [{"targets": ["resolution"]}]}, "ladder 1: steps is a list."),
        ({"ladders": [{"steps": []}]}, "ladder 1: targets is a list."),
        (_ladder({"step": "quarantined", "share": 1}), "the key quarantined is for clocks that were set aside"),
        (_ladder({"step": "a"}), "ladder 1, step 1 needs either a share or a time after_due."),
        (_ladder({"step": "a", "share": 1.5}), "ladder 1, step 1: share lies above 0 and at most at 1, not at 1.5."),
        (_ladder({"step": "a", "share": 0.5, "every": "4h"}), "only a step after the due time is repeated"),
        (_ladder({"step": "a", "after_due": "0h", "every": "0h"}), "every is a time in hours or minutes"),
        (_ladder({"step": "a", "after_due": "1h", "times": 2}), "times is a whole number above 0 beside every"),
        (_ladder({"step": "a", "share": 0.5, "notify": ["boss"]}), "notify is one of owner, team_lead"),
        (_ladder({"step": "a", "share": 0.5}, {"step": "a", "share": 0.9}), "Two steps of ladder 1 have the same key."),
        (
            _ladder({"step": "late", "after_due": "1h"}, {"step": "early", "share": 0.5}),
            "ladder 1: early stands above late and comes before it.",
        ),
    ],
)
def test_a_wrong_policy_is_refused_with_its_field(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(sentence)):
        Policy.from_specification(policy(**changes))
