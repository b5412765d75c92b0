"""What is left of a text that somebody typed, pasted or sent."""

import pytest

from app.models.texts import in_one_line, kept, trimmed


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("", ""),
        ("Heizung kalt\r\n", "Heizung kalt\r\n"),
        ("空调 😀 𠮷", "空调 😀 𠮷"),
        ("\0a\0", "a"),
        ("空\0调", "空调"),
        ("\ud83d 一半 \udc00", "\ufffd 一半 \ufffd"),
        ("\ud83d\0\ude00", "\ufffd\ufffd"),
    ],
)
def test_a_text_is_kept_without_nul_and_halves(text: str, is_kept: str) -> None:
    assert kept(text) == is_kept


def test_a_text_that_is_kept_stays_as_it_is() -> None:
    text = "空调不制冷 😀"
    assert kept(text) is text


def test_blanks_go_from_around_a_text_and_between_its_words() -> None:
    assert trimmed(" \0\n 空调\n不 制冷 \0 ") == "空调\n不 制冷"
    assert in_one_line(" \0\n 空调\n\0不  制冷 \0 ") == "空调 不 制冷"


@pytest.mark.parametrize("sign", ["\u202e", "\u2067", "\u200b", "\ufeff", "\x07", "\x1b", "\x7f"])
def test_a_name_has_no_signs_that_hide_what_it_says_or_turn_it_around(sign: str) -> None:
    assert in_one_line(f"{sign}Fees{sign} gpj.exe{sign}") == "Fees gpj.exe"
    assert in_one_line(sign) == ""
    # A family of three: what joins emoji, and the marks within words of other scripts, are seen.
    assert in_one_line("👨‍👩‍👧 \u200f") == "👨‍👩‍👧 \u200f"
