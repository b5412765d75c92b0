"""Parts what a mail says anew from what it repeats of the mails before it (引用历史)."""

import re

_HEADER = re.compile(
    r"\s*(?:(?:on|at) .+wrote:\s*$|from:\s|sent:\s|发件人[:：]|发送时间[:：]|.+写道[:：]\s*$)", re.IGNORECASE
)
_QUOTE_BEGINS = re.compile(r"\s*(?:>|-{3,}\s*[^-\s].*-{3,}\s*$)")
# A line that people draw between their own words as well as programs before what they repeat.
_RULE = re.compile(r"\s*[-_]{3,}\s*$")
_HEADER_BROKEN = re.compile(r"\s*(?:on|at) .*\d", re.IGNORECASE)


def parted(text: str) -> tuple[str, str]:
    """Return what was written anew, and what is quoted below it; of a mail that only quotes, all counts as written."""
    lines = text.splitlines()
    end = next((place for place in range(len(lines)) if _begins(lines, place)), len(lines))
    written, quoted = "\n".join(lines[:end]).strip(), "\n".join(lines[end:]).strip()
    return (written, quoted) if written else (quoted, "")


def _begins(lines: list[str], place: int) -> bool:
    """Say whether a quotation begins with a line; what announces it may be broken in two, or stand below a rule."""
    line = lines[place]
    if _QUOTE_BEGINS.match(line) or _HEADER.match(line):
        return True
    is_rule = _RULE.match(line) is not None
    if not is_rule and not _HEADER_BROKEN.match(line):
        return False
    following = next((lines[each] for each in range(place + 1, len(lines)) if lines[each].strip()), "").strip()
    return _HEADER.match(following) is not None if is_rule else following.lower().endswith("wrote:")
