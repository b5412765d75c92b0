"""Hotspots are called by the phrase that tells most, and say only what most of their complaints share."""

from datetime import date, timedelta

import pytest

from app.services.assessment.hotspots.naming import Facts, common_phrase, shared_facts, telling_phrase

DAY = date(2026, 3, 2)


def test_parts_of_a_phrase_grow_into_the_whole_of_it() -> None:
    texts = ["我家的自来水停水了", "自来水停水两天", "为什么自来水停水", "小区停水"]
    assert telling_phrase(["phrase:停水", "phrase:来水", "category:3"], texts) == "自来水停水"
    assert telling_phrase(["category:3", "product:Kettle"], texts) == ""


def test_what_only_some_have_does_not_become_a_part_of_the_name() -> None:
    texts = ["东区停水", "西区停水", "南区停水", "停水"]
    assert telling_phrase(["phrase:停水"], texts) == "区停水"
    assert telling_phrase(["phrase:停水"], ["昨天停水", "停水通知", "又停水"]) == "停水"


@pytest.mark.parametrize(
    ("texts", "phrase"),
    [
        (["The new filter leaks", "My filter leaks again"], "filter leaks"),
        (["Wrong bill", "No heating"], ""),
        (["Only one"], ""),
        ([], ""),
    ],
)
def test_a_common_phrase_is_had_by_most_and_by_two_at_least(texts: list[str], phrase: str) -> None:
    assert common_phrase(texts) == phrase


def test_only_what_most_share_is_said() -> None:
    kettle = Facts("Product / Heat", "Kettle", "", DAY)
    others = [Facts("Product / Heat", "Pan", "Fuzhou", DAY - timedelta(days=3)), Facts("", "Kettle", "", None)]
    assert shared_facts([kettle, kettle, *others]) == {
        "category": "Product / Heat",
        "product": "Kettle",
        "ordered_from": "2026-02-27",
        "ordered_until": "2026-03-02",
    }
    assert shared_facts([others[1]] * 2) == {"product": "Kettle"}


def test_orders_of_months_are_no_range() -> None:
    orders = [Facts("", "", "", DAY - timedelta(days=30 * months)) for months in range(5)]
    assert shared_facts(orders) == {}
