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
