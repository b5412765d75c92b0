"""Words of high risk are found however they are written, and not inside other words."""

import pytest

from app.models.desk_rules import RiskRule
from app.models.risk import newly_found, risks_in

RULES = (
    RiskRule("fraud", frozenset({"诈骗", "scam", "stolen card"})),
    RiskRule("press", frozenset({"press", "12345"})),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我遭遇了诈骗", {"fraud": ("诈骗",)}),
        ("我遭遇了诈 骗，很生气", {"fraud": ("诈骗",)}),
        ("遭遇诈\n骗", {"fraud": ("诈骗",)}),
        ("This is a SCAM!", {"fraud": ("scam",)}),
        ("scammers", {}),
        ("ｓｃａｍ", {"fraud": ("scam",)}),
        ("我的stolen  card被用了", {"fraud": ("stolen card",)}),
        ("express delivery", {}),
        ("I go to the press.", {"press": ("press",)}),
        ("已拨打12345投诉", {"press": ("12345",)}),
        ("订单 9123456", {}),
        ("scam, and the press knows", {"fraud": ("scam",), "press": ("press",)}),
        ("", {}),
    ],
)
def test_risk_is_found_by_words(text: str, found: dict[str, tuple[str, ...]]) -> None:
    assert risks_in([text], RULES) == found


def test_title_text_and_demand_are_searched_each_by_itself() -> None:
    assert risks_in(["诈", "骗"], RULES) == {}
    assert risks_in(["calm", "a scam"], RULES) == {"fraud": ("scam",)}


def test_what_is_new_is_told_from_what_was_known() -> None:
    assert newly_found({"fraud": ("scam",)}, {"fraud": ("scam", "诈骗"), "press": ("press",)}) == ("press",)
