"""Parts what a mail says anew from what it repeats of the mails before it (引用历史)."""

import re

_QUOTE_BEGINS = re.compile(
    r"\s*(?:>|-{3,}|_{5,}|on .+wrote:\s*$|from:\s|sent:\s|发件人[:：]|发送时间[:：]|.+写道[:：]\s*$)", re.IGNORECASE
)


def parted(text: str) -> tuple[str, str]:
    """Return what was written anew, and what is quoted below it; of a mail that only quotes, all counts as written."""
    lines = text.splitlines()
    end = next((place for place, line in enumerate(lines) if _QUOTE_BEGINS.match(line)), len(lines))
    written, quoted = "\n".join(lines[:end]).strip(), "\n".join(lines[end:]).strip()
    return (written, quoted) if written else (quoted, "")
