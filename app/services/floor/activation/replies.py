"""Reads what a person has answered by mail: the mark in the subject and the first word, nothing of what is quoted."""

import re
from dataclasses import dataclass

from app.services.mail import read_mail

_TOKEN = re.compile(r"#\s*([A-HJ-NP-Z2-9]{8})\b", re.IGNORECASE)
# Whole words only: "不" at the beginning of a longer one may be anything.
_ENGLISH = {
    True: ("yes", "y", "yeah", "accept", "accepted", "ok", "okay"),
    False: ("no", "n", "nope", "decline", "declined", "reject", "refuse"),
}
_CHINESE = {
    True: ("是", "是的", "好", "好的", "行", "可以", "能", "同意", "接受", "我接受", "收到", "来", "马上来"),
    False: ("否", "不", "不是", "不行", "不能", "不可以", "不同意", "不接受", "拒绝", "我拒绝", "不来", "来不了"),
}
_SAYS = {word: says for words in (_ENGLISH, _CHINESE) for says, every in words.items() for word in every}
_WORD = re.compile(r"[^\W_]+")
# Where a program begins to repeat what was written before.
_QUOTE_BEGINS = re.compile(
    r"^\s*(?:>|-{3,}|_{5,}|on .+wrote:\s*$|from:\s|sent:\s|发件人[:：]|发送时间[:：]|.+写道[:：]\s*$)", re.IGNORECASE
)


@dataclass(frozen=True)
class Reply:
    """A mail as far as it matters; `says` is None where its first word is neither yes nor no.

    `sender` is in lower case and empty where there is not exactly one; `is_automatic` is a mail that no person wrote.
    """

    message_id: str
    sender: str
    token: str | None
    says: bool | None
    is_automatic: bool = False


def read_reply(raw: bytes) -> Reply:
    """Read a mail, however badly it is written; one that was cut off is read as far as it goes."""
    mail = read_mail(raw)
    found = _TOKEN.search(mail.subject)
    return Reply(
        mail.message_id, mail.sender, found[1].upper() if found else None, first_word_says(mail.text), mail.automatic
    )


def first_word_says(text: str) -> bool | None:
    """Return whether the first word of a text is a yes or a no; what is quoted counts nothing."""
    for line in text.splitlines():
        if _QUOTE_BEGINS.match(line):
            return None
        if word := _WORD.search(line):
            return _SAYS.get(word[0].casefold())
    return None
