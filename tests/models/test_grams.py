"""The pieces of a text: the same whatever width and case it is written in, and found where they are."""

import unicodedata

import pytest

from app.models.grams import grams, normal, parts, pattern, phrases, places, telling


def test_signs_are_cut_into_pairs_and_words_are_whole() -> None:
    assert grams("退款迟 5G套餐,Refund_no 退") == ["退款", "款迟", "迟", "5g", "套餐", "餐", "refund", "no", "退"]
    assert parts("退款迟 5G套餐 退款迟") == ("退款迟", "5g", "套餐")


def test_the_quick_way_compares_as_the_thorough_one_does() -> None:
    for sign in map(chr, range(0x30000)):
        if not "\ud800" <= sign <= "\udfff":
            thorough = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", sign).casefold())
            assert grams(normal(sign)) == grams(thorough), hex(ord(sign))


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("先退款，再退款", "退款", ["退款", "退款"]),
        ("ＲＥＦＵＮＤ与㎡", "refund", ["ＲＥＦＵＮＤ"]),
        ("面积㎡", "m2", ["㎡"]),
        ("prerefund refunds", "refund", ["refund"]),
        ("用U盾", "u盾", ["U盾"]),
    ],
)
def test_what_is_found_is_marked_as_it_is_written(text: str, words: str, found: list[str]) -> None:
    marks = places(text, [pattern(part) for part in parts(words)], normal(text))
    assert [text[since:until] for since, until in marks] == found


def test_what_stands_everywhere_tells_nothing() -> None:
    assert telling("我的宽带是不能用了 the router", 9) == ["宽带", "router"]
    assert telling("甲乙丙丁戊己庚辛", 3) == ["甲乙", "丙丁", "戊己"]


def test_phrases_are_runs_of_signs_words_and_pairs_of_words() -> None:
    assert phrases("停水了", 4) == {"停水"}
    assert phrases("自来水的水", 3) == {"自来", "来水", "自来水"}
    assert phrases("My card was charged twice in 2026 by APP", 4) == {
        "card", "charged", "charged twice", "twice", "app",
    }  # fmt: skip
    # Numbers that people call are names; years are none.
    assert phrases("Call 12345, not 2026", 4) == {"call", "12345", "call 12345"}
