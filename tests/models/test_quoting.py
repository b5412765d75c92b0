"""What a mail says anew is told from what it repeats, however the program announces it; no word of it is lost."""

import pytest

from app.models.quoting import parted


@pytest.mark.parametrize(
    "announced",
    [
        "> 您好",
        "On Mon, 2 Mar 2026, desk wrote:\n> x",
        "On Mon, Mar 2, 2026 at 10:00 AM Customer Service Desk of the Company <desk@example.com>\nwrote:\n\n> x",
        "On Mon, 2 Mar 2026 at 10:00, Customer Service\n<desk@example.com> wrote:\n> x",
        'At 2026-03-02 10:00:00, "客服" <desk@example.com> wrote:\nx',
        "在 2026-03-02，客服写道：\nx",
        "------------------ 原始邮件 ------------------\n发件人: x",
        "---- Replied Message ----\nx",
        "-----Original Message-----\nFrom: x",
        "________________________________\nFrom: desk@example.com\nSent: Monday",
        "-----------\n\n发件人：客服",
        "发件人：客服",
    ],
)
def test_what_is_quoted_is_parted_from_what_is_new(announced: str) -> None:
    assert parted(f"谢谢！\n\n{announced}") == ("谢谢！", announced)


@pytest.mark.parametrize(
    "text",
    [
        "第一件：已发出\n-----\n第二件：在仓库",
        "A\n_____\nB",
        "On 2 March I called.\nNobody came.",
        "a - b --- c",
        "---",
    ],
)
def test_a_rule_between_ones_own_words_quotes_nothing(text: str) -> None:
    assert parted(text) == (text, "")


def test_of_a_mail_that_only_quotes_all_is_written() -> None:
    assert parted("> a\n> b") == ("> a\n> b", "")
