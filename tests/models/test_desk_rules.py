"""The rules of the desk: what ships is valid, a wrong field is named with its line, limits are read as they stand."""

from pathlib import Path

import pytest

from app.models.desk_rules import AuthorityRules, DeskRules, Loop, ScorePart, read_desk_rules
from app.models.people import Language, Role
from app.models.policy_fields import PolicyError, spelled
from app.models.score import Known, score_parts
from app.models.words import Priority
from app.services.demo.words import load_words

TEXT = (Path(__file__).parents[2] / "resources" / "desk" / "desk.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rules() -> DeskRules:
    return DeskRules.from_specification(read_desk_rules(TEXT))


@pytest.fixture(scope="module")
def authority(rules: DeskRules) -> AuthorityRules:
    return rules.authority


def test_the_rules_that_ship_ask_for_the_whole_loop(rules: DeskRules) -> None:
    assert rules.closing == frozenset(Loop)
    assert sum(rules.score.weights.values()) == 100
    assert "诈骗" in rules.risk[0].words


@pytest.mark.parametrize(
    ("nature", "sums", "role"),
    [
        ("goodwill", {"goodwill": 200_00}, Role.AGENT),
        ("goodwill", {"goodwill": 200_01}, Role.TEAM_LEAD),
        ("refund", {"refund": 1}, Role.TEAM_LEAD),
        ("refund", {"refund": 500_01}, Role.SUPERVISOR),
        ("refund", {"refund": 50_000_00}, Role.MANAGER),
        ("goodwill", {"goodwill": 50_000_01}, None),
        # What has one limit counts together, …
        ("goodwill", {"goodwill": 100_00, "voucher": 100_00}, Role.AGENT),
        ("goodwill", {"goodwill": 100_00, "voucher": 100_01}, Role.TEAM_LEAD),
        # … a refund has one of its own for those below, …
        ("goodwill", {"goodwill": 100_00, "refund": 400_00}, Role.AGENT),
        ("refund", {"goodwill": 900_00, "refund": 500_00}, Role.TEAM_LEAD),
        # … and none for those above.
        ("refund", {"goodwill": 4_500_00, "refund": 500_01}, Role.MANAGER),
    ],
)
def test_the_lowest_role_whose_limit_holds_the_sum_may_grant_it(
    authority: AuthorityRules, nature: str, sums: dict[str, int], role: Role | None
) -> None:
    assert authority.role_for(nature, sums) is role


@pytest.mark.parametrize(
    ("old", "new", "field", "line"),
    [
        ("urgency = 25", "urgency = 26", "score.weights", "[score.weights]"),
        ("angry = 1.0", "angry = 1.5", "score.emotion.angry", "angry = 1.5"),
        ("other = 0.3", "bronze = 0.3", "score.customer.other", "[score.customer]"),
        ('role = "agent"', 'role = "boss"', "authority.limits[1].role", 'role = "boss"'),
        ('natures = ["refund"]', 'natures = ["rebate"]', "authority.limits[5].natures", 'natures = ["rebate"]'),
        ('between = "4h"', 'between = "4d"', "follow_up.between", 'between = "4d"'),
        ('complaints = "1095d"', 'complaints = "24h"', "retention.complaints", 'complaints = "24h"'),
        ('"root_cause"', '"weather"', "closing.needs[3]", "needs = "),
        ("largest_mb = 20", "largest = 20", "evidence.largest", "largest = 20"),
        ("tries = 3", "tries = true", "follow_up.tries", "tries = true"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(old: str, new: str, field: str, line: str) -> None:
    wrong = TEXT.replace(old, new, 1)
    with pytest.raises(PolicyError) as refused:
        read_desk_rules(wrong)
    assert spelled(refused.value.path) == field
    assert wrong.splitlines()[(refused.value.line or 0) - 1].startswith(line)


@pytest.mark.parametrize("language", Language)
def test_each_level_of_a_made_up_floor_counts_as_much_as_its_name_says(rules: DeskRules, language: Language) -> None:
    levels: tuple[str | None, ...] = (None, *load_words(language).levels[1:])
    counts = [
        score_parts(Known(Priority.LOW, level, False, None, 1), rules.score)[ScorePart.CUSTOMER] for level in levels
    ]
    assert counts == sorted(set(counts))
